"""The law of reminders: by a table, and by simulation of three years with stops, wrong clocks and edits."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from bot.notifications.reminders import (
    STAGES,
    Chat,
    Digest,
    Quiet,
    Reminder,
    Side,
    Watched,
    day_of,
    due_digest,
    due_digests,
    due_reminders,
    reached,
)
from bot.notifications.workdays import is_workday
from bot.zone import VIETNAM

LEAD, PARTNER, OBSERVER, ADMIN = (frozenset({side}) for side in Side)
MONDAY = date(2026, 11, 23)


def moment(day: date, hour: int = 7, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (date(2026, 12, 18), ["2026-12-11", "2026-12-15", "2026-12-17", "2026-12-18", "2026-12-21", "2026-12-21", "2026-12-25"]),
        (date(2026, 12, 6), ["2026-11-27", "2026-12-03", "2026-12-04", "2026-12-04", "2026-12-07", "2026-12-09", "2026-12-14"]),
        (date(2026, 9, 2), ["2026-08-26", "2026-08-28", "2026-08-28", "2026-08-28", "2026-09-03", "2026-09-07", "2026-09-09"]),
    ],
    ids=["a Friday", "a Sunday", "the national day"],
)
def test_stages_fall_on_working_days(due: date, days: list[str]) -> None:
    told = [day_of(stage, due) for stage in range(len(STAGES))]
    assert all(map(is_workday, told))
    assert [day.isoformat() for day in told] == days


def test_a_saturday_that_is_made_up_for_a_holiday_is_a_working_day() -> None:
    assert not is_workday(date(2026, 8, 31)) and is_workday(date(2026, 8, 22))
    assert not is_workday(date(2026, 8, 29)) and not is_workday(date(2026, 8, 30))


def test_within_the_lunar_new_year_everything_comes_on_the_last_day_before_it() -> None:
    due = date(2026, 2, 18)
    assert not is_workday(due)
    assert day_of(3, due) == day_of(2, due) == date(2026, 2, 13)
    assert due_reminders([Watched("k", due, True, {1: LEAD})], {}, moment(date(2026, 2, 13))) == (Reminder(1, "k", due, 3),)


@pytest.mark.parametrize(
    ("sides", "day", "stage"),
    [
        (LEAD, date(2026, 12, 10), None),
        (LEAD, date(2026, 12, 11), 0),
        (PARTNER, date(2026, 12, 15), 0),
        (LEAD, date(2026, 12, 15), 1),
        (LEAD, date(2026, 12, 18), 3),
        (PARTNER, date(2026, 12, 18), 2),
        (OBSERVER, date(2026, 12, 18), None),
        (OBSERVER, date(2026, 12, 21), 5),
        (ADMIN, date(2026, 12, 24), None),
        (ADMIN, date(2026, 12, 25), 6),
        (LEAD, date(2028, 1, 4), 6),
    ],
)
def test_who_follows_as_what_is_told_at_which_stage(sides: frozenset[Side], day: date, stage: int | None) -> None:
    assert reached(date(2026, 12, 18), sides, moment(day)) == stage


def test_before_seven_in_the_morning_it_is_still_yesterday() -> None:
    due = date(2026, 12, 18)
    assert reached(due, LEAD, moment(date(2026, 12, 11), 6, 59)) is None
    assert reached(due, LEAD, moment(date(2026, 12, 11), 7)) == 0


@pytest.mark.parametrize(("hour", "quiet"), [(20, False), (21, True), (23, True), (0, True), (5, True), (6, False), (12, False)])
def test_quiet_hours_pass_midnight(hour: int, quiet: bool) -> None:
    assert (moment(MONDAY, hour) in Quiet(21, 6)) is quiet


def test_a_chat_in_its_quiet_hours_hears_later() -> None:
    due = date(2026, 12, 18)
    task = Watched("k", due, True, {1: LEAD, 2: LEAD})
    quiet = {1: Quiet(20, 8)}
    assert due_reminders([task], {}, moment(date(2026, 12, 11)), quiet) == (Reminder(2, "k", due, 0),)
    assert Reminder(1, "k", due, 0) in due_reminders([task], {}, moment(date(2026, 12, 11), 8), quiet)


@pytest.mark.parametrize(
    ("kind", "at", "day"),
    [
        (Digest.DAILY, moment(MONDAY, 6, 59), None),
        (Digest.DAILY, moment(MONDAY), MONDAY),
        (Digest.DAILY, moment(date(2026, 11, 22)), None),
        (Digest.DAILY, moment(date(2026, 9, 2)), None),
        (Digest.WEEKLY, moment(date(2026, 11, 27), 16, 29), None),
        (Digest.WEEKLY, moment(date(2026, 11, 27), 16, 30), date(2026, 11, 27)),
        (Digest.WEEKLY, moment(date(2026, 11, 30), 9), date(2026, 11, 27)),
        (Digest.WEEKLY, moment(date(2026, 12, 1), 9), None),
        (Digest.WEEKLY, moment(date(2027, 12, 31), 17), date(2027, 12, 31)),
        (Digest.WEEKLY, moment(date(2026, 4, 30), 9), None),
    ],
)
def test_lists_have_their_hours(kind: Digest, at: datetime, day: date | None) -> None:
    assert due_digest(kind, at) == day


def test_a_friday_off_is_told_on_the_working_day_before() -> None:
    friday = date(2027, 1, 1)
    assert friday.weekday() == 4 and not is_workday(friday)
    assert due_digest(Digest.WEEKLY, moment(date(2026, 12, 31), 17)) == date(2026, 12, 31)


def test_a_list_comes_once_and_not_to_who_has_turned_it_off() -> None:
    chats = [Chat(1), Chat(2, digest=False), Chat(3, Quiet(6, 9))]
    last = {(1, Digest.WEEKLY): date(2026, 11, 20), (3, Digest.WEEKLY): date(2026, 11, 20)}
    assert due_digests(chats, last, moment(MONDAY)) == ((1, Digest.DAILY, MONDAY),)
    assert due_digests(chats, last | {(1, Digest.DAILY): MONDAY}, moment(MONDAY, 8)) == ()
    friday = due_digests(chats, {}, moment(date(2026, 11, 27), 17))
    assert {kind for _, kind, _ in friday} == set(Digest) and {chat for chat, _, _ in friday} == {1, 3}


@dataclass
class Town:
    """Tasks, who follows them, and what was told: a bot over three years, with everything that happens to one."""

    chance: random.Random
    tasks: dict[str, Watched] = field(default_factory=dict)
    told: dict[tuple[int, str, date], int] = field(default_factory=dict)
    since: dict[tuple[str, date], datetime] = field(default_factory=dict)
    """From when a task has been open with this due day."""
    log: list[tuple[datetime, Reminder]] = field(default_factory=list)

    def put(self, key: str, due: date | None, is_open: bool, chats: dict[int, frozenset[Side]], now: datetime) -> None:
        before = self.tasks.get(key)
        if due and not (before and before.open and before.due == due) and is_open:
            self.since[key, due] = now
        self.tasks[key] = Watched(key, due, is_open, chats)

    def edit(self, now: datetime, first: date) -> None:
        """Something happens to a task."""
        key = f"t{self.chance.randrange(40)}"
        task = self.tasks.get(key)
        due = first + timedelta(days=self.chance.randrange(1100)) if self.chance.random() < 0.9 else None
        if task is None:
            chats = {c: self.chance.choice([LEAD, PARTNER, OBSERVER, LEAD | PARTNER]) for c in self.chance.sample(range(5), 2)} | {9: ADMIN}
            self.put(key, due, True, chats, now)
        elif self.chance.random() < 0.5:
            self.put(key, due, task.open, dict(task.chats), now)
        else:
            self.put(key, task.due, not task.open, dict(task.chats), now)

    def tick(self, now: datetime, quiet: dict[int, Quiet]) -> None:
        """The bot looks, and tells."""
        sent = due_reminders(self.tasks.values(), self.told, now, quiet)
        assert len({(r.chat, r.key) for r in sent}) == len(sent)
        for reminder in sent:
            task = self.tasks[reminder.key]
            assert task.open and task.due == reminder.due
            assert now not in quiet.get(reminder.chat, Quiet(0, 0))
            self.told[reminder.chat, reminder.key, reminder.due] = reminder.stage
            self.log.append((now, reminder))


QUIET = {1: Quiet(21, 6), 2: Quiet(12, 14), 9: Quiet(21, 6)}


@pytest.mark.parametrize("seed", range(4))
def test_in_three_years_each_reminder_comes_once_or_in_one_catch_up(seed: int) -> None:
    chance, first = random.Random(seed), date(2026, 1, 1)
    town, now = Town(chance), moment(first, 0)
    end, down_until = now + timedelta(days=3 * 365), now
    while now < end:
        now += timedelta(hours=chance.randrange(1, 4))
        if chance.random() < 0.06:
            town.edit(now, first)
        if chance.random() < 0.004:
            down_until = now + timedelta(hours=chance.randrange(1, 24 * 20))
        if now < down_until:
            continue
        seen = now + timedelta(hours=chance.randrange(-30, 31)) if chance.random() < 0.02 else now  # The clock is wrong for a while.
        town.tick(seen, QUIET)
        _nothing_is_owed(town, now, seen)
    _each_stage_once(town)
    assert len(town.log) > 300


def _nothing_is_owed(town: Town, now: datetime, seen: datetime) -> None:
    """After a look with the right clock, whoever is not in quiet hours has heard of the furthest stage."""
    if seen != now:
        return
    for task in town.tasks.values():
        for chat, sides in task.chats.items():
            if task.open and task.due and now not in QUIET.get(chat, Quiet(0, 0)):
                stage = reached(task.due, sides, now)
                assert stage is None or town.told[chat, task.key, task.due] >= stage


def _each_stage_once(town: Town) -> None:
    stages = defaultdict(list)
    for at, reminder in town.log:
        stages[reminder.chat, reminder.key, reminder.due].append((reminder.stage, at))
    for (chat, key, due), told in stages.items():
        numbers = [stage for stage, _ in told]
        assert numbers == sorted(set(numbers)), (chat, key, due, told)
        for stage, at in told:
            assert at.date() >= day_of(stage, due)
            assert STAGES[stage].to


def test_a_bot_that_was_down_for_a_month_sends_one_reminder_for_each_task_and_chat() -> None:
    tasks = [Watched(f"t{n}", MONDAY + timedelta(days=n), True, {1: LEAD, 9: ADMIN}) for n in range(20)]
    told: dict[tuple[int, str, date], int] = {}
    for reminder in due_reminders(tasks, told, moment(MONDAY)):
        told[reminder.chat, reminder.key, reminder.due] = reminder.stage
    back = due_reminders(tasks, told, moment(MONDAY + timedelta(days=35)))
    assert len(back) == 40 and {reminder.stage for reminder in back} == {6}
    for reminder in back:
        told[reminder.chat, reminder.key, reminder.due] = reminder.stage
    assert due_reminders(tasks, told, moment(MONDAY + timedelta(days=36))) == ()


@pytest.mark.parametrize(
    "task", [Watched("k", MONDAY, False, {1: LEAD}), Watched("k", None, True, {1: LEAD})], ids=["finished", "never due"]
)
def test_of_what_is_finished_or_has_no_day_nobody_is_reminded(task: Watched) -> None:
    for n in range(-30, 60):
        assert due_reminders([task], {}, moment(MONDAY + timedelta(days=n))) == ()
