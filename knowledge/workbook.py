"""Spreadsheets for people, XLSX and CSV: the offices' template, and a snapshot laid out in the same form. No value becomes a formula."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from pydantic import TypeAdapter

from knowledge.records import Plan, Procedure
from knowledge.snapshot import Info
from knowledge.sources.office_form import CODE, Form, Sheet, Value, flat_rows, form, laid_out, rows_of
from knowledge.sources.spreadsheets import RISKY, harmless

GUIDE = "Hướng dẫn"
FILLED = 1000
"""Rows of the template that offer a choice where there is one."""
_HEAD = PatternFill("solid", fgColor="DDEBF7")


def _cell(sheet: Any, value: Value) -> Any:
    """Return a cell that is text, whatever the text looks like."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if RISKY.match(value):
        cell.style = "Normal"
        cell.quotePrefix = True
    return cell


def _sheet(book: Workbook, sheet: Sheet) -> Any:
    """Add an empty sheet with its headings."""
    made = book.create_sheet(sheet.name)
    made.freeze_panes = "B2"
    needed = {c.heading for c in sheet.columns if c.needed} | {CODE}
    for i, heading in enumerate(sheet.headings, 1):
        made.column_dimensions[get_column_letter(i)].width = 16 if i == 1 else max(14, min(40, len(heading) + 12))
    cells = []
    for heading in sheet.headings:
        cell = WriteOnlyCell(made, f"{heading} *" if heading in needed else heading)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cells.append(cell)
    made.append(cells)
    return made


def write_template(path: Path) -> None:
    """Write the empty form with an example: a workbook with instructions and lists to choose from, or one CSV sheet."""
    given = form()
    if path.suffix.lower() == ".csv":
        examples: dict[str, list[tuple[Value, ...]]] = {sheet.name: list(sheet.examples) for sheet in given.sheets}
        _write_csv(path, given, flat_rows(given, [(given.example, examples)]))
        return
    book = Workbook(write_only=True)
    guide = book.create_sheet(GUIDE)
    guide.column_dimensions["A"].width = 120
    for line in (*given.instructions, *_columns_told(given)):
        cell = _cell(guide, line)
        cell.alignment = Alignment(wrap_text=True)
        guide.append([cell])
    for sheet in given.sheets:
        made = _sheet(book, sheet)
        for column in sheet.columns:
            if column.kind == "choice":
                letter = get_column_letter(sheet.headings.index(column.heading) + 1)
                offered = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
                offered.error = f"Chọn một trong: {', '.join(column.choices)}"
                offered.add(f"{letter}2:{letter}{FILLED}")
                made.data_validations.append(offered)
        for row in sheet.examples:
            made.append([_text(made, value) for value in row])
    book.save(path)


def _text(sheet: Any, value: str) -> Any:
    cell = _cell(sheet, value)
    cell.number_format = "@"
    return cell


def _columns_told(given: Form) -> Iterator[str]:
    for sheet in given.sheets:
        yield f"Trang “{sheet.name}”"
        for column in sheet.columns:
            choices = f" Chọn: {', '.join(column.choices)}." if column.choices else ""
            told = f" – {column.help}." if column.help else ""
            yield f"    {column.heading}{' *' if column.needed else ''}{told}{choices}"


def export(path: Path, kind: str, info: Info, procedures: Iterable[Procedure], plans: Iterable[Plan]) -> None:
    """Write a whole snapshot as `csv`, `xlsx` (both in the offices' form, to be imported again) or `json` (the records as they are)."""
    match kind:
        case "csv":
            given = form()
            _write_csv(path, given, flat_rows(given, ((p.code, laid_out(given, p)) for p in procedures)))
        case "xlsx":
            _write_xlsx(path, list(procedures))
        case "json":
            _write_json(path, info, procedures, plans)
        case _:
            raise ValueError(f"{kind}: no format of ours: csv, xlsx or json")


def _write_xlsx(path: Path, procedures: list[Procedure]) -> None:
    book = Workbook(write_only=True)
    for sheet in form().sheets:
        made = _sheet(book, sheet)
        for p in procedures:
            for row in rows_of(sheet, p):
                made.append([_cell(made, value) for value in row])
    book.save(path)


def _write_csv(path: Path, given: Form, rows: Iterable[tuple[Value, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel takes a CSV file for UTF-8 only by its first three bytes.
        writer = csv.writer(file)
        writer.writerow(given.flat_headings())
        writer.writerows(tuple(harmless(value) for value in row) for row in rows)


def _write_json(path: Path, info: Info, procedures: Iterable[Procedure], plans: Iterable[Plan]) -> None:
    data = {
        "version": info.version,
        "digest": info.digest,
        "built": info.built.isoformat(),
        "builder": info.builder,
        "procedures": TypeAdapter(list[Procedure]).dump_python(list(procedures), mode="json"),
        "plans": TypeAdapter(list[Plan]).dump_python(list(plans), mode="json"),
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
