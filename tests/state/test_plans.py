"""Imported plans, progress, officials and reminders, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.access import Role
from bot.invitations import Already, Closed, Fault, Joined, Member, new_token
from bot.notifications.announcement import Content
from bot.notifications.reminders import Chat, Digest, Quiet, Reminder, Side
from bot.progress import FRESH, UNDO, Action, Actor, Changed, Complete, Percent, Record, Remark, decide
from bot.state.members import PATIENCE, Prompt
from bot.state.progress import NothingToUndo, Overtaken, Written
from bot.state.reminders import News, unpack
from bot.state.store import Store, open_store
from knowledge.plan_diff import diff_plan
from knowledge.plan_draft import Draft
from knowledge.records import Plan, Task
from knowledge.task_keys import keyed, keyed_plan
from knowledge.tasks_status import Progress
from tests.plans import AN, MINH, NGA, NUMBER, TODAY, plan, task

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TASKS = (task("1"), task("2", "Khảo sát sự hài lòng"), task("3", "Số hóa kết quả"))
PLAN = plan(*TASKS)
SHIPPED = (plan(task("1", "Đề cao trách nhiệm"), number="4003/QĐ-UBND", issued=date(2020, 12, 31)),)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """A program's own hold on the database."""
    store = await open_store(url)
    try:
        yield store
    finally:
        await store.close()


async def saved(store: Store, made: Plan = PLAN) -> list[str]:
    """Store a plan as approving it does; return its keys."""
    book = await store.plans.book(SHIPPED)
    before = [(held.key, held.task) for held in book.tasks.values() if held.plan.number == made.number]
    diff = diff_plan(made.number, before, made.tasks)
    assert await store.plans.save(made, diff.tasks, 9001, NOW, book.stamp)
    return [key for key, _ in diff.tasks]


def made(record: Record, action: Action, actor: Actor = NGA, of: Task = TASKS[0]) -> Changed:
    changed = decide(record, action, actor, of, TODAY)
    assert isinstance(changed, Changed)
    return changed


async def wrote(store: Store, key: str, action: Action, actor: Actor = NGA) -> Record:
    record = await store.progress.record(key)
    stored = await store.progress.write(key, record.version, made(record, action, actor), actor, NOW)
    assert isinstance(stored, Written)
    return stored.record


async def test_shipped_and_imported_plans_stand_in_one_book(store: Store) -> None:
    keys = await saved(store)
    book = await store.plans.book(SHIPPED)
    assert book.plans == (PLAN, *SHIPPED)
    assert [book.tasks[key].task for key in keys] == list(TASKS)
    assert len(book.tasks) == 4 and book.record(keys[0]) == FRESH


async def test_an_imported_plan_takes_the_place_of_a_shipped_one_and_keeps_its_keys(store: Store) -> None:
    shipped_key = keyed_plan(SHIPPED[0])[0][0]
    await wrote(store, shipped_key, Percent(30))
    keys = await saved(store, replace(SHIPPED[0], title="Bản đã sửa"))
    book = await store.plans.book(SHIPPED)
    assert keys == [shipped_key] and [p.title for p in book.plans] == ["Bản đã sửa"]
    assert book.record(shipped_key).percent == 30


async def test_importing_again_keeps_progress_drops_what_is_gone_and_takes_it_up_again(store: Store) -> None:
    first = await saved(store)
    await wrote(store, first[0], Percent(40))
    await wrote(store, first[2], Percent(70))
    assert await saved(store, plan(replace(TASKS[0], no="9"), TASKS[1])) == first[:2]
    book = await store.plans.book(SHIPPED)
    assert book.reports() == {(NUMBER, first[0]): Progress(percent=40)}
    assert [t.no for t in book.plans[0].tasks] == ["9", "2"] and book.record(first[0]).percent == 40
    assert first[2] not in book.tasks
    assert await saved(store) == first
    assert (await store.plans.book(SHIPPED)).record(first[2]).percent == 70


async def test_an_approval_of_what_is_no_longer_held_does_nothing(store: Store) -> None:
    seen = (await store.plans.book(SHIPPED)).stamp
    await saved(store)
    assert not await store.plans.save(plan(TASKS[0]), keyed(NUMBER, TASKS[:1]), 9001, NOW, seen)
    assert len((await store.plans.book(SHIPPED)).plans[0].tasks) == 3


async def test_every_program_on_the_database_sees_what_one_has_stored(url: str) -> None:
    async with opened(url) as one, opened(url) as other:
        assert len((await other.plans.book(SHIPPED)).tasks) == 1
        keys = await saved(one)
        assert len((await other.plans.book(SHIPPED)).tasks) == 4
        await wrote(one, keys[0], Percent(40))
        assert (await other.plans.book(SHIPPED)).record(keys[0]).percent == 40
        await wrote(other, keys[1], Percent(50))
        assert (await one.plans.book(SHIPPED)).record(keys[1]).percent == 50


async def test_a_large_plan_is_stored_whole(store: Store) -> None:
    many = plan(*(task(str(n), f"Việc {n}") for n in range(2500)))
    await saved(store, many)
    assert (await store.plans.book(())).plans == (many,)


async def test_a_draft_is_its_senders_alone_and_ends(store: Store) -> None:
    draft = Draft("a.xlsx", NUMBER, "Kế hoạch", "", None, 2026, (), TASKS, dropped=frozenset({2}))
    number = await store.plans.keep_draft(9001, draft, NOW)
    assert await store.plans.draft(number, 9001) == draft
    assert await store.plans.draft(number, 5) is None
    await store.plans.mend_draft(number, replace(draft, title="Khác"), NOW)
    assert (await store.plans.draft(number, 9001)) == replace(draft, title="Khác")
    assert not await store.plans.drop_draft(number, 5)
    assert await store.plans.drop_draft(number, 9001) and not await store.plans.drop_draft(number, 9001)
    old = await store.plans.keep_draft(9001, draft, NOW - timedelta(days=15))
    assert await store.plans.keep_draft(9001, draft, NOW) > old > number
    assert await store.plans.draft(old, 9001) is None


async def test_a_report_is_stored_with_who_when_and_what_before(store: Store) -> None:
    key = (await saved(store))[0]
    await wrote(store, key, Percent(40))
    await wrote(store, key, Remark("đã gửi"))
    await wrote(store, key, Complete(TODAY), MINH)
    done, remark, percent = await store.progress.changes(key)
    assert (percent.who, percent.action, percent.note, percent.version, percent.before) == (
        "Nga, Sở Nội vụ",
        "cập nhật tiến độ",
        "0% → 40%",
        1,
        FRESH,
    )
    assert (remark.action, remark.note, remark.version) == ("ghi chú", "đã gửi", 1)
    assert (done.who, done.at, done.before) == ("Minh, Sở Nội vụ", NOW, Record(1, percent=40))


async def test_who_reports_on_what_others_have_changed_is_told_what_they_wrote(store: Store) -> None:
    key = (await saved(store))[0]
    nga, minh = made(FRESH, Percent(40)), made(FRESH, Percent(60))
    assert await store.progress.write(key, 0, nga, NGA, NOW) == Written(nga.record)
    match await store.progress.write(key, 0, minh, MINH, NOW):
        case Overtaken(record, [change]):
            assert (record.percent, change.who, change.note) == (40, "Nga, Sở Nội vụ", "0% → 40%")
        case other:
            pytest.fail(str(other))
    assert len(await store.progress.changes(key)) == 1
    assert isinstance(await store.progress.write(key, 0, made(FRESH, Remark("ghi"), MINH), MINH, NOW), Written)
    assert (await store.progress.record(key)).percent == 40


async def test_of_many_who_report_at_the_same_moment_one_is_written_and_the_others_are_told(url: str) -> None:
    async with opened(url) as one, opened(url) as other:
        key = (await saved(one))[0]
        actors = [Actor(n, Role.OFFICIAL, "Sở Nội vụ", f"Người {n}") for n in range(1, 9)]
        writes = [(one, other)[n % 2].progress.write(key, 0, made(FRESH, Percent(n)), actor, NOW) for n, actor in enumerate(actors, 1)]
        stored = await asyncio.gather(*writes)
        winners = [outcome for outcome in stored if isinstance(outcome, Written)]
        assert len(winners) == 1 and len(await one.progress.changes(key)) == 1
        assert all(outcome.record == winners[0].record for outcome in stored)


async def test_changes_are_undone_one_after_the_other_and_each_stands_in_the_audit(store: Store) -> None:
    key = (await saved(store))[0]
    for action in (Percent(40), Percent(60), Remark("ghi"), Complete(TODAY)):
        await wrote(store, key, action)
    for version, left in ((3, 60), (4, 40), (5, 0)):
        undone = await store.progress.undo(key, version, NGA, NOW)
        assert isinstance(undone, Written) and undone.record == Record(version + 1, percent=left)
    assert await store.progress.undo(key, 6, NGA, NOW) == NothingToUndo()
    changes = await store.progress.changes(key)
    assert [change.action for change in changes].count(UNDO) == 3 and sum(change.undone for change in changes) == 3
    assert isinstance(await store.progress.undo(key, 1, NGA, NOW), Overtaken)
    assert (await wrote(store, key, Percent(10))).version == 7


async def test_an_invitation_makes_one_member_however_many_open_it_at_once(url: str) -> None:
    async with opened(url) as one, opened(url) as other:
        token = new_token()
        await one.members.invite(token, Role.OFFICIAL, "Sở Nội vụ", 9001, NOW + timedelta(days=7))
        tries = [(one, other)[n % 2].members.join(token, 100 + n, f"Người {n}", NOW) for n in range(6)]
        outcomes = await asyncio.gather(*tries)
        assert sum(isinstance(outcome, Joined) for outcome in outcomes) == 1
        assert outcomes.count(Closed(Fault.USED)) == 5
        (member,) = await other.members.members()
        assert await other.reminders.followed(member.user_id) == [("Sở Nội vụ", Side.LEAD), ("Sở Nội vụ", Side.PARTNER)]
        assert await one.members.join(token, member.user_id, member.name, NOW) == Already(member)


async def test_links_that_do_not_open(store: Store) -> None:
    assert await store.members.join("inv_x", 1, "Lan", NOW) == Closed(Fault.UNKNOWN)
    ended, revoked = new_token(), new_token()
    await store.members.invite(ended, Role.OFFICIAL, "Sở Y tế", 9001, NOW)
    number = await store.members.invite(revoked, Role.OFFICIAL, "Sở Y tế", 9001, NOW + timedelta(days=7))
    assert [i.number for i in await store.members.open_invitations(NOW)] == [number]
    assert await store.members.revoke(number, NOW) and not await store.members.revoke(number, NOW)
    assert await store.members.join(ended, 1, "Lan", NOW) == Closed(Fault.EXPIRED)
    assert await store.members.join(revoked, 1, "Lan", NOW) == Closed(Fault.REVOKED)
    assert await store.members.open_invitations(NOW) == [] and await store.members.member(1) is None


async def test_who_moves_to_another_agency_leaves_the_first_and_an_administrator_stays_one(store: Store) -> None:
    for role, agency in ((Role.ADMIN, "Sở Nội vụ"), (Role.OFFICIAL, "Sở Y tế")):
        token = new_token()
        await store.members.invite(token, role, agency, 9001, NOW + timedelta(days=7))
        await store.members.join(token, 1, "Nga", NOW)
    assert await store.members.member(1) == Member(1, Role.ADMIN, "Sở Y tế", "Nga")
    assert {agency for agency, _ in await store.reminders.followed(1)} == {"Sở Y tế"}


async def test_forgetting_an_official_takes_role_and_reminders_and_leaves_the_agencys_audit(store: Store) -> None:
    token = new_token()
    await store.members.invite(token, Role.OFFICIAL, "Sở Nội vụ", 9001, NOW + timedelta(days=7))
    await store.members.join(token, NGA.user_id, "Nga", NOW)
    key = (await saved(store))[0]
    await wrote(store, key, Percent(40))
    await wrote(store, key, Percent(50), AN)
    await store.forget(NGA.user_id)
    assert await store.members.member(NGA.user_id) is None and await store.reminders.followed(NGA.user_id) == []
    assert [change.who for change in await store.progress.changes(key)] == ["An", "một cán bộ (đã xóa tên)"]
    assert (await store.progress.record(key)).percent == 50


async def test_a_question_of_the_bot_waits_for_its_answer_and_not_for_ever(store: Store) -> None:
    await store.members.ask(1, 2, Prompt("percent", "abc", 3), NOW)
    await store.members.ask(1, 2, Prompt("due", "def", 4), NOW)
    assert await store.members.asked(1, 2, NOW) == Prompt("due", "def", 4)
    assert await store.members.asked(1, 3, NOW) is None
    assert await store.members.asked(1, 2, NOW + PATIENCE) is None
    await store.members.answered(1, 2)
    assert await store.members.asked(1, 2, NOW) is None


async def test_a_chat_is_reminded_as_it_wants(store: Store) -> None:
    await store.reminders.follow(-5, "Sở Y tế", Side.OBSERVER, on=True)
    await store.reminders.follow(-5, "Sở Y tế", Side.OBSERVER, on=True)
    await store.reminders.follow(-5, "Sở Nội vụ", Side.LEAD, on=True)
    await store.reminders.follow(-5, "Sở Nội vụ", Side.LEAD, on=False)
    await store.reminders.set_chat(Chat(-5, None, digest=False))
    memory = await store.reminders.memory()
    assert memory.follows == {"Sở Y tế": {-5: frozenset({Side.OBSERVER})}}
    assert memory.chats == {-5: Chat(-5, None, digest=False)}
    await store.reminders.set_chat(Chat(-5, Quiet(22, 5)))
    assert await store.reminders.chat(-5) == Chat(-5, Quiet(22, 5))


TITLE = Content("Nhắc hạn")


async def told(store: Store) -> list[tuple[int, tuple[str, ...], frozenset[Digest]]]:
    """Take all copies out of the outbox: chat, tasks, lists."""
    copies = await store.outbox.claim(NOW, timedelta(minutes=1), 99)
    return sorted((held.chat, *unpack(held.about)) for held in copies)


async def test_of_any_number_of_programs_one_puts_a_reminder_into_the_outbox(url: str) -> None:
    one, other = await open_store(url), await open_store(url)
    news = [News(n, (Reminder(n, "k", TODAY, 2),), ((Digest.DAILY, TODAY),)) for n in range(1, 21)]
    posted = await asyncio.gather(*(store.reminders.post(news, TITLE, NOW) for store in (one, other, one, other)))
    assert sum(posted) == 20
    assert await told(one) == [(n, ("k",), frozenset({Digest.DAILY})) for n in range(1, 21)]
    for store in (one, other):
        await store.close()


async def test_a_later_stage_is_told_an_earlier_one_never_again_and_what_has_no_words_is_only_noted(store: Store) -> None:
    async def post(stage: int, day: date = TODAY, *, speaks: bool = True) -> int:
        return await store.reminders.post([News(1, (Reminder(1, "k", TODAY, stage),), ((Digest.DAILY, day),), speaks)], TITLE, NOW)

    tomorrow = TODAY + timedelta(days=1)
    assert [await post(2), await post(1), await post(2), await post(5)] == [1, 0, 0, 1]
    assert [await post(5, tomorrow, speaks=False), await post(5, tomorrow)] == [0, 0]
    assert await told(store) == [(1, ("k",), frozenset()), (1, ("k",), frozenset({Digest.DAILY}))]
    memory = await store.reminders.memory()
    assert (memory.told, memory.digests) == ({(1, "k", TODAY): 5}, {(1, Digest.DAILY): tomorrow})
