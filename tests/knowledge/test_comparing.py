"""A record compared with the data, field by field: what agrees, what differs, what is explained."""

from dataclasses import replace
from typing import Any

import pytest

from knowledge.checking import check, explained, outdated
from knowledge.comparing import Field, Finding, Verdict, compare, compare_names, compare_state
from knowledge.records import (
    Channel,
    Detail,
    Document,
    Fee,
    FeeStatus,
    LegalBasis,
    Level,
    Places,
    Procedure,
    ProcessingTime,
    TimeUnit,
)
from knowledge.sources.recorded import Data
from tests.conftest import procedure

AGREES, DIFFERS, SILENT, EXPLAINED = Verdict.AGREES, Verdict.DIFFERS, Verdict.SILENT, Verdict.EXPLAINED


def verdict(field: Field, ours: dict[str, Any], *theirs: dict[str, Any]) -> list[Verdict]:
    """How `field` of our record compares with each source, in order."""
    sources = {f"source {n}": procedure(**t) for n, t in enumerate(theirs)}
    return [f.verdict for f in compare(procedure(**ours), sources) if f.field is field]


def papers(*counts: int | None) -> dict[str, Any]:
    """Papers of distinct names, with their numbers of originals; None: not counted."""
    return {"documents": tuple(Document(name=f"Giấy {n}", originals=count) for n, count in enumerate(counts))}


def time(amount: float | None = None, unit: str = "working_day", channel: str = "any", text: str = "") -> dict[str, Any]:
    return {"times": (ProcessingTime(amount=amount, unit=TimeUnit(unit if amount else "other"), channel=Channel(channel), text=text),)}


def fee(status: str, amount: int | None = None, channel: str = "any", text: str = "", case: str = "") -> dict[str, Any]:
    return {"fees": (Fee(status=FeeStatus(status), amount=amount, channel=Channel(channel), text=text, case=case),)}


def legal(*numbers: str) -> dict[str, Any]:
    return {"legal": tuple(LegalBasis(number=n) for n in numbers)}


SAID = {"steps": ("Trong thời hạn 03 ngày làm việc kể từ ngày nhận hồ sơ; hộ nghèo được miễn; thu 8.000 đồng.",)}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (papers(1, 1), papers(1, 1), AGREES),
        (papers(1, 1), papers(1, 1, 0, None), AGREES),
        (papers(1, 1, 1), papers(1, 1, 0), AGREES),
        (papers(1), papers(1, 1), DIFFERS),
        (papers(1, 1, 1), papers(1, 1), DIFFERS),
        (papers(1, 1), papers(0, 0, 0), AGREES),
        (papers(), papers(), SILENT),
        (papers(), papers(1), DIFFERS),
        (papers(1), papers(), DIFFERS),
        (papers(1), {"documents": (Document(name="Đơn", originals=1, case="a"), Document(name="ĐƠN;", originals=1, case="b"))}, AGREES),
    ],
)
def test_papers_may_be_split_or_merged_between_counted_lines_and_all_lines(
    ours: dict[str, Any], theirs: dict[str, Any], expected: Verdict
) -> None:
    assert verdict(Field.PAPERS, ours, theirs) == [expected]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (time(3), time(3), AGREES),
        (time(3), time(3, channel="online"), AGREES),
        (time(3, channel="direct"), time(3, channel="online"), DIFFERS),
        (time(3), time(5), DIFFERS),
        (time(3), time(3, "day"), DIFFERS),
        (time(3), SAID, AGREES),
        (time(4), SAID, DIFFERS),
        (time(3, "day"), SAID, DIFFERS),
        ({}, time(3), DIFFERS),
        ({}, {}, SILENT),
        ({}, time(text="tùy trường hợp"), DIFFERS),
        (time(text="Tùy trường hợp"), time(text="tùy trường hợp"), AGREES),
    ],
)
def test_every_time_counted_is_told_and_every_time_told_is_named(ours: dict[str, Any], theirs: dict[str, Any], expected: Verdict) -> None:
    assert verdict(Field.TIME, ours, theirs) == [expected]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (fee("amount", 8000), fee("amount", 8000, "online"), AGREES),
        (fee("amount", 8000, "direct"), fee("amount", 8000, "online"), DIFFERS),
        (fee("amount", 8000), fee("amount", 9000), DIFFERS),
        (fee("amount", 8000), SAID | fee("see_text", text="theo quy định"), AGREES),
        (fee("amount", 800), SAID | fee("see_text", text="theo quy định"), DIFFERS),
        (fee("see_text", text="Theo tỉnh"), fee("see_text", text="theo quy định"), AGREES),
        (fee("see_text", text="Theo tỉnh"), {}, DIFFERS),
        (fee("see_text", text="Theo tỉnh"), fee("amount", 8000), DIFFERS),
        (fee("zero"), fee("zero"), AGREES),
        (fee("zero"), fee("see_text", text="theo quy định"), DIFFERS),
        (fee("zero"), {}, DIFFERS),
        (fee("zero", case="Hộ nghèo"), SAID | fee("see_text", text="theo quy định"), AGREES),
        (fee("zero"), SAID | fee("see_text", text="theo quy định"), DIFFERS),
        (fee("see_text", text="Theo tỉnh"), fee("zero"), DIFFERS),
        (fee("not_stated"), fee("zero"), DIFFERS),
        (fee("not_stated"), {}, SILENT),
        ({}, {}, SILENT),
        ({}, fee("amount", 5), DIFFERS),
    ],
)
def test_free_and_sums_are_told_only_as_the_source_has_them(ours: dict[str, Any], theirs: dict[str, Any], expected: Verdict) -> None:
    assert verdict(Field.FEE, ours, theirs) == [expected]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (legal("60/2014/QH13"), legal("60/2014/QH13"), AGREES),
        (legal("60/2014/QH13"), legal("60/2014/QH13", "1/2020/TT-BTP"), DIFFERS),
        (legal("60/2014/QH13", "1/2020/TT-BTP"), legal("60/2014/QH13"), DIFFERS),
        (legal("60/2014/QH13"), legal("60/2014/QH1"), AGREES),
        (legal("190/2025/QH15"), legal("190/2025/NQ-QH15"), AGREES),
        (legal("49/2015/QĐ-TTg"), legal("49/2015/QĐ-TTg"), AGREES),
        (legal("1/2020/TT-BTP"), {"steps": ("Mẫu theo Thông tư 1/2020/TT-BTP.",)}, AGREES),
        (legal(), {}, SILENT),
        (legal(), legal("60/2014/QH13"), DIFFERS),
    ],
)
def test_every_legal_number_is_held_and_none_is_invented(ours: dict[str, Any], theirs: dict[str, Any], expected: Verdict) -> None:
    assert verdict(Field.LEGAL, ours, theirs) == [expected]


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "expected"),
    [
        (Field.LEVEL, {}, {"levels": (Level.COMMUNE,)}, AGREES),
        (Field.LEVEL, {}, {"levels": ()}, AGREES),
        (Field.LEVEL, {}, {"levels": (Level.COMMUNE, Level.PROVINCE)}, DIFFERS),
        (Field.LEVEL, {"levels": (Level.PROVINCE, Level.COMMUNE)}, {"levels": (Level.COMMUNE, Level.PROVINCE)}, AGREES),
        (Field.AGENCY, {"agency": "UBND cấp xã"}, {"agency": "Ủy ban nhân dân xã, phường"}, AGREES),
        (Field.AGENCY, {"agency": "Sở Tài chính"}, {"agency": "Sở Nội vụ"}, DIFFERS),
        (Field.AGENCY, {"agency": ""}, {"agency": ""}, SILENT),
        (Field.LINK, {"link": "https://a.vn/1"}, {"link": "https://a.vn/1"}, AGREES),
        (Field.LINK, {"link": "https://a.vn/1"}, {"link": "https://a.vn/2"}, DIFFERS),
    ],
)
def test_level_agency_and_link_are_compared(field: Field, ours: dict[str, Any], theirs: dict[str, Any], expected: Verdict) -> None:
    assert verdict(field, ours, theirs) == [expected]


def test_what_one_source_names_need_not_stand_in_the_other() -> None:
    counted, bare = time(3) | fee("zero"), {"places": Places(counter="Trung tâm")} | fee("see_text", text="Miễn lệ phí")
    assert verdict(Field.TIME, time(3), counted, bare) == [AGREES, AGREES]
    assert verdict(Field.FEE, fee("zero"), counted, bare) == [AGREES, AGREES]


@pytest.mark.parametrize(
    ("ours", "row", "expected"),
    [
        ({}, {"name": "Đăng ký  khai sinh."}, AGREES),
        ({}, {"name": "Đăng ký khai tử"}, DIFFERS),
        ({}, None, DIFFERS),
        ({"repealed_by": "1.000002"}, None, AGREES),
        ({"repealed_by": "1.000002"}, {}, DIFFERS),
    ],
)
def test_a_record_stands_in_the_catalogue_unless_it_is_repealed(
    ours: dict[str, Any], row: dict[str, Any] | None, expected: Verdict
) -> None:
    found = list(compare_state(procedure(**ours), procedure(**row) if row is not None else None, "catalogue"))
    assert found[0].field is Field.STATE
    assert found[0].verdict is expected


def test_a_crawl_of_another_matter_under_the_code_is_noticed() -> None:
    sources = {"a": procedure(name="Đăng ký  khai sinh."), "b": procedure(name="Hỗ trợ sản xuất")}
    assert [f.verdict for f in compare_names(procedure(), sources)] == [AGREES, DIFFERS]


def test_a_reason_explains_the_difference_that_it_is_written_for_and_no_other() -> None:
    findings = [
        Finding("1.000001", Field.TIME, DIFFERS, "3", "5", "s"),
        Finding("1.000001", Field.FEE, DIFFERS, "", "8000", "s"),
        Finding("1.000002", Field.TIME, AGREES, "3", "3", "s"),
    ]
    reasons = {"1.000001": {Field.TIME: "The text says 3."}, "1.000002": {Field.TIME: "Once so."}}
    told = explained(findings, reasons)
    assert [f.verdict for f in told] == [EXPLAINED, DIFFERS, AGREES]
    assert told[0].reason == "The text says 3."
    assert outdated(told, reasons) == [("1.000002", Field.TIME)]


def test_a_record_of_the_catalogue_alone_is_compared_by_name_and_catalogue_alone() -> None:
    full: Procedure = procedure(**time(3))
    data = Data({"1.000001": {"crawl": procedure(**time(5))}}, {"1.000001": procedure()}, ())
    assert {f.field for f in check([full], data, {})} == set(Field)
    assert {f.field for f in check([replace(full, detail=Detail.CATALOG)], data, {})} == {Field.NAME, Field.STATE, Field.LINK}
