"""What the next message of a person is for: a dialogue's state that outlives a crash."""

from dataclasses import dataclass

from sqlalchemy import Engine, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.state.chats import insert
from bot.state.notice_tables import composing
from bot.state.writing import writing


@dataclass(frozen=True, slots=True)
class Composing:
    """`what`: content, audience, time, buttons or correction, for the announcement; `album` whose pictures are still arriving."""

    what: str
    announcement: int | None = None
    album: str = ""


class Dialogues:
    """The dialogues in the database."""

    def __init__(self, engine: AsyncEngine, near: Engine | None) -> None:
        """Wrap an engine; `near`: a database in a file, read at once, since every text of a citizen asks."""
        self._engine, self._near = engine, near

    async def of(self, user_id: int) -> Composing | None:
        """Return what a person is composing."""
        query = select(composing).where(composing.c.user_id == user_id)
        if self._near is not None:
            with self._near.connect() as near:
                row = near.execute(query).first()
        else:
            async with self._engine.connect() as db:
                row = (await db.execute(query)).first()
        return Composing(row.what, row.announcement, row.album) if row else None

    async def set(self, user_id: int, now: Composing | None) -> None:
        """Keep what a person is composing; None ends it."""
        async with writing(self._engine) as db:
            if now is None:
                await db.execute(delete(composing).where(composing.c.user_id == user_id))
                return
            values = {"what": now.what, "announcement": now.announcement, "album": now.album}
            put = insert(db, composing).values(user_id=user_id, **values)
            await db.execute(put.on_conflict_do_update(index_elements=["user_id"], set_=values))
