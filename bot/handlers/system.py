"""/start and /help, presses that no longer mean anything, and errors."""

import logging

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot import render, render_menus
from bot.access import Role
from bot.callbacks import Show
from bot.handlers import ask, groups, importing, joining
from bot.handlers.replying import Context, desk, reply
from bot.handlers.who import actor
from bot.invitations import PREFIX

log = logging.getLogger(__name__)
STALE = "Nút này không còn dùng được. Bạn nhắn lại câu hỏi giúp mình nhé."
FAULT = "Xin lỗi, mình gặp trục trặc khi trả lời. Bạn thử lại sau ít phút; nếu vẫn lỗi, hãy xem trên Cổng Dịch vụ công."


async def start(update: Update, context: Context) -> None:
    """/start: greet; /start CODE (a deep link): tell the procedure. Telegram allows no full stop there: 1_001193 is 1.001193."""
    if context.args and context.args[0].startswith(PREFIX):
        await joining.opened(update, context, context.args[0])
        return
    code = context.args[0].replace("_", ".") if context.args else ""
    if code.startswith("nhom.") and code[5:].replace("m", "-").lstrip("-").isdecimal():
        await groups.open_settings(update, context, int(code[5:].replace("m", "-")))
        return
    if code and desk(context).assistant.snapshot.procedure(code):
        await ask.show(update, context, Show(code))
    else:
        await reply(update, context, render_menus.start())


async def phienban(update: Update, context: Context) -> None:
    """/phienban: the snapshot that is answered from."""
    held = desk(context).assistant
    await reply(update, context, render_menus.version(held.snapshot.info, len(held.local.rules), held.local.province))


async def unknown(update: Update, context: Context) -> None:
    """A command nobody knows."""
    await reply(update, context, render.say("Mình không có lệnh này. Gõ /help để xem các lệnh, hoặc cứ nhắn câu hỏi."))


async def wordless(update: Update, context: Context) -> None:
    """A photo, a sticker, a voice: nothing to read. An administrator's file: a plan."""
    document = update.effective_message.document if update.effective_message else None
    if document and (await actor(update, context)).role is Role.ADMIN:
        await importing.received(update, context, document)
        return
    await reply(update, context, render.say("Mình chỉ đọc được chữ. Bạn nhắn câu hỏi giúp mình; xin đừng gửi ảnh giấy tờ tùy thân."))


async def failed(update: object, context: Context) -> None:
    """Log what went wrong, tell the person, keep running. The person's words are not logged."""
    number = update.update_id if isinstance(update, Update) else None
    log.error("update %s failed", number, exc_info=context.error)
    if not isinstance(update, Update) or update.effective_chat is None or isinstance(context.error, Forbidden):
        return
    try:
        await reply(update, context, render.say(FAULT))
    except TelegramError:
        log.warning("update %s: the person could not be told either", number)
