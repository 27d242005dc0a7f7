"""Working on tasks: /viec, a task's card, and what its buttons report."""

from datetime import date

from telegram import Update

from bot import holding, render, render_work
from bot.access import Role
from bot.book import Book, Held
from bot.callbacks import Mine, Report, Work
from bot.handlers.replying import Context, desk, patiently, reply, turn
from bot.handlers.who import actor, administrators, ids
from bot.notifications.messages import inform
from bot.progress import (
    PHOTO,
    Action,
    Actor,
    Changed,
    Complete,
    Drop,
    Evidence,
    Percent,
    Proof,
    Propose,
    Prove,
    Refused,
    Remark,
    Reopen,
    Settle,
    decide,
    may_comment,
    needs,
)
from bot.render import Message
from bot.state.members import Prompt
from bot.state.progress import NothingToUndo, Outcome, Overtaken, Written

GONE = "Nhiệm vụ này không còn trong kế hoạch."
NOBODYS = "Bạn chưa thuộc cơ quan nào. Hãy xin người quản trị một liên kết mời (họ gõ /moi kèm tên cơ quan)."
PROMPTED: dict[str, Action] = {
    "percent": Percent(0),
    "done": Complete(date.min),
    "evidence": Prove(Evidence(Proof.DOCUMENT, "")),
    "due": Propose(date.min, ""),
    "comment": Remark(""),
    "cancel": Drop(""),
    "moved": Drop("", moved=True),
}
"""What a button that asks for a text leads to."""


async def viec(update: Update, context: Context) -> None:
    """/viec: the tasks of one's agency."""
    who = await actor(update, context)
    sides = render_work.sides(who)
    if not sides:
        await reply(update, context, render.say(NOBODYS))
        return
    await reply(update, context, await _list(context, who, Mine(sides[0])))


async def mine(update: Update, context: Context, pressed: Mine) -> None:
    """Turn to another list or page."""
    who = await actor(update, context)
    sides = render_work.sides(who)
    if not sides:
        await turn(update, context, render.say(NOBODYS))
        return
    await turn(update, context, await _list(context, who, pressed if pressed.side in sides else Mine(sides[0])))


async def _list(context: Context, who: Actor, asked: Mine) -> Message:
    here = desk(context)
    book, today = await holding.book(here), here.today()
    match asked.side:
        case "lead":
            held = book.of_agency(who.agency, today)[0]
        case "partner":
            held = book.of_agency(who.agency, today)[1]
        case "asked":
            held = [one for one in book.tasks.values() if book.record(one.key).proposed]
        case _:
            held = sorted(book.tasks.values(), key=book.by_due)
    return render_work.task_list(asked.side, asked.page, held, book, who, today)


async def show(update: Update, context: Context, pressed: Work) -> None:
    """Show a task; what was asked of the person is asked no longer."""
    here, who = desk(context), await actor(update, context)
    await here.store.members.answered(*ids(update))
    book = await holding.book(here)
    held = book.tasks.get(pressed.key)
    await turn(update, context, card(book, held, who, context) if held else render.say(GONE))


def card(book: Book, held: Held, who: Actor, context: Context, told: str = "", warning: str = "") -> Message:
    """Return a task's card."""
    return render_work.card(held, book.record(held.key), book, who, desk(context).today(), told, warning)


async def report(update: Update, context: Context, pressed: Report) -> None:
    """Do what a button under a task asks."""
    here, who = desk(context), await actor(update, context)
    book = await holding.book(here)
    held = book.tasks.get(pressed.key)
    if held is None:
        await turn(update, context, render.say(GONE))
        return
    today = here.today()
    match pressed.what, pressed.value:
        case "percent", value if value >= 0:
            await act(update, context, held, pressed.version, Percent(value), who)
        case "done", 1:
            await act(update, context, held, pressed.version, Complete(today), who)
        case "reopen", _:
            await act(update, context, held, pressed.version, Reopen(), who)
        case ("agree" | "refuse") as answer, _:
            await act(update, context, held, pressed.version, Settle(answer == "agree"), who)
        case "undo", _:
            await _undo(update, context, held, pressed.version, who)
        case "audit", _ if may_comment(who, held.task, today):
            await turn(update, context, render_work.audit(held, await here.store.progress.changes(held.key)))
        case "proof", number if may_comment(who, held.task, today):
            await _show_proof(update, context, held, number)
        case what, _ if what in PROMPTED and not needs(PROMPTED[what], who, held.task, today):
            await here.store.members.ask(*ids(update), Prompt(what, held.key, pressed.version), here.now())
            await reply(update, context, render_work.prompt(what, held.key))
        case _:
            await turn(update, context, card(book, held, who, context, warning="Bạn không làm được việc này với nhiệm vụ này."))


async def _show_proof(update: Update, context: Context, held: Held, number: int) -> None:
    """Send a file that bears a report out, as it was sent to us."""
    evidence = (await desk(context).store.progress.record(held.key)).evidence
    if update.effective_chat is None or not 0 < number <= len(evidence) or evidence[number - 1].kind is not Proof.FILE:
        await reply(update, context, render.say("Không còn minh chứng này."))
        return
    proof = evidence[number - 1]
    send = context.bot.send_photo if proof.name == PHOTO else context.bot.send_document
    await patiently(send, update.effective_chat.id, proof.value, caption=f"Minh chứng {number}, nhiệm vụ {held.task.no}")


async def act(update: Update, context: Context, held: Held, seen: int, action: Action, who: Actor) -> bool:
    """Report, and show the task as it then is; False where it was refused. What others wrote first is told and not overwritten."""
    here = desk(context)
    record = await here.store.progress.record(held.key)
    if record.version != seen and not isinstance(action, Remark) and not needs(action, who, held.task, here.today()):
        await _tell(update, context, held, await here.store.progress.since(held.key, seen), who, "")
        return True
    match decide(record, action, who, held.task, here.today()):
        case Refused(message):
            await turn(update, context, card(await holding.book(here), held, who, context, warning=message))
            return False
        case Changed() as changed:
            stored = await here.store.progress.write(held.key, record.version, changed, who, here.now())
            await _tell(update, context, held, stored, who, f"Đã {changed.action}" + (f": {changed.note}" if changed.note else "") + ".")
            if isinstance(action, Propose) and isinstance(stored, Written) and stored.record.proposed:
                await _ask_administrators(context, held, who)
    return True


async def _undo(update: Update, context: Context, held: Held, seen: int, who: Actor) -> None:
    here = desk(context)
    if why := needs(Reopen(), who, held.task, here.today()):
        await turn(update, context, card(await holding.book(here), held, who, context, warning=why))
        return
    match await here.store.progress.undo(held.key, seen, who, here.now()):
        case NothingToUndo():
            await turn(update, context, card(await holding.book(here), held, who, context, warning="Không còn thay đổi nào để hoàn tác."))
        case stored:
            last = (await here.store.progress.changes(held.key, 1))[0] if isinstance(stored, Written) else None
            await _tell(update, context, held, stored, who, f"Đã hoàn tác: {last.note}." if last else "")


async def _tell(update: Update, context: Context, held: Held, stored: Outcome, who: Actor, told: str) -> None:
    here = desk(context)
    book = await holding.book(here)
    match stored:
        case Written(record):
            await turn(update, context, render_work.card(held, record, book, who, here.today(), told))
        case Overtaken(record, changes):
            warning = "Chưa lưu: có người vừa cập nhật nhiệm vụ này. Xem lại rồi làm lại nếu vẫn cần:"
            message = render_work.card(held, record, book, who, here.today(), warning=warning, overtaken=changes)
            await turn(update, context, message)


async def _ask_administrators(context: Context, held: Held, who: Actor) -> None:
    here = desk(context)
    book, record = await holding.book(here), await here.store.progress.record(held.key)
    for user_id in await administrators(here):
        note = f"{who.name} ({who.agency}) đề nghị lùi hạn."
        message = render_work.card(held, record, book, Actor(user_id, Role.ADMIN), here.today(), warning=note)
        origin = f"extension:{held.key}:{record.version}:{user_id}"
        await inform(here, [user_id], message, f"user:{who.user_id}", origin)
