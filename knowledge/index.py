"""A sparse index in memory: BM25 over single words and pairs of neighbours, and likeness to phrases people use."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Terms = Mapping[str, float]
"""Weighted terms: a word's key, or two keys joined by `_`."""

K1, B = 1.2, 0.4
"""BM25's usual saturation; a low length penalty, for names that differ in length say little by it."""


def terms_of(keys: Sequence[str], weight: float = 1.0) -> dict[str, float]:
    """Return the words and the pairs of neighbours of a sequence of keys, counted and times `weight`."""
    counted: dict[str, float] = {}
    for term in (*keys, *map("_".join, itertools.pairwise(keys))):
        counted[term] = counted.get(term, 0.0) + weight
    return counted


@dataclass(frozen=True, slots=True)
class Postings:
    """For each term the documents that hold it, and their weights: `documents[start[t]:start[t + 1]]`."""

    ids: Mapping[str, int]
    start: npt.NDArray[np.int64]
    documents: Ints
    weights: Floats
    size: int

    def score(self, terms: Terms) -> Floats:
        """Return the sum over `terms` of weight × posting, for every document; shape (size,)."""
        total = np.zeros(self.size, np.float32)
        for term, weight in terms.items():
            at = self.ids.get(term)
            if at is not None:
                rows = slice(self.start[at], self.start[at + 1])
                total[self.documents[rows]] += weight * self.weights[rows]
        return total


@dataclass(slots=True)
class _Builder:
    rows: dict[str, list[tuple[int, float]]] = field(default_factory=dict)

    def add(self, document: int, weights: Terms) -> None:
        for term, weight in weights.items():
            self.rows.setdefault(term, []).append((document, weight))

    def done(self, size: int) -> Postings:
        lengths = np.fromiter((len(r) for r in self.rows.values()), np.int64, len(self.rows))
        flat = [pair for row in self.rows.values() for pair in row]
        return Postings(
            ids={term: i for i, term in enumerate(self.rows)},
            start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            documents=np.array([d for d, _ in flat], np.int32),
            weights=np.array([w for _, w in flat], np.float32),
            size=size,
        )


def bm25(documents: Sequence[Terms]) -> Postings:
    """Index documents by BM25 (Robertson and Zaragoza 2009, with the +1 in the idf that keeps it positive)."""
    frequency = Counter(term for terms in documents for term in terms)
    lengths = [sum(terms.values()) for terms in documents]
    average = sum(lengths) / max(1, sum(1 for n in lengths if n)) or 1.0
    builder = _Builder()
    for i, terms in enumerate(documents):
        norm = K1 * (1 - B + B * lengths[i] / average)
        builder.add(i, {t: idf(frequency[t], len(documents)) * n * (K1 + 1) / (n + norm) for t, n in terms.items()})
    return builder.done(len(documents))


def idf(frequency: int, size: int) -> float:
    """Return the inverse document frequency, log(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of owners (a procedure's names and example questions), compared with a question by the cosine of their tf-idf."""

    postings: Postings
    owners: Ints
    first: npt.NDArray[np.int64]
    idf: Mapping[str, float]
    unknown: float

    def likeness(self, terms: Terms) -> Floats:
        """Return each phrase's cosine with `terms`; shape (phrases,)."""
        weights = {t: w * self.idf.get(t, self.unknown) for t, w in terms.items()}
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return self.postings.score({t: w / norm for t, w in weights.items()})

    def best(self, likeness: Floats) -> Floats:
        """Return the best likeness of each owner; shape (owners,). Every owner has a phrase."""
        return np.maximum.reduceat(likeness, self.first)


def phrases(owned: Iterable[tuple[int, Terms]]) -> Phrases:
    """Index phrases given as (owner, terms), ordered by owner."""
    rows = list(owned)
    frequency = Counter(term for _, terms in rows for term in terms)
    weight = {t: idf(n, len(rows)) for t, n in frequency.items()}
    builder = _Builder()
    for i, (_, terms) in enumerate(rows):
        vector = {t: n * weight[t] for t, n in terms.items()}
        norm = math.sqrt(sum(w * w for w in vector.values())) or 1.0
        builder.add(i, {t: w / norm for t, w in vector.items()})
    owners = np.array([owner for owner, _ in rows], np.int32)
    first = np.flatnonzero(np.diff(owners, prepend=-1)).astype(np.int64)
    return Phrases(builder.done(len(rows)), owners, first, weight, idf(0, len(rows)))
