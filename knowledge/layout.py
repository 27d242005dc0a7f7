"""The snapshot's procedures laid out in memory for finding."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge import ranking, twins
from knowledge.features import FIELDS, Card, Traits, mass
from knowledge.index import Phrases, Places, Postings, Sheets, bm25, coverage, phrases, rarity, sheets, summed, weighted
from knowledge.records import Detail, Procedure
from knowledge.terms import asked_terms, terms_of
from nlp.analysis import Analysis, analyze, spell_out
from nlp.lexicon import Lexicon, Word, split
from nlp.spelling import Speller

Keys: TypeAlias = tuple[str, ...]
FIRST = {"name": 1.0, "alias": 0.4, "asked": 0.2, "context": 0.1}
"""What each field's BM25 counts for in the first ranking."""


@dataclass(frozen=True)
class Index:
    """Procedures by place: what the first, cheap ranking looks at, and what the weighing of a few compares.

    `first`: the fields' BM25, summed; `titles`: the official names. `texts`: of each procedure its fields by BM25, all its words by rarity,
    then its names, the official one first, by the share of their rarity. `said`: its names, then its example questions, by tf-idf; `other`:
    whether a phrase is a name but the official one. `twins[i]`: the number of the group of procedures that are one matter with procedure i.
    """

    cards: tuple[Card, ...]
    traits: Traits
    first: Postings
    titles: Phrases
    texts: Sheets
    said: Sheets
    other: npt.NDArray[np.bool_]
    phrases: Phrases
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
    fields = {
        "name": bm25([own[0] for own in names]),
        "alias": bm25([_sum(own[1:]) for own in names]),
        "asked": bm25([_sum(own) for own in asked]),
        "context": bm25([terms_of(_keys(t.context)) for t in texts]),
        "body": bm25([terms_of(_keys(t.body)) for t in texts]),
    }
    said = phrases((i, terms) for i, own in enumerate(zip(names, asked, strict=True)) for part in own for terms in part)
    first_said = _starts(len(own) + len(questions) for own, questions in zip(names, asked, strict=True))
    return Index(
        cards=cards,
        traits=Traits.of(cards),
        first=summed([(fields[name], factor) for name, factor in FIRST.items()]),
        titles=phrases((i, own[0]) for i, own in enumerate(names)),
        texts=_texts(texts, fields, cards, known, unknown),
        said=sheets(first_said, [(said.postings, np.arange(first_said[-1]))]),
        other=np.array([0 < i < len(own) for own, n in zip(names, np.diff(first_said).tolist(), strict=True) for i in range(n)], np.bool_),
        phrases=said,
        rarity=known,
        unknown=unknown,
        speller=_speller(texts, lexicon, spoken),
        at={t.procedure.code: i for i, t in enumerate(texts)},
        twins=tuple(group[t.procedure.code] for t in texts),
    )


def _texts(
    texts: Sequence["_Texts"], fields: Mapping[str, Postings], cards: Sequence[Card], known: dict[str, float], unknown: float
) -> Sheets:
    first = _starts(len(FIELDS) + 1 + len(t.names) for t in texts)
    own = first[:-1]
    names = np.concatenate([np.arange(a + len(FIELDS) + 1, b) for a, b in pairwise(first.tolist())])
    words = weighted({key: known.get(key, unknown) for key in card.known} for card in cards)
    covered = coverage((_keys(name) for t in texts for name in t.names), known, unknown)
    return sheets(first, [(fields[name], own + i) for i, name in enumerate(FIELDS)], [(words, own + len(FIELDS)), (covered, names)])


def _starts(sizes: Iterable[int]) -> Places:
    return np.fromiter(accumulate(sizes, initial=0), np.int64)


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
