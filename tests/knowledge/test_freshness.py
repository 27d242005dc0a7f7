"""What to check next."""

from datetime import date, timedelta

import pytest

from knowledge.freshness import due, is_stale
from knowledge.records import Detail, Fee, FeeStatus, Procedure, Source
from tests.conftest import procedure

TODAY = date(2026, 11, 23)


def checked(code: str, days: int, **changes: object) -> Procedure:
    """A record checked so many days ago."""
    return procedure(code, source=Source(name="Cổng", checked=TODAY - timedelta(days)), **changes)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (180, False), (181, True), (-5, False)])
def test_what_was_checked_before_the_set_time_is_stale(days: int, stale: bool) -> None:
    assert is_stale(TODAY - timedelta(days), TODAY, 180) is stale


def test_the_most_asked_come_first_then_the_oldest() -> None:
    records = [
        checked("1.000001", 200),
        checked("1.000002", 300),
        checked("1.000003", 190),
        checked("1.000004", 185),
        checked("1.000005", 10),
        checked("1.000006", 400, detail=Detail.CATALOG),
    ]
    rows = due(records, TODAY, 180, {"1.000003": 2, "1.000004": 3})
    assert [row.procedure.code[-1] for row in rows] == ["4", "3", "2", "1", "6"]


def test_a_fee_that_ended_since_the_last_check_is_due_at_once() -> None:
    def until(day: date) -> dict[str, object]:
        return {"fees": (Fee(status=FeeStatus.ZERO, valid_until=day),)}

    ended = checked("1.000001", 10, **until(TODAY - timedelta(1)))
    today = checked("1.000002", 10, **until(TODAY))
    known = checked("1.000003", 10, **until(TODAY - timedelta(11)))
    (row,) = due([ended, today, known], TODAY, 180, {})
    assert (row.procedure, row.ended) == (ended, TODAY - timedelta(1))
