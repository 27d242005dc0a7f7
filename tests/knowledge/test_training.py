"""The trained weights are what the command makes of the training set."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from knowledge import assistant, intents, snapshot
from knowledge.features import FEATURES
from knowledge.followup import ANEW, MOVES, STAYS, TURNS
from knowledge.intents import Intents
from knowledge.snapshot import Snapshot
from knowledge.training import classifier, corpus, fitting, learning, talks
from knowledge.training.fitting import Rivals
from nlp.analysis import analyze
from nlp.lexicon import shipped as shipped_lexicon
from tests.conftest import procedure


@pytest.mark.long
def test_learning_again_gives_the_weights_that_ship(everything: Snapshot) -> None:
    again, kept = learning.learn(everything), assistant.shipped()
    assert np.allclose(again.model.weights, kept.ranking.weights, atol=0.05)
    for name, weights in again.decision.items():
        assert weights == pytest.approx(getattr(kept.decision, name), abs=0.05)
    assert np.allclose(again.following.weights, kept.following.weights, atol=0.05)
    assert _alike(intents.unpack(again.intents), kept.intents)
    assert _alike(intents.unpack(again.following.turns), kept.following.turns)


def _alike(a: Intents, b: Intents) -> bool:
    """Whether two classifiers have the same classes and terms, and weights that differ by rounding."""
    same = a.labels == b.labels and np.allclose(a.bias, b.bias, atol=0.02)
    shared = set(a.weights.ids) & set(b.weights.ids)
    return (
        same
        and len(shared) > 0.99 * max(len(a.weights.ids), len(b.weights.ids))
        and abs(len(a.weights.weights) - len(b.weights.weights)) < 200
    )


def test_ranking_learns_the_column_that_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(1)
    rows = []
    for _ in range(40):
        features = rng.normal(size=(6, len(FEATURES))).astype(np.float32)
        rows.append(Rivals(features, features[:, 3] == features[:, 3].max(), 1.0))
    weights = fitting.likeliest(rows)
    assert max(range(len(FEATURES)), key=lambda i: weights[i]) == 3


def test_the_classifier_learns_which_words_tell_classes_apart() -> None:
    lexicon = shipped_lexicon()
    said = [
        ("mất hộ chiếu", "a"),
        ("hộ chiếu rơi mất", "a"),
        ("đổi hộ chiếu", "b"),
        ("hộ chiếu hết hạn đổi mới", "b"),
        ("chào bạn", "~smalltalk"),
    ]
    learned = classifier.classifier([(analyze(text, lexicon, segmented=False), label) for text, label in said])
    assert learned.labels == ("a", "b", "~smalltalk", intents.STRAY)
    for text, label in [("làm mất hộ chiếu", "a"), ("hộ chiếu cần đổi", "b"), ("chào", "~smalltalk")]:
        margins = learned.margins(analyze(text, lexicon, segmented=False))[:3]
        assert learned.labels[int(margins.argmax())] == label


def test_all_borders_at_once_are_those_of_one_machine_after_the_other() -> None:
    rng = np.random.default_rng(7)
    x = csr_matrix(normalize(rng.normal(size=(300, 40)) * (rng.random((300, 40)) < 0.3)).astype(np.float32))
    labels = np.argmax(x @ rng.normal(size=(40, 5)) + rng.normal(size=(300, 5)) * 0.3, axis=1)
    sides = np.where(labels[:, None] == np.arange(5), 1, -1).astype(np.int8)
    for inside in (1.0, 4.0):
        weights, bias = classifier.borders(x, sides, np.array([[1.0] * 5, [inside] * 5], np.float32), rounds=400)
        for one in range(5):
            machine = LinearSVC(C=1.0, class_weight={1: inside, -1: 1.0}, max_iter=100_000, tol=1e-6).fit(x, sides[:, one])
            assert weights[one] == pytest.approx(machine.coef_[0], abs=2e-3)
            assert bias[one] == pytest.approx(machine.intercept_[0], abs=2e-3)


@pytest.mark.parametrize(
    ("said", "turn"),
    [("thế còn phí?", STAYS), ("gia hạn thì sao", MOVES), ("à mà em muốn mở quán cà phê thì đăng ký ở đâu", ANEW), ("cảm ơn bạn", ANEW)],
)
def test_words_alone_tell_what_a_question_does_to_the_matter(said: str, turn: str) -> None:
    turns = assistant.shipped().following.turns
    margins = turns.margins(analyze(said, shipped_lexicon(), segmented=False))
    assert turns.labels == TURNS
    assert turns.labels[int(margins.argmax())] == turn


def test_the_classifier_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "intents.npz"
    with pytest.raises(ValueError, match="motcua kb train"):
        intents.load(path)
    path.write_bytes(b"no zip")
    with pytest.raises(ValueError, match="motcua kb train"):
        intents.load(path)


def test_a_question_is_never_weighed_by_what_has_seen_it(snapshot_of_two: Snapshot) -> None:
    held = learning.hold_out(snapshot_of_two)
    like = FEATURES.index("like_best")
    for seen in held.seen:
        if seen.example.codes and seen.example.label:
            assert all(features[like] < 0.999 for features in seen.weighed.features), seen.example.question


@pytest.fixture
def snapshot_of_two(tmp_path: Path) -> Iterator[Snapshot]:
    """Two procedures with a dozen questions each."""
    passport = procedure("1.000001", name="Cấp hộ chiếu", questions=tuple(f"làm hộ chiếu cho người thứ {n}" for n in range(12)))
    wedding = procedure("1.000002", name="Đăng ký kết hôn", questions=tuple(f"cưới nhau ở nơi số {n} thì làm sao" for n in range(12)))
    path = tmp_path / "two.db"
    snapshot.build(path, (passport, wedding), (), "test", datetime(2026, 7, 18, tzinfo=UTC))
    held = Snapshot(path)
    yield held
    held.close()


def test_no_training_question_is_empty() -> None:
    rows = [*corpus.refused(), *corpus.decided(), *corpus.unclear()]
    assert len(rows) > 1500
    assert all(row.question.strip() and row.weight > 0 for row in rows)
    assert {bool(row.codes) for row in rows} == {True, False}
    assert len(list(talks.told())) > 600
