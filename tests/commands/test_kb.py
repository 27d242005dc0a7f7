"""`motcua kb`: snapshots built, imported and looked into."""

import json
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from knowledge.snapshot import Snapshot
from knowledge.sources import shipped
from tests.commands.conftest import Motcua

GOOD = """\
code: "9.000001"
name: Đăng ký nuôi rùa cảnh
field: Chăn nuôi
agency: UBND cấp xã
levels: [commune]
fees:
  - status: amount
    amount: 5000
source:
  name: Cổng thử
  checked: 2026-07-18
"""
LINK = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
KOI, TURTLE = "9.100001", "9.100002"


@pytest.fixture
def records(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the shipped procedures, with one good record."""
    folder = home / "procedures"
    folder.mkdir()
    (folder / "9.000001.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(shipped, "load_procedures", partial(shipped.load_procedures, folder))
    return folder


def test_build_makes_a_snapshot_of_the_shipped_records(motcua: Motcua, home: Path) -> None:
    result = motcua("kb", "build")
    assert result.exit_code == 0
    made = Snapshot(home / "var" / "kb.db")
    assert f"{made.info.procedures} procedures ({made.info.detailed} in full), {made.info.plans} plans" in result.stdout
    assert made.info.version in result.stdout
    assert made.info.detailed >= 100
    assert made.info.plans >= 1
    made.close()


def test_build_takes_a_place_and_leaves_nothing_beside_it(motcua: Motcua, home: Path, records: Path) -> None:
    result = motcua("kb", "build", "--out", "deep/er/my.db")
    assert result.exit_code == 0
    assert "1 procedures (1 in full)" in result.stdout
    assert [path.name for path in (home / "deep" / "er").iterdir()] == ["my.db"]


@pytest.mark.parametrize(
    ("was", "becomes", "line", "field"),
    [
        ("agency: UBND cấp xã", "agencie: UBND cấp xã", 4, "agencie"),
        ("levels: [commune]", "levels: [village]", 5, "levels.0"),
        ("    amount: 5000", "    amount: miễn phí", 8, "fees.0.amount"),
        ("  - status: amount", "  - status: zero", 7, "fees.0"),
        ("checked: 2026-07-18", "checked: 2026-13-18", 11, "source.checked"),
        ('code: "9.000001"', "code: '1193'", 1, "code"),
        ("name: Đăng ký", "name: [Đăng ký", 3, "not YAML"),
        ("field: Chăn nuôi", "name: Chăn nuôi", 3, "written twice"),
    ],
)
def test_a_wrong_record_is_named_with_file_line_and_field_and_nothing_is_built(
    motcua: Motcua, home: Path, records: Path, was: str, becomes: str, line: int, field: str
) -> None:
    (home / "kept.db").write_bytes(b"old")
    assert was in GOOD
    (records / "9.000001.yaml").write_text(GOOD.replace(was, becomes), encoding="utf-8")
    result = motcua("kb", "build", "--out", "kept.db")
    assert result.exit_code == 2
    place = f"{records / '9.000001.yaml'}:{line}: "
    assert any(told.startswith(place) and field in told for told in result.stderr.splitlines()), result.stderr
    assert (home / "kept.db").read_bytes() == b"old"
    assert result.stdout == ""


def test_all_wrong_records_are_named_at_once(motcua: Motcua, records: Path) -> None:
    (records / "9.000002.yaml").write_text(GOOD, encoding="utf-8")
    (records / "9.000003.yaml").write_text("", encoding="utf-8")
    (records / "9.000004.yaml").write_bytes(GOOD.replace("Đăng ký", "Đường").encode("cp1258", "replace"))
    (records / "9.000005.yaml").write_text(GOOD.replace("9.000001", "9.000005").replace("name: ", "nam: "), encoding="utf-8")
    result = motcua("kb", "build")
    assert result.exit_code == 2
    for number in (2, 3, 4, 5):
        assert f"9.00000{number}.yaml" in result.stderr
    assert f"{records / '9.000001.yaml'}:" not in result.stderr
    assert "name it 9.000001.yaml" in result.stderr


def test_a_place_that_cannot_be_written_is_told_without_a_traceback(motcua: Motcua, home: Path, records: Path) -> None:
    (home / "file").touch()
    result = motcua("kb", "build", "--out", "file/kb.db")
    assert result.exit_code == 2
    assert "file" in result.stderr


def detail(code: str, name: str, **changes: Any) -> dict[str, Any]:
    """A procedure in full as the portal's API answers it."""
    data = {
        "id": "0a-1",
        "code": code,
        "name": name,
        "categoriesDetails": [{"name": "Thủy sản", "code": "G1"}],
        "executingAgencies": "Sở Cá Cảnh",
        "executionSteps": [{"name": "", "description": "- Nộp đơn ở quầy.\n- Nhận giấy."}],
        "executionMethods": [
            {
                "submissionMethod": "DIRECT",
                "processingTime": 7,
                "processingTimeUnit": "WORKING_DAY",
                "description": "",
                "fees": [{"type": "FEE", "value": 0, "description": "Theo biểu phí của tỉnh"}],
            }
        ],
        "executionCases": [{"name": "", "profileComponents": [{"name": "Đơn xin nuôi cá koi", "originalQty": 1, "copyQty": 0}]}],
        "isProvince": True,
        "type": "STANDARD",
    }
    return {"code": "OK", "data": data | changes}


def row(code: str, name: str, **changes: Any) -> dict[str, Any]:
    """A row of the portal's catalogue."""
    given = {"id": "0b-2", "code": code, "name": name, "categories": ["Chăn nuôi"], "departments": ["Chi cục Rùa"], "type": "STANDARD"}
    return given | changes


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path, Path]:
    """What importing a folder with good and broken files said, the folder, and the snapshot made."""
    folder, out = tmp_path_factory.mktemp("portal"), tmp_path_factory.mktemp("out") / "portal.db"

    def put(name: str, *data: Any) -> None:
        (folder / name).write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in data), encoding="utf-8")

    koi = detail(KOI, "Cấp giấy phép nuôi cá koi trong hồ công viên")
    put("good.json", koi)
    (folder / "cut.json").write_text(json.dumps(koi)[:300], encoding="utf-8")
    put("type.json", detail("9.100003", "Sai kiểu", executionMethods="không phải danh sách"))
    put("nocode.json", {"code": "OK", "data": {k: v for k, v in koi["data"].items() if k != "code"}})
    put("refused.json", {**koi, "code": "NOT_FOUND"})
    (folder / "windows.json").write_bytes(_windows(json.dumps(detail("9.100004", "Cấp phép nuôi đà điểu"), ensure_ascii=False)))
    (folder / "notes.txt").write_text("not ours to read", encoding="utf-8")
    deeper = folder / "deeper"
    deeper.mkdir()
    broken = row("9.100005", "x")
    del broken["id"]
    put("deeper/catalog.jsonl", row(TURTLE, "Đăng ký cuộc đua rùa cấp huyện"), broken, row("mã hỏng", "y"))
    result = CliRunner().invoke(main, ["kb", "import", "portal", str(folder), "--out", str(out), "--checked", "2026-07-18"])
    return result, folder, out


def _windows(text: str) -> bytes:
    """Vietnamese as Windows-1258 keeps it: letters whole, tone marks apart."""
    marks = "\u0300\u0301\u0303\u0309\u0323"
    whole = "".join(
        unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", letter) if c not in marks))
        + "".join(c for c in unicodedata.normalize("NFD", letter) if c in marks)
        for letter in text
    )
    return whole.encode("cp1258")


def test_an_import_names_every_broken_file_and_row_and_takes_the_rest(imported: tuple[Result, Path, Path]) -> None:
    result, folder, out = imported
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    for place, why in {
        "cut.json": "not JSON, or cut off",
        "type.json": "data.executionMethods",
        "nocode.json": "data.code",
        "refused.json": "NOT_FOUND",
        "windows.json": "Windows-1258",
        "deeper/catalog.jsonl:2": "id",
        "deeper/catalog.jsonl:3": "code",
    }.items():
        assert [line for line in told if line.startswith(f"{folder / place}: ") and why in line], (place, told)
    assert "good.json" not in result.stderr
    assert "notes.txt" not in result.stderr
    assert f"7 files: 1 details, 1 catalogue rows, {len(told)} problems" in result.stdout
    held, own = Snapshot(out), shipped.load_procedures().records
    assert held.info.procedures == len(own) + 2
    assert held.procedure(KOI) is not None
    kept, ours = held.procedure("1.001193"), next(record for record in own if record.code == "1.001193")
    assert kept is not None
    assert replace(kept, questions=()) == replace(ours, questions=())
    assert set(ours.questions) < set(kept.questions)
    held.close()


def test_what_was_imported_is_answered_from(
    imported: tuple[Result, Path, Path], motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"koi": "xin giấy phép nuôi cá koi trong hồ công viên", "rùa": "đăng ký cuộc đua rùa", "own": "đăng ký kết hôn mất bao lâu"}
    (home / "in.jsonl").write_text("\n".join(json.dumps({"id": k, "question": q}) for k, q in asked.items()), encoding="utf-8")
    monkeypatch.setenv("MOTCUA_KB", str(imported[2]))
    assert motcua("ask", "--batch", "in.jsonl", "--out", "out.jsonl").exit_code == 0
    koi, turtle, own = (json.loads(line) for line in (home / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert koi["codes"][0] == KOI
    assert turtle["codes"][0] == TURTLE
    assert own["codes"][0] == "1.000894"
    assert own["outcome"] == "answer"


def test_a_full_import_is_told_whole_and_its_fee_is_not_free(imported: tuple[Result, Path, Path], motcua: Motcua) -> None:
    text = motcua("kb", "show", KOI, "--kb", imported[2]).stdout
    for told in (
        "nuôi cá koi",
        "7 ngày làm việc",
        "Đơn xin nuôi cá koi",
        "Theo biểu phí của tỉnh",
        "Sở Cá Cảnh",
        "18/07/2026",
        LINK + "0a-1",
    ):
        assert told in text
    assert "0 đồng" not in text
    assert "miễn phí" not in text.lower()


def test_of_a_catalogue_row_only_what_is_known_is_told_and_where_the_rest_is(imported: tuple[Result, Path, Path], motcua: Motcua) -> None:
    result = motcua("kb", "show", TURTLE, "--kb", imported[2])
    assert result.exit_code == 0
    for told in ("Đăng ký cuộc đua rùa", "Lĩnh vực: Chăn nuôi", "Cơ quan giải quyết: Chi cục Rùa", LINK + "0b-2", f"Mã {TURTLE}."):
        assert told in result.stdout
    assert "xem đầy đủ tại trang của thủ tục trên Cổng" in result.stdout
    for silent in ("Thời hạn giải quyết", "Phí, lệ phí", "Nguồn không nêu", "Giấy tờ cần có"):
        assert silent not in result.stdout


def test_an_import_of_good_files_alone_ends_with_0(motcua: Motcua, home: Path) -> None:
    (home / "one.json").write_text(json.dumps(detail(KOI, "Nuôi cá koi")), encoding="utf-8")
    result = motcua("kb", "import", "portal", "one.json", "--out", "new.db")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "1 files: 1 details, 0 catalogue rows, 0 problems" in result.stdout


def test_an_import_of_nothing_does_nothing(motcua: Motcua, home: Path) -> None:
    (home / "empty").mkdir()
    result = motcua("kb", "import", "portal", "empty", "--out", "new.db")
    assert result.exit_code == 2
    assert "empty" in result.stderr
    assert not (home / "new.db").exists()


def test_an_import_over_wrong_shipped_records_builds_nothing(motcua: Motcua, home: Path, records: Path) -> None:
    (records / "9.000001.yaml").write_text(GOOD.replace("agency", "agencie"), encoding="utf-8")
    (home / "one.json").write_text(json.dumps(detail(KOI, "Nuôi cá koi")), encoding="utf-8")
    result = motcua("kb", "import", "portal", "one.json", "--out", "new.db")
    assert result.exit_code == 2
    assert "9.000001.yaml:4: agencie" in result.stderr
    assert not (home / "new.db").exists()


def test_show_prints_all_that_is_known(motcua: Motcua, snapshot: Snapshot) -> None:
    result = motcua("kb", "show", "1.001193", "--kb", snapshot.path)
    record = snapshot.procedure("1.001193")
    assert result.exit_code == 0
    assert record is not None
    for paper in record.documents:
        assert paper.name in result.stdout
    for note in record.notes:
        assert f"{note.question}\n{note.answer} ({note.source})" in result.stdout


@pytest.mark.parametrize("code", ["1.999999", "khai sinh", "", "1.001193 "])
def test_an_unknown_code_is_told_with_what_codes_look_like(motcua: Motcua, snapshot: Snapshot, code: str) -> None:
    result = motcua("kb", "show", code, "--kb", snapshot.path)
    assert result.exit_code == 2
    assert f"{code}: not in {snapshot.path}" in result.stderr
    assert "1.001193" in result.stderr
    assert result.stdout == ""


def test_info_tells_what_a_snapshot_holds_and_where_it_comes_from(motcua: Motcua, snapshot: Snapshot) -> None:
    result = motcua("kb", "info", "--kb", snapshot.path)
    assert result.exit_code == 0
    for told in (snapshot.info.version, snapshot.info.digest, f"{snapshot.info.procedures} procedures", "motcua kb build"):
        assert told in result.stdout


def test_info_without_a_name_is_of_the_shipped_records_and_builds_them_once(motcua: Motcua, home: Path, records: Path) -> None:
    first, again = motcua("kb", "info"), motcua("kb", "info")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == again.stdout
    assert "1 procedures" in first.stdout
    assert len(list((home / "var").iterdir())) == 1


def nothing(path: Path, good: Path) -> None:
    """No file at all."""


def words(path: Path, good: Path) -> None:
    """A file of words."""
    path.write_text("không phải cơ sở dữ liệu " * 500, encoding="utf-8")


def empty(path: Path, good: Path) -> None:
    """An empty file."""
    path.touch()


def other(path: Path, good: Path) -> None:
    """A database of something else."""
    with sqlite3.connect(path) as db:
        db.execute("create table t (a)")
    db.close()


def newer(path: Path, good: Path) -> None:
    """A snapshot of a format to come."""
    path.write_bytes(good.read_bytes())
    with sqlite3.connect(path) as db:
        db.execute("update meta set value = '999' where key = 'format'")
    db.close()


def cut(path: Path, good: Path) -> None:
    """The first half of a snapshot."""
    path.write_bytes(good.read_bytes()[: good.stat().st_size // 2])


def holed(path: Path, good: Path) -> None:
    """A snapshot whose middle is lost."""
    data = good.read_bytes()
    path.write_bytes(data[: len(data) // 4] + bytes(len(data) // 4) + data[len(data) // 4 * 2 :])


def unreadable(path: Path, good: Path) -> None:
    """A snapshot with a record that no program can read."""
    path.write_bytes(good.read_bytes())
    with sqlite3.connect(path) as db:
        db.execute("update procedures set record = '{'")
    db.close()


Broken = Callable[[Path, Path], None]


@pytest.mark.parametrize("broken", [nothing, words, empty, other, newer, cut, holed, unreadable])
def test_a_missing_or_corrupt_snapshot_is_named_with_what_to_do(
    motcua: Motcua, home: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, broken: Broken
) -> None:
    broken(home / "bad.db", snapshot.path)
    monkeypatch.setenv("MOTCUA_KB", "bad.db")
    result = motcua("ask", "đăng ký kết hôn")
    assert result.exit_code == 2
    assert "bad.db" in result.stderr
    assert "motcua kb build" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [("chat", "--once", "xin chào"), ("kb", "info"), ("kb", "show", "1.001193")])
@pytest.mark.parametrize("broken", [nothing, words, cut])
def test_every_command_that_needs_the_snapshot_names_a_broken_one(
    motcua: Motcua, home: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], broken: Broken
) -> None:
    broken(home / "bad.db", snapshot.path)
    monkeypatch.setenv("MOTCUA_KB", "bad.db")
    result = motcua(*arguments)
    assert result.exit_code == 2
    assert "bad.db" in result.stderr
    assert result.stdout == ""
