"""The training set's conversations: earlier turns, the question after them, and what it means."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from knowledge.followup import ANEW, MOVES, STAYS
from knowledge.training.corpus import DATA, SEED, Example, part, read

Kind = Literal["same", "bare", "neighbour", "correct", "back", "new", "none"]
"""What the question does: asks something particular of the same procedure, or an aspect in a word or two; goes to a sibling; takes back;
returns to a procedure talked about before; begins a new matter; is no procedure's."""
TURN: dict[Kind, str] = {"same": STAYS, "bare": STAYS, "neighbour": MOVES, "correct": MOVES, "back": MOVES, "new": ANEW, "none": ANEW}
CHANGES = 150
"""Conversations made of two questions of different matters."""
_OPENINGS = (
    "{}",
    "{}",
    "{}",
    "à mà {}",
    "cho hỏi thêm {}",
    "còn cái này nữa, {}",
    "tiện cho em hỏi {}",
    "rồi {}",
    "thế {}",
    "vậy còn {}",
    "ok, {}",
    "dạ, {}",
)
"""How people begin a new matter after another; most often with nothing."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: earlier turns, the question after them, and the procedures that answer it; none: no procedure does.

    `turn`: what the question does to the procedure talked about; `fold`: the part of the training set that the question belongs to.
    """

    turns: tuple[str, ...]
    question: str
    codes: tuple[str, ...]
    turn: str
    fold: int


@dataclass(frozen=True, slots=True)
class Told:
    """The data files' form; `aspects` is for people who read it."""

    turns: tuple[str, ...]
    question: str
    codes: tuple[str, ...]
    kind: Kind
    aspects: tuple[str, ...] = ()


def told(folder: Path = DATA) -> Iterator[Talk]:
    """Yield the training set's conversations."""
    for path in sorted(folder.glob("conversations*.yaml")):
        for row in read(path, tuple[Told, ...]):
            yield Talk(row.turns, row.question, row.codes, TURN[row.kind], part(row.question))


def changing(examples: Sequence[Example], fold: int) -> Iterator[Talk]:
    """Make conversations that change the topic: a whole question, of the part `fold`, after one of another matter."""
    rng = random.Random(SEED)
    usual = [e for e in examples if e.weight >= 1]
    mine = [e for e in usual if e.fold == fold]
    for _ in range(CHANGES):
        before, after = rng.choice(usual), rng.choice(mine)
        if not set(before.codes) & set(after.codes):
            yield Talk((before.question,), rng.choice(_OPENINGS).format(after.question), after.codes, ANEW, fold)


def layered(talks: Sequence[Talk], examples: Sequence[Example]) -> Iterator[Talk]:
    """Make each conversation again after a question of another matter: what was talked about before is remembered, and seldom meant."""
    rng = random.Random(SEED)
    usual = [e for e in examples if e.weight >= 1]
    for talk in talks:
        before = rng.choice(usual)
        if not set(before.codes) & set(talk.codes):
            yield replace(talk, turns=(before.question, *talk.turns))
