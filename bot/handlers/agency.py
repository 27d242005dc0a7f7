"""/donvi: one's agency, what a chat follows, and when it is left alone."""

from dataclasses import replace

from telegram import Update

from bot import render, render_people
from bot.callbacks import Watch
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import actor, ids
from bot.notifications.reminders import Quiet, Side
from bot.render import Message
from knowledge.agencies import canonical
from nlp.text import fold, normalize


async def donvi(update: Update, context: Context) -> None:
    """/donvi: what this chat follows; `theo AGENCY` follows another as an observer, `bỏ AGENCY` leaves it."""
    said = normalize(" ".join(context.args or ()))
    verb, _, rest = said.partition(" ")
    if said:
        agency = (canonical(rest) or rest)[:200]
        if fold(verb) not in {"theo", "bo"} or not rest:
            await reply(update, context, render.say("Gõ “/donvi theo Sở Y tế” để theo dõi thêm, “/donvi bỏ Sở Y tế” để thôi."))
            return
        await _follow(update, context, agency, on=fold(verb) == "theo")
    await reply(update, context, await _page(update, context))


async def _follow(update: Update, context: Context, agency: str, *, on: bool) -> None:
    here, chat = desk(context).store.reminders, ids(update)[0]
    if on:
        await here.follow(chat, agency, Side.OBSERVER, on=True)
        return
    for name, side in await here.followed(chat):
        if fold(name) == fold(agency):
            await here.follow(chat, name, side, on=False)


async def _page(update: Update, context: Context) -> Message:
    reminders, chat = desk(context).store.reminders, ids(update)[0]
    group = update.effective_chat is not None and update.effective_chat.type != update.effective_chat.PRIVATE
    who = await actor(update, context)
    return render_people.agency_page(who, await reminders.chat(chat), await reminders.followed(chat), group=group)


async def pressed(update: Update, context: Context, pressed: Watch) -> None:
    """Change what a chat follows or how it is reminded."""
    reminders, (chat, _) = desk(context).store.reminders, ids(update)
    held, who = await reminders.chat(chat), await actor(update, context)
    match pressed.what:
        case "digest":
            await reminders.set_chat(replace(held, digest=bool(pressed.value)))
        case "quiet":
            now = (held.quiet.start, held.quiet.end) if held.quiet else None
            choices = render_people.QUIET
            chosen = choices[(choices.index(now) + 1) % len(choices)] if now in choices else choices[0]
            await reminders.set_chat(replace(held, quiet=Quiet(*chosen) if chosen else None))
        case "lead" | "partner" | "observer" if who.agency:
            await reminders.follow(chat, who.agency, Side(pressed.what), on=bool(pressed.value))
    await turn(update, context, await _page(update, context))
