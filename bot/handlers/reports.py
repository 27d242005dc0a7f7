"""What became of a notice: the report and its buttons, "Đã nhận", correct, recall, send again."""

from io import BytesIO

from telegram import Update

from bot import render, render_notices
from bot.access import Role, may_announce
from bot.callbacks import Ack, Notice
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import actor
from bot.notifications.announcement import CONCERNED, Announcement, Stage, directory
from bot.notifications.export import workbook
from bot.notifications.outbox import State
from bot.state.composing import Composing

STALE_ACK = "Nút này không còn dùng được."
CORRECTION = "Gửi nội dung mới bằng chữ trong tin nhắn tiếp theo: bản đã gửi được sửa theo, bản chưa gửi sẽ là bản mới. /huy để thôi."


async def rights(update: Update, context: Context) -> frozenset[str] | None:
    """What the person may announce to, looked up now; None for somebody who may nothing."""
    user = update.effective_user
    if user is None:
        return None
    held = await desk(context).store.notices.rights(user.id)
    admin = (await actor(update, context)).role is Role.ADMIN
    return held | {"all"} if admin else held or None


async def dagui(update: Update, context: Context) -> None:
    """/dagui: the latest announcements."""
    held = await rights(update, context) or frozenset()
    role = (await actor(update, context)).role
    stages = [stage for stage in Stage if stage is not Stage.DRAFT]
    everything = await desk(context).store.notices.all(*stages)
    notices = [n for n in everything if n.audience != CONCERNED and may_announce(role, held, n.audience)]
    await reply(update, context, render_notices.notice_list([n for n in notices if n.started][:12]))


async def show(update: Update, context: Context, number: int) -> None:
    """Show the report in place of the message whose button was pressed; while there is work left, it lives on there."""
    here, query = desk(context), update.callback_query
    notice = await here.store.notices.get(number)
    if notice is not None:
        if query is not None and query.message is not None and notice.finished is None:
            await here.store.notices.reported(number, notice.stage, (query.message.chat.id, query.message.message_id), "")
        tally = await here.store.reports.tally(number, here.now())
        await turn(update, context, render_notices.report(notice, tally, directory(), here.now()))


async def press(update: Update, context: Context, notice: Announcement, pressed: Notice) -> None:
    """Do what a button of the report asks; its presser's rights were looked up just now."""
    here, user = desk(context), update.effective_user
    by, now = f"user:{user.id if user else 0}", here.now()
    verbs = here.store.notices
    match pressed.deed:
        case "report" | "see" | "send" | "drop":  # The last three where somebody else has decided meanwhile.
            await show(update, context, notice.id)
        case "pause" | "resume" | "cancel":
            await verbs.turn(notice.id, now, by, pressed.deed)
            await show(update, context, notice.id)
        case "resend" | "doubtful":
            await verbs.resend(notice.id, by, now, doubtful=pressed.deed == "doubtful")
            await show(update, context, notice.id)
        case "recall":
            count = (await here.store.reports.tally(notice.id)).sent
            await reply(update, context, render_notices.sure(notice, "recall!", count))
        case "recall!" if pressed.revision == notice.revision:
            await verbs.recall(notice.id, by, now)
            await show(update, context, notice.id)
        case "correction" if user is not None and not notice.personal:
            await here.store.dialogues.set(user.id, Composing("correction", notice.id))
            await reply(update, context, render.say(CORRECTION))
        case "missing":
            rows = [r for r in await here.store.reports.rows(notice.id) if not r.sent_at or (notice.ack and not r.acknowledged)]
            await reply(update, context, render_notices.missing([r for r in rows if r.state is not State.CANCELLED]))
        case "acks":
            rows = await here.store.reports.rows(notice.id)
            await reply(update, context, render_notices.acknowledged([r for r in rows if r.acknowledged]))
        case "export":
            await _export(update, context, notice)
        case _ if pressed.deed.startswith("fix:") and pressed.revision == notice.revision:
            await _correct(update, context, notice, pressed.deed.removeprefix("fix:"))


async def _correct(update: Update, context: Context, notice: Announcement, draft: str) -> None:
    here, user = desk(context), update.effective_user
    kept = await here.store.notices.get(int(draft)) if draft.isdecimal() else None
    by = f"user:{user.id if user else 0}"
    if kept is None or kept.author != by or not await here.store.notices.turn(kept.id, here.now(), by, "discard"):
        return
    await here.store.notices.correct(notice.id, kept.content, by, here.now())
    await show(update, context, notice.id)


async def _export(update: Update, context: Context, notice: Announcement) -> None:
    here, chat = desk(context), update.effective_chat
    if chat is not None:
        rows, deeds = await here.store.reports.rows(notice.id), await here.store.reports.audit(notice.id)
        book = workbook(notice, rows, deeds, directory())
        await context.bot.send_document(chat.id, BytesIO(book), filename=f"thong-bao-{notice.id}.xlsx")


async def acknowledge(update: Update, context: Context, pressed: Ack) -> None:
    """Note a tap on "Đã nhận", and answer with the count; under anything but a copy of ours it does nothing."""
    query, user = update.callback_query, update.effective_user
    if query is None or user is None or query.message is None:
        return
    chat, message = query.message.chat.id, query.message.message_id
    count = await desk(context).store.reports.acknowledge(pressed.announcement, chat, message, user.id, user.full_name, desk(context).now())
    words = STALE_ACK if count is None else f"Đã ghi nhận. Ở đây {count} người đã bấm." if chat < 0 else "Đã ghi nhận, cảm ơn bạn."
    await query.answer(words)
