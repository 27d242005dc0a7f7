"""A broadcast over real HTTP: once in every chat, at the limits' pace, through crashes and faults, and taken back."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.notifications.announcement import Content
from bot.notifications.postman import Manner
from bot.state.store import Store, open_store
from tests.fake_telegram import FakeTelegram, Fault, Kind
from tests.notifications.town import announce, copies, ended, kill, now, postmen, settle_in, start

SPEED = 3.0
"""Telegram's time in these tests: three times as fast, so that a test takes seconds."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that a crash does not take away."""
    return f"sqlite+aiosqlite:///{tmp_path / 'state.db'}"


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Our hold on it."""
    made = await open_store(url)
    yield made
    await made.close()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Telegram that holds the bot to its limits."""
    async with FakeTelegram() as made:
        made.limits.speed = SPEED
        made.limits.enforce = True
        yield made


async def test_every_chat_gets_it_once_within_the_limits_and_nearly_as_fast_as_they_allow(telegram: FakeTelegram, store: Store) -> None:
    telegram.limits.speed = 1.0
    ids = await settle_in(telegram, store, 120)
    began = asyncio.get_running_loop().time()
    number = await announce(store)
    async with postmen(telegram, [store], 1.0):
        await ended(store, number)
        taken = asyncio.get_running_loop().time() - began
    assert copies(telegram) == dict.fromkeys(ids, 1)
    assert telegram.limits.violations == []
    assert taken < 1.05 * len(ids) / 30 + 2  # Starting and stopping take their time; the full figure is the benchmark's.


@pytest.mark.parametrize("turn", range(8))
async def test_killed_at_a_random_point_and_started_again_nothing_is_lost_and_at_most_one_doubled(
    telegram: FakeTelegram, store: Store, url: str, turn: int
) -> None:
    chance = random.Random(turn)
    ids = await settle_in(telegram, store, 45)
    number = await announce(store)
    first = await start(telegram, url, SPEED)
    await telegram.wait(lambda: len(telegram.calls) >= chance.randrange(1, 40), 30)
    await asyncio.sleep(chance.random() / 30 / SPEED)
    await kill(first)
    received = len(telegram.calls)
    tally = await store.reports.tally(number)
    second = await start(telegram, url, SPEED)
    try:
        await ended(store, number)
    finally:
        await kill(second)
    got = copies(telegram)
    assert set(got) == set(ids)
    doubled = sum(got.values()) - len(ids)
    assert doubled <= 1
    assert doubled == received - tally.sent  # Only what Telegram had and we had not recorded.
    assert telegram.limits.violations == []


async def test_asked_to_stop_it_brings_what_is_in_flight_to_its_end_and_doubles_nothing(
    telegram: FakeTelegram, store: Store, url: str
) -> None:
    ids = await settle_in(telegram, store, 60)
    number = await announce(store)
    first = await start(telegram, url, SPEED)
    await telegram.wait(lambda: len(telegram.calls) >= 15, 30)
    first.terminate()
    assert await first.wait() == 0
    assert len(telegram.calls) == (await store.reports.tally(number)).sent < len(ids)
    second = await start(telegram, url, SPEED)
    try:
        await ended(store, number)
    finally:
        await kill(second)
    assert copies(telegram) == dict.fromkeys(ids, 1)


async def test_two_postmen_by_mistake_send_it_once_each_all_the_same(telegram: FakeTelegram, store: Store, url: str) -> None:
    telegram.limits.enforce = False  # Each keeps the pace for itself; Telegram's 429s would only slow them down.
    ids = await settle_in(telegram, store, 200)
    other = await open_store(url)
    number = await announce(store)
    async with postmen(telegram, [store, other], SPEED):
        await ended(store, number)
    await other.close()
    assert copies(telegram) == dict.fromkeys(ids, 1)


async def test_faults_of_every_kind_leave_each_chat_that_can_be_reached_with_one_copy_and_the_others_with_a_reason(
    telegram: FakeTelegram, store: Store
) -> None:
    ids = await settle_in(telegram, store, 120)
    world = telegram.state.world
    groups, people = [i for i in ids if i < 0], [i for i in ids if i > 0]
    world.chats[people[0]].members[world.bot.id] = "kicked"
    world.chats[groups[0]].members[world.bot.id] = "kicked"
    world.chats[groups[1]].deleted = True
    moved = -1_002_000_000_001
    world.chats[moved] = type(world.chats[groups[2]])(moved, "supergroup", "Thôn", members={world.bot.id: "member"})
    world.chats[groups[2]].migrated_to = moved
    away, silent = people[1], people[2]
    telegram.faults.add(
        Fault(Kind.FLOOD, "sendMessage", chat=groups[3]),
        Fault(Kind.SERVER_ERROR, "sendMessage", chat=groups[4], times=2),
        Fault(Kind.BAD_GATEWAY, "sendMessage", chat=groups[5]),
        Fault(Kind.RESET, "sendMessage", chat=groups[6]),
        Fault(Kind.TIMEOUT_AFTER, "sendMessage", chat=silent),
        Fault(Kind.TIMEOUT_BEFORE, "sendMessage", chat=away),
        Fault(Kind.FLOOD_ALL, "sendMessage", chat=groups[7], retry_after=1),
    )
    number = await announce(store)
    async with postmen(telegram, [store], SPEED, Manner(idle=0.05, patience=1.0)):
        await ended(store, number)
    got, tally = copies(telegram), await store.reports.tally(number)
    unreachable = {people[0], groups[0], groups[1], groups[2], away}
    assert got == dict.fromkeys({*ids, moved} - unreachable, 1)
    assert (tally.total, tally.rejected, tally.unconfirmed, tally.left) == (120, 3, 2, 0)
    assert telegram.limits.violations == []
    rows = {row.chat: row for row in await store.reports.rows(number)}
    assert rows[moved].sent_at is not None
    assert "blocked" in rows[people[0]].reason
    assert {chat for chat, row in rows.items() if row.state == "unconfirmed"} == {away, silent}
    assert await store.notices.resend(number, "cli:test", now(), doubtful=True) == 2


async def test_a_correction_and_a_recall_reach_every_copy_through_a_crash(telegram: FakeTelegram, store: Store, url: str) -> None:
    ids = await settle_in(telegram, store, 90)
    number = await announce(store)
    await _through_a_crash(telegram, store, url, number, lambda: len(telegram.calls) > 40)
    await store.notices.correct(number, Content("Họp dân dời sang <b>Chủ nhật</b>."), "cli:test", now())
    edits = len(telegram.calls) + 40
    await _through_a_crash(telegram, store, url, number, lambda: len(telegram.calls) > edits)
    shown = {i: [m["text"] for m in telegram.state.world.chats[i].messages.values()] for i in ids}
    assert {text for texts in shown.values() for text in texts} <= {
        "Họp dân dời sang Chủ nhật.",
        "Họp dân lúc 8 giờ thứ Bảy tại nhà văn hóa.",
    }
    assert all("Họp dân dời sang Chủ nhật." in texts for texts in shown.values())
    assert (await store.reports.tally(number)).corrected == len(ids)
    await store.notices.recall(number, "cli:test", now())
    deletions = len(telegram.calls) + 40
    await _through_a_crash(telegram, store, url, number, lambda: len(telegram.calls) > deletions)
    assert (await store.reports.tally(number)).recalled == len(ids)
    left = sum(len(telegram.state.world.chats[i].messages) for i in ids)
    assert left == sum(copies(telegram).values()) - len(ids) <= 1  # A double of the first crash is nobody's copy.


async def _through_a_crash(telegram: FakeTelegram, store: Store, url: str, number: int, ready: Callable[[], bool]) -> None:
    first = await start(telegram, url, SPEED)
    await telegram.wait(ready, 30)
    await kill(first)
    second = await start(telegram, url, SPEED)
    try:
        await ended(store, number)
    finally:
        await kill(second)
