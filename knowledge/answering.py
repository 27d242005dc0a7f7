"""Matches in, an Answer out: to answer, to offer choices, or to say that there is nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

from knowledge.features import FEATURES
from knowledge.redirects import Kind, Sign
from knowledge.search import Finder, Match
from nlp.analysis import Analysis
from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "decision.yaml"


@dataclass(frozen=True, slots=True)
class Found:
    """One procedure, told from the aspects asked on; `also`: others the question names beside it."""

    code: str
    aspects: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """Two to five procedures to choose from."""

    codes: tuple[str, ...]
    aspects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing fits; `unclear` where the question names no topic at all."""

    unclear: bool


@dataclass(frozen=True, slots=True)
class Redirect:
    """A matter no procedure answers; `name` is its entry in the redirects."""

    name: str
    kind: Kind


Answer: TypeAlias = Found | Choices | NotFound | Redirect


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decision rests on: weights of a logistic model of "the first match is right", and the bands it is read by."""

    answer_from: float
    offer_from: float
    redirect_from: float
    redirect_over: float
    also_from: float
    bias: float
    first: float
    lead: float
    known: float
    likeness: float
    unknown_share: float
    redirect: float
    cued: float
    short: float


SIGNALS = ("bias", "first", "lead", "known", "likeness", "unknown_share", "redirect", "cued", "short")
"""The names of the model's inputs, in the order `signals` gives them."""
_KNOWN, _LIKE = FEATURES.index("question_known"), FEATURES.index("like_best")


@cache
def shipped() -> Decision:
    """Return the decision that ships, read once; raise ValueError that lists every fault."""
    read = read_yaml(PATH, Decision)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


def signals(analysis: Analysis, matches: Sequence[Match], sign: Sign | None, finder: Finder) -> tuple[float, ...]:
    """Return what the confidence rests on, in the order of SIGNALS."""
    top = matches[0]
    scores = np.array([m.score for m in matches])
    share = np.exp(scores - scores.max())
    words = analysis.topic or analysis.sentence
    unknown = sum(w.key not in finder.index.rarity for w in words) / max(1, len(words))
    return (
        1.0,
        float(share[0] / share.sum()),
        min(3.0, float(scores[0] - scores[1])) if len(scores) > 1 else 3.0,
        top.features[_KNOWN],
        top.features[_LIKE],
        unknown,
        sign.likeness if sign else 0.0,
        float(sign.cued) if sign else 0.0,
        1.0 / max(1, len(analysis.topic)),
    )


def confidence(values: Sequence[float], decision: Decision) -> float:
    """Return the probability that the first match is right."""
    total = sum(getattr(decision, name) * value for name, value in zip(SIGNALS, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def decide(analysis: Analysis, matches: Sequence[Match], sign: Sign | None, finder: Finder, decision: Decision) -> tuple[Answer, float]:
    """Return the answer and how sure it is, 0 to 1."""
    sure = confidence(signals(analysis, matches, sign, finder), decision) if matches else 0.0
    if sign is not None and (
        (sign.cued and sure < decision.redirect_over) or (sign.likeness >= decision.redirect_from and sign.likeness > sure)
    ):
        return Redirect(sign.name, sign.kind), sure
    if not analysis.topic or not matches:
        return NotFound(unclear=not analysis.topic), sure
    if sure >= decision.answer_from:
        return Found(matches[0].code, analysis.aspects), sure
    if sure >= decision.offer_from and len(matches) > 1:
        return Choices(tuple(m.code for m in matches[:5]), analysis.aspects), sure
    return NotFound(unclear=False), sure
