"""A procedure's record in plain lines of Vietnamese: times, fees, papers, places. The markup is the template's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.fees import without_expired
from knowledge.records import Channel, Document, Fee, FeeKind, FeeStatus, LegalBasis, Note, OnlineLevel, Procedure, ProcessingTime, TimeUnit
from nlp.analysis import Analysis
from nlp.lexicon import split

CHANNELS = {Channel.ANY: "", Channel.DIRECT: "Trực tiếp", Channel.ONLINE: "Trực tuyến", Channel.POST: "Bưu chính"}
UNITS = {TimeUnit.HOUR: "giờ", TimeUnit.DAY: "ngày", TimeUnit.WORKING_DAY: "ngày làm việc", TimeUnit.MONTH: "tháng", TimeUnit.OTHER: ""}
KINDS = {FeeKind.FEE: "phí", FeeKind.SERVICE_FEE: "lệ phí", FeeKind.PRICE: "giá"}
ONLINE = {
    OnlineLevel.FULL: "Làm được toàn bộ qua mạng (toàn trình).",
    OnlineLevel.PARTIAL: "Nộp được qua mạng một phần; có bước phải đến nơi.",
    OnlineLevel.NONE: "Nguồn không có hình thức nộp qua mạng.",
    OnlineLevel.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: a label in front, the words, and a remark after them; any of the first and last may be empty."""

    text: str
    label: str = ""
    remark: str = ""


def times(procedure: Procedure) -> list[Line]:
    """Tell how long the office has, channels that agree told once."""
    said = [(CHANNELS[t.channel], _time(t), t.case) for t in procedure.times]
    if len({(text, case) for _, text, case in said}) == 1:
        said = [("", said[0][1], said[0][2])]
    return [Line(text, _joined(channel, case)) for channel, text, case in dict.fromkeys(said)]


def _time(time: ProcessingTime) -> str:
    if time.amount is None:
        return time.text
    amount = f"{time.amount:g}".replace(".", ",")
    unit = UNITS[time.unit]
    return f"{amount} {unit}{f' ({time.text})' if time.text else ''}" if unit else time.text


def fees(procedure: Procedure, today: date) -> list[Line]:
    """Tell what is paid today; what the source leaves open is said to be open, and an ended relief is not told as today's."""
    current = [fee for fee in procedure.fees if fee.in_force(today)]
    lines = list(dict.fromkeys(line for fee in current for line in _fee(fee, today)))
    last = max((fee.valid_until for fee in procedure.fees if fee.valid_until and fee.valid_until < today), default=None)
    if last and lines:
        lines.append(Line(f"Mức giảm áp dụng đến {last:%d/%m/%Y} đã hết hạn, không tính ở đây."))
    elif last:
        lines.append(Line(f"Nguồn chỉ nêu mức áp dụng đến {last:%d/%m/%Y}, nay đã hết hạn; mức hiện nay xin hỏi nơi nộp."))
    return lines


def _fee(fee: Fee, today: date) -> Iterator[Line]:
    text, ended = without_expired(fee.text, today)
    label = _joined(CHANNELS[fee.channel], fee.case)
    remark = text if not ended else f"{text} (phần áp dụng đến {ended:%d/%m/%Y} đã hết hạn)".strip()
    match fee.status:
        case FeeStatus.AMOUNT:
            amount = f"{fee.amount:,}".replace(",", ".")
            yield Line(f"{amount} đồng{f'/{fee.per}' if fee.per else ''} ({KINDS[fee.kind]})", label, remark)
        case FeeStatus.ZERO:
            yield Line("0 đồng", label, remark)
        case FeeStatus.SEE_TEXT:
            yield Line(f"{remark}; mức hiện nay xin hỏi nơi nộp" if ended and not text else remark, label)
        case FeeStatus.NOT_STATED:
            yield Line("Nguồn không nêu phí; xin hỏi nơi nộp trước khi đi.", label)


def places(procedure: Procedure) -> list[Line]:
    """Tell where to hand in."""
    told = (("Trực tiếp", procedure.places.counter), ("Trực tuyến", procedure.places.online), ("Bưu chính", procedure.places.post))
    lines = [Line(text, label) for label, text in told if text]
    agency = [Line(procedure.agency, "Cơ quan giải quyết")] if procedure.agency else []
    return lines + agency


def online(procedure: Procedure) -> list[Line]:
    """Tell whether it can be done online."""
    level = ONLINE[procedure.online_level]
    where = procedure.places.online
    lines = [Line(level)] if level else []
    if where:
        lines.append(Line(where, "Nộp tại"))
    return lines or [Line("Nguồn không nói rõ có nộp qua mạng được không; bạn xem trang thủ tục trên Cổng.")]


def documents(procedure: Procedure, *, forms_only: bool = False) -> list[tuple[str, list[Line]]]:
    """Group the papers by the case they are needed in, the always needed first."""
    groups: dict[str, list[Line]] = {}
    for paper in procedure.documents:
        if not forms_only or paper.form:
            groups.setdefault(paper.case, []).append(Line(paper.name, remark=_copies(paper)))
    return sorted(groups.items(), key=lambda group: group[0] != "")


def _copies(paper: Document) -> str:
    counted = [f"{n} {what}" for n, what in ((paper.originals, "bản chính"), (paper.copies, "bản sao")) if n]
    shown = ["xuất trình"] if paper.handling == "present" else []
    return ", ".join((*shown, *counted, *([paper.form] if paper.form else [])))


def legal(bases: Sequence[LegalBasis]) -> list[Line]:
    """Tell the legal documents by number, title and date."""
    return [Line(b.number + (f" – {b.title}" if b.title else ""), remark=f"ngày {b.issued:%d/%m/%Y}" if b.issued else "") for b in bases]


def notes(procedure: Procedure, analysis: Analysis | None) -> list[Note]:
    """Return the notes that answer what was asked beyond the form, the likeliest first, two at most."""
    if analysis is None:
        return []
    asked = {w.key for w in analysis.sentence}
    scored = []
    for note in procedure.notes:
        keys = {w.key for w in split(note.question)} - _COMMON
        shared = len(keys & asked)
        if shared >= 2 and shared / len(keys) >= 0.45:
            scored.append((shared / len(keys), note))
    return [note for _, note in sorted(scored, key=lambda row: -row[0])[:2]]


_COMMON = frozenset(
    w.key for w in split("có không được phải cần là gì thì của cho khi nào làm đăng ký thủ tục giấy và ở bao lâu như thế nào tôi")
)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
