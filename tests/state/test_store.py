"""The verbs of the live state, on SQLite and on PostgreSQL."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.state.store import Person, Store, open_store
from knowledge.conversation import Context

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
SAID = Context(NOW, code="1.001193", aspects=("fee", "time"), earlier=("1.000656", "1.000894"))
OFFERED = Context(NOW, offered=("1.001193", "1.004884"), aspects=("documents",))
HANOI = Person("Hà Nội", brief=True)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """A program's own hold on the database."""
    store = await open_store(url)
    try:
        yield store
    finally:
        await store.close()


async def test_an_update_is_new_once_however_often_it_comes(store: Store) -> None:
    assert await store.receive([(1, "a"), (2, "b")], NOW) == [1, 2]
    assert await store.receive([(1, "a"), (2, "b")], NOW) == []
    assert await store.receive([(2, "b"), (3, "c")], NOW + SECOND) == [3]


async def test_a_batch_that_holds_an_update_twice_brings_it_once_as_it_first_stood(store: Store) -> None:
    assert await store.receive([(7, "first"), (7, "second"), (8, "x")], NOW) == [7, 8]
    assert await store.unhandled(NOW) == [(7, "first"), (8, "x")]


async def test_an_empty_batch_brings_nothing(store: Store) -> None:
    assert await store.receive([], NOW) == []
    assert await store.unhandled(NOW) == []


async def test_new_updates_are_told_in_the_order_they_came_and_left_ones_in_the_order_of_their_numbers(store: Store) -> None:
    assert await store.receive([(5, "e"), (3, "c"), (4, "d")], NOW) == [5, 3, 4]
    assert await store.unhandled(NOW) == [(3, "c"), (4, "d"), (5, "e")]


async def test_what_was_said_comes_back_to_the_letter(store: Store) -> None:
    payload = '{"text": "Đăng ký khai sinh 👶 \'; drop table updates; -- \\u0000 %s :x"}' * 300
    await store.receive([(1, payload)], NOW)
    assert await store.unhandled(NOW) == [(1, payload)]


async def test_a_handled_update_is_not_left_to_do_and_is_not_new_when_it_comes_again(store: Store) -> None:
    await store.receive([(1, "a"), (2, "b")], NOW)
    await store.handled(1)
    assert await store.unhandled(NOW) == [(2, "b")]
    assert await store.receive([(1, "a")], NOW) == []
    assert await store.unhandled(NOW) == [(2, "b")]


async def test_handling_twice_or_what_never_came_changes_nothing(store: Store) -> None:
    await store.receive([(1, "a"), (2, "b")], NOW)
    for update_id in (1, 1, 99):
        await store.handled(update_id)
    assert await store.unhandled(NOW) == [(2, "b")]
    assert await store.receive([(99, "z")], NOW) == [99]


@pytest.mark.parametrize(("age", "left"), [(timedelta(0), True), (DAY - SECOND, True), (DAY + SECOND, False)])
async def test_an_update_older_than_a_day_is_not_done_any_more(store: Store, age: timedelta, left: bool) -> None:
    await store.receive([(1, "a")], NOW - age)
    assert await store.unhandled(NOW) == ([(1, "a")] if left else [])


async def test_a_moment_is_the_same_in_every_zone(store: Store) -> None:
    vietnam = timezone(timedelta(hours=7))
    await store.receive([(1, "young")], (NOW - DAY + SECOND).astimezone(vietnam))
    await store.receive([(2, "old")], (NOW - DAY - SECOND).astimezone(timezone(-timedelta(hours=11))))
    await store.remember(1, 1, Context(NOW.astimezone(vietnam), code="1.001193"))
    assert await store.unhandled(NOW.astimezone(vietnam)) == [(1, "young")]
    talk, _ = await store.recall(1, 1)
    assert talk == Context(NOW, code="1.001193")
    assert talk is not None and talk.at.tzinfo is not None


async def test_sweeping_forgets_what_is_older_than_a_day_and_nothing_else(store: Store) -> None:
    await store.receive([(1, "old"), (2, "old and done")], NOW - DAY - SECOND)
    await store.receive([(3, "young"), (4, "young and done")], NOW - DAY + SECOND)
    await store.handled(2)
    await store.handled(4)
    await store.remember(1, 1, Context(NOW - DAY - SECOND, code="1.000656"))
    await store.remember(2, 1, Context(NOW - DAY + SECOND, code="1.001193"))
    await store.settle(1, HANOI)
    await store.sweep(NOW)
    assert await store.unhandled(NOW) == [(3, "young")]
    assert await store.receive([(n, "again") for n in (1, 2, 3, 4)], NOW) == [1, 2]
    assert await store.recall(1, 1) == (None, HANOI)
    assert await store.recall(2, 1) == (Context(NOW - DAY + SECOND, code="1.001193"), HANOI)


async def test_of_a_stranger_nothing_is_known(store: Store) -> None:
    assert await store.recall(1, 1) == (None, Person())


@pytest.mark.parametrize("talk", [SAID, OFFERED, Context(NOW)], ids=["a procedure", "an offer", "nothing"])
async def test_what_is_remembered_is_recalled_whole(store: Store, talk: Context) -> None:
    await store.remember(1, 2, talk)
    assert await store.recall(1, 2) == (talk, Person())


async def test_the_last_thing_talked_about_is_remembered_and_nothing_new_changes_nothing(store: Store) -> None:
    await store.remember(1, 2, SAID)
    await store.remember(1, 2, OFFERED)
    await store.remember(1, 2, None)
    assert await store.recall(1, 2) == (OFFERED, Person())


@pytest.mark.parametrize("later", [Person(), Person("Đắk Lắk"), Person("", brief=True)])
async def test_the_last_settings_hold(store: Store, later: Person) -> None:
    await store.settle(1, HANOI)
    await store.settle(1, later)
    assert await store.recall(5, 1) == (None, later)


async def test_two_people_and_two_chats_never_mix(store: Store) -> None:
    group, lan, minh = -1001234567890, 1001, 2**52 - 1
    talks = {place: Context(NOW, code=f"1.00000{i}") for i, place in enumerate([(group, lan), (group, minh), (lan, lan), (minh, minh)])}
    for (chat, user), talk in talks.items():
        await store.remember(chat, user, talk)
    await store.settle(lan, HANOI)
    for (chat, user), talk in talks.items():
        assert await store.recall(chat, user) == (talk, HANOI if user == lan else Person())
    assert await store.recall(minh, lan) == (None, HANOI)


async def test_forgetting_a_person_erases_all_of_one_and_nothing_of_another(store: Store) -> None:
    for user in (1, 2):
        await store.settle(user, HANOI)
        for chat in (-5, user):
            await store.remember(chat, user, SAID)
    await store.forget(1)
    await store.forget(3)
    assert [await store.recall(chat, 1) for chat in (-5, 1)] == [(None, Person())] * 2
    assert [await store.recall(chat, 2) for chat in (-5, 2)] == [(SAID, HANOI)] * 2


async def test_what_is_kept_outlives_the_program(url: str) -> None:
    async with opened(url) as first:
        await first.receive([(1, "a"), (2, "b")], NOW)
        await first.handled(2)
        await first.remember(1, 1, OFFERED)
        await first.settle(1, HANOI)
    async with opened(url) as again:
        assert await again.unhandled(NOW) == [(1, "a")]
        assert await again.receive([(1, "a"), (2, "b"), (3, "c")], NOW) == [3]
        assert await again.recall(1, 1) == (OFFERED, HANOI)


async def test_any_order_of_receiving_handling_and_sweeping_agrees_with_a_list_kept_by_hand(store: Store) -> None:
    chance, now = random.Random(20261123), NOW
    kept: dict[int, tuple[datetime, str | None]] = {}
    for step in range(120):
        now += timedelta(minutes=chance.randrange(90))
        match chance.choice(["receive", "receive", "handled", "sweep"]):
            case "receive":
                batch = [(chance.randrange(40), f"{step}.{i}") for i in range(chance.randrange(5))]
                fresh = []
                for update_id, payload in batch:
                    if update_id not in kept:
                        kept[update_id] = (now, payload)
                        fresh.append(update_id)
                assert await store.receive(batch, now) == fresh
            case "handled":
                update_id = chance.randrange(40)
                await store.handled(update_id)
                if update_id in kept:
                    kept[update_id] = (kept[update_id][0], None)
            case _:
                await store.sweep(now)
                kept = {k: v for k, v in kept.items() if now - v[0] <= DAY}
        left = [(k, payload) for k, (at, payload) in sorted(kept.items()) if payload is not None and now - at < DAY]
        assert await store.unhandled(now) == left


async def test_two_programs_on_one_database_take_each_update_once_between_them(url: str) -> None:
    async with opened(url) as one, opened(url) as other:
        stores = (one, other)
        taken: Counter[int] = Counter()
        for begin in range(0, 200, 20):
            batch = [(n, f"update {n}") for n in range(begin, begin + 30)]  # The last ten come again in the next batch.
            for fresh in await asyncio.gather(*(store.receive(batch, NOW) for store in stores for _ in range(2))):
                taken.update(fresh)
        assert taken == Counter(range(210))
        assert await stores[1].unhandled(NOW) == [(n, f"update {n}") for n in range(210)]


async def test_two_programs_that_remember_the_same_person_at_once_leave_one_whole_memory(url: str) -> None:
    async with opened(url) as one, opened(url) as other:
        stores = (one, other)
        for _ in range(10):
            await asyncio.gather(stores[0].remember(1, 1, SAID), stores[1].remember(1, 1, OFFERED))
            await asyncio.gather(stores[0].settle(1, HANOI), stores[1].settle(1, Person("Huế")))
        talk, person = await stores[0].recall(1, 1)
        assert talk in (SAID, OFFERED)
        assert person in (HANOI, Person("Huế"))
        assert await stores[1].recall(1, 1) == (talk, person)
