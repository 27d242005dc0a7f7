"""A plan read from a file, before it is approved: counts, what it changes, the doubtful rows first."""

from collections import Counter
from collections.abc import Iterable

from bot.callbacks import DraftPlan
from bot.importing import Proposal
from bot.render import Button, Message, fill, turning
from knowledge.plan_draft import EXAMPLE, Draft
from nlp.periods import Kind

KINDS = {
    Kind.DAY: "ngày",
    Kind.MONTH: "tháng",
    Kind.QUARTER: "quý",
    Kind.HALF: "6 tháng",
    Kind.YEAR: "năm",
    Kind.RANGE: "khoảng thời gian",
    Kind.RECURRING: "thường xuyên",
    Kind.EVENT: "theo sự kiện",
    Kind.NONE: "không nêu",
}
ROWS, SHOWN, SUMS = 5, 5, 6


def draft_page(number: int, draft: Draft, proposal: Proposal | None, page: int = 0, warning: str = "") -> Message:
    """Show a draft; without a proposal it lacks something and cannot be approved yet."""
    rows = draft.rows
    pages = max(1, -(-len(rows) // ROWS))
    page = min(max(page, 0), pages - 1)
    html = fill(
        "draft",
        draft=draft,
        proposal=proposal,
        warning=warning,
        sums=sums(draft),
        rows=[(n, task, draft.doubts(task)) for n, task in rows[page * ROWS : (page + 1) * ROWS]],
        page=page + 1,
        pages=pages,
        shown=SHOWN,
    )
    approve = (Button("Lưu kế hoạch", DraftPlan(number, "approve", proposal.stamp)),) if proposal and proposal.changes else ()
    change = (Button("Sửa", DraftPlan(number, "edit")), Button("Bỏ tệp này", DraftPlan(number, "drop")))
    return Message(html, tuple(r for r in (*turning(page, pages, lambda to: DraftPlan(number, "page", to)), approve, change) if r))


def sums(draft: Draft) -> list[tuple[str, list[tuple[str, int]], int]]:
    """Count a draft's tasks by area, agency and kind of due date."""
    tasks = draft.kept
    return [
        ("Lĩnh vực", *_most(task.area or "không nêu" for task in tasks)),
        ("Chủ trì", *_most(agency for task in tasks for agency in task.lead or ("không nêu",))),
        ("Thời hạn", *_most(KINDS[task.due_period.kind if task.due_period else Kind.NONE] for task in tasks)),
    ]


def _most(values: Iterable[str]) -> tuple[list[tuple[str, int]], int]:
    counts = Counter(values)
    return counts.most_common(SUMS), max(0, len(counts) - SUMS)


def ask_correction(number: int) -> Message:
    """Ask what is to be corrected."""
    text = f"Nhắn nội dung cần sửa, mỗi dòng một việc. {EXAMPLE}"
    return Message(fill("say", text=text), ((Button("Thôi", DraftPlan(number, "page")),),))
