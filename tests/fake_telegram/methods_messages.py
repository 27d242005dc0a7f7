"""Methods about messages: send, edit, delete, copy, forward, pin, and the answer to a tap."""

from __future__ import annotations

from . import strict, transcript
from .errors import Json, bad_request
from .markup import Parsed, utf16
from .params import Params
from .state import Result, State, method
from .world import Chat

DELETABLE = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
UPLOADS = ("photo", "video", "voice", "document", "video_note")
RECORDINGS = ("video", "voice", "video_note")
CHAT_ACTIONS = {"typing", "choose_sticker", "find_location"} | {f"upload_{x}" for x in UPLOADS} | {f"record_{x}" for x in RECORDINGS}
COPIED = ("text", "entities", "caption", "caption_entities", "photo", "document")


def _entities(parsed: Parsed) -> list[Json] | None:
    return list(parsed.entities) or None


def _own_message(state: State, chat: Chat, params: Params) -> Json:
    found = chat.messages.get(params.integer("message_id"))
    if found is None:
        raise bad_request("message to edit not found")
    if chat.type != "channel" and found.get("from", {}).get("id") != state.world.bot.id:
        raise bad_request("message can't be edited")
    return found


@method("sendMessage")
def send_message(state: State, params: Params) -> Result:
    """Send a text."""
    chat = state.world.writable_chat(params.text("chat_id"))
    parsed = strict.message_text(params, state.escapes_required)
    markup = strict.inline_keyboard(params.structure("reply_markup"))
    return state.post(chat, params, "sendMessage", params.text("text"), text=parsed.text, entities=_entities(parsed), reply_markup=markup)


@method("editMessageText")
def edit_message_text(state: State, params: Params) -> Result:
    """Put another text and keyboard into a message of the bot."""
    chat = state.world.writable_chat(params.text("chat_id"))
    parsed = strict.message_text(params, state.escapes_required)
    markup = strict.inline_keyboard(params.structure("reply_markup"))
    message = _own_message(state, chat, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    changed = {"text": parsed.text, "entities": _entities(parsed), "reply_markup": markup}
    return _edit(state, chat, params, message, "editMessageText", params.text("text"), changed)


@method("editMessageCaption")
def edit_message_caption(state: State, params: Params) -> Result:
    """Put another caption under a photo or document of the bot."""
    chat = state.world.writable_chat(params.text("chat_id"))
    parsed = strict.caption(params, state.escapes_required)
    markup = strict.inline_keyboard(params.structure("reply_markup"))
    message = _own_message(state, chat, params)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    changed = {"caption": parsed.text or None, "caption_entities": _entities(parsed), "reply_markup": markup}
    return _edit(state, chat, params, message, "editMessageCaption", params.text("caption"), changed)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(state: State, params: Params) -> Result:
    """Put another keyboard under a message of the bot."""
    chat = state.world.writable_chat(params.text("chat_id"))
    markup = strict.inline_keyboard(params.structure("reply_markup"))
    message = _own_message(state, chat, params)
    return _edit(state, chat, params, message, "editMessageReplyMarkup", "", {"reply_markup": markup})


def _edit(state: State, chat: Chat, params: Params, message: Json, name: str, html: str, changed: Json) -> Json:
    if all(message.get(key) == value for key, value in changed.items()):
        raise bad_request(NOT_MODIFIED)
    for key, value in changed.items():
        message[key] = value
        if value is None:
            del message[key]
    message["edit_date"] = state.world.now()
    transcript.edited(chat, message)
    state.record(name, params, chat.id, message, html)
    return dict(message)


@method("deleteMessage")
def delete_message(state: State, params: Params) -> Result:
    """Delete a message; those of others only as an administrator (or in a private chat)."""
    chat = state.world.writable_chat(params.text("chat_id"))
    found = chat.messages.get(params.integer("message_id"))
    if found is None:
        raise bad_request("message to delete not found")
    own = found.get("from", {}).get("id") == state.world.bot.id
    if own and state.world.now() - int(found["date"]) > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    if not (own or chat.user or state.world.status(chat, state.world.bot.id) == "administrator"):
        raise bad_request("message can't be deleted")
    del chat.messages[found["message_id"]]
    transcript.note(chat, "deleted a message")
    state.record("deleteMessage", params, chat.id, {"message_id": found["message_id"]})
    return True


@method("answerCallbackQuery")
def answer_callback_query(state: State, params: Params) -> Result:
    """Answer a tap, once and soon."""
    query = state.queries.get(params.text("callback_query_id"))
    if query is None or query.answered or state.world.clock() - query.at > state.callback_ttl:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if utf16(text) > strict.ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    if text:
        transcript.note(state.world.chats[query.chat_id], f"answer: {text}")
    state.record("answerCallbackQuery", params, query.chat_id, text=text)
    return True


@method("sendChatAction")
def send_chat_action(state: State, params: Params) -> Result:
    """Show that the bot is busy."""
    chat = state.world.writable_chat(params.text("chat_id"))
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.record("sendChatAction", params, chat.id)
    return True


def _source(state: State, params: Params, what: str) -> Json:
    origin = state.world.find_chat(params.text("from_chat_id"))
    found = origin.messages.get(params.integer("message_id"))
    if found is None:
        raise bad_request(f"message to {what} not found")
    return found


@method("copyMessage")
def copy_message(state: State, params: Params) -> Result:
    """Send a copy without a link to the original."""
    chat = state.world.writable_chat(params.text("chat_id"))
    source = _source(state, params, "copy")
    content = {key: source[key] for key in COPIED if key in source}
    if "caption" in params.values and "text" not in source:
        parsed = strict.caption(params, state.escapes_required)
        content |= {"caption": parsed.text, "caption_entities": _entities(parsed)}
    markup = strict.inline_keyboard(params.structure("reply_markup"))
    message = state.post(chat, params, "copyMessage", "", reply_markup=markup, **content)
    return {"message_id": message["message_id"]}


@method("forwardMessage")
def forward_message(state: State, params: Params) -> Result:
    """Send a message on, with its origin."""
    chat = state.world.writable_chat(params.text("chat_id"))
    source = _source(state, params, "forward")
    content = {key: source[key] for key in COPIED if key in source}
    origin: Json = {"type": "user", "date": source["date"], "sender_user": source.get("from")}
    if "from" not in source:
        origin = {"type": "channel", "date": source["date"], "chat": source["chat"], "message_id": source["message_id"]}
    return state.post(chat, params, "forwardMessage", "", forward_origin=origin, **content)


@method("pinChatMessage")
def pin_chat_message(state: State, params: Params) -> Result:
    """Pin a message; in groups an administrator's right."""
    chat = _pinning_chat(state, params)
    if params.integer("message_id") not in chat.messages:
        raise bad_request("message to pin not found")
    chat.pinned.append(params.integer("message_id"))
    transcript.note(chat, "pinned a message")
    state.record("pinChatMessage", params, chat.id, {"message_id": params.integer("message_id")})
    return True


@method("unpinChatMessage")
def unpin_chat_message(state: State, params: Params) -> Result:
    """Unpin a message, the newest pinned one by default."""
    chat = _pinning_chat(state, params)
    wanted = params.optional_integer("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    state.record("unpinChatMessage", params, chat.id, {"message_id": wanted})
    return True


def _pinning_chat(state: State, params: Params) -> Chat:
    chat = state.world.writable_chat(params.text("chat_id"))
    if not chat.user and state.world.status(chat, state.world.bot.id) != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
