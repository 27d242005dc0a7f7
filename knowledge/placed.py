"""What became of a place: the closed union of what can be told."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from knowledge.gazetteer import Commune, District, OldCommune, Province, Unit

Missing = Literal["province", "district", "name"]
"""What would tell candidates apart; "name": no place is called so, the candidates are near."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An old commune and today's that have its land: several where it was divided, and no one but the office can say which is asked."""

    old: OldCommune
    new: tuple[Commune, ...]
    province: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A commune or a province that is called so today; `parts` are the old communes that a commune was made of."""

    name: str
    province: str
    parts: tuple[OldCommune, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places bear the name; `candidates`: MOST of `count`; `missing` says what to add."""

    name: str
    candidates: tuple[Unit, ...]
    count: int
    missing: Missing


@dataclass(frozen=True, slots=True)
class DistrictOnly:
    """A district, which is no more, and today's communes on its land; `unplaced`: the commune asked, which the map has not in it."""

    district: District
    province: str
    communes: tuple[Commune, ...]
    unplaced: str = ""


@dataclass(frozen=True, slots=True)
class ProvinceMerged:
    """An old province and today's; `parts`: the old provinces that today's was made of."""

    old: str
    new: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place is named that the map has."""


Place: TypeAlias = Moved | Unchanged | Ambiguous | DistrictOnly | ProvinceMerged | Unknown


def today(unit: Unit) -> str:
    """Return the province of today that a unit lies in."""
    match unit:
        case Commune(_, province):
            return province
        case OldCommune(new=(first, *_)) | District(new=(first, *_)):
            return first.province
        case Province(today=name):
            return name
    return ""
