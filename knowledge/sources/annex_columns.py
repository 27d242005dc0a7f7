"""The columns of a task table, told by what their headings mean, in any order and wording."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from pydantic import with_config

from knowledge.records import STRICT, Text
from knowledge.sources.annex_tables import Row, flat
from nlp.files import read_yaml
from nlp.text import fold

DATA = Path(__file__).parents[1] / "data" / "annex_headings.yaml"


class Role(StrEnum):
    """What a column tells of a task."""

    NO = "no"
    TASK = "task"
    OUTPUT = "output"
    LEAD = "lead"
    PARTNER = "partner"
    DUE = "due"
    AREA = "area"
    TARGET = "target"
    OTHER = "other"


_INDEX = re.compile(r"\W*(?:\d{1,2}|[a-h]|\d{1,2}\s*=.*)\W*")
_DATA = re.compile(r"\(?\d[\d./\-]*[.)]?|[IVX]{1,4}[.)]?|.*\d{1,2}/\d{1,2}/\d{4}.*|.*(?:Quý|Tháng) ?[\dIVX]+/\d{4}.*")
_PART = re.compile(r"(?i)(?:(?:quý|q|tháng|t)\.?\s*)?(?:[IV]{1,3}|\d{1,2})(?:/20\d\d)?|20\d\d|(?:năm|kế hoạch)\s*20\d\d")
LONGEST = 120


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Patterns over folded headings that mean the same."""

    role: Role
    weight: int
    patterns: tuple[Text, ...]


@cache
def _headings() -> tuple[tuple[Role, int, re.Pattern[str]], ...]:
    read = read_yaml(DATA, tuple[Heading, ...])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return tuple((heading.role, heading.weight, re.compile("|".join(heading.patterns))) for heading in read)


@lru_cache(maxsize=4096)
def role_of(heading: str) -> tuple[Role, int] | None:
    """Return what a heading means, and how surely; None for text that is no heading we know."""
    words = _words(heading)
    if not words or len(words) > LONGEST:
        return None
    return next(((role, weight) for role, weight, pattern in _headings() if pattern.search(words)), None)


def _words(heading: str) -> str:
    text = re.sub(r"\[\d+\]|\(\d\)|\(\*+\)", " ", fold(flat(heading)))
    return re.sub(r"\s+", " ", text).strip(" .:;*()")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column tells what, of `width` columns; `headings` as written. `marks`: columns of months or quarters that are ticked."""

    at: Mapping[Role, int]
    width: int
    headings: tuple[str, ...]
    marks: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_tasks(self) -> bool:
        """Whether the table tells tasks: what, and who or by when."""
        return Role.TASK in self.at and bool({Role.LEAD, Role.DUE} & self.at.keys())

    @property
    def year(self) -> int | None:
        """The year in the heading of the due dates: "Thời gian hoàn thành (năm 2026)"."""
        years = re.findall(r"\b20\d\d\b", self.headings[self.at[Role.DUE]]) if Role.DUE in self.at else []
        return int(years[0]) if len(years) == 1 else None

    @property
    def unit(self) -> str:
        """What a bare number in the column of due dates counts: "Quý" or "Tháng" where the heading says so; else ""."""
        match = _UNIT.search(self.headings[self.at[Role.DUE]]) if Role.DUE in self.at else None
        return match[1].capitalize() if match else ""


_UNIT = re.compile(r"(?i)(?:^|\()\s*(quý|tháng)\b")


def columns(headings: Sequence[str]) -> Columns | None:
    """Map headings to roles, the surest first; None unless at least two are known and one tells the task."""
    meant = [(found[1], index, found[0]) for index, heading in enumerate(headings) if (found := role_of(heading))]
    at: dict[Role, int] = {}
    for _, index, role in sorted(meant, key=lambda item: (-item[0], item[1])):
        if role is not Role.OTHER and role not in at:
            at[role] = index
    at = _settled(_detailed(at, meant, headings), headings)
    if len(at) < 2 or not {Role.TASK, Role.TARGET} & at.keys():
        return None
    if (
        Role.OUTPUT in at
        and re.search(r"ket qua thuc hien|ket qua (?:trien khai|den)", _words(headings[at[Role.OUTPUT]]))
        and _tracks(headings)
    ):
        del at[Role.OUTPUT]  # Beside a status, it tells how far the work is.
    return Columns(at, len(headings), tuple(map(flat, headings)), _marks(headings))


_MARK = re.compile(r"(?i)\b(?:quý|tháng)\s*(?:[IV]+|\d{1,2})\b|\b20\d\d$")


def _may_be_ticked(heading: str) -> bool:
    """Whether a column of a year tells when: "Lộ trình 2026" or "2026", and not "Kinh phí 2026"."""
    meant = role_of(heading)
    return not re.search(r"20\d\d$", heading) or (
        meant[0] is Role.DUE if meant else re.fullmatch(r"(?i)(?:năm )?20\d\d", heading) is not None
    )


def _marks(headings: Sequence[str]) -> dict[int, str]:
    """Headings that each are a month, a quarter or a year, at least three: their columns are ticked."""
    found = {i: match[0] for i, heading in enumerate(headings) if (match := _MARK.search(heading)) and _may_be_ticked(heading)}
    return found if len(found) >= 3 else {}


def _detailed(at: dict[Role, int], meant: Sequence[tuple[int, int, Role]], headings: Sequence[str]) -> dict[Role, int]:
    """Of two task columns ("Nhiệm vụ", "Hoạt động cụ thể") the detailed one tells the task, the other its area."""
    candidates = [index for weight, index, role in meant if role is Role.TASK and weight >= 60]
    detailed = [index for index in candidates if re.search(r"cu the|chi tiet|hoat dong|cong viec|dau viec", _words(headings[index]))]
    if len(candidates) < 2 or len(detailed) != 1 or detailed[0] == candidates[0]:
        return at
    return {Role.AREA: candidates[0]} | at | {Role.TASK: detailed[0]}


def _tracks(headings: Sequence[str]) -> bool:
    return any(re.search(r"tinh trang|trang thai|danh gia|muc do|ghi chu", _words(heading)) for heading in headings)


def _settled(at: dict[Role, int], headings: Sequence[str]) -> dict[Role, int]:
    """A table without a task column tells its tasks in its next best one: the area, the output or an unnamed wide one."""
    if Role.TASK not in at and Role.TARGET in at and {Role.LEAD, Role.DUE} <= at.keys():
        return {Role.TASK if key is Role.TARGET else key: index for key, index in at.items()}
    if Role.TASK in at or Role.TARGET in at or not {Role.LEAD, Role.DUE} & at.keys():
        return at
    for role in (Role.AREA, Role.OUTPUT):
        if role in at:
            return {Role.TASK if key is role else key: index for key, index in at.items()}
    unnamed = [i for i, heading in enumerate(headings) if not heading.strip()]
    return at | {Role.TASK: unnamed[0]} if unnamed and Role.NO in at else at


def header(rows: Sequence[Row], first: int) -> tuple[Columns, int] | None:
    """Read the heading that starts at row `first`, one to three rows high; return it with the number of the first row of data."""
    if not _may_begin(rows[first]):
        return None
    above = _as_merged(rows[first], rows[first + 1]) if first + 1 < len(rows) else rows[first]
    best: tuple[Columns, int] | None = None
    headings = _spread(above)
    for height in range(1, 4):
        found = columns(headings)
        if found and (best is None or _value(found) >= _value(best[0])):
            best = found, first + height
        after = first + height
        if after >= len(rows) or not _may_go_on(above, rows[after]):
            break
        headings = [_stacked(upper, lower) for upper, lower in zip(headings, _spread(rows[after], len(headings)), strict=False)]
    return best


def _as_merged(top: Row, below: Row) -> Row:
    """Give a heading of a form without merged cells its wide ones: empty cells that the row below divides, saying the rest again."""
    if top.across or below.up or len(top.cells) != len(below.cells):
        return top
    gaps = {i for i, cell in enumerate(top.cells) if i and not cell.strip() and below.cells[i].strip()}
    wide = {i for i in range(len(top.cells)) if i in gaps or i + 1 in gaps}
    rest = [(top.cells[i], cell) for i, cell in enumerate(below.cells) if i not in wide]
    divided = all(not cell.strip() or cell == upper for upper, cell in rest)
    return replace(top, across=frozenset(gaps)) if gaps and divided else top


def _may_begin(row: Row) -> bool:
    """Whether a row can be a heading: short cells, no numbers of rows or days, and most of them known."""
    cells = [flat(cell) for cell in row.cells if cell.strip()]
    if len(cells) < 2 or any(len(cell) > LONGEST or _DATA.fullmatch(cell) for cell in cells):
        return False
    return sum(role_of(cell) is not None for cell in cells) * 5 >= len(cells) * 3


def _value(found: Columns) -> int:
    return len(found.at) + len(found.marks)


def _spread(row: Row, width: int = 0) -> list[str]:
    """Repeat a heading over the columns it covers."""
    cells = list(row.cells) + [""] * (width - len(row.cells))
    for index in sorted(row.across):
        if 0 < index < len(cells):
            cells[index] = cells[index - 1]
    return cells


def _stacked(upper: str, lower: str) -> str:
    """Join a heading with the one below it; the lower one alone where it says enough."""
    if not lower.strip() or lower == upper:
        return upper
    return lower if role_of(lower) or not upper.strip() else f"{upper} {lower}"


def _may_go_on(top: Row, below: Row) -> bool:
    """Whether the row below belongs to the heading: it divides a wide heading, and its cells are headings or empty."""
    own = [cell for index, cell in enumerate(below.cells) if index not in below.up and cell.strip()]
    if not own or not (top.across or below.up):
        return False
    known = sum(role_of(cell) is not None or bool(_PART.fullmatch(flat(cell))) for cell in own)
    return known * 2 >= len(own) and all(len(cell) < 60 and (_PART.fullmatch(flat(cell)) or not re.search(r"\d", cell)) for cell in own)


def is_index(row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    cells = [cell for cell in row.cells if cell.strip()]
    numbers = [int(number) for cell in cells for number in re.findall(r"\d+", cell)]
    return len(cells) >= 3 and all(_INDEX.fullmatch(fold(cell)) for cell in cells) and numbers == sorted(numbers)
