"""The weighted terms a question is looked up by: its words, pairs of neighbours, and other ways to say them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from nlp.analysis import Analysis

Terms: TypeAlias = Mapping[str, float]
"""Weighted terms: a word's key, or two keys joined by `_`."""
QUIET = 0.15
"""The weight of a word that asks or is polite, beside 1 for a word of the topic."""
COMPOUND = 1.2
"""The weight of two neighbours that are one word."""
ACROSS = 0.7
"""The weight of two words of the topic with asking words between them."""
SAID_OTHERWISE = 0.6
"""The weight of the words of a synonym."""


def terms_of(keys: Sequence[str]) -> dict[str, float]:
    """Return the words and the pairs of neighbours of a sequence of keys, counted."""
    counted: dict[str, float] = {}
    for term in (*keys, *map("_".join, pairwise(keys))):
        counted[term] = counted.get(term, 0.0) + 1.0
    return counted


def asked_terms(analysis: Analysis) -> dict[str, float]:
    """Weigh a question's own words and pairs."""
    terms: dict[str, float] = {}
    for w, topical in zip(analysis.sentence, analysis.topical, strict=True):
        terms[w.key] = max(1.0 if topical else QUIET, terms.get(w.key, 0.0))
    for i, (left, right) in enumerate(pairwise(analysis.sentence)):
        both = analysis.topical[i] and analysis.topical[i + 1]
        compound = COMPOUND if i in analysis.compounds else 1.0
        pair = f"{left.key}_{right.key}"
        terms[pair] = max(compound if both else QUIET, terms.get(pair, 0.0))
    for left, right in pairwise(analysis.topic):
        terms.setdefault(f"{left.key}_{right.key}", ACROSS)
    return terms


def all_terms(analysis: Analysis, asked: Terms) -> dict[str, float]:
    """Weigh a question's own words and pairs, `asked` but for the quiet ones, and those of the synonyms of its parts."""
    terms = {term: weight for term, weight in asked.items() if weight > QUIET}
    for other in analysis.alternatives:
        for term in terms_of([w.key for w in other]):
            terms[term] = max(terms.get(term, 0.0), SAID_OTHERWISE)
    return terms
