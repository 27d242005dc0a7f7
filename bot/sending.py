"""Writing to people who have not just asked: paced, patient, never twice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TypeAlias

import httpx
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.handlers.replying import keyboard
from bot.render import Message

log = logging.getLogger(__name__)
PER_SECOND = 20
"""Messages a second: below Telegram's 30, so that answers find room."""
PATIENCE = 30.0
"""The longest pause between two tries while Telegram cannot be reached, in seconds."""
_GONE = ("chat not found", "user not found", "peer_id_invalid")


class Outcome(Enum):
    """How a message fared."""

    SENT = "Telegram took it"
    GONE = "the person has blocked the bot, or is no more"
    LOST = "Telegram refused it, or may have taken it: not tried again"
    STOPPED = "surely not sent: we were asked to stop"


Send: TypeAlias = Callable[[int, Message], Awaitable[Outcome]]


@dataclass(slots=True)
class Pace:
    """A place in time for each message, so many `per_second`."""

    per_second: float = PER_SECOND
    free: float = 0.0
    """When the next may go, in seconds of the caller's clock."""

    def wait(self, now: float) -> float:
        """Take the next place; return the seconds until it."""
        at = max(now, self.free)
        self.free = at + 1 / self.per_second
        return at - now


class Sender:
    """Sends until asked to stop."""

    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        """`pace`: shared by all that this program sends unasked."""
        self._bot, self._pace, self._stop = bot, pace or Pace(), asyncio.Event()

    @property
    def stopped(self) -> bool:
        """Whether to send no more."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Send no more after what is under way."""
        self._stop.set()

    async def send(self, chat_id: int, message: Message) -> Outcome:
        """Send a message when its turn comes, as patiently as Telegram asks; raises nothing of Telegram's."""
        for i, part in enumerate(message.parts()):
            outcome = await self._part(chat_id, part)
            if outcome is not Outcome.SENT:
                return Outcome.LOST if i and outcome is Outcome.STOPPED else outcome
        return Outcome.SENT

    async def _part(self, chat_id: int, part: Message) -> Outcome:
        pause = 1.0
        while True:
            await self.rest(self._pace.wait(asyncio.get_running_loop().time()))
            if self.stopped:
                return Outcome.STOPPED
            try:
                await self._bot.send_message(
                    chat_id,
                    part.html,
                    ParseMode.HTML,
                    reply_markup=keyboard(part),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            except RetryAfter as error:
                await self.rest(seconds(error))
            except TelegramError as error:
                if not _untaken(error):
                    return _refused(error)
                await self.rest(pause)
                pause = min(PATIENCE, pause * 2)
            else:
                return Outcome.SENT

    async def rest(self, span: float) -> None:
        """Wait so many seconds, or less when asked to stop."""
        try:
            async with asyncio.timeout(span):
                await self._stop.wait()
        except TimeoutError:
            return


def seconds(error: RetryAfter) -> float:
    """How long Telegram tells us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _untaken(error: TelegramError) -> bool:
    """Whether Telegram has surely not taken the message, and may later: it could not be reached, or failed by itself."""
    match error:
        case BadRequest():
            return False
        case InvalidToken():
            return True  # The poller meets it too and ends the program: who was not told yet is told after the token is mended.
        case TimedOut():
            return isinstance(error.__cause__, httpx.ConnectTimeout | httpx.PoolTimeout)
        case NetworkError():
            # Without a cause, or with a page that is no JSON, it is Telegram's own 5xx.
            return error.__cause__ is None or isinstance(error.__cause__, httpx.ConnectError | TelegramError)
    return False


def _refused(error: TelegramError) -> Outcome:
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and any(sign in error.message.lower() for sign in _GONE)):
        return Outcome.GONE
    log.warning("a notice was refused, or may have arrived, and is not sent again: %s", type(error).__name__)
    return Outcome.LOST
