"""Officials at the counter: look-ups by command and in free text, pages, cards, plans that tell of themselves."""

from datetime import timedelta

import pytest

from bot.callbacks import LIMIT
from tests.journeys.conftest import House


async def test_a_look_up_lists_tasks_by_pages_and_a_number_opens_the_card(house: House) -> None:
    lan = house.telegram.person("Lan")
    (first,) = await lan.say("/nhiemvu bộ công an chủ trì việc gì về dữ liệu")
    assert "Chủ trì: Bộ Công an" in first.text and "(trang 1/" in first.text
    *_, second = await lan.tap("Trang sau")
    assert second.method == "editMessageText" and "(trang 2/" in second.text
    assert "9." in second.text
    *_, card = await lan.tap(second.labels[0])
    for said in ("2629/QĐ-TTg", "Phụ lục II, mục", "Hạn:", "hiểu là", "Trạng thái:", "Phối hợp:", "Nguồn:"):
        assert said in card.text, said


async def test_free_text_that_is_clearly_about_tasks_is_looked_up(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("nhiem vu ve blockchain cua bo cong an")
    assert "2 nhiệm vụ" in answer.text and "blockchain" in answer.text
    (answer,) = await lan.say("đăng ký kết hôn mất bao lâu")
    assert "Thời hạn giải quyết" in answer.text


async def test_one_task_alone_is_told_by_its_card_what_was_asked_first(house: House) -> None:
    lan = house.telegram.person("Lan")
    (card,) = await lan.say("/nhiemvu ai làm cổng dữ liệu quốc gia")
    assert card.text.startswith("Nhiệm vụ 14")
    assert card.text.index("Chủ trì: Bộ Công an") < card.text.index("Hạn:")


async def test_an_empty_list_names_the_filter_and_a_button_drops_it(house: House) -> None:
    lan = house.telegram.person("Lan")
    (empty,) = await lan.say("/nhiemvu bộ công an sắp đến hạn về trợ lý ảo")
    assert "Không tìm thấy nhiệm vụ nào" in empty.text and "vì bộ lọc: trạng thái" in empty.text
    *_, wider = await lan.tap("Bỏ bộ lọc trạng thái")
    assert "3 nhiệm vụ" in wider.text


async def test_a_plan_tells_of_itself_and_its_tasks_are_a_button_away(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("kế hoạch 4003 có mấy lĩnh vực")
    assert "6 lĩnh vực" in answer.text and "Cải cách công vụ" in answer.text
    *_, tasks = await lan.tap("Nhiệm vụ của 4003/QĐ-UBND")
    assert "5 nhiệm vụ" in tasks.text
    (answer,) = await lan.say("/kehoach 2629")
    assert "75 nhiệm vụ" in answer.text


async def test_what_was_not_understood_is_said(house: House) -> None:
    (answer,) = await house.telegram.person("Lan").say("/nhiemvu bộ tài chính quý 4 xyzzy")
    assert "Chưa hiểu, nên bỏ qua: xyzzy" in answer.text


@pytest.mark.parametrize("text", ["/nhiemvu", "/nhiemvu 12", "/kehoach 4003", "/nhiemvu <b>&", f"/nhiemvu {'dữ liệu ' * 100}"])
async def test_every_button_fits_and_every_look_up_is_answered(house: House, text: str) -> None:
    answers = await house.telegram.person("Lan").say(text)
    assert answers and all(answer.text for answer in answers)
    assert LIMIT == 64


async def test_what_is_asked_next_hangs_on_the_list_told_last(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("/nhiemvu bộ công an chủ trì việc gì tháng 6 năm 2026")
    (answer,) = await lan.say("còn quý 4 năm 2026 thì sao?")
    assert "Chủ trì: Bộ Công an · Thời hạn: Quý IV/2026" in answer.text
    (answer,) = await lan.say("của Bộ Tài chính thì sao")
    assert "Chủ trì: Bộ Tài chính · Thời hạn: Quý IV/2026" in answer.text
    (listed,) = await lan.say("/nhiemvu bộ công an về dữ liệu")
    (card,) = await lan.say("cái thứ hai")
    second = listed.text.split("2. ")[1].splitlines()[0].rstrip("…")
    assert second in card.text
    (again,) = await lan.say("ai phối hợp?")
    assert second in again.text and again.text.index("Phối hợp:") < again.text.index("Chủ trì:")


async def test_a_citizens_question_after_a_list_stays_a_citizens(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("/nhiemvu bộ công an về dữ liệu")
    (answer,) = await lan.say("đăng ký kết hôn mất bao lâu")
    assert "Thời hạn giải quyết" in answer.text
    (answer,) = await lan.say("còn lệ phí thì sao")
    assert "nhiệm vụ" not in answer.text.lower()
    (answer,) = await lan.say("cái thứ hai")  # The marriage is talked about by now, and no list.
    assert "2629/QĐ-TTg" not in answer.text


async def test_a_list_is_forgotten_after_half_an_hour(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("/nhiemvu bộ công an về dữ liệu")
    house.clock.at += timedelta(minutes=31)
    (answer,) = await lan.say("cái thứ hai")
    assert "2629/QĐ-TTg" not in answer.text


async def test_in_a_group_nobodys_list_is_anothers(house: House) -> None:
    lan, minh = house.telegram.person("Lan"), house.telegram.person("Minh")
    group = house.telegram.group("Tổ một cửa")
    await group.join_bot(lan, expect=1)
    await lan.say("/nhiemvu bộ công an về dữ liệu", group)
    answers = await minh.say("/hoi cái thứ hai", group)
    assert all("2629/QĐ-TTg" not in answer.text for answer in answers)
    (card,) = await lan.say("/hoi cái thứ hai", group)
    assert "2629/QĐ-TTg" in card.text
