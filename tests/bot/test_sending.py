"""Sending unasked: Telegram's answers obeyed, nothing sent twice."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.render import Message, say
from bot.sending import PER_SECOND, Outcome, Pace, Sender
from tests.fake_telegram import FakeTelegram, Fault, Kind

HELLO = say("Chào bạn")


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    """A Telegram of our own."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with FakeTelegram() as made:
        yield made


@pytest.fixture
async def sender(telegram: FakeTelegram) -> AsyncIterator[Sender]:
    """A sender that waits a second for a reply."""
    bot = Bot(telegram.token, telegram.base_url, request=HTTPXRequest(read_timeout=1.0))
    async with bot:
        yield Sender(bot)


@pytest.mark.parametrize(
    ("kind", "outcome", "delivered"),
    [
        (Kind.FLOOD, Outcome.SENT, 1),
        (Kind.SERVER_ERROR, Outcome.SENT, 1),
        (Kind.BAD_GATEWAY, Outcome.SENT, 1),
        (Kind.RESET, Outcome.LOST, 0),
        (Kind.TIMEOUT_BEFORE, Outcome.LOST, 0),
        (Kind.TIMEOUT_AFTER, Outcome.LOST, 1),
        (Kind.BAD_REQUEST, Outcome.GONE, 0),
        (Kind.FORBIDDEN, Outcome.GONE, 0),
    ],
)
async def test_what_surely_failed_is_tried_again_and_what_may_have_arrived_is_not(
    telegram: FakeTelegram, sender: Sender, kind: Kind, outcome: Outcome, delivered: int
) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(Fault(kind, method="sendMessage", times=1, retry_after=1))
    assert await sender.send(lan.id, HELLO) is outcome
    assert [sent.text for sent in telegram.sent_to(lan)] == ["Chào bạn"] * delivered


async def test_who_blocked_the_bot_or_never_wrote_to_it_is_gone(telegram: FakeTelegram, sender: Sender) -> None:
    lan = telegram.person("Lan", started=True)
    await lan.block()
    assert await sender.send(lan.id, HELLO) is Outcome.GONE
    assert await sender.send(424242, HELLO) is Outcome.GONE


async def test_a_wait_that_telegram_asks_for_ends_when_asked_to_stop(telegram: FakeTelegram, sender: Sender) -> None:
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(Fault(Kind.FLOOD, method="sendMessage", times=None, retry_after=600))
    sending = asyncio.create_task(sender.send(lan.id, HELLO))
    await telegram.wait(lambda: bool(telegram.faults.happened))
    sender.stop()
    async with asyncio.timeout(5):
        assert await sending is Outcome.STOPPED
    assert await sender.send(lan.id, HELLO) is Outcome.STOPPED
    assert telegram.sent_to(lan) == []


async def test_a_long_message_goes_in_parts(telegram: FakeTelegram, sender: Sender) -> None:
    lan = telegram.person("Lan", started=True)
    assert await sender.send(lan.id, Message("\n\n".join(["chữ " * 400] * 5))) is Outcome.SENT
    assert len(telegram.sent_to(lan)) > 1


async def test_a_persons_notice_is_not_in_the_log(telegram: FakeTelegram, sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    lan = telegram.person("Lan", started=True)
    telegram.faults.add(Fault(Kind.BAD_REQUEST, method="sendMessage", description="message is too long"))
    assert await sender.send(lan.id, HELLO) is Outcome.LOST
    assert "not sent again" in caplog.text
    assert "Chào bạn" not in caplog.text


@given(st.lists(st.floats(0, 3), min_size=30, max_size=80))
def test_no_second_holds_more_than_its_share(gaps: Sequence[float]) -> None:
    pace, now, left = Pace(), 0.0, []
    for gap in gaps:
        now += gap / 100
        now += pace.wait(now)
        left.append(now)
    assert all(after - before >= 1 - 1e-9 for before, after in zip(left, left[PER_SECOND:], strict=False))


def test_after_a_rest_the_first_goes_at_once() -> None:
    pace = Pace()
    assert pace.wait(100.0) == 0
    assert pace.wait(100.0) == pytest.approx(0.05)
    assert pace.wait(200.0) == 0
