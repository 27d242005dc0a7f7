"""A cell of the offices' form read as what its column says: a value, or what is wrong with it, in Vietnamese."""

import math
import re
from datetime import date, datetime

from knowledge.sources.office_form import SEPARATOR, Column
from nlp.text import normalize

_GROUPED = re.compile(r"-?\d{1,3}([., ]\d{3})+")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_CODE = re.compile(r"\d\.\d{6,9}(-\w+)?")


class CellError(Exception):
    """What is wrong with a cell, to be told with its place."""


def text(value: object) -> str:
    """Return a cell as text; numbers without the `.0` that spreadsheets give them."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read(value: object, column: Column) -> object:
    """Return the value of a cell that is not blank; raise CellError."""
    match column.kind:
        case "code":
            return code(value)
        case "text":
            return text(value)
        case "whole":
            return _whole(value)
        case "number":
            return _number(value)
        case "date":
            return _date(value)
        case "list":
            return tuple(part.strip() for part in text(value).split(SEPARATOR) if part.strip())
        case "choice":
            return _choice(text(value), column)
        case "choices":
            return tuple(_choice(part, column) for part in text(value).split(SEPARATOR) if part.strip())


def code(value: object) -> str:
    """Return a procedure's code; a spreadsheet may have made a number of it and dropped its last zeros."""
    said = f"{value:.6f}" if isinstance(value, float) else text(value)
    if not _CODE.fullmatch(said):
        raise CellError(f"mã phải có dạng 1.001193 (thấy “{said}”); đặt định dạng cột là Text để Excel không bỏ số 0")
    return said


def _choice(said: str, column: Column) -> str:
    known = {normalize(label).casefold(): value for label, value in column.choices.items()}
    try:
        return known[normalize(said).casefold()]
    except KeyError:
        raise CellError(f"chọn một trong: {', '.join(column.choices)} (thấy “{said.strip()}”)") from None


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        said = text(value)
        bare = re.sub(r"[., ]", "", said) if _GROUPED.fullmatch(said) else said
        if not re.fullmatch(r"-?\d{1,15}", bare):
            raise CellError(f"phải là số nguyên, ví dụ 15000 (thấy “{said}”)")
        value = int(bare)
    if not math.isfinite(value) or value < 0 or value != int(value):
        raise CellError(f"phải là số nguyên, không âm (thấy “{text(value)}”)")
    return int(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        said = text(value).replace(",", ".")
        if not re.fullmatch(r"\d{1,9}(\.\d+)?", said):
            raise CellError(f"phải là số, ví dụ 3 hoặc 0,5 (thấy “{text(value)}”)")
        value = float(said)
    if not 0 < value < 1e9:
        raise CellError(f"phải lớn hơn 0 (thấy “{text(value)}”)")
    return float(value)


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(text(value))
    try:
        if not found:
            raise ValueError
        day, month, year, *iso = found.groups()
        return date(int(year), int(month), int(day)) if year else date(*(int(part) for part in iso))
    except ValueError:
        raise CellError(f"phải là ngày dạng 31/12/2026 (thấy “{text(value)}”)") from None
