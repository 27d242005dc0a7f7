"""What followers read of a change."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import changes
from bot.callbacks import Follow, Show, Unfollow
from bot.handlers.replying import keyboard
from bot.plain import plain
from knowledge.diff import between
from knowledge.records import Detail, Document, Fee, FeeStatus, Note, OnlineLevel, Places, Procedure, ProcessingTime, Source, TimeUnit
from tests.conftest import procedure
from tests.fake_telegram.params import Params
from tests.fake_telegram.strict import inline_keyboard, message_text

OLD = procedure(
    fees=(Fee(status=FeeStatus.AMOUNT, amount=8000),),
    times=(ProcessingTime(amount=3, unit=TimeUnit.WORKING_DAY),),
    documents=(Document(name="Tờ khai"), Document(name="Giấy chứng sinh <b>")),
    steps=("Nộp hồ sơ", "Nhận kết quả"),
)


def told(old: Procedure, new: Procedure) -> str:
    """The one notice of a change, as Telegram shows it; "" where there is none."""
    found = list(changes.notices(between([old], [new])))
    if not found:
        return ""
    ((code, message),) = found
    assert code == new.code
    (part,) = message.parts()
    message_text(Params({"text": part.html, "parse_mode": "HTML"}), escapes_required=True)
    return plain(part.html)


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({"fees": (Fee(status=FeeStatus.ZERO),)}, ["Phí, lệ phí", "• Trước: 8.000 đồng (phí)", "• Nay: 0 đồng"]),
        ({"fees": ()}, ["Phí, lệ phí", "• Bỏ: 8.000 đồng (phí)"]),
        ({"places": Places(counter="UBND xã")}, ["Nơi nộp", "• Thêm: Trực tiếp: UBND xã"]),
        ({"times": (ProcessingTime(amount=1, unit=TimeUnit.DAY),)}, ["Thời hạn", "• Trước: 3 ngày làm việc", "• Nay: 1 ngày"]),
        ({"steps": ("Nhận kết quả", "Nộp hồ sơ")}, ["Các bước", "• Sắp xếp lại thứ tự, nội dung không đổi"]),
        ({"documents": OLD.documents[:1]}, ["Giấy tờ", "• Bỏ: Giấy chứng sinh <b>"]),
        ({"online_level": OnlineLevel.FULL}, ["Làm qua mạng", "• Trước: Chưa rõ", "• Nay: Làm được toàn bộ qua mạng (toàn trình)."]),
        ({"repealed_by": "1.000002"}, ["Bãi bỏ, thay bằng", "• Thêm: 1.000002"]),
    ],
)
def test_a_change_is_told_field_by_field(change: dict[str, Any], lines: list[str]) -> None:
    said = told(OLD, replace(OLD, **change)).splitlines()
    assert said[:3] == ["Thủ tục bạn theo dõi có thay đổi", "Đăng ký khai sinh", ""]
    assert said[3 : 3 + len(lines)] == lines
    assert said[3 + len(lines) :] == ["", "Mã 1.000001. Nguồn: Cổng Dịch vụ công quốc gia; kiểm tra ngày 18/07/2026."]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"source": Source(name="Cổng", checked=date(2026, 11, 1))},
        {"questions": ("khai sinh cho con",), "folk_names": ("giấy khai sinh",)},
        {"detail": Detail.CATALOG},
    ],
)
def test_what_changes_nothing_for_a_person_is_not_told(change: dict[str, Any]) -> None:
    assert told(OLD, replace(OLD, **change)) == ""


def test_a_great_change_is_cut_to_one_short_message() -> None:
    long = tuple(f"Bước {i}: " + "làm một việc rất dài dòng " * 30 for i in range(20))
    new = replace(
        OLD,
        steps=long,
        results=long,
        conditions=long,
        fees=(Fee(status=FeeStatus.ZERO),),
        times=(),
        documents=tuple(Document(name=step) for step in long),
        notes=tuple(Note(question=step, answer=step, source="Luật") for step in long),
        places=Places(counter=long[0], online=long[1], post=long[2]),
    )
    said = told(OLD, new)
    assert len(said) < 4096
    assert "… và 17 dòng nữa" in said
    assert "Ngoài ra còn thay đổi: Điều kiện, Giải đáp." in said
    assert max(map(len, said.splitlines())) < changes.LONGEST + 20


def test_what_is_gone_is_told_without_a_button_to_its_card_and_what_is_back_with_one() -> None:
    ((_, gone),) = changes.notices(between([OLD], []))
    assert "không còn trong cơ sở dữ liệu" in gone.html
    assert [button.to for row in gone.buttons for button in row] == [Follow("1.000001", 0)]
    ((_, back),) = changes.notices(between([], [OLD]))
    assert "đã có lại" in back.html
    assert [button.to for row in back.buttons for button in row] == [Show("1.000001"), Follow("1.000001", 0)]


def test_the_longest_list_is_one_message_with_a_button_to_stop_each() -> None:
    titles = [(f"1.{i:06}", "Đăng ký biến động quyền sử dụng đất, tài sản gắn liền với đất " * 1) for i in range(40)]
    (part,) = changes.listed(titles).parts()
    assert [row[1].to for row in part.buttons] == [Unfollow(code) for code, _ in titles]
    markup = keyboard(part)
    inline_keyboard(markup.to_dict() if markup else None)
    assert "chưa theo dõi" in changes.listed([]).html
