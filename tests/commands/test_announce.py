"""`motcua announce` and `motcua outbox`: from a file to the outbox, and what can be done about it there."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.notifications.outbox import Sent
from bot.state.chats import Chat
from bot.state.store import Store, open_store
from tests.commands.conftest import Motcua

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def in_store(home: Path, work: Callable[[Store], Coroutine[Any, Any, Any]]) -> Any:
    """Do something with the state, as the running bot would."""

    async def run() -> Any:
        store = await open_store(f"sqlite+aiosqlite:///{home / 'var' / 'state.db'}")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.fixture
def notice(home: Path) -> Path:
    """A notice, and two groups that want it."""

    async def join(store: Store) -> None:
        await store.chats.put(Chat(-1, "group", NOW, title="Thôn 1", topics=("khan",)))
        await store.chats.put(Chat(-2, "group", NOW, title="=Thôn 2"))

    in_store(home, join)
    path = home / "tin.html"
    path.write_text("<b>Họp dân</b> thứ Bảy.", encoding="utf-8")
    return path


def deliver(home: Path) -> None:
    """What the postman does, without a Telegram."""

    async def work(store: Store) -> None:
        now = datetime.now(UTC)
        for i, held in enumerate(await store.outbox.claim(now, now - now + (NOW - NOW.replace(hour=1)), 10)):
            await store.outbox.settle(held, Sent((i + 1,)), now)
        await store.outbox.finish(now)

    in_store(home, work)


def test_without_yes_it_is_shown_and_nothing_is_kept(motcua: Motcua, notice: Path) -> None:
    result = motcua("announce", notice, "--audience", "all")
    assert result.exit_code == 0
    assert "Họp dân thứ Bảy." in result.stdout
    assert "2 nơi" in result.stdout
    assert "--yes" in result.stdout
    assert "Họp" not in motcua("outbox", "list").stdout


def test_with_yes_it_is_in_the_outbox_and_followed_to_its_end(motcua: Motcua, home: Path, notice: Path) -> None:
    assert "Thông báo 1: 2 nơi" in motcua("announce", notice, "--audience", "all", "--yes", "--ack").stdout
    assert "còn 2" in motcua("outbox", "report", "1").stdout
    for deed in ("pause", "resume"):
        assert motcua("outbox", deed, "1").exit_code == 0
    assert motcua("outbox", "resume", "1").exit_code == 2
    deliver(home)
    report = motcua("outbox", "report", "1", "--watch", "--missing").stdout
    assert "tới 2/2" in report
    assert "chưa bấm" in report
    notice.write_text("Họp dời.", encoding="utf-8")
    assert "2 bản được đính chính" in motcua("outbox", "correct", "1", notice, "--yes").stdout
    assert "2 bản được thu hồi" in motcua("outbox", "recall", "1", "--yes").stdout
    assert "0 nơi được gửi lại" in motcua("outbox", "resend", "1").stdout
    audit = motcua("outbox", "audit", "1").stdout
    assert [line.split("\t")[2] for line in audit.splitlines()] == ["recall", "correct", "resume", "pause", "start", "draft"]


def test_the_report_is_exported_and_a_title_is_no_formula(motcua: Motcua, home: Path, notice: Path) -> None:
    motcua("announce", notice, "--audience", "all", "--yes")
    deliver(home)
    assert motcua("outbox", "export", "1", home / "out.xlsx").exit_code == 0
    sheet = load_workbook(home / "out.xlsx")["Nơi nhận"]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {"Thôn 1", "'=Thôn 2"}
    assert not list(home.glob("*.part"))


def test_a_head_brings_files_and_buttons_and_the_files_are_kept_until_they_are_sent(motcua: Motcua, home: Path, notice: Path) -> None:
    (home / "a.jpg").write_bytes(b"jpg")
    notice.write_text("---\nphoto: a.jpg\nbuttons:\n  - {label: Xem, url: https://a.vn/x}\n---\nẢnh họp", encoding="utf-8")
    result = motcua("announce", notice, "--audience", "topic:khan", "--yes", "--at", "23:59", "--silent", "--pin")
    assert result.exit_code == 0, result.output
    assert "[Xem] https://a.vn/x" in result.stdout
    (home / "a.jpg").unlink()
    assert [path.read_bytes() for path in (home / "var" / "outbox").rglob("*.jpg")] == [b"jpg"]


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("<b>Họp", ("--audience", "all"), "chưa đóng"),
        ("<h1>Họp</h1>", ("--audience", "all"), "<h1>"),
        ("", ("--audience", "all"), "chưa có chữ"),
        ("x" * 4097, ("--audience", "all"), "4097"),
        ("Họp", ("--audience", "topic:nothing"), "khan"),
        ("Họp", ("--audience", "everyone"), "topic:…"),
        ("Họp", ("--audience", "topic:lich", "--yes"), "nothing was kept"),
        ("Họp", ("--audience", "all", "--at", "25:99"), "15:30"),
        ("---\nphoto: none.jpg\n---\nHọp", ("--audience", "all"), "none.jpg"),
        ("---\nphotos: a.jpg\n---\nHọp", ("--audience", "all"), "album"),
        ("---\nbuttons: [1]\n---\nHọp", ("--audience", "all"), "label"),
        ("---\nbuttons: [{label: A, url: nowhere}]\n---\nHọp", ("--audience", "all"), "nowhere"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_done(motcua: Motcua, notice: Path, text: str, options: tuple[str, ...], told: str) -> None:
    notice.write_text(text, encoding="utf-8")
    result = motcua("announce", notice, *options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output
    assert "│" not in motcua("outbox", "list").stdout


@pytest.mark.parametrize("deed", ["report", "pause", "cancel", "resend"])
def test_an_announcement_that_is_not_there_is_named(motcua: Motcua, deed: str) -> None:
    result = motcua("outbox", deed, "99")
    assert result.exit_code == 2
    assert "99: no such announcement" in result.stderr


def test_taking_back_wants_a_yes_and_rights_are_granted_in_the_audiences_own_words(motcua: Motcua, home: Path, notice: Path) -> None:
    motcua("announce", notice, "--audience", "all", "--yes")
    assert motcua("outbox", "recall", "1").exit_code == 2
    assert motcua("outbox", "grant", "5", "topic:khan", "chats").exit_code == 0
    assert in_store(home, lambda store: store.notices.rights(5)) == {"topic:khan", "chats"}
    assert motcua("outbox", "grant", "5", "topic:x").exit_code == 2
    assert "revoked" in motcua("outbox", "grant", "5").stdout


def test_with_two_people_wanted_it_waits(motcua: Motcua, notice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_PERSON", "true")
    assert "chờ người thứ hai" in motcua("announce", notice, "--audience", "all", "--yes").stdout
    assert "chờ người thứ hai duyệt" in motcua("outbox", "report", "1").stdout
