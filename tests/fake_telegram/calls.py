"""The record of what the bot sent, and waiting for it without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Buttons = tuple[tuple[tuple[str, str], ...], ...]
VISIBLE = frozenset(
    {
        "sendMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
        "sendPhoto",
        "sendDocument",
        "sendMediaGroup",
        "copyMessage",
        "forwardMessage",
    }
)
ANSWER = "answerCallbackQuery"


@dataclass(frozen=True)
class Sent:
    """One accepted call of the bot."""

    method: str
    chat_id: int | None
    message_id: int | None = None
    text: str = ""
    html: str = ""
    buttons: Buttons = ()
    reply_to: int | None = None
    thread_id: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """All labels of the buttons, in reading order."""
        return [label for row in self.buttons for label, _ in row]


@dataclass(frozen=True)
class Refused:
    """One call that was answered with an error."""

    method: str
    code: int
    description: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class CallLog:
    """All calls so far."""

    calls: list[Sent] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def notify(self) -> None:
        """Wake those who wait for a call."""
        async with self.changed:
            self.changed.notify_all()

    async def wait(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait until `ready()`; False when the time is over."""
        try:
            async with asyncio.timeout(timeout), self.changed:
                await self.changed.wait_for(ready)
        except TimeoutError:
            return False
        return True

    async def until(self, ready: Callable[[], bool]) -> None:
        """Wait until `ready()`, however long."""
        async with self.changed:
            await self.changed.wait_for(ready)

    def since(self, start: int, chat_id: int, with_answers: bool = True) -> list[Sent]:
        """Visible calls to a chat since a place in the log."""
        methods = VISIBLE | {ANSWER} if with_answers else VISIBLE
        return [call for call in self.calls[start:] if call.chat_id == chat_id and call.method in methods]
