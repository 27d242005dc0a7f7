"""Rows of a text file with separators, whichever of the usual ones it has."""

import csv
import io
from pathlib import Path

from knowledge.sources.annex_columns import header
from knowledge.sources.annex_tables import AnnexError, Budget, Content, Row, Table, clean
from knowledge.sources.annex_text import read_text

_SEPARATORS = (";", ",", "\t", "|")
_SAMPLE = 60


def read_file(path: Path) -> Content:
    """Read a CSV file in any usual encoding; places are `name:line`."""
    text, problems = read_text(path)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return Content((Table(_rows(rest, first.strip()[4], path.name, 2)),), problems=problems)
    separator = max(_SEPARATORS, key=lambda sign: _worth("\n".join(text.splitlines()[:_SAMPLE]), sign, path.name))
    return Content((Table(_rows(text, separator, path.name, 1)),), problems=problems)


def _worth(sample: str, separator: str, name: str) -> tuple[int, int]:
    """How well a separator cuts: the columns of the best heading it makes, then how many rows have several cells."""
    try:
        rows = _rows(sample, separator, name, 1)
    except AnnexError:
        return 0, 0
    known = max((len(found[0].at) for number in range(len(rows)) if (found := header(rows, number))), default=0)
    return known, sum(len(row.cells) for row in rows)


def _rows(text: str, separator: str, name: str, line: int) -> tuple[Row, ...]:
    budget = Budget()
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = line
    try:
        for cells in reader:
            place, start = f"{name}:{start}", reader.line_num + line
            if any(cell.strip() for cell in cells):
                budget.take(len(cells))
                rows.append(Row(tuple(clean(cell) for cell in cells), place))
    except csv.Error as error:
        raise AnnexError(f"{name}: dòng {reader.line_num + line - 1} không đúng dạng CSV. Hãy lưu lại dạng CSV UTF-8 rồi gửi.") from error
    return tuple(rows)
