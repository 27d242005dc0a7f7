"""Roles, and the one guard that every handler passes."""

from enum import IntEnum


class Role(IntEnum):
    """Each role may what the ones before it may."""

    CITIZEN = 0
    OFFICIAL = 1
    ADMIN = 2


def role_of(user_id: int | None, admins: frozenset[int], kept: Role = Role.CITIZEN) -> Role:
    """Return the role of a user: the one kept in the state, and always administrator for those whom the settings name."""
    return Role.ADMIN if user_id in admins else kept


def may_announce(role: Role, rights: frozenset[str], audience: str) -> bool:
    """Whether somebody may announce to an audience: an administrator to any, an official to those among his or her rights."""
    if role is Role.ADMIN or "all" in rights:
        return True
    parts = audience.split()
    return bool(parts) and all(part in rights or (part.startswith("chats:") and "chats" in rights) for part in parts)


def allowed(role: Role, needed: Role) -> bool:
    """Whether a role is enough."""
    return role >= needed
