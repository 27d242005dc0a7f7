"""Corrections of a plan before it is approved."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plan_draft import Draft, Unclear, amend, dump, issuer_of, load, to_plan
from nlp import periods
from nlp.files import Problem
from tests.plans import TODAY, task

DRAFT = Draft(
    file="phu_luc.xlsx",
    number="",
    title="Kế hoạch",
    issuer="",
    issued=None,
    year=2026,
    areas=("Thủ tục", "Khác"),
    tasks=(
        task("1", area="Thủ tục", place="a:1"),
        task("2", "Việc hai", lead=(), place="a:2"),
        task("3", "Việc ba", place="a:3"),
    ),
    problems=(Problem("a:2", "Không có cơ quan chủ trì"),),
)


def amended(text: str, draft: Draft = DRAFT) -> Draft:
    done = amend(draft, text)
    assert isinstance(done, Draft), done
    return done


def test_the_doubtful_rows_come_first_with_their_own_numbers() -> None:
    assert [n for n, _ in DRAFT.rows] == [2, 1, 3]
    assert DRAFT.doubts(DRAFT.tasks[1]) == ("Không có cơ quan chủ trì",)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("số: 12 / KH-UBND", "number", "12/KH-UBND"),
        ("So hieu: 12/KH-UBND", "number", "12/KH-UBND"),
        ("tên: Kế hoạch năm 2026", "title", "Kế hoạch năm 2026"),
        ("cơ quan: UBND tỉnh Đắk Lắk", "issuer", "UBND tỉnh Đắk Lắk"),
        ("ngày: 05/01/2026", "issued", date(2026, 1, 5)),
        ("ngay: ngày 5 tháng 1 năm 2026", "issued", date(2026, 1, 5)),
        ("năm: 2027", "year", 2027),
        ("bỏ 1, 3", "dropped", frozenset({1, 3})),
        ("bỏ 1\nbỏ 3", "dropped", frozenset({1, 3})),
        ("bo dong 1-3", "dropped", frozenset({1, 2, 3})),
    ],
)
def test_the_plan_itself_is_corrected(text: str, field: str, value: object) -> None:
    assert getattr(amended(text), field) == value


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("dòng 2: chủ trì: Sở Y tế; Sở Nội vụ", "lead", ("Sở Y tế", "Sở Nội vụ")),
        ("dong 2: phoi hop: Công an tỉnh", "partners", ("Công an tỉnh",)),
        ("Dòng 2: nhiệm vụ: Rà soát văn bản", "description", "Rà soát văn bản"),
        ("dòng 2: sản phẩm: Báo cáo", "output", "Báo cáo"),
        ("dòng 2: lĩnh vực: Thể chế", "area", "Thể chế"),
        ("dòng 2: TT: 2a", "no", "2a"),
        ("dòng 2: thời hạn: Quý II/2026", "due_period", periods.quarter(2026, 2)),
        ("dòng 2: hạn: tháng 6", "due_period", periods.month(2026, 6)),
    ],
)
def test_a_row_is_corrected_and_no_longer_doubtful(text: str, field: str, value: object) -> None:
    done = amended(text)
    assert getattr(done.tasks[1], field) == value
    assert done.problems == ()
    assert (done.tasks[0], done.tasks[2]) == (DRAFT.tasks[0], DRAFT.tasks[2])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "xin chào",
        "bỏ 4",
        "bỏ 0",
        "bỏ 1-99999999999",
        "dòng 9: hạn: 1/1/2026",
        "dòng 1: màu: xanh",
        "dòng 1: nhiệm vụ:",
        "ngày: mai",
        "năm: mới",
        "giá: 5",
        "bỏ 1\nxin chào",
    ],
)
def test_what_is_not_understood_changes_nothing_and_says_how(text: str) -> None:
    match amend(DRAFT, text):
        case Unclear(message):
            assert message
        case done:
            pytest.fail(f"{text!r} was taken for {done}")


def test_a_plan_is_made_when_nothing_is_missing() -> None:
    assert DRAFT.missing == ("số", "cơ quan", "ngày")
    with pytest.raises(ValueError, match="số, cơ quan, ngày"):
        to_plan(DRAFT, TODAY)
    made = to_plan(amended("số: 12/KH-UBND\nngày: 5/1/2026\nbỏ 2-3"), TODAY)
    assert (made.number, made.issuer, made.issued, made.areas) == ("12/KH-UBND", "Ủy ban nhân dân", date(2026, 1, 5), ("Thủ tục",))
    assert made.tasks == DRAFT.tasks[:1]


def test_a_plan_without_tasks_is_none() -> None:
    with pytest.raises(ValueError, match="Không còn nhiệm vụ"):
        to_plan(amended("số: 12/KH-UBND\nngày: 5/1/2026\nbỏ 1-3"), TODAY)


@pytest.mark.parametrize(
    ("number", "issuer"),
    [("2629/QĐ-TTg", "Thủ tướng Chính phủ"), ("76/NQ-CP", "Chính phủ"), ("12/KH-UBND", "Ủy ban nhân dân"), ("5/KH-SNV", ""), ("", "")],
)
def test_who_issued_is_told_by_the_number_or_not_at_all(number: str, issuer: str) -> None:
    assert issuer_of(number) == issuer


@given(st.text(max_size=60))
def test_any_text_at_all_is_a_correction_or_unclear_and_a_draft_is_kept_whole(text: str) -> None:
    done = amend(DRAFT, text)
    if isinstance(done, Draft):
        assert load(dump(done)) == done
