"""The follow-up of a look-up: "còn quý 3 thì sao?", "cái thứ hai", "ai phối hợp?" after a list, made into what is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from knowledge.conversation import REMEMBERED, tables
from knowledge.task_board import Board
from knowledge.task_intent import of_citizens
from knowledge.task_query import Role, TaskQuery
from knowledge.task_questions import PlanQuestion, TaskQuestion, understand
from knowledge.task_vocabulary import vocabulary
from nlp.lexicon import split
from nlp.text import fold, normalize

KEPT = 50
"""So many tasks of a list are remembered: those that people point at."""
LONGEST = 10
"""Words of a follow-up; what is longer stands for itself."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one person last looked up in one chat: the look-up, the keys of its first tasks in order, and that of the one told last."""

    at: datetime
    query: TaskQuery
    found: tuple[str, ...] = ()
    told: str = ""

    def fresh(self, now: datetime) -> bool:
        """Whether it still counts at `now`."""
        return now - self.at < REMEMBERED


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the tasks listed, by its key, and what is asked of it."""

    key: str
    asks: tuple[str, ...] = ()


FollowUp: TypeAlias = TaskQuestion | PlanQuestion | Chosen


def follow_up(said: str, looked: Looked | None, board: Board, today: date, now: datetime, *, fragments: bool = True) -> FollowUp | None:
    """Return what a text means after a look-up, or None: it stands for itself.

    `fragments`: a filter alone ("quá hạn", "Sở Y tế") hangs on it too; said with a command, it is a look-up of its own.
    """
    words = split(said)
    if looked is None or not looked.fresh(now) or not 0 < len(words) <= LONGEST or of_citizens(said):
        return None
    understood = understand(said, board, today)
    if chosen := _pointed(said, looked, understood):
        return chosen
    steers = _steers(said)
    match understood:
        case PlanQuestion(part, plan) if part and not plan and looked.query.plan and not looked.query.agency:
            return replace(understood, plan=looked.query.plan)
        case TaskQuestion(query, asks, ignored) if query == TaskQuery():
            return _asked(looked, asks) if asks and not ignored else None
        case TaskQuestion(query, asks, ignored) if (steers or (fragments and not _names_tasks(said))) and not ignored:
            meant = _changed(looked.query, query, said, board, steers=steers)
            return TaskQuestion(meant, asks) if meant and meant != looked.query else None
        case _:
            return None


def _pointed(said: str, looked: Looked, understood: TaskQuestion | PlanQuestion) -> Chosen | None:
    """One of the list by its place in it: "cái thứ hai", "2", "cái cuối hạn khi nào"."""
    words = split(said)
    if isinstance(understood, TaskQuestion) and understood.query.period:  # "thứ hai tuần sau"
        return None
    asks = understood.asks if isinstance(understood, TaskQuestion) else ()
    bare = re.fullmatch(r"(?:(?:so|cai|muc|xem|xem so|cai so)\s+)?(\d{1,2})", " ".join(word.key for word in words))
    span = next(tables().ordinals.find(words), None)
    if bare:
        at = int(bare[1]) - 1
    elif span is not None and span.start <= 1 and (len(words) <= span.end - span.start + 2 or asks):
        at = span.payload - 1 if span.payload > 0 else len(looked.found) - 1
    else:
        return None
    return Chosen(looked.found[at], asks) if 0 <= at < len(looked.found) else None


def _asked(looked: Looked, asks: Sequence[str]) -> FollowUp:
    """What is asked of the task told last, or of all that were listed."""
    key = looked.told or (looked.found[0] if len(looked.found) == 1 else "")
    return Chosen(key, tuple(asks)) if key else TaskQuestion(looked.query, tuple(asks))


_STEERING = re.compile(r"^(?:the con|vay con|con|the|vay|va)\b|\b(?:thi sao|thi the nao|thi|sao|nua)$")
_FULL = re.compile(r"^(?:the|vay) con\b|\bthi (?:sao|the nao)$")


def _steers(said: str) -> bool:
    """Whether a text says that it hangs on what was said before."""
    folded = fold(normalize(said)).strip(" ?.!")
    return bool(_FULL.search(folded)) or (bool(_STEERING.search(folded)) and not _names_tasks(said))


def _names_tasks(said: str) -> bool:
    """Whether it is a whole question of its own: it names what is looked for."""
    return re.search(r"\b(?:viec|nhiem vu|dau viec|nv|ke hoach|kh|chuong trinh|lam gi)\b", fold(normalize(said))) is not None


def _changed(before: TaskQuery, said: TaskQuery, text: str, board: Board, *, steers: bool) -> TaskQuery | None:
    """The look-up before with what is said now in place of the same; None where the words are none of the tasks'."""
    worded = " ".join(filter(None, (said.words, said.area, said.output)))
    if said.no:  # Another task of the same plan.
        return replace(said, plan=said.plan or before.plan)
    role = _role(text)
    if role is not None and before.agency and not said.agency:
        return replace(before, role=role)
    if worded and not (steers and board.all_words.all_of(split(worded)).any()):
        return None
    plain = TaskQuery()
    names = ("agency", "partner", "apart", "period", "status", "plan")
    changes = {name: getattr(said, name) for name in names if getattr(said, name) != getattr(plain, name)}
    if len(changes) > 1 and not steers:
        return None
    if said.agency:
        changes["role"] = said.role if _tells_role(text) else before.role
        if "partner" not in changes and said.agency == before.partner:
            changes["partner"] = ""
    if worded:
        changes |= {"words": said.words, "area": said.area, "output": said.output}
    return replace(before, **changes)


def _role(text: str) -> Role | None:
    """The role that words without an agency tell: "còn phối hợp thì sao"."""
    said, roles = fold(normalize(text)).strip(" ?.!"), vocabulary().roles
    folded = _STEERING.sub("", _STEERING.sub("", said)).strip()
    found = [role for name, role in (("partner", Role.PARTNER), ("lead", Role.LEAD)) if roles[name].fullmatch(folded)]
    return found[0] if found else None


def _tells_role(text: str) -> bool:
    return any(vocabulary().roles[name].search(fold(normalize(text))) for name in ("partner", "lead", "any"))
