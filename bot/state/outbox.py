"""The outbox in the database: deliveries are claimed with a lease, and settled by whoever holds it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.notifications.announcement import Stage, after_quiet
from bot.notifications.outbox import OPEN, PATIENCE, Delivery, Expired, Moved, Outcome, Rejected, State, Task, Then, follow, settle
from bot.state.chats import mark, migrate, retire
from bot.state.notice_tables import announcements, chats, deliveries
from bot.state.writing import writing
from bot.zone import VIETNAM

_RUNNING = select(announcements.c.id).where(announcements.c.state == Stage.RUNNING)
_COUNTERS = ("attempts", "doubts", "crashes", "moves", "reason", "lease")
_QUIET = chats.c.quiet_from, chats.c.quiet_to


class Outbox:
    """The deliveries in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine

    async def claim(self, now: datetime, lease: timedelta, most: int) -> list[Delivery]:
        """Take up to `most` deliveries that are due, those of several announcements in turn; nobody else gets them meanwhile."""
        held: list[Delivery] = []
        async with writing(self._engine) as db:
            running = list((await db.execute(_RUNNING.order_by(announcements.c.id))).scalars())
            for left, number in zip(range(len(running), 0, -1), running, strict=True):
                share = -(-(most - len(held)) // left)
                held += await self._claim(db, number, now, lease, share) if share > 0 else []
        return held

    async def _claim(self, db: AsyncConnection, number: int, now: datetime, lease: timedelta, most: int) -> list[Delivery]:
        d = deliveries.c
        due = select(d.id, d.task, *_QUIET).outerjoin_from(deliveries, chats, chats.c.chat_id == d.chat_id)
        due = due.where(d.announcement == number, d.state == State.WAITING, d.due <= now).order_by(d.due, d.id)
        found = (await db.execute(due.limit(most).with_for_update(of=deliveries, skip_locked=True))).all()
        ids = [row.id for row in found if not await _left_alone(db, row, now)]
        if not ids:
            return []
        values = {"state": State.SENDING, "lease": uuid4().hex, "leased_until": now + lease}
        rows = await db.execute(update(deliveries).where(d.id.in_(ids)).values(**values).returning(*deliveries.c))
        return sorted((delivery(row) for row in rows), key=lambda held: ids.index(held.id))

    async def settle(self, held: Delivery, outcome: Outcome, now: datetime, *, retry_doubts: bool = False) -> Delivery | None:
        """Keep what became of a claimed delivery, and what it tells of its chat; None where our lease was lost."""
        async with writing(self._engine) as db:
            return await _settle(db, held, outcome, now, retry_doubts=retry_doubts)

    async def revive(self, now: datetime) -> int:
        """Settle the deliveries whose postman has died; return how many there were."""
        d = deliveries.c
        query = select(deliveries).where(d.state == State.SENDING, d.leased_until < now).with_for_update(skip_locked=True)
        async with self._engine.connect() as db:
            if (await db.execute(query.with_only_columns(d.id).limit(1))).first() is None:
                return 0
        async with writing(self._engine) as db:
            dead = [delivery(row) for row in await db.execute(query)]
            for held in dead:
                await _settle(db, held, Expired(), now)
        return len(dead)

    async def finish(self, now: datetime) -> None:
        """Close the announcements that have nothing left to do."""
        d = deliveries.c
        idle = announcements.c.state == Stage.RUNNING, ~exists().where(d.announcement == announcements.c.id, d.state.in_(OPEN))
        async with self._engine.connect() as db:
            if (await db.execute(select(announcements.c.id).where(*idle).limit(1))).first() is None:
                return
        async with writing(self._engine) as db:
            await db.execute(update(announcements).where(*idle).values(state=Stage.DONE, finished=now))

    async def next_due(self) -> datetime | None:
        """When there is work again."""
        d = deliveries.c
        query = select(func.min(d.due)).where(d.announcement.in_(_RUNNING), d.state == State.WAITING)
        async with self._engine.connect() as db:
            found: datetime | None = (await db.execute(query)).scalar()
            return found


async def _left_alone(db: AsyncConnection, row: Any, now: datetime) -> bool:
    """Whether a chat is in its quiet hours by now: its copy, late for whatever reason, is put off to their end."""
    if row.task != Task.SEND or row.quiet_from is None or row.quiet_to is None:
        return False
    end = after_quiet(now, (row.quiet_from, row.quiet_to), VIETNAM)
    if end > now:
        await db.execute(update(deliveries).where(deliveries.c.id == row.id).values(due=end, deadline=end + PATIENCE))
    return end > now


async def _settle(db: AsyncConnection, held: Delivery, outcome: Outcome, now: datetime, *, retry_doubts: bool = False) -> Delivery | None:
    d = deliveries.c
    ours = d.id == held.id, d.lease == held.lease, d.state == State.SENDING
    row = (await db.execute(select(d.then, d.sent_at).where(*ours).with_for_update())).first()
    if row is None:
        return None
    if isinstance(outcome, Moved) and outcome.chat != held.chat:
        await migrate(db, held.chat, outcome.chat)
        there = select(d.id).where(d.announcement == held.announcement, d.chat_id == outcome.chat)
        if (await db.execute(there)).first():
            outcome = Rejected("nhóm đã chuyển, nơi mới đã có trong danh sách")
    if isinstance(outcome, Rejected) and outcome.chat_state:
        await mark(db, held.chat, outcome.chat_state)
        if outcome.chat_state in ("kicked", "gone"):
            await retire(db, held.chat)
    after = follow(settle(held, outcome, now, retry_doubts=retry_doubts), Then(row.then), now)
    values: dict[str, Any] = {name: getattr(after, name) for name in _COUNTERS}
    values |= {
        "chat_id": after.chat,
        "thread_id": after.thread,
        "task": after.task,
        "state": after.state,
        "due": after.due,
        "deadline": after.deadline,
        "then": "",
    }
    values |= {"messages": " ".join(map(str, after.messages)), "leased_until": None}
    if held.task is Task.SEND and after.messages and row.sent_at is None:
        values["sent_at"] = now
    await db.execute(update(deliveries).where(*ours).values(**values))
    return after


def delivery(row: Any) -> Delivery:
    """Read a row."""
    return Delivery(
        row.id,
        row.announcement,
        row.chat_id,
        Task(row.task),
        State(row.state),
        row.due,
        row.deadline,
        thread=row.thread_id,
        messages=tuple(map(int, row.messages.split())),
        **{name: getattr(row, name) for name in (*_COUNTERS, "about")},
    )
