"""Task annexes as officials write them: columns in any order, merged cells, groups, numbers that restart, footers."""

import unicodedata
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from knowledge.records import Task
from knowledge.sources.annex import Annex, read_plan
from nlp import periods
from nlp.dates import Kind
from tests.annex_files import WRITERS, Area, Grid, write_csv, write_docx, write_html

HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")
FORMS = [".xlsx", ".docx", ".html", ".csv", ".md", ".pdf"]
MERGING = [".xlsx", ".docx", ".html", ".pdf"]


def annex(folder: Path, *lines: str, form: str = ".xlsx", merged: tuple[Area, ...] = (), title: tuple[str, ...] = ()) -> Annex:
    """Write lines of cells ("1 | Việc | Sở Nội vụ") as a file and read it."""
    rows = [tuple(cell.strip().replace("\\n", "\n") for cell in line.split("|")) for line in lines]
    width = max(map(len, rows))
    path = folder / f"phu_luc{form}"
    WRITERS[form](Grid(tuple(row + ("",) * (width - len(row)) for row in rows), merged, title), path)
    return read_plan(path)


def told(task: Task) -> tuple[str, ...]:
    return task.no, task.description, "; ".join(task.lead), "; ".join(task.partners), task.due, task.output


def messages(read: Annex) -> list[str]:
    return [f"{problem.place.split('!')[-1]} {problem.message}" for problem in read.problems]


@pytest.mark.parametrize("form", FORMS)
def test_a_plan_with_a_heading_of_two_rows_and_areas_is_read_from_every_form(form: str, tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "TT | Nội dung công việc | Phân công thực hiện | | Thời gian | | Kết quả",
        " | | Chủ trì | Phối hợp | Bắt đầu | Hoàn thành | ",
        "(1) | (2) | (3) | (4) | (5) | (6) | (7)",
        "I | CẢI CÁCH THỂ CHẾ | | | | | ",
        "1 | Rà soát văn bản | Sở Tư pháp | Các sở, ban, ngành | Tháng 1 | Tháng 6 | Báo cáo",
        "2 | Ban hành kế hoạch | Như trên | nt | Quý I | Quý II/2026 | Kế hoạch",
        "II | CẢI CÁCH THỦ TỤC HÀNH CHÍNH | | | | | ",
        "1 | Công bố thủ tục | VP UBND tỉnh | | | Thường xuyên | Quyết định",
        "1.1 | Đơn giản hóa | Sở Nội vụ, Sở Tài chính | UBND các xã, phường | | Trước 15/12 | ",
        form=form,
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 1, 6)),
        title=(
            "ỦY BAN NHÂN DÂN TỈNH",
            "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026",
            "(Ban hành kèm theo Quyết định số 123/QĐ-UBND ngày 15 tháng 12 năm 2025 của Ủy ban nhân dân tỉnh)",
        ),
    )
    assert (read.number, read.issued, read.year) == ("123/QĐ-UBND", date(2025, 12, 15), 2026)
    assert read.title == "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026"
    assert read.areas == ("CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH")
    assert [told(task) for task in read.tasks] == [
        ("1", "Rà soát văn bản", "Sở Tư pháp", "Các sở, ban, ngành", "Tháng 6", "Báo cáo"),
        ("2", "Ban hành kế hoạch", "Sở Tư pháp", "Các sở, ban, ngành", "Quý II/2026", "Kế hoạch"),
        ("1", "Công bố thủ tục", "VP UBND tỉnh", "", "Thường xuyên", "Quyết định"),
        ("1.1", "Đơn giản hóa", "Sở Nội vụ; Sở Tài chính", "UBND các xã, phường", "Trước 15/12", ""),
    ]
    assert [task.due_period for task in read.tasks] == [
        periods.month(2026, 6),
        periods.quarter(2026, 2),
        periods.RECURRING,
        periods.day(date(2026, 12, 15)),
    ]
    assert [task.area for task in read.tasks] == ["CẢI CÁCH THỂ CHẾ"] * 2 + ["CẢI CÁCH THỦ TỤC HÀNH CHÍNH"] * 2
    assert read.problems == ()


@pytest.mark.parametrize("form", FORMS)
def test_columns_are_known_in_any_order_and_wording(form: str, tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "Thời hạn hoàn thành | Đơn vị thực hiện | Số TT | Tên văn bản cần ban hành | Nguồn kinh phí | Đơn vị phối hợp | Kết quả đầu ra",
        "30/6/2026 | Sở Nội vụ | 1 | Quy chế làm việc | Ngân sách | Sở Tài chính | Quyết định",
        "Quý III/2026 | Sở Y tế | 2 | Quy định tuyến | | | Quyết định",
        form=form,
    )
    assert [told(task) for task in read.tasks] == [
        ("1", "Quy chế làm việc", "Sở Nội vụ", "Sở Tài chính", "30/6/2026", "Quyết định"),
        ("2", "Quy định tuyến", "Sở Y tế", "", "Quý III/2026", "Quyết định"),
    ]


@pytest.mark.parametrize("form", MERGING)
def test_merged_cells_are_shared_by_their_rows(form: str, tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "STT | Nhiệm vụ | Chủ trì | Phối hợp | Thời hạn",
        "1 | Việc một | Sở Nội vụ | Sở Y tế | Quý I/2026",
        "2 | Việc hai | | | Quý II/2026",
        "3 | Việc ba | | Sở Xây dựng | ",
        form=form,
        merged=((1, 2, 3, 2), (1, 3, 2, 3), (2, 4, 3, 4)),
    )
    assert [told(task)[1:5] for task in read.tasks] == [
        ("Việc một", "Sở Nội vụ", "Sở Y tế", "Quý I/2026"),
        ("Việc hai", "Sở Nội vụ", "Sở Y tế", "Quý II/2026"),
        ("Việc ba", "Sở Nội vụ", "Sở Xây dựng", "Quý II/2026"),
    ]
    assert read.problems == ()


@pytest.mark.parametrize("form", MERGING)
def test_a_task_over_several_rows_is_one_for_its_partners_and_several_for_its_leads(form: str, tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "TT | Nhiệm vụ | Chủ trì | Phối hợp | Thời hạn",
        "1 | Việc một | Sở Nội vụ | Sở Y tế | 30/6/2026",
        " | | | Sở Xây dựng | ",
        "2 | Việc hai | Sở Nội vụ | Sở Y tế | 30/9/2026",
        " | | Sở Tài chính | Công an tỉnh | ",
        form=form,
        merged=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 4, 2, 4), (3, 0, 4, 0), (3, 1, 4, 1), (3, 4, 4, 4)),
    )
    assert [told(task)[:5] for task in read.tasks] == [
        ("1", "Việc một", "Sở Nội vụ", "Sở Y tế; Sở Xây dựng", "30/6/2026"),
        ("2", "Việc hai", "Sở Nội vụ", "Sở Y tế", "30/9/2026"),
        ("2", "Việc hai", "Sở Tài chính", "Công an tỉnh", "30/9/2026"),
    ]


@pytest.mark.parametrize("form", [".xlsx", ".md", ".csv"])
def test_numbers_nest_and_restart_and_a_bare_title_is_a_group(form: str, tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Thời gian",
        "A | NHIỆM VỤ CHUNG | | ",
        "I | Thể chế | | ",
        "1 | Xây dựng đề án | | ",
        "a) | Khảo sát | Sở Nội vụ | Tháng 3/2026",
        "b) | Trình ban hành | Sở Nội vụ | Tháng 6/2026",
        "2 | Tổ chức hội nghị gồm: | Sở Y tế | Quý III/2026",
        " | - Hội nghị cấp tỉnh | | ",
        " | - Hội nghị cấp xã | | ",
        "II | Thủ tục | | ",
        "1 | Rà soát | Sở Tư pháp | Hằng năm",
        "1.1. | Niêm yết | Sở Tư pháp | Hằng năm",
        "Tổng cộng | 5 nhiệm vụ | | ",
        form=form,
    )
    assert [(task.no, task.description, task.area) for task in read.tasks] == [
        ("a", "Khảo sát", "Thể chế"),
        ("b", "Trình ban hành", "Thể chế"),
        ("2", "Tổ chức hội nghị gồm: - Hội nghị cấp tỉnh - Hội nghị cấp xã", "Thể chế"),
        ("1", "Rà soát", "Thủ tục"),
        ("1.1", "Niêm yết", "Thủ tục"),
    ]


def test_a_heading_said_again_and_footers_are_no_tasks(tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "Nhiệm vụ | Cơ quan thực hiện | Hoàn thành",
        "1. Xây dựng đề án | Sở KH&CN | Q2/2026",
        "Nội dung | Cơ quan thực hiện | Hoàn thành",
        "2. Tập huấn | Sở Nội vụ | 12/2026",
        "Nơi nhận: | | ",
        "- Như trên; | | TM. ỦY BAN NHÂN DÂN",
        "- Lưu: VT. | | CHỦ TỊCH",
    )
    assert [told(task)[:3] for task in read.tasks] == [("1", "Xây dựng đề án", "Sở KH&CN"), ("2", "Tập huấn", "Sở Nội vụ")]


def test_short_and_shifted_rows_find_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "lech.csv"
    path.write_text(
        "STT;Nhiệm vụ;Chủ trì;Phối hợp;Thời hạn;Sản phẩm\n"
        "1;Việc một;Sở Nội vụ;Sở Y tế;Quý I/2026;Báo cáo\n"
        "2;Việc hai;Sở Tài chính;Quý II/2026;Kế hoạch\n"
        "Việc ba không số;Sở Tư pháp;Sở Y tế;Tháng 6/2026;Kế hoạch\n"
        ";4;Việc bốn;Sở Xây dựng;;30/9/2026\n",
        encoding="utf-8",
    )
    assert [told(task)[1:] for task in read_plan(path).tasks] == [
        ("Việc một", "Sở Nội vụ", "Sở Y tế", "Quý I/2026", "Báo cáo"),
        ("Việc hai", "Sở Tài chính", "", "Quý II/2026", "Kế hoạch"),
        ("Việc ba không số", "Sở Tư pháp", "Sở Y tế", "Tháng 6/2026", "Kế hoạch"),
        ("Việc bốn", "Sở Xây dựng", "", "30/9/2026", ""),
    ]


def test_doubtful_rows_are_told_by_place_and_kept(tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "|".join(HEAD),
        "1 | Việc không ai làm | | | Quý I/2026 | ",
        "2 | Việc không hạn | Sở Y tế | | | ",
        "3 | Việc hạn lạ | Sở Y tế | | 31/6/2026 | ",
        "4 | Việc theo sự kiện | Sở Y tế | | Khi có phát sinh | ",
        "5 | Việc thiếu năm | Sở Y tế | | Tháng 6 | ",
    )
    assert [task.due_period.kind for task in read.tasks if task.due_period] == [Kind.QUARTER, Kind.NONE, Kind.EVENT, Kind.EVENT, Kind.EVENT]
    assert [message.split(":")[1].split(" ")[0] for message in messages(read)] == ["2", "3", "4", "6"]
    assert "“31/6/2026”" in messages(read)[2]
    assert len(read.doubtful) == 4


def test_agencies_over_the_tasks_lead_them_where_no_column_does(tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "STT | Nội dung nhiệm vụ | Sản phẩm | Thời gian hoàn thành",
        "I | Sở Nội vụ | | ",
        "1 | Việc một | Kế hoạch | Tháng 3/2026",
        "II | Sở Tài chính | | ",
        "1 | Việc hai | Báo cáo | Tháng 5/2026",
    )
    assert [task.lead for task in read.tasks] == [("Sở Nội vụ",), ("Sở Tài chính",)]


def test_ticked_quarters_and_both_sides_in_one_cell_are_read(tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "STT | Nội dung | Đơn vị thực hiện | Thời gian thực hiện năm 2026 | | | | Kết quả",
        " | | | Quý I | Quý II | Quý III | Quý IV | ",
        "1 | Việc một | Chủ trì: Sở Nội vụ; Phối hợp: Sở Tài chính, Sở Y tế | x | | | | Báo cáo",
        "2 | Việc hai | Sở Xây dựng chủ trì, phối hợp với Công an tỉnh | | x | x | | Báo cáo",
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 6), (0, 7, 1, 7)),
    )
    assert [told(task)[2:5] for task in read.tasks] == [
        ("Sở Nội vụ", "Sở Tài chính; Sở Y tế", "Quý I"),
        ("Sở Xây dựng", "Công an tỉnh", "Quý II, Quý III"),
    ]
    assert [task.due_period for task in read.tasks] == [periods.quarter(2026, 1), periods.between(date(2026, 4, 1), date(2026, 9, 30))]


def test_a_detailed_column_tells_the_task_and_the_wider_one_its_area(tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "TT | Nhiệm vụ | Hoạt động cụ thể | Cơ quan, đơn vị chủ trì | Thời gian hoàn thành (năm 2026)",
        "1 | Thể chế | Rà soát | Sở Tư pháp | Quý I",
        " | | Ban hành | Sở Nội vụ | Tháng 9",
        merged=((1, 0, 2, 0), (1, 1, 2, 1)),
    )
    assert [(task.area, task.description, task.due_period) for task in read.tasks] == [
        ("Thể chế", "Rà soát", periods.quarter(2026, 1)),
        ("Thể chế", "Ban hành", periods.month(2026, 9)),
    ]


def test_a_table_of_targets_is_left_out_and_told(tmp_path: Path) -> None:
    read = annex(
        tmp_path,
        "STT | Chỉ tiêu | Đơn vị tính | Kế hoạch 2026 | Cơ quan theo dõi",
        "1 | Tỷ lệ hài lòng | % | 95 | Sở Nội vụ",
        "STT | Nhiệm vụ | Chủ trì | Thời hạn | ",
        "1 | Khảo sát hài lòng | Sở Nội vụ | Quý IV/2026 | ",
    )
    assert [task.description for task in read.tasks] == ["Khảo sát hài lòng"]
    assert "chỉ tiêu" in messages(read)[0]


def test_several_sheets_days_and_hidden_sheets_of_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Bìa"
    cover["A1"] = "KẾ HOẠCH NĂM 2026"
    first = book.create_sheet("Phụ lục 1")
    first.append(["STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"])
    first.append([1, "Việc một", "Sở Nội vụ", date(2026, 6, 30)])
    first.append([1.1, "Việc hai", "Sở Y tế", date(2026, 7, 1)])
    first["D3"].number_format = "mm/yyyy"
    first.append([2, "Việc ba", "Sở Y tế", 2026])
    second = book.create_sheet("Phụ lục 2")
    second.append(["TT", "Công việc", "Đơn vị phụ trách", "Hạn"])
    second.append(["1", "Việc bốn", "Sở Tư pháp", "Tháng 9"])
    hidden = book.create_sheet("Nháp")
    hidden.append(["TT", "Công việc", "Chủ trì"])
    hidden.append([1, "Việc nháp", "Sở Y tế"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "so.xlsx")
    read = read_plan(tmp_path / "so.xlsx")
    assert [(task.no, task.description, task.due_period, task.place) for task in read.tasks] == [
        ("1", "Việc một", periods.day(date(2026, 6, 30)), "so.xlsx!Phụ lục 1:2"),
        ("1.1", "Việc hai", periods.month(2026, 7), "so.xlsx!Phụ lục 1:3"),
        ("2", "Việc ba", periods.year(2026), "so.xlsx!Phụ lục 1:4"),
        ("1", "Việc bốn", periods.month(2026, 9), "so.xlsx!Phụ lục 2:2"),
    ]
    assert messages(read) == ["Nháp Trang tính bị ẩn: đã bỏ qua."]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_with_any_separator_and_encoding(delimiter: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "bang.csv"
    grid = Grid((HEAD, ("1", "Rà soát; sửa, bổ sung", "Sở Nội vụ", "Sở Y tế; Công an tỉnh", "Quý I/2026", "Báo cáo")))
    write_csv(grid, path, delimiter, encoding)
    read = read_plan(path)
    assert [told(task) for task in read.tasks] == [
        ("1", "Rà soát; sửa, bổ sung", "Sở Nội vụ", "Sở Y tế; Công an tỉnh", "Quý I/2026", "Báo cáo")
    ]
    assert read.problems == ()


def test_an_old_vietnamese_encoding_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "cu.csv"
    text = "STT;Nhiệm vụ;Chủ trì;Thời hạn\n1;Rà soát văn bản;Sở Nội vụ;Tháng 6/2026\n"
    marks = "\u0300\u0301\u0303\u0309\u0323"
    apart = "".join(
        unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", char) if c not in marks))
        + "".join(c for c in unicodedata.normalize("NFD", char) if c in marks)
        for char in text
    )
    path.write_bytes(apart.encode("cp1258"))
    read = read_plan(path)
    assert [told(task)[1:3] for task in read.tasks] == [("Rà soát văn bản", "Sở Nội vụ")]
    assert "Windows-1258" in messages(read)[0]


def test_markdown_keeps_places_breaks_and_rows_that_go_on(tmp_path: Path) -> None:
    path = tmp_path / "file.md"
    path.write_text(
        "# KẾ HOẠCH CÔNG TÁC NĂM 2026\n\n"
        "| STT | **Nhiệm vụ** | Chủ trì | Phối hợp | Thời hạn |\n"
        "|:---|---|---|---|---:|\n"
        "| **I** | **Thể chế** | | | |\n"
        "| 1 | Rà soát<br>văn bản | Sở Nội vụ<br>Sở Y tế | - Sở Tư pháp;<br>- Công an tỉnh | Quý I |\n"
        "| | - Phần hai của việc | | | Quý II |\n",
        encoding="utf-8",
    )
    read = read_plan(path)
    assert [(*told(task)[:5], task.place) for task in read.tasks] == [
        ("1", "Rà soát văn bản", "Sở Nội vụ; Sở Y tế", "Sở Tư pháp; Công an tỉnh", "Quý I", "file.md:6"),
        ("1", "- Phần hai của việc", "Sở Nội vụ; Sở Y tế", "", "Quý II", "file.md:7"),
    ]
    assert [task.due_period for task in read.tasks] == [periods.quarter(2026, 1), periods.quarter(2026, 2)]
    assert "lấy theo hàng trên" in messages(read)[0]


PAGE = """
|
**STT**
|
**Nhiệm vụ**
|
**Chủ trì**
|
**Tình
trạng**
|
**Thời hạn**
|
|
**I**
|
**Thể chế**
|
|
1
|
Việc
một
|
Bộ Khoa học và
Công nghệ
|
|
Quý I/2026
|
|
Việc hai
|
Bộ Công an
|
Mới
|
Quý II/2026
|
|
2
|
Việc ba
|
Bộ Y tế
|
Mới
|
30/9/2026
|
[1] Ghi chú cuối trang.
Văn bản liên quan
|
Địa chỉ
|
Số 1
|
"""


def test_a_page_with_a_cell_a_line_is_read_to_its_end_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "trang.md"
    path.write_text(PAGE, encoding="utf-8")
    assert [(*told(task)[:5:2], task.description) for task in read_plan(path).tasks] == [
        ("1", "Bộ Khoa học và Công nghệ", "Quý I/2026", "Việc một"),
        ("1", "Bộ Công an", "Quý II/2026", "Việc hai"),
        ("2", "Bộ Y tế", "30/9/2026", "Việc ba"),
    ]


def test_a_table_within_a_table_is_found(tmp_path: Path) -> None:
    heading = "<tr><th>STT</th><th>Nhiệm vụ</th><th>Chủ trì</th></tr>"
    inner = f"<table>{heading}<tr><td>1</td><td><p>Việc</p><p>một</p></td><td>Sở Y tế</td></tr></table>"
    (tmp_path / "trang.html").write_text(f"<html><body><table><tr><td>{inner}</td></tr></table></body></html>", encoding="utf-8")
    assert [told(task)[:3] for task in read_plan(tmp_path / "trang.html").tasks] == [("1", "Việc một", "Sở Y tế")]
    document = docx.Document()
    outer = document.add_table(1, 1)
    table = outer.cell(0, 0).add_table(2, 3)
    for row, cells in zip(table.rows, [("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Việc một", "Sở Y tế")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(str(tmp_path / "long.docx"))
    assert [told(task)[:3] for task in read_plan(tmp_path / "long.docx").tasks] == [("1", "Việc một", "Sở Y tế")]


def test_numbers_that_word_counts_by_itself_are_counted(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, cells in zip(
        table.rows, [("STT", "Nhiệm vụ", "Chủ trì"), ("", "Việc một", "Sở Y tế"), ("", "Việc hai", "Sở Nội vụ")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for row in table.rows[1:]:
        row.cells[0].paragraphs[0].style = "List Number"
        properties = row.cells[0].paragraphs[0]._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = 1
    document.save(str(tmp_path / "so.docx"))
    assert [task.no for task in read_plan(tmp_path / "so.docx").tasks] == ["1", "2"]


@pytest.mark.parametrize("form", [".pdf", ".docx", ".html"])
def test_a_long_table_over_pages_is_read_once_and_whole(form: str, tmp_path: Path) -> None:
    lines = [
        f"{number} | Nhiệm vụ số {number}: {'rà soát văn bản ' * 8} | Sở Nội vụ | Các sở | Quý I/2026 | Báo cáo" for number in range(1, 121)
    ]
    read = annex(tmp_path, "|".join(HEAD), "I | Thể chế | | | | ", *lines, form=form)
    assert [task.no for task in read.tasks] == [str(number) for number in range(1, 121)]
    assert {task.area for task in read.tasks} == {"Thể chế"}
    assert {task.lead for task in read.tasks} == {("Sở Nội vụ",)}


def test_word_tables_cut_in_two_go_on_without_a_heading(tmp_path: Path) -> None:
    document = docx.Document()
    for rows in (
        [("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Việc một", "Sở Y tế")],
        [("2", "Việc hai", "Sở Nội vụ"), ("3", "Việc ba", "Sở Xây dựng")],
    ):
        table = document.add_table(len(rows), 3)
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("")
    document.save(str(tmp_path / "cat.docx"))
    assert [told(task)[:3] for task in read_plan(tmp_path / "cat.docx").tasks] == [
        ("1", "Việc một", "Sở Y tế"),
        ("2", "Việc hai", "Sở Nội vụ"),
        ("3", "Việc ba", "Sở Xây dựng"),
    ]


def test_a_plan_without_year_in_its_title_lends_none(tmp_path: Path) -> None:
    several = annex(tmp_path, "|".join(HEAD), "1 | Việc | Sở Y tế | | Quý II | ", title=("KẾ HOẠCH GIAI ĐOẠN 2026 - 2030",))
    assert several.year is None and several.tasks[0].due_period == periods.EVENT
    issued = annex(tmp_path, "|".join(HEAD), "1 | Việc | Sở Y tế | | Quý II | ", title=("Kế hoạch ngày 20 tháng 12 năm 2025",))
    assert issued.year is None and issued.tasks[0].due_period == periods.EVENT


@pytest.mark.parametrize("write", [write_docx, write_html])
def test_the_same_file_reads_the_same_twice(write: object, tmp_path: Path) -> None:
    assert callable(write)
    path = tmp_path / ("a.docx" if write is write_docx else "a.html")
    write(Grid((HEAD, ("1", "Việc", "Sở Y tế", "", "Quý I/2026", ""))), path)
    assert read_plan(path) == read_plan(path)
