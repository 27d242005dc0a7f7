"""One try: the calls to Telegram that a delivery takes, and what their replies mean."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, LinkPreviewOptions
from telegram import Message as Posted
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.error import RetryAfter as Flood

from bot import render_notices
from bot.callbacks import Ack, pack
from bot.gate import BROADCAST
from bot.notifications.announcement import PRESS, Announcement, Content, Media
from bot.notifications.outbox import Delivery, Failed, Moved, Outcome, Rejected, RetryAfter, Sent, Task, Unconfirmed, Undeletable

REFUSALS = Path(__file__).parents[1] / "data" / "refusals.yaml"
_AWAY = "không nối được tới Telegram"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TOPIC = ("message thread not found", "topic_deleted", "topic_closed", "topic closed")
_RIGHTS = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "send_media_forbidden",
)
_MEMBERS = {"photo": InputMediaPhoto, "document": InputMediaDocument}
_OF_FILES = ("photo", "document", "media", "video", "audio", "sticker")
"""A right that lacks for files alone: words may be written still."""
_GONE = ("chat not found", "peer_id_invalid", "user not found")
_NO_MESSAGE = ("message to edit not found", "message to delete not found", "message_id_invalid", "message not found")


def weight(held: Delivery, notice: Announcement) -> int:
    """How many messages the try is to Telegram's limits."""
    return max(1, len(notice.content.media)) if held.task is Task.SEND and not held.messages else 1


async def attempt(bot: Bot, held: Delivery, notice: Announcement, patience: float) -> tuple[Outcome, Content | None]:
    """Try once; also return the content with the files' ids, where Telegram has just given them. `patience`: seconds for a reply."""
    how: dict[str, Any] = {"read_timeout": patience, "rate_limit_args": BROADCAST}
    try:
        match held.task:
            case Task.SEND:
                return await _send(bot, held, notice, how)
            case Task.EDIT:
                await edit(bot, held, notice.content, keyboard(notice), how)
            case Task.WITHDRAW:
                gone = replace(notice.content, html=render_notices.withdrawn().html, buttons=())
                await edit(bot, held, gone, None, how)
            case Task.DELETE:
                for message in held.messages:
                    await bot.delete_message(held.chat, message, **how)
    except TelegramError as error:
        return meaning(error, held), None
    except OSError as error:
        return Rejected(f"tệp không đọc được: {error.strerror}"), None
    return Sent(), None


async def _send(bot: Bot, held: Delivery, notice: Announcement, how: dict[str, Any]) -> tuple[Outcome, Content | None]:
    place = {"chat_id": held.chat, "message_thread_id": held.thread, "disable_notification": notice.silent, **how}
    left = notice.content.rest(len(held.messages), ack=notice.ack)
    if not left:  # Worded anew, what is left of it was said already.
        return Sent(), None
    piece, *more = left
    posted = await post(bot, piece, None if more else keyboard(notice), place)
    uploaded = _uploaded(notice.content, posted) if piece.media else None
    return Sent(tuple(message.message_id for message in posted), bool(more)), uploaded


async def post(bot: Bot, content: Content, markup: InlineKeyboardMarkup | None, place: dict[str, Any]) -> tuple[Posted, ...]:
    """Send a content as it looks everywhere."""
    words: dict[str, Any] = {"caption": content.html or None, "parse_mode": ParseMode.HTML}
    match content.media:
        case ():
            return (await _text(bot, content.html, markup, place),)
        case (Media("photo") as only,):
            file = _file(only)
            return (await bot.send_photo(photo=file.pop("media"), **file, reply_markup=markup, **words, **place),)
        case (only,):
            file = _file(only)
            return (await bot.send_document(document=file.pop("media"), **file, reply_markup=markup, **words, **place),)
        case several:
            return await bot.send_media_group(media=[_MEMBERS[m.kind](**_file(m)) for m in several], **words, **place)


async def preview(bot: Bot, notice: Announcement, chat: int) -> None:
    """Show a notice exactly as every chat will see it."""
    *before, last = notice.content.pieces(ack=notice.ack)
    for piece in before:
        await post(bot, piece, None, {"chat_id": chat})
    await post(bot, last, keyboard(notice), {"chat_id": chat})


async def _text(bot: Bot, html: str, markup: InlineKeyboardMarkup | None, place: dict[str, Any]) -> Posted:
    return await bot.send_message(text=html, parse_mode=ParseMode.HTML, reply_markup=markup, link_preview_options=_NO_PREVIEW, **place)


async def edit(bot: Bot, held: Delivery, content: Content, markup: InlineKeyboardMarkup | None, how: dict[str, Any]) -> None:
    """Put a content's words and buttons into the copy; files stay as they were sent."""
    place: dict[str, Any] = {"chat_id": held.chat, "parse_mode": ParseMode.HTML, "reply_markup": markup, **how}
    if content.media and len(held.messages) <= len(content.media):
        await bot.edit_message_caption(message_id=held.messages[0], caption=content.html, **place)
    else:
        await bot.edit_message_text(content.html, message_id=held.messages[-1], link_preview_options=_NO_PREVIEW, **place)


def keyboard(notice: Announcement) -> InlineKeyboardMarkup | None:
    """The buttons under every copy."""
    rows = [[_button(label, to) for label, to in row] for row in notice.content.buttons]
    if notice.ack:
        rows.append([InlineKeyboardButton("Đã nhận", callback_data=pack(Ack(notice.id)))])
    return InlineKeyboardMarkup(rows) if rows else None


def _button(label: str, to: str) -> InlineKeyboardButton:
    if to.startswith(PRESS):
        return InlineKeyboardButton(label, callback_data=to.removeprefix(PRESS))
    return InlineKeyboardButton(label, url=to)


def _file(media: Media) -> dict[str, Any]:
    """A file by its id, or its bytes: a path would be one on the Bot API's server in an album, and a missing one a broken connection."""
    if media.file_id:
        return {"media": media.file_id}
    return {"media": Path(media.source).read_bytes(), "filename": Path(media.source).name}


def _uploaded(content: Content, posted: tuple[Posted, ...]) -> Content | None:
    if all(m.file_id for m in content.media) or len(posted) < len(content.media):
        return None
    ids = [p.photo[-1].file_id if p.photo else p.document.file_id if p.document else "" for p in posted]
    return replace(content, media=tuple(replace(m, file_id=number) for m, number in zip(content.media, ids, strict=False)))


def meaning(error: TelegramError, held: Delivery) -> Outcome:
    """Return what a refusal, or silence, means for a delivery."""
    words = error.message.lower()
    match error:
        case Flood():
            wait = error.retry_after
            return RetryAfter(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Rejected(_told(error.message), "gone" if "deactivated" in words or "deleted" in words else "kicked")
        case BadRequest():
            return _refused(error.message, words, held)
        case TimedOut():
            early = isinstance(error.__cause__, httpx.ConnectTimeout | httpx.PoolTimeout)
            return Failed(_AWAY, away=True) if early else Unconfirmed("Telegram không trả lời")
        case NetworkError() if isinstance(error.__cause__, httpx.ConnectError):
            return Failed(_AWAY, away=True)
        case NetworkError() if error.__cause__ is None or isinstance(error.__cause__, TelegramError):
            return Failed("Telegram trục trặc")  # A 5xx, or a page in the place of one.
        case InvalidToken():
            return Failed("Telegram không nhận mã của bot", away=True)  # Until the token is mended; the poller ends the program.
        case NetworkError():
            return Unconfirmed("đứt kết nối", likely=False)
        case _:
            return Unconfirmed(error.message)


def _told(message: str) -> str:
    """A refusal in the words of people, with Telegram's own behind it."""
    known = next((words for sign, words in _refusals().items() if sign in message.lower()), "")
    return f"{known} ({message})" if known else message


@cache
def _refusals() -> dict[str, str]:
    held: dict[str, str] = yaml.safe_load(REFUSALS.read_text(encoding="utf-8"))
    return held


def _refused(message: str, words: str, held: Delivery) -> Outcome:
    def says(some: tuple[str, ...]) -> bool:
        return any(part in words for part in some)

    if "not modified" in words:
        return Sent()
    if says(_NO_MESSAGE):
        return Sent() if held.task is Task.DELETE else Rejected("tin đã bị xóa trong nhóm")
    if "can't be deleted" in words and held.task is Task.DELETE:
        return Undeletable()
    if says(_TOPIC) and held.thread is not None:
        return Moved(held.chat, None)
    if says(_GONE):
        return Rejected(_told(message), "gone")
    return Rejected(_told(message), "muted" if says(_RIGHTS) and not says(_OF_FILES) else "")
