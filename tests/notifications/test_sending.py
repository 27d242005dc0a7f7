"""One try over real HTTP: what goes out, and what Telegram's refusals and silences mean."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.gate import Gate
from bot.notifications.announcement import PRESS, Announcement, Content, Media, Stage
from bot.notifications.outbox import Delivery, Failed, Outcome, Rejected, RetryAfter, Sent, State, Task, Unconfirmed
from bot.notifications.sending import attempt
from tests.fake_telegram import FakeTelegram, Fault, Kind

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HELLO = Content("Chào bạn")


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    """A Telegram of our own."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with FakeTelegram() as made:
        yield made


async def tried(telegram: FakeTelegram, chat: int, content: Content = HELLO, token: str = "") -> tuple[Outcome, Content | None]:
    """Try once to send a content; half a second for the reply."""
    held = Delivery(1, 7, chat, Task.SEND, State.SENDING, NOW, NOW)
    request = HTTPXRequest()
    bot: ExtBot[None] = ExtBot(token or telegram.token, telegram.base_url, request=request, rate_limiter=Gate())
    async with request:
        return await attempt(bot, held, Announcement(7, Stage.RUNNING, 1, content, "all", "cli:a", NOW), 0.5)


@pytest.mark.parametrize(
    ("fault", "outcome", "delivered"),
    [
        (Fault(Kind.FLOOD, retry_after=7), RetryAfter(7), 0),
        (Fault(Kind.SERVER_ERROR), Failed("Telegram trục trặc"), 0),
        (Fault(Kind.BAD_GATEWAY), Failed("Telegram trục trặc"), 0),
        (Fault(Kind.RESET), Unconfirmed("đứt kết nối", likely=False), 0),
        (Fault(Kind.TIMEOUT_BEFORE), Unconfirmed("Telegram không trả lời"), 0),
        (Fault(Kind.TIMEOUT_AFTER), Unconfirmed("Telegram không trả lời"), 1),
        (
            Fault(Kind.FORBIDDEN, description="bot was blocked by the user"),
            Rejected("người nhận đã chặn bot (Forbidden: bot was blocked by the user)", "kicked"),
            0,
        ),
        (
            Fault(Kind.FORBIDDEN, description="user is deactivated"),
            Rejected("tài khoản của người nhận không còn (Forbidden: user is deactivated)", "gone"),
            0,
        ),
        (Fault(Kind.BAD_REQUEST, description="chat not found"), Rejected("không tìm thấy nơi nhận (Chat not found)", "gone"), 0),
        (
            Fault(Kind.BAD_REQUEST, description="not enough rights to send text messages to the chat"),
            Rejected("bot chưa có quyền gửi ở đó (Not enough rights to send text messages to the chat)", "muted"),
            0,
        ),
        (
            Fault(Kind.BAD_REQUEST, description="not enough rights to send photos to the chat"),
            Rejected("bot chưa có quyền gửi ở đó (Not enough rights to send photos to the chat)"),
            0,
        ),
        (Fault(Kind.BAD_REQUEST, description="something new"), Rejected("Something new"), 0),
    ],
)
async def test_what_telegram_answers_has_a_meaning(telegram: FakeTelegram, fault: Fault, outcome: Outcome, delivered: int) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(fault)
    assert await tried(telegram, lan.id) == (outcome, None)
    assert len(telegram.sent_to(lan)) == delivered


async def test_where_telegram_cannot_be_reached_or_refuses_the_token_the_message_is_not_to_blame() -> None:
    async with FakeTelegram() as telegram:
        lan = telegram.person("Lan", started=True)
        refused, _ = await tried(telegram, lan.id, token="1:wrong")
    away, _ = await tried(telegram, lan.id)
    for outcome in (refused, away):
        assert isinstance(outcome, Failed)
        assert outcome.away


@pytest.mark.parametrize(("count", "kind"), [(1, "photo"), (1, "document"), (3, "photo"), (2, "document")])
async def test_files_go_out_from_this_machine_and_after_that_by_their_ids(
    telegram: FakeTelegram, tmp_path: Path, count: int, kind: str
) -> None:
    lan = telegram.person("Lan", started=True)
    paths = [tmp_path / f"{i}.jpg" for i in range(count)]
    for path in paths:
        path.write_bytes(path.name.encode())
    content = Content("Sơ đồ", tuple(Media(kind, str(path)) for path in paths))
    outcome, uploaded = await tried(telegram, lan.id, content)
    assert isinstance(outcome, Sent)
    assert len(outcome.messages) == count
    assert uploaded is not None
    assert [telegram.state.files[media.file_id].data for media in uploaded.media] == [path.name.encode() for path in paths]
    for path in paths:
        path.unlink()
    assert isinstance((await tried(telegram, lan.id, content))[0], Rejected)
    assert isinstance((await tried(telegram, lan.id, uploaded))[0], Sent)


async def test_a_button_that_asks_the_bot_for_something_stands_beside_one_that_opens_a_page(telegram: FakeTelegram) -> None:
    lan = telegram.person("Lan", started=True)
    await tried(telegram, lan.id, Content("Chào", (), ((("Mở", f"{PRESS}Mine|lead|0"), ("Xem", "https://a.vn")),)))
    (sent,) = telegram.sent_to(lan)
    assert sent.buttons == ((("Mở", "Mine|lead|0"), ("Xem", "https://a.vn")),)
