"""The gate that every call to Telegram passes: answers go first, a broadcast takes what is left, and only who must wait waits."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.notifications.outbox import Scope
from bot.notifications.pace import Pace

PACED = frozenset(
    "sendMessage sendPhoto sendDocument sendMediaGroup copyMessage forwardMessage "
    "editMessageText editMessageCaption editMessageReplyMarkup editMessageMedia deleteMessage".split()
)
"""The calls that count as messages; others pass at once, though their 429s are obeyed too."""
BROADCAST = "broadcast"
"""What a call of a broadcast gives as `rate_limit_args`, once `turn` has let it through."""
STALLED = 1.0
"""Seconds after which a message in flight no longer holds up the next: Telegram hangs, the others need not."""
SHORT = 1.5
"""Seconds that a broadcast stands waiting for one chat; where it takes longer, the delivery is put back."""
LONGEST_WAIT = 60.0
"""An answer that would have to wait longer is refused, as Telegram would."""


class Gate(BaseRateLimiter[Any]):
    """One for each process; a second process is told by Telegram's 429s."""

    def __init__(self, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """`pace` knows the limits."""
        self.pace = pace or Pace()
        self._clock = clock
        self._line = asyncio.Lock()
        self._flying: dict[object, float] = {}
        self._landed = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any | None,
    ) -> Any:
        """Let a call through when it may go, and learn from the reply."""
        chat = data.get("chat_id")
        number = chat if isinstance(chat, int) else 0
        if endpoint in PACED and rate_limit_args != BROADCAST:
            await self._answer(number)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self.refused(number, error)
            raise

    def refused(self, chat: int, error: RetryAfter) -> Scope:
        """Obey a 429."""
        return self.pace.refused(chat, seconds(error), self._clock())

    async def _answer(self, chat: int) -> None:
        """It needs no turn: the places that a broadcast leaves free are its own."""
        while (wait := self.pace.answer_wait(chat, self._clock())) > 0:
            if wait > LONGEST_WAIT:
                raise RetryAfter(int(wait) + 1)
            await asyncio.sleep(wait)
        self.pace.took(chat, self._clock(), answer=True)

    async def turn(self, chat: int, weight: int = 1) -> float:
        """Wait for a broadcast's turn and return 0; or return the seconds after which the chat may be tried again."""
        async with self._line:
            while True:
                now = self._clock()
                chat_wait, wait = self.pace.chat_wait(chat, now, weight), self.pace.turn_wait(now, weight)
                if max(chat_wait, self.pace.halted_for(now)) > SHORT:
                    return max(chat_wait, self.pace.halted_for(now))
                if self._crowded(now):
                    await self._landing()
                elif max(wait, chat_wait) > 0:
                    await asyncio.sleep(max(wait, chat_wait))
                else:
                    self.pace.took(chat, now, weight, answer=False)
                    return 0.0

    def flying(self, key: object, *, begins: bool) -> None:
        """Note that a message of a broadcast leaves, or that its fate is known and recorded."""
        if begins:
            self._flying[key] = self._clock()
        else:
            self.pace.replied(self._clock() - self._flying.pop(key))
            self._landed.set()

    def _crowded(self, now: float) -> bool:
        return sum(now - since < STALLED for since in self._flying.values()) >= self.pace.in_flight()

    async def _landing(self) -> None:
        self._landed.clear()
        try:
            await asyncio.wait_for(self._landed.wait(), STALLED / 8)
        except TimeoutError:
            return


def seconds(error: RetryAfter) -> float:
    """How long Telegram tells to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
