"""The map of places: communes, districts and provinces of 30 June 2025 and today's, read when first asked for.

The map is the one that underthesea ships for its `convert_address` (vietnamadminunits 1.0.4, MIT). The function itself is not used: it
takes one of several communes by a guess, and another district's commune for one it does not find.
"""

import gc
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import with_config

from knowledge.records import STRICT, Text
from nlp.files import read_yaml
from nlp.lexicon import Word, split

PATH = Path(__file__).parent / "data" / "places.yaml"
COMMUNE_KINDS = ("Phường", "Xã", "Thị trấn", "Đặc khu")
DISTRICT_KINDS = ("Quận", "Huyện", "Thị xã", "Thành phố")


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierDistrict:
    """A district that ended before 2025, and those of 30 June 2025 that have its land."""

    name: Text
    province: Text
    into: tuple[Text, ...]


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesFile:
    """The form of the data file."""

    source: Text
    since: date
    known_until: date
    titles: dict[str, Text]
    provinces: dict[str, tuple[Text, ...]]
    earlier_provinces: dict[str, Text]
    earlier_districts: tuple[EarlierDistrict, ...]
    unnamed: tuple[Text, ...]
    kinds: dict[str, tuple[Text, ...]]
    no_places: tuple[Text, ...]
    before: tuple[Text, ...]
    of_old: tuple[Text, ...]
    asks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today: "Phường Sài Gòn" of "Hồ Chí Minh"."""

    name: str
    province: str


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune of 30 June 2025, and those of today that its land belongs to: several where it was divided."""

    name: str
    district: str
    province: str
    new: tuple[Commune, ...]


@dataclass(frozen=True, slots=True)
class District:
    """A district, ended on 1 July 2025 or before: `names` are those of 30 June 2025 with its land, itself or the ones it went into."""

    name: str
    province: str
    names: tuple[str, ...]
    new: tuple[Commune, ...]

    @property
    def earlier(self) -> bool:
        """Whether it had ended before 2025."""
        return self.names != (self.name,)


@dataclass(frozen=True, slots=True)
class Province:
    """A province of 30 June 2025 (or before) by its short name, and the one of today that has its land."""

    name: str
    today: str
    old: str = ""


Unit = Commune | OldCommune | District | Province


@dataclass(frozen=True, slots=True)
class Named:
    """A unit under one of its names: the words without its kind, and the kind ("" where the name stands without)."""

    words: tuple[Word, ...]
    kind: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The map, ready: `named` finds units by the folded words of a name; `merged` lists a province's parts; `parts` a commune's."""

    named: Mapping[tuple[str, ...], tuple[Named, ...]]
    longest: int
    titles: Mapping[str, str]
    merged: Mapping[str, tuple[str, ...]]
    parts: Mapping[Commune, tuple[OldCommune, ...]]
    old: tuple[OldCommune, ...]


@cache
def words(path: Path = PATH) -> PlacesFile:
    """Read the data file; ValueError names file, line and field of what is wrong."""
    read = read_yaml(path, PlacesFile)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


def bare(name: str) -> tuple[str, str]:
    """Split a unit's full name into its kind and the rest: ("Thị xã", "Sơn Tây")."""
    for kind in (*COMMUNE_KINDS, *DISTRICT_KINDS, "Tỉnh"):
        if name.startswith(f"{kind} "):
            return kind, name[len(kind) + 1 :]
    return "", name


def _written(name: str) -> str:
    """Write the kind of a unit as it should be: the map has "Thị Trấn" for some."""
    return re.sub(r"^(Thị|Thành) (Trấn|Xã|Phố)", lambda m: f"{m[1]} {m[2].lower()}", name) if name.startswith("Th") else name


def _shipped() -> dict[str, Any]:
    """Read underthesea's map without importing underthesea, which takes most of a second."""
    spec = find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise ValueError("underthesea is not installed: install the project's dependencies again")
    path = Path(spec.submodule_search_locations[0]) / "address" / "data" / "mapping.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


@cache
def load() -> Gazetteer:
    """Read the map, once: about half a second."""
    collecting = gc.isenabled()
    gc.disable()  # Tens of thousands of values are made that stay: looking for garbage among them doubles the time.
    try:
        return _made(_shipped(), words())
    finally:
        gc.freeze()  # As the assistant does with its index: what stays need not be looked at again.
        if collecting:
            gc.enable()


def _made(data: dict[str, Any], held: PlacesFile) -> Gazetteer:
    short = {info["name"]: info["short"] for info in (*data["old_province_names"].values(), *data["province_names"].values())}
    spelt = {"".join(name.lower().split()): name for name in held.unnamed}
    new: dict[tuple[str, str, str], list[Commune]] = {}
    for row in data["ward_mapping"]:
        ward = row["old_ward"] or spelt.get(row["old_ward_key"], "")
        old = (_written(ward), _written(row["old_district"]), short[row["old_province"]])
        to = Commune(row["new_ward"] or spelt[row["new_ward_key"]], short[row["new_province"]])
        new.setdefault(old, []).append(to)
    communes = tuple(OldCommune(*old, tuple(dict.fromkeys(to))) for old, to in new.items())
    today = {data["old_province_names"][old]["short"]: data["province_names"][to]["short"] for old, to in data["province_mapping"].items()}
    titles = {info["short"]: info["name"] for info in data["province_names"].values()} | held.titles
    return _indexed(communes, today, titles, held)


def _indexed(communes: tuple[OldCommune, ...], today: dict[str, str], titles: dict[str, str], held: PlacesFile) -> Gazetteer:
    land: dict[tuple[str, str], list[Commune]] = {}
    parts: dict[Commune, list[OldCommune]] = {}
    for old in communes:
        land.setdefault((old.province, old.district), []).extend(old.new)
        for commune in old.new:
            parts.setdefault(commune, []).append(old)
    districts = [District(name, province, (name,), tuple(dict.fromkeys(to))) for (province, name), to in land.items()]
    for ended in held.earlier_districts:
        to = [commune for name in ended.into for commune in land[ended.province, name]]
        districts.append(District(ended.name, ended.province, ended.into, tuple(dict.fromkeys(to))))
    provinces = [Province(name, today[name]) for name in today]
    provinces += [Province(name, today[old], old) for name, old in held.earlier_provinces.items()]
    table: dict[tuple[str, ...], list[Named]] = {}
    spelt: dict[str, tuple[str, tuple[Word, ...]]] = {}
    units: tuple[Unit, ...] = (*(c for c in communes if c.name), *parts, *districts, *provinces)
    for unit in units:
        for spelling in (unit.name, *(held.provinces.get(unit.name, ()) if isinstance(unit, Province) else ())):
            if spelling not in spelt:  # Thousands of communes share their names.
                kind, rest = bare(spelling)
                spelt[spelling] = kind, split(rest)
            kind, name = spelt[spelling]
            table.setdefault(tuple(w.key for w in name), []).append(Named(name, kind, unit))
    merged: dict[str, tuple[str, ...]] = {}
    for old_name, name_today in today.items():
        merged[name_today] = (*merged.get(name_today, ()), old_name)
    return Gazetteer(
        named={key: tuple(rows) for key, rows in table.items()},
        longest=max(map(len, table)),
        titles=titles,
        merged=merged,
        parts={commune: tuple(olds) for commune, olds in parts.items()},
        old=communes,
    )
