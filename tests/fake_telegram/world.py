"""The small Telegram world: users, chats, members, messages, and what of it the bot may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import ApiError, Json, bad_request, forbidden

Clock = Callable[[], float]
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    }
)
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
)
OTHER_RIGHTS = ("can_be_edited", "is_anonymous", "can_promote_members", "can_post_stories", "can_edit_stories", "can_delete_stories")


@dataclass
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        """The user as the Bot API shows it."""
        extras = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | {k: v for k, v in extras.items() if v}


@dataclass
class Chat:
    """A chat with its members and messages."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    user: User | None = None
    is_forum: bool = False
    known: bool = True
    deleted: bool = False
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    last_message_id: int = 0

    @property
    def is_group(self) -> bool:
        """Whether several people talk here."""
        return self.type in {"group", "supergroup"}

    def json(self) -> Json:
        """The chat as the Bot API shows it."""
        shown: Json = {"id": self.id, "type": self.type}
        if self.user:
            named = self.user.json()
            shown |= {key: named[key] for key in ("first_name", "last_name", "username") if key in named}
        extras: Json = {"title": self.title, "username": self.username, "is_forum": self.is_forum or None}
        return shown | {key: value for key, value in extras.items() if value is not None}


@dataclass
class World:
    """Everything that exists, and the rules on who may reach whom."""

    bot: User
    clock: Clock
    privacy_mode: bool = True
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the bot be a user like others."""
        self.users[self.bot.id] = self.bot

    def now(self) -> int:
        """The time in whole seconds."""
        return int(self.clock())

    def status(self, chat: Chat, user_id: int) -> str:
        """What a user is in a chat."""
        return chat.members.get(user_id, "left")

    def find_chat(self, chat_id: Any) -> Chat:
        """Find a chat by id or @username, or refuse."""
        text = str(chat_id if chat_id is not None else "").strip()
        if not text:
            raise bad_request("chat_id is empty")
        if text.startswith("@"):
            found = next((c for c in self.chats.values() if c.username and c.username.lower() == text[1:].lower()), None)
        else:
            found = self.chats.get(int(text)) if text.removeprefix("-").isdecimal() else None
        if found is None or not found.known:
            raise bad_request("chat not found")
        if found.migrated_to:
            wording = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, wording, migrate_to_chat_id=found.migrated_to)
        return found

    def writable_chat(self, chat_id: Any) -> Chat:
        """Find a chat where the bot may write, or refuse as Telegram does."""
        chat = self.find_chat(chat_id)
        status = self.status(chat, self.bot.id)
        if chat.user and chat.user.deactivated:
            raise forbidden("user is deactivated")
        if chat.user and status == "kicked":
            raise forbidden("bot was blocked by the user")
        if chat.deleted:
            raise forbidden("the group chat was deleted")
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if status not in PRESENT:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if chat.type == "channel" and status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def member_json(self, chat: Chat, user_id: int) -> Json:
        """A ChatMember object."""
        status = self.status(chat, user_id)
        shown: Json = {"status": status, "user": self.users[user_id].json()}
        if status == "administrator":
            shown |= dict.fromkeys(ADMIN_RIGHTS, True) | dict.fromkeys(OTHER_RIGHTS, False)
            if chat.type == "channel":
                shown |= {"can_post_messages": True, "can_edit_messages": True}
        elif status == "creator":
            shown["is_anonymous"] = False
        elif status == "kicked":
            shown["until_date"] = 0
        return shown

    def new_message(self, chat: Chat, sender: User | None, **content: Any) -> Json:
        """Make and keep a message; ids count per chat."""
        chat.last_message_id += 1
        message: Json = {"message_id": chat.last_message_id, "date": self.now(), "chat": chat.json()}
        if sender and chat.type != "channel":
            message["from"] = sender.json()
        if chat.type == "channel":
            message["sender_chat"] = chat.json()
        message |= {name: value for name, value in content.items() if value is not None}
        chat.messages[chat.last_message_id] = message
        return message

    def sees(self, chat: Chat, message: Json) -> bool:
        """Whether a message reaches the bot: the group privacy mode's rule."""
        status = self.status(chat, self.bot.id)
        if chat.user:
            return True
        if status not in PRESENT:
            return False
        if not self.privacy_mode or status == "administrator" or chat.type == "channel":
            return True
        if not SERVICE.isdisjoint(message):
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return replied == self.bot.id or self._is_command_for_bot(message)

    def _is_command_for_bot(self, message: Json) -> bool:
        units = str(message.get("text", message.get("caption", ""))).encode("utf-16-le")
        for entity in message.get("entities", []):
            if entity["type"] != "bot_command":
                continue
            start = entity["offset"] * 2
            command = units[start : start + entity["length"] * 2].decode("utf-16-le")
            _, _, addressee = command.partition("@")
            if addressee.lower() == str(self.bot.username).lower() or (not addressee and start == 0):
                return True
        return False
