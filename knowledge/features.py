"""What a question and a procedure have in common, as numbers: the features that ranking weighs."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from knowledge.index import Floats
from nlp.analysis import Analysis

ACTIONS = (
    "new", "exchange", "reissue", "extend", "correct", "delete", "end", "pause", "transfer", "withdraw", "report_loss", "lock", "unlock",
    "notify",
)  # fmt: skip
TRAITS = (
    "foreign", "border", "organisation", "household", "military", "commune", "province", "ministry", "mobile", "voluntary", "under14",
    "died",
    "import",
)  # fmt: skip
SIGNS = (*ACTIONS, *TRAITS)
FIELDS = ("name", "alias", "asked", "context", "body")
FEATURES = (
    *FIELDS, "intent", "intent_first",
    "like_best", "like_name", "like_alias", "like_second",
    "question_known", "question_in_name", "name_in_question", "alias_in_question", "fuzz_sort", "fuzz_partial", "accents",
    "action_same", "action_other", "action_missing", "trait_same", "trait_missing",
    *(f"unsaid_{sign}" for sign in SIGNS),
    "other_province", "own_province",
    "often", "everyday", "detailed", "name_length",
)  # fmt: skip
"""The order of the columns everywhere."""


@dataclass(frozen=True, slots=True)
class Card:
    """What comparing must know of a procedure; `mass` is the whole rarity of its official name's words."""

    code: str
    name: str
    length: int
    mass: float
    known: frozenset[str]
    surfaces: frozenset[str]
    signs: frozenset[str]
    often: int
    everyday: bool
    detailed: bool
    province: str


@dataclass(frozen=True, slots=True)
class Traits:
    """All cards' signs, shape (cards, SIGNS), what does not depend on the question, shape (cards, 4), and their provinces."""

    signs: Floats
    fixed: Floats
    provinces: tuple[str, ...]

    @classmethod
    def of(cls, cards: Sequence[Card]) -> "Traits":
        """Lay out the cards."""
        fixed = [(c.often / 3, float(c.everyday), float(c.detailed), math.log1p(c.length)) for c in cards]
        return cls(
            np.array([_vector(c.signs) for c in cards], np.float32).reshape(len(cards), len(SIGNS)),
            np.array(fixed, np.float32).reshape(len(cards), 4),
            tuple(c.province for c in cards),
        )


def _vector(signs: Collection[str]) -> list[float]:
    return [float(sign in signs) for sign in SIGNS]


def mass(keys: Collection[str], rarity: Mapping[str, float], unknown: float) -> float:
    """Return the whole rarity of some words."""
    return sum(rarity.get(key, unknown) for key in keys)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, laid out for comparing; `weights`: its words with their rarity, `total` the sum of them."""

    weights: Mapping[str, float]
    total: float
    accented: tuple[str, ...]
    text: str
    signs: Floats
    province: str

    @classmethod
    def of(cls, analysis: Analysis, rarity: Mapping[str, float], unknown: float, province: str) -> "Asking":
        """Lay out a question asked by somebody of `province` ("" where it is not known)."""
        words = analysis.topic or analysis.sentence
        weights = {w.key: rarity.get(w.key, unknown) for w in words}
        return cls(
            weights=weights,
            total=sum(weights.values()) or 1.0,
            accented=tuple(w.surface for w in words if not w.surface.isascii()),
            text=" ".join(w.key for w in words),
            signs=np.array(_vector(analysis.signs), np.float32),
            province=province,
        )

    @property
    def said(self) -> dict[str, float]:
        """The words, each once."""
        return dict.fromkeys(self.weights, 1.0)

    def against(self, cards: Sequence[Card], known: Floats, official: Floats, others: Floats) -> Floats:
        """Return the features question_known to accents; shape (cards, 7).

        For each card: the rarity of its words that the question says, and the share said of its official name, and of its best other.
        """
        titles = [card.name for card in cards]
        return np.stack(
            [
                known / self.total,
                official * np.array([card.mass for card in cards], np.float32) / self.total,
                official,
                others,
                cdist([self.text], titles, scorer=fuzz.token_sort_ratio)[0] / 100,
                cdist([self.text], titles, scorer=fuzz.partial_ratio)[0] / 100,
                np.array([self._accents(card) for card in cards], np.float32),
            ],
            1,
        )

    def _accents(self, card: Card) -> float:
        """The share of the accented words that the card writes just so; 0.5 where there is none."""
        return sum(s in card.surfaces for s in self.accented) / len(self.accented) if self.accented else 0.5

    def traits(self, traits: Traits, rows: Sequence[int]) -> Floats:
        """Return the features action_same to the last, for the cards `rows`; shape (rows, …)."""
        shown, asked, n = traits.signs[rows], self.signs, len(ACTIONS)
        same = shown[:, :n] @ asked[:n] > 0
        acting, shows = asked[:n].any(), shown[:, :n].any(1)
        trait = shown[:, n:] @ asked[n:]
        provinces = [traits.provinces[i] for i in rows]
        placed, own = np.array([p != "" for p in provinces]), np.array([p == self.province for p in provinces])
        sums = [same, acting & shows & ~same, acting & ~shows, trait > 0, trait < asked[n:].sum()]
        columns = np.stack([*sums, placed & ~own, placed & own], 1).astype(np.float32)
        return np.concatenate([columns[:, :5], shown * (1 - asked), columns[:, 5:], traits.fixed[rows]], 1)
