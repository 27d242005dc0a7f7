"""The verbs of people who follow procedures; each is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.notifications.announcement import Content
from bot.state.follow_tables import answered_from, follows
from bot.state.starting import tell
from bot.state.writing import writing

AUTHOR = "auto:following"
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
            await _new(db, follows, follow.row() | {"since": now, "digest": digest})
            return True

    async def end(self, follow: Follow) -> None:
        """Follow no longer."""
        async with writing(self._engine) as db:
            await db.execute(delete(follows).where(follow.of(follows)))

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

    async def told_until(self, live: str) -> str:
        """Return the version up to which all followers have been told: `live`, where this is the beginning."""
        async with self._engine.connect() as db:
            if (row := (await db.execute(select(answered_from))).first()) is not None:
                return str(row.version)
        async with writing(self._engine) as db:
            await _new(db, answered_from, {"id": 1, "version": live})
            return str((await db.execute(select(answered_from.c.version))).scalar_one())

    async def advance(self, before: str, after: str, digest: str, changed: Sequence[tuple[str, Content]], now: datetime) -> bool:
        """Put into the outbox what the followers of each changed procedure are told on the way from one version to the next.

        All or nothing; who knows the later snapshot (this `digest`) already is not told. Of any number of programs that go the
        way one does it: the others get False.
        """
        async with writing(self._engine) as db:
            here = update(answered_from).where(answered_from.c.version == before).values(version=after)
            if not (await db.execute(here)).rowcount:
                return False
            for code, content in changed:
                query = select(follows.c.chat_id).where(follows.c.code == code, follows.c.digest != digest).distinct()
                people = list((await db.execute(query.order_by(follows.c.chat_id))).scalars())
                await tell(db, [(chat, "") for chat in people], content, AUTHOR, now)
            if digest:
                await db.execute(update(follows).values(digest=digest))
            return True


async def _new(db: AsyncConnection, table: Any, row: dict[str, Any]) -> bool:
    """Insert a row; False where it is there already."""
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    return (await db.execute(flavour.insert(table).values(row).on_conflict_do_nothing().returning(*table.primary_key))).first() is not None
