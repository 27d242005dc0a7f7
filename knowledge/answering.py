"""Matches in, an Answer out: to answer, to offer choices, or to say that there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from knowledge import events
from knowledge.confidence import INTENT, Compared, Decision, Known, likelihood, signals
from knowledge.families import Open
from knowledge.intents import EVENT, LOWEST, OUTSIDE, TERM, strays
from knowledge.redirects import Kind, Sign
from knowledge.search import Finder, Finding
from nlp.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Found:
    """One procedure, told from the aspects asked on; `also`: others the question names beside it; `near`: others it may have meant.

    `family`: the family whose question tells them apart, "" for none.
    """

    code: str
    aspects: tuple[str, ...]
    also: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    family: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Two to five procedures to choose from; `family`: the family whose question is asked back, "" for none."""

    codes: tuple[str, ...]
    aspects: tuple[str, ...]
    family: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """An event of life, `name` its entry in the events, with its procedures in the order they are done."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing fits; `unclear` where the question names no topic at all."""

    unclear: bool


@dataclass(frozen=True, slots=True)
class Redirect:
    """A matter no procedure answers; `name` is its entry in the redirects."""

    name: str
    kind: Kind


Answer: TypeAlias = Found | Choices | Chain | NotFound | Redirect


SHORTEST = 5
"""Letters up to which a text without a word, a number that presses nothing, say, is no question."""
NEAR = 3
"""How many procedures that may have been meant are offered beside an answer."""
TOLD, SPREAD = -0.6, 0.15
"""The classifier's margin of an event from which it may be told of; all events' together may be so much below it."""
TELLS = 0.62
"""The likeness to how an event is told, or a term asked for, from which it is that."""


def decide(analysis: Analysis, finding: Finding, known: Known, finder: Finder, decision: Decision) -> tuple[Answer, float]:
    """Return the answer and how sure it is that the first match is right, 0 to 1."""
    if len(analysis.text) <= SHORTEST and not any(letter.isalpha() for letter in analysis.text):
        return NotFound(unclear=True), 0.0
    if not analysis.topic and analysis.aspects:
        return NotFound(unclear=True), 0.0
    compared = known.compare(analysis, finding)
    if not finding.matches:
        sign = compared.sign
        return (_turned(sign, finder) if sign else NotFound(unclear=not analysis.topic)), 0.0
    values = signals(analysis, finding, compared, finder)
    sure = likelihood(values, decision.right)
    if compared.sign is not None and compared.sign.cued and known.redirects.entries[compared.sign.name].decides:
        return _turned(compared.sign, finder), sure
    if sign := told_here(analysis, finding, compared, known):
        return _turned(sign, finder), sure
    if likelihood(values, decision.outside) >= decision.redirect_from:
        kinds = {kind: margin for kind, margin in finding.outside.items() if strays(kind)}
        if sign := known.redirects.meant(compared.sign, compared.likeness, max(kinds, key=lambda kind: kinds[kind], default="")):
            event = None if sign.cued else _event(finding, compared, known)
            return _turned(event or sign, finder), sure
    if not analysis.topic:
        return NotFound(unclear=True), sure
    answer = _settled(analysis, finding, compared, values, known, finder, decision)
    turns_away = isinstance(answer, NotFound) or (isinstance(answer, Choices) and not _asks(analysis))
    if turns_away and (event := _event(finding, compared, known)):
        return _turned(event, finder), sure
    return answer, sure


def _settled(
    analysis: Analysis, finding: Finding, compared: Compared, values: Sequence[float], known: Known, finder: Finder, decision: Decision
) -> Answer:
    """Ask back; or answer, with what else may be meant beside it; or offer choices; or say no."""
    sure, like = likelihood(values, decision.right), compared.like
    members = _members(finding, known, like, finder) if like is not None and like.likeness >= decision.family_from else ()
    family = like.name if members and like is not None else ""
    unclear = likelihood(values, decision.unclear) >= decision.ask_from
    if members and (unclear or sure < decision.family_below or (like is not None and like.likeness >= decision.family_always)):
        return Choices(members, analysis.aspects, family)
    if unclear and len(offered := matters(finding)) > 1:
        return Choices(offered, analysis.aspects)
    answer = banded(finding, sure, analysis.aspects, decision)
    if isinstance(answer, Found):
        others = members or (matters(finding, 1 + NEAR) if sure < decision.family_below else ())
        return replace(answer, near=tuple(code for code in others if code != answer.code)[:NEAR], family=family)
    return answer


def _asks(analysis: Analysis) -> bool:
    """Whether something of a procedure is asked; who only asks what to do may be telling of an event."""
    return bool(set(analysis.aspects) - {"steps"})


def told_here(analysis: Analysis, finding: Finding, compared: Compared, known: Known) -> Sign | None:
    """Return the event or the term that a question tells of, where it asks for nothing of a procedure."""
    if _asks(analysis):
        return None
    top = finding.matches[0].features[INTENT]
    for kind in (EVENT, TERM):
        nearest = known.redirects.nearest(compared.likeness, kind)
        if nearest is not None and nearest.likeness >= TELLS:
            return nearest
        if nearest is not None and finding.outside.get(kind, LOWEST) > max(0.0, top):
            return known.redirects.likeliest(finding.outside, compared.likeness, kind)
    return None


def _event(finding: Finding, compared: Compared, known: Known) -> Sign | None:
    """Return the event that is likelier told of than any procedure or stray matter is asked for: better than to turn somebody away."""
    event = known.redirects.likeliest(finding.outside, compared.likeness, EVENT)
    if event is None or finding.outside.get(EVENT, LOWEST) <= TOLD - SPREAD:
        return None
    rivals = (finding.matches[0].features[INTENT], *(margin for kind, margin in finding.outside.items() if strays(kind)))
    return event if finding.outside.get(OUTSIDE + event.name, LOWEST) > max(TOLD, *rivals) else None


def _turned(sign: Sign, finder: Finder) -> Chain | Redirect:
    """Tell an event's chain of procedures, those this base has; anything else by its entry."""
    if sign.kind != "event":
        return Redirect(sign.name, sign.kind)
    name = sign.name.removeprefix("event ")
    return Chain(name, tuple(step.code for step in events.shipped()[name].steps if step.code in finder.index.at))


def _members(finding: Finding, known: Known, like: Open, finder: Finder) -> tuple[str, ...]:
    """Return the members of a family whose open questions this is like, the likeliest first; () where one is decided."""
    if like.decided:
        return ()
    members = [m.code for m in known.families.entries[like.name].members if m.code in finder.index.at]
    ranked = {match.code: i for i, match in enumerate(finding.matches)}
    return () if len(members) < 2 else tuple(sorted(members, key=lambda code: ranked.get(code, len(ranked))))


def banded(finding: Finding, sure: float, aspects: tuple[str, ...], decision: Decision) -> Answer:
    """Answer where it is sure enough that the first match is right, offer choices where it is likely, else say no."""
    if sure >= decision.answer_from:
        return Found(finding.matches[0].code, aspects)
    if sure >= decision.offer_from and len(offered := matters(finding)) > 1:
        return Choices(offered, aspects)
    return NotFound(unclear=False)


def matters(finding: Finding, most: int = 5) -> tuple[str, ...]:
    """Return the best procedure of each of the first matters found: twins would only fill the choices."""
    best: dict[int, str] = {}
    for match, group in zip(finding.matches, finding.twins, strict=True):
        best.setdefault(group, match.code)
    return tuple(best.values())[:most]
