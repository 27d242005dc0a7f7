"""The tasks of the plans held, laid out for looking up: the words of each task, who has to do with it, the day it is due."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.agency_register import load, syllables
from knowledge.records import Plan, Task
from knowledge.responsibility import meant
from knowledge.task_keys import keyed_plan
from knowledge.tasks_status import period_of
from nlp.lexicon import Word, fits, split
from nlp.periods import Kind, Period
from nlp.segment import LONGEST, compounds
from nlp.spelling import Speller
from nlp.text import fold

K = TypeVar("K")
Mask: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = Mapping[tuple[str, str], NDArray[np.int32]]
BOUND = 2.0
"""So many times likelier than by chance after a word, a single syllable belongs to it: "dữ liệu mở", "chính quyền số"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A task on the board: its plan, its key there, and its period, read from its wording where the record has none."""

    plan: Plan
    key: str
    task: Task
    period: Period


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a field of all tasks: where each stands, and each pair of neighbours; by surface, with the surfaces of each key."""

    single: Mapping[str, NDArray[np.int32]]
    pairs: Places
    surfaces: Mapping[str, tuple[Word, ...]]
    neighbours: Mapping[tuple[str, str], tuple[tuple[Word, Word], ...]]
    counts: Mapping[str, int]
    beside: Mapping[tuple[str, str], int]
    total: int
    size: int

    def one(self, written: Word) -> Mask:
        """Return the tasks that hold a word, with the marks it was written with or more."""
        mask = np.zeros(self.size, bool)
        for surface in self.surfaces.get(written.key, ()):
            if fits(written, surface):
                mask[self.single[surface.surface]] = True
        return mask

    def two(self, first: Word, second: Word) -> Mask:
        """Return the tasks where the two words stand side by side."""
        mask = np.zeros(self.size, bool)
        for left, right in self.neighbours.get((first.key, second.key), ()):
            if fits(first, left) and fits(second, right):
                mask[self.pairs[left.surface, right.surface]] = True
        return mask

    def phrase(self, words: Sequence[Word]) -> Mask:
        """Return the tasks where the words stand one after the other."""
        if len(words) == 1:
            return self.one(words[0])
        mask = np.ones(self.size, bool)
        for first, second in pairwise(words):
            mask &= self.two(first, second)
        return mask

    def bound(self, first: Word, second: Word) -> bool:
        """Whether two syllables stand side by side much oftener than by chance."""
        together = self.beside.get((first.key, second.key), 0)
        return together > 0 and together * self.total >= BOUND * self.counts.get(first.key, 0) * self.counts.get(second.key, 0)

    def terms(self, words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
        """Cut words into terms: words of the language, each with single syllables after it that some task holds with it."""
        terms: list[tuple[Word, ...]] = []
        at = 0
        while at < len(words):
            length = next((n for n in range(LONGEST, 1, -1) if self.is_compound(words[at : at + n], n)), 1)
            term = tuple(words[at : at + length])
            if length == 1 and terms and self.bound(terms[-1][-1], term[0]) and self.phrase((*terms[-1], *term)).any():
                terms[-1] = (*terms[-1], *term)
            else:
                terms.append(term)
            at += length
        return tuple(_whole(terms))

    def is_compound(self, words: Sequence[Word], length: int) -> bool:
        """Whether so many syllables are one word of the language, and some task holds it."""
        return len(words) == length and tuple(w.key for w in words) in compounds() and bool(self.phrase(words).any())

    def all_of(self, words: Sequence[Word]) -> Mask:
        """Return the tasks that hold all the words, those of a term side by side."""
        mask = np.ones(self.size, bool)
        for term in self.terms(words):
            mask &= self.phrase(term)
        return mask


def _whole(terms: Sequence[tuple[Word, ...]]) -> Iterator[tuple[Word, ...]]:
    """Give single syllables back to each other that are a word which no task holds: "học phí" is not "học" here and "phí" there."""
    at = 0
    while at < len(terms):
        pair = terms[at : at + 2]
        if len(pair) == 2 and all(len(term) == 1 for term in pair) and (pair[0][0].key, pair[1][0].key) in compounds():
            yield (*pair[0], *pair[1])
            at += 2
        else:
            yield terms[at]
            at += 1


def index(texts: Iterable[Sequence[str]]) -> Words:
    """Index texts, one a task, each of several fields; words of two fields are no neighbours."""
    single: dict[str, list[int]] = {}
    pairs: dict[tuple[str, str], list[int]] = {}
    known: dict[str, Word] = {}
    counts: dict[str, int] = {}
    beside: dict[tuple[str, str], int] = {}
    size = total = 0
    for number, fields in enumerate(texts):
        size = number + 1
        for text in fields:
            sentence = split(text)
            total += len(sentence)
            for word in sentence:
                known[word.surface] = word
                single.setdefault(word.surface, []).append(number)
                counts[word.key] = counts.get(word.key, 0) + 1
            for left, right in pairwise(sentence):
                pairs.setdefault((left.surface, right.surface), []).append(number)
                beside[left.key, right.key] = beside.get((left.key, right.key), 0) + 1
    surfaces: dict[str, list[Word]] = {}
    for word in known.values():
        surfaces.setdefault(word.key, []).append(word)
    neighbours: dict[tuple[str, str], list[tuple[Word, Word]]] = {}
    for one, other in pairs:
        left, right = known[one], known[other]
        neighbours.setdefault((left.key, right.key), []).append((left, right))
    return Words(
        {w: np.array(places, np.int32) for w, places in single.items()},
        {p: np.array(places, np.int32) for p, places in pairs.items()},
        {k: tuple(w) for k, w in surfaces.items()},
        {k: tuple(w) for k, w in neighbours.items()},
        counts,
        beside,
        total,
        size,
    )


@dataclass(frozen=True, slots=True)
class Board:
    """The plans held, their tasks laid out, and what is needed to look them up."""

    plans: tuple[Plan, ...]
    entries: tuple[Entry, ...]
    all_words: Words
    outputs: Words
    areas: Words
    due: NDArray[np.int32]
    kinds: NDArray[np.str_]
    leads: Mapping[str, NDArray[np.int32]]
    partners: Mapping[str, NDArray[np.int32]]
    others: Mapping[tuple[str, ...], str]
    places: Mapping[tuple[str, str], int]
    of_plan: Mapping[str, NDArray[np.int32]]
    numbers: Mapping[tuple[str, ...], NDArray[np.int32]]
    speller: Speller = field(repr=False)

    def entry(self, plan: str, key: str) -> Entry | None:
        """Return the task of a plan by its key, or None."""
        place = self.places.get((plan, key))
        return None if place is None else self.entries[place]


def lay_out(plans: Sequence[Plan], keyed: Callable[[Plan], Iterable[tuple[str, Task]]] = keyed_plan) -> Board:
    """Lay the tasks of the plans out, some three seconds for 10,000 of them; a look-up then loads nothing more.

    `keyed`: a plan's tasks with the keys they are held by; of one that was corrected these are not those of its wording.
    """
    compounds()
    entries = tuple(Entry(plan, key, task, period_of(plan, task)) for plan in plans for key, task in keyed(plan))
    all_words = index((e.task.description, e.task.output, e.task.area, *_rhythm(e)) for e in entries)
    leads, partners = _places(e.task.lead for e in entries), _places(e.task.partners for e in entries)
    told = index((*plan.aims, *plan.targets, *plan.areas, plan.title) for plan in plans)
    counts = {key: all_words.counts.get(key, 0) + told.counts.get(key, 0) for key in {*all_words.counts, *told.counts}}
    return Board(
        tuple(plans),
        entries,
        all_words,
        index((e.task.output,) for e in entries),
        index((e.task.area,) for e in entries),
        np.array([e.period.due.toordinal() if e.period.due else 0 for e in entries], np.int32),
        np.array([e.period.kind.value for e in entries], np.str_),
        leads,
        partners,
        _others((*leads, *partners)),
        {(e.plan.number, e.key): place for place, e in enumerate(entries)},
        {plan.number: np.array([], np.int32) for plan in plans} | _places((e.plan.number,) for e in entries),
        _places((number_parts(e.task.no),) for e in entries),
        Speller(counts, frozenset({*all_words.beside, *told.beside})),
    )


def _rhythm(entry: Entry) -> tuple[str, ...]:
    """How often what recurs does: "Hằng quý" is asked for by its words."""
    return (entry.task.due,) if entry.period.kind is Kind.RECURRING else ()


def number_parts(no: str) -> tuple[str, ...]:
    """Return the parts of a task's number: "01.2." is ("1", "2")."""
    return tuple(part.lstrip("0") or "0" for part in re.split(r"[^a-z0-9]+", fold(no)) if part)


def _places(cells: Iterable[tuple[K, ...]]) -> dict[K, NDArray[np.int32]]:
    """Where each value stands."""
    places: dict[K, list[int]] = {}
    for number, cell in enumerate(cells):
        for value in cell:
            places.setdefault(value, []).append(number)
    return {value: np.array(numbers, np.int32) for value, numbers in places.items()}


def _others(written: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Agencies that the plans name and the register does not hold, by their syllables."""
    heads = {syllables(head)[0] for head in load().heads} - {"cac", "mot", "toan", "tat"}
    named = {name: syllables(name) for name in written if not meant(name, date.max)}
    return {words: name for name, words in named.items() if 2 <= len(words) <= 10 and words[0] in heads}
