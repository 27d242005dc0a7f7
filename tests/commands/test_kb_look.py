"""`motcua kb search`, `stale`, `local`, `template`, `import office`, `export`."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge.records import Source
from knowledge.snapshot import Snapshot, build
from tests.commands.conftest import Motcua
from tests.conftest import procedure

RULE = """\
"1.001193":
  fees: [{status: amount, amount: 7000}]
  source: {name: HĐND tỉnh, checked: 2026-09-01}
"""


def test_search_finds_with_and_without_marks(motcua: Motcua) -> None:
    for words in (("ket", "hon"), ("kết hôn",)):
        result = motcua("kb", "search", *words, "--limit", 3)
        assert result.exit_code == 0
        assert result.stdout.startswith("1.000894\tĐăng ký kết hôn")
        assert len(result.stdout.splitlines()) == 3
    nothing = motcua("kb", "search", "xyzzy")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "xyzzy" in nothing.stderr


def test_stale_lists_the_most_asked_first(motcua: Motcua, home: Path) -> None:
    old = Source(name="Cổng", checked=datetime(2020, 1, 1, tzinfo=UTC).date())
    fresh = Source(name="Cổng", checked=datetime.now(UTC).date())
    records = [procedure("1.000001", source=old), procedure("1.001193", source=old), procedure("1.000003", source=fresh)]
    build(home / "kb.db", records, (), "a test", datetime.now(UTC))
    result = motcua("kb", "stale", "--kb", "kb.db")
    assert result.exit_code == 0
    codes = [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert codes == ["1.001193", "1.000001", "2"]
    assert "hay hỏi" in result.stdout.splitlines()[1]
    assert "quá 180 ngày" in result.stdout
    assert "2 thủ tục cần kiểm tra lại; trên đây là 1" in motcua("kb", "stale", "--kb", "kb.db", "--limit", 1).stdout
    assert "0 thủ tục" in motcua("kb", "stale", "--kb", "kb.db", "--days", 3650).stdout
    assert motcua("kb", "stale", "--days", "-1").exit_code == 2


@pytest.mark.parametrize("wrong", ["0", "abc", "99999"])
def test_a_wrong_number_of_days_is_named(motcua: Motcua, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("KB_STALE_DAYS", wrong)
    result = motcua("kb", "stale")
    assert result.exit_code == 2
    assert "KB_STALE_DAYS" in result.stderr


def test_the_provinces_rules_are_checked_and_told(motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home / "var" / "local"
    folder.mkdir(parents=True)
    (folder / "phi.yaml").write_text(RULE, encoding="utf-8")
    result = motcua("kb", "local")
    assert result.exit_code == 2
    assert "PROVINCE" in result.stderr
    monkeypatch.setenv("PROVINCE", "Đắk Lắk")
    result = motcua("kb", "local")
    assert result.exit_code == 0
    assert "1.001193\tĐăng ký khai sinh" in result.stdout
    assert "1 quy định riêng của Đắk Lắk" in result.stdout
    assert "Quy định riêng của Đắk Lắk về phí" in motcua("kb", "show", "1.001193").stdout
    assert "7.000 đồng" in motcua("ask", "phí đăng ký khai sinh").stdout
    (folder / "phi.yaml").write_text(RULE.replace("1.001193", "9.999999"), encoding="utf-8")
    result = motcua("kb", "local")
    assert result.exit_code == 1
    assert "9.999999" in result.stderr
    (folder / "phi.yaml").write_text(RULE.replace("7000", "bảy"), encoding="utf-8")
    for command in (("kb", "local"), ("ask", "xin chào"), ("chat", "--once", "xin chào")):
        result = motcua(*command)
        assert result.exit_code == 2
        assert f"{folder / 'phi.yaml'}:2: 1.001193.fees.0.amount" in result.stderr


def test_a_template_is_filled_in_and_imported_over_the_live_base(motcua: Motcua, home: Path, snapshot: Snapshot) -> None:
    assert motcua("kb", "template", "mau.xlsx").exit_code == 0
    book = load_workbook("mau.xlsx")
    row = ["9.000001", "Đăng ký nuôi rùa", None, "Chăn nuôi", *[None] * 11, "UBND tỉnh", None, None, None, "01/09/2026"]
    book["Thủ tục"].append(row)
    book["Phí"].append(["9.000001", None, None, 15000])
    book.save("thu_tuc.xlsx")
    result = motcua("kb", "import", "office", "thu_tuc.xlsx", "--out", "new.db")
    assert result.exit_code == 0, result.stderr
    made = Snapshot(home / "new.db")
    assert made.info.procedures == snapshot.info.procedures + 1
    assert made.info.plans == snapshot.info.plans
    assert made.info.builder == "motcua kb import office"
    record = made.procedure("9.000001")
    made.close()
    assert record is not None and record.fees[0].amount == 15000
    assert "Thêm 1, bỏ 0, sửa 0" in motcua("kb", "diff", "current", "new.db").stdout


def test_wrong_cells_are_listed_good_rows_imported_and_the_status_says_so(motcua: Motcua, home: Path) -> None:
    motcua("kb", "template", "mau.csv")
    with (home / "mau.csv").open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))
    with (home / "a.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, headings)
        rows.writeheader()
        good = {"Mã thủ tục": "9.000001", "Tên thủ tục": "A", "Lĩnh vực": "B", "Nguồn": "C", "Ngày kiểm tra": "01/09/2026"}
        rows.writerow(good | {"Phí: Mức (đồng)": "15.000"})
        rows.writerow(good | {"Mã thủ tục": "9.000002", "Phí: Mức (đồng)": "mười"})
    result = motcua("kb", "import", "office", "a.csv", "--out", "new.db")
    assert result.exit_code == 1
    assert "a.csv!AI3: Mức (đồng): phải là số nguyên" in result.stderr
    assert "Nhập 1 thủ tục, 1 ô sai; bỏ lại 9.000002" in result.stdout
    with (home / "a.csv").open("a", encoding="utf-8") as file:
        file.write("=1+1\n")
    result = motcua("kb", "import", "office", "a.csv", "--out", "other.db")
    assert result.exit_code == 2
    assert "a.csv!A4: có công thức" in result.stderr
    assert not (home / "other.db").exists()


def test_an_import_of_nothing_changes_nothing(motcua: Motcua, home: Path) -> None:
    motcua("kb", "template", "mau.xlsx")
    result = motcua("kb", "import", "office", "mau.xlsx", "--out", "new.db")
    assert result.exit_code == 2
    assert not (home / "new.db").exists()
    assert motcua("kb", "template", "mau.doc").exit_code == 2


def test_export_writes_whole_files_by_their_name(motcua: Motcua, home: Path, snapshot: Snapshot) -> None:
    for name in ("a.csv", "a.xlsx", "a.json"):
        assert motcua("kb", "export", name).exit_code == 0
    data = json.loads((home / "a.json").read_text(encoding="utf-8"))
    assert (data["digest"], len(data["procedures"])) == (snapshot.info.digest, snapshot.info.procedures)
    book = load_workbook(home / "a.xlsx", read_only=True)
    assert {"Thủ tục", "Giấy tờ", "Phí"} <= set(book.sheetnames)
    book.close()
    assert motcua("kb", "export", "--format", "csv", "b").exit_code == 0
    assert (home / "b").read_bytes() == (home / "a.csv").read_bytes()
    assert motcua("kb", "export", "a.pdf").exit_code == 2
    assert sorted(p.name for p in home.iterdir() if p.is_file()) == ["a.csv", "a.json", "a.xlsx", "b"]
