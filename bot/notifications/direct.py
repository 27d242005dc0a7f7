"""The one door by which the bot writes to a chat unasked; an outbox may take it over."""

from collections.abc import Awaitable, Callable

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.handlers.replying import keyboard, patiently
from bot.render import Message

Send = Callable[[int, Message], Awaitable[None]]
"""Send a message to a chat; raises TelegramError where it did not go out."""


def sender(bot: Bot) -> Send:
    """Return the door of a bot."""

    async def send(chat_id: int, message: Message) -> None:
        for part in message.parts():
            await patiently(
                bot.send_message,
                chat_id,
                part.html,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(part),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

    return send


async def inform(bot: Bot, chats: frozenset[int], message: Message) -> None:
    """Send a message to several chats; one that cannot be reached does not matter to the others."""
    send = sender(bot)
    for chat in sorted(chats):
        try:
            await send(chat, message)
        except TelegramError:
            continue
