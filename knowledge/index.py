"""A sparse index in memory: BM25 over single words and pairs of neighbours, and likeness to phrases people use.

It is held twice: by term, to find the few texts worth weighing among all, and by text, to weigh just those.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from knowledge.terms import Terms

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

K1, B = 1.2, 0.75
"""BM25's usual saturation and length penalty."""


@dataclass(frozen=True, slots=True)
class Postings:
    """For each term the documents that hold it, and their weights: `documents[start[t]:start[t + 1]]`."""

    ids: Mapping[str, int]
    start: Places
    documents: Ints
    weights: Floats
    size: int

    def score(self, terms: Terms) -> Floats:
        """Return the sum over `terms` of weight × posting, for every document; shape (size,)."""
        known = [(at, weight) for term, weight in terms.items() if (at := self.ids.get(term)) is not None]
        if not known:
            return np.zeros(self.size, np.float32)
        places = np.array([at for at, _ in known])
        rows = [slice(a, b) for a, b in zip(self.start[places].tolist(), self.start[places + 1].tolist(), strict=True)]
        documents = np.concatenate([self.documents[part] for part in rows])
        factors = np.repeat([weight for _, weight in known], [part.stop - part.start for part in rows])
        weights = np.concatenate([self.weights[part] for part in rows]) * factors
        return np.bincount(documents, weights, minlength=self.size).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The texts of owners, an owner's side by side, to weigh all texts of a few owners at once.

    Owner i has the texts `texts[i]` up to `texts[i + 1]`, and the entries `start[i]` up to `start[i + 1]`: numbers of terms and their
    weights; `sizes`: how many entries each text has.
    """

    ids: Mapping[str, int]
    texts: Places
    start: Places
    sizes: Places
    terms: Ints
    weights: Floats

    def score(self, owners: Sequence[int], asked: Sequence[Terms]) -> tuple[Floats, Places]:
        """Return the largest sum over one of `asked` of weight × weight, for each text of `owners`; and where each owner's texts begin."""
        places = np.asarray(owners)
        entries = [slice(a, b) for a, b in zip(self.start[places].tolist(), self.start[places + 1].tolist(), strict=True)]
        texts = [slice(a, b) for a, b in zip(self.texts[places].tolist(), self.texts[places + 1].tolist(), strict=True)]
        terms, weights = (np.concatenate([column[own] for own in entries]) for column in (self.terms, self.weights))
        sizes = np.concatenate([self.sizes[own] for own in texts])
        begins = np.cumsum(sizes) - sizes
        sums = np.maximum.reduce([np.add.reduceat(np.append(self._query(one)[terms] * weights, np.float32(0)), begins) for one in asked])
        sums[sizes == 0] = 0.0  # Of a text without a term the sum above is the next text's first part.
        return sums, np.array([0, *accumulate(own.stop - own.start for own in texts[:-1])])

    def _query(self, asked: Terms) -> Floats:
        query = np.zeros(len(self.ids), np.float32)
        known = [(at, weight) for term, weight in asked.items() if (at := self.ids.get(term)) is not None]
        if known:
            query[[at for at, _ in known]] = [weight for _, weight in known]
        return query


def sheets(postings: Postings, first: Places, faint: float) -> Sheets:
    """Lay out an index owner by owner; its documents are the texts, `first` the first one of each owner. What weighs under `faint` goes."""
    texts = np.append(first, postings.size)
    order = np.argsort(postings.documents, kind="stable")
    order = order[postings.weights[order] >= faint]
    terms = np.repeat(np.arange(len(postings.start) - 1, dtype=np.int32), np.diff(postings.start))
    sizes = np.bincount(postings.documents[order], minlength=postings.size)
    start = np.concatenate([[0], np.cumsum(sizes)])[texts]
    return Sheets(postings.ids, texts, start, sizes, terms[order], postings.weights[order])


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
    first: Places
    rarity: Mapping[str, float]
    unknown: float

    def likeness(self, terms: Terms) -> Floats:
        """Return each phrase's cosine with `terms`; shape (phrases,)."""
        return self.postings.score(self.unit(terms))

    def unit(self, terms: Terms) -> Terms:
        """Weigh terms by tf-idf, at length 1."""
        weights = {t: w * self.rarity.get(t, self.unknown) for t, w in terms.items()}
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {t: w / norm for t, w in weights.items()}

    def by_owner(self, faint: float = 0.0) -> Sheets:
        """Return the same, owner by owner; its scores are cosines with what `unit` makes of terms, but for the terms fainter than told."""
        return sheets(self.postings, self.first, faint)

    def best(self, likeness: Floats) -> Floats:
        """Return the best likeness of each owner; shape (owners,). Every owner has a phrase."""
        return np.maximum.reduceat(likeness, self.first)


def summed(parts: Sequence[tuple[Postings, float]]) -> Postings:
    """Make one index of several over the same documents: its score is the sum of theirs, each times its factor."""
    ids: dict[str, int] = {}
    own = [np.array([ids.setdefault(term, len(ids)) for term in part.ids], np.int64) for part, _ in parts]
    terms = np.concatenate([np.repeat(numbers, np.diff(part.start)) for numbers, (part, _) in zip(own, parts, strict=True)])
    documents = np.concatenate([part.documents for part, _ in parts])
    weights = np.concatenate([part.weights * np.float32(factor) for part, factor in parts])
    size = parts[0][0].size
    cells, of = np.unique(terms * size + documents, return_inverse=True)
    start = np.concatenate([[0], np.cumsum(np.bincount(cells // size, minlength=len(ids)))]).astype(np.int64)
    return Postings(ids, start, (cells % size).astype(np.int32), np.bincount(of, weights).astype(np.float32), size)


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
