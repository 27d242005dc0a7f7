"""Full-text search in the snapshot file, by our own command and by the tools people have."""

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.fulltext import query
from knowledge.records import Document, Note, Procedure
from knowledge.snapshot import Snapshot, SnapshotError, build
from tests.conftest import procedure

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BIRTH = procedure("1.000001", documents=(Document(name="Giấy chứng sinh"),))
LAND = procedure(
    "1.000002",
    name="Đăng ký đất đai",
    folk_names=("làm sổ đỏ",),
    notes=(Note(question="Ở xa thì sao?", answer="Ủy quyền được.", source="Luật Đất đai"),),
)
RECORDS = (BIRTH, LAND)


@pytest.fixture
def held(tmp_path: Path) -> Snapshot:
    """A snapshot of two records."""
    build(tmp_path / "kb.db", RECORDS, (), "a test", NOW)
    return Snapshot(tmp_path / "kb.db")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("đất đai", [LAND]),
        ("dat dai", [LAND]),
        ("ĐẤT dai", [LAND]),
        ("so do", [LAND]),
        ("sổ đỏ", [LAND]),
        ("đang ký dat", [LAND]),
        ("giay chung sin", [BIRTH]),
        ("uy quyen", [LAND]),
        ("dang ky", [BIRTH, LAND]),
        ("1.000002", [LAND]),
        ("sổ chứng", []),
        ('"đất" OR (', []),
        ("đất - * ^ : ", [LAND]),
        ("...", []),
    ],
)
def test_words_are_found_with_marks_and_without_and_the_last_may_be_unfinished(held: Snapshot, words: str, found: list[Procedure]) -> None:
    assert sorted(code for code, _ in held.search(words, 10)) == [p.code for p in found]
    held.close()


def test_a_name_goes_before_a_mention(tmp_path: Path) -> None:
    mention = procedure("1.000000", name="Cấp giấy", conditions=("Đã đăng ký kết hôn",))
    wedding = procedure("1.000009", name="Đăng ký kết hôn")
    build(tmp_path / "kb.db", (mention, wedding), (), "a test", NOW)
    held = Snapshot(tmp_path / "kb.db")
    assert [code for code, _ in held.search("ket hon", 10)] == ["1.000009", "1.000000"]
    assert len(held.search("ket hon", 1)) == 1
    held.close()


def test_a_query_of_no_word_is_empty() -> None:
    assert query(" ,.; ") == ""


def test_a_snapshot_from_before_there_was_full_text_says_so(held: Snapshot) -> None:
    db = sqlite3.connect(held.path)
    db.execute("drop table procedures_fts")
    db.commit()
    db.close()
    with pytest.raises(SnapshotError, match="before there was full-text search"):
        held.search("đất", 10)
    held.close()


def test_sqlite_utils_searches_the_file_as_is(held: Snapshot) -> None:
    command = [str(Path(sys.executable).with_name("sqlite-utils")), "search", str(held.path), "procedures", "dat dai", "-c", "code"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == [{"code": "1.000002"}]
    held.close()


def test_whole_snapshots_verify_and_changed_ones_do_not(held: Snapshot) -> None:
    held.verify()
    db = sqlite3.connect(held.path)
    db.execute("delete from procedures where code = '1.000002'")
    db.commit()
    db.close()
    with pytest.raises(SnapshotError, match="not those it was built with"):
        held.verify()
    held.close()


def test_a_snapshot_of_nothing_does_not_verify(tmp_path: Path) -> None:
    build(tmp_path / "kb.db", (), (), "a test", NOW)
    held = Snapshot(tmp_path / "kb.db")
    with pytest.raises(SnapshotError, match="no procedure"):
        held.verify()
    held.close()
