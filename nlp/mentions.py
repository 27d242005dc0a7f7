"""Days, months, quarters, halves and years as Vietnamese text mentions them: found in folded text, their place kept."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from nlp import periods
from nlp.periods import Kind, Period

_YEAR = r"20\d\d"
_OF_YEAR = (
    rf"(?:(?:\s|[/,.\-]|\b(?:cua|trong|thuoc|nam)\b)*(?<![\d])(?P<{{0}}>{_YEAR})(?![\d])|\s*nam (?P<{{0}}w>nay|sau|toi|ngoai|truoc)\b)?"
)
_AND = r"\s*(?:,|;|&|\+|va|-|den|toi)\s*"
_QUARTER = r"(?:[ivxl]{1,4}|\d{1,2})(?![\w])"

_SHAPES = (
    ("iso", r"(?<!\d)(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?!\d)(?:[ t]\d\d:\d\d(?::\d\d)?)?"),
    ("dmy", r"(?<![\d/])(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4}|\d{2})(?![\d/])"),
    (
        "long",
        rf"(?:ngay|mung|mong)\s*(?P<ld>\d{{1,2}})\s*than[gh]\s*(?P<lm>\d{{1,2}})(?!\d){_OF_YEAR.format('ly')}"
        rf"|(?<!\d)(?P<ld2>\d{{1,2}})\s*than[gh]\s*(?P<lm2>\d{{1,2}})\s*nam\s*(?P<ly2>{_YEAR})",
    ),
    ("half", rf"(?<!\d)0?(?P<part>[369])\s*thang\s*(?P<which>dau|cuoi)(?:\s*nam)?{_OF_YEAR.format('hy')}"),
    ("halfword", rf"\bnua\s*(?:nam\s*)?(?P<nwhich>dau|cuoi)(?:\s*nam)?{_OF_YEAR.format('ny')}"),
    ("bare", rf"(?<!\d)0?(?P<bpart>[69])\s*thang(?!\s*(?:\d|/\s*lan|/\s*1|mot|lan|ke|sau|tro|nua|toi)){_OF_YEAR.format('by')}"),
    ("quarter", rf"\b(?:quy|qui|q)\.?\s*(?P<q>{_QUARTER}(?:{_AND}{_QUARTER}(?!\s*/\s*\d{{1,2}}\b))*){_OF_YEAR.format('qy')}"),
    (
        "month",
        r"\b(?:than[gh]|thag|thg|t)\.?\s*(?P<n>\d{1,2})(?!\d)"
        rf"(?P<more>(?:{_AND}\d{{1,2}}(?![\d]|\s*/\s*\d{{1,2}}(?!\d)|\s*(?:thang|ngay|nam\b)))*){_OF_YEAR.format('my')}",
    ),
    ("my", rf"(?<![\d/])(?P<mm>\d{{1,2}})\s*[/.\-]\s*(?P<mmy>{_YEAR})(?!\d)"),
    ("dm", r"(?<![\d/])(?:(?P<dd>\d{1,2})\s*/\s*(?P<dm>\d{1,2}))(?![\d/])"),
    ("year", rf"(?:\bnam\s*)?(?<![\d/])(?P<yy>{_YEAR})(?!\d)"),
    ("yearword", r"\bnam (?P<yw>nay|sau|toi|ngoai|truoc)\b"),
    ("vague", r"\b(?:cuoi|het|trong|ca|dau|giua)\s+nam\b(?!\s*(?:hoc|20\d\d|nay|sau|toi|ngoai|truoc))"),
)
_SHAPE = re.compile("|".join(f"(?P<s_{name}>{shape})" for name, shape in _SHAPES))
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "01": 1, "02": 2, "03": 3, "04": 4}
_SHIFT = {"nay": 0, "sau": 1, "toi": 1, "ngoai": -1, "truoc": -1}


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention from `start` to `end` of the text; `at` makes its Period of a year, and is None for a day that does not exist."""

    start: int
    end: int
    kind: Kind
    year: int | None
    at: Callable[[int], Period] | None

    def period(self, default: int | None) -> Period | None:
        """The days meant, in its own year or else in `default`; None without either, or where there is no such day."""
        year = self.year or default
        if self.at is None or year is None:
            return None
        try:
            return self.at(year)
        except ValueError:
            return None

    @property
    def valid(self) -> bool:
        """Whether the calendar has it (29 February is left to its year)."""
        return self.at is not None and self.period(self.year or 2028) is not None


def find(text: str, today: date | None = None) -> tuple[Mention, ...]:
    """Return the mentions in folded `text`, in order; "năm nay" and the like are read from `today` when it is given."""
    return tuple(_made(match, today) for match in _SHAPE.finditer(text) if _meant(match, text))


def _meant(match: re.Match[str], text: str) -> bool:
    """Whether the numbers are a time: "trong 6 tháng" and "mỗi 6 tháng" are lengths."""
    if match["s_bare"] is None:
        return True
    return not re.search(r"\b(?:trong|moi|sau|vong|han|ky|ki|tung|cu)\s*$", text[: match.start()])


def _made(match: re.Match[str], today: date | None) -> Mention:
    name = next(key for key, value in match.groupdict().items() if key.startswith("s_") and value is not None)[2:]
    kind, year, at = _READ[name](match, today)
    return Mention(match.start(), match.end(), kind, year, at)


_Read = tuple[Kind, int | None, Callable[[int], Period] | None]


def _year(match: re.Match[str], name: str, today: date | None) -> int | None:
    if match[name]:
        return int(match[name])
    word = match[f"{name}w"]
    return today.year + _SHIFT[word] if word and today else None


def _day(day: str, month: str, year: int | None) -> _Read:
    return Kind.DAY, year, lambda y: periods.day(date(y, int(month), int(day)))


def _full_year(text: str) -> int | None:
    """Two digits are of this century; four must be of it too."""
    number = int(text) + (2000 if len(text) == 2 else 0)
    return number if 2000 <= number < 2100 else None


def _dmy(match: re.Match[str], _: date | None) -> _Read:
    year = _full_year(match["y"])
    return _day(match["d"], match["m"], year) if year else (Kind.DAY, None, None)


def _long(match: re.Match[str], today: date | None) -> _Read:
    if match["ld2"]:
        return _day(match["ld2"], match["lm2"], int(match["ly2"]))
    return _day(match["ld"], match["lm"], _year(match, "ly", today))


def _part(part: str, which: str, year: int | None) -> _Read:
    if part == "6":
        return Kind.HALF, year, lambda y: periods.half(y, 1 if which == "dau" else 2)
    if part == "3":
        return Kind.QUARTER, year, lambda y: periods.quarter(y, 1 if which == "dau" else 4)
    if which == "cuoi":
        return Kind.RANGE, year, lambda y: periods.between(date(y, 4, 1), date(y, 12, 31))
    return Kind.RANGE, year, lambda y: periods.between(date(y, 1, 1), date(y, 9, 30))


def _span(kind: Kind, numbers: list[int], year: int | None, one: Callable[[int, int], Period]) -> _Read:
    if len(numbers) == 1:
        return kind, year, lambda y: one(y, numbers[0])
    return Kind.RANGE, year, lambda y: periods.between(one(y, min(numbers)).start, one(y, max(numbers)).end)


def _quarter(match: re.Match[str], today: date | None) -> _Read:
    numbers = [_ROMAN.get(word.replace("l", "i"), 0) for word in re.findall(r"[ivxl]+|\d+", re.sub(r"\b(?:va|den|toi)\b", ",", match["q"]))]
    if 0 in numbers:
        return Kind.QUARTER, None, None
    return _span(Kind.QUARTER, numbers, _year(match, "qy", today), periods.quarter)


def _month(match: re.Match[str], today: date | None) -> _Read:
    numbers = [int(match["n"]), *map(int, re.findall(r"\d+", match["more"]))]
    if not all(1 <= number <= 12 for number in numbers):
        return Kind.MONTH, None, None
    return _span(Kind.MONTH, numbers, _year(match, "my", today), periods.month)


_READ: dict[str, Callable[[re.Match[str], date | None], _Read]] = {
    "iso": lambda m, _: _day(m["id"], m["im"], int(m["iy"])),
    "dmy": _dmy,
    "long": _long,
    "half": lambda m, today: _part(m["part"], m["which"], _year(m, "hy", today)),
    "halfword": lambda m, today: _part("6", m["nwhich"], _year(m, "ny", today)),
    "bare": lambda m, today: _part(m["bpart"], "dau", _year(m, "by", today)),
    "quarter": _quarter,
    "month": _month,
    "my": lambda m, _: (Kind.MONTH, int(m["mmy"]), lambda y: periods.month(y, int(m["mm"]))),
    "dm": lambda m, _: _day(m["dd"], m["dm"], None),
    "year": lambda m, _: (Kind.YEAR, int(m["yy"]), periods.year),
    "yearword": lambda m, today: (Kind.YEAR, today.year + _SHIFT[m["yw"]] if today else None, periods.year),
    "vague": lambda m, _: (Kind.YEAR, None, periods.year),
}


def dated(mentions: tuple[Mention, ...], text: str, default: int | None) -> Iterator[Mention]:
    """Give each mention its year: its own, its neighbour's across a joint ("tháng 6 và tháng 12/2026"), else `default`."""
    known: int | None = None
    for number, mention in enumerate(mentions):
        own = mention.year
        if own is None and number + 1 < len(mentions) and JOINT.fullmatch(text[mention.end : mentions[number + 1].start]):
            own = _neighbour(mention, mentions[number + 1 :])
        if own is None and number and known and JOINT.fullmatch(text[mentions[number - 1].end : mention.start]):
            own = known
        known = own or default
        yield replace(mention, year=known)


def _neighbour(mention: Mention, later: tuple[Mention, ...]) -> int | None:
    """The year of the next mention that has one; the year before it where the order of the two asks for that."""
    after = next((other for other in later if other.year), None)
    if after is None or after.year is None:
        return None
    mine, other = mention.period(after.year), after.period(None)
    crosses = mine and other and mine.start and other.start and mine.start > other.start
    return after.year - 1 if crosses else after.year


UNTIL = re.compile(r"\s*(?:-+>?|den|toi)\s*(?:(?:het|truoc|cuoi|dau|ngay|khoang)\s*)*")
JOINT = re.compile(rf"{UNTIL.pattern}|\s*(?:,|;|/|&|\+|va|hoac)\s*(?:(?:truoc|ngay|trong|den|het|cuoi|dau)\s*)*")
