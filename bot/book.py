"""The book of tasks: every plan's tasks by key, shipped and imported, with what was reported of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.progress import FRESH, Record
from knowledge.records import Plan, Task
from knowledge.responsibility import helps, leads
from knowledge.task_keys import keyed_plan
from knowledge.tasks_status import Progress, Status, due_day, period_of, status_of


@dataclass(frozen=True, slots=True)
class Held:
    """A task with its key and its plan; told of without the plan, which holds all its tasks."""

    key: str
    plan: Plan = field(repr=False)
    task: Task


@dataclass(frozen=True, slots=True)
class Book:
    """All plans, the newest first; `stamp` counts the changes of the imported ones."""

    plans: tuple[Plan, ...] = field(default=(), repr=False)
    tasks: Mapping[str, Held] = field(default_factory=dict, repr=False)
    records: Mapping[str, Record] = field(default_factory=dict, repr=False)
    stamp: int = 0

    def record(self, key: str) -> Record:
        """What was reported of a task; nothing yet for one that has no row."""
        return self.records.get(key, FRESH)

    def due(self, held: Held) -> date | None:
        """When a task is due."""
        return due_day(held.task.due_period, self.record(held.key).progress)

    def status(self, held: Held, today: date) -> Status:
        """How a task stands."""
        return status_of(held.task.due_period, self.record(held.key).progress, today)

    def of_agency(self, agency: str, today: date) -> tuple[list[Held], list[Held]]:
        """Return the tasks that an agency leads, and those it helps with; the earliest due first."""
        known: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
        found: dict[str, list[Held]] = {"lead": [], "partner": []}
        for held in self.tasks.values():
            words = (held.task.lead, held.task.partners)
            if words not in known:  # Most tasks share the wording of others.
                led = leads(held.task, agency, today)
                known[words] = "lead" if led else "partner" if helps(held.task, agency, today) else ""
            if side := known[words]:
                found[side].append(held)
        return sorted(found["lead"], key=self.by_due), sorted(found["partner"], key=self.by_due)

    def by_due(self, held: Held) -> tuple[date, str]:
        """Sort by due day, what has none last."""
        return self.due(held) or date.max, held.key

    def keyed(self, plan: Plan) -> tuple[tuple[str, Task], ...]:
        """Return a plan's tasks with the keys they are held by."""
        return tuple((held.key, held.task) for held in self.tasks.values() if held.plan is plan)

    def reports(self) -> dict[tuple[str, str], Progress]:
        """Return what was reported, by plan number and task key: as look-ups take it."""
        return {(self.tasks[key].plan.number, key): record.progress for key, record in self.records.items() if key in self.tasks}

    def plan(self, number: str) -> Plan | None:
        """Return a plan by its number."""
        return next((plan for plan in self.plans if plan.number == number), None)


def bound(
    imported: Mapping[str, tuple[Plan, tuple[tuple[str, Task], ...]]], shipped: Iterable[Plan]
) -> tuple[tuple[Plan, ...], dict[str, Held]]:
    """Put imported and shipped plans together; of one that is both, the imported one holds."""
    both = dict(imported)
    for plan in shipped:
        if plan.number not in both:
            read = _read(plan)
            both[plan.number] = (read, keyed_plan(read))
    ordered = sorted(both.values(), key=lambda row: row[0].issued, reverse=True)
    return tuple(plan for plan, _ in ordered), {key: Held(key, plan, task) for plan, tasks in ordered for key, task in tasks}


def _read(plan: Plan) -> Plan:
    """The plan, the due dates of its tasks read: records that ship have them as worded."""
    return replace(plan, tasks=tuple(replace(task, due_period=period_of(plan, task)) for task in plan.tasks))
