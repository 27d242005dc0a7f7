"""Learning the classifier: one linear border a class, by a support vector machine (LIBLINEAR, Fan et al. 2008)."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from knowledge import intents
from knowledge.intents import EVENT, OUTSIDE, STRAY, TERM, Intents
from nlp.analysis import Analysis

PENALTY = 1.0
"""How much an example on the wrong side costs."""
ROUNDS = 2000


def fit(rows: Sequence[tuple[Analysis, str]]) -> dict[str, np.ndarray]:
    """Learn from questions with their classes; return the arrays of the data file."""
    counted = [intents.words_of(analysis) for analysis, _ in rows]
    found = Counter(term for terms in counted for term in terms)
    terms = sorted(found)
    rarity = {t: math.log((1 + len(rows)) / (1 + found[t])) + 1 for t in terms}
    place = {t: i for i, t in enumerate(terms)}
    vectors = [intents.vector(analysis, rarity) for analysis, _ in rows]
    indices = np.array([place[t] for v in vectors for t in v], np.int32)
    starts = np.concatenate([[0], np.cumsum([len(v) for v in vectors])]).astype(np.int32)
    values = np.array([w for v in vectors for w in v.values()], np.float64)
    x, labels = csr_matrix((values, indices, starts), shape=(len(rows), len(terms))), [label for _, label in rows]
    machine = LinearSVC(C=PENALTY, random_state=0, max_iter=ROUNDS).fit(x, labels)
    stray = LinearSVC(C=PENALTY, random_state=0, max_iter=ROUNDS, class_weight="balanced").fit(x, [_strays(label) for label in labels])
    return intents.pack(
        [*machine.classes_.tolist(), STRAY],
        terms,
        np.array([rarity[t] for t in terms], np.float32),
        np.concatenate([machine.coef_, stray.coef_]).astype(np.float32),
        np.concatenate([machine.intercept_, stray.intercept_]).astype(np.float32),
    )


def _strays(label: str) -> bool:
    return label.startswith(OUTSIDE) and label not in {EVENT, TERM}


def classifier(rows: Sequence[tuple[Analysis, str]]) -> Intents:
    """Learn from questions with their classes; the classifier as it will be read from its file."""
    return intents.unpack(fit(rows))
