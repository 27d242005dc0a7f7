"""Whom the wording of a lead or partner means: the one rule for look-ups, lists of one's own tasks, reminders and who may report."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from knowledge.agencies import canonical, find_agencies, levels_of, members, today_name
from knowledge.agency_register import Level, load
from knowledge.records import Task
from nlp.text import fold, normalize

_CACHED = 20_000


@lru_cache(maxsize=64)
def _epoch(on: date) -> date:
    """The day of the last rename: until the next one, wordings mean the same."""
    return max((rename.on for rename in load().renames.values() if rename.on <= on), default=date.min)


@lru_cache(maxsize=_CACHED)
def _meant(written: str, epoch: date) -> frozenset[str]:
    named = canonical(written)
    if named is not None:
        return frozenset({today_name(named, epoch)})
    mentioned = {today_name(mention.name, epoch) for mention in find_agencies(normalize(written))}
    return frozenset(mentioned | {today_name(name, epoch) for name in members(written, epoch)})


def meant(written: str, on: date) -> frozenset[str]:
    """Return the agencies of the register that a wording means, by the names they bear on a day; of a group, its members."""
    return _meant(written, _epoch(on))


@lru_cache(maxsize=_CACHED)
def _called(agency: str, epoch: date) -> tuple[str, str]:
    """An agency's name, and its kind: "UBND xã Ea Kar" is one of the communes."""
    kind = next((mention.name for mention in find_agencies(normalize(agency)) if mention.start == 0), "")
    return today_name(agency, epoch), today_name(kind, epoch) if kind else ""


@lru_cache(maxsize=_CACHED)
def _everyone(written: str) -> frozenset[Level]:
    """The levels whose agencies a wording means all of ("UBND xã, phường"); none where it names one ("UBND xã Ea Kar")."""
    clean = normalize(written)
    first = next((mention for mention in find_agencies(clean) if mention.start == 0), None)
    named = first is not None and clean[first.end :].lstrip()[:1].isupper()
    return frozenset() if named else levels_of(written)


@lru_cache(maxsize=_CACHED)
def _plain(text: str) -> str:
    return fold(normalize(text))


def concerns(written: str, agency: str, on: date) -> bool:
    """Whether a cell's wording means `agency` on a day.

    It does by name, by a name of before, or through a group; one that the register does not hold by its own name and its group.
    A group is meant where all of its kind are, in part at least: "các sở" by "các sở, ban, ngành".
    """
    epoch = _epoch(on)
    names, (name, kind) = _meant(written, epoch), _called(agency, epoch)
    if name in names or _plain(written) == _plain(agency):
        return True
    return (kind in names and bool(_everyone(written))) or bool(_everyone(agency) & _everyone(written))


def _any(written: Iterable[str], agency: str, on: date) -> bool:
    return bool(agency) and any(concerns(part, agency, on) for part in written)


def leads(task: Task, agency: str, on: date) -> bool:
    """Whether an agency is among the task's leads; a task led by a group is everybody's."""
    return _any(task.lead, agency, on)


def helps(task: Task, agency: str, on: date) -> bool:
    """Whether an agency is among the task's partners and does not lead it."""
    return _any(task.partners, agency, on) and not leads(task, agency, on)
