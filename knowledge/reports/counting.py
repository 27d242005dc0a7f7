"""The sums of a report: tasks, done, on time, late, overdue; by agency and by area, the Government's apart."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from knowledge.agencies import canonical, today_name
from knowledge.records import Plan, Task
from knowledge.reports.spans import ReportSpan
from knowledge.tasks_status import Progress, State, Status, due_day, status_of
from nlp.periods import Kind
from nlp.text import fold, normalize

UNNAMED = "(không nêu)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A task of a plan, and what was reported of it."""

    plan: Plan
    task: Task
    progress: Progress


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands on the day of the report."""

    entry: Entry
    status: Status
    due: date | None
    government: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums; `in_span`: of those done, how many within the span itself, not before it."""

    total: int = 0
    on_time: int = 0
    late: int = 0
    running: int = 0
    overdue: int = 0
    cancelled: int = 0
    in_span: int = 0

    @property
    def done(self) -> int:
        """Done, on time or late."""
        return self.on_time + self.late

    @property
    def percent(self) -> float | None:
        """Done of those not cancelled, in per cent; None where there is nothing to do."""
        left = self.total - self.cancelled
        return 100 * self.done / left if left else None


@dataclass(frozen=True, slots=True)
class Row:
    """The sums of an agency or an area: of the plans' own tasks, and of those the Government gave."""

    name: str
    own: Tally
    government: Tally

    @property
    def total(self) -> int:
        """All its tasks."""
        return self.own.total + self.government.total


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; a task led by several agencies counts for each, so the agencies' sums may exceed the whole."""

    span: ReportSpan
    as_of: date
    office: str
    plans: tuple[Plan, ...]
    whole: Row
    agencies: tuple[Row, ...]
    areas: tuple[Row, ...]
    lines: tuple[Line, ...]

    @property
    def late(self) -> tuple[Line, ...]:
        """The tasks overdue and not done, the longest overdue first."""
        return tuple(sorted((x for x in self.lines if x.status is Status.OVERDUE), key=lambda x: x.due or date.max))


_GOVERNMENT = re.compile(r"(?:^|[/-])(?:ttg|cp|vpcp|tb-vpcp|nq-cp|qd-ttg|ct-ttg)$")


def of_government(plan: Plan) -> bool:
    """Whether the Government or its head gave a plan's tasks: by its number or its issuer."""
    issuer = fold(normalize(plan.issuer))
    return bool(_GOVERNMENT.search(fold(plan.number))) or issuer in {"chinh phu", "thu tuong chinh phu", "van phong chinh phu"}


def belongs(entry: Entry, span: ReportSpan) -> bool:
    """Whether a task is one of the year's: of the year's plan, due in the year, or running through it.

    A task due before counts while it is not done, and in the year in which it is done. One without a day counts in the year of
    its plan, or, of a plan without a year, from the plan's issue on.
    """
    year, progress, period = span.year, entry.progress, entry.task.due_period
    due = due_day(period, progress)
    if progress.status is State.DONE and progress.done and progress.done < span.begins:
        return False
    if due is None:
        return entry.plan.year == year if entry.plan.year else entry.plan.issued.year <= year
    if due.year < year:
        return progress.status not in {State.CANCELLED, State.MOVED}
    runs = period is not None and period.kind is Kind.RANGE and (period.start or entry.plan.issued).year <= year
    return due.year == year or entry.plan.year == year or runs


def make_report(entries: Iterable[Entry], span: ReportSpan, today: date, office: str = "") -> Report:
    """Count the tasks of the span's year as they stand at its end, or today where that is earlier."""
    as_of = min(span.ends, today)
    lines = tuple(_line(entry, as_of) for entry in entries if belongs(entry, span) and entry.plan.issued <= as_of)
    plans = tuple({line.entry.plan.number: line.entry.plan for line in lines}.values())
    whole = _row("Tổng cộng", lines, span)
    agencies = _rows(lines, span, lambda line: _leads(line.entry.task, as_of))
    areas = _rows(lines, span, lambda line: (line.entry.task.area or UNNAMED,))
    return Report(span, as_of, office, plans, whole, agencies, areas, lines)


def _line(entry: Entry, as_of: date) -> Line:
    period, progress = entry.task.due_period, entry.progress
    return Line(entry, status_of(period, progress, as_of), due_day(period, progress), of_government(entry.plan))


def _rows(lines: Sequence[Line], span: ReportSpan, names: Callable[[Line], Iterable[str]]) -> tuple[Row, ...]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for name in dict.fromkeys(names(line)):
            groups[name].append(line)
    made = [_row(name, group, span) for name, group in groups.items()]
    return tuple(sorted(made, key=lambda row: (row.name == UNNAMED, -row.total, row.name)))


def _leads(task: Task, on: date) -> Iterator[str]:
    if not task.lead:
        yield UNNAMED
    for written in task.lead:
        yield _named(written, on)


@lru_cache(maxsize=20_000)
def _named(written: str, on: date) -> str:
    return today_name(written, on) if canonical(written) else written


def _row(name: str, lines: Iterable[Line], span: ReportSpan) -> Row:
    own, government = Tally(), Tally()
    for line in lines:
        if line.government:
            government = _counted(government, line, span)
        else:
            own = _counted(own, line, span)
    return Row(name, own, government)


_FIELDS = {
    Status.DONE_ON_TIME: "on_time",
    Status.DONE_LATE: "late",
    Status.OVERDUE: "overdue",
    Status.CANCELLED: "cancelled",
    Status.ON_TRACK: "running",
    Status.DUE_SOON: "running",
}


def _counted(tally: Tally, line: Line, span: ReportSpan) -> Tally:
    name = _FIELDS[line.status]
    done = line.entry.progress.done
    fresh = name in {"on_time", "late"} and done is not None and done >= span.first
    return replace(tally, **{"total": tally.total + 1, name: getattr(tally, name) + 1, "in_span": tally.in_span + fresh})
