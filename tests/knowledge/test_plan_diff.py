"""A corrected plan: its tasks are found again, and keep their keys."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.plan_diff import diff_plan
from knowledge.task_keys import keyed
from tests.plans import NUMBER, plan, task

WORDS = "rà soát ban hành tổ chức thanh tra kiểm tra số hóa dữ liệu báo cáo khảo sát hài lòng người dân doanh nghiệp".split()
TASKS = (
    task("1", "Rà soát thủ tục hành chính nội bộ", area="Thủ tục"),
    task("2", "Khảo sát sự hài lòng của người dân", area="Thủ tục"),
    task("1", "Xây dựng kho dữ liệu dùng chung", area="Chính quyền số"),
    task("2", "Tuyên truyền cải cách hành chính", area="Chính quyền số", due="Thường xuyên"),
)
HELD = keyed(NUMBER, TASKS)


def test_the_same_plan_changes_nothing() -> None:
    diff = diff_plan(NUMBER, HELD, TASKS)
    assert (diff.tasks, diff.added, diff.removed, diff.changed, diff.same) == (HELD, (), (), (), 4)


def test_another_place_in_the_file_is_no_change() -> None:
    assert diff_plan(NUMBER, HELD, [replace(t, place=f"b.xlsx:{i}") for i, t in enumerate(TASKS)]).same == 4


def test_what_is_new_gone_and_changed_is_told_apart() -> None:
    later = replace(TASKS[0], due="31/12/2026")
    new = task("3", "Đào tạo công chức về dữ liệu", area="Chính quyền số")
    diff = diff_plan(NUMBER, HELD, [later, TASKS[2], new, TASKS[3]])
    assert [t for _, t in diff.added] == [new]
    assert diff.removed == (HELD[1],)
    assert [(p.key, p.fields) for p in diff.changed] == [(HELD[0][0], ("hạn",))]
    assert diff.same == 2
    assert [key for key, _ in diff.tasks] == [HELD[0][0], HELD[2][0], diff.added[0][0], HELD[3][0]]


def test_a_number_that_restarts_in_each_area_is_no_key() -> None:
    swapped = [replace(t, no="9") for t in TASKS]
    assert [key for key, _ in diff_plan(NUMBER, HELD, swapped).tasks] == [key for key, _ in HELD]


def test_a_mended_wording_keeps_its_task_and_another_task_in_its_place_does_not() -> None:
    mended = replace(TASKS[0], description="Rà soát, đơn giản hóa thủ tục hành chính nội bộ")
    assert diff_plan(NUMBER, HELD, [mended, *TASKS[1:]]).changed[0].key == HELD[0][0]
    other = replace(TASKS[0], description="Mua sắm trang thiết bị cho bộ phận một cửa")
    diff = diff_plan(NUMBER, HELD, [other, *TASKS[1:]])
    assert (len(diff.added), diff.removed) == (1, (HELD[0],))


def test_tasks_of_the_same_words_have_different_keys() -> None:
    twice = keyed(NUMBER, [TASKS[0], TASKS[0], TASKS[0]])
    assert len({key for key, _ in twice}) == 3
    assert diff_plan(NUMBER, twice, [TASKS[0], TASKS[0]]).removed == (twice[2],)


@given(st.integers(0, 10**6), st.integers(1, 40))
def test_whatever_is_changed_keys_are_unique_and_every_task_is_accounted_for(seed: int, count: int) -> None:
    chance = random.Random(seed)
    made = [task(str(n % 7), " ".join(chance.choices(WORDS, k=6)), area=chance.choice("AB")) for n in range(count)]
    held = keyed(NUMBER, made)
    after = [
        replace(t, no=chance.choice("12"), due=chance.choice([t.due, "1/7/2026"])) for t in chance.sample(made, chance.randrange(count + 1))
    ]
    after += [task("x", " ".join(chance.choices(WORDS, k=6))) for _ in range(chance.randrange(4))]
    diff = diff_plan(NUMBER, held, after)
    assert [t for _, t in diff.tasks] == after
    assert len({key for key, _ in (*diff.tasks, *diff.removed)}) == len(diff.tasks) + len(diff.removed)
    assert len(diff.added) + len(diff.changed) + diff.same == len(after)
    assert len(diff.removed) + len(diff.changed) + diff.same == count
    assert plan(*after).tasks == tuple(after)
