"""How sure an answer is: what the confidence rests on, and the models that weigh it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.families import Families, Open
from knowledge.features import FEATURES
from knowledge.index import Floats
from knowledge.intents import LOWEST, STRAY, strays
from knowledge.redirects import Redirects, Sign
from knowledge.search import Finder, Finding
from nlp.analysis import Analysis
from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "decision.yaml"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decision rests on: the bands it is read by (see the data file), and the weights of two logistic models over SIGNALS.

    `right`: of "the first match is right"; `outside`: of "no procedure answers this"; `unclear`: of "this leaves open which is meant".
    """

    answer_from: float
    offer_from: float
    redirect_from: float
    ask_from: float
    family_from: float
    family_below: float
    family_always: float
    also_from: float
    right: dict[str, float]
    outside: dict[str, float]
    unclear: dict[str, float]


SIGNALS = (
    "bias",
    "first",
    "lead",
    "known",
    "likeness",
    "unknown_share",
    "redirect",
    "cued",
    "short",
    "intent",
    "any_intent",
    "elsewhere",
    "stray",
    "family",
    "second",
)
"""The names of the models' inputs, in the order `signals` gives them."""
_KNOWN, _LIKE, INTENT = FEATURES.index("question_known"), FEATURES.index("like_best"), FEATURES.index("intent")
FAR = 3.0
"""A lead in score beyond which more says nothing more."""


def load() -> Decision:
    """Read the decision that ships, whatever signals it was trained on; raise ValueError that lists every fault."""
    read = read_yaml(PATH, Decision)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


@cache
def shipped() -> Decision:
    """Return the decision that ships, read once; raise ValueError where it rests on other signals than the program's."""
    read = load()
    if not set(read.right) == set(read.outside) == set(read.unclear) == set(SIGNALS):
        raise ValueError(f"{PATH}: other signals than the program's: train again with 'motcua kb train'")
    return read


@dataclass(frozen=True, slots=True)
class Known:
    """What questions are compared with beside the procedures."""

    redirects: Redirects
    families: Families

    def spoken(self) -> tuple[str, ...]:
        """Return their texts, whose words are right as they stand."""
        return (*self.redirects.spoken(), *self.families.spoken())

    def compare(self, analysis: Analysis, finding: Finding) -> "Compared":
        """Compare a question with the redirects, and with the families of its first match."""
        likeness = self.redirects.likeness(analysis)
        like = self.families.like(analysis, finding.matches[0].code) if finding.matches else None
        return Compared(self.redirects.sign(analysis, likeness), like, likeness)


@dataclass(frozen=True, slots=True)
class Compared:
    """The redirect and the family that a question is most like, and how like it is to each redirect."""

    sign: Sign | None
    like: Open | None
    likeness: Floats


def signals(analysis: Analysis, finding: Finding, compared: Compared, finder: Finder) -> tuple[float, ...]:
    """Return what the confidence rests on, in the order of SIGNALS."""
    sign, like = compared.sign, compared.like
    matches = finding.matches
    top = matches[0]
    best = max(m.score for m in matches)
    rivals = [m.score for m, twins in zip(matches, finding.twins, strict=True) if twins != finding.twins[0]]
    whole = sum(math.exp(m.score - best) for m in matches)
    others = [math.exp(score - best) / whole for score in rivals]
    words = analysis.topic or analysis.sentence
    unknown = sum(w.key not in finder.index.rarity for w in words) / max(1, len(words))
    return (
        1.0,
        1.0 - sum(others),
        min(FAR, top.score - max(rivals)) if rivals else FAR,
        top.features[_KNOWN],
        top.features[_LIKE],
        unknown,
        sign.likeness if sign else 0.0,
        float(sign.cued) if sign else 0.0,
        1.0 / max(1, len(analysis.topic)),
        top.features[INTENT],
        max(m.features[INTENT] for m in matches),
        max((m for kind, m in finding.outside.items() if strays(kind)), default=LOWEST),
        finding.outside.get(STRAY, LOWEST),
        like.likeness if like and not like.decided else 0.0,
        max(others, default=0.0),
    )


def likelihood(values: Sequence[float], weights: Mapping[str, float]) -> float:
    """Return the probability a logistic model gives, 0 to 1."""
    total = sum(weights[name] * value for name, value in zip(SIGNALS, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
