"""/diachi: what became of an old address or agency; and the same within a question."""

import asyncio

from telegram import Update

from bot import placing
from bot.handlers.replying import Context, desk, reply
from knowledge import gazetteer, whereabouts
from knowledge.whereabouts import Asked


async def diachi(update: Update, context: Context) -> None:
    """/diachi …: today's commune, province or agency; alone, as a reply, it reads the replied message; else it says how it is used."""
    here, text, message = desk(context), " ".join(context.args or ()), update.effective_message
    if not text and message and message.reply_to_message:
        text = message.reply_to_message.text or ""
    if not text or update.effective_chat is None or update.effective_user is None:
        await reply(update, context, placing.usage())
        return
    await asyncio.to_thread(gazetteer.load)
    _, person = await here.store.recall(update.effective_chat.id, update.effective_user.id)
    about = whereabouts.became(text, person.province or here.settings.province, here.today())
    await reply(update, context, placing.page(about))


async def asked(text: str, context: Context, province: str) -> Asked | None:
    """Return what a question says of old places and agencies; the map is read without holding up other chats."""
    await asyncio.to_thread(gazetteer.load)
    return whereabouts.asked(text, province, desk(context).today())
