"""A report as a Word document in the form of an office's paper, figures and tables filled in, the rest left to the office."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from knowledge.reports import words
from knowledge.reports.counting import Report, Row

FONT = "Times New Roman"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LATE_SHOWN = 100
"""Overdue tasks told in full; the workbook has all."""
_BAD = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def write_paper(report: Report, path: Path) -> None:
    """Write the document."""
    paper = Document()
    _style(paper)
    _letterhead(paper, report)
    _line(paper, "BÁO CÁO", bold=True, size=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, f"Kết quả thực hiện kế hoạch cải cách hành chính {report.span.name}", bold=True, size=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, f"({words.counted_from(report)})", italic=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _section(paper, "I. Kết quả chung")
    for sentence in summary(report):
        _line(paper, sentence, indent=True)
    _table(paper, words.INDICATORS_HEAD, [[_said(v) for v in row] for row in words.indicators(report)], (1.2, 8.2, 2.2, 2.0, 3.4))
    parts = (("II. Theo cơ quan chủ trì", "Cơ quan chủ trì", report.agencies), ("III. Theo lĩnh vực", "Lĩnh vực", report.areas))
    for heading, what, rows in parts:
        _section(paper, heading)
        _sums(paper, what, rows, report)
    _line(paper, words.counting_note(report), italic=True)
    _late(paper, report)
    _signature(paper, report)
    paper.save(str(path))


def summary(report: Report) -> list[str]:
    """Tell the figures in sentences."""
    own, given = report.whole.own, report.whole.government
    share = "" if own.percent is None else f", đạt {_said(words.percent(own))}%"
    told = [
        f"Kế hoạch đề ra {own.total} nhiệm vụ; đã hoàn thành {own.done} nhiệm vụ{share} (đúng hạn {own.on_time}, quá hạn {own.late}); "
        f"đang thực hiện trong hạn {own.running}; quá hạn chưa hoàn thành {own.overdue}."
    ]
    if given.total:
        told.append(
            f"Chính phủ, Thủ tướng Chính phủ giao {given.total} nhiệm vụ: hoàn thành đúng hạn {given.on_time}, "
            f"hoàn thành quá hạn {given.late}, quá hạn chưa hoàn thành {given.overdue}, đang thực hiện trong hạn {given.running}."
        )
    return told


def _said(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else str(value).translate(_BAD)


def _style(paper: Any) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)


def _line(
    paper: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 13, align: Any = None, indent: bool = False
) -> None:
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(text.translate(_BAD))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _section(paper: Any, text: str) -> None:
    _line(paper, text, bold=True)
    paper.paragraphs[-1].paragraph_format.keep_with_next = True


def _letterhead(paper: Any, report: Report) -> None:
    table = paper.add_table(rows=1, cols=2)
    _columns(table, (6.3, 10.7))
    for cell, lines in zip(
        table.rows[0].cells,
        (
            ((report.office.upper() or words.BLANK, True, False), ("Số:        /BC-", False, False)),
            (
                ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
                (MOTTO, True, False),
                ("…………, ngày     tháng     năm 20…", False, True),
            ),
        ),
        strict=True,
    ):
        for i, (text, bold, italic) in enumerate(lines):
            paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(text.translate(_BAD))
            run.bold, run.italic, run.font.size = bold, italic, Pt(12)
            run.underline = text == MOTTO
    paper.add_paragraph()


def _table(paper: Any, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], size: int = 11) -> None:
    table = paper.add_table(rows=1, cols=len(head), style="Table Grid")
    _columns(table, widths)
    _fill(table.rows[0], head, widths, size, bold=True)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in rows:
        _fill(table.add_row(), row, widths, size, bold=row[0] in {"I", "II", ""})
    paper.add_paragraph()


def _columns(table: Any, widths: Sequence[float]) -> None:
    """Set widths in centimetres: of the columns for LibreOffice, of the cells (as they are filled) for Word."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _fill(row: Any, values: Sequence[str], widths: Sequence[float], size: int, *, bold: bool) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for i, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        cell.width = Cm(widths[i])
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if i != 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(value)
        run.bold, run.font.size = bold, Pt(size)


SUMS_HEAD = (
    "TT",
    "{}",
    "Kế hoạch",
    "Đã xong",
    "%",
    "Quá hạn, chưa xong",
    "CP giao",
    "CP: đúng hạn",
    "CP: xong quá hạn",
    "CP: quá hạn, chưa xong",
)


def _sums(paper: Any, what: str, rows: Sequence[Row], report: Report) -> None:
    chosen = (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
    told = [[_said(words.figures(n, row)[i]) or "–" for i in chosen] for n, row in enumerate(rows, 1)]
    told.append([_said(words.figures(None, report.whole)[i]) for i in chosen])
    _table(paper, [text.format(what) for text in SUMS_HEAD], told, (0.9, 5.0, 1.4, 1.5, 1.4, 1.5, 1.2, 1.3, 1.3, 1.5), 10)


def _late(paper: Any, report: Report) -> None:
    late = report.late
    _section(paper, f"IV. Nhiệm vụ quá hạn chưa hoàn thành ({len(late)})")
    if not late:
        _line(paper, "Không có.", indent=True)
        return
    rows = [
        (
            str(n),
            _said(line.entry.task.description),
            _said("; ".join(line.entry.task.lead) or "(không nêu)"),
            f"{line.due:%d/%m/%Y}" if line.due else "",
            f"{line.entry.progress.percent}%",
        )
        for n, line in enumerate(late[:LATE_SHOWN], 1)
    ]
    _table(paper, ("TT", "Nhiệm vụ", "Chủ trì", "Hạn", "Tiến độ"), rows, (1.0, 8.0, 4.2, 2.3, 1.5), 10)
    if len(late) > LATE_SHOWN:
        _line(paper, f"Và {len(late) - LATE_SHOWN} nhiệm vụ nữa, xem bảng tính kèm theo.", italic=True)


def _signature(paper: Any, report: Report) -> None:
    _section(paper, "V. Khó khăn, kiến nghị")
    _line(paper, words.BLANK)
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG CƠ QUAN"), strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.paragraphs[0].add_run(text).bold = True
