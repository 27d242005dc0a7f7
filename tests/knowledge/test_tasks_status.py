"""The six states, by a table, and that a task is always in exactly one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.tasks_status import UNTOUCHED, Progress, State, Status, due_day, status_of
from nlp import periods
from nlp.periods import Period

DUE = date(2026, 6, 30)
QUARTER = periods.quarter(2026, 2)
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))


@pytest.mark.parametrize(
    ("period", "progress", "today", "status"),
    [
        (QUARTER, UNTOUCHED, DUE - timedelta(days=8), Status.ON_TRACK),
        (QUARTER, UNTOUCHED, DUE - timedelta(days=7), Status.DUE_SOON),
        (QUARTER, UNTOUCHED, DUE, Status.DUE_SOON),
        (QUARTER, UNTOUCHED, DUE + timedelta(days=1), Status.OVERDUE),
        (QUARTER, Progress(percent=99), DUE + timedelta(days=1), Status.OVERDUE),
        (QUARTER, Progress(due=date(2026, 8, 1)), DUE + timedelta(days=1), Status.ON_TRACK),
        (QUARTER, Progress(due=date(2026, 8, 1)), date(2026, 8, 2), Status.OVERDUE),
        (QUARTER, Progress(State.DONE, 100, DUE), date(2027, 1, 1), Status.DONE_ON_TIME),
        (QUARTER, Progress(State.DONE, 100, DUE + timedelta(days=1)), date(2027, 1, 1), Status.DONE_LATE),
        (QUARTER, Progress(State.DONE, 100, date(2026, 7, 15), date(2026, 8, 1)), date(2027, 1, 1), Status.DONE_ON_TIME),
        (QUARTER, Progress(State.DONE, 100, date(2026, 7, 15)), date(2026, 7, 1), Status.OVERDUE),
        (QUARTER, Progress(State.CANCELLED), date(2027, 1, 1), Status.CANCELLED),
        (QUARTER, Progress(State.MOVED), date(2027, 1, 1), Status.CANCELLED),
        (periods.RECURRING, UNTOUCHED, date(2027, 1, 1), Status.ON_TRACK),
        (periods.EVENT, UNTOUCHED, date(2027, 1, 1), Status.ON_TRACK),
        (None, UNTOUCHED, date(2027, 1, 1), Status.ON_TRACK),
        (periods.RECURRING, Progress(State.DONE, 100, DUE), date(2027, 1, 1), Status.DONE_ON_TIME),
    ],
)
def test_a_task_stands_as_its_day_and_its_reports_say(period: Period | None, progress: Progress, today: date, status: Status) -> None:
    assert status_of(period, progress, today) is status


@given(DAYS, DAYS, st.booleans())
def test_an_open_task_is_overdue_exactly_after_its_day(due: date, today: date, moved: bool) -> None:
    period, progress = (QUARTER, Progress(due=due)) if moved else (periods.day(due), UNTOUCHED)
    assert due_day(period, progress) == due
    assert (status_of(period, progress, today) is Status.OVERDUE) is (today > due)
