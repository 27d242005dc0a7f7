"""The verbs of the live state; each is one transaction."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Row, Select, create_engine, delete, event, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.state.chats import Chats
from bot.state.composing import Dialogues
from bot.state.follow_tables import follows
from bot.state.follows import Follows
from bot.state.looked import MARK, LookedStore
from bot.state.members import MemberStore
from bot.state.notice_tables import acknowledgements, composing
from bot.state.notices import Notices
from bot.state.outbox import Outbox
from bot.state.plans import PlanStore
from bot.state.progress import ProgressStore
from bot.state.reminders import ReminderStore
from bot.state.reports import Reports
from bot.state.tables import conversations, people, updates
from bot.state.writing import writing
from knowledge.conversation import Context

LOCK = 620_118_001
"""The number of PostgreSQL's advisory lock around migrations: any that nobody else uses."""
KEPT = timedelta(hours=24)
"""How long the number of a handled update is kept, to know it when it comes again; Telegram repeats none older."""


class StoreError(Exception):
    """The database cannot be opened; the message says which setting to mend."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a person has set; `brief`: only what is asked, without the whole card."""

    province: str = ""
    brief: bool = False


class Store:
    """The database, open."""

    def __init__(self, engine: AsyncEngine, near: Engine | None) -> None:
        """Wrap an engine; use `open_store`. `near`: a database in this machine's files, read without going through a thread."""
        self._engine, self._near = engine, near
        self.plans, self.progress, self.members, self.reminders = (
            PlanStore(engine),
            ProgressStore(engine),
            MemberStore(engine, near),
            ReminderStore(engine),
        )
        self.chats, self.notices, self.outbox, self.reports = Chats(engine), Notices(engine), Outbox(engine), Reports(engine)
        self.dialogues = Dialogues(engine, near)
        self.follows = Follows(engine, near)
        self.looked = LookedStore(engine, near)
        self._reader = engine.execution_options(isolation_level="AUTOCOMMIT")  # One statement needs no transaction around it.

    async def close(self) -> None:
        """Close all connections."""
        if self._near is not None:
            self._near.dispose()
        await self._engine.dispose()

    async def receive(self, arrived: Sequence[tuple[int, str]], now: datetime) -> list[int]:
        """Store updates as (id, payload); return the ids that were not known yet, in order."""
        fresh = []
        async with writing(self._engine) as db:
            for update_id, payload in arrived:
                row = {"update_id": update_id, "payload": payload, "received": now}
                if (await db.execute(self._ignoring(db, row))).first():
                    fresh.append(update_id)
        return fresh

    def _ignoring(self, db: AsyncConnection, row: dict[str, Any]) -> Any:
        flavour = postgresql if db.dialect.name == "postgresql" else sqlite
        return flavour.insert(updates).values(row).on_conflict_do_nothing().returning(updates.c.update_id)

    async def unhandled(self, now: datetime) -> list[tuple[int, str]]:
        """Return the updates received within the last day and not handled yet, oldest first: after a crash, the work left."""
        query = select(updates.c.update_id, updates.c.payload).where(updates.c.payload.is_not(None), updates.c.received > now - KEPT)
        async with self._engine.connect() as db:
            return [(row.update_id, row.payload) for row in await db.execute(query.order_by(updates.c.update_id))]

    async def handled(self, update_id: int) -> None:
        """Erase what a handled update said; its number stays for a day."""
        async with writing(self._engine) as db:
            await db.execute(update(updates).where(updates.c.update_id == update_id).values(payload=None))

    async def sweep(self, now: datetime) -> None:
        """Forget the updates and conversations of more than a day ago."""
        async with writing(self._engine) as db:
            await db.execute(delete(updates).where(updates.c.received < now - KEPT))
            await db.execute(delete(conversations).where(conversations.c.at < now - KEPT))

    async def recall(self, chat_id: int, user_id: int) -> tuple[Context | None, Person]:
        """Return what the person was talking about in the chat, and what the person has set."""
        asked = select(literal(user_id).label("user_id")).subquery()
        both = (conversations.c.user_id == asked.c.user_id) & (conversations.c.chat_id == chat_id)
        query = select(conversations.c.context, conversations.c.at, people.c.province, people.c.brief).select_from(
            asked.outerjoin(conversations, both).outerjoin(people, people.c.user_id == asked.c.user_id)
        )
        row = await self._one(query)
        context = _context(row.context, row.at) if row.context and not row.context.startswith(MARK) else None
        return context, Person(row.province or "", bool(row.brief))

    async def _one(self, query: Select[Any]) -> Row[Any]:
        """Read one row by its key: in a file that takes microseconds, and a thread's hand-over would take a hundred times that."""
        found: Row[Any]
        if self._near is not None:
            with self._near.connect() as near:
                found = near.execute(query).one()
        else:
            async with self._reader.connect() as db:
                found = (await db.execute(query)).one()
        return found

    async def remember(self, chat_id: int, user_id: int, context: Context | None) -> None:
        """Keep what the person is talking about in the chat; None changes nothing."""
        if context is None:
            return
        said = {k: v for k, v in asdict(context).items() if k != "at"}
        row = {"chat_id": chat_id, "user_id": user_id, "context": json.dumps(said, ensure_ascii=False), "at": context.at}
        await self._put(conversations, row, ("chat_id", "user_id"))

    async def settle(self, user_id: int, person: Person) -> None:
        """Keep what the person has set."""
        await self._put(people, {"user_id": user_id, "province": person.province, "brief": person.brief}, ("user_id",))

    async def forget(self, user_id: int) -> None:
        """Erase all that is kept of a person."""
        async with writing(self._engine) as db:
            await db.execute(delete(people).where(people.c.user_id == user_id))
            await db.execute(delete(conversations).where(conversations.c.user_id == user_id))
            await db.execute(delete(composing).where(composing.c.user_id == user_id))
            await db.execute(delete(acknowledgements).where(acknowledgements.c.user_id == user_id))
            await db.execute(delete(follows).where(follows.c.user_id == user_id))
        await self.chats.erase(user_id)
        await self.members.dismiss(user_id)
        await self.progress.forget(user_id)

    async def _put(self, table: Any, row: dict[str, Any], keys: tuple[str, ...]) -> None:
        async with writing(self._engine) as db:
            flavour = postgresql if db.dialect.name == "postgresql" else sqlite
            statement = flavour.insert(table).values(row)
            changes = {k: v for k, v in row.items() if k not in keys}
            await db.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=changes))


def _context(said: str, at: datetime) -> Context:
    kept = json.loads(said)
    earlier = tuple(kept.get("earlier", ()))  # A talk that the program kept before it knew of earlier matters has none.
    return Context(at, code=kept["code"], offered=tuple(kept["offered"]), aspects=tuple(kept["aspects"]), earlier=earlier)


async def open_store(url: str) -> Store:
    """Open the database, made up to date; an SQLite file and its folder are made where there are none. Raises StoreError."""
    try:
        return await _opened(make_url(url))
    except ArgumentError as error:
        raise StoreError(f"DATABASE_URL: {error}") from error
    except DBAPIError as error:
        raise StoreError(f"DATABASE_URL: the database cannot be opened: {error.orig}") from error


async def _opened(address: URL) -> Store:
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(address, pool_reset_on_return=None)  # Every transaction ends itself, below or by begin().
    if address.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _sqlite_pragmas)
    try:
        async with engine.begin() as db:
            await db.run_sync(_migrate)
    except BaseException:
        await engine.dispose()
        raise
    return Store(engine, _near(address))


def _near(address: URL) -> Engine | None:
    """The same database for reading at once, where it is a file (WAL: readers wait for nobody)."""
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return None
    near = create_engine(address.set(drivername="sqlite"), isolation_level="AUTOCOMMIT")
    event.listen(near, "connect", _sqlite_pragmas)
    return near


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer; a crash of the program loses nothing (of the machine: at most the last moment)."""
    cursor = connection.cursor()
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(db: Connection) -> None:
    """Bring the tables up to date; programs that start at the same moment do so one after the other."""
    lock = f"SELECT pg_advisory_xact_lock({LOCK})" if db.dialect.name == "postgresql" else "BEGIN IMMEDIATE"
    db.exec_driver_sql(lock)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = db
    command.upgrade(config, "head")
