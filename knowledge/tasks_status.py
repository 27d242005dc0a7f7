"""How a task stands: the six states that officials report, out of when it is due and what was reported of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge.records import Plan, Task
from nlp.dates import parse
from nlp.periods import Period


class State(StrEnum):
    """What was reported of a task."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    MOVED = "moved"


class Status(StrEnum):
    """The six states of a report."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    CANCELLED = "cancelled"


LABELS = {
    Status.ON_TRACK: "Trong hạn",
    Status.DUE_SOON: "Sắp đến hạn",
    Status.OVERDUE: "Quá hạn, đang thực hiện",
    Status.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Status.DONE_LATE: "Hoàn thành quá hạn",
    Status.CANCELLED: "Hủy hoặc chuyển",
}
SOON = timedelta(days=7)
"""So near, a task is due soon."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is held of a task beside its plan; `done`: the day it was finished; `due`: a later day that was agreed to."""

    status: State = State.OPEN
    percent: int = 0
    done: date | None = None
    due: date | None = None


UNTOUCHED = Progress()


def period_of(plan: Plan, task: Task) -> Period:
    """Return when a task is due, read from its wording where the record has not been read yet."""
    return task.due_period or parse(task.due, plan_year=plan.year, issued=plan.issued)


def due_day(period: Period | None, progress: Progress) -> date | None:
    """Return the last day to be in time: what was agreed, else what the plan says; None where no day is told."""
    return progress.due or (period.due if period else None)


def status_of(period: Period | None, progress: Progress, today: date) -> Status:
    """Return the state on a day; what has no day ("Thường xuyên") is never overdue, and done it is done in time.

    Where `today` lies before the day it was finished, it is told as it stood then: open.
    """
    due = due_day(period, progress)
    match progress.status:
        case State.CANCELLED | State.MOVED:
            return Status.CANCELLED
        case State.DONE if progress.done is None or progress.done <= today:
            late = due is not None and progress.done is not None and progress.done > due
            return Status.DONE_LATE if late else Status.DONE_ON_TIME
        case State.OPEN | State.DONE:
            if due is None or due - today > SOON:
                return Status.ON_TRACK
            return Status.OVERDUE if today > due else Status.DUE_SOON
