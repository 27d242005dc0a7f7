"""What Telegram refuses in a message, a keyboard or a list of commands, in its own words."""

from __future__ import annotations

import re
from typing import Any

from .calls import Buttons
from .errors import Json, bad_request
from .markup import MarkupError, Parsed, parse_html, trim, utf16
from .params import Params

TEXT_LIMIT, CAPTION_LIMIT, RAW_BYTES, ANSWER_LIMIT = 4096, 1024, 32_768, 200
BUTTONS_LIMIT, ROW_LIMIT, ENTITIES_LIMIT = 100, 8, 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def formatted(params: Params, name: str, escapes_required: bool) -> Parsed:
    """Parse a text parameter by its parse_mode or its explicit entities."""
    raw = params.text(name)
    if len(raw.encode()) > RAW_BYTES:
        raise bad_request("text is too long")
    mode = params.text("parse_mode").lower()
    if mode == "html":
        try:
            parsed = parse_html(raw, escapes_required)
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode in {"", "none"}:
        given = params.structure("caption_entities" if name == "caption" else "entities")
        parsed = Parsed(raw, tuple(given or ()))
    else:
        raise bad_request("unsupported parse_mode")
    parsed = trim(parsed)
    return Parsed(parsed.text, parsed.entities[:ENTITIES_LIMIT])


def message_text(params: Params, escapes_required: bool) -> Parsed:
    """The text of a message, or a refusal."""
    parsed = formatted(params, "text", escapes_required)
    if not parsed.text:
        raise bad_request("message text is empty")
    if utf16(parsed.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return parsed


def caption(params: Params, escapes_required: bool) -> Parsed:
    """The caption of a photo or document, or a refusal."""
    parsed = formatted(params, "caption", escapes_required)
    if utf16(parsed.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return parsed


def inline_keyboard(markup: Any) -> Json | None:
    """Check a reply markup; give it back as Telegram keeps it, None where there is no inline keyboard."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_button(button: Json) -> None:
    wrong = "can't parse inline keyboard button: "
    if not str(button.get("text", "")).strip():
        raise bad_request(f"{wrong}Text must be non-empty")
    actions = [action for action in ACTIONS if button.get(action) is not None]
    if not actions:
        raise bad_request(f"{wrong}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{wrong}Exactly one of the optional fields must be used, found {', '.join(actions)}")
    if actions == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not re.match(r"(https?://[^\s/.]+\.[^\s]+|https?://(localhost|\d)[^\s]*|tg://\S+)$", str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def buttons(markup: Any) -> Buttons:
    """Rows of (label, data or url or the empty string) of any keyboard."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(button: Any) -> tuple[str, str]:
    if isinstance(button, str):
        return button, ""
    return str(button["text"]), str(button.get("callback_data") or button.get("url") or "")


def commands(given: Any) -> list[Json]:
    """A list of bot commands, or a refusal."""
    if not isinstance(given, list):
        raise bad_request("can't parse commands JSON object")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in given:
        if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16(str(command.get("description", "")).strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return [{"command": c["command"].removeprefix("/"), "description": c["description"].strip()} for c in given]
