"""What became of a place: an old name in a text → today's, or why that cannot be told. Nothing is guessed: what is open is listed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from knowledge.gazetteer import Commune, District, OldCommune, Province, Unit, load
from knowledge.placed import Ambiguous, DistrictOnly, Moved, Place, ProvinceMerged, Unchanged, Unknown, today
from knowledge.placenames import Mention, is_old, mentions, read
from nlp.lexicon import Word

MOST = 6
"""Places offered to choose from."""
ADJACENT = 1
"""Words or commas that may stand between a bare commune's name and its district's ("Bến Nghé thuộc quận 1")."""
U = TypeVar("U", bound=Unit)


def find_place(text: str, province: str = "") -> Place:
    """Return what became of the place that `text` names; `province`, the person's, one of today's, tells apart what the text does not."""
    sentence = read(text)
    found = mentions(sentence)
    place = _found(sentence, found, province)
    named = _commune_named(found)
    if named is None or not named.kind or _fits(place, named):
        return place
    districts = [m for m in found if m.kind and m.of(District)]
    return next((better for said in (named, *districts) if (better := _shorter(sentence, said, named, province))), place)


def _shorter(sentence: Sequence[Word], said: Mention, named: Mention, province: str) -> Place | None:
    """Return what is found where the name `said` ends earlier, if that fits the commune `named`."""
    while True:
        found = mentions(sentence, shorter=said)
        again = next((m for m in found if m.start == said.start and m.kind == said.kind and m.end < said.end), None)
        if again is None:
            return None
        place = _found(sentence, found, province)
        if _fits(place, named):
            return place
        said = again


def _fits(place: Place, said: Mention) -> bool:
    """Whether what was found is of the kind said: where it is not, the name may be shorter ("phường An Phú | Thuận An")."""
    match place:
        case Moved(OldCommune(name)) | Unchanged(name):
            return name.startswith(said.kind)
        case Ambiguous(missing=missing):
            return missing != "name" and any(unit.name.startswith(said.kind) for unit in place.candidates)
        case _:
            return False


def _found(sentence: Sequence[Word], found: Sequence[Mention], province: str) -> Place:
    old = is_old(sentence)
    name = _commune_named(found)
    if name is not None:
        return _commune(name, found, sentence, province, old)
    named = [m for m in found if m.of(District)]
    best = next((m for m in named if m.kind), None) or next((m for m in named if not m.of(Province)), None)
    if best is not None:
        return _district(best, found, sentence_of(sentence, best), province)
    bare = [m for m in found if m.of(Province)]
    if bare:
        return _province(bare)
    loose = next((m for m in found if m.of(OldCommune, Commune)), None)
    return _commune(loose, found, sentence, province, old) if loose else Unknown()


def sentence_of(sentence: Sequence[Word], mention: Mention) -> str:
    """Return a mention's words as written."""
    return " ".join(w.surface for w in sentence[mention.start : mention.end])


def _commune_named(found: Sequence[Mention]) -> Mention | None:
    """Return the first commune named with its kind, or bare beside a district or province that it lies in."""
    marked = next((m for m in found if m.kind and m.of(OldCommune, Commune)), None)
    if marked is not None:
        return marked
    for i, mention in enumerate(found):
        units = mention.of(OldCommune, Commune)
        beside = [other for j, other in enumerate(found) if abs(i - j) == 1 and _gap(mention, other) <= ADJACENT]
        if units and any(_inside(unit, other) for unit in units for other in beside):
            return mention
    return None


def _gap(one: Mention, other: Mention) -> int:
    return max(other.start - one.end, one.start - other.end)


def _inside(unit: Unit, context: Mention) -> bool:
    return any(_lies_in(unit, place) for place in context.of(District, Province))


def _lies_in(unit: Unit, place: Unit) -> bool:
    match unit, place:
        case OldCommune() | District(), Province(name, _, ended):
            return unit.province in (name, ended)
        case Commune(), Province(name):
            return unit.province == name
        case OldCommune(), District():
            return unit.province == place.province and unit.district in place.names
        case Commune(), District():
            return unit in place.new
    return False


def _lies_in_today(unit: Unit, place: Unit) -> bool:
    return isinstance(place, Province) and today(unit) == place.name


def _contexts(mention: Mention, found: Sequence[Mention]) -> list[Mention]:
    """Return the districts and provinces that a mention stands with: those after it up to the next commune, else those before it."""
    after: list[Mention] = []
    for other in found:
        if other.start >= mention.end:
            if other.kind and other.of(OldCommune, Commune):
                break
            after.append(other)
    before = [other for other in found if other.end <= mention.start]
    chosen = []
    for level in (District, Province):
        chosen += [m for m in after if m.of(level)] or [m for m in before if m.of(level)]
    return [m for i, m in enumerate(chosen) if all(m is not other for other in chosen[:i])]


def _narrowed(units: Sequence[U], contexts: Sequence[Mention], after: int) -> tuple[U, ...]:
    """Keep the units that lie in every place said.

    A name that none lies in is overruled where it stands bare, unless it is a province's, at or after word `after`: before the commune it
    may be a street's ("xa lộ Hà Nội, phường Thảo Điền").
    """
    kept = tuple(units)
    for context in contexts:
        places = [place for place in (*context.units, *context.others) if isinstance(place, District | Province)]
        inside = tuple(u for u in kept if any(_lies_in(u, p) for p in places)) or tuple(
            u for u in kept if any(_lies_in_today(u, p) for p in places)
        )
        if inside or context.kind or (context.start >= after and context.of(Province) and not context.of(District)):
            kept = inside
    return kept


def _own(units: Sequence[U], province: str) -> tuple[U, ...]:
    """Keep the units of the person's province, if any is."""
    return tuple(u for u in units if today(u) == province) or tuple(units)


def _commune(mention: Mention, found: Sequence[Mention], sentence: Sequence[Word], province: str, old: bool) -> Place:
    name, contexts = sentence_of(sentence, mention), _contexts(mention, found)
    before = old or any(c.of(District) for c in contexts)  # Who names a district names a place of before.
    pools = [mention.units, (*mention.units, *mention.others)]
    for pool in pools if mention.exact else ():
        olds = _narrowed([u for u in pool if isinstance(u, OldCommune)], contexts, mention.end)
        news = {commune for u in olds for commune in u.new}
        todays = _narrowed([u for u in pool if isinstance(u, Commune) and u not in news], contexts, mention.end)
        units: tuple[OldCommune | Commune, ...] = olds if olds and before else (*olds, *todays)
        if len(units) > 1:
            units = _own(units, province)
        if len(units) == 1:
            return _told(units[0])
        if units:
            return _open(name, units)
    for context in (c for c in contexts if c.of(District)):
        around = _district(context, found, sentence_of(sentence, context), province)
        if isinstance(around, DistrictOnly):
            return replace(around, unplaced=name)
    near = _own([u for u in pools[1] if isinstance(u, OldCommune | Commune)], province)
    return Ambiguous(name, near[:MOST], len(near), "name")


def _told(unit: OldCommune | Commune) -> Place:
    match unit:
        case OldCommune(name, _, _, (only,)) if only.name == name and len(load().parts[only]) == 1:
            return Unchanged(name, only.province)
        case OldCommune(new=new):
            return Moved(unit, new, new[0].province)
        case Commune(name, province):
            return Unchanged(name, province, load().parts[unit])


def _open(name: str, units: Sequence[Unit]) -> Ambiguous:
    homes = {u.province for u in units if not isinstance(u, Province)}
    return Ambiguous(name, tuple(units[:MOST]), len(units), "province" if len(homes) > 1 else "district")


def _district(mention: Mention, found: Sequence[Mention], name: str, province: str) -> Place:
    contexts = [m for m in found if m is not mention and m.of(Province)]
    pools = [mention.units, (*mention.units, *mention.others)]
    for pool in pools if mention.exact else ():
        units = _narrowed([u for u in pool if isinstance(u, District)], contexts, mention.end)
        units = _own(units, province) if len(units) > 1 else units
        if len(units) == 1:
            return DistrictOnly(units[0], today(units[0]), units[0].new)
        if units:
            return _open(name, units)
    near = _own([u for u in pools[1] if isinstance(u, District)], province)
    return Ambiguous(name, near[:MOST], len(near), "name") if near else Unknown()


def _province(found: Sequence[Mention]) -> Place:
    """Tell of the first province that is no more; where all are today's, of the first."""
    units = [u for m in found for u in m.of(Province) if isinstance(u, Province)]
    unit = next((u for u in units if u.name != u.today), units[0])
    parts = load().merged[unit.today]
    return Unchanged(unit.name, unit.today) if parts == (unit.name,) else ProvinceMerged(unit.name, unit.today, parts)
