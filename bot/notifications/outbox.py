"""The outbox's decisions: what becomes of a delivery after a try. No Telegram, no SQL, no clock."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, assert_never

TRIES = 10
"""So often a delivery is tried that Telegram surely failed at: with the pauses between, a quarter of an hour."""
MOVES = 3
"""So often a delivery follows a chat that moved."""
CRASHES = 5
"""So many leases may run out (a crash each) before a person is asked; it stops a message that crashes every postman."""
PATIENCE = timedelta(hours=24)
"""A delivery that could not be made so long after it was due is given up."""
BACK_OFF = 2.0
"""Seconds before the second try; doubled for each one after it."""
AWAY = 15.0
"""Seconds before another try where Telegram could not be reached at all: the delivery is not to blame, and only its deadline ends that."""


class Task(StrEnum):
    """What is to be done in the chat."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    WITHDRAW = "withdraw"
    """Edit into a note that the notice was taken back: where Telegram lets nobody delete any more."""


class State(StrEnum):
    """Where a delivery stands; all but the first two are ends."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    REJECTED = "rejected"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


OPEN = (State.WAITING, State.SENDING)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The way of an announcement to one chat; `messages`: the ids Telegram gave, more than one for an album."""

    id: int
    announcement: int
    chat: int
    task: Task
    state: State
    due: datetime
    deadline: datetime
    thread: int | None = None
    attempts: int = 0
    doubts: int = 0
    crashes: int = 0
    moves: int = 0
    messages: tuple[int, ...] = ()
    reason: str = ""
    lease: str = ""
    about: str = ""
    """What this copy alone tells of, for a writer that words it when it is sent; "": it tells what the announcement says."""


class Scope(StrEnum):
    """Who has to wait after a 429."""

    CHAT = "chat"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram confirmed; `more`: another message of this notice is to follow."""

    messages: tuple[int, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Telegram (or our own pace) tells to wait so many seconds."""

    seconds: float
    scope: Scope = Scope.CHAT


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id, or its topic is gone and General is left (`thread` none)."""

    chat: int
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Surely not delivered, and another try may succeed; `away`: there was no connection to Telegram at all."""

    reason: str
    away: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for good; `chat_state`: what it says of the chat ("" for nothing)."""

    reason: str
    chat_state: str = ""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """No reply: it may have been delivered. `likely`: Telegram had the whole request and time to act on it."""

    reason: str
    likely: bool = True


@dataclass(frozen=True, slots=True)
class Undeletable:
    """Telegram does not let the message be deleted any more."""


@dataclass(frozen=True, slots=True)
class Needless:
    """By the time it was to be sent there was nothing to tell any more."""


@dataclass(frozen=True, slots=True)
class Expired:
    """The postman that held the delivery has died."""


Outcome: TypeAlias = Sent | RetryAfter | Moved | Failed | Rejected | Unconfirmed | Undeletable | Needless | Expired


def settle(delivery: Delivery, outcome: Outcome, now: datetime, *, retry_doubts: bool = False) -> Delivery:
    """Return what becomes of a delivery in flight; one that is not in flight stays as it is.

    `retry_doubts`: try once more even after a time-out that probably delivered; else a person decides.
    """
    if delivery.state is not State.SENDING:
        return delivery
    match outcome:
        case Sent(messages, more):
            done = replace(delivery, messages=(*delivery.messages, *messages), reason="")
            return _again(done, now) if more else _end(done, State.DONE)
        case RetryAfter(seconds):
            return _again(delivery, now + timedelta(seconds=max(seconds, 0.0)), "chờ tới lượt gửi")
        case Moved(chat, thread):
            moved = replace(delivery, chat=chat, thread=thread, moves=delivery.moves + 1)
            return _again(moved, now) if moved.moves <= MOVES else _end(moved, State.REJECTED, "nhóm chuyển đi quá nhiều lần")
        case Failed(reason, away):
            return _again(delivery, now + timedelta(seconds=AWAY), reason) if away else _failed(delivery, reason, now)
        case Rejected(reason):
            return _end(delivery, State.REJECTED, reason)
        case Unconfirmed(reason, likely):
            return _doubted(delivery, reason, now, retry=retry_doubts or not likely)
        case Undeletable():
            return _again(replace(delivery, task=Task.WITHDRAW), now)
        case Needless():
            return _end(delivery, State.CANCELLED, "không còn gì để báo")
        case Expired():
            crashed = replace(delivery, crashes=delivery.crashes + 1)
            return (
                _again(crashed, now) if crashed.crashes <= CRASHES else _end(crashed, State.UNCONFIRMED, "máy dừng nhiều lần khi đang gửi")
            )
        case never:
            assert_never(never)


class Then(StrEnum):
    """What people asked for while a delivery was in flight; done as soon as it is settled."""

    NOTHING = ""
    EDIT = "edit"
    RECALL = "recall"
    CANCEL = "cancel"


def follow(settled: Delivery, then: Then, now: datetime) -> Delivery:
    """Return what becomes of a delivery just settled, when something was asked for meanwhile."""
    match then:
        case Then.NOTHING:
            return settled
        case Then.EDIT:
            edits = settled.state is State.DONE and settled.task in (Task.SEND, Task.EDIT)
            return _again(replace(settled, task=Task.EDIT, attempts=0, deadline=now + PATIENCE), now) if edits else settled
        case Then.RECALL:
            if settled.messages and settled.task is not Task.DELETE and settled.state in (State.DONE, State.WAITING):
                return _again(replace(settled, task=Task.DELETE, attempts=0, deadline=now + PATIENCE), now)
            return _end(settled, State.CANCELLED) if settled.state is State.WAITING and settled.task is Task.SEND else settled
        case Then.CANCEL:
            if settled.state is not State.WAITING:
                return settled
            return _end(settled, State.CANCELLED if settled.task is Task.SEND else State.DONE)
        case never:
            assert_never(never)


def _failed(delivery: Delivery, reason: str, now: datetime) -> Delivery:
    tried = replace(delivery, attempts=delivery.attempts + 1)
    if tried.attempts >= TRIES:
        return _end(tried, State.REJECTED, reason)
    return _again(tried, now + timedelta(seconds=BACK_OFF * 2 ** (tried.attempts - 1)), reason)


def _doubted(delivery: Delivery, reason: str, now: datetime, *, retry: bool) -> Delivery:
    """What is edited or deleted twice is as if done once; what is sent twice is a double."""
    if delivery.task is not Task.SEND:
        return _failed(delivery, reason, now)
    doubted = replace(delivery, doubts=delivery.doubts + 1)
    if retry and doubted.doubts == 1:
        return _again(doubted, now + timedelta(seconds=BACK_OFF), reason)
    return _end(doubted, State.UNCONFIRMED, reason)


def _again(delivery: Delivery, due: datetime, reason: str = "") -> Delivery:
    if due > delivery.deadline:
        return _end(delivery, State.REJECTED, f"quá hạn gửi{': ' + reason if reason else ''}")
    return replace(delivery, state=State.WAITING, due=due, reason=reason, lease="")


def _end(delivery: Delivery, state: State, reason: str = "") -> Delivery:
    return replace(delivery, state=state, reason=reason[:300], lease="")
