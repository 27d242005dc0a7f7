"""What offices hand in: good rows become records, wrong cells are named, hostile files are refused."""

import csv
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knowledge import workbook
from knowledge.records import Channel, Fee, FeeStatus, OnlineLevel, Procedure, TimeUnit
from knowledge.snapshot import Info, Snapshot
from knowledge.sources import office, office_cells, office_form, spreadsheets
from knowledge.sources.office_cells import CellError
from knowledge.sources.office_form import Column, Kind
from knowledge.sources.spreadsheets import RefusedError
from tests.conftest import procedure

INFO = Info("20261123-00000000", "0" * 64, datetime(2026, 11, 23, tzinfo=UTC), "a test", 1, 1, 0)
HEAD: dict[str, Any] = {
    "Mã thủ tục": "9.000001",
    "Tên thủ tục": "Đăng ký nuôi rùa",
    "Lĩnh vực": "Chăn nuôi",
    "Nguồn": "UBND tỉnh",
    "Ngày kiểm tra": datetime(2026, 9, 1),  # noqa: DTZ001 - as spreadsheets hold dates.
}
PAPER = {"Mã thủ tục": "9.000001", "Tên giấy tờ": "Đơn", "Bản chính": 1}
FEE = {"Mã thủ tục": "9.000001", "Mức (đồng)": 15000}
TIME = {"Mã thủ tục": "9.000001", "Số": 3, "Đơn vị": "Ngày làm việc"}

Sheets = dict[str, list[dict[str, Any]]]


def written(path: Path, sheets: Sheets) -> Path:
    """A workbook of sheets given as rows by heading."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    book.save(path)
    return path


def test_the_template_left_as_it_is_gives_nothing_and_no_fault(tmp_path: Path) -> None:
    for name in ("mau.xlsx", "mau.csv"):
        workbook.write_template(tmp_path / name)
        assert office.load([tmp_path / name]) == office.Handed((), (), ())


def test_the_examples_of_the_template_are_good_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mau.xlsx", "mau.csv"):
        workbook.write_template(tmp_path / name)
    given = office_form.form()
    monkeypatch.setattr(office, "form", lambda: office_form.Form(example="", instructions=(), sheets=given.sheets))
    one, other = (office.load([tmp_path / name]) for name in ("mau.xlsx", "mau.csv"))
    assert one == other
    (record,) = one.procedures
    assert one.problems == ()
    assert len(record.documents) == 2
    assert [fee.status for fee in record.fees] == [FeeStatus.AMOUNT, FeeStatus.ZERO]
    assert record.times[0].unit is TimeUnit.WORKING_DAY
    assert record.online_level is OnlineLevel.PARTIAL


def test_the_template_tells_how_it_is_filled_in_and_offers_choices(tmp_path: Path) -> None:
    workbook.write_template(tmp_path / "mau.xlsx")
    book = load_workbook(tmp_path / "mau.xlsx")
    assert book.sheetnames == [workbook.GUIDE, *(s.name for s in office_form.form().sheets)]
    assert book["Phí"]["A1"].value == "Mã thủ tục *"
    (offered,) = list(book["Giấy tờ"].data_validations.dataValidation)
    assert offered.formula1 == '"Nộp,Xuất trình"'
    for sheet in book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            assert len(str(validation.formula1)) <= 255
    assert "thủ tục" in str(book[workbook.GUIDE]["A1"].value)


def test_several_rows_of_papers_fees_and_times_make_one_record(tmp_path: Path) -> None:
    path = written(
        tmp_path / "thu_tuc.xlsx",
        {
            "Thủ tục": [HEAD | {"Cấp giải quyết": "Cấp xã; Cấp tỉnh", "Nộp trực tiếp tại": "Quầy số 1"}],
            "Giấy tờ": [PAPER, PAPER | {"Tên giấy tờ": "Ảnh", "Bản chính": None, "Bản sao": "2"}],
            "Phí": [
                FEE | {"Cách nộp": "Trực tiếp", "Áp dụng đến": "31/12/2027"},
                FEE | {"Cách nộp": "trực tuyến", "Mức (đồng)": 0},
                {"Mã thủ tục": "9.000001", "Ghi rõ": "Theo biểu giá", "Cách nộp": "Bưu chính"},
            ],
            "Thời hạn": [TIME, {"Mã thủ tục": "9.000001", "Ghi rõ": "Trong ngày", "Cách nộp": "Trực tuyến"}],
            "Các bước": [{"Mã thủ tục": "9.000001", "Bước": "Nộp."}, {"Mã thủ tục": "9.000001", "Bước": "Nhận."}],
        },
    )
    handed = office.load([path])
    assert handed.problems == ()
    (record,) = handed.procedures
    assert [d.name for d in record.documents] == ["Đơn", "Ảnh"]
    assert (record.documents[1].originals, record.documents[1].copies) == (None, 2)
    assert record.fees == (
        Fee(status=FeeStatus.AMOUNT, amount=15000, channel=Channel.DIRECT, valid_until=date(2027, 12, 31)),
        Fee(status=FeeStatus.ZERO, channel=Channel.ONLINE),
        Fee(status=FeeStatus.SEE_TEXT, text="Theo biểu giá", channel=Channel.POST),
    )
    assert record.steps == ("Nộp.", "Nhận.")
    assert record.places.counter == "Quầy số 1"
    assert record.source.checked == date(2026, 9, 1)


def test_parts_may_stand_in_another_file(tmp_path: Path) -> None:
    one = written(tmp_path / "a.xlsx", {"Giấy tờ": [PAPER]})
    other = written(tmp_path / "b.xlsx", {"Thủ tục": [HEAD]})
    (record,) = office.load([one, other]).procedures
    assert [d.name for d in record.documents] == ["Đơn"]


@pytest.mark.parametrize(
    ("sheet", "row", "place", "said"),
    [
        ("Giấy tờ", PAPER | {"Bản chính": "hai"}, "Giấy tờ!C2", "phải là số nguyên"),
        ("Giấy tờ", PAPER | {"Bản chính": -1}, "Giấy tờ!C2", "không âm"),
        ("Giấy tờ", PAPER | {"Tên giấy tờ": " "}, "Giấy tờ!B2", "không được để trống"),
        ("Giấy tờ", PAPER | {"Nộp hay xuất trình": "cho xem"}, "Giấy tờ!D2", "chọn một trong: Nộp, Xuất trình"),
        ("Giấy tờ", PAPER | {"Mã thủ tục": "9.000009"}, "Giấy tờ!A2", "không có ở trang “Thủ tục”"),
        ("Giấy tờ", PAPER | {"Mã thủ tục": "chín"}, "Giấy tờ!A2", "mã phải có dạng"),
        ("Phí", FEE | {"Mức (đồng)": "mười nghìn"}, "Phí!B2", "phải là số nguyên"),
        ("Phí", FEE | {"Mức (đồng)": 1.5}, "Phí!B2", "phải là số nguyên"),
        ("Phí", FEE | {"Áp dụng đến": "31/13/2026"}, "Phí!C2", "ngày dạng 31/12/2026"),
        ("Phí", FEE | {"Tình trạng": "0 đồng"}, "Phí!C2", "trái với mức"),
        ("Thời hạn", TIME | {"Đơn vị": None}, "Thời hạn!C2", "thiếu đơn vị"),
        ("Thời hạn", TIME | {"Số": None}, "Thời hạn!B2", "cần số và đơn vị"),
        ("Thời hạn", TIME | {"Số": 0}, "Thời hạn!B2", "lớn hơn 0"),
        ("Thủ tục", HEAD | {"Mã thủ tục": "9.000002", "Ngày kiểm tra": "hôm qua"}, "Thủ tục!E3", "ngày dạng"),
        ("Thủ tục", HEAD | {"Mã thủ tục": "9.000002", "Trang trên Cổng": "dichvucong"}, "Thủ tục!F3", "https://"),
        ("Thủ tục", HEAD | {"Mã thủ tục": "9.000002", "Cấp giải quyết": "Cấp huyện"}, "Thủ tục!F3", "Cấp xã"),
        ("Thủ tục", HEAD | {"Tên thủ tục": "Lần nữa"}, "Thủ tục!A3", "đã có ở thu_tuc.xlsx!Thủ tục!A2"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_and_cell_and_the_other_procedures_are_read(
    tmp_path: Path, sheet: str, row: dict[str, Any], place: str, said: str
) -> None:
    good = HEAD | {"Mã thủ tục": "9.000007", "Tên thủ tục": "Việc khác"}
    sheets: Sheets = {"Thủ tục": [HEAD], sheet: [row]}
    if sheet == "Thủ tục":
        sheets = {"Thủ tục": [HEAD, row]}
    sheets["Thủ tục"].append(good)
    handed = office.load([written(tmp_path / "thu_tuc.xlsx", sheets)])
    assert [p.place for p in handed.problems] == [f"thu_tuc.xlsx!{place}"]
    assert said in handed.problems[0].message
    assert "9.000007" in [p.code for p in handed.procedures]
    wrong = {"9.000009": None, "chín": None}.get(row["Mã thủ tục"], row["Mã thủ tục"])
    assert wrong not in [p.code for p in handed.procedures]
    assert handed.left_out == ((wrong,) if wrong else ())


def test_all_wrong_cells_of_a_row_are_named(tmp_path: Path) -> None:
    row = FEE | {"Mức (đồng)": "x", "Áp dụng từ": "y", "Cách nộp": "z"}
    handed = office.load([written(tmp_path / "a.xlsx", {"Thủ tục": [HEAD], "Phí": [row]})])
    assert [p.place for p in handed.problems] == ["a.xlsx!Phí!D2", "a.xlsx!Phí!B2", "a.xlsx!Phí!C2"]
    assert handed.procedures == ()


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Thủ tục": [HEAD | {"Mức phi": 1}]}, "Tên cột không có trong mẫu: a.xlsx!Thủ tục!F1 “Mức phi”"),
        ({"Thủ tục": [{k: v for k, v in HEAD.items() if k != "Nguồn"}]}, "thiếu cột Nguồn"),
        ({"Thủ tục": [HEAD], "Giấy tờ": [{"Tên giấy tờ": "Đơn"}]}, "a.xlsx!Giấy tờ!A1: thiếu cột Mã thủ tục"),
    ],
)
def test_headings_of_another_form_are_refused(tmp_path: Path, sheets: Sheets, said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        office.load([written(tmp_path / "a.xlsx", sheets)])
    assert said in str(refused.value)


def test_a_code_that_a_spreadsheet_made_a_number_of_is_read_with_its_zeros(tmp_path: Path) -> None:
    (record,) = office.load([written(tmp_path / "a.xlsx", {"Thủ tục": [HEAD | {"Mã thủ tục": 1.0005}]})]).procedures
    assert record.code == "1.000500"


KINDS: tuple[tuple[Kind, object, object], ...] = (
    ("whole", "15.000", 15000),
    ("whole", "1,500,000", 1500000),
    ("whole", 2.0, 2),
    ("number", "0,5", 0.5),
    ("number", 3, 3.0),
    ("date", "1/2/2026", date(2026, 2, 1)),
    ("date", "2026-02-01", date(2026, 2, 1)),
    ("date", "2026-02-01 00:00:00", date(2026, 2, 1)),
    ("list", "a; b;;", ("a", "b")),
    ("text", 5.0, "5"),
    ("text", "'tên", "'tên"),
)


@pytest.mark.parametrize(("kind", "written_as", "read_as"), KINDS)
def test_cells_are_read_as_people_write_them(kind: Kind, written_as: object, read_as: object) -> None:
    assert office_cells.read(written_as, Column(heading="A", field="a", kind=kind)) == read_as


@settings(max_examples=200)
@given(st.sampled_from(["whole", "number", "date", "code", "choice"]), st.one_of(st.text(), st.floats(), st.integers(), st.booleans()))
def test_any_cell_is_read_or_told_wrong(kind: Kind, value: object) -> None:
    try:
        office_cells.read(value, Column(heading="A", field="a", kind=kind, choices={"Có": "yes"}))
    except CellError as error:
        assert str(error)  # noqa: PT017 - one of the two outcomes.


# Hostile files


def _bomb(path: Path) -> None:
    workbook.write_template(path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet99.xml", "w", force_zip64=True) as file,
    ):
        for _ in range(110):
            file.write(bytes(1 << 20))


def _macro(path: Path) -> None:
    workbook.write_template(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")


def _linked(path: Path) -> None:
    workbook.write_template(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<a/>")


def _formula(path: Path) -> None:
    written(path, {"Thủ tục": [HEAD | {"Tên thủ tục": '=HYPERLINK("http://x","y")'}]})


def _long(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Thủ tục")
    for _ in range(302):
        sheet.append(["a"])
    book.save(path)


def _deep(path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Thủ tục"
    sheet["A1048576"] = "x"
    book.save(path)


def _entities(path: Path) -> None:
    workbook.write_template(path)
    lol = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    entries = {}
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, lol if name == "xl/worksheets/sheet2.xml" else data)


def _words(path: Path) -> None:
    path.write_text("không phải Excel", encoding="utf-8")


def _empty(path: Path) -> None:
    path.touch()


def _cut(path: Path) -> None:
    workbook.write_template(path)
    path.write_bytes(path.read_bytes()[:3000])


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_bomb, "giải nén ra quá"),
        (_macro, "macro"),
        (_linked, "liên kết ngoài"),
        (_formula, "a.xlsx!Thủ tục!B2: có công thức"),
        (_long, "quá 300 dòng"),
        (_deep, "quá 300 dòng"),
        (_entities, "không mở được"),
        (_words, "không mở được"),
        (_empty, "không mở được"),
        (_cut, "không mở được"),
        (_other_zip, "không mở được"),
    ],
)
def test_a_hostile_or_broken_workbook_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], said: str
) -> None:
    monkeypatch.setattr(spreadsheets, "ROWS", 300)
    spoil(tmp_path / "a.xlsx")
    with pytest.raises(RefusedError) as refused:
        office.load([tmp_path / "a.xlsx"])
    assert said in str(refused.value)
    assert "a.xlsx" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsm", b"", "macro"),
        ("a.xls", b"", "macro"),
        ("a.ods", b"", "chỉ nhận .xlsx và .csv"),
        ("a.csv", "Mã thủ tục\n=1+1\n".encode(), "a.csv!A2: có công thức"),
        ("a.csv", "Mã thủ tục,Tên\x00".encode(), "không phải tệp chữ"),
        ("a.csv", "Đăng ký".encode("cp1258", "replace"), "không phải UTF-8"),
        ("a.csv", b'"a', "không đọc được như CSV"),
        ("a.csv", b"x\n" * 302, "quá 300 dòng"),
        ("a.csv", b"a" * 200_000, "không đọc được như CSV"),
    ],
)
def test_a_hostile_or_broken_file_of_another_kind_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, said: str
) -> None:
    monkeypatch.setattr(spreadsheets, "ROWS", 300)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RefusedError) as refused:
        office.load([tmp_path / name])
    assert said in str(refused.value)


# What is written is read back


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_shipped_records_exported_and_imported_are_the_same(tmp_path: Path, snapshot: Snapshot, kind: str) -> None:
    path = tmp_path / f"tat_ca.{kind}"
    workbook.export(path, kind, snapshot.info, snapshot, ())
    handed = office.load([path])
    assert handed.problems == ()
    assert handed.procedures == tuple(snapshot)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ";"), ("utf-16", "\t"), ("utf-8-sig", ",")])
def test_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    workbook.export(tmp_path / "a.csv", "csv", INFO, [procedure(agency="Xã; phường")], ())
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with (tmp_path / "b.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    assert office.load([tmp_path / "b.csv"]).procedures == (procedure(agency="Xã; phường"),)


RISKY = ("=1+1", "+84 900", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "'=x", "bình thường")


def test_no_value_becomes_a_formula(tmp_path: Path) -> None:
    record = procedure(name="=1+1", steps=RISKY)
    workbook.export(tmp_path / "a.xlsx", "xlsx", INFO, [record], ())
    book = load_workbook(tmp_path / "a.xlsx")
    assert [cell.data_type for cell in book["Các bước"]["B"]] == ["s"] * (1 + len(RISKY))
    assert [cell.value for cell in book["Các bước"]["B"]][1:] == list(RISKY)
    assert book["Thủ tục"]["B2"].data_type == "s"
    assert book["Thủ tục"]["B2"].quotePrefix
    workbook.export(tmp_path / "a.csv", "csv", INFO, [record], ())
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in islice(csv.reader(file), 1, None) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    for name in ("a.xlsx", "a.csv"):
        assert office.load([tmp_path / name]).procedures == (record,)


def test_an_office_goes_before_the_base_but_keeps_the_names_people_use() -> None:
    base = (procedure("1.000001", plain_name="Khai sinh", folk_names=("giấy khai sinh",)), procedure("1.000002"))
    own = procedure("1.000001", name="Tên mới", questions=("hỏi",))
    merged = office.over(base, [own, procedure("0.000003")])
    assert [p.code for p in merged] == ["0.000003", "1.000001", "1.000002"]
    assert (merged[1].name, merged[1].plain_name, merged[1].folk_names) == ("Tên mới", "Khai sinh", ("giấy khai sinh",))
    assert merged[1].questions == ("hỏi",)


def test_every_field_of_a_record_has_a_column() -> None:
    sheets = office_form.form().sheets
    filled = {c.field.partition(".")[0] for c in sheets[0].columns} | {s.part for s in sheets[1:]}
    assert filled == set(Procedure.__dataclass_fields__)
