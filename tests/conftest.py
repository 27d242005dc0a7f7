"""What tests of several folders share: the data beside the checkout, and a record to start from."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_shipped
from knowledge.assistant import Assistant, prepare
from knowledge.records import Level, Procedure, Source
from knowledge.snapshot import Snapshot

SHARED = Path(__file__).parents[1] / "../shared/data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that the others run beside it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no real data: ../shared/data is absent beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The shipped records, built once."""
    path = tmp_path_factory.mktemp("shipped") / "kb.db"
    build_shipped(path)
    held = Snapshot(path)
    yield held
    held.close()


@pytest.fixture(scope="session")
def assistant(snapshot: Snapshot) -> Assistant:
    """The assistant over the shipped records, made once."""
    return prepare(snapshot)


def procedure(code: str = "1.000001", **changes: Any) -> Procedure:
    """A small good record, with `changes`."""
    given: dict[str, Any] = {
        "code": code,
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "agency": "Ủy ban nhân dân cấp xã",
        "levels": (Level.COMMUNE,),
        "source": Source(name="Cổng Dịch vụ công quốc gia", checked=date(2026, 7, 18)),
    }
    return Procedure(**given | changes)


@contextmanager
def ends_soon(seconds: int = 8) -> Iterator[None]:
    """Stop what loops for ever, or for far too long, with TimeoutError."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
