"""Data files that people edit: YAML read into typed values, every fault with its file, line and field."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

Loc: TypeAlias = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in what was read: `place` is a file, with line, cell or field where there is one."""

    place: str
    message: str

    def __str__(self) -> str:
        """Return `place: message`."""
        return f"{self.place}: {self.message}"


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read_yaml(path: Path, kind: type[T]) -> T | list[Problem]:
    """Read one YAML file as a value of `kind`, or say what is wrong with it, by line and field."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        return [Problem(str(path), f"not UTF-8 (byte {error.start}): save the file as UTF-8")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return [Problem(f"{path}:{line}", f"not YAML: {error.problem or error.context}")]
    except yaml.YAMLError as error:
        return [Problem(str(path), f"not YAML: {error}")]
    if root is None:
        return [Problem(str(path), "the file is empty")]
    lines: dict[Loc, int] = {}
    repeated: list[Problem] = []
    data = _value(root, (), lines, repeated, path)
    if repeated:
        return repeated
    try:
        value: T = _adapter(kind).validate_python(data)  # type: ignore[arg-type]  # A type is hashable; mypy doubts it of a type variable.
    except ValidationError as error:
        return list(_problems(error, path, lines))
    return value


def _value(node: yaml.Node, loc: Loc, lines: dict[Loc, int], problems: list[Problem], path: Path) -> object:
    """Take every scalar as the text it is written as (1.10 stays "1.10", no stays "no") and remember its line."""
    lines[loc] = node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            result: dict[str, object] = {}
            for key, value in node.value:
                name = str(key.value)
                if name in result:
                    problems.append(Problem(f"{path}:{key.start_mark.line + 1}", f"{name}: written twice"))
                result[name] = _value(value, (*loc, name), lines, problems, path)
            return {k: v for k, v in result.items() if v is not None}
        case yaml.SequenceNode():
            return tuple(_value(item, (*loc, i), lines, problems, path) for i, item in enumerate(node.value))
        case _:
            return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _problems(error: ValidationError, path: Path, lines: dict[Loc, int]) -> Iterator[Problem]:
    for fault in error.errors(include_url=False):
        loc: Loc = fault["loc"]
        near = next((lines[loc[:n]] for n in range(len(loc), -1, -1) if loc[:n] in lines), 1)
        field = ".".join(map(str, loc)) or "record"
        message = fault["msg"].removeprefix("Value error, ")
        shown = "" if isinstance(fault["input"], dict | tuple) else f" (found {fault['input']!r})"
        yield Problem(f"{path}:{near}", f"{field}: {message}{shown}")
