"""What a question and a procedure have in common, as numbers: the features that ranking weighs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from nlp.analysis import Analysis
from nlp.lexicon import Word

ACTIONS = (
    "new", "exchange", "reissue", "extend", "correct", "delete", "end", "pause", "transfer", "withdraw", "report_loss", "lock", "unlock",
    "notify",
)  # fmt: skip
TRAITS = (
    "foreign",
    "border",
    "organisation",
    "household",
    "military",
    "commune",
    "province",
    "ministry",
    "mobile",
    "voluntary",
    "under14",
    "import",
)
FIELDS = ("name", "alias", "asked", "context", "body")
FEATURES = (
    *FIELDS,
    "like_best", "like_name", "like_alias", "like_second",
    "question_known", "question_in_name", "name_in_question", "alias_in_question", "fuzz_sort", "fuzz_partial", "accents",
    "action_same", "action_other", "action_missing", "trait_same", "trait_missing",
    *(f"unsaid_{sign}" for sign in (*ACTIONS, *TRAITS)),
    "often", "everyday", "detailed", "other_province", "own_province", "name_length",
)  # fmt: skip
"""The order of the columns everywhere."""


@dataclass(frozen=True, slots=True)
class Card:
    """What ranking must know of a procedure. `often` is 0 to 3; `aliases` are the words of its plain and folk names, each name apart."""

    code: str
    name: str
    keys: frozenset[str]
    known: frozenset[str]
    surfaces: frozenset[str]
    signs: frozenset[str]
    aliases: tuple[frozenset[str], ...]
    often: int
    everyday: bool
    detailed: bool
    province: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, laid out for comparing with one card after the other; `weights`: its words with their rarity."""

    weights: Mapping[str, float]
    total: float
    accented: tuple[str, ...]
    text: str
    actions: frozenset[str]
    traits: frozenset[str]
    rarity: Mapping[str, float]
    unknown: float
    province: str

    @classmethod
    def of(cls, analysis: Analysis, rarity: Mapping[str, float], unknown: float, province: str) -> "Asking":
        """Lay out a question asked by somebody of `province` ("" where it is not known)."""
        words: tuple[Word, ...] = analysis.topic or analysis.sentence
        weights = {w.key: rarity.get(w.key, unknown) for w in words}
        return cls(
            weights=weights,
            total=sum(weights.values()) or 1.0,
            accented=tuple(w.surface for w in words if w.surface != w.key),
            text=" ".join(w.key for w in words),
            actions=analysis.signs.intersection(ACTIONS),
            traits=analysis.signs.intersection(TRAITS),
            rarity=rarity,
            unknown=unknown,
            province=province,
        )

    def against(self, card: Card) -> tuple[float, ...]:
        """Return the features from question_known on, in the order of FEATURES."""
        return (
            sum(w for k, w in self.weights.items() if k in card.known) / self.total,
            sum(w for k, w in self.weights.items() if k in card.keys) / self.total,
            self._covered(card.keys),
            max(map(self._covered, card.aliases), default=0.0),
            fuzz.token_sort_ratio(self.text, card.name) / 100,
            fuzz.partial_ratio(self.text, card.name) / 100,
            sum(s in card.surfaces for s in self.accented) / len(self.accented) if self.accented else 0.5,
            *self._signs(card),
            card.often / 3,
            float(card.everyday),
            float(card.detailed),
            float(bool(card.province) and card.province != self.province),
            float(bool(card.province) and card.province == self.province),
            math.log1p(len(card.keys)),
        )

    def _covered(self, keys: frozenset[str]) -> float:
        """How much of a name, by rarity, the question says."""
        mass = said = 0.0
        for key in keys:
            weight = self.rarity.get(key, self.unknown)
            mass += weight
            if key in self.weights:
                said += weight
        return said / mass if mass else 0.0

    def _signs(self, card: Card) -> tuple[float, ...]:
        shown = card.signs.intersection(ACTIONS)
        return (
            float(bool(self.actions & shown)),
            float(bool(self.actions and shown and not self.actions & shown)),
            float(bool(self.actions and not shown)),
            float(bool(self.traits & card.signs)),
            float(bool(self.traits - card.signs)),
            *(float(sign in card.signs and sign not in self.actions) for sign in ACTIONS),
            *(float(sign in card.signs and sign not in self.traits) for sign in TRAITS),
        )
