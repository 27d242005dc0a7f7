"""Reading what a fee's text says of money and of time: amounts, and reliefs that have ended."""

import re
from datetime import date

_DATE = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
_UNTIL = re.compile(rf"(?i)(?:đến|tới)(?:\s+hết)?(?:\s+ngày)?\s*{_DATE}")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[^\d\s])|\n+")


def ends(text: str) -> date | None:
    """Return the day up to which `text` says it applies ("đến hết ngày 31/12/2025"), the latest if several, or None."""
    found = []
    for day, month, year in _UNTIL.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return max(found, default=None)


def sentences(text: str) -> list[str]:
    """Split a text into sentences and lines; a figure's full stop ("115.000") ends none."""
    return [s.strip() for s in _SENTENCE.split(text) if s.strip()]


def without_expired(text: str, today: date) -> tuple[str, date | None]:
    """Return `text` without the sentences that applied up to a day before `today`, and the latest such day (None: nothing was left out)."""
    kept, ended = [], None
    for sentence in sentences(text):
        until = ends(sentence)
        if until is not None and until < today:
            ended = max(until, ended or until)
        else:
            kept.append(sentence)
    return (" ".join(kept), ended) if ended else (text, None)


def until_of(amount: int, text: str) -> date | None:
    """Return the last day of the sentence of `text` that names `amount` ("115.000"), or None."""
    written = f"{amount:,}".replace(",", ".")
    for sentence in sentences(text):
        if re.search(rf"(?<![\d.]){re.escape(written)}(?![\d.]\d)", sentence):
            return ends(sentence)
    return None
