"""Real annexes: what is found, by figures, and the same tables in every form of file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.records import Task
from knowledge.sources.annex import read_plan
from tests.annex_files import WRITERS, Area, Grid
from tests.benchmarks.annexes import Compared, Measured, documents

ONLY_RECURRING = re.compile(
    r"(?:hoàn thành|trình|xây dựng|thực hiện trong giai đoạn).*20\d\d.*(?:vận hành|triển khai thực hiện|thực hiện thường xuyên)", re.I
)
"""Where the reference is wrong about a due date: it takes a milestone with its operation afterwards as only recurring, and
would never call the milestone late."""

NOT_IN_REFERENCE = {
    "624": "rows 39 to 47 have empty last cells; the reference took the cells after them as the next row",
    "2629": "row 17 of III.1: the reference has row 15's description there",
    "2820": "rows under a merged number: two are missing in the reference, one is glued to the row above",
    "NQ": "the second lead of item 1 has a row of its own",
}
ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII".split()
HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")


@pytest.fixture(scope="module")
def measured(shared: Path) -> tuple[Measured, ...]:
    return tuple(documents(shared))


@pytest.fixture(scope="module")
def rows(measured: tuple[Measured, ...]) -> tuple[Compared, ...]:
    return tuple(pair for document in measured for pair in document.rows)


def test_98_of_100_rows_are_found(rows: tuple[Compared, ...]) -> None:
    assert len(rows) == 452 + 179
    assert sum(pair.task is not None for pair in rows) >= 0.98 * len(rows)


def test_98_of_100_lead_agencies_are_right(rows: tuple[Compared, ...]) -> None:
    assert sum(pair.lead_right for pair in rows) >= 0.98 * len(rows)


def test_97_of_100_due_periods_are_right_and_the_rest_are_faults_of_the_reference(rows: tuple[Compared, ...]) -> None:
    told = [pair for pair in rows if pair.due_right is not None]
    wrong = [pair.task.due for pair in told if not pair.due_right and pair.task]
    assert sum(bool(pair.due_right) for pair in told) >= 0.97 * len(told)
    assert [due for due in wrong if not ONLY_RECURRING.search(due)] == []


def test_no_day_is_invented(measured: tuple[Measured, ...]) -> None:
    for document in measured:
        for task in document.annex.tasks:
            assert task.due_period is not None
            for day in filter(None, (task.due_period.start, task.due_period.end)):
                said = {int(year) for year in re.findall(r"20\d\d", task.due)}
                before = {year - 1 for year in said} if "rước" in task.due else set()
                assert day.year in said | before | {document.annex.year}, task.due


def test_tasks_beyond_the_reference_are_known(measured: tuple[Measured, ...]) -> None:
    beyond = {document.name: len(document.extra) for document in measured if document.extra}
    assert all(any(name.startswith(start) for start in NOT_IN_REFERENCE) for name in beyond), beyond
    assert sum(beyond.values()) <= 12


def test_numbers_and_days_of_the_plans_are_read(measured: tuple[Measured, ...]) -> None:
    for document in measured[:-1]:
        row = document.rows[0].row
        assert row is not None
        plan = row["plan"]
        if plan["number"].startswith("("):
            assert document.annex.number == "394/NQ-CP"  # The reference did not find it.
            continue
        assert document.annex.number == plan["number"]
        assert document.annex.issued is not None and document.annex.issued.isoformat() == plan["date"]


def grid(tasks: tuple[Task, ...]) -> Grid:
    """The tasks as one table, each area a row across it, what rows under one number share merged."""
    rows: list[tuple[str, ...]] = [HEAD]
    merged: list[Area] = []
    area = ""
    for task in tasks:
        if task.area != area:
            area = task.area
            rows.append((ROMAN[sum(row[2:] == ("",) * 4 for row in rows) % len(ROMAN)], area, "", "", "", ""))
            merged.append((len(rows) - 1, 1, len(rows) - 1, 5))
        rows.append((task.no, task.description, "; ".join(task.lead), "; ".join(task.partners), task.due, task.output))
    return Grid(tuple(rows), (*merged, *_shared(rows)), ("DANH MỤC NHIỆM VỤ",))


def _shared(rows: list[tuple[str, ...]]) -> Iterator[Area]:
    first = 1
    while first < len(rows):
        last = first
        while last + 1 < len(rows) and (rows[last + 1][0], *rows[last + 1][2:4]) == (rows[first][0], *rows[first][2:4]):
            last += 1
        if last > first:
            yield from ((first, column, last, column) for column in (0, 2, 3) if rows[first][column])
        first = last + 1


def told(task: Task) -> tuple[object, ...]:
    return task.no, task.description, task.area, task.output, task.lead, task.partners, task.due, task.due_period


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_real_table_gives_the_same_tasks_in_every_form_of_file(form: str, measured: tuple[Measured, ...], tmp_path: Path) -> None:
    for document in measured:
        path = tmp_path / f"{document.name[:4]}{form}"
        WRITERS[form](grid(document.annex.tasks), path)
        assert [told(task) for task in read_plan(path).tasks] == [told(task) for task in document.annex.tasks], document.name
