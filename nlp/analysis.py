"""A question understood: its words, what of it is topic, and what is asked of the topic."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.lexicon import Lexicon, PhraseTable, Span, Word, split, word
from nlp.segment import segment
from nlp.spelling import Speller
from nlp.syllables import decode
from nlp.text import is_accented, normalize, words

LONGEST = 600
"""Words of a question that are read; nobody asks at such length, but anything may be pasted."""
FEWEST = 2
"""Words of topic that a part of a question needs to be a matter of its own."""
MOST_VARIANTS = 3
"""Synonyms of a question that are tried one by one, the first ones said."""
GENERAL = "general"
"""The aspect of a question that asks of nothing in particular."""
_CODE = re.compile(r"(?<![\d.])\d\.\d{6,9}(?!\d|\.\d)")


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question understood.

    `sentence`: its words after decoding, spelling out and repair. `topical[i]`: whether word i names the topic rather than asks about it.
    `alternatives`: other ways to say parts of it; `variants`: the whole topic said so. `signs`: the actions and traits it shows (cấp lại,
    nước ngoài …); `acting`: the words that show them. `compounds`: the places i where words i and i + 1 are one word for underthesea.
    """

    text: str
    sentence: tuple[Word, ...]
    topical: tuple[bool, ...]
    aspects: tuple[str, ...]
    alternatives: tuple[tuple[Word, ...], ...]
    variants: tuple[tuple[Word, ...], ...]
    signs: frozenset[str]
    codes: tuple[str, ...]
    acting: frozenset[Word]
    compounds: frozenset[int]
    accented: bool
    topic: tuple[Word, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Note the words that name the topic, which are asked for often."""
        object.__setattr__(self, "topic", tuple(w for w, is_topic in zip(self.sentence, self.topical, strict=True) if is_topic))


def analyze(text: str, lexicon: Lexicon, speller: Speller | None = None, *, segmented: bool = True) -> Analysis:
    """Understand `text`; any text at all is fine, only its first LONGEST words are read."""
    clean = normalize(text)
    written = [word(decode(w)) for w in words(clean)[:LONGEST]]
    if speller is not None:
        written = [lexicon.abbreviation(w) if not speller.knows(w.key) else w for w in written]
    sentence = spell_out(written, lexicon.spellings)
    if speller is not None:
        sentence = speller.repair(sentence)
    aspects, asking = _aspects(sentence, lexicon)
    synonyms = list(lexicon.synonyms.find_all(sentence))
    named = {i for span in synonyms for i in range(span.start, span.end)}
    silent = {i for span in lexicon.stop.find_all(sentence) for i in range(span.start, span.end)}
    topical = tuple(i in named or (i not in asking and i not in silent) for i in range(len(sentence)))
    signs = [s for s in lexicon.says.find(sentence) if not asking.issuperset(range(s.start, s.end))]
    accented = is_accented(clean)
    return Analysis(
        text=clean,
        sentence=sentence,
        topical=topical,
        aspects=aspects,
        alternatives=tuple(meaning for span in synonyms for meaning in span.payload),
        variants=tuple(_variants(sentence, topical, synonyms)),
        signs=frozenset(sign for span in signs for sign in span.payload),
        acting=frozenset(w for span in signs for w in sentence[span.start : span.end]),
        codes=tuple(dict.fromkeys(_CODE.findall(clean))),
        compounds=_compounds(sentence) if accented and segmented else frozenset(),
        accented=accented,
    )


def spell_out(written: Sequence[Word], spellings: PhraseTable[tuple[tuple[Word, ...], ...]]) -> tuple[Word, ...]:
    """Replace abbreviations and chat spelling by the words they stand for, the most usual meaning first."""
    sentence: list[Word] = []
    at = 0
    while at < len(written):
        span = spellings.at(written, at) if written[at].key in spellings.entries else None
        if span is None:
            sentence.append(written[at])
            at += 1
        else:
            sentence += span.payload[0]
            at = span.end
    return tuple(sentence)


def clauses(analysis: Analysis, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the parts of a question that joins several matters, those that name a topic; () where it joins none."""
    cuts = list(lexicon.connectors.find(analysis.sentence))
    bounds = zip([0, *(span.end for span in cuts)], [*(span.start for span in cuts), len(analysis.sentence)], strict=True)
    parts = [range(start, end) for start, end in bounds if sum(analysis.topical[start:end]) >= FEWEST]
    return tuple(" ".join(analysis.sentence[i].surface for i in part) for part in parts) if len(parts) > 1 else ()


def _aspects(sentence: Sequence[Word], lexicon: Lexicon) -> tuple[tuple[str, ...], set[int]]:
    """Return the aspects asked, in order, and the places of the words that only ask."""
    found = list(lexicon.cues.find(sentence))
    asking = {i for span in found if span.payload.asks for i in range(span.start, span.end)}
    named = [span.payload for span in found if span.payload.aspect != GENERAL]
    strong = [cue for cue in named if not cue.weak]
    return tuple(dict.fromkeys(cue.aspect for cue in strong or named)), asking


def _variants(
    sentence: Sequence[Word], topical: Sequence[bool], synonyms: Sequence[Span[tuple[tuple[Word, ...], ...]]]
) -> Iterator[tuple[Word, ...]]:
    for span in synonyms[:MOST_VARIANTS]:
        before = [w for w, kept in zip(sentence[: span.start], topical, strict=False) if kept]
        after = [w for w, kept in zip(sentence[span.end :], topical[span.end :], strict=True) if kept]
        for meaning in span.payload:
            yield (*before, *meaning, *after)


def _compounds(sentence: Sequence[Word]) -> frozenset[int]:
    """Places i where words i and i + 1 belong to one word; none where the segmenter saw other syllables than we did."""
    places: set[int] = set()
    at = 0
    for part in segment(" ".join(w.surface for w in sentence)):
        inner = split(" ".join(part))
        places.update(range(at, at + len(inner) - 1))
        at += len(inner)
    return frozenset(places) if at == len(sentence) else frozenset()
