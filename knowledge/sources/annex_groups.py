"""Rows that name a group of tasks: told from tasks, and kept as an outline while a table is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.sources.annex_columns import Columns, Role
from knowledge.sources.annex_layout import looks_agency, looks_due, looks_number
from knowledge.sources.annex_tables import Row, Table, flat

BULLET = re.compile(r"\s*[-–+•*●]")
_ROMAN = re.compile(r"[IVX]+")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of tasks: how it is numbered, its title and its number."""

    style: str
    title: str
    no: str = ""


def caption(before: str) -> list[Group]:
    """The numbered heading right over a table ("2. Các nhiệm vụ về …"): its tasks' area unless the table has groups."""
    lines = before.strip().splitlines()
    match = re.match(r"(?:[IVX]+|\d{1,2}|[A-Z])[.)]\s+(\S.{4,160})", flat(lines[-1])) if lines else None
    return [Group("caption", match[1])] if match else []


def group_of(table: Table, number: int, filled: Sequence[tuple[int, str]], columns: Columns) -> tuple[str, str] | None:
    """Return the number and title of a group row, or None for a task."""
    row = table.rows[number]
    known = [(i, cell) for i, cell in filled if i in columns.at.values() or table.loose or len(row.cells) != columns.width]
    texts = [flat(cell) for _, cell in known]
    if len(texts) == 1:
        return _lone(row, texts[0], columns, known[0][0], loose=table.loose)
    if len(texts) != 2 or not looks_number(texts[0]) or known[0][0] > known[1][0]:
        return None
    no, title = texts[0].strip(" .)(:"), texts[1]
    if not table.loose and known[1][0] != columns.at.get(Role.TASK) and not _wide(row, known[1][0]):
        return None
    if not no.isdigit() or title.isupper() or row.strong or _wide(row, known[1][0]):
        return no, title
    return (no, title) if _has_children(table, number, no, columns) else None


def _wide(row: Row, column: int) -> bool:
    return column + 1 in row.across and column + 2 in row.across


def _lone(row: Row, text: str, columns: Columns, column: int, *, loose: bool) -> tuple[str, str] | None:
    """A single cell is a group's title, unless it is a remark, a bullet of the task above, or goes on with its text."""
    if loose and len(row.cells) != columns.width and not (text.isupper() or row.strong or re.match(r"[IVX]+\b|[A-Z]\.|\d", text)):
        return None if looks_due(text) or looks_agency(text) else ("", text)
    if row.across or column in (0, columns.at.get(Role.TASK), columns.at.get(Role.NO)):
        if looks_number(text) or BULLET.match(text) or (text[:1].islower() and not row.across):
            return None
        number = re.match(r"((?:[IVX]+|[A-Z]|\d{1,2})(?:\.\d+)*)\s*[.):/-]\s*(.+)", text)
        return (number[1], number[2]) if number else ("", text)
    return None


def _has_children(table: Table, number: int, no: str, columns: Columns) -> bool:
    """Whether the rows below a bare numbered title are its own: 1.1, a), a dash, or counting from 1 again."""
    at = columns.at.get(Role.NO)
    for row in table.rows[number + 1 : number + 2]:
        below = flat(row.cells[at]).strip(" .)(") if at is not None and at < len(row.cells) else ""
        full = sum(bool(cell.strip()) for cell in row.cells) >= 3
        return below.startswith(f"{no}.") or (full and not (below.isdigit() and int(below) == int(no) + 1))
    return False


def _style(no: str, groups: Sequence[Group]) -> str:
    """How a group is numbered: groups of one style end one another."""
    if not no:
        return "none"
    if re.fullmatch(r"[A-ZĐ]", no) and (
        no not in "IVX" or (any(group.style == "letter" for group in groups[:1]) and no in "IK" and len(groups) <= 1)
    ):
        return "letter"
    if _ROMAN.fullmatch(no):
        return "roman"
    return f"{'roman' if no[:1].isalpha() else 'digit'}{no.count('.')}" if "." in no else "digit" if no.isdigit() else "small"


def push(groups: list[Group], no: str, title: str) -> None:
    """Open a group: it ends those numbered in its style, and what stands in them."""
    style = _style(no, groups)
    known = [index for index, group in enumerate(groups) if group.style == style]
    if known:
        del groups[known[0] :]
    groups.append(Group(style, title, no))


def area_of(groups: Sequence[Group]) -> str:
    """The area of a task: its roman-numbered group, else the outermost one."""
    titles = [group.title for group in groups if group.style == "roman"] or [group.title for group in groups]
    return titles[0] if titles else ""


def end_group(groups: list[Group], no: str, last: str) -> None:
    """A task numbered next after a bare numbered group ("1. …", then "2") stands beside the group, not in it."""
    if groups and (group := groups[-1]).style == "digit" and no.isdigit() and int(no) == int(group.no) + 1 and not last.isdigit():
        groups.pop()
