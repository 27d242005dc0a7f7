"""How fast we may speak: Telegram's limits as arithmetic on moments; it knows no clock and waits for nobody."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

from bot.notifications.outbox import Scope


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's limits: so many messages a `second` in all, one a `chat_gap` a chat, so many a `minute` a group (spans in seconds)."""

    per_second: int = 30
    per_minute: int = 20
    second: float = 1.0
    minute: float = 60.0
    chat_gap: float = 1.0
    burst: int = 3
    """So many answers in a row may go to a chat: Telegram tolerates short bursts."""

    def faster(self, times: float) -> "Limits":
        """The same limits with time running faster, for tests."""
        return Limits(self.per_second, self.per_minute, self.second / times, self.minute / times, self.chat_gap / times, self.burst)


GUARD = 0.02
"""A chat's spans are taken longer by this part: messages may arrive closer together than they left."""
RESERVE = 1
"""So many places of each second a broadcast leaves free, so that an answer never waits; more while people are asking."""
CATCH_UP = 5
"""So many messages a broadcast may send at once after it was held up."""


@dataclass(slots=True)
class _Chat:
    times: deque[float] = field(default_factory=deque)
    halted: float = 0.0


@dataclass(slots=True)
class Pace:
    """What was sent lately, and what it allows now. Moments are seconds of any clock that never goes back."""

    limits: Limits = field(default_factory=Limits)
    most: int = 1
    """The most messages of a broadcast in flight: so many may be doubled where the program is killed."""
    _all: deque[float] = field(default_factory=deque)
    _answers: deque[float] = field(default_factory=deque)
    _chats: dict[int, _Chat] = field(default_factory=dict)
    _halted: float = 0.0
    _next: float = 0.0
    _refusals: deque[tuple[float, int]] = field(default_factory=deque)
    _latency: float = 0.0

    def answer_wait(self, chat: int, now: float) -> float:
        """Seconds until an answer may go: it waits for the limits alone, never for a broadcast's turn."""
        held = self._chats.get(chat)
        halted = max(self._halted, held.halted if held else 0.0) - now
        return max(0.0, halted, self._full(self.limits.per_second, 1, now), self._chat_full(chat, 1, now, self.limits.burst))

    def chat_wait(self, chat: int, now: float, weight: int = 1) -> float:
        """Seconds until the chat itself may get a message of a broadcast."""
        held = self._chats.get(chat)
        return max(0.0, (held.halted if held else 0.0) - now, self._chat_full(chat, weight, now, 1))

    def turn_wait(self, now: float, weight: int = 1) -> float:
        """Seconds until a broadcast's next message may go: evenly spread, with room left for answers."""
        asked = len(_recent(self._answers, now - self.limits.second))
        room = max(1, self.limits.per_second - RESERVE - min(2, asked))
        return max(0.0, self._halted - now, self._next - now, self._full(room, min(weight, room), now))

    def halted_for(self, now: float) -> float:
        """Seconds for which Telegram told us to be silent everywhere."""
        return max(0.0, self._halted - now)

    def took(self, chat: int, now: float, weight: int = 1, *, answer: bool) -> None:
        """Count what goes out now."""
        self._all.extend([now] * weight)
        self._chats.setdefault(chat, _Chat()).times.extend([now] * weight)
        if answer:
            self._answers.append(now)
        else:
            gap = self.limits.second / (self.limits.per_second - RESERVE)
            self._next = max(self._next, now - CATCH_UP * gap) + weight * gap
        if len(self._chats) > 4 * self.limits.per_second * 60:
            self._forget(now)

    def refused(self, chat: int, seconds: float, now: float) -> Scope:
        """Count a 429: it holds for that chat; when a second chat is refused in the same moment, it is meant for all."""
        held = self._chats.setdefault(chat, _Chat())
        held.halted = max(held.halted, now + seconds)
        while self._refusals and self._refusals[0][0] < now - self.limits.second:
            self._refusals.popleft()
        self._refusals.append((now, chat))
        if len({refused for _, refused in self._refusals}) < 2:
            return Scope.CHAT
        self._halted = max(self._halted, now + seconds)
        return Scope.ALL

    def replied(self, seconds: float) -> None:
        """Learn how long it takes until a message's fate is recorded; a single slow reply counts little."""
        known = self._latency or seconds
        self._latency = known + 0.05 * (min(seconds, 4 * known) - known)

    def in_flight(self) -> int:
        """How many messages must be in flight to hold the pace: one where Telegram replies before the next is due."""
        return min(self.most, max(1, ceil(self._latency * self.limits.per_second / self.limits.second)))

    def _full(self, most: int, weight: int, now: float) -> float:
        times = _recent(self._all, now - self.limits.second)
        over = len(times) + weight - most
        return times[over - 1] + self.limits.second - now if over > 0 else 0.0

    def _chat_full(self, chat: int, weight: int, now: float, burst: int) -> float:
        held = self._chats.get(chat)
        if held is None or not held.times:
            return 0.0
        guard = 1 + GUARD
        times = _recent(held.times, now - guard * self.limits.minute)
        waits = [0.0]
        if len(times) >= burst:
            waits.append(times[-burst] + guard * self.limits.chat_gap * burst - now)
        if chat < 0 and (over := len(times) + weight - self.limits.per_minute) > 0 and times:
            waits.append(times[min(over, len(times)) - 1] + guard * self.limits.minute - now)
        return max(waits)

    def _forget(self, now: float) -> None:
        old = [chat for chat, held in self._chats.items() if not _recent(held.times, now - 2 * self.limits.minute) and held.halted < now]
        for chat in old:
            del self._chats[chat]


def _recent(times: deque[float], since: float) -> deque[float]:
    while times and times[0] <= since:
        times.popleft()
    return times
