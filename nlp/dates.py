"""The wording of a due date read as a Period, and a Period written in words."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from nlp import periods
from nlp.asked_periods import Asked, read_period
from nlp.files import read_yaml
from nlp.mentions import UNTIL, Mention, dated, find
from nlp.periods import EVENT, NONE, RECURRING, Kind, Period
from nlp.text import fold, normalize

__all__ = ["Asked", "Kind", "Period", "parse", "read_period", "render", "tells_no_day"]

DATA = Path(__file__).parent / "data" / "due_words.yaml"
_DASHES = str.maketrans(dict.fromkeys("–—−→~÷‐‑", "-"))
_NOTHING = re.compile(r"[\W_]*|x|khong neu.*|khong co|khong")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_SERIALS = range(36526, 73051)  # Excel counts days from 30/12/1899; these are 2000 to 2099.
_CODE = re.compile(
    r"\b(?:so\s*)?\d+(?:/\d{4})?[/-](?!(?:nam|quy|thang|tuan|lan|ngay)\b)[a-z]{2,}[\w/-]*"
    r"(?:\s*(?:,\s*)?ngay\s*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4}))?"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of the data file, by what they tell."""

    upon: tuple[str, ...]
    event: tuple[str, ...]
    recurring: tuple[str, ...]
    done: tuple[str, ...]
    goes_on: tuple[str, ...]
    later: tuple[str, ...]


@cache
def _words() -> _Words:
    read = read_yaml(DATA, _Words)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


@cache
def _told(kind: str) -> re.Pattern[str]:
    patterns: tuple[str, ...] = getattr(_words(), kind)
    if kind == "recurring":  # Some of its words begin with a sign.
        return re.compile("|".join(patterns))
    if kind == "upon":  # To the clause's end; "sau năm 2026" names a day, not an event.
        return re.compile(rf"\b(?:{'|'.join(patterns)})\b(?!\s*(?:nam|thang|quy|ngay)?\s*\d)[^,;.()\n]*")
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_BREAK = re.compile(r"[.;,:()\n]|\bva\b")
_BEFORE = re.compile(r"\btruoc\s*(?:ngay\s*|thoi diem\s*)?$")
_FROM = re.compile(r"\b(?:tu|bat dau|ke tu|sau)(?:\s*(?:ngay|dau|giua|het|tu|sau|trong))*\s*$")
_AFTER = re.compile(r"\bsau(?:\s*(?:ngay|het))*\s*$")
_ONWARDS = re.compile(r"\s*(?:va|,)?\s*(?:(?:cac|nhung) nam (?:tiep theo|sau|ke tiep)|tro di)")


def parse(text: str, *, plan_year: int | None = None, issued: date | None = None) -> Period:
    """Return what the wording of a due date means; a year that it leaves out is `plan_year`, and no day is ever guessed.

    "Trước ngày D" is due on D, as officials mean it; "trước tháng 7" is the month before, as is "trước quý", "trước năm".
    A milestone with what goes on after it ("Hoàn thành trong 2026 và vận hành thường xuyên") is the milestone.
    Relative words ("năm nay") count from `issued`, the day of the plan.
    """
    folded = _folded(text)
    if _NOTHING.fullmatch(folded):
        return NONE
    if (serial := _SERIAL.fullmatch(folded)) and int(serial[1]) in _SERIALS:
        return periods.day(date(1899, 12, 30) + timedelta(int(serial[1])))
    if folded.startswith(_OPEN_START) and (ends := find(folded)) and (only := ends[0].period(None)):
        return periods.between(None, only.end)
    plain = _told("upon").sub(_blank, _CODE.sub(_blank, folded))
    found = find(plain, issued)
    if any(not mention.valid for mention in found):
        return EVENT
    mentions = tuple(dated(found, plain, plan_year))
    recurs = _told("recurring").search(folded)
    if recurs and not _milestone(plain, mentions, recurs):
        return RECURRING
    return _combined(mentions, plain)


_OPEN_START = "tu truoc den het ngay "


def tells_no_day(text: str) -> bool:
    """Whether the wording names an event or leaves the day open in so many words ("Khi có phát sinh", "Chưa đề xuất")."""
    return bool(_told("event").search(_folded(text)))


def _folded(text: str) -> str:
    folded = fold(normalize(text).replace("*", "").translate(_DASHES))
    return re.sub(r"//+", "/", re.sub(r"\s*([/])\s*", r"\1", folded)).strip(" .")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _milestone(text: str, mentions: tuple[Mention, ...], recurs: re.Match[str]) -> bool:
    """Whether something is to be done by a day, and what recurs only goes on after it."""
    if not mentions or mentions[0].start > recurs.start() or _FROM.search(text[: mentions[0].start]):
        return False
    before = [mention for mention in mentions if mention.end <= recurs.start()]
    if not before or not _BREAK.search(text[before[-1].end : recurs.start()]):
        return False
    tail = text[before[-1].end : recurs.end() + 40]
    if before[-1].kind in (Kind.YEAR, Kind.RANGE):
        return bool(_told("done").search(text[: before[-1].start]) or _told("goes_on").search(tail))
    return "hang nam" not in tail or bool(_told("goes_on").search(tail))


def _combined(mentions: tuple[Mention, ...], text: str) -> Period:
    """Join ranges, leave out what comes later or only perhaps, and span what is left."""
    bounded: list[Period] = []
    opened: list[Period] = []
    number = 0
    while number < len(mentions):
        mention = mentions[number]
        period = mention.period(None)
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        number += 1
        if period is None:
            return EVENT
        if following and UNTIL.fullmatch(text[mention.end : following.start]):
            last = following.period(None)
            if last is None or not _ordered(period, last):
                return EVENT
            bounded.append(_joined([period, last]))
            number += 1
        elif _ONWARDS.match(text, mention.end):
            opened.append(periods.between(period.start, None))
        elif _FROM.search(text[: mention.start]):
            opened.append(_onwards(period, after=bool(_AFTER.search(text[: mention.start]))))
        elif bounded and _told("later").search(re.split(r"[.;\n]", text[: mention.start])[-1]):
            continue
        else:
            bounded.append(_previous(period) if _BEFORE.search(text[: mention.start]) else period)
    return _joined(bounded) if bounded else opened[0] if opened else EVENT


def _ordered(first: Period, last: Period) -> bool:
    return first.start is not None and last.end is not None and first.start <= last.end


def _onwards(period: Period, *, after: bool) -> Period:
    if after and period.end:
        return periods.between(period.end + timedelta(1), None)
    return periods.between(period.start, None)


def _previous(period: Period) -> Period:
    """The unit before: "trước tháng 7" ends with June; a day stays the day."""
    if period.kind in (Kind.DAY, Kind.RANGE) or period.start is None:
        return period
    return periods.containing(period.kind, period.start - timedelta(1))


def _joined(found: list[Period]) -> Period:
    starts, ends = [p.start for p in found if p.start], [p.end for p in found if p.end]
    start, end = min(starts), max(ends)
    return next((p for p in found if (p.start, p.end) == (start, end)), None) or periods.between(start, end)


def render(period: Period) -> str:
    """Return the period in Vietnamese; `parse` reads it back."""
    start, end = period.start, period.end
    match period.kind:
        case Kind.NONE:
            return "Không nêu"
        case Kind.EVENT:
            return "Theo sự kiện"
        case Kind.RECURRING:
            return "Thường xuyên"
        case Kind.RANGE:
            return _render_range(start, end)
    assert start is not None  # noqa: S101  # The kinds left bear their days.
    match period.kind:
        case Kind.DAY:
            return f"{start:%d/%m/%Y}"
        case Kind.MONTH:
            return f"Tháng {start.month}/{start.year}"
        case Kind.QUARTER:
            return f"Quý {('I', 'II', 'III', 'IV')[start.month // 3]}/{start.year}"
        case Kind.HALF:
            return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
        case _:
            return f"Năm {start.year}"


def _render_range(start: date | None, end: date | None) -> str:
    if start is None:
        return f"Từ trước đến hết ngày {end:%d/%m/%Y}"
    if end is None:
        return f"Từ ngày {start:%d/%m/%Y}"
    if start.year < end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"Giai đoạn {start.year}-{end.year}"
    months = (start.year, start.month) != (end.year, end.month)
    if months and start.day == 1 and end == periods.month_end(end.year, end.month):
        return f"Từ tháng {start.month}/{start.year} đến tháng {end.month}/{end.year}"
    return f"Từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"
