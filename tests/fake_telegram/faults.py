"""Faults on purpose: what a test asks to go wrong, how often and where."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What goes wrong."""

    FLOOD = "429 with retry_after"
    FLOOD_ALL = "429 with retry_after for every message until then"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502 with an HTML body"
    RESET = "the connection is reset, nothing delivered"
    TIMEOUT_BEFORE = "no reply, nothing delivered"
    TIMEOUT_AFTER = "no reply, though delivered"
    FORBIDDEN = "403"
    BAD_REQUEST = "400"
    DUPLICATE = "an update comes twice"


@dataclass(frozen=True)
class Fault:
    """A fault; no method means any but getUpdates, no chat means any, `times=None` for ever."""

    kind: Kind
    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    probability: float = 1.0
    retry_after: int = 1
    description: str | None = None


@dataclass
class Faults:
    """The faults that are still to happen; those added first come first."""

    seed: int = 0
    happened: list[Fault] = field(default_factory=list)
    _left: list[tuple[Fault, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Seed the chances."""
        self._random = random.Random(self.seed)

    def add(self, *faults: Fault) -> None:
        """Ask for faults."""
        self._left += [(fault, fault.times) for fault in faults]

    def clear(self) -> None:
        """Let everything work again."""
        self._left.clear()

    def for_call(self, method: str, chat_id: int | None) -> Fault | None:
        """Take the fault due for a call, if any."""
        return self._take(method, chat_id, duplicates=False)

    def for_update(self, kind: str, chat_id: int | None) -> Fault | None:
        """Take the fault due for an update (its `method` names the kind of update), if any."""
        return self._take(kind, chat_id, duplicates=True)

    def _take(self, method: str, chat_id: int | None, duplicates: bool) -> Fault | None:
        for place, (fault, left) in enumerate(self._left):
            if (fault.kind is Kind.DUPLICATE) is not duplicates or not _fits(fault, method, chat_id):
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            if left is not None:
                self._left[place : place + 1] = [(fault, left - 1)] if left > 1 else []
            self.happened.append(fault)
            return fault
        return None


def _fits(fault: Fault, method: str, chat_id: int | None) -> bool:
    named = fault.method == method or (fault.method is None and method != "getUpdates")
    return named and fault.chat in {None, chat_id}
