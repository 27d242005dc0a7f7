"""The snapshot's procedures laid out in memory for finding."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from knowledge import ranking
from knowledge.features import Card, Traits, mass
from knowledge.index import Phrases, Postings, bm25, phrases, rarity
from knowledge.records import Detail, Procedure
from knowledge.terms import asked_terms, terms_of
from nlp.analysis import analyze, spell_out
from nlp.lexicon import Lexicon, split
from nlp.spelling import Speller

Keys: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """Procedures by place: their cards and traits, the fields' BM25, and the phrases people use of them."""

    cards: tuple[Card, ...]
    traits: Traits
    name: Postings
    alias: Postings
    asked: Postings
    context: Postings
    phrases: Phrases
    rarity: dict[str, float]
    unknown: float
    speller: Speller
    at: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Texts:
    """A procedure's texts as words: its official name, its other names, the terms of its example questions, and what stands around."""

    procedure: Procedure
    name: Keys
    aliases: tuple[Keys, ...]
    asked: tuple[dict[str, float], ...]
    context: Keys

    @classmethod
    def of(cls, p: Procedure, lexicon: Lexicon) -> "_Texts":
        def keys(text: str) -> Keys:
            return tuple(w.key for w in spell_out(split(text), lexicon.abbreviations))

        return cls(
            procedure=p,
            name=keys(bare(p.name)),
            aliases=tuple(keys(phrase) for phrase in (p.plain_name, *p.folk_names) if phrase),
            asked=tuple(asked_terms(analyze(q, lexicon, segmented=False)) for q in p.questions),
            context=keys(" ".join((p.field, p.agency, *p.subjects, *p.results))),
        )


def build(procedures: Iterable[Procedure], lexicon: Lexicon, spoken: Iterable[str] = ()) -> Index:
    """Lay out the procedures; a few seconds for some thousands of them. `spoken`: other texts whose words are right as they stand."""
    texts = [_Texts.of(p, lexicon) for p in procedures]
    known, unknown = rarity([dict.fromkeys((*t.name, *(k for a in t.aliases for k in a)), 1.0) for t in texts])
    often = ranking.often()
    cards = tuple(_card(t, known, unknown, often.get(t.procedure.code, 0), lexicon) for t in texts)
    return Index(
        cards=cards,
        traits=Traits.of(cards),
        name=bm25([terms_of(t.name) for t in texts]),
        alias=bm25([_sum(map(terms_of, t.aliases)) for t in texts]),
        asked=bm25([_sum(t.asked) for t in texts]),
        context=bm25([terms_of(t.context) for t in texts]),
        phrases=phrases((i, terms) for i, t in enumerate(texts) for terms in (terms_of(t.name), *map(terms_of, t.aliases), *t.asked)),
        rarity=known,
        unknown=unknown,
        speller=_speller(texts, lexicon, spoken),
        at={t.procedure.code: i for i, t in enumerate(texts)},
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
    said = frozenset(t.name).union(*t.aliases, *(q.keys() for q in t.asked))
    return Card(
        code=p.code,
        name=" ".join(t.name),
        keys=frozenset(t.name),
        mass=mass(frozenset(t.name), known, unknown),
        aliases=tuple((frozenset(a), mass(frozenset(a), known, unknown)) for a in t.aliases if a),
        known=frozenset(k for k in said if "_" not in k),
        surfaces=frozenset(w.surface for w in split(" ".join((p.name, p.plain_name, *p.folk_names, *p.questions)))),
        signs=frozenset(sign for span in lexicon.names.find_all(split(f"{p.name} {p.plain_name}")) for sign in span.payload),
        often=often,
        everyday=bool(p.questions),
        detailed=p.detail is Detail.FULL,
        province=p.province,
    )


def _speller(texts: Sequence[_Texts], lexicon: Lexicon, spoken: Iterable[str]) -> Speller:
    counts: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    names = (keys for t in texts for keys in (t.name, *t.aliases))
    said = (*(q for t in texts for q in t.procedure.questions), *spoken)
    written = (tuple(w.key for w in spell_out(split(text), lexicon.spellings)) for text in said)
    for keys in (*names, *written, *(tuple(w.key for w in sentence) for sentence in lexicon.sentences())):
        counts.update(keys)
        pairs.update(pairwise(keys))
    return Speller(counts, frozenset(pairs))
