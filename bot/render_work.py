"""Tasks as officials work on them: lists, cards with their buttons, the audit."""

from collections.abc import Sequence
from datetime import date

from bot.access import Role
from bot.book import Book, Held
from bot.callbacks import Mine, Report, Work
from bot.progress import Actor, Proof, Record, may_comment, may_report
from bot.render import PAGE, Button, Message, fill, short, turning
from bot.state.progress import Change
from bot.zone import VIETNAM
from knowledge.tasks_status import LABELS, State, Status

TITLES = {
    "lead": "Việc cơ quan chủ trì",
    "partner": "Việc cơ quan phối hợp",
    "all": "Mọi nhiệm vụ",
    "asked": "Đề nghị lùi hạn chờ trả lời",
}
STEPS = (25, 50, 75)
MARKS = {
    Status.OVERDUE: "🔴",
    Status.DUE_SOON: "🟡",
    Status.ON_TRACK: "🟢",
    Status.DONE_LATE: "☑️",
    Status.DONE_ON_TIME: "✅",
    Status.CANCELLED: "✖️",
}
PROMPTS = {
    "percent": "Tiến độ hiện nay là bao nhiêu phần trăm? Nhắn một số từ 0 đến 100.",
    "done": "Hoàn thành ngày nào? Nhắn như 15/6/2026, hoặc “hôm nay”.",
    "evidence": "Gửi minh chứng: số, ký hiệu văn bản, một liên kết, hoặc một tệp.",
    "due": "Xin lùi đến ngày nào, vì sao? Nhắn như: 30/9/2026 chờ văn bản hướng dẫn.",
    "comment": "Nhắn nội dung ghi chú.",
    "cancel": "Lý do hủy nhiệm vụ này là gì?",
    "moved": "Nhiệm vụ chuyển sang đâu (cơ quan, kế hoạch), theo văn bản nào?",
}


def left(due: date | None, status: Status, today: date) -> str:
    """Tell how far the due day is, for a task that is open."""
    if due is None or status not in {Status.OVERDUE, Status.DUE_SOON, Status.ON_TRACK}:
        return ""
    days = (due - today).days
    return "hạn hôm nay" if days == 0 else f"còn {days} ngày" if days > 0 else f"quá {-days} ngày"


def card(
    held: Held,
    record: Record,
    book: Book,
    actor: Actor,
    today: date,
    told: str = "",
    warning: str = "",
    overtaken: Sequence[Change] = (),
) -> Message:
    """Tell a task with what was reported, and offer what the person may do; `overtaken`: what others wrote first."""
    status = book.status(held, today)
    html = fill(
        "work",
        task=held.task,
        plan=held.plan,
        record=record,
        status=LABELS[status],
        left=left(book.due(held), status, today),
        told=told,
        warning=warning,
        overtaken=[_told(change) for change in overtaken],
    )
    return Message(html, tuple(row for row in _buttons(held, record, actor, today) if row))


def _buttons(held: Held, record: Record, actor: Actor, today: date) -> tuple[tuple[Button, ...], ...]:
    def to(label: str, what: str, value: int = 0) -> Button:
        return Button(label, Report(held.key, record.version, what, value))

    reports, comments = may_report(actor, held.task, today), may_comment(actor, held.task, today)
    admin, is_open = actor.role is Role.ADMIN, record.status is State.OPEN
    remark = (to("Ghi chú", "comment"),) if comments else ()
    files = tuple(to(f"Xem minh chứng {n}", "proof", n) for n, e in enumerate(record.evidence, 1) if e.kind is Proof.FILE)[-3:]
    undo = (to("Hoàn tác", "undo"),) if reports and record.version else ()
    return (
        (to("Đồng ý lùi hạn", "agree"), to("Không đồng ý", "refuse")) if admin and record.proposed else (),
        (*(to(f"{n}%", "percent", n) for n in STEPS), to("Số khác", "percent", -1)) if reports and is_open else (),
        (to("Hoàn thành hôm nay", "done", 1), to("Ngày khác", "done")) if reports and is_open else (),
        (to("Minh chứng", "evidence"), *((to("Lùi hạn" if admin else "Xin lùi hạn", "due"),) if is_open else ())) if reports else (),
        (to("Hủy", "cancel"), to("Chuyển", "moved")) if admin and is_open else (),
        (to("Mở lại", "reopen"),) if reports and not is_open else (),
        files if comments else (),
        (*remark, *((to("Nhật ký", "audit"),) if comments else ()), *undo),
    )


def prompt(what: str, key: str) -> Message:
    """Ask for a text."""
    return Message(fill("say", text=PROMPTS[what]), ((Button("Thôi", Work(key)),),))


def task_list(side: str, page: int, held: Sequence[Held], book: Book, actor: Actor, today: date) -> Message:
    """List tasks, a page of them, and sums."""
    counts = dict.fromkeys(Status, 0)
    for one in held:
        counts[book.status(one, today)] += 1
    still = [one for one in held if book.record(one.key).status is State.OPEN]
    pages = max(1, -(-len(still) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = list(enumerate(still, 1))[page * PAGE : (page + 1) * PAGE]
    html = fill(
        "work_list",
        title=TITLES[side] + (f": {actor.agency}" if side in {"lead", "partner"} else ""),
        page=page + 1,
        pages=pages,
        summary=summary(len(held), counts),
        rows=[row(n, one, book, today) for n, one in shown],
    )
    buttons = [Button(str(n), Work(one.key)) for n, one in shown]
    others = tuple((Button(TITLES[other], Mine(other)),) for other in sides(actor) if other != side)
    rows = (tuple(buttons[:4]), tuple(buttons[4:]), *turning(page, pages, lambda to: Mine(side, to)), *others)
    return Message(html, tuple(row for row in rows if row))


def sides(actor: Actor) -> tuple[str, ...]:
    """Return the lists of tasks that are somebody's."""
    return (*(("lead", "partner") if actor.agency else ()), *(("all", "asked") if actor.role is Role.ADMIN else ()))


def summary(total: int, counts: dict[Status, int]) -> str:
    """Sum a list up."""
    said = [f"{counts[status]} {LABELS[status].lower()}" for status in Status if counts[status]]
    return f"{total} nhiệm vụ: {', '.join(said)}." if total else "Không có nhiệm vụ nào."


def row(number: int, held: Held, book: Book, today: date) -> dict[str, object]:
    """Return a task as a row of a list."""
    status = book.status(held, today)
    due = book.due(held)
    words = f"Hạn {due:%d/%m/%Y}" if due else held.task.due or "Không nêu hạn"
    return {
        "number": number,
        "text": f"{MARKS[status]} {short(held.task.description, 160)}",
        "due": words,
        "status": left(due, status, today) or LABELS[status],
        "percent": book.record(held.key).percent,
    }


def _told(change: Change) -> dict[str, object]:
    return {
        "at": f"{change.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        "who": change.who,
        "action": change.action,
        "note": change.note,
        "undone": change.undone,
        "before": _state(change.before) if change.before.version != change.version else "",
    }


def _state(record: Record) -> str:
    done = f"hoàn thành {record.done:%d/%m/%Y}" if record.done else f"{record.percent}%"
    words = {State.OPEN: done, State.DONE: done, State.CANCELLED: "đã hủy", State.MOVED: "đã chuyển"}[record.status]
    return (
        words + (f", hạn {record.due:%d/%m/%Y}" if record.due else "") + (f", {len(record.evidence)} minh chứng" if record.evidence else "")
    )


def audit(held: Held, changes: Sequence[Change]) -> Message:
    """Tell who changed what, the newest first."""
    return Message(
        fill("audit", task=held.task, changes=[_told(change) for change in changes]), ((Button("Về nhiệm vụ", Work(held.key)),),)
    )
