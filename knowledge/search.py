"""Finding: an Analysis in, ranked Matches out."""

from dataclasses import dataclass

import numpy as np

from knowledge.features import FEATURES, Asking, Floats
from knowledge.layout import Index
from knowledge.ranking import Model
from knowledge.terms import all_terms, asked_terms, terms_of
from nlp.analysis import Analysis

CANDIDATES = 24
"""How many procedures of the first, cheap ranking are weighed with all features."""
FIRST = (1.0, 0.8, 0.4, 0.1, 2.5)
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


@dataclass(frozen=True)
class Finder:
    """An index with the model that weighs its features."""

    index: Index
    model: Model

    def find(self, analysis: Analysis, province: str = "", limit: int = 10) -> list[Match]:
        """Return the best matches, best first; none where no word of the question is known."""
        places, features = self.weigh(analysis, province)
        scores = features @ np.asarray(self.model.weights, np.float32)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [Match(self.index.cards[places[i]].code, float(scores[i]), tuple(map(float, features[i]))) for i in order]

    def weigh(self, analysis: Analysis, province: str = "") -> tuple[list[int], Floats]:
        """Return the candidates (places in the index) and their features, shape (candidates, features)."""
        index = self.index
        fields, likeness = self._scores(analysis)
        first = np.asarray(FIRST, np.float32) @ np.concatenate([fields, index.phrases.best(likeness)[None]])
        size = min(CANDIDATES, len(first))
        top = np.argpartition(-first, size - 1)[:size]
        places = [int(i) for i in top[np.argsort(-first[top], kind="stable")] if first[i] > 0]
        if not places:
            return [], np.zeros((0, len(FEATURES)), np.float32)
        asking = Asking.of(analysis, index.rarity, index.unknown, province)
        said = index.names.score(dict.fromkeys(asking.weights, 1.0))
        compared = [(*self._likeness(i, likeness), *asking.against(index.cards[i], said[index.names_of[i]].tolist())) for i in places]
        return places, np.concatenate([fields[:, places].T, np.array(compared, np.float32), asking.traits(index.traits, places)], 1).astype(
            np.float32
        )

    def _scores(self, analysis: Analysis) -> tuple[Floats, Floats]:
        """Return the fields' BM25, shape (fields, procedures), as shares of the question's rarity, and the likeness of each phrase."""
        index, terms = self.index, all_terms(analysis)
        whole = sum(w * index.rarity.get(t, index.unknown) for t, w in terms.items() if "_" not in t) or 1.0
        fields = np.stack([field.score(terms) for field in (index.name, index.alias, index.asked, index.context)]) / whole
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
