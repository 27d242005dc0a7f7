"""The shelf: immutable files, one pointer, a log, and a way back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.shelf import SHIPPED, Shelf
from knowledge.snapshot import Snapshot, SnapshotError, build
from tests.conftest import procedure

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty shelf."""
    return Shelf(tmp_path / "kb")


def candidate(folder: Path, name: str) -> Path:
    """A snapshot of one procedure of that name."""
    path = folder / f"{name}.db"
    build(path, (procedure(name=name),), (), "a test", NOW)
    return path


def live_name(shelf: Shelf) -> str:
    """The name of the live snapshot's procedure."""
    held = shelf.open()
    if held is None:
        return SHIPPED
    (record,) = held
    held.close()
    return record.name


def test_an_empty_shelf_means_the_shipped_records(shelf: Shelf) -> None:
    assert shelf.live() == SHIPPED
    assert shelf.open() is None
    assert shelf.history() == []
    with pytest.raises(SnapshotError, match="Nothing was published"):
        shelf.rollback(None, NOW)


def test_what_is_published_is_live_and_read_only(shelf: Shelf, tmp_path: Path) -> None:
    info = shelf.publish(candidate(tmp_path, "a"), NOW)
    assert shelf.live() == info.version
    assert live_name(shelf) == "a"
    assert shelf.path(info.version).stat().st_mode & 0o777 == 0o444
    assert sorted(p.name for p in shelf.folder.iterdir()) == sorted([f"{info.version}.db", "current", "history.jsonl"])


def test_rolling_back_returns_step_by_step_to_the_shipped_records(shelf: Shelf, tmp_path: Path) -> None:
    for name in "abc":
        shelf.publish(candidate(tmp_path, name), NOW)
    seen = []
    for _ in range(3):
        shelf.rollback(None, NOW)
        seen.append(live_name(shelf))
    assert seen == ["b", "a", SHIPPED]
    with pytest.raises(SnapshotError, match="Nothing was published"):
        shelf.rollback(None, NOW)
    assert [e.action for e in shelf.history()] == ["publish"] * 3 + ["rollback"] * 3


def test_rolling_back_to_a_version_and_publishing_again_go_on_from_there(shelf: Shelf, tmp_path: Path) -> None:
    a, b = (shelf.publish(candidate(tmp_path, name), NOW).version for name in "ab")
    shelf.rollback(a, NOW)
    c = shelf.publish(candidate(tmp_path, "c"), NOW).version
    assert shelf.before() == a
    shelf.rollback(b, NOW)
    assert shelf.before() == c
    shelf.rollback(SHIPPED, NOW)
    assert live_name(shelf) == SHIPPED
    assert shelf.versions() == sorted([a, b, c], reverse=True)


@pytest.mark.parametrize("wrong", ["20261123-00000000", "../x", "current", ""])
def test_a_version_that_is_not_there_is_refused_and_the_live_one_stays(shelf: Shelf, tmp_path: Path, wrong: str) -> None:
    live = shelf.publish(candidate(tmp_path, "a"), NOW).version
    with pytest.raises(SnapshotError):
        shelf.rollback(wrong, NOW) if wrong else shelf.path(wrong)
    assert shelf.live() == live
    assert len(shelf.history()) == 1


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def _words(path: Path) -> None:
    path.write_text("không phải", encoding="utf-8")


def _empty(path: Path) -> None:
    path.unlink()
    build(path, (), (), "a test", NOW)


@pytest.mark.parametrize("spoil", [_cut, _words, _empty, Path.unlink])
def test_a_bad_candidate_is_refused_by_its_own_name_and_changes_nothing(shelf: Shelf, tmp_path: Path, spoil: object) -> None:
    shelf.publish(candidate(tmp_path, "a"), NOW)
    before = {p.name: p.read_bytes() for p in shelf.folder.iterdir()}
    bad = candidate(tmp_path, "b")
    spoil(bad)  # type: ignore[operator]
    with pytest.raises(SnapshotError) as fault:
        shelf.publish(bad, NOW)
    assert str(bad) in str(fault.value)
    assert ".candidate" not in str(fault.value)
    assert {p.name: p.read_bytes() for p in shelf.folder.iterdir()} == before


def test_a_published_file_that_was_spoilt_is_mended_by_publishing_it_again(shelf: Shelf, tmp_path: Path) -> None:
    path = candidate(tmp_path, "a")
    version = shelf.publish(path, NOW).version
    shelf.path(version).chmod(0o644)
    _cut(shelf.path(version))
    with pytest.raises(SnapshotError, match="motcua kb rollback"):
        shelf.open()
    shelf.publish(path, NOW)
    assert live_name(shelf) == "a"


def test_an_open_reader_keeps_its_file_while_others_are_published(shelf: Shelf, tmp_path: Path) -> None:
    shelf.publish(candidate(tmp_path, "a"), NOW)
    reader = shelf.open()
    assert isinstance(reader, Snapshot)
    shelf.publish(candidate(tmp_path, "b"), NOW)
    assert [p.name for p in reader] == ["a"]
    reader.close()


def test_a_pointer_that_says_nothing_names_the_way_back(shelf: Shelf, tmp_path: Path) -> None:
    for name in "ab":
        shelf.publish(candidate(tmp_path, name), NOW)
    (shelf.folder / "current").write_text("???", encoding="utf-8")
    with pytest.raises(SnapshotError, match="motcua kb rollback"):
        shelf.open()
    shelf.rollback(None, NOW)
    assert live_name(shelf) == "a"


def test_a_log_cut_off_by_a_crash_and_a_publication_not_yet_logged_do_no_harm(shelf: Shelf, tmp_path: Path) -> None:
    a, b = (shelf.publish(candidate(tmp_path, name), NOW).version for name in "ab")
    log = shelf.folder / "history.jsonl"
    first, second = log.read_text(encoding="utf-8").splitlines()
    log.write_text(f"{first}\n{second[:20]}", encoding="utf-8")
    assert [e.version for e in shelf.history()] == [a]
    assert shelf.live() == b
    assert shelf.before() == a


def test_the_log_says_what_became_live_when_and_in_whose_place(shelf: Shelf, tmp_path: Path) -> None:
    a = shelf.publish(candidate(tmp_path, "a"), NOW).version
    shelf.rollback(None, NOW + timedelta(hours=1))
    lines = [json.loads(line) for line in (shelf.folder / "history.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [
        {"at": "2026-11-23T09:00:00+00:00", "action": "publish", "version": a, "before": SHIPPED},
        {"at": "2026-11-23T10:00:00+00:00", "action": "rollback", "version": SHIPPED, "before": a},
    ]


@settings(deadline=None, max_examples=15)
@given(st.lists(st.sampled_from(["a", "b", "c", "back"]), max_size=8))
def test_rolling_back_always_ends_at_the_shipped_records(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    folder = tmp_path_factory.mktemp("kb")
    shelf = Shelf(folder / "kb")
    for step in steps:
        if step != "back":
            shelf.publish(candidate(folder, step), NOW)
        elif shelf.live() != SHIPPED:
            shelf.rollback(None, NOW)
    for _ in range(len(steps) + 1):
        if shelf.live() == SHIPPED:
            break
        shelf.rollback(None, NOW)
    assert shelf.live() == SHIPPED
