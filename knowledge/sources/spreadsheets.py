"""Spreadsheets of strangers, XLSX and CSV, read with care: what could harm or mislead is refused before anything is taken from it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter

Cells: TypeAlias = tuple[object, ...]
ROWS = 50_000
"""Rows of a file, all sheets together; an office has some hundreds."""
COLUMNS = 80
UNPACKED = 100 << 20
"""Bytes that a workbook may unpack to, and a CSV file may have."""
RISKY = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet might take for a formula where the file has no types."""
_GUARDED = re.compile(r"''*[=+\-@\t\r]")
_ACTIVE = ("vbaproject", "macrosheets/", "activex/", "embeddings/", "externallinks/", "ddelinks", "connections.xml", "customui/")


class RefusedError(Exception):
    """A file that is not taken at all; the message, in Vietnamese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it stands: `name` is empty for a CSV file; rows are numbered from 1, blank ones left out."""

    file: str
    name: str
    rows: tuple[tuple[int, Cells], ...]

    def place(self, row: int, column: int) -> str:
        """Return where a cell is: `thu_tuc.xlsx!Giấy tờ!C14`; `column` counts from 0."""
        return "!".join(part for part in (self.file, self.name, f"{get_column_letter(column + 1)}{row}") if part)


def read(path: Path) -> list[Table]:
    """Read every sheet of a file; raise RefusedError for what is no such file or not to be trusted."""
    match path.suffix.lower():
        case ".xlsx":
            return _workbook(path)
        case ".csv":
            return [_csv(path)]
        case ".xlsm" | ".xltm" | ".xlsb" | ".xls":
            raise RefusedError(f"{path.name}: loại tệp có thể chứa macro không được nhận; hãy lưu lại thành .xlsx")
    raise RefusedError(f"{path.name}: chỉ nhận .xlsx và .csv")


def _workbook(path: Path) -> list[Table]:
    _look_inside(path)
    try:
        with path.open("rb") as file:
            return _tables(path, load_workbook(file, read_only=True, data_only=False, keep_links=False))
    except RefusedError:
        raise
    except Exception as error:  # The border to a stranger's file: openpyxl raises what it meets.
        raise _broken(path, error) from error


def _tables(path: Path, book: Workbook) -> list[Table]:
    left = ROWS
    tables = []
    for sheet in book.worksheets:
        rows = tuple(_rows(path, sheet, left))
        left -= len(rows)
        tables.append(Table(path.name, sheet.title, rows))
    return tables


def _look_inside(path: Path) -> None:
    """Refuse by the list of contents, before anything is unpacked; an entry that unpacks to more than it says fails when read."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            types = archive.getinfo("[Content_Types].xml")
            if sum(entry.file_size for entry in entries) > UNPACKED or len(entries) > 1000:
                raise RefusedError(f"{path.name}: giải nén ra quá {UNPACKED >> 20} MB, không phải bảng thủ tục; không nhận")
            active = [e.filename for e in entries if any(sign in e.filename.lower() for sign in _ACTIVE)]
            if active or b"macroenabled" in archive.read(types).lower():
                raise RefusedError(f"{path.name}: có macro, đối tượng nhúng hoặc liên kết ngoài; hãy chép các ô sang tệp mẫu mới")
    except RefusedError:
        raise
    except Exception as error:
        raise _broken(path, error) from error


def _rows(path: Path, sheet: object, left: int) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # A stranger's word on how large the sheet is counts for nothing.
    taken = 0
    for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS), 1):  # type: ignore[attr-defined]
        if number > 4 * ROWS:
            raise _too_long(path)
        if all(cell is EMPTY_CELL for cell in row):
            continue
        formula = next((cell for cell in row if cell.data_type == "f"), None)
        if formula is not None:
            raise RefusedError(f"{path.name}!{sheet.title}!{formula.coordinate}: có công thức; hãy dán lại thành giá trị")  # type: ignore[attr-defined]
        cells = _trimmed(tuple(cell.value for cell in row))
        if cells:
            taken += 1
            if taken > left:
                raise _too_long(path)
            yield number, cells


def _trimmed(cells: Cells) -> Cells:
    last = max((i for i, value in enumerate(cells) if value is not None and str(value).strip()), default=-1)
    return cells[: last + 1]


def _csv(path: Path) -> Table:
    if path.stat().st_size > UNPACKED:
        raise RefusedError(f"{path.name}: lớn hơn {UNPACKED >> 20} MB, không phải bảng thủ tục; không nhận")
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError(f"{path.name}: không phải UTF-8 (byte {error.start}); trong Excel hãy lưu dạng “CSV UTF-8”") from error
    if "\0" in text:
        raise RefusedError(f"{path.name}: không phải tệp chữ; không nhận")
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), ROWS + 2))
    except csv.Error as error:
        raise RefusedError(f"{path.name}: không đọc được như CSV ({error})") from error
    if len(rows) > ROWS + 1:
        raise _too_long(path)
    kept = [(n, cells) for n, row in enumerate(rows, 1) if (cells := _trimmed(tuple(row[:COLUMNS])))]
    for number, cells in kept:
        for column, value in enumerate(cells):
            if str(value).startswith("="):
                place = Table(path.name, "", ()).place(number, column)
                raise RefusedError(f"{place}: có công thức; hãy dán lại thành giá trị")
    return Table(path.name, "", tuple((n, tuple(_bare(cell) for cell in cells)) for n, cells in kept))


def _bare(cell: object) -> object:
    """Drop the apostrophe that a cell was given to be no formula (see harmless)."""
    return cell[1:] if isinstance(cell, str) and _GUARDED.match(cell) else cell


def harmless(value: object) -> object:
    """Return a CSV file's cell such that no spreadsheet takes it for a formula: an apostrophe before = + - @."""
    return f"'{value}" if isinstance(value, str) and RISKY.match(value) else value


def _too_long(path: Path) -> RefusedError:
    return RefusedError(f"{path.name}: quá {ROWS} dòng; hãy chia nhỏ")


def _broken(path: Path, error: Exception) -> RefusedError:
    return RefusedError(f"{path.name}: không mở được như tệp Excel .xlsx ({type(error).__name__}); hãy lưu lại từ tệp mẫu")
