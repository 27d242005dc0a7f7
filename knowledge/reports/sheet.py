"""A report as a workbook: the form officials file, sums by agency and area, and every task.

Written by XlsxWriter: a text stays a text whatever it looks like, and 130,000 cells take two seconds at most.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from knowledge.reports import words
from knowledge.reports.counting import Line, Report, Row
from knowledge.tasks_status import LABELS, Status

_LOOK = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True, "border": 1, "border_color": "#808080"}
_MIDDLE = {"align": "center", "valign": "vcenter"}
_TINTS = {
    LABELS[Status.OVERDUE]: "#F8CBAD",
    LABELS[Status.DUE_SOON]: "#FFE699",
    LABELS[Status.DONE_LATE]: "#E2EFDA",
    LABELS[Status.DONE_ON_TIME]: "#C6E0B4",
}
A3, A4 = 8, 9
"""The papers' numbers in XLSX."""
LINE, TALLEST = 15.0, 400.0
"""The height of a line, and the greatest of a row, in points."""
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767
"""The characters that a cell holds."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How cells look."""

    text: Format
    bold: Format
    middle: Format
    number: Format
    share: Format
    day: Format
    head: Format
    total: Format
    total_share: Format
    title: Format
    note: Format
    tints: dict[str, Format]


def looks_of(book: Workbook) -> Looks:
    """Make the looks in a workbook."""

    def look(**more: Any) -> Format:
        return book.add_format(_LOOK | more)

    return Looks(
        text=look(),
        bold=look(bold=True),
        middle=look(**_MIDDLE),
        number=look(align="center"),
        share=look(**_MIDDLE, num_format="0.00"),
        day=look(align="center", num_format="dd/mm/yyyy"),
        head=look(**_MIDDLE, bold=True, bg_color="#DDEBF7"),
        total=look(**_MIDDLE, bold=True),
        total_share=look(**_MIDDLE, bold=True, num_format="0.00"),
        title=look(**_MIDDLE, bold=True, font_size=13, border=0),
        note=look(italic=True, font_size=10, border=0, **_MIDDLE),
        tints={label: look(bg_color=colour) for label, colour in _TINTS.items()},
    )


def write_sheet(report: Report, path: Path) -> None:
    """Write the workbook."""
    with Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        looks = looks_of(book)
        _indicators(book, looks, report)
        _rows(book, looks, report, "Theo cơ quan", "Cơ quan chủ trì", report.agencies, words.counting_note(report))
        _rows(book, looks, report, "Theo lĩnh vực", "Lĩnh vực", report.areas, "")
        _tasks(book, looks, report)


def put(sheet: Worksheet, row: int, column: int, value: object, look: Format) -> None:
    """Write a cell as what it is; a text stays text, whatever it looks like."""
    match value:
        case None:
            sheet.write_blank(row, column, None, look)
        case str():
            sheet.write_string(row, column, _BAD.sub("", value)[:LONGEST], look)
        case date():
            sheet.write_datetime(row, column, value, look)
        case int() | float():
            sheet.write_number(row, column, value, look)


def _sheet(
    book: Workbook, looks: Looks, name: str, widths: Sequence[int], heading: Sequence[str], *, paper: int = A4, wide: bool = True
) -> Worksheet:
    """Add a sheet with its heading; the table's head is to stand in the row after the next."""
    sheet = book.add_worksheet(name)
    if wide:
        sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.set_footer("&CTrang &P/&N")
    sheet.fit_to_pages(1, 0)
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    for number, line in enumerate(heading):
        sheet.merge_range(number, 0, number, len(widths) - 1, _BAD.sub("", line), looks.note if number else looks.title)
    sheet.repeat_rows(len(heading) + 1)
    return sheet


def _head(sheet: Worksheet, row: int, names: Sequence[str], looks: Looks, widths: Sequence[int]) -> None:
    sheet.set_row(row, height(names, [0.85 * width for width in widths]))
    for i, name in enumerate(names):
        put(sheet, row, i, name, looks.head)


def height(values: Iterable[object], widths: Iterable[float]) -> float:
    """Return the height of a row in points: not every program finds by itself how many lines a wrapped cell takes."""
    lines = (-(-len(value) // max(1, int(width))) for value, width in zip(values, widths, strict=False) if isinstance(value, str))
    return min(LINE * max(lines, default=1), TALLEST)


def _indicators(book: Workbook, looks: Looks, report: Report) -> None:
    widths = (7, 60, 14, 14, 34)
    lines = (words.title(report), report.office or words.BLANK, words.counted_from(report))
    sheet = _sheet(book, looks, "Tổng hợp", widths, lines, wide=False)
    _head(sheet, 4, words.INDICATORS_HEAD, looks, widths)
    row = 5
    for row, values in enumerate(words.indicators(report), 5):
        heading = values[3] is None and not values[2]
        for i, value in enumerate(values):
            look = looks.bold if heading else looks.text if i in {1, 4} else looks.share if isinstance(value, float) else looks.middle
            put(sheet, row, i, value, look)
    told = "; ".join(f"{plan.number} ({plan.issued:%d/%m/%Y})" for plan in report.plans) or "chưa có kế hoạch nào"
    sheet.merge_range(row + 2, 0, row + 2, 4, _BAD.sub("", f"Các kế hoạch được tính: {told}."), looks.note)


def _rows(book: Workbook, looks: Looks, report: Report, name: str, what: str, rows: Sequence[Row], note: str) -> None:
    heading = [f"{words.title(report)} {name.upper()}", words.counted_from(report), *([note] if note else [])]
    widths = (6, 44, *[12] * 10)
    sheet = _sheet(book, looks, name, widths, heading)
    first = len(heading) + 1
    _head(sheet, first, [text.format(what) for text in words.ROWS_HEAD], looks, widths)
    for number, row in enumerate(rows, 1):
        sheet.set_row(first + number, height([row.name], [widths[1]]))
        for i, value in enumerate(words.figures(number, row)):
            put(sheet, first + number, i, value, looks.text if i == 1 else looks.share if isinstance(value, float) else looks.middle)
    for i, value in enumerate(words.figures(None, report.whole)):
        look = looks.bold if i == 1 else looks.total_share if isinstance(value, float) else looks.total
        put(sheet, first + len(rows) + 1, i, value, look)


def _tasks(book: Workbook, looks: Looks, report: Report) -> None:
    widths = (6, 18, 7, 26, 60, 28, 26, 26, 22, 12, 18, 9, 12)
    heading = (f"DANH MỤC NHIỆM VỤ – {report.span.name.upper()}", words.counted_from(report))
    sheet = _sheet(book, looks, "Danh mục nhiệm vụ", widths, heading, paper=A3)
    sheet.freeze_panes(4, 0)
    sheet.autofilter(3, 0, 3 + max(1, len(report.lines)), len(widths) - 1)
    _head(sheet, 3, words.TASKS_HEAD, looks, widths)
    for number, line in enumerate(sorted(report.lines, key=_late_first), 1):
        values = words.task_row(number, line)
        sheet.set_row(3 + number, height(values, widths))
        for i, value in enumerate(values):
            look = looks.tints.get(value, looks.text) if i == words.STATUS and isinstance(value, str) else looks.text
            look = looks.number if isinstance(value, int) else look
            put(sheet, 3 + number, i, value, looks.day if isinstance(value, date) else look)


def _late_first(line: Line) -> tuple[bool, date]:
    late = line.status is Status.OVERDUE
    return not late, (line.due or date.max) if late else date.max
