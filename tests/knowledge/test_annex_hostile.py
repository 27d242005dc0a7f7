"""Files that are broken or meant to harm: refused quickly, with what to do, and in bounded memory."""

import csv
import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from knowledge.sources.annex import AnnexError, read_plan
from tests.annex_files import Grid, write_docx, write_html, write_xlsx
from tests.conftest import ends_soon

GRID = Grid((("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"), ("1", "Việc một", "Sở Nội vụ", "30/6/2026")))
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def repacked(source: Path, target: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> None:
    """Copy a package with parts changed and parts added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)


def with_prolog(prolog: str, part: str) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        head, mark, rest = data.partition(b"?>")
        return prolog.encode() + (rest if mark else head)

    return change


def same(_: str, data: bytes) -> bytes:
    return data


def bomb_xlsx(path: Path) -> None:
    write_xlsx(GRID, path.with_suffix(".ok.xlsx"))
    repacked(path.with_suffix(".ok.xlsx"), path, same, {"xl/media/big.xml": b"0" * (200 * 2**20)})


def dense_xlsx(path: Path) -> None:
    """Small enough unpacked, but packed a thousandfold: no document is."""
    write_xlsx(GRID, path.with_suffix(".ok.xlsx"))
    repacked(path.with_suffix(".ok.xlsx"), path, same, {"xl/media/big.xml": b"0" * (60 * 2**20)})


def macro_docx(path: Path) -> None:
    write_docx(GRID, path.with_suffix(".ok.docx"))
    repacked(path.with_suffix(".ok.docx"), path, same, {"word/vbaProject.bin": b"x"})


def entity_docx(path: Path) -> None:
    write_docx(GRID, path.with_suffix(".ok.docx"))
    repacked(path.with_suffix(".ok.docx"), path, with_prolog(DOCTYPE, "word/document.xml"))


def laughs_xlsx(path: Path) -> None:
    write_xlsx(GRID, path.with_suffix(".ok.xlsx"))
    repacked(path.with_suffix(".ok.xlsx"), path, with_prolog(LAUGHS, "xl/worksheets/sheet1.xml"))


def broken_xlsx(path: Path) -> None:
    write_xlsx(GRID, path.with_suffix(".ok.xlsx"))
    repacked(path.with_suffix(".ok.xlsx"), path, lambda name, data: data[:200] if "sheet1" in name else data)


def broken_docx(path: Path) -> None:
    write_docx(GRID, path.with_suffix(".ok.docx"))
    repacked(path.with_suffix(".ok.docx"), path, lambda name, data: data[:300] if name == "word/document.xml" else data)


def many_rows_xlsx(path: Path) -> None:
    """200,000 rows, their XML written by hand: openpyxl would take a minute."""
    write_xlsx(GRID, path.with_suffix(".ok.xlsx"))
    row = "<row>" + '<c t="inlineStr"><is><t>Việc</t></is></c>' * 4 + "</row>"

    def longer(name: str, data: bytes) -> bytes:
        return data.replace(b"</sheetData>", (row * 200_000).encode() + b"</sheetData>") if "sheet1.xml" in name else data

    repacked(path.with_suffix(".ok.xlsx"), path, longer)


def many_rows_csv(path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([*GRID.rows, *(("1", "Việc", "Sở Nội vụ", "Quý I/2026") for _ in range(200_000))])
    path.write_text(text.getvalue(), encoding="utf-8")


def heavy_csv(path: Path) -> None:
    path.write_bytes(b"a;b;c\n" * (4 * 2**20))


def zip_of_nothing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "x")


def truncated(path: Path) -> None:
    write_docx(GRID, path.with_suffix(".ok.docx"))
    path.write_bytes(path.with_suffix(".ok.docx").read_bytes()[:900])


def bomb_pdf(path: Path) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(400)) + packer.flush()
    path.write_bytes(b"%%PDF-1.4\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (len(packed), packed))


def scan_pdf(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()


def locked_pdf(path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret"))
    canvas.drawString(50, 50, "Nhiem vu")
    canvas.save()


def merged_xlsx(path: Path) -> None:
    """Two kilobytes that say six million cells are merged."""
    write_xlsx(GRID, path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    areas = b"".join(b'<mergeCell ref="%b10:%b19000"/>' % (name, name) for name in (get_column_letter(n).encode() for n in range(1, 301)))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def beyond_xlsx(path: Path) -> None:
    """A row after the last that a sheet may have."""
    write_xlsx(GRID, path)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(1_048_576, 1, "x")
    book.worksheets[0].append(["y"])
    book.save(path)


def raw(data: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


def words(text: str) -> Callable[[Path], None]:
    return raw(text.encode())


HOSTILE: list[tuple[str, Callable[[Path], None], str]] = [
    ("bomb.xlsx", bomb_xlsx, "quá lớn"),
    ("dense.xlsx", dense_xlsx, "quá lớn"),
    ("merged.xlsx", merged_xlsx, "400.000 ô"),
    ("beyond.xlsx", beyond_xlsx, "quá rộng"),
    ("macro.docx", macro_docx, "macro"),
    ("macro.xlsm", bomb_xlsx, ".xlsx"),
    ("macro.docm", macro_docx, ".docx"),
    ("old.doc", raw(b"\xd0\xcf\x11\xe0"), ".docx"),
    ("old.xls", raw(b"\xd0\xcf\x11\xe0"), ".xlsx"),
    ("locked.xlsx", raw(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600), "mật khẩu"),
    ("entity.docx", entity_docx, "DOCTYPE"),
    ("laughs.xlsx", laughs_xlsx, "DOCTYPE"),
    ("broken.xlsx", broken_xlsx, "hỏng"),
    ("broken.docx", broken_docx, "hỏng"),
    ("truncated.docx", truncated, "hỏng"),
    ("nothing.docx", zip_of_nothing, "không phải tệp Word"),
    ("nothing.xlsx", zip_of_nothing, "không phải tệp Excel"),
    ("long.xlsx", many_rows_xlsx, "20.000 hàng"),
    ("long.csv", many_rows_csv, "20.000 hàng"),
    ("heavy.csv", heavy_csv, "20 MB"),
    ("bomb.pdf", bomb_pdf, "quá lớn"),
    ("scan.pdf", scan_pdf, "OCR"),
    ("locked.pdf", locked_pdf, "mật khẩu"),
    ("broken.pdf", raw(b"%PDF-1.7\n" + b"\1\2\3" * 100), "PDF"),
    ("fake.pdf", words("xin chào"), "không phải tệp PDF"),
    ("photo.jpg", raw(b"\xff\xd8\xff"), "ảnh"),
    ("archive.zip", zip_of_nothing, "giải nén"),
    ("empty.csv", raw(b""), "rỗng"),
    ("binary.csv", raw(b"abcdefgh" * 40 + bytes(20)), "văn bản"),
    ("letter.docx", lambda path: docx.Document().save(str(path)), "không thấy bảng"),
    ("other.csv", words("tên;tuổi\nAn;3\n"), "không thấy bảng giao nhiệm vụ"),
    ("plain.md", words("# Chỉ có chữ\n\nkhông có bảng\n"), "không thấy bảng"),
    ("deep.html", words("<div>" * 100_000 + "x"), "không thấy bảng"),
    ("nested.html", words("<table><tr><td>" * 3_000), "không thấy bảng"),
    ("wide.html", words("<table><tr><td colspan=999999999 rowspan=999999999>x</td></tr></table>"), "không thấy bảng"),
]


@pytest.mark.parametrize(("name", "make", "reason"), HOSTILE, ids=[name for name, _, _ in HOSTILE])
def test_a_hostile_or_broken_file_is_refused_with_a_reason(name: str, make: Callable[[Path], None], reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    make(path)
    with ends_soon(20), pytest.raises(AnnexError) as refused:
        read_plan(path)
    assert reason in str(refused.value)
    assert name in str(refused.value)


def test_a_forgotten_cell_at_the_far_end_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "phu_luc.xlsx"
    write_xlsx(GRID, path)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(1_048_576, 1, "x")
    book.worksheets[0].cell(3, 16_384, "y")
    book.save(path)
    near = tmp_path / "gan.xlsx"
    write_xlsx(GRID, near)
    with ends_soon(20):
        assert [task.description for task in read_plan(path).tasks] == [task.description for task in read_plan(near).tasks]


def test_an_external_entity_in_html_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("BÍ MẬT")
    page = tmp_path / "page.html"
    write_html(GRID, page)
    text = page.read_text(encoding="utf-8").replace("<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>')
    page.write_text(text.replace("Việc một", "Việc &x;"), encoding="utf-8")
    assert "BÍ MẬT" not in repr(read_plan(page))


def test_memory_stays_bounded_while_a_long_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    many_rows_xlsx(path)
    code = f"""
import resource
from pathlib import Path
from knowledge.sources.annex import AnnexError, read_plan
resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20, 600 * 2**20))
try:
    read_plan(Path({str(path)!r}))
except AnnexError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "20.000 hàng" in done.stdout


def test_a_formula_is_read_by_its_saved_value_and_told(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    write_xlsx(Grid((GRID.rows[0], ("=1+1", "Việc một", "Sở Nội vụ", "30/6/2026"))), path)
    annex = read_plan(path)
    assert [task.description for task in annex.tasks] == ["Việc một"]
    assert ["công thức" in problem.message and "A2" in problem.message for problem in annex.problems] == [True]
    assert annex.problems[0].place == "formula.xlsx!Sheet"
