"""How all tasks of a board stand at once: what was reported of each, laid out beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from knowledge.task_board import Board
from knowledge.tasks_status import SOON, Progress, State, Status

Reports = Mapping[tuple[str, str], Progress]
"""What was reported, by plan number and task key; a task that is missing: nothing was."""
NOTHING_REPORTED: Reports = MappingProxyType({})
CODES = tuple(Status)
_ON_TRACK, _DUE_SOON, _OVERDUE, _ON_TIME, _LATE, _CANCELLED = range(len(CODES))


@dataclass(frozen=True, slots=True)
class Standing:
    """For each task: the day it is due by now (0: none), the day it was done (0: not), and whether it was cancelled."""

    due: NDArray[np.int32]
    done: NDArray[np.int32]
    cancelled: NDArray[np.bool_]

    def codes(self, today: date) -> NDArray[np.int8]:
        """Return the state of each task on a day, as its place in CODES: what `status_of` says of one."""
        now, due = today.toordinal(), self.due
        dated = due > 0
        codes = np.full(len(due), _ON_TRACK, np.int8)
        codes[dated & (due - now <= SOON.days)] = _DUE_SOON
        codes[dated & (due < now)] = _OVERDUE
        done = (self.done > 0) & (self.done <= now)
        codes[done] = _ON_TIME
        codes[done & dated & (self.done > due)] = _LATE
        codes[self.cancelled] = _CANCELLED
        return codes


def stand(board: Board, reports: Reports) -> Standing:
    """Lay out what was reported beside the tasks of a board. What is done on no day that is known is done in time."""
    due, done, cancelled = board.due.copy(), np.zeros_like(board.due), np.zeros(len(board.entries), bool)
    held = [(place, said) for key, said in reports.items() if (place := board.places.get(key)) is not None]
    put_off = [(place, said.due.toordinal()) for place, said in held if said.due]
    finished = [(place, said.done.toordinal() if said.done else 1) for place, said in held if said.status is State.DONE]
    for days, given in ((due, put_off), (done, finished)):
        if given:
            places, values = zip(*given, strict=True)
            days[list(places)] = values
    cancelled[[place for place, said in held if said.status in (State.CANCELLED, State.MOVED)]] = True
    return Standing(due, done, cancelled)
