"""Full text of a procedure for SQLite's index: what is searched, and a person's words as a query. It knows no SQLite itself."""

import re
from collections.abc import Iterator

from knowledge.records import Procedure
from nlp.text import fold, normalize

COLUMNS = ("name", "title", "text", "folded")
"""The columns of the table of procedures that the index covers; `folded` is for words typed without marks (SQLite keeps đ apart from d)."""
TOKENIZE = "unicode61 remove_diacritics 2"
_WORD = re.compile(r"[^\W_]+")


def columns(procedure: Procedure) -> dict[str, str]:
    """Return the columns `text`, all that the record says but its names, and `folded`, everything without marks."""
    text = "\n".join(part for part in _parts(procedure) if part)
    return {"text": text, "folded": fold(normalize(f"{procedure.name}\n{procedure.plain_name}\n{text}"))}


def _parts(p: Procedure) -> Iterator[str]:
    yield from (p.code, p.field, p.agency, p.province, *p.folk_names, *p.questions, *p.subjects)
    for paper in p.documents:
        yield from (paper.name, paper.case, paper.form)
    for time in p.times:
        yield from (time.text, time.case)
    for fee in p.fees:
        yield from (fee.text, fee.case)
    yield from (p.places.counter, p.places.online, p.places.post, *p.steps, *p.results, *p.conditions)
    for basis in p.legal:
        yield from (basis.number, basis.title)
    for note in p.notes:
        yield from (note.question, note.answer)


def query(words: str) -> str:
    """Return FTS5's query for rows that hold every word, the last one perhaps unfinished; empty where there is no word.

    A word is looked for as typed and folded, so that "dang ky", "đăng ký" and "đang ky" find the same.
    """
    typed = _WORD.findall(normalize(words).lower())
    asked = [f'("{word}" OR "{fold(word)}")' for word in typed[:-1]]
    return " AND ".join([*asked, *(f'("{word}"* OR "{fold(word)}"*)' for word in typed[-1:])])
