"""Looking up the tasks of plans: /nhiemvu, free text that is clearly about tasks, the buttons of lists."""

import asyncio
from dataclasses import replace
from datetime import date

from telegram import InputFile, Update

from bot import holding, render, render_tasks
from bot.access import Role, allowed
from bot.callbacks import OneTask, Tasks, TasksFile
from bot.handlers.replying import Context, desk, patiently, reply, turn
from bot.handlers.who import actor, ids
from bot.task_buttons import mark, unpack_query
from knowledge.plan_answers import answer as tell
from knowledge.task_followup import KEPT, Chosen, FollowUp, Looked, follow_up
from knowledge.task_questions import PlanQuestion, TaskQuestion, understand
from knowledge.task_reading import in_place_of_own, names_own
from knowledge.task_sheet import as_bytes
from knowledge.task_telling import filters
from knowledge.tasks import Found, Standing, TaskList, TaskQuery, look_up

GONE = "Nhiệm vụ này không còn trong kế hoạch."
STALE = "Danh sách này đã cũ. Xin hỏi lại."


async def nhiemvu(update: Update, context: Context) -> None:
    """/nhiemvu: how to look up; with words, a look-up."""
    words = " ".join(context.args or ())
    if not words:
        await reply(update, context, render_tasks.tasks_help((await holding.standing(desk(context))).board))
    elif not await followed(update, context, words, fragments=False):
        said = await with_own(update, context, words)
        await answer(update, context, f"nhiệm vụ {said}" if said[0].isdigit() else said)


async def with_own(update: Update, context: Context, text: str) -> str:
    """Return the text with the agency of the person who says "của tôi", "đơn vị mình"; as it is for one who has none."""
    if not names_own(text):
        return text
    agency = (await actor(update, context)).agency
    return in_place_of_own(text, agency) if agency else text


async def answer(update: Update, context: Context, text: str) -> None:
    """Answer a question about tasks, or about a plan itself."""
    standing = await holding.standing(desk(context))
    await _answer(update, context, understand(text, standing.board, desk(context).today()), None)


async def followed(update: Update, context: Context, text: str, *, fragments: bool = True) -> bool:
    """Answer what hangs on the person's last look-up in this chat; False where the text stands for itself."""
    here = desk(context)
    looked = await here.store.looked.recall(*ids(update))
    if looked is None or not looked.fresh(here.now()):
        return False
    standing = await holding.standing(here)
    said = await with_own(update, context, text)
    meant = follow_up(said, looked, standing.board, here.today(), here.now(), fragments=fragments)
    if meant is not None:
        await _answer(update, context, meant, looked)
    return meant is not None


async def _answer(update: Update, context: Context, meant: FollowUp, before: Looked | None) -> None:
    here = desk(context)
    standing, today, works = await holding.standing(here), here.today(), await _works(update, context)
    match meant:
        case Chosen(key, asks):
            shown = _found(standing, key, today)
            if before:
                await here.store.looked.remember(*ids(update), replace(before, at=here.now(), told=key))
            await reply(update, context, render_tasks.card(shown, asks, works=works) if shown else render.say(GONE))
        case TaskQuestion(query, asks, ignored):
            found = look_up(standing, query, today)
            message = render_tasks.task_list(standing, query, today, asks=asks, ignored=ignored, works=works)
            await _remember(update, context, query, found, before)
            await reply(update, context, message)
        case PlanQuestion() as question:
            await here.store.looked.remember(*ids(update), Looked(here.now(), TaskQuery(plan=question.plan)))
            await reply(update, context, render_tasks.plan_answer(question, tell(question, standing.board.plans)))


async def _remember(update: Update, context: Context, query: TaskQuery, found: TaskList, before: Looked | None) -> None:
    """Keep a look-up; where it found nothing, people still point at what was listed before."""
    listed = tuple(task.entry.key for task in found.tasks[:KEPT]) or (before.found if before else ())
    told = listed[0] if len(found.tasks) == 1 else ""
    await desk(context).store.looked.remember(*ids(update), Looked(desk(context).now(), query, listed, told))


def _found(standing: Standing, key: str, today: date) -> Found | None:
    """A task by its key, as it stands."""
    entry = next((entry for entry in standing.board.entries if entry.key == key), None)
    if entry is None:
        return None
    same = look_up(standing, TaskQuery(plan=entry.plan.number, no=entry.task.no), today).tasks
    return next((task for task in same if task.entry is entry), None)


async def _works(update: Update, context: Context) -> bool:
    return allowed((await actor(update, context)).role, Role.OFFICIAL)


async def page(update: Update, context: Context, pressed: Tasks) -> None:
    """Turn the pages of a list."""
    here = desk(context)
    query = unpack_query(pressed.query)
    if query is None:
        await turn(update, context, render.say(STALE))
        return
    standing, works = await holding.standing(here), await _works(update, context)
    await _remember(update, context, query, look_up(standing, query, here.today()), None)
    await turn(update, context, render_tasks.task_list(standing, query, here.today(), page=pressed.page, works=works))


async def one(update: Update, context: Context, pressed: OneTask) -> None:
    """Show a task's card, and remember that it is talked about."""
    here = desk(context)
    standing, works = await holding.standing(here), await _works(update, context)
    plans = {plan.number for plan in standing.board.plans if mark(plan.number) == pressed.plan}
    shown = _found(standing, pressed.key, here.today())
    if shown is None or shown.entry.plan.number not in plans:
        await reply(update, context, render.say(GONE))
        return
    before = await here.store.looked.recall(*ids(update)) or Looked(here.now(), TaskQuery(plan=shown.entry.plan.number))
    await here.store.looked.remember(*ids(update), replace(before, at=here.now(), told=pressed.key))
    await reply(update, context, render_tasks.card(shown, works=works))


async def file(update: Update, context: Context, pressed: TasksFile) -> None:
    """Send a list as a workbook."""
    query, here, chat, message = unpack_query(pressed.query), desk(context), update.effective_chat, update.effective_message
    if query is None or chat is None:
        await reply(update, context, render.say(STALE))
        return
    found = look_up(await holding.standing(here), query, here.today())
    made = await asyncio.to_thread(as_bytes, found.tasks)
    told = f"{len(found.tasks)} nhiệm vụ. " + " · ".join(f"{label}: {value}" for _, label, value in filters(query))
    topic = message.message_thread_id if message and message.is_topic_message else None
    document = InputFile(made, filename="nhiem-vu.xlsx")
    await patiently(context.bot.send_document, chat.id, document, caption=told[:1000], message_thread_id=topic)
