"""The spans that officials report on: a quarter, six months, nine months, a year; counted from the year's beginning."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nlp.periods import month_end
from nlp.text import fold, normalize


class Span(StrEnum):
    """What is reported on, by the last month."""

    Q1 = "Q1"
    Q2 = "Q2"
    Q3 = "Q3"
    Q4 = "Q4"
    HALF = "H1"
    NINE = "M9"
    YEAR = "Y"


_LAST = {Span.Q1: 3, Span.Q2: 6, Span.Q3: 9, Span.Q4: 12, Span.HALF: 6, Span.NINE: 9, Span.YEAR: 12}
_NAMES = {
    Span.Q1: "quý I",
    Span.Q2: "quý II",
    Span.Q3: "quý III",
    Span.Q4: "quý IV",
    Span.HALF: "6 tháng đầu năm",
    Span.NINE: "9 tháng đầu năm",
    Span.YEAR: "năm",
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """A span of a year."""

    year: int
    span: Span

    @property
    def code(self) -> str:
        """Return the span as "2026Q2"."""
        return f"{self.year}{self.span}"

    @property
    def name(self) -> str:
        """Return the span in words: "quý II năm 2026"."""
        words = _NAMES[self.span]
        return f"{words} {self.year}" if words.endswith("năm") else f"{words} năm {self.year}"

    @property
    def begins(self) -> date:
        """The first day of the year: sums run from there."""
        return date(self.year, 1, 1)

    @property
    def first(self) -> date:
        """The first day of the span itself."""
        return date(self.year, _LAST[self.span] - 2, 1) if self.span in {Span.Q1, Span.Q2, Span.Q3, Span.Q4} else self.begins

    @property
    def ends(self) -> date:
        """The last day."""
        return month_end(self.year, _LAST[self.span])


def read_span(text: str, today: date) -> ReportSpan | None:
    """Read "quý 2/2026", "Q2", "6 tháng", "9 tháng 2026", "năm 2026" or "2026Q2"; without a year: this year. None for anything else."""
    said = fold(normalize(text)).strip(" .")
    if match := re.fullmatch(r"(20\d\d)[\s/-]?(q[1-4]|h1|m9|y)", said):
        return ReportSpan(int(match[1]), Span(match[2].upper()))
    year = re.search(r"\b(20\d\d)\b", said)
    rest = re.sub(r"\b20\d\d\b|\bnam\b|\bdau\b|\bbao cao\b|[/,.-]", " ", said).split()
    words = " ".join(rest)
    if match := re.fullmatch(r"(?:quy ?|q ?)(iv|iii|ii|i|[1-4])", words):
        span = Span(f"Q{_ROMAN[match[1]]}")
    elif words in {"6 thang", "sau thang", "6t", "nua"}:
        span = Span.HALF
    elif words in {"9 thang", "chin thang", "9t"}:
        span = Span.NINE
    elif not words and (year or "nam" in said):
        span = Span.YEAR
    else:
        return None
    return ReportSpan(int(year[1]) if year else today.year, span)


def offered(today: date) -> tuple[ReportSpan, ...]:
    """Return the spans most likely reported on now: those of this year that have begun, the latest first, and last year's."""
    this = [ReportSpan(today.year, span) for span in (Span.Q1, Span.Q2, Span.HALF, Span.Q3, Span.NINE, Span.Q4, Span.YEAR)]
    begun = [span for span in this if span.first <= today or span.span is Span.YEAR]
    return (*reversed(begun), ReportSpan(today.year - 1, Span.YEAR))
