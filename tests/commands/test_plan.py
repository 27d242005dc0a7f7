"""`motcua plan import`: tasks as data on standard output, Problems on standard error, honest exit statuses."""

import json
from pathlib import Path

import pytest

from tests.annex_files import Grid, write_xlsx
from tests.commands.conftest import Motcua

HEAD = ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm")
GOOD = ("1", "Rà soát văn bản", "Sở Tư pháp, Sở Nội vụ", "Các sở, ban, ngành; Công an tỉnh", "Trước ngày 15/12/2026", "Báo cáo")
DOUBTFUL = ("2", "Việc [b]chưa rõ[/b]", "", "", "31/6/2026", "")


def sheet(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "phu_luc.xlsx"
    write_xlsx(Grid((HEAD, *rows), (), ("KẾ HOẠCH NĂM 2026",)), path)
    return path


def test_tasks_are_printed_as_json_lines(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), "--dry-run", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "no": "1",
            "description": "Rà soát văn bản",
            "output": "Báo cáo",
            "lead": ["Sở Tư pháp", "Sở Nội vụ"],
            "partners": ["Các sở, ban, ngành", "Công an tỉnh"],
            "due": {"kind": "day", "start": "2026-12-15", "end": "2026-12-15"},
            "due_verbatim": "Trước ngày 15/12/2026",
            "place": "phu_luc.xlsx!Sheet:3",
        }
    ]


def test_problems_go_to_standard_error_by_place_and_the_status_is_1(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD, DOUBTFUL), "--dry-run", "--json")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    assert json.loads(done.stdout.splitlines()[1])["due"] == {"kind": "event", "start": None, "end": None}
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == ["phu_luc.xlsx!Sheet:4"] * 2


def test_the_preview_counts_and_shows_doubtful_rows_first(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD, DOUBTFUL), "--dry-run")
    assert done.exit_code == 1
    assert "2 nhiệm vụ, 2 chỗ cần xem lại" in done.stdout
    assert "Sở Tư pháp" in done.stdout and "(không nêu)" in done.stdout
    assert "[b]" in done.stdout
    rows = done.stdout[done.stdout.index("Hiểu là") :]
    assert rows.index("chưa") < rows.index("Rà")


@pytest.mark.parametrize("name", ["quet.pdf", "khong_co.xlsx", "anh.png"])
def test_a_refused_file_prints_no_task_and_the_status_is_2(name: str, motcua: Motcua, tmp_path: Path) -> None:
    if name != "khong_co.xlsx":
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    done = motcua("plan", "import", tmp_path / name, "--dry-run", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(name) and "Hãy" in done.stderr


def test_a_plan_without_its_number_is_not_stored_and_what_to_add_is_said(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), "--yes")
    assert done.exit_code == 2 and "--edit 'số: …'" in done.stderr
