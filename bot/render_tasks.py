"""Look-ups in the plans' tasks made into Messages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.callbacks import OneTask, Tasks, TasksFile, Work
from bot.render import PAGE, Button, Message, fill
from bot.task_buttons import mark, pack_query
from knowledge.plan_answers import PlanAnswer
from knowledge.task_questions import PlanQuestion
from knowledge.task_telling import NAMES, PARTS, answer, filters, sums, title
from knowledge.tasks import Board, Found, Role, Standing, TaskList, TaskQuery, look_up

SHORT = 180
"""Letters of a description in a list; the card has it whole."""
FACTS = ("lead", "due", "status")
CARD = ("lead", "partners", "due", "output", "status")


def task_list(
    standing: Standing,
    query: TaskQuery,
    today: date,
    *,
    page: int | None = 0,
    asks: Sequence[str] = (),
    ignored: Sequence[str] = (),
    works: bool = False,
) -> Message:
    """Tell a look-up, a page of it; `page` None: all of it. One task alone is told by its card, `works`: to one who works on tasks."""
    found = look_up(standing, query, today)
    if len(found.tasks) == 1 and page is not None:
        return card(found.tasks[0], asks, ignored, works=works)
    pages = max(1, -(-len(found.tasks) // PAGE))
    page = None if page is None else min(max(page, 0), pages - 1)
    first = (page or 0) * PAGE
    shown = found.tasks if page is None else found.tasks[first : first + PAGE]
    html = fill(
        "tasks",
        heading=f"{len(found.tasks)} nhiệm vụ" if found.tasks else "Không tìm thấy nhiệm vụ nào",
        filters=[(label, value) for _, label, value in filters(query)],
        sums=sums(found.sums),
        undated=found.sums.undated,
        helped=found.sums.helped,
        ignored=ignored,
        rows=[_row(task, first + i, asks, whole=page is None) for i, task in enumerate(shown, 1)],
        page=1 + (page or 0),
        pages=1 if page is None else pages,
        emptied=[NAMES[name] for name in found.emptied_by],
        without=_without(standing, query, found, today),
        nothing=not standing.board.entries,
    )
    buttons = _buttons(query, found, shown, first, page, pages)
    packed = pack_query(query) if works and found.tasks and page is not None else ""
    return Message(html, (*buttons, (Button("Tải bảng Excel", TasksFile(packed)),)) if packed else buttons)


def _row(found: Found, number: int, asks: Sequence[str], *, whole: bool) -> dict[str, object]:
    asked = [name for name in asks if answer(found, name)]
    facts = [answer(found, name) for name in (*asked, *(name for name in FACTS if name not in asked))]
    text = found.entry.task.description
    short = text if whole or len(text) <= SHORT else f"{text[: SHORT - 1].rsplit(' ', 1)[0]}…"
    return {"number": number, "description": short, "title": title(found.entry), "facts": facts, "asked": len(asked)}


def dropped(query: TaskQuery, names: Sequence[str]) -> TaskQuery:
    """Return the look-up without some of its filters; an agency left out takes its role along."""
    plain = TaskQuery()
    left = {name: getattr(plain, name) for name in names}
    if "role" in left:
        left["role"] = Role.ANY
    return replace(query, **left)


def _without(standing: Standing, query: TaskQuery, found: TaskList, today: date) -> int:
    return look_up(standing, dropped(query, found.emptied_by), today).sums.total if found.emptied_by else 0


def _buttons(
    query: TaskQuery, found: TaskList, shown: Sequence[Found], first: int, page: int | None, pages: int
) -> tuple[tuple[Button, ...], ...]:
    numbered = [Button(f"{first + i}", _card_button(task)) for i, task in enumerate(shown, 1)] if page is not None else []
    rows = [tuple(numbered[i : i + 4]) for i in range(0, len(numbered), 4)]
    packed = pack_query(query)
    if packed and page is not None and pages > 1:
        back = (Button("Trang trước", Tasks(packed, page - 1)),) if page else ()
        ahead = (Button("Trang sau", Tasks(packed, page + 1)),) if page + 1 < pages else ()
        rows.append((*back, *ahead))
    if found.sums.helped and (helping := pack_query(replace(query, role=Role.PARTNER))):
        rows.append((Button(f"Xem việc phối hợp ({found.sums.helped})", Tasks(helping)),))
    if found.emptied_by and (wider := pack_query(dropped(query, found.emptied_by))):
        rows.append((Button(f"Bỏ bộ lọc {', '.join(NAMES[name] for name in found.emptied_by)}", Tasks(wider)),))
    return tuple(rows)


def _card_button(found: Found) -> OneTask:
    return OneTask(mark(found.entry.plan.number), found.entry.key)


def card(found: Found, asks: Sequence[str] = (), ignored: Sequence[str] = (), *, works: bool = False) -> Message:
    """Tell a task whole, with its place in the plan, what was asked of it first; to one who `works` on tasks, offer that."""
    asked = [name for name in asks if name in CARD]
    facts = [answer(found, name) for name in (*asked, *(name for name in CARD if name not in asked))]
    entry = found.entry
    html = fill("task", title=title(entry), task=entry.task, plan=entry.plan, facts=facts, ignored=ignored)
    return Message(html, ((Button("Tiến độ, báo cáo", Work(entry.key)),),) if works else ())


def plan_answer(question: PlanQuestion, told: PlanAnswer) -> Message:
    """Tell what plans say of themselves; the tasks are a button away."""
    html = fill(
        "plan_answer",
        part=told.part,
        label=PARTS[told.part],
        told=[(t.plan, t.items, t.total) for t in told.told],
        emptied=[NAMES[name] for name in told.emptied_by],
        ignored=question.ignored,
    )
    packed = [(t.plan.number, pack_query(TaskQuery(plan=t.plan.number))) for t in told.told if t.plan.tasks]
    return Message(html, tuple((Button(f"Nhiệm vụ của {number}", Tasks(query)),) for number, query in packed if query))


def tasks_help(board: Board) -> Message:
    """Tell how tasks are looked up."""
    return Message(fill("tasks_help", tasks=len(board.entries), plans=len(board.plans)))
