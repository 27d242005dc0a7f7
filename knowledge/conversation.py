"""The follow-up: a question and what was talked about before, made into the question meant."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeAlias

from nlp.analysis import Analysis
from nlp.files import read_yaml
from nlp.lexicon import PhraseTable, split

REMEMBERED = timedelta(minutes=30)
"""After so long without a word, a question stands for itself."""
EARLIER = 3
"""How many procedures are remembered behind the one talked about."""
_CLAUSES = re.compile(r"[,.;:!?]+")
PATH = Path(__file__).parents[1] / "nlp" / "data" / "conversation.yaml"


@dataclass(frozen=True, slots=True)
class Context:
    """What one person was last talking about in one chat: a procedure, or the choices offered; `aspects` what was asked of them.

    `earlier`: the procedures talked about before it, the latest first.
    """

    at: datetime
    code: str = ""
    offered: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    def fresh(self, now: datetime) -> bool:
        """Whether it still counts at `now`."""
        return now - self.at < REMEMBERED


def talking(before: Context | None, now: datetime, code: str, aspects: tuple[str, ...] = (), offered: tuple[str, ...] = ()) -> Context:
    """Return what is talked about when `code` was told after `before`."""
    known = (before.code, *before.earlier) if before is not None and before.fresh(now) else ()
    earlier = tuple(dict.fromkeys(c for c in known if c and c != code))[:EARLIER]
    return Context(now, code=code, offered=offered, aspects=aspects, earlier=earlier)


@dataclass(frozen=True, slots=True)
class Fresh:
    """The question stands for itself."""


@dataclass(frozen=True, slots=True)
class Picked:
    """It chooses one of those offered."""

    code: str


@dataclass(frozen=True, slots=True)
class Hangs:
    """It may hang on what was talked about. `text`: what is meant, without what was taken back.

    `carried`: it says that it hangs on it; `corrected`: that it takes it back; `back`: that it returns to something earlier.
    """

    text: str
    carried: bool
    corrected: bool
    back: bool


Meaning: TypeAlias = Fresh | Picked | Hangs
Common: TypeAlias = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Steering:
    """The data file's form."""

    correct: tuple[str, ...]
    deny: tuple[str, ...]
    ordinals: dict[int, tuple[str, ...]]
    back: tuple[str, ...]
    carry: tuple[str, ...]
    particles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The words of steering, ready to be found."""

    correct: PhraseTable[bool]
    deny: PhraseTable[bool]
    ordinals: PhraseTable[int]
    back: PhraseTable[bool]
    carry: PhraseTable[bool]


@cache
def tables() -> Tables:
    """Read the words of steering, once; raise ValueError that lists every fault."""
    read = read_yaml(PATH, Steering)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return Tables(
        correct=PhraseTable.of((phrase, True) for phrase in read.correct),
        deny=PhraseTable.of((phrase, True) for phrase in read.deny),
        ordinals=PhraseTable.of((phrase, n) for n, phrases in read.ordinals.items() for phrase in phrases),
        back=PhraseTable.of((phrase, True) for phrase in read.back),
        carry=PhraseTable.of((phrase, phrase in read.particles) for phrase in read.carry),
    )


def meant(analysis: Analysis, context: Context | None, now: datetime, titles: Mapping[str, frozenset[str]], common: Common) -> Meaning:
    """Return what a question means after `context`.

    `titles` gives the words (keys) of each offered procedure's names; `common` tells the words that choose none of them.
    """
    if context is None or not context.fresh(now):
        return Fresh()
    if context.offered and (code := _picked(analysis, context, titles, common)):
        return Picked(code)
    if not context.code or not any(w.key.isalpha() for w in analysis.sentence):
        return Fresh()
    carried = any(
        span.start <= 1 or (span.end == len(analysis.sentence) and not span.payload) for span in tables().carry.find(analysis.sentence)
    )
    corrected, back = (any(True for _ in table.find(analysis.sentence)) for table in (tables().correct, tables().back))
    return Hangs(_without_denied(analysis.text) if corrected else analysis.text, carried, corrected, back)


def _without_denied(text: str) -> str:
    """Leave out of a correction what it says is not meant, and that it corrects, if anything is left.

    "không phải mất, hết hạn thôi" → "hết hạn thôi"; "à nhầm, cấp lại cơ" → "cấp lại cơ".
    """
    kept: list[str] = []
    for clause in _CLAUSES.split(text):
        words = split(clause)
        denied = next(tables().deny.find(words), None)
        said = words if denied is None else words[: denied.start] if denied.start > 1 else ()
        opening = next(tables().correct.find(said), None)
        kept += [w.surface for w in said[opening.end if opening is not None and opening.start <= 1 else 0 :]]
    return " ".join(kept) if len(kept) > 1 else text


def _picked(analysis: Analysis, context: Context, titles: Mapping[str, frozenset[str]], common: Common) -> str:
    words = analysis.sentence
    if len(words) <= 2 and (number := re.fullmatch(r"(?:so|cai|muc)?\s*([1-9])", " ".join(w.key for w in words))):
        at = int(number.group(1)) - 1
        return context.offered[at] if at < len(context.offered) else ""
    span = next(tables().ordinals.find(words), None)
    if span is not None and len(words) <= span.end - span.start + 3:
        at = span.payload - 1 if span.payload > 0 else len(context.offered) - 1
        return context.offered[at] if at < len(context.offered) else ""
    topic = {w.key for w in analysis.topic if not common(w.key)}
    if not topic or len(topic) > 8:
        return ""
    shared = {code: len(topic & titles.get(code, frozenset())) for code in context.offered}
    best = max(shared.values())
    first = [code for code, n in shared.items() if n == best]
    return first[0] if best == len(topic) and len(first) == 1 else ""
