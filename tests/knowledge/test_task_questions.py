"""Look-ups asked in free Vietnamese: the tasks that a careful official would list, found exactly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from knowledge.plan_answers import answer
from knowledge.task_questions import PlanQuestion, TaskQuestion, understand
from knowledge.tasks import Entry, look_up
from nlp.files import read_yaml
from nlp.text import fold, is_accented
from tests.knowledge.lookups import NUMBER, TODAY, board, standing

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True)
class Case:
    """A row of `lookups.yaml`."""

    ask: str
    find: tuple[str, ...] = ()
    asks: str = ""
    emptied: str = ""
    part: str = ""
    plans: Mapping[str, int] | None = None
    but: tuple[str, ...] = ()


def cases() -> tuple[Case, ...]:
    read = read_yaml(Path(__file__).parent / "lookups.yaml", tuple[Case, ...])
    assert isinstance(read, tuple), read
    return read


CASES = cases()


def label(entry: Entry) -> str:
    if entry.plan.number == NUMBER:
        return entry.task.no
    if entry.plan.number.startswith("2629"):
        return f"{ROMAN[entry.plan.areas.index(entry.task.area)]}.{entry.task.no}"
    return f"4003.{entry.task.no}"


def wrong(case: Case) -> str:
    """What is not as expected, or ""."""
    understood = understand(case.ask, board(), TODAY)
    match understood:
        case PlanQuestion(part=part):
            told = {t.plan.number: len(t.items) for t in answer(understood, board().plans).told}
            return "" if (part, told) == (case.part, case.plans) else f"{understood} told {told}"
        case TaskQuestion(query, asks, ignored):
            found = look_up(standing(), query, TODAY)
            got, wanted = {label(task.entry) for task in found.tasks}, set(case.find) - set(case.but)
            right = got == wanted and not case.part and (not case.asks or case.asks in asks)
            right = right and (not case.emptied or case.emptied in found.emptied_by)
            return (
                ""
                if right
                else f"{query} {asks} ignored {ignored}: more {sorted(got - wanted)}, missing {sorted(wanted - got)} {found.emptied_by}"
            )


def test_at_least_95_of_100_look_ups_are_exactly_right() -> None:
    faults = {case.ask: fault for case in CASES if (fault := wrong(case))}
    assert len(CASES) >= 80
    assert len(faults) <= 0.05 * len(CASES), "\n".join(f"{ask}: {fault}" for ask, fault in faults.items())


def test_half_of_them_are_without_marks_or_abbreviated() -> None:
    plain = sum(not is_accented(case.ask) for case in CASES)
    assert plain >= 0.5 * len(CASES)
    assert max(Counter(case.ask for case in CASES).values()) == 1


@pytest.mark.parametrize("said", ["{}", "cho mình hỏi {}", "a oi {} a", "dạ {} với ạ?"])
def test_marks_capitals_and_polite_words_change_nothing(said: str) -> None:
    for case in CASES:
        for asked in (fold(case.ask), case.ask.upper(), case.ask):
            assert not wrong(replace(case, ask=said.format(asked))), said.format(asked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.ask)
def test_a_look_up_finds_what_an_official_would_list(case: Case) -> None:
    assert not wrong(case)
