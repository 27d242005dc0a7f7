"""Free Vietnamese understood as a look-up in the plans' tasks, or as a question about a plan itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from knowledge.agencies import today_name
from knowledge.records import Plan
from knowledge.task_board import Board
from knowledge.task_reading import AGENCY, Reading
from knowledge.task_topics import read_topics
from knowledge.task_vocabulary import vocabulary
from knowledge.tasks import Role, Status, TaskQuery, names_plan
from nlp import periods
from nlp.asked_periods import read_period
from nlp.periods import Period
from nlp.text import fold, normalize

__all__ = ["PlanQuestion", "TaskQuestion", "Understood", "understand"]


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    """A look-up; `asks`: what is asked of each task (lead, partners, due, output, status, count); `ignored`: words not understood."""

    query: TaskQuery
    asks: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question about a plan itself: which part ("" for its outline), of which plan, about which words."""

    part: str
    plan: str = ""
    words: str = ""
    ignored: tuple[str, ...] = ()


WHOLE = ("", "issuer", "issued", "number")
"""Parts of a plan that are told whole."""
Understood: TypeAlias = TaskQuestion | PlanQuestion

_PLAN_WORD = r"(?:ke hoach|quyet dinh|chuong trinh|nghi quyet|thong bao|cong van|van ban)"
_PLAN = re.compile(
    rf"(?<!\w)(?:{_PLAN_WORD}\s+)+(?:cai cach hanh chinh\s+)?(?:so\s+|nam\s+)?"
    r"(\d{2,5}(?:/\d{4})?(?:\s*[/-]\s*[a-z]{2,}[\w-]*(?:/[a-z][\w-]*)?)?)(?![\w/]|\.\d)"
)
_CODE = re.compile(r"(?<!\w)(\d{1,5}(?:/\d{4})?/[a-z]{2}[\w-]*|\d{3,5})(?![\w/%]|\.\d)")
_NO = re.compile(
    r"(?<!\w)(?:nhiem vu|dau viec|viec|muc|stt|so thu tu|task)\s*(?:so|thu)?\s*((?:[ivx]{1,5}[.\-\s])?\d{1,3}(?:\.\d{1,3})*)"
    r"(?:\s+(?:cua )?(?:muc|phan)\s+([ivx]{1,5}))?(?![\w/%]|\s*(?:%|/|-\s*\d|ngay|thang|tuan|quy\b|nam\b|gio\b))"
)
_AREA_NO = re.compile(r"(?<!\w)(?:muc|phan|nhom|linh vuc|chuong) (?:so )?(x?(?:ix|iv|v?i{0,3}))(?<=[ivx])(?!\w|[.\s-]\d)")


def understand(said: str, board: Board, today: date) -> Understood:
    """Return what is asked; any text at all is fine, and what was not understood is told in `ignored`."""
    reading = Reading.of(said, board)
    own = reading.own()
    plan = _plan(reading, board)
    asked = None if _tells_of_tasks(reading) else _part(reading)
    if asked is not None:
        topics = read_topics(reading, board, told=True)
        if asked in WHOLE:  # These are told whole: words would filter nothing.
            return PlanQuestion(asked, plan, ignored=(*topics.words.split(), *topics.ignored))
        return PlanQuestion(asked, plan, topics.words, topics.ignored)
    asked_of = _look_up(reading, board, plan, today)
    return replace(asked_of, ignored=(*own, *asked_of.ignored))


def _plan(reading: Reading, board: Board) -> str:
    """The plan named: by number or year after a word for a plan, or by a number that some plan bears."""
    match = _PLAN.search(reading.folded)
    if match and (len(match[1]) > 2 or any(names_plan(match[1], plan) for plan in board.plans)):
        reading.blank(match.start(), match.end())
        return re.sub(r"\s", "", match[1]).upper()
    for match in _CODE.finditer(reading.folded):
        if any(names_plan(match[1], plan) and not _is_year(match[1], plan) for plan in board.plans):
            reading.blank(match.start(), match.end())
            return match[1].upper()
    return _titled(reading, board)


def _is_year(said: str, plan: Plan) -> bool:
    return said == str(plan.year or plan.issued.year)


_TITLE = re.compile(r"(?<!\w)(?:ke hoach|chuong trinh|de an) (?:ve )?((?:[^\W\d_]+ ?){2,10})")


def _titled(reading: Reading, board: Board) -> str:
    """The plan whose title holds the words after "chương trình": as many of them as one title, and only one, holds."""
    for match in _TITLE.finditer(reading.folded):
        words = match[1].split()
        for count in range(len(words), 1, -1):
            said = " ".join(words[:count])
            named = [plan.number for plan in board.plans if f" {said} " in f" {fold(normalize(plan.title))} "]
            if len(named) == 1:
                reading.blank(match.start(), match.start(1) + len(said))
                return named[0]
    return ""


_BEGIN = re.compile(r"(?<!\w)bat dau(?= tu )")
_TASK = re.compile(r"(?<!\w)(?:nhiem vu(?! trong tam)|viec|dau viec)(?!\w)|@")
_ONLY_PLAN = re.compile(rf"[\s|?.!,]*(?:(?:{_PLAN_WORD}|xem|cho|toi|minh|hoi|ve)[\s|?.!,]*)*")


def _tells_of_tasks(reading: Reading) -> bool:
    return any(pattern.search(reading.folded) for pattern in (_TASK, _NO, _AREA_NO))


def _part(reading: Reading) -> str | None:
    """The part of a plan asked for; None: it is no question about a plan."""
    if "|" in reading.folded and _ONLY_PLAN.fullmatch(reading.folded):
        return ""
    for name, pattern in vocabulary().parts.items():
        if reading.take(pattern):
            while reading.take(pattern):
                pass
            return name
    if "|" in reading.folded and reading.take(vocabulary().about_plan):
        return ""
    return None


def _look_up(reading: Reading, board: Board, plan: str, today: date) -> TaskQuestion:
    status = _status(reading)
    no = _no(reading)
    asks = _asks(reading, ("partners", "lead", "output", "status"))
    period = _period(reading, today)
    if period is None and not status and reading.take(vocabulary().at_hand):
        status = frozenset({Status.DUE_SOON})
    query = _with_agencies(reading, TaskQuery(period=period, status=status, plan=plan, no=no), asks, today)
    if query.period or query.status:
        while reading.take(vocabulary().due_words):
            pass
    asks = (*asks, *_asks(reading, ("due", "count")))
    topics = read_topics(reading, board, alone=query == TaskQuery())
    query = replace(query, area=topics.area, words=topics.words, output=topics.output)
    return TaskQuestion(query, tuple(dict.fromkeys(asks)), (*_unused(reading, query, today), *topics.ignored))


def _status(reading: Reading) -> frozenset[Status]:
    """The states asked for; of two said, what both mean, else the first ("còn việc gì quá hạn")."""
    found: frozenset[Status] = frozenset()
    for pattern, means in vocabulary().status:
        while reading.take(pattern):
            found = (found & means or found) if found else means
    return found


def _no(reading: Reading) -> str:
    match = reading.take(_NO)
    if not match:
        area = reading.take(_AREA_NO)
        return area[1].upper() if area else ""
    number = re.sub(r"[\s-]", ".", match[1])
    return f"{match[2]}.{number}".upper() if match[2] else number.upper()


def _asks(reading: Reading, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if reading.take(vocabulary().asks[name]))


def _period(reading: Reading, today: date) -> Period | None:
    if reading.take(vocabulary().recurring):
        return periods.RECURRING
    if reading.take(vocabulary().undated):
        return periods.NONE
    reading.take(_BEGIN)
    asked = read_period(reading.text, today)
    if asked is None:
        return None
    reading.blank(asked.start, asked.end)
    joint = re.match(r"\s*(?:va|,|hoac)\s*(?=(?:quy|thang)(?!\w))", reading.folded[asked.end :])
    second = read_period(reading.text, today) if joint else None
    if joint is None or second is None or second.start != asked.end + joint.end():
        return asked.period
    first, last = asked.period, second.period
    if not (first.end and last.start and last.end and first.start and first.end + timedelta(1) == last.start):
        return first  # Not one stretch of days: the second stays unread, and is told.
    reading.blank(second.start, second.end)
    return periods.between(first.start, last.end)


def _with_agencies(reading: Reading, query: TaskQuery, asks: Sequence[str], today: date) -> TaskQuery:
    """Give the query its agencies: who leads, who helps, who does not lead. Words on a role stay where there is no agency."""
    if not reading.agencies:
        return query
    given = re.search(rf"{AGENCY}\s+(?:da )?(?:giao|phan cong)(?: cho)?\s+{AGENCY}", reading.folded)
    if given:  # The first gives, the second gets.
        reading.forget(given.start())
    roles = vocabulary().roles
    apart = reading.take(roles["apart"])
    if apart:
        query = replace(query, apart=today_name(reading.forget(apart.end()), today))
    anyhow = reading.take(roles["any"])
    helping = reading.take(roles["partner"])
    leading = reading.take(roles["lead"])
    while reading.take(roles["lead"]) or reading.take(roles["partner"]):
        pass
    names = [today_name(name, today) for name in reading.agencies]
    if len(names) < 2:
        both = anyhow or (helping and leading and "partners" not in asks)
        role = Role.ANY if both else Role.PARTNER if helping and names else Role.LEAD
        return replace(query, agency=names[0], role=role) if names else query
    return _of_two(query, names, reading.places(), helping, leading, anyhow=anyhow is not None)


def _of_two(
    query: TaskQuery,
    names: Sequence[str],
    places: Sequence[int],
    helping: "re.Match[str] | None",
    leading: "re.Match[str] | None",
    *,
    anyhow: bool,
) -> TaskQuery:
    """Tell which of two agencies has which role; an agency without a word on its role leads."""
    if not helping:
        return replace(query, agency=names[0], role=Role.ANY if anyhow else Role.LEAD)
    if helping.start() < places[0] and not leading:  # "phối hợp với A và B"
        return replace(query, agency=names[0], role=Role.PARTNER, partner=names[1])
    helper = _helper(places, helping, leading)
    return replace(query, agency=names[1 - helper], role=Role.LEAD, partner=names[helper])


def _helper(places: Sequence[int], helping: "re.Match[str]", leading: "re.Match[str] | None") -> int:
    """Which of two agencies helps: the other one than that which leads ("A phối hợp với B chủ trì"), else the second."""
    if leading is not None and leading.start() > helping.start():
        after = leading.start() > places[1]
        follows = re.search(r"(?:do|boi|la)\s*$", leading[0]) is not None
        return 0 if after and not follows else 1
    return 1


def _unused(reading: Reading, query: TaskQuery, today: date) -> tuple[str, ...]:
    """Further agencies, that got no role."""
    names = [today_name(name, today) for name in reading.agencies]
    return tuple(name for name in names if name not in (query.agency, query.partner, query.apart))
