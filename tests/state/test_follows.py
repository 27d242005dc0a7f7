"""Who follows what and was told of what, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.notifications.announcement import CONCERNED, Content
from bot.state.follows import MOST, Follow
from bot.state.store import Store, open_store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LAN = Follow(1001, 1001, "1.000894")
MINH = Follow(1002, 1002, "1.000894")
OTHER = Follow(1001, 1001, "1.001193")


NEWS = Content("<b>Thủ tục bạn theo dõi có thay đổi</b>")


async def go(store: Store, before: str, after: str, code: str = "1.000894") -> list[int]:
    """Go the way between two versions ("B" has the digest "b"), on which a procedure changes; return who is told, in order."""
    assert await store.follows.advance(before, after, after.lower(), [(code, NEWS)], NOW)
    return sorted(held.chat for held in await store.outbox.claim(NOW, timedelta(hours=1), 99))


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


async def test_erasing_a_person_erases_the_follows_and_what_is_to_be_told(store: Store) -> None:
    for follow in (LAN, MINH, OTHER):
        await store.follows.begin(follow, "a", NOW)
    await store.follows.told_until("A")
    assert await store.follows.advance("A", "B", "b", [("1.000894", NEWS)], NOW)
    await store.forget(1001)
    assert await store.follows.of_person(1001, 1001) == []
    assert await store.follows.of_code("1.000894") == [MINH]
    assert [held.chat for held in await store.outbox.claim(NOW, timedelta(hours=1), 99)] == [1002]


async def test_followers_of_what_changed_are_told_and_nobody_else(store: Store) -> None:
    for follow in (LAN, MINH, OTHER):
        await store.follows.begin(follow, "a", NOW)
    assert await store.follows.told_until("A") == "A"
    assert await go(store, "A", "B") == [1001, 1002]
    assert await store.follows.told_until("B") == "B"
    (notice,) = await store.notices.all()
    assert (notice.content, notice.author, notice.audience) == (NEWS, "auto:following", CONCERNED)


async def test_who_began_to_follow_what_is_live_already_is_not_told_of_it_but_of_what_comes_next(store: Store) -> None:
    await store.follows.told_until("A")
    await store.follows.begin(LAN, "b", NOW)
    assert await go(store, "A", "B") == []
    assert await go(store, "B", "C") == [1001]


async def test_who_stopped_following_meanwhile_is_not_told(store: Store) -> None:
    await store.follows.begin(LAN, "a", NOW)
    await store.follows.told_until("A")
    await store.follows.end(LAN)
    assert await go(store, "A", "B") == []


async def test_going_back_is_told_and_going_there_again_too_but_a_slow_program_tells_nothing_old(store: Store) -> None:
    await store.follows.begin(LAN, "a", NOW)
    await store.follows.told_until("A")
    assert await go(store, "A", "B") == [1001]
    assert await go(store, "B", "A") == [1001]
    assert not await store.follows.advance("B", "C", "c", [("1.000894", NEWS)], NOW)
    assert await go(store, "A", "B") == [1001]


async def test_a_way_that_breaks_off_is_gone_from_its_beginning(store: Store) -> None:
    await store.follows.begin(LAN, "a", NOW)
    await store.follows.told_until("A")
    with pytest.raises(TypeError):
        await store.follows.advance("A", "B", "b", [("1.000894", NEWS), ("1.000894", Content(b"no text"))], NOW)  # type: ignore[arg-type]
    assert await store.follows.told_until("B") == "A"
    assert await store.notices.all() == []
    assert await go(store, "A", "B") == [1001]


@pytest.mark.parametrize("programs", [2, 4])
async def test_of_several_programs_one_tells_each_follower(url: str, programs: int) -> None:
    stores = [await open_store(url) for _ in range(programs)]
    followers = [Follow(n, n, "1.000894") for n in range(1, 31)]
    for follow in followers:
        await stores[0].follows.begin(follow, "a", NOW)
    assert set(await asyncio.gather(*(store.follows.told_until("A") for store in stores))) == {"A"}
    went = await asyncio.gather(*(store.follows.advance("A", "B", "b", [("1.000894", NEWS)], NOW) for store in stores))
    assert sum(went) == 1
    told = await stores[0].outbox.claim(NOW, timedelta(hours=1), 99)
    assert sorted(held.chat for held in told) == list(range(1, 31))
    for store in stores:
        await store.close()
