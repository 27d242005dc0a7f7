"""Sending a Message in answer to an update, in the place and the topic it came from."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter
from telegram.ext import ContextTypes

from bot.callbacks import pack
from bot.desk import Desk
from bot.render import Button, Message

Context = ContextTypes.DEFAULT_TYPE
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
LONGEST_WAIT = 60.0
"""Told to wait longer than this many seconds, the answer is given up: the person has gone on by then."""


def desk(context: Context) -> Desk:
    """The desk the application was made with."""
    held: Desk = context.bot_data["desk"]
    return held


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Return the buttons in Telegram's form."""
    return InlineKeyboardMarkup([[_button(b) for b in row] for row in message.buttons]) if message.buttons else None


def _button(button: Button) -> InlineKeyboardButton:
    if isinstance(button.to, str):
        return InlineKeyboardButton(button.label, url=button.to)
    return InlineKeyboardButton(button.label, callback_data=pack(button.to))


async def reply(update: Update, context: Context, message: Message) -> None:
    """Send a Message, in as many parts as Telegram needs; in a group, as a reply to what was asked."""
    chat, asked = update.effective_chat, update.effective_message
    if chat is None:
        return
    quoted = ReplyParameters(asked.message_id, allow_sending_without_reply=True) if asked and chat.type != chat.PRIVATE else None
    for i, part in enumerate(message.parts()):
        await patiently(
            context.bot.send_message,
            chat.id,
            part.html,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(part),
            link_preview_options=_NO_PREVIEW,
            message_thread_id=asked.message_thread_id if asked and asked.is_topic_message else None,
            reply_parameters=quoted if i == 0 else None,
        )


async def patiently(call: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> None:
    """Make a call to Telegram; told to wait, wait as long as told and try once more. Only this chat waits."""
    try:
        await call(*args, **kwargs)
    except RetryAfter as error:
        wait = error.retry_after if isinstance(error.retry_after, int) else error.retry_after.total_seconds()
        if wait > LONGEST_WAIT:
            raise
        await asyncio.sleep(wait)
        await call(*args, **kwargs)


async def turn(update: Update, context: Context, message: Message) -> None:
    """Replace the message whose button was pressed, where the new one fits into it; else send it."""
    query, parts = update.callback_query, message.parts()
    if query is None or query.message is None or len(parts) != 1:
        await reply(update, context, message)
        return
    try:
        await query.edit_message_text(parts[0].html, ParseMode.HTML, reply_markup=keyboard(parts[0]), link_preview_options=_NO_PREVIEW)
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            await reply(update, context, message)
