"""What can be asked about announcements: counts, who has it, who acknowledged it, who did what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, false, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.notifications.outbox import State, Task
from bot.state.chats import insert
from bot.state.notice_tables import acknowledgements, audit, chats, deliveries
from bot.state.writing import writing

NEAR = timedelta(minutes=2)
"""What waits for a moment within this is merely waiting its turn."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Deliveries of an announcement by what became of them; `left`: waiting or in flight, with any task."""

    total: int = 0
    sent: int = 0
    left: int = 0
    rejected: int = 0
    unconfirmed: int = 0
    cancelled: int = 0
    corrected: int = 0
    recalled: int = 0
    acknowledged: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    put_off: int = 0
    until: datetime | None = None
    """Of those left: how many wait for a moment that is not near, and for which at the least."""


@dataclass(frozen=True, slots=True)
class Row:
    """One chat of a report; `acknowledged`: who tapped "Đã nhận"."""

    chat: int
    title: str
    kind: str
    task: Task
    state: State
    sent_at: datetime | None
    reason: str
    acknowledged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the audit."""

    at: datetime
    who: str
    what: str
    announcement: int | None
    detail: str


class Reports:
    """Questions to the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine

    async def tally(self, number: int, now: datetime | None = None) -> Tally:
        """Count an announcement's deliveries; given the time, also those that are put off."""
        d = deliveries.c
        late = d.due > now + NEAR if now else false()
        later = select(func.count().label("n"), func.min(d.due).label("until"))
        later = later.where(d.announcement == number, d.state == State.WAITING, late)
        groups = select(d.task, d.state, d.sent_at.is_not(None).label("sent"), func.count().label("n")).where(d.announcement == number)
        reasons = select(d.reason, func.count().label("n")).where(d.announcement == number, d.reason != "", d.state != State.DONE)
        tapped = select(func.count(func.distinct(acknowledgements.c.chat_id))).where(acknowledgements.c.announcement == number)
        async with self._engine.connect() as db:
            rows = list(await db.execute(groups.group_by(d.task, d.state, d.sent_at.is_not(None))))
            why = [(r.reason, int(r.n)) for r in await db.execute(reasons.group_by(d.reason).order_by(func.count().desc()).limit(8))]
            acknowledged = (await db.execute(tapped)).scalar_one()
            put_off = (await db.execute(later)).one()

        def count(*states: State, tasks: tuple[Task, ...] = tuple(Task)) -> int:
            return sum(r.n for r in rows if r.state in states and r.task in tasks)

        return Tally(
            total=sum(r.n for r in rows),
            sent=sum(r.n for r in rows if r.sent),
            left=count(State.WAITING, State.SENDING),
            rejected=count(State.REJECTED),
            unconfirmed=count(State.UNCONFIRMED),
            cancelled=count(State.CANCELLED),
            corrected=count(State.DONE, tasks=(Task.EDIT,)),
            recalled=count(State.DONE, tasks=(Task.DELETE, Task.WITHDRAW)),
            acknowledged=acknowledged,
            reasons=tuple(why),
            put_off=put_off.n,
            until=put_off.until,
        )

    async def rows(self, number: int) -> list[Row]:
        """Return every chat of an announcement, those that have not got it first."""
        d, a = deliveries.c, acknowledgements.c
        order = case((d.sent_at.is_(None), 0), else_=1)
        query = (
            select(deliveries, chats.c.title, chats.c.kind).outerjoin(chats, chats.c.chat_id == d.chat_id).where(d.announcement == number)
        )
        async with self._engine.connect() as db:
            found = list(await db.execute(query.order_by(order, chats.c.title, d.chat_id)))
            tapped: dict[int, list[str]] = {}
            for row in await db.execute(select(a.chat_id, a.name).where(a.announcement == number).order_by(a.at)):
                tapped.setdefault(row.chat_id, []).append(row.name)
        return [_row(row, tuple(tapped.get(row.chat_id, ()))) for row in found]

    async def acknowledge(self, number: int, chat: int, message: int, user: int, name: str, now: datetime) -> int | None:
        """Note a tap on "Đã nhận" under a copy; return how many tapped there, None where that message is no copy of ours."""
        d, a = deliveries.c, acknowledgements.c
        async with writing(self._engine) as db:
            row = (await db.execute(select(d.messages).where(d.announcement == number, d.chat_id == chat))).first()
            if row is None or (row.messages and str(message) not in row.messages.split()):
                return None
            values = {"announcement": number, "chat_id": chat, "user_id": user, "name": name[:128], "at": now}
            await db.execute(insert(db, acknowledgements).values(values).on_conflict_do_nothing())
            count = select(func.count()).select_from(acknowledgements).where(and_(a.announcement == number, a.chat_id == chat))
            return int((await db.execute(count)).scalar_one())

    async def audit(self, number: int | None = None) -> list[Deed]:
        """Return who did what, newest first."""
        query = select(audit).order_by(audit.c.id.desc())
        if number is not None:
            query = query.where(audit.c.announcement == number)
        async with self._engine.connect() as db:
            return [Deed(r.at, r.who, r.what, r.announcement, r.detail) for r in await db.execute(query.limit(500))]


def _row(row: Any, acknowledged: tuple[str, ...]) -> Row:
    return Row(row.chat_id, row.title or "", row.kind or "", Task(row.task), State(row.state), row.sent_at, row.reason, acknowledged)
