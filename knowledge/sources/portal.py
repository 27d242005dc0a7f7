"""The national portal's own JSON: details of a procedure and rows of the catalogue, read into records and Problems."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.records import Procedure
from knowledge.sources.portal_records import of_catalogue, of_detail
from knowledge.sources.portal_wire import Answer, CatalogRow
from nlp.files import Problem


@dataclass(frozen=True, slots=True)
class Imported:
    """What a folder or file gave."""

    procedures: tuple[Procedure, ...]
    problems: tuple[Problem, ...]


def files(paths: Iterable[Path]) -> list[Path]:
    """List the `.json` and `.jsonl` files that `paths` (files and folders) hold, in order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.rglob("*") if p.suffix in {".json", ".jsonl"}) if path.is_dir() else [path]
    return found


def load(paths: Iterable[Path], checked: Callable[[Path], date]) -> Iterator[Imported]:
    """Read each file (details: one JSON answer; catalogue: JSON Lines); a broken one gives Problems and nothing else is lost."""
    for path in paths:
        yield _catalogue(path, checked(path)) if path.suffix == ".jsonl" else _detail(path, checked(path))


def _detail(path: Path, checked: date) -> Imported:
    text = _text(path)
    return Imported((), (text,)) if isinstance(text, Problem) else read_detail(text, str(path), checked)


def read_detail(text: str, place: str, checked: date) -> Imported:
    """Read one answer to get-formality-by-citizen; what is wrong with it is told with its `place`."""
    answer = _parse(text, place, Answer)
    if isinstance(answer, tuple):
        return Imported((), answer)
    if answer.code != "OK":
        return Imported((), (Problem(place, f"code: the portal answered {answer.code!r}, not OK"),))
    return _record(partial(of_detail, answer.data, checked), place)


def read_row(row: CatalogRow, place: str, checked: date) -> Imported:
    """Make the record of one row of the catalogue."""
    return _record(partial(of_catalogue, row, checked), place)


def _catalogue(path: Path, checked: date) -> Imported:
    text = _text(path)
    if isinstance(text, Problem):
        return Imported((), (text,))
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    seen: Counter[str] = Counter()
    if not text.strip():
        return Imported((), (Problem(str(path), "the file is empty"),))
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = _parse(line, f"{path}:{number}", CatalogRow)
        if isinstance(row, CatalogRow):
            seen[row.code] += 1
            if seen[row.code] > 1:  # Two provinces have given one code to two matters: both are kept apart.
                row.code += f"-{seen[row.code]}"
        made = Imported((), row) if isinstance(row, tuple) else read_row(row, f"{path}:{number}", checked)
        procedures += made.procedures
        problems += made.problems
    return Imported(tuple(procedures), tuple(problems))


def _text(path: Path) -> str | Problem:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(str(path), f"not UTF-8 (byte {error.start}; perhaps Windows-1258): save it as UTF-8")
    except OSError as error:
        return Problem(str(path), f"cannot be read: {error.strerror}")


def _parse(text: str, place: str, model: type[Any]) -> Any:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return (Problem(place, f"not JSON, or cut off (line {error.lineno}, column {error.colno}): {error.msg}"),)
    except RecursionError:
        return (Problem(place, "not JSON that makes sense: nested too deep"),)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        return tuple(
            Problem(place, f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {fault['msg']}") for fault in error.errors(include_url=False)
        )


@cache
def _checked() -> TypeAdapter[Procedure]:
    return TypeAdapter(Procedure)


def _record(make: Callable[[], Procedure], place: str) -> Imported:
    try:
        return Imported((_checked().validate_python(make()),), ())
    except ValidationError as error:
        return Imported((), tuple(Problem(place, f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") for fault in error.errors()))
    except (ValueError, OverflowError, OSError) as error:
        return Imported((), (Problem(place, str(error)),))
