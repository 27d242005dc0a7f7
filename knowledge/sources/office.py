"""Procedures as offices hand them in, in the form of `motcua kb template`: rows into records, wrong cells into Problems."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from knowledge.records import Procedure
from knowledge.sources import office_cells, spreadsheets
from knowledge.sources.office_cells import CellError
from knowledge.sources.office_form import CODE, Column, Form, Sheet, form
from knowledge.sources.spreadsheets import RefusedError, Table
from nlp.files import Problem

Data: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its values by field, and where each of its cells is ("" is the place of the code)."""

    code: str
    values: Data
    places: dict[str, str]


@dataclass
class _Reading:
    """What has been read so far: rows by part and code, problems, and the codes that have one."""

    rows: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)

    def wrong(self, place: str, message: str, code: str) -> None:
        self.problems.append(Problem(place, message))
        self.bad.add(code)


@dataclass(frozen=True, slots=True)
class Handed:
    """What files gave: the procedures without a fault, the faults, and the codes of the procedures left out for them."""

    procedures: tuple[Procedure, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]


def load(paths: Iterable[Path]) -> Handed:
    """Read files as one: parts may stand in another file than their procedures. Raise RefusedError for a file that is not to be taken.

    A procedure with a wrong cell is left out whole: half of its papers would be told as all of them.
    """
    given, reading = form(), _Reading()
    for path in paths:
        for table in spreadsheets.read(path):
            for sheet, columns in _sheets(given, table):
                _read_rows(given, table, sheet, columns, reading)
    return _records(given, reading)


def _sheets(given: Form, table: Table) -> Iterator[tuple[Sheet, dict[str, int]]]:
    """Yield each sheet of the form that a table holds, with the place of every heading; raise RefusedError for headings of another form."""
    flat = not table.name
    ours = given.sheets if flat else tuple(s for s in given.sheets if s.name == table.name)
    if not ours or not table.rows:
        return
    number, cells = table.rows[0]
    found: dict[str, int] = {}
    for i, cell in enumerate(cells):
        heading = office_cells.text(cell).removesuffix("*").strip()
        if heading in found:
            raise RefusedError(f"{table.place(number, i)}: cột “{heading}” có hai lần")
        if heading:
            found[heading] = i
    known = given.flat_headings() if flat else ours[0].headings
    strange = [f"{table.place(number, i)} “{heading}”" for heading, i in found.items() if heading not in known]
    if strange:
        raise RefusedError(f"Tên cột không có trong mẫu: {', '.join(strange)}. Xem lại bằng 'motcua kb template'")
    for sheet in ours:
        columns = {heading: found[name] for heading in sheet.headings if (name := sheet.flat(heading) if flat else heading) in found}
        missing = [c.heading for c in sheet.columns if c.needed and c.heading not in columns]
        if (CODE not in columns or missing) and (not flat or not sheet.part or len(columns) > 1):
            raise RefusedError(f"{table.place(number, 0)}: thiếu cột {', '.join(missing or [CODE])}")
        yield sheet, columns


def _read_rows(given: Form, table: Table, sheet: Sheet, columns: dict[str, int], reading: _Reading) -> None:
    own = [c for c in sheet.columns if c.heading in columns and c.heading != CODE]
    rows = reading.rows.setdefault(sheet.part, {})
    for number, cells in table.rows[1:]:
        said = {c.heading: cells[columns[c.heading]] if columns[c.heading] < len(cells) else None for c in own}
        if not any(office_cells.text(value) for value in said.values()):
            continue  # In a CSV file the row is another part's.
        written = cells[columns[CODE]] if columns[CODE] < len(cells) else None
        if office_cells.text(written) == given.example:
            continue
        try:
            code = office_cells.code(written)
        except CellError as wrong:
            reading.problems.append(Problem(table.place(number, columns[CODE]), str(wrong)))
            continue
        row = Row(code, {}, {c.field: table.place(number, columns[c.heading]) for c in own} | {"": table.place(number, columns[CODE])})
        _read_cells(own, said, row, reading)
        if not sheet.part and code in rows:
            reading.wrong(row.places[""], f"mã {code} đã có ở {rows[code][0].places['']}", code)
        rows.setdefault(code, []).append(row)


def _read_cells(own: list[Column], said: dict[str, object], row: Row, reading: _Reading) -> None:
    for column in own:
        value = said[column.heading]
        if office_cells.text(value):
            try:
                row.values[column.field] = office_cells.read(value, column)
            except CellError as wrong:
                reading.wrong(row.places[column.field], f"{column.heading}: {wrong}", row.code)
        elif column.needed:
            reading.wrong(row.places[column.field], f"{column.heading}: không được để trống", row.code)


def _records(given: Form, reading: _Reading) -> Handed:
    heads = reading.rows.get("", {})
    for part, by_code in reading.rows.items():
        for code in by_code.keys() - heads.keys() if part else ():
            for row in by_code[code]:
                reading.wrong(row.places[""], f"mã {code} không có ở trang “{given.sheets[0].name}”", code)
    made = []
    for code, (head, *_) in sorted(heads.items()):
        parts = {part: by_code.get(code, []) for part, by_code in reading.rows.items() if part}
        if code not in reading.bad and (record := _record(head, parts, reading)):
            made.append(record)
    return Handed(tuple(made), tuple(reading.problems), tuple(sorted(reading.bad & heads.keys())))


@cache
def _checked() -> TypeAdapter[Procedure]:
    return TypeAdapter(Procedure)


def _record(head: Row, parts: dict[str, list[Row]], reading: _Reading) -> Procedure | None:
    data: Data = {"code": head.code, "agency": "", "levels": ()}
    for name, value in head.values.items():
        outer, _, inner = name.partition(".")
        if inner:
            data.setdefault(outer, {})[inner] = value
        else:
            data[outer] = value
    for part, rows in parts.items():
        data[part] = tuple(_part(part, row, reading) for row in rows)
    if head.code in reading.bad:
        return None
    try:
        return _checked().validate_python(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            place = _place(fault["loc"], head, parts)
            reading.wrong(
                place, _FAULTS.get(fault["type"], f"giá trị không hợp lệ ({fault['msg'].removeprefix('Value error, ')})"), head.code
            )
        return None


_FAULTS = {
    "missing": "không được để trống",
    "string_too_short": "không được để trống",
    "string_pattern_mismatch": "không đúng dạng; địa chỉ phải bắt đầu bằng https:// và không có dấu cách",
}


def _place(loc: tuple[int | str, ...], head: Row, parts: dict[str, list[Row]]) -> str:
    first, *rest = loc
    if rows := parts.get(str(first)):
        row = rows[rest[0]] if rest and isinstance(rest[0], int) else rows[0]
        return row.places.get(str(rest[-1]) if rest else "", row.places[""])
    return head.places.get(".".join(map(str, loc)), head.places[""])


def _part(part: str, row: Row, reading: _Reading) -> Any:
    match part:
        case "fees":
            return _fee(row, reading)
        case "times":
            return _time(row, reading)
    return row.values.get("", row.values)


def _time(row: Row, reading: _Reading) -> Data:
    amount, unit, words = row.values.get("amount"), row.values.get("unit", "other"), row.values.get("text")
    if amount is None and not words:
        reading.wrong(row.places.get("amount", row.places[""]), "cần số và đơn vị, hoặc lời ở cột “Ghi rõ”", row.code)
    elif amount is not None and unit == "other" and not words:
        reading.wrong(row.places.get("unit", row.places[""]), "thiếu đơn vị của thời hạn", row.code)
    return row.values


def _fee(row: Row, reading: _Reading) -> Data:
    """Tell a fee's status by what is given; 0 is a fee of zero, nothing at all is a fee the source does not state."""
    amount, words = row.values.get("amount"), row.values.get("text")
    meant = "zero" if amount == 0 else "amount" if amount else "see_text" if words else "not_stated"
    said = row.values.get("status", meant)
    if said != meant and not (amount is None and said in {"zero", "not_stated"}):
        reading.wrong(row.places["status"], "tình trạng trái với mức và lời ở cùng dòng", row.code)
    values = {name: value for name, value in row.values.items() if name != "amount"} | {"status": said}
    return values | ({"amount": amount} if said == "amount" else {})


def over(base: Iterable[Procedure], handed: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Put an office's records in the place of the base's; the names people call them by are kept where the office gives none."""
    known = {p.code: p for p in base}
    for p in handed:
        old = known.get(p.code)
        gaps = [name for name in ("plain_name", "folk_names", "questions") if old and not getattr(p, name)]
        known[p.code] = replace(p, **{name: getattr(old, name) for name in gaps})
    return tuple(known[code] for code in sorted(known))
