"""Contract of the fake Telegram: a real python-telegram-bot application talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import telegram.error as errors
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.fake_telegram import FakeTelegram, Fault, Kind
from tests.fake_telegram.limits import Limits
from tests.fake_telegram.markup import MarkupError, parse_html, trim, utf16

Context = ContextTypes.DEFAULT_TYPE
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Một", callback_data="1"), InlineKeyboardButton("Hai", callback_data="2")]])


class Clock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.25

    def __call__(self) -> float:
        return self.time


@pytest.fixture(autouse=True)
def _spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let python-telegram-bot give spans of time as timedelta, without a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=clock, timeout=5) as server:
        yield server


@asynccontextmanager
async def bot_of(telegram: FakeTelegram, token: str | None = None, read_timeout: float = 5) -> AsyncIterator[Bot]:
    async with HTTPXRequest(read_timeout=read_timeout) as request:
        yield Bot(
            token or telegram.token,
            base_url=telegram.base_url,
            base_file_url=telegram.base_file_url,
            request=request,
            get_updates_request=request,
        )


async def raw(telegram: FakeTelegram, method: str, **parameters: Any) -> dict[str, Any]:
    """Call a method without python-telegram-bot."""
    url = f"{telegram.base_url}{telegram.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=parameters) as response:
        answer: dict[str, Any] = await response.json()
        assert answer.get("error_code", 200) == response.status
        return answer


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as bot:
        yield bot


async def _echo(update: Update, context: Context) -> None:
    if update.effective_message and update.effective_message.text:
        await update.effective_message.reply_text(f"Bạn viết: {update.effective_message.text}", reply_markup=KEYBOARD)


async def _tapped(update: Update, context: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Đã nhận")
    if update.callback_query.data in {"1", "2"}:
        await update.callback_query.edit_message_text(f"Chọn {update.callback_query.data}", reply_markup=KEYBOARD)


@pytest.fixture
async def running(telegram: FakeTelegram) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    app = ApplicationBuilder().token(telegram.token).base_url(telegram.base_url).build()
    app.add_handler(MessageHandler(filters.ALL, _echo))
    app.add_handler(CallbackQueryHandler(_tapped))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield app
        await app.updater.stop()
        await app.stop()


# --- conversations ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("running")
async def test_a_question_gets_its_answer(telegram: FakeTelegram) -> None:
    lan = telegram.person("Lan")
    (sent,) = await lan.say("xin chào")
    assert (sent.method, sent.chat_id, sent.text) == ("sendMessage", lan.id, "Bạn viết: xin chào")
    assert sent.buttons == ((("Một", "1"), ("Hai", "2")),)
    assert telegram.transcript(lan) == "> xin chào\n\nBạn viết: xin chào\n[Một] [Hai]\n"


@pytest.mark.usefixtures("running")
async def test_a_tap_is_answered_and_edits(telegram: FakeTelegram) -> None:
    lan = telegram.person("Lan")
    await lan.say("xin chào")
    answer, edit = await lan.tap("Hai")
    assert (answer.method, answer.text) == ("answerCallbackQuery", "Đã nhận")
    assert (edit.method, edit.text) == ("editMessageText", "Chọn 2")
    assert telegram.transcript(lan).endswith("> [Hai]\n\n(answer: Đã nhận)\n\n(edited) Chọn 2\n[Một] [Hai]\n")


@pytest.mark.usefixtures("running")
async def test_a_missing_button_names_those_there_are(telegram: FakeTelegram) -> None:
    lan = telegram.person("Lan")
    await lan.say("xin chào")
    with pytest.raises(AssertionError, match=r"no button 'Ba'; there are \['Một', 'Hai'\]"):
        await lan.tap("Ba")


@pytest.mark.usefixtures("running")
async def test_forged_data_reaches_the_bot(telegram: FakeTelegram) -> None:
    lan = telegram.person("Lan")
    await lan.say("xin chào")
    (answer,) = await lan.tap_data("forged")
    assert answer.method == "answerCallbackQuery"


async def test_silence_fails_with_the_transcript(telegram: FakeTelegram) -> None:
    with pytest.raises(AssertionError, match=r"waited in vain for 1 messages(.|\n)*> có ai không"):
        await telegram.person("Lan").say("có ai không", timeout=0.05)


@pytest.mark.usefixtures("running")
async def test_a_duplicate_update_comes_twice(telegram: FakeTelegram) -> None:
    telegram.faults.add(Fault(Kind.DUPLICATE))
    sent = await telegram.person("Lan").say("một lần", expect=2)
    assert [call.text for call in sent] == ["Bạn viết: một lần"] * 2


@pytest.mark.usefixtures("running")
async def test_a_reply_keyboard_types_its_label(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", started=True)
    await bot.send_message(lan.id, "chọn", reply_markup=ReplyKeyboardMarkup([["Tra cứu", "Trợ giúp"]]))
    (sent,) = await lan.tap("Trợ giúp")
    assert sent.text == "Bạn viết: Trợ giúp"
    await bot.send_message(lan.id, "thôi", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(AssertionError, match="no button 'Trợ giúp'"):
        await lan.tap("Trợ giúp")


async def test_what_people_send(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", last_name="Trần", username="lan_tran", language_code="vi")
    await lan.say("😀 /hoi@motcua_bot @lan_tran https://x.vn", expect=0)
    await lan.edit(1, "khác")
    await lan.send_document("mau.docx", b"noi dung", "Mẫu", expect=0)
    await lan.send({"location": {"latitude": 10.0, "longitude": 106.0}}, expect=0)
    said, edited, document, location = await bot.get_updates()
    assert said.message and said.message.from_user and said.message.from_user.language_code == "vi"
    assert [(entity.type, entity.offset, entity.length) for entity in said.message.entities] == [
        ("bot_command", 3, 15),
        ("mention", 19, 9),
        ("url", 29, 12),
    ]
    assert said.message.parse_entity(said.message.entities[0]) == "/hoi@motcua_bot"
    assert edited.edited_message and edited.edited_message.text == "khác" and said.message.text != "khác"
    assert document.message and document.message.document
    assert await (await bot.get_file(document.message.document)).download_as_bytearray() == b"noi dung"
    assert location.message and location.message.location


# --- groups ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("running")
async def test_privacy_mode_hides_plain_talk_and_bare_mentions(telegram: FakeTelegram) -> None:
    lan, group = telegram.person("Lan"), telegram.group("Tổ dân phố 5", supergroup=True)
    await group.join_bot(by=lan)
    assert await lan.say("chào cả nhà", group) == []
    assert await lan.say("@motcua_bot ơi", group) == []
    assert await lan.say("/hoi@other_bot gì", group) == []
    (general,) = await lan.say("/hoi khai sinh", group)
    assert general.text == "Bạn viết: /hoi khai sinh"
    (addressed,) = await lan.say("/hoi@motcua_bot khai sinh", group)
    assert addressed.message_id
    (reply,) = await lan.say("còn gì nữa", group, reply_to=addressed.message_id)
    assert reply.text == "Bạn viết: còn gì nữa"
    await group.promote_bot(by=lan)
    (seen,) = await lan.say("giờ thì thấy", group)
    assert seen.text == "Bạn viết: giờ thì thấy"


async def test_membership_is_told(telegram: FakeTelegram, bot: Bot) -> None:
    lan, group = telegram.person("Lan"), telegram.group("Tổ dân phố 5", supergroup=True)
    await group.join_bot(by=lan)
    await group.promote_bot(by=lan)
    await group.kick_bot(by=lan)
    with pytest.raises(errors.Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "chào")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    statuses = [(change.old_chat_member.status, change.new_chat_member.status) for change in changes]
    assert statuses == [("left", "member"), ("member", "administrator"), ("administrator", "kicked")]


async def test_migration(telegram: FakeTelegram, bot: Bot) -> None:
    lan, group = telegram.person("Lan"), telegram.group("Tổ dân phố 5")
    await group.join_bot(by=lan)
    await group.migrate()
    assert group.old_id
    with pytest.raises(errors.ChatMigrated) as migrated:
        await bot.send_message(group.old_id, "chào")
    assert migrated.value.new_chat_id == group.id
    assert (await bot.send_message(group.id, "chào")).chat.type == "supergroup"
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert [(m.migrate_to_chat_id, m.migrate_from_chat_id) for m in messages[-2:]] == [(group.id, None), (None, group.old_id)]


async def test_forum_topics(telegram: FakeTelegram, bot: Bot) -> None:
    lan, group = telegram.person("Lan"), telegram.group("Phường", forum=True)
    await group.join_bot(by=lan)
    topic = group.topic("Hỏi đáp")
    assert (await bot.send_message(group.id, "chào", message_thread_id=topic)).is_topic_message
    assert not (await bot.send_message(group.id, "chào")).is_topic_message
    with pytest.raises(errors.BadRequest, match=r"(?i)message thread not found"):
        await bot.send_message(group.id, "chào", message_thread_id=1)


async def test_channels(telegram: FakeTelegram, bot: Bot) -> None:
    lan, channel = telegram.person("Lan"), telegram.channel("Thông báo", username="thongbao")
    await channel.join_bot(by=lan)
    await channel.post("Nghỉ lễ")
    (joined, posted) = await bot.get_updates()
    assert joined.my_chat_member and posted.channel_post and posted.channel_post.text == "Nghỉ lễ"
    assert (await bot.send_message("@thongbao", "chào")).chat.id == channel.id
    await channel.demote_bot(by=lan)
    with pytest.raises(errors.BadRequest, match=r"(?i)need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "chào")


async def test_members_and_administrators(telegram: FakeTelegram, bot: Bot) -> None:
    lan, minh, group = telegram.person("Lan"), telegram.person("Minh"), telegram.group("Tổ", supergroup=True)
    await group.join_bot(by=lan)
    await minh.say("chào", group)
    assert (await bot.get_chat_member(group.id, minh.id)).status == "member"
    group.set_status(minh, "administrator")
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.id)] == [lan.id, minh.id]
    assert (await bot.get_chat(group.id)).title == "Tổ"
    assert await bot.leave_chat(group.id)
    with pytest.raises(errors.Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "chào")


# --- who can be reached ----------------------------------------------------------------------------------------------


async def test_unreachable_people(telegram: FakeTelegram, bot: Bot) -> None:
    stranger, lan, gone = telegram.person("Xa"), telegram.person("Lan", started=True), telegram.person("Mất", started=True)
    gone.deactivate()
    with pytest.raises(errors.BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(stranger.id, "chào")
    with pytest.raises(errors.Forbidden, match="user is deactivated"):
        await bot.send_message(gone.id, "chào")
    await lan.block()
    with pytest.raises(errors.Forbidden, match="bot was blocked by the user"):
        await bot.send_message(lan.id, "chào")
    await lan.unblock()
    assert (await bot.send_message(lan.id, "chào")).text == "chào"
    assert [(call.code, call.method) for call in telegram.refused] == [(400, "sendMessage"), (403, "sendMessage"), (403, "sendMessage")]


# --- strictness ------------------------------------------------------------------------------------------------------

VISIBLE = [
    ("xin chào", "xin chào", []),
    ("<b>đậm</b> <i>nghiêng</i>", "đậm nghiêng", [("bold", 0, 3), ("italic", 4, 7)]),
    ("<B>hoa</b>", "hoa", [("bold", 0, 3)]),
    ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
    ("&lt;b&gt; &amp; &quot;&#39;&#x1F600;", "<b> & \"'😀", []),
    ("<strong><em>cả hai</em></strong>", "cả hai", [("italic", 0, 6), ("bold", 0, 6)]),
    ("<u>a</u><ins>b</ins><s>c</s><strike>d</strike><del>e</del>", "abcde", None),
    ("<code>x</code><pre>y</pre>", "xy", [("code", 0, 1), ("pre", 1, 1)]),
    ('<pre><code class="language-python">x = 1</code></pre>', "x = 1", [("pre", 0, 5)]),
    ('<a href="https://dichvucong.gov.vn/?a=1&amp;b=2">Cổng</a>', "Cổng", [("text_link", 0, 4)]),
    ("<a href='https://x.vn'>x</a>", "x", [("text_link", 0, 1)]),
    ('<a href="https://x.vn/?q=a>b">x</a>', "x", [("text_link", 0, 1)]),
    ("<a href=x.vn title>x</a>", "x", [("text_link", 0, 1)]),
    ("<tg-spoiler>kín</tg-spoiler>", "kín", [("spoiler", 0, 3)]),
    ('<span class="tg-spoiler">kín</span>', "kín", [("spoiler", 0, 3)]),
    ("<blockquote>trích</blockquote>", "trích", [("blockquote", 0, 5)]),
    ("<blockquote expandable>trích</blockquote>", "trích", [("expandable_blockquote", 0, 5)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
    ("<b></b>trống", "trống", []),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("a > b", "a > b", []),
    ("  \n<b> x </b>\n ", "x", [("bold", 0, 1)]),
]
REFUSED = [
    ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ("đ<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ('<a href="x"', "Unclosed start tag at byte offset 0"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<b>x<i>y</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ("Tư pháp & Hộ tịch", 'Unsupported entity "&" at byte offset 10'),
    ("a&nbsp;b", 'Unsupported entity "&nbsp;" at byte offset 1'),
]


@pytest.mark.parametrize(("html", "text", "entities"), VISIBLE)
def test_html_that_telegram_takes(html: str, text: str, entities: list[tuple[str, int, int]] | None) -> None:
    parsed = trim(parse_html(html))
    assert parsed.text == text
    if entities is not None:
        assert sorted((e["type"], e["offset"], e["length"]) for e in parsed.entities) == sorted(entities)


@pytest.mark.parametrize(("html", "message"), REFUSED)
def test_html_that_telegram_refuses(html: str, message: str) -> None:
    with pytest.raises(MarkupError) as refused:
        parse_html(html)
    assert str(refused.value) == message


def test_telegram_itself_shows_bare_ampersands() -> None:
    assert parse_html("a & b&nbsp;c &#99999999; &lt", escapes_required=False).text == "a & b&nbsp;c &#99999999; <"


async def test_html_arrives_as_text_and_entities(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", started=True)
    message = await bot.send_message(lan.id, "<b>Lệ phí</b>: &lt;miễn&gt;", parse_mode=ParseMode.HTML)
    assert message.text == "Lệ phí: <miễn>"
    assert message.text_html == "<b>Lệ phí</b>: &lt;miễn&gt;"
    with pytest.raises(errors.BadRequest, match=r"(?i)^can't parse entities: unsupported start tag \"br\" at byte offset 1$"):
        await bot.send_message(lan.id, "a<br>", parse_mode=ParseMode.HTML)


async def test_length_is_counted_after_parsing_in_utf16(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", started=True)
    assert await bot.send_message(lan.id, "<b>" + "ậ" * 4096 + "</b>", parse_mode=ParseMode.HTML)
    assert await bot.send_message(lan.id, "&amp;" * 4096, parse_mode=ParseMode.HTML)
    assert await bot.send_message(lan.id, "😀" * 2048)
    for text in ("x" * 4097, "😀" * 2049):
        with pytest.raises(errors.BadRequest, match=r"(?i)^message is too long$"):
            await bot.send_message(lan.id, text)
    with pytest.raises(errors.BadRequest, match=r"(?i)text is too long"):
        await bot.send_message(lan.id, "<b></b>" * 5000 + "x", parse_mode=ParseMode.HTML)
    for text in ("", "  \n", "<b> </b>"):
        with pytest.raises(errors.BadRequest, match=r"(?i)^message text is empty$"):
            await bot.send_message(lan.id, text, parse_mode=ParseMode.HTML)
    assert utf16("😀ậ") == 3


def _keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


KEYBOARDS = [
    (_keyboard([{"text": "x", "callback_data": "y" * 64}]), None),
    (_keyboard([{"text": "x", "callback_data": "thủ tục đăng ký kết hôn có yếu tố nước ngoài"}]), None),
    (_keyboard([{"text": "x", "callback_data": "y" * 65}]), "Button_data_invalid"),
    (_keyboard([{"text": "x", "callback_data": "đ" * 33}]), "Button_data_invalid"),
    (_keyboard([{"text": "x", "callback_data": ""}]), "Button_data_invalid"),
    (_keyboard([{"text": "x"}]), "Text buttons are unallowed in the inline keyboard"),
    (_keyboard([{"text": "x", "callback_data": "y", "url": "https://x.vn"}]), "Exactly one"),
    (_keyboard([{"text": "x", "url": "data"}]), "Wrong HTTP URL"),
    (_keyboard([{"text": "x", "url": "tg://user?id=1"}]), None),
    (_keyboard([{"text": "x", "switch_inline_query": ""}]), None),
    (_keyboard(*[[{"text": "x", "callback_data": "y"}] * 8] * 12), None),
    (_keyboard(*[[{"text": "x", "callback_data": "y"}] * 8] * 13), "Reply markup is too long"),
    (_keyboard([{"text": "x", "callback_data": "y"}] * 9), "Reply markup is too long"),
]


@pytest.mark.parametrize(("markup", "message"), KEYBOARDS)
async def test_keyboards(telegram: FakeTelegram, markup: dict[str, Any], message: str | None) -> None:
    lan = telegram.person("Lan", started=True)
    answer = await raw(telegram, "sendMessage", chat_id=lan.id, text="x", reply_markup=markup)
    assert answer["ok"] is (message is None)
    assert (message or "").lower() in answer.get("description", "").lower()


async def test_edits(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan")
    await lan.say("chào", expect=0)
    message = await bot.send_message(lan.id, "một", reply_markup=KEYBOARD)
    assert await message.edit_text("hai", reply_markup=KEYBOARD)
    with pytest.raises(
        errors.BadRequest, match=r"(?i)^message is not modified: specified new message content and reply markup are exactly"
    ):
        await message.edit_text("hai", reply_markup=KEYBOARD)
    with pytest.raises(errors.BadRequest, match=r"(?i)^message is not modified"):
        await message.edit_reply_markup(KEYBOARD)
    assert await message.edit_reply_markup(None)
    with pytest.raises(errors.BadRequest, match=r"(?i)^message to edit not found$"):
        await bot.edit_message_text("x", lan.id, 99)
    with pytest.raises(errors.BadRequest, match=r"(?i)^message can't be edited$"):
        await bot.edit_message_text("x", lan.id, 1)
    assert await message.delete()
    with pytest.raises(errors.BadRequest, match=r"(?i)^message to delete not found$"):
        await message.delete()
    with pytest.raises(errors.BadRequest, match=r"(?i)^message to be replied not found$"):
        await bot.send_message(lan.id, "x", reply_to_message_id=message.message_id)


async def test_a_tap_can_be_answered_once_and_soon(telegram: FakeTelegram, bot: Bot, clock: Clock) -> None:
    lan = telegram.person("Lan", started=True)
    await bot.send_message(lan.id, "chọn", reply_markup=KEYBOARD)
    for late in (False, True):
        with pytest.raises(AssertionError, match="an answer to the tap"):
            await lan.tap("Một", timeout=0)
        (update,) = await bot.get_updates(offset=-1)
        assert update.callback_query
        with pytest.raises(errors.BadRequest, match=r"(?i)^message_too_long$"):
            await bot.answer_callback_query(update.callback_query.id, "x" * 201)
        clock.time += 31 * late
        if not late:
            assert await update.callback_query.answer("x" * 200)
        with pytest.raises(errors.BadRequest, match=r"(?i)^query is too old and response timeout expired or query id is invalid$"):
            await bot.answer_callback_query(update.callback_query.id)


async def test_commands(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", started=True)
    scope = BotCommandScopeChat(lan.id)
    assert await bot.set_my_commands([BotCommand("hoi", "Hỏi thủ tục")], scope=scope)
    assert [command.command for command in await bot.get_my_commands(scope=scope)] == ["hoi"]
    assert await bot.get_my_commands() == ()
    assert await bot.delete_my_commands(scope=scope)
    assert await bot.get_my_commands(scope=scope) == ()
    wrong = [("hỏi", "x"), ("Hoi", "x"), ("a" * 33, "x"), ("hoi", ""), ("hoi", "x" * 257)]
    for name, description in wrong:
        with pytest.raises(errors.BadRequest, match=r"(?i)^bot_command_(description_)?invalid$"):
            await bot.set_my_commands([(name, description)])
    with pytest.raises(errors.BadRequest):
        await bot.set_my_commands([(f"a{number}", "x") for number in range(101)])
    assert await bot.set_my_description("x" * 512)
    assert await bot.set_my_short_description("x" * 120)
    with pytest.raises(errors.BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_files(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", started=True)
    message = await bot.send_document(lan.id, b"noi dung", caption="<b>Mẫu</b>", parse_mode=ParseMode.HTML, filename="mau.docx")
    assert message.document
    assert (message.document.file_name, message.document.file_size, message.caption) == ("mau.docx", 8, "Mẫu")
    assert await (await message.document.get_file()).download_as_bytearray() == b"noi dung"
    again = await bot.send_document(lan.id, message.document.file_id)
    assert again.document == message.document
    assert (await bot.send_photo(lan.id, b"\x89PNG", caption="x" * 1024)).photo
    with pytest.raises(errors.BadRequest, match=r"(?i)^message caption is too long$"):
        await bot.send_photo(lan.id, b"\x89PNG", caption="x" * 1025)
    with pytest.raises(errors.BadRequest, match=r"(?i)^wrong file identifier"):
        await bot.send_document(lan.id, "unknown")
    album = await bot.send_media_group(lan.id, [InputMediaDocument(b"1", filename="1"), InputMediaDocument(b"2", filename="2")])
    assert album[0].media_group_id == album[1].media_group_id
    assert telegram.transcript(lan).startswith("(document mau.docx) Mẫu\n")


async def test_copies_forwards_and_pins(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan")
    await lan.say("chào", expect=0)
    copy = await bot.copy_message(lan.id, lan.id, 1)
    assert telegram.calls[-1].text == "chào"
    assert (await bot.forward_message(lan.id, lan.id, 1)).forward_origin
    assert await bot.pin_chat_message(lan.id, copy.message_id)
    assert await bot.unpin_chat_message(lan.id)
    assert await bot.send_chat_action(lan.id, "typing")
    group = telegram.group("Tổ")
    await group.join_bot(by=lan)
    with pytest.raises(errors.BadRequest, match=r"(?i)not enough rights to manage pinned messages"):
        await bot.pin_chat_message(group.id, 1)


# --- the protocol ----------------------------------------------------------------------------------------------------


async def test_answers_are_shaped_as_telegrams(telegram: FakeTelegram) -> None:
    lan = telegram.person("Lan", started=True)
    async with aiohttp.ClientSession() as session:
        url = telegram.base_url + telegram.token
        async with session.get(f"{url}/getMe") as response:
            assert (await response.json())["result"]["username"] == "motcua_bot"
        async with session.post(f"{url}/noSuchMethod") as response:
            assert response.status == 404
            assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
        async with session.get(f"{telegram.base_url}1:x/getMe") as response:
            assert response.status == 401
            assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        ways: list[dict[str, Any]] = [
            {"json": {"chat_id": lan.id, "text": "x"}},
            {"data": {"chat_id": lan.id, "text": "x"}},
            {"params": {"chat_id": lan.id, "text": "x"}},
            {"data": aiohttp.FormData({"chat_id": str(lan.id), "text": "x"}, default_to_multipart=True)},
        ]
        for way in ways:
            async with session.post(f"{url}/SENDMESSAGE", **way) as response:
                assert (await response.json())["result"]["text"] == "x"
        async with session.post(f"{url}/sendMessage", data=b"[", headers={"Content-Type": "application/json"}) as response:
            assert (await response.json())["error_code"] == 400


async def test_wrong_token_and_unknown_method(telegram: FakeTelegram, bot: Bot) -> None:
    async with bot_of(telegram, "1:wrong") as stranger:
        with pytest.raises(errors.InvalidToken):
            await stranger.get_me()
    await bot.initialize()
    with pytest.raises(errors.EndPointNotFound):
        await bot.do_api_request("sendRichMessage")


async def test_offsets_confirm_and_negative_offsets_skip(telegram: FakeTelegram, bot: Bot, clock: Clock) -> None:
    lan = telegram.person("Lan")
    for text in ("một", "hai", "ba"):
        await lan.say(text, expect=0)
    updates = await bot.get_updates(limit=2)
    assert [update.message.text for update in updates if update.message] == ["một", "hai"]
    assert updates[0].message and int(updates[0].message.date.timestamp()) == int(clock.time)
    left = await bot.get_updates(offset=updates[0].update_id + 1)
    assert [update.message.text for update in left if update.message] == ["hai", "ba"]
    assert len(await bot.get_updates(offset=-1)) == 1
    assert len(await bot.get_updates()) == 1
    assert await bot.get_updates(offset=left[-1].update_id + 1) == ()


async def test_only_the_kinds_asked_for_are_queued(telegram: FakeTelegram, bot: Bot) -> None:
    lan, minh, group = telegram.person("Lan"), telegram.person("Minh"), telegram.group("Tổ", supergroup=True)
    await group.join_bot(by=lan)
    await group.promote_bot(by=lan)
    group.set_status(minh, "member")
    assert not any(update.chat_member for update in await bot.get_updates())
    await bot.get_updates(offset=-1, allowed_updates=["chat_member"])
    await lan.say("chào", group)
    group.set_status(minh, "left")
    assert [bool(update.chat_member) for update in await bot.get_updates()][1:] == [True]


async def test_two_pollers_conflict(telegram: FakeTelegram) -> None:
    polls = {asyncio.create_task(raw(telegram, "getUpdates", timeout=30)) for _ in range(2)}
    (first,), (second,) = await asyncio.wait(polls, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    assert first.result() == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    }
    await telegram.person("Lan").say("chào", expect=0)
    assert (await second)["result"][0]["message"]["text"] == "chào"


async def test_closing_frees_a_poll() -> None:
    async with FakeTelegram() as telegram:
        poll = asyncio.create_task(raw(telegram, "getUpdates", timeout=30))
        for _ in range(1000):
            if telegram.state.updates.waiting:
                break
            await raw(telegram, "getMe")
    assert await poll == {"ok": True, "result": []}


async def test_a_webhook_gets_each_update_until_it_takes_it(telegram: FakeTelegram) -> None:
    statuses, seen, done = [500, 200, 200], [], asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "bi-mat"
        assert request.headers["Content-Type"] == "application/json"
        seen.append((await request.json())["message"]["text"])
        if len(seen) == len(statuses):
            done.set()
        return web.Response(status=statuses[len(seen) - 1])

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app, host="127.0.0.1") as server:
        await raw(telegram, "setWebhook", url=str(server.make_url("/hook")), secret_token="bi-mat")
        lan = telegram.person("Lan")
        await lan.say("một", expect=0)
        await lan.say("hai", expect=0)
        await asyncio.wait_for(done.wait(), 5)
        await raw(telegram, "deleteWebhook")
    assert seen == ["một", "một", "hai"]


async def test_polling_and_a_webhook_exclude_each_other(telegram: FakeTelegram, bot: Bot) -> None:
    assert await bot.set_webhook("https://motcua.example/hook")
    assert (await bot.get_webhook_info()).url == "https://motcua.example/hook"
    with pytest.raises(errors.Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()
    with pytest.raises(errors.BadRequest, match=r"(?i)https url must be provided"):
        await bot.set_webhook("http://x")


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(Kind.SERVER_ERROR), errors.NetworkError),
        (Fault(Kind.BAD_GATEWAY), errors.NetworkError),
        (Fault(Kind.RESET), errors.NetworkError),
        (Fault(Kind.FORBIDDEN), errors.Forbidden),
        (Fault(Kind.BAD_REQUEST, description="CHAT_WRITE_FORBIDDEN"), errors.BadRequest),
    ],
)
async def test_a_fault_happens_once_and_nothing_is_delivered(
    telegram: FakeTelegram, bot: Bot, fault: Fault, expected: type[Exception]
) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(fault)
    with pytest.raises(expected):
        await bot.send_message(lan.id, "một")
    assert telegram.calls == []
    assert (await bot.send_message(lan.id, "hai")).message_id == 1


async def test_faults_can_hit_the_poll(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.faults.add(Fault(Kind.RESET, "getUpdates"), Fault(Kind.BAD_GATEWAY, "getUpdates"))
    for _ in range(2):
        with pytest.raises(errors.NetworkError):
            await bot.get_updates()
    assert await bot.get_updates() == ()


async def test_floods_can_hit_one_chat(telegram: FakeTelegram, bot: Bot) -> None:
    lan, minh = telegram.person("Lan", started=True), telegram.person("Minh", started=True)
    telegram.faults.add(Fault(Kind.FLOOD, "sendMessage", chat=lan.id, times=2, retry_after=7))
    assert await bot.send_message(minh.id, "chào")
    for _ in range(2):
        with pytest.raises(errors.RetryAfter) as flood:
            await bot.send_message(lan.id, "chào")
        assert flood.value.retry_after == timedelta(seconds=7)
    assert await bot.send_message(lan.id, "chào")


@pytest.mark.parametrize(("kind", "delivered"), [(Kind.TIMEOUT_BEFORE, []), (Kind.TIMEOUT_AFTER, ["chào"])])
async def test_time_outs_before_and_after_delivery(telegram: FakeTelegram, kind: Kind, delivered: list[str]) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(Fault(kind))
    async with bot_of(telegram, read_timeout=0.1) as bot:
        with pytest.raises(errors.TimedOut):
            await bot.send_message(lan.id, "chào")
    assert [call.text for call in telegram.calls] == delivered


async def test_chances_are_seeded(telegram: FakeTelegram, bot: Bot) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(Fault(Kind.SERVER_ERROR, times=None, probability=0.5))
    outcomes = []
    for _ in range(12):
        try:
            outcomes.append(bool(await bot.send_message(lan.id, "chào")))
        except errors.NetworkError:
            outcomes.append(False)
    telegram.faults.clear()
    assert outcomes.count(False) == len(telegram.faults.happened) and 0 < outcomes.count(False) < 12
    assert await bot.send_message(lan.id, "chào")


# --- limits ----------------------------------------------------------------------------------------------------------


def test_limits_count() -> None:
    clock = Clock()
    limits = Limits(clock)
    for chat in range(30):
        limits.take(chat, is_group=False)
    assert limits.violations == []
    limits.take(30, is_group=False)
    assert [violation.rule for violation in limits.violations] == ["30 a second in all"]
    clock.time += 1
    limits.take(0, is_group=False)
    assert len(limits.violations) == 1
    limits.take(0, is_group=False)
    assert limits.violations[1].rule == "1 a second a chat"


def test_limits_of_groups_and_bursts() -> None:
    clock = Clock()
    limits = Limits(clock, burst=3)
    for _ in range(3):
        limits.take(-1, is_group=True)
    for _ in range(17):
        clock.time += 1
        limits.take(-1, is_group=True)
    assert limits.violations == []
    clock.time += 1
    limits.take(-1, is_group=True)
    assert [violation.rule for violation in limits.violations] == ["20 a minute a group"]
    assert limits.violations[0].wait == pytest.approx(60 - 18)


async def test_limits_can_be_enforced(telegram: FakeTelegram, bot: Bot, clock: Clock) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.limits.enforce = True
    assert await bot.send_message(lan.id, "một")
    with pytest.raises(errors.RetryAfter):
        await bot.send_message(lan.id, "hai")
    clock.time += 1
    assert await bot.send_message(lan.id, "hai")
    assert [call.text for call in telegram.calls] == ["một", "hai"]
