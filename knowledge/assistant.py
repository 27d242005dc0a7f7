"""One turn of a conversation: a person's words and what was talked about before, made into an Answer."""

import gc
import math
import re
from dataclasses import dataclass
from datetime import datetime

from knowledge import answering, confidence, families, followup, intents, layout, ranking, redirects
from knowledge.answering import Answer, Chain, Choices, Found, NotFound, Redirect
from knowledge.confidence import Decision, Known
from knowledge.conversation import Context, Fresh, Hangs, Picked, meant, talking
from knowledge.followup import Following
from knowledge.intents import Intents
from knowledge.local import NO_RULES, Local
from knowledge.ranking import Model
from knowledge.search import Finder, Finding
from knowledge.snapshot import Snapshot
from nlp import lexicon, segment
from nlp.analysis import Analysis, analyze, clauses
from nlp.lexicon import Lexicon

_ASIDE = re.compile(r"\([^)]*\)")
NOTHING = Finding((), (), {})
"""What was searched for where nothing needed to be: a code, a choice."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer with the reasons for it; `codes` are ranked whatever the answer is; `context` is to be remembered."""

    answer: Answer
    codes: tuple[str, ...]
    confidence: float
    analysis: Analysis
    finding: Finding
    context: Context | None


@dataclass(frozen=True)
class Assistant:
    """A snapshot made ready to answer from. It knows no clock and no chat: both are given."""

    snapshot: Snapshot
    finder: Finder
    lexicon: Lexicon
    known: Known
    decision: Decision
    following: Following
    local: Local = NO_RULES

    def analyze(self, text: str) -> Analysis:
        """Understand `text` with the base's own vocabulary."""
        return analyze(text, self.lexicon, self.finder.index.speller)

    def reply(self, text: str, context: Context | None, now: datetime, province: str = "") -> Reply:
        """Answer `text`, said at `now` after `context`; `province` is the person's, if known."""
        analysis = self.analyze(text)
        known = tuple(code for code in analysis.codes if self.snapshot.procedure(code))
        if known:
            return self._told(Found(known[0], analysis.aspects), known, analysis, context, now)
        match meant(analysis, context, now, self._titles(context), self.finder.index.common):
            case Picked(code):
                aspects = analysis.aspects or (context.aspects if context else ())
                return self._told(Found(code, aspects), (code,), analysis, context, now)
            case Hangs() as hangs if context is not None and context.code in self.finder.index.at:
                return self._followed(analysis, hangs, context, now, province)
            case Fresh() | Hangs():
                return self._asked(analysis, self.finder.find(analysis, province), context, now, province)

    def _asked(self, analysis: Analysis, finding: Finding, context: Context | None, now: datetime, province: str) -> Reply:
        answer, sure = answering.decide(analysis, finding, self.known, self.finder, self.decision)
        codes = tuple(m.code for m in finding.matches)
        if isinstance(answer, Chain | Choices) and codes:
            named = answer.codes if isinstance(answer, Choices) else sorted(answer.codes, key=lambda code: code != codes[0])
            codes = tuple(dict.fromkeys((*named, *codes)))
        if not isinstance(answer, Redirect) and (joined := self._joined(analysis, codes, province)):
            answer, codes = joined, tuple(dict.fromkeys((joined.code, *joined.also, *codes)))
        return Reply(answer, codes, sure, analysis, finding, _remembered(answer, codes, context, now))

    def hanging(self, said: Analysis, hangs: Hangs, context: Context, province: str = "") -> tuple[followup.Asked, followup.Hanging]:
        """Weigh what a question may mean that comes after `context`, whose procedure this base has."""
        at = self.finder.index.at
        offered, earlier = (tuple(at[code] for code in codes if code in at) for codes in (context.offered, context.earlier))
        talk = followup.Talk(at[context.code], offered, earlier)
        analysis = self.analyze(hangs.text)
        alone = self.finder.weigh(analysis, province)
        whole = self.analyze(f"{self._subject(context.code, acting=not analysis.acting)} {hangs.text}")
        joined = self.finder.weigh(whole, province, (talk.place, *talk.offered, *talk.earlier, *alone.places))
        sure, outside = 0.0, float(bool(analysis.topic))  # Words that nothing here is called by are of no procedure.
        found = self.finder.ranked(alone)
        compared = self.known.compare(analysis, found)
        if found.matches:
            values = confidence.signals(analysis, found, compared, self.finder)
            sure, outside = (confidence.likelihood(values, weights) for weights in (self.decision.right, self.decision.outside))
        asked = followup.Asked(said, analysis, alone, found, compared, joined, sure, outside, hangs)
        return asked, followup.weigh(self.finder, self.following.turns, asked, talk)

    def _followed(self, said: Analysis, hangs: Hangs, context: Context, now: datetime, province: str) -> Reply:
        asked, hanging = self.hanging(said, hangs, context, province)
        shares = followup.shares(hanging, self.following.weights)
        alone = asked.found
        if not hanging.places or shares.argmax() == len(hanging.places) or self._tells_anew(asked):
            return self._asked(asked.analysis, alone, context, now, province)
        finding = followup.finding(self.finder, hanging, asked, shares)
        if (
            alone.matches
            and alone.twins[0] == finding.twins[0]
            and (joined := self._joined(asked.analysis, (alone.matches[0].code,), province))
            and context.code not in (joined.code, *joined.also)  # What was told is no second matter.
        ):
            codes = (joined.code, *joined.also)
            return Reply(joined, codes, asked.sure, asked.analysis, finding, _remembered(joined, codes, context, now))
        codes = tuple(m.code for m in finding.matches)
        sure = float(sum(math.exp(m.score) for m, group in zip(finding.matches, finding.twins, strict=True) if group == finding.twins[0]))
        answer = answering.banded(finding, sure, asked.analysis.aspects, self.decision)
        return Reply(answer, codes, sure, asked.analysis, finding, _remembered(answer, codes, context, now))

    def _tells_anew(self, asked: followup.Asked) -> bool:
        """Whether an event of life is told, or a term asked for, that does not hang on what was talked about."""
        if asked.hangs.carried or asked.hangs.corrected or not asked.analysis.topic or not asked.found.matches:
            return False
        return answering.told_here(asked.analysis, asked.found, asked.compared, self.known) is not None

    def _joined(self, analysis: Analysis, codes: tuple[str, ...], province: str) -> Found | None:
        """Tell the several matters of a question that joins them, where each is known for sure and none is the whole question's."""
        found: dict[str, None] = {}
        for part in clauses(analysis, self.lexicon):
            own = analyze(part, self.lexicon, self.finder.index.speller, segmented=False)
            finding = self.finder.find(own, province)
            if not finding.matches:
                return None
            values = confidence.signals(own, finding, self.known.compare(own, finding), self.finder)
            if confidence.likelihood(values, self.decision.right) < self.decision.also_from:
                return None
            found[finding.matches[0].code] = None
        if len(found) < 2 or codes[0] not in found:
            return None
        first, *others = found
        return Found(first, analysis.aspects, tuple(others))

    def _told(self, answer: Found, codes: tuple[str, ...], analysis: Analysis, context: Context | None, now: datetime) -> Reply:
        return Reply(answer, codes, 1.0, analysis, NOTHING, talking(context, now, answer.code, answer.aspects))

    def _titles(self, context: Context | None) -> dict[str, frozenset[str]]:
        index = self.finder.index
        offered = context.offered if context else ()
        return {code: index.cards[index.at[code]].called for code in offered if code in index.at}

    def _subject(self, code: str, *, acting: bool) -> str:
        """The name of a procedure without its asides; unless `acting`, without the words of its action: what a neighbour shares with it."""
        procedure = self.snapshot.procedure(code)
        if procedure is None:
            return ""
        sentence = lexicon.split(_ASIDE.sub(" ", procedure.title))
        actions = set() if acting else {i for span in self.lexicon.names.find(sentence) for i in range(span.start, span.end)}
        return " ".join(w.surface for i, w in enumerate(sentence) if i not in actions)


@dataclass(frozen=True, slots=True)
class Models:
    """All that was learned."""

    ranking: Model
    intents: Intents
    decision: Decision
    following: Following


def shipped() -> Models:
    """Return what ships; raise ValueError where a file is not this program's."""
    return Models(ranking.shipped(), intents.shipped(), confidence.shipped(), followup.shipped())


def _remembered(answer: Answer, codes: tuple[str, ...], context: Context | None, now: datetime) -> Context | None:
    """Return what is talked about after an answer; one that tells of no procedure changes nothing."""
    match answer:
        case Found(code, aspects):
            return talking(context, now, code, aspects)
        case Choices(offered, aspects):
            return talking(context, now, codes[0], aspects, offered)
        case Chain(_, steps) if steps:
            return talking(context, now, codes[0] if codes and codes[0] in steps else steps[0], offered=steps)
        case NotFound() | Redirect() | Chain():
            return context


def prepare(snapshot: Snapshot, local: Local = NO_RULES, models: Models | None = None) -> Assistant:
    """Build the index over a snapshot and load what answering needs; a few seconds. Another assistant may answer meanwhile.

    `models`: others than those that ship.
    """
    words = lexicon.shipped()
    learned = models or shipped()
    segment.warm()
    known = Known(redirects.load(words), families.load(words))
    gc.disable()  # Building makes millions of values that stay: looking for garbage among them takes a third of the time.
    try:
        finder = Finder(layout.build(layout.read(snapshot, words), words, known.spoken()), learned.ranking, learned.intents)
    finally:
        gc.freeze()  # And nobody need look at them again, not even once before this line: answers keep their pace.
        gc.enable()
    return Assistant(snapshot, finder, words, known, learned.decision, learned.following, local)
