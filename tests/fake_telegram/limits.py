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
    """30 a second in all, 1 a second a chat (after a burst), 20 a minute a group."""

    clock: Callable[[], float]
    per_second: int = 30
    burst: int = 1
    per_group_minute: int = 20
    slack: float = 0.05
    enforce: bool = False
    violations: list[Violation] = field(default_factory=list)
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)

    def take(self, chat_id: int, is_group: bool, messages: int = 1) -> None:
        """Count messages to a chat; raise a 429 if the limits are enforced and broken."""
        for _ in range(messages):
            broken = self._check(chat_id, is_group)
            self.violations += broken
            if broken and self.enforce:
                raise too_many(max(1, math.ceil(max(violation.wait for violation in broken))))
            self._count(chat_id, is_group)

    def _check(self, chat_id: int, is_group: bool) -> list[Violation]:
        now = self.clock()
        group = self._groups.get(chat_id, deque()) if is_group else deque()
        waits = {
            "30 a second in all": _window_wait(self._all, now, 1.0, self.per_second),
            "1 a second a chat": max(0.0, 1.0 - self._tokens(chat_id, now)),
            "20 a minute a group": _window_wait(group, now, 60.0, self.per_group_minute),
        }
        return [Violation(rule, chat_id, now, wait) for rule, wait in waits.items() if wait > self.slack]

    def _tokens(self, chat_id: int, now: float) -> float:
        tokens, at = self._chats.get(chat_id, (float(self.burst), now))
        return min(float(self.burst), tokens + now - at)

    def _count(self, chat_id: int, is_group: bool) -> None:
        now = self.clock()
        self._all.append(now)
        self._chats[chat_id] = (max(0.0, self._tokens(chat_id, now) - 1.0), now)
        if is_group:
            self._groups.setdefault(chat_id, deque()).append(now)


def _window_wait(times: deque[float], now: float, span: float, most: int) -> float:
    while times and times[0] <= now - span:
        times.popleft()
    return times[len(times) - most] + span - now if len(times) >= most else 0.0
