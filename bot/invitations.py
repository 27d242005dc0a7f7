"""Invitations: a link that gives one person, once, a role and an agency."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.access import Role

VALID = timedelta(days=7)
"""How long a link may be used."""
PREFIX = "inv_"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it is kept; the link is known only to who was given it."""

    number: int
    role: Role
    agency: str
    made_by: int
    expires: datetime
    used_by: int | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role, and the agency he or she works for ("" for none)."""

    user_id: int
    role: Role
    agency: str
    name: str


class Fault(StrEnum):
    """Why a link does not open."""

    UNKNOWN = "unknown"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Joined:
    """The link was good; it is used now."""

    member: Member


@dataclass(frozen=True, slots=True)
class Already:
    """The person has used this very link before."""

    member: Member


@dataclass(frozen=True, slots=True)
class Closed:
    """The link does not open."""

    fault: Fault


Joining: TypeAlias = Joined | Already | Closed


def new_token() -> str:
    """Return what follows `start=` in a link: 27 signs of those Telegram allows."""
    return PREFIX + secrets.token_urlsafe(17)


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def fault(invitation: Invitation | None, now: datetime) -> Fault | None:
    """Return why an invitation may not be used, or None."""
    if invitation is None:
        return Fault.UNKNOWN
    if invitation.revoked:
        return Fault.REVOKED
    if invitation.used_by is not None:
        return Fault.USED
    return Fault.EXPIRED if invitation.expires <= now else None


def joined(held: Member | None, invitation: Invitation, user_id: int, name: str) -> Member:
    """Return the member an invitation makes; an administrator who joins an agency stays one."""
    role = max(invitation.role, held.role) if held else invitation.role
    agency = invitation.agency or (held.agency if held else "")
    return Member(user_id, role, agency, name[:200])
