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
class Tasks:
    """List tasks, a page of them; the look-up is packed by `bot.task_buttons`."""

    query: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class TasksFile:
    """Send a list of tasks as a workbook."""

    query: str


@dataclass(frozen=True, slots=True)
class ShowEvent:
    """Show the chain of an event of life."""

    name: str


@dataclass(frozen=True, slots=True)
class OneTask:
    """Show a task by the mark of its plan (`bot.task_buttons.mark`) and its key."""

    plan: str
    key: str


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


@dataclass(frozen=True, slots=True)
class Mine:
    """List tasks: those an agency leads ("lead"), helps with ("partner"), all of them, or those that ask for a later day ("asked")."""

    side: str = "lead"
    page: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """Show a task by its key, to work on."""

    key: str


@dataclass(frozen=True, slots=True)
class Report:
    """Report on a task; `version`: of the record that the button stood under."""

    key: str
    version: int
    what: str
    value: int = 0


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """Turn the pages of a plan read from a file, correct it, approve it (`value`: what was held then) or drop it."""

    draft: int
    what: str
    value: int = 0


@dataclass(frozen=True, slots=True)
class Invite:
    """Take back the invitation with this number, or the role of the person with this id."""

    what: str
    number: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Change what a chat follows and when it is left alone."""

    what: str
    value: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """A report of a period ("2026Q2", "2026H1", "2026M9", "2026Y") as a file or picture; without a form, offer the forms."""

    period: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Ack:
    """Acknowledge the announcement."""

    announcement: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Do something with an announcement (see `bot.handlers.announce`); of another revision than `revision`, it does nothing."""

    announcement: int
    revision: int
    deed: str


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Show or change what a chat receives: `what` is topic, agency, area, thread, quiet or state; "" shows all, a `value` chooses."""

    chat: int
    what: str = ""
    value: str = ""


Callback: TypeAlias = (
    Show
    | Fields
    | OfField
    | Events
    | ShowEvent
    | ShowPlan
    | Provinces
    | SetProvince
    | SetBrief
    | Follow
    | Unfollow
    | Erase
    | Tasks
    | TasksFile
    | OneTask
    | Mine
    | Work
    | Report
    | DraftPlan
    | Invite
    | Watch
    | Statistics
    | Ack
    | Notice
    | Subscribe
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
