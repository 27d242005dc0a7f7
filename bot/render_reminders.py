"""Reminders, the morning's digest and Friday's list: one message for a chat."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.book import Book, Held
from bot.callbacks import Mine, Work
from bot.notifications.workdays import is_workday, workdays_between
from bot.render import Button, Message, fill, short
from bot.render_work import left
from knowledge.tasks_status import SOON, Status

SHOWN = 20
TOP = 10
"""The tasks of Friday's list: those overdue the longest."""


@dataclass(frozen=True, slots=True)
class News:
    """What a chat is to be told: tasks of which it is reminded, and of which the lists tell; None: no such list."""

    reminded: tuple[Held, ...] = ()
    daily: tuple[Held, ...] | None = None
    weekly: tuple[Held, ...] | None = None
    day: date = field(default=date.min)


def message(news: News, book: Book) -> Message | None:
    """Return the message; None where there is nothing to tell."""
    shown = sorted(news.reminded, key=book.by_due)[:SHOWN]
    late = sorted((held for held in news.weekly or () if book.status(held, news.day) is Status.OVERDUE), key=book.by_due)
    weekly = None if news.weekly is None or not late else {"total": len(late), "tasks": _rows(late[:TOP], book, news.day, 1)}
    daily = "" if news.daily is None else _sums(news.daily, book, news.day)
    if not (shown or weekly or daily):
        return None
    html = fill(
        "reminders",
        day=f"{news.day:%d/%m/%Y}",
        weekly=weekly,
        reminded=_groups(shown, book, news.day),
        hidden=len(news.reminded) - len(shown),
        daily=daily,
        workdays=_workdays(shown, book, news.day),
    )
    buttons = [Button(f"Việc {n}", Work(held.key)) for n, held in enumerate(shown or late[:TOP], 1)][:8]
    rows = (tuple(buttons[:4]), tuple(buttons[4:]), (Button("Mọi việc của cơ quan", Mine()),))
    return Message(html, tuple(row for row in rows if row))


def _groups(shown: Sequence[Held], book: Book, day: date) -> list[tuple[str, list[dict[str, object]]]]:
    parts: dict[str, list[Held]] = {"Quá hạn": [], "Hạn hôm nay": [], "Sắp đến hạn": []}
    for held in shown:
        due = book.due(held) or date.max
        parts["Quá hạn" if due < day else "Hạn hôm nay" if due == day else "Sắp đến hạn"].append(held)
    told, number = [], 1
    for name, tasks in parts.items():
        if tasks:
            told.append((name, _rows(tasks, book, day, number)))
            number += len(tasks)
    return told


def _rows(tasks: Sequence[Held], book: Book, day: date, first: int) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "text": short(held.task.description, 160),
            "plan": f"{held.plan.number}, mục {held.task.no}",
            "due": f"Hạn {due:%d/%m/%Y}" if (due := book.due(held)) else "",
            "left": left(due, book.status(held, day), day),
            "percent": book.record(held.key).percent,
            "lead": short("; ".join(held.task.lead) or "không nêu", 80),
        }
        for number, held in enumerate(tasks, first)
    ]


def _sums(tasks: Sequence[Held], book: Book, day: date) -> str:
    late = sum(book.status(held, day) is Status.OVERDUE for held in tasks)
    dues = [due for held in tasks if (due := book.due(held)) and book.status(held, day) is Status.DUE_SOON]
    now, soon = dues.count(day), sum(day < due <= day + SOON for due in dues)
    said = ((late, "quá hạn"), (now, "hạn hôm nay"), (soon, "đến hạn trong 7 ngày tới"))
    return ", ".join(f"{count} việc {words}" for count, words in said if count)


def _workdays(shown: Sequence[Held], book: Book, day: date) -> str:
    """Tell of days off that fall before the next due day."""
    dues = [due for held in shown if (due := book.due(held)) and due > day]
    if not dues:
        return ""
    nearest = min(dues)
    off = sum(not is_workday(day + timedelta(days=n)) for n in range(1, (nearest - day).days + 1))
    return f"Đến hạn gần nhất {nearest:%d/%m/%Y} còn {workdays_between(day, nearest)} ngày làm việc." if off else ""
