"""A Diff in Vietnamese, for the person who approves it: what is added, removed, and which lines of a record change."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from bot.telling import CHANNELS, KINDS, ONLINE, UNITS
from knowledge.diff import Changed, Diff, Record, key
from knowledge.records import (
    Detail,
    Document,
    Fee,
    FeeStatus,
    LegalBasis,
    Level,
    Note,
    OnlineLevel,
    Places,
    ProcessingTime,
    Source,
    Task,
)
from knowledge.snapshot import Info

LABELS = {
    "name": "Tên", "plain_name": "Tên thường gọi", "folk_names": "Tên gọi khác", "questions": "Câu hỏi mẫu", "field": "Lĩnh vực",
    "agency": "Cơ quan giải quyết", "levels": "Cấp giải quyết", "province": "Tỉnh, thành phố", "subjects": "Đối tượng",
    "documents": "Giấy tờ", "dossier_sets": "Số bộ hồ sơ", "times": "Thời hạn", "fees": "Phí, lệ phí", "places": "Nơi nộp",
    "online_level": "Làm qua mạng", "steps": "Các bước", "results": "Kết quả", "conditions": "Điều kiện", "legal": "Căn cứ pháp lý",
    "notes": "Giải đáp", "repealed_by": "Bãi bỏ, thay bằng", "link": "Trang trên Cổng", "source": "Nguồn", "detail": "Mức đầy đủ",
    "number": "Số", "title": "Tên", "issuer": "Cơ quan ban hành", "issued": "Ngày ban hành", "year": "Năm", "aims": "Mục tiêu",
    "targets": "Chỉ tiêu", "areas": "Lĩnh vực trọng tâm", "tasks": "Nhiệm vụ",
}  # fmt: skip
LEVELS = {Level.COMMUNE: "Cấp xã", Level.PROVINCE: "Cấp tỉnh", Level.MINISTRY: "Cấp bộ", Level.OTHER: "Cơ quan khác"}
DETAILS = {Detail.FULL: "Đầy đủ", Detail.CATALOG: "Chỉ có dòng danh mục"}
LISTED = 10
"""Records that a summary names of each kind."""


def summary(diff: Diff, old: Info, new: Info) -> str:
    """Tell in a few lines what changes."""
    lines = [
        f"Bản cũ:  {old.version} ({old.procedures} thủ tục, {old.detailed} đầy đủ, {old.plans} kế hoạch)",
        f"Bản mới: {new.version} ({new.procedures} thủ tục, {new.detailed} đầy đủ, {new.plans} kế hoạch)",
    ]
    if not diff:
        return "\n".join([*lines, "Không có gì thay đổi."])
    rechecked = sum(change.rechecked for change in diff.changed)
    lines.append(
        f"Thêm {len(diff.added)}, bỏ {len(diff.removed)}, sửa {len(diff.changed) - rechecked}, chỉ kiểm tra lại nguồn {rechecked}."
    )
    by_field = diff.by_field().most_common()
    if by_field:
        lines.append("Các mục bị sửa: " + ", ".join(f"{LABELS[name]} {n}" for name, n in by_field) + ".")
    return "\n".join([*lines, *_named("Thêm", "+", diff.added), *_named("Bỏ", "-", diff.removed)])


def _named(heading: str, sign: str, records: tuple[Record, ...]) -> list[str]:
    shown = [f"  {sign} {_title(record)}" for record in records[:LISTED]]
    more = [f"  … và {len(records) - LISTED} mục nữa"] if len(records) > LISTED else []
    return [f"{heading}:", *shown, *more] if records else []


def _title(record: Record) -> str:
    return f"{key(record)} {record.title}"


def in_full(diff: Diff) -> Iterator[str]:
    """Tell everything that changes, line by line."""
    for record in diff.added:
        yield f"+ {_title(record)}"
    for record in diff.removed:
        yield f"- {_title(record)}"
    for change in diff.changed:
        yield f"~ {_title(change.after)}"
        for name in change.fields:
            yield from _field(change, name)


def _field(change: Changed, name: str) -> Iterator[str]:
    gone, come = lines(change, name)
    yield f"    {LABELS[name]}:"
    if not gone and not come:
        yield "      (chỉ đổi thứ tự hoặc lặp lại)"
    for line in gone:
        yield f"      - {line}"
    for line in come:
        yield f"      + {line}"


def lines(change: Changed, name: str) -> tuple[list[str], list[str]]:
    """Return the lines of a field that are gone, and those that have come."""
    before, after = (list(_lines(value)) for value in change.values(name))
    return [line for line in before if line not in after], [line for line in after if line not in before]


def _lines(value: Any) -> Iterator[str]:
    match value:
        case tuple():
            for item in value:
                yield from _lines(item)
        case Places():
            told = (("Trực tiếp", value.counter), ("Trực tuyến", value.online), ("Bưu chính", value.post))
            yield from (f"{label}: {place}" for label, place in told if place)
        case None | "":
            return
        case _:
            yield _line(value)


def _line(value: Any) -> str:
    match value:
        case Fee():
            return _fee(value)
        case ProcessingTime():
            amount = f"{value.amount:g} {UNITS[value.unit]}".replace(".", ",").strip() if value.amount is not None else ""
            return _before(CHANNELS[value.channel], value.case) + _joined(amount, value.text)
        case Document():
            counts = [f"{n} {what}" for n, what in ((value.originals, "bản chính"), (value.copies, "bản sao")) if n is not None]
            shown = "xuất trình" if value.handling == "present" else ""
            return _before(value.case) + value.name + _after(shown, *counts, value.form)
        case LegalBasis():
            return value.number + (f" – {value.title}" if value.title else "") + _after(_day("ngày", value.issued))
        case Note():
            return f"{value.question} → {value.answer} ({value.source})"
        case Source():
            return _joined(f"{value.name}", value.document, value.url, _day("ban hành", value.issued), _day("kiểm tra", value.checked))
        case Task():
            return f"{value.no}. {value.description}" + _after("; ".join(value.lead), value.due)
        case OnlineLevel():
            return ONLINE[value] or "Chưa rõ"
        case Level():
            return LEVELS[value]
        case Detail():
            return DETAILS[value]
        case date():
            return f"{value:%d/%m/%Y}"
    return str(value)


def _fee(fee: Fee) -> str:
    said = {FeeStatus.ZERO: "0 đồng", FeeStatus.SEE_TEXT: "", FeeStatus.NOT_STATED: "nguồn không nêu"}
    per = f"/{fee.per}" if fee.per else ""
    amount = f"{fee.amount:,} đồng{per} ({KINDS[fee.kind]})".replace(",", ".") if fee.amount is not None else said[fee.status]
    days = _day("áp dụng từ", fee.valid_from), _day("áp dụng đến", fee.valid_until)
    return _before(CHANNELS[fee.channel], fee.case) + _joined(amount, fee.text, *days)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _before(*parts: str) -> str:
    return f"{label}: " if (label := ", ".join(part for part in parts if part)) else ""


def _after(*parts: str) -> str:
    return f" ({remark})" if (remark := ", ".join(part for part in parts if part)) else ""


def _day(label: str, day: date | None) -> str:
    return f"{label} {day:%d/%m/%Y}" if day else ""


def as_data(diff: Diff, old: Info, new: Info) -> dict[str, Any]:
    """Return the whole diff as JSON's values; fields hold the records' own values, before and after."""
    named = [[{"key": key(r), "title": r.title} for r in records] for records in (diff.added, diff.removed)]
    changed = [
        {
            "key": key(c.after),
            "title": c.after.title,
            "rechecked": c.rechecked,
            "fields": {name: dict(zip(("before", "after"), map(_plain, c.values(name)), strict=True)) for name in c.fields},
        }
        for c in diff.changed
    ]
    return {
        "old": _told(old), "new": _told(new), "added": named[0], "removed": named[1], "changed": changed, "fields": dict(diff.by_field())
    }  # fmt: skip


_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def _plain(value: Any) -> Any:
    return _ANY.dump_python(value, mode="json")


def _told(info: Info) -> dict[str, Any]:
    built: datetime = info.built
    return {
        "version": info.version, "digest": info.digest, "built": built.isoformat(), "procedures": info.procedures, "plans": info.plans
    }  # fmt: skip
