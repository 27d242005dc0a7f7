"""Which matter a question is about, by a linear classifier over its words and pairs: learned weights, read from a data file.

Its classes are the procedures people have words for, and the kinds of question that no procedure answers ("~smalltalk" …).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.index import Floats, Postings
from knowledge.terms import Terms, terms_of
from nlp.analysis import Analysis

PATH = Path(__file__).parent / "data" / "intents.npz"
OUTSIDE = "~"
"""What the name of a class begins with that is no procedure."""
STRAY = "~stray"
"""The class of all questions that nothing here answers, of whatever kind."""
EVENT, TERM = "~event", "~term"
"""The classes of questions that no procedure answers by itself, but that are answered here; "~event buying_home" is one event's."""
LOWEST = -1.5
"""The margin of a procedure that is no class: below those of nearly all that are."""
STEP, LEAST = 1 / 64, 0.18
"""Weights are kept as whole numbers of a step, the small ones not at all: that changes hardly a decision and makes the file small."""


@dataclass(frozen=True, slots=True)
class Intents:
    """The classifier: `labels` its classes, `rarity` the terms' inverse document frequency, `weights` a posting per term and class."""

    labels: tuple[str, ...]
    rarity: Mapping[str, float]
    weights: Postings
    bias: Floats

    def margins(self, analysis: Analysis) -> Floats:
        """Return how far inside its border each class has the question: 1 and over is sure, -1 and below excluded; shape (classes,)."""
        return self.weights.score(vector(analysis, self.rarity)) + self.bias


def strays(label: str) -> bool:
    """Whether a class is of questions that nothing here answers, of one kind."""
    return label.startswith(OUTSIDE) and not label.startswith((EVENT, TERM)) and label != STRAY


def words_of(analysis: Analysis) -> Terms:
    """Return the terms the classifier sees: all words and pairs, for politeness tells a question from a command to a machine."""
    return terms_of([w.key for w in analysis.sentence])


def vector(analysis: Analysis, rarity: Mapping[str, float]) -> dict[str, float]:
    """Weigh the known terms by tf-idf, the term frequency damped, at length 1."""
    counted = words_of(analysis)
    weights = {t: (1 + math.log(n)) * rarity[t] for t, n in counted.items() if t in rarity}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {t: w / norm for t, w in weights.items()}


def pack(labels: Sequence[str], terms: Sequence[str], rarity: Floats, weights: Floats, bias: Floats) -> dict[str, np.ndarray]:
    """Lay out learned weights, shape (classes, terms), as the arrays of the data file; weights under LEAST fall away."""
    steps = np.clip(np.rint(np.where(abs(weights.T) < LEAST, 0, weights.T) / STEP), -127, 127).astype(np.int8)
    used: npt.NDArray[np.bool_] = np.asarray(steps.any(1))
    at, classes = np.nonzero(steps[used])
    return {
        "labels": np.array("\n".join(labels)),
        "terms": np.array("\n".join(terms[i] for i in np.flatnonzero(used).tolist())),
        "rarity": rarity[used].astype(np.float32),
        "start": np.concatenate([[0], np.cumsum(np.bincount(at, minlength=int(used.sum())))]).astype(np.int32),
        "classes": classes.astype(np.uint16),
        "steps": steps[used][at, classes],
        "bias": bias.astype(np.float32),
    }


def unpack(arrays: Mapping[str, np.ndarray]) -> Intents:
    """Make the classifier of the data file's arrays."""
    labels, terms = str(arrays["labels"]).split("\n"), str(arrays["terms"]).split("\n")
    return Intents(
        labels=tuple(labels),
        rarity=dict(zip(terms, map(float, arrays["rarity"]), strict=True)),
        weights=Postings(
            ids={term: i for i, term in enumerate(terms)},
            start=arrays["start"].astype(np.int64),
            documents=arrays["classes"].astype(np.int32),
            weights=arrays["steps"].astype(np.float32) * np.float32(STEP),
            size=len(labels),
        ),
        bias=arrays["bias"],
    )


def load(path: Path = PATH) -> Intents:
    """Read the classifier; raise ValueError where the file is none of this program's."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return unpack(arrays)
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: not the weights of this program ({error}): make them with 'motcua kb train'") from error


@cache
def shipped() -> Intents:
    """Return the classifier that ships, read once."""
    return load()
