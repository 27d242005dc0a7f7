"""Ruled tables of a PDF with text, page by page; a scan without text is refused."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber

from knowledge.sources.annex_tables import AnnexError, Budget, Content, Row, Table, clean, unwrapped

MAX_PAGES = 300
MAX_UNPACKED = 150 * 2**20
_FEW = 20  # Fewer letters than this on the first pages: a scan, perhaps with a stamp.


def read_file(path: Path) -> Content:
    """Read a PDF; places are `name!Trang 3:14`, the page and the row of its tables."""
    _check_streams(path)
    try:
        with pdfplumber.open(path) as pdf:
            return _content(pdf, path.name)
    except AnnexError:
        raise
    except Exception as error:  # pdfminer throws many kinds; the file is at fault.
        locked = "password" in repr(error).lower()
        what = "tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại." if locked else "tệp PDF hỏng, không đọc được. Hãy xuất lại PDF rồi gửi."
        raise AnnexError(f"{path.name}: {what}") from error


def _check_streams(path: Path) -> None:
    """Refuse a file whose packed parts would unpack beyond bounds."""
    data = path.read_bytes()
    if not data[:1024].lstrip().startswith(b"%PDF"):
        raise AnnexError(f"{path.name}: đây không phải tệp PDF. Hãy xuất lại PDF rồi gửi.")
    total = 0
    for match in re.finditer(rb"stream\r?\n", data):
        if data[max(match.start() - 3, 0) : match.start()] == b"end":
            continue
        unpack, begin = zlib.decompressobj(), match.end()
        chunk = data[begin : begin + 65536]
        try:
            while chunk and not unpack.eof:
                total += len(unpack.decompress(chunk, 2**20))
                if total > MAX_UNPACKED:
                    raise AnnexError(f"{path.name}: tệp bung ra quá lớn, có thể là tệp độc hại. Hãy chỉ gửi phần phụ lục.")
                if unpack.unconsumed_tail:
                    chunk = unpack.unconsumed_tail
                else:
                    begin += 65536
                    chunk = data[begin : begin + 65536]
        except zlib.error:
            continue  # Packed otherwise, or not at all.


def _content(pdf: Any, name: str) -> Content:
    if len(pdf.pages) > MAX_PAGES:
        raise AnnexError(f"{name}: tệp có {len(pdf.pages)} trang, quá {MAX_PAGES} trang. Hãy tách phần phụ lục rồi gửi lại.")
    tables: list[Table] = []
    texts: list[str] = []
    budget, letters = Budget(), 0
    for number, page in enumerate(pdf.pages, 1):
        letters += len(page.chars)
        before = _outside(page)
        texts.append(before)
        row = 0
        for index, found in enumerate(page.find_tables()):
            rows = tuple(_rows(found, f"{name}!Trang {number}", row, budget))
            row += len(rows)
            tables.append(Table(rows, before if index == 0 else ""))
        page.close()
    if letters < _FEW:
        raise AnnexError(
            f"{name}: tệp PDF này là bản quét (ảnh), không có chữ để đọc. Hãy gửi bản Word hoặc Excel, "
            "hoặc dùng phần mềm nhận dạng chữ (OCR) tạo PDF có chữ rồi gửi lại."
        )
    return Content(tuple(tables), clean("\n".join(texts)))


def _outside(page: Any) -> str:
    """The text of a page that stands in no table."""
    boxes = [table.bbox for table in page.find_tables()]
    left = page.filter(lambda item: not any(_within(item, box) for box in boxes)) if boxes else page
    return clean(left.extract_text() or "")


def _within(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _rows(table: Any, place: str, first: int, budget: Budget) -> Iterator[Row]:
    texts = table.extract()
    boxes = {cell: texts[r][c] or "" for r, row in enumerate(table.rows) for c, cell in enumerate(row.cells) if cell}
    lefts = sorted({cell[0] for cell in table.cells})
    for number, row in enumerate(table.rows, first + 1):
        top = row.bbox[1]
        cells, up, across = [], set[int](), set[int]()
        for column, left in enumerate(lefts):
            box = next((b for b in boxes if b[0] - 1 <= left < b[2] - 1 and b[1] - 1 <= top < b[3] - 1), None)
            if box is None:
                cells.append("")
                continue
            if box[0] < left - 1:
                across.add(column)
            if box[1] < top - 1:
                up.add(column)
            cells.append("" if box[0] < left - 1 else unwrapped(clean(boxes[box])))
        budget.take(len(cells))
        yield Row(tuple(cells), f"{place}:{number}", frozenset(up), frozenset(across))
