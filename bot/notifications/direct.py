"""The one door by which the bot writes to a chat unasked; as a broadcast does, after the answers."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import RetryAfter, TelegramError

from bot.gate import BROADCAST, Gate
from bot.handlers.replying import keyboard, patiently
from bot.render import Message

Send = Callable[[int, Message], Awaitable[None]]
"""Send a message to a chat; raises TelegramError where it did not go out."""


def sender(bot: Bot, gate: Gate | None = None) -> Send:
    """Return the door of a bot; through a gate, a message goes in the turn of broadcasts, or raises RetryAfter where that is far off."""

    async def send(chat_id: int, message: Message) -> None:
        parts, lane = message.parts(), dict[str, Any]()
        if gate is not None:
            if wait := await gate.turn(chat_id, len(parts)):
                raise RetryAfter(int(wait) + 1)
            lane = {"rate_limit_args": BROADCAST}
        for part in parts:
            await patiently(
                bot.send_message,
                chat_id,
                part.html,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(part),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                **lane,
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
