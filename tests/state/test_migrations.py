"""The tables that migrations make, on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from bot import state
from bot.state.store import open_store
from bot.state.tables import metadata


@pytest.fixture
async def db(url: str) -> None:
    """A database that a program has opened and left."""
    await (await open_store(url)).close()


@pytest.fixture
def connection(db: None, url: str) -> Iterator[Connection]:
    """A connection to that database."""
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def alembic(connection: Connection) -> Config:
    """Alembic on our migrations and an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(state.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def schema(connection: Connection) -> dict[str, Any]:
    """All tables with their columns, keys and indexes."""
    seen = inspect(connection)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(table)],
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "indexes": sorted((str(i["name"]), str(i["column_names"]), i["unique"]) for i in seen.get_indexes(table)),
        }
        for table in sorted(seen.get_table_names())
    }


def test_an_empty_database_gets_the_tables_the_program_knows_and_no_others(connection: Connection) -> None:
    defaults = connection.dialect.name != "sqlite"  # Alembic takes SQLite's default '' for another than "".
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": defaults})
    assert compare_metadata(context, metadata) == []
    assert set(schema(connection)) == {*metadata.tables, "alembic_version"}


async def test_opening_again_changes_nothing(url: str, connection: Connection) -> None:
    before = schema(connection)
    connection.commit()
    await (await open_store(url)).close()
    assert schema(connection) == before


def test_going_back_leaves_no_table_and_forth_again_the_same_tables(connection: Connection) -> None:
    before = schema(connection)
    command.downgrade(alembic(connection), "base")
    assert set(schema(connection)) == {"alembic_version"}
    command.upgrade(alembic(connection), "head")
    assert schema(connection) == before


def test_every_single_step_back_can_be_taken_forward_again(connection: Connection) -> None:
    script = ScriptDirectory.from_config(alembic(connection))
    assert len(script.get_heads()) == 1
    for revision in list(script.walk_revisions()):
        command.downgrade(alembic(connection), str(revision.down_revision or "base"))
        lower = schema(connection)
        command.upgrade(alembic(connection), revision.revision)
        command.downgrade(alembic(connection), str(revision.down_revision or "base"))
        assert schema(connection) == lower


def test_what_followers_knew_outlives_the_way_to_the_outbox_and_back(connection: Connection) -> None:
    command.downgrade(alembic(connection), "0004")
    connection.exec_driver_sql("INSERT INTO procedure_follows VALUES (1, 1, '1.000894', '2026-11-23'), (2, 2, '1.000894', '2026-11-23')")
    connection.exec_driver_sql("INSERT INTO follow_notices VALUES (1, 1, '1.000894', 'abc')")
    for _ in range(2):
        command.upgrade(alembic(connection), "0005")
        known = connection.exec_driver_sql("SELECT user_id, digest FROM procedure_follows ORDER BY user_id").all()
        assert [tuple(row) for row in known] == [(1, "abc"), (2, "")]
        command.downgrade(alembic(connection), "0004")
        assert [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM follow_notices")] == [(1, 1, "1.000894", "abc")]


OPEN_WHEN_TOLD = """
import asyncio, sys
from bot.state.store import open_store

async def main():
    await (await open_store(sys.argv[1])).close()

print("ready", flush=True)
sys.stdin.readline()
asyncio.run(main())
"""


def test_programs_may_open_an_empty_database_at_the_same_moment(url: str) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", OPEN_WHEN_TOLD, url], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) for _ in range(3)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = [program.communicate(timeout=30)[1] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0], "\n".join(said)
