"""Learning to follow up: what a question does to the procedure talked about, by its words, and the weights of what it means."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TypeAlias

import numpy as np

from knowledge import intents
from knowledge.assistant import Assistant
from knowledge.conversation import Context, Hangs, meant
from knowledge.followup import ANEW, WEIGHTS, Following
from knowledge.training import classifier, fitting, talks
from knowledge.training.corpus import FOLDS, SEED, Example
from knowledge.training.fitting import Rivals
from knowledge.training.talks import Talk

RIDGE = 30.0
"""Conversations are few beside the weights they teach."""
WHOLE = 5000
"""Questions that stand for themselves, beside those of the conversations, to tell turns apart."""
LAYERED = 8
"""Every which conversation is told again after a question of another matter."""
_NOW = datetime(2026, 7, 18, tzinfo=UTC)
Opening: TypeAlias = Callable[[str], Context | None]


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of `followup.WEIGHTS`, and the arrays of the classifier of turns."""

    weights: tuple[float, ...]
    turns: dict[str, np.ndarray]


def learn(final: Assistant, blind: Assistant, examples: Sequence[Example]) -> Learned:
    """Learn from conversations; the last question of each is weighed by what never saw it.

    `final` answers the earlier turns; `blind` has not seen the examples of the last part. The weights are fitted first where one turn goes
    before, then with what that taught everywhere, for earlier turns hang on others too.
    """
    told = list(talks.told())
    *apart, everything = _turns(final, told, examples)
    asking = [_with(final, turns) for turns in map(intents.unpack, apart)]
    asked = [(asking[talk.fold], talk) for talk in (*told, *talks.layered(told[::LAYERED], examples))]
    asked += [(replace(blind, following=asking[-1].following), talk) for talk in talks.changing(examples, FOLDS - 1)]
    opening = cache(lambda text: final.reply(text, None, _NOW).context)
    rows = list(_rivals(final, [(assistant, talk) for assistant, talk in asked if len(talk.turns) == 1], opening))
    answering = _with(final, intents.unpack(everything), fitting.likeliest(rows, RIDGE))
    rows += _rivals(answering, [(assistant, talk) for assistant, talk in asked if len(talk.turns) > 1], opening)
    return Learned(fitting.likeliest(rows, RIDGE), everything)


def _with(assistant: Assistant, turns: intents.Intents, weights: tuple[float, ...] = (0.0,) * len(WEIGHTS)) -> Assistant:
    return replace(assistant, following=Following(weights, turns))


def _turns(assistant: Assistant, told: Sequence[Talk], examples: Sequence[Example]) -> Iterator[dict[str, np.ndarray]]:
    """Yield a classifier of turns that never saw part 0, one that never saw part 1 … and at last that of all."""
    whole = random.Random(SEED).sample(examples, min(WHOLE, len(examples)))
    turns = {talk.question: (talk.turn, talk.fold) for talk in told} | {e.question: (ANEW, e.fold) for e in whole}
    rows = [(assistant.analyze(question), turn, fold) for question, (turn, fold) in turns.items()]
    for unseen in range(FOLDS + 1):
        yield classifier.turns([(analysis, turn) for analysis, turn, fold in rows if fold != unseen])


def _rivals(answering: Assistant, asked: Sequence[tuple[Assistant, Talk]], opening: Opening) -> Iterator[Rivals]:
    """Weigh what the last question of each talk may mean, by its assistant; `answering` answers the earlier turns but the first."""
    for assistant, talk in asked:
        context = opening(talk.turns[0])
        for turn in talk.turns[1:]:
            context = answering.reply(turn, context, _NOW).context
        said = assistant.analyze(talk.question)
        match meant(said, context, _NOW, {}, assistant.finder.index.common):
            case Hangs() as hangs if context is not None:
                _, hanging = assistant.hanging(said, hangs, context)
                right = np.array([*(assistant.finder.index.cards[p].code in talk.codes for p in hanging.places), not talk.codes])
                if right.any():
                    yield Rivals(hanging.features, right, 1.0)
            case _:
                pass
