"""The task annex of a plan, from a file: its number, title and day, and its tasks, each with its place; Problems for what is doubtful."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.agencies import split_agencies
from knowledge.records import Task
from knowledge.sources.annex_columns import Role, header
from knowledge.sources.annex_files import read_content
from knowledge.sources.annex_rows import Raw, Reading, read_table
from knowledge.sources.annex_tables import AnnexError, Content, Row, Table, flat
from nlp.dates import Kind, Period, parse, tells_no_day
from nlp.files import Problem
from nlp.text import fold

__all__ = ["Annex", "AnnexError", "read_plan"]


@dataclass(frozen=True, slots=True)
class Annex:
    """What a file tells of a plan; an empty number or title, and no `issued` or `year`: the file does not tell it."""

    number: str
    title: str
    issued: date | None
    year: int | None
    areas: tuple[str, ...]
    tasks: tuple[Task, ...]
    problems: tuple[Problem, ...]

    @property
    def doubtful(self) -> frozenset[str]:
        """The places of rows that have a Problem."""
        return frozenset(problem.place for problem in self.problems)


def read_plan(path: Path) -> Annex:
    """Read the tasks of a plan from a DOCX, XLSX, CSV, HTML, Markdown or PDF file; AnnexError says why a file is refused."""
    content = read_content(path)
    if not content.tables:
        raise AnnexError(f"{path.name}: không thấy bảng nào trong tệp. Hãy gửi tệp có bảng phân công nhiệm vụ.")
    head = _head(content)
    reading = Reading()
    for table in content.tables:
        read_table(table, reading)
    if not reading.tasks:
        raise AnnexError(
            f"{path.name}: không thấy bảng giao nhiệm vụ nào. Bảng cần có hàng tiêu đề với cột nhiệm vụ (nội dung) và "
            "cột cơ quan chủ trì hoặc thời hạn."
        )
    year = plan_year(head)
    issued = issued_on(head)
    read = [_task(raw, year, issued) for raw in reading.tasks]
    problems = (*content.problems, *reading.problems, *(problem for _, faults in read for problem in faults))
    return Annex(plan_number(head), plan_title(head), issued, year, tuple(reading.areas), tuple(task for task, _ in read), problems)


HEAD = 60
"""Rows of a table in which its heading is looked for, to tell what stands over it."""


def _head(content: Content) -> str:
    """The text that tells what the plan is: what stands right over the tables, the letterhead, then the beginning of the rest."""
    near = [line for table in content.tables for line in table.before.splitlines()[-15:]]
    letterhead = [cell for table in _until_tasks(content.tables[:3]) for row in table for cell in row.cells]
    first = content.tables[0].before.splitlines()[:25] if content.tables else []
    return "\n".join((*near, *letterhead, *first, *content.text[:20_000].splitlines()[:60]))


def _until_tasks(tables: Sequence[Table]) -> Iterator[Sequence[Row]]:
    """The rows over the first heading of tasks: what stands below tells of tasks, their days and the documents that gave them."""
    for table in tables:
        heading = next((n for n in range(min(len(table.rows), HEAD)) if header(table.rows, n)), None)
        yield table.rows[:6] if heading is None else table.rows[:heading]
        if heading is not None:
            return


_NUMBER = re.compile(r"\b(\d{1,5}(?:/\d{4})?/(?:KH|QĐ|QD|CT|CTr|NQ|TB|CV|BC|TTr|HD|ĐA|UBND|[A-ZĐ]{2,12})(?:-[A-ZĐ][\wĐ]*)*)(?![\w/])")
_LABELLED = re.compile(r"(?im)^\W*(?:số(?:\s*hiệu)?|number)\s*[:.]?\s*(\d{1,5}(?:/\d{4})?\s*/\s*[A-ZĐ][\wĐ]*(?:\s*-\s*[A-ZĐ][\wĐ]*)*)")
_ANNEXED = re.compile(
    r"(?i)kèm theo\s+(?:kế hoạch|quyết định|nghị quyết|công văn|thông báo|văn bản|chương trình|báo cáo)[^\n]{0,20}?số\s*:?\s*(\S+)"
)
_ISSUED = re.compile(
    r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(20\d\d)|ngay\s*(\d{1,2})/(\d{1,2})/(20\d\d)|\bdate:\s*(20\d\d)-(\d\d)-(\d\d)"
)
_DUE_BEFORE = re.compile(r"\b(?:truoc|sau|den|het|tu|han|cham nhat|xong|hoan thanh|bao cao)\s*(?:truoc |het |cuoi )?$")
"""What stands before a day that is no day of issue: "trước ngày …", "báo cáo đến ngày …"."""


def plan_number(head: str) -> str:
    """Return the plan's number as printed ("179/KH-UBND"), or "": after "Số:", else after "Kèm theo", else the first of its form."""
    for pattern in (_ANNEXED, _LABELLED, _NUMBER):
        if match := pattern.search(head):
            return re.sub(r"\s", "", match[1]).strip(".,;()")
    return ""


def issued_on(head: str) -> date | None:
    """Return the day the plan was issued: said beside its number or place; None where no such day stands."""
    folded = fold(flat(head))
    for mark in (r"\bdate: 20", r"kem theo", r"\bso: ?\d", r"^"):
        for begin in [match.start() for match in re.finditer(mark, folded)][:4]:
            for match in _ISSUED.finditer(folded, begin, begin + 260):
                if not _DUE_BEFORE.search(folded, max(0, match.start() - 25), match.start()) and (day := _day_of(match)):
                    return day
    return None


def _day_of(match: re.Match[str]) -> date | None:
    parts = [int(part) for part in match.groups() if part]
    day, month, year = parts if match[7] is None else parts[::-1]
    try:
        return date(year, month, day)
    except ValueError:
        return None


_TITLE = re.compile(r"(?m)^\W*(?:DANH MỤC|BẢNG|BIỂU|KẾ HOẠCH|CHƯƠNG TRÌNH|PHÂN CÔNG|NHIỆM VỤ|TỔNG HỢP|LỊCH)\b.{8,}")


def plan_title(head: str) -> str:
    """Return the title over the tables, or ""."""
    if match := re.search(r"(?m)^TITLE:\s*(.+)$", head):
        return flat(match[1])
    lines = [flat(line) for line in head.splitlines()]
    for index, line in enumerate(lines):
        if _TITLE.match(line) and line.upper() == line:
            rest = []
            for following in lines[index + 1 : index + 4]:
                if not following or following.upper() != following or re.match(r"\W*(?:STT|TT|PHỤ LỤC)\b", following):
                    break
                rest.append(following)
            return " ".join((line, *rest))[:300]
    return next((line[:300] for line in lines if _TITLE.match(line)), "")


_SPAN = re.compile(r"giai doan\s*20\d\d|20\d\d\s*-\s*20\d\d|den (?:het )?nam 20\d\d|tam nhin")
_NAMING = re.compile(
    r"(?:ke hoach|danh muc|nhiem vu|chuong trinh|phu luc|bang|bieu|lich|phan cong|v/v|ve viec|"
    r"trien khai|title|cai cach|thuc hien|trang tinh)\b"
)


def plan_year(head: str) -> int | None:
    """Return the year the plan is for, where its title names one; None for a plan of several years or of none."""
    named: set[int] = set()
    for line in map(flat, head.splitlines()):
        folded = fold(line).strip(" *#(_-")
        if not (_NAMING.match(folded) or (line.isupper() and "NĂM" in line)) or "can cu" in folded:
            continue
        plain = re.sub(r"(?:ngay\s*\d{1,2}\s*)?thang\s*\d{1,2}\s*nam\s*20\d\d|\d{1,2}/\d{1,2}/20\d\d", " ", folded)
        if _SPAN.search(plain):
            return None
        named |= {int(year) for year in re.findall(r"\bnam\s*(20\d\d)\b", plain)}
    return named.pop() if len(named) == 1 else None


_BARE = re.compile(r"(?:[IVX]{1,4}|\d{1,2})(?:\s*[,;&–-]\s*(?:[IVX]{1,4}|\d{1,2}))*(?:\s*/\s*20\d\d)?")
"""A due date whose heading says what it counts: "I", "II-III" under "Thời gian (quý)"."""


def _task(raw: Raw, year: int | None, issued: date | None) -> tuple[Task, tuple[Problem, ...]]:
    values = raw.values
    due = flat(values.get(Role.DUE, ""))
    said = f"{raw.unit} {due}" if raw.unit and _BARE.fullmatch(due) else due
    period = parse(said, plan_year=raw.year or year, issued=issued)
    lead, partners = _sides(values)
    task = Task(
        no=raw.no,
        description=flat(values[Role.TASK]),
        area=raw.area,
        output=flat(values.get(Role.OUTPUT, "")),
        lead=split_agencies(lead),
        partners=split_agencies(partners),
        due=due,
        due_period=period,
        place=raw.place,
    )
    return task, tuple(Problem(raw.place, message) for message in _doubts(raw, task, period))


_WITH = re.compile(r"(?i)[-–+,;.(\s]*\b(?:(?:các )?(?:đơn vị|cơ quan) )?phối hợp(?: thực hiện)?(?: với)?\b\s*:?")
_HELPER = re.compile(r"(?i)\(\s*(?:cơ quan |đơn vị )?phối hợp\s*\)$")
_SIDE = re.compile(r"(?i)\s*\((?:cơ quan |đơn vị )?(?:chủ trì|phối hợp)\)")
_LEADS = re.compile(r"(?i)(?:(?:đơn vị|cơ quan) )?chủ trì\b\s*:?")


def _sides(values: dict[Role, str]) -> tuple[str, str]:
    """Tell the lead from its partners, also where one cell has both: "Chủ trì: Sở A; phối hợp: Sở B"."""
    lead, partners = values.get(Role.LEAD, ""), values.get(Role.PARTNER, "")
    if re.search(r"(?i)\((?:cơ quan |đơn vị )?chủ trì\)", lead):  # "Sở A (chủ trì), Sở B (phối hợp)"
        said = [name.strip() for name in re.split(r"(?<=\))[,;\s]*(?:và\s+)?", lead) if name.strip()]
        leads, helps = [n for n in said if not _HELPER.search(n)], [n for n in said if _HELPER.search(n)]
        return "; ".join(_SIDE.sub("", n) for n in leads), "; ".join(filter(None, (*(_SIDE.sub("", n) for n in helps), partners)))
    match = _WITH.search(lead)
    if match and lead.count("(", 0, match.end()) == lead.count(")", 0, match.end()) and match.start() > 0:
        lead, partners = lead[: match.start()], "; ".join(filter(None, (lead[match.end() :].rstrip(")"), partners)))
        return _LEADS.sub(" ", re.sub(r"(?i)^\s*giao(?:\s+cho)?\s+", "", lead)), partners
    return re.sub(rf"(?i)^\W*{_LEADS.pattern[4:]}", "", lead) if re.match(
        r"(?i)\W*(?:đơn vị |cơ quan )?chủ trì\s*:", lead
    ) else lead, partners


def _doubts(raw: Raw, task: Task, period: Period) -> Iterator[str]:
    if Role.LEAD in raw.values and not task.lead:
        yield "Không có cơ quan chủ trì: hãy bổ sung."
    elif raw.guessed:
        yield f"Ô cơ quan chủ trì để trống, lấy theo hàng trên: {'; '.join(task.lead)}."
    if Role.DUE in raw.values:
        if period.kind is Kind.NONE:
            yield "Không có thời hạn: hãy bổ sung nếu có."
        elif period.kind is Kind.EVENT and not tells_no_day(task.due):
            yield f"Không đọc được thời hạn “{task.due[:80]}”: giữ nguyên văn, không tự đặt ngày."
