"""A person's own: settings and data."""

from telegram import Update

from bot import render_menus
from bot.callbacks import Erase, Provinces, SetBrief, SetProvince
from bot.handlers.replying import Context, desk, reply, turn
from bot.settings import PROVINCES
from bot.state.store import Person


def _ids(update: Update) -> tuple[int, int]:
    return (update.effective_chat.id if update.effective_chat else 0), (update.effective_user.id if update.effective_user else 0)


async def settings(update: Update, context: Context) -> None:
    """/settings: what is set, and buttons to change it."""
    _, person = await desk(context).store.recall(*_ids(update))
    await reply(update, context, render_menus.settings_page(person))


async def provinces(update: Update, context: Context, pressed: Provinces) -> None:
    """Offer the provinces."""
    await turn(update, context, render_menus.provinces())


async def set_province(update: Update, context: Context, pressed: SetProvince) -> None:
    """Keep the province chosen."""
    name = PROVINCES[pressed.province] if 0 <= pressed.province < len(PROVINCES) else ""
    store = desk(context).store
    _, person = await store.recall(*_ids(update))
    changed = Person(name, person.brief)
    await store.settle(_ids(update)[1], changed)
    await turn(update, context, render_menus.settings_page(changed))


async def set_brief(update: Update, context: Context, pressed: SetBrief) -> None:
    """Keep how long answers should be."""
    store = desk(context).store
    _, person = await store.recall(*_ids(update))
    changed = Person(person.province, bool(pressed.brief))
    await store.settle(_ids(update)[1], changed)
    await turn(update, context, render_menus.settings_page(changed))


async def privacy(update: Update, context: Context) -> None:
    """/privacy: what is kept, and a button that erases it."""
    await reply(update, context, render_menus.privacy())


async def erase(update: Update, context: Context, pressed: Erase) -> None:
    """Erase what is kept of the person, asked twice."""
    if pressed.sure:
        await desk(context).store.forget(_ids(update)[1])
    await turn(update, context, render_menus.erase(done=bool(pressed.sure)))
