"""Who a task concerns: whether an agency leads it, helps with it, or has nothing to do with it."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from knowledge.agencies import covers, find_agencies, levels_of
from knowledge.records import Task
from nlp.text import fold, normalize


@lru_cache(maxsize=200_000)
def concerns(written: str, agency: str, on: date) -> bool:
    """Whether a cell's wording means `agency` on a day; one the register does not hold is meant by its own name and by its group."""
    if fold(normalize(written)) == fold(normalize(agency)) or covers(written, agency, on):
        return True
    kind = next((mention for mention in find_agencies(normalize(agency)) if mention.start == 0), None)
    return kind is not None and bool(levels_of(written)) and covers(written, kind.name, on)


def _any(written: Iterable[str], agency: str, on: date) -> bool:
    return bool(agency) and any(concerns(part, agency, on) for part in written)


def leads(task: Task, agency: str, on: date) -> bool:
    """Whether an agency is among the task's leads; a task led by a group is everybody's."""
    return _any(task.lead, agency, on)


def helps(task: Task, agency: str, on: date) -> bool:
    """Whether an agency is among the task's partners and does not lead it."""
    return _any(task.partners, agency, on) and not leads(task, agency, on)
