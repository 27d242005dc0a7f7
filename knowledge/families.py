"""Families of near procedures: what to ask back when a question leaves open which of them is meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import ConfigDict, StringConstraints, with_config

from knowledge.index import Phrases as Likeness
from knowledge.index import Sheets, phrases
from knowledge.records import Code, Phrases, Text
from knowledge.terms import terms_of
from nlp.analysis import Analysis, analyze
from nlp.files import read_yaml
from nlp.lexicon import Lexicon, PhraseTable

PATH = Path(__file__).parent / "data" / "families.yaml"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Member:
    """A procedure of a family: what its button says, and the words which, when said, decide for it."""

    code: Code
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    signs: tuple[str, ...] = ()


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Family:
    """The question to ask back, the ways of asking that leave it open, and the procedures to choose from, the likeliest first."""

    ask: Text
    open: Phrases
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A family that a question is like, 0 to 1; `decided`: a member one of whose signs was said, else ""."""

    name: str
    likeness: float
    decided: str


@dataclass(frozen=True, slots=True)
class Families:
    """The families, ready to compare with: `ways` by the tf-idf of `phrases`; `of`: the places in `names` of each procedure's families."""

    entries: Mapping[str, Family]
    names: tuple[str, ...]
    of: Mapping[str, list[int]]
    phrases: Likeness
    ways: Sheets
    signs: Mapping[str, PhraseTable[str]]

    def spoken(self) -> tuple[str, ...]:
        """Return every way of asking."""
        return tuple(way for family in self.entries.values() for way in family.open)

    def like(self, analysis: Analysis, code: str) -> Open | None:
        """Return the family of a procedure whose open questions this one is most like, or None."""
        of = self.of.get(code)
        if of is None:
            return None
        ways, begins = self.ways.score(of, [self.phrases.unit(_terms(analysis))])
        likeness = np.maximum.reduceat(ways, begins)
        best = int(likeness.argmax())
        if likeness[best] <= 0:
            return None
        name = self.names[of[best]]
        said = next(self.signs[name].find(analysis.sentence), None)
        return Open(name, float(likeness[best]), said.payload if said else "")


def load(lexicon: Lexicon, path: Path = PATH) -> Families:
    """Read the families; raise ValueError that lists every fault."""
    read = read_yaml(path, dict[str, Family])
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    of: dict[str, list[int]] = {}
    for i, family in enumerate(read.values()):
        for member in family.members:
            of.setdefault(member.code, []).append(i)
    ways = phrases((i, _terms(analyze(way, lexicon, segmented=False))) for i, family in enumerate(read.values()) for way in family.open)
    return Families(
        entries=read,
        names=tuple(read),
        of=of,
        phrases=ways,
        ways=ways.by_owner(),
        signs={name: PhraseTable.of((s, m.code) for m in family.members for s in m.signs) for name, family in read.items()},
    )


def _terms(analysis: Analysis) -> dict[str, float]:
    """The words of the topic; where there are none, all of them."""
    return terms_of([w.key for w in analysis.topic or analysis.sentence])
