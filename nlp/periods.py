"""A span of days with the unit it was said in: when a task is due, or what days a question means."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The unit of a period. EVENT: due when something happens, or on no day that the words tell; NONE: nothing is said."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    RANGE = "range"
    RECURRING = "recurring"
    EVENT = "event"
    NONE = "none"


_UNDATED = frozenset({Kind.RECURRING, Kind.EVENT, Kind.NONE})
_MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; a RANGE may be open on one side, and RECURRING, EVENT and NONE bear no day."""

    kind: Kind
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for days that contradict the kind."""
        if self.kind in _UNDATED:
            if self.start or self.end:
                raise ValueError(f"a period of kind {self.kind} bears no day")
            return
        if self.kind is Kind.RANGE:
            if not (self.start or self.end):
                raise ValueError("a range needs a start or an end")
        elif self.start is None or (self.start, self.end) != _bounds(self.kind, self.start):
            raise ValueError(f"{self.start} to {self.end} is no {self.kind}")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"{self.start} is later than {self.end}")

    @property
    def due(self) -> date | None:
        """The last day to be in time, or None where no day is told."""
        return self.end

    def __contains__(self, day: date) -> bool:
        """Whether `day` lies within; nothing lies within a period without days."""
        if self.kind in _UNDATED:
            return False
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def _bounds(kind: Kind, value: date) -> tuple[date, date]:
    """The first and last day of the unit that `value` lies in."""
    if kind is Kind.DAY:
        return value, value
    length = _MONTHS[kind]
    number = (value.month - 1) // length
    return date(value.year, number * length + 1, 1), month_end(value.year, (number + 1) * length)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def day(value: date) -> Period:
    """Return the period of one day."""
    return Period(Kind.DAY, value, value)


def containing(kind: Kind, value: date) -> Period:
    """Return the day, month, quarter, half or year that `value` lies in."""
    return Period(kind, *_bounds(kind, value))


def month(year: int, number: int) -> Period:
    """Return a month; ValueError for a number that is none."""
    return containing(Kind.MONTH, date(year, number, 1))


def quarter(year: int, number: int) -> Period:
    """Return a quarter, 1 to 4."""
    return containing(Kind.QUARTER, date(year, number * 3, 1))


def half(year: int, number: int) -> Period:
    """Return a half-year, 1 or 2."""
    return containing(Kind.HALF, date(year, number * 6, 1))


def year(number: int) -> Period:
    """Return a year."""
    return containing(Kind.YEAR, date(number, 1, 1))


def between(start: date | None, end: date | None) -> Period:
    """Return a range, open where a side is None; one day is a day."""
    if start and start == end:
        return day(start)
    return Period(Kind.RANGE, start, end)


RECURRING = Period(Kind.RECURRING)
EVENT = Period(Kind.EVENT)
NONE = Period(Kind.NONE)
