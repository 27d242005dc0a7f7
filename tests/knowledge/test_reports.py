"""Reports: spans, sums, and what stands in the files that are made of them."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Cm
from icalendar import Calendar
from matplotlib.image import imread
from openpyxl import load_workbook

from knowledge.reports.calendar import Due, calendar
from knowledge.reports.chart import draw
from knowledge.reports.counting import Entry, Report, Tally, make_report, of_government
from knowledge.reports.paper import summary, write_paper
from knowledge.reports.sheet import write_sheet
from knowledge.reports.spans import ReportSpan, Span, offered, read_span
from knowledge.tasks_status import Progress, State
from tests.plans import TODAY, plan, task

YEAR, HALF, Q2 = ReportSpan(2026, Span.YEAR), ReportSpan(2026, Span.HALF), ReportSpan(2026, Span.Q2)
OWN = plan()
GIVEN = plan(number="2629/QĐ-TTg", issuer="Thủ tướng Chính phủ", issued=date(2025, 12, 1), year=None)


def done(on: date, due: date | None = None) -> Progress:
    return Progress(State.DONE, 100, on, due)


ENTRIES = (
    Entry(OWN, task("1", "Rà soát", "31/3/2026", area="Thể chế"), done(date(2026, 3, 20))),
    Entry(OWN, task("2", "Khảo sát", "30/4/2026", area="Thể chế", lead=("Sở Y tế", "Sở Nội vụ")), done(date(2026, 5, 20))),
    Entry(OWN, task("3", "Số hóa", "31/5/2026", area="Số hóa"), Progress(percent=60)),
    Entry(OWN, task("4", "Đào tạo", "31/12/2026", area="Số hóa", lead=()), Progress()),
    Entry(OWN, task("5", "Việc thôi làm", "30/6/2026", area="Số hóa"), Progress(State.CANCELLED)),
    Entry(OWN, task("6", "=1+1 [tuyên truyền] & <b>", "Thường xuyên"), Progress()),
    Entry(GIVEN, task("1", "Luật", "Tháng 3/2026", lead=("Sở TT&TT",)), done(date(2026, 3, 31))),
    Entry(GIVEN, task("2", "Nghị định", "Tháng 4/2026"), Progress()),
    Entry(GIVEN, task("3", "Nền tảng", "Năm 2028"), Progress()),
    Entry(GIVEN, task("4", "Kho", "Giai đoạn 2026-2030"), Progress()),
)


def report(span: ReportSpan = YEAR, today: date = TODAY, office: str = "UBND tỉnh") -> Report:
    return make_report(ENTRIES, span, today, office)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("quý 2/2026", "2026Q2"), ("quý II năm 2026", "2026Q2"), ("quy 4", "2026Q4"), ("Q1", "2026Q1"), ("q3 2025", "2025Q3"),
        ("6 tháng", "2026H1"), ("6 tháng đầu năm 2026", "2026H1"), ("9 thang 2025", "2025M9"), ("9 tháng đầu năm", "2026M9"),
        ("năm 2026", "2026Y"), ("2025", "2025Y"), ("báo cáo năm", "2026Y"), ("2026Q2", "2026Q2"), ("2026H1", "2026H1"),
        ("2026 M9", "2026M9"), ("2026-y", "2026Y"),
    ],
)  # fmt: skip
def test_a_span_is_read(said: str, code: str) -> None:
    span = read_span(said, TODAY)
    assert span is not None and span.code == code
    assert read_span(span.name, TODAY) == read_span(span.code, TODAY) == span


@pytest.mark.parametrize("said", ["", "quý 5", "7 tháng", "hôm nay", "tháng 6/2026", "2026Q5", "quý"])
def test_what_is_no_span_is_none(said: str) -> None:
    assert read_span(said, TODAY) is None


def test_sums_run_from_the_years_beginning() -> None:
    assert (Q2.begins, Q2.first, Q2.ends) == (date(2026, 1, 1), date(2026, 4, 1), date(2026, 6, 30))
    assert (HALF.first, HALF.ends) == (date(2026, 1, 1), date(2026, 6, 30))
    assert offered(date(2026, 5, 1))[0].span is Span.YEAR and ReportSpan(2026, Span.Q3) not in offered(date(2026, 5, 1))


def test_the_whole_is_counted_the_governments_apart() -> None:
    whole = report().whole
    assert whole.own == Tally(total=6, on_time=1, late=1, running=2, overdue=1, cancelled=1, in_span=2)
    assert whole.own.percent == pytest.approx(40.0)
    assert whole.government == Tally(total=3, on_time=1, running=1, overdue=1, in_span=1)


def test_a_report_of_a_span_tells_how_things_stood_at_its_end() -> None:
    first = report(ReportSpan(2026, Span.Q1)).whole.own
    assert (first.on_time, first.late, first.overdue, first.in_span) == (1, 0, 0, 1)
    second = report(Q2).whole.own
    assert (second.on_time, second.late, second.overdue, second.in_span) == (1, 1, 1, 1)
    assert report(Q2, date(2026, 5, 1)).as_of == date(2026, 5, 1)
    assert report(Q2, date(2026, 5, 1)).whole.own.overdue == 1


def test_each_agency_has_its_tasks_under_its_name_of_today() -> None:
    rows = {row.name: row for row in report().agencies}
    assert rows["Sở Nội vụ"].own.total == 5 and rows["Sở Y tế"].own.late == 1
    assert rows["Sở Khoa học và Công nghệ"].government.on_time == 1
    assert report().agencies[-1].name == "(không nêu)"
    areas = {row.name: row.own.total for row in report().areas}
    assert areas == {"Thể chế": 2, "Số hóa": 3, "(không nêu)": 1}


@pytest.mark.parametrize(
    ("due", "year", "progress", "counts"),
    [
        ("30/6/2025", 2025, Progress(), True),
        ("30/6/2025", 2025, done(date(2025, 12, 31)), False),
        ("30/6/2025", 2025, done(date(2026, 1, 1)), True),
        ("30/6/2025", 2025, Progress(State.CANCELLED), False),
        ("30/6/2027", None, Progress(), False),
        ("30/6/2027", 2026, Progress(), True),
        ("Giai đoạn 2026-2030", None, Progress(), True),
        ("Giai đoạn 2027-2030", None, Progress(), False),
        ("Thường xuyên", 2026, Progress(), True),
        ("Thường xuyên", 2025, Progress(), False),
        ("Thường xuyên", None, Progress(), True),
    ],
)
def test_which_tasks_are_the_years(due: str, year: int | None, progress: Progress, counts: bool) -> None:
    entry = Entry(plan(year=year, issued=date(2025, 1, 5)), task(due=due), progress)
    assert make_report([entry], YEAR, TODAY).whole.own.total == counts


def test_a_plan_issued_after_the_span_is_not_in_its_report() -> None:
    assert make_report([Entry(plan(issued=date(2026, 7, 5)), task(), Progress())], HALF, TODAY).plans == ()


@pytest.mark.parametrize(
    ("number", "issuer", "government"),
    [
        ("2629/QĐ-TTg", "", True), ("76/NQ-CP", "", True), ("624/TB-VPCP", "", True), ("12/KH-UBND", "", False),
        ("5/KH", "Chính phủ", True),
        ("12/KH-UBND", "Ủy ban nhân dân", False),
    ],
)  # fmt: skip
def test_the_governments_plans_are_known_by_number_or_issuer(number: str, issuer: str, government: bool) -> None:
    assert of_government(plan(number=number, issuer=issuer or "Cơ quan")) is government


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_has_the_form_the_sums_and_every_task(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_sheet(report(), path)
    book = load_workbook(path)
    assert book.sheetnames == ["Tổng hợp", "Theo cơ quan", "Theo lĩnh vực", "Danh mục nhiệm vụ"]
    form = {(section, row[0]): row[3] for row in rows(book["Tổng hợp"])[5:19] if (section := row[1]) and row[2]}
    assert form["Số nhiệm vụ đề ra trong kế hoạch", "1"] == 6 and form["Tỷ lệ hoàn thành kế hoạch", "3"] == 40
    assert form["Số nhiệm vụ đã hoàn thành đúng hạn", "2"] == 1 and form["Số nhiệm vụ quá hạn chưa hoàn thành", "4"] == 1
    total = rows(book["Theo cơ quan"])[-1]
    assert total[1:] == ("Tổng cộng", 6, 2, 40, 1, 1, 1, 3, 1, 0, 1)
    tasks = rows(book["Danh mục nhiệm vụ"])[4:]
    assert len(tasks) == 9 and (tasks[1][9].date(), *tasks[1][10:12]) == (date(2026, 5, 31), "Quá hạn, đang thực hiện", 60)
    assert [row[10] == "Quá hạn, đang thực hiện" for row in tasks] == [True] * 2 + [False] * 7
    cells = [row[4] for row in book["Danh mục nhiệm vụ"].iter_rows(min_row=5)]
    assert {cell.data_type for cell in cells} == {"s"} and "=1+1 [tuyên truyền] & <b>" in {cell.value for cell in cells}


def test_the_paper_tells_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    write_paper(report(), path)
    paper = Document(str(path))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "Kế hoạch đề ra 6 nhiệm vụ; đã hoàn thành 2 nhiệm vụ, đạt 40%" in text
    assert "Chính phủ, Thủ tướng Chính phủ giao 3 nhiệm vụ: hoàn thành đúng hạn 1" in text
    assert summary(report())[0] in text
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    assert tables[0][0][0].startswith("UBND TỈNH")
    assert tables[2][-1] == ["", "Tổng cộng", "6", "2", "40", "1", "3", "1", "0", "1"]
    assert [row[1] for row in tables[4][1:]] == ["Nghị định", "Số hóa"]


def test_nothing_to_report_is_reported_too(tmp_path: Path) -> None:
    empty = make_report([], YEAR, TODAY)
    for name, write in (("r.xlsx", write_sheet), ("r.docx", write_paper)):
        write(empty, tmp_path / name)
    assert "0 nhiệm vụ" in summary(empty)[0] and "đạt" not in summary(empty)[0]
    assert draw(empty).startswith(b"\x89PNG")


def test_the_chart_is_a_picture_with_colours() -> None:
    picture = imread(io.BytesIO(draw(report())))
    assert picture.shape[0] > 300 and picture.shape[1] > 600
    assert len({tuple(int(v * 255) for v in pixel[:3]) for pixel in picture[::7, ::7].reshape(-1, picture.shape[2])}) > 5


def test_many_agencies_are_summed_up_in_one_bar() -> None:
    many = [Entry(OWN, task(str(n), lead=(f"Phòng {n}",)), Progress()) for n in range(50)]
    assert draw(make_report(many, YEAR, TODAY)).startswith(b"\x89PNG")


def test_the_calendar_has_a_day_for_each_task() -> None:
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    given = task("7", "Báo cáo; quý, năm\nvề SIPAS", "30/11/2026", output="Báo cáo", partners=("Sở Y tế",))
    (event,) = Calendar.from_ical(calendar([Due("k7", OWN, given, date(2026, 11, 30), 2)], now)).walk("VEVENT")
    assert str(event["summary"]) == "Hạn: Báo cáo; quý, năm\nvề SIPAS"
    assert [event.decoded(name) for name in ("dtstart", "dtend")] == [date(2026, 11, 30), date(2026, 12, 1)]
    assert str(event["uid"]) == "k7@motcua" and event["sequence"] == 2
    for words in ("12/KH-UBND, mục 7", "Sản phẩm: Báo cáo", "Chủ trì: Sở Nội vụ", "Phối hợp: Sở Y tế"):
        assert words in str(event["description"])


def test_the_paper_sets_its_columns_for_every_program_and_keeps_roman_numbers(tmp_path: Path) -> None:
    """LibreOffice reads the widths of columns, Word those of cells; "quý III" is no "quý iii"."""
    write_paper(report(ReportSpan(2026, Span.Q3)), tmp_path / "bc.docx")
    paper = Document(str(tmp_path / "bc.docx"))
    for table in paper.tables[1:4]:
        widths = [column.width for column in table.columns]
        assert len(set(widths)) > 2 and widths == [cell.width for cell in table.rows[0].cells]
        assert widths[1] == max(widths) and abs(sum(widths) - Cm(17)) < Cm(0.1)
    assert any("cải cách hành chính quý III năm 2026" in paragraph.text for paragraph in paper.paragraphs)


def test_rows_of_the_workbook_are_as_high_as_their_text(tmp_path: Path) -> None:
    write_sheet(report(), tmp_path / "bc.xlsx")
    book = load_workbook(tmp_path / "bc.xlsx")
    head = book["Theo cơ quan"].row_dimensions[5].height or book["Theo cơ quan"].row_dimensions[4].height
    assert head and head >= 45
