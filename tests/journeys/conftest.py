"""A whole bot, the real one, polling a Telegram of our own."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App, application, build_shipped
from bot.desk import Desk
from bot.gate import Gate
from bot.notifications.announcement import Stage
from bot.notifications.pace import Limits, Pace
from bot.notifications.postman import Manner
from bot.notifications.service import Hours, delivering
from bot.polling import Poller
from bot.settings import Settings
from bot.state.store import open_store
from knowledge.assistant import Assistant, prepare
from knowledge.snapshot import Snapshot
from tests.fake_telegram import FakeTelegram

GOLDEN = Path(__file__).parents[1] / "golden"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOURS = Hours(herald=0.1, reminding=None, following=None)
"""What comes by itself does so in the tests that are about it."""
ADMIN = 9001
"""The user id of the administrator whom the settings name."""


@dataclass
class Clock:
    """The bot's clock, moved by hand."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class House:
    """A running bot and what it stands on."""

    telegram: FakeTelegram
    desk: Desk
    app: App
    gate: Gate
    clock: Clock = field(default_factory=Clock)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant over the shipped records, made once."""
    path = tmp_path_factory.mktemp("kb") / "kb.db"
    build_shipped(path)
    snapshot = Snapshot(path)
    yield prepare(snapshot)
    snapshot.close()


@asynccontextmanager
async def resting(assistant: Assistant, telegram: FakeTelegram, home: Path, clock: Clock) -> AsyncIterator[House]:
    """Make a bot that talks to `telegram` but does not poll it."""
    settings = Settings(
        telegram_bot_token=SecretStr(telegram.token),
        telegram_api_url=telegram.base_url.removesuffix("/bot"),
        motcua_home=home,
        admin_ids=frozenset({ADMIN}),
        hotline="1900 0000",
    )
    store = await open_store(settings.database)
    desk = Desk(assistant, store, settings, clock)
    gate = Gate(Pace(Limits().faster(100)))  # People in tests speak faster than people do.
    app = application(desk, telegram.token, gate=gate)
    await app.initialize()
    try:
        yield House(telegram, desk, app, gate, clock)
    finally:
        await app.shutdown()
        await store.close()


@asynccontextmanager
async def running(assistant: Assistant, telegram: FakeTelegram, home: Path, clock: Clock) -> AsyncIterator[House]:
    """Run a bot against `telegram` until the block ends."""
    async with resting(assistant, telegram, home, clock) as house:
        poller = Poller(house.app, house.desk, timeout=5)
        task = asyncio.create_task(poller.run())
        try:
            async with delivering(house.app.bot, house.desk, house.gate, Manner(idle=0.05), HOURS):
                yield house
        finally:
            poller.stop()
            await asyncio.wait_for(task, 10)


@pytest.fixture
async def house(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A bot at work, with its Telegram."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with FakeTelegram() as telegram, running(assistant, telegram, tmp_path, Clock()) as made:
        yield made


async def delivered(house: House, passing: float = 0) -> None:
    """Wait until the outbox has nothing left to do; `passing`: so many seconds of the bot's clock between two looks."""
    async with asyncio.timeout(15):
        while await house.desk.store.notices.all(Stage.RUNNING):
            await asyncio.sleep(0.02)
            house.clock.at += timedelta(seconds=passing)


def golden(name: str, text: str) -> None:
    """Compare a whole message with the file that holds it; UPDATE_GOLDEN=1 writes the file anew, to be read before it is kept."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text + "\n", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text + "\n"
