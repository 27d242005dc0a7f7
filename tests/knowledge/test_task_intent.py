"""Free text goes to the plans only where it is clearly about tasks; a citizen's question stays a citizen's."""

import json
from pathlib import Path

import pytest
import yaml

from knowledge.redirects import PATH as REDIRECTS
from knowledge.sources.shipped import DATA, load_procedures
from knowledge.task_intent import about_tasks
from tests.knowledge.test_task_questions import CASES

TRAINING, QUESTIONS = DATA / "training", DATA / "questions"
PLAIN = {"7 ngày tới", "7 ngay toi co viec gi"}


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    return [text for part in value for text in texts(part)] if isinstance(value, list | tuple) else []


def test_no_question_of_the_training_data_is_taken_away() -> None:
    paths = [path for folder in (TRAINING, QUESTIONS, REDIRECTS) for path in folder.rglob("*.yaml")]
    said = [text for path in paths for text in texts(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))]
    assert len(said) > 5000
    assert [text for text in said if about_tasks(text)] == []


def test_no_name_and_no_question_of_a_procedure_is_taken_away() -> None:
    said = [
        text
        for p in load_procedures().records
        for text in (p.name, p.plain_name, *p.questions, *p.folk_names, *(n.question for n in p.notes))
    ]
    assert [text for text in said if about_tasks(text)] == []


def test_no_name_of_the_catalogue_is_taken_away(shared: Path) -> None:
    lines = (shared / "procedures/catalog.jsonl").read_text(encoding="utf-8").splitlines()
    assert [name for line in lines if about_tasks(name := json.loads(line)["name"])] == []


@pytest.mark.parametrize(
    "text",
    [
        "Sở Nội vụ còn việc gì quá hạn",
        "ai chủ trì nhiệm vụ 12",
        "nhiệm vụ về chính quyền số đến hạn tháng 6",
        "phối hợp với Sở Tài chính",
        "hạn của báo cáo SIPAS",
        "viec quy 2 cua so nv",
        "snv con viec gi thang nay",
        "nhiệm vụ trước 30/6",
        "nhiệm vụ 7 ngày tới",
        "chỉ tiêu về thủ tục hành chính",
        "kế hoạch 4003 có mấy lĩnh vực",
    ],
)
def test_an_officials_look_up_is_recognised(text: str) -> None:
    assert about_tasks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sở xây dựng quá hạn trả hồ sơ của tôi 7 ngày",
        "nộp hồ sơ ở sở tư pháp mất mấy ngày",
        "thực hiện nghĩa vụ quân sự",
        "xin việc ở sở nội vụ",
        "hồ sơ quá hạn thì làm sao",
        "bộ công an cấp căn cước tháng này có làm thứ bảy không",
        "phí trước bạ tháng 6 có được giảm không",
        "con tôi chậm đăng ký khai sinh 30 ngày",
        "nhiệm vụ của tổ trưởng dân phố là gì",
        "sở giao thông có việc gì mà đổi bằng lái lâu thế",
        "kế hoạch sinh con thứ ba có bị phạt không",
        "quyết định 1234/QĐ-UBND thu hồi đất nhà tôi",
    ],
)
def test_a_citizens_question_is_left_alone(text: str) -> None:
    assert not about_tasks(text)


def test_most_look_ups_are_recognised_without_a_command() -> None:
    seen = [case.ask for case in CASES if about_tasks(case.ask)]
    assert len(seen) > 0.5 * len(CASES)
