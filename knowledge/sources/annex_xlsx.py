"""Sheets of an Excel file: merged cells, days as Excel keeps them, and formulas by the value last saved."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

from knowledge.sources.annex_files import check_zip
from knowledge.sources.annex_tables import (
    MAX_CELLS,
    MAX_ROWS,
    TOO_MANY_CELLS,
    TOO_MANY_ROWS,
    AnnexError,
    Budget,
    Content,
    Row,
    Table,
    clean,
)
from nlp.files import Problem

_NAMED = 8
WIDEST = 100
"""Columns that are read: no annex has more, but sheets have forgotten cells far to the right."""
LAST_ROW = 1_048_576
"""The last row that a sheet may have."""
_WIDE = "Trang tính quá rộng so với một phụ lục. Hãy chỉ giữ bảng nhiệm vụ rồi gửi lại."


def read_file(path: Path) -> Content:
    """Read an Excel file; places are `name!Sheet1:14`, the sheet and its row."""
    check_zip(path, "xl/workbook.xml", "Excel (.xlsx)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that tell nothing of tasks.
        try:
            used = _survey(path)
            values = openpyxl.load_workbook(path, data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(path, keep_links=False) if any(sheet.formulas for sheet in used.values()) else None
        except AnnexError:
            raise
        except Exception as error:  # openpyxl throws whatever its parts throw; the file is at fault.
            raise AnnexError(f"{path.name}: tệp Excel hỏng, không đọc được. Hãy mở bằng Excel, lưu lại rồi gửi.") from error
    tables: list[Table] = []
    problems: list[Problem] = []
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            problems.append(Problem(f"{path.name}!{sheet.title}", "Trang tính bị ẩn: đã bỏ qua."))
            continue
        if sheet.title not in used:
            continue
        if formulas:
            problems += _formulas(path.name, sheet, formulas[sheet.title], used[sheet.title])
        rows = tuple(_rows(path.name, sheet, used[sheet.title]))
        if rows:
            tables.append(Table(rows, sheet.title))
    return Content(tuple(tables), "\n".join(table.before for table in tables), tuple(problems))


@dataclass(slots=True)
class _Used:
    """What a sheet uses: the numbers of its rows with something in them, its last column, and whether it has formulas."""

    rows: list[int] = field(default_factory=list)
    width: int = 1
    formulas: bool = False


def _survey(path: Path) -> dict[str, _Used]:
    """Walk the sheets without keeping them, and refuse what is too large.

    What a sheet claims to reach counts for nothing: a forgotten cell at its far end makes it a million rows of sixteen thousand cells.
    """
    _count_tags(path)
    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    budget, empty, found = Budget(), 0, dict[str, _Used]()
    try:
        for sheet in book.worksheets:
            used = found[sheet.title] = _Used()
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                filled = [column for column, value in enumerate(row, 1) if value is not None]
                empty += len(row) - len(filled)
                used.formulas = used.formulas or any(isinstance(value, str) and value.startswith("=") for value in row)
                if filled:
                    budget.take(len(filled))
                    used.rows.append(number)
                    used.width = max([used.width, *(column for column in filled if column <= WIDEST)])
                if empty > 20 * MAX_CELLS or number > LAST_ROW:
                    raise AnnexError(_WIDE)
            if len(used.rows) * used.width > 3 * MAX_CELLS:
                raise AnnexError(_WIDE)
    finally:
        book.close()
    return found


def _count_tags(path: Path) -> None:
    """Refuse a sheet with far too many rows, empty ones too, or far too large merged cells, before anything is made of them."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
                rows = merged = 0
                tail = b""
                with package.open(name) as part:
                    while chunk := part.read(2**20):
                        rows += chunk.count(b"<row")
                        areas = [match for match in _AREA.finditer(tail + chunk) if match.end() > len(tail)]
                        merged += sum(_size(match) for match in areas)
                        tail = (tail + chunk)[-200:]
                        if rows > 4 * MAX_ROWS:
                            raise AnnexError(TOO_MANY_ROWS)
                        if merged > MAX_CELLS:
                            raise AnnexError(TOO_MANY_CELLS)


_AREA = re.compile(rb"mergeCell\b[^>]{0,100}?ref=[\"'](\$?[A-Z]{1,3})(\$?\d{1,7}):(\$?[A-Z]{1,3})(\$?\d{1,7})[\"']")


def _size(area: re.Match[bytes]) -> int:
    """How many cells an area covers."""
    left, top, right, bottom = (text.decode().lstrip("$") for text in area.groups())
    return (column_index_from_string(right) - column_index_from_string(left) + 1) * (int(bottom) - int(top) + 1)


def _formulas(name: str, values: Any, formulas: Any, used: _Used) -> Iterator[Problem]:
    """Tell which cells are formulas: read by their saved value, or lost where none is saved."""
    kept: list[str] = []
    lost: list[str] = []
    for number in used.rows:
        for cell in next(formulas.iter_rows(number, number, max_col=used.width)):
            if cell.data_type == "f":
                (kept if values[cell.coordinate].value is not None else lost).append(cell.coordinate)
    if kept:
        yield Problem(f"{name}!{values.title}", f"{len(kept)} ô là công thức, đã đọc giá trị lưu trong tệp: {_some(kept)}.")
    if lost:
        yield Problem(
            f"{name}!{values.title}",
            f"{len(lost)} ô là công thức chưa có giá trị lưu, coi như trống: {_some(lost)}. Hãy mở bằng Excel rồi lưu lại.",
        )


def _some(cells: list[str]) -> str:
    return ", ".join(cells[:_NAMED]) + ("…" if len(cells) > _NAMED else "")


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """The first cell of each merged cell."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] <= MAX_ROWS
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _rows(name: str, sheet: Any, used: _Used) -> Iterator[Row]:
    merged = _merged(sheet)
    spanned = {row for row, _ in merged} if used.rows else set[int]()
    for number in sorted({*used.rows, *(row for row in spanned if used.rows[0] <= row <= used.rows[-1])}):
        row = next(sheet.iter_rows(number, number, max_col=used.width))
        if not any(cell.value is not None or (number, cell.column) in merged for cell in row):
            continue
        cells, up, across = [], set[int](), set[int]()
        for index, cell in enumerate(row):
            top, left = merged.get((number, cell.column), (number, cell.column))
            if left < cell.column:
                across.add(index)
            if top < number:
                up.add(index)
            source = cell if (top, left) == (number, cell.column) else sheet.cell(top, left)
            cells.append("" if left < cell.column else clean(_shown(source)))
        bold = [cell.font.b for cell in row if cell.value is not None]
        yield Row(tuple(cells), f"{name}!{sheet.title}:{number}", frozenset(up), frozenset(across), strong=bool(bold) and all(bold))


def _shown(cell: Any) -> str:
    """Return a value as Excel shows it, days in the Vietnamese order."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        shape = str(cell.number_format or "").lower()
        if "d" not in shape.replace("[$-", "") and "m" in shape and "y" in shape:
            return f"{value.month:02}/{value.year}"
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:g}"
    return str(value)
