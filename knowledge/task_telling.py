"""Look-ups and tasks in words: the filters understood, what is asked of a task, its sums."""

import re
from collections.abc import Iterator

from knowledge.task_questions import PlanQuestion
from knowledge.tasks import LABELS, OPEN, Entry, Found, Role, Status, Sums, TaskQuery
from nlp.dates import render
from nlp.periods import Kind, Period

NAMES = {
    "agency": "cơ quan",
    "role": "vai trò",
    "partner": "cơ quan phối hợp",
    "apart": "cơ quan không chủ trì",
    "period": "thời hạn",
    "status": "trạng thái",
    "area": "lĩnh vực",
    "words": "từ ngữ",
    "output": "sản phẩm",
    "plan": "kế hoạch",
    "no": "số nhiệm vụ",
    "part": "mục hỏi",
}
"""The filters, as people call them."""
ROLES = {Role.LEAD: "Chủ trì", Role.PARTNER: "Phối hợp", Role.ANY: "Chủ trì hoặc phối hợp"}
PARTS = {
    "": "Giới thiệu",
    "aims": "Mục tiêu",
    "targets": "Chỉ tiêu",
    "areas": "Lĩnh vực",
    "legal": "Căn cứ",
    "issuer": "Cơ quan ban hành",
    "issued": "Ngày ban hành",
    "number": "Số hiệu",
}
DONE = frozenset({Status.DONE_ON_TIME, Status.DONE_LATE})


def filters(query: TaskQuery) -> Iterator[tuple[str, str, str]]:
    """Yield each filter: its name, how it is called, and what it is."""
    if query.plan:
        yield "plan", "Kế hoạch", query.plan
    if query.no:
        yield "no", "Nhiệm vụ số", query.no
    if query.agency:
        yield "agency", ROLES[query.role], query.agency
    if query.partner:
        yield "partner", "Phối hợp", query.partner
    if query.apart:
        yield "apart", "Không do", query.apart
    if query.period:
        yield "period", "Thời hạn", _period(query.period)
    if query.status:
        yield "status", "Trạng thái", _states(query.status)
    if query.area:
        yield "area", "Lĩnh vực", query.area
    if query.words:
        yield "words", "Có từ", query.words
    if query.output:
        yield "output", "Sản phẩm", query.output


def _period(period: Period) -> str:
    if period.start or period.end:
        return render(period)
    return "thường xuyên" if period.kind is Kind.RECURRING else "không nêu ngày"


def _states(states: frozenset[Status]) -> str:
    if states == OPEN:
        return "chưa hoàn thành"
    if states == DONE:
        return "đã hoàn thành"
    return " hoặc ".join(LABELS[status].lower() for status in Status if status in states)


def plan_filters(question: PlanQuestion) -> Iterator[tuple[str, str, str]]:
    """Yield each filter of a question about a plan."""
    yield "part", "Mục hỏi", PARTS[question.part]
    if question.plan:
        yield "plan", "Kế hoạch", question.plan
    if question.words:
        yield "words", "Có từ", question.words


def sums(given: Sums) -> str:
    """Tell how many tasks stand how: "2 quá hạn, 3 trong hạn"."""
    return ", ".join(f"{given.by_status[status]} {LABELS[status].lower()}" for status in Status if given.by_status.get(status))


def due(found: Found) -> str:
    """Tell when a task is due: as the plan words it, and what that means where it is not the same; a day agreed later goes before."""
    period, worded = found.entry.period, found.entry.task.due
    told = worded or "không nêu"
    meant = [] if not worded or _same(worded, render(period)) else [f"hiểu là {render(period)}"]
    if period.due and period.kind is not Kind.DAY:
        meant.append(f"đến hết {period.due:%d/%m/%Y}")
    if meant:
        told += f" ({', '.join(meant)})"
    if found.progress.due:
        told = f"{found.progress.due:%d/%m/%Y} (đã lùi; kế hoạch ghi: {told})"
    return told


def _same(worded: str, rendered: str) -> bool:
    """Whether a wording says just what we would: "Tháng 06/2026" is "Tháng 6/2026"."""
    one, other = (re.sub(r"\b0(?=\d\b)", "", text.lower()) for text in (worded, rendered))
    return one == other


def answer(found: Found, asked: str) -> str:
    """Tell what is asked of a task, or "" for what is not asked of one."""
    task = found.entry.task
    match asked:
        case "lead":
            return f"Chủ trì: {'; '.join(task.lead) or 'kế hoạch không nêu'}"
        case "partners":
            return f"Phối hợp: {'; '.join(task.partners) or 'kế hoạch không nêu'}"
        case "due":
            return f"Hạn: {due(found)}"
        case "output":
            return f"Sản phẩm: {task.output or 'kế hoạch không nêu'}"
        case "status":
            percent = f", {found.progress.percent}%" if found.progress.percent else ""
            return f"Trạng thái: {LABELS[found.status]}{percent}"
        case _:
            return ""


def title(entry: Entry) -> str:
    """Name a task: its number, area and plan."""
    area = f", {entry.task.area}" if entry.task.area else ""
    return f"Nhiệm vụ {entry.task.no}{area} ({entry.plan.number})"
