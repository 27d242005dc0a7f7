"""What a look-up in the plans' tasks asks for."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.tasks_status import Status
from nlp.periods import Period

OPEN = frozenset({Status.ON_TRACK, Status.DUE_SOON, Status.OVERDUE})
"""The states of what is still to be done."""


class Role(StrEnum):
    """What an agency has to do with a task."""

    LEAD = "lead"
    PARTNER = "partner"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """A look-up; an empty field filters nothing.

    `agency` by the register's name (of today) in `role`; `partner`: a second agency, which helps; `apart`: one that does not lead.
    A task is in `period` when the day it is due is; a period without days means tasks of its kind. `area`, `words` and `output` are
    words that must all be there. `plan`: a number, its beginning, or a year. `no`: the number as written.
    """

    agency: str = ""
    role: Role = Role.LEAD
    partner: str = ""
    apart: str = ""
    period: Period | None = None
    status: frozenset[Status] = frozenset()
    area: str = ""
    words: str = ""
    output: str = ""
    plan: str = ""
    no: str = ""
