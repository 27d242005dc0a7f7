"""The cells of a row put into the columns of its table: short, shifted and merged rows by what their cells look like."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from knowledge.agency_register import load
from knowledge.sources.annex_columns import Columns, Role
from nlp.dates import Kind, parse, tells_no_day
from nlp.text import fold

NUMBER = re.compile(r"\(?(?:\d{1,4}(?:[.,\-]\d{1,3}){0,4}|[IVXivx]{1,6}(?:\.\d{1,3})*|[A-ZĐa-zđ](?:\.?\d{1,3})*)[.)/:]*")
_LISTED = r"(?:[-+•*\s]|\(?\d{1,2}[.)])*(?:cac |toan bo |lien )?"


@cache
def _agency() -> re.Pattern[str]:
    """How the folded name of an agency begins, a bullet before it."""
    heads = {fold(head) for head in (*load().heads, "ngành", "xã", "phường", "dân quân", "nhóm", "tỉnh", "tổ")}
    return re.compile(rf"{_LISTED}(?:{'|'.join(sorted(heads, key=len, reverse=True))})\b")


@cache
def _no_agency() -> re.Pattern[str]:
    """Words that only begin like one: "báo cáo" is no newspaper."""
    return re.compile(rf"{_LISTED}(?:{'|'.join(load().no_heads)})\b")


_EDGE, _INSIDE = 0.3, 0.7


def looks_number(text: str) -> bool:
    """Whether a cell is a row's number: 1, 1.2, II, III.1, A, a)."""
    return bool(NUMBER.fullmatch(text.strip().replace(" ", "")))


@lru_cache(maxsize=4096)
def looks_due(text: str) -> bool:
    """Whether a cell tells a day, a period or something that recurs."""
    return len(text) < 160 and parse(text, plan_year=2000).kind not in (Kind.EVENT, Kind.NONE)


def looks_agency(text: str) -> bool:
    """Whether a cell begins as the name of an agency does."""
    return len(text) < 400 and not looks_due(text) and bool(_agency().match(folded := fold(text))) and not _no_agency().match(folded)


@lru_cache(maxsize=16384)
def unfit(text: str, role: Role) -> float:
    """How badly a cell suits a column, from 0."""
    text = text.strip()
    if not text:
        return 0.2
    match role:
        case Role.NO:
            return 0.0 if looks_number(text) else 3.0
        case Role.LEAD | Role.PARTNER:
            return 0.0 if looks_agency(text) else 2.0
        case Role.DUE:
            return 0.0 if looks_due(text) else 0.7 if tells_no_day(text) and len(text) < 100 else 3.0
        case Role.OTHER:
            return 0.6
        case _:
            return (
                3.0
                if looks_number(text)
                else 2.0
                if len(text) < 40 and looks_due(text)
                else 1.5
                if looks_agency(text) and len(text) < 60
                else 0.0
            )


def _untold(text: str) -> float:
    """How badly a cell suits a column of plain text: a number, a day or an agency has a column of its own."""
    if looks_number(text):
        return 3.0
    if len(text) < 40 and looks_due(text):
        return 2.0
    return 1.5 if looks_agency(text) and len(text) < 60 else 0.0


def roles(found: Columns) -> tuple[Role, ...]:
    """Return the role of each column."""
    named = {index: role for role, index in found.at.items()}
    return tuple(named.get(index, Role.OTHER) for index in range(found.width))


def fit(cells: Sequence[str], wanted: Sequence[Role]) -> float:
    """How badly cells suit columns one by one."""
    return sum(unfit(cell, role) for cell, role in zip(cells, wanted, strict=False))


def aligned(cells: Sequence[str], wanted: Sequence[Role]) -> tuple[int, ...]:
    """Return the column of each cell, in order, where they suit best; columns left out at the edges cost least."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for cell in cells:
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for last, (cost, taken) in best.items():
            for column in range(last + 1, len(wanted)):
                skipped = (column - last - 1) * (_EDGE if last < 0 else _INSIDE)
                total = cost + skipped + unfit(cell, wanted[column])
                if column not in following or total < following[column][0]:
                    following[column] = total, (*taken, column)
        best = following
    ends = [(cost + _EDGE * (len(wanted) - 1 - last), taken) for last, (cost, taken) in best.items()]
    return min(ends)[1] if ends else tuple(range(len(cells)))


def placed(cells: Sequence[str], wanted: Sequence[Role], *, loose: bool) -> tuple[tuple[str, ...], frozenset[int]]:
    """Return the cells in their columns, and the columns that a short row left out: those that a merged cell above may cover."""
    cells = list(cells)
    while len(cells) > len(wanted) and not cells[-1].strip():
        cells.pop()
    width = len(wanted)
    if len(cells) >= width:
        return _shifted(cells[:width], wanted), frozenset()
    if not loose and not any(cell.strip() for cell in cells):
        return ("",) * width, frozenset()
    columns = aligned(cells, wanted)
    row = [""] * width
    for cell, column in zip(cells, columns, strict=True):
        row[column] = cell
    return tuple(row), frozenset(range(width)) - set(columns)


def _shifted(cells: list[str], wanted: Sequence[Role]) -> tuple[str, ...]:
    """Move a row that slid by a column: its number is missing, or the cells before it are empty."""
    cost = fit(cells, wanted)
    filled = [cell for cell in cells if cell.strip()]
    if cost < 5 or len(filled) < 3 or len(filled) == len(cells):
        return tuple(cells)
    edge = cells
    while edge and not edge[-1].strip():
        edge = edge[:-1]
    while edge and not edge[0].strip():
        edge = edge[1:]
    if len(edge) == len(cells):
        return tuple(cells)
    columns = aligned(edge, wanted)
    row = [""] * len(wanted)
    for cell, column in zip(edge, columns, strict=True):
        row[column] = cell
    return tuple(row) if fit(row, wanted) + 3 < cost else tuple(cells)
