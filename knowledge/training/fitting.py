"""Fitting the weights of ranking and of deciding to questions whose candidates were weighed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from knowledge.confidence import SIGNALS
from knowledge.index import Floats

RIDGE = 5.0
_SMALL = 1e-6
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rivals:
    """A question's candidates: their features, shape (candidates, features), and which of them are right."""

    features: Floats
    right: npt.NDArray[np.bool_]
    weight: float


def likeliest(rows: Sequence[Rivals], ridge: float = RIDGE) -> tuple[float, ...]:
    """Fit the weights that make the right candidates likeliest (softmax over candidates, squared penalty)."""
    spread = np.concatenate([row.features for row in rows]).std(0).astype(np.float64)
    spread = np.where(spread > _SMALL, spread, 1.0)  # A column that never changes teaches nothing and must not be blown up.
    sizes = np.array([len(row.features) for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    x = np.concatenate([row.features for row in rows]) / spread
    right = np.concatenate([row.right for row in rows]).astype(np.float64)
    weight = np.array([row.weight for row in rows])

    def loss(w: Doubles) -> tuple[float, Doubles]:
        scores = x @ w
        share = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        whole, good = np.add.reduceat(share, starts), np.add.reduceat(share * right, starts)
        value = -float(weight @ np.log(good / whole)) / weight.sum()
        pull = share / np.repeat(whole, sizes) - share * right / np.repeat(good, sizes)
        slope = x.T @ (pull * np.repeat(weight, sizes)) / weight.sum()
        return value + ridge / 2 * float(w @ w) / len(rows), slope + ridge * w / len(rows)

    return tuple(map(float, _minimized(loss, x.shape[1]) / spread))


def logistic(inputs: Sequence[Sequence[float]], true: Sequence[bool], weights: Sequence[float]) -> dict[str, float]:
    """Fit the weights of a logistic model over SIGNALS."""
    x, y, k = np.array(inputs), np.array(true, np.float64), np.array(weights)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = float((k * (np.logaddexp(0, z) - y * z)).sum() / k.sum())
        return value + 0.5 * float(w @ w) / len(x), (x.T @ (k * (p - y))) / k.sum() + w / len(x)

    return dict(zip(SIGNALS, map(float, _minimized(loss, len(SIGNALS))), strict=True))


def _minimized(loss: Callable[[Any], tuple[float, Doubles]], size: int) -> Doubles:
    found: Doubles = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return found
