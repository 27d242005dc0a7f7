"""Look-ups as plain data for JSON."""

from typing import Any

from knowledge.plan_answers import PlanAnswer
from knowledge.task_questions import PlanQuestion, TaskQuestion
from knowledge.task_telling import filters, plan_filters
from knowledge.tasks import Found, TaskList, TaskQuery
from nlp.periods import Period


def as_answer(question: TaskQuestion | PlanQuestion, found: TaskList | PlanAnswer, text: str) -> dict[str, Any]:
    """Return a question understood with what was found for it; `emptied_by` joins several filters by "+"."""
    data: dict[str, Any] = {
        "kind": "tasks" if isinstance(question, TaskQuestion) else "plan",
        "filters": as_filters(question.query) if isinstance(question, TaskQuestion) else _plan_filters(question),
        "ignored": list(question.ignored),
    }
    if isinstance(question, TaskQuestion):
        data["asks"] = list(question.asks)
    if isinstance(found, TaskList):
        data["tasks"] = [as_task(task) for task in found.tasks]
        sums = found.sums
        by_status = {status.value: count for status, count in sums.by_status.items()}
        data["sums"] = {"total": sums.total, **by_status, "undated": sums.undated, "as_partner": sums.helped}
    else:
        data["tasks"] = []
        data["told"] = [{"plan": told.plan.number, "items": list(told.items), "total": told.total} for told in found.told]
    return data | {"emptied_by": "+".join(found.emptied_by) or None, "answer": text}


def as_filters(query: TaskQuery) -> dict[str, Any]:
    """Return the filters that are set."""
    data: dict[str, Any] = {name: getattr(query, name) for name, _, _ in filters(query)}
    if query.agency:
        data["role"] = query.role.value
    if query.period:
        data["period"] = as_period(query.period)
    if query.status:
        data["status"] = sorted(status.value for status in query.status)
    return data


def _plan_filters(question: PlanQuestion) -> dict[str, Any]:
    return {name: getattr(question, name) for name, _, _ in plan_filters(question)}


def as_period(period: Period) -> dict[str, str | None]:
    """Return a period's kind and days."""
    start, end = (day.isoformat() if day else None for day in (period.start, period.end))
    return {"kind": period.kind.value, "start": start, "end": end}


def as_task(found: Found) -> dict[str, Any]:
    """Return a task found."""
    task = found.entry.task
    return {
        "plan": found.entry.plan.number,
        "no": task.no,
        "description": task.description,
        "key": found.entry.key,
        "area": task.area or None,
        "output": task.output or None,
        "lead": list(task.lead),
        "partners": list(task.partners),
        "due": as_period(found.entry.period),
        "due_verbatim": task.due or None,
        "due_day": found.due.isoformat() if found.due else None,
        "status": found.status.value,
        "place": task.place or None,
    }
