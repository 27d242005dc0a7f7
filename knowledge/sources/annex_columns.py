"""The columns of a task table, told by what their headings mean, in any order and wording."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.sources.annex_tables import Row, flat
from nlp.text import fold


class Role(StrEnum):
    """What a column tells of a task."""

    NO = "no"
    TASK = "task"
    OUTPUT = "output"
    LEAD = "lead"
    PARTNER = "partner"
    DUE = "due"
    AREA = "area"
    TARGET = "target"
    OTHER = "other"


_NAMES: tuple[tuple[Role, int, str], ...] = (
    (Role.OTHER, 90, r"ghi chu|kinh phi|nguon von|nguon luc|van ban giao|van ban chi dao|co so phap ly|can cu phap ly|tinh trang|trang thai|vuong mac"),
    (Role.OTHER, 90, r"nguoi dung dau|lanh dao|nguoi phu trach|can bo|chuyen vien|nguoi thuc hien|ho ten|dien thoai|email|thuc te|don vi tinh|dvt"),
    (Role.OTHER, 85, r"\bbat dau\b|muc do|tinh hinh|ty le|theo doi|giam sat|thuoc nhom|danh gia|\bghi\b|so lieu|kien nghi|de xuat|khoi luong"),
    (Role.NO, 100, r"^(?:s\.?t\.?t\.?|t\.?t\.?|so tt|so thu tu|no\.?|#|tt/?stt|ma|ma so|ma nhiem vu|ma nv|so hieu nhiem vu|muc)$"),
    (Role.PARTNER, 80, r"phoi hop|(?:don vi|co quan|to chuc)[\w,/ ]* lien quan|cung thuc hien|phoi thuoc|tham gia"),
    (Role.LEAD, 75, r"chu tri"),
    (Role.LEAD, 60, r"(?:don vi|co quan|to chuc|bo phan|phong)[\w,/ ]*(?:thuc hien|tham muu|phu trach|chiu trach nhiem|soan thao|trinh|duoc giao|dau moi|xay dung)"),
    (Role.LEAD, 55, r"phan cong|dau moi|trach nhiem|don vi thuc hien|giao thuc hien|chiu trach nhiem|thuc hien chinh"),
    (Role.LEAD, 30, r"^(?:ten )?(?:co quan|don vi)(?:,? ?/?(?:don vi|dia phuong|to chuc))*$|thuc hien boi"),
    (Role.DUE, 78, r"thoi (?:gian|han|diem)[\w,/ ]*(?:hoan thanh|ket thuc|ban hanh)|han (?:hoan thanh|cuoi|chot|xu ly|thuc hien)|(?:ngay|moc|tien do)[\w,/ ]*hoan thanh"),
    (Role.DUE, 70, r"thoi (?:gian|han|diem|ky|hang)|ky han|moc t|lo trinh|deadline|\bhan\b|hoan thanh truoc|ngay den han|ngay het han|ngay ket thuc|due"),
    (Role.DUE, 45, r"tien do|hoan thanh|^(?:thang|quy|nam)(?: \d{4})?$"),
    (Role.AREA, 50, r"^(?:ten )?(?:linh vuc|nhom nhiem vu|nhom|nhom linh vuc|phan|chuong|muc tieu)$"),
    (Role.OUTPUT, 34, r"^ket qua (?:thuc hien|trien khai)$"),
    (Role.OUTPUT, 66, r"san pham|dau ra|ket qua|chi tieu dat duoc|output"),
    (Role.TARGET, 64, r"^(?:ten )?(?:chi tieu|chi so|muc tieu)\b"),
    (Role.TASK, 62, r"nhiem vu|noi dung|cong viec|hoat dong|dau viec|giai phap|ten (?:van ban|de an|du an|chuong trinh|nghi quyet)|ten viec|^task"),
    (Role.TASK, 40, r"van ban|de an|du an|chuong trinh|ke hoach|mo ta|dien giai|viec|trich yeu|bien phap|^ten\b"),
    (Role.OUTPUT, 35, r"hinh thuc|loai van ban|chi tieu|muc tieu"),
)  # fmt: skip
_COMPILED = tuple((role, weight, re.compile(pattern)) for role, weight, pattern in _NAMES)
_INDEX = re.compile(r"\W*(?:\d{1,2}|[a-h]|\d{1,2}\s*=.*)\W*")
_DATA = re.compile(r"\(?\d[\d./\-]*[.)]?|[IVX]{1,4}[.)]?|.*\d{1,2}/\d{1,2}/\d{4}.*|.*(?:Quý|Tháng) ?[\dIVX]+/\d{4}.*")
LONGEST = 120


def role_of(heading: str) -> tuple[Role, int] | None:
    """Return what a heading means, and how surely; None for text that is no heading we know."""
    words = _words(heading)
    if not words or len(words) > LONGEST:
        return None
    for role, weight, pattern in _COMPILED:
        if pattern.search(words):
            return role, weight
    return None


def _words(heading: str) -> str:
    text = re.sub(r"\[\d+\]|\(\d\)|\(\*+\)", " ", fold(flat(heading)))
    return re.sub(r"\s+", " ", text).strip(" .:;*()")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column tells what, of `width` columns; `headings` as written."""

    at: Mapping[Role, int]
    width: int
    headings: tuple[str, ...]

    @property
    def is_tasks(self) -> bool:
        """Whether the table tells tasks: what, and who or by when."""
        return Role.TASK in self.at and bool({Role.LEAD, Role.DUE} & self.at.keys())


def columns(headings: Sequence[str]) -> Columns | None:
    """Map headings to roles, the surest first; None unless at least two are known and one tells the task."""
    meant = [(found[1], index, found[0]) for index, heading in enumerate(headings) if (found := role_of(heading))]
    at: dict[Role, int] = {}
    for _, index, role in sorted(meant, key=lambda item: (-item[0], item[1])):
        if role is not Role.OTHER and role not in at:
            at[role] = index
    at = _settled(at, headings)
    if len(at) < 2 or not {Role.TASK, Role.TARGET} & at.keys():
        return None
    if Role.OUTPUT in at and re.search(r"ket qua thuc hien|ket qua (?:trien khai|den)", _words(headings[at[Role.OUTPUT]])) and _tracks(headings):
        del at[Role.OUTPUT]  # Beside a status, it tells how far the work is.
    return Columns(at, len(headings), tuple(map(flat, headings)))


def _tracks(headings: Sequence[str]) -> bool:
    return any(re.search(r"tinh trang|trang thai|danh gia|muc do|ghi chu", _words(heading)) for heading in headings)


def _settled(at: dict[Role, int], headings: Sequence[str]) -> dict[Role, int]:
    """A table without a task column tells its tasks in its next best one: the area, the output or an unnamed wide one."""
    if Role.TASK in at or Role.TARGET in at or not {Role.LEAD, Role.DUE} & at.keys():
        return at
    for role in (Role.AREA, Role.OUTPUT):
        if role in at:
            return {Role.TASK if key is role else key: index for key, index in at.items()}
    unnamed = [i for i, heading in enumerate(headings) if not heading.strip()]
    return at | {Role.TASK: unnamed[0]} if unnamed and Role.NO in at else at


def header(rows: Sequence[Row], first: int) -> tuple[Columns, int] | None:
    """Read the heading that starts at row `first`, one to three rows high; return it with the number of the first row of data."""
    if not _may_begin(rows[first]):
        return None
    top = _spread(rows[first])
    best: tuple[Columns, int] | None = None
    headings = list(top)
    for height in range(1, 4):
        found = columns(headings)
        if found and (best is None or _value(found) > _value(best[0])):
            best = found, first + height
        after = first + height
        if after >= len(rows) or not _may_go_on(rows[first], rows[after]):
            break
        headings = [_stacked(upper, lower) for upper, lower in zip(headings, _spread(rows[after], len(headings)), strict=False)]
    return best


def _may_begin(row: Row) -> bool:
    """Whether a row can be a heading: short cells, no numbers of rows or days, and most of them known."""
    cells = [flat(cell) for cell in row.cells if cell.strip()]
    if len(cells) < 2 or any(len(cell) > LONGEST or _DATA.fullmatch(cell) for cell in cells):
        return False
    return sum(role_of(cell) is not None for cell in cells) * 5 >= len(cells) * 3


def _value(found: Columns) -> int:
    return len(found.at)


def _spread(row: Row, width: int = 0) -> list[str]:
    """Repeat a heading over the columns it covers."""
    cells = list(row.cells) + [""] * (width - len(row.cells))
    for index in sorted(row.across):
        if 0 < index < len(cells):
            cells[index] = cells[index - 1]
    return cells


def _stacked(upper: str, lower: str) -> str:
    """Join a heading with the one below it; the lower one alone where it says enough."""
    if not lower.strip() or lower == upper:
        return upper
    return lower if role_of(lower) or not upper.strip() else f"{upper} {lower}"


def _may_go_on(top: Row, below: Row) -> bool:
    """Whether the row below belongs to the heading: it divides a wide heading, and its cells are headings or empty."""
    own = [cell for index, cell in enumerate(below.cells) if index not in below.up and cell.strip()]
    if not own or not (top.across or below.up):
        return False
    return all(len(cell) < 60 and not re.search(r"\d", cell) for cell in own) and sum(role_of(cell) is not None for cell in own) * 2 >= len(own)


def is_index(row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    cells = [cell for cell in row.cells if cell.strip()]
    numbers = [int(number) for cell in cells for number in re.findall(r"\d+", cell)]
    return len(cells) >= 3 and all(_INDEX.fullmatch(fold(cell)) for cell in cells) and numbers == sorted(numbers)
