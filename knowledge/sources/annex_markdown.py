"""Tables of Markdown: a row a line, or a cell a line between lone pipes, as pages saved from the web have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.sources.annex_columns import columns, role_of
from knowledge.sources.annex_tables import Budget, Content, Row, Table, clean, unwrapped
from knowledge.sources.annex_text import read_text
from nlp.text import fold

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_FIRST = re.compile(r"\W*(?:s\.?t\.?t|t\.?t)\W*")
_AFTER = re.compile(r"\[\d+\]|Nơi nhận|NỘI DUNG SỬA ĐỔI|Địa chỉ:|TM\. |KT\. ")
_NUMBER = re.compile(r"\W*(?:\d{1,3}(?:[.,]\d{1,3})*|[IVXLivx]{1,5}(?:\.\d+)*|[A-ZĐa-zđ])\W*")


def read_file(path: Path) -> Content:
    """Read a Markdown file."""
    text, problems = read_text(path)
    return replace(read(text, path.name), problems=problems)


def read(text: str, name: str) -> Content:
    """Return the tables in Markdown `text`; places are `name:line`."""
    lines = text.split("\n")
    lone = sum(line.strip() == "|" for line in lines)
    piped = sum(line.count("|") >= 2 for line in lines)
    tables = tuple(_Loose(name).read(lines)) if lone > piped else tuple(_piped(lines, name))
    outside = "\n".join(line for line in lines if line.strip() != "|" and line.count("|") < 2)
    return Content(tables, clean(outside))


def _piped(lines: list[str], name: str) -> Iterator[Table]:
    budget = Budget()
    rows: list[Row] = []
    before: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.count("|") >= 2 or (rows and line.strip().startswith("|")):
            if _RULE.fullmatch(line):
                continue
            cells = tuple(clean(cell) for cell in _cells(line))
            budget.take(len(cells))
            rows.append(Row(cells, f"{name}:{number}"))
        elif rows:
            yield Table(tuple(rows), clean("\n".join(before)))
            rows, before = [], [line]
        else:
            before.append(line)
    if rows:
        yield Table(tuple(rows), clean("\n".join(before)))


def _cells(line: str) -> list[str]:
    body = line.strip()
    body = body.removeprefix("|")
    if body.endswith("|") and not body.endswith("\\|"):
        body = body[:-1]
    return [cell.replace("\0", "|") for cell in body.replace("\\|", "\0").split("|")]


@dataclass(slots=True)
class _Segment:
    """Cells between two row ends, each with its line; `extra`: empty cells that stand at the end or before the next row."""

    cells: list[tuple[str, int]] = field(default_factory=list)
    extra: int = 0


@dataclass(slots=True)
class _Loose:
    """Reads rows whose ends are two pipes: an empty cell looks like an end, and text after a table like a cell."""

    name: str
    rows: list[Row] = field(default_factory=list)
    before: str = ""
    width: int = 0
    paused: bool = False

    def read(self, lines: list[str]) -> Iterator[Table]:
        budget = Budget()
        segments = list(_segments(lines))
        number = 0
        while number < len(segments):
            segment = segments[number]
            following = segments[number + 1] if number + 1 < len(segments) else _Segment()
            number += 1
            begin = _heading(segment.cells)
            if begin == 0 and len(segment.cells) < self.width and not _FIRST.fullmatch(fold(clean(segment.cells[0][0]))):
                continue  # A heading said again without its first column.
            if begin is not None:
                yield from self._end()
                self.before = clean("\n".join(cell for cell, _ in segment.cells[:begin]))
                tail = segment.cells[begin:]
                self.width, self.paused = len(tail), False
                self.rows.append(self._row(tail))
            elif self.width:
                if _holds_gap(segment, following, self.width):
                    segment = _Segment([*segment.cells, ("", segment.cells[-1][1]), *following.cells], following.extra)
                    number += 1
                    following = segments[number] if number < len(segments) else _Segment()
                budget.take(self.width)
                self._add(segment, following)
        yield from self._end()

    def _end(self) -> Iterator[Table]:
        if self.rows:
            yield Table(tuple(self.rows), self.before, loose=True, goes_on=False)
        self.rows = []

    def _row(self, cells: list[tuple[str, int]]) -> Row:
        strong = all(cell.strip().startswith("*") for cell, _ in cells if cell.strip())
        return Row(tuple(unwrapped(clean(cell)) for cell, _ in cells), f"{self.name}:{cells[0][1]}", strong=strong)

    def _add(self, segment: _Segment, following: _Segment) -> None:
        cells = segment.cells
        if self.paused and not (len(cells) == self.width and _NUMBER.fullmatch(clean(cells[0][0]))):
            return
        first = clean(cells[0][0])
        self.paused = bool(_AFTER.match(first)) or first.count("\n") > 40
        if self.paused:
            return
        if segment.extra:
            room = self.width - len(cells)
            if len(following.cells) + segment.extra == self.width and room != segment.extra and following.cells:
                following.cells[:0] = [("", following.cells[0][1])] * segment.extra
            else:
                cells = cells + [("", cells[-1][1])] * min(segment.extra, max(room, 0))
        rest = "".join(cell for cell, _ in cells[self.width :])
        self.rows.append(self._row(cells[: self.width]))
        self.paused = len(clean(rest)) > 3


def _segments(lines: list[str]) -> Iterator[_Segment]:
    """Cut the lines at runs of two pipes and more."""
    current, words, first, pipes = _Segment(), list[str](), 0, 0
    for number, line in enumerate([*lines, "|"], 1):
        if line.strip() == "|":
            if words:
                current.cells.append(("\n".join(words), first))
                words = []
            pipes += 1
            continue
        if not line.strip() and not words:
            continue
        if pipes >= 2 and current.cells:
            current.extra = pipes - 2
            yield current
            current = _Segment()
        pipes = 0
        first = first if words else number
        words.append(line)
    if current.cells:
        yield current


def _heading(cells: list[tuple[str, int]]) -> int | None:
    """Where in the cells a table's heading begins: at STT, else at the first of at least three cells that all are headings."""
    texts = [clean(cell) for cell, _ in cells]
    for index, text in enumerate(texts):
        if _FIRST.fullmatch(fold(text)) and columns(texts[index:]):
            return index
    tail = len(texts)
    while tail and role_of(texts[tail - 1]) and len(texts[tail - 1]) < 60 and texts[tail - 1].count("\n") < 4:
        tail -= 1
    known = columns(texts[tail:]) if len(texts) - tail >= 3 else None
    return tail if known and known.is_tasks and len(known.at) >= 3 else None


def _holds_gap(segment: _Segment, following: _Segment, width: int) -> bool:
    """Whether two segments are one row with an empty cell between them, not a row and a shorter one under it."""
    if segment.extra or not segment.cells or not following.cells or len(segment.cells) < 3:
        return False
    if len(segment.cells) + 1 + len(following.cells) != width:
        return False
    numbered = bool(_NUMBER.fullmatch(clean(segment.cells[0][0])))
    return numbered and not _NUMBER.fullmatch(clean(following.cells[0][0]))
