"""A list of tasks as a workbook for people; no value becomes a formula."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from xlsxwriter import Workbook

from knowledge.reports.sheet import A3, height, looks_of, put
from knowledge.tasks import LABELS, Found

COLUMNS = (
    ("Kế hoạch", 16),
    ("Lĩnh vực", 24),
    ("TT", 6),
    ("Nhiệm vụ", 60),
    ("Cơ quan chủ trì", 28),
    ("Cơ quan phối hợp", 28),
    ("Thời hạn", 18),
    ("Đến ngày", 12),
    ("Sản phẩm", 28),
    ("Trạng thái", 18),
    ("Tiến độ (%)", 10),
    ("Hoàn thành ngày", 12),
    ("Vị trí", 24),
)
_WIDTHS = tuple(width for _, width in COLUMNS)


def write(path: Path, tasks: Sequence[Found]) -> None:
    """Write the tasks, a row each, to a temporary file that then takes the place of `path`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with Workbook(str(temporary), {"default_date_format": "dd/mm/yyyy"}) as book:
            _write(book, tasks)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(book: Workbook, tasks: Sequence[Found]) -> None:
    sheet, looks = book.add_worksheet("Nhiệm vụ"), looks_of(book)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(1, len(tasks)), len(COLUMNS) - 1)
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        put(sheet, 0, column, name, looks.head)
    sheet.set_row(0, height([name for name, _ in COLUMNS], [0.85 * width for width in _WIDTHS]))
    for number, task in enumerate(tasks, 1):
        values = tuple(_values(task))
        sheet.set_row(number, height(values, _WIDTHS))
        for column, value in enumerate(values):
            look = looks.day if isinstance(value, date) else looks.number if isinstance(value, int) else looks.text
            put(sheet, number, column, value, look)


def as_bytes(tasks: Sequence[Found]) -> bytes:
    """Return the workbook as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / "tasks.xlsx"
        write(path, tasks)
        return path.read_bytes()


def _values(found: Found) -> Iterator[object]:
    task, progress = found.entry.task, found.progress
    yield from (found.entry.plan.number, task.area, task.no, task.description, "; ".join(task.lead), "; ".join(task.partners), task.due)
    yield from (found.due, task.output, LABELS[found.status], progress.percent or None, progress.done, task.place)
