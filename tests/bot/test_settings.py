"""Settings, and the naming of what is wrong with them."""

import re
from pathlib import Path

import pytest

from bot.settings import PROVINCES, Settings, SettingsError, read

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "123456:ABC-def"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to start in, and an environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **values: str) -> None:
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")


def test_without_any_setting_the_defaults_hold() -> None:
    settings = read()
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.admin_ids == frozenset()
    assert settings.database == "sqlite+aiosqlite:///var/state.db"
    assert settings.motcua_kb is None


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("ADMIN_IDS", "1, 22,333,", frozenset({1, 22, 333})),
        ("ADMIN_IDS", "", frozenset()),
        ("PROVINCE", "Đắk Lắk", "Đắk Lắk"),
        ("PROVINCE", "", ""),
        ("PORTAL_URL", "https://dichvucong.daklak.gov.vn/", "https://dichvucong.daklak.gov.vn"),
        ("TELEGRAM_API_URL", "http://localhost:8081", "http://localhost:8081"),
        ("PORTAL_API_URL", "http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("PORTAL_USER_AGENT", "motcua (+mailto:a@example.vn)", "motcua (+mailto:a@example.vn)"),
        ("PORTAL_PAUSE", "0", 0.0),
        ("PORTAL_BACKOFF", "2.5", 2.5),
        ("PORTAL_PAGE_SIZE", "200", 200),
        ("HOTLINE", "1022", "1022"),
        ("MOTCUA_HOME", "/srv/motcua", Path("/srv/motcua")),
    ],
)
def test_a_setting_is_read_from_env_file_and_from_the_environment(
    bare: Path, monkeypatch: pytest.MonkeyPatch, name: str, written: str, value: object
) -> None:
    write(bare, **{name: written})
    assert getattr(read(), name.lower()) == value
    (bare / ".env").unlink()
    monkeypatch.setenv(name, written)
    assert getattr(read(), name.lower()) == value


def test_the_environment_wins_over_the_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(bare, HOTLINE="1022")
    monkeypatch.setenv("HOTLINE", "1900")
    assert read().hotline == "1900"


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("ADMIN_IDS", "1,Lan,2x", "wrong: Lan, 2x"),
        ("ADMIN_IDS", "-5", "wrong: -5"),
        ("PROVINCE", "Hà Tây", "is none of the 34 provinces: Hà Nội"),
        ("PORTAL_URL", "dichvucong.gov.vn", "must begin with http:// or https://"),
        ("TELEGRAM_API_URL", "ftp://x", "must begin with http:// or https://"),
        ("PORTAL_API_URL", "dichvucong.gov.vn", "must begin with http:// or https://"),
        ("PORTAL_USER_AGENT", "trợ lý", "pattern"),
        ("PORTAL_PAUSE", "-1", "greater than or equal to 0"),
        ("PORTAL_PAUSE", "inf", "finite"),
        ("PORTAL_TIMEOUT", "0", "greater than 0"),
        ("PORTAL_PAGE_SIZE", "0", "greater than or equal to 1"),
        ("TELEGRAM_BOT_TOKEN", "secret-abc", "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "123456:", "BotFather"),
        ("MOTCUA_KB", "/nowhere/kb.db", "motcua kb build --out /nowhere/kb.db"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, name: str, written: str, said: str) -> None:
    monkeypatch.setenv(name, written)
    with pytest.raises(SettingsError) as fault:
        read()
    (line,) = str(fault.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert said in line


def test_everything_wrong_or_missing_is_named_at_once(bare: Path) -> None:
    write(bare, ADMIN_IDS="Lan", PROVINCE="Hà Tây", PORTAL_URL="x")
    with pytest.raises(SettingsError) as fault:
        read(token_needed=True)
    assert {line.split(":")[0] for line in str(fault.value).splitlines()} == {"ADMIN_IDS", "PROVINCE", "PORTAL_URL", "TELEGRAM_BOT_TOKEN"}


@pytest.mark.parametrize("written", [None, ""])
def test_a_missing_token_is_a_fault_only_where_it_is_needed(monkeypatch: pytest.MonkeyPatch, written: str | None) -> None:
    if written is not None:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", written)
    assert read().telegram_bot_token is None
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN: missing: ask @BotFather"):
        read(token_needed=True)


def test_a_token_that_is_there_is_not_called_missing_beside_other_faults(bare: Path) -> None:
    write(bare, TELEGRAM_BOT_TOKEN=TOKEN, PORTAL_URL="x")
    with pytest.raises(SettingsError) as fault:
        read(token_needed=True)
    assert "TELEGRAM_BOT_TOKEN" not in str(fault.value)


@pytest.mark.parametrize("token", [TOKEN, "no-token-but-secret"])
def test_a_token_is_never_printed(bare: Path, token: str) -> None:
    write(bare, TELEGRAM_BOT_TOKEN=token, ADMIN_IDS="" if token == TOKEN else "Lan")
    try:
        told = repr(read(token_needed=True))
    except SettingsError as error:
        told = str(error)
    assert token not in told
    assert "telegram_bot_token" in told.lower()


def test_the_database_may_be_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://x@localhost/motcua")
    assert read().database == "postgresql+psycopg://x@localhost/motcua"


def test_a_snapshot_that_is_there_is_taken(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "kb.db").touch()
    monkeypatch.setenv("MOTCUA_KB", "kb.db")
    assert read().motcua_kb == Path("kb.db")


def test_the_example_explains_every_setting_and_no_other(bare: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert {name.lower() for name in re.findall(r"(?m)^#?([A-Z_]+)=", text)} == set(Settings.model_fields)
    (bare / ".env").write_text(text, encoding="utf-8")
    assert read() == Settings(_env_file=None)


def test_the_provinces_are_the_34_of_today() -> None:
    assert len(PROVINCES) == len(set(PROVINCES)) == 34
    assert not {"Bình Định", "Hà Giang", "Bạc Liêu"} & set(PROVINCES)
