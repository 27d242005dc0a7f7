"""Where two tellings of the knowledge base part: ours from the portal's, and a candidate from what is answered today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from knowledge.records import Channel, Detail, Fee, FeeStatus, Procedure, ProcessingTime, TimeUnit


class Point(StrEnum):
    """What people are misled by most when it is wrong."""

    FEE = "fees"
    TIME = "times"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Difference:
    """A point on which a shipped record and the portal's part; ours leads until a person has looked."""

    code: str
    point: Point
    ours: str
    portal: str

    @property
    def place(self) -> str:
        """The shipped file, and the field in it."""
        return f"{self.code}.yaml: {self.point}"

    def __str__(self) -> str:
        """Return `place: both tellings`."""
        return f"{self.place}: ours {self.ours}; the portal {self.portal}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a candidate would change: codes that are new and gone, and of the changed ones the fields."""

    new: tuple[str, ...]
    changed: tuple[tuple[str, tuple[str, ...]], ...]
    gone: tuple[str, ...]


def changes(before: Iterable[Procedure], after: Iterable[Procedure]) -> Changes:
    """Compare two snapshots' records; the Source alone (when it was checked) is no change of the procedure."""
    old, new = {p.code: p for p in before}, {p.code: p for p in after}
    both = ((code, _changed(old[code], new[code])) for code in sorted(old.keys() & new.keys()))
    return Changes(
        new=tuple(sorted(new.keys() - old.keys())),
        changed=tuple((code, names) for code, names in both if names),
        gone=tuple(sorted(old.keys() - new.keys())),
    )


def _changed(old: Procedure, new: Procedure) -> tuple[str, ...]:
    return tuple(f.name for f in fields(Procedure) if f.name != "source" and getattr(old, f.name) != getattr(new, f.name))


def review(
    shipped: Iterable[Procedure], portal: Iterable[Procedure], today: date, listed: frozenset[str] | None = None
) -> tuple[Difference, ...]:
    """Tell where the portal's records part from ours in fee, time or state.

    `listed`: every code on the portal's list, read or not; None: the list was not read to its end, and absence tells nothing.
    """
    theirs = {p.code: p for p in portal}
    found: list[Difference] = []
    for own in sorted(shipped, key=lambda p: p.code):
        found += _state(own, listed)
        other = theirs.get(own.code)
        if own.detail is Detail.FULL and other is not None and other.detail is Detail.FULL:
            found += _points(own, other, today)
    return tuple(found)


def _state(own: Procedure, listed: frozenset[str] | None) -> Iterator[Difference]:
    if listed is None:
        return
    if own.repealed_by and own.code in listed:
        yield Difference(own.code, Point.STATE, f"repealed by {own.repealed_by}", "still lists it")
    if not own.repealed_by and own.code not in listed:
        yield Difference(own.code, Point.STATE, "in force", "no longer lists it (repealed, replaced or given another code)")


Value: TypeAlias = tuple[float, str]
"""An amount and its unit."""


@dataclass(frozen=True, slots=True)
class _Stated:
    channel: Channel
    value: Value
    always: bool


def _points(own: Procedure, other: Procedure, today: date) -> Iterator[Difference]:
    pairs = (
        (Point.FEE, _fees(f for f in own.fees if f.in_force(today)), _fees(f for f in other.fees if f.in_force(today))),
        (Point.TIME, _times(own.times), _times(other.times)),
    )
    for point, ours, theirs in pairs:
        parted = [c for c in (Channel.DIRECT, Channel.ONLINE, Channel.POST) if _parts(_at(ours, c), _at(theirs, c))]
        if parted:
            yield Difference(own.code, point, _told(ours, parted), _told(theirs, parted))


def _fees(rows: Iterable[Fee]) -> list[_Stated]:
    """Only figures are compared: words beside a fee are read by people."""
    figures = {FeeStatus.AMOUNT, FeeStatus.ZERO}
    return [_Stated(f.channel, (f.amount or 0, "đồng"), not f.case) for f in rows if f.status in figures]


def _times(rows: Iterable[ProcessingTime]) -> list[_Stated]:
    return [_Stated(t.channel, (t.amount, t.unit), not t.case) for t in rows if t.amount is not None and t.unit is not TimeUnit.OTHER]


def _at(rows: list[_Stated], channel: Channel) -> list[_Stated]:
    return [row for row in rows if row.channel in {channel, Channel.ANY}]


def _parts(ours: list[_Stated], theirs: list[_Stated]) -> bool:
    """A silent portal contradicts nothing; a figure of ours for one case alone need not be the portal's."""
    told = {row.value for row in theirs}
    return bool(told) and bool(told - {row.value for row in ours} or {row.value for row in ours if row.always} - told)


def _told(rows: list[_Stated], channels: list[Channel]) -> str:
    """Channels of which the same is said are named together."""
    alike: dict[str, list[Channel]] = {}
    for channel in channels:
        values = sorted({row.value for row in _at(rows, channel)})
        alike.setdefault(" / ".join(f"{amount:,.10g} {unit}" for amount, unit in values), []).append(channel)
    return ", ".join(f"{'+'.join(said)} {values}" for values, said in alike.items() if values) or "no figure"
