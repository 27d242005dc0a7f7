"""The outbox's decisions: every outcome in every state, and that every delivery ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notifications.outbox import (
    CRASHES,
    MOVES,
    OPEN,
    TRIES,
    Delivery,
    Expired,
    Failed,
    Moved,
    Needless,
    Outcome,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    State,
    Task,
    Then,
    Unconfirmed,
    Undeletable,
    follow,
    settle,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY, PATIENCE = timedelta(days=1), timedelta(minutes=10)
HELD = Delivery(1, 7, -5, Task.SEND, State.SENDING, NOW, NOW + DAY, thread=3, lease="mine")
OUTCOMES: tuple[Outcome, ...] = (
    Sent((9,)),
    Sent((9,), more=True),
    RetryAfter(30, Scope.CHAT),
    RetryAfter(30, Scope.ALL),
    Moved(-6),
    Failed("500"),
    Failed("no connection", away=True),
    Rejected("blocked", "kicked"),
    Unconfirmed("silence"),
    Unconfirmed("reset", likely=False),
    Undeletable(),
    Needless(),
    Expired(),
)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("outcome", "state", "due", "changes"),
    [
        (Sent((9,)), State.DONE, NOW, {"messages": (9,)}),
        (Sent((9, 10), more=True), State.WAITING, NOW, {"messages": (9, 10)}),
        (RetryAfter(30), State.WAITING, at(30), {}),
        (RetryAfter(30, Scope.ALL), State.WAITING, at(30), {}),
        (RetryAfter(-1), State.WAITING, NOW, {}),
        (RetryAfter(90_000), State.REJECTED, NOW, {}),
        (Moved(-6), State.WAITING, NOW, {"chat": -6, "thread": None, "moves": 1}),
        (Moved(-5), State.WAITING, NOW, {"chat": -5, "thread": None, "moves": 1}),
        (Failed("500"), State.WAITING, at(2), {"attempts": 1}),
        (Failed("no connection", away=True), State.WAITING, at(15), {"attempts": 0}),
        (Needless(), State.CANCELLED, NOW, {"reason": "không còn gì để báo"}),
        (Rejected("blocked", "kicked"), State.REJECTED, NOW, {"reason": "blocked"}),
        (Unconfirmed("silence"), State.UNCONFIRMED, NOW, {"doubts": 1, "reason": "silence"}),
        (Unconfirmed("reset", likely=False), State.WAITING, at(2), {"doubts": 1}),
        (Undeletable(), State.WAITING, NOW, {"task": Task.WITHDRAW}),
        (Expired(), State.WAITING, NOW, {"crashes": 1}),
    ],
)
def test_what_becomes_of_a_delivery_in_flight(outcome: Outcome, state: State, due: datetime, changes: dict[str, object]) -> None:
    after = settle(HELD, outcome, NOW)
    assert (after.state, after.due, after.lease) == (state, due, "")
    assert {name: getattr(after, name) for name in changes} == changes


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("state", [state for state in State if state is not State.SENDING])
def test_what_is_not_in_flight_stays_as_it_is_whatever_is_said_of_it(state: State, outcome: Outcome) -> None:
    held = replace(HELD, state=state, lease="")
    assert settle(held, outcome, NOW) == held


@pytest.mark.parametrize(
    ("held", "outcome", "state"),
    [
        (replace(HELD, attempts=TRIES - 1), Failed("500"), State.REJECTED),
        (replace(HELD, attempts=TRIES - 2), Failed("500"), State.WAITING),
        (replace(HELD, attempts=TRIES - 1), Failed("no connection", away=True), State.WAITING),
        (replace(HELD, deadline=NOW), Failed("no connection", away=True), State.REJECTED),
        (replace(HELD, doubts=1), Unconfirmed("reset", likely=False), State.UNCONFIRMED),
        (replace(HELD, crashes=CRASHES), Expired(), State.UNCONFIRMED),
        (replace(HELD, moves=MOVES), Moved(-6), State.REJECTED),
        (replace(HELD, deadline=NOW), Failed("500"), State.REJECTED),
        (replace(HELD, task=Task.EDIT), Unconfirmed("silence"), State.WAITING),
        (replace(HELD, task=Task.DELETE), Unconfirmed("silence"), State.WAITING),
        (replace(HELD, task=Task.DELETE, attempts=TRIES - 1), Unconfirmed("silence"), State.REJECTED),
    ],
)
def test_patience_has_an_end(held: Delivery, outcome: Outcome, state: State) -> None:
    assert settle(held, outcome, NOW).state is state


def test_a_probable_delivery_is_tried_again_only_where_the_setting_says_so_and_only_once() -> None:
    once = settle(HELD, Unconfirmed("silence"), NOW, retry_doubts=True)
    assert (once.state, once.doubts) == (State.WAITING, 1)
    assert settle(replace(once, state=State.SENDING), Unconfirmed("silence"), NOW, retry_doubts=True).state is State.UNCONFIRMED


@pytest.mark.parametrize(
    ("settled", "then", "state", "task"),
    [
        (replace(HELD, state=State.DONE), Then.NOTHING, State.DONE, Task.SEND),
        (replace(HELD, state=State.DONE, messages=(9,)), Then.EDIT, State.WAITING, Task.EDIT),
        (replace(HELD, state=State.WAITING), Then.EDIT, State.WAITING, Task.SEND),
        (replace(HELD, state=State.DONE, messages=(9,)), Then.RECALL, State.WAITING, Task.DELETE),
        (replace(HELD, state=State.WAITING, messages=(9,)), Then.RECALL, State.WAITING, Task.DELETE),
        (replace(HELD, state=State.WAITING), Then.RECALL, State.CANCELLED, Task.SEND),
        (replace(HELD, state=State.UNCONFIRMED), Then.RECALL, State.UNCONFIRMED, Task.SEND),
        (replace(HELD, state=State.DONE, task=Task.DELETE, messages=(9,)), Then.RECALL, State.DONE, Task.DELETE),
        (replace(HELD, state=State.WAITING), Then.CANCEL, State.CANCELLED, Task.SEND),
        (replace(HELD, state=State.WAITING, task=Task.EDIT), Then.CANCEL, State.DONE, Task.EDIT),
        (replace(HELD, state=State.DONE), Then.CANCEL, State.DONE, Task.SEND),
    ],
)
def test_what_was_asked_for_in_flight_is_done_once_it_is_settled(settled: Delivery, then: Then, state: State, task: Task) -> None:
    after = follow(settled, then, NOW)
    assert (after.state, after.task) == (state, task)


outcomes = st.one_of(
    st.builds(Sent, st.tuples(st.integers(1, 99)), st.just(False)),
    st.builds(RetryAfter, st.floats(1, 4000), st.sampled_from(Scope)),
    st.builds(Moved, st.integers(-99, -1)),
    st.sampled_from(OUTCOMES[5:]),
)


@given(st.lists(outcomes, min_size=1), st.sampled_from(Task), st.booleans(), st.sampled_from(Then))
def test_every_delivery_ends(said: list[Outcome], task: Task, retry_doubts: bool, then: Then) -> None:
    """Whatever Telegram says, over and over, a bounded number of tries brings an end: counters, or the deadline where only time passes."""
    held, now, tries = replace(HELD, task=task, deadline=NOW + PATIENCE), NOW, 0
    bound = TRIES + MOVES + CRASHES + 2 + int(PATIENCE.total_seconds()) + 1
    step = 0
    while held.state in OPEN:
        held = replace(held, state=State.SENDING)
        now = max(now, held.due) + timedelta(seconds=1)
        held = settle(held, said[step % len(said)], now, retry_doubts=retry_doubts)
        step, tries = step + 1, tries + 1
        assert tries <= bound
    assert follow(held, then, now).state in State
    assert held.lease == ""


@given(st.lists(outcomes, max_size=30))
def test_it_is_sent_again_after_a_doubt_at_most_once(said: list[Outcome]) -> None:
    held, doubtful = HELD, 0
    for outcome in said:
        if held.state not in OPEN:
            break
        task = held.task
        held = settle(replace(held, state=State.SENDING), outcome, held.due)
        doubtful += isinstance(outcome, Unconfirmed) and task is Task.SEND
    assert doubtful <= 2
    assert held.doubts == doubtful
