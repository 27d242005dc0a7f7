"""Learning the weights of ranking and deciding from questions whose procedure is known; the results are data files."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from knowledge import answering, layout, ranking
from knowledge.answering import SIGNALS
from knowledge.assistant import Assistant
from knowledge.features import FEATURES, Floats
from knowledge.ranking import Model
from knowledge.search import Finder
from nlp.files import read_yaml

DATA = Path(__file__).parent / "data" / "training"
NAMES = 500
"""Questions made of official names of procedures that no example question tells of."""
NAME_WEIGHT = 0.5
OFTEN_WEIGHTS = {3: 3.0, 2: 2.0}
"""A procedure asked often stands for more of the questions that will be asked."""
RIDGE = 5.0
SEED = 20260718
_FORMS = (
    "{}",
    "Thủ tục {} cần giấy tờ gì?",
    "{} mất bao lâu",
    "{} nộp ở đâu",
    "Hồ sơ {} gồm những gì?",
    "{} cần điều kiện gì?",
    "xin hỏi {} lệ phí bao nhiêu",
)
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the training set; `codes`: every procedure that answers it, the best first; none: no procedure does."""

    question: str
    codes: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The data files' form: a question with its procedures."""

    question: str
    codes: tuple[str, ...]
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The data file's form: a question that no procedure answers."""

    question: str
    expect: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """An example with the features of its candidates, shape (candidates, features), and which of them are right."""

    features: Floats
    right: npt.NDArray[np.bool_]
    weight: float


def examples(folder: Path = DATA) -> Iterator[Example]:
    """Yield the training set's questions that have a procedure; raise ValueError that lists every fault."""
    often = ranking.often()
    for path in sorted(folder.glob("questions_*.yaml")):
        for row in _read(path, tuple[Asked, ...]):
            yield Example(row.question, row.codes, OFTEN_WEIGHTS.get(often.get(row.codes[0], 0), 1.0))


def refused(folder: Path = DATA) -> Iterator[Example]:
    """Yield the training set's questions that no procedure answers."""
    for row in _read(folder / "out_of_scope.yaml", tuple[Refused, ...]):
        yield Example(row.question, ())


def _read(path: Path, kind: Any) -> Any:
    read = read_yaml(path, kind)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


def named(assistant: Assistant) -> list[Example]:
    """Make questions of official names, for matters that few people ask about but that must be found by name."""
    rng = random.Random(SEED)
    by_name: dict[str, list[str]] = {}
    for card in assistant.finder.index.cards:
        by_name.setdefault(card.name, []).append(card.code)
    pool = [card for card in assistant.finder.index.cards if not card.everyday and not card.province]
    made = []
    for card in rng.sample(pool, min(NAMES, len(pool))):
        procedure = assistant.snapshot.procedure(card.code)
        if procedure is not None:
            question = rng.choice(_FORMS).format(layout.bare(procedure.name))
            made.append(Example(question, tuple(by_name[card.name]), NAME_WEIGHT))
    return made


def weigh(assistant: Assistant, rows: Sequence[Example]) -> list[Weighed]:
    """Compute the features of every example's candidates; examples whose procedure is no candidate teach nothing and are left out."""
    weighed = []
    for row in rows:
        candidates, features = assistant.finder.weigh(assistant.analyze(row.question))
        right = np.array([assistant.finder.index.cards[i].code in row.codes for i in candidates], bool)
        if right.any():
            weighed.append(Weighed(features, right, row.weight))
    return weighed


def fit_ranking(rows: Sequence[Weighed]) -> Model:
    """Fit the weights that make the right candidates likeliest (softmax over candidates, squared penalty)."""
    spread = np.concatenate([row.features for row in rows]).std(0).astype(np.float64) + 1e-6
    scaled = [row.features / spread for row in rows]
    total = sum(row.weight for row in rows)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        value, slope = 0.0, np.zeros_like(w)
        for x, row in zip(scaled, rows, strict=True):
            scores = x @ w
            share = np.exp(scores - scores.max())
            right = share * row.right
            value -= row.weight * float(np.log(right.sum() / share.sum()))
            slope += row.weight * (x.T @ (share / share.sum() - right / right.sum()))
        return value / total + RIDGE / 2 * float(w @ w) / len(rows), slope / total + RIDGE * w / len(rows)

    return Model(tuple(map(float, _minimized(loss, len(FEATURES)) / spread)))


def fit_decision(assistant: Assistant, rows: Sequence[Example]) -> dict[str, float]:
    """Fit the logistic weights of "the first match is right"."""
    inputs, right, weights = [], [], []
    for row in rows:
        analysis = assistant.analyze(row.question)
        matches = assistant.finder.find(analysis)
        if matches:
            inputs.append(answering.signals(analysis, matches, assistant.redirects.sign(analysis), assistant.finder))
            right.append(matches[0].code in row.codes)
            weights.append(row.weight)
    x, y, k = np.array(inputs), np.array(right, np.float64), np.array(weights)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = float((k * (np.logaddexp(0, z) - y * z)).sum() / k.sum())
        return value + 0.5 * float(w @ w) / len(x), (x.T @ (k * (p - y))) / k.sum() + w / len(x)

    return dict(zip(SIGNALS, map(float, _minimized(loss, len(SIGNALS))), strict=True))


def _minimized(loss: Callable[[Doubles], tuple[float, Doubles]], size: int) -> Doubles:
    found: Doubles = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return found


def with_model(assistant: Assistant, model: Model) -> Assistant:
    """Return the assistant with another ranking model."""
    finder = Finder(assistant.finder.index, model)
    return Assistant(assistant.snapshot, finder, assistant.lexicon, assistant.redirects, assistant.decision)


def train(assistant: Assistant) -> tuple[Model, dict[str, float]]:
    """Fit both models on the snapshot the assistant answers from; deterministic."""
    rows = [*examples(), *named(assistant)]
    model = fit_ranking(weigh(assistant, rows))
    return model, fit_decision(with_model(assistant, model), [*rows, *refused()])


def write(model: Model, decision: dict[str, float], trained_on: str) -> None:
    """Write both data files; the bands of the decision stay as they are."""
    lines = [f"  {name}: {weight:.4f}" for name, weight in zip(FEATURES, model.weights, strict=True)]
    head = "# The weights of ranking, trained: motcua kb train. Do not edit by hand.\n"
    ranking.PATH.write_text("\n".join((head + f"trained_on: {trained_on}", "weights:", *lines)) + "\n", encoding="utf-8")
    kept = [line for line in answering.PATH.read_text(encoding="utf-8").splitlines() if line.split(":")[0] not in SIGNALS]
    answering.PATH.write_text("\n".join((*kept, *(f"{name}: {weight:.4f}" for name, weight in decision.items()))) + "\n", encoding="utf-8")
