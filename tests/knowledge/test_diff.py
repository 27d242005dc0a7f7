"""What changes from one snapshot to another."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import diffing
from knowledge.diff import Diff, compare
from knowledge.records import (
    Channel,
    Document,
    Fee,
    FeeKind,
    FeeStatus,
    LegalBasis,
    Places,
    Plan,
    Procedure,
    ProcessingTime,
    Source,
    TimeUnit,
)
from knowledge.snapshot import Info, Snapshot, build
from tests.conftest import procedure

SOURCE = Source(name="Trang của tỉnh", checked=date(2026, 1, 1))
PLAN = Plan(number="1/KH-UBND", title="Kế hoạch", issuer="UBND", issued=date(2026, 1, 1), source=SOURCE)
OLD = procedure(
    fees=(Fee(status=FeeStatus.AMOUNT, amount=8000, kind=FeeKind.SERVICE_FEE, channel=Channel.DIRECT),),
    times=(ProcessingTime(amount=3, unit=TimeUnit.WORKING_DAY),),
    documents=(Document(name="Tờ khai", originals=1), Document(name="Căn cước", handling="present")),
    legal=(LegalBasis(number="60/2014/QH13", title="Luật Hộ tịch"),),
    places=Places(counter="Xã"),
)


def compared(folder: Path, old: tuple[Procedure, ...], new: tuple[Procedure, ...], plans: tuple[Plan, ...] = ()) -> tuple[Diff, Info, Info]:
    """The difference of two snapshots, and what they say of themselves."""
    made = []
    for name, records, own in (("old", old, ()), ("new", new, plans)):
        build(folder / f"{name}.db", records, own, "a test", datetime(2026, 11, 23, tzinfo=UTC))
        made.append(Snapshot(folder / f"{name}.db"))
    found = compare(*made)
    for held in made:
        held.close()
    return found, made[0].info, made[1].info


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"fees": (Fee(status=FeeStatus.AMOUNT, amount=15000, per="bản", valid_until=date(2027, 12, 31)),)},
            [
                "    Phí, lệ phí:",
                "      - Trực tiếp: 8.000 đồng (lệ phí)",
                "      + 15.000 đồng/bản (phí); áp dụng đến 31/12/2027",
            ],
        ),
        ({"fees": (Fee(status=FeeStatus.NOT_STATED),)}, ["      + nguồn không nêu"]),
        ({"fees": (*OLD.fees, Fee(status=FeeStatus.ZERO, case="Hộ nghèo"))}, ["      + Hộ nghèo: 0 đồng"]),
        (
            {"times": (ProcessingTime(amount=0.5, unit=TimeUnit.DAY, channel=Channel.ONLINE, text="trong ngày"),)},
            ["    Thời hạn:", "      - 3 ngày làm việc", "      + Trực tuyến: 0,5 ngày; trong ngày"],
        ),
        (
            {"documents": (Document(name="Tờ khai", originals=2, copies=0, case="Nộp thẳng"),)},
            ["      - Tờ khai (1 bản chính)", "      - Căn cước (xuất trình)", "      + Nộp thẳng: Tờ khai (2 bản chính, 0 bản sao)"],
        ),
        (
            {"legal": (*OLD.legal, LegalBasis(number="1/2026/NĐ-CP", issued=date(2026, 1, 2)))},
            ["    Căn cứ pháp lý:", "      + 1/2026/NĐ-CP (ngày 02/01/2026)"],
        ),
        ({"places": Places(counter="Xã", online="Cổng")}, ["    Nơi nộp:", "      + Trực tuyến: Cổng"]),
        ({"documents": OLD.documents[::-1]}, ["      (chỉ đổi thứ tự hoặc lặp lại)"]),
        ({"repealed_by": "1.000002"}, ["    Bãi bỏ, thay bằng:", "      + 1.000002"]),
        ({"dossier_sets": 2}, ["    Số bộ hồ sơ:", "      + 2"]),
    ],
)
def test_a_changed_field_is_told_line_by_line_in_vietnamese(tmp_path: Path, changes: dict[str, object], lines: list[str]) -> None:
    found, *_ = compared(tmp_path, (OLD,), (replace(OLD, **changes),))  # type: ignore[arg-type]
    told = list(diffing.in_full(found))
    assert told[0] == "~ 1.000001 Đăng ký khai sinh"
    assert [line for line in told if line in lines] == lines


def test_added_removed_changed_and_rechecked_records_are_told_apart(tmp_path: Path) -> None:
    other, third = procedure("1.000002"), procedure("1.000003", name="Sẽ bỏ")
    again = replace(other, source=replace(other.source, checked=date(2026, 11, 1)))
    added = procedure("1.000009", name="Mới")
    found, old, new = compared(tmp_path, (OLD, other, third), (replace(OLD, fees=()), again, added), (PLAN,))
    assert ([r.title for r in found.added], [r.title for r in found.removed]) == (["Mới", "Kế hoạch"], ["Sẽ bỏ"])
    assert [(c.fields, c.rechecked) for c in found.changed] == [(("fees",), False), (("source",), True)]
    said = diffing.summary(found, old, new)
    assert "Thêm 2, bỏ 1, sửa 1, chỉ kiểm tra lại nguồn 1." in said
    assert "Phí, lệ phí 1" in said
    assert "  + 1.000009 Mới" in said
    assert "  - 1.000003 Sẽ bỏ" in said
    data = diffing.as_data(found, old, new)
    assert [row["key"] for row in data["added"]] == ["1.000009", "1/KH-UBND"]
    assert data["changed"][0]["fields"]["fees"]["before"][0]["amount"] == 8000
    assert data["changed"][0]["fields"]["fees"]["after"] == []


def test_equal_knowledge_has_no_difference(tmp_path: Path) -> None:
    found, old, new = compared(tmp_path, (OLD,), (OLD,))
    assert not found
    assert "Không có gì thay đổi." in diffing.summary(found, old, new)


def test_a_long_list_is_cut_short_in_the_summary_alone(tmp_path: Path) -> None:
    many = tuple(procedure(f"1.0001{i:02}") for i in range(30))
    found, old, new = compared(tmp_path, (OLD,), (OLD, *many))
    assert "… và 20 mục nữa" in diffing.summary(found, old, new)
    assert len(list(diffing.in_full(found))) == 30


def test_every_field_of_a_record_has_a_label() -> None:
    for kind in (Procedure, Plan):
        assert set(kind.__dataclass_fields__) - {"code"} <= set(diffing.LABELS)
