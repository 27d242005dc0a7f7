"""Who a task concerns: whether an agency leads it, helps with it, or has nothing to do with it."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from knowledge.agencies import canonical, find_agencies, levels_of, members, today_name
from knowledge.records import Task
from nlp.text import fold, normalize


@lru_cache(maxsize=20_000)
def _meant(written: str, on: date) -> frozenset[str]:
    """Return the agencies that a cell's wording means, by the names they bear on a day."""
    named = canonical(written)
    if named is not None:
        return frozenset({today_name(named, on)})
    return frozenset({today_name(mention.name, on) for mention in find_agencies(normalize(written))} | set(members(written, on)))


@lru_cache(maxsize=20_000)
def _called(agency: str, on: date) -> tuple[str, str]:
    """Return an agency's name on a day, and its kind: "UBND xã Ea Kar" is one of the communes."""
    kind = next((mention.name for mention in find_agencies(normalize(agency)) if mention.start == 0), "")
    return today_name(agency, on), today_name(kind, on) if kind else ""


@lru_cache(maxsize=20_000)
def _everyone(written: str) -> bool:
    """Whether a wording means all of a kind ("UBND xã, phường"), not one by its name ("UBND xã Ea Kar")."""
    first = next((mention for mention in find_agencies(normalize(written)) if mention.start == 0), None)
    named = first is not None and normalize(written)[first.end :].lstrip()[:1].isupper()
    return bool(levels_of(written)) and not named


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return fold(normalize(text))


def concerns(written: str, agency: str, on: date) -> bool:
    """Whether a cell's wording means `agency` on a day; one the register does not hold is meant by its own name and by its group."""
    meant, (name, kind) = _meant(written, on), _called(agency, on)
    return name in meant or (kind in meant and _everyone(written)) or _plain(written) == _plain(agency)


def _any(written: Iterable[str], agency: str, on: date) -> bool:
    return bool(agency) and any(concerns(part, agency, on) for part in written)


def leads(task: Task, agency: str, on: date) -> bool:
    """Whether an agency is among the task's leads; a task led by a group is everybody's."""
    return _any(task.lead, agency, on)


def helps(task: Task, agency: str, on: date) -> bool:
    """Whether an agency is among the task's partners and does not lead it."""
    return _any(task.partners, agency, on) and not leads(task, agency, on)
