"""The records that ship, and the loader that checks them."""

import re
from pathlib import Path

import pytest

from knowledge.records import Detail, Plan, Procedure
from knowledge.sources.shipped import DATA, load_plans, load_procedures

GOOD = """\
code: "1.000001"
name: Đăng ký khai sinh
field: Hộ tịch
agency: Ủy ban nhân dân cấp xã
levels: [commune]
times:
  - amount: 3
    unit: working_day
fees:
  - status: amount
    amount: 8000
source:
  name: Cổng Dịch vụ công quốc gia
  checked: 2026-07-18
"""
PROCEDURES = load_procedures()
PLANS = load_plans()
NUMBER = re.compile(r"\d+(\.\d+)?/(\d{4}/)?[^\W\d_]+\d*(-[^\W_]+)*|\d+-[^\W\d_]+/[^\W\d_]+")  # The Party's: 57-NQ/TW.
DISTRICT = re.compile(
    r"(?i)cấp huyện|quận, huyện|huyện, quận|phòng (?:tư pháp|tài chính|nội vụ)"
    r"|(?:ủy ban nhân dân|ubnd|công an|tòa án nhân dân|chi cục thuế)\s+(?:cấp\s+)?(?:quận|huyện|thị xã)"
)


def write(folder: Path, text: str, name: str = "1.000001") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_record_is_loaded(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    loaded = load_procedures(tmp_path)
    assert loaded.problems == ()
    assert [p.code for p in loaded.records] == ["1.000001"]


@pytest.mark.parametrize(
    ("right", "wrong", "place", "message"),
    [
        ("name: Đăng ký", "nmae: Đăng ký", ":2", "nmae: "),
        ("field: Hộ tịch\n", "", ":1", "field: "),
        ("field: Hộ tịch", "field: ' '", ":3", "field: "),
        ("levels: [commune]", "levels: [district]", ":5", "levels.0: "),
        ("levels: [commune]", "levels: commune", ":5", "levels: "),
        ("amount: 3", "amount: ba", ":7", "times.0.amount: "),
        ("working_day", "workday", ":8", "times.0.unit: "),
        ("    unit: working_day\n", "", ":7", "times.0: an amount needs a unit"),
        ("amount: 8000", "amount: 8,000", ":11", "fees.0.amount: "),
        ("    amount: 8000\n", "", ":10", "fees.0: status 'amount' needs an amount above zero"),
        ("status: amount", "status: zero", ":10", "fees.0: status 'zero' has no amount"),
        ("status: amount", "status: free", ":10", "fees.0.status: "),
        ("2026-07-18", "18/07/2026", ":14", "source.checked: "),
        ("  checked: 2026-07-18\n", "", ":13", "source.checked: "),
        ("levels: [commune]", "levels: [commune]\nfolk_names: [sổ, Sổ]", ":6", "folk_names: said twice: Sổ, sổ"),
        ("levels: [commune]", "levels: [commune", ":6", "not YAML: "),
        ("field: Hộ tịch", "name: Hộ tịch", ":3", "name: written twice"),
        ('"1.000001"', '"1.000002"', "", "its code is 1.000002: name it 1.000002.yaml"),
    ],
)
def test_a_wrong_record_is_named_by_file_line_and_field(tmp_path: Path, right: str, wrong: str, place: str, message: str) -> None:
    assert right in GOOD
    path = write(tmp_path, GOOD.replace(right, wrong, 1))
    loaded = load_procedures(tmp_path)
    assert loaded.records == ()
    assert any(p.place == f"{path}{place}" and message in p.message for p in loaded.problems), loaded.problems


def test_a_wrong_record_hides_no_good_one(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", GOOD.replace("1.000001", "1.000002"), "1.000002")
    write(tmp_path, "name: [", "1.000003")
    loaded = load_procedures(tmp_path)
    assert {p.code for p in loaded.records} == {"1.000001", "1.000002"}
    assert len(loaded.problems) == 1


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "1.000001.yaml"
    path.write_bytes("name: Đăng ký".encode("utf-16"))
    (problem,) = load_procedures(tmp_path).problems
    assert problem.place == str(path)
    assert "save the file as UTF-8" in problem.message


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("title: Kế hoạch\n", ":1", "number: "),
        (
            'number: 1/KH\ntitle: K\nissuer: U\nissued: 2026-01-01\nsource: {name: N, checked: 2026-01-01}\ntasks:\n  - no: "1"\n',
            ":7",
            "tasks.0.description: ",
        ),
    ],
)
def test_a_wrong_plan_is_named_too(tmp_path: Path, text: str, place: str, message: str) -> None:
    path = write(tmp_path, text, "plan")
    loaded = load_plans(tmp_path)
    assert loaded.records == ()
    assert any(p.place == f"{path}{place}" and message in p.message for p in loaded.problems), loaded.problems


def test_every_record_that_ships_loads() -> None:
    assert PROCEDURES.problems == ()
    assert PLANS.problems == ()
    assert len(PROCEDURES.records) == len(list((DATA / "procedures").rglob("*.yaml"))) > 200
    assert len(PLANS.records) == len(list((DATA / "plans").rglob("*.yaml"))) > 0


def test_no_two_records_bear_one_code() -> None:
    assert len({p.code for p in PROCEDURES.records}) == len(PROCEDURES.records)


def by_code(procedure: Procedure) -> str:
    return procedure.code


@pytest.mark.parametrize("procedure", PROCEDURES.records, ids=by_code)
def test_a_shipped_procedure_is_complete_and_current(procedure: Procedure) -> None:
    assert [b.number for b in procedure.legal if not NUMBER.fullmatch(b.number)] == []
    told = [
        procedure.agency,
        procedure.places.counter,
        *procedure.steps,
        *procedure.conditions,
        *procedure.results,
        *(d.name for d in procedure.documents),
        *(n.answer for n in procedure.notes),
    ]
    assert [text for text in told if DISTRICT.search(text)] == []
    assert len(procedure.questions) >= 12 or not procedure.questions
    assert procedure.levels or procedure.detail is Detail.CATALOG
    assert procedure.agency or procedure.detail is Detail.CATALOG
    assert procedure.link.startswith("https://")
    assert procedure.source.url == procedure.link


@pytest.mark.parametrize("plan", PLANS.records, ids=lambda plan: plan.number)
def test_a_shipped_plan_numbers_its_tasks_once_and_says_where_each_stands(plan: Plan) -> None:
    numbers = [(task.area, task.no) for task in plan.tasks]  # Numbers begin anew with each area.
    assert len(set(numbers)) == len(numbers) > 0
    assert all(task.place for task in plan.tasks)
    assert {task.area for task in plan.tasks} <= {"", *plan.areas}
    assert [b.number for b in plan.legal if not NUMBER.fullmatch(b.number)] == []


def test_most_shipped_procedures_are_everyday_ones_with_questions() -> None:
    assert sum(bool(p.questions) for p in PROCEDURES.records) >= 170


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("68/2020/QH14", True),
        ("53/2025/TT-BCA", True),
        ("1464/QĐ-UBND", True),
        ("66.16/2026/NQ-CP", True),
        ("Luật Cư trú", False),
        ("75/2022", False),
        ("75/2022/TT-BTC ngày 2/12", False),
    ],
)
def test_legal_numbers_are_told_from_other_words(number: str, good: bool) -> None:
    assert bool(NUMBER.fullmatch(number)) is good
