"""The portal's JSON, good and broken; the rows are this test's own."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.records import (
    Channel,
    Detail,
    Document,
    Fee,
    FeeKind,
    FeeStatus,
    LegalBasis,
    Level,
    OnlineLevel,
    Procedure,
    ProcessingTime,
    TimeUnit,
)
from knowledge.snapshot import Snapshot, build, merge
from knowledge.sources.portal import Imported, files, load
from knowledge.sources.portal_records import PORTAL
from nlp.files import Problem

CHECKED = date(2026, 7, 18)
ID = "0001-aaaa"
LINK = f"https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{ID}"


def detail(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "code": "1.000001",
        "name": "Thủ tục  đăng ký <b>thử</b>",
        "categoriesDetails": [{"name": "Hộ tịch", "code": "X"}],
        "executingAgencies": "Ủy ban nhân dân cấp xã",
        "isWard": True,
        "subjectTypesDetails": [{"name": "Công dân Việt Nam"}],
        "executionSteps": [{"name": "", "description": "- Nộp đơn<br/>+ Nhận kết quả\n"}, {"name": "Bước ba", "description": None}],
        "executionMethods": [
            {
                "submissionMethod": "DIRECT",
                "processingTime": 3,
                "processingTimeUnit": "WORKING_DAY",
                "description": "",
                "fees": [{"type": "SERVICE_FEE", "value": 8000, "description": ""}],
            }
        ],
        "executionCases": [{"name": " * Giấy tờ phải nộp: ", "profileComponents": [{"name": "- Tờ khai", "originalQty": 1, "copyQty": 0}]}],
        "resultsDetails": [{"name": "Giấy khai sinh"}],
        "legalBasisesDetails": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}, {"code": "", "name": "Không số"}],
        "requirementsAndConditions": "Không",
        "dossierReceivingAddresses": "Một cửa cấp xã",
        "departmentPromulgateName": "Bộ Tư pháp",
        "type": "STANDARD",
        "procedureProposal": {"proposalNumber": "163/QĐ-BTP"},
        "updatedAt": 1776328025754,
    } | changes


def row(code: str = "1.000002", **changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "code": code,
        "name": "Thủ tục trong danh mục",
        "categories": ["Hộ tịch", "Dân số"],
        "departments": ["Ủy ban nhân dân cấp xã", None],
        "departmentPromulgate": "UBND tỉnh Đắk Lắk",
        "formalityTargetType": ["Công dân Việt Nam"],
        "type": "SPECIFIC",
    } | changes


def answer(data: object, code: str = "OK") -> str:
    return json.dumps({"code": code, "data": data}, ensure_ascii=False)


def lines(*rows: object) -> str:
    return "".join(f"{r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)}\n" for r in rows)


def read(paths: Sequence[Path]) -> Imported:
    parts = list(load(paths, lambda _: CHECKED))
    return Imported(tuple(p for part in parts for p in part.procedures), tuple(p for part in parts for p in part.problems))


def imported(tmp_path: Path, text: str | bytes, name: str = "a.json") -> Imported:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read([path])


def one(tmp_path: Path, **changes: Any) -> Procedure:
    made = imported(tmp_path, answer(detail(**changes)))
    assert made.problems == ()
    return made.procedures[0]


def method(name: str = "DIRECT", **given: Any) -> dict[str, Any]:
    return {"submissionMethod": name} | given


def fee(value: object = None, text: str | None = None, kind: str | None = "FEE", **given: object) -> dict[str, Any]:
    return {"type": kind, "value": value, "description": text} | given


def test_a_detail_gives_a_full_record(tmp_path: Path) -> None:
    record = one(tmp_path)
    assert record.code == "1.000001"
    assert record.name == "Thủ tục đăng ký thử"
    assert (record.field, record.agency, record.levels) == ("Hộ tịch", "Ủy ban nhân dân cấp xã", (Level.COMMUNE,))
    assert record.steps == ("Nộp đơn", "Nhận kết quả", "Bước ba")
    assert record.documents == (Document(name="Tờ khai", originals=1, copies=0, case="Giấy tờ phải nộp"),)
    assert record.times == (ProcessingTime(channel=Channel.DIRECT, amount=3, unit=TimeUnit.WORKING_DAY),)
    assert record.fees == (Fee(status=FeeStatus.AMOUNT, amount=8000, channel=Channel.DIRECT, kind=FeeKind.SERVICE_FEE),)
    assert record.legal == (LegalBasis(number="60/2014/QH13", title="Luật Hộ tịch"),)
    assert (record.results, record.conditions, record.subjects) == (("Giấy khai sinh",), ("Không",), ("Công dân Việt Nam",))
    assert (record.places.counter, record.places.online, record.places.post) == ("Một cửa cấp xã", "", "")
    assert (record.link, record.source.url, record.source.name, record.source.checked) == (LINK, LINK, PORTAL, CHECKED)
    assert record.source.document == "Quyết định 163/QĐ-BTP"
    assert record.source.issued == datetime(2026, 4, 16, tzinfo=UTC).date()
    assert (record.detail, record.province, record.online_level) == (Detail.FULL, "", OnlineLevel.UNKNOWN)


def test_a_row_gives_a_catalogue_record(tmp_path: Path) -> None:
    made = imported(tmp_path, lines(row()), "c.jsonl")
    assert made.problems == ()
    (record,) = made.procedures
    assert (record.code, record.field, record.agency) == ("1.000002", "Hộ tịch, Dân số", "Ủy ban nhân dân cấp xã")
    assert (record.levels, record.province, record.detail) == ((Level.COMMUNE,), "Đắk Lắk", Detail.CATALOG)
    assert record.link == LINK


@pytest.mark.parametrize(
    ("fees", "told"),
    [
        ([], []),
        ([fee(8000)], [Fee(status=FeeStatus.AMOUNT, amount=8000, channel=Channel.DIRECT)]),
        ([fee(8000.0, "mỗi lần")], [Fee(status=FeeStatus.AMOUNT, amount=8000, text="mỗi lần", channel=Channel.DIRECT)]),
        ([fee(0, "Miễn phí theo Thông tư")], [Fee(status=FeeStatus.SEE_TEXT, text="Miễn phí theo Thông tư", channel=Channel.DIRECT)]),
        ([fee(None, "Do tỉnh <i>quyết định</i>")], [Fee(status=FeeStatus.SEE_TEXT, text="Do tỉnh quyết định", channel=Channel.DIRECT)]),
        ([fee(0, "  ")], [Fee(status=FeeStatus.ZERO, text="Cổng ghi 0 đồng", channel=Channel.DIRECT)]),
        ([fee(None, "")], []),
        ([fee(None, None)], []),
        ([fee(5, None, "PRICE_LEVEL")], [Fee(status=FeeStatus.AMOUNT, amount=5, kind=FeeKind.PRICE, channel=Channel.DIRECT)]),
        ([fee(5, None, None)], [Fee(status=FeeStatus.AMOUNT, amount=5, channel=Channel.DIRECT)]),
        ([fee(5), fee(5)], [Fee(status=FeeStatus.AMOUNT, amount=5, channel=Channel.DIRECT)]),
        (
            [fee(5, "Bản sao", currencyName="USD"), fee(2.5, None, currencyName="USD")],
            [
                Fee(status=FeeStatus.SEE_TEXT, text="5 USD (Bản sao)", channel=Channel.DIRECT),
                Fee(status=FeeStatus.SEE_TEXT, text="2,5 USD", channel=Channel.DIRECT),
            ],
        ),
        ([fee(8000, None, currencyName="Việt Nam Đồng")], [Fee(status=FeeStatus.AMOUNT, amount=8000, channel=Channel.DIRECT)]),
        (
            [fee(7000, "7.000 đồng đến hết ngày 31/12/2025. Sau đó 15.000 đồng.")],
            [
                Fee(
                    status=FeeStatus.AMOUNT,
                    amount=7000,
                    text="7.000 đồng đến hết ngày 31/12/2025. Sau đó 15.000 đồng.",
                    valid_until=date(2025, 12, 31),
                    channel=Channel.DIRECT,
                )
            ],
        ),
    ],
)
def test_a_fee_is_what_the_portal_says_and_never_free_where_it_says_nothing(
    tmp_path: Path, fees: list[dict[str, Any]], told: list[Fee]
) -> None:
    assert list(one(tmp_path, executionMethods=[method(fees=fees)]).fees) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"processingTime": 5, "processingTimeUnit": "DAY"}, [ProcessingTime(channel=Channel.DIRECT, amount=5, unit=TimeUnit.DAY)]),
        ({"processingTime": "2.5", "processingTimeUnit": "HOUR"}, [ProcessingTime(channel=Channel.DIRECT, amount=2.5, unit=TimeUnit.HOUR)]),
        ({"processingTime": 1, "processingTimeUnit": "MONTH"}, [ProcessingTime(channel=Channel.DIRECT, amount=1, unit=TimeUnit.MONTH)]),
        (
            {"processingTime": 5, "processingTimeUnit": "OTHER", "description": "Ngay trong ngày"},
            [ProcessingTime(channel=Channel.DIRECT, text="Ngay trong ngày")],
        ),
        ({"processingTime": 5, "processingTimeUnit": "OTHER"}, []),
        ({"processingTime": 0, "processingTimeUnit": "DAY"}, []),
        ({"processingTime": "không", "processingTimeUnit": "DAY", "description": "x"}, [ProcessingTime(channel=Channel.DIRECT, text="x")]),
        ({}, []),
    ],
)
def test_a_number_without_a_unit_is_no_time(tmp_path: Path, given: dict[str, Any], told: list[ProcessingTime]) -> None:
    assert list(one(tmp_path, executionMethods=[method(**given)]).times) == told


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"categoriesDetails": [], "category": {"name": "Dân số"}}, "field", "Dân số"),
        ({"executingAgencies": "", "departmentsExecuting": [{"name": "Sở A"}, {"name": "Sở A"}]}, "agency", "Sở A"),
        ({"isWard": False, "isProvince": True, "isMinistry": True}, "levels", (Level.PROVINCE, Level.MINISTRY)),
        ({"isFullProcess": True}, "online_level", OnlineLevel.FULL),
        ({"departmentPromulgateName": "UBND Thành phố Huế", "type": "SPECIFIC"}, "province", "Huế"),
        ({"departmentPromulgateName": "UBND Thành phố Huế", "type": "STANDARD"}, "province", ""),
        ({"departmentPromulgateName": None, "type": "SPECIFIC"}, "province", ""),
        ({"executionCases": [{"name": None, "profileComponents": [{"name": "  "}]}]}, "documents", ()),
        (
            {"executionCases": [{"name": None, "profileComponents": [{"name": "Đơn", "originalQty": 0, "copyQty": 0}]}]},
            "documents",
            (Document(name="Đơn"),),
        ),
        ({"code": "1.000001-2"}, "code", "1.000001-2"),
        ({"unknownField": {"new": 1}}, "code", "1.000001"),
    ],
)
def test_each_field_is_read_from_where_the_portal_puts_it(tmp_path: Path, changes: dict[str, Any], name: str, value: object) -> None:
    assert getattr(one(tmp_path, **changes), name) == value


def test_places_are_told_by_channel(tmp_path: Path) -> None:
    methods = [method("ONLINE"), method("POSTAL"), method("DIRECT", description="Nộp tại xã")]
    places = one(tmp_path, executionMethods=methods, dossierReceivingAddresses="").places
    assert (places.counter, places.online) == ("Nộp tại xã", PORTAL)
    assert places.post


HTML = "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (answer(detail())[:200], "not JSON, or cut off (line 1, column"),
        (HTML, "not JSON, or cut off (line 1, column 1)"),
        ("", "not JSON, or cut off (line 1, column 1)"),
        ("\n", "not JSON"),
        ("[]", "answer: "),
        ("null", "answer: "),
        ('{"code": "OK"}', "data: "),
        (answer(None), "data: "),
        (answer({}, "NOT_FOUND"), "data"),
        (answer(detail(), "INTERNAL_ERROR"), "code: the portal answered 'INTERNAL_ERROR', not OK"),
        (answer(detail(code=None)), "data.code: "),
        (answer({k: v for k, v in detail().items() if k != "code"}), "data.code: "),
        (answer(detail(code="abc")), "data.code: "),
        (answer(detail(name="")), "data.name: "),
        (answer(detail(name=5)), "data.name: "),
        (answer(detail(isWard="yes")), "data.isWard: "),
        (answer(detail(executionMethods={})), "data.executionMethods: "),
        (answer(detail(executionMethods=[method(fees=[fee("8000")])])), "data.executionMethods.0.fees.0.value"),
        (
            answer(detail(executionCases=[{"profileComponents": [{"originalQty": "1"}]}])),
            "data.executionCases.0.profileComponents.0.originalQty",
        ),
        ("đăng".encode("cp1258"), "not UTF-8 (byte 0; perhaps Windows-1258)"),
        (answer(detail()).encode("utf-16"), "not UTF-8 (byte 0"),
        ('{"code": "OK", "data": ' + "[" * 100_000, "not JSON"),
        (answer(detail(executionMethods=[method(fees=[fee("?")])])).replace('"?"', "1e999"), ""),
        (answer(detail(executionMethods=[method(fees=[fee("?")])])).replace('"?"', "NaN"), ""),
        (answer(detail(executionMethods=[method(fees=[fee(-5)])])), ""),
        (answer(detail(updatedAt=10**30)), ""),
        (answer(detail(updatedAt=10**17)), ""),
    ],
)
def test_a_broken_detail_is_reported_by_file_and_field_and_the_rest_is_imported(tmp_path: Path, text: str | bytes, said: str) -> None:
    (tmp_path / "b.json").write_text(answer(detail(code="1.000009")), encoding="utf-8")
    (tmp_path / "a.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    made = read(files([tmp_path]))
    assert [p.code for p in made.procedures] == ["1.000009"]
    assert made.problems
    assert {p.place for p in made.problems} == {str(tmp_path / "a.json")}
    assert said in made.problems[0].message


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (json.dumps(row())[:50], "not JSON, or cut off"),
        (HTML, "not JSON"),
        ("[]", "answer: "),
        (row(code="x"), "code: "),
        ({k: v for k, v in row().items() if k != "code"}, "code: "),
        (row(name=None), "name: "),
        (row(categories="Hộ tịch"), "categories: "),
        (row(departments=[5]), "departments.0"),
    ],
)
def test_a_broken_row_is_reported_by_line_and_field_and_the_rest_is_imported(tmp_path: Path, bad: object, said: str) -> None:
    made = imported(tmp_path, lines(row("1.000001"), "", bad, row("1.000003")), "c.jsonl")
    assert [p.code for p in made.procedures] == ["1.000001", "1.000003"]
    assert made.problems
    assert {p.place for p in made.problems} == {f"{tmp_path / 'c.jsonl'}:3"}
    assert said in made.problems[0].message


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_catalogue_is_reported(tmp_path: Path, text: str) -> None:
    made = imported(tmp_path, text, "c.jsonl")
    assert made.procedures == ()
    assert [p.place for p in made.problems] == [str(tmp_path / "c.jsonl")]


def test_a_catalogue_in_windows_1258_is_reported_once(tmp_path: Path) -> None:
    made = imported(tmp_path, lines(row("1.000001"), row(name="đăng")).replace("ủy", "u\u0309y").encode("cp1258", "replace"), "c.jsonl")
    assert made.procedures == ()
    (problem,) = made.problems
    assert "Windows-1258" in problem.message


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\u2029"])
def test_a_rare_line_separator_inside_a_name_cuts_no_row(tmp_path: Path, mark: str) -> None:
    made = imported(tmp_path, lines(row(name=f"Thủ{mark}tục"), row("1.000003")), "c.jsonl")
    assert made.problems == ()
    assert [p.name for p in made.procedures] == ["Thủ tục", "Thủ tục trong danh mục"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_catalogue_with_a_byte_order_mark_and_any_line_ending_is_read(tmp_path: Path, ending: str) -> None:
    made = imported(tmp_path, "\ufeff" + lines(row("1.000001"), row("1.000003")).replace("\n", ending), "c.jsonl")
    assert made.problems == ()
    assert len(made.procedures) == 2


def test_one_code_given_to_two_matters_keeps_both_apart(tmp_path: Path) -> None:
    made = imported(tmp_path, lines(row(name="Một"), row(name="Hai"), row("1.000003"), row(name="Ba")), "c.jsonl")
    assert [(p.code, p.name) for p in made.procedures if p.name in {"Một", "Hai", "Ba"}] == [
        ("1.000002", "Một"),
        ("1.000002-2", "Hai"),
        ("1.000002-3", "Ba"),
    ]


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    made = read([tmp_path / "none.json"])
    assert made == Imported((), (Problem(str(tmp_path / "none.json"), "cannot be read: No such file or directory"),))


def test_files_are_those_of_json_in_order(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.json", "a.jsonl", "notes.txt", "deep/c.json"):
        (tmp_path / name).touch()
    assert files([tmp_path, tmp_path / "notes.txt"]) == [tmp_path / n for n in ("a.jsonl", "b.json", "deep/c.json", "notes.txt")]


def readable(tmp_path: Path, procedures: Sequence[Procedure]) -> list[Procedure]:
    build(tmp_path / "kb.db", procedures, (), "a test", datetime(2026, 11, 23, tzinfo=UTC))
    snapshot = Snapshot(tmp_path / "kb.db")
    held = list(snapshot)
    snapshot.close()
    return held


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", answer(detail())),
        ("a.json", answer(detail(categoriesDetails=[]))),
        ("a.json", answer(detail(name="<b> </b>"))),
        ("a.json", answer(detail(id="hai từ"))),
        ("a.json", answer(detail(procedureProposal={"proposalNumber": " "}))),
        ("a.json", answer(detail(legalBasisesDetails=[{"code": " "}]))),
        ("a.json", answer(detail(executionCases=[{"profileComponents": [{"name": "<p></p>"}]}]))),
        ("c.jsonl", lines(row())),
        ("c.jsonl", lines(row(categories=[]))),
        ("c.jsonl", lines(row(formalityTargetType=[""]))),
        ("c.jsonl", lines(row(name="<br>"))),
    ],
)
def test_what_is_imported_can_be_read_from_a_snapshot_and_what_cannot_is_reported(tmp_path: Path, name: str, text: str) -> None:
    made = imported(tmp_path, text, name)
    assert bool(made.procedures) is not bool(made.problems)
    assert tuple(readable(tmp_path, made.procedures)) == made.procedures


def test_all_the_real_answers_and_rows_are_imported_without_a_problem(shared: Path, tmp_path: Path) -> None:
    details = read(files([shared / "procedures" / "portal-api"]))
    rows = read([shared / "procedures" / "catalog.jsonl"])
    assert (details.problems, rows.problems) == ((), ())
    assert (len(details.procedures), len(rows.procedures)) == (502, 5670)
    merged = merge((*details.procedures, *rows.procedures))
    assert readable(tmp_path, merged) == list(merged)
    assert all(fee.text for p in merged for fee in p.fees if fee.status in {FeeStatus.SEE_TEXT, FeeStatus.ZERO})
