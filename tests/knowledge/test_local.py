"""A province's own rules."""

from pathlib import Path

import pytest

from knowledge import local
from knowledge.local import laid_over
from knowledge.records import Fee, FeeStatus, Places
from tests.conftest import procedure

GOOD = """\
"1.000001":
  fees:
    - status: amount
      amount: 5000
  places:
    counter: Trung tâm Phục vụ hành chính công tỉnh
  note: Giảm một nửa khi nộp trực tuyến.
  source:
    name: Nghị quyết của HĐND tỉnh
    checked: 2026-09-01
"""


def written(folder: Path, text: str, name: str = "phi.yaml") -> Path:
    """A folder with one file."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_rules_stand_before_the_national_fees_and_the_places_they_name(tmp_path: Path) -> None:
    rules, problems = local.load(written(tmp_path / "local", GOOD), "Đắk Lắk")
    assert problems == ()
    rule = rules.of("1.000001", "")
    assert rule is not None
    record = procedure(fees=(Fee(status=FeeStatus.ZERO),), places=Places(counter="Xã", online="Cổng"))
    told = laid_over(record, rule)
    assert [fee.amount for fee in told.fees] == [5000]
    assert told.places == Places(counter="Trung tâm Phục vụ hành chính công tỉnh", online="Cổng")
    assert record.fees == (Fee(status=FeeStatus.ZERO),)


@pytest.mark.parametrize(("province", "holds"), [("", True), ("Đắk Lắk", True), ("Hà Nội", False)])
def test_a_person_of_another_province_is_told_the_national_record(tmp_path: Path, province: str, holds: bool) -> None:
    rules, _ = local.load(written(tmp_path / "local", GOOD), "Đắk Lắk")
    assert (rules.of("1.000001", province) is not None) is holds
    assert rules.of("1.000002", province) is None


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("amount: 5000", "amount: năm nghìn", 4, "1.000001.fees.0.amount"),
        ("status: amount", "status: zero", 3, "1.000001.fees.0"),
        ("    checked: 2026-09-01\n", "", 9, "1.000001.source.checked"),
        ("note:", "notes:", 7, "1.000001.notes"),
        ('"1.000001"', '"khai sinh"', 2, "khai sinh"),
        ("    counter:", "    quay:", 6, "1.000001.places.quay"),
        ("fees:", "fees: [", 3, "not YAML"),
    ],
)
def test_a_wrong_rule_is_named_with_file_line_and_field(tmp_path: Path, was: str, becomes: str, line: int, said: str) -> None:
    assert was in GOOD
    folder = written(tmp_path / "local", GOOD.replace(was, becomes))
    _, problems = local.load(folder, "Đắk Lắk")
    assert any(said in str(problem) for problem in problems), problems
    assert problems[0].place.startswith(f"{folder / 'phi.yaml'}:")
    assert f":{line}" in problems[0].place


def test_a_rule_that_says_nothing_two_that_contradict_and_rules_of_nowhere_are_told(tmp_path: Path) -> None:
    nothing = '"1.000001":\n  source: {name: HĐND, checked: 2026-09-01}\n'
    _, problems = local.load(written(tmp_path / "a", nothing), "Đắk Lắk")
    assert "needs fees, places or a note" in str(problems[0])
    written(tmp_path / "b", GOOD)
    _, problems = local.load(written(tmp_path / "b", GOOD, "them.yaml"), "Đắk Lắk")
    assert "ruled in another file too" in str(problems[0])
    _, problems = local.load(written(tmp_path / "c", GOOD), "")
    assert "PROVINCE" in str(problems[0])


def test_no_folder_is_no_rule_and_a_change_of_a_file_shows(tmp_path: Path) -> None:
    assert local.load(tmp_path / "none", "") == (local.NO_RULES, ())
    before = local.fingerprint(tmp_path / "local")
    written(tmp_path / "local", GOOD)
    between = local.fingerprint(tmp_path / "local")
    written(tmp_path / "local", GOOD + "\n")
    assert len({before, between, local.fingerprint(tmp_path / "local")}) == 3
