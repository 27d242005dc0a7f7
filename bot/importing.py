"""What approving a draft would do: the plan it becomes, and what that changes in the plan held."""

from dataclasses import dataclass
from datetime import date

from bot.book import Book
from knowledge.plan_diff import PlanDiff, diff_plan
from knowledge.plan_draft import Draft, to_plan
from knowledge.records import Plan


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan to be stored; `held`: the one of this number that it takes the place of; `stamp`: what was held when it was made."""

    plan: Plan
    held: Plan | None
    diff: PlanDiff
    stamp: int
    reported: int
    """Tasks that go although something was reported of them."""

    @property
    def changes(self) -> bool:
        """Whether anything becomes different."""
        return bool(self.held is None or self.diff.added or self.diff.removed or self.diff.changed or self.heads)

    @property
    def heads(self) -> tuple[str, ...]:
        """What changes of the plan itself, in words."""
        named = {"title": "tên", "issuer": "cơ quan ban hành", "issued": "ngày ban hành", "year": "năm", "areas": "lĩnh vực"}
        return tuple(word for name, word in named.items() if self.held and getattr(self.held, name) != getattr(self.plan, name))


def propose(draft: Draft, book: Book, today: date) -> Proposal:
    """Say what a draft would change; ValueError names what it lacks."""
    plan = to_plan(draft, today)
    held = book.plan(plan.number)
    before = [(held.key, held.task) for held in book.tasks.values() if held.plan.number == plan.number]
    diff = diff_plan(plan.number, before, plan.tasks)
    reported = sum(book.record(key).version > 0 for key, _ in diff.removed)
    return Proposal(plan, held, diff, book.stamp, reported)
