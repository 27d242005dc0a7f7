"""Looking up the tasks of plans: /nhiemvu, free text that is clearly about tasks, the buttons of lists."""

from telegram import Update

from bot import holding, render, render_tasks
from bot.access import Role, allowed
from bot.callbacks import OneTask, Tasks
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import actor
from bot.render import Message
from bot.task_buttons import mark, unpack_query
from knowledge.plan_answers import answer as tell
from knowledge.task_questions import PlanQuestion, TaskQuestion, understand
from knowledge.tasks import TaskQuery, look_up

GONE = "Nhiệm vụ này không còn trong kế hoạch."
STALE = "Danh sách này đã cũ. Xin hỏi lại."


async def nhiemvu(update: Update, context: Context) -> None:
    """/nhiemvu: how to look up; with words, a look-up."""
    words = " ".join(context.args or ())
    if words:
        await answer(update, context, f"nhiệm vụ {words}" if words[0].isdigit() else words)
    else:
        await reply(update, context, render_tasks.tasks_help((await holding.standing(desk(context))).board))


async def answer(update: Update, context: Context, text: str) -> None:
    """Answer a question about tasks, or about a plan itself."""
    await reply(update, context, await told(update, context, text))


async def told(update: Update, context: Context, text: str) -> Message:
    """Return what answers a question about tasks or plans."""
    here = desk(context)
    standing, today = await holding.standing(here), here.today()
    board = standing.board
    match understand(text, board, today):
        case TaskQuestion(query, asks, ignored):
            works = await _works(update, context)
            return render_tasks.task_list(standing, query, today, asks=asks, ignored=ignored, works=works)
        case PlanQuestion() as question:
            return render_tasks.plan_answer(question, tell(question, board.plans))


async def _works(update: Update, context: Context) -> bool:
    return allowed((await actor(update, context)).role, Role.OFFICIAL)


async def page(update: Update, context: Context, pressed: Tasks) -> None:
    """Turn the pages of a list."""
    here = desk(context)
    query = unpack_query(pressed.query)
    if query is None:
        await turn(update, context, render.say(STALE))
        return
    standing = await holding.standing(here)
    works = await _works(update, context)
    await turn(update, context, render_tasks.task_list(standing, query, here.today(), page=pressed.page, works=works))


async def one(update: Update, context: Context, pressed: OneTask) -> None:
    """Show a task's card."""
    here = desk(context)
    standing = await holding.standing(here)
    board = standing.board
    number = next((plan.number for plan in board.plans if mark(plan.number) == pressed.plan), "")
    entry = board.entry(number, pressed.key)
    if entry is None:
        await reply(update, context, render.say(GONE))
        return
    found = look_up(standing, TaskQuery(plan=number, no=entry.task.no), here.today())
    shown = next((task for task in found.tasks if task.entry is entry), None)
    works = await _works(update, context)
    await reply(update, context, render_tasks.card(shown, works=works) if shown else render.say(GONE))
