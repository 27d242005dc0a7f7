"""One turn of a conversation: a person's words and what was talked about before, made into an Answer."""

import gc
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from knowledge import answering, layout, ranking, redirects
from knowledge.answering import Answer, Choices, Decision, Found, NotFound, Redirect
from knowledge.conversation import Context, Corrected, Fresh, Neighbour, Picked, Same, meant
from knowledge.local import NO_RULES, Local
from knowledge.search import Finder, Match
from knowledge.snapshot import Snapshot
from knowledge.task_board import Board, lay_out
from nlp import lexicon, segment
from nlp.analysis import Analysis, analyze, clauses
from nlp.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer with the reasons for it; `codes` are ranked whatever the answer is; `context` is to be remembered."""

    answer: Answer
    codes: tuple[str, ...]
    confidence: float
    analysis: Analysis
    matches: tuple[Match, ...]
    context: Context | None


@dataclass(frozen=True)
class Assistant:
    """A snapshot made ready to answer from. It knows no clock and no chat: both are given."""

    snapshot: Snapshot
    finder: Finder
    lexicon: Lexicon
    redirects: redirects.Redirects
    decision: Decision
    local: Local = NO_RULES

    @cached_property
    def board(self) -> Board:
        """The tasks of the plans held, laid out for looking up; made once."""
        return lay_out(self.snapshot.plans())

    def analyze(self, text: str) -> Analysis:
        """Understand `text` with the base's own vocabulary."""
        return analyze(text, self.lexicon, self.finder.index.speller)

    def reply(self, text: str, context: Context | None, now: datetime, province: str = "") -> Reply:
        """Answer `text`, said at `now` after `context`; `province` is the person's, if known."""
        analysis = self.analyze(text)
        known = tuple(code for code in analysis.codes if self.snapshot.procedure(code))
        if known:
            return self._told(Found(known[0], analysis.aspects), known, analysis, now)
        match meant(analysis, context, now, self._titles(context)):
            case Picked(code):
                aspects = analysis.aspects or (context.aspects if context else ())
                return self._told(Found(code, aspects), (code,), analysis, now)
            case Same(code):
                return self._told(Found(code, analysis.aspects), (code,), analysis, now)
            case Neighbour(code):
                return self._asked(self.analyze(f"{text} {self._subject(code)}"), context, now, province)
            case Corrected(said):
                return self._asked(self.analyze(said), context, now, province)
            case Fresh():
                return self._asked(analysis, context, now, province)

    def _asked(self, analysis: Analysis, context: Context | None, now: datetime, province: str) -> Reply:
        matches = self.finder.find(analysis, province)
        sign = self.redirects.sign(analysis)
        answer, sure = answering.decide(analysis, matches, sign, self.finder, self.decision)
        codes = tuple(m.code for m in matches)
        if not isinstance(answer, Redirect) and (joined := self._joined(analysis, codes, province)):
            answer, codes = joined, tuple(dict.fromkeys((joined.code, *joined.also, *codes)))
        match answer:
            case Found(code, aspects):
                remembered: Context | None = Context(now, code=code, aspects=aspects)
            case Choices(offered, aspects):
                remembered = Context(now, offered=offered, aspects=aspects)
            case NotFound() | Redirect():
                remembered = context
        return Reply(answer, codes, sure, analysis, tuple(matches), remembered)

    def _joined(self, analysis: Analysis, codes: tuple[str, ...], province: str) -> Found | None:
        """Tell the several matters of a question that joins them, where each is known for sure and none is the whole question's."""
        found: dict[str, float] = {}
        for part in clauses(analysis, self.lexicon):
            own = self.analyze(part)
            matches = self.finder.find(own, province)
            if not matches:
                return None
            sure = answering.confidence(answering.signals(own, matches, self.redirects.sign(own), self.finder), self.decision)
            found[matches[0].code] = sure
        if len(found) < 2 or min(found.values()) < self.decision.also_from or codes[0] not in found:
            return None
        first, *others = found
        return Found(first, analysis.aspects, tuple(others))

    def _told(self, answer: Found, codes: tuple[str, ...], analysis: Analysis, now: datetime) -> Reply:
        return Reply(answer, codes, 1.0, analysis, (), Context(now, code=answer.code, aspects=answer.aspects))

    def _titles(self, context: Context | None) -> dict[str, frozenset[str]]:
        index = self.finder.index
        offered = context.offered if context else ()
        return {code: index.cards[index.at[code]].known for code in offered if code in index.at}

    def _subject(self, code: str) -> str:
        """The name of a procedure without the words of its action: what a neighbour shares with it."""
        procedure = self.snapshot.procedure(code)
        if procedure is None:
            return ""
        sentence = lexicon.split(procedure.title)
        actions = {i for span in self.lexicon.names.find(sentence) for i in range(span.start, span.end)}
        return " ".join(w.surface for i, w in enumerate(sentence) if i not in actions)


def prepare(snapshot: Snapshot, local: Local = NO_RULES) -> Assistant:
    """Build the index over a snapshot and load what answering needs; a few seconds. Another assistant may answer meanwhile."""
    words = lexicon.shipped()
    segment.warm()
    known = redirects.load(words)
    gc.disable()  # Building makes millions of values that stay: looking for garbage among them takes a third of the time.
    try:
        finder = Finder(layout.build(snapshot, words, known.spoken()), ranking.shipped())
    finally:
        gc.freeze()  # And nobody need look at them again, not even once before this line: answers keep their pace.
        gc.enable()
    return Assistant(snapshot, finder, words, known, answering.shipped(), local)
