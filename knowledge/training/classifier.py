"""Learning a classifier: one linear border a class, by support vector machines."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from knowledge import intents
from knowledge.followup import TURNS
from knowledge.index import Floats
from knowledge.intents import STRAY, Intents, strays
from nlp.analysis import Analysis

PENALTY = 1.0
"""How much an example on the wrong side of a border costs."""
ROUNDS = 10
"""How often every example is looked at: margins are then within some hundredths of the best borders'."""
Sides = npt.NDArray[np.int8]


def fit(rows: Sequence[tuple[Analysis, str]]) -> dict[str, np.ndarray]:
    """Learn the classes of questions, and the class STRAY beside them; return the arrays of the data file.

    A question of the class "~event buying_home" is of the class "~event" too.
    """
    classes = [*sorted({name for _, label in rows for name in (label, _whole(label))}), STRAY]
    at = {name: i for i, name in enumerate(classes)}
    sides = np.full((len(rows), len(classes)), -1, np.int8)
    for row, (_, label) in enumerate(rows):
        sides[row, [at[label], at[_whole(label)], *([-1] if strays(label) else [])]] = 1
    few = np.count_nonzero(sides[:, -1] > 0)
    costs = np.full((2, len(classes)), PENALTY, np.float32)
    costs[:, -1] *= len(rows) / 2 / np.maximum(1, [len(rows) - few, few])  # Strays are few: each side counts for as much.
    return _packed(classes, [analysis for analysis, _ in rows], sides, costs)


def turns(rows: Sequence[tuple[Analysis, str]]) -> dict[str, np.ndarray]:
    """Learn what questions do to the procedure talked about; return the arrays of the data file."""
    sides = np.array([[1 if turn == own else -1 for turn in TURNS] for _, own in rows], np.int8)
    return _packed(TURNS, [analysis for analysis, _ in rows], sides, np.full((2, len(TURNS)), PENALTY, np.float32))


def _packed(classes: Sequence[str], questions: Sequence[Analysis], sides: Sides, costs: Floats) -> dict[str, np.ndarray]:
    counted = [intents.words_of(analysis) for analysis in questions]
    found = Counter(term for terms in counted for term in terms)
    terms = sorted(found)
    rarity = {t: math.log((1 + len(questions)) / (1 + found[t])) + 1 for t in terms}
    place = {t: i for i, t in enumerate(terms)}
    vectors = [intents.vector(analysis, rarity) for analysis in questions]
    indices = np.array([place[t] for v in vectors for t in v], np.int32)
    starts = np.concatenate([[0], np.cumsum([len(v) for v in vectors])]).astype(np.int32)
    values = np.array([w for v in vectors for w in v.values()], np.float32)
    weights, bias = borders(csr_matrix((values, indices, starts), shape=(len(questions), len(terms))), sides, costs)
    return intents.pack(classes, terms, np.array([rarity[t] for t in terms], np.float32), weights, bias)


def borders(x: csr_matrix, sides: Sides, costs: Floats, rounds: int = ROUNDS) -> tuple[Floats, Floats]:
    """Find each class's border by the squared hinge loss: its weights, shape (classes, terms), and its bias, shape (classes,).

    `sides`: 1 where an example is of a class, else -1, shape (examples, classes); `costs`: what an example outside and one inside costs,
    shape (2, classes). This is the dual coordinate descent of LIBLINEAR (Hsieh et al. 2008), but for all classes at once, which takes less
    time and memory than a thousand machines one after the other. Each example is a vector of length 1, or 0.
    """
    weights = np.zeros((x.shape[1] + 1, sides.shape[1]), np.float32)  # The last term is the bias: every example has it once.
    pulls, slack = np.zeros(sides.shape, np.float32), 1 / (2 * costs)
    examples = [
        (np.append(x.indices[a:b], x.shape[1]), np.append(x.data[a:b], np.float32(1)))
        for a, b in zip(x.indptr[:-1], x.indptr[1:], strict=True)
    ]
    rng = np.random.default_rng(0)
    for _ in range(rounds):
        for i in rng.permutation(len(examples)).tolist():
            terms, values = examples[i]
            own, side, pull = weights[terms], sides[i].astype(np.float32), pulls[i]
            give = np.where(side > 0, slack[1], slack[0])
            new = np.maximum(pull - (side * (values @ own) - 1 + pull * give) / (values @ values + give), 0)
            own += values[:, None] * ((new - pull) * side)
            weights[terms], pulls[i] = own, new
    return weights[:-1].T, weights[-1]


def _whole(label: str) -> str:
    """The class that a class is part of, or itself."""
    return label.partition(" ")[0]


def classifier(rows: Sequence[tuple[Analysis, str]]) -> Intents:
    """Learn from questions with their classes; the classifier as it will be read from its file."""
    return intents.unpack(fit(rows))
