"""The verbs of imported plans and of drafts; each is one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.book import Book, Held, bound
from bot.progress import Record
from bot.state.plan_tables import plan_drafts, plan_stamp, plan_tasks, plans, task_progress
from bot.state.writing import writing
from knowledge import plan_draft
from knowledge.plan_diff import Keyed
from knowledge.plan_draft import Draft
from knowledge.records import Plan, Task

KEPT = timedelta(days=14)
"""How long a draft waits for approval."""
_plan = TypeAdapter(Plan)
_task = TypeAdapter(Task)
_record = TypeAdapter(Record)


def record_json(record: Record) -> str:
    """Return a record as it is stored."""
    return _record.dump_json(record).decode()


def record_of(said: str) -> Record:
    """Read a stored record."""
    return _record.validate_json(said)


class PlanStore:
    """Imported plans, read once and again only where they have changed."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine
        self._imported: dict[str, tuple[Plan, tuple[Keyed, ...]]] = {}
        self._records: dict[str, Record] = {}
        self._read = (-1, -1)
        self._bound: tuple[int, tuple[Plan, ...], tuple[Plan, ...], dict[str, Held]] | None = None

    async def book(self, shipped: tuple[Plan, ...]) -> Book:
        """Return all plans, the shipped ones given with the imported, and their progress."""
        async with self._engine.connect() as db:
            stamp = (await db.execute(select(plan_stamp.c.plans, plan_stamp.c.progress))).one()
            if stamp.plans != self._read[0]:
                self._imported = await _imported(db)
                self._bound = None
            if stamp.progress != self._read[1]:
                newer = select(task_progress.c.key, task_progress.c.record).where(task_progress.c.stamp > self._read[1])
                self._records = self._records | {row.key: record_of(row.record) for row in await db.execute(newer)}
            self._read = (stamp.plans, stamp.progress)
        if self._bound is None or self._bound[1] is not shipped:
            self._bound = (stamp.plans, shipped, *bound(self._imported, shipped))
        return Book(self._bound[2], self._bound[3], self._records, stamp.plans)

    async def save(self, plan: Plan, tasks: Sequence[Keyed], by: int, now: datetime, seen: int) -> bool:
        """Store a plan with its tasks as they now stand; False, and nothing done, where plans changed since the stamp `seen`."""
        async with writing(self._engine) as db:
            if await stamped(db, "plans") != seen + 1:
                await db.rollback()
                return False
            head = {"number": plan.number, "head": _plan.dump_json(replace(plan, tasks=())).decode(), "at": now, "by": by}
            await put(db, plans, head, ("number",))
            await db.execute(update(plan_tasks).where(plan_tasks.c.plan == plan.number).values(removed=now))
            rows = [
                {"key": key, "plan": plan.number, "position": i, "record": _task.dump_json(task).decode(), "removed": None}
                for i, (key, task) in enumerate(tasks)
            ]
            await db.execute(delete(plan_tasks).where(plan_tasks.c.plan == plan.number, plan_tasks.c.key.in_([key for key, _ in tasks])))
            await db.execute(insert(plan_tasks), rows)
        return True

    async def keep_draft(self, user_id: int, draft: Draft, now: datetime) -> int:
        """Keep a draft and return its number; old ones of everybody are forgotten."""
        async with writing(self._engine) as db:
            await db.execute(delete(plan_drafts).where(plan_drafts.c.at < now - KEPT))
            row = {"user_id": user_id, "draft": plan_draft.dump(draft), "at": now}
            return int((await db.execute(insert(plan_drafts).values(row).returning(plan_drafts.c.id))).scalar_one())

    async def draft(self, number: int, user_id: int) -> Draft | None:
        """Return somebody's draft."""
        query = select(plan_drafts.c.draft).where(plan_drafts.c.id == number, plan_drafts.c.user_id == user_id)
        async with self._engine.connect() as db:
            said = (await db.execute(query)).scalar_one_or_none()
        return plan_draft.load(said) if said else None

    async def mend_draft(self, number: int, draft: Draft, now: datetime) -> None:
        """Keep a draft as corrected."""
        async with writing(self._engine) as db:
            await db.execute(update(plan_drafts).where(plan_drafts.c.id == number).values(draft=plan_draft.dump(draft), at=now))

    async def drop_draft(self, number: int, user_id: int) -> bool:
        """Forget a draft; False where there was none: it was approved or dropped meanwhile."""
        async with writing(self._engine) as db:
            gone = await db.execute(delete(plan_drafts).where(plan_drafts.c.id == number, plan_drafts.c.user_id == user_id))
        return bool(gone.rowcount)


async def _imported(db: AsyncConnection) -> dict[str, tuple[Plan, tuple[Keyed, ...]]]:
    tasks: dict[str, list[Keyed]] = defaultdict(list)
    left = select(plan_tasks.c.plan, plan_tasks.c.key, plan_tasks.c.record).where(plan_tasks.c.removed.is_(None))
    for row in await db.execute(left.order_by(plan_tasks.c.plan, plan_tasks.c.position)):
        tasks[row.plan].append((row.key, _task.validate_json(row.record)))
    heads = {row.number: _plan.validate_json(row.head) for row in await db.execute(select(plans.c.number, plans.c.head))}
    return {number: (replace(head, tasks=tuple(task for _, task in tasks[number])), tuple(tasks[number])) for number, head in heads.items()}


async def stamped(db: AsyncConnection, which: str) -> int:
    """Count a change, and hold the row until the transaction ends: whoever changes the same waits."""
    column = plan_stamp.c[which]
    return int((await db.execute(update(plan_stamp).values({which: column + 1}).returning(column))).scalar_one())


async def put(db: AsyncConnection, table: Any, row: dict[str, Any], keys: Iterable[str]) -> None:
    """Insert a row, or change the one with these keys."""
    flavour = postgresql if db.dialect.name == "postgresql" else sqlite
    changes = {name: value for name, value in row.items() if name not in keys}
    statement = flavour.insert(table).values(row)
    made = (
        statement.on_conflict_do_update(index_elements=list(keys), set_=changes)
        if changes
        else statement.on_conflict_do_nothing(index_elements=list(keys))
    )
    await db.execute(made)
