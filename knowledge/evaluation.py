"""Gold questions in, figures out: what an assistant gets right, by kind of question."""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from knowledge.answering import Chain, Choices, Found, NotFound, Redirect
from knowledge.assistant import Assistant, Reply
from nlp.files import Problem

Outcome: TypeAlias = Literal["answer", "choose", "none"]
OFFERED = 5
"""How many of the choices are looked at for a right one."""
Z = 1.96
"""Standard deviations of a 95% interval."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with what is right: `codes` every acceptable procedure; `expect` "answer", "clarify", or how it is turned down."""

    id: str
    question: str
    expect: str
    codes: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    conversation: tuple[str, ...] = ()
    suite: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to a gold question; `codes` are ranked."""

    gold: Gold
    outcome: Outcome
    codes: tuple[str, ...]
    aspects: tuple[str, ...]
    confidence: float

    @property
    def rank(self) -> float:
        """The place of the first acceptable procedure, from 1; infinite where there is none."""
        return next((float(i) for i, code in enumerate(self.codes, 1) if code in self.gold.codes), math.inf)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share: `hits` of `total`."""

    name: str
    hits: int
    total: int

    @property
    def share(self) -> float:
        """Hits over total; 0 of 0 is 0."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95% interval of the share (Wilson 1927)."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.share
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        reach = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def read(path: Path) -> tuple[Gold, ...]:
    """Read gold questions, one JSON object a line; raise ValueError that names every wrong line."""
    rows, faults = [], []
    adapter = TypeAdapter(Gold)
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(adapter.validate_python(json.loads(line)))
        except json.JSONDecodeError as error:
            faults.append(Problem(f"{path}:{number}", f"not JSON: {error}"))
        except ValidationError as error:
            faults += [Problem(f"{path}:{number}", f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()]
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    if not rows:
        raise ValueError(f"{path}: holds no question")
    return tuple(rows)


def outcome(reply: Reply) -> Outcome:
    """Name what a reply does: it answers, offers a choice, or does neither."""
    match reply.answer:
        case Found():
            return "answer"
        case Choices() | Chain():
            return "choose"
        case NotFound() | Redirect():
            return "none"


def ask(assistant: Assistant, gold: Gold, now: datetime, province: str = "", change: Callable[[str], str] = str) -> Said:
    """Ask a gold question after its conversation, `change` made to each text."""
    context = None
    for earlier in gold.conversation:
        context = assistant.reply(change(earlier), context, now, province).context
    reply = assistant.reply(change(gold.question), context, now, province)
    return Said(gold, outcome(reply), reply.codes, reply.analysis.aspects, reply.confidence)


def figures(said: Iterable[Said]) -> tuple[Figure, ...]:
    """Return the figures of a group of questions; only those that its kinds of question have."""
    rows = list(said)
    answer = [s for s in rows if s.gold.expect == "answer"]
    clarify = [s for s in rows if s.gold.expect == "clarify" and s.gold.codes]
    open_ones = [s for s in rows if s.gold.expect == "clarify" and not s.gold.codes]
    out = [s for s in rows if s.gold.expect not in {"answer", "clarify"}]
    made = (
        *(_share(f"hit@{k}", answer, lambda s, k=k: s.rank <= k) for k in (1, 3, 5)),  # type: ignore[misc]  # A default argument.
        _share("right", answer, lambda s: s.outcome == "answer" and s.rank == 1),
        _share("offered", answer, lambda s: s.outcome == "choose" and s.rank <= OFFERED),
        _share("wrong", answer, lambda s: s.outcome == "answer" and s.rank != 1),
        _share("refused", answer, lambda s: s.outcome == "none"),
        *_aspects(answer),
        _share("asked back", clarify, lambda s: s.outcome == "choose" and s.rank <= OFFERED),
        _share("answered with one of them", clarify, lambda s: s.outcome == "answer" and s.rank == 1),
        _share("answered wrongly", clarify, lambda s: s.outcome == "answer" and s.rank != 1),
        _share("open: asked back", open_ones, lambda s: s.outcome != "answer"),
        _share("turned down", out, lambda s: s.outcome == "none"),
        _share("choices instead", out, lambda s: s.outcome == "choose"),
        _share("answered though out of scope", out, lambda s: s.outcome == "answer"),
    )
    return tuple(figure for figure in made if figure.total)


def _share(name: str, rows: Sequence[Said], test: Callable[[Said], bool]) -> Figure:
    return Figure(name, sum(map(test, rows)), len(rows))


def _aspects(rows: Sequence[Said]) -> tuple[Figure, Figure]:
    """Recall and precision of the aspects of the questions that were answered; "general" is none."""
    pairs = [({*s.gold.aspects} - {"general"}, {*s.aspects} - {"general"}) for s in rows if s.outcome == "answer"]
    both = sum(len(asked & told) for asked, told in pairs)
    return (
        Figure("aspect recall", both, sum(len(asked) for asked, _ in pairs)),
        Figure("aspect precision", both, sum(len(told) for _, told in pairs)),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: its mean, how many there are, and how many were right."""

    confidence: float
    right: Figure


def reliability(said: Iterable[Said], bins: int = 10) -> tuple[Bin, ...]:
    """Group questions by the confidence that the first procedure is right, and count how often it is: the calibration curve."""
    held: list[list[Said]] = [[] for _ in range(bins)]
    for s in said:
        if s.codes:
            held[min(bins - 1, int(s.confidence * bins))].append(s)
    return tuple(
        Bin(
            sum(s.confidence for s in part) / len(part),
            Figure(f"{i / bins:.1f}–{(i + 1) / bins:.1f}", sum(s.rank == 1 for s in part), len(part)),
        )
        for i, part in enumerate(held)
        if part
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of confidence from the share that was right, 0 to 1."""
    whole = sum(b.right.total for b in bins)
    return sum(b.right.total * abs(b.confidence - b.right.share) for b in bins) / whole if whole else 0.0
