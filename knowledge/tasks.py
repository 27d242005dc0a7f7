"""A look-up in the plans' tasks: a filter and no search. An empty list says which filter emptied it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

import numpy as np
from numpy.typing import NDArray

from knowledge.task_board import Board, Entry, Mask, lay_out
from knowledge.task_filters import all_pass, emptied_by, leading, masks_of, names_plan
from knowledge.task_query import OPEN, Role, TaskQuery
from knowledge.task_standing import CODES, Reports, Standing, stand
from knowledge.tasks_status import LABELS, UNTOUCHED, Progress, State, Status, status_of
from nlp.lexicon import split

__all__ = [
    "LABELS",
    "OPEN",
    "Board",
    "Entry",
    "Found",
    "Progress",
    "Reports",
    "Role",
    "Standing",
    "State",
    "Status",
    "Sums",
    "TaskList",
    "TaskQuery",
    "lay_out",
    "look_up",
    "names_plan",
    "stand",
    "status_of",
]


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
class _Tasks(Sequence[Found]):
    """The tasks found, by their places on the board: of thousands, a page is looked at."""

    standing: Standing
    places: NDArray[np.int32]
    codes: NDArray[np.int8]
    leading: Mask | None

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> Found: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Found]: ...
    def __getitem__(self, index: int | slice) -> Found | Sequence[Found]:
        if isinstance(index, slice):
            return tuple(map(self._found, self.places[index].tolist()))
        return self._found(int(self.places[index]))

    def __iter__(self) -> Iterator[Found]:
        return map(self._found, self.places.tolist())

    def _found(self, place: int) -> Found:
        entry, due = self.standing.board.entries[place], int(self.standing.due[place])
        role = Role.ANY if self.leading is None else Role.LEAD if self.leading[place] else Role.PARTNER
        progress = self.standing.reports.get((entry.plan.number, entry.key), UNTOUCHED)
        return Found(entry, CODES[self.codes[place]], date.fromordinal(due) if due else None, role, progress)


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks found, in order, and their sums. `emptied_by`: the fewest filters without which there would be some."""

    tasks: Sequence[Found]
    sums: Sums
    emptied_by: tuple[str, ...] = ()


def look_up(standing: Standing, query: TaskQuery, today: date) -> TaskList:
    """Return the tasks that pass all filters: by how well the words fit, then by the day they are due, then in the plan's order."""
    board, masks = standing.board, masks_of(standing, query, today)
    passing = all_pass(board, masks.values())
    helped = _helped(board, query, masks)
    if not passing.any():
        return TaskList((), Sums(helped=helped), emptied_by(board, masks))
    places, codes = _ordered(standing, query, passing), standing.codes(today)
    counts = np.bincount(codes[places], minlength=len(CODES)).tolist()
    by_status = {status: count for status, count in zip(CODES, counts, strict=True) if count}
    undated = int((standing.due[places] == 0).sum())
    led = leading(board, query.agency, today) if query.agency else None
    return TaskList(_Tasks(standing, places, codes, led), Sums(len(places), by_status, undated, helped))


def _ordered(standing: Standing, query: TaskQuery, passing: Mask) -> NDArray[np.int32]:
    """Where the tasks stand: the words as said first, then the nearest due, what has no day last."""
    places = np.flatnonzero(passing).astype(np.int32)
    due = standing.due[places]
    keys = [due, due == 0]
    if query.words:
        keys.append(~standing.board.all_words.phrase(split(query.words))[places])
    return places[np.lexsort(keys)]


def _helped(board: Board, query: TaskQuery, masks: Mapping[str, Mask]) -> int:
    if not query.agency or query.role is not Role.LEAD:
        return 0
    others = all_pass(board, [mask for name, mask in masks.items() if name != "role"])
    return int((others & ~masks["role"]).sum())
