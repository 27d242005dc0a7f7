"""All plans of a bot, shipped and imported, wherever they are kept: the one function to ask for them."""

from weakref import WeakKeyDictionary

from bot.book import Book
from bot.desk import Desk
from bot.state.store import Store
from knowledge.records import Plan
from knowledge.snapshot import Snapshot

_shipped: WeakKeyDictionary[Snapshot, tuple[Plan, ...]] = WeakKeyDictionary()


async def book(desk: Desk) -> Book:
    """Return all plans with their tasks and progress."""
    return await book_of(desk.store, desk.assistant.snapshot)


async def plans(desk: Desk) -> tuple[Plan, ...]:
    """Return all plans, the newest first."""
    return (await book(desk)).plans


async def book_of(store: Store, snapshot: Snapshot) -> Book:
    """Return the same without a desk: for commands."""
    if snapshot not in _shipped:
        _shipped[snapshot] = snapshot.plans()
    return await store.plans.book(_shipped[snapshot])
