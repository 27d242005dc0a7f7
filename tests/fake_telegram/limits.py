"""Telegram's limits on sending: counted always, enforced on request."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import too_many


@dataclass(frozen=True)
class Violation:
    """A message that came too soon: which rule, where, when, and the wait that would have been right."""

    rule: str
    chat_id: int
    at: float
    wait: float


@dataclass
class Limits:
    """30 a second in all, 1 a second a chat (after a burst), 20 a minute a group; `speed` makes Telegram's time run faster."""

    clock: Callable[[], float]
    per_second: int = 30
    burst: int = 1
    per_group_minute: int = 20
    slack: float = 0.05
    enforce: bool = False
    speed: float = 1.0
    violations: list[Violation] = field(default_factory=list)
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, chat_id: int, is_group: bool, *, follows: bool = False) -> None:
        """Count a message to a chat; `follows`: the next of an album, which a chat takes as one. Raises a 429 if enforced and broken."""
        broken = self._check(chat_id, is_group, follows)
        self.violations += broken
        if broken and self.enforce:
            raise too_many(max(1, math.ceil(max(violation.wait for violation in broken))))
        self._count(chat_id, is_group, follows)

    def _check(self, chat_id: int, is_group: bool, follows: bool) -> list[Violation]:
        now = self._now()
        group = self._groups.get(chat_id, deque()) if is_group else deque()
        waits = {
            "30 a second in all": _window_wait(self._all, now, 1.0, self.per_second),
            "1 a second a chat": 0.0 if follows else max(0.0, 1.0 - self._tokens(chat_id, now)),
            "20 a minute a group": _window_wait(group, now, 60.0, self.per_group_minute),
        }
        return [Violation(rule, chat_id, now, wait / self.speed) for rule, wait in waits.items() if wait / self.speed > self.slack]

    def _now(self) -> float:
        return self.clock() * self.speed

    def _tokens(self, chat_id: int, now: float) -> float:
        tokens, at = self._chats.get(chat_id, (float(self.burst), now))
        return min(float(self.burst), tokens + now - at)

    def _count(self, chat_id: int, is_group: bool, follows: bool) -> None:
        now = self._now()
        self._all.append(now)
        if not follows:
            self._chats[chat_id] = (max(0.0, self._tokens(chat_id, now) - 1.0), now)
        if is_group:
            self._groups.setdefault(chat_id, deque()).append(now)


def _window_wait(times: deque[float], now: float, span: float, most: int) -> float:
    while times and times[0] <= now - span:
        times.popleft()
    return times[len(times) - most] + span - now if len(times) >= most else 0.0
