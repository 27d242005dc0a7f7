"""Tables of a Word file: merged and nested cells, and numbers that Word counts by itself."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from knowledge.sources.annex_files import check_zip
from knowledge.sources.annex_tables import AnnexError, Budget, Content, Row, Table, clean

_MAX_COLUMNS = 60


def read_file(path: Path) -> Content:
    """Read a Word file; places are `name!Bảng 2:14`, the table and its row."""
    check_zip(path, "word/document.xml", "Word (.docx)")
    try:
        body = docx.Document(str(path)).element.body
    except Exception as error:  # python-docx throws whatever its parts throw; the file is at fault.
        raise AnnexError(f"{path.name}: tệp Word hỏng, không đọc được. Hãy mở bằng Word, lưu lại rồi gửi.") from error
    reader = _Reader(path.name)
    reader.block(body)
    return Content(tuple(reader.tables), "\n".join(reader.text))


@dataclass(slots=True)
class _Reader:
    name: str
    tables: list[Table] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    budget: Budget = field(default_factory=Budget)

    def block(self, parent: Any) -> None:
        """Read paragraphs and tables in order, through content controls."""
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                words = clean(_text(child))
                if words:
                    self.text.append(words)
                    self.before.append(words)
                for inner in child.iter(qn("w:txbxContent")):
                    self.block(inner)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                self.block(child)

    def _table(self, element: Any) -> None:
        before, self.before = "\n".join(self.before), []
        place = f"{self.name}!Bảng {len(self.tables) + 1}"
        slot = len(self.tables)
        nested: list[Any] = []
        rows: list[Row] = []
        last: list[str] = []
        for number, tr in enumerate(_rows(element), 1):
            row = self._row(tr, last, f"{place}:{number}", nested)
            self.budget.take(len(row.cells))
            last = list(row.cells)
            rows.append(row)
        self.tables.insert(slot, Table(tuple(rows), before))
        for inner in nested:
            self._table(inner)

    def _row(self, tr: Any, last: list[str], place: str, nested: list[Any]) -> Row:
        cells: list[str] = []
        up, across, bold = set[int](), set[int](), []
        properties = tr.find(qn("w:trPr"))
        skipped = properties.find(qn("w:gridBefore")) if properties is not None else None
        if skipped is not None:
            value = skipped.get(qn("w:val"), "0")
            cells += [""] * (min(int(value), _MAX_COLUMNS) if value.isdecimal() else 0)
        for tc in _children(tr, "w:tc"):
            nested += list(_children(tc, "w:tbl"))
            span, merged = _merge(tc)
            column = len(cells)
            if merged and column < len(last):
                up.add(column)
                cells.append(last[column])
            else:
                cells.append(self._cell(tc))
                bold.append(_is_bold(tc))
            across |= set(range(column + 1, column + span))
            if merged:
                up |= set(range(column + 1, column + span))
            cells += [""] * (span - 1)
        return Row(tuple(cells[:_MAX_COLUMNS]), place, frozenset(up), frozenset(across), strong=bool(bold) and all(bold))

    def _cell(self, tc: Any) -> str:
        paragraphs = list(tc.iter(qn("w:p")))
        own = [p for p in paragraphs if next(p.iterancestors(qn("w:tc"))) is tc]
        text = clean("\n".join(_text(p) for p in own))
        return text or next((number for p in own if (number := self._counted(p))), "")

    def _counted(self, paragraph: Any) -> str:
        """The number that Word shows before an empty numbered paragraph."""
        number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is None or number.get(qn("w:val")) == "0":
            return ""
        level = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
        key = number.get(qn("w:val")), level.get(qn("w:val")) if level is not None else "0"
        self.counts[key] += 1
        return str(self.counts[key])


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, also those within content controls and insertions."""
    for child in element.iterchildren():
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _children(child, tag)


def _rows(table: Any) -> Iterator[Any]:
    return _children(table, "w:tr")


def _merge(tc: Any) -> tuple[int, bool]:
    """How many columns a cell covers, and whether it goes on from the row above."""
    properties = tc.find(qn("w:tcPr"))
    if properties is None:
        return 1, False
    span = properties.find(qn("w:gridSpan"))
    vertical = properties.find(qn("w:vMerge"))
    width = int(span.get(qn("w:val"), 1)) if span is not None and span.get(qn("w:val"), "1").isdecimal() else 1
    return min(max(width, 1), _MAX_COLUMNS), vertical is not None and vertical.get(qn("w:val"), "continue") == "continue"


def _text(paragraph: Any) -> str:
    """The words of a paragraph, without deleted ones and those of text boxes."""
    parts = []
    for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:noBreakHyphen")):
        if next(node.iterancestors(qn("w:txbxContent")), None) is not None and next(node.iterancestors(qn("w:p"))) is not paragraph:
            continue
        match node.tag:
            case tag if tag == qn("w:t"):
                parts.append(node.text or "")
            case tag if tag == qn("w:br"):
                parts.append("\n")
            case tag if tag == qn("w:tab"):
                parts.append(" ")
            case _:
                parts.append("-")
    return "".join(parts)


def _is_bold(tc: Any) -> bool:
    runs = [run for run in tc.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(qn("w:t")))]
    return bool(runs) and all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)
