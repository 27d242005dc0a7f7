"""The bot on a terminal: what is typed does what a thumb would do, and all that is sent is seen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.callbacks import Erase, pack
from bot.desk import Desk
from bot.handlers import system
from bot.settings import Settings
from bot.state.store import Person, open_store
from bot.terminal import Terminal
from knowledge.assistant import Assistant

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
USER = 2
PORTAL = "https://cong.example.vn"


@dataclass
class Screen:
    """A terminal and what stands on it."""

    desk: Desk
    terminal: Terminal
    shown: list[str] = field(default_factory=list)

    async def type(self, line: str) -> str:
        """Type a line; return all that is shown for it."""
        before = len(self.shown)
        await self.terminal.say(line)
        return "\n".join(self.shown[before:])


@asynccontextmanager
async def sitting(assistant: Assistant, home: Path) -> AsyncIterator[Screen]:
    settings = Settings(motcua_home=home, portal_url=PORTAL)
    store = await open_store(settings.database)
    desk, shown = Desk(assistant, store, settings, lambda: NOW), list[str]()
    async with Terminal(desk, shown.append) as terminal:
        yield Screen(desk, terminal, shown)
    await store.close()


@pytest.fixture
async def screen(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Screen]:
    """A person at a terminal."""
    async with sitting(assistant, tmp_path) as made:
        yield made


@pytest.fixture
async def unsure(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Screen]:
    """A person at a terminal whose assistant offers choices whatever is asked."""
    timid = replace(assistant, decision=replace(assistant.decision, answer_from=2.0, offer_from=0.0))
    async with sitting(timid, tmp_path) as made:
        yield made


async def test_an_answer_shows_words_without_tags_and_its_buttons_numbered(screen: Screen) -> None:
    page = await screen.type("/start")
    assert "trợ lý một cửa" in page
    assert "<b>" not in page
    assert page.endswith("[1] Xem theo lĩnh vực")


async def test_a_typed_number_presses_the_button_with_that_number(screen: Screen) -> None:
    await screen.type("/settings")
    provinces = await screen.type("1")
    assert "[1] Hà Nội" in provinces
    assert "[34] Cà Mau" in provinces
    assert "Tỉnh, thành phố: Cà Mau" in await screen.type("34")
    assert (await screen.desk.store.recall(USER, USER))[1] == Person("Cà Mau")


async def test_an_edited_message_is_shown_anew_and_its_buttons_take_the_place_of_the_old(screen: Screen) -> None:
    assert "(trang 1/" in await screen.type("/thutuc")
    listed = await screen.type("1")
    assert "thủ tục (trang 1/" in listed
    assert "Mã " in await screen.type("1")


async def test_an_address_button_shows_its_address_in_the_label_and_again_when_pressed(screen: Screen) -> None:
    page = await screen.type("xyzzy plugh qwertyuiop")
    assert f"[2] Mở Cổng Dịch vụ công: {PORTAL}" in page
    assert await screen.type("2") == PORTAL


async def test_a_choice_is_taken_by_its_number_and_keeps_what_was_asked(unsure: Screen) -> None:
    offer = await unsure.type("làm căn cước cần giấy tờ gì")
    assert "trả lời bằng số thứ tự" in offer
    answer = await unsure.type("2")
    assert f"2. {answer.splitlines()[0]}" in offer
    assert answer.index("Giấy tờ cần có") < answer.index("Nơi nộp")


async def test_the_alert_that_answers_a_stale_button_is_shown(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    await screen.type("/start")
    monkeypatch.setattr("bot.routes.unpack", lambda data: None)
    assert await screen.type("1") == system.STALE


@pytest.mark.parametrize("typed", ["0", "2", "99", "-1", "1.5", "٢"])
async def test_a_number_without_a_button_is_a_question_like_any_other(screen: Screen, typed: str) -> None:
    await screen.type("/start")
    assert "Bạn muốn hỏi" in await screen.type(typed) or "không đoán" in screen.shown[-1]


async def test_before_any_button_is_there_a_number_presses_nothing(screen: Screen) -> None:
    assert "[2] Mở Cổng Dịch vụ công" in await screen.type("1")


async def test_a_command_with_words_and_one_that_is_unknown_are_told_apart(screen: Screen) -> None:
    assert "Mã 1.001193" in await screen.type("/start 1_001193")
    assert "không có lệnh này" in await screen.type("/khongco")


async def test_an_empty_line_asks_what_is_wanted(screen: Screen) -> None:
    assert "Bạn muốn hỏi về thủ tục nào?" in await screen.type("")


async def test_erasing_takes_two_presses_as_on_telegram(screen: Screen) -> None:
    await screen.desk.store.settle(USER, Person("Huế", brief=True))
    await screen.type("/privacy")
    assert "[1] Vâng, xóa hết" in await screen.type("1")
    assert (await screen.desk.store.recall(USER, USER))[1] == Person("Huế", brief=True)
    assert "Đã xóa" in await screen.type("1")
    assert (await screen.desk.store.recall(USER, USER))[1] == Person()
    assert pack(Erase(1)) not in "".join(screen.shown)
