"""How all tasks of a board stand at once: what was reported of each, laid out beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """A board with what was reported: for each task the day it is due by now (0: none), was done (0: not), whether it was cancelled."""

    board: Board = field(repr=False)
    reports: Reports = field(repr=False)
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


def stand(board: Board, reports: Reports = NOTHING_REPORTED) -> Standing:
    """Lay out what was reported beside the tasks of a board. What is done on no day that is known is done in time."""
    places = np.array([board.places.get(key, -1) for key in reports], np.int32)
    held, said = places >= 0, reports.values()
    due, done, cancelled = board.due.copy(), np.zeros_like(board.due), np.zeros(len(board.entries), bool)
    put_off = np.array([p.due.toordinal() if p.due else 0 for p in said], np.int32)
    finished = np.array([(p.done.toordinal() if p.done else 1) if p.status is State.DONE else 0 for p in said], np.int32)
    gone = np.array([p.status in (State.CANCELLED, State.MOVED) for p in said], bool)
    due[places[held & (put_off > 0)]] = put_off[held & (put_off > 0)]
    done[places[held]] = finished[held]
    cancelled[places[held]] = gone[held]
    return Standing(board, reports, due, done, cancelled)
