"""Changes of membership, and the updates that tell of them."""

from __future__ import annotations

from .errors import Json
from .state import State
from .world import Chat, User


def change_bot(state: State, chat: Chat, by: User, status: str) -> None:
    """Change what the bot is in a chat and tell it by my_chat_member."""
    before = state.world.member_json(chat, state.world.bot.id)
    chat.members[state.world.bot.id] = status
    tell_change(state, chat, by, before, state.world.bot.id, "my_chat_member")


def tell_change(state: State, chat: Chat, by: User, before: Json, user_id: int, kind: str) -> None:
    """Tell the bot that somebody became something else."""
    after = state.world.member_json(chat, user_id)
    change = {"chat": chat.json(), "from": by.json(), "date": state.world.now(), "old_chat_member": before, "new_chat_member": after}
    state.update(kind, change, chat.id)
