"""What to do after a request failed, and when the whole run cannot be trusted: decisions without a clock or a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

from knowledge.sources.portal_answers import Failure, Fault


@dataclass(frozen=True, slots=True)
class Patience:
    """How polite and how stubborn; seconds throughout."""

    pause: float = 1.0
    first: float = 2.0
    cap: float = 120.0
    longest: float = 900.0
    attempts: int = 6
    broken: int = 10


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Leave this one; the others may go better."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave the run: asking on would be rude or in vain."""

    reason: str


Decision: TypeAlias = Wait | GiveUp | Stop

IN_A_ROW = {Fault.REFUSED: 1, Fault.SCHEMA: 3, Fault.ERROR: 3, Fault.WALL: 4}
"""How often the same fault may follow upon itself; the others only count against `attempts`."""


def after(failures: Sequence[Failure], patience: Patience, jitter: float) -> Decision:
    """Decide what follows the failures of one request, the latest last; `jitter` (0 to 1) spreads the back-off over its upper half."""
    last = failures[-1]
    same = sum(1 for _ in takewhile(lambda f: f.fault is last.fault, reversed(failures)))
    if last.retry_after is not None and last.retry_after > patience.longest:
        return Stop(f"the portal asks to wait {last.retry_after:,.0f} s")
    if same >= IN_A_ROW.get(last.fault, patience.attempts + 1):
        return Stop(f"the portal shuts us out: {last.message}, {same} times in a row") if last.fault is Fault.WALL else GiveUp(last)
    if len(failures) >= patience.attempts:
        return GiveUp(last)
    backoff = min(patience.cap, patience.first * 2.0 ** (len(failures) - 1)) * (0.5 + 0.5 * jitter)
    return Wait(max(backoff, last.retry_after or 0.0, patience.pause))


def hopeless(given_up: int, patience: Patience) -> bool:
    """Whether so many requests in a row were given up that the portal, not a procedure, is what fails."""
    return given_up >= patience.broken
