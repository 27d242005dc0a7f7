"""The filters of a look-up as masks over the board: which tasks pass each, and which filter emptied a list."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from knowledge.records import Plan
from knowledge.responsibility import concerns
from knowledge.task_board import Board, Mask, number_parts
from knowledge.task_query import Role, TaskQuery
from knowledge.task_standing import CODES, Standing
from nlp.lexicon import split
from nlp.periods import Kind, Period
from nlp.text import fold

_SOONEST_DROPPED = ("words", "output", "status", "period", "apart", "partner", "area", "no", "plan", "role", "agency")
"""Which filter is named first where several could be."""


def masks_of(standing: Standing, query: TaskQuery, today: date) -> dict[str, Mask]:
    """Return for each filter that is set which tasks pass it."""
    board = standing.board
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
    if query.apart:
        masks["apart"] = ~_agency(board.leads, query.apart, board, today)
    if query.period:
        masks["period"] = _due_in(query.period, standing)
    if query.status:
        masks["status"] = np.isin(standing.codes(today), [CODES.index(status) for status in query.status])
    if query.no:
        masks["no"] = _numbered(query.no, board)
    return masks | _worded(board, query)


def _worded(board: Board, query: TaskQuery) -> dict[str, Mask]:
    fields = (("area", query.area, board.areas), ("words", query.words, board.all_words), ("output", query.output, board.outputs))
    return {name: words.all_of(split(said)) for name, said, words in fields if said}


def leading(board: Board, agency: str, today: date) -> Mask:
    """Return the tasks that an agency leads."""
    return _agency(board.leads, agency, board, today)


def _agency(cells: Mapping[str, NDArray[np.int32]], agency: str, board: Board, today: date) -> Mask:
    return _at(board, [places for written, places in cells.items() if concerns(written, agency, today)])


def _due_in(period: Period, standing: Standing) -> Mask:
    if not (period.start or period.end):  # What recurs; or what is due on no day that is told.
        kinds = [Kind.RECURRING] if period.kind is Kind.RECURRING else [Kind.EVENT, Kind.NONE]
        undated: Mask = np.isin(standing.board.kinds, [kind.value for kind in kinds])
        return undated
    first = period.start.toordinal() if period.start else 1
    last = period.end.toordinal() if period.end else date.max.toordinal()
    mask: Mask = (standing.due >= first) & (standing.due <= last)
    return mask


def names_plan(said: str, plan: Plan) -> bool:
    """Whether a number, its beginning ("4003", "4003/QĐ") or a year means the plan."""
    asked, number = (fold(text).replace(" ", "").replace("-", "/").split("/") for text in (said, plan.number))
    if len(asked) == 1 and asked[0] == str(plan.year or plan.issued.year):
        return True
    return asked == number[: len(asked)]


ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def _numbered(asked: str, board: Board) -> Mask:
    """The tasks that bear the number; "III" may also name an area by its place in the plan, "III.12" the number there."""
    wanted = number_parts(asked)
    mask = _at(board, [board.numbers[wanted]] if wanted in board.numbers else [])
    if wanted and wanted[0] in ROMAN:
        at = ROMAN.index(wanted[0])
        for place in board.numbers.get(wanted[1:], ()) if len(wanted) > 1 else range(len(board.entries)):
            entry = board.entries[place]
            mask[place] |= entry.plan.areas[at - 1 : at] == (entry.task.area,)
    return mask


def _at(board: Board, places: Iterable[NDArray[np.int32]]) -> Mask:
    mask = np.zeros(len(board.entries), bool)
    for some in places:
        mask[some] = True
    return mask


def all_pass(board: Board, masks: Iterable[Mask]) -> Mask:
    """Return the tasks that pass all filters."""
    passing = np.ones(len(board.entries), bool)
    for mask in masks:
        passing &= mask
    return passing


def emptied_by(board: Board, masks: Mapping[str, Mask]) -> tuple[str, ...]:
    """Return the fewest filters without which some task passes; an agency left out takes its role along."""
    names = [name for name in _SOONEST_DROPPED if name in masks]
    for count in range(1, len(names) + 1):
        for dropped in combinations(names, count):
            without = {*dropped, "role"} if "agency" in dropped else set(dropped)
            if all_pass(board, [mask for name, mask in masks.items() if name not in without]).any():
                return dropped
    return ()
