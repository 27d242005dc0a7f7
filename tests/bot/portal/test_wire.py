"""One request, and how its answer is judged before it is read."""

from datetime import UTC, datetime

import pytest

from bot.portal.sync import LIST
from bot.portal.wire import Address, Wire, failed, seconds
from knowledge.sources.portal_answers import Failure, Fault
from tests.portal_replay import Fault as Replayed
from tests.portal_replay import PortalReplay, made

NOW = datetime(2026, 11, 25, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, None),
        (201, None),
        (204, Fault.REFUSED),
        (302, Fault.WALL),
        (400, Fault.REFUSED),
        (401, Fault.WALL),
        (403, Fault.WALL),
        (404, Fault.REFUSED),
        (408, Fault.SERVER),
        (429, Fault.BUSY),
        (500, Fault.SERVER),
        (502, Fault.SERVER),
        (503, Fault.SERVER),
    ],
)
def test_each_status_is_judged(status: int, fault: Fault | None) -> None:
    judged = failed(status, b"x", "", NOW)
    assert (judged and judged.fault) == fault


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", None),
        ("0", 0),
        (" 120 ", 120),
        ("Wed, 25 Nov 2026 08:01:30 GMT", 90),
        ("Wed, 25 Nov 2026 07:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(written: str, read: float | None) -> None:
    assert seconds(written, NOW) == read


@pytest.mark.parametrize(
    ("fault", "known_as"),
    [
        (Replayed.HANG, Fault.TIMEOUT),
        (Replayed.BROKEN_OFF, Fault.NETWORK),
        (Replayed.ERROR_500, Fault.SERVER),
        (Replayed.BUSY, Fault.BUSY),
        (Replayed.FORBIDDEN, Fault.WALL),
        (Replayed.MOVED, Fault.WALL),
        (Replayed.MISSING, Fault.REFUSED),
    ],
)
def test_each_fault_of_the_wire_is_known_and_the_next_request_goes_well(fault: Replayed, known_as: Fault) -> None:
    with PortalReplay(made(1), retry_after="7") as portal, Wire(Address(portal.url, "motcua-test", 0.2)) as wire:
        portal.script.append(fault)
        body = {"limit": 1, "lastId": "", "q": "", "categoryId": "", "departmentCode": ""}
        failure = wire.post(LIST, body)
        assert isinstance(failure, Failure)
        assert failure.fault is known_as
        assert failure.retry_after == (7 if fault is Replayed.BUSY else None)
        assert isinstance(wire.post(LIST, body), str)
        assert {asked.user_agent for asked in portal.asked} == {"motcua-test"}


def test_a_portal_that_cannot_be_reached_is_a_failure() -> None:
    with Wire(Address("http://127.0.0.1:9", "motcua-test", 0.2)) as wire:
        failure = wire.post(LIST, {})
    assert isinstance(failure, Failure)
    assert failure.fault in {Fault.NETWORK, Fault.TIMEOUT}
