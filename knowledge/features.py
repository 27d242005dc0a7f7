"""What a question and a procedure have in common, as numbers: the features that ranking weighs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
FEATURES = (
    "intent", "intent_first", "like_best", "like_name",
    "question_known", "question_in_name", "name_in_question", "accents",
    "action_same", "action_other", "action_missing", "trait_same", "trait_missing",
    *(f"unsaid_{sign}" for sign in SIGNS),
    "other_province", "own_province", "everyday", "often",
)  # fmt: skip
"""The order of the columns everywhere."""


@dataclass(frozen=True, slots=True)
class Card:
    """What comparing must know of a procedure: the words of its official name and their whole rarity.

    `called`: the words of all its names; `known`: these and the words of its questions.
    """

    code: str
    name: tuple[str, ...]
    title: frozenset[str]
    mass: float
    called: frozenset[str]
    known: frozenset[str]
    surfaces: frozenset[str]
    signs: frozenset[str]
    everyday: bool
    often: float
    province: str


@dataclass(frozen=True, slots=True)
class Traits:
    """All cards' signs, shape (cards, SIGNS), their provinces, whether people ask about them, and how often, 0 to 1."""

    signs: Floats
    provinces: npt.NDArray[np.str_]
    everyday: Floats
    often: Floats

    @classmethod
    def of(cls, cards: Sequence[Card]) -> "Traits":
        """Lay out the cards."""
        return cls(
            np.array([_vector(c.signs) for c in cards], np.float32).reshape(len(cards), len(SIGNS)),
            np.array([c.province for c in cards], np.str_),
            np.array([c.everyday for c in cards], np.float32),
            np.array([c.often for c in cards], np.float32),
        )


def _vector(signs: Collection[str]) -> list[float]:
    return [float(sign in signs) for sign in SIGNS]


def mass(keys: Collection[str], rarity: Mapping[str, float], unknown: float) -> float:
    """Return the whole rarity of some words."""
    return sum(rarity.get(key, unknown) for key in keys)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, laid out for comparing; `weights`: its words, `keys`, with their rarity, `total` the sum of them."""

    weights: Mapping[str, float]
    keys: frozenset[str]
    total: float
    accented: frozenset[str]
    signs: Floats
    province: str

    @classmethod
    def of(cls, analysis: Analysis, rarity: Mapping[str, float], unknown: float, province: str) -> "Asking":
        """Lay out a question asked by somebody of `province` ("" where it is not known)."""
        words = analysis.topic or analysis.sentence
        weights = {w.key: rarity.get(w.key, unknown) for w in words}
        return cls(
            weights=weights,
            keys=frozenset(weights),
            total=sum(weights.values()) or 1.0,
            accented=frozenset(w.surface for w in words if not w.surface.isascii()),
            signs=np.array(_vector(analysis.signs), np.float32),
            province=province,
        )

    def against(self, card: Card) -> tuple[float, float, float, float]:
        """Return the features question_known to accents."""
        rarity, known = self.weights.__getitem__, self.keys & card.known
        named = sum(map(rarity, known & card.title))
        return (
            sum(map(rarity, known)) / self.total,
            named / self.total,
            named / card.mass if card.mass else 0.0,
            len(self.accented & card.surfaces) / len(self.accented) if self.accented else 0.5,
        )

    def traits(self, traits: Traits, rows: Sequence[int]) -> Floats:
        """Return the features action_same to the last, for the cards `rows`; shape (rows, …).

        How often a procedure is asked counts the more, the fewer words the question has: who says little means the usual.
        """
        shown, asked, n = traits.signs[rows], self.signs, len(ACTIONS)
        same = shown[:, :n] @ asked[:n] > 0
        acting, shows = asked[:n].any(), shown[:, :n].any(1)
        trait = shown[:, n:] @ asked[n:]
        provinces = traits.provinces[rows]
        local, own = provinces != "", provinces == self.province
        agreement = (same, acting & shows & ~same, acting & ~shows, trait > 0, trait < asked[n:].sum())
        unsaid = slice(len(agreement), len(agreement) + len(SIGNS))
        rest = (local & ~own, local & own, traits.everyday[rows], traits.often[rows] / max(1, len(self.keys)))
        columns = np.empty((len(rows), unsaid.stop + len(rest)), np.float32)  # Filled column by column: stacking takes thrice the time.
        for at, column in (*enumerate(agreement), *enumerate(rest, unsaid.stop)):
            columns[:, at] = column
        columns[:, unsaid] = shown * (1 - asked)
        return columns
