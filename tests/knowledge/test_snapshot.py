"""The snapshot: one file, built whole, swapped at once."""

import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.records import Detail, Fee, FeeStatus, Level, Plan, Procedure, Source, Task
from knowledge.snapshot import FORMAT, Info, Snapshot, SnapshotError, build, merge
from tests.conftest import procedure

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOURCE = Source(name="Trang của tỉnh", checked=date(2026, 1, 1))
BIRTH = procedure("1.000001", fees=(Fee(status=FeeStatus.ZERO),))
WEDDING = procedure("1.000002", name="Đăng ký kết hôn", plain_name="Kết hôn")
PASSPORT = procedure("2.000003", name="Cấp hộ chiếu", field="Xuất nhập cảnh", levels=(Level.PROVINCE,))
ROW = procedure("3.000004", name="Chỉ có trong danh mục", detail=Detail.CATALOG)
ALL = (BIRTH, WEDDING, PASSPORT, ROW)


def plan(number: str, issued: date) -> Plan:
    return Plan(number=number, title="Kế hoạch", issuer="UBND", issued=issued, source=SOURCE, tasks=(Task(no="1", description="Rà soát"),))


PLANS = (plan("1/KH-UBND", date(2025, 1, 1)), plan("2/KH-UBND", date(2026, 1, 1)))


def built(path: Path, procedures: tuple[Procedure, ...] = ALL, plans: tuple[Plan, ...] = PLANS, now: datetime = NOW) -> Info:
    return build(path, procedures, plans, "a test", now)


def test_what_was_built_is_read_back(tmp_path: Path) -> None:
    info = built(tmp_path / "new" / "kb.db", (PASSPORT, ROW, BIRTH, WEDDING))
    snapshot = Snapshot(tmp_path / "new" / "kb.db")
    assert tuple(snapshot) == ALL
    assert snapshot.plans() == PLANS[::-1]
    assert snapshot.procedure("1.000002") == WEDDING
    assert snapshot.procedure("9.999999") is None
    assert snapshot.info == info
    assert (info.procedures, info.detailed, info.plans, info.builder, info.built) == (4, 3, 2, "a test", NOW)
    snapshot.close()


def test_fields_count_what_is_known_in_full(tmp_path: Path) -> None:
    built(tmp_path / "kb.db")
    snapshot = Snapshot(tmp_path / "kb.db")
    assert snapshot.fields() == [("Hộ tịch", 2), ("Xuất nhập cảnh", 1)]
    assert dict(snapshot.of_field("Hộ tịch")) == {"1.000002": "Kết hôn", "1.000001": "Đăng ký khai sinh"}
    assert snapshot.of_field("Không có") == []
    snapshot.close()


def test_equal_records_give_one_digest_whatever_their_order_and_the_time(tmp_path: Path) -> None:
    one = built(tmp_path / "one.db")
    other = built(tmp_path / "other.db", ALL[::-1], PLANS[::-1], NOW + timedelta(days=9))
    assert one.digest == other.digest
    assert one.version == f"20261123-{one.digest[:8]}"
    assert other.version == f"20261202-{one.digest[:8]}"


@pytest.mark.parametrize(
    ("procedures", "plans"),
    [
        (ALL[:-1], PLANS),
        ((*ALL[:-1], procedure("3.000004", name="Tên khác", detail=Detail.CATALOG)), PLANS),
        (ALL, PLANS[:1]),
        ((), ()),
    ],
)
def test_other_records_give_another_digest(tmp_path: Path, procedures: tuple[Procedure, ...], plans: tuple[Plan, ...]) -> None:
    assert built(tmp_path / "one.db").digest != built(tmp_path / "other.db", procedures, plans).digest


@settings(deadline=None, max_examples=15)
@given(st.randoms(use_true_random=False))
def test_no_order_of_the_records_shows_in_the_digest(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    folder = tmp_path_factory.mktemp("kb")
    shuffled = chance.sample(ALL, len(ALL))
    assert built(folder / "a.db", tuple(shuffled)).digest == built(folder / "b.db").digest


def test_a_reader_of_the_old_file_keeps_it_when_a_new_one_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    built(path, (BIRTH,))
    old = Snapshot(path)
    built(path, (WEDDING,))
    new = Snapshot(path)
    assert tuple(old) == (BIRTH,)
    assert old.procedure(WEDDING.code) is None
    assert tuple(new) == (WEDDING,)
    old.close()
    new.close()


def test_a_build_that_fails_leaves_no_trace_and_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    built(path)
    before = path.read_bytes()
    with pytest.raises(sqlite3.IntegrityError):
        built(path, (BIRTH, BIRTH))
    assert [p.name for p in tmp_path.iterdir()] == ["kb.db"]
    assert path.read_bytes() == before


def test_a_build_leaves_only_its_file_and_others_may_read_it(tmp_path: Path) -> None:
    built(tmp_path / "kb.db")
    assert [p.name for p in tmp_path.iterdir()] == ["kb.db"]
    assert (tmp_path / "kb.db").stat().st_mode & 0o777 == 0o644


def test_a_snapshot_is_never_written_to(tmp_path: Path) -> None:
    built(tmp_path / "kb.db")
    before = (tmp_path / "kb.db").read_bytes()
    snapshot = Snapshot(tmp_path / "kb.db")
    assert len(list(snapshot)) == len(ALL)
    snapshot.close()
    assert (tmp_path / "kb.db").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["kb.db"]


def test_a_file_that_is_not_there_says_how_to_build_it(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    with pytest.raises(SnapshotError) as fault:
        Snapshot(path)
    assert str(fault.value) == f"{path}: no such snapshot: build one with 'motcua kb build --out {path}'"
    assert not path.exists()


def _other_format(path: Path) -> None:
    built(path)
    db = sqlite3.connect(path)
    db.execute("update meta set value = ? where key = 'format'", [str(FORMAT + 1)])
    db.commit()
    db.close()


def _other_tables(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("create table notes (words text)")
    db.commit()
    db.close()


def _cut_off(path: Path) -> None:
    built(path)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_text("xin chào " * 500, encoding="utf-8"), "not a snapshot"),
        (lambda path: path.touch(), "not a snapshot"),
        (lambda path: path.mkdir(), "no such snapshot"),
        (_cut_off, "not a snapshot"),
        (_other_tables, "not a snapshot"),
        (_other_format, f"format {FORMAT + 1}, but this program reads {FORMAT}"),
    ],
)
def test_a_wrong_file_is_named_with_what_to_do(tmp_path: Path, spoil: Any, said: str) -> None:
    path = tmp_path / "kb.db"
    spoil(path)
    with pytest.raises(SnapshotError) as fault:
        Snapshot(path)
    assert str(fault.value).startswith(f"{path}: ")
    assert said in str(fault.value)
    assert "motcua kb build" in str(fault.value)


FULL_ROW = procedure("3.000004", name="Nay có đầy đủ", field="", agency="", levels=())


@pytest.mark.parametrize(
    ("layers", "merged"),
    [
        ((), ()),
        (((PASSPORT,), (BIRTH,)), (BIRTH, PASSPORT)),
        (((BIRTH,), (procedure(name="Cổng gọi khác"),)), (BIRTH,)),
        (((ROW,), (procedure("3.000004", name="Đầy đủ"),)), (procedure("3.000004", name="Đầy đủ"),)),
        (((procedure("3.000004", name="Đầy đủ"), ROW),), (procedure("3.000004", name="Đầy đủ"),)),
        (((BIRTH, procedure(name="Bản sau")),), (BIRTH,)),
        (((ROW, FULL_ROW),), (procedure("3.000004", name="Nay có đầy đủ", field="Hộ tịch"),)),
    ],
)
def test_merging_keeps_one_record_a_code(layers: tuple[tuple[Procedure, ...], ...], merged: tuple[Procedure, ...]) -> None:
    assert merge(*layers) == merged


def test_gaps_are_filled_whichever_of_detail_and_row_was_read_first() -> None:
    assert merge((FULL_ROW, ROW)) == merge((ROW, FULL_ROW))


RECORDS = st.lists(
    st.builds(
        procedure,
        st.sampled_from(["1.000001", "1.000002", "1.000003"]),
        name=st.sampled_from(["A", "B"]),
        field=st.sampled_from(["", "Hộ tịch"]),
        detail=st.sampled_from(Detail),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=100)
@given(RECORDS, RECORDS)
def test_merging_gives_each_code_once_in_order_and_merging_again_changes_nothing(one: list[Procedure], other: list[Procedure]) -> None:
    merged = merge(one, other)
    codes = [p.code for p in merged]
    assert codes == sorted({p.code for p in (*one, *other)})
    assert merge(merged) == merged
    full = {p.code for p in (*one, *other) if p.detail is Detail.FULL}
    assert {p.code for p in merged if p.detail is Detail.FULL} == full
