"""Chats that receive notices: they join, choose with buttons what they want, move, and leave."""

import logging
from dataclasses import replace

from telegram import Chat as Place
from telegram import ChatMember, ChatMemberUpdated, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import render, render_notices, subscribing
from bot.callbacks import Subscribe
from bot.handlers.replying import Context, desk, keyboard, reply, turn
from bot.notifications.announcement import directory
from bot.state.chats import ACTIVE, Chat

log = logging.getLogger(__name__)
_IN = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED)
_ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


async def membership(update: Update, context: Context) -> None:
    """Follow what becomes of the bot in a chat; greet a group once."""
    change = update.my_chat_member
    if change is None:
        return
    store, place = desk(context).store, change.chat
    held = await store.chats.get(place.id)
    state = _state(change)
    if place.type == Place.PRIVATE:
        if held is not None:
            await store.chats.mark(
                place.id, ACTIVE if state == ACTIVE and held.state == "kicked" else held.state if state == ACTIVE else state
            )
        return
    if held is not None and held.state == "off" and state == ACTIVE:
        return
    if held is None or state == ACTIVE:
        known = held or Chat(place.id, place.type, desk(context).now(), added_by=change.from_user.id)
        await store.chats.put(replace(known, id=place.id, kind=place.type, title=place.title or "", state=state))
    else:
        await store.chats.mark(held.id, state)
    if state == ACTIVE and place.type != Place.CHANNEL and await store.chats.introduce(place.id):
        greeting = render_notices.introduction(place.id, context.bot.username)
        try:
            await context.bot.send_message(place.id, greeting.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(greeting))
        except (BadRequest, Forbidden) as error:
            log.info("a group could not be greeted: %s", error.message)
        except TelegramError as error:
            log.warning("a group was not greeted; it will be at the next change of our rights there: %s", error.message)
            await store.chats.not_introduced(place.id)


def _state(change: ChatMemberUpdated) -> str:
    after = change.new_chat_member
    if after.status == ChatMember.BANNED:
        return "kicked"
    if after.status not in _IN:
        return "left"
    if change.chat.type == Place.CHANNEL:
        return ACTIVE if getattr(after, "can_post_messages", None) else "muted"
    return "muted" if after.status == ChatMember.RESTRICTED and not getattr(after, "can_send_messages", True) else ACTIVE


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup: its settings and deliveries follow. Both of Telegram's messages say so; once is enough."""
    message = update.effective_message
    if message is None:
        return
    store = desk(context).store
    if message.migrate_to_chat_id:
        await store.chats.migrate(message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await store.chats.migrate(message.migrate_from_chat_id, message.chat_id)


async def subscribe(update: Update, context: Context) -> None:
    """/dangky: what this chat receives; in a private chat also the groups and channels the person added the bot to."""
    place, user, message = update.effective_chat, update.effective_user, update.effective_message
    if place is None or user is None or message is None:
        return
    anonymous = message.sender_chat is not None and message.sender_chat.id == place.id  # Only administrators speak as the group.
    if not anonymous and not await _may(context, place.id, user.id):
        await reply(update, context, render.say("Chỉ quản trị viên của nhóm chọn được nhóm nhận thông báo gì."))
        return
    store = desk(context).store
    held = await store.chats.get(place.id)
    if held is None:
        private = place.type == Place.PRIVATE
        held = Chat(
            place.id, place.type, desk(context).now(), title=place.title or place.full_name or "", state="off" if private else ACTIVE
        )
        await store.chats.put(replace(held, introduced=True))
    others = await store.chats.added_by(user.id) if place.type == Place.PRIVATE else []
    await reply(update, context, render_notices.subscription(held, directory(), others))


async def open_settings(update: Update, context: Context, chat: int) -> None:
    """A deep link from a group: its settings, in the private chat, for its administrators."""
    held, user = await desk(context).store.chats.get(chat), update.effective_user
    if held is None or user is None or not await _may(context, held.id, user.id):
        await reply(update, context, render.say("Chỉ quản trị viên của nhóm chọn được nhóm nhận thông báo gì."))
        return
    await reply(update, context, render_notices.subscription(held, directory()))


async def choose(update: Update, context: Context, pressed: Subscribe) -> None:
    """Show choices or keep one; the right to do so is looked up at each press."""
    user, message = update.effective_user, update.effective_message
    store = desk(context).store
    held = await store.chats.get(pressed.chat)
    if user is None or held is None or not await _may(context, held.id, user.id):
        return
    if pressed.what and not pressed.value:
        await turn(update, context, render_notices.subscription_choices(held, pressed.what, directory()))
        return
    thread = message.message_thread_id if message and message.is_topic_message and message.chat_id == held.id else None
    changed = subscribing.choose(held, pressed.what, pressed.value, directory(), thread)
    if changed is not held:
        await store.chats.put(changed)
    if pressed.what == "topic":
        await turn(update, context, render_notices.subscription_choices(changed, "topic", directory()))
    else:
        await turn(update, context, render_notices.subscription(changed, directory()))


async def _may(context: Context, chat: int, user: int) -> bool:
    """Whether a person decides for a chat: in a group or channel, its administrators do."""
    if chat == user:
        return True
    try:
        return (await context.bot.get_chat_member(chat, user)).status in _ADMINS
    except TelegramError as error:
        log.info("who decides for a chat could not be looked up: %s", error.message)
        return False
