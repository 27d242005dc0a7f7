"""What was looked up last, on SQLite and on PostgreSQL: for each person in each chat, until something else is talked about."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.state.store import Person, Store
from knowledge.conversation import Context
from knowledge.task_followup import Looked
from knowledge.tasks import Role, Status, TaskQuery
from nlp import periods

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUERY = TaskQuery(
    agency="Sở Nội vụ",
    role=Role.PARTNER,
    period=periods.between(date(2026, 4, 1), None),
    status=frozenset({Status.OVERDUE, Status.DUE_SOON}),
    words="kiểm tra “công vụ”} {",
)
LOOKED = Looked(NOW, QUERY, ("aaaaaaaaaa", "bbbbbbbbbb"), "bbbbbbbbbb")


async def test_a_look_up_comes_back_as_it_was_to_its_person_in_its_chat_only(store: Store) -> None:
    await store.looked.remember(-100, 1, LOOKED)
    assert await store.looked.recall(-100, 1) == LOOKED
    assert await store.looked.recall(-100, 2) is None
    assert await store.looked.recall(1, 1) is None
    await store.looked.remember(-100, 1, replace(LOOKED, told=""))
    assert await store.looked.recall(-100, 1) == replace(LOOKED, told="")


async def test_what_is_talked_about_later_takes_the_place_of_what_was_before(store: Store) -> None:
    said = Context(NOW, code="1.001193")
    await store.looked.remember(1, 1, LOOKED)
    assert await store.recall(1, 1) == (None, Person())
    await store.remember(1, 1, said)
    assert await store.looked.recall(1, 1) is None
    assert (await store.recall(1, 1))[0] == said


async def test_who_is_forgotten_looked_nothing_up(store: Store) -> None:
    await store.looked.remember(1, 1, LOOKED)
    await store.forget(1)
    assert await store.looked.recall(1, 1) is None
