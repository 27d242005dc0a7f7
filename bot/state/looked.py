"""What a person last looked up among tasks, kept where the person's conversation in the chat is: the one or the other is talked about."""

from pydantic import TypeAdapter
from sqlalchemy import Engine, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.state.plans import put
from bot.state.tables import conversations
from bot.state.writing import writing
from knowledge.task_followup import Looked

MARK = '{"looked":'
"""How the record of a look-up begins, so that none is taken for a conversation about procedures."""
_looked: TypeAdapter[Looked] = TypeAdapter(Looked)


class LookedStore:
    """The look-ups remembered, by chat and person."""

    def __init__(self, engine: AsyncEngine, near: Engine | None) -> None:
        """Work on an engine; `near`: the same database for reading at once, where it is a file."""
        self._engine, self._near = engine, near

    async def recall(self, chat_id: int, user_id: int) -> Looked | None:
        """Return what the person last looked up in the chat, unless something else was talked about since."""
        query = select(conversations.c.context).where(conversations.c.chat_id == chat_id, conversations.c.user_id == user_id)
        if self._near is not None:
            with self._near.connect() as near:
                said = near.execute(query).scalar_one_or_none()
        else:
            async with self._engine.connect() as db:
                said = (await db.execute(query)).scalar_one_or_none()
        return _looked.validate_json(said[len(MARK) : -1]) if said and said.startswith(MARK) else None

    async def remember(self, chat_id: int, user_id: int, looked: Looked) -> None:
        """Keep what the person looks up in the chat."""
        said = f"{MARK}{_looked.dump_json(looked).decode()}}}"
        async with writing(self._engine) as db:
            row = {"chat_id": chat_id, "user_id": user_id, "context": said, "at": looked.at}
            await put(db, conversations, row, ("chat_id", "user_id"))
