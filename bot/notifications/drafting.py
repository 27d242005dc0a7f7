"""What an official types about a notice, read; and moments, spans and progress in words."""

import re
from datetime import datetime, timedelta

from bot.notifications.announcement import Stage
from bot.notifications.pace import RESERVE, Limits
from bot.plain import plain
from bot.zone import VIETNAM

_CLOCK = re.compile(
    r"(?:(?P<day>\d{1,2})[/-](?P<month>\d{1,2})(?:[/-](?P<year>\d{4}))?\s+)?(?P<hour>\d{1,2})(?:[:hg]|\s*giờ)\s*(?P<minute>\d{2})?"
)


def parse_time(text: str, now: datetime) -> datetime | None:
    """Read "ngay" (None), "15:30", "7h", "28/11 7:30" or "28/11/2026 7:30" as Vietnam's time; raise ValueError that says how."""
    if text.strip().lower() in {"ngay", "now"}:
        return None
    local, found = now.astimezone(VIETNAM), _CLOCK.fullmatch(text.strip())
    how = "Viết giờ như “15:30” hoặc “28/11 7:30”; “ngay” để gửi ngay."
    if found is None:
        raise ValueError(how)
    given = {name: int(value) for name, value in found.groupdict().items() if value}
    try:
        at = local.replace(
            year=given.get("year", local.year),
            month=given.get("month", local.month),
            day=given.get("day", local.day),
            hour=given["hour"],
            minute=given.get("minute", 0),
            second=0,
            microsecond=0,
        )
    except ValueError:
        raise ValueError(how) from None
    if at <= local and "day" not in given:
        at += timedelta(days=1)
    if at <= local:
        raise ValueError(f"{at:%d/%m/%Y %H:%M} đã qua. {how}")
    return at


def parse_buttons(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Read one button a line, "Nhãn - https://…"; raise ValueError that names the wrong line."""
    buttons = []
    for line in filter(str.strip, text.splitlines()):
        found = re.fullmatch(r"\s*(.+?)\s*[-–:|]\s*(\S+://\S+)\s*", line)
        if found is None:
            raise ValueError(f"Dòng “{line}”: viết như “Xem chi tiết - https://…”, mỗi nút một dòng.")
        buttons.append(((found[1], found[2]),))
    return tuple(buttons)


def duration(chats: int) -> str:
    """How long a broadcast to so many chats takes, in words."""
    limits = Limits()
    seconds = chats / (limits.per_second - RESERVE)
    if seconds < 90:
        return f"{max(1, round(seconds))} giây"
    return f"{round(seconds / 60)} phút"


def moment(at: datetime | None) -> str:
    """A moment as Vietnam's clock shows it; "ngay" for none."""
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}" if at else "ngay"


def bar(done: int, total: int, width: int = 20) -> str:
    """A progress bar of blocks."""
    full = width * done // max(1, total)
    return "█" * full + "░" * (width - full)


def writer(author: str, name: str = "") -> str:
    """Who wrote a notice, in words; `name`: the person's, where a person did and it is known."""
    kind, _, who = author.partition(":")
    match kind:
        case "user":
            return name or f"tài khoản {who}"
        case "cli":
            return f"{who} (dòng lệnh)"
        case _:
            return AUTOMATIC.get(who, "trợ lý")


STAGES = {
    Stage.DRAFT: "bản nháp",
    Stage.AWAITING: "chờ người thứ hai duyệt",
    Stage.RUNNING: "đang gửi",
    Stage.PAUSED: "tạm dừng",
    Stage.DONE: "đã xong",
    Stage.CANCELLED: "đã hủy",
}
AUTOMATIC = {"schedule": "lịch định kỳ", "feed": "nguồn tin tự động", "reminders": "nhắc hạn", "following": "theo dõi thủ tục"}


def first_words(html: str, limit: int = 40) -> str:
    """The beginning of a notice, on one line."""
    words = " ".join(plain(html).split())
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + "…"
