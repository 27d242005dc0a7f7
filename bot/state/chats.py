"""The verbs of the chats that receive notices; each is one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.notifications.outbox import OPEN
from bot.state.follow_tables import follows as procedure_follows
from bot.state.notice_tables import chat_topics, chats, deliveries
from bot.state.plan_tables import digests_told, follows, reminders_told, watchers
from bot.state.writing import writing

ACTIVE = "active"
FIELDS = (
    "kind",
    "title",
    "agency",
    "area",
    "thread_id",
    "quiet_from",
    "quiet_to",
    "state",
    "migrated_to",
    "added_by",
    "introduced",
    "since",
)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and what it wants to receive; `state`: active, muted (no right to write), left, kicked, moved, gone or off."""

    id: int
    kind: str
    since: datetime
    title: str = ""
    topics: tuple[str, ...] = ()
    agency: str = ""
    area: str = ""
    thread_id: int | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    state: str = ACTIVE
    migrated_to: int | None = None
    added_by: int | None = None
    introduced: bool = False

    @property
    def quiet(self) -> tuple[int, int] | None:
        """The quiet hours, where there are any."""
        return (self.quiet_from, self.quiet_to) if self.quiet_from is not None and self.quiet_to is not None else None


def insert(db: AsyncConnection, table: Any) -> Any:
    """An INSERT that can say what to do on a conflict."""
    return (postgresql if db.dialect.name == "postgresql" else sqlite).insert(table)


class Chats:
    """The chats in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine

    async def get(self, chat_id: int) -> Chat | None:
        """Return a chat, followed to where it moved."""
        async with self._engine.connect() as db:
            found = await _read(db, chat_id)
            return await _read(db, found.migrated_to) if found and found.migrated_to else found

    async def added_by(self, user_id: int) -> list[Chat]:
        """Return the chats where a person added the bot and it still is."""
        query = select(chats.c.chat_id).where(chats.c.added_by == user_id, chats.c.state.in_((ACTIVE, "muted", "off")))
        async with self._engine.connect() as db:
            ids = [row.chat_id for row in await db.execute(query.order_by(chats.c.since))]
            return [held for chat_id in ids if (held := await _read(db, chat_id))]

    async def put(self, chat: Chat) -> None:
        """Keep a chat as it is given."""
        async with writing(self._engine) as db:
            await _write(db, chat)

    async def introduce(self, chat_id: int) -> bool:
        """Whether the chat is to be greeted now; true once only."""
        query = update(chats).where(chats.c.chat_id == chat_id, chats.c.introduced.is_(False)).values(introduced=True)
        async with writing(self._engine) as db:
            return bool((await db.execute(query)).rowcount)

    async def not_introduced(self, chat_id: int) -> None:
        """Let the chat be greeted another time: the greeting did not go out."""
        async with writing(self._engine) as db:
            await db.execute(update(chats).where(chats.c.chat_id == chat_id).values(introduced=False))

    async def mark(self, chat_id: int, state: str) -> None:
        """Note what became of a chat."""
        async with writing(self._engine) as db:
            await mark(db, chat_id, state)

    async def migrate(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup; doing it twice changes nothing."""
        async with writing(self._engine) as db:
            await migrate(db, old, new)

    async def erase(self, chat_id: int) -> None:
        """Forget a chat: a person's private one on request, with what was sent there or is to be."""
        async with writing(self._engine) as db:
            await db.execute(delete(deliveries).where(deliveries.c.chat_id == chat_id))
            await db.execute(delete(chat_topics).where(chat_topics.c.chat_id == chat_id))
            await db.execute(delete(chats).where(chats.c.chat_id == chat_id))


async def mark(db: AsyncConnection, chat_id: int, state: str) -> None:
    """Note what became of a chat, within a transaction."""
    await db.execute(update(chats).where(chats.c.chat_id == chat_id).values(state=state))


async def retire(db: AsyncConnection, chat_id: int) -> None:
    """End all that a chat follows which cannot be written to any more, within a transaction."""
    for table in (follows, procedure_follows):
        await db.execute(delete(table).where(table.c.chat_id == chat_id))


async def migrate(db: AsyncConnection, old: int, new: int) -> None:
    """Let a chat's settings, what it follows and was told, and its open deliveries go to its new id, within a transaction."""
    for table in (follows, watchers, reminders_told, digests_told):
        await _move(db, table, old, new)
    held = await _read(db, old)
    if held is not None and not held.migrated_to:
        if await _read(db, new) is None:
            await _write(db, replace(held, id=new, kind="supergroup", thread_id=None))
        await _write(db, replace(held, state="moved", migrated_to=new, topics=()))
    theirs = select(deliveries.c.announcement).where(deliveries.c.chat_id == new)
    still = deliveries.c.chat_id == old, deliveries.c.state == OPEN[0], deliveries.c.announcement.not_in(theirs)
    await db.execute(update(deliveries).where(*still).values(chat_id=new, thread_id=None))


async def _move(db: AsyncConnection, table: Any, old: int, new: int) -> None:
    """Give a table's rows of a chat to another; where that one has the like already, its own stays."""
    there = table.alias()
    same = [there.c[key.name] == key for key in table.primary_key if key.name != "chat_id"]
    free = ~select(there.c.chat_id).where(there.c.chat_id == new, *same).correlate(table).exists()
    await db.execute(update(table).where(table.c.chat_id == old, free).values(chat_id=new))
    await db.execute(delete(table).where(table.c.chat_id == old))


async def addressed(db: AsyncConnection, audience: str) -> list[Chat]:
    """Return the active chats that an audience means, within a transaction."""
    query = select(chats).where(chats.c.state == ACTIVE)
    if audience != "all":
        parts = [part.partition(":") for part in audience.split()]
        wanted = {kind: [v for k, _, v in parts if k == kind] for kind in ("topic", "agency", "area", "chats")}
        by_topic = select(chat_topics.c.chat_id).where(chat_topics.c.topic.in_(wanted["topic"]))
        query = query.where(
            or_(
                chats.c.chat_id.in_(by_topic),
                chats.c.agency.in_(wanted["agency"]),
                chats.c.area.in_(wanted["area"]),
                chats.c.chat_id.in_([int(v) for v in wanted["chats"]]),
            )
        )
    return [_chat(row, ()) for row in await db.execute(query.order_by(chats.c.chat_id))]


async def _read(db: AsyncConnection, chat_id: int | None) -> Chat | None:
    row = (await db.execute(select(chats).where(chats.c.chat_id == chat_id))).first()
    if row is None:
        return None
    topics = await db.execute(select(chat_topics.c.topic).where(chat_topics.c.chat_id == chat_id).order_by(chat_topics.c.topic))
    return _chat(row, tuple(topics.scalars()))


def _chat(row: Any, topics: tuple[str, ...]) -> Chat:
    return Chat(row.chat_id, topics=topics, **{name: getattr(row, name) for name in FIELDS})


async def _write(db: AsyncConnection, chat: Chat) -> None:
    values = {name: getattr(chat, name) for name in FIELDS}
    await db.execute(insert(db, chats).values(chat_id=chat.id, **values).on_conflict_do_update(index_elements=["chat_id"], set_=values))
    await db.execute(delete(chat_topics).where(chat_topics.c.chat_id == chat.id))
    if chat.topics:
        await db.execute(chat_topics.insert(), [{"chat_id": chat.id, "topic": topic} for topic in chat.topics])
