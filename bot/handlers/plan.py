"""Plans of administrative reform: /kehoach."""

from telegram import Update

from bot import holding, render_menus
from bot.callbacks import ShowPlan
from bot.handlers import tasks
from bot.handlers.replying import Context, desk, reply, turn


async def kehoach(update: Update, context: Context) -> None:
    """/kehoach: the plan held, or the list where there are several; with words, a look-up."""
    if words := " ".join(context.args or ()):
        await tasks.answer(update, context, f"kế hoạch {words}" if words[0].isdigit() else words)
        return
    plans = await holding.plans(desk(context))
    await reply(update, context, render_menus.plan(plans[0], 0, "") if len(plans) == 1 else render_menus.plan_list(plans))


async def part(update: Update, context: Context, pressed: ShowPlan) -> None:
    """Show a part of a plan."""
    plans = await holding.plans(desk(context))
    known = 0 <= pressed.plan < len(plans)
    await turn(
        update, context, render_menus.plan(plans[pressed.plan], pressed.plan, pressed.part) if known else render_menus.plan_list(plans)
    )
