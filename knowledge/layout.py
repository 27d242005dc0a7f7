"""The snapshot's procedures laid out in memory for finding."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias

from knowledge import ranking, twins
from knowledge.features import Card, Traits, mass
from knowledge.index import Phrases, Postings, bm25, coverage, phrases, rarity
from knowledge.records import Detail, Procedure
from knowledge.terms import asked_terms, terms_of
from nlp.analysis import Analysis, analyze, spell_out
from nlp.lexicon import Lexicon, Word, split
from nlp.spelling import Speller

Keys: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """Procedures by place: their cards and traits, the fields' BM25, the phrases people use of them, and which share of a name is said.

    `names_of[i]`: the places in `names` of the names of procedure i, the official one first; `twins[i]`: the number of the group of
    procedures that are one matter with it.
    """

    cards: tuple[Card, ...]
    traits: Traits
    name: Postings
    alias: Postings
    asked: Postings
    context: Postings
    body: Postings
    phrases: Phrases
    names: Postings
    names_of: tuple[slice, ...]
    rarity: dict[str, float]
    unknown: float
    speller: Speller
    at: dict[str, int]
    twins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """A procedure's texts as words: its official name, its other names, its example questions, and what stands around."""

    procedure: Procedure
    name: tuple[Word, ...]
    aliases: tuple[tuple[Word, ...], ...]
    asked: tuple[Analysis, ...]
    context: tuple[Word, ...]
    body: tuple[Word, ...]

    @classmethod
    def of(cls, p: Procedure, lexicon: Lexicon) -> "_Texts":
        def read(text: str) -> tuple[Word, ...]:
            return spell_out(split(text), lexicon.abbreviations)

        return cls(
            procedure=p,
            name=read(bare(p.name)),
            aliases=tuple(read(phrase) for phrase in (p.plain_name, *p.folk_names) if phrase),
            asked=tuple(analyze(q, lexicon, segmented=False) for q in p.questions),
            context=read(" ".join((p.field, p.agency, *p.subjects, *p.results))),
            body=read(" ".join(_body(p))),
        )

    @property
    def names(self) -> tuple[tuple[Word, ...], ...]:
        """The official name, then the others."""
        return (self.name, *self.aliases)


def _body(p: Procedure) -> Iterator[str]:
    """What a record says beyond its names: papers, cases, conditions, steps and notes."""
    for document in p.documents:
        yield f"{document.name} {document.case}"
    for note in p.notes:
        yield f"{note.question} {note.answer}"
    yield from (*p.conditions, *p.steps, *(f"{fee.case} {fee.text}" for fee in p.fees), *(f"{t.case} {t.text}" for t in p.times))


def _keys(words: Iterable[Word]) -> Keys:
    return tuple(w.key for w in words)


def build(procedures: Iterable[Procedure], lexicon: Lexicon, spoken: Iterable[str] = ()) -> Index:
    """Lay out the procedures; a few seconds for some thousands of them. `spoken`: other texts whose words are right as they stand."""
    texts = [_Texts.of(p, lexicon) for p in procedures]
    names = [[terms_of(_keys(name)) for name in t.names] for t in texts]
    asked = [[asked_terms(a) for a in t.asked] for t in texts]
    known, unknown = rarity([dict.fromkeys((w.key for name in t.names for w in name), 1.0) for t in texts])
    often = ranking.often()
    group = twins.groups((t.procedure.code, t.procedure.name) for t in texts)
    cards = tuple(_card(t, known, unknown, often.get(t.procedure.code, 0), lexicon) for t in texts)
    return Index(
        cards=cards,
        traits=Traits.of(cards),
        name=bm25([own[0] for own in names]),
        alias=bm25([_sum(own[1:]) for own in names]),
        asked=bm25([_sum(own) for own in asked]),
        context=bm25([terms_of(_keys(t.context)) for t in texts]),
        body=bm25([terms_of(_keys(t.body)) for t in texts]),
        phrases=phrases(
            (i, terms) for i, (of_names, of_asked) in enumerate(zip(names, asked, strict=True)) for terms in (*of_names, *of_asked)
        ),
        names=coverage((_keys(name) for t in texts for name in t.names), known, unknown),
        names_of=tuple(slice(end - len(t.names), end) for t, end in zip(texts, accumulate(len(t.names) for t in texts), strict=True)),
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


def _card(t: _Texts, known: dict[str, float], unknown: float, often: int, lexicon: Lexicon) -> Card:
    p = t.procedure
    said = {w for words in (*t.names, *(a.sentence for a in t.asked)) for w in words}
    return Card(
        code=p.code,
        name=" ".join(_keys(t.name)),
        length=len({w.key for w in t.name}),
        mass=mass({w.key for w in t.name}, known, unknown),
        known=frozenset(w.key for w in said),
        surfaces=frozenset(w.surface for w in said),
        signs=frozenset(
            sign for name in t.names[: 2 if p.plain_name else 1] for span in lexicon.names.find_all(name) for sign in span.payload
        ),
        often=often,
        everyday=bool(p.questions),
        detailed=p.detail is Detail.FULL,
        province=p.province,
    )


def _speller(texts: Sequence[_Texts], lexicon: Lexicon, spoken: Iterable[str]) -> Speller:
    counts: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    written = (spell_out(split(text), lexicon.spellings) for text in spoken)
    said = (sentence for t in texts for sentence in (*t.names, *(a.sentence for a in t.asked)))
    for words in (*said, *written, *lexicon.sentences()):
        keys = _keys(words)
        counts.update(keys)
        pairs.update(pairwise(keys))
    return Speller(counts, frozenset(pairs))
