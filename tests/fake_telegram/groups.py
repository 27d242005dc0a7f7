"""Handles for tests: groups and channels that take the bot in, throw it out and migrate."""

from __future__ import annotations

from typing import Any

from . import transcript
from .calls import Sent
from .errors import Json
from .membership import change_bot, tell_change
from .people import Person
from .state import State
from .world import Chat, User


class Group:
    """A group, supergroup or channel; its id changes when it migrates."""

    def __init__(self, state: State, chat: Chat) -> None:
        """Wrap a chat of the world."""
        self._state = state
        self.id = chat.id
        self.old_id: int | None = None

    @property
    def chat(self) -> Chat:
        """The chat behind the handle."""
        return self._state.world.chats[self.id]

    async def join_bot(self, by: Person, *, expect: int = 0) -> list[Sent]:
        """Add the bot; wait for `expect` visible calls."""
        self.chat.members.setdefault(by.id, "creator" if not self.chat.members else "member")
        start = len(self._state.log.calls)
        self.chat.known = True
        change_bot(self._state, self.chat, by.user, "administrator" if self.chat.type == "channel" else "member")
        if self.chat.is_group:
            self.service(by.user, new_chat_members=[self._state.world.bot.json()])
        return await by.settled(self.chat, start, expect)

    async def kick_bot(self, by: Person) -> None:
        """Throw the bot out."""
        change_bot(self._state, self.chat, by.user, "kicked")

    async def promote_bot(self, by: Person) -> None:
        """Make the bot an administrator, who sees everything."""
        change_bot(self._state, self.chat, by.user, "administrator")

    async def demote_bot(self, by: Person) -> None:
        """Make the bot a plain member again."""
        change_bot(self._state, self.chat, by.user, "member")

    async def delete(self) -> None:
        """Delete the group."""
        self.chat.deleted = True

    def set_status(self, person: Person, status: str) -> None:
        """Make a person creator, administrator, member, left or kicked (chat_member is sent to an administrator bot)."""
        before = self._state.world.member_json(self.chat, person.id)
        self.chat.members[person.id] = status
        if self._state.world.status(self.chat, self._state.world.bot.id) == "administrator":
            tell_change(self._state, self.chat, person.user, before, person.id, "chat_member")

    def topic(self, name: str) -> int:
        """Open a topic; give its thread id."""
        message = self.service(None, forum_topic_created={"name": name, "icon_color": 7322096})
        thread: int = message["message_id"]
        self.chat.topics[thread] = name
        return thread

    async def post(self, text: str) -> None:
        """Publish in a channel."""
        message = self._state.world.new_message(self.chat, None, text=text)
        transcript.person_message(self.chat, message)
        if self._state.world.sees(self.chat, message):
            self._state.update("channel_post", message, self.id)

    def service(self, by: User | None, **content: Any) -> Json:
        """Put a service message, which every bot in the group sees."""
        message = self._state.world.new_message(self.chat, by, **content)
        if self._state.world.sees(self.chat, message):
            self._state.update("message", message, self.id)
        return message

    async def migrate(self) -> int:
        """Become a supergroup with a new id, with both service messages; give the new id."""
        old, world = self.chat, self._state.world
        new = Chat(-1_002_000_000_000 + old.id, "supergroup", old.title, members=dict(old.members), lines=old.lines)
        world.chats[new.id] = new
        self.service(None, migrate_to_chat_id=new.id)
        self.old_id, self.id = old.id, new.id
        old.migrated_to = new.id
        self.service(None, migrate_from_chat_id=old.id)
        return new.id


def make_chat(state: State, title: str, kind: str, *, id: int | None = None, **details: Any) -> Group:
    """Make a group, supergroup or channel that the bot has not joined."""
    number = 1 + sum(chat.user is None for chat in state.world.chats.values())
    chat = Chat(id or (-4_000_000 - number if kind == "group" else -1_001_000_000_000 - number), kind, title, known=False, **details)
    state.world.chats[chat.id] = chat
    return Group(state, chat)
