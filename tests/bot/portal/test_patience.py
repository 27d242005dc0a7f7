"""What follows a failed request."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.portal.patience import Decision, GiveUp, Patience, Stop, Wait, after, hopeless
from knowledge.sources.portal_answers import Failure, Fault

PATIENCE = Patience(pause=1, first=2, cap=10, longest=60, attempts=6, broken=3)
SERVER, CUT, WALL, SCHEMA, REFUSED = (Failure(f, str(f)) for f in (Fault.SERVER, Fault.CUT, Fault.WALL, Fault.SCHEMA, Fault.REFUSED))


def busy(seconds: float) -> Failure:
    return Failure(Fault.BUSY, "busy", seconds)


@pytest.mark.parametrize(
    ("failures", "jitter", "decision"),
    [
        ([SERVER], 1, Wait(2)),
        ([SERVER], 0, Wait(1)),
        ([SERVER] * 2, 1, Wait(4)),
        ([SERVER] * 3, 1, Wait(8)),
        ([SERVER] * 4, 1, Wait(10)),
        ([SERVER] * 5, 0, Wait(5)),
        ([SERVER] * 6, 0, GiveUp(SERVER)),
        ([SERVER, CUT, SERVER, CUT, SERVER, CUT], 0, GiveUp(CUT)),
        ([busy(30)], 0, Wait(30)),
        ([busy(0)], 0, Wait(1)),
        ([busy(60)], 0, Wait(60)),
        ([busy(61)], 0, Stop("the portal asks to wait 61 s")),
        ([REFUSED], 0, GiveUp(REFUSED)),
        ([SCHEMA] * 2, 1, Wait(4)),
        ([SCHEMA] * 3, 1, GiveUp(SCHEMA)),
        ([SCHEMA, SCHEMA, CUT, SCHEMA], 1, Wait(10)),
        ([WALL] * 3, 1, Wait(8)),
        ([WALL] * 4, 1, Stop("the portal shuts us out: wall, 4 times in a row")),
        ([SERVER, SERVER, WALL, WALL, WALL, SERVER], 1, GiveUp(SERVER)),
        ([SERVER, SERVER, SERVER, WALL, WALL, WALL], 1, GiveUp(WALL)),
        ([SERVER, SERVER, WALL, WALL, WALL, WALL], 1, Stop("the portal shuts us out: wall, 4 times in a row")),
    ],
)
def test_each_failure_is_followed_by_what_makes_sense(failures: list[Failure], jitter: float, decision: Decision) -> None:
    assert after(failures, PATIENCE, jitter) == decision


def test_a_pause_longer_than_the_back_off_is_kept() -> None:
    assert after([SERVER], replace(PATIENCE, pause=7), 1) == Wait(7)


@given(st.lists(st.sampled_from(list(Fault)), min_size=6, max_size=40), st.floats(0, 1))
def test_retries_end(faults: list[Fault], jitter: float) -> None:
    failures = [Failure(fault, "x") for fault in faults]
    assert any(not isinstance(after(failures[:n], PATIENCE, jitter), Wait) for n in range(1, 7))


@given(st.lists(st.sampled_from(list(Fault)), min_size=1, max_size=6), st.floats(0, 1), st.none() | st.floats(0, 60))
def test_no_wait_is_shorter_than_the_pause_or_what_is_asked_for_or_longer_than_allowed(
    faults: list[Fault], jitter: float, asked: float | None
) -> None:
    decision = after([Failure(fault, "x", asked) for fault in faults], PATIENCE, jitter)
    if isinstance(decision, Wait):
        assert max(1, asked or 0) <= decision.seconds <= max(10, asked or 0)


@pytest.mark.parametrize(("given_up", "is_it"), [(0, False), (2, False), (3, True), (4, True)])
def test_many_given_up_in_a_row_mean_that_the_portal_fails(given_up: int, is_it: bool) -> None:
    assert hopeless(given_up, PATIENCE) is is_it
