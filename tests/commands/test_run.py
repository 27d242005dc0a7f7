"""`motcua run`: settings named when they are wrong, and a whole process that serves."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from knowledge.snapshot import Snapshot
from tests.commands.conftest import Motcua
from tests.fake_telegram import FakeTelegram

SECRET = "notanumber:AAEabcdefghijklmnopqrstuvwxyz12345"


def test_without_a_token_it_says_where_to_get_one(motcua: Motcua) -> None:
    result = motcua("run")
    assert result.exit_code == 2
    assert "TELEGRAM_BOT_TOKEN: missing" in result.stderr
    assert "@BotFather" in result.stderr
    assert ".env" in result.stderr


def test_everything_wrong_is_named_at_once_and_the_token_is_not_printed(motcua: Motcua, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "TELEGRAM_BOT_TOKEN": SECRET,
        "TELEGRAM_API_URL": "localhost:8081",
        "ADMIN_IDS": "12, abc",
        "MOTCUA_KB": "nowhere.db",
        "PROVINCE": "Atlantis",
        "PORTAL_URL": "ftp://cong",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    result = motcua("run")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    for name in wrong:
        assert sum(line.startswith(f"{name}: ") for line in lines) == 1, name
    assert "abc" in result.stderr
    assert "nowhere.db" in result.stderr
    assert SECRET not in result.output
    assert "Traceback" not in result.output


def test_a_missing_token_is_named_beside_other_faults(motcua: Motcua, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVINCE", "Hà Tây")
    result = motcua("run")
    assert result.exit_code == 2
    assert "PROVINCE: " in result.stderr
    assert "TELEGRAM_BOT_TOKEN: missing" in result.stderr


def test_settings_come_from_a_env_file_and_the_environment_wins(motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".env").write_text(f"TELEGRAM_BOT_TOKEN={SECRET}\nADMIN_IDS=one\nPROVINCE=\n", encoding="utf-8")
    result = motcua("run")
    assert result.exit_code == 2
    assert "TELEGRAM_BOT_TOKEN: is no bot token" in result.stderr
    assert "ADMIN_IDS: " in result.stderr
    assert "PROVINCE" not in result.stderr
    assert SECRET not in result.output
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:x")
    result = motcua("run")
    assert result.exit_code == 2
    assert "TELEGRAM_BOT_TOKEN" not in result.stderr
    assert "ADMIN_IDS: " in result.stderr


@pytest.mark.parametrize("address", ["nonsense", "mysql://a/b", "postgresql+psycopg://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_named_without_a_traceback(
    motcua: Motcua, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot, address: str
) -> None:
    monkeypatch.setenv("MOTCUA_KB", str(snapshot.path))
    monkeypatch.setenv("DATABASE_URL", address)
    result = motcua("chat", "--once", "xin chào")
    assert result.exit_code == 2
    assert "DATABASE_URL" in result.stderr


def test_a_home_that_cannot_be_written_is_named_without_a_traceback(motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    monkeypatch.setenv("MOTCUA_HOME", str(home / "file" / "var"))
    result = motcua("chat", "--once", "xin chào")
    assert result.exit_code == 2
    assert str(home / "file") in result.stderr


@asynccontextmanager
async def serving(home: Path, telegram: FakeTelegram, token: str, snapshot: Snapshot) -> AsyncIterator[Process]:
    """A process `motcua run` whose settings stand in .env."""
    (home / ".env").write_text(
        f"TELEGRAM_BOT_TOKEN={token}\nTELEGRAM_API_URL={telegram.base_url.removesuffix('/bot')}\nMOTCUA_KB={snapshot.path}\n",
        encoding="utf-8",
    )
    clean = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "MOTCUA_HOME", "LANG", "SYSTEMROOT", "PYTHONPATH"}
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import main; main()", "run", cwd=home, env=clean, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture(autouse=True)
def checkout_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes started elsewhere use this checkout's code."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


async def test_the_process_serves_what_env_says_and_ends_well_when_asked_to_stop(home: Path, snapshot: Snapshot) -> None:
    async with FakeTelegram() as telegram, serving(home, telegram, telegram.token, snapshot) as process:
        lan = telegram.person("Lan")
        (answer,) = await lan.say("đăng ký kết hôn mất bao lâu", timeout=60)
        assert answer.text.startswith("Đăng ký kết hôn")
        process.send_signal(signal.SIGTERM)
        out, errors = await asyncio.wait_for(process.communicate(), 30)
        said = (out + errors).decode()
        assert process.returncode == 0, said
        assert "serving @" in said
        assert "Traceback" not in said
        assert telegram.token not in said
        assert "kết hôn" not in said
        assert not telegram.refused


async def test_a_token_that_telegram_refuses_ends_the_process_with_what_to_do(home: Path, snapshot: Snapshot) -> None:
    token = "987654321:WRONG-wrong-WRONG-wrong"
    async with FakeTelegram() as telegram, serving(home, telegram, token, snapshot) as process:
        out, errors = await asyncio.wait_for(process.communicate(), 60)
        said = (out + errors).decode()
        assert process.returncode == 2, said
        assert "TELEGRAM_BOT_TOKEN: Telegram refuses it" in said
        assert "Traceback" not in said
        assert token not in said


def test_the_installed_command_tells_its_commands(home: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("motcua"), "--help"], cwd=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    for command in ("chat", "run", "ask", "kb"):
        assert f"\n  {command} " in done.stdout
