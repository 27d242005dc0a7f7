"""Handles for tests: persons who write, send files, tap buttons and block the bot."""

from __future__ import annotations

import re
from typing import Any, Protocol

from . import transcript
from .calls import Sent
from .errors import Json
from .markup import utf16
from .membership import change_bot
from .methods_media import keep, media_json
from .params import Params, Upload
from .state import CallbackQuery, State
from .strict import buttons
from .world import PRESENT, Chat, User

PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)"),
    "mention": re.compile(r"(?<![\w/@])@\w{4,32}"),
    "url": re.compile(r"https?://\S+"),
}


def entities_of(text: str) -> list[Json]:
    """The entities that Telegram finds by itself in what a person types."""
    found = []
    for kind, pattern in PATTERNS.items():
        found += [{"type": kind, "offset": utf16(text[: m.start()]), "length": utf16(m[0])} for m in pattern.finditer(text)]
    return sorted(found, key=lambda entity: entity["offset"])


class ChatHandle(Protocol):
    """Anything with a chat's id: a `Group`."""

    id: int


class Person:
    """A person with a private chat with the bot."""

    def __init__(self, state: State, user: User, timeout: float) -> None:
        """Wrap a user of the world."""
        self._state = state
        self._timeout = timeout
        self.user = user
        self.id = user.id

    async def say(
        self,
        text: str,
        chat: ChatHandle | None = None,
        reply_to: int | None = None,
        *,
        thread: int | None = None,
        expect: int | None = None,
        timeout: float | None = None,
        entities: list[Json] | None = None,
    ) -> list[Sent]:
        """Write a text and wait for `expect` visible calls there (by default 1, or 0 where the bot does not see the text)."""
        content: Json = {"text": text, "entities": (entities_of(text) + (entities or [])) or None}
        return await self.send(content, chat, reply_to, thread=thread, expect=expect, timeout=timeout)

    async def send_document(
        self, filename: str, data: bytes, caption: str | None = None, chat: ChatHandle | None = None, *, expect: int | None = None
    ) -> list[Sent]:
        """Send a file and wait as `say` does."""
        file_id = keep(self._state, Upload(filename, "application/octet-stream", data))
        content: Json = {"document": media_json(self._state, "document", file_id), "caption": caption}
        return await self.send(content, chat, expect=expect)

    async def send(
        self,
        content: Json,
        chat: ChatHandle | None = None,
        reply_to: int | None = None,
        *,
        thread: int | None = None,
        expect: int | None = None,
        timeout: float | None = None,
    ) -> list[Sent]:
        """Send any content (`{"sticker": …}`, `{"location": …}`) and wait as `say` does."""
        place = self._place(chat)
        if reply_to is not None:
            replied = place.messages[reply_to]
            content["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
            thread = thread or replied.get("message_thread_id")
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        start = len(self._state.log.calls)
        message = self._state.world.new_message(place, self.user, **content)
        transcript.person_message(place, message)
        delivered = self._deliver(place, "message", message)
        return await self.settled(place, start, int(delivered) if expect is None else expect, timeout)

    async def edit(self, message: int, text: str, chat: ChatHandle | None = None, *, expect: int = 0) -> list[Sent]:
        """Change a text sent before; wait for `expect` visible calls."""
        place = self._place(chat)
        start = len(self._state.log.calls)
        place.messages[message] |= {"text": text, "entities": entities_of(text), "edit_date": self._state.world.now()}
        transcript.person_message(place, place.messages[message])
        self._deliver(place, "edited_message", place.messages[message])
        return await self.settled(place, start, expect)

    def _deliver(self, place: Chat, kind: str, message: Json) -> bool:
        return self._state.world.sees(place, message) and self._state.update(kind, message, place.id) is not None

    async def tap(
        self, label: str, message: int | None = None, *, chat: ChatHandle | None = None, expect: int = 1, timeout: float | None = None
    ) -> list[Sent]:
        """Tap the button with this label in the newest message that has it; wait for the answer and `expect` messages or edits."""
        place = self._place(chat)
        ids = [message] if message is not None else sorted(place.messages, reverse=True)
        for message_id in ids:
            for button in _inline_buttons(place.messages.get(message_id, {})):
                if button["text"] == label:
                    return await self._press(place, place.messages[message_id], button, expect, timeout)
        if message is None and self._has_reply_key(place, label):
            return await self.say(label, chat, expect=expect, timeout=timeout)
        labels = [button["text"] for message_id in ids for button in _inline_buttons(place.messages.get(message_id, {}))]
        raise AssertionError(f"no button {label!r}; there are {labels}\n{transcript.whole(place)}")

    def _has_reply_key(self, place: Chat, label: str) -> bool:
        own = (call for call in reversed(self._state.log.calls) if call.chat_id == place.id and "reply_markup" in call.parameters)
        markups = (Params(dict(call.parameters)).structure("reply_markup") for call in own)
        newest: Json = next((markup for markup in markups if "keyboard" in markup or markup.get("remove_keyboard")), {})
        return "keyboard" in newest and any((label, "") in row for row in buttons(newest))

    async def tap_data(
        self, data: str, message: int | None = None, *, chat: ChatHandle | None = None, expect: int = 0, timeout: float | None = None
    ) -> list[Sent]:
        """Send a tap that no button may offer (forged or stale); wait for the answer and `expect` messages or edits."""
        place = self._place(chat)
        bot_id = self._state.world.bot.id
        own = [key for key, value in place.messages.items() if value.get("from", {}).get("id") == bot_id]
        chosen = message if message is not None else max(own, default=0)
        stale: Json = {"message_id": chosen, "date": 0, "chat": place.json()}
        return await self._query(place, place.messages.get(chosen, stale), data, data, expect, timeout)

    async def _press(self, place: Chat, message: Json, button: Json, expect: int, timeout: float | None) -> list[Sent]:
        if "callback_data" not in button:
            raise AssertionError(f"the button {button['text']!r} does not call the bot: {button}")
        return await self._query(place, message, button["text"], button["callback_data"], expect, timeout)

    async def _query(self, place: Chat, message: Json, label: str, data: str, expect: int, timeout: float | None) -> list[Sent]:
        state = self._state
        query = CallbackQuery(str(4_000_000_000 + len(state.queries)), place.id, state.world.clock())
        state.queries[query.id] = query
        start = len(state.log.calls)
        transcript.tap(place, self.user.first_name, label)
        sent = {"id": query.id, "from": self.user.json(), "message": dict(message), "chat_instance": str(place.id), "data": data}
        state.update("callback_query", sent, place.id)

        def ready() -> bool:
            return query.answered and len(state.log.since(start, place.id, with_answers=False)) >= expect

        if not await state.log.wait(ready, self._timeout if timeout is None else timeout):
            raise AssertionError(_late(state, place, f"an answer to the tap on {label!r} and {expect} messages"))
        return state.log.since(start, place.id)

    async def settled(self, place: Chat, start: int, expect: int, timeout: float | None = None) -> list[Sent]:
        """Wait for visible calls to a chat since a place in the log."""
        log = self._state.log

        def ready() -> bool:
            return len(log.since(start, place.id)) >= expect

        if expect and not await log.wait(ready, self._timeout if timeout is None else timeout):
            raise AssertionError(_late(self._state, place, f"{expect} messages of the bot"))
        return log.since(start, place.id)

    async def block(self) -> None:
        """Block the bot."""
        self._change("kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self._change("member")

    def deactivate(self) -> None:
        """Delete the account."""
        self.user.deactivated = True

    def _change(self, status: str) -> None:
        chat = self._state.world.chats[self.id]
        chat.known = True
        change_bot(self._state, chat, self.user, status)

    def _place(self, chat: ChatHandle | None) -> Chat:
        place = self._state.world.chats[chat.id if chat else self.id]
        if chat is None:
            if place.members[self._state.world.bot.id] == "kicked":
                raise AssertionError(f"{self.user.first_name} has blocked the bot")
            place.known = True
        elif place.members.get(self.id) not in PRESENT:
            place.members[self.id] = "member"
        return place


def make_user(state: State, timeout: float, first_name: str, *, id: int | None = None, started: bool = False, **details: Any) -> Person:
    """Make a person; `started` means that the bot may write first; details: last_name, username, language_code."""
    user = User(id or 1001 + len(state.world.users), first_name, **details)
    state.world.users[user.id] = user
    chat = Chat(user.id, "private", user=user, known=started, members={user.id: "member", state.world.bot.id: "member"})
    state.world.chats[chat.id] = chat
    return Person(state, user, timeout)


def _inline_buttons(message: Json) -> list[Json]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def _late(state: State, chat: Chat, wanted: str) -> str:
    refused = "\n".join(f"refused {call.method}: {call.description}" for call in state.log.refused[-5:])
    return f"waited in vain for {wanted}\n{refused}\nso far:\n{transcript.whole(chat)}"
