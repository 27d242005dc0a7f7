"""The register of agencies: names, abbreviations, renames by date, and what a group's words stand for, read from `data/agencies.yaml`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import with_config

from knowledge.records import STRICT, Text
from nlp.files import read_yaml
from nlp.text import fold, normalize

DATA = Path(__file__).parent / "data" / "agencies.yaml"


class Level(StrEnum):
    """Where an agency stands; OTHER belongs to no group."""

    MINISTRY = "ministry"
    GOVERNMENT = "government"
    DEPARTMENT = "department"
    PARTY = "party"
    MASS = "mass"
    PROVINCE = "province"
    COMMUNE = "commune"
    OTHER = "other"


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of administration: the heads that have it (Bộ, Sở), and how it is abbreviated and spelt."""

    name: Text
    heads: tuple[Text, ...]
    short: tuple[Text, ...] = ()
    also: tuple[Text, ...] = ()


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency by its full name, with what else it is called."""

    name: Text
    level: Level
    also: tuple[Text, ...] = ()


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """From the day `on`, the work of `old` is done by `new`."""

    old: Text
    new: Text
    on: date


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWords:
    """Folded words of a group, and the levels of the agencies they stand for."""

    words: tuple[Text, ...]
    levels: tuple[Level, ...]


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """The form of the data file."""

    fields: tuple[Field, ...]
    agencies: tuple[Agency, ...]
    renames: tuple[Rename, ...]
    groups: tuple[GroupWords, ...]
    heads: tuple[Text, ...]
    lower_heads: tuple[Text, ...]
    no_heads: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """All agencies by name; `spellings` maps the folded syllables of every spelling to a name."""

    agencies: Mapping[str, Agency]
    spellings: Mapping[tuple[str, ...], str]
    fields: Mapping[tuple[str, ...], str]
    renames: Mapping[str, Rename]
    groups: tuple[GroupWords, ...]
    heads: tuple[str, ...]
    lower_heads: tuple[str, ...]
    no_heads: tuple[str, ...]
    longest: int


_HEAD_LEVELS = {"Bộ": Level.MINISTRY, "Sở": Level.DEPARTMENT}


def syllables(text: str) -> tuple[str, ...]:
    """Return the folded syllables of a name, "&" and hyphens within an abbreviation dropped: "KH&CN" is "khcn"."""
    joined = re.sub(r"(?<=\w)\s*&\s*(?=\w)|(?<=[A-ZĐ])[-.](?=[A-ZĐ])", "", normalize(text))
    return tuple(re.findall(r"\w+", fold(joined).replace("uỷ", "uy")))


@cache
def load(path: Path = DATA) -> Register:
    """Read the register; ValueError names file, line and field of what is wrong."""
    read = read_yaml(path, RegisterFile)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    agencies = {agency.name: agency for agency in (*_of_fields(read.fields), *read.agencies)}
    for rename in read.renames:
        if missing := {rename.old, rename.new} - agencies.keys():
            raise ValueError(f"{path}: renames: no such agency: {', '.join(sorted(missing))}")
    spellings = {syllables(spelling): agency.name for agency in agencies.values() for spelling in (*agency.also, agency.name)}
    fields = {syllables(spelling): field.name for field in read.fields for spelling in (field.name, *field.also)}
    renames = {rename.old: rename for rename in read.renames}
    return Register(
        agencies, spellings, fields, renames, read.groups, read.heads, read.lower_heads, read.no_heads, max(map(len, spellings))
    )


def _of_fields(fields: tuple[Field, ...]) -> Iterator[Agency]:
    for field in fields:
        for head in field.heads:
            plain = re.sub(r",| và(?= )", "", field.name)
            apart = [" ".join(re.split(r"[&,\s-]+", short)) for short in field.short]
            also = [f"{head} {spelling}" for spelling in dict.fromkeys((*field.short, *apart, *field.also, plain))]
            also += [f"{head[0]}{short}" for short in field.short if len(short) >= 2]
            yield Agency(name=f"{head} {field.name}", level=_HEAD_LEVELS[head], also=tuple(also))
