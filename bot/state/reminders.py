"""The verbs of reminders: who follows what, what was told; claims are taken by one process each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.notifications.reminders import Chat, Digest, Quiet, Reminder, Side
from bot.state.plan_tables import digests_told, follows, reminders_told, watchers
from bot.state.plans import put
from bot.state.writing import writing

DEFAULT_QUIET = Quiet(21, 6)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the law of reminders needs from the state."""

    follows: dict[str, dict[int, frozenset[Side]]] = field(default_factory=dict)
    """Agency → chat → sides."""
    chats: dict[int, Chat] = field(default_factory=dict)
    told: dict[tuple[int, str, date], int] = field(default_factory=dict)
    digests: dict[tuple[int, Digest], date] = field(default_factory=dict)


class ReminderStore:
    """Followers, and what they were told."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine

    async def memory(self) -> Memory:
        """Read everything at once."""
        async with self._engine.connect() as db:
            sides: dict[str, dict[int, set[Side]]] = defaultdict(lambda: defaultdict(set))
            for row in await db.execute(select(follows)):
                sides[row.agency][row.chat_id].add(Side(row.side))
            told = {(row.chat_id, row.key, row.due): row.stage for row in await db.execute(select(reminders_told))}
            digests = {(row.chat_id, Digest(row.kind)): row.day for row in await db.execute(select(digests_told))}
            set_up = {row.chat_id: _chat(row) for row in await db.execute(select(watchers))}
        known = {chat: set_up.get(chat, Chat(chat, DEFAULT_QUIET)) for chats in sides.values() for chat in chats}
        followed = {agency: {chat: frozenset(kinds) for chat, kinds in chats.items()} for agency, chats in sides.items()}
        return Memory(followed, set_up | known, told, digests)

    async def chat(self, chat_id: int) -> Chat:
        """Return how a chat wants to be reminded."""
        async with self._engine.connect() as db:
            row = (await db.execute(select(watchers).where(watchers.c.chat_id == chat_id))).one_or_none()
        return _chat(row) if row else Chat(chat_id, DEFAULT_QUIET)

    async def set_chat(self, chat: Chat) -> None:
        """Keep how a chat wants to be reminded."""
        start, end = (chat.quiet.start, chat.quiet.end) if chat.quiet else (None, None)
        async with writing(self._engine) as db:
            await put(db, watchers, {"chat_id": chat.id, "quiet_from": start, "quiet_to": end, "digest": chat.digest}, ("chat_id",))

    async def followed(self, chat_id: int) -> list[tuple[str, Side]]:
        """Return what a chat follows."""
        query = select(follows.c.agency, follows.c.side).where(follows.c.chat_id == chat_id).order_by(follows.c.agency, follows.c.side)
        async with self._engine.connect() as db:
            return [(row.agency, Side(row.side)) for row in await db.execute(query)]

    async def follow(self, chat_id: int, agency: str, side: Side, *, on: bool) -> None:
        """Let a chat follow an agency's tasks, or no longer."""
        row = {"chat_id": chat_id, "agency": agency, "side": side.value}
        async with writing(self._engine) as db:
            if on:
                await put(db, follows, row, ("chat_id", "agency", "side"))
            else:
                await db.execute(delete(follows).filter_by(**row))

    async def claim(self, reminders: Sequence[Reminder], digests: Sequence[tuple[int, Digest, date]]) -> "Claim":
        """Take what nobody has taken: it counts as told from now on; `release` gives back what could not be sent."""
        async with writing(self._engine) as db:
            before = await _told(db, reminders)
            mine = [r for r in reminders if await _raised(db, r)]
            lists = [d for d in digests if await _dated(db, d)]
        return Claim(tuple(mine), tuple(lists), {(r.chat, r.key, r.due): before.get((r.chat, r.key, r.due)) for r in mine})

    async def release(self, claim: "Claim") -> None:
        """Let what was claimed be told again: it did not go out."""
        async with writing(self._engine) as db:
            for r in claim.reminders:
                here = _here(r)
                stage = claim.before[(r.chat, r.key, r.due)]
                gone = delete(reminders_told) if stage is None else update(reminders_told).values(stage=stage)
                await db.execute(gone.where(*here, reminders_told.c.stage == r.stage))
            for chat, kind, day in claim.digests:
                same = (digests_told.c.chat_id == chat) & (digests_told.c.kind == kind.value) & (digests_told.c.day == day)
                await db.execute(delete(digests_told).where(same))

    async def retire(self, chat_id: int) -> None:
        """Remind a chat no longer: it has blocked the bot or is gone."""
        async with writing(self._engine) as db:
            await db.execute(delete(follows).where(follows.c.chat_id == chat_id))


@dataclass(frozen=True, slots=True)
class Claim:
    """What one process has taken to send; `before`: the stages told before."""

    reminders: tuple[Reminder, ...]
    digests: tuple[tuple[int, Digest, date], ...]
    before: dict[tuple[int, str, date], int | None]


def _chat(row: Any) -> Chat:
    quiet = Quiet(row.quiet_from, row.quiet_to) if row.quiet_from is not None and row.quiet_to is not None else None
    return Chat(row.chat_id, quiet, row.digest)


def _here(reminder: Reminder) -> tuple[Any, ...]:
    table = reminders_told.c
    return table.chat_id == reminder.chat, table.key == reminder.key, table.due == reminder.due


async def _told(db: AsyncConnection, reminders: Iterable[Reminder]) -> dict[tuple[int, str, date], int]:
    chats = {r.chat for r in reminders}
    rows = await db.execute(select(reminders_told).where(reminders_told.c.chat_id.in_(chats)).with_for_update())
    return {(row.chat_id, row.key, row.due): row.stage for row in rows}


async def _raised(db: AsyncConnection, reminder: Reminder) -> bool:
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {"chat_id": reminder.chat, "key": reminder.key, "due": reminder.due, "stage": reminder.stage}
    raised = flavour.insert(reminders_told).values(row)
    statement = raised.on_conflict_do_update(
        index_elements=["chat_id", "key", "due"], set_={"stage": reminder.stage}, where=reminders_told.c.stage < reminder.stage
    )
    return (await db.execute(statement.returning(reminders_told.c.stage))).first() is not None


async def _dated(db: AsyncConnection, digest: tuple[int, Digest, date]) -> bool:
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {"chat_id": digest[0], "kind": digest[1].value, "day": digest[2]}
    later = flavour.insert(digests_told).values(row)
    statement = later.on_conflict_do_update(
        index_elements=["chat_id", "kind"], set_={"day": digest[2]}, where=digests_told.c.day < digest[2]
    )
    return (await db.execute(statement.returning(digests_told.c.day))).first() is not None
