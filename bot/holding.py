"""All plans of a bot, shipped and imported, wherever they are kept: the one function to ask for them."""

import asyncio
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from bot.book import Book, Held
from bot.desk import Desk
from bot.state.store import Store
from knowledge.records import Plan
from knowledge.snapshot import Snapshot
from knowledge.tasks import Board, Reports, lay_out

_shipped: WeakKeyDictionary[Snapshot, tuple[Plan, ...]] = WeakKeyDictionary()
_boards: WeakKeyDictionary[Store, tuple[Mapping[str, Held], Board]] = WeakKeyDictionary()
"""The board last laid out, with the tasks that it was made of: laid out anew only where these have changed."""


async def book(desk: Desk) -> Book:
    """Return all plans with their tasks and progress."""
    return await book_of(desk.store, desk.assistant.snapshot)


async def plans(desk: Desk) -> tuple[Plan, ...]:
    """Return all plans, the newest first."""
    return (await book(desk)).plans


async def board(desk: Desk) -> tuple[Board, Reports]:
    """Return all plans laid out for looking up, and what was reported of their tasks."""
    held = await book(desk)
    made = _boards.get(desk.store)
    if made is None or made[0] is not held.tasks:
        made = held.tasks, await asyncio.to_thread(lay_out, held.plans, held.keyed)
        _boards[desk.store] = made
    return made[1], held.reports()


async def book_of(store: Store, snapshot: Snapshot) -> Book:
    """Return the same without a desk: for commands."""
    if snapshot not in _shipped:
        _shipped[snapshot] = snapshot.plans()
    return await store.plans.book(_shipped[snapshot])
