"""Announcements and their deliveries in the database, on SQLite and on PostgreSQL."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.notifications.announcement import Announcement, Content, Media, Stage
from bot.notifications.outbox import Delivery, Failed, Moved, Rejected, Sent, State, Task
from bot.notifications.reminders import Chat as Watcher
from bot.notifications.reminders import Digest, Quiet, Reminder, Side
from bot.state.chats import Chat
from bot.state.composing import Composing
from bot.state.follows import Follow
from bot.state.reminders import News
from bot.state.starting import Awaiting, Refused, Started
from bot.state.store import Store, open_store
from bot.zone import VIETNAM

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEXT = Content("<b>Họp</b>", (Media("photo", "a.jpg", "f1"),), ((("Xem", "https://a.vn"),),))


async def joined(store: Store, *chats: Chat) -> None:
    for chat in chats:
        await store.chats.put(chat)


async def sending(store: Store, count: int = 3, **options: Any) -> int:
    """An announcement on its way to chats -1, -2, …"""
    await joined(store, *(Chat(-i, "group", NOW, title=f"Thôn {i}") for i in range(1, count + 1)))
    number, said = await store.notices.post(TEXT, "all", "cli:a", NOW, **options)
    assert said == Started(count)
    return number


async def kept(store: Store, number: int) -> Announcement:
    held = await store.notices.get(number)
    assert held is not None
    return held


async def claimed(store: Store, most: int = 10, now: datetime = NOW) -> list[Delivery]:
    return await store.outbox.claim(now, MINUTE, most)


async def test_a_chat_is_kept_whole_and_changed_whole(store: Store) -> None:
    chat = Chat(-5, "supergroup", NOW, "Thôn 5", ("cchc", "khan"), "y-te", "dak-lak", 7, 22, 6, "active", None, 9, True)
    await store.chats.put(chat)
    assert await store.chats.get(-5) == chat
    changed = Chat(-5, "supergroup", NOW, topics=("khan",))
    await store.chats.put(changed)
    assert await store.chats.get(-5) == changed
    assert await store.chats.get(-6) is None


async def test_a_group_is_greeted_once(store: Store) -> None:
    await store.chats.put(Chat(-5, "group", NOW))
    assert [await store.chats.introduce(-5) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    ("audience", "reached"),
    [
        ("all", {1, 2, 3}),
        ("topic:khan", {1, 2}),
        ("topic:khan agency:y-te", {1, 2, 3}),
        ("area:hue", {2}),
        ("chats:-3 chats:-9", {3}),
        ("topic:lich", set()),
    ],
)
async def test_an_audience_reaches_whom_one_of_its_parts_fits_and_only_active_chats(store: Store, audience: str, reached: set[int]) -> None:
    await joined(
        store,
        Chat(-1, "group", NOW, topics=("khan", "cchc")),
        Chat(-2, "group", NOW, topics=("khan",), area="hue"),
        Chat(-3, "group", NOW, agency="y-te"),
        Chat(-4, "group", NOW, topics=("khan",), agency="y-te", area="hue", state="kicked"),
    )
    assert await store.notices.reach(audience) == len(reached)
    number, said = await store.notices.post(TEXT, audience, "cli:a", NOW)
    assert said == (Started(len(reached)) if reached else Refused("nobody"))
    assert {-row.chat for row in await store.reports.rows(number)} == reached


async def test_what_was_announced_comes_back_to_the_letter(store: Store) -> None:
    number = await sending(store, silent=True, pin=True, ack=True)
    held = await kept(store, number)
    assert (held.content, held.stage, held.author, held.silent, held.pin, held.ack) == (TEXT, Stage.RUNNING, "cli:a", True, True, True)


async def test_claimed_deliveries_are_nobody_elses_until_they_are_settled_or_the_lease_is_over(store: Store) -> None:
    await sending(store)
    first, rest = await claimed(store, 2), await claimed(store)
    assert len(first) == 2
    assert len(rest) == 1
    assert await claimed(store) == []
    assert await store.outbox.revive(NOW + MINUTE / 2) == 0
    assert await store.outbox.revive(NOW + 2 * MINUTE) == 3
    again = await claimed(store, now=NOW + 2 * MINUTE)
    assert {held.id for held in again} == {held.id for held in (*first, *rest)}
    assert {held.crashes for held in again} == {1}
    assert await store.outbox.settle(first[0], Sent((9,)), NOW) is None  # Its lease was lost: another postman has it.


async def test_two_programs_never_claim_the_same_delivery(store: Store, url: str) -> None:
    await sending(store, 60)
    other = await open_store(url)
    taken: Counter[int] = Counter()
    while batch := [held for part in await asyncio.gather(*(claimed(s, 4) for s in (store, other, store, other))) for held in part]:
        taken.update(held.id for held in batch)
    await other.close()
    assert len(taken) == 60
    assert set(taken.values()) == {1}


async def test_several_announcements_are_served_in_turn(store: Store) -> None:
    first = await sending(store, 20)
    second, _ = await store.notices.post(TEXT, "chats:-1 chats:-2", "cli:a", NOW)
    batch = await claimed(store, 8)
    assert {held.announcement for held in batch} == {first, second}


async def test_quiet_hours_and_a_time_set_put_the_delivery_off(store: Store) -> None:
    night = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # 23 o'clock in Vietnam.
    await joined(store, Chat(-1, "group", NOW, quiet_from=22, quiet_to=6), Chat(-2, "group", NOW))
    await store.notices.post(TEXT, "all", "cli:a", NOW, at=night)
    assert await claimed(store) == []
    assert [held.chat for held in await claimed(store, now=night)] == [-2]
    assert await claimed(store, now=night + timedelta(hours=6, minutes=59)) == []
    assert [held.chat for held in await claimed(store, now=night + timedelta(hours=7))] == [-1]


async def test_a_confirmation_works_once_and_only_for_what_was_previewed(store: Store) -> None:
    await joined(store, Chat(-1, "group", NOW))
    number = await store.notices.draft(TEXT, "all", "user:1", NOW) or 0
    assert await store.notices.change(number, "user:1", NOW, pin=True) == 2
    assert await store.notices.start(number, 1, "user:1", NOW) == Refused("stale")
    assert await store.notices.start(number, 2, "user:1", NOW) == Started(1)
    assert await store.notices.start(number, 2, "user:1", NOW) == Refused("stale")
    assert await store.notices.change(number, "user:1", NOW, pin=False) is None
    assert (await store.reports.tally(number)).total == 1


async def test_confirmations_at_the_same_moment_start_it_once(store: Store, url: str) -> None:
    await joined(store, Chat(-1, "group", NOW))
    number = await store.notices.draft(TEXT, "all", "user:1", NOW) or 0
    other = await open_store(url)
    said = await asyncio.gather(*(s.notices.start(number, 1, "user:1", NOW) for s in (store, other, store, other)))
    await other.close()
    assert Counter(map(str, said)) == {str(Started(1)): 1, str(Refused("stale")): 3}


async def test_where_two_people_are_needed_the_author_is_not_the_second(store: Store) -> None:
    await joined(store, Chat(-1, "group", NOW))
    number = await store.notices.draft(TEXT, "all", "user:1", NOW) or 0
    assert await store.notices.start(number, 1, "user:1", NOW, second=True) == Awaiting()
    assert await store.notices.start(number, 1, "user:1", NOW, second=True) == Refused("same")
    assert await store.notices.start(number, 1, "user:2", NOW, second=True) == Started(1)
    assert [deed.what for deed in await store.reports.audit(number)] == ["start", "ask", "draft"]


async def test_paused_nothing_goes_out_and_resumed_it_goes_on_and_cancelled_it_ends(store: Store) -> None:
    number = await sending(store)
    (flying,) = await claimed(store, 1)
    assert await store.notices.turn(number, NOW, "cli:a", "pause")
    assert not await store.notices.turn(number, NOW, "cli:a", "pause")
    assert await claimed(store) == []
    assert await store.notices.turn(number, NOW, "cli:a", "resume")
    (second,) = await claimed(store, 1)
    assert await store.notices.turn(number, NOW, "cli:a", "cancel")
    await store.outbox.settle(flying, Sent((1,)), NOW)
    await store.outbox.settle(second, Failed("500"), NOW)
    tally = await store.reports.tally(number)
    assert (tally.sent, tally.cancelled, tally.left) == (1, 2, 0)
    assert not await store.notices.turn(number, NOW, "cli:a", "resume")


async def test_a_correction_edits_what_was_sent_and_what_is_in_flight_and_the_rest_goes_out_corrected(store: Store) -> None:
    number = await sending(store)
    sent, flying = await claimed(store, 2)
    await store.outbox.settle(sent, Sent((1,)), NOW)
    new = Content("<b>Họp dời</b>")
    assert await store.notices.correct(number, new, "cli:a", NOW) == 2
    after = await store.outbox.settle(flying, Sent((2,)), NOW)
    assert after is not None
    assert (after.task, after.state) == (Task.EDIT, State.WAITING)
    assert sorted((held.task, held.messages) for held in await claimed(store)) == [("edit", (1,)), ("edit", (2,)), ("send", ())]
    assert (await kept(store, number)).content == new


async def test_a_recall_deletes_young_copies_withdraws_old_ones_and_sends_no_more(store: Store) -> None:
    number = await sending(store, 4)
    old, young, flying = await claimed(store, 3)
    await store.outbox.settle(old, Sent((1,)), NOW)
    later = NOW + timedelta(hours=47)
    await store.outbox.settle(young, Sent((2,)), later)
    assert await store.notices.recall(number, "cli:a", later + timedelta(hours=2)) == 3
    after = await store.outbox.settle(flying, Sent((3,)), later)
    assert after is not None
    assert after.task is Task.DELETE
    tasks = {held.messages: held.task for held in await claimed(store, now=later + timedelta(hours=2))}
    assert tasks == {(1,): Task.WITHDRAW, (2,): Task.DELETE, (3,): Task.DELETE}
    assert (await store.reports.tally(number)).cancelled == 1


async def test_what_was_refused_is_sent_again_and_what_is_done_is_closed(store: Store) -> None:
    number = await sending(store, 2)
    good, bad = await claimed(store)
    await store.outbox.settle(good, Sent((1,)), NOW)
    await store.outbox.settle(bad, Rejected("bot was kicked", "kicked"), NOW)
    chat = await store.chats.get(bad.chat)
    assert chat is not None
    assert chat.state == "kicked"
    await store.outbox.finish(NOW)
    assert (await kept(store, number)).stage is Stage.DONE
    assert await store.notices.resend(number, "cli:a", NOW) == 1
    assert (await kept(store, number)).stage is Stage.RUNNING
    assert [held.chat for held in await claimed(store)] == [bad.chat]


async def test_a_group_that_moves_takes_its_settings_and_its_deliveries_along_by_message_and_by_error(store: Store) -> None:
    await joined(store, Chat(-1, "group", NOW, topics=("khan",), agency="y-te"), Chat(-2, "group", NOW))
    number, _ = await store.notices.post(TEXT, "all", "cli:a", NOW)
    for _ in range(2):
        await store.chats.migrate(-1, -1001)
    moved = await store.chats.get(-1)
    assert moved is not None
    assert (moved.id, moved.topics, moved.agency, moved.state) == (-1001, ("khan",), "y-te", "active")
    held = {d.chat: d for d in await claimed(store)}
    assert set(held) == {-1001, -2}
    after = await store.outbox.settle(held[-2], Moved(-1002), NOW)
    assert after is not None
    assert after.chat == -1002
    assert await store.notices.reach("all") == 2
    await store.outbox.settle(held[-1001], Moved(-1002), NOW)  # Both in one: the second copy is not sent.
    tally = await store.reports.tally(number)
    assert (tally.total, tally.left, tally.rejected) == (2, 1, 1)


async def test_what_a_group_follows_and_was_told_moves_with_it_and_what_the_new_one_has_stays(store: Store) -> None:
    reminders = store.reminders
    for chat, side in ((-1, Side.LEAD), (-1, Side.OBSERVER), (-1001, Side.LEAD)):
        await reminders.follow(chat, "Sở Y tế", side, on=True)
    await reminders.set_chat(Watcher(-1, Quiet(20, 7), digest=False))
    told = Reminder(-1, "k", NOW.date(), 2)
    await reminders.post([News(-1, (told,), ((Digest.DAILY, NOW.date()),))], TEXT, NOW)
    for _ in range(2):
        await store.chats.migrate(-1, -1001)
    assert await reminders.followed(-1001) == [("Sở Y tế", Side.LEAD), ("Sở Y tế", Side.OBSERVER)]
    assert await reminders.followed(-1) == []
    assert await reminders.chat(-1001) == Watcher(-1001, Quiet(20, 7), digest=False)
    memory = await reminders.memory()
    assert (memory.told, memory.digests) == ({(-1001, "k", NOW.date()): 2}, {(-1001, Digest.DAILY): NOW.date()})
    assert [held.chat for held in await claimed(store)] == [-1001]


async def test_who_has_blocked_the_bot_follows_nothing_any_more(store: Store) -> None:
    follow = Follow(5, 5, "1.000894")
    await store.follows.begin(follow, "a", NOW)
    await store.reminders.follow(5, "Sở Y tế", Side.LEAD, on=True)
    await store.notices.tell([5], TEXT, "auto:test", NOW, origin="test")
    for outcome, follows in ((Failed("500"), True), (Rejected("bot was blocked", "kicked"), False)):
        (held,) = await claimed(store, now=NOW + MINUTE)
        await store.outbox.settle(held, outcome, NOW)
        assert await store.follows.held(follow) is follows
        assert bool(await store.reminders.followed(5)) is follows


async def test_what_the_bot_tells_by_itself_is_told_once_in_the_topic_that_was_chosen_and_cannot_be_corrected(store: Store) -> None:
    await joined(store, Chat(-5, "supergroup", NOW, thread_id=7))
    number = await store.notices.tell([-5, 5], TEXT, "auto:test", NOW, origin="test:1")
    assert await store.notices.tell([-5, 5], TEXT, "auto:test", NOW, origin="test:1") is None
    assert await store.notices.tell([], TEXT, "auto:test", NOW, origin="test:2") is None
    assert sorted((held.chat, held.thread) for held in await claimed(store)) == [(-5, 7), (5, None)]
    assert number is not None
    assert (await store.reports.tally(number)).total == 2
    assert await store.notices.correct(number, Content("x"), "cli:a", NOW) is None
    assert [(deed.who, deed.what) for deed in await store.reports.audit(number)] == [("auto:test", "start"), ("auto:test", "draft")]


async def test_a_copy_that_is_late_waits_for_the_end_of_quiet_hours_all_the_same(store: Store) -> None:
    evening, night = (datetime(2026, 11, 23, hour, 30, tzinfo=VIETNAM) for hour in (20, 23))
    await joined(store, Chat(-1, "group", NOW, quiet_from=22, quiet_to=6), Chat(-2, "group", NOW))
    number, _ = await store.notices.post(TEXT, "all", "cli:a", evening)
    assert await store.notices.turn(number, evening, "cli:a", "pause")
    assert await store.notices.turn(number, night, "cli:a", "resume")
    assert [held.chat for held in await claimed(store, now=night)] == [-2]
    tally = await store.reports.tally(number, night)
    assert (tally.left, tally.put_off, tally.until) == (2, 1, night.replace(day=24, hour=6, minute=0))
    assert (await store.reports.tally(number)).put_off == 0
    assert await claimed(store, now=night + timedelta(hours=6)) == []
    assert [held.chat for held in await claimed(store, now=night + timedelta(hours=7))] == [-1]


async def test_a_receipt_counts_once_a_person_and_only_under_a_copy(store: Store) -> None:
    number = await sending(store, ack=True)
    (held,) = await claimed(store, 1)
    await store.outbox.settle(held, Sent((7,)), NOW)
    tap = store.reports.acknowledge
    assert await tap(number, held.chat, 7, 1, "Lan", NOW) == 1
    assert await tap(number, held.chat, 7, 1, "Lan", NOW) == 1
    assert await tap(number, held.chat, 7, 2, "Minh", NOW) == 2
    assert await tap(number, held.chat, 8, 3, "Giả", NOW) is None
    assert await tap(number, -77, 7, 3, "Giả", NOW) is None
    assert await tap(number + 1, held.chat, 7, 3, "Giả", NOW) is None
    assert (await store.reports.tally(number)).acknowledged == 1
    rows = {row.chat: row.acknowledged for row in await store.reports.rows(number)}
    assert rows[held.chat] == ("Lan", "Minh")


async def test_rights_are_granted_and_revoked_and_dialogues_kept(store: Store) -> None:
    await store.notices.grant(5, frozenset({"topic:khan", "chats"}), "cli:a", NOW)
    assert await store.notices.rights(5) == {"topic:khan", "chats"}
    await store.notices.grant(5, frozenset(), "cli:a", NOW)
    assert await store.notices.rights(5) == frozenset()
    assert await store.dialogues.of(5) is None
    await store.dialogues.set(5, Composing("time", 3, "x"))
    assert await store.dialogues.of(5) == Composing("time", 3, "x")
    await store.dialogues.set(5, None)
    assert await store.dialogues.of(5) is None


async def test_what_came_by_itself_comes_once(store: Store) -> None:
    assert await store.notices.draft(TEXT, "all", "auto:feed", NOW, origin="feed:1") is not None
    assert await store.notices.draft(TEXT, "all", "auto:feed", NOW, origin="feed:1") is None
