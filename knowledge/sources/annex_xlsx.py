"""Sheets of an Excel file: merged cells, days as Excel keeps them, and formulas by the value last saved."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from knowledge.sources.annex_files import check_zip
from knowledge.sources.annex_tables import MAX_CELLS, MAX_ROWS, TOO_MANY_ROWS, AnnexError, Budget, Content, Row, Table, clean
from nlp.files import Problem

_NAMED = 8


def read_file(path: Path) -> Content:
    """Read an Excel file; places are `name!Sheet1:14`, the sheet and its row."""
    check_zip(path, "xl/workbook.xml", "Excel (.xlsx)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that tell nothing of tasks.
        try:
            has_formulas = _count(path)
            values = openpyxl.load_workbook(path, data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(path, keep_links=False) if has_formulas else None
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
        if formulas:
            problems += _formulas(path.name, sheet, formulas[sheet.title])
        rows = tuple(_rows(path.name, sheet))
        if rows:
            tables.append(Table(rows, sheet.title))
    return Content(tuple(tables), "\n".join(table.before for table in tables), tuple(problems))


def _count(path: Path) -> bool:
    """Walk the sheets without keeping them; refuse what is too large, and say whether there are formulas."""
    _count_tags(path)
    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    budget, empty, formulas = Budget(), 0, False
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            for row in sheet.iter_rows(values_only=True):
                filled = sum(value is not None for value in row)
                empty += len(row) - filled
                formulas = formulas or any(isinstance(value, str) and value.startswith("=") for value in row)
                if filled:
                    budget.take(filled)
                if empty > 20 * MAX_CELLS:
                    raise AnnexError("Trang tính quá rộng so với một phụ lục. Hãy chỉ giữ bảng nhiệm vụ rồi gửi lại.")
    finally:
        book.close()
    return formulas


def _count_tags(path: Path) -> None:
    """Refuse a sheet with far too many rows, empty ones too, before anything is made of them."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
                rows = 0
                with package.open(name) as part:
                    while chunk := part.read(2**20):
                        rows += chunk.count(b"<row")
                        if rows > 4 * MAX_ROWS:
                            raise AnnexError(TOO_MANY_ROWS)


def _formulas(name: str, values: Any, formulas: Any) -> Iterator[Problem]:
    """Tell which cells are formulas: read by their saved value, or lost where none is saved."""
    kept: list[str] = []
    lost: list[str] = []
    for row in formulas.iter_rows():
        for cell in row:
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


def _rows(name: str, sheet: Any) -> Iterator[Row]:
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] <= MAX_ROWS
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    width = _width(sheet)
    for number, row in enumerate(sheet.iter_rows(max_col=width), sheet.min_row):
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


def _width(sheet: Any) -> int:
    """The last column that holds anything; Excel often claims many more."""
    return max((cell.column for row in sheet.iter_rows() for cell in row if cell.value is not None), default=1)


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
