"""The words of the field: abbreviations, chat spelling, folk names, aspects, actions and traits, read from `nlp/data`."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from rapidfuzz.distance import OSA

from nlp.files import Problem, read_yaml
from nlp.syllables import is_syllable
from nlp.text import fold, normalize, unify, words

DATA = Path(__file__).parent / "data"
SHORT = 3
"""Letters of an abbreviation that is too short to know by a slip of it."""


def _worded(phrase: str) -> str:
    if not words(normalize(phrase)):
        raise ValueError("holds no word")
    return phrase


Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, to_lower=True), AfterValidator(_worded)]
P = TypeVar("P")


class LexiconError(ValueError):
    """The data files are wrong; the message lists every fault with file, line and field."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written (`surface`, lower case) and as matched (`key`: folded, i and y made one)."""

    surface: str
    key: str


@lru_cache(maxsize=100_000)
def word(surface: str) -> Word:
    """Return the Word of a written one."""
    return Word(surface, unify(fold(surface)))


def split(text: str) -> tuple[Word, ...]:
    """Split a text into Words."""
    return tuple(word(w) for w in words(normalize(text)))


@lru_cache(maxsize=100_000)
def _marks(surface: str) -> frozenset[str]:
    decomposed = unicodedata.normalize("NFD", surface.replace("đ", "d\u0335"))
    return frozenset(c for c in decomposed if unicodedata.combining(c))


def fits(written: Word, entry: Word) -> bool:
    """Whether a written word may mean the entry's: its letters, and no mark that it lacks ("so" and "sô" fit "sổ"; "số" does not)."""
    return written.key == entry.key and _marks(written.surface) <= _marks(entry.surface)


@dataclass(frozen=True, slots=True)
class Span(Generic[P]):
    """A phrase found: words `start` to `end` (excluded) mean `payload`."""

    start: int
    end: int
    payload: P


@dataclass(frozen=True, slots=True)
class PhraseTable(Generic[P]):
    """Phrases of one to several words, found in a sequence of words; the longest wins."""

    entries: Mapping[str, tuple[tuple[tuple[Word, ...], bool, P], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, P]], exact: frozenset[str] = frozenset()) -> "PhraseTable[P]":
        """Build the table; phrases in `exact` are found only with just the marks they have."""
        table: dict[str, list[tuple[tuple[Word, ...], bool, P]]] = {}
        for phrase, payload in phrases:
            parts = split(phrase)
            table.setdefault(parts[0].key, []).append((parts, phrase in exact, payload))
        return cls({key: tuple(sorted(rows, key=lambda row: -len(row[0]))) for key, rows in table.items()})

    def at(self, sentence: Sequence[Word], start: int) -> Span[P] | None:
        """Return the longest phrase that begins at word `start`, or None."""
        next_key = sentence[start + 1].key if start + 1 < len(sentence) else None
        for parts, exact, payload in self.entries.get(sentence[start].key, ()):
            if len(parts) > 1 and parts[1].key != next_key:
                continue  # Most phrases part here; the rest is looked at for few.
            end = start + len(parts)
            if end > len(sentence) or any(sentence[start + i].key != parts[i].key for i in range(2, len(parts))):
                continue
            if all((w.surface == p.surface if exact else fits(w, p)) for w, p in zip(sentence[start:end], parts, strict=True)):
                return Span(start, end, payload)
        return None

    def find(self, sentence: Sequence[Word]) -> Iterator[Span[P]]:
        """Yield the phrases found from left to right, none overlapping another."""
        free = 0
        for span in self.find_all(sentence):
            if span.start >= free:
                yield span
                free = span.end

    def find_all(self, sentence: Sequence[Word]) -> Iterator[Span[P]]:
        """Yield the longest phrase at each place, overlapping ones too."""
        entries = self.entries
        for at, written in enumerate(sentence):
            if written.key in entries:
                span = self.at(sentence, at)
                if span is not None:
                    yield span


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Chat(_Strict):
    words: dict[Phrase, Phrase]
    keep_accents: tuple[Phrase, ...] = ()


class _Cues(_Strict):
    cues: tuple[Phrase, ...] = ()
    weak: tuple[Phrase, ...] = ()
    topic: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """What a phrase says of what is asked: its aspect; `weak` where only in want of another; `asks` where it is no part of the topic."""

    aspect: str
    weak: bool
    asks: bool


class _Stop(_Strict):
    always: tuple[Phrase, ...]
    accented: tuple[Phrase, ...]


class _Signs(_Strict):
    says: tuple[Phrase, ...]
    names: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrase tables, ready to use. Expansions and synonyms are given as Words."""

    spellings: PhraseTable[tuple[tuple[Word, ...], ...]]
    abbreviations: PhraseTable[tuple[tuple[Word, ...], ...]]
    synonyms: PhraseTable[tuple[tuple[Word, ...], ...]]
    cues: PhraseTable[Cue]
    says: PhraseTable[tuple[str, ...]]
    names: PhraseTable[tuple[str, ...]]
    stop: PhraseTable[bool]
    connectors: PhraseTable[bool]
    actions: frozenset[str]

    def abbreviation(self, written: Word) -> Word:
        """Return the one abbreviation that a word which is none, and no syllable, is a slip of ("gpla" → "gplx"); else the word itself."""
        key = written.key
        if len(key) < SHORT or key in self.spellings.entries or not key.isalpha() or is_syllable(key):
            return written
        near = [k for k in self.abbreviations.entries if len(k) > SHORT and OSA.distance(key, k, score_cutoff=1) <= 1]
        return word(near[0]) if len(near) == 1 else written

    def sentences(self) -> Iterator[tuple[Word, ...]]:
        """Yield every phrase the tables know: words that are right as they stand."""
        for table in (self.synonyms, self.cues, self.says, self.names, self.stop):
            for rows in table.entries.values():
                for parts, _, _ in rows:
                    yield parts
        for table in (self.synonyms, self.spellings):
            for rows in table.entries.values():
                for _, _, meanings in rows:
                    yield from meanings


def load(folder: Path = DATA) -> Lexicon:
    """Read the lexicon of `folder`; raise LexiconError that lists every fault."""
    faults: list[Problem] = []

    def read(name: str, kind: Any) -> Any:
        value = read_yaml(folder / f"{name}.yaml", kind)
        if isinstance(value, list):
            faults.extend(value)
        return value

    short = read("abbreviations", dict[Phrase, tuple[Phrase, ...]])
    chat = read("chat", _Chat)
    synonyms = read("synonyms", dict[Phrase, tuple[Phrase, ...]])
    aspects = read("aspects", dict[str, _Cues])
    actions = read("actions", dict[str, _Signs])
    traits = read("traits", dict[str, _Signs])
    stop = read("stopwords", _Stop)
    connectors = read("connectors", tuple[Phrase, ...])
    if faults:
        raise LexiconError("\n".join(map(str, faults)))
    spelled = {**{k: (v,) for k, v in chat.words.items()}, **short}
    return Lexicon(
        spellings=_table(spelled, frozenset(chat.keep_accents)),
        abbreviations=_table(short),
        synonyms=_table(synonyms),
        cues=PhraseTable.of(
            (phrase, Cue(name, weak, asks))
            for name, a in aspects.items()
            for phrases, weak, asks in ((a.cues, False, True), (a.weak, True, True), (a.topic, True, False))
            for phrase in phrases
        ),
        says=_signs({name: signs.says for name, signs in (actions | traits).items()}),
        names=_signs({name: signs.names for name, signs in (actions | traits).items()}),
        stop=PhraseTable.of(((w, True) for w in (*stop.always, *stop.accented)), frozenset(stop.accented)),
        connectors=PhraseTable.of((phrase, True) for phrase in connectors),
        actions=frozenset(actions),
    )


@cache
def shipped() -> Lexicon:
    """Return the lexicon that ships, read once."""
    return load()


def _table(meanings: Mapping[str, Iterable[str]], exact: frozenset[str] = frozenset()) -> PhraseTable[tuple[tuple[Word, ...], ...]]:
    return PhraseTable.of(((said, tuple(split(m) for m in meant)) for said, meant in meanings.items()), exact)


def _signs(signs: Mapping[str, Iterable[str]]) -> PhraseTable[tuple[str, ...]]:
    """One phrase may be the sign of several things ("hết hạn": to exchange, to extend)."""
    of: dict[str, list[str]] = {}
    for name, phrases in signs.items():
        for phrase in phrases:
            of.setdefault(phrase, []).append(name)
    return PhraseTable.of((phrase, tuple(names)) for phrase, names in of.items())
