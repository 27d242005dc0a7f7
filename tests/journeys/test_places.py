"""Old addresses and agencies, asked by /diachi and within questions: real handlers, real HTTP."""

from bot.state.store import Person
from tests.journeys.conftest import House, golden


async def test_an_old_address_is_told_by_todays_name_with_source_and_date(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("/diachi p bến nghé q1")
    assert answer.text.startswith("Phường Sài Gòn, thành phố Hồ Chí Minh")
    assert "Trung tâm Phục vụ hành chính công phường Sài Gòn" in answer.text
    assert "202/2025/QH15" in answer.text
    assert "01/07/2025" in answer.text
    await lan.say("/diachi Phường Đa Kao, Quận 1")
    await lan.say("/diachi quận 3")
    await lan.say("/diachi tỉnh Bình Dương")
    await lan.say("/diachi xã Minh Tân")
    await lan.say("/diachi sở LĐTBXH")
    await lan.say("/diachi phường <b>&")
    await lan.say("/diachi")
    golden("dia_chi", house.telegram.transcript(lan))


async def test_a_place_is_asked_in_free_text(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("phường Bến Nghé quận 1 cũ giờ nộp ở đâu")
    assert answer.text.startswith("Phường Sài Gòn")
    (answer,) = await lan.say("binh duong gio thuoc tinh nao")
    assert "Bình Dương nay thuộc thành phố Hồ Chí Minh" in answer.text
    (answer,) = await lan.say("sở kế hoạch và đầu tư giờ là gì")
    assert "Sở Tài chính" in answer.text


async def test_a_procedure_is_answered_and_the_place_told_in_one_line(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("làm khai sinh ở xã Tân Phú Trung huyện Củ Chi cũ cần giấy tờ gì")
    assert answer.text.startswith("Đăng ký khai sinh")
    *_, last = answer.text.splitlines()
    assert last.startswith("📍 Xã Tân Phú Trung, huyện Củ Chi")
    assert "Xã Củ Chi, thành phố Hồ Chí Minh" in last


async def test_a_place_asked_in_between_leaves_the_procedure_talked_about(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("đăng ký tạm trú ở đâu")
    await lan.say("phường Bến Nghé giờ là phường nào")
    (answer,) = await lan.say("thế còn phí?")
    assert answer.text.startswith("Đăng ký tạm trú")


async def test_the_province_of_the_settings_tells_names_apart(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("/diachi xã Minh Tân")
    assert "Có 13 nơi" in answer.text
    await house.desk.store.settle(lan.id, Person("Hà Nội", False))
    (answer,) = await lan.say("/diachi xã Minh Tân")
    assert answer.text.startswith("Xã Đại Xuyên, thành phố Hà Nội")


async def test_an_answer_without_a_place_bears_no_line(house: House) -> None:
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("đăng ký khai sinh cho con cần gì")
    assert "📍" not in answer.text
