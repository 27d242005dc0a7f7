"""Finding: an Analysis in, ranked Matches out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.features import FEATURES, Asking, Floats
from knowledge.index import Ints
from knowledge.intents import LOWEST, OUTSIDE, Intents
from knowledge.layout import Index
from knowledge.ranking import Model
from knowledge.terms import all_terms, asked_terms, terms_of
from nlp.analysis import Analysis

CANDIDATES = 20
"""How many procedures of the first, cheap ranking are weighed with all features."""
LIKELY = 6
"""How many procedures are weighed beside them because the classifier thinks of them."""
HIGHEST = 2.0
"""Margins above this say no more than this."""
FIRST = (1.0, 0.8, 0.4, 0.1, 0.0, 2.5)
"""The weights of the first ranking: the fields' BM25 and the likeness to the best phrase."""


@dataclass(frozen=True, slots=True)
class Match:
    """A procedure with its score (log odds against its rivals) and its features, the reasons for it."""

    code: str
    score: float
    features: tuple[float, ...]

    def reasons(self, model: Model) -> list[tuple[str, float]]:
        """Return (feature, contribution to the score), the largest first."""
        given = [(name, value * weight) for name, value, weight in zip(FEATURES, self.features, model.weights, strict=True)]
        return sorted(given, key=lambda row: -abs(row[1]))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was weighed for a question: procedures (places in the index) with their features, shape (procedures, features).

    `outside`: for each kind of question that no procedure answers, the classifier's margin.
    """

    places: list[int]
    features: Floats
    outside: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: matches, best first; `twins[i]` numbers the matter that match i is of; and the margins of `Weighed.outside`."""

    matches: tuple[Match, ...]
    twins: tuple[int, ...]
    outside: Mapping[str, float]


@dataclass(frozen=True)
class Finder:
    """An index with the models that weigh its features."""

    index: Index
    model: Model
    intents: Intents
    _classes: Ints = field(init=False, repr=False)
    _places: Ints = field(init=False, repr=False)
    _outside: tuple[tuple[str, int], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find each class of the classifier its procedure, where this base has it."""
        known = [(i, self.index.at[label]) for i, label in enumerate(self.intents.labels) if label in self.index.at]
        object.__setattr__(self, "_classes", np.array([i for i, _ in known], np.int32))
        object.__setattr__(self, "_places", np.array([place for _, place in known], np.int32))
        outside = tuple((label, i) for i, label in enumerate(self.intents.labels) if label.startswith(OUTSIDE))
        object.__setattr__(self, "_outside", outside)

    def find(self, analysis: Analysis, province: str = "", limit: int = 10) -> Finding:
        """Return the best matches; none where no word of the question is known."""
        return self.ranked(self.weigh(analysis, province), limit)

    def ranked(self, weighed: Weighed, limit: int = 10) -> Finding:
        """Order what was weighed by the model's score."""
        scores = weighed.features @ np.asarray(self.model.weights, np.float32)
        order = np.argsort(-scores, kind="stable")[:limit]
        places = [weighed.places[i] for i in order]
        return Finding(
            tuple(
                Match(self.index.cards[p].code, float(scores[i]), tuple(map(float, weighed.features[i])))
                for p, i in zip(places, order, strict=True)
            ),
            tuple(self.index.twins[p] for p in places),
            weighed.outside,
        )

    def weigh(self, analysis: Analysis, province: str = "", beside: Sequence[int] = ()) -> Weighed:
        """Weigh the likeliest procedures, and those at the places `beside`."""
        index = self.index
        fields, likeness = self._scores(analysis)
        margins = self.intents.margins(analysis)
        outside = {label: float(margins[i]) for label, i in self._outside}
        intent = self._intent(margins)
        places = self._candidates(fields, likeness, intent, beside)
        if not places:
            return Weighed([], np.zeros((0, len(FEATURES)), np.float32), outside)
        asking = Asking.of(analysis, index.rarity, index.unknown, province)
        said = index.names.score(dict.fromkeys(asking.weights, 1.0))
        compared = [(*self._likeness(i, likeness), *asking.against(index.cards[i], said[index.names_of[i]].tolist())) for i in places]
        own = np.stack([intent[places], (intent[places] >= intent.max()) & (intent[places] > LOWEST)], 1)
        columns = (fields[:, places].T, own, np.array(compared, np.float32), asking.traits(index.traits, places))
        return Weighed(places, np.concatenate(columns, 1).astype(np.float32), outside)

    def _intent(self, margins: Floats) -> Floats:
        """Return the classifier's margin of each procedure; shape (procedures,)."""
        intent = np.full(len(self.index.cards), LOWEST, np.float32)
        intent[self._places] = np.clip(margins[self._classes], LOWEST, HIGHEST)
        return intent

    def _candidates(self, fields: Floats, likeness: Floats, intent: Floats, beside: Sequence[int]) -> list[int]:
        """Return the places of the procedures worth weighing, the first ranking's order first."""
        first = np.asarray(FIRST, np.float32) @ np.concatenate([fields, self.index.phrases.best(likeness)[None]])
        size = min(CANDIDATES, len(first))
        top = np.argpartition(-first, size - 1)[:size]
        places = [int(i) for i in top[np.argsort(-first[top], kind="stable")] if first[i] > 0]
        if not places:
            return []
        likely = np.argpartition(-intent, min(LIKELY, len(intent) - 1))[:LIKELY]
        return list(dict.fromkeys((*places, *(int(i) for i in likely if intent[i] > LOWEST), *beside)))

    def _scores(self, analysis: Analysis) -> tuple[Floats, Floats]:
        """Return the fields' BM25, shape (fields, procedures), as shares of the question's rarity, and the likeness of each phrase."""
        index, terms = self.index, all_terms(analysis)
        whole = sum(w * index.rarity.get(t, index.unknown) for t, w in terms.items() if "_" not in t) or 1.0
        fields = np.stack([f.score(terms) for f in (index.name, index.alias, index.asked, index.context, index.body)]) / whole
        likeness = index.phrases.likeness(asked_terms(analysis))
        for other in analysis.variants:
            likeness = np.maximum(likeness, index.phrases.likeness(terms_of([w.key for w in other])))
        return fields.astype(np.float32), likeness

    def _likeness(self, i: int, likeness: Floats) -> tuple[float, float, float, float]:
        """Return how like the best phrase of owner `i` is, its official name, its best other name, and its second best phrase."""
        first = self.index.phrases.first
        own: list[float] = likeness[first[i] : first[i + 1] if i + 1 < len(first) else None].tolist()
        names = own[1 : self.index.names_of[i].stop - self.index.names_of[i].start]
        best = sorted(own, reverse=True)
        return best[0], own[0], max(names, default=0.0), best[1] if len(best) > 1 else 0.0
