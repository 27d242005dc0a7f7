"""How the portal is asked: pauses, back-off, and what is kept."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot.portal.cache import Cache
from bot.portal.patience import Patience
from bot.portal.planning import Order
from bot.portal.sync import DETAIL, Fetched, Portal, Refused, fetch
from bot.portal.wire import Address, Wire
from tests.portal_replay import Fault, PortalReplay, made

PATIENCE = Patience(pause=1, first=2, cap=12, longest=600)
DAY = date(2026, 11, 25)


class Clock:
    """Sleeps at once, and remembers how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def run(served: PortalReplay, folder: Path, clock: Clock, jitter: float = 1.0) -> Fetched | Refused:
    with Wire(Address(served.url, "motcua-test", 5)) as wire, Cache(folder, served.url) as cache:
        asked = Portal(wire, PATIENCE, clock.sleep, lambda: jitter)
        return fetch(asked, cache, cache.begin(DAY, None), Order(page_size=2), lambda stage, done, total: None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_there_is_a_pause_before_every_request_but_the_first(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(4)) as served:
        assert isinstance(run(served, tmp_path, clock), Fetched)
        assert len(served.asked) == 3 + 4
        assert clock.slept == [0, *[1] * 6]
        assert served.most_at_once == 1


def test_the_waits_double_up_to_the_cap_and_the_pause_comes_back(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(1)) as served:
        served.script += [Fault.ERROR_500, Fault.CUT, Fault.HTML, Fault.BUSY, Fault.ERROR_500]
        assert isinstance(run(served, tmp_path, clock), Fetched)
        assert clock.slept == [0, 2, 4, 8, 12, 12, 1, 1]


def test_jitter_shortens_a_wait_by_up_to_a_half(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(1)) as served:
        served.script += [Fault.ERROR_500, Fault.ERROR_500]
        run(served, tmp_path, clock, jitter=0.0)
        assert clock.slept[:3] == [0, 1, 2]


def test_what_the_portal_asks_to_wait_is_waited(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(1), retry_after="77") as served:
        served.script += [Fault.BUSY]
        assert isinstance(run(served, tmp_path, clock), Fetched)
        assert clock.slept[:3] == [0, 77, 1]


def test_a_portal_that_fails_a_fifth_of_the_time_is_asked_no_faster_than_the_pause(tmp_path: Path, clock: Clock) -> None:
    kinds = [None, Fault.ERROR_500, None, None, Fault.SCHEMA, None, Fault.WALL, None, None, Fault.CUT]
    with PortalReplay(made(20)) as served:
        served.script += kinds * 3
        result = run(served, tmp_path, clock)
        assert isinstance(result, Fetched)
        assert result.problems == ()
        assert min(clock.slept[1:]) == 1
        assert sum(slept >= 2 for slept in clock.slept) == sum(served.faults.values()) == 12


def test_a_detail_given_up_is_asked_for_again_at_the_end(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(3)) as served:
        served.script += [None, None, None, *[Fault.SCHEMA] * 3]
        result = run(served, tmp_path, clock)
        assert isinstance(result, Fetched)
        assert result.problems == ()
        ids = [r["id"] for r in served.recorded.rows]
        assert [new for old, new in pairwise(["", *served.ids()]) if new != old] == [*ids, ids[0]]
        assert served.asked[-1].path == DETAIL


def test_what_was_read_before_a_break_is_not_asked_for_again(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(6)) as served:
        served.always[served.recorded.rows[4]["id"]] = Fault.FORBIDDEN
        assert isinstance(run(served, tmp_path, clock), Refused)
        served.always.clear()
        served.asked.clear()
        assert isinstance(run(served, tmp_path, clock), Fetched)
        assert served.cursors() == []
        assert served.ids() == [r["id"] for r in served.recorded.rows[4:]]


def test_a_damaged_page_in_the_cache_is_named_and_nothing_is_asked(tmp_path: Path, clock: Clock) -> None:
    with PortalReplay(made(2)) as served:
        run(served, tmp_path, clock)
        (tmp_path / "runs" / "0001" / "list" / "00001.json").write_text("{", encoding="utf-8")
        served.asked.clear()
        result = run(served, tmp_path, clock)
        assert isinstance(result, Refused)
        assert "page 1 of the cache cannot be read" in result.reason
        assert served.asked == []
