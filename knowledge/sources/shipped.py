"""The records that ship: YAML files, one a procedure or plan, checked by file, line and field."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from knowledge.records import Code, Naming, Phrases, Plan, Procedure
from nlp.files import Problem, read_yaml

DATA = Path(__file__).parents[1] / "data"
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Loaded(Generic[R]):
    """What a source held: the good records, and a Problem for each fault of the others."""

    records: tuple[R, ...]
    problems: tuple[Problem, ...]


def load_procedures(folder: Path = DATA / "procedures") -> Loaded[Procedure]:
    """Read every `*.yaml` below `folder`; a file must bear its procedure's code as its name."""
    records, problems = [], []
    for path in sorted(folder.rglob("*.yaml")):
        match read_yaml(path, Procedure):
            case Procedure() as record if path.stem != record.code:
                problems.append(
                    Problem(str(path), f"the file is named {path.stem} but its code is {record.code}: name it {record.code}.yaml")
                )
            case Procedure() as record:
                records.append(record)
            case faults:
                problems += faults
    return Loaded(tuple(records), tuple(problems))


def load_plans(folder: Path = DATA / "plans") -> Loaded[Plan]:
    """Read every `*.yaml` below `folder`."""
    records, problems = [], []
    for path in sorted(folder.rglob("*.yaml")):
        match read_yaml(path, Plan):
            case Plan() as record:
                records.append(record)
            case faults:
                problems += faults
    return Loaded(tuple(records), tuple(problems))


def load_names(data: Path = DATA) -> tuple[dict[str, Naming], tuple[Problem, ...]]:
    """Read `names/` and `questions/` of `data`: for each code, what people call the procedure and how they ask; and the faults found."""
    names, faults = _by_code(data / "names", dict[Code, Naming])
    asked, more = _by_code(data / "questions", dict[Code, Phrases])
    for code, questions in asked.items():
        known = names.get(code, Naming())
        names[code] = replace(known, questions=tuple(dict.fromkeys((*known.questions, *questions))))
    return names, (*faults, *more)


def _by_code(folder: Path, kind: Any) -> tuple[dict[str, Any], list[Problem]]:
    """Read every `*.yaml` below `folder`, a mapping by code; a code stands in one file only."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        match read_yaml(path, kind):
            case dict() as read:
                problems += [Problem(str(path), f"{code}: stands in another file too") for code in read.keys() & found.keys()]
                found |= read
            case faults:
                problems += faults
    return found, problems
