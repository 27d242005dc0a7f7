"""A report as a workbook: the form officials file, sums by agency and area, and every task."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange

from knowledge.reports import words
from knowledge.reports.counting import Report, Row
from knowledge.tasks_status import LABELS, Status

FONT = "Times New Roman"
A4 = 9
"""The paper's number in XLSX."""
_LINE = Side(style="thin", color="808080")
_GRID = Border(_LINE, _LINE, _LINE, _LINE)
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_TINTS = {
    LABELS[Status.OVERDUE]: PatternFill("solid", fgColor="F8CBAD"),
    LABELS[Status.DUE_SOON]: PatternFill("solid", fgColor="FFE699"),
    LABELS[Status.DONE_LATE]: PatternFill("solid", fgColor="E2EFDA"),
    LABELS[Status.DONE_ON_TIME]: PatternFill("solid", fgColor="C6E0B4"),
}
_PLAIN, _BOLD, _TITLE, _NOTE = Font(FONT, 11), Font(FONT, 11, bold=True), Font(FONT, 13, bold=True), Font(FONT, 10, italic=True)
_TEXT = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(wrap_text=True, horizontal="center", vertical="center")


def write_sheet(report: Report, path: Path) -> None:
    """Write the workbook."""
    book = Workbook(write_only=True)
    _indicators(book, report)
    _rows(book, report, "Theo cơ quan", "Cơ quan chủ trì", report.agencies, words.counting_note(report))
    _rows(book, report, "Theo lĩnh vực", "Lĩnh vực", report.areas, "")
    _tasks(book, "Quá hạn chưa xong", report, [line for line in report.lines if line.status is Status.OVERDUE])
    _tasks(book, "Danh mục nhiệm vụ", report, report.lines)
    book.save(path)


def _cell(sheet: Any, value: object, font: Font = _PLAIN, align: Alignment = _TEXT, *, grid: bool = True) -> Any:
    """Return a cell; a text stays text, whatever it looks like."""
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(sheet, cast(Any, value))
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        elif isinstance(value, float):
            cell.number_format = "0.00"
    cell.font, cell.alignment = font, align
    if grid:
        cell.border = _GRID
    return cell


def _sheet(book: Workbook, name: str, widths: Sequence[int], heading: Iterable[str], landscape: bool = True) -> Any:
    made: Any = book.create_sheet(name)
    made.page_setup.orientation = "landscape" if landscape else "portrait"
    made.page_setup.paperSize = A4
    made.page_setup.fitToHeight = 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    for i, width in enumerate(widths, 1):
        made.column_dimensions[get_column_letter(i)].width = width
    merged = []
    for number, line in enumerate(heading, 1):
        made.append([_cell(made, line, _TITLE if number == 1 else _NOTE, _MIDDLE, grid=False)])
        merged.append(f"A{number}:{get_column_letter(len(widths))}{number}")
    made.merged_cells = MultiCellRange(merged)
    made.append([])
    return made


def _head(sheet: Any, names: Iterable[str]) -> None:
    cells = [_cell(sheet, name, _BOLD, _MIDDLE) for name in names]
    for cell in cells:
        cell.fill = _HEAD
    sheet.append(cells)


def _indicators(book: Workbook, report: Report) -> None:
    lines = (words.title(report), report.office or words.BLANK, words.counted_from(report))
    sheet = _sheet(book, "Tổng hợp", (7, 60, 14, 14, 34), lines, landscape=False)
    _head(sheet, words.INDICATORS_HEAD)
    for row in words.indicators(report):
        font = _BOLD if row[3] is None and not row[2] else _PLAIN
        sheet.append([_cell(sheet, value, font, _TEXT if i in {1, 4} else _MIDDLE) for i, value in enumerate(row)])
    sheet.append([])
    told = "; ".join(f"{plan.number} ({plan.issued:%d/%m/%Y})" for plan in report.plans) or "chưa có kế hoạch nào"
    sheet.append([_cell(sheet, "", grid=False), _cell(sheet, f"Các kế hoạch được tính: {told}.", _NOTE, grid=False)])


def _rows(book: Workbook, report: Report, name: str, what: str, rows: Sequence[Row], note: str) -> None:
    heading = [f"{words.title(report)} {name.upper()}", words.counted_from(report), *([note] if note else [])]
    sheet = _sheet(book, name, (6, 44, *[12] * 10), heading)
    _head(sheet, (text.format(what) for text in words.ROWS_HEAD))
    for number, row in enumerate(rows, 1):
        sheet.append([_cell(sheet, value, _PLAIN, _TEXT if i == 1 else _MIDDLE) for i, value in enumerate(words.figures(number, row))])
    sheet.append([_cell(sheet, value, _BOLD, _TEXT if i == 1 else _MIDDLE) for i, value in enumerate(words.figures(None, report.whole))])


def _tasks(book: Workbook, name: str, report: Report, lines: Sequence[Any]) -> None:
    widths = (6, 18, 7, 26, 60, 28, 26, 26, 22, 12, 18, 9, 12)
    sheet = _sheet(book, name, widths, (f"{name.upper()} – {report.span.name.upper()}", words.counted_from(report)))
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(widths))}{4 + len(lines)}"
    _head(sheet, words.TASKS_HEAD)
    for number, line in enumerate(lines, 1):
        cells = [_cell(sheet, value) for value in words.task_row(number, line)]
        if tint := _TINTS.get(cells[10].value):
            cells[10].fill = tint
        sheet.append(cells)
