"""A look-up is a filter: it only ever takes away, says what emptied it, and knows how each task stands."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.records import Plan, Source, Task
from knowledge.task_questions import TaskQuestion, understand
from knowledge.tasks import (
    Progress,
    Role,
    State,
    Status,
    Sums,
    TaskList,
    TaskQuery,
    lay_out,
    look_up,
    names_plan,
    stand,
    status_of,
)
from knowledge.tasks_status import due_day
from nlp import periods
from nlp.periods import RECURRING
from tests.benchmarks.tasks import QUESTIONS, timed
from tests.benchmarks.tasks import plans as made_up
from tests.knowledge.lookups import NUMBER, TODAY, annex, board, reports, standing

NAMES = ("agency", "partner", "apart", "period", "status", "area", "words", "output", "plan", "no")


def found(query: TaskQuery, today: date = TODAY) -> TaskList:
    return look_up(standing(), query, today)


def numbers(query: TaskQuery, today: date = TODAY) -> set[str]:
    return {task.entry.task.no for task in found(replace(query, plan=NUMBER), today).tasks}


DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))
QUERIES = st.builds(
    TaskQuery,
    agency=st.sampled_from(["", "Sở Nội vụ", "Sở Tài chính", "Bộ Công an", "Sở Ngoại vụ", "các sở, ban, ngành"]),
    role=st.sampled_from(Role),
    partner=st.sampled_from(["", "Sở Tư pháp", "Bộ Tài chính"]),
    apart=st.sampled_from(["", "Sở Nội vụ", "Bộ Công an"]),
    period=st.none()
    | st.just(RECURRING)
    | st.builds(lambda day, days: periods.between(day, day + timedelta(days)), DAYS, st.integers(0, 200)),
    status=st.frozensets(st.sampled_from(Status), max_size=3),
    area=st.sampled_from(["", "thể chế", "tài chính công"]),
    words=st.sampled_from(["", "kiểm tra", "du lieu", "chính quyền số", "lâm nghiệp"]),
    output=st.sampled_from(["", "báo cáo", "quyết định"]),
    plan=st.sampled_from(["", "117", "2629", "9999"]),
    no=st.sampled_from(["", "12", "III.12", "77"]),
)


def without(query: TaskQuery, name: str) -> TaskQuery:
    plain = TaskQuery()
    if name == "role":
        return replace(query, role=Role.ANY)
    dropped = replace(query, **{name: getattr(plain, name)})
    return replace(dropped, role=Role.ANY) if name == "agency" else dropped


def keys(tasks: TaskList) -> set[tuple[str, str]]:
    return {(task.entry.plan.number, task.entry.key) for task in tasks.tasks}


@settings(deadline=None, max_examples=300)
@given(QUERIES, st.sampled_from(NAMES), DAYS)
def test_a_filter_only_ever_shrinks_the_list(query: TaskQuery, name: str, today: date) -> None:
    assert keys(found(query, today)) <= keys(found(without(query, name), today))


@settings(deadline=None, max_examples=300)
@given(QUERIES, DAYS)
def test_without_the_filters_that_emptied_a_list_there_are_tasks(query: TaskQuery, today: date) -> None:
    tasks = found(query, today)
    assert bool(tasks.tasks) != bool(tasks.emptied_by)
    if tasks.emptied_by:
        wider = query
        for name in tasks.emptied_by:
            wider = without(wider, name)
        assert found(wider, today).tasks
        for spared in tasks.emptied_by:  # And not one of them is named for nothing.
            narrower = query
            for name in tasks.emptied_by:
                narrower = narrower if name == spared else without(narrower, name)
            assert not found(narrower, today).tasks


@settings(deadline=None, max_examples=200)
@given(QUERIES, DAYS)
def test_sums_count_every_task_once(query: TaskQuery, today: date) -> None:
    tasks = found(query, today)
    assert tasks.sums.total == len(tasks.tasks) == sum(tasks.sums.by_status.values())
    assert tasks.sums.undated == sum(task.due is None for task in tasks.tasks)


@pytest.mark.parametrize(
    ("no", "status"),
    [
        ("1", Status.OVERDUE),
        ("5", Status.DUE_SOON),
        ("53", Status.DUE_SOON),
        ("59", Status.DUE_SOON),
        ("24", Status.ON_TRACK),
        ("11", Status.DONE_ON_TIME),
        ("28", Status.DONE_LATE),
        ("19", Status.CANCELLED),
        ("57", Status.ON_TRACK),
        ("4", Status.ON_TRACK),
        ("7", Status.ON_TRACK),
        ("30", Status.ON_TRACK),
    ],
)
def test_each_of_the_six_states_is_told(no: str, status: Status) -> None:
    (task,) = found(TaskQuery(plan=NUMBER, no=no)).tasks
    assert task.status is status


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2026, 1, 1), date(2060, 1, 1)))
def test_what_has_no_day_is_never_overdue(today: date) -> None:
    for task in found(TaskQuery(status=frozenset({Status.OVERDUE})), today).tasks:
        assert task.due is not None and task.due < today


REPORTED = st.builds(Progress, status=st.sampled_from(State), percent=st.just(0), done=st.none() | DAYS, due=st.none() | DAYS)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.sampled_from(sorted(board().places)), REPORTED, max_size=12), DAYS)
def test_all_tasks_at_once_stand_as_each_does_alone(reported: dict[tuple[str, str], Progress], today: date) -> None:
    for task in look_up(stand(board(), reported), TaskQuery(), today).tasks:
        progress = reported.get((task.entry.plan.number, task.entry.key), Progress())
        assert task.status is status_of(task.entry.period, progress, today)
        assert task.due == due_day(task.entry.period, progress)
        assert task.progress == progress


def test_a_group_that_leads_makes_a_task_everybodys_and_its_wording_stays() -> None:
    tasks = found(TaskQuery(plan=NUMBER, agency="Sở Y tế", words="tinh giản")).tasks
    assert [task.entry.task.lead for task in tasks] == [("Các sở, ban, ngành",)]
    assert tasks[0].role is Role.LEAD


def test_an_agency_of_before_2025_is_found_under_todays_name() -> None:
    source = Source(name="Thử", checked=TODAY)
    task = Task(no="1", description="Làm đường", lead=("Sở Giao thông vận tải",))
    old = Plan(number="5/KH-UBND", title="Cũ", issuer="UBND tỉnh", issued=date(2024, 1, 1), source=source, tasks=(task,))
    laid = stand(lay_out((old,)))
    assert look_up(laid, TaskQuery(agency="Sở Xây dựng"), TODAY).tasks
    assert not look_up(laid, TaskQuery(agency="Sở Xây dựng"), date(2025, 1, 1)).tasks


def test_what_the_agency_helps_with_is_counted_beside_what_it_leads() -> None:
    tasks = found(TaskQuery(plan=NUMBER, agency="Sở Dân tộc và Tôn giáo", area="công vụ"))
    assert {task.entry.task.no for task in tasks.tasks} == {"35", "36", "38"}
    assert tasks.sums.helped == 2  # 34 and 40, of which "các sở, ban, ngành" are partners.


def test_a_day_that_was_put_off_counts_and_done_in_time_is_not_late() -> None:
    june = TaskQuery(period=periods.month(2026, 6))
    assert "57" in numbers(june)
    assert "57" not in {t.entry.task.no for t in look_up(stand(board()), june, TODAY).tasks if t.entry.plan is annex()}
    key = next(key for (_, key), progress in reports().items() if progress.due)
    late = {(NUMBER, key): Progress(State.DONE, 100, date(2026, 7, 1), date(2026, 6, 30))}
    (task,) = look_up(stand(board(), late), TaskQuery(plan=NUMBER, no="57"), date(2026, 7, 2)).tasks
    assert task.status is Status.DONE_LATE


def test_tasks_come_by_their_due_day_and_undated_ones_last() -> None:
    days = [task.due for task in found(TaskQuery(plan=NUMBER)).tasks]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days[len(dated) :] == [None] * (len(days) - len(dated)) != []


def test_words_of_a_term_stand_side_by_side() -> None:
    """“Chính quyền”, “số” and “quyền tự chủ” are not “chính quyền số”."""
    words = {task.entry.task.no for task in found(TaskQuery(plan=NUMBER, words="chính quyền số")).tasks}
    assert words == {str(no) for no in range(51, 61)}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("117", True),
        ("117/KH", True),
        ("117/KH-UBND", True),
        ("117/kh-ubnd", True),
        ("2026", True),
        ("11", False),
        ("1171", False),
        ("2025", False),
    ],
)
def test_a_plan_is_named_by_its_number_its_beginning_or_its_year(said: str, meant: bool) -> None:
    assert names_plan(said, annex()) is meant


@pytest.mark.parametrize("query", [TaskQuery(), TaskQuery(words="dữ liệu", no="1", agency="Sở Nội vụ")])
def test_without_any_plan_nothing_is_found_and_no_filter_is_blamed(query: TaskQuery) -> None:
    assert look_up(stand(lay_out(())), query, TODAY) == TaskList((), Sums(), ())


def test_a_look_up_over_ten_thousand_tasks_of_sixty_agencies_takes_less_than_20_ms() -> None:
    """The 99th percentile, understanding and a page of tasks included (measured: 2 ms)."""
    laid = lay_out(made_up(10_000))
    done = Progress(State.DONE, 100, date(2026, 5, 1))
    standing = stand(laid, dict.fromkeys(sorted(laid.places)[::3], done))

    def asked(text: str) -> object:
        question = understand(text, laid, TODAY)
        return look_up(standing, question.query, TODAY).tasks[:5] if isinstance(question, TaskQuestion) else None

    spent = sorted(timed([partial(asked, text) for text in QUESTIONS]))
    assert spent[int(0.99 * len(spent))] < 20
