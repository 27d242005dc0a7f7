"""Finding: an Analysis in, ranked Matches out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.features import FEATURES, Asking
from knowledge.index import Floats, Ints, Places
from knowledge.intents import LOWEST, OUTSIDE, Intents
from knowledge.layout import Index
from knowledge.ranking import Model
from knowledge.terms import Terms, all_terms, asked_terms, terms_of
from nlp.analysis import Analysis

CANDIDATES = 24
"""How many procedures of the first, cheap ranking are weighed with all features."""
LIKELY = 6
"""How many procedures are weighed beside them because the classifier thinks of them."""
HIGHEST = 2.0
"""Margins above this say no more than this."""


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
                Match(self.index.cards[p].code, float(scores[i]), tuple(weighed.features[i].tolist()))
                for p, i in zip(places, order, strict=True)
            ),
            tuple(self.index.twins[p] for p in places),
            weighed.outside,
        )

    def weigh(self, analysis: Analysis, province: str = "", beside: Sequence[int] = ()) -> Weighed:
        """Weigh the likeliest procedures, and those at the places `beside`."""
        index, asked = self.index, asked_terms(analysis)
        margins = self.intents.margins(analysis)
        outside = {label: float(margins[i]) for label, i in self._outside}
        intent = self.intent(margins)
        places = self._candidates(index.first.score(all_terms(analysis, asked)), intent, beside)
        if not places:
            return Weighed([], np.zeros((0, len(FEATURES)), np.float32), outside)
        asking = Asking.of(analysis, index.rarity, index.unknown, province)
        columns = (
            np.stack([intent[places], (intent[places] >= intent.max()) & (intent[places] > LOWEST)], 1),
            self._likeness(places, [asked, *(terms_of([w.key for w in other]) for other in analysis.variants)]),
            [asking.against(index.cards[i]) for i in places],
            asking.traits(index.traits, places),
        )
        return Weighed(places, np.concatenate(columns, 1, dtype=np.float32), outside)

    def intent(self, margins: Floats) -> Floats:
        """Return the classifier's margin of each procedure; shape (procedures,)."""
        intent = np.full(len(self.index.cards), LOWEST, np.float32)
        intent[self._places] = np.clip(margins[self._classes], LOWEST, HIGHEST)
        return intent

    def _likeness(self, places: Sequence[int], ways: Sequence[Terms]) -> Floats:
        """Return how like a question, said in one or several ways, is each procedure's best phrase, and its official name; (places, 2)."""
        like, first = self.index.said.score(places, [self.index.phrases.unit(terms) for terms in ways])
        return np.stack([np.maximum.reduceat(like, first), like[first]], 1)

    def _candidates(self, first: Floats, intent: Floats, beside: Sequence[int]) -> list[int]:
        """Return the places of the procedures worth weighing, the first ranking's order first; none where it finds nothing."""
        top = _largest(first, CANDIDATES)
        places = [i for i in top[np.argsort(-first[top], kind="stable")].tolist() if first[i] > 0]
        likely = [i for i in _largest(intent, LIKELY).tolist() if intent[i] > LOWEST]
        return list(dict.fromkeys((*places, *likely, *beside))) if places else []


def _largest(values: Floats, most: int) -> Places:
    """Return the places of the largest values, in no order."""
    return np.argpartition(-values, most - 1)[:most] if most < len(values) else np.arange(len(values))
