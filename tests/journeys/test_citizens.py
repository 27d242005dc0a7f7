"""Citizens at the counter: real handlers, real HTTP."""

import json

import pytest

from bot.callbacks import unpack
from bot.handlers import system
from bot.state.store import Person
from knowledge.assistant import Assistant
from tests.fake_telegram import Fault, Kind
from tests.journeys.conftest import House, golden


async def test_a_question_without_accents_is_answered_with_what_was_asked_first(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("dang ky khai sinh cho con can gi")
    assert answer.text.startswith("Đăng ký khai sinh")
    assert answer.text.index("Giấy tờ cần có") < answer.text.index("Thời hạn giải quyết")
    assert "dichvucong.gov.vn" in answer.text
    assert "kiểm tra ngày" in answer.text
    golden("khai_sinh_giay_to", house.telegram.transcript(lan))


async def test_the_aspect_asked_leads(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("đăng ký kết hôn mất bao lâu")
    assert answer.text.index("Thời hạn giải quyết") < answer.text.index("Giấy tờ cần có")
    golden("ket_hon_thoi_han", house.telegram.transcript(lan))


async def test_a_follow_up_keeps_the_procedure_and_half_an_hour_later_it_does_not(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("đăng ký tạm trú ở đâu")
    (answer,) = await lan.say("thế còn phí?")
    assert answer.text.startswith("Đăng ký tạm trú")
    assert answer.text.index("Phí, lệ phí") < answer.text.index("Thời hạn giải quyết")
    house.clock.at = house.clock.at.replace(hour=house.clock.at.hour + 1)
    (answer,) = await lan.say("thế còn phí?")
    assert "Bạn muốn hỏi về thủ tục nào?" in answer.text


async def test_thanks_do_not_repeat_the_answer(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("đăng ký tạm trú ở đâu")
    (answer,) = await lan.say("cảm ơn bạn nhiều")
    assert "tạm trú" not in answer.text


async def test_a_choice_is_taken_by_button_and_by_number(house: House) -> None:
    lan = house.telegram.person("Lan")
    (offer,) = await lan.say("làm giấy tờ cho xe")
    assert "trả lời bằng số thứ tự" in offer.text
    assert 2 <= len(offer.labels) <= 5
    *_, answer = await lan.tap(offer.labels[1])
    second = answer.text.splitlines()[0]
    assert f"2. {second}" in offer.text
    hoa = house.telegram.person("Hoa")
    await hoa.say("làm giấy tờ cho xe")
    (answer,) = await hoa.say("2")
    assert answer.text.splitlines()[0] == second


async def test_what_is_not_known_is_said_with_the_next_step(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("xyzzy plugh qwertyuiop")
    assert "không đoán" in answer.text
    assert "1900 0000" in answer.text
    golden("khong_biet", house.telegram.transcript(lan))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("thời tiết hôm nay", "ngoài phạm vi"),
        ("có trộm vào nhà tôi", "113"),
        ("tra cứu hồ sơ của tôi", "Tra cứu hồ sơ"),
        ("thủ tục ly hôn thuận tình", "tòa án"),
        ("quên mật khẩu đăng nhập", "Hướng dẫn"),
        ("xin chào", "trợ lý một cửa"),
    ],
)
async def test_what_is_no_procedure_gets_its_own_short_answer(house: House, said: str, told: str) -> None:
    (answer,) = await house.telegram.person("Lan").say(said)
    assert told in answer.text
    assert len(answer.text) < 400


async def test_five_thousand_characters_of_noise_get_a_polite_no(house: House) -> None:
    (answer,) = await house.telegram.person("Lan").say(("asd qwe zxc " * 420)[:4096])
    assert "ngoài phạm vi" in answer.text


async def test_commands_answer_and_browsing_leads_to_a_procedure(house: House) -> None:
    lan = house.telegram.person("Lan")
    for command in ("/start", "/help", "/privacy", "/settings", "/kehoach"):
        (page,) = await lan.say(command)
        assert page.text
    golden("lenh", house.telegram.transcript(lan))
    (fields,) = await lan.say("/thutuc")
    *_, procedures = await lan.tap(next(label for label in fields.labels if label.startswith("Hộ tịch")))
    assert procedures.method == "editMessageText"
    *_, answer = await lan.tap(procedures.labels[0])
    assert "Mã " in answer.text
    (searched,) = await lan.say("/thutuc cấp lại giấy phép lái xe")
    assert "3.000348" in searched.text


async def test_a_deep_link_opens_the_procedure(house: House) -> None:
    (answer,) = await house.telegram.person("Lan").say("/start 1_001193")
    assert "Mã 1.001193" in answer.text


async def test_the_plan_that_ships_is_told_part_by_part(house: House) -> None:
    lan = house.telegram.person("Lan")
    (plans,) = await lan.say("/kehoach")
    assert "2629/QĐ-TTg" in plans.text
    *_, outline = await lan.tap("4003/QĐ-UBND")
    assert "4003/QĐ-UBND" in outline.text
    for label in ("Chỉ tiêu", "Nhiệm vụ", "Lĩnh vực", "Mục tiêu"):
        *_, part = await lan.tap(label)
        assert part.method == "editMessageText"
        assert label.split()[0] in part.text


async def test_settings_are_kept_and_erased(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("/settings")
    await lan.tap("Chọn tỉnh, thành phố")
    await lan.tap("Đắk Lắk")
    *_, page = await lan.tap("Trả lời ngắn")
    assert "Đắk Lắk" in page.text
    (answer,) = await lan.say("đăng ký kết hôn mất bao lâu")
    assert "Giấy tờ cần có" not in answer.text
    await lan.say("/privacy")
    await lan.tap("Xóa dữ liệu của tôi")
    *_, done = await lan.tap("Vâng, xóa hết")
    assert "Đã xóa" in done.text
    assert await house.desk.store.recall(lan.id, lan.id) == (None, Person())


async def test_in_a_group_only_what_is_said_to_the_bot_is_answered_and_nobody_hears_anothers_talk(house: House) -> None:
    lan, minh = house.telegram.person("Lan"), house.telegram.person("Minh")
    group = house.telegram.group("Tổ dân phố 5", supergroup=True)
    await group.join_bot(lan, expect=1)
    assert await lan.say("đăng ký tạm trú ở đâu", group) == []
    (answer,) = await lan.say("/hoi đăng ký tạm trú ở đâu", group)
    assert answer.text.startswith("Đăng ký tạm trú")
    assert answer.reply_to is not None
    (answer,) = await minh.say("thế còn phí?", group, reply_to=answer.message_id)
    assert "Bạn muốn hỏi về thủ tục nào?" in answer.text
    (answer,) = await lan.say("thế còn phí?", group, reply_to=answer.message_id)
    assert answer.text.startswith("Đăng ký tạm trú")


def known(data: str) -> bool:
    """Whether a press does something visible."""
    return unpack(data) is not None


@pytest.mark.parametrize(
    "data", ["Show|1.001193", "Old|1", "", "Erase|x", "Show|" + "9" * 50 + "|", "OfField|99999|0", "ShowPlan|7|aims", "SetProvince|99"]
)
async def test_stale_and_forged_buttons_are_answered_politely(house: House, data: str) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("/start")
    if data:
        await lan.tap_data(data)
    *_, answer = await lan.say("/help", expect=2 if known(data) else 1)
    assert "Cách dùng" in answer.text


async def test_a_picture_is_not_read_and_an_edited_message_is_not_answered_twice(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.send({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]})
    assert "chỉ đọc được chữ" in answer.text
    (answer,) = await lan.say("/khongco")
    assert "không có lệnh này" in answer.text


async def test_a_fault_in_a_handler_is_told_and_the_bot_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    lan = house.telegram.person("Lan")
    with monkeypatch.context() as patch:
        patch.setattr(Assistant, "reply", broken)
        (answer,) = await lan.say("bí mật của tôi là khai sinh")
    assert answer.text == system.FAULT
    assert "broken on purpose" in caplog.text
    assert "bí mật" not in caplog.text
    (answer,) = await lan.say("đăng ký kết hôn")
    assert "kết hôn" in answer.text


@pytest.mark.parametrize("kind", [Kind.FLOOD, Kind.SERVER_ERROR, Kind.BAD_GATEWAY, Kind.RESET, Kind.BAD_REQUEST])
async def test_when_telegram_fails_once_the_person_still_hears_from_the_bot(house: House, kind: Kind) -> None:
    lan = house.telegram.person("Lan")
    house.telegram.faults.add(Fault(kind, method="sendMessage", times=1, retry_after=1))
    (answer,) = await lan.say("đăng ký kết hôn mất bao lâu")
    assert answer.text.startswith("Đăng ký kết hôn") if kind is Kind.FLOOD else answer.text == system.FAULT
    assert house.telegram.faults.happened


async def test_somebody_who_blocked_the_bot_does_not_stop_it(house: House) -> None:
    lan, minh = house.telegram.person("Lan"), house.telegram.person("Minh")
    await lan.say("/start")
    house.telegram.faults.add(Fault(Kind.FORBIDDEN, method="sendMessage", chat=lan.id, times=1))
    await lan.say("đăng ký kết hôn", expect=0)
    (answer,) = await minh.say("đăng ký kết hôn")
    assert "kết hôn" in answer.text


async def test_an_update_sent_twice_is_answered_once(house: House) -> None:
    lan = house.telegram.person("Lan")
    house.telegram.faults.add(Fault(Kind.DUPLICATE, method="message", times=1))
    await lan.say("đăng ký kết hôn mất bao lâu")
    await lan.say("/help")
    texts = [sent.text for sent in house.telegram.sent_to(lan) if sent.method == "sendMessage"]
    assert sum(text.startswith("Đăng ký kết hôn") for text in texts) == 1


async def test_nothing_a_person_wrote_is_kept_once_it_is_answered(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("đăng ký kết hôn mất bao lâu")
    await lan.say("/help")
    left = await house.desk.store.unhandled(house.clock())
    assert all("kết hôn" not in json.loads(payload).get("message", {}).get("text", "") for _, payload in left)
