"""All that one fake Telegram knows, and the few verbs that its methods share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import transcript
from .calls import CallLog, Sent
from .errors import Json, bad_request
from .faults import Faults
from .limits import Limits
from .params import Params, Upload
from .strict import buttons
from .updates import UpdateQueue
from .world import Chat, World


@dataclass
class CallbackQuery:
    """A button tapped: whose, where, when, and whether the bot has answered."""

    id: str
    chat_id: int
    at: float
    answered: bool = False


@dataclass
class State:
    """The world, the queue of updates and the records of one server."""

    world: World
    limits: Limits
    escapes_required: bool = True
    callback_ttl: float = 30.0
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    log: CallLog = field(default_factory=CallLog)
    faults: Faults = field(default_factory=Faults)
    flooded_until: float = 0.0
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)

    def update(self, kind: str, payload: Json, chat_id: int) -> int | None:
        """Queue an update, twice if a fault says so."""
        if not self.updates.wants(kind):
            return None
        duplicate = self.faults.for_update(kind, chat_id)
        return self.updates.put(kind, payload, copies=2 if duplicate else 1)

    def post(self, chat: Chat, params: Params, method: str, html: str, **content: Any) -> Json:
        """Send a message of the bot: check reply, topic and limits, keep it, record the call."""
        content["reply_to_message"], reply_thread = replied(chat, params)
        thread = thread_of(chat, params) or reply_thread
        album = content.get("media_group_id")
        before = chat.messages.get(chat.last_message_id, {}).get("media_group_id")
        self.limits.take(chat.id, chat.is_group, follows=album is not None and album == before)
        if thread:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        message = self.world.new_message(chat, self.world.bot, **content)
        transcript.bot_message(chat, message, params.structure("reply_markup"))
        self.record(method, params, chat.id, message, html)
        return message

    def record(self, method: str, params: Params, chat_id: int | None, message: Json | None = None, html: str = "", text: str = "") -> None:
        """Write an accepted call down."""
        shown = message or {}
        self.log.calls.append(
            Sent(
                method=method,
                chat_id=chat_id,
                message_id=shown.get("message_id"),
                text=text or str(shown.get("text", shown.get("caption", ""))),
                html=html,
                buttons=buttons(shown.get("reply_markup") or params.structure("reply_markup")),
                reply_to=shown.get("reply_to_message", {}).get("message_id"),
                thread_id=shown.get("message_thread_id"),
                parameters=dict(params.values),
            )
        )


def replied(chat: Chat, params: Params) -> tuple[Json | None, int | None]:
    """The message replied to and its topic, or a refusal."""
    given = params.structure("reply_parameters") or {}
    target = int(given.get("message_id", 0)) or params.integer("reply_to_message_id")
    if not target:
        return None, None
    found = chat.messages.get(target)
    if found is None:
        if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    flat = {name: value for name, value in found.items() if name != "reply_to_message"}
    return flat, found.get("message_thread_id") if found.get("is_topic_message") else None


def thread_of(chat: Chat, params: Params) -> int | None:
    """The topic asked for, or a refusal; General is addressed by no id at all."""
    thread = params.optional_integer("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread


Result = Json | bool | int | list[Json]
Method = Callable[[State, Params], Result]
METHODS: dict[str, tuple[str, Method]] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a method of the Bot API; names are case-insensitive there."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register
