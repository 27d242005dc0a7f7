"""`motcua kb diff`, `publish`, `rollback`, `history`: approved by a person, and undone."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from knowledge.records import Fee, FeeStatus, Procedure
from knowledge.shelf import Shelf
from knowledge.snapshot import Snapshot, build
from tests.commands.conftest import Motcua
from tests.conftest import procedure

OLD = procedure("9.000001", fees=(Fee(status=FeeStatus.AMOUNT, amount=8000),))
NEW = procedure("9.000001", fees=(Fee(status=FeeStatus.AMOUNT, amount=9000),))
MORE = procedure("9.000002", name="Việc mới")


def made(path: Path, *records: Procedure) -> Path:
    """A snapshot of some records."""
    build(path, records, (), "a test", datetime(2026, 11, 23, tzinfo=UTC))
    return path


@pytest.fixture
def shelf(home: Path) -> Shelf:
    """The shelf that the commands use."""
    return Shelf(home / "var" / "kb")


def test_diff_shows_field_by_field_and_as_data(motcua: Motcua, home: Path) -> None:
    one, other = made(home / "a.db", OLD), made(home / "b.db", NEW, MORE)
    result = motcua("kb", "diff", one, other)
    assert result.exit_code == 0
    for line in (
        "+ 9.000002 Việc mới",
        "~ 9.000001 Đăng ký khai sinh",
        "    Phí, lệ phí:",
        "      - 8.000 đồng (phí)",
        "      + 9.000 đồng (phí)",
    ):
        assert line in result.stdout.splitlines()
    data = json.loads(motcua("kb", "diff", one, other, "--json").stdout)
    assert data["changed"][0]["fields"]["fees"]["after"][0]["amount"] == 9000


def test_published_versions_current_and_shipped_can_be_compared_by_name(motcua: Motcua, home: Path, shelf: Shelf) -> None:
    motcua("kb", "publish", made(home / "a.db", OLD), "--yes")
    version = shelf.live()
    assert "Không có gì thay đổi." in motcua("kb", "diff", version, "current").stdout
    assert "- 1.001193" in motcua("kb", "diff", "shipped", version).stdout


@pytest.mark.parametrize("wrong", ["nowhere.db", "20260101-00000000"])
def test_what_is_not_there_cannot_be_compared(motcua: Motcua, home: Path, wrong: str) -> None:
    result = motcua("kb", "diff", made(home / "a.db", OLD), wrong)
    assert result.exit_code == 2
    assert wrong in result.stderr


def test_publish_shows_what_changes_and_the_commands_answer_from_it(motcua: Motcua, home: Path, shelf: Shelf) -> None:
    assert motcua("kb", "publish", made(home / "a.db", OLD), "--yes").exit_code == 0
    result = motcua("kb", "publish", made(home / "b.db", NEW, MORE), "--yes")
    assert result.exit_code == 0
    assert "Thêm 1, bỏ 0, sửa 1" in result.stdout
    assert "Phí, lệ phí 1" in result.stdout
    assert f"Đang dùng {shelf.live()}." in result.stdout
    assert "9.000 đồng" in motcua("kb", "show", "9.000001").stdout
    again = motcua("kb", "publish", home / "b.db", "--yes")
    assert "Không có gì thay đổi." in again.stdout
    assert len(shelf.history()) == 2


@pytest.mark.parametrize(("said", "published"), [("y\n", True), ("n\n", False), ("", False)])
def test_publish_asks(home: Path, shelf: Shelf, said: str, published: bool) -> None:
    result = CliRunner().invoke(main, ["kb", "publish", str(made(home / "a.db", OLD))], input=said)
    assert result.exit_code == (0 if published else 2)
    assert "Thêm 1, bỏ 2" in result.stdout
    assert (shelf.live() != "shipped") is published
    if not published:
        assert "Chưa làm gì" in result.stderr


@pytest.mark.parametrize("size", [0, 100, 20_000])
def test_a_broken_candidate_is_refused_and_the_live_one_stays(motcua: Motcua, home: Path, shelf: Shelf, size: int) -> None:
    motcua("kb", "publish", made(home / "a.db", OLD), "--yes")
    live = shelf.live()
    path = made(home / "b.db", NEW)
    path.write_bytes(path.read_bytes()[:size])
    result = motcua("kb", "publish", path, "--yes")
    assert result.exit_code == 2
    assert "b.db" in result.stderr
    assert shelf.live() == live
    assert len(list(shelf.folder.glob("*.db"))) == 1


def test_rollback_returns_and_history_tells(motcua: Motcua, home: Path, shelf: Shelf) -> None:
    motcua("kb", "publish", made(home / "a.db", OLD), "--yes")
    first = shelf.live()
    motcua("kb", "publish", made(home / "b.db", NEW), "--yes")
    second = shelf.live()
    assert motcua("kb", "rollback", "--yes").exit_code == 0
    assert shelf.live() == first
    assert motcua("kb", "rollback", "--to", second, "--yes").exit_code == 0
    assert "9.000 đồng" in motcua("kb", "show", "9.000001").stdout
    lines = motcua("kb", "history").stdout.splitlines()
    assert len(lines) == 5
    assert lines[1].lstrip().startswith("*")
    assert "quay lại" in lines[1] and second in lines[1]
    assert "đưa vào dùng" in lines[4] and first in lines[4]
    assert motcua("kb", "rollback", "--to", "shipped", "--yes").exit_code == 0
    assert "1.001193" in motcua("kb", "search", "khai sinh").stdout


def test_there_is_nothing_to_return_to_before_anything_is_published(motcua: Motcua) -> None:
    result = motcua("kb", "rollback", "--yes")
    assert result.exit_code == 2
    assert "shipped records" in result.stderr
    assert "đi kèm" in motcua("kb", "history").stdout


def test_rollback_to_no_version_is_refused(motcua: Motcua, home: Path, shelf: Shelf) -> None:
    motcua("kb", "publish", made(home / "a.db", OLD), "--yes")
    result = motcua("kb", "rollback", "--to", "mới nhất", "--yes")
    assert result.exit_code == 2
    assert "motcua kb history" in result.stderr


def test_a_live_file_that_was_lost_is_told_with_the_way_back_and_publishing_mends_it(motcua: Motcua, home: Path, shelf: Shelf) -> None:
    path = made(home / "a.db", OLD)
    motcua("kb", "publish", path, "--yes")
    shelf.path(shelf.live()).unlink()
    result = motcua("kb", "info")
    assert result.exit_code == 2
    assert "motcua kb rollback" in result.stderr
    assert "mất tệp" in motcua("kb", "history").stdout
    assert motcua("kb", "publish", path, "--yes").exit_code == 0
    assert motcua("kb", "info").exit_code == 0


def test_a_forced_file_is_still_answered_from_and_that_is_said(
    motcua: Motcua, home: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_KB", str(snapshot.path))
    result = motcua("kb", "publish", made(home / "a.db", OLD), "--yes")
    assert result.exit_code == 0
    assert "MOTCUA_KB" in result.stderr
    assert snapshot.info.version in motcua("kb", "info").stdout
