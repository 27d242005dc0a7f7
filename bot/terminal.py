"""The bot on a terminal: the real Application over a wire that prints and reads instead of calling HTTP."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlparse

from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.app import App, application
from bot.desk import Desk
from bot.plain import plain

TOKEN = "1:terminal"  # noqa: S105 - no server ever sees it.
_BOT = {"id": 1, "is_bot": True, "first_name": "motcua", "username": "motcua_bot"}
_USER = {"id": 2, "is_bot": False, "first_name": "Bạn", "language_code": "vi"}
_CHAT = {"id": 2, "type": "private", "first_name": "Bạn"}


class TerminalWire(BaseRequest):
    """Takes the calls a bot makes to Telegram, and shows them."""

    def __init__(self, show: Callable[[str], None]) -> None:
        """`show` prints one block of text."""
        self._show = show
        self._messages = 0
        self.buttons: list[tuple[dict[str, Any], dict[str, Any]]] = []
        """The buttons that can be pressed now, each with the message it hangs under."""

    @property
    def read_timeout(self) -> float | None:
        """A terminal never keeps one waiting."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """Answer a call as Telegram would."""
        called = urlparse(url).path.rsplit("/", 1)[-1]
        result = self._answer(called, request_data.parameters if request_data else {})
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _answer(self, called: str, given: Mapping[str, Any]) -> Any:
        match called:
            case "getMe":
                return _BOT
            case "sendMessage" | "editMessageText":
                return self._say(given)
            case "sendDocument" | "sendPhoto":
                return self._say({"text": f"[tệp đính kèm] {given.get('caption') or ''}"})
            case "answerCallbackQuery" if given.get("text"):
                self._show(str(given["text"]))
        return True

    def _say(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self._messages += 1
        text = plain(str(given["text"]))
        message = {"message_id": self._messages, "date": int(time.time()), "chat": _CHAT, "from": _BOT, "text": text}
        rows = (given.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        if buttons:
            self.buttons = [(button, message) for button in buttons]
            text += "\n\n" + "\n".join(f"[{i}] {_label(b)}" for i, b in enumerate(buttons, 1))
        self._show(text)
        return message


def _label(button: Mapping[str, Any]) -> str:
    return f"{button['text']}: {button['url']}" if "url" in button else str(button["text"])


class Terminal:
    """A chat of one person with the bot, on a terminal."""

    def __init__(self, desk: Desk, show: Callable[[str], None]) -> None:
        """`show` prints one block of text."""
        self._wire = TerminalWire(show)
        self._show = show
        self._updates = 0
        self._app: App = application(desk, TOKEN, self._wire)

    async def __aenter__(self) -> "Terminal":
        """Start the application."""
        await self._app.initialize()
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Stop it."""
        await self._app.shutdown()

    async def say(self, line: str) -> None:
        """Do what a typed line asks: press a button by its number, or say the words."""
        pressed = self._wire.buttons[int(line) - 1] if line.isdecimal() and 0 < int(line) <= len(self._wire.buttons) else None
        if pressed and "url" in pressed[0]:
            self._show(pressed[0]["url"])
            return
        self._updates += 1
        body = _press(*pressed) if pressed else _message(line or " ", self._updates)
        await self._app.process_update(Update.de_json({"update_id": self._updates, **body}, self._app.bot))


def _press(button: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    return {"callback_query": {"id": "1", "from": _USER, "chat_instance": "1", "data": button["callback_data"], "message": message}}


def _message(text: str, number: int) -> dict[str, Any]:
    message: dict[str, Any] = {"message_id": 1_000_000 + number, "date": int(time.time()), "chat": _CHAT, "from": _USER, "text": text}
    if text.startswith("/"):
        command = text.split()[0]
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    return {"message": message}
