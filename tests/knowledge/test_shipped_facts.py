"""What the shipped records may never say: a district body as today's, a relief that has ended as today's fee, a fee without a source."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.comparing import Field, Verdict, compare
from knowledge.fees import ends
from knowledge.records import Detail, FeeStatus, Procedure
from knowledge.sources import recorded
from knowledge.sources.recorded import Data
from knowledge.sources.shipped import load_procedures

PROCEDURES = load_procedures().records
OFFICE = (
    r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|công an|tòa án(?: nhân dân)?|chi cục thuế|bảo hiểm xã hội|phòng\s+\w+(?:\s+\w+)?|chi nhánh)"
)
DISTRICT = re.compile(
    rf"(?i)\bcấp huyện\b|\b(?:quận|huyện),\s*(?:quận|huyện)|\b{OFFICE}\s+(?:cấp\s+)?(?:quận|huyện|thị xã)\b|\btrung tâm y tế huyện\b"
)
FREE = re.compile(r"(?i)\bmiễn phí\b|\bkhông (?:mất|thu|tốn)(?: đồng)? (?:phí|lệ phí|tiền)\b|\b0 đồng\b|\bmiễn lệ phí\b")
ASKED = {"plain_name", "folk_names", "questions", "question", "name"}
"""What people say, and official names: their words are not ours to mend."""


@pytest.fixture(scope="session")
def data(shared: Path) -> Data:
    """What the data holds of the shipped records, read once."""
    return recorded.load(shared / "procedures", (p.code for p in PROCEDURES))


def told(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text that a record tells of itself, with its place."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in ASKED or at.startswith("documents"):
                yield from told(getattr(value, field.name), f"{at}.{field.name}".strip("."))
    elif isinstance(value, tuple):
        for number, held in enumerate(value):
            yield from told(held, f"{at}.{number}")
    elif isinstance(value, str):
        yield at, value


def by_code(procedure: Procedure) -> str:
    return procedure.code


@pytest.mark.parametrize("procedure", PROCEDURES, ids=by_code)
def test_a_shipped_record_names_no_district_body_as_of_today(procedure: Procedure) -> None:
    assert [(at, text) for at, text in told(procedure) if DISTRICT.search(text) and "legal" not in at] == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=by_code)
def test_a_relief_that_has_ended_is_no_fee_of_today(procedure: Procedure) -> None:
    checked = procedure.source.checked
    ended = [fee for fee in procedure.fees if fee.in_force(checked) and (last := ends(f"{fee.text}\n{fee.case}")) and last < checked]
    assert ended == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=by_code)
def test_what_is_told_has_its_source_and_the_day_it_was_checked(procedure: Procedure) -> None:
    if procedure.times or procedure.fees or procedure.documents:
        assert procedure.source.name
        assert procedure.source.url.startswith("https://")
        assert procedure.source.checked.year >= 2025
    assert [note for note in procedure.notes if procedure.code not in note.source and "/" not in note.source] == []


def test_free_is_said_only_where_the_data_say_zero_or_name_a_waiver(data: Data) -> None:
    unfounded = [
        finding
        for procedure in PROCEDURES
        if any(fee.status is FeeStatus.ZERO for fee in procedure.fees)
        for finding in compare(procedure, data.details.get(procedure.code, {}))
        if finding.field is Field.FEE and finding.verdict is Verdict.DIFFERS and "zero" not in finding.theirs and "zero" in finding.ours
    ]
    assert unfounded == []
    without_source = [p.code for p in PROCEDURES if any(f.status is FeeStatus.ZERO for f in p.fees) and p.code not in data.details]
    assert without_source == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=by_code)
def test_words_say_free_only_where_the_record_holds_a_zero_or_says_that_the_source_does(procedure: Procedure) -> None:
    zero = any(fee.status is FeeStatus.ZERO for fee in procedure.fees)
    claims = [(at, text) for at, text in told(procedure) if FREE.search(text) and not at.startswith(("fees", "legal"))]
    assert zero or [(at, text) for at, text in claims if not at.startswith("documents")] == []


def test_a_record_in_full_stands_in_the_data(data: Data) -> None:
    assert [p.code for p in PROCEDURES if p.detail is Detail.FULL and p.code not in data.details] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nộp tại UBND cấp huyện", True),
        ("Công an huyện nơi cư trú", True),
        ("Phòng Tư pháp quận", True),
        ("nguyên quận Ba Đình, nay là phường", False),
        ("UBND cấp xã", False),
        ("thị xã Sơn Tây cũ", False),
    ],
)
def test_a_district_body_is_told_from_a_place(text: str, found: bool) -> None:
    assert bool(DISTRICT.search(text)) is found
