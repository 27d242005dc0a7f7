"""Transactions that write: one after the other within a program, so that nobody sleeps on SQLite's lock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_turns: WeakKeyDictionary[AsyncEngine, asyncio.Lock] = WeakKeyDictionary()


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that will write.

    SQLite has one writer, and who finds it busy sleeps for milliseconds between two looks: here the next is woken at once instead.
    It takes the writer's place from the beginning, so that what it reads stays true. PostgreSQL needs neither.
    """
    if engine.dialect.name != "sqlite":
        async with engine.begin() as db:
            yield db
        return
    async with _turns.setdefault(engine, asyncio.Lock()), engine.begin() as db:
        await db.exec_driver_sql("BEGIN IMMEDIATE")
        yield db
