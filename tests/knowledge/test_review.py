"""Where two tellings part."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.records import Channel, Detail, Fee, FeeStatus, ProcessingTime, Source, TimeUnit
from knowledge.review import Changes, Difference, Point, changes, review
from tests.conftest import procedure

TODAY = date(2026, 11, 25)
CODE = "1.000001"


def fee(amount: int | None = None, **more: Any) -> Fee:
    status = FeeStatus.ZERO if amount == 0 else FeeStatus.AMOUNT if amount else FeeStatus.SEE_TEXT
    return Fee(status=status, amount=amount or None, **({"text": "theo biểu"} if amount is None else {}) | more)


def time(amount: float | None, unit: TimeUnit = TimeUnit.WORKING_DAY, **more: Any) -> ProcessingTime:
    return ProcessingTime(amount=amount, unit=unit, **more)


DIRECT: dict[str, Any] = {"channel": Channel.DIRECT}
ONLINE: dict[str, Any] = {"channel": Channel.ONLINE}


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ([fee(8000)], [fee(8000)], None),
        ([fee(8000)], [fee(8000, **DIRECT), fee(8000, **ONLINE)], None),
        ([fee(8000, **DIRECT)], [fee(8000, **DIRECT)], None),
        ([fee(8000)], [fee(9000, **DIRECT)], ("direct 8,000 đồng", "direct 9,000 đồng")),
        ([fee(8000)], [fee(8000, **DIRECT), fee(4000, **ONLINE)], ("online 8,000 đồng", "online 4,000 đồng")),
        ([fee(8000)], [fee(0, **DIRECT)], ("direct 8,000 đồng", "direct 0 đồng")),
        ([fee(0)], [fee(0, **DIRECT)], None),
        ([fee()], [fee(5000, **DIRECT)], ("no figure", "direct 5,000 đồng")),
        ([], [fee(5000, **ONLINE)], ("no figure", "online 5,000 đồng")),
        ([fee(8000)], [], None),
        ([fee(8000)], [fee(**DIRECT)], None),
        ([fee(8000), fee(0, case="trẻ em")], [fee(8000, **DIRECT)], None),
        ([fee(8000, case="A"), fee(5000, case="B")], [fee(5000, **DIRECT)], None),
        ([fee(8000), fee(5000)], [fee(5000, **DIRECT)], ("direct 5,000 đồng / 8,000 đồng", "direct 5,000 đồng")),
        ([fee(4000, valid_until=date(2025, 12, 31)), fee(8000)], [fee(8000, **DIRECT)], None),
        ([fee(8000)], [fee(8000, **DIRECT), fee(4000, valid_until=date(2025, 12, 31), **DIRECT)], None),
    ],
)
def test_fees_are_compared_by_channel_and_figure(ours: list[Fee], theirs: list[Fee], told: tuple[str, str] | None) -> None:
    found = review([procedure(CODE, fees=tuple(ours))], [procedure(CODE, fees=tuple(theirs))], TODAY)
    assert found == ((Difference(CODE, Point.FEE, *told),) if told else ())


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ([time(5)], [time(5, **DIRECT)], None),
        ([time(5)], [time(3, **DIRECT)], ("direct 5 working_day", "direct 3 working_day")),
        ([time(5)], [time(5, TimeUnit.DAY, **ONLINE)], ("online 5 working_day", "online 5 day")),
        ([time(2.5, TimeUnit.HOUR)], [time(2.5, TimeUnit.HOUR, **ONLINE)], None),
        ([time(5)], [time(None, TimeUnit.OTHER, text="ngay")], None),
        ([time(5)], [], None),
        ([], [time(5)], ("no figure", "direct+online+post 5 working_day")),
        ([time(5), time(10, case="phức tạp")], [time(5)], None),
    ],
)
def test_times_are_compared_by_channel_and_figure(
    ours: list[ProcessingTime], theirs: list[ProcessingTime], told: tuple[str, str] | None
) -> None:
    found = review([procedure(CODE, times=tuple(ours))], [procedure(CODE, times=tuple(theirs))], TODAY)
    assert found == ((Difference(CODE, Point.TIME, *told),) if told else ())


@pytest.mark.parametrize(
    ("repealed_by", "listed", "told"),
    [
        ("", frozenset({CODE}), None),
        ("", frozenset({"1.000002"}), ("in force", "no longer lists it (repealed, replaced or given another code)")),
        ("", None, None),
        ("QĐ 1", frozenset({CODE}), ("repealed by QĐ 1", "still lists it")),
        ("QĐ 1", frozenset({"1.000002"}), None),
        ("QĐ 1", None, None),
    ],
)
def test_a_state_that_parts_is_told_where_the_list_is_known_whole(
    repealed_by: str, listed: frozenset[str] | None, told: tuple[str, str] | None
) -> None:
    found = review([procedure(CODE, repealed_by=repealed_by)], [], TODAY, listed)
    assert found == ((Difference(CODE, Point.STATE, *told),) if told else ())


def test_a_catalogue_row_contradicts_nothing() -> None:
    row = procedure(CODE, fees=(fee(1),), detail=Detail.CATALOG)
    assert review([procedure(CODE, fees=(fee(2),))], [row], TODAY) == ()
    assert review([row], [procedure(CODE, fees=(fee(2),))], TODAY) == ()


def test_a_difference_is_told_by_its_place_and_the_differences_by_code() -> None:
    ours = [procedure("1.000002", fees=(fee(2000),)), procedure(CODE, times=(time(5),), fees=(fee(8000),))]
    theirs = [replace(ours[0], fees=(fee(3000, **DIRECT),)), replace(ours[1], times=(time(3, **DIRECT),), fees=(fee(9000, **DIRECT),))]
    assert [str(difference) for difference in review(ours, theirs, TODAY)] == [
        "1.000001.yaml: fees: ours direct 8,000 đồng; the portal direct 9,000 đồng",
        "1.000001.yaml: times: ours direct 5 working_day; the portal direct 3 working_day",
        "1.000002.yaml: fees: ours direct 2,000 đồng; the portal direct 3,000 đồng",
    ]


def test_changes_name_what_is_new_changed_and_gone_and_a_later_check_is_none() -> None:
    kept, renamed, gone, new = (procedure(f"1.00000{n}") for n in range(1, 5))
    checked = replace(kept, source=Source(name="Cổng", checked=TODAY))
    after = [new, checked, replace(renamed, name="Tên mới", fees=(fee(1),))]
    assert changes([kept, renamed, gone], after) == Changes(("1.000004",), (("1.000002", ("name", "fees")),), ("1.000003",))
    assert changes(after, after) == Changes((), (), ())
