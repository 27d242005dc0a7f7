"""The tables of a file, however it is written: rows of cells, each with its place; what cannot be read is refused with a reason."""

import re
from dataclasses import dataclass

from nlp.files import Problem
from nlp.text import fold, normalize


class AnnexError(ValueError):
    """A file that is refused; the message says what to do, in Vietnamese."""


MAX_ROWS = 20_000
MAX_CELLS = 400_000


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right. `up`: columns whose cell began in a row above; `across`: columns that a cell to their left covers."""

    cells: tuple[str, ...]
    place: str
    up: frozenset[int] = frozenset()
    across: frozenset[int] = frozenset()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, and the text before them. `loose`: a short row does not tell which columns it lacks.

    `goes_on`: without a heading of its own it may continue the table before.
    """

    rows: tuple[Row, ...]
    before: str = ""
    loose: bool = False
    goes_on: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its tables, its text outside them, and what could not be read."""

    tables: tuple[Table, ...]
    text: str = ""
    problems: tuple[Problem, ...] = ()


_ADVICE = "quá lớn so với một phụ lục. Hãy chỉ giữ lại bảng phân công nhiệm vụ rồi gửi lại."


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


TOO_MANY_ROWS = f"Tệp có hơn {_dotted(MAX_ROWS)} hàng, {_ADVICE}"
TOO_MANY_CELLS = f"Tệp có hơn {_dotted(MAX_CELLS)} ô, {_ADVICE}"


@dataclass(slots=True)
class Budget:
    """Counts rows and cells while a file is read, and refuses one that is too large to be an annex."""

    rows: int = 0
    cells: int = 0

    def take(self, cells: int) -> None:
        """Count one row; raise AnnexError beyond the limits."""
        self.rows += 1
        self.cells += cells
        if self.rows > MAX_ROWS:
            raise AnnexError(TOO_MANY_ROWS)
        if self.cells > MAX_CELLS:
            raise AnnexError(TOO_MANY_CELLS)


def clean(text: str) -> str:
    """Return a cell's text normalised line by line, without Markdown's emphasis and escapes."""
    plain = re.sub(r"(?i)<br\s*/?>", "\n", text)
    plain = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|~>])", r"\1", plain)
    plain = re.sub(r"(?<!\w)__(?=\S)|(?<=\S)__(?!\w)|\*+", "", plain)
    return "\n".join(line for raw in plain.splitlines() if (line := normalize(raw)))


_WRAP = re.compile(r"[ \t]*\n(?!\s*(?:[-–+•●*]\s*[^\W\d]|\(?\d{1,2}[.)]\s|[a-zđ]\)\s))[ \t]*")
_CUT_YEAR = re.compile(r"(?<=[/\s-])(2|20|20\d)\n(\d{1,3})\b")


def unwrapped(text: str) -> str:
    """Join the lines of a cell that was cut to fit its width, a year cut in two too; a line with a bullet or a number stays one."""
    whole = _CUT_YEAR.sub(lambda m: m[1] + m[2] if len(m[1] + m[2]) == 4 else m[0], text)
    return _WRAP.sub(" ", whole)


def flat(text: str) -> str:
    """Return a cell's text on one line."""
    return " ".join(text.split())


def key(text: str) -> str:
    """Return the folded words of a cell, for comparing."""
    return " ".join(re.findall(r"\w+", fold(text)))
