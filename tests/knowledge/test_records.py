"""The records' own laws."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from knowledge.records import Detail, Fee, FeeStatus, Procedure, ProcessingTime, TimeUnit
from tests.conftest import procedure

PROCEDURES = TypeAdapter(Procedure)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "amount", "text", "fault"),
    [
        (FeeStatus.AMOUNT, 15000, "", ""),
        (FeeStatus.AMOUNT, 15000, "mỗi lần", ""),
        (FeeStatus.AMOUNT, None, "", "above zero"),
        (FeeStatus.AMOUNT, 0, "", "above zero"),
        (FeeStatus.AMOUNT, -5, "", "above zero"),
        (FeeStatus.ZERO, None, "", ""),
        (FeeStatus.ZERO, 0, "", "has no amount"),
        (FeeStatus.SEE_TEXT, None, "Do tỉnh quyết định", ""),
        (FeeStatus.SEE_TEXT, None, "", "needs the text"),
        (FeeStatus.SEE_TEXT, 5, "x", "has no amount"),
        (FeeStatus.NOT_STATED, None, "", ""),
        (FeeStatus.NOT_STATED, 5, "", "has no amount"),
    ],
)
def test_a_fees_status_and_amount_agree(status: FeeStatus, amount: int | None, text: str, fault: str) -> None:
    if fault:
        with pytest.raises(ValueError, match=fault):
            Fee(status=status, amount=amount, text=text)
    else:
        assert Fee(status=status, amount=amount, text=text).amount == amount


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(FeeStatus), st.none() | st.integers(), st.sampled_from(["", "x"]))
def test_a_fee_that_can_be_made_has_a_sum_above_zero_or_none(status: FeeStatus, amount: int | None, text: str) -> None:
    try:
        fee = Fee(status=status, amount=amount, text=text)
    except ValueError:
        return
    assert (fee.amount is not None) is (status is FeeStatus.AMOUNT)
    assert fee.amount is None or fee.amount > 0


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "applies"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, True),
        (None, TODAY - DAY, False),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
    ],
)
def test_a_fee_is_in_force_from_its_first_to_its_last_day(valid_from: date | None, valid_until: date | None, applies: bool) -> None:
    assert Fee(status=FeeStatus.ZERO, valid_from=valid_from, valid_until=valid_until).in_force(TODAY) is applies


@pytest.mark.parametrize(
    ("amount", "unit", "text", "fault"),
    [
        (3.0, TimeUnit.WORKING_DAY, "", ""),
        (None, TimeUnit.OTHER, "Ngay trong ngày", ""),
        (None, TimeUnit.DAY, "", "needs an amount"),
        (None, TimeUnit.OTHER, "", "needs an amount"),
        (3.0, TimeUnit.OTHER, "", "needs a unit"),
        (3.0, TimeUnit.OTHER, "buổi", ""),
    ],
)
def test_a_time_says_something(amount: float | None, unit: TimeUnit, text: str, fault: str) -> None:
    if fault:
        with pytest.raises(ValueError, match=fault):
            ProcessingTime(amount=amount, unit=unit, text=text)
    else:
        assert ProcessingTime(amount=amount, unit=unit, text=text).amount == amount


def given_as(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = PROCEDURES.dump_python(procedure(), mode="json", exclude_defaults=True)
    return plain | changes


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "1.4194"),
        ("code", "a.004194"),
        ("code", "1.0041941234"),
        ("code", "1.004194-"),
        ("name", "  "),
        ("field", ""),
        ("levels", ["district"]),
        ("link", "http://dichvucong.gov.vn"),
        ("link", "https://a b"),
        ("folk_names", ["sổ đỏ", "Sổ Đỏ"]),
        ("questions", ["ở đâu", "ở đâu"]),
        ("questions", [""]),
        ("online_level", "yes"),
        ("fees", [{"status": "amount"}]),
        ("times", [{"amount": 3}]),
        ("documents", [{"name": "Đơn", "handling": "keep"}]),
        ("documents", [{"nmae": "Đơn"}]),
        ("source", {"name": "Cổng"}),
        ("source", {"name": "Cổng", "checked": "18/07/2026"}),
        ("detail", "half"),
        ("plan_name", "gõ nhầm"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as fault:
        PROCEDURES.validate_python(given_as(**{field: value}))
    assert {error["loc"][0] for error in fault.value.errors()} == {field}


@pytest.mark.parametrize("code", ["1.004194", "2.0008151", "1.115391234", "1.004194-2", "1.004194-HCM"])
def test_codes_of_every_form_in_the_catalogue_are_taken(code: str) -> None:
    assert PROCEDURES.validate_python(given_as(code=code)).code == code


def test_a_record_written_and_read_is_the_same_record() -> None:
    full = procedure(
        fees=(Fee(status=FeeStatus.AMOUNT, amount=5, valid_until=TODAY),),
        times=(ProcessingTime(amount=0.5, unit=TimeUnit.DAY),),
        questions=("ở đâu",),
        detail=Detail.CATALOG,
    )
    assert PROCEDURES.validate_json(PROCEDURES.dump_json(full, exclude_defaults=True)) == full


@pytest.mark.parametrize(("plain_name", "title"), [("Khai sinh", "Khai sinh"), ("", "Đăng ký khai sinh")])
def test_the_title_is_the_plain_name_where_there_is_one(plain_name: str, title: str) -> None:
    assert procedure(plain_name=plain_name).title == title
