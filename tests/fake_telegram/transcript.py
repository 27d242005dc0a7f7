"""A conversation as readable text, for golden files and for tests that fail."""

from __future__ import annotations

from typing import Any

from .errors import Json
from .strict import buttons
from .world import Chat


def rows(markup: Any) -> str:
    """Buttons as rows of `[label] [label]`."""
    return "\n".join(" ".join(f"[{label}]" for label, _ in row) for row in buttons(markup))


def person_message(chat: Chat, message: Json) -> None:
    """Write what a person said."""
    name = f"{message['from']['first_name']}: " if chat.is_group and "from" in message else ""
    said = f"{name}{_body(message)}"
    chat.lines.append("\n".join(f"> {line}" for line in said.split("\n")))


def tap(chat: Chat, name: str, label: str) -> None:
    """Write that a person tapped a button."""
    chat.lines.append(f"> {name + ': ' if chat.is_group else ''}[{label}]")


def bot_message(chat: Chat, message: Json, markup: Any) -> None:
    """Write a new message of the bot."""
    chat.lines.append(_with_rows(_body(message), message.get("reply_markup") or markup))


def edited(chat: Chat, message: Json) -> None:
    """Write what a message of the bot became."""
    chat.lines.append(_with_rows(f"(edited) {_body(message)}", message.get("reply_markup")))


def note(chat: Chat, what: str) -> None:
    """Write anything else, in brackets."""
    chat.lines.append(f"({what})")


def whole(chat: Chat) -> str:
    """The conversation so far."""
    return "\n\n".join(chat.lines) + ("\n" if chat.lines else "")


def _body(message: Json) -> str:
    text = str(message.get("text", message.get("caption", "")))
    if "document" in message:
        return f"(document {message['document'].get('file_name', '')}) {text}".rstrip()
    if "photo" in message:
        return f"(photo) {text}".rstrip()
    return text


def _with_rows(text: str, markup: Any) -> str:
    shown = rows(markup) if isinstance(markup, dict) else ""
    return f"{text}\n{shown}" if shown else text
