"""How an announcement begins: drafted, agreed to, and turned into one delivery a chat, each within a transaction of the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.notifications.announcement import CONCERNED, Announcement, Content, Stage, after_quiet, pack, unpack
from bot.notifications.outbox import PATIENCE, State, Task
from bot.state.chats import addressed
from bot.state.notice_tables import announcements, audit, chats, deliveries
from bot.zone import VIETNAM


@dataclass(frozen=True, slots=True)
class Started:
    """The announcement is on its way to so many chats."""

    chats: int


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A second person has to agree first."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was done; why: "stale" (done already, or changed meanwhile), "same" (the author cannot be the second), "nobody"."""

    why: str


Start: TypeAlias = Started | Awaiting | Refused


def anew(now: datetime) -> dict[str, Any]:
    """A delivery's columns as for its first try."""
    return {"state": State.WAITING, "due": now, "deadline": now + PATIENCE, "attempts": 0, "reason": ""}


async def draft(
    db: AsyncConnection, content: Content, audience: str, by: str, now: datetime, origin: str | None, options: dict[str, Any]
) -> int | None:
    """Keep a draft; None where `origin` made one before."""
    if origin and (await db.execute(select(announcements.c.id).where(announcements.c.origin == origin))).first():
        return None
    values = {"state": Stage.DRAFT, "content": pack(content), "audience": audience, "author": by, "created": now, "origin": origin}
    number: int = (await db.execute(announcements.insert().values(**values, **options).returning(announcements.c.id))).scalar_one()
    await note(db, now, by, "draft", number, audience)
    return number


async def start(db: AsyncConnection, number: int, revision: int, by: str, now: datetime, *, second: bool) -> Start:
    """Start a draft as it was previewed, or ask for a second person, or do nothing."""
    query = select(announcements).where(announcements.c.id == number).with_for_update()
    row = (await db.execute(query)).first()
    if row is None or row.state not in (Stage.DRAFT, Stage.AWAITING) or row.revision != revision:
        return Refused("stale")
    if second and row.author == by and row.state == Stage.AWAITING:
        return Refused("same")
    if second and row.state == Stage.DRAFT:
        await db.execute(update(announcements).where(announcements.c.id == number).values(state=Stage.AWAITING))
        await note(db, now, by, "ask", number)
        return Awaiting()
    wanted = await addressed(db, row.audience)
    if not wanted:
        return Refused("nobody")
    at = max(row.at or now, now)
    await _dispatch(db, number, [(c.id, c.thread_id, after_quiet(at, c.quiet, VIETNAM), "") for c in wanted], by, now)
    return Started(len(wanted))


async def tell(
    db: AsyncConnection, copies: Sequence[tuple[int, str]], content: Content, by: str, now: datetime, origin: str | None = None
) -> int | None:
    """Put what the bot tells by itself into the outbox, for chats named as (id, what that copy alone is about).

    Returns its number; None where `origin` made one before, or there is nobody to tell. Quiet hours are minded when it is claimed.
    """
    number = await draft(db, content, CONCERNED, by, now, origin, {}) if copies else None
    if number is None:
        return None
    places = select(chats.c.chat_id, chats.c.thread_id).where(chats.c.thread_id.is_not(None))
    threads = {row.chat_id: row.thread_id for row in await db.execute(places)}
    await _dispatch(db, number, [(chat, threads.get(chat), now, about) for chat, about in copies], by, now)
    return number


async def _dispatch(
    db: AsyncConnection, number: int, rows: Sequence[tuple[int, int | None, datetime, str]], by: str, now: datetime
) -> None:
    """Make one delivery a chat, given as (chat, topic, when it is due, what it is about), and let the announcement run."""
    values = [
        {"announcement": number, "chat_id": chat, "thread_id": thread, "about": about, "task": Task.SEND} | anew(due)
        for chat, thread, due, about in rows
    ]
    await db.execute(deliveries.insert(), values)
    running = {"state": Stage.RUNNING, "started": now, "approver": by}
    await db.execute(update(announcements).where(announcements.c.id == number).values(**running))
    await note(db, now, by, "start", number, f"{len(rows)} chats")


async def note(db: AsyncConnection, now: datetime, by: str, what: str, number: int | None, detail: str = "") -> None:
    """Tell the audit, within a transaction."""
    await db.execute(audit.insert().values(at=now, who=by, what=what, announcement=number, detail=detail))


def announcement(row: Any) -> Announcement:
    """Read a row."""
    report = (row.report_chat, row.report_message) if row.report_message else None
    names = "id revision audience author created silent pin ack at approver started finished".split()
    return Announcement(stage=Stage(row.state), content=unpack(row.content), report=report, **{n: getattr(row, n) for n in names})
