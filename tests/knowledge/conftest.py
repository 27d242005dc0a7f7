"""The whole catalogue, as the weights were trained on it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge import snapshot
from knowledge.assistant import Assistant, prepare
from knowledge.snapshot import Snapshot
from knowledge.sources import portal, shipped


@pytest.fixture(scope="session")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """All 5,670 procedures of the catalogue, the shipped records leading."""
    folder = shared / "procedures"
    read = portal.load(portal.files([folder / "portal-api", folder / "catalog.jsonl"]), lambda _: date(2026, 7, 18))
    foreign = [procedure for part in read for procedure in part.procedures]
    names, _ = shipped.load_names()
    records = snapshot.named(snapshot.merge(shipped.load_procedures().records, foreign), names)
    path = tmp_path_factory.mktemp("all") / "kb.db"
    snapshot.build(path, records, (), "test", datetime(2026, 7, 18, tzinfo=UTC))
    held = Snapshot(path)
    yield held
    held.close()


@pytest.fixture(scope="session")
def whole(everything: Snapshot) -> Assistant:
    """The assistant over all of them."""
    return prepare(everything)
