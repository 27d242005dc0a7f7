"""A file sent by an administrator: read as a plan, previewed, corrected, approved or dropped."""

import asyncio
import tempfile
from pathlib import Path

from telegram import Document, Update
from telegram.error import BadRequest

from bot import holding, render, render_plans
from bot.callbacks import DraftPlan
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import ids
from bot.importing import Proposal, propose
from bot.render import Message
from bot.state.members import Prompt
from knowledge.plan_draft import Draft, Unclear, amend, draft_of
from knowledge.sources.annex import Annex, AnnexError, read_plan

LARGEST = 20 * 2**20
"""What Telegram lets a bot download, in bytes."""
LOST = "Bản nháp này đã được lưu hoặc đã bỏ. Hãy gửi lại tệp nếu cần."


async def received(update: Update, context: Context, document: Document) -> None:
    """Read a file and show what it holds."""
    name = Path(document.file_name or "tep").name[-120:]
    if (document.file_size or 0) > LARGEST:
        await reply(update, context, render.say(f"{name}: tệp lớn hơn 20 MB, Telegram không cho tải. Hãy tách phụ lục ra thành tệp riêng."))
        return
    try:
        with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
            path = Path(folder) / name
            await (await context.bot.get_file(document.file_id)).download_to_drive(path)
            annex = await asyncio.to_thread(read_plan, path)
    except (AnnexError, BadRequest) as error:
        await reply(update, context, render.say(str(error)))
        return
    await reply(update, context, await _begun(context, ids(update)[1], annex, name))


async def _begun(context: Context, user_id: int, annex: Annex, name: str) -> Message:
    draft = draft_of(annex, name)
    number = await desk(context).store.plans.keep_draft(user_id, draft, desk(context).now())
    return await _page(context, number, draft)


async def _page(context: Context, number: int, draft: Draft, page: int = 0, warning: str = "") -> Message:
    try:
        proposal: Proposal | None = propose(draft, await holding.book(desk(context)), desk(context).today())
    except ValueError:
        proposal = None
    if proposal is not None and not proposal.changes:
        warning = warning or "Kế hoạch đang lưu đã đúng như tệp này, không có gì để thay đổi."
    return render_plans.draft_page(number, draft, proposal, page, warning)


async def pressed(update: Update, context: Context, pressed: DraftPlan) -> None:
    """Do what a button under a draft asks."""
    here, (chat, user) = desk(context), ids(update)
    draft = await here.store.plans.draft(pressed.draft, user)
    if draft is None:
        await turn(update, context, render.say(LOST))
        return
    match pressed.what:
        case "approve":
            await turn(update, context, await _approved(context, user, pressed, draft))
        case "drop":
            await here.store.plans.drop_draft(pressed.draft, user)
            await here.store.members.answered(chat, user)
            await turn(update, context, render.say(f"Đã bỏ tệp {draft.file}, chưa lưu gì."))
        case "edit":
            await here.store.members.ask(chat, user, Prompt("draft", str(pressed.draft)), here.now())
            await reply(update, context, render_plans.ask_correction(pressed.draft))
        case _:
            await here.store.members.answered(chat, user)
            await turn(update, context, await _page(context, pressed.draft, draft, pressed.value))


async def _approved(context: Context, user: int, pressed: DraftPlan, draft: Draft) -> Message:
    here = desk(context)
    try:
        proposal = propose(draft, await holding.book(here), here.today())
    except ValueError as error:
        return await _page(context, pressed.draft, draft, warning=str(error))
    stale = proposal.stamp != pressed.value
    if stale or not await here.store.plans.save(proposal.plan, proposal.diff.tasks, user, here.now(), proposal.stamp):
        return await _page(
            context, pressed.draft, draft, warning="Chưa lưu: có kế hoạch vừa được lưu trong lúc đó. Xem lại thay đổi rồi lưu."
        )
    await here.store.plans.drop_draft(pressed.draft, user)
    return render.say(f"Đã lưu {proposal.plan.number}: {len(proposal.plan.tasks)} nhiệm vụ. Tiến độ đã báo cáo được giữ nguyên.")


async def corrected(update: Update, context: Context, number: int, text: str) -> bool:
    """Correct a draft as typed; False where there is no such draft any more."""
    here, (chat, user) = desk(context), ids(update)
    draft = await here.store.plans.draft(number, user)
    if draft is None:
        return False
    match await asyncio.to_thread(amend, draft, text):
        case Unclear(message):
            await reply(update, context, render.say(message))
        case changed:
            await here.store.plans.mend_draft(number, changed, here.now())
            await here.store.members.answered(chat, user)
            await reply(update, context, await _page(context, number, changed))
    return True
