"""Writes one table as Word, Excel, HTML, CSV, Markdown and PDF: for tests that the form of a file does not matter."""

import csv
import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import openpyxl

Area = tuple[int, int, int, int]
"""A merged cell: its first row and column, its last row and column, counted from 0."""


@dataclass(frozen=True)
class Grid:
    """Rows of equal length, cells merged, and the lines above the table; a merged cell's text stands in its first cell."""

    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Area, ...] = ()
    title: tuple[str, ...] = ()

    def covered(self) -> dict[tuple[int, int], Area]:
        """The merged area of each cell that has one."""
        return {(r, c): area for area in self.merged for r in range(area[0], area[2] + 1) for c in range(area[1], area[3] + 1)}


def write_docx(grid: Grid, path: Path) -> None:
    document = docx.Document()
    for line in grid.title:
        document.add_paragraph(line)
    table = document.add_table(len(grid.rows), len(grid.rows[0]))
    cells = [list(row.cells) for row in table.rows]
    for r, row in enumerate(grid.rows):
        for c, text in enumerate(row):
            cells[r][c].text = text
    for top, left, bottom, right in grid.merged:
        text = grid.rows[top][left]
        cells[top][left].merge(cells[bottom][right]).text = text
    document.save(str(path))


def write_xlsx(grid: Grid, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    above = len(grid.title)
    for number, line in enumerate(grid.title, 1):
        sheet.cell(number, 1, line)
    for r, row in enumerate(grid.rows, above + 1):
        for c, text in enumerate(row, 1):
            sheet.cell(r, c, text or None)
    for top, left, bottom, right in grid.merged:
        sheet.merge_cells(start_row=above + top + 1, start_column=left + 1, end_row=above + bottom + 1, end_column=right + 1)
    book.save(path)


def write_html(grid: Grid, path: Path) -> None:
    covered = grid.covered()
    lines = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title></head><body>"]
    lines += [f"<p>{html.escape(line)}</p>" for line in grid.title]
    lines.append("<table>")
    for r, row in enumerate(grid.rows):
        tds = []
        for c, text in enumerate(row):
            area = covered.get((r, c))
            if area and (r, c) != area[:2]:
                continue
            spans = f" rowspan={area[2] - area[0] + 1} colspan={area[3] - area[1] + 1}" if area else ""
            tds.append(f"<td{spans}>{html.escape(text)}</td>")
        lines.append(f"<tr>{''.join(tds)}</tr>")
    lines.append("</table></body></html>")
    path.write_text("\n".join(lines), encoding="utf-8")


def unmerged(grid: Grid) -> Grid:
    """The grid for forms that know no merged cells: a cell over several rows is said again, one over several columns is not."""
    covered = grid.covered()
    rows = tuple(
        tuple(grid.rows[covered[r, c][0]][c] if (r, c) in covered else text for c, text in enumerate(row))
        for r, row in enumerate(grid.rows)
    )
    return Grid(rows, (), grid.title)


def write_csv(grid: Grid, path: Path, delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([[line] for line in grid.title])
        writer.writerows(unmerged(grid).rows)


def write_markdown(grid: Grid, path: Path) -> None:
    def line(row: tuple[str, ...]) -> str:
        return "| " + " | ".join(text.replace("|", "\\|").replace("\n", "<br>") for text in row) + " |"

    plain = unmerged(grid).rows
    rule = "|" + "---|" * len(plain[0])
    path.write_text("\n\n".join(grid.title) + "\n\n" + "\n".join([line(plain[0]), rule, *map(line, plain[1:])]) + "\n", encoding="utf-8")


@cache
def _font() -> str:
    """A font with Vietnamese letters: matplotlib brings one."""
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("DejaVu", str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf")))
    return "DejaVu"


def write_pdf(grid: Grid, path: Path) -> None:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

    style = ParagraphStyle("cell", fontName=_font(), fontSize=7, leading=9)
    page = landscape(A3)
    columns = len(grid.rows[0])
    narrow = 45
    widths = [narrow, *[(page[0] - 60 - narrow) / (columns - 1)] * (columns - 1)]
    data = [[Paragraph(html.escape(text).replace("\n", "<br/>"), style) for text in row] for row in grid.rows]
    spans = [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in grid.merged]
    table = Table(data, colWidths=widths, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans])
    story: list[Flowable] = [Paragraph(html.escape(line), style) for line in grid.title]
    SimpleDocTemplate(str(path), pagesize=page, leftMargin=30, rightMargin=30).build([*story, table])


WRITERS: dict[str, Callable[[Grid, Path], None]] = {
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".html": write_html,
    ".csv": write_csv,
    ".md": write_markdown,
    ".pdf": write_pdf,
}
