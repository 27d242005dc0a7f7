"""Finding: an Analysis in, ranked Matches out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from knowledge import ranking
from knowledge.features import FEATURES, Asking, Card
from knowledge.index import Floats, Phrases, Postings, bm25, phrases, rarity, terms_of
from knowledge.ranking import Model
from knowledge.records import Detail, Procedure
from nlp.analysis import Analysis, analyze, spell_out
from nlp.lexicon import Lexicon, split
from nlp.spelling import Speller

Keys: TypeAlias = tuple[str, ...]
CANDIDATES = 48
"""How many procedures of the first, cheap ranking are weighed with all features."""
_QUIET = 0.15
"""The weight of a word that asks or is polite, beside 1 for a word of the topic."""
_SAID_OTHERWISE = 0.6


@dataclass(frozen=True, slots=True)
class Match:
    """A procedure with its score (log odds against its rivals) and its features, the reasons for it."""

    code: str
    score: float
    features: tuple[float, ...]

    def reasons(self, model: Model) -> list[tuple[str, float]]:
        """Return (feature, contribution to the score), the largest first."""
        given = [(name, value * weight) for name, value, weight in zip(FEATURES, self.features, model.weights, strict=True)]
        return sorted(given, key=lambda row: -abs(row[1]))


@dataclass(frozen=True)
class Index:
    """The snapshot's procedures, laid out for finding."""

    cards: tuple[Card, ...]
    name: Postings
    alias: Postings
    asked: Postings
    context: Postings
    body: Postings
    phrases: Phrases
    rarity: dict[str, float]
    unknown: float
    speller: Speller
    at: dict[str, int]


def build(procedures: Iterable[Procedure], lexicon: Lexicon, spoken: Iterable[str] = ()) -> Index:
    """Lay out the procedures; a few seconds for some thousands of them. `spoken`: other texts whose words are right as they stand."""
    rows = list(procedures)
    names = [_keys(bare(p.name), lexicon) for p in rows]
    aliases = [[_keys(phrase, lexicon) for phrase in (p.plain_name, *p.folk_names) if phrase] for p in rows]
    asked = [[_asked_terms(q, lexicon) for q in p.questions] for p in rows]
    known, unknown = rarity(
        [dict.fromkeys((*keys, *(k for a in other for k in a)), 1.0) for keys, other in zip(names, aliases, strict=True)]
    )
    often = ranking.often()
    cards = [_card(p, *of, often.get(p.code, int(bool(p.questions))), lexicon) for p, *of in zip(rows, names, aliases, asked, strict=True)]
    return Index(
        cards=tuple(cards),
        name=bm25([terms_of(keys) for keys in names]),
        alias=bm25([_sum(terms_of(a) for a in other) for other in aliases]),
        asked=bm25([_sum(questions) for questions in asked]),
        context=bm25([terms_of(_keys(f"{p.field} {p.agency} {' '.join(p.subjects)} {' '.join(p.results)}", lexicon)) for p in rows]),
        body=bm25([terms_of(_keys(_body(p), lexicon)) for p in rows]),
        phrases=phrases(
            (i, terms)
            for i, (keys, other, questions) in enumerate(zip(names, aliases, asked, strict=True))
            for terms in (terms_of(keys), *map(terms_of, other), *questions)
        ),
        rarity=known,
        unknown=unknown,
        speller=_speller([*names, *(a for other in aliases for a in other)], rows, lexicon, spoken),
        at={p.code: i for i, p in enumerate(rows)},
    )


def bare(name: str) -> str:
    """Return an official name without the words that every one of them may begin with."""
    return name.strip().removeprefix("Thủ tục").removeprefix("THỦ TỤC").strip() or name


def _keys(text: str, lexicon: Lexicon) -> Keys:
    return tuple(w.key for w in spell_out(split(text), lexicon.abbreviations))


def _asked_terms(question: str, lexicon: Lexicon) -> dict[str, float]:
    return _plain_terms(analyze(question, lexicon, segmented=False))


def _body(p: Procedure) -> str:
    return " ".join((*(d.name for d in p.documents), *p.steps, *p.conditions, *(n.question for n in p.notes)))[:6000]


def _sum(parts: Iterable[dict[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for term, n in part.items():
            total[term] = total.get(term, 0.0) + n
    return total


def _card(p: Procedure, keys: Keys, aliases: list[Keys], questions: list[dict[str, float]], often: int, lexicon: Lexicon) -> Card:
    texts = split(" ".join((p.name, p.plain_name, *p.folk_names, *p.questions)))
    known = frozenset(keys).union(*aliases, *(q.keys() for q in questions))
    return Card(
        code=p.code,
        name=" ".join(keys),
        keys=frozenset(keys),
        known=frozenset(k for k in known if "_" not in k),
        surfaces=frozenset(w.surface for w in texts),
        signs=frozenset(sign for span in lexicon.names.find_all(split(f"{p.name} {p.plain_name}")) for sign in span.payload),
        aliases=tuple(map(frozenset, aliases)),
        often=often,
        everyday=bool(p.questions),
        detailed=p.detail is Detail.FULL,
        province=p.province,
    )


def _speller(names: Iterable[tuple[str, ...]], rows: Sequence[Procedure], lexicon: Lexicon, spoken: Iterable[str]) -> Speller:
    counts: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    texts = (*(q for p in rows for q in p.questions), *spoken)
    written = (tuple(w.key for w in spell_out(split(text), lexicon.spellings)) for text in texts)
    for keys in (*names, *written, *(tuple(w.key for w in sentence) for sentence in lexicon.sentences())):
        counts.update(keys)
        pairs.update(pairwise(keys))
    return Speller(counts, frozenset(pairs))


def _plain_terms(analysis: Analysis) -> dict[str, float]:
    """Weigh the words of a question, and the pairs of its neighbours, with the words between left out where they only ask."""
    terms: dict[str, float] = {}
    for w, topical in zip(analysis.sentence, analysis.topical, strict=True):
        weight = 1.0 if topical else _QUIET
        terms[w.key] = max(weight, terms.get(w.key, 0.0))
    for i, (left, right) in enumerate(zip(analysis.sentence, analysis.sentence[1:], strict=False)):
        both = analysis.topical[i] and analysis.topical[i + 1]
        compound = 1.2 if i in analysis.compounds else 1.0
        pair = f"{left.key}_{right.key}"
        terms[pair] = max(compound if both else _QUIET, terms.get(pair, 0.0))
    topic = analysis.topic
    for left, right in pairwise(topic):
        terms.setdefault(f"{left.key}_{right.key}", 0.7)
    return terms


def query_terms(analysis: Analysis) -> dict[str, float]:
    """Return the weighted terms a question is looked up by: its own, and the other ways to say them."""
    terms = _plain_terms(analysis)
    for other in analysis.alternatives:
        for term, n in terms_of([w.key for w in other]).items():
            terms[term] = max(terms.get(term, 0.0), _SAID_OTHERWISE * min(n, 1.0))
    return terms


@dataclass(frozen=True)
class Finder:
    """An index with the model that weighs its features."""

    index: Index
    model: Model

    def find(self, analysis: Analysis, province: str = "", limit: int = 10) -> list[Match]:
        """Return the best matches, best first; none where no word of the question is known."""
        candidates, features = self.weigh(analysis, province)
        if not len(candidates):
            return []
        scores = features @ np.asarray(self.model.weights, np.float32)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [Match(self.index.cards[candidates[i]].code, float(scores[i]), tuple(map(float, features[i]))) for i in order]

    def weigh(self, analysis: Analysis, province: str = "") -> tuple[list[int], Floats]:
        """Return the candidates (places in the index) and their features, shape (candidates, features)."""
        index = self.index
        terms = query_terms(analysis)
        mass = sum(w * index.rarity.get(t, index.unknown) for t, w in terms.items() if "_" not in t) or 1.0
        fields = np.stack([f.score(terms) for f in (index.name, index.alias, index.asked, index.context, index.body)]) / mass
        likeness = index.phrases.likeness(_plain_terms(analysis))
        for other in analysis.variants:
            likeness = np.maximum(likeness, index.phrases.likeness(terms_of([w.key for w in other])))
        best = index.phrases.best(likeness)
        first = fields[0] + 0.8 * fields[1] + 0.4 * fields[2] + 0.1 * fields[3] + 0.05 * fields[4] + 2.5 * best
        size = min(CANDIDATES, len(first))
        top = np.argpartition(-first, size - 1)[:size]
        top = top[np.argsort(-first[top], kind="stable")]
        top = top[first[top] > 0]
        if not len(top):
            return [], np.zeros((0, len(FEATURES)), np.float32)
        asking = Asking.of(analysis, index.rarity, index.unknown, province)
        rows = [(*fields[:, i], *self._likeness(i, likeness), *asking.against(index.cards[i])) for i in map(int, top)]
        return [int(i) for i in top], np.array(rows, np.float32)

    def _likeness(self, i: int, likeness: Floats) -> tuple[float, float, float, float]:
        """Return how like the best phrase of owner `i` is, its official name, its best other name, and its second best phrase."""
        first = self.index.phrases.first
        own = likeness[first[i] : first[i + 1] if i + 1 < len(first) else None]
        names = own[1 : 1 + len(self.index.cards[i].aliases)]
        second = float(np.partition(own, -2)[-2]) if len(own) > 1 else 0.0
        return float(own.max()), float(own[0]), float(names.max()) if len(names) else 0.0, second
