"""Officials write a notice in chat: compose, see it as it will look, confirm; every press looks the rights up anew."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Message as Posted
from telegram import Update

from bot import render, render_notices
from bot.access import Role, may_announce
from bot.callbacks import Notice
from bot.handlers import reports
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import actor, ids
from bot.notifications import drafting
from bot.notifications.announcement import Announcement, Content, Media, Stage, audience, directory, problems
from bot.notifications.sending import preview
from bot.state.composing import Composing
from bot.state.starting import Awaiting, Refused, Started

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
ASKED = {
    "content": "Gửi nội dung thông báo trong tin nhắn tiếp theo: chữ có định dạng, một ảnh, một tệp, hoặc một bộ ảnh. /huy để thôi.",
    "audience": "Nhập danh sách, ví dụ: topic:cchc area:dak-lak chats:-1001234567890,-1009876543210",
    "time": "Gửi lúc nào? Ví dụ “15:30”, “28/11 7:30”, hoặc “ngay”.",
    "buttons": "Mỗi nút một dòng, ví dụ: Xem chi tiết - https://dichvucong.gov.vn",
}
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


def or_else(otherwise: Handler) -> Handler:
    """A private message: what its writer was asked for, where something was; else what anybody's message is."""

    async def handle(update: Update, context: Context) -> None:
        user, message = update.effective_user, update.effective_message
        held = await desk(context).store.dialogues.of(user.id) if user else None
        if user is None or message is None or held is None:
            await otherwise(update, context)
        elif await reports.rights(update, context) is None:  # Revoked meanwhile.
            await desk(context).store.dialogues.set(user.id, None)
            await otherwise(update, context)
        elif held.album:
            await _more_pictures(update, context, held, message, otherwise)
        else:
            await _composed(update, context, held, message)

    return handle


async def _composed(update: Update, context: Context, held: Composing, message: Posted) -> None:
    here, user = desk(context), update.effective_user
    if user is None:
        return
    by, now, text = f"user:{user.id}", here.now(), message.text or ""
    await here.store.dialogues.set(user.id, None)
    notice = await here.store.notices.get(held.announcement) if held.announcement else None
    try:
        match held.what:
            case "content" if notice is None:
                number = await here.store.notices.draft(_content(message), "", by, now) or 0
            case "content" if notice is not None:
                kept = notice.content.buttons
                await here.store.notices.change(notice.id, by, now, replace(_content(message), buttons=kept))
                number = notice.id
            case "correction" if notice is not None:
                await _correction(update, context, notice, message)
                return
            case "audience" if notice is not None:
                await here.store.notices.change(number := notice.id, by, now, audience=audience(text, directory()))
            case "time" if notice is not None:
                await here.store.notices.change(number := notice.id, by, now, at=drafting.parse_time(text, now))
            case "buttons" if notice is not None:
                changed = replace(notice.content, buttons=drafting.parse_buttons(text))
                await here.store.notices.change(number := notice.id, by, now, changed)
            case _:
                return
    except ValueError as error:
        await here.store.dialogues.set(user.id, held)
        await reply(update, context, render.say(str(error)))
        return
    if message.media_group_id:
        await here.store.dialogues.set(user.id, Composing("content", number, message.media_group_id))
    await _show_draft(update, context, number)


async def _more_pictures(update: Update, context: Context, held: Composing, message: Posted, otherwise: Handler) -> None:
    """The rest of an album arrives as messages of its own; anything else ends it."""
    here, number = desk(context), held.announcement or 0
    notice = await here.store.notices.get(number)
    user = update.effective_user
    if user is None or notice is None or message.media_group_id != held.album:
        await here.store.dialogues.set(user.id if user else 0, None)
        await otherwise(update, context)
        return
    more = _content(message)
    merged = replace(notice.content, html=notice.content.html or more.html, media=(*notice.content.media, *more.media))
    await here.store.notices.change(number, f"user:{user.id}", here.now(), merged)


def _content(message: Posted) -> Content:
    media: tuple[Media, ...] = ()
    if message.photo:
        media = (Media("photo", "", message.photo[-1].file_id),)
    elif message.document:
        media = (Media("document", "", message.document.file_id),)
    elif not message.text:
        raise ValueError("Thông báo gồm chữ, ảnh hoặc tệp; loại tin này chưa gửi được.")
    return Content((message.text_html if message.text else message.caption_html) or "", media)


async def _correction(update: Update, context: Context, notice: Announcement, message: Posted) -> None:
    """Keep the new words as a draft of their own, show them, and ask."""
    here, chat = desk(context), update.effective_chat
    content = replace(notice.content, html=message.text_html or message.caption_html or "")
    wrong = problems(content, ack=notice.ack)
    if wrong or chat is None:
        raise ValueError("\n".join(wrong))
    number = await here.store.notices.draft(content, notice.audience, f"user:{chat.id}", here.now(), ack=notice.ack) or 0
    await preview(context.bot, replace(notice, content=replace(content, media=())), chat.id)
    count = (await here.store.reports.tally(notice.id)).sent
    await reply(update, context, render_notices.correction(notice, number, count))


async def _show_draft(update: Update, context: Context, number: int) -> None:
    here = desk(context)
    notice = await here.store.notices.get(number)
    if notice is None or notice.stage is not Stage.DRAFT:
        return
    count = await here.store.notices.reach(notice.audience) if notice.audience else 0
    page = render_notices.draft(notice, directory(), count, problems(notice.content, ack=notice.ack))
    await (turn if update.callback_query else reply)(update, context, page)


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
        await _show_draft(update, context, notice.id)  # It was changed since it was seen: look again first.
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
            await _show_draft(update, context, notice.id)
        case "aud":
            await turn(update, context, render_notices.audiences(notice, directory(), mine))
        case "draft":
            await _show_draft(update, context, notice.id)
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
        author = drafting.writer(notice.author, await here.store.members.names())
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
