"""`motcua kb check`: every shipped record compared with the data."""

import json
import sys
from functools import partial
from pathlib import Path

import pytest

from knowledge.sources import shipped
from tests.commands.conftest import Motcua

CODE, LINK = "9.000001", "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019"
RECORD = f"""\
code: "{CODE}"
name: Đăng ký nuôi rùa cảnh
field: Chăn nuôi
agency: UBND cấp xã
levels: [commune]
link: {LINK}
times:
  - amount: 3
    unit: working_day
source:
  name: Cổng thử
  checked: 2026-07-18
"""
CRAWL = {
    "code": CODE,
    "name": "Đăng ký nuôi rùa cảnh",
    "agency": "Ủy ban nhân dân xã",
    "level": "Cấp xã",
    "fee_status": "not_stated",
    "channel_details": [{"channel": "trực tiếp", "time": "5 ngày làm việc", "fee": None, "note": None}],
    "link": LINK,
    "crawl_date": "2026-06-10",
}
WRITTEN = f'"{CODE}":\n  time: "The text says [3]."\n'


@pytest.fixture
def data(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data and one record that differs from it in time; reasons.yaml beside it gives no reason yet."""
    folder = home / "data"
    (folder / "portal-api").mkdir(parents=True)
    (folder / "catalog.jsonl").write_text(json.dumps({"id": "019", "code": CODE, "name": CRAWL["name"]}) + "\n", encoding="utf-8")
    (folder / "procedures.jsonl").write_text(json.dumps(CRAWL) + "\n", encoding="utf-8")
    records = home / "records"
    records.mkdir()
    (records / f"{CODE}.yaml").write_text(RECORD, encoding="utf-8")
    (home / "reasons.yaml").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(shipped, "load_procedures", partial(shipped.load_procedures, records))
    monkeypatch.setattr(sys.modules["bot.commands.kb.check"], "REASONS", home / "reasons.yaml")
    return folder


def test_a_difference_without_a_reason_is_told_and_is_status_1(motcua: Motcua, data: Path) -> None:
    result = motcua("kb", "check", data)
    assert result.exit_code == 1
    assert "Differences without a reason" in result.stdout
    assert CODE in result.stdout
    assert "none." in result.stdout.split("Differences without a reason")[0]


def test_a_written_reason_makes_it_status_0(motcua: Motcua, data: Path, home: Path) -> None:
    (home / "reasons.yaml").write_text(WRITTEN, encoding="utf-8")
    result = motcua("kb", "check", data)
    assert result.exit_code == 0
    assert "Differences without a reason: none." in result.stdout
    assert "[3]." in result.stdout


def test_json_holds_every_comparison(motcua: Motcua, data: Path) -> None:
    result = motcua("kb", "check", data, "--json")
    told = json.loads(result.stdout)
    (difference,) = [f for f in told["findings"] if f["verdict"] == "differs"]
    assert difference == {
        "code": CODE,
        "field": "time",
        "verdict": "differs",
        "ours": "any 3 working_day",
        "theirs": "direct 5 working_day",
        "source": "procedures.jsonl",
        "reason": "",
    }
    assert told["counts"]["differs"] == 1
    assert sum(told["counts"].values()) == len(told["findings"])
    assert result.exit_code == 1


def test_a_reason_that_explains_nothing_any_more_is_named(motcua: Motcua, data: Path, home: Path) -> None:
    (home / "reasons.yaml").write_text(WRITTEN + '  fee: "Gone."\n', encoding="utf-8")
    result = motcua("kb", "check", data)
    assert result.exit_code == 0
    assert f"{CODE}: fee: explains no difference any more" in result.stderr


@pytest.mark.parametrize(
    ("reasons", "said"),
    [('"9.000001":\n  tiem: "x"\n', ":2: "), ('"9.000001":\n  time: ""\n', "time"), ("[", "not YAML")],
)
def test_a_wrong_file_of_reasons_is_named_with_its_line(motcua: Motcua, data: Path, home: Path, reasons: str, said: str) -> None:
    (home / "reasons.yaml").write_text(reasons, encoding="utf-8")
    result = motcua("kb", "check", data)
    assert result.exit_code == 2
    assert "reasons.yaml" in result.stderr
    assert said in result.stderr


def test_a_folder_of_something_else_is_status_2(motcua: Motcua, home: Path) -> None:
    result = motcua("kb", "check", home)
    assert result.exit_code == 2
    assert "give the folder that holds" in result.stderr


def test_no_difference_of_the_shipped_records_lacks_a_reason(motcua: Motcua, shared: Path) -> None:
    result = motcua("kb", "check", shared / "procedures", "--json")
    told = json.loads(result.stdout)
    assert [f for f in told["findings"] if f["verdict"] == "differs"] == []
    assert told["outdated"] == []
    assert result.exit_code == 0
    assert told["counts"]["agrees"] > 1500
