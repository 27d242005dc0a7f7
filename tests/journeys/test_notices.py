"""Officials at work: a notice is written, seen, confirmed, followed, corrected and taken back."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.notifications.announcement import Stage
from bot.notifications.outbox import State
from tests.fake_telegram import Fault, Group, Kind, Person
from tests.fake_telegram.methods_media import keep, media_json
from tests.fake_telegram.params import Upload
from tests.journeys.conftest import ADMIN, House, delivered, golden

OTHER = 9002


@pytest.fixture
def chair(house: House) -> Person:
    """The administrator."""
    return house.telegram.person("Chủ tịch", id=ADMIN)


async def villages(house: House, count: int = 3) -> list[Group]:
    boss = house.telegram.person("Trưởng thôn")
    groups = []
    for i in range(count):
        groups.append(house.telegram.group(f"Thôn {i + 1}"))
        await groups[-1].join_bot(boss, expect=1)
    return groups


async def until(ready: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    """Wait for what the postman brings about."""
    async with asyncio.timeout(15):
        while not await ready():  # noqa: ASYNC110 - it shows in the database only.
            await asyncio.sleep(0.02)


async def done(house: House, number: int) -> None:
    async def ready() -> bool:
        notice = await house.desk.store.notices.get(number)
        return notice is not None and notice.stage is Stage.DONE

    await until(ready)


async def written(chair: Person, text: str = "Họp dân lúc 8 giờ thứ Bảy.") -> None:
    """A draft to all, ready to be seen."""
    await chair.say("/thongbao")
    await chair.say(text)
    await chair.tap("Gửi tới ai")
    await chair.tap("Tất cả")
    await chair.tap("✓ Tất cả")
    await chair.tap("Tất cả")
    await chair.tap("Xong")


def texts(house: House, group: Group) -> list[str]:
    return [sent.text for sent in house.telegram.sent_to(group) if "trợ lý một cửa" not in sent.text]


async def test_from_writing_to_the_last_receipt(house: House, chair: Person) -> None:
    groups = await villages(house)
    await chair.say("/thongbao")
    await chair.say("Họp dân lúc 8 giờ thứ Bảy.", entities=[{"type": "bold", "offset": 0, "length": 7}])
    await chair.tap("Gửi tới ai")
    await chair.tap("Tất cả")
    await chair.tap("Xong")
    await chair.tap("Hỏi “Đã nhận”")
    await chair.tap("Nút liên kết")
    await chair.say("Xem lịch - https://example.gov.vn/lich")
    _, preview, confirm = await chair.tap("Xem trước và gửi", expect=2)
    assert preview.html.startswith("<b>Họp dân</b>")
    assert preview.labels == ["Xem lịch", "Đã nhận"]
    assert "3 nơi" in confirm.text
    await chair.tap("Gửi tới 3 nơi")
    await done(house, 1)
    for group in groups:
        assert texts(house, group) == ["Họp dân lúc 8 giờ thứ Bảy."]
        (copy,) = [sent for sent in house.telegram.sent_to(group) if sent.labels == ["Xem lịch", "Đã nhận"]]
        assert copy.html == preview.html
    dan = house.telegram.person("Dân")
    await dan.tap("Đã nhận", chat=groups[0], expect=0)
    await dan.tap("Đã nhận", chat=groups[0], expect=0)
    assert "Ở đây 1 người đã bấm" in house.telegram.transcript(groups[0])
    await house.telegram.wait(lambda: "đã xong" in house.telegram.transcript(chair))
    await chair.tap("Cập nhật", expect=0)
    await house.telegram.wait(lambda: "1/3" in house.telegram.transcript(chair))
    report = house.telegram.sent_to(chair)[-1]
    _, receipts = await chair.tap("Ai đã nhận")
    assert receipts.text == "Đã bấm “Đã nhận”\n• Thôn 1: Dân"
    _, who = await chair.tap("Chưa nhận, vì sao")
    assert "Thôn 2" in who.text
    assert "Thôn 1" not in who.text
    _, book = await chair.tap("Xuất Excel")
    assert book.method == "sendDocument"
    golden("thong_bao", "\n\n".join(sent.text for sent in (preview, confirm, report, who)))
    upload = next(f for name, f in house.telegram.state.files.items() if f.filename == "thong-bao-1.xlsx")
    deeds = list(load_workbook(BytesIO(upload.data))["Nhật ký"].iter_rows(values_only=True))
    assert [row[1:3] for row in deeds[-2:]] == [(f"tài khoản {ADMIN}", "sửa bản nháp"), (f"tài khoản {ADMIN}", "gửi")]
    sheet = load_workbook(BytesIO(upload.data))["Nơi nhận"]
    rows = list(sheet.iter_rows(values_only=True))
    assert {row[0] for row in rows[1:]} == {"Thôn 1", "Thôn 2", "Thôn 3"}
    assert [row[8] for row in rows[1:] if row[7] == "có"] == ["Dân"]


async def test_a_citizen_may_not_announce_and_forged_presses_do_nothing(house: House, chair: Person) -> None:
    (group,) = await villages(house, 1)
    lan = house.telegram.person("Lan")
    (refusal,) = await lan.say("/thongbao")
    assert "dành cho cán bộ" in refusal.text
    await written(chair)
    await chair.tap("Xem trước và gửi", expect=2)
    for data in ("Notice|1|4|send", "Notice|1|5|send", "Notice|1|0|pause", "Notice|9|1|send", "Notice|1|5|fix:1", "Ack|1"):
        await lan.tap_data(data)
    notice = await house.desk.store.notices.get(1)
    assert notice is not None
    assert notice.stage is Stage.DRAFT
    assert texts(house, group) == []


async def test_a_confirmation_replayed_or_of_an_older_draft_sends_nothing_more(house: House, chair: Person) -> None:
    (group,) = await villages(house, 1)
    await written(chair)
    _, _, confirm = await chair.tap("Xem trước và gửi", expect=2)
    data = dict(confirm.buttons[0])["Gửi tới 1 nơi"]
    await chair.tap("Quay lại sửa")
    await chair.tap("Ghim")
    await chair.tap_data(data)
    assert texts(house, group) == []
    _, _, confirm = await chair.tap("Xem trước và gửi", expect=2)
    await chair.tap("Gửi tới 1 nơi")
    await done(house, 1)
    for _ in range(2):
        await chair.tap_data(dict(confirm.buttons[0])["Gửi tới 1 nơi"])
    await chair.say("/help")
    assert len(texts(house, group)) == 1


async def test_an_official_reaches_only_whom_he_may_and_revoked_rights_bite_at_the_next_press(house: House) -> None:
    groups = await villages(house, 2)
    store, official = house.desk.store, house.telegram.person("Cán bộ")
    chat = await store.chats.get(groups[0].id)
    assert chat is not None
    await store.chats.put(type(chat)(chat.id, chat.kind, chat.since, chat.title, topics=("khan",)))
    await store.notices.grant(official.id, frozenset({"topic:khan"}), "cli:a", house.clock())
    await official.say("/thongbao")
    await official.say("Bão số 5.")
    _, page = await official.tap("Gửi tới ai")
    assert "Tất cả" not in page.labels
    await official.tap_data("Notice|1|1|aud:all")
    await official.tap("Khẩn cấp, thiên tai, dịch bệnh")
    await official.tap("Xong")
    await official.tap("Xem trước và gửi", expect=2)
    await store.notices.grant(official.id, frozenset(), "cli:a", house.clock())
    await official.tap("Gửi tới 1 nơi", expect=0)
    assert (await store.reports.tally(1)).total == 0
    await store.notices.grant(official.id, frozenset({"topic:khan"}), "cli:a", house.clock())
    await official.tap("Gửi tới 1 nơi")
    await done(house, 1)
    assert texts(house, groups[0]) == ["Bão số 5."]
    assert texts(house, groups[1]) == []


async def test_a_second_person_is_asked_where_the_setting_wants_it(house: House, chair: Person) -> None:
    settings = house.desk.settings
    settings.second_person, settings.admin_ids = True, frozenset({ADMIN, OTHER})
    (group,) = await villages(house, 1)
    vice = house.telegram.person("Phó chủ tịch", id=OTHER, started=True)
    await written(chair)
    _, _, confirm = await chair.tap("Xem trước và gửi", expect=2)
    await chair.tap("Gửi tới 1 nơi")
    await chair.tap_data(dict(confirm.buttons[0])["Gửi tới 1 nơi"], expect=1)
    assert "không tự duyệt" in house.telegram.sent_to(chair)[-1].text
    assert texts(house, group) == []
    await house.telegram.wait(lambda: "đang chờ người thứ hai duyệt" in house.telegram.transcript(vice))
    await delivered(house)
    assert len(house.telegram.sent_to(vice)) == 1
    _, preview, decide = await vice.tap("Xem bản sẽ gửi", expect=2)
    assert preview.text == "Họp dân lúc 8 giờ thứ Bảy."
    golden("thong_bao_duyet", f"{house.telegram.sent_to(vice)[0].text}\n\n{decide.text}")
    await vice.tap("Duyệt và gửi")
    await done(house, 1)
    *_, page = await vice.tap("Từ chối")  # Too late: what became of it is shown, and nothing else happens.
    assert "đã xong" in page.text
    assert texts(house, group) == ["Họp dân lúc 8 giờ thứ Bảy."]
    assert (await house.desk.store.reports.audit(1))[0].who == f"user:{OTHER}"


async def test_who_is_alone_is_told_that_nobody_can_approve_and_takes_the_notice_back(house: House, chair: Person) -> None:
    house.desk.settings.second_person = True
    (group,) = await villages(house, 1)
    await written(chair)
    await chair.tap("Xem trước và gửi", expect=2)
    await chair.tap("Gửi tới 1 nơi")
    await house.telegram.wait(lambda: "chưa có quản trị viên nào" in house.telegram.transcript(chair))
    await chair.tap("Bỏ thông báo này")
    notice = await house.desk.store.notices.get(1)
    assert notice is not None and notice.stage is Stage.CANCELLED
    assert texts(house, group) == []


async def test_what_is_to_go_out_later_is_edited_before_and_goes_out_at_its_time_as_edited(house: House, chair: Person) -> None:
    (group,) = await villages(house, 1)
    await written(chair)
    await chair.tap("Giờ gửi")
    await chair.say("sáng mai")
    assert "Viết giờ như" in house.telegram.sent_to(chair)[-1].text
    await chair.say("24/11 7:30")
    _, _, confirm = await chair.tap("Xem trước và gửi", expect=2)
    assert "07:30 ngày 24/11/2026" in confirm.text
    *_, report = await chair.tap("Gửi tới 1 nơi")
    assert "bắt đầu lúc 07:30 ngày 24/11/2026" in report.text
    await chair.tap("Sửa nội dung")
    *_, ask = await chair.say("Họp dân dời sang Chủ nhật.", expect=2)
    assert "Chưa nơi nào nhận bản cũ" in ask.text
    await chair.tap("Dùng nội dung mới")
    assert texts(house, group) == []
    house.clock.at = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    await done(house, 1)
    assert texts(house, group) == ["Họp dân dời sang Chủ nhật."]


async def test_a_correction_and_a_recall_reach_every_copy(house: House, chair: Person) -> None:
    groups = await villages(house, 2)
    await written(chair)
    await chair.tap("Xem trước và gửi", expect=2)
    await chair.tap("Gửi tới 2 nơi")
    await done(house, 1)
    await house.telegram.wait(lambda: "Đính chính" in house.telegram.transcript(chair))
    await chair.tap("Đính chính")
    await chair.say("Họp dân dời sang Chủ nhật.")
    await house.telegram.wait(lambda: "Phía trên là nội dung mới" in house.telegram.transcript(chair))
    await chair.tap("Đính chính ở 2 nơi")
    await until(lambda: _tally(house, "corrected", 2))
    await chair.tap("Thu hồi")
    await house.telegram.wait(lambda: "Vâng, thu hồi" in house.telegram.transcript(chair))
    await chair.tap("Vâng, thu hồi ở 2 nơi")
    await until(lambda: _tally(house, "recalled", 2))
    for group in groups:
        assert texts(house, group)[-1] == "Họp dân dời sang Chủ nhật."
        assert "deleted a message" in house.telegram.transcript(group)
    await house.telegram.wait(lambda: "đã xong" in (last := house.telegram.sent_to(chair)[-1].text) and "Đã thu hồi: 2" in last)
    golden("thong_bao_thu_hoi", house.telegram.sent_to(chair)[-1].text)


async def _tally(house: House, what: str, count: int) -> bool:
    tally = await house.desk.store.reports.tally(1)
    return bool(getattr(tally, what) == count and tally.left == 0)


async def test_who_could_not_be_reached_is_told_and_sent_again(house: House, chair: Person) -> None:
    groups = await villages(house, 2)
    house.telegram.faults.add(Fault(Kind.BAD_REQUEST, "sendMessage", chat=groups[0].id, description="CHAT_SEND_PLAIN_FORBIDDEN"))
    await written(chair)
    await chair.tap("Xem trước và gửi", expect=2)
    await chair.tap("Gửi tới 2 nơi")
    await done(house, 1)
    await house.telegram.wait(lambda: "Gửi lại nơi lỗi (1)" in house.telegram.transcript(chair))
    assert texts(house, groups[0]) == []
    await chair.tap("Gửi lại nơi lỗi (1)")
    await until(lambda: _tally(house, "sent", 2))
    assert [len(texts(house, group)) for group in groups] == [1, 1]


async def test_an_album_goes_out_as_one_and_its_buttons_follow(house: House, chair: Person) -> None:
    (group,) = await villages(house, 1)
    state = house.telegram.state
    await chair.say("/thongbao")
    for i, caption in enumerate(("Sơ đồ khu vực", None)):
        photo = media_json(state, "photo", keep(state, Upload(f"{i}.jpg", "image/jpeg", bytes([i + 1]))))
        await chair.send({"photo": photo, "caption": caption, "media_group_id": "a1"}, expect=1 - i)
    await chair.tap("Hỏi “Đã nhận”")
    await chair.tap("Gửi tới ai")
    await chair.tap("Tất cả")
    await chair.tap("Xong")
    await chair.tap("Xem trước và gửi", expect=4)
    await chair.tap("Gửi tới 1 nơi")
    await done(house, 1)
    got = [(sent.method, sent.text, sent.labels) for sent in house.telegram.sent_to(group)][1:]
    assert [method for method, _, _ in got] == ["sendMediaGroup", "sendMediaGroup", "sendMessage"]
    assert got[-1][1:] == ("Sơ đồ khu vực", ["Đã nhận"])
    rows = await house.desk.store.reports.rows(1)
    assert [row.state for row in rows] == [State.DONE]
