"""A task's key: ten signs that stay with it however often its plan is read, so that progress stays with the task."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from knowledge.records import Plan, Task
from nlp.text import fold, normalize


def key_of(plan: str, task: Task, nth: int = 0) -> str:
    """Return the key of a task of the plan with this number; `nth`: how many with the same words stand before it."""
    said = "\n".join((fold(normalize(plan)), task.no, fold(normalize(task.area)), fold(normalize(task.description)), str(nth)))
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def keyed(plan: str, tasks: Iterable[Task], taken: Iterable[str] = ()) -> tuple[tuple[str, Task], ...]:
    """Return the tasks with keys, each different from the others and from those `taken`."""
    used, seen = set(taken), Counter[str]()
    made = []
    for task in tasks:
        first = key_of(plan, task)
        key = first
        while key in used:
            seen[first] += 1
            key = key_of(plan, task, seen[first])
        used.add(key)
        made.append((key, task))
    return tuple(made)


def keyed_plan(plan: Plan) -> tuple[tuple[str, Task], ...]:
    """Return a plan's tasks with their keys."""
    return keyed(plan.number, plan.tasks)
