"""The verbs of progress: a report is stored with its audit in one transaction, and never over another that it did not see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.progress import FRESH, UNDO, Actor, Changed, Record, undone
from bot.state.plan_tables import task_changes, task_progress
from bot.state.plans import put, record_json, record_of, stamped
from bot.state.writing import writing


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the audit; `before` is the record before it."""

    number: int
    key: str
    version: int
    at: datetime
    who: str
    action: str
    note: str
    before: Record
    undone: bool


@dataclass(frozen=True, slots=True)
class Written:
    """Stored; the record as it now is."""

    record: Record


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Not stored: others wrote first. The record as it now is, and what they wrote."""

    record: Record
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NothingToUndo:
    """No change is left that could be taken back."""


Outcome: TypeAlias = Written | Overtaken


class ProgressStore:
    """Progress and its audit."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine

    async def record(self, key: str) -> Record:
        """What is held of a task now."""
        async with self._engine.connect() as db:
            return await _record(db, key)

    async def write(self, key: str, seen: int, changed: Changed, actor: Actor, now: datetime) -> Outcome:
        """Store a change that was decided on version `seen` of the record; a remark is stored whatever was written meanwhile."""
        async with writing(self._engine) as db:
            stamp = await stamped(db, "progress")
            held = await _record(db, key)
            remark = changed.record.version == seen
            if held.version != seen and not remark:
                others = await _changes(db, key, task_changes.c.version > seen)
                await db.rollback()
                return Overtaken(held, others)
            after = held if remark else changed.record
            if not remark:
                await _put(db, key, after, stamp)
            await _audit(db, key, after, held, actor, now, changed.action, changed.note)
        return Written(after)

    async def since(self, key: str, seen: int) -> Overtaken:
        """Return what was written after version `seen`."""
        async with self._engine.connect() as db:
            return Overtaken(await _record(db, key), await _changes(db, key, task_changes.c.version > seen))

    async def undo(self, key: str, seen: int, actor: Actor, now: datetime) -> Outcome | NothingToUndo:
        """Take back the last change that was not taken back yet."""
        async with writing(self._engine) as db:
            stamp = await stamped(db, "progress")
            held = await _record(db, key)
            if held.version != seen:
                others = await _changes(db, key, task_changes.c.version > seen)
                await db.rollback()
                return Overtaken(held, others)
            last = next((c for c in await _changes(db, key) if not c.undone and c.action != UNDO and c.before.version < c.version), None)
            if last is None:
                await db.rollback()
                return NothingToUndo()
            after = undone(held, last.before)
            await _put(db, key, after, stamp)
            await db.execute(update(task_changes).where(task_changes.c.id == last.number).values(undone=True))
            await _audit(db, key, after, held, actor, now, UNDO, f"{last.action} ({last.note})" if last.note else last.action)
        return Written(after)

    async def changes(self, key: str, limit: int = 20) -> tuple[Change, ...]:
        """Return the audit of a task, the newest first."""
        async with self._engine.connect() as db:
            return await _changes(db, key, limit=limit)

    async def forget(self, user_id: int) -> None:
        """Take a person out of the audit; the agency that reported stays."""
        async with writing(self._engine) as db:
            await db.execute(
                update(task_changes).where(task_changes.c.user_id == user_id).values(user_id=None, who="một cán bộ (đã xóa tên)")
            )


async def _record(db: AsyncConnection, key: str) -> Record:
    said = (await db.execute(select(task_progress.c.record).where(task_progress.c.key == key))).scalar_one_or_none()
    return record_of(said) if said else FRESH


async def _put(db: AsyncConnection, key: str, record: Record, stamp: int) -> None:
    await put(db, task_progress, {"key": key, "version": record.version, "record": record_json(record), "stamp": stamp}, ("key",))


async def _audit(db: AsyncConnection, key: str, after: Record, before: Record, actor: Actor, now: datetime, action: str, note: str) -> None:
    who = ", ".join(filter(None, (actor.name, actor.agency))) or str(actor.user_id)
    row = {"key": key, "version": after.version, "at": now, "user_id": actor.user_id, "who": who[:200], "action": action, "note": note}
    await db.execute(insert(task_changes).values(row | {"before": record_json(before)}))


async def _changes(db: AsyncConnection, key: str, *where: Any, limit: int | None = None) -> tuple[Change, ...]:
    query = select(task_changes).where(task_changes.c.key == key, *where).order_by(task_changes.c.id.desc()).limit(limit)
    return tuple(
        Change(row.id, row.key, row.version, row.at, row.who, row.action, row.note, record_of(row.before), row.undone)
        for row in await db.execute(query)
    )
