"""Agencies that a text calls by a name of before 2025, and who does their work today; the register of agencies says which became which."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import with_config

from knowledge.agencies import find_agencies, today_name
from knowledge.agency_register import Level
from knowledge.agency_register import load as register
from knowledge.records import STRICT, Text
from nlp.files import read_yaml
from nlp.lexicon import PhraseTable, split
from nlp.text import normalize

PATH = Path(__file__).parent / "data" / "agency_renames.yaml"


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A matter of an old agency that went to another than its successor."""

    matter: Text
    to: Text


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office of a district: how it is said, and who has its work today."""

    name: Text
    said: tuple[Text, ...]
    new: Text


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class RenamesFile:
    """The form of the data file."""

    sources: dict[str, Text]
    levels: dict[str, Text]
    elsewhere: dict[str, tuple[Elsewhere, ...]]
    elsewhere_source: Text
    offices: tuple[Office, ...]
    offices_source: Text
    offices_on: date


@dataclass(frozen=True, slots=True)
class Renamed:
    """An agency of before, who has its work today and since when, at which level; `elsewhere`: matters that others have."""

    old: str
    new: str
    level: str
    on: date
    source: str
    elsewhere: tuple[Elsewhere, ...] = ()
    said: str = ""


@cache
def _file() -> RenamesFile:
    read = read_yaml(PATH, RenamesFile)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


@cache
def _offices() -> PhraseTable[Office]:
    return PhraseTable.of((said, office) for office in _file().offices for said in office.said)


def find_renamed(text: str, on: date) -> Renamed | None:
    """Return the first agency in `text` that bears another name by the day `on`, or None."""
    held, clean = _file(), normalize(text)
    sentence = split(clean)
    office = next(_offices().find(sentence), None) if on >= held.offices_on else None
    if office is not None:
        said = " ".join(w.surface for w in sentence[office.start : office.end])
        made = office.payload
        return Renamed(made.name, made.new, "", held.offices_on, held.offices_source, said=said)
    for mention in find_agencies(clean):
        new = today_name(mention.name, on)
        if new != mention.name:
            return _renamed(mention.name, new, clean[mention.start : mention.end])
    return None


def _renamed(old: str, new: str, said: str) -> Renamed:
    held, known = _file(), register()
    level = known.agencies[new].level
    kind = level.value if level in (Level.MINISTRY, Level.DEPARTMENT) else "other"
    went = held.elsewhere.get(old, ())
    source = f"{held.sources[kind]}; {held.elsewhere_source}" if went else held.sources[kind]
    return Renamed(old, new, held.levels.get(level.value, ""), known.renames[old].on, source, went, said)
