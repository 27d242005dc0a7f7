"""A sparse index in memory: BM25 over single words and pairs of neighbours, and likeness to phrases people use."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.features import Floats
from knowledge.terms import Terms

Ints = npt.NDArray[np.int32]

K1, B = 1.2, 0.4
"""BM25's usual saturation; a low length penalty, for names that differ in length say little by it."""


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
        known = [(at, weight) for term, weight in terms.items() if (at := self.ids.get(term)) is not None]
        if not known:
            return np.zeros(self.size, np.float32)
        rows = [slice(self.start[at], self.start[at + 1]) for at, _ in known]
        documents = np.concatenate([self.documents[part] for part in rows])
        weights = np.concatenate([weight * self.weights[part] for part, (_, weight) in zip(rows, known, strict=True)])
        return np.bincount(documents, weights, minlength=self.size).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Flat:
    """All terms of all documents, one entry each: the document, the term's number and its weight there."""

    ids: dict[str, int]
    documents: Ints
    terms: Ints
    counts: Floats
    size: int

    @classmethod
    def of(cls, texts: Sequence[Terms]) -> "_Flat":
        ids: dict[str, int] = {}
        terms = [ids.setdefault(term, len(ids)) for text in texts for term in text]
        lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
        counts = np.fromiter((n for text in texts for n in text.values()), np.float32, len(terms))
        return cls(ids, np.repeat(np.arange(len(texts), dtype=np.int32), lengths), np.array(terms, np.int32), counts, len(texts))

    def rarity(self) -> Floats:
        """The inverse document frequency of each term: log(1 + (N - n + 0.5) / (n + 0.5)), with the + 1 that keeps it positive."""
        frequency = np.bincount(self.terms, minlength=len(self.ids))
        return np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)

    def postings(self, weights: npt.NDArray[np.float64] | Floats) -> Postings:
        order = np.argsort(self.terms, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(self.terms, minlength=len(self.ids)))]).astype(np.int64)
        return Postings(self.ids, start, self.documents[order], weights[order].astype(np.float32), self.size)


def bm25(texts: Sequence[Terms]) -> Postings:
    """Index texts by BM25 (Robertson and Zaragoza 2009)."""
    flat = _Flat.of(texts)
    lengths = np.bincount(flat.documents, flat.counts, minlength=flat.size)
    average = lengths.sum() / max(1, np.count_nonzero(lengths)) or 1.0
    norm = K1 * (1 - B + B * lengths / average)
    return flat.postings(flat.rarity()[flat.terms] * flat.counts * (K1 + 1) / (flat.counts + norm[flat.documents]))


def rarity(texts: Sequence[Terms]) -> tuple[dict[str, float], float]:
    """Return the inverse document frequency of each term of `texts`, and of a term that none has."""
    flat = _Flat.of(texts)
    return dict(zip(flat.ids, map(float, flat.rarity()), strict=True)), math.log1p((flat.size + 0.5) / 0.5)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of owners (a procedure's names and example questions), compared with a question by the cosine of their tf-idf."""

    postings: Postings
    first: npt.NDArray[np.int64]
    rarity: Mapping[str, float]
    unknown: float

    def likeness(self, terms: Terms) -> Floats:
        """Return each phrase's cosine with `terms`; shape (phrases,)."""
        weights = {t: w * self.rarity.get(t, self.unknown) for t, w in terms.items()}
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return self.postings.score({t: w / norm for t, w in weights.items()})

    def best(self, likeness: Floats) -> Floats:
        """Return the best likeness of each owner; shape (owners,). Every owner has a phrase."""
        return np.maximum.reduceat(likeness, self.first)


def coverage(owned: Iterable[Sequence[str]], known: Mapping[str, float], unknown: float) -> Postings:
    """Index phrases so that the score of a set of words is the share of each phrase's rarity that they say."""
    texts = []
    for keys in owned:
        weights = {key: known.get(key, unknown) for key in keys}
        whole = sum(weights.values()) or 1.0
        texts.append({key: weight / whole for key, weight in weights.items()})
    flat = _Flat.of(texts)
    return flat.postings(flat.counts)


def phrases(owned: Iterable[tuple[int, Terms]]) -> Phrases:
    """Index phrases given as (owner, terms), ordered by owner."""
    rows = list(owned)
    texts = [terms for _, terms in rows]
    flat = _Flat.of(texts)
    weights = flat.counts * flat.rarity()[flat.terms]
    norms = np.sqrt(np.bincount(flat.documents, weights * weights, minlength=flat.size))
    owners = np.array([owner for owner, _ in rows], np.int32)
    first = np.flatnonzero(np.diff(owners, prepend=-1)).astype(np.int64)
    known, unknown = rarity(texts)
    return Phrases(flat.postings(weights / np.maximum(norms, 1e-9)[flat.documents]), first, known, unknown)
