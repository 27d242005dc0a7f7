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


EDITS = ("--edit", "số: 12/KH-UBND\nngày: 5/1/2026")


def test_a_plan_that_lacks_its_number_is_not_stored_and_the_command_says_how(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), "--yes")
    assert done.exit_code == 2
    assert "--edit 'số: …'" in done.stderr
    assert motcua("plan", "report", "--period", "năm 2026", "--out", tmp_path / "r.xlsx").stdout.count("đề ra 0 nhiệm vụ") == 1


def test_a_plan_is_stored_and_importing_it_corrected_tells_what_changes(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), *EDITS, "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Kế hoạch mới 12/KH-UBND: 1 nhiệm vụ" in done.stdout and "Đã lưu 12/KH-UBND: 1 nhiệm vụ" in done.stdout
    again = motcua("plan", "import", sheet(tmp_path, GOOD), *EDITS, "--yes")
    assert "không có gì để thay đổi" in again.stdout
    changed = (GOOD[0], GOOD[1], GOOD[2], GOOD[3], "20/12/2026", GOOD[5])
    done = motcua("plan", "import", sheet(tmp_path, changed, ("2", "Việc mới", "Sở Y tế", "", "Quý IV/2026", "")), *EDITS, "--yes")
    assert "thêm 1, bỏ 0, sửa 1, giữ nguyên 0" in done.stdout


def test_without_yes_it_asks_and_no_answer_stores_nothing(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), *EDITS)
    assert "Lưu kế hoạch này?" in done.stdout
    assert "Đã lưu" not in done.stdout and done.exit_code != 0


def test_a_correction_that_is_not_understood_stores_nothing(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), "--edit", "dòng 9: hạn: mai", "--yes")
    assert done.exit_code == 2 and "Không có dòng 9" in done.stderr


def test_json_goes_with_dry_run_alone(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("plan", "import", sheet(tmp_path, GOOD), "--json")
    assert done.exit_code == 2 and "--dry-run" in done.stderr


@pytest.mark.parametrize("form", ["xlsx", "docx", "png"])
def test_a_report_is_written(motcua: Motcua, tmp_path: Path, form: str) -> None:
    motcua("plan", "import", sheet(tmp_path, GOOD), *EDITS, "--yes")
    out = tmp_path / f"bao_cao.{form}"
    done = motcua("plan", "report", "--period", "quý 4/2026", "--out", out, "--today", "2026-12-20")
    assert done.exit_code == 0, done.stderr
    assert "đề ra 1 nhiệm vụ" in done.stdout and "quá hạn chưa hoàn thành 1" in done.stdout
    assert out.stat().st_size > 5000


@pytest.mark.parametrize(
    ("period", "out", "said"),
    [("quý 7", "r.xlsx", "--period"), ("năm 2026", "r.pdf", ".docx"), ("năm 2026", "khong/co/r.xlsx", "không có thư mục")],
)
def test_a_report_that_cannot_be_made_says_why(motcua: Motcua, tmp_path: Path, period: str, out: str, said: str) -> None:
    done = motcua("plan", "report", "--period", period, "--out", tmp_path / out)
    assert done.exit_code == 2 and said in done.stderr
    assert not (tmp_path / out).exists()
