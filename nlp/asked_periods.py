"""The days that a question means: "quý 2", "tháng này", "trước 30/6", "7 ngày tới", with or without marks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nlp import periods
from nlp.mentions import UNTIL, Mention, dated, find
from nlp.periods import Kind, Period
from nlp.text import fold


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, and the place of its words in the question: from `start` to before `end`."""

    period: Period
    start: int
    end: int


_CODE = re.compile(r"\d+(?:/\d{4})?[/-](?!(?:nam|quy|thang|tuan)\b)[a-z]{2,}[\w/-]*|\d+\.\d+(?:\.\d+)*")
_LEAD = re.compile(r"\b(?:(?:den|toi|truoc|trong|tu|vao|sau|het|cuoi|dau|giua|ke|ngay|thoi diem|cham nhat|nay|han|la)\s+)+$")
_STEPS = {"nay": 0, "sau": 1, "toi": 1, "truoc": -1, "qua": -1, "vua qua": -1, "roi": -1, "ngoai": -1}
_UNIT = re.compile(r"\b(?:trong\s+)?(tuan|thang|quy|qui|nam)\s+(nay|sau|toi|truoc|vua qua|qua|roi|ngoai)\b")
_END_OF = re.compile(r"\b(cuoi|dau|het|trong|giua)\s+(tuan|thang|quy|qui|nam)\b(?:\s+(nay|sau|toi))?(?!\s*(?:\d|[iv]+\b))")
_DAY = re.compile(r"\b(?:trong\s+)?(hom nay|ngay mai|hom qua|ngay kia|bua nay)\b|\b(?:trong\s+)?ngay nay\b")
_NEXT = re.compile(r"\b(?:trong\s+)?(?:vong\s+)?(\d{1,3}|mot|hai|ba)\s+(ngay|tuan|thang)\s+(?:toi|sap toi|nua|sau|ke tiep|tiep theo)\b")
_DAYS = {"hom nay": 0, "bua nay": 0, None: 0, "ngay mai": 1, "hom qua": -1, "ngay kia": 2}
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3}
_KINDS = {"thang": Kind.MONTH, "quy": Kind.QUARTER, "qui": Kind.QUARTER, "nam": Kind.YEAR}


def read_period(text: str, today: date) -> Asked | None:
    """Return the first period that the words of `text` name, counted from `today`, or None.

    `text` is normalised (`nlp.text.normalize`): then the place holds for it as for its folded form.
    """
    folded = fold(text)
    readers: tuple[Callable[[str, date], Asked | None], ...] = (_mentioned, _next, _unit, _end_of, _day)
    found = [asked for read in readers if (asked := read(folded, today))]
    return min(found, key=lambda asked: (asked.start, -asked.end), default=None)


def _mentioned(text: str, today: date) -> Asked | None:
    plain = _CODE.sub(lambda m: " " * len(m[0]), text)
    mentions = tuple(m for m in dated(find(plain, today), plain, today.year) if m.valid and _said(plain, m))
    if not mentions:
        return None
    first = mentions[0]
    lead = _LEAD.search(plain[: first.start])
    start, words = (lead.start(), lead[0]) if lead else (first.start, "")
    period = first.period(None)
    if period is None:
        return None
    if len(mentions) > 1 and UNTIL.fullmatch(plain[first.end : mentions[1].start]):
        return _up_to(period, mentions[1], start)
    return Asked(_turned(period, words, today), start, first.end)


def _said(text: str, mention: Mention) -> bool:
    """Whether it is meant as a time: a bare number is a year only after a word of time, and "cuối năm" is read elsewhere."""
    words = text[mention.start : mention.end]
    if mention.kind is Kind.YEAR and words.isdigit():
        return bool(_LEAD.search(text[: mention.start]) or UNTIL.search(text[: mention.start]))
    return not _END_OF.fullmatch(words)


def _up_to(period: Period, last: Mention, start: int) -> Asked | None:
    end = last.period(None)
    if end is None or period.start is None or end.end is None or period.start > end.end:
        return None
    return Asked(periods.between(period.start, end.end), start, last.end)


def _turned(period: Period, words: str, today: date) -> Period:
    """Take the word before into account: trước, sau, từ, từ nay đến."""
    start, end = period.start, period.end
    if "nay" in words and end and end >= today:
        return periods.between(today, end)
    if "truoc" in words and start and end:
        return periods.between(None, end if period.kind is Kind.DAY else start - timedelta(1))
    if "sau" in words and end:
        return periods.between(end + timedelta(1), None)
    if words.startswith("tu ") and start:
        return periods.between(start, None)
    if re.match(r"(?:(?:den|toi|cham|het)\s+)", words) and "han" not in words and period.kind is Kind.DAY:
        return periods.between(None, end)
    return period


def _next(text: str, today: date) -> Asked | None:
    if not (match := _NEXT.search(text)):
        return None
    number = _NUMBERS.get(match[1]) or int(match[1])
    end = today + timedelta(number * {"ngay": 1, "tuan": 7, "thang": 0}[match[2]])
    if match[2] == "thang":
        year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
        end = date(year, month + 1, min(today.day, periods.month_end(year, month + 1).day))
    return Asked(periods.between(today, end), match.start(), match.end())


def _unit(text: str, today: date) -> Asked | None:
    if not (match := _UNIT.search(text)):
        return None
    return Asked(_shifted(match[1], _STEPS[match[2]], today), match.start(), match.end())


def _end_of(text: str, today: date) -> Asked | None:
    if not (match := _END_OF.search(text)):
        return None
    return Asked(_shifted(match[2], _STEPS.get(match[3], 0), today), match.start(), match.end())


def _shifted(unit: str, step: int, today: date) -> Period:
    if unit == "tuan":
        monday = today - timedelta(today.weekday()) + timedelta(7 * step)
        return periods.between(monday, monday + timedelta(6))
    kind = _KINDS[unit]
    if kind is Kind.YEAR:
        return periods.year(today.year + step)
    length = 1 if kind is Kind.MONTH else 3
    year, month = divmod(today.year * 12 + today.month - 1 + step * length, 12)
    return periods.containing(kind, date(year, month + 1, 1))


def _day(text: str, today: date) -> Asked | None:
    if not (match := _DAY.search(text)):
        return None
    return Asked(periods.day(today + timedelta(_DAYS[match[1]])), match.start(), match.end())
