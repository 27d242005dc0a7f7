"""Questions: free text in private chats, /hoi and replies in groups, deep links and the buttons of an answer."""

import logging
import time

from telegram import Update

from bot import placing, render
from bot.callbacks import Show
from bot.handlers import follow, places, tasks
from bot.handlers.replying import Context, desk, reply
from knowledge.answering import Found
from knowledge.conversation import Context as Talk
from knowledge.task_intent import about_tasks

log = logging.getLogger(__name__)


async def question(update: Update, context: Context) -> None:
    """Answer a text."""
    message = update.effective_message
    await answer(update, context, (message.text or message.caption or "") if message else "")


async def hoi(update: Update, context: Context) -> None:
    """/hoi …: a question in a group; alone, as a reply, it asks what the replied message says."""
    text = " ".join(context.args or ())
    message = update.effective_message
    if not text and message and message.reply_to_message:
        text = message.reply_to_message.text or ""
    await answer(update, context, text)


async def answer(update: Update, context: Context, text: str) -> None:
    """Answer `text` as said by the update's person in its chat."""
    if update.effective_chat is None or update.effective_user is None:
        return
    if await tasks.followed(update, context, text):
        return
    meant = await tasks.with_own(update, context, text)
    if about_tasks(meant):
        await tasks.answer(update, context, meant)
        return
    began = time.perf_counter()
    here, chat, user = desk(context), update.effective_chat.id, update.effective_user.id
    talk, person = await here.store.recall(chat, user)
    province = person.province or here.settings.province
    place = await places.asked(text, context, province)
    if place and place.alone:
        await reply(update, context, placing.page(place.about))
        log.info("%s ms=%.1f", type(place.about).__name__, 1000 * (time.perf_counter() - began))
        return
    said = here.assistant.reply(place.rest if place else text, talk, here.now(), province)
    told = render.answer(said, here.assistant, here.settings, person, here.today())
    told = await follow.offered(update, context, told, said.answer)
    await reply(update, context, placing.beside(told, place.about, said.answer) if place else told)
    await here.store.remember(chat, user, said.context)
    log.info(
        "%s confidence=%.2f snapshot=%s ms=%.1f",
        type(said.answer).__name__,
        said.confidence,
        here.assistant.snapshot.info.version,
        1000 * (time.perf_counter() - began),
    )


async def show(update: Update, context: Context, pressed: Show) -> None:
    """Tell the procedure of a button or a deep link, and remember that it is talked about."""
    here = desk(context)
    if update.effective_chat is None or update.effective_user is None:
        return
    chat, user = update.effective_chat.id, update.effective_user.id
    _, person = await here.store.recall(chat, user)
    aspects = (pressed.aspect,) if pressed.aspect else ()
    found = Found(pressed.code, aspects)
    told = render.told(found, None, here.assistant, here.settings, person, here.today())
    await reply(update, context, await follow.offered(update, context, told, found))
    if here.assistant.snapshot.procedure(pressed.code):
        await here.store.remember(chat, user, Talk(here.now(), code=pressed.code, aspects=aspects))
