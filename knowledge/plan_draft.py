"""A plan read from a file and not yet approved: what is still missing, the corrections people type, and the plan it becomes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pydantic import TypeAdapter

from knowledge.agencies import split_agencies
from knowledge.records import Plan, Source, Task
from knowledge.sources.annex import Annex, issued_on, plan_year
from nlp.dates import parse
from nlp.files import Problem
from nlp.text import fold

ISSUERS = {
    "ttg": "Thủ tướng Chính phủ",
    "cp": "Chính phủ",
    "vpcp": "Văn phòng Chính phủ",
    "bnv": "Bộ Nội vụ",
    "bkhcn": "Bộ Khoa học và Công nghệ",
    "ubnd": "Ủy ban nhân dân",
    "hdnd": "Hội đồng nhân dân",
}
"""Who issues, by the last letters of a document's number; no more is told than they tell."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file tells of a plan, with what people have mended; rows are numbered from 1 and keep their number when others are dropped."""

    file: str
    number: str
    title: str
    issuer: str
    issued: date | None
    year: int | None
    areas: tuple[str, ...]
    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...] = ()
    dropped: frozenset[int] = frozenset()

    @property
    def rows(self) -> list[tuple[int, Task]]:
        """The rows left, numbered, the doubtful first."""
        doubtful = {problem.place for problem in self.problems}
        left = [(n, task) for n, task in enumerate(self.tasks, 1) if n not in self.dropped]
        return sorted(left, key=lambda row: row[1].place not in doubtful)

    @property
    def kept(self) -> tuple[Task, ...]:
        """The tasks left, in the file's order."""
        return tuple(task for n, task in enumerate(self.tasks, 1) if n not in self.dropped)

    def doubts(self, task: Task) -> tuple[str, ...]:
        """What is doubtful of a row."""
        return tuple(problem.message for problem in self.problems if problem.place == task.place)

    @property
    def missing(self) -> tuple[str, ...]:
        """What the plan still lacks: the words that name it in a correction."""
        told = {"số": self.number, "tên": self.title, "cơ quan": self.issuer, "ngày": self.issued}
        return tuple(name for name, value in told.items() if not value)


@cache
def _adapter() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)


def dump(draft: Draft) -> str:
    """Return the draft as JSON."""
    return _adapter().dump_json(draft).decode()


def load(said: str) -> Draft:
    """Read what `dump` wrote."""
    return _adapter().validate_json(said)


def draft_of(annex: Annex, file: str) -> Draft:
    """Begin a draft; the issuer is told by the number's last letters, or not at all."""
    return Draft(
        file, annex.number, annex.title, issuer_of(annex.number), annex.issued, annex.year, annex.areas, annex.tasks, annex.problems
    )


def issuer_of(number: str) -> str:
    """Return who issued a document of this number, or ""."""
    return ISSUERS.get(fold(re.split(r"[/-]", number)[-1]), "")


def to_plan(draft: Draft, today: date) -> Plan:
    """Return the plan; ValueError names what is missing."""
    if draft.missing or draft.issued is None:
        raise ValueError(f"Còn thiếu: {', '.join(draft.missing)}.")
    if not draft.kept:
        raise ValueError("Không còn nhiệm vụ nào để lưu.")
    areas = tuple(area for area in draft.areas if any(task.area == area for task in draft.kept))
    return Plan(
        number=draft.number,
        title=draft.title,
        issuer=draft.issuer,
        issued=draft.issued,
        year=draft.year,
        areas=areas,
        tasks=draft.kept,
        source=Source(name=f"Tệp {draft.file}", document=draft.number, issued=draft.issued, checked=today),
    )


@dataclass(frozen=True, slots=True)
class Unclear:
    """A correction that cannot be done; nothing was changed."""

    message: str


_DROP = re.compile(r"(?i)^(?:bỏ|bo|xóa|xoá|xoa)\s*(?:dòng|dong)?\s*((?:\d+\s*(?:[-–]\s*\d+)?[\s,;]*)+)$")
_ROW = re.compile(r"(?i)^(?:dòng|dong)\s*(\d+)\s*[:.,]?\s*([^:\d][^:]*):\s*(.*)$")
_HEAD = re.compile(r"^([^:\d][^:]*):\s*(.+)$")
EXAMPLE = "Ví dụ: “số: 12/KH-UBND”, “ngày: 05/01/2026”, “dòng 3: hạn: 30/6/2026”, “dòng 4: chủ trì: Sở Nội vụ”, “bỏ 7, 9-11”."


def amend(draft: Draft, text: str) -> Draft | Unclear:
    """Do the corrections typed, one a line: of the plan, of a row, or which rows to drop; all of them or none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return Unclear(f"Chưa thấy nội dung cần sửa. {EXAMPLE}")
    for line in lines:
        match _amended(draft, line):
            case Unclear() as unclear:
                return unclear
            case changed:
                draft = changed
    return draft


def _amended(draft: Draft, line: str) -> Draft | Unclear:
    if match := _DROP.match(line):
        return _without(draft, match[1])
    if match := _ROW.match(line):
        return _row(draft, int(match[1]), match[2], match[3].strip())
    if match := _HEAD.match(line):
        return _head(draft, match[1], match[2].strip())
    return Unclear(f"Chưa hiểu dòng “{line[:80]}”. {EXAMPLE}")


def _without(draft: Draft, said: str) -> Draft | Unclear:
    numbers: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*(\d+))?", said):
        if max(len(first), len(last)) > 6:
            return Unclear(f"Không có dòng {max(first, last, key=len)[:20]}: kế hoạch có {len(draft.tasks)} dòng.")
        numbers |= set(range(int(first), min(int(last or first), len(draft.tasks) + 1) + 1))
    wrong = sorted(n for n in numbers if not 1 <= n <= len(draft.tasks))
    if wrong or not numbers:
        return Unclear(f"Không có dòng {', '.join(map(str, wrong[:5]))}: kế hoạch có {len(draft.tasks)} dòng.")
    return replace(draft, dropped=draft.dropped | numbers)


def _head(draft: Draft, name: str, value: str) -> Draft | Unclear:
    match fold(name).strip():
        case "so" | "so hieu":
            number = re.sub(r"\s", "", value)[:120]
            return replace(draft, number=number, issuer=draft.issuer or issuer_of(number))
        case "ten" | "tieu de":
            return replace(draft, title=value[:300])
        case "co quan" | "co quan ban hanh":
            return replace(draft, issuer=value[:200])
        case "ngay" | "ngay ban hanh":
            day = parse(value).due if re.search(r"\d", value) else None
            day = day or issued_on(value)
            return replace(draft, issued=day) if day else Unclear(f"“{value[:40]}” không phải ngày: viết như 05/01/2026.")
        case "nam":
            year = plan_year(f"KẾ HOẠCH NĂM {value}")
            return replace(draft, year=year) if year else Unclear(f"“{value[:40]}” không phải năm: viết như 2026.")
    return Unclear(f"Chưa hiểu “{name[:40]}”. {EXAMPLE}")


_CELLS: dict[str, Callable[[Draft, Task, str], Task]] = {
    "nhiem vu": lambda _, task, value: replace(task, description=value),
    "noi dung": lambda _, task, value: replace(task, description=value),
    "tt": lambda _, task, value: replace(task, no=value),
    "stt": lambda _, task, value: replace(task, no=value),
    "linh vuc": lambda _, task, value: replace(task, area=value),
    "san pham": lambda _, task, value: replace(task, output=value),
    "chu tri": lambda _, task, value: replace(task, lead=split_agencies(value)),
    "phoi hop": lambda _, task, value: replace(task, partners=split_agencies(value)),
    "han": lambda draft, task, value: replace(task, due=value, due_period=parse(value, plan_year=draft.year, issued=draft.issued)),
}


def _row(draft: Draft, number: int, name: str, value: str) -> Draft | Unclear:
    if not 1 <= number <= len(draft.tasks):
        return Unclear(f"Không có dòng {number}: kế hoạch có {len(draft.tasks)} dòng.")
    change = _CELLS.get(fold(name).strip().removeprefix("thoi ").strip())
    if change is None:
        return Unclear(f"Chưa hiểu “{name[:40]}”: sửa được nhiệm vụ, TT, lĩnh vực, sản phẩm, chủ trì, phối hợp, hạn.")
    task = draft.tasks[number - 1]
    changed = change(draft, task, value)
    if not (changed.no and changed.description):
        return Unclear(f"Dòng {number}: số thứ tự và nội dung nhiệm vụ không được để trống.")
    tasks = (*draft.tasks[: number - 1], changed, *draft.tasks[number:])
    return replace(draft, tasks=tasks, problems=tuple(p for p in draft.problems if p.place != task.place))
