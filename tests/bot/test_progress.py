"""Who may report what, and what it makes of a task."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.progress import (
    FRESH,
    Action,
    Actor,
    Changed,
    Complete,
    Drop,
    Evidence,
    Percent,
    Proof,
    Propose,
    Prove,
    Record,
    Refused,
    Remark,
    Reopen,
    Settle,
    decide,
    undone,
)
from knowledge.tasks_status import State
from tests.plans import AN, HOA, LAN, NGA, TODAY, task

TASK = task(lead=("Sở Nội vụ", "Sở Tư pháp"), partners=("Sở Y tế",))
LATER = TODAY + timedelta(days=30)
PAPER = Evidence(Proof.DOCUMENT, "15/SNV-CCHC")
DONE = Record(3, State.DONE, 100, TODAY)
WAITING = Record(4, proposed=LATER, reason="chờ")
ACTIONS: tuple[Action, ...] = (
    Percent(50), Complete(TODAY), Prove(PAPER), Propose(LATER, "chờ"), Settle(True), Drop("thôi"), Reopen(), Remark("ghi"),
)  # fmt: skip


def changed(record: Record, action: Action, actor: Actor = NGA) -> Record:
    match decide(record, action, actor, TASK, TODAY):
        case Changed() as done:
            return done.record
        case Refused(message):
            pytest.fail(message)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (AN, {Percent, Complete, Prove, Propose, Settle, Drop, Reopen, Remark}),
        (NGA, {Percent, Complete, Prove, Propose, Reopen, Remark}),
        (HOA, {Remark}),
        (Actor(7, HOA.role, "Sở Xây dựng"), set()),
        (Actor(7, HOA.role, ""), set()),
        (LAN, set()),
        (Actor(7, LAN.role, "Sở Nội vụ"), set()),
    ],
    ids=["an administrator", "of the lead", "of a partner", "of another", "of none", "a citizen", "a citizen who names the lead"],
)
def test_who_may_do_what(actor: Actor, may: set[type]) -> None:
    records = {Settle: WAITING, Reopen: DONE}
    done = {type(a) for a in ACTIONS if isinstance(decide(records.get(type(a), FRESH), a, actor, TASK, TODAY), Changed)}
    assert done == may


def test_a_task_of_a_group_is_everybodys() -> None:
    everybodys = task(lead=("Các sở, ban, ngành",))
    assert isinstance(decide(FRESH, Percent(5), HOA, everybodys, TODAY), Changed)


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        (FRESH, Percent(50), Record(1, percent=50)),
        (FRESH, Percent(100), Record(1, State.DONE, 100, TODAY)),
        (Record(1, percent=50), Complete(date(2026, 11, 1)), Record(2, State.DONE, 100, date(2026, 11, 1))),
        (FRESH, Prove(PAPER), Record(1, evidence=(PAPER,))),
        (DONE, Prove(PAPER), replace(DONE, version=4, evidence=(PAPER,))),
        (FRESH, Propose(LATER, "chờ"), Record(1, proposed=LATER, reason="chờ")),
        (DONE, Reopen(), Record(4, percent=99)),
        (Record(1, State.CANCELLED, 30), Reopen(), Record(2, percent=30)),
        (DONE, Remark("ghi"), DONE),
    ],
)
def test_a_report_changes_the_record(before: Record, action: Action, after: Record) -> None:
    assert changed(before, action) == after


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        (FRESH, Propose(LATER, "chờ"), Record(1, due=LATER, reason="chờ")),
        (WAITING, Settle(True), Record(5, due=LATER, reason="chờ")),
        (WAITING, Settle(False), Record(5, reason="chờ")),
        (FRESH, Drop("theo QĐ 1"), Record(1, State.CANCELLED)),
        (FRESH, Drop("sang Sở Y tế", moved=True), Record(1, State.MOVED)),
    ],
)
def test_an_administrator_settles(before: Record, action: Action, after: Record) -> None:
    assert changed(before, action, AN) == after


@pytest.mark.parametrize(
    ("record", "action"),
    [
        (FRESH, Percent(101)),
        (FRESH, Percent(-1)),
        (FRESH, Complete(TODAY + timedelta(days=1))),
        (FRESH, Propose(TODAY - timedelta(days=1), "chờ")),
        (FRESH, Propose(LATER, "")),
        (FRESH, Settle(True)),
        (FRESH, Drop("")),
        (FRESH, Reopen()),
        (FRESH, Remark("")),
        (DONE, Percent(50)),
        (DONE, Complete(TODAY)),
        (DONE, Propose(LATER, "chờ")),
        (DONE, Drop("thôi")),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(record: Record, action: Action) -> None:
    match decide(record, action, AN, TASK, TODAY):
        case Refused(message):
            assert message
        case done:
            pytest.fail(str(done))


def test_what_is_undone_is_a_new_version_of_what_was() -> None:
    assert undone(changed(FRESH, Percent(50)), FRESH) == Record(2)
