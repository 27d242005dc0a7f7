"""The follow-up: what a question means that comes after another, weighed by learned weights.

Every procedure that the question alone, or the question with the subject talked about, may mean is a candidate; so is "none of them".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from knowledge import intents
from knowledge.confidence import Compared
from knowledge.conversation import Hangs
from knowledge.features import mass
from knowledge.index import Floats
from knowledge.intents import Intents
from knowledge.layout import Index
from knowledge.search import Finder, Finding, Match, Weighed
from nlp.analysis import Analysis
from nlp.files import read_yaml

PATH = Path(__file__).parent / "data" / "followup.yaml"
TURNS_PATH = PATH.with_name("turns.npz")
STAYS, MOVES, ANEW = "stays", "moves", "anew"
"""What a question does to the procedure talked about, by its words alone: asks more of it, goes to a sibling or back, begins anew."""
TURNS = (ANEW, MOVES, STAYS)
"""The classes of the classifier of turns, in its order."""
SURE_TURN = 1.5
"""Margins of a turn above this, or below its negative, say no more than this."""
FAINT = -8.0
"""The log share below which a candidate is as good as none."""
GATES = ("always", "bare", "carried", "corrected", "back", "acting", "sure", "length", "known", "asking", *TURNS)
"""What is so of the question as a whole; each multiplies each of what is so of a candidate."""
ROLES = ("alone", "joined", "intent", "same", "near", "offered", "earlier", "recalled")
"""What is so of a candidate: its log share for the question alone and for the question with the subject; the classifier's margin for the
question alone; whether it is the procedure talked about, one of the same subject, one of the choices offered, one talked about before; and
how much of the question recalls that one."""
ELSEWHERE = tuple(f"elsewhere_{name}" for name in (*GATES, "outside"))
WEIGHTS = (*(f"{role}_{gate}" for role in ROLES for gate in GATES), *ELSEWHERE)
"""The order of the columns everywhere."""


@dataclass(frozen=True)
class Following:
    """What was learned of following up: the weights of WEIGHTS, and the classifier of TURNS."""

    weights: tuple[float, ...]
    turns: Intents


@dataclass(frozen=True, slots=True)
class Talk:
    """What was talked about, as places in the index: the procedure, the choices offered, and the procedures before it."""

    place: int
    offered: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The question after it: as it was said, alone without what it takes back, and joined with the subject; the last two weighed.

    `found`, `compared`: the question alone ranked, and compared with what no procedure answers.
    `sure`: how likely the first match of the question alone is right; `outside`: how likely no procedure answers it.
    `hangs`: what it says of that itself.
    """

    said: Analysis
    analysis: Analysis
    alone: Weighed
    found: Finding
    compared: Compared
    joined: Weighed
    sure: float
    outside: float
    hangs: Hangs


@dataclass(frozen=True, slots=True)
class Hanging:
    """The candidates (places in the index; the last row of `features`, shape (places + 1, WEIGHTS), is "none of them")."""

    places: tuple[int, ...]
    features: Floats


def weigh(finder: Finder, turns: Intents, asked: Asked, talk: Talk) -> Hanging:
    """Weigh what the question may mean; one that names no topic and no action, only of what was talked about, or of something else."""
    turn = np.clip(turns.margins(asked.said), -SURE_TURN, SURE_TURN)
    gates = np.concatenate([_gates(finder.index, asked, talk), turn])
    bare = all(finder.index.common(w.key) for w in asked.analysis.topic) and not asked.analysis.acting
    places = (talk.place, *(p for p in talk.earlier if asked.hangs.back)) if bare else tuple(asked.joined.places)
    roles = np.stack(
        [
            _shares(finder, asked.alone, places),
            _shares(finder, asked.joined, places),
            finder.intent(finder.intents.margins(asked.analysis))[list(places)],
            *(np.array([test(p) for p in places], np.float32) for test in _tests(finder.index, asked, talk)),
        ],
        1,
    )
    crossed = (roles[:, :, None] * gates[None, None, :]).reshape(len(places), -1)
    features = np.zeros((len(places) + 1, len(WEIGHTS)), np.float32)
    features[:-1, : crossed.shape[1]] = crossed
    features[-1, crossed.shape[1] :] = (*gates, asked.outside)
    return Hanging(places, features)


def _gates(index: Index, asked: Asked, talk: Talk) -> Floats:
    analysis = asked.analysis
    keys = {w.key for w in analysis.topic}
    card = index.cards[talk.place]
    whole = mass(keys, index.rarity, index.unknown)
    return np.array(
        [
            1.0,
            all(map(index.common, keys)),
            asked.hangs.carried,
            asked.hangs.corrected,
            asked.hangs.back,
            bool(analysis.signs - card.signs) and bool(analysis.acting),
            asked.sure,
            np.log1p(len(analysis.topic)) / 3,
            mass(keys & card.known, index.rarity, index.unknown) / whole if whole else 1.0,
            bool(analysis.aspects),
        ],
        np.float32,
    )


def _tests(index: Index, asked: Asked, talk: Talk) -> tuple:  # type: ignore[type-arg]  # Five tests of a place.
    card, twins = index.cards[talk.place], index.twins[talk.place]
    own, keys = card.title, {w.key for w in asked.analysis.topic}
    whole = mass(keys, index.rarity, index.unknown) or 1.0

    def near(place: int) -> float:
        """How much of the two official names is common, 0 to 1, by rarity; not the procedure itself."""
        if index.twins[place] == twins:
            return 0.0
        other = index.cards[place].title
        return mass(own & other, index.rarity, index.unknown) / (mass(own | other, index.rarity, index.unknown) or 1.0)

    def recalled(place: int) -> float:
        """How much of the question, by rarity, is known of a procedure talked about before, and not of the last one."""
        if place not in talk.earlier:
            return 0.0
        return mass(keys & index.cards[place].known - card.known, index.rarity, index.unknown) / whole

    return (
        lambda p: float(index.twins[p] == twins),
        near,
        lambda p: float(p in talk.offered),
        lambda p: float(p in talk.earlier),
        recalled,
    )


def _shares(finder: Finder, weighed: Weighed, places: Sequence[int]) -> Floats:
    """Return the log share of each place by the ranking's score; FAINT where it is no candidate; shape (places,)."""
    if not weighed.places:
        return np.full(len(places), FAINT, np.float32)
    scores = weighed.features @ np.asarray(finder.model.weights, np.float32)
    top = scores.max()
    shares = scores - top - np.log(np.exp(scores - top).sum())
    known = dict(zip(weighed.places, shares.tolist(), strict=True))
    return np.array([max(FAINT, known.get(p, FAINT)) for p in places], np.float32)


def shares(hanging: Hanging, weights: Sequence[float]) -> Floats:
    """Return how likely each candidate is meant, "none of them" last; they sum to 1."""
    scores = hanging.features @ np.asarray(weights, np.float32)
    share: Floats = np.exp(scores - scores.max())
    whole: Floats = share / share.sum()
    return whole


def finding(finder: Finder, hanging: Hanging, asked: Asked, share: Floats, limit: int = 10) -> Finding:
    """Return the procedures meant, likeliest first; the score of each is its log share."""
    order = np.argsort(-share[:-1], kind="stable")[:limit]
    index, features = finder.index, dict(zip(asked.joined.places, asked.joined.features, strict=True))
    matches = (
        Match(index.cards[place].code, float(np.log(max(share[i], 1e-9))), tuple(features[place].tolist()))
        for i, place in ((i, hanging.places[i]) for i in order)
    )
    return Finding(tuple(matches), tuple(index.twins[hanging.places[i]] for i in order), asked.alone.outside)


@cache
def shipped() -> Following:
    """Return what ships, read once; raise ValueError where a file is not this program's."""
    read = read_yaml(PATH, dict[str, float])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    turns = intents.load(TURNS_PATH)
    if set(read) != set(WEIGHTS) or turns.labels != TURNS:
        raise ValueError(f"{PATH}, {TURNS_PATH.name}: other weights than the program's: train again with 'motcua kb train'")
    return Following(tuple(read[name] for name in WEIGHTS), turns)
