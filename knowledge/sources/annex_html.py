"""Tables of a web page: cells over several rows and columns, tables within tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html
from lxml.etree import LxmlError, ParserError

from knowledge.sources.annex_tables import AnnexError, Budget, Content, Row, Table, clean
from knowledge.sources.annex_text import read_text

_BLOCKS = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "section"}
_SILENT = {"script", "style", "head", "noscript", "template"}
_MAX_COLUMNS = 60


def read_file(path: Path) -> Content:
    """Read an HTML file; places are `name:line`."""
    text, problems = read_text(path)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (LxmlError, ParserError, ValueError) as error:
        raise AnnexError(f"{path.name}: trang HTML hỏng, không đọc được. Hãy lưu lại trang rồi gửi.") from error
    budget = Budget()
    tables: list[Table] = []
    before: list[str] = []
    outside: list[str] = []
    for node, words in _walk(root):
        if node is None:
            before.append(words)
            outside.append(words)
        else:
            tables.append(Table(tuple(_rows(node, path.name, budget)), clean("\n".join("".join(before).splitlines()[-40:]))))
            before = []
    return Content(tuple(tables), clean("".join(outside)), problems)


def _walk(root: Any) -> Iterator[tuple[Any, str]]:
    """Give the page's text and its tables in order, a table within a table after it. No recursion: pages may be deep."""
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield None, node
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _SILENT:
            continue
        if tag == "table":
            yield from ((table, "") for table in node.iter("table"))
            continue
        if tag in _BLOCKS or tag == "br":
            yield None, "\n"
        stack += _inside(node)


def _inside(node: Any) -> list[Any]:
    """What stands within a node, last first: texts and children."""
    held: list[Any] = [node.text] if node.text else []
    for child in node:
        held.append(child)
        if child.tail:
            held.append(child.tail)
    return held[::-1]


def _outer(table: Any) -> Any:
    return next(table.iterancestors("table"), None)


def _rows(table: Any, name: str, budget: Budget) -> Iterator[Row]:
    held: dict[int, tuple[int, str, bool]] = {}  # column → rows still covered, text, whether a cell to the left covers it
    for tr in table.iter("tr"):
        if _outer(tr) is not table:
            continue
        cells: list[str] = []
        up, across, bold = set[int](), set[int](), []
        for td in (child for child in tr if child.tag in ("td", "th")):
            _take_held(held, cells, up, across)
            column = len(cells)
            wide, tall = _number(td.get("colspan"), _MAX_COLUMNS), _number(td.get("rowspan"), 2000)
            text = clean("".join(_words(td)))
            bold.append(td.tag == "th" or _is_bold(td))
            for offset in range(min(wide, _MAX_COLUMNS - column)):
                cells.append("" if offset else text)
                if offset:
                    across.add(column + offset)
                if tall > 1:
                    held[column + offset] = (tall - 1, "" if offset else text, bool(offset))
        _take_held(held, cells, up, across)
        budget.take(len(cells))
        yield Row(tuple(cells), f"{name}:{tr.sourceline}", frozenset(up), frozenset(across), strong=bool(bold) and all(bold))


def _take_held(held: dict[int, tuple[int, str, bool]], cells: list[str], up: set[int], across: set[int]) -> None:
    """Fill the columns that cells from rows above still cover."""
    while (column := len(cells)) in held and column not in up:
        rows, text, covered = held.pop(column)
        cells.append(text)
        up.add(column)
        if covered:
            across.add(column)
        if rows > 1:
            held[column] = (rows - 1, text, covered)


def _number(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and value.strip().isdigit() else 1


def _words(cell: Any) -> Iterator[str]:
    """The text of a cell, a line for each block, without tables inside it."""
    stack: list[Any] = [cell]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield re.sub(r"\s+", " ", node)
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _SILENT or tag == "table":
            continue
        if tag in _BLOCKS or tag == "br":
            yield "\n"
        if tag == "li":
            yield "- "
        stack += _inside(node)


def _is_bold(cell: Any) -> bool:
    strong = "".join(text for tag in ("b", "strong") for node in cell.iter(tag) for text in node.itertext())
    return bool(strong.strip()) and len("".join(strong.split())) >= len("".join("".join(cell.itertext()).split()))
