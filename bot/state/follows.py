"""The verbs of people who follow procedures; each is one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.state.follow_tables import answered_from, follow_notices, follows
from bot.state.writing import writing

MOST = 40
"""So many procedures a person may follow: all fit under one message as buttons."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A person, the chat to be told in, and the procedure's code."""

    user_id: int
    chat_id: int
    code: str

    def row(self) -> dict[str, Any]:
        """Its columns."""
        return {"user_id": self.user_id, "chat_id": self.chat_id, "code": self.code}

    def of(self, table: Any) -> ColumnElement[bool]:
        """The condition that a row of `table` is of this follow."""
        held: ColumnElement[bool] = (table.c.user_id == self.user_id) & (table.c.chat_id == self.chat_id) & (table.c.code == self.code)
        return held


@dataclass(frozen=True, slots=True)
class Passage:
    """The way from one version of the knowledge to the next, along which followers are told."""

    before: str
    after: str


class Follows:
    """Who follows what, and what they were told."""

    def __init__(self, engine: AsyncEngine, near: Engine | None) -> None:
        """Wrap an engine; `near`: see Store."""
        self._engine, self._near = engine, near

    async def begin(self, follow: Follow, digest: str, now: datetime) -> bool:
        """Follow, as one who knows the snapshot with this digest; False where the person follows too many already."""
        async with writing(self._engine) as db:
            mine = (follows.c.user_id == follow.user_id) & (follows.c.code != follow.code)
            if (await db.execute(select(func.count()).select_from(follows).where(mine))).scalar_one() >= MOST:
                return False
            if await _new(db, follows, follow.row() | {"since": now}):
                await db.execute(delete(follow_notices).where(follow.of(follow_notices)))
                await _new(db, follow_notices, follow.row() | {"digest": digest})
            return True

    async def end(self, follow: Follow) -> None:
        """Follow no longer."""
        async with writing(self._engine) as db:
            for table in (follows, follow_notices):  # In this order, as claims lock them.
                await db.execute(delete(table).where(follow.of(table)))

    async def end_chat(self, chat_id: int) -> None:
        """Forget every follow of a chat that cannot be written to any more."""
        async with writing(self._engine) as db:
            for table in (follows, follow_notices):  # In this order, as claims lock them.
                await db.execute(delete(table).where(table.c.chat_id == chat_id))

    async def held(self, follow: Follow) -> bool:
        """Whether it is followed."""
        return bool(await self._rows(select(follows.c.code).where(follow.of(follows))))

    async def of_person(self, user_id: int, chat_id: int) -> list[str]:
        """Return the codes a person follows in a chat, the longest followed first."""
        mine = (follows.c.user_id == user_id) & (follows.c.chat_id == chat_id)
        return [row.code for row in await self._rows(select(follows.c.code).where(mine).order_by(follows.c.since, follows.c.code))]

    async def codes(self) -> list[str]:
        """Return the codes that anybody follows, in order."""
        return [row.code for row in await self._rows(select(follows.c.code).distinct().order_by(follows.c.code))]

    async def of_code(self, code: str) -> list[Follow]:
        """Return a procedure's followers, the first to follow first."""
        query = select(follows).where(follows.c.code == code).order_by(follows.c.since, follows.c.user_id, follows.c.chat_id)
        return [Follow(row.user_id, row.chat_id, row.code) for row in await self._rows(query)]

    async def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        if self._near is not None:
            with self._near.connect() as near:
                return list(near.execute(query))
        async with self._engine.connect() as db:
            return list(await db.execute(query))

    async def passage(self, live: str) -> Passage | None:
        """Return the way that followers must be told along until `live`, one left unfinished first; None where all have been told."""
        async with writing(self._engine) as db:
            await _new(db, answered_from, {"id": 1, "version": live, "next": ""})
            row = (await db.execute(select(answered_from).with_for_update())).one()
            if row.next or row.version == live:
                return Passage(row.version, row.next) if row.next else None
            await db.execute(update(answered_from).values(next=live))
            return Passage(row.version, live)

    async def arrive(self, passage: Passage) -> None:
        """Note that all have been told along a passage; nothing where another program did so before."""
        async with writing(self._engine) as db:
            await db.execute(update(answered_from).where(_under_way(passage)).values(version=passage.after, next=""))

    async def claim(self, follow: Follow, digest: str, passage: Passage) -> bool:
        """Take it on us to tell a follower of the snapshot with this digest; of any number of programs that ask, one gets True.

        False too where the person has stopped following, or the passage is over: what a slow program has to tell is then no news.
        """
        async with writing(self._engine) as db:
            under_way = select(answered_from.c.id).where(_under_way(passage)).with_for_update(read=True)
            wanted = select(follows.c.code).where(follow.of(follows)).with_for_update(read=True)
            if not (await db.execute(under_way)).first() or not (await db.execute(wanted)).first():
                return False
            # What was told before is forgotten, so that a return to it is told as well.
            await db.execute(delete(follow_notices).where(follow.of(follow_notices), follow_notices.c.digest != digest))
            return await _new(db, follow_notices, follow.row() | {"digest": digest})

    async def release(self, follow: Follow, digest: str) -> None:
        """Give back a claim: the follower was surely not told."""
        async with writing(self._engine) as db:
            await db.execute(delete(follow_notices).where(follow.of(follow_notices), follow_notices.c.digest == digest))


def _under_way(passage: Passage) -> ColumnElement[bool]:
    held: ColumnElement[bool] = (answered_from.c.version == passage.before) & (answered_from.c.next == passage.after)
    return held


async def _new(db: AsyncConnection, table: Any, row: dict[str, Any]) -> bool:
    """Insert a row; False where it is there already."""
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    return (await db.execute(flavour.insert(table).values(row).on_conflict_do_nothing().returning(*table.primary_key))).first() is not None
