"""The assistant lent to questions: whole, and closed after the last."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.lending import Lending
from knowledge.assistant import Assistant
from knowledge.snapshot import Snapshot, SnapshotError, build
from tests.conftest import procedure


@pytest.fixture
def two(assistant: Assistant, tmp_path: Path) -> Iterator[tuple[Assistant, Assistant]]:
    """Two assistants that differ in their snapshot."""
    made = []
    for name in "ab":
        build(tmp_path / f"{name}.db", [procedure(name=name)], (), "a test", datetime(2026, 11, 23, tzinfo=UTC))
        made.append(replace(assistant, snapshot=Snapshot(tmp_path / f"{name}.db")))
    yield made[0], made[1]
    for one in made:
        one.snapshot.close()


def closed(assistant: Assistant) -> bool:
    """Whether its snapshot can no longer be read."""
    try:
        assistant.snapshot.fields()
    except SnapshotError:
        return True
    return False


def test_without_a_question_the_old_one_is_closed_at_once(two: tuple[Assistant, Assistant]) -> None:
    old, new = two
    lending = Lending(old)
    lending.swap(new)
    assert lending.assistant is new
    assert closed(old)
    assert not closed(new)
    lending.close()
    assert closed(new)


async def test_a_question_keeps_the_one_it_began_with_and_the_next_has_the_new_one(two: tuple[Assistant, Assistant]) -> None:
    old, new = two
    lending = Lending(old)
    swapped, seen = asyncio.Event(), list[Assistant]()

    async def ask() -> None:
        with lending.one_question() as lent:
            seen.append(lent)
            await swapped.wait()
            seen.append(lending.assistant)
            await asyncio.create_task(deeper())

    async def deeper() -> None:
        seen.append(lending.assistant)
        assert not closed(lending.assistant)

    asking = [asyncio.create_task(ask()) for _ in range(3)]
    await asyncio.sleep(0)
    lending.swap(new)
    assert lending.assistant is new
    assert not closed(old)
    swapped.set()
    await asyncio.gather(*asking)
    assert set(map(id, seen)) == {id(old)}
    assert len(seen) == 9
    assert closed(old)
    with lending.one_question() as lent:
        assert lent is new


def test_a_question_that_fails_gives_its_assistant_back(two: tuple[Assistant, Assistant]) -> None:
    old, new = two
    lending = Lending(old)

    def fail() -> None:
        with lending.one_question():
            lending.swap(new)
            raise ValueError("the wire broke")

    with pytest.raises(ValueError, match="the wire broke"):
        fail()
    assert closed(old)


def test_what_one_lends_is_not_taken_for_anothers(two: tuple[Assistant, Assistant]) -> None:
    one, other = Lending(two[0]), Lending(two[1])
    with one.one_question():
        assert other.assistant is two[1]
