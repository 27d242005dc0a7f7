"""The report of an announcement as an Excel workbook."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from bot.notifications.announcement import Announcement, Directory, named
from bot.notifications.drafting import writer
from bot.notifications.outbox import State, Task
from bot.plain import plain
from bot.state.reports import Deed, Row
from bot.zone import VIETNAM

STATES = {
    State.WAITING: "đang chờ",
    State.SENDING: "đang gửi",
    State.DONE: "đã tới",
    State.REJECTED: "không gửi được",
    State.UNCONFIRMED: "chưa rõ",
    State.CANCELLED: "đã hủy",
}
TASKS = {Task.SEND: "gửi", Task.EDIT: "đính chính", Task.DELETE: "thu hồi (xóa)", Task.WITHDRAW: "thu hồi (thay nội dung)"}
DEEDS = {
    "draft": "soạn",
    "change": "sửa bản nháp",
    "ask": "trình người thứ hai duyệt",
    "start": "gửi",
    "pause": "tạm dừng",
    "resume": "gửi tiếp",
    "cancel": "hủy phần chưa gửi",
    "discard": "bỏ",
    "correct": "đính chính",
    "recall": "thu hồi",
    "resend": "gửi lại",
}
HEAD = ("Nơi nhận", "Mã chat", "Loại", "Việc", "Trạng thái", "Lúc tới", "Lý do", "Đã nhận", "Người bấm “Đã nhận”")


def workbook(notice: Announcement, rows: Sequence[Row], deeds: Sequence[Deed], names: Directory) -> bytes:
    """Return the workbook: the chats, the notice itself, and who did what. Times are Vietnam's."""
    book = Workbook(write_only=True)
    chats = book.create_sheet("Nơi nhận")
    chats.freeze_panes = "A2"
    head = [WriteOnlyCell(chats, value=name) for name in HEAD]
    for cell in head:
        cell.font = Font(bold=True)
    chats.append(head)
    for row in rows:
        kinds = row.title, str(row.chat), row.kind, TASKS[row.task], STATES[row.state]
        taps = "có" if row.acknowledged else "chưa" if notice.ack else "", "; ".join(row.acknowledged)
        chats.append([_words(value) for value in (*kinds, _local(row.sent_at), row.reason, *taps)])
    about = book.create_sheet("Thông báo")
    about.append(["Số", notice.id])
    about.append(["Gửi tới", named(notice.audience, names) if notice.audience else ""])
    about.append(["Nội dung", _words(plain(notice.content.html))])
    audit = book.create_sheet("Nhật ký")
    audit.append(["Lúc", "Ai", "Việc", "Chi tiết"])
    for deed in reversed(deeds):
        audit.append([_words(value) for value in (_local(deed.at), writer(deed.who), DEEDS.get(deed.what, deed.what), deed.detail)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if at else ""


def _words(value: str) -> str:
    """A cell that Excel takes for words: a title somebody else wrote never becomes a formula."""
    clean = "".join(c for c in value if c >= " " or c in "\n\t")[:32_000]
    return f"'{clean}" if clean[:1] in ("=", "+", "@") else clean
