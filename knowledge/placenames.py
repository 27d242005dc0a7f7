"""Names of places found in a text: with their kind written out or short ("P.", "q1", "TX"), or bare; with accents or without."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.gazetteer import COMMUNE_KINDS, Commune, District, Gazetteer, Named, OldCommune, Province, Unit, load, words
from nlp.lexicon import PhraseTable, Word, fits, split
from nlp.text import fold, normalize

LONGEST = 120
"""Words of a text that are read for places: no address is longer."""
BREAK = Word("", "")
_PARTS = re.compile(r"[,;()?!\n]+|\s[-–]\s(?!vũng tàu|vung tau|tháp chàm|thap cham)", re.IGNORECASE)
_GLUED = re.compile(r"\b(p|q|f|phường|phuong|quận|quan)[.\s]*0*(\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: words `start` to `end` (excluded), its kind as said ("" where bare), and what it may mean.

    `units` bear that kind, or all where it was bare; `others` bear the name with another kind; `exact`: whether the marks written fit.
    """

    start: int
    end: int
    kind: str
    units: tuple[Unit, ...]
    others: tuple[Unit, ...] = ()
    exact: bool = True

    def of(self, *kinds: type[Unit]) -> tuple[Unit, ...]:
        """Return the units of some types, those of the kind said first."""
        return tuple(unit for unit in (*self.units, *self.others) if isinstance(unit, kinds))


@cache
def _kinds() -> PhraseTable[str]:
    return PhraseTable.of((spelling, kind) for kind, spellings in words().kinds.items() for spelling in spellings)


@cache
def _no_places() -> PhraseTable[bool]:
    return PhraseTable.of((phrase, True) for phrase in words().no_places)


def read(text: str) -> tuple[Word, ...]:
    """Return a text's words, "q1" and "P.06" cut into kind and number; a BREAK stands for commas and the like, which no name crosses."""
    cut = _GLUED.sub(r" \1 \2 ", normalize(text[: LONGEST * 12]))
    sentence: list[Word] = []
    for part in _PARTS.split(cut):
        sentence += (*split(part), BREAK)
    return tuple(sentence[:-1][:LONGEST])


def mentions(sentence: Sequence[Word], shorter: Mention | None = None) -> tuple[Mention, ...]:
    """Return the places named, from left to right; those with a kind keep their words, bare ones share what is left.

    A name is as long as it can be; the one that `shorter` was is taken shorter.
    """
    held = load()
    closed = {i for span in _no_places().find_all(sentence) for i in range(span.start, span.end)}
    marked: list[Mention] = []
    at = 0
    while at < len(sentence):
        most = shorter.end if shorter is not None and at == shorter.start else len(sentence) + 1
        found = None if at in closed else _marked(sentence, at, held, most)
        if found is not None:
            marked.append(found)
            closed.update(range(found.start, found.end))
        at = found.end if found else at + 1
    return tuple(sorted((*marked, *_bare(sentence, closed, held)), key=lambda m: m.start))


def _marked(sentence: Sequence[Word], at: int, held: Gazetteer, before: int) -> Mention | None:
    """Return the longest name after a kind that ends before word `before` and cuts no kind in two ("Tân An | thành phố Hội An")."""
    span = _kinds().at(sentence, at)
    if span is None:
        return None
    for length in range(min(held.longest, len(sentence) - span.end), 0, -1):
        end = span.end + length
        if end >= before or ((kind := _kinds().at(sentence, end - 1)) is not None and kind.end > end):
            continue
        name = sentence[span.end : span.end + length]
        rows = held.named.get(tuple(w.key for w in name), ())
        wanted = [row for row in rows if _may_be(row, span.payload) and (length > 1 or _is_short(name[0], row, span.payload))]
        if wanted:
            return _mention(sentence, at, span.end + length, span.payload, wanted, name)
    return None


def _is_short(written: Word, row: Named, kind: str) -> bool:
    """Whether a word by itself is the name: it must be written just so ("xã quê" is no "phường Quế"), or without any mark."""
    own = row.words[0].surface
    return (row.kind == kind and (written.surface == own or (written.surface == fold(own) and fold(own) != own))) or isinstance(
        row.unit, Province
    )


def _may_be(row: Named, kind: str) -> bool:
    """Whether a unit is of the level of a kind: people say "xã" of what has become a ward, "huyện" of what became a town."""
    match row.unit:
        case Commune() | OldCommune():
            return kind in COMMUNE_KINDS
        case Province():
            return kind == "Tỉnh" or (kind == "Thành phố" and row.unit.today == row.unit.name and _is_city(row.unit.name))
        case District():
            return kind not in COMMUNE_KINDS and kind != "Tỉnh"


def _is_city(name: str) -> bool:
    return load().titles.get(name, "").startswith("Thành phố")


def _mention(sentence: Sequence[Word], start: int, end: int, kind: str, rows: Sequence[Named], name: Sequence[Word]) -> Mention:
    fitting = [row for row in rows if all(fits(w, p) for w, p in zip(name, row.words, strict=True))]
    same = _units(row for row in fitting or rows if row.kind == kind or isinstance(row.unit, Province))
    others = _units(row for row in fitting or rows if row.kind != kind and not isinstance(row.unit, Province))
    return Mention(start, end, kind, same, others, bool(fitting))


def _units(rows: Iterable[Named]) -> tuple[Unit, ...]:
    """Return the units, each once: told apart as objects, for the map has each one time and comparing them by value is slow."""
    return tuple({id(row.unit): row.unit for row in rows}.values())


def _bare(sentence: Sequence[Word], closed: set[int], held: Gazetteer) -> Iterator[Mention]:
    at = 0
    while at < len(sentence):
        found = None if at in closed else _bare_at(sentence, at, closed, held)
        if found is not None:
            yield found
        at = found.end if found else at + 1


def _bare_at(sentence: Sequence[Word], at: int, closed: set[int], held: Gazetteer) -> Mention | None:
    for length in range(min(held.longest, len(sentence) - at), 0, -1):
        if any(i in closed for i in range(at, at + length)):
            continue
        name = sentence[at : at + length]
        rows = [
            row
            for row in held.named.get(tuple(w.key for w in name), ())
            if (length > 1 or isinstance(row.unit, Province)) and all(fits(w, p) for w, p in zip(name, row.words, strict=True))
        ]
        if rows and not name[0].key.isdigit():
            return Mention(at, at + length, "", _units(rows))
    return None


def is_old(sentence: Sequence[Word]) -> bool:
    """Whether a text says that it means a name of before."""
    return any(True for _ in _of_old().find(sentence)) or any(True for _ in asks(sentence))


@cache
def _of_old() -> PhraseTable[bool]:
    return PhraseTable.of((phrase, True) for phrase in words().of_old)


@cache
def _asks() -> PhraseTable[bool]:
    return PhraseTable.of((phrase, True) for phrase in words().asks)


def asks(sentence: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words that ask what became of something."""
    for span in _asks().find(sentence):
        yield span.start, span.end


def said_old(sentence: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words that say that a name of before is meant."""
    for span in _of_old().find(sentence):
        yield span.start, span.end
