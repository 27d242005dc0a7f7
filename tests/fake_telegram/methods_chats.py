"""Methods about the bot itself, its commands, and the chats it is in."""

from __future__ import annotations

import json
import re

from . import strict
from .errors import Json, bad_request
from .markup import utf16
from .membership import change_bot
from .params import Params
from .state import Result, State, method
from .world import PRESENT


@method("getMe")
def get_me(state: State, params: Params) -> Result:
    """Who the bot is."""
    abilities = {"can_join_groups": True, "can_read_all_group_messages": not state.world.privacy_mode}
    absent = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return state.world.bot.json() | abilities | dict.fromkeys(absent, False)


@method("close")
@method("logOut")
def close(state: State, params: Params) -> Result:
    """Nothing to do here."""
    return True


@method("setWebhook")
def set_webhook(state: State, params: Params) -> Result:
    """Take a webhook; an empty address removes it, one on this machine needs no TLS."""
    url = params.text("url")
    if url and not url.startswith(("https://", "http://127.0.0.1:")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if params.structure("allowed_updates") is not None:
        state.updates.allowed = frozenset(params.structure("allowed_updates"))
    if params.flag("drop_pending_updates"):
        state.updates.pending.clear()
    secret = params.text("secret_token")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    state.updates.set_webhook({"url": url, "secret_token": secret} if url else None)
    return True


@method("deleteWebhook")
def delete_webhook(state: State, params: Params) -> Result:
    """Forget the webhook."""
    if params.flag("drop_pending_updates"):
        state.updates.pending.clear()
    state.updates.set_webhook(None)
    return True


@method("getWebhookInfo")
def get_webhook_info(state: State, params: Params) -> Result:
    """Tell the webhook."""
    shown: Json = {"url": (state.updates.webhook or {}).get("url", ""), "has_custom_certificate": False}
    if state.updates.allowed:
        shown["allowed_updates"] = sorted(state.updates.allowed)
    if state.updates.failures:
        shown |= {"last_error_date": state.world.now(), "last_error_message": "Wrong response from the webhook"}
    return shown | {"pending_update_count": len(state.updates.pending)}


def _menu(state: State, params: Params) -> str:
    scope = params.structure("scope") or {"type": "default"}
    if "chat_id" in scope:
        scope = {**scope, "chat_id": state.world.find_chat(scope["chat_id"]).id}
    return json.dumps([scope, params.text("language_code")], sort_keys=True)


@method("setMyCommands")
def set_my_commands(state: State, params: Params) -> Result:
    """Set the menu of a scope and language."""
    state.commands[_menu(state, params)] = strict.commands(params.structure("commands"))
    state.record("setMyCommands", params, None)
    return True


@method("getMyCommands")
def get_my_commands(state: State, params: Params) -> Result:
    """Get the menu of a scope and language."""
    return state.commands.get(_menu(state, params), [])


@method("deleteMyCommands")
def delete_my_commands(state: State, params: Params) -> Result:
    """Remove the menu of a scope and language."""
    state.commands.pop(_menu(state, params), None)
    return True


def _profile(state: State, params: Params, name: str, limit: int) -> bool:
    text = params.text(name)
    if utf16(text) > limit:
        raise bad_request(f"{name} is too long")
    state.profile[f"{name}:{params.text('language_code')}"] = text
    return True


@method("setMyDescription")
def set_my_description(state: State, params: Params) -> Result:
    """Set what an empty chat shows."""
    return _profile(state, params, "description", 512)


@method("setMyShortDescription")
def set_my_short_description(state: State, params: Params) -> Result:
    """Set what the profile shows."""
    return _profile(state, params, "short_description", 120)


@method("getMyDescription")
def get_my_description(state: State, params: Params) -> Result:
    """Get what an empty chat shows."""
    return {"description": state.profile.get(f"description:{params.text('language_code')}", "")}


@method("getMyShortDescription")
def get_my_short_description(state: State, params: Params) -> Result:
    """Get what the profile shows."""
    return {"short_description": state.profile.get(f"short_description:{params.text('language_code')}", "")}


@method("getChat")
def get_chat(state: State, params: Params) -> Result:
    """Tell a chat in full."""
    chat = state.world.find_chat(params.text("chat_id"))
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False)}
    if chat.is_group:
        full["permissions"] = {"can_send_messages": True}
    return chat.json() | full


@method("getChatMember")
def get_chat_member(state: State, params: Params) -> Result:
    """Tell what a user is in a chat."""
    chat = state.world.find_chat(params.text("chat_id"))
    if params.integer("user_id") not in state.world.users:
        raise bad_request("user not found")
    return state.world.member_json(chat, params.integer("user_id"))


@method("getChatAdministrators")
def get_chat_administrators(state: State, params: Params) -> Result:
    """List a group's administrators, other bots left out."""
    chat = state.world.find_chat(params.text("chat_id"))
    if chat.user:
        raise bad_request("there are no administrators in the private chat")
    admins = [user_id for user_id, status in chat.members.items() if status in {"creator", "administrator"}]
    return [state.world.member_json(chat, user_id) for user_id in admins]


@method("getChatMemberCount")
def get_chat_member_count(state: State, params: Params) -> Result:
    """Count a chat's members."""
    chat = state.world.find_chat(params.text("chat_id"))
    return sum(status in PRESENT for status in chat.members.values())


@method("leaveChat")
def leave_chat(state: State, params: Params) -> Result:
    """Leave a group; Telegram tells the bot so by my_chat_member."""
    world = state.world
    chat = world.writable_chat(params.text("chat_id"))
    if chat.user:
        raise bad_request("chat member status can't be changed in private chats")
    change_bot(state, chat, world.bot, "left")
    state.record("leaveChat", params, chat.id)
    return True
