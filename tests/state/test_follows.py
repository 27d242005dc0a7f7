"""Who follows what and was told of what, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.state.follows import MOST, Follow, Passage
from bot.state.store import Store, open_store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LAN = Follow(1001, 1001, "1.000894")
MINH = Follow(1002, 1002, "1.000894")
OTHER = Follow(1001, 1001, "1.001193")


async def on_the_way(store: Store, before: str, after: str) -> Passage:
    """All were told until `before`, and are to be told of `after`."""
    while passage := await store.follows.passage(before):
        await store.follows.arrive(passage)
    passage = await store.follows.passage(after)
    assert passage == Passage(before, after)
    return passage


async def test_who_follows_is_known_until_the_follow_ends(store: Store) -> None:
    kept = store.follows
    assert not await kept.held(LAN)
    for minutes, follow in enumerate((LAN, MINH, OTHER)):
        assert await kept.begin(follow, "a", NOW + timedelta(minutes=minutes))
    assert await kept.begin(LAN, "a", NOW + timedelta(hours=1))
    assert await kept.held(LAN)
    assert await kept.of_code("1.000894") == [LAN, MINH]
    assert await kept.of_person(1001, 1001) == ["1.000894", "1.001193"]
    assert await kept.codes() == ["1.000894", "1.001193"]
    await kept.end(LAN)
    await kept.end(LAN)
    assert not await kept.held(LAN)
    assert await kept.of_code("1.000894") == [MINH]
    assert await kept.of_person(1001, 1001) == ["1.001193"]


async def test_a_person_follows_so_many_at_most_and_another_is_not_hindered(store: Store) -> None:
    kept = store.follows
    for number in range(MOST):
        assert await kept.begin(Follow(1001, 1001, f"2.{number:06}"), "a", NOW)
    assert not await kept.begin(LAN, "a", NOW)
    assert await kept.begin(Follow(1001, 1001, "2.000000"), "a", NOW)
    assert await kept.begin(MINH, "a", NOW)
    await kept.end(Follow(1001, 1001, "2.000000"))
    assert await kept.begin(LAN, "a", NOW)


async def test_erasing_a_person_erases_the_follows_and_what_was_told(store: Store) -> None:
    kept = store.follows
    for follow in (LAN, MINH, OTHER):
        await kept.begin(follow, "a", NOW)
    passage = await on_the_way(store, "A", "B")
    assert await kept.claim(LAN, "b", passage)
    await store.forget(1001)
    assert await kept.of_person(1001, 1001) == []
    assert await kept.of_code("1.000894") == [MINH]
    assert not await kept.claim(LAN, "b", passage)
    assert await kept.begin(LAN, "a", NOW)
    assert await kept.claim(LAN, "b", passage)


async def test_a_chat_that_is_gone_loses_all_its_follows_and_no_other_does(store: Store) -> None:
    for follow in (LAN, MINH, OTHER):
        await store.follows.begin(follow, "a", NOW)
    await store.follows.end_chat(1001)
    assert await store.follows.codes() == ["1.000894"]
    assert await store.follows.of_code("1.000894") == [MINH]


async def test_a_follower_is_claimed_once_and_a_claim_given_back_once_more(store: Store) -> None:
    kept = store.follows
    await kept.begin(LAN, "a", NOW)
    passage = await on_the_way(store, "A", "B")
    assert [await kept.claim(LAN, "b", passage) for _ in range(3)] == [True, False, False]
    await kept.release(LAN, "b")
    assert [await kept.claim(LAN, "b", passage) for _ in range(2)] == [True, False]


async def test_who_began_to_follow_what_is_live_already_is_not_told_of_it(store: Store) -> None:
    passage = await on_the_way(store, "A", "B")
    await store.follows.begin(LAN, "b", NOW)
    assert not await store.follows.claim(LAN, "b", passage)


async def test_who_stopped_following_meanwhile_is_not_told(store: Store) -> None:
    await store.follows.begin(LAN, "a", NOW)
    passage = await on_the_way(store, "A", "B")
    await store.follows.end(LAN)
    assert not await store.follows.claim(LAN, "b", passage)


async def test_the_first_version_is_where_one_begins_and_each_way_is_gone_to_its_end_before_the_next(store: Store) -> None:
    kept = store.follows
    assert await kept.passage("A") is None
    assert await kept.passage("A") is None
    assert await kept.passage("B") == Passage("A", "B")
    assert await kept.passage("C") == Passage("A", "B")
    assert await kept.passage("A") == Passage("A", "B")
    await kept.arrive(Passage("A", "C"))
    assert await kept.passage("C") == Passage("A", "B")
    await kept.arrive(Passage("A", "B"))
    assert await kept.passage("B") is None
    assert await kept.passage("C") == Passage("B", "C")


async def test_going_back_is_told_and_going_there_again_too_but_a_slow_program_tells_nothing_old(store: Store) -> None:
    kept = store.follows
    await kept.begin(LAN, "a", NOW)
    first = await on_the_way(store, "A", "B")
    assert await kept.claim(LAN, "b", first)
    await kept.arrive(first)
    back = await on_the_way(store, "B", "A")
    assert await kept.claim(LAN, "a", back)
    assert not await kept.claim(LAN, "b", first)
    await kept.arrive(back)
    again = await on_the_way(store, "A", "B")
    assert await kept.claim(LAN, "b", again)


async def test_what_is_kept_outlives_the_program(url: str) -> None:
    for expected in (True, False):
        store = await open_store(url)
        await store.follows.begin(LAN, "a", NOW)
        await store.follows.passage("A")
        assert await store.follows.passage("B") == Passage("A", "B")
        assert await store.follows.claim(LAN, "b", Passage("A", "B")) is expected
        await store.close()


@pytest.mark.parametrize("programs", [2, 4])
async def test_of_several_programs_one_tells_each_follower(url: str, programs: int) -> None:
    stores = [await open_store(url) for _ in range(programs)]
    followers = [Follow(n, n, "1.000894") for n in range(1, 31)]
    for follow in followers:
        await stores[0].follows.begin(follow, "a", NOW)
    await stores[0].follows.passage("A")
    ways = await asyncio.gather(*(store.follows.passage("B") for store in stores))
    assert ways == [Passage("A", "B")] * programs

    async def walk(store: Store) -> list[Follow]:
        return [follow for follow in followers if await store.follows.claim(follow, "b", Passage("A", "B"))]

    told = await asyncio.gather(*map(walk, stores))
    assert sorted(follow.user_id for taken in told for follow in taken) == list(range(1, 31))
    await asyncio.gather(*(store.follows.arrive(Passage("A", "B")) for store in stores))
    assert await stores[-1].follows.passage("B") is None
    for store in stores:
        await store.close()
