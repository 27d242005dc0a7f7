"""The snapshot's procedures laid out in memory for finding."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from knowledge import popularity, twins
from knowledge.features import Card, Traits, mass
from knowledge.index import Phrases, Postings, Sheets, bm25, phrases, rarity, summed
from knowledge.records import Procedure
from knowledge.terms import asked_terms, terms_of
from nlp.analysis import Analysis, analyze, spell_out
from nlp.lexicon import Lexicon, Word, split
from nlp.spelling import Speller

Keys: TypeAlias = tuple[str, ...]
NAME, OTHER_NAMES, QUESTIONS = 1.0, 0.2, 0.1
"""What the BM25 of a procedure's texts counts for in the first ranking."""
COMMON = 1.8
"""The rarity below which a word stands in the names of a sixth of all procedures."""
FAINT = 0.1
"""Terms that weigh less in a phrase of length 1 are not compared: two of five, common ones, which change no answer and cost time."""


@dataclass(frozen=True)
class Index:
    """Procedures by place: what the first, cheap ranking looks at, and what the weighing of a few compares.

    `first`: the BM25 of their texts, summed. `said`: of each procedure its names, the official one first, and its example questions, by the
    tf-idf of `phrases`. `twins[i]`: the number of the group of procedures that are one matter with i.
    """

    cards: tuple[Card, ...]
    traits: Traits
    first: Postings
    phrases: Phrases
    said: Sheets
    rarity: dict[str, float]
    unknown: float
    speller: Speller
    at: dict[str, int]
    twins: tuple[int, ...]

    def common(self, key: str) -> bool:
        """Whether so many procedures are called by a word that it names none ("giấy")."""
        return self.rarity.get(key, self.unknown) < COMMON


@dataclass(frozen=True, slots=True)
class Texts:
    """A procedure's texts as words: its official name, its other names and its example questions."""

    procedure: Procedure
    name: tuple[Word, ...]
    aliases: tuple[tuple[Word, ...], ...]
    asked: tuple[Analysis, ...]

    @classmethod
    def of(cls, p: Procedure, lexicon: Lexicon) -> "Texts":
        """Read the texts of a procedure."""

        def read(text: str) -> tuple[Word, ...]:
            return spell_out(split(text), lexicon.abbreviations)

        return cls(
            procedure=p,
            name=read(bare(p.name)),
            aliases=tuple(read(phrase) for phrase in (p.plain_name, *p.folk_names) if phrase),
            asked=tuple(analyze(q, lexicon, segmented=False) for q in p.questions),
        )

    def without(self, hidden: Collection[str]) -> "Texts":
        """Return the same without the example questions `hidden`."""
        kept = [(q, asked) for q, asked in zip(self.procedure.questions, self.asked, strict=True) if q not in hidden]
        return replace(
            self, procedure=replace(self.procedure, questions=tuple(q for q, _ in kept)), asked=tuple(asked for _, asked in kept)
        )

    @property
    def names(self) -> tuple[tuple[Word, ...], ...]:
        """The official name, then the others."""
        return (self.name, *self.aliases)


def _keys(words: Iterable[Word]) -> Keys:
    return tuple(w.key for w in words)


def read(procedures: Iterable[Procedure], lexicon: Lexicon) -> list[Texts]:
    """Read the procedures' texts; most of the time that laying out takes."""
    return [Texts.of(p, lexicon) for p in procedures]


def build(texts: Sequence[Texts], lexicon: Lexicon, spoken: Iterable[str] = ()) -> Index:
    """Lay out the procedures; a few seconds for some thousands of them. `spoken`: other texts whose words are right as they stand."""
    names = [[terms_of(_keys(name)) for name in t.names] for t in texts]
    asked = [[asked_terms(a) for a in t.asked] for t in texts]
    known, unknown = rarity([dict.fromkeys((w.key for name in t.names for w in name), 1.0) for t in texts])
    group = twins.groups((t.procedure.code, t.procedure.name) for t in texts)
    cards = tuple(_card(t, known, unknown, lexicon) for t in texts)
    said = phrases((i, terms) for i, own in enumerate(zip(names, asked, strict=True)) for part in own for terms in part)
    return Index(
        cards=cards,
        traits=Traits.of(cards),
        first=summed(
            [
                (bm25([own[0] for own in names]), NAME),
                (bm25([_sum(own[1:]) for own in names]), OTHER_NAMES),
                (bm25([_sum(own) for own in asked]), QUESTIONS),
            ]
        ),
        phrases=said,
        said=said.by_owner(FAINT),
        rarity=known,
        unknown=unknown,
        speller=_speller(texts, lexicon, spoken),
        at={t.procedure.code: i for i, t in enumerate(texts)},
        twins=tuple(group[t.procedure.code] for t in texts),
    )


def bare(name: str) -> str:
    """Return an official name without the words that every one of them may begin with."""
    return name.strip().removeprefix("Thủ tục").removeprefix("THỦ TỤC").strip() or name


def _sum(parts: Iterable[dict[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for term, n in part.items():
            total[term] = total.get(term, 0.0) + n
    return total


def _card(t: Texts, known: dict[str, float], unknown: float, lexicon: Lexicon) -> Card:
    p = t.procedure
    said = {w for words in (*t.names, *(a.sentence for a in t.asked)) for w in words}
    name = _keys(t.name)
    return Card(
        code=p.code,
        name=name,
        title=frozenset(name),
        mass=mass(frozenset(name), known, unknown),
        called=frozenset(w.key for words in t.names for w in words),
        known=frozenset(w.key for w in said),
        surfaces=frozenset(w.surface for w in said),
        signs=frozenset(
            sign for name in t.names[: 2 if p.plain_name else 1] for span in lexicon.names.find_all(name) for sign in span.payload
        ),
        everyday=bool(p.questions),
        often=popularity.often().get(p.code, 0) / popularity.MOST,
        province=p.province,
    )


def _speller(texts: Sequence[Texts], lexicon: Lexicon, spoken: Iterable[str]) -> Speller:
    counts: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    written = (spell_out(split(text), lexicon.spellings) for text in spoken)
    said = (sentence for t in texts for sentence in (*t.names, *(a.sentence for a in t.asked)))
    for words in (*said, *written, *lexicon.sentences()):
        keys = _keys(words)
        counts.update(keys)
        pairs.update(pairwise(keys))
    return Speller(counts, frozenset(pairs))
