"""A list of tasks as a workbook for people; no value becomes a formula."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from knowledge.sources.spreadsheets import RISKY
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


def write(path: Path, tasks: Sequence[Found]) -> None:
    """Write the tasks, a row each, to a temporary file that then takes the place of `path`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nhiệm vụ")
    sheet.freeze_panes = "D2"
    for number, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, name) for name, _ in COLUMNS]
    for cell in head:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
    sheet.append(head)
    for task in tasks:
        sheet.append([_cell(sheet, value) for value in _values(task)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(tasks) + 1}"
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        book.save(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def as_bytes(tasks: Sequence[Found]) -> bytes:
    """Return the workbook as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / "tasks.xlsx"
        write(path, tasks)
        return path.read_bytes()


def _values(found: Found) -> Iterator[Any]:
    task, progress = found.entry.task, found.progress
    yield from (found.entry.plan.number, task.area, task.no, task.description, "; ".join(task.lead), "; ".join(task.partners), task.due)
    yield from (found.due, task.output, LABELS[found.status], progress.percent or None, progress.done, task.place)


def _cell(sheet: Any, value: Any) -> Any:
    """Return a cell; text stays text, whatever it looks like."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "dd/mm/yyyy" if hasattr(value, "year") else "General"
        return cell
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if RISKY.match(value):
        cell.quotePrefix = True
    return cell
