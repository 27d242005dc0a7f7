"""Tasks as a calendar file: a day for each due date, that phones and mail programs take in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from knowledge.records import Plan, Task

NAME = "Nhiệm vụ cải cách hành chính"
_BAD = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


@dataclass(frozen=True, slots=True)
class Due:
    """A task on its due day; the key tells a calendar which entry it already has."""

    key: str
    plan: Plan
    task: Task
    due: date
    version: int = 0


def calendar(tasks: Iterable[Due], now: datetime) -> bytes:
    """Return the calendar; an all-day entry for each task, with a reminder three days before."""
    made = Calendar()
    made.add("prodid", "-//motcua//nhiem vu//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", NAME)
    for due in tasks:
        made.add_component(_event(due, now))
    return bytes(made.to_ical())


def _event(due: Due, now: datetime) -> Event:
    task = due.task
    event = Event()
    event.add("uid", f"{due.key}@motcua")
    event.add("sequence", due.version)
    event.add("dtstamp", now)
    event.add("dtstart", due.due)
    event.add("dtend", due.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _clean(f"Hạn: {task.description[:200]}"))
    lines = (
        f"Kế hoạch {due.plan.number}, mục {task.no}",
        task.description,
        f"Sản phẩm: {task.output}" if task.output else "",
        f"Chủ trì: {'; '.join(task.lead)}" if task.lead else "",
        f"Phối hợp: {'; '.join(task.partners)}" if task.partners else "",
        f"Thời hạn theo kế hoạch: {task.due}" if task.due else "",
    )
    event.add("description", _clean("\n".join(line for line in lines if line)))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _clean(task.description[:200]))
    alarm.add("trigger", timedelta(days=-3))
    event.add_component(alarm)
    return event


def _clean(text: str) -> str:
    return text.translate(_BAD)
