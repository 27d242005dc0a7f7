"""The law of reminders: who is to be reminded of which task now, each stage once, and after a stop only of the latest. Pure.

What was told is one number for each chat, task and due day: the furthest stage. A clock set back, a second process or a restart
therefore repeats nothing; another due day begins anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.notifications.workdays import is_workday, on_or_after, on_or_before

MORNING = time(7, 0)
FRIDAY, FRIDAY_AT = 4, time(16, 30)
WEEKLY_LATE = timedelta(days=3)
"""A list of the late that could not be sent on Friday is sent up to Monday afternoon; after that the next one is near."""


class Side(StrEnum):
    """How a chat follows an agency; ESCALATION is administrators, whom tasks reach that stay undone."""

    LEAD = "lead"
    PARTNER = "partner"
    OBSERVER = "observer"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Stage:
    """So many days from the day a task is due (before it: below 0), these are told."""

    days: int
    to: frozenset[Side]


_LEAD, _BOTH = frozenset({Side.LEAD}), frozenset({Side.LEAD, Side.PARTNER})
STAGES = (
    Stage(-7, _BOTH),
    Stage(-3, _LEAD),
    Stage(-1, _BOTH),
    Stage(0, _LEAD),
    Stage(1, _BOTH | {Side.OBSERVER}),
    Stage(3, _BOTH | {Side.OBSERVER}),
    Stage(7, frozenset(Side)),
)
"""In the order of their days; a task overdue for longer stands in the list of every Friday."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which a chat is left alone, from `start` to before `end`; they may pass midnight."""

    start: int
    end: int

    def __contains__(self, at: datetime) -> bool:
        """Whether a moment lies within."""
        if self.start <= self.end:
            return self.start <= at.hour < self.end
        return at.hour >= self.start or at.hour < self.end


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is reminded."""

    id: int
    quiet: Quiet | None = None
    digest: bool = True


@dataclass(frozen=True, slots=True)
class Watched:
    """A task with its due day (None: never due), whether it is still open, and which chats follow it as what."""

    key: str
    due: date | None
    open: bool
    chats: Mapping[int, frozenset[Side]]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A chat is to be told of a task at a stage (its place in STAGES)."""

    chat: int
    key: str
    due: date
    stage: int


Told = Mapping[tuple[int, str, date], int]


@lru_cache(maxsize=100_000)
def day_of(stage: int, due: date) -> date:
    """Return the day a stage is told: a working day, before the day due never later than it should be, after it never earlier."""
    day = due + timedelta(days=STAGES[stage].days)
    return on_or_after(day) if STAGES[stage].days > 0 else on_or_before(day)


def reached(due: date, sides: frozenset[Side], now: datetime) -> int | None:
    """Return the furthest stage that who follows as `sides` should have been told of by `now` (Vietnam's time)."""
    today = now.date() if now.time() >= MORNING else now.date() - timedelta(days=1)
    if day_of(0, due) > today:
        return None
    return max((i for i, stage in enumerate(STAGES) if stage.to & sides and day_of(i, due) <= today), default=None)


def due_reminders(tasks: Iterable[Watched], told: Told, now: datetime, quiet: Mapping[int, Quiet] | None = None) -> tuple[Reminder, ...]:
    """Return what is to be sent now (Vietnam's time): for each chat and open task the furthest stage, unless it was told.

    Chats in their quiet hours wait; what they missed meanwhile is one reminder.
    """
    silent = {chat for chat, hours in (quiet or {}).items() if now in hours}
    return tuple(
        Reminder(chat, task.key, task.due, stage)
        for task in tasks
        if task.open and task.due is not None
        for chat, sides in task.chats.items()
        if chat not in silent and (stage := reached(task.due, sides, now)) is not None and stage > told.get((chat, task.key, task.due), -1)
    )


class Digest(StrEnum):
    """Lists that come by themselves."""

    DAILY = "daily"
    WEEKLY = "weekly"


def due_digest(kind: Digest, now: datetime) -> date | None:
    """Return the day of the list that should have been sent by `now`: today's morning, or the last Friday's; None for none."""
    if not is_workday(now.date()):
        return None
    if kind is Digest.DAILY:
        return now.date() if now.time() >= MORNING else None
    monday = now.date() - timedelta(days=now.weekday())
    for week in (monday, monday - timedelta(days=7)):
        day = on_or_before(week + timedelta(days=FRIDAY))
        at = datetime.combine(day, FRIDAY_AT, now.tzinfo)
        if at <= now <= at + WEEKLY_LATE:
            return day
    return None


def due_digests(chats: Iterable[Chat], told: Mapping[tuple[int, Digest], date], now: datetime) -> tuple[tuple[int, Digest, date], ...]:
    """Return the lists to be sent now, as (chat, kind, day); each day's once, and none for a day before the last one told."""
    asked = tuple(chats)
    return tuple(
        (chat.id, kind, day)
        for kind in Digest
        if (day := due_digest(kind, now)) is not None
        for chat in asked
        if chat.digest and not (chat.quiet and now in chat.quiet) and ((last := told.get((chat.id, kind))) is None or last < day)
    )
