"""What is said after a look-up: what hangs on it, and what stands for itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from knowledge.conversation import REMEMBERED
from knowledge.task_followup import Chosen, FollowUp, Looked, follow_up
from knowledge.task_questions import PlanQuestion, TaskQuestion, understand
from knowledge.task_telling import filters
from knowledge.tasks import TaskQuery, look_up
from tests.knowledge.lookups import TODAY, board, standing

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)


def looked(text: str) -> Looked:
    """What is remembered of a look-up."""
    asked = understand(text, board(), TODAY)
    if isinstance(asked, PlanQuestion):
        return Looked(NOW, TaskQuery(plan=asked.plan))
    found = look_up(standing(), asked.query, TODAY).tasks
    return Looked(NOW, asked.query, tuple(task.entry.key for task in found), found[0].entry.key if len(found) == 1 else "")


def told(meant: FollowUp | None) -> str:
    match meant:
        case None:
            return "-"
        case Chosen(key, asks):
            return " ".join((next(entry.task.no for entry in board().entries if entry.key == key), *asks))
        case PlanQuestion(part, plan):
            return f"{part} {plan}"
        case TaskQuestion(query, asks):
            return "; ".join((*(f"{label}: {value}" for _, label, value in filters(query)), *asks))


OPEN = "Sở Nội vụ còn việc gì quý 2"  # 18, 14, 24, 34 in this order.


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        (OPEN, "còn quý 3 thì sao?", "Chủ trì: Sở Nội vụ; Thời hạn: Quý III/2026"),
        (OPEN, "con quy 3 thi sao", "Chủ trì: Sở Nội vụ; Thời hạn: Quý III/2026"),
        (OPEN, "của Sở Tài chính thì sao", "Chủ trì: Sở Tài chính; Thời hạn: Quý II/2026"),
        (OPEN, "stc", "Chủ trì: Sở Tài chính; Thời hạn: Quý II/2026"),
        (OPEN, "thế còn phối hợp thì sao", "Phối hợp: Sở Nội vụ; Thời hạn: Quý II/2026"),
        (OPEN, "quá hạn thôi", "Chủ trì: Sở Nội vụ; Thời hạn: Quý II/2026; Trạng thái: quá hạn, đang thực hiện"),
        (OPEN, "Sở Y tế quá hạn", "-"),
        (OPEN, "cái thứ hai", "14"),
        (OPEN, "2", "14"),
        (OPEN, "cai cuoi", "34"),
        (OPEN, "cái thứ hai hạn khi nào", "14 due"),
        (OPEN, "cái thứ chín", "-"),
        (OPEN, "9", "-"),
        (OPEN, "thứ hai tuần sau", "-"),
        (OPEN, "ai phối hợp?", "Chủ trì: Sở Nội vụ; Thời hạn: Quý II/2026; partners"),
        (OPEN, "Sở Y tế còn việc gì quá hạn", "-"),
        (OPEN, "nhiệm vụ về đất đai", "-"),
        (OPEN, "đăng ký kết hôn thì sao", "-"),
        (OPEN, "còn lệ phí thì sao", "-"),
        (OPEN, "sổ đỏ", "-"),
        (OPEN, "cảm ơn", "-"),
        (OPEN, "", "-"),
        ("nhiệm vụ về đất đai", "còn y tế thì sao", "Có từ: y tế"),
        ("nhiệm vụ về đất đai", "y tế", "-"),
        ("Sở Nội vụ phối hợp việc gì quý 2", "còn Sở Tài chính", "Phối hợp: Sở Tài chính; Thời hạn: Quý II/2026"),
        ("nhiệm vụ 12 kế hoạch 117", "nhiệm vụ 13 thì sao", "Kế hoạch: 117; Nhiệm vụ số: 13"),
        ("nhiệm vụ 12 kế hoạch 117", "hạn khi nào", "12 due"),
        ("kế hoạch 4003 có mấy lĩnh vực", "còn chỉ tiêu?", "targets 4003"),
        ("kế hoạch 4003 có mấy lĩnh vực", "ai ban hành", "issuer 4003"),
    ],
)
def test_what_hangs_on_a_look_up_changes_it_or_points_into_it(before: str, said: str, meant: str) -> None:
    assert told(follow_up(said, looked(before), board(), TODAY, NOW)) == meant


def test_a_filter_said_with_a_command_is_a_look_up_of_its_own() -> None:
    for said, hangs in (("quá hạn", False), ("Sở Y tế", False), ("còn quý 3 thì sao", True), ("cái thứ hai", True)):
        assert bool(follow_up(said, looked(OPEN), board(), TODAY, NOW, fragments=False)) is hangs, said


def test_after_half_an_hour_and_without_a_look_up_nothing_hangs_on_it() -> None:
    for said in ("còn quý 3 thì sao", "2", "ai phối hợp"):
        assert follow_up(said, looked(OPEN), board(), TODAY, NOW + REMEMBERED - timedelta(seconds=1))
        assert follow_up(said, looked(OPEN), board(), TODAY, NOW + REMEMBERED) is None
        assert follow_up(said, None, board(), TODAY, NOW) is None


def test_the_task_told_last_is_the_one_asked_about() -> None:
    before = replace(looked(OPEN), told=looked(OPEN).found[2])
    assert told(follow_up("ai phối hợp?", before, board(), TODAY, NOW)) == "24 partners"
