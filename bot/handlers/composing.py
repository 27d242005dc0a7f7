"""What an official writes about a notice, in the private chat: taken as what was asked for."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Message as Posted
from telegram import Update

from bot import render, render_notices
from bot.desk import Desk
from bot.handlers import reports
from bot.handlers.replying import Context, desk, reply, turn
from bot.notifications import drafting
from bot.notifications.announcement import Announcement, Content, Media, Stage, audience, directory, problems
from bot.notifications.sending import preview
from bot.state.composing import Composing

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
ASKED = {
    "content": "Gửi nội dung thông báo trong tin nhắn tiếp theo: chữ có định dạng, một ảnh, một tệp, hoặc một bộ ảnh. /huy để thôi.",
    "audience": "Nhập danh sách, ví dụ: topic:cchc area:dak-lak chats:-1001234567890,-1009876543210",
    "time": "Gửi lúc nào? Ví dụ “15:30”, “28/11 7:30”, hoặc “ngay”.",
    "buttons": "Mỗi nút một dòng, ví dụ: Xem chi tiết - https://dichvucong.gov.vn",
}


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
    await here.store.dialogues.set(user.id, None)
    notice = await here.store.notices.get(held.announcement) if held.announcement else None
    try:
        if held.what == "correction" and notice is not None:
            await _correction(update, context, notice, message)
            return
        number = await _kept(here, held.what, notice, message, f"user:{user.id}")
    except ValueError as error:
        await here.store.dialogues.set(user.id, held)
        await reply(update, context, render.say(str(error)))
        return
    if message.media_group_id:
        await here.store.dialogues.set(user.id, Composing("content", number, message.media_group_id))
    await show_draft(update, context, number)


async def _kept(here: Desk, what: str, notice: Announcement | None, message: Posted, by: str) -> int:
    """Put what was written into a draft, and return its number; raise ValueError that says what to write instead."""
    now, text, verbs = here.now(), message.text or "", here.store.notices
    if notice is None:
        return await verbs.draft(_content(message), "", by, now) or 0
    match what:
        case "content":
            await verbs.change(notice.id, by, now, replace(_content(message), buttons=notice.content.buttons))
        case "audience":
            await verbs.change(notice.id, by, now, audience=audience(text, directory()))
        case "time":
            await verbs.change(notice.id, by, now, at=drafting.parse_time(text, now))
        case "buttons":
            await verbs.change(notice.id, by, now, replace(notice.content, buttons=drafting.parse_buttons(text)))
    return notice.id


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


async def show_draft(update: Update, context: Context, number: int) -> None:
    """Show a draft's settings, in place of the message whose button was pressed."""
    here = desk(context)
    notice = await here.store.notices.get(number)
    if notice is None or notice.stage is not Stage.DRAFT:
        return
    count = await here.store.notices.reach(notice.audience) if notice.audience else 0
    page = render_notices.draft(notice, directory(), count, problems(notice.content, ack=notice.ack))
    await (turn if update.callback_query else reply)(update, context, page)
