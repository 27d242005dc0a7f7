"""How long ago a record was checked, and what to check next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.records import Detail, Procedure


@dataclass(frozen=True, slots=True)
class Due:
    """A record to check again: how often it is asked (3 often, 2 sometimes, 0 seldom), and a fee that has ended since, if any."""

    procedure: Procedure
    often: int
    ended: date | None


def is_stale(checked: date, today: date, days: int) -> bool:
    """Whether what was last checked on `checked` is older than `days`."""
    return today - checked > timedelta(days)


def due(procedures: Iterable[Procedure], today: date, days: int, often: Mapping[str, int]) -> list[Due]:
    """List the records not checked for `days`, or with a fee that ended after the last check: the most asked first, then the oldest."""
    found = []
    for p in procedures:
        ended = max((f.valid_until for f in p.fees if f.valid_until and p.source.checked <= f.valid_until < today), default=None)
        if ended or is_stale(p.source.checked, today, days):
            found.append(Due(p, often.get(p.code, 0), ended))
    return sorted(found, key=lambda d: (-d.often, d.procedure.detail is Detail.CATALOG, d.procedure.source.checked, d.procedure.code))
