"""The verbs of officials: invitations, members, what they were asked; each is one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.access import Role
from bot.invitations import Already, Closed, Invitation, Joined, Joining, Member, digest, fault, joined
from bot.state.plan_tables import follows, invitations, members, plan_drafts, prompts, watchers
from bot.state.plans import put
from bot.state.writing import writing

PATIENCE = timedelta(minutes=30)
"""How long a question of the bot waits for its answer."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the bot asked: `subject` is a task's key or a draft's number, `version` the one that the person saw."""

    what: str
    subject: str
    version: int = 0


class MemberStore:
    """Officials."""

    def __init__(self, engine: AsyncEngine, near: Engine | None) -> None:
        """Wrap an engine; `near`: see Store."""
        self._engine, self._near = engine, near

    async def invite(self, token: str, role: Role, agency: str, by: int, expires: datetime) -> int:
        """Keep an invitation and return its number."""
        row = {"digest": digest(token), "role": int(role), "agency": agency, "made_by": by, "expires": expires}
        async with writing(self._engine) as db:
            return int((await db.execute(insert(invitations).values(row).returning(invitations.c.id))).scalar_one())

    async def open_invitations(self, now: datetime) -> list[Invitation]:
        """Return the invitations that may still be used, the newest first."""
        query = select(invitations).where(invitations.c.used.is_(None), invitations.c.revoked.is_(None), invitations.c.expires > now)
        async with self._engine.connect() as db:
            return [_invitation(row) for row in await db.execute(query.order_by(invitations.c.id.desc()))]

    async def revoke(self, number: int, now: datetime) -> bool:
        """Close an invitation; False where it is used or closed already."""
        unused = (invitations.c.id == number) & invitations.c.used.is_(None) & invitations.c.revoked.is_(None)
        async with writing(self._engine) as db:
            return bool((await db.execute(update(invitations).where(unused).values(revoked=now))).rowcount)

    async def join(self, token: str, user_id: int, name: str, now: datetime) -> Joining:
        """Use an invitation: of any number who try, one joins; that one's private chat then hears of the agency's tasks."""
        async with writing(self._engine) as db:
            row = (await db.execute(select(invitations).where(invitations.c.digest == digest(token)).with_for_update())).one_or_none()
            invitation = _invitation(row) if row else None
            held = await _member(db, user_id)
            if invitation and invitation.used_by == user_id and held:
                return Already(held)
            if why := fault(invitation, now):
                return Closed(why)
            assert invitation is not None  # noqa: S101 - an unknown one has a fault.
            await db.execute(update(invitations).where(invitations.c.id == invitation.number).values(used=now, used_by=user_id))
            member = joined(held, invitation, user_id, name)
            await put(db, members, _row(member) | {"at": now}, ("user_id",))
            if held and held.agency and held.agency != member.agency:
                await db.execute(delete(follows).where(follows.c.chat_id == user_id, follows.c.agency == held.agency))
            for side in ("lead", "partner") if member.agency else ():
                await put(db, follows, {"chat_id": user_id, "agency": member.agency, "side": side}, ("chat_id", "agency", "side"))
            return Joined(member)

    async def member(self, user_id: int) -> Member | None:
        """Return a member, None for anybody else."""
        if self._near is not None:
            with self._near.connect() as near:
                row = near.execute(select(members).where(members.c.user_id == user_id)).one_or_none()
            return _held(row) if row else None
        async with self._engine.connect() as db:
            return await _member(db, user_id)

    async def members(self) -> list[Member]:
        """Return all members, by agency and name."""
        async with self._engine.connect() as db:
            return [_held(row) for row in await db.execute(select(members).order_by(members.c.agency, members.c.name))]

    async def dismiss(self, user_id: int) -> bool:
        """Take somebody's role away, and what only officials hear; False for who has none."""
        async with writing(self._engine) as db:
            gone = await db.execute(delete(members).where(members.c.user_id == user_id))
            for table in (follows, watchers):
                await db.execute(delete(table).where(table.c.chat_id == user_id))
            for table in (prompts, plan_drafts):
                await db.execute(delete(table).where(table.c.user_id == user_id))
        return bool(gone.rowcount)

    async def ask(self, chat_id: int, user_id: int, prompt: Prompt, now: datetime) -> None:
        """Keep what was asked of somebody; it takes the place of what was asked before."""
        row = {"chat_id": chat_id, "user_id": user_id, "what": prompt.what, "subject": prompt.subject, "version": prompt.version, "at": now}
        async with writing(self._engine) as db:
            await put(db, prompts, row, ("chat_id", "user_id"))

    async def asked(self, chat_id: int, user_id: int, now: datetime) -> Prompt | None:
        """Return what somebody was asked and has not answered."""
        query = select(prompts).where(prompts.c.chat_id == chat_id, prompts.c.user_id == user_id, prompts.c.at > now - PATIENCE)
        row: Any
        if self._near is not None:
            with self._near.connect() as near:
                row = near.execute(query).one_or_none()
        else:
            async with self._engine.connect() as db:
                row = (await db.execute(query)).one_or_none()
        return Prompt(row.what, row.subject, row.version) if row else None

    async def answered(self, chat_id: int, user_id: int) -> None:
        """Forget what was asked."""
        async with writing(self._engine) as db:
            await db.execute(delete(prompts).where(prompts.c.chat_id == chat_id, prompts.c.user_id == user_id))


async def _member(db: AsyncConnection, user_id: int) -> Member | None:
    row = (await db.execute(select(members).where(members.c.user_id == user_id))).one_or_none()
    return _held(row) if row else None


def _held(row: Any) -> Member:
    return Member(row.user_id, Role(row.role), row.agency, row.name)


def _row(member: Member) -> dict[str, Any]:
    return {"user_id": member.user_id, "role": int(member.role), "agency": member.agency, "name": member.name}


def _invitation(row: Any) -> Invitation:
    return Invitation(row.id, Role(row.role), row.agency, row.made_by, row.expires, row.used_by, row.revoked is not None)
