"""A province's own rules on fees and places: laid over national records when they are told, never written into them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from pydantic import with_config

from knowledge.records import STRICT, Code, Fee, OptionalText, Places, Procedure, Source
from nlp.files import Problem, read_yaml

_NOWHERE = Places()


@with_config(STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a province rules for a procedure. `fees` stand in for all the record's; of `places`, those that are given."""

    source: Source
    fees: tuple[Fee, ...] = ()
    places: Places = _NOWHERE
    note: OptionalText = ""

    @property
    def aspects(self) -> tuple[str, ...]:
        """What it rules on: "fee", "place"."""
        return ("fee",) * bool(self.fees) + ("place",) * (self.places != _NOWHERE)

    def __post_init__(self) -> None:
        """Raise ValueError for a rule that says nothing."""
        if not self.aspects and not self.note:
            raise ValueError("a rule needs fees, places or a note")


@dataclass(frozen=True)
class Local:
    """The rules of one province, by code."""

    province: str = ""
    rules: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, code: str, province: str) -> Rule | None:
        """Return the rule for a person of `province`; where theirs is not known, the province the rules are of is taken for it."""
        return self.rules.get(code) if province in {"", self.province} else None


NO_RULES = Local()


def laid_over(procedure: Procedure, rule: Rule) -> Procedure:
    """Return the record as it is told where the rule holds."""
    given = {name: said for name in ("counter", "online", "post") if (said := getattr(rule.places, name))}
    return replace(procedure, fees=rule.fees or procedure.fees, places=replace(procedure.places, **given))


def files(folder: Path) -> list[Path]:
    """List the files of rules in a folder; none where there is no folder."""
    return sorted(p for p in folder.glob("*.yaml") if p.is_file())


def fingerprint(folder: Path) -> str:
    """Return what changes when a file of rules does, without reading them."""
    digest = hashlib.sha256()
    for path in files(folder):
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_mtime_ns} {stat.st_size} {stat.st_ino}\n".encode())
    return digest.hexdigest()[:12]


def load(folder: Path, province: str) -> tuple[Local, tuple[Problem, ...]]:
    """Read every `*.yaml` of a folder as rules of `province`; every fault is named with its file, line and field."""
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for path in files(folder):
        match read_yaml(path, dict[Code, Rule]):
            case dict() as read:
                problems += [Problem(str(path), f"{code}: ruled in another file too") for code in sorted(read.keys() & rules.keys())]
                rules |= read
            case faults:
                problems += faults
    if rules and not province:
        problems.append(Problem(str(folder), "whose rules are these? Set PROVINCE to the province"))
    return Local(province, MappingProxyType(rules)), tuple(problems)
