"""The verbs of announcements, from draft to recall; each is one transaction, and tells the audit who did it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.notifications.announcement import CONCERNED, Announcement, Content, Stage, pack
from bot.notifications.outbox import State, Task, Then
from bot.state.chats import addressed
from bot.state.notice_tables import announcements, announcers, audit, deliveries
from bot.state.starting import Refused, Start, anew, announcement, draft, note, start, tell
from bot.state.writing import writing

DELETABLE = timedelta(hours=47, minutes=50)
"""Telegram lets a bot delete what it sent within 48 hours; the margin is for the work itself."""
_UNSENT = deliveries.c.messages == ""


class Notices:
    """The announcements in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine."""
        self._engine = engine

    async def get(self, number: int) -> Announcement | None:
        """Return an announcement."""
        async with self._engine.connect() as db:
            row = (await db.execute(select(announcements).where(announcements.c.id == number))).first()
            return announcement(row) if row else None

    async def all(self, *stages: Stage) -> list[Announcement]:
        """Return the announcements of these stages (of all, where none is named), newest first."""
        query = select(announcements).where(announcements.c.author != "auto:skip").order_by(announcements.c.id.desc())
        if stages:
            query = query.where(announcements.c.state.in_(stages))
        async with self._engine.connect() as db:
            return [announcement(row) for row in await db.execute(query)]

    async def draft(
        self, content: Content, audience: str, by: str, now: datetime, *, origin: str | None = None, **options: Any
    ) -> int | None:
        """Keep a draft and return its number; None where `origin` made one before. Options: silent, pin, ack, at."""
        async with writing(self._engine) as db:
            return await draft(db, content, audience, by, now, origin, options)

    async def change(self, number: int, by: str, now: datetime, content: Content | None = None, **options: Any) -> int | None:
        """Change a draft; return its new revision, or None where it is a draft no more."""
        values = options | ({"content": pack(content)} if content else {})
        async with writing(self._engine) as db:
            query = update(announcements).where(announcements.c.id == number, announcements.c.state == Stage.DRAFT)
            query = query.values(revision=announcements.c.revision + 1, **values).returning(announcements.c.revision)
            changed: int | None = (await db.execute(query)).scalar()
            if changed:
                await note(db, now, by, "change", number)
            return changed

    async def reach(self, audience: str) -> int:
        """Count the chats that an audience means now."""
        async with self._engine.connect() as db:
            return len(await addressed(db, audience))

    async def start(self, number: int, revision: int, by: str, now: datetime, *, second: bool = False) -> Start:
        """Send a draft as it was previewed: the announcement and one delivery a chat, or nothing. `second`: by two people."""
        async with writing(self._engine) as db:
            return await start(db, number, revision, by, now, second=second)

    async def post(
        self, content: Content, to: str, by: str, now: datetime, *, second: bool = False, origin: str | None = None, **options: Any
    ) -> tuple[int, Start]:
        """Draft and start in one; where nobody is addressed, or `origin` made one before, nothing is kept."""
        async with writing(self._engine) as db:
            number = await draft(db, content, to, by, now, origin, options)
            if number is None:
                return 0, Refused("stale")
            said = await start(db, number, 1, by, now, second=second)
            if isinstance(said, Refused):
                await db.execute(delete(audit).where(audit.c.announcement == number))
                await db.execute(delete(announcements).where(announcements.c.id == number))
            return number, said

    async def tell(self, chats: Sequence[int], content: Content, by: str, now: datetime, *, origin: str) -> int | None:
        """Let the bot tell these chats something by itself, once for each `origin`; returns its number, None where it was told before."""
        async with writing(self._engine) as db:
            return await tell(db, [(chat, "") for chat in chats], content, by, now, origin)

    async def skip(self, origins: list[str], now: datetime) -> bool:
        """Let occasions make no notice; false where one of them was known."""
        async with writing(self._engine) as db:
            known = select(announcements.c.id).where(announcements.c.origin.in_(origins))
            if (await db.execute(known)).first():
                return False
            for origin in origins:
                number = await draft(db, Content(""), "", "auto:skip", now, origin, {})
                await db.execute(update(announcements).where(announcements.c.id == number).values(state=Stage.CANCELLED, finished=now))
            return True

    async def turn(self, number: int, now: datetime, by: str, what: str) -> bool:
        """Do "pause", "resume", "cancel" or "discard"; false where it does not apply (any more)."""
        before, after = {
            "pause": ((Stage.RUNNING,), Stage.PAUSED),
            "resume": ((Stage.PAUSED,), Stage.RUNNING),
            "cancel": ((Stage.RUNNING, Stage.PAUSED), Stage.CANCELLED),
            "discard": ((Stage.DRAFT, Stage.AWAITING), Stage.CANCELLED),
        }[what]
        values: dict[str, Any] = {"state": after} | ({"finished": now} if after is Stage.CANCELLED else {})
        async with writing(self._engine) as db:
            query = update(announcements).where(announcements.c.id == number, announcements.c.state.in_(before))
            if not (await db.execute(query.values(**values))).rowcount:
                return False
            if after is Stage.CANCELLED:
                await _set(db, number, (_is(State.WAITING), deliveries.c.task == Task.SEND), state=State.CANCELLED)
                await _set(db, number, (_is(State.WAITING),), state=State.DONE)
                await _set(db, number, (_is(State.SENDING),), then=Then.CANCEL)
            await note(db, now, by, what, number)
            return True

    async def correct(self, number: int, content: Content, by: str, now: datetime) -> int | None:
        """Put another content into every copy, sent or not; return how many are edited, None where it does not apply."""
        async with writing(self._engine) as db:
            query = update(announcements).where(
                announcements.c.id == number,
                announcements.c.state.in_((Stage.RUNNING, Stage.PAUSED, Stage.DONE)),
                announcements.c.audience != CONCERNED,
            )
            values = {"content": pack(content), "revision": announcements.c.revision + 1}
            if not (await db.execute(query.values(**values))).rowcount:
                return None
            edited = await _set(db, number, (_ENDED, ~_UNSENT, deliveries.c.task.in_((Task.SEND, Task.EDIT))), task=Task.EDIT, **anew(now))
            flying = await _set(db, number, (_is(State.SENDING), deliveries.c.task.in_((Task.SEND, Task.EDIT))), then=Then.EDIT)
            await _reopen(db, number)
            await note(db, now, by, "correct", number, f"{edited + flying} copies")
            return edited + flying

    async def recall(self, number: int, by: str, now: datetime) -> int | None:
        """Take a notice back: delete its copies, edit those too old for that, send no more; return how many (None: nothing was)."""
        async with writing(self._engine) as db:
            query = update(announcements).where(announcements.c.id == number, announcements.c.state.not_in((Stage.DRAFT, Stage.AWAITING)))
            if not (await db.execute(query.values(revision=announcements.c.revision + 1))).rowcount:
                return None
            await _set(db, number, (_is(State.WAITING), _UNSENT), state=State.CANCELLED)
            copies = ~_UNSENT, deliveries.c.task != Task.DELETE, or_(_ENDED, _is(State.WAITING))
            young = or_(deliveries.c.sent_at.is_(None), deliveries.c.sent_at > now - DELETABLE)
            deleted = await _set(db, number, (*copies, young), task=Task.DELETE, **anew(now))
            withdrawn = await _set(db, number, (*copies, ~young), task=Task.WITHDRAW, **anew(now))
            flying = await _set(db, number, (_is(State.SENDING), deliveries.c.task != Task.DELETE), then=Then.RECALL)
            await _reopen(db, number)
            await note(db, now, by, "recall", number, f"{deleted + flying} deleted, {withdrawn} withdrawn")
            return deleted + withdrawn + flying

    async def resend(self, number: int, by: str, now: datetime, *, doubtful: bool = False) -> int | None:
        """Try the refused ones again, or (`doubtful`) those of which nobody knows; return how many, None where it does not apply."""
        state = State.UNCONFIRMED if doubtful else State.REJECTED
        async with writing(self._engine) as db:
            stages = Stage.RUNNING, Stage.PAUSED, Stage.DONE
            held = select(announcements.c.id).where(announcements.c.id == number, announcements.c.state.in_(stages))
            if (await db.execute(held)).first() is None:
                return None
            again = await _set(db, number, (_is(state), deliveries.c.task == Task.SEND), doubts=0, crashes=0, moves=0, **anew(now))
            if again:
                await _reopen(db, number)
                await note(db, now, by, "resend", number, f"{again} {state}")
            return again

    async def told(self) -> list[tuple[Announcement, str]]:
        """Return what has a live report or waits for approval, each with what was told last."""
        a = announcements.c
        ended = or_(a.report_text.like(f"{Stage.DONE}%"), a.report_text.like(f"{Stage.CANCELLED}%"))
        live = and_(a.report_message.is_not(None), or_(a.state.in_((Stage.RUNNING, Stage.PAUSED)), ~ended))
        query = select(announcements).where(or_(live, a.state == Stage.AWAITING))
        async with self._engine.connect() as db:
            return [(announcement(row), row.report_text) for row in await db.execute(query)]

    async def reported(self, number: int, stage: Stage, place: tuple[int, int] | None, text: str) -> None:
        """Remember where the live report is and what it says, unless the announcement is at another stage by now."""
        chat, message = place or (None, None)
        query = update(announcements).where(announcements.c.id == number, announcements.c.state == stage)
        async with writing(self._engine) as db:
            await db.execute(query.values(report_chat=chat, report_message=message, report_text=text))

    async def uploaded(self, number: int, revision: int, content: Content) -> None:
        """Remember the ids that Telegram gave to the files, unless the content was changed meanwhile."""
        query = update(announcements).where(announcements.c.id == number, announcements.c.revision == revision)
        async with writing(self._engine) as db:
            await db.execute(query.values(content=pack(content)))

    async def rights(self, user_id: int) -> frozenset[str]:
        """Return the audiences that a person may announce to."""
        async with self._engine.connect() as db:
            return frozenset((await db.execute(select(announcers.c.audience).where(announcers.c.user_id == user_id))).scalars())

    async def grant(self, user_id: int, audiences: frozenset[str], by: str, now: datetime) -> None:
        """Let a person announce to these audiences and no others; to none: revoke."""
        async with writing(self._engine) as db:
            await db.execute(delete(announcers).where(announcers.c.user_id == user_id))
            if audiences:
                await db.execute(announcers.insert(), [{"user_id": user_id, "audience": a} for a in sorted(audiences)])
            await note(db, now, by, "grant" if audiences else "revoke", None, f"{user_id}: {' '.join(sorted(audiences))}")


def _is(state: State) -> ColumnElement[bool]:
    return deliveries.c.state == state


_ENDED = deliveries.c.state.in_((State.DONE, State.REJECTED))


async def _set(db: AsyncConnection, number: int, where: tuple[ColumnElement[bool], ...], **values: Any) -> int:
    done = await db.execute(update(deliveries).where(and_(deliveries.c.announcement == number, *where)).values(**values))
    return int(done.rowcount)


async def _reopen(db: AsyncConnection, number: int) -> None:
    query = update(announcements).where(
        announcements.c.id == number, announcements.c.state.in_((Stage.DONE, Stage.CANCELLED, Stage.PAUSED))
    )
    await db.execute(query.values(state=Stage.RUNNING, finished=None, report_text=""))
