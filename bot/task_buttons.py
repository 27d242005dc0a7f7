"""A look-up in the tasks packed small enough for a button, and read back from it: no list needs to be remembered."""

import re
from datetime import date, timedelta
from zlib import crc32

from bot.callbacks import LIMIT, Tasks, pack
from knowledge.agency_register import load
from knowledge.tasks import Role, Status, TaskQuery
from nlp.periods import Kind, Period
from nlp.text import fold

_APART = ";"
_FIRST_DAY = date(2000, 1, 1)
_STATUS = dict(zip(Status, "abcdef", strict=True))
_KINDS = dict(zip(Kind, "dmqhyrcen", strict=True))
_ROLES = {Role.LEAD: "l", Role.PARTNER: "p", Role.ANY: "a"}

_MEANT_STATUS = {sign: status for status, sign in _STATUS.items()}
_MEANT_KIND = {sign: kind for kind, sign in _KINDS.items()}
_MEANT_ROLE = {sign: role for role, sign in _ROLES.items()}


def mark(text: str) -> str:
    """Return six signs that stand for a name or number."""
    return f"{crc32(text.encode()):08x}"[:6]


def pack_query(query: TaskQuery) -> str:
    """Return the look-up in few signs, or "" where it is too long for a button."""
    words = [query.area, query.output, query.words]
    for folded in (False, True):
        said = [fold(text) if folded else text for text in words]
        fields = [_agency(query.agency), _ROLES[query.role], _agency(query.partner), _period(query.period), _status(query), query.plan]
        packed = _APART.join([*fields, query.no, *said, _agency(query.apart)]).rstrip(_APART)
        if fits(packed) and _APART not in "".join([query.plan, query.no, *said]):
            return packed
    return ""


def fits(packed: str) -> bool:
    """Whether a packed look-up goes into a button of any page."""
    try:
        return len(pack(Tasks(packed, 9999)).encode()) <= LIMIT and "|" not in packed
    except ValueError:
        return False


def _agency(name: str) -> str:
    return "" if not name else mark(name) if name in load().agencies else f"={name}"


def _day(day: date | None) -> str:
    return "" if day is None else f"{(day - _FIRST_DAY).days:x}"


def _period(period: Period | None) -> str:
    return "" if period is None else f"{_KINDS[period.kind]}{_day(period.start)}.{_day(period.end)}"


def _status(query: TaskQuery) -> str:
    return "".join(sorted(_STATUS[status] for status in query.status))


def unpack_query(packed: str) -> TaskQuery | None:
    """Return the look-up of a button, or None for one that is broken or names an agency that is no more."""
    fields = packed.split(_APART)
    fields += [""] * (11 - len(fields))
    agency, role, partner, period, status, plan, no, area, output, words, apart = fields[:11]
    names = {mark(name): name for name in load().agencies}
    try:
        return TaskQuery(
            agency=_named(agency, names),
            role=_MEANT_ROLE[role],
            partner=_named(partner, names),
            apart=_named(apart, names),
            period=_read_period(period),
            status=frozenset(_MEANT_STATUS[sign] for sign in status),
            plan=plan,
            no=no,
            area=area,
            output=output,
            words=words,
        )
    except (KeyError, ValueError, OverflowError):
        return None


def _named(packed: str, names: dict[str, str]) -> str:
    return packed[1:] if packed.startswith("=") else names[packed] if packed else ""


def _read_period(packed: str) -> Period | None:
    if not packed:
        return None
    match = re.fullmatch(r"([a-z])([-0-9a-f]*)\.([-0-9a-f]*)", packed)
    if match is None:
        raise ValueError(packed)
    start, end = (_FIRST_DAY + timedelta(int(days, 16)) if days else None for days in match.groups()[1:])
    return Period(_MEANT_KIND[match[1]], start, end)
