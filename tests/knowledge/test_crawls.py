"""The normalised crawls are read into records, a broken row hiding no other."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.records import Channel, FeeStatus, Level, Procedure, TimeUnit
from knowledge.sources import recorded
from knowledge.sources.crawls import load

ROW: dict[str, Any] = {
    "code": "9.000001",
    "name": "Đăng ký nuôi rùa",
    "field": "Chăn nuôi",
    "agency": "UBND cấp xã",
    "level": "Cấp tỉnh; Cấp Xã",
    "documents": [{"name": "Đơn", "case": None, "original": 1, "copy": 2, "forms": ["Mẫu 1"]}],
    "processing_time": None,
    "fee": None,
    "fee_status": "not_stated",
    "channel_details": [{"channel": "trực tiếp", "time": None, "fee": None, "note": None}],
    "legal_basis": ["Thông tư số 53/2025/TT-BCAngày 01/7/2025", "190/2025/NQ-QH15 – Nghị quyết", "Luật Rùa"],
    "crawl_date": "2026-08/09",
}


def read(tmp_path: Path, **changes: Any) -> Procedure:
    path = tmp_path / "procedures.jsonl"
    path.write_text(json.dumps(ROW | changes, ensure_ascii=False) + "\n", encoding="utf-8")
    (procedure,) = load(path, frozenset({"9.000001"})).procedures
    return procedure


def way(**said: Any) -> list[dict[str, Any]]:
    return [{"channel": "trực tuyến", "time": None, "fee": None, "note": None} | said]


def test_a_row_is_read(tmp_path: Path) -> None:
    record = read(tmp_path)
    assert record.levels == (Level.PROVINCE, Level.COMMUNE)
    assert [(d.name, d.originals, d.copies, d.form) for d in record.documents] == [("Đơn", 1, 2, "Mẫu 1")]
    assert [b.number for b in record.legal] == ["53/2025/TT-BCA", "190/2025/NQ-QH15", "Luật Rùa"]
    assert (record.source.checked.year, record.source.checked.month) == (2026, 8)
    assert (record.times, record.fees) == ((), ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"channel_details": way(time="3 ngày làm việc")}, [(Channel.ONLINE, 3, TimeUnit.WORKING_DAY)]),
        (
            {"channel_details": way(time="5 Ngày; 1,5 giờ (gấp)")},
            [(Channel.ONLINE, 5, TimeUnit.DAY), (Channel.ONLINE, 1.5, TimeUnit.HOUR)],
        ),
        ({"channel_details": way(time="Tùy hồ sơ")}, [(Channel.ONLINE, None, TimeUnit.OTHER)]),
        ({"processing_time": "2 tháng"}, [(Channel.ANY, 2, TimeUnit.MONTH)]),
        ({"processing_time": "theo trình tự: trong 3 ngày; 5 ngày"}, [(Channel.ANY, None, TimeUnit.OTHER)]),
        ({"processing_time": "2 tháng", "channel_details": way(time="3 ngày")}, [(Channel.ONLINE, 3, TimeUnit.DAY)]),
    ],
)
def test_times_are_counted_by_channel(tmp_path: Path, changes: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert [(t.channel, t.amount, t.unit) for t in read(tmp_path, **changes).times] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"fee_status": "zero", "channel_details": way(fee="0 đồng")}, [(FeeStatus.ZERO, None)]),
        ({"fee_status": "see_text", "channel_details": way(fee="0 đồng (Theo Thông tư 244/2016)")}, [(FeeStatus.SEE_TEXT, None)]),
        ({"fee_status": "amount", "channel_details": way(fee="Lệ phí: 8.000 đồng (một bản)")}, [(FeeStatus.AMOUNT, 8000)]),
        ({"fee_status": "amount", "channel_details": way(fee="Phí: 5 USD (một lần)")}, [(FeeStatus.SEE_TEXT, None)]),
        (
            {"fee_status": "amount", "channel_details": way(fee="0 đồng; Phí: 7.000 đồng")},
            [(FeeStatus.ZERO, None), (FeeStatus.AMOUNT, 7000)],
        ),
        ({"fee_status": "zero", "fee": "Lệ phí: 0 đồng"}, [(FeeStatus.ZERO, None)]),
        ({}, []),
    ],
)
def test_a_zero_is_free_only_where_the_row_says_so(tmp_path: Path, changes: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert [(f.status, f.amount) for f in read(tmp_path, **changes).fees] == expected


def test_a_broken_row_is_named_and_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "procedures.jsonl"
    rows = ["{", json.dumps(ROW | {"fee_status": "free"}), json.dumps(ROW | {"code": "9.000002"}), json.dumps(ROW), "[]"]
    path.write_text("\n".join(rows), encoding="utf-8")
    read = load(path, frozenset({"9.000001"}))
    assert [p.code for p in read.procedures] == ["9.000001"]
    assert [p.place for p in read.problems] == [f"{path}:1", f"{path}:2", f"{path}:5"]
    assert "fee_status: " in read.problems[1].message


def test_a_folder_without_its_parts_is_refused_with_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "catalog.jsonl").touch()
    with pytest.raises(ValueError, match=r"no portal-api, procedures\.jsonl there; give the folder that holds"):
        recorded.load(tmp_path, ["9.000001"])
