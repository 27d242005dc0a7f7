"""The trained weights are what the command makes of the training set."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from knowledge import answering, ranking, snapshot, training
from knowledge.answering import SIGNALS
from knowledge.assistant import Assistant, prepare
from knowledge.features import FEATURES
from knowledge.ranking import Model
from knowledge.snapshot import Snapshot
from knowledge.sources import portal, shipped
from knowledge.training import Weighed


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant over the whole catalogue, as the weights were trained."""
    folder = shared / "procedures"
    read = portal.load(portal.files([folder / "portal-api", folder / "catalog.jsonl"]), lambda _: date(2026, 7, 18))
    foreign = [procedure for part in read for procedure in part.procedures]
    names, _ = shipped.load_names()
    records = snapshot.named(snapshot.merge(shipped.load_procedures().records, foreign), names)
    path = tmp_path_factory.mktemp("all") / "kb.db"
    snapshot.build(path, records, (), "test", datetime(2026, 7, 18, tzinfo=UTC))
    held = Snapshot(path)
    yield prepare(held)
    held.close()


def test_training_again_gives_the_weights_that_ship(everything: Assistant) -> None:
    model, decision = training.train(everything)
    assert np.allclose(model.weights, ranking.load().weights, atol=0.05)
    kept = answering.shipped()
    assert {name: decision[name] for name in SIGNALS} == pytest.approx({name: getattr(kept, name) for name in SIGNALS}, abs=0.05)


def test_ranking_learns_the_column_that_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(1)
    rows = []
    for _ in range(40):
        features = rng.normal(size=(6, len(FEATURES))).astype(np.float32)
        rows.append(Weighed(features, features[:, 3] == features[:, 3].max(), 1.0))
    model = training.fit_ranking(rows)
    assert isinstance(model, Model)
    assert max(range(len(FEATURES)), key=lambda i: model.weights[i]) == 3


def test_no_training_question_is_empty_and_every_one_names_a_code_or_none() -> None:
    rows = [*training.examples(), *training.refused()]
    assert len(rows) > 1500
    assert all(row.question.strip() and row.weight > 0 for row in rows)
    assert {bool(row.codes) for row in rows} == {True, False}
