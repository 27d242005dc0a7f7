"""All plans of a bot, shipped and imported, wherever they are kept: the one function to ask for them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bot.book import Book, Held
from bot.desk import Desk
from bot.progress import Record
from bot.state.store import Store
from knowledge.records import Plan
from knowledge.snapshot import Snapshot
from knowledge.tasks import Standing, lay_out, stand

_shipped: WeakKeyDictionary[Snapshot, tuple[Plan, ...]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Last:
    """What was laid out last, with the tasks and records it was made of: laid out anew only where these have changed."""

    tasks: Mapping[str, Held]
    records: Mapping[str, Record]
    standing: Standing


_standings: WeakKeyDictionary[Store, _Last] = WeakKeyDictionary()


async def book(desk: Desk) -> Book:
    """Return all plans with their tasks and progress."""
    return await book_of(desk.store, desk.assistant.snapshot)


async def plans(desk: Desk) -> tuple[Plan, ...]:
    """Return all plans, the newest first."""
    return (await book(desk)).plans


async def standing(desk: Desk) -> Standing:
    """Return all plans laid out for looking up, with what was reported of their tasks."""
    held, last = await book(desk), _standings.get(desk.store)
    if last is None or last.tasks is not held.tasks or last.records is not held.records:
        laid = last.standing.board if last and last.tasks is held.tasks else await asyncio.to_thread(lay_out, held.plans, held.keyed)
        last = _Last(held.tasks, held.records, stand(laid, held.reports()))
        _standings[desk.store] = last
    return last.standing


async def book_of(store: Store, snapshot: Snapshot) -> Book:
    """Return the same without a desk: for commands."""
    if snapshot not in _shipped:
        _shipped[snapshot] = snapshot.plans()
    return await store.plans.book(_shipped[snapshot])
