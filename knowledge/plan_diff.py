"""What a corrected plan changes: its tasks matched with those held, by number, area and wording, each keeping its key."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from knowledge.records import Task
from knowledge.task_keys import keyed
from nlp.text import fold, normalize

Keyed = tuple[str, Task]
SAME_PLACE = 55.0
"""Of a task with the same number in the same area, the wording may change so far (fuzz.ratio, 0 to 100)."""
ELSEWHERE = 88.0
"""Of a task that stands elsewhere, only so far."""
SHOWN = {
    "no": "TT",
    "area": "lĩnh vực",
    "description": "nhiệm vụ",
    "output": "sản phẩm",
    "lead": "chủ trì",
    "partners": "phối hợp",
    "due": "hạn",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A task held, and what it becomes."""

    key: str
    before: Task
    after: Task

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs, in words."""
        return tuple(label for name, label in SHOWN.items() if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """The tasks of the new plan in their order, each with its key; and which are new, gone, changed or the same."""

    tasks: tuple[Keyed, ...]
    added: tuple[Keyed, ...]
    removed: tuple[Keyed, ...]
    changed: tuple[Pair, ...]
    same: int


@dataclass(slots=True)
class _Matching:
    """Tasks not matched yet, by place."""

    before: Sequence[Keyed]
    after: Sequence[Task]
    found: dict[int, int] = field(default_factory=dict)
    """Place in `after` → place in `before`."""

    @property
    def free_before(self) -> list[int]:
        taken = set(self.found.values())
        return [i for i in range(len(self.before)) if i not in taken]

    @property
    def free_after(self) -> list[int]:
        return [i for i in range(len(self.after)) if i not in self.found]

    def exactly(self, by: Callable[[Task], Hashable]) -> None:
        """Match what agrees, in the order of the plans."""
        places = defaultdict[Hashable, list[int]](list)
        for i in reversed(self.free_before):
            places[by(self.before[i][1])].append(i)
        for j in self.free_after:
            if waiting := places.get(by(self.after[j])):
                self.found[j] = waiting.pop()

    def nearly(self, by: Callable[[Task], Hashable], enough: float) -> None:
        """Match what agrees in `by` and is worded alike, the likest first."""
        groups = defaultdict[Hashable, tuple[list[int], list[int]]](lambda: ([], []))
        for i in self.free_before:
            groups[by(self.before[i][1])][0].append(i)
        for j in self.free_after:
            groups[by(self.after[j])][1].append(j)
        scored = [score for held, new in groups.values() if held and new for score in self._scores(held, new, enough)]
        taken: set[int] = set()
        for _, i, j in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
            if j not in self.found and i not in taken:
                self.found[j] = i
                taken.add(i)

    def _scores(self, held: list[int], new: list[int], enough: float) -> list[tuple[float, int, int]]:
        words = {i: _words(self.before[i][1]) for i in held}
        return [
            (score, i, j)
            for j in new
            for _, score, i in process.extract(_words(self.after[j]), words, scorer=fuzz.ratio, score_cutoff=enough, limit=5)
        ]


def diff_plan(number: str, before: Sequence[Keyed], after: Sequence[Task]) -> PlanDiff:
    """Match the tasks of a plan held with those of its new form; new ones get new keys."""
    matching = _Matching(before, after)
    for by in (_all, _place_and_wording, _wording, lambda task: (task.no, fold(task.description))):
        matching.exactly(by)
    matching.nearly(lambda task: (task.no, _area(task)), SAME_PLACE)
    matching.nearly(_area, ELSEWHERE)
    matching.nearly(lambda _: None, ELSEWHERE)
    pairs = [Pair(before[matching.found[j]][0], before[matching.found[j]][1], after[j]) for j in sorted(matching.found)]
    fresh = dict(zip(matching.free_after, keyed(number, (after[j] for j in matching.free_after), [key for key, _ in before]), strict=True))
    tasks = tuple((before[matching.found[j]][0], after[j]) if j in matching.found else fresh[j] for j in range(len(after)))
    changed = tuple(pair for pair in pairs if replace(pair.before, place="") != replace(pair.after, place=""))
    return PlanDiff(tasks, tuple(fresh.values()), tuple(before[i] for i in matching.free_before), changed, len(pairs) - len(changed))


def _words(task: Task) -> str:
    return fold(normalize(task.description))


def _area(task: Task) -> str:
    return fold(normalize(task.area))


def _wording(task: Task) -> Hashable:
    return _area(task), _words(task)


def _place_and_wording(task: Task) -> Hashable:
    return task.no, _area(task), _words(task), task.lead, task.due


def _all(task: Task) -> Hashable:
    """To the letter: of most tasks, and quickly."""
    return task.no, task.area, task.description, task.lead, task.due
