"""Finding without a question: /thutuc, fields and their procedures."""

from telegram import Update

from bot import render, render_menus
from bot.callbacks import Events, Fields, OfField, ShowEvent
from bot.handlers import ask
from bot.handlers.replying import Context, desk, reply, turn
from knowledge import events


async def thutuc(update: Update, context: Context) -> None:
    """/thutuc: the fields; with words, a search."""
    if context.args:
        await ask.answer(update, context, " ".join(context.args))
    else:
        await reply(update, context, render_menus.field_list(desk(context).assistant.snapshot.fields(), 0))


async def fields(update: Update, context: Context, pressed: Fields) -> None:
    """Turn the pages of fields."""
    await turn(update, context, render_menus.field_list(desk(context).assistant.snapshot.fields(), pressed.page))


async def sukien(update: Update, context: Context) -> None:
    """/sukien: the events of life."""
    await reply(update, context, render_menus.event_list(0))


async def happenings(update: Update, context: Context, pressed: Events) -> None:
    """Turn the pages of events of life."""
    await turn(update, context, render_menus.event_list(pressed.page))


async def happening(update: Update, context: Context, pressed: ShowEvent) -> None:
    """Tell an event's chain of procedures."""
    if pressed.name in events.shipped():
        await reply(update, context, render.event(pressed.name, desk(context).assistant))
    else:
        await turn(update, context, render_menus.event_list(0))


async def of_field(update: Update, context: Context, pressed: OfField) -> None:
    """List a field's procedures."""
    snapshot = desk(context).assistant.snapshot
    held = snapshot.fields()
    if not 0 <= pressed.field < len(held):
        await turn(update, context, render_menus.field_list(held, 0))
        return
    name = held[pressed.field][0]
    await turn(update, context, render_menus.field_page(name, pressed.field, snapshot.of_field(name), pressed.page))
