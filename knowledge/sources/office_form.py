"""The form in which offices hand in procedures: its sheets and columns, as data, and records laid out in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import zip_longest
from typing import Any, Literal, TypeAlias

from knowledge.records import Procedure
from knowledge.sources.shipped import DATA
from nlp.files import read_yaml

Kind: TypeAlias = Literal["code", "text", "whole", "number", "date", "list", "choice", "choices"]
Value: TypeAlias = str | int | float | date | None
CODE = "Mã thủ tục"
SEPARATOR = ";"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, the field it fills, and how its cells are read."""

    heading: str
    field: str
    kind: Kind = "text"
    needed: bool = False
    help: str = ""
    choices: dict[str, str] = made(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: the records themselves (`part` empty), or one of the parts that a record has several of."""

    name: str
    columns: tuple[Column, ...]
    part: str = ""
    examples: tuple[tuple[str, ...], ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, the code first."""
        return tuple(dict.fromkeys((CODE, *(c.heading for c in self.columns))))

    def flat(self, heading: str) -> str:
        """Return a heading as it stands where all sheets are one (CSV)."""
        return heading if not self.part or heading == CODE else f"{self.name}: {heading}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All sheets, the one of the records first; rows with the code `example` are there to be looked at."""

    example: str
    instructions: tuple[str, ...]
    sheets: tuple[Sheet, ...]

    def flat_headings(self) -> tuple[str, ...]:
        """Return the headings of the one sheet of a CSV file."""
        return tuple(dict.fromkeys(sheet.flat(heading) for sheet in self.sheets for heading in sheet.headings))


@cache
def form() -> Form:
    """Return the form that ships; raise ValueError that lists every fault."""
    read = read_yaml(DATA / "office_form.yaml", Form)
    if isinstance(read, list):
        raise ValueError("\n".join(map(str, read)))
    return read


def rows_of(sheet: Sheet, p: Procedure) -> Iterator[tuple[Value, ...]]:
    """Yield a record's rows of a sheet, each as long as its headings."""
    items = getattr(p, sheet.part) if sheet.part else (p,)
    columns = [c for c in sheet.columns if c.heading != CODE]
    for item in items:
        yield (p.code, *(_value(column, item) for column in columns))


def _value(column: Column, item: Any) -> Value:
    found = item
    for name in filter(None, column.field.split(".")):
        found = getattr(found, name)
    labels = {value: label for label, value in column.choices.items()}
    if isinstance(found, tuple):
        return f"{SEPARATOR} ".join(labels.get(str(one), str(one)) for one in found)
    if column.choices:
        return labels.get(str(found), str(found))
    return str(found) if isinstance(found, StrEnum) else found


def flat_rows(given: Form, rows: Iterable[tuple[str, dict[str, list[tuple[Value, ...]]]]]) -> Iterator[tuple[Value, ...]]:
    """Lay (code, rows by sheet) out on one sheet: a record takes as many lines as its longest part."""
    for code, by_sheet in rows:
        blanks = [("",) * (len(sheet.headings) - 1) for sheet in given.sheets]
        parts = [[row[1:] for row in by_sheet.get(sheet.name, [])] for sheet in given.sheets]
        for line in zip_longest(*parts):
            yield (code, *(cell for cells, blank in zip(line, blanks, strict=True) for cell in (cells or blank)))


def laid_out(given: Form, p: Procedure) -> dict[str, list[tuple[Value, ...]]]:
    """Return a record's rows by the name of the sheet."""
    return {sheet.name: list(rows_of(sheet, p)) for sheet in given.sheets}
