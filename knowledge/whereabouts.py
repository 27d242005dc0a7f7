"""Whether a question asks of places or agencies that are no more: by itself, or beside a procedure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

from knowledge.agency_today import Renamed, find_renamed
from knowledge.gazetteer import Commune, District, OldCommune, Province, words
from knowledge.placed import Ambiguous, DistrictOnly, Moved, Place, ProvinceMerged, Unchanged, Unknown
from knowledge.placenames import BREAK, Mention, asks, mentions, read, said_old
from knowledge.places import find_place
from nlp import lexicon
from nlp.analysis import analyze
from nlp.lexicon import PhraseTable, Word

AboutToday: TypeAlias = Place | Renamed
LOOSE = 1
"""Words of topic left beside the place and the asking words, up to which a question asks of the place alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says of the map: `alone`, where it asks nothing else; otherwise it is told in a line beside the answer.

    `rest`: the question without the names of communes and districts, which no procedure bears.
    """

    about: AboutToday
    alone: bool
    rest: str


def asked(text: str, province: str, on: date) -> Asked | None:
    """Return what `text`, said by a person of `province` on the day `on`, asks of places and agencies; None where nothing needs saying."""
    sentence = read(text)
    found = mentions(sentence)
    asking = [i for start, end in asks(sentence) for i in range(start, end)]
    renamed = find_renamed(text, on)
    if not found and renamed is None:
        return None
    closed = {*asking, *(i for start, end in said_old(sentence) for i in range(start, end))}
    if renamed is not None and (alone := _agency_alone(sentence, found, closed, renamed, asking)) is not None:
        return Asked(renamed, alone, text)
    sure = [m for m in found if m.kind] or [m for m in found if _is_place(m, sentence)]
    held = sure or (list(found) if asking else [])
    rest = _rest(sentence, held, closed)
    alone = (bool(asking) and _topics(rest) <= (LOOSE if sure else 0)) or (not rest and any(m.kind and not m.of(Province) for m in held))
    if not held or not (sure or alone):
        return None
    place = find_place(text, province)
    if _worth_telling(place, alone=alone, asking=bool(closed)):
        return Asked(place, alone, _without(text, sentence, found))
    return Asked(Unknown(), False, _without(text, sentence, found)) if any(_is_local(m) for m in found) else None


def _is_local(mention: Mention) -> bool:
    """Whether a commune or district is named with its kind."""
    return bool(mention.kind and mention.of(Commune, OldCommune, District))


def _without(text: str, sentence: Sequence[Word], found: Sequence[Mention]) -> str:
    """Return the text without the communes and districts named with their kind, "ở" before them and "cũ" after; as it is where none are."""
    named = [m for m in found if _is_local(m)]
    if not named:
        return text
    near = [m for m in found if m in named or any(m.of(District, Province) and 0 <= m.start - n.end <= 1 for n in named)]
    cut = {i for m in near for i in range(m.start, m.end)}
    cut |= {i for start, end in said_old(sentence) for i in range(start, end) if start - 1 in cut}
    cut |= {m.start - 1 for m in near if m.start and _before().at(sentence, m.start - 1)}
    return " ".join("," if w is BREAK else w.surface for i, w in enumerate(sentence) if i not in cut).strip(" ,")


def _agency_alone(
    sentence: Sequence[Word], found: Sequence[Mention], closed: set[int], renamed: Renamed, asking: Sequence[int]
) -> bool | None:
    """Return whether only the agency is asked of; None where the text names a place with its kind, which matters more."""
    if any(m.kind and m.of(OldCommune) for m in found):
        return None
    named = {w.key for w in read(renamed.said)}
    rest = [w for i, w in enumerate(_rest_all(sentence, found, closed)) if w is not None and w.key not in named]
    return bool(asking) and _topics(rest) <= LOOSE


def _rest_all(sentence: Sequence[Word], held: Sequence[Mention], closed: set[int]) -> list[Word | None]:
    taken = closed | {i for m in held for i in range(m.start, m.end)}
    return [None if i in taken or w is BREAK else w for i, w in enumerate(sentence)]


def _rest(sentence: Sequence[Word], held: Sequence[Mention], closed: set[int]) -> list[Word]:
    """Return the words that name neither a place, nor a kind of place, nor ask what became of it."""
    kinds = {w.key for spelling in (s for all_of in words().kinds.values() for s in all_of) for w in lexicon.split(spelling)}
    return [w for w in _rest_all(sentence, held, closed) if w is not None and w.key not in kinds]


def _topics(rest: Sequence[Word]) -> int:
    return len(analyze(" ".join(w.surface for w in rest), lexicon.shipped(), segmented=False).topic) if rest else 0


@cache
def _before() -> PhraseTable[bool]:
    return PhraseTable.of((phrase, True) for phrase in words().before)


def _is_place(mention: Mention, sentence: Sequence[Word]) -> bool:
    """Whether a bare name of a district or province is surely meant as a place: "ở Củ Chi"."""
    said = mention.start > 0 and _before().at(sentence, mention.start - 1)
    return bool(mention.of(District, Province)) and bool(said)


def _worth_telling(place: Place, *, alone: bool, asking: bool) -> bool:
    match place:
        case Unknown():
            return False
        case Ambiguous():
            return alone or asking
        case ProvinceMerged(old, new):
            return alone or old != new
        case Unchanged():
            return alone
        case Moved(OldCommune(name), (Commune(only),)):
            return alone or name != only or asking
        case Moved() | DistrictOnly():
            return True


def became(text: str, province: str, on: date) -> AboutToday:
    """Return what became of the place, or else of the agency, that `text` names, whatever else it says."""
    place = find_place(text, province)
    renamed = find_renamed(text, on)
    return renamed if renamed is not None and not isinstance(place, Moved) else place
