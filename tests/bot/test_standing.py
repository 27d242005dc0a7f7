"""What a card says of a record besides itself: its age, its end, its province's rules."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import render
from bot.callbacks import Show
from bot.plain import plain
from bot.render import Message
from bot.standing import standing
from bot.state.store import Person
from knowledge.local import NO_RULES, Local, Rule
from knowledge.records import Detail, Fee, FeeStatus, Places, Procedure, Source
from knowledge.snapshot import Snapshot, build
from tests.conftest import procedure

TODAY = date(2026, 11, 23)
OLD = procedure("1.000001", name="Cấp thẻ cũ", repealed_by="1.000002")
NEW = procedure("1.000002", name="Cấp thẻ mới")
RULE = Rule(
    fees=(Fee(status=FeeStatus.AMOUNT, amount=7000),),
    places=Places(counter="Quầy của tỉnh"),
    note="Giảm một nửa khi nộp trực tuyến.",
    source=Source(name="HĐND tỉnh", document="Nghị quyết 1/NQ-HĐND", checked=TODAY),
)
LOCAL = Local("Đắk Lắk", {"1.000002": RULE})


def told(
    folder: Path,
    record: Procedure,
    *aspects: str,
    others: Sequence[Procedure] = (),
    local: Local = NO_RULES,
    person: Person = Person(),  # noqa: B008 - it is immutable.
    days: int = 180,
) -> Message:
    """The card of a record of a snapshot."""
    build(folder / "kb.db", [record, *others], (), "a test", datetime(2026, 11, 23, tzinfo=UTC))
    held = Snapshot(folder / "kb.db")
    how = standing(record, held, local, person, days)
    held.close()
    return render.procedure(record, aspects, None, person, TODAY, how=how)


@pytest.mark.parametrize(("age", "days", "marked"), [(180, 180, False), (181, 180, True), (31, 30, True), (400, 500, False)])
def test_a_record_not_checked_for_the_set_time_says_since_when(tmp_path: Path, age: int, days: int, marked: bool) -> None:
    day = TODAY - timedelta(age)
    shown = plain(told(tmp_path, procedure(source=Source(name="Cổng", checked=day)), days=days).html)
    assert (f"Thông tin này chưa được kiểm tra lại từ {day:%d/%m/%Y}" in shown) is marked
    assert f"kiểm tra ngày {day:%d/%m/%Y}" in shown


def test_a_repealed_procedure_names_its_successor_and_a_button_leads_to_it(tmp_path: Path) -> None:
    card = told(tmp_path, OLD, "fee", others=[NEW])
    assert "Thủ tục này đã bãi bỏ, thay bằng: Cấp thẻ mới (mã 1.000002)." in plain(card.html)
    assert card.buttons[0][0].label == "Thủ tục thay thế: Cấp thẻ mới"
    assert card.buttons[0][0].to == Show("1.000002", "fee")


@pytest.mark.parametrize(
    ("written", "said", "buttons"),
    [
        ("1.000009", "thay bằng: 1.000009.", 0),
        ("Luật mới, không còn thủ tục", "thay bằng: Luật mới, không còn thủ tục.", 0),
        ("1.000002 và 1.000003", "thay bằng: Cấp thẻ mới (mã 1.000002) và 1.000003.", 1),
        ("1.000001", "thay bằng: 1.000001.", 0),
    ],
)
def test_a_successor_that_is_not_known_is_told_as_written(tmp_path: Path, written: str, said: str, buttons: int) -> None:
    card = told(tmp_path, procedure("1.000001", repealed_by=written), others=[NEW])
    assert said in plain(card.html)
    assert sum("thay thế" in button.label for row in card.buttons for button in row) == buttons


def test_a_provinces_rule_goes_before_the_national_fee_and_says_whose_it_is(tmp_path: Path) -> None:
    record = procedure("1.000002", fees=(Fee(status=FeeStatus.AMOUNT, amount=9000),), places=Places(counter="Xã", online="Cổng"))
    shown = plain(told(tmp_path, record, local=LOCAL).html)
    assert "7.000 đồng" in shown
    assert "9.000 đồng" not in shown
    assert "Trực tiếp: Quầy của tỉnh" in shown
    assert "Trực tuyến: Cổng" in shown
    said = "Quy định riêng của Đắk Lắk về phí, nơi nộp: Giảm một nửa khi nộp trực tuyến."
    assert f"{said} (Theo: HĐND tỉnh, Nghị quyết 1/NQ-HĐND; kiểm tra ngày 23/11/2026)" in shown
    elsewhere = plain(told(tmp_path, record, local=LOCAL, person=Person("Hà Nội")).html)
    assert "9.000 đồng" in elsewhere
    assert "Quy định riêng" not in elsewhere


def test_of_a_catalogue_row_the_provinces_rule_is_told_too(tmp_path: Path) -> None:
    shown = plain(told(tmp_path, procedure("1.000002", detail=Detail.CATALOG, link="https://a.vn/b"), local=LOCAL).html)
    assert "7.000 đồng" in shown
    assert "Quầy của tỉnh" in shown


def test_an_old_rule_says_so(tmp_path: Path) -> None:
    rule = Rule(note="Miễn.", source=Source(name="HĐND", checked=date(2025, 1, 1)))
    shown = plain(told(tmp_path, NEW, local=Local("Huế", {"1.000002": rule})).html)
    assert "Quy định riêng của Huế: Miễn. (Theo: HĐND; kiểm tra ngày 01/01/2025, từ đó chưa kiểm tra lại)" in shown
