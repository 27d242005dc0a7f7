"""Groups, channels and people who receive notices: they join, choose, move and leave."""

import asyncio

import pytest

from bot.state.chats import Chat
from tests.fake_telegram import Fault, Group, Kind, Person
from tests.journeys.conftest import House, golden


async def held(house: House, chat: Group | Person) -> Chat:
    """What the bot knows of a chat, once it has handled what came before."""
    await house.telegram.person("Hỏi").say("/help")  # Asked later, so that all before it has at least arrived.
    async with asyncio.timeout(10):
        while await house.desk.store.unhandled(house.clock()):  # noqa: ASYNC110 - it shows in the database only.
            await asyncio.sleep(0.01)
    found = await house.desk.store.chats.get(chat.id)
    assert found is not None
    return found


async def village(house: House, boss: Person, title: str = "Thôn 5", **kind: bool) -> Group:
    group = house.telegram.group(title, **kind)
    await group.join_bot(boss, expect=1)
    return group


async def test_a_group_is_greeted_once_however_often_the_bot_is_added(house: House) -> None:
    boss = house.telegram.person("Trưởng thôn", started=True)
    group = await village(house, boss)
    golden("nhom_chao", house.telegram.transcript(group))
    await group.kick_bot(boss)
    assert (await held(house, group)).state == "kicked"
    await group.join_bot(boss)
    assert (await held(house, group)).state == "active"
    assert len(house.telegram.sent_to(group)) == 1


async def test_a_greeting_that_did_not_go_out_is_made_up_for(house: House) -> None:
    boss = house.telegram.person("Trưởng thôn", started=True)
    group = house.telegram.group("Thôn 5")
    house.telegram.faults.add(Fault(Kind.SERVER_ERROR, method="sendMessage", chat=group.id))
    await group.join_bot(boss)
    await held(house, group)
    assert house.telegram.sent_to(group) == []
    await group.kick_bot(boss)
    await group.join_bot(boss, expect=1)
    assert "trợ lý một cửa" in house.telegram.sent_to(group)[0].text


async def test_where_the_right_to_write_came_back_unsaid_an_administrator_turns_the_notices_on_again(house: House) -> None:
    boss = house.telegram.person("Trưởng thôn")
    group = await village(house, boss)
    await house.desk.store.chats.mark(group.id, "muted")
    (page,) = await boss.say("/dangky", group)
    assert "chưa có quyền" in page.text
    await boss.tap("Bật nhận thông báo", chat=group)
    assert (await held(house, group)).state == "active"


async def test_a_groups_administrator_chooses_with_buttons_and_nobody_else_does(house: House) -> None:
    boss, guest = house.telegram.person("Trưởng thôn"), house.telegram.person("Khách")
    group = await village(house, boss)
    await boss.tap("Chọn thông báo nhận", chat=group)
    await guest.tap("Chủ đề", chat=group, expect=0)
    await boss.tap("Chủ đề", chat=group)
    await boss.tap("Khẩn cấp, thiên tai, dịch bệnh", chat=group)
    await boss.tap("Xong", chat=group)
    await boss.tap("Cơ quan", chat=group)
    await boss.tap("Thôn, buôn, tổ dân phố", chat=group)
    await boss.tap("Địa bàn", chat=group)
    await boss.tap("Đắk Lắk", chat=group)
    await boss.tap("Giờ yên lặng", chat=group)
    *_, page = await boss.tap("22 giờ đến 6 giờ", chat=group)
    assert "Đắk Lắk" in page.text
    chat = await held(house, group)
    assert (chat.topics, chat.agency, chat.area, chat.quiet) == (("khan",), "thon", "dak-lak", (22, 6))
    await guest.tap_data(f"Subscribe|{group.id}|state|off", chat=group)
    assert (await held(house, group)).state == "active"
    await guest.say("/dangky", group)
    assert "quản trị viên" in house.telegram.sent_to(group)[-1].text
    group.set_status(boss, "member")
    await boss.tap("Tắt nhận thông báo", chat=group, expect=0)
    assert (await held(house, group)).state == "active"
    golden("nhom_chon", house.telegram.transcript(group))


async def test_settings_open_in_the_private_chat_for_those_who_decide(house: House) -> None:
    boss, guest = house.telegram.person("Trưởng thôn"), house.telegram.person("Khách")
    group = await village(house, boss)
    link = f"/start nhom_{str(group.id).replace('-', 'm')}"
    (page,) = await boss.say(link)
    assert "Thôn 5" in page.text
    await boss.tap("Chủ đề")
    await boss.tap("Chuyển đổi số")
    assert (await held(house, group)).topics == ("chuyendoiso",)
    (refusal,) = await guest.say(link)
    assert "Chỉ quản trị viên" in refusal.text
    (mine,) = await boss.say("/dangky")
    assert "Thôn 5" in mine.labels


async def test_a_forums_notices_go_to_the_topic_where_it_was_said(house: House) -> None:
    boss = house.telegram.person("Trưởng thôn")
    forum = await village(house, boss, forum=True)
    topic = forum.topic("Thông báo")
    await boss.say("/dangky", forum, thread=topic)
    await boss.tap("Nơi đăng", chat=forum)
    await boss.tap("Chủ đề này", chat=forum)
    assert (await held(house, forum)).thread_id == topic
    await boss.tap("Nơi đăng", chat=forum)
    await boss.tap("Chủ đề Chung", chat=forum)
    assert (await held(house, forum)).thread_id is None


async def test_an_upgrade_to_a_supergroup_is_followed(house: House) -> None:
    boss = house.telegram.person("Trưởng thôn")
    group = await village(house, boss)
    await boss.tap("Chọn thông báo nhận", chat=group)
    await boss.tap("Chủ đề", chat=group)
    await boss.tap("Chuyển đổi số", chat=group)
    old = group.id
    await group.migrate()
    chat = await held(house, group)
    assert (chat.id, chat.topics, chat.state) == (group.id, ("chuyendoiso",), "active")
    before = await house.desk.store.chats.get(old)
    assert before is not None
    assert before.id == group.id


async def test_people_and_channels_subscribe_too(house: House) -> None:
    lan = house.telegram.person("Lan")
    await lan.say("/dangky")
    assert (await held(house, lan)).state == "off"
    await lan.tap("Bật nhận thông báo")
    assert (await held(house, lan)).state == "active"
    await lan.block()
    assert (await held(house, lan)).state == "kicked"
    channel = house.telegram.channel("Tin xã")
    await channel.join_bot(lan)
    assert (await held(house, channel)).state == "active"
    await lan.unblock()
    (page,) = await lan.say("/dangky")
    assert "Tin xã" in page.labels
    await lan.tap("Tin xã")
    await lan.tap("Chủ đề")
    await lan.tap("Tuyên truyền pháp luật")
    assert (await held(house, channel)).topics == ("tuyentruyen",)


@pytest.mark.parametrize(
    "data", ["Subscribe|-99|topic|khan", "Subscribe|{group}|topic|nothing", "Subscribe|{group}|quiet|1-2", "Subscribe|{group}|x|y"]
)
async def test_forged_choices_change_nothing(house: House, data: str) -> None:
    boss = house.telegram.person("Trưởng thôn")
    group = await village(house, boss)
    before = await held(house, group)
    await boss.tap_data(data.format(group=group.id), chat=group)
    assert await held(house, group) == before
