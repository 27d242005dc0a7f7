"""A text or a file that answers what the bot asked; anything else goes on to whom it is for."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Document, Update

from bot import answers, holding, render
from bot.access import Role, allowed
from bot.handlers import importing, work
from bot.handlers.replying import Context, desk, reply
from bot.handlers.who import actor, ids
from bot.progress import PHOTO, Evidence, Proof, Prove
from bot.state.members import Prompt

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def or_else(usual: Handler) -> Handler:
    """Take what answers a question of ours; leave the rest to the usual handler."""

    async def handle(update: Update, context: Context) -> None:
        asked = await desk(context).store.members.asked(*ids(update), desk(context).now())
        if asked is None or not await _answered(update, context, asked):
            await usual(update, context)

    return handle


async def _answered(update: Update, context: Context, asked: Prompt) -> bool:
    """Whether the update was an answer: what had to be done with it is done."""
    message, here, who = update.effective_message, desk(context), await actor(update, context)
    if message is None or not allowed(who.role, Role.OFFICIAL):
        return False
    if asked.what == "draft":
        return bool(message.text) and await importing.corrected(update, context, int(asked.subject), message.text or "")
    held = (await holding.book(here)).tasks.get(asked.subject)
    if held is None:
        return False
    if message.text:
        action = answers.read(asked.what, message.text, here.today())
    elif asked.what == "evidence" and (evidence := _file(update)):
        action = Prove(evidence)
    else:
        return False
    if isinstance(action, str):
        await reply(update, context, render.say(action))
        return True
    if await work.act(update, context, held, asked.version, action, who):
        await here.store.members.answered(*ids(update))
    return True


def _file(update: Update) -> Evidence | None:
    message = update.effective_message
    if message is None:
        return None
    match message.document, message.photo:
        case Document() as document, _:
            return Evidence(Proof.FILE, document.file_id, document.file_name or "tệp")
        case _, [*_, largest]:
            return Evidence(Proof.FILE, largest.file_id, PHOTO)
    return None
