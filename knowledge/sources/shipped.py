"""The records that ship: YAML files, one a procedure or plan, checked by file, line and field."""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from knowledge.records import Code, Naming, Plan, Procedure
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


def load_names(folder: Path = DATA / "names") -> tuple[dict[str, Naming], tuple[Problem, ...]]:
    """Read every `*.yaml` below `folder`: for each code, what people call the procedure; and the faults found."""
    names: dict[str, Naming] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        match read_yaml(path, dict[Code, Naming]):
            case dict() as read:
                problems += [Problem(str(path), f"{code}: named in another file too") for code in read.keys() & names.keys()]
                names |= read
            case faults:
                problems += faults
    return names, tuple(problems)
