"""A look-up in the plans' tasks: a filter and no search. An empty list says which filter emptied it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from knowledge.agencies import levels_of, today_name
from knowledge.records import Plan
from knowledge.task_board import Board, Entry, Mask, lay_out, meaning, number_parts
from knowledge.tasks_status import LABELS, SOON, UNTOUCHED, Progress, State, Status, due_day, status_of
from nlp.lexicon import split
from nlp.periods import Kind, Period
from nlp.text import fold

__all__ = [
    "LABELS",
    "NOTHING_REPORTED",
    "OPEN",
    "Board",
    "Entry",
    "Found",
    "Progress",
    "Reports",
    "Role",
    "State",
    "Status",
    "Sums",
    "TaskList",
    "TaskQuery",
    "lay_out",
    "look_up",
    "names_plan",
    "status_of",
]

Reports = Mapping[tuple[str, str], Progress]
"""What was reported, by plan number and task key; a task that is missing: nothing was."""
NOTHING_REPORTED: Reports = MappingProxyType({})
OPEN = frozenset({Status.ON_TRACK, Status.DUE_SOON, Status.OVERDUE})
"""The states of what is still to be done."""


class Role(StrEnum):
    """What an agency has to do with a task."""

    LEAD = "lead"
    PARTNER = "partner"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """A look-up; an empty field filters nothing.

    `agency` by the register's name (of today) in `role`; `partner`: a second agency, which helps. A task is in `period` when the day
    it is due is; a period without days means tasks of its kind. `area`, `words` and `output` are words that must all be there.
    `plan`: a number, its beginning, or a year. `no`: the number as written.
    """

    agency: str = ""
    role: Role = Role.LEAD
    partner: str = ""
    period: Period | None = None
    status: frozenset[Status] = frozenset()
    area: str = ""
    words: str = ""
    output: str = ""
    plan: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A task found: how it stands, the day it is due by now (None: no day is told), and what the agency asked for has to do with it."""

    entry: Entry
    status: Status
    due: date | None
    role: Role
    progress: Progress = UNTOUCHED


@dataclass(frozen=True, slots=True)
class Sums:
    """How many tasks there are by state; `undated`: due on no day; `helped`: more that the agency is a partner of, were role not lead."""

    total: int = 0
    by_status: Mapping[Status, int] = field(default_factory=dict)
    undated: int = 0
    helped: int = 0


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks found, in order, and their sums. `emptied_by`: the fewest filters without which there would be some."""

    tasks: tuple[Found, ...]
    sums: Sums
    emptied_by: tuple[str, ...] = ()


_SOONEST_DROPPED = ("words", "output", "status", "period", "partner", "area", "no", "plan", "role", "agency")
"""Which filter is named first where several could be."""


def look_up(board: Board, query: TaskQuery, progress: Reports, today: date) -> TaskList:
    """Return the tasks that pass all filters: by how well the words fit, then by the day they are due, then in the plan's order."""
    masks = _masks(board, query, progress, today)
    passing = _and(board, masks.values())
    if not passing.any():
        return TaskList((), Sums(helped=_helped(board, query, masks)), _emptied(board, masks))
    leading = _agency(board.leads, query.agency, board, today) if query.agency else None
    places = sorted(np.flatnonzero(passing).tolist(), key=_order(board, query, progress))
    found = tuple(_found(board.entries[place], progress, _role(leading, place), today) for place in places)
    by_status = Counter(task.status for task in found)
    undated = sum(task.due is None for task in found)
    return TaskList(found, Sums(len(found), by_status, undated, _helped(board, query, masks)))


_CODES = tuple(Status)


def _states(board: Board, progress: Reports, today: date) -> NDArray[np.int8]:
    """The state of each task, as its place among Status."""
    days = board.due - today.toordinal()
    codes = np.full(len(board.entries), _CODES.index(Status.ON_TRACK), np.int8)
    codes[(board.due > 0) & (days <= SOON.days)] = _CODES.index(Status.DUE_SOON)
    codes[(board.due > 0) & (days < 0)] = _CODES.index(Status.OVERDUE)
    for key, reported in progress.items():
        if (place := board.places.get(key)) is not None:
            codes[place] = _CODES.index(status_of(board.entries[place].period, reported, today))
    return codes


def _masks(board: Board, query: TaskQuery, progress: Reports, today: date) -> dict[str, Mask]:
    masks: dict[str, Mask] = {}
    if query.plan:
        wanted = {plan.number for plan in board.plans if names_plan(query.plan, plan)}
        masks["plan"] = _at(board, [board.of_plan[number] for number in wanted])
    if query.agency:
        leads, helps = (_agency(cells, query.agency, board, today) for cells in (board.leads, board.partners))
        masks["agency"] = leads | helps
        if query.role is not Role.ANY:
            masks["role"] = leads if query.role is Role.LEAD else helps
    if query.partner:
        masks["partner"] = _agency(board.partners, query.partner, board, today)
    if query.period:
        masks["period"] = _due_in(board, query.period, progress)
    if query.status:
        masks["status"] = np.isin(_states(board, progress, today), [_CODES.index(status) for status in query.status])
    if query.area:
        masks["area"] = board.areas.all_of(split(query.area))
    if query.words:
        masks["words"] = board.all_words.all_of(split(query.words))
    if query.output:
        masks["output"] = board.outputs.all_of(split(query.output))
    if query.no:
        masks["no"] = _numbered(query.no, board)
    return masks


def _agency(cells: Mapping[str, NDArray[np.int32]], agency: str, board: Board, today: date) -> Mask:
    """The tasks whose cells mean an agency, or mean a group of the same levels where a group is asked for."""
    wanted, levels = today_name(agency, today), levels_of(agency)
    mask = np.zeros(len(board.entries), bool)
    for written, places in cells.items():
        if wanted in meaning(written, today) or (levels and levels & levels_of(written)):
            mask[places] = True
    return mask


def _due_in(board: Board, period: Period, progress: Reports) -> Mask:
    if not (period.start or period.end):  # What recurs; or what is due on no day that is told.
        kinds = [Kind.RECURRING] if period.kind is Kind.RECURRING else [Kind.EVENT, Kind.NONE]
        undated: Mask = np.isin(board.kinds, [kind.value for kind in kinds])
        return undated
    first = period.start.toordinal() if period.start else 1
    last = period.end.toordinal() if period.end else date.max.toordinal()
    mask: Mask = (board.due >= first) & (board.due <= last)
    for key, reported in progress.items():
        if reported.due and (place := board.places.get(key)) is not None:
            mask[place] = first <= reported.due.toordinal() <= last
    return mask


def names_plan(said: str, plan: Plan) -> bool:
    """Whether a number, its beginning ("4003", "4003/QĐ") or a year means the plan."""
    asked, number = (fold(text).replace(" ", "").replace("-", "/").split("/") for text in (said, plan.number))
    if len(asked) == 1 and asked[0] == str(plan.year or plan.issued.year):
        return True
    return asked == number[: len(asked)]


_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def _numbered(asked: str, board: Board) -> Mask:
    """The tasks that bear the number; "III.12" may also name an area by its place in the plan, and the number there."""
    wanted = number_parts(asked)
    mask = _at(board, [board.numbers[wanted]] if wanted in board.numbers else [])
    if len(wanted) > 1 and wanted[0] in _ROMAN:
        for place in board.numbers.get(wanted[1:], ()):
            entry = board.entries[place]
            mask[place] |= entry.plan.areas[_ROMAN.index(wanted[0]) - 1 : _ROMAN.index(wanted[0])] == (entry.task.area,)
    return mask


def _at(board: Board, places: Iterable[NDArray[np.int32]]) -> Mask:
    mask = np.zeros(len(board.entries), bool)
    for some in places:
        mask[some] = True
    return mask


def _order(board: Board, query: TaskQuery, progress: Reports) -> "_Key":
    whole = board.all_words.phrase(split(query.words)) if query.words else None
    return _Key(board, whole, progress)


@dataclass(frozen=True, slots=True)
class _Key:
    """The order of a list: the words as said first, then the nearest due, what has no day last."""

    board: Board
    whole: Mask | None
    progress: Reports

    def __call__(self, place: int) -> tuple[bool, int, int]:
        entry = self.board.entries[place]
        reported = self.progress.get((entry.plan.number, entry.key), UNTOUCHED) if self.progress else UNTOUCHED
        due = due_day(entry.period, reported)
        return (self.whole is not None and not self.whole[place], due.toordinal() if due else date.max.toordinal(), place)


def _role(leading: Mask | None, place: int) -> Role:
    if leading is None:
        return Role.ANY
    return Role.LEAD if leading[place] else Role.PARTNER


def _found(entry: Entry, progress: Reports, role: Role, today: date) -> Found:
    reported = progress.get((entry.plan.number, entry.key), UNTOUCHED) if progress else UNTOUCHED
    return Found(entry, status_of(entry.period, reported, today), due_day(entry.period, reported), role, reported)


def _helped(board: Board, query: TaskQuery, masks: Mapping[str, Mask]) -> int:
    if not query.agency or query.role is not Role.LEAD:
        return 0
    others = _and(board, [mask for name, mask in masks.items() if name != "role"])
    return int((others & ~masks["role"]).sum())


def _and(board: Board, masks: Iterable[Mask]) -> Mask:
    passing = np.ones(len(board.entries), bool)
    for mask in masks:
        passing &= mask
    return passing


def _emptied(board: Board, masks: Mapping[str, Mask]) -> tuple[str, ...]:
    """The fewest filters without which some task passes; an agency left out takes its role along."""
    names = [name for name in _SOONEST_DROPPED if name in masks]
    for count in range(1, len(names) + 1):
        for dropped in combinations(names, count):
            without = {*dropped, "role"} if "agency" in dropped else set(dropped)
            if _and(board, [mask for name, mask in masks.items() if name not in without]).any():
                return dropped
    return ()
