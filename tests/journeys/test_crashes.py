"""The bot dies and comes back."""

import asyncio
import json
from pathlib import Path

import pytest
from telegram.error import Conflict, InvalidToken
from telegram.request import HTTPXRequest

from bot.app import application
from bot.polling import Poller
from bot.state.store import open_store
from knowledge.assistant import Assistant
from tests.fake_telegram import FakeTelegram, Fault, Kind
from tests.journeys.conftest import NOW, Clock, House, resting, running


async def test_a_question_stored_before_a_crash_is_answered_after_it(assistant: Assistant, tmp_path: Path) -> None:
    async with FakeTelegram() as telegram:
        lan = telegram.person("Lan", started=True)
        store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'state.db'}")
        message = {"message_id": 7, "date": int(NOW.timestamp()), "text": "đăng ký kết hôn mất bao lâu"}
        chat = {"id": lan.id, "type": "private", "first_name": "Lan"}
        user = {"id": lan.id, "is_bot": False, "first_name": "Lan"}
        payload = json.dumps({"update_id": 5, "message": {**message, "chat": chat, "from": user}})
        assert await store.receive([(5, payload)], NOW) == [5]
        await store.close()
        async with running(assistant, telegram, tmp_path, Clock()) as house:
            await telegram.wait(lambda: bool(telegram.sent_to(lan)))
            assert telegram.sent_to(lan)[0].text.startswith("Đăng ký kết hôn")
            await lan.say("/help")
            assert 5 not in [number for number, _ in await house.desk.store.unhandled(NOW)]
        async with running(assistant, telegram, tmp_path, Clock()):
            await lan.say("/help")
        assert sum(sent.text.startswith("Đăng ký kết hôn") for sent in telegram.sent_to(lan)) == 1


async def test_telegram_being_away_for_a_moment_stops_nothing(house: House) -> None:
    house.telegram.faults.add(Fault(Kind.RESET, method="getUpdates", times=1))
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("/help")
    assert "Cách dùng" in answer.text
    (answer,) = await lan.say("/start")
    assert "một cửa" in answer.text


async def test_a_wrong_token_and_a_second_poller_are_told_apart(assistant: Assistant, tmp_path: Path) -> None:
    async with FakeTelegram() as telegram, resting(assistant, telegram, tmp_path, Clock()) as house:
        requests = HTTPXRequest(), HTTPXRequest()
        with pytest.raises(InvalidToken):
            await application(house.desk, "123:wrong", *requests).initialize()
        for request in requests:
            await request.shutdown()
        tasks = [asyncio.create_task(Poller(house.app, house.desk, timeout=5).run()) for _ in range(2)]
        done, waiting = await asyncio.wait(tasks, timeout=10, return_when=asyncio.FIRST_EXCEPTION)
        assert [type(task.exception()) for task in done] == [Conflict]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
