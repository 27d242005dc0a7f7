"""The verbs of reminders: who follows what, what was told, and telling it through the outbox."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.notifications.announcement import Content
from bot.notifications.reminders import Chat, Digest, Quiet, Reminder, Side
from bot.state.plan_tables import digests_told, follows, reminders_told, watchers
from bot.state.plans import put
from bot.state.starting import tell
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
            followed = await _follows(db)
            told = {(row.chat_id, row.key, row.due): row.stage for row in await db.execute(select(reminders_told))}
            digests = {(row.chat_id, Digest(row.kind)): row.day for row in await db.execute(select(digests_told))}
            set_up = {row.chat_id: _chat(row) for row in await db.execute(select(watchers))}
        known = {chat: set_up.get(chat, Chat(chat, DEFAULT_QUIET)) for chats in followed.values() for chat in chats}
        return Memory(followed, set_up | known, told, digests)

    async def follows(self) -> dict[str, dict[int, frozenset[Side]]]:
        """Return who follows what: agency → chat → sides."""
        async with self._engine.connect() as db:
            return await _follows(db)

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

    async def post(self, news: Sequence["News"], title: Content, now: datetime) -> int:
        """Put into the outbox what nobody has put there before, each chat's as one copy; return how many copies there are.

        It counts as told from then on, in the same transaction: the outbox loses nothing and says nothing twice. `title` is what
        officials read of it in lists.
        """
        async with writing(self._engine) as db:
            copies = []
            for held in news:
                mine = [r for r in held.reminders if await _raised(db, held.chat, r)]
                lists = [d for d in held.digests if await _dated(db, held.chat, d)]
                if held.speaks and (mine or lists):
                    copies.append((held.chat, pack(replace(held, reminders=tuple(mine), digests=tuple(lists)))))
            await tell(db, copies, title, AUTHOR, now)
        return len(copies)


AUTHOR = "auto:reminders"


@dataclass(frozen=True, slots=True)
class News:
    """What a chat is to be told: tasks at stages, and lists by their kind and day. `speaks`: words come of it; else it is only noted."""

    chat: int
    reminders: tuple[Reminder, ...] = ()
    digests: tuple[tuple[Digest, date], ...] = ()
    speaks: bool = True


def pack(news: News) -> str:
    """Write what a copy is about as JSON."""
    return json.dumps({"tasks": [r.key for r in news.reminders], "lists": [kind.value for kind, _ in news.digests]})


def unpack(about: str) -> tuple[tuple[str, ...], frozenset[Digest]]:
    """Read what `pack` wrote: the tasks' keys, and the lists."""
    held = json.loads(about)
    return tuple(held["tasks"]), frozenset(map(Digest, held["lists"]))


async def _follows(db: AsyncConnection) -> dict[str, dict[int, frozenset[Side]]]:
    sides: dict[str, dict[int, set[Side]]] = defaultdict(lambda: defaultdict(set))
    for row in await db.execute(select(follows)):
        sides[row.agency][row.chat_id].add(Side(row.side))
    return {agency: {chat: frozenset(kinds) for chat, kinds in chats.items()} for agency, chats in sides.items()}


def _chat(row: Any) -> Chat:
    quiet = Quiet(row.quiet_from, row.quiet_to) if row.quiet_from is not None and row.quiet_to is not None else None
    return Chat(row.chat_id, quiet, row.digest)


async def _raised(db: AsyncConnection, chat: int, reminder: Reminder) -> bool:
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {"chat_id": chat, "key": reminder.key, "due": reminder.due, "stage": reminder.stage}
    raised = flavour.insert(reminders_told).values(row)
    statement = raised.on_conflict_do_update(
        index_elements=["chat_id", "key", "due"], set_={"stage": reminder.stage}, where=reminders_told.c.stage < reminder.stage
    )
    return (await db.execute(statement.returning(reminders_told.c.stage))).first() is not None


async def _dated(db: AsyncConnection, chat: int, digest: tuple[Digest, date]) -> bool:
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {"chat_id": chat, "kind": digest[0].value, "day": digest[1]}
    later = flavour.insert(digests_told).values(row)
    statement = later.on_conflict_do_update(
        index_elements=["chat_id", "kind"], set_={"day": digest[1]}, where=digests_told.c.day < digest[1]
    )
    return (await db.execute(statement.returning(digests_told.c.day))).first() is not None
