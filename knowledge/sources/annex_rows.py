"""The rows of a task table read one after another: groups, tasks, and what a row takes from the one above."""

import re
from dataclasses import dataclass, field, replace

from knowledge.sources.annex_columns import Columns, Role, header, is_index
from knowledge.sources.annex_groups import BULLET, Group, area_of, caption, end_group, group_of, push
from knowledge.sources.annex_layout import looks_agency, looks_number, placed, roles
from knowledge.sources.annex_tables import Row, Table, flat
from nlp.files import Problem
from nlp.text import fold


@dataclass(frozen=True, slots=True)
class Raw:
    """A task as its row words it.

    `guessed`: it has no lead of its own and takes that of the task above; `year`, `unit`: the year that the heading of its due date
    names, and what a bare number there counts.
    """

    place: str
    no: str
    values: dict[Role, str]
    area: str
    guessed: bool = False
    year: int | None = None
    unit: str = ""


@dataclass(slots=True)
class Reading:
    """What was read so far, and the heading that holds for the next table without one."""

    tasks: list[Raw] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    columns: Columns | None = None
    groups: list[Group] = field(default_factory=list)


_SAME = re.compile(
    r"[-–\s]*(?:nhu (?:tren|muc tren|nhiem vu tren|o tren|muc \S{1,6} tren)|nt|n/t|n\.t\.?|id|idem)[-–\s.]*|[\"”“″〃'’]{1,3}"
)
_TOTAL = re.compile(r"(?:tong (?:cong|so)|cong)\b[\s:]*\d*")
_GLUED_NO = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\s*[.)]\s+(?=\D)|(\d{1,3}(?:\.\d{1,3})+)\s+(?=\D)")
_FOOTER = re.compile(
    r"(?:-\s*)?(?:noi nhan\b|tm\. |kt\. |tl\. |luu ?: ?vt|nguoi lap\b|\(?ky,? ghi ro|thu truong don vi$|chu tich$|pho chu tich$|giam doc$)"
)
_TICK = re.compile(r"(?i)[x×✓✔v+*]|có")
_TAKEN = (Role.LEAD, Role.PARTNER, Role.DUE, Role.OUTPUT)


def read_table(table: Table, reading: Reading) -> None:
    """Add the tasks of a table to `reading`."""
    begun, number = False, 0
    while number < len(table.rows):
        found = header(table.rows, number)
        if found and _new(found[0], reading, begun):
            if not (reading.columns and found[0].headings == reading.columns.headings) or _said(table.before):
                reading.groups = caption(table.before)
            begun = True
            reading.columns, first = found
            _note_targets(reading, table.rows[number])
            number = first
            continue
        if found and begun:
            number = found[1]
            continue
        if not begun and not (table.goes_on and _continues(table, reading)):
            number += 1
            if number > 60 and not any(header(table.rows, n) for n in range(number, min(number + 60, len(table.rows)))):
                return
            continue
        begun = True
        if any(_FOOTER.match(fold(flat(cell))) for cell in table.rows[number].cells):
            number = next((n for n in range(number + 1, len(table.rows)) if header(table.rows, n)), len(table.rows))
            continue
        _row(table, number, reading)
        number += 1


def _said(before: str) -> bool:
    """Whether text stands between two tables: more than a page's number."""
    return bool(re.search(r"[^\W\d]{2}", before))


def _new(found: Columns, reading: Reading, begun: bool) -> bool:
    """Whether a heading opens a table, and is not the one in force said again."""
    return not begun or reading.columns is None or found.at != reading.columns.at


def _continues(table: Table, reading: Reading) -> bool:
    """Whether a table without a heading goes on where the last one ended: on the next page, or cut in two."""
    if reading.columns is None or not reading.columns.is_tasks or not table.rows:
        return False
    width = max(len(row.cells) for row in table.rows)
    wanted = roles(reading.columns)
    first = next((row for row in table.rows if any(cell.strip() for cell in row.cells)), None)
    if width != reading.columns.width or first is None:
        return False
    numbers = [row.cells[reading.columns.at[Role.NO]] for row in table.rows] if Role.NO in reading.columns.at else []
    return not numbers or any(looks_number(text) for text in numbers) or len(table.rows) < 3 or not wanted


def _note_targets(reading: Reading, row: Row) -> None:
    columns = reading.columns
    assert columns is not None  # noqa: S101  # Just set.
    if not columns.is_tasks:
        what = "các chỉ tiêu" if Role.TARGET in columns.at else "không có cơ quan chủ trì lẫn thời hạn"
        reading.problems.append(Problem(row.place, f"Bảng này nêu {what}, không phải bảng giao nhiệm vụ: đã bỏ qua."))
        return
    if Role.DUE not in columns.at:
        reading.problems.append(Problem(row.place, "Bảng không có cột thời hạn: các nhiệm vụ của bảng không có hạn."))
    if Role.LEAD not in columns.at:
        reading.problems.append(Problem(row.place, "Bảng không có cột cơ quan chủ trì: lấy theo tên nhóm nếu nhóm là cơ quan."))


def _row(table: Table, number: int, reading: Reading) -> None:
    row, columns = table.rows[number], reading.columns
    assert columns is not None  # noqa: S101  # The caller has seen a heading.
    if not columns.is_tasks or is_index(row) or not any(cell.strip() for cell in row.cells):
        return
    wanted = roles(columns)
    filled = [(i, cell) for i, cell in enumerate(row.cells) if cell.strip() and i not in row.up]
    if not filled or _TOTAL.fullmatch(fold(flat(filled[0][1]))) or (len(filled) > 1 and _TOTAL.fullmatch(fold(flat(filled[1][1])))):
        return
    if group := group_of(table, number, filled, columns):
        push(reading.groups, *group)
        return
    cells, missing = placed(row.cells, wanted, loose=table.loose)
    missing = missing if table.loose else frozenset()
    values = {role: cells[index] for role, index in columns.at.items()}
    if ticked := [wording for index, wording in columns.marks.items() if _TICK.fullmatch(cells[index].strip())]:
        values[Role.DUE] = ", ".join(ticked)
    _task(reading, row, values, frozenset(role for role, index in columns.at.items() if index in missing or index in row.up))


def _task(reading: Reading, row: Row, values: dict[Role, str], taken: frozenset[Role]) -> None:
    last = reading.tasks[-1] if reading.tasks else None
    no = flat(values.get(Role.NO, "")).strip(" .)(:*")
    text = flat(values.get(Role.TASK, ""))
    if last and (not no or Role.NO in taken) and _append(reading, last, values, taken):
        return
    if Role.NO not in values or (not no and Role.NO not in taken):
        glued = _GLUED_NO.match(text)
        if glued and (Role.NO not in values):
            no, values = glued[1] or glued[2], values | {Role.TASK: text[glued.end() :]}
    values, inherited, guessed = _inherited(last, values, taken, no)
    if not flat(values.get(Role.TASK, "")):
        if any(flat(values.get(role, "")) for role in (Role.LEAD, Role.DUE)):
            reading.problems.append(Problem(row.place, "Hàng không nêu nội dung nhiệm vụ: đã bỏ qua, hãy xem lại."))
        return
    end_group(reading.groups, no, last.no if last else "")
    area = flat(values.get(Role.AREA, "")) or area_of(reading.groups)
    if area and area not in reading.areas:
        reading.areas.append(area)
    if Role.LEAD not in values and reading.groups and looks_agency(reading.groups[-1].title):
        values = values | {Role.LEAD: reading.groups[-1].title}
    shares = Role.NO in taken or (inherited and Role.NO in values)
    reading.tasks.append(
        Raw(
            row.place,
            no or (last.no if last and shares else str(len(reading.tasks) + 1)),
            values,
            area,
            guessed,
            reading.columns.year if reading.columns else None,
            reading.columns.unit if reading.columns else "",
        )
    )


def _append(reading: Reading, last: Raw, values: dict[Role, str], taken: frozenset[Role]) -> bool:
    """Add to the task above what a row without a number only goes on with: a bullet, or the rest of a cell cut by a page."""
    own = {role: flat(value) for role, value in values.items() if role not in taken and role is not Role.NO and flat(value)}
    if Role.TASK in taken and own.keys() - {Role.PARTNER, Role.OUTPUT, Role.AREA}:
        return False
    if not own:
        return Role.TASK in taken
    text = own.get(Role.TASK, "")
    goes_on = bool(text) and (text[:1].islower() or BULLET.match(text)) and not {Role.LEAD, Role.DUE} & own.keys()
    only_rest = not text and not (Role.LEAD in own and Role.DUE in own)
    cut = (
        bool(text)
        and text[:1].islower()
        and all(_cut(last.values.get(role, ""), value) for role, value in own.items() if role is Role.LEAD)
    )
    if not (goes_on or only_rest or cut):
        return False
    joined = {role: f"{last.values.get(role, '')}\n{values[role]}".strip() for role in own}
    reading.tasks[-1] = replace(last, values=last.values | joined)
    return True


def _cut(above: str, below: str) -> bool:
    """Whether a cell's text goes on below: it begins in lower case, or the one above ends in mid-name."""
    return below[:1].islower() or above.rstrip().endswith((",", ";", "và", "-"))


def _inherited(last: Raw | None, values: dict[Role, str], taken: frozenset[Role], no: str) -> tuple[dict[Role, str], bool, bool]:
    """Fill what a merged cell or "như trên" leaves to the row above; a row without number and lead shares its task's lead."""
    if last is None:
        return values, False, False
    filled, inherited, guessed = dict(values), False, False
    for role in values:
        text = flat(values[role])
        same = role in _TAKEN and bool(_SAME.fullmatch(fold(text))) and bool(text)
        merged = role in taken and not text and (role in _TAKEN or role is Role.TASK) and Role.AREA is not role
        if same or merged:
            filled[role] = last.values.get(role, "")
            inherited = True
    if not no and Role.NO in values and not flat(filled.get(Role.LEAD, "")) and flat(filled.get(Role.TASK, "")) and Role.LEAD in values:
        filled[Role.LEAD] = last.values.get(Role.LEAD, "")
        inherited = guessed = bool(flat(filled[Role.LEAD]))
    if Role.AREA in values and not flat(values[Role.AREA]):
        filled[Role.AREA] = last.values.get(Role.AREA, "")
    return filled, inherited, guessed
