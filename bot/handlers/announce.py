"""Officials write a notice in chat: compose, see it as it will look, confirm; every press looks the rights up anew."""

from typing import Any

from telegram import Update

from bot import render, render_notices
from bot.access import Role, may_announce
from bot.callbacks import Notice
from bot.handlers import reports
from bot.handlers.composing import ASKED, show_draft
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import actor, ids, written_by
from bot.notifications.announcement import Announcement, Stage, audience, directory, problems
from bot.notifications.sending import preview
from bot.state.composing import Composing
from bot.state.starting import Awaiting, Refused, Started

NO_RIGHTS = "Bạn chưa được giao gửi thông báo. Hãy hỏi người quản trị (motcua outbox grant)."


async def thongbao(update: Update, context: Context) -> None:
    """/thongbao: begin a notice."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or chat.id != user.id:
        await reply(update, context, render.say("Hãy soạn thông báo trong chat riêng với mình."))
        return
    if await reports.rights(update, context) is None:
        await reply(update, context, render.say(NO_RIGHTS))
        return
    await desk(context).store.members.answered(*ids(update))  # What a task's button asked for is asked no longer.
    await desk(context).store.dialogues.set(user.id, Composing("content"))
    await reply(update, context, render.say(ASKED["content"]))


async def huy(update: Update, context: Context) -> None:
    """/huy: write nothing after all; drafts stay."""
    if update.effective_user is not None:
        await desk(context).store.dialogues.set(update.effective_user.id, None)
        await reply(update, context, render.say("Đã thôi. Gõ /thongbao để soạn lại."))


async def press(update: Update, context: Context, pressed: Notice) -> None:
    """Do what a button asks, if its presser may, and if it was not overtaken."""
    here, user = desk(context), update.effective_user
    notice = await here.store.notices.get(pressed.announcement)
    rights = await reports.rights(update, context)
    if user is None or notice is None or rights is None:
        return
    own = notice.author == f"user:{user.id}"
    covered = may_announce((await actor(update, context)).role, rights, notice.audience)
    if notice.stage is Stage.DRAFT and own and pressed.deed == "send" and notice.revision != pressed.revision:
        await show_draft(update, context, notice.id)  # It was changed since it was seen: look again first.
    elif notice.stage is Stage.DRAFT and own:
        await _draft_press(update, context, notice, pressed.deed, covered=covered, rights=rights)
    elif notice.stage is Stage.AWAITING and covered and notice.revision == pressed.revision:
        await _approval_press(update, context, notice, pressed.deed)
    elif notice.stage not in (Stage.DRAFT, Stage.AWAITING) and covered:
        await reports.press(update, context, notice, pressed)


async def _draft_press(update: Update, context: Context, notice: Announcement, deed: str, *, covered: bool, rights: frozenset[str]) -> None:
    here, user = desk(context), update.effective_user
    if user is None:
        return
    by, now, kind = f"user:{user.id}", here.now(), deed.partition(":")[2]
    mine = None if (await actor(update, context)).role is Role.ADMIN or "all" in rights else rights
    match deed:
        case "content" | "audience" | "time" | "buttons":
            await here.store.dialogues.set(user.id, Composing(deed, notice.id))
            await reply(update, context, render.say(ASKED[deed]))
        case "silent" | "pin" | "ack":
            flipped: dict[str, Any] = {deed: not getattr(notice, deed)}
            await here.store.notices.change(notice.id, by, now, **flipped)
            await show_draft(update, context, notice.id)
        case "aud":
            await turn(update, context, render_notices.audiences(notice, directory(), mine))
        case "draft":
            await show_draft(update, context, notice.id)
        case "see" if covered and not problems(notice.content, ack=notice.ack):
            await preview(context.bot, notice, user.id)
            await reply(update, context, render_notices.confirm(notice, directory(), await here.store.notices.reach(notice.audience)))
        case "send" if covered and not problems(notice.content, ack=notice.ack):
            await _start(update, context, notice)
        case "drop":
            await here.store.notices.turn(notice.id, now, by, "discard")
            await turn(update, context, render.say(f"Đã bỏ bản nháp {notice.id}."))
        case _ if deed.startswith("aud:") and (mine is None or kind in mine):
            chosen = " ".join(_toggled(notice.audience, kind))
            wanted = audience(chosen, directory()) if chosen else ""
            await here.store.notices.change(notice.id, by, now, audience=wanted)
            changed = await here.store.notices.get(notice.id)
            await turn(update, context, render_notices.audiences(changed or notice, directory(), mine))


def _toggled(held: str, key: str) -> list[str]:
    parts = [part for part in held.split() if (part == "all") == (key == "all")]
    return [part for part in parts if part != key] if key in parts else [*parts, key]


async def _approval_press(update: Update, context: Context, notice: Announcement, deed: str) -> None:
    here, user = desk(context), update.effective_user
    if deed == "see" and user is not None:
        author = await written_by(context.bot, notice.author)
        await preview(context.bot, notice, user.id)
        count = await here.store.notices.reach(notice.audience)
        await reply(update, context, render_notices.decide(notice, directory(), count, author))
    elif deed == "send":
        await _start(update, context, notice)
    elif deed == "drop" and user is not None:
        await here.store.notices.turn(notice.id, here.now(), f"user:{user.id}", "discard")
        await turn(update, context, render.say(f"Đã từ chối thông báo {notice.id}."))


async def _start(update: Update, context: Context, notice: Announcement) -> None:
    here, user = desk(context), update.effective_user
    if user is None:
        return
    second = here.settings.second_person
    match await here.store.notices.start(notice.id, notice.revision, f"user:{user.id}", here.now(), second=second):
        case Started():
            await reports.show(update, context, notice.id)
        case Awaiting():
            await turn(
                update, context, render.say(f"Thông báo {notice.id} đang chờ người thứ hai duyệt. Mình đã nhờ những người có quyền.")
            )
        case Refused("same"):
            await reply(update, context, render.say("Người soạn không tự duyệt được; cần một người khác."))
        case Refused("nobody"):
            await turn(update, context, render.say("Chưa có nơi nào trong danh sách này đăng ký nhận, nên chưa gửi gì."))
        case Refused():
            return
