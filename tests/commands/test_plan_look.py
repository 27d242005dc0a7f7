"""`motcua plan ask`, `list`, `show`, `export`: look-ups on the command line."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.commands.conftest import Motcua


def test_a_look_up_prints_its_filters_and_its_tasks_as_data(motcua: Motcua) -> None:
    done = motcua("plan", "ask", "bo cong an co viec gi den han thang 6", "--today", "2026-06-10", "--json")
    data = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (0, "")
    period = {"kind": "month", "start": "2026-06-01", "end": "2026-06-30"}
    assert data["filters"] == {"agency": "Bộ Công an", "role": "lead", "period": period}
    assert [task["place"] for task in data["tasks"]] == [
        f"Phụ lục II, mục {at}" for at in ("I, số 11", "I, số 14", "II, số 3", "V, số 1", "V, số 2")
    ]
    assert {"plan", "no", "description", "lead", "due", "place", "status"} <= data["tasks"][0].keys()
    assert data["emptied_by"] is None and data["ignored"] == []


def test_the_day_of_today_decides_what_is_overdue(motcua: Motcua) -> None:
    def overdue(today: str) -> int:
        return len(json.loads(motcua("plan", "ask", "nhiệm vụ quá hạn", "--today", today, "--json").stdout)["tasks"])

    assert [overdue(day) for day in ("2025-12-31", "2026-01-01", "2026-06-10")] == [0, 5, 7]


def test_an_empty_list_names_the_filter_that_emptied_it(motcua: Motcua) -> None:
    done = motcua("plan", "ask", "Bộ Công an về lâm nghiệp", "--json")
    data = json.loads(done.stdout)
    assert (done.exit_code, data["tasks"], data["emptied_by"]) == (0, [], "words")
    assert "vì bộ lọc: từ ngữ" in motcua("plan", "ask", "Bộ Công an về lâm nghiệp").stdout


def test_a_question_about_a_plan_is_answered(motcua: Motcua) -> None:
    done = motcua("plan", "ask", "ke hoach 4003 co may linh vuc", "--json")
    data = json.loads(done.stdout)
    assert data["filters"] == {"part": "areas", "plan": "4003"}
    assert len(data["told"][0]["items"]) == 6 and "6 lĩnh vực" in data["answer"]


def test_what_is_held_is_listed_and_shown(motcua: Motcua) -> None:
    listed = motcua("plan", "list").stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["2629/QĐ-TTg", "4003/QĐ-UBND"]
    shown = motcua("plan", "show", "4003").stdout
    assert "6. Xây dựng và phát triển Chính phủ điện tử" in shown and "Khen thưởng" in shown
    wrong = motcua("plan", "show", "9999")
    assert (wrong.exit_code, wrong.stdout) == (2, "") and "2629/QĐ-TTg" in wrong.stderr


def test_a_look_up_is_exported_as_a_sheet(motcua: Motcua, tmp_path: Path) -> None:
    out = tmp_path / "viec.xlsx"
    done = motcua("plan", "export", out, "--ask", "Bộ Tài chính chủ trì việc gì năm 2026")
    assert done.exit_code == 0 and "4 nhiệm vụ" in done.stdout
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:4] == ("Kế hoạch", "Lĩnh vực", "TT", "Nhiệm vụ")
    assert len(rows) == 5 and all(row[0] == "2629/QĐ-TTg" and row[12] for row in rows[1:])
    assert list(tmp_path.glob(".viec*")) == []


@pytest.mark.parametrize(("name", "question"), [("viec.csv", ""), ("viec.xlsx", "chỉ tiêu về dữ liệu")])
def test_an_export_that_makes_no_sense_is_refused_and_writes_nothing(motcua: Motcua, tmp_path: Path, name: str, question: str) -> None:
    done = motcua("plan", "export", tmp_path / name, "--ask", question)
    assert done.exit_code == 2 and "Hãy" in done.stderr
    assert not (tmp_path / name).exists()


def test_an_imported_plan_is_looked_up_beside_those_that_ship(motcua: Motcua, tmp_path: Path) -> None:
    file = tmp_path / "phu_luc.csv"
    file.write_text("STT,Nhiệm vụ,Chủ trì,Phối hợp,Thời hạn,Sản phẩm\n1,Khảo sát sự hài lòng,Sở Nội vụ,,30/11/2026,Báo cáo\n", "utf-8")
    edits = ("số: 12/KH-UBND", "tên: Kế hoạch năm 2026", "ngày: 5/1/2026", "cơ quan: UBND tỉnh")
    stored = motcua("plan", "import", file, "--yes", *(part for edit in edits for part in ("--edit", edit)))
    assert "Đã lưu 12/KH-UBND: 1 nhiệm vụ" in stored.stdout, stored.stderr
    asked = motcua("plan", "ask", "việc của Sở Nội vụ quá hạn", "--today", "2026-12-01", "--json")
    assert [task["plan"] for task in json.loads(asked.stdout)["tasks"]] == ["12/KH-UBND"]
    assert "12/KH-UBND" in motcua("plan", "list").stdout
