"""Typed buttons, packed into Telegram's 64 bytes; what cannot be unpacked is a stale button."""

from dataclasses import astuple, dataclass, fields
from typing import TypeAlias, get_args

LIMIT = 64
"""Telegram's limit for a button's data, in bytes."""
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Show:
    """Show a procedure, from an aspect on ("" for its card)."""

    code: str
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """List the fields."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class OfField:
    """List the procedures of the field with this number in the list of fields."""

    field: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowPlan:
    """Show a part of the plan with this number in the list of plans."""

    plan: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Events:
    """List the events of life."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowEvent:
    """Show the chain of an event of life."""

    name: str


@dataclass(frozen=True, slots=True)
class Provinces:
    """List the provinces to choose from."""


@dataclass(frozen=True, slots=True)
class SetProvince:
    """Choose the province with this number; -1 for none."""

    province: int


@dataclass(frozen=True, slots=True)
class SetBrief:
    """Choose short (1) or full (0) answers."""

    brief: int


@dataclass(frozen=True, slots=True)
class Follow:
    """Be told when a procedure changes (1), or no longer (0)."""

    code: str
    on: int


@dataclass(frozen=True, slots=True)
class Unfollow:
    """Be told no longer, pressed in the list of what is followed."""

    code: str


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase what is kept of the person; asked again first unless `sure` is 1."""

    sure: int = 0


Callback: TypeAlias = (
    Show | Fields | OfField | Events | ShowEvent | ShowPlan | Provinces | SetProvince | SetBrief | Follow | Unfollow | Erase
)
_KINDS = {kind.__name__: kind for kind in get_args(Callback)}


def pack(callback: Callback) -> str:
    """Return the button's data; raise ValueError where it would be over LIMIT bytes."""
    data = _SEPARATOR.join((type(callback).__name__, *map(str, astuple(callback))))
    if len(data.encode()) > LIMIT:
        raise ValueError(f"{data!r} is over {LIMIT} bytes")
    return data


def unpack(data: str) -> Callback | None:
    """Return the button pressed, or None for one of another version, forged or broken."""
    name, *values = data.split(_SEPARATOR)
    kind = _KINDS.get(name)
    if kind is None or len(values) != len(fields(kind)):
        return None
    try:
        made: Callback = kind(*(int(v) if f.type == "int" or f.type is int else v for f, v in zip(fields(kind), values, strict=True)))
    except ValueError:
        return None
    return made
