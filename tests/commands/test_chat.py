"""`motcua chat`: everyday questions, odd ones, and a whole process talked to through a pipe."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.handlers import system
from bot.settings import Settings
from bot.state.store import open_store
from bot.terminal import Terminal
from knowledge.assistant import Assistant
from knowledge.snapshot import Snapshot
from tests.commands.conftest import Motcua

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFER = "trả lời bằng số thứ tự"


@pytest.fixture
async def desk(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Desk]:
    """The bot's parts over the shipped records."""
    settings = Settings(motcua_home=tmp_path)
    store = await open_store(settings.database)
    yield Desk(assistant, store, settings, lambda: NOW)
    await store.close()


async def once(desk: Desk, line: str, caplog: pytest.LogCaptureFixture) -> str:
    """Say one thing; return what is shown, no fault among it."""
    shown: list[str] = []
    async with Terminal(desk, shown.append) as terminal:
        await terminal.say(line)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    text = "\n".join(shown)
    assert text
    assert system.FAULT not in text
    return text


@pytest.mark.parametrize(
    ("asked", "code", "first"),
    [
        ("làm căn cước cần giấy tờ gì", "1.014061", "Giấy tờ cần có"),
        ("dang ky khai sinh cho con can gi", "1.001193", "Giấy tờ cần có"),
        ("dk tam tru het bao nhieu tien", "1.004194", "Phí, lệ phí"),
        ("sổ đỏ bị mất làm lại thế nào", "1.012786", "Các bước"),
        ("đăng ký kết hôn mất bao lâu", "1.000894", "Thời hạn giải quyết"),
    ],
)
async def test_an_everyday_question_finds_its_procedure_or_an_offer_with_it(
    desk: Desk, caplog: pytest.LogCaptureFixture, asked: str, code: str, first: str
) -> None:
    text = await once(desk, asked, caplog)
    record = desk.assistant.snapshot.procedure(code)
    assert record is not None
    assert record.title in text
    if OFFER not in text:
        assert f"Mã {code}." in text
        headings = [line for line in text.splitlines() if line.split(" (")[0] in {first, "Nơi nộp", "Phí, lệ phí", "Thời hạn giải quyết"}]
        assert headings[0].startswith(first)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("thời tiết hôm nay", "ngoài phạm vi"),
        ("", "Bạn muốn hỏi về thủ tục nào?"),
        ("   ", "Bạn muốn hỏi về thủ tục nào?"),
        (("asd qwe zxc " * 420)[:5000], "ngoài phạm vi"),
        ("x" * 5000, "không đoán"),
        ("\u0301\u0300\u200b\ufeff" * 1250, "Bạn muốn hỏi về thủ tục nào?"),
    ],
    ids=["weather", "nothing", "spaces", "noise", "one word of 5,000 letters", "5,000 marks"],
)
async def test_what_is_no_question_for_us_is_refused_briefly(desk: Desk, caplog: pytest.LogCaptureFixture, asked: str, told: str) -> None:
    text = await once(desk, asked, caplog)
    assert told in text
    assert "Mã " not in text
    assert len(text) < 600


def test_once_says_one_thing_and_ends(motcua: Motcua, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_KB", str(snapshot.path))
    result = motcua("chat", "--once", "đăng ký kết hôn mất bao lâu")
    assert result.exit_code == 0
    assert "Mã 1.000894." in result.stdout
    assert result.stderr == ""


def test_a_whole_process_answers_lines_from_a_pipe_and_numbers_press_buttons(home: Path) -> None:
    lines = "đăng ký kết hôn mất bao lâu\n1\n\nthời tiết hôm nay\nhỏng \udcff chữ\n/settings\n2\n"
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "chat"],
        input=lines.encode("utf-8", "surrogateescape"),
        cwd=home,
        env={"PATH": os.environ["PATH"], "MOTCUA_HOME": str(home / "var"), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=90,
        check=False,
    )
    text, errors = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 0, errors
    assert "Traceback" not in text + errors
    assert text.startswith("motcua: ")
    assert "[1] Các bước" in text
    assert text.index("Thời hạn giải quyết") < text.index("\nCác bước\n") < text.index("Bạn muốn hỏi về thủ tục nào?")
    assert "Mã 1.000894." in text
    assert text.index("ngoài phạm vi") < text.index("Kiểu trả lời: đầy đủ") < text.index("Kiểu trả lời: ngắn")
    assert system.FAULT not in text
    assert [path.suffix for path in sorted((home / "var").glob("*.db"))] == [".db", ".db"]
