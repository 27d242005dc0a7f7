"""Notices and subscriptions made into Messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.callbacks import Notice, Subscribe
from bot.notifications import drafting
from bot.notifications.announcement import Announcement, Directory, Stage, named
from bot.render import Button, Message, fill
from bot.state.chats import Chat
from bot.state.reports import Row, Tally
from bot.subscribing import QUIET

LISTED = 60
"""Chats that a list in a message names; the workbook has all."""
Rows = tuple[tuple[Button, ...], ...]


def introduction(chat: int, username: str) -> Message:
    """Greet a group, once."""
    private = f"https://t.me/{username}?start=nhom_{str(chat).replace('-', 'm')}"
    return Message(fill("introduction"), ((Button("Chọn thông báo nhận", Subscribe(chat)), Button("Chọn ở chat riêng", private)),))


def subscription(chat: Chat, names: Directory, others: Sequence[Chat] = ()) -> Message:
    """Tell what a chat receives, with buttons to change it; `others`: further chats of the same person."""
    topics = [names.topics[key] for key in chat.topics if key in names.topics]
    html = fill(
        "subscription", chat=chat, topics=topics, agency=names.agencies.get(chat.agency), area=names.areas.get(chat.area), others=others
    )
    labels = {"topic": "Chủ đề", "agency": "Cơ quan", "area": "Địa bàn", "quiet": "Giờ yên lặng"}
    if chat.kind == "supergroup":
        labels["thread"] = "Nơi đăng"
    buttons = [Button(label, Subscribe(chat.id, what)) for what, label in labels.items()]
    if chat.state in ("active", "off", "muted"):
        on = chat.state != "active"
        buttons.append(Button("Bật nhận thông báo" if on else "Tắt nhận thông báo", Subscribe(chat.id, "state", "on" if on else "off")))
    return Message(html, (*pairs(buttons), *((Button(other.title[:60] or str(other.id), Subscribe(other.id)),) for other in others[:20])))


def subscription_choices(chat: Chat, what: str, names: Directory) -> Message:
    """Offer the choices of one setting."""

    def offer(values: Mapping[str, str], chosen: tuple[str, ...]) -> list[Button]:
        return [Button(f"{'✓ ' if key in chosen else ''}{name}", Subscribe(chat.id, what, key)) for key, name in values.items()]

    match what:
        case "topic":
            buttons = offer(names.topics, chat.topics)
        case "agency" | "area":
            buttons = [
                *offer(names.of(what), (chat.agency if what == "agency" else chat.area,)),
                Button("Không chọn", Subscribe(chat.id, what, "-")),
            ]
        case "thread":
            buttons = offer({"here": "Chủ đề này", "general": "Chủ đề Chung"}, ())
        case _:
            spans = {f"{a}-{b}": f"{a} giờ đến {b} giờ" for a, b in QUIET}
            buttons = offer(spans | {"-": "Không có giờ yên lặng"}, ())
            what = "quiet"
    return Message(fill("subscription_choices", what=what), (*pairs(buttons), (Button("Xong", Subscribe(chat.id)),)))


def pairs(buttons: Sequence[Button], width: int = 2) -> Rows:
    """Lay buttons out in rows."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def draft(notice: Announcement, names: Directory, count: int, wrong: Sequence[str]) -> Message:
    """Show a draft's settings, with buttons to change them and to see it."""
    html = fill(
        "notice_draft",
        notice=notice,
        audience=named(notice.audience, names) if notice.audience else "",
        count=count,
        duration=drafting.duration(count),
        wrong=wrong,
        at=drafting.moment(notice.at),
    )

    def deed(label: str, what: str) -> Button:
        return Button(label, Notice(notice.id, notice.revision, what))

    def switch(label: str, what: str, *, on: bool) -> Button:
        return deed(f"✓ {label}" if on else label, what)

    rows: Rows = (
        (deed("Gửi tới ai", "aud"), deed("Giờ gửi", "time")),
        (
            switch("Không chuông", "silent", on=notice.silent),
            switch("Ghim", "pin", on=notice.pin),
            switch("Hỏi “Đã nhận”", "ack", on=notice.ack),
        ),
        (deed("Sửa nội dung", "content"), deed("Nút liên kết", "buttons")),
    )
    ready = not wrong and count > 0
    return Message(html, (*rows, ((deed("Xem trước và gửi", "see"),) if ready else ()) + (deed("Bỏ bản nháp", "drop"),)))


def audiences(notice: Announcement, names: Directory, mine: frozenset[str] | None) -> Message:
    """Offer the audiences to choose from; `mine`: an official's only, None for all."""
    chosen = notice.audience.split()

    def button(key: str, name: str) -> Button:
        return Button(f"{'✓ ' if key in chosen else ''}{name}", Notice(notice.id, notice.revision, f"aud:{key}"))

    keys = {f"{kind}:{key}": name for kind in ("topic", "agency", "area") for key, name in names.of(kind).items()}
    offered = {key: name for key, name in keys.items() if mine is None or key in mine}
    everybody = ((button("all", "Tất cả"),),) if mine is None else ()
    written = Button("Nhập danh sách", Notice(notice.id, notice.revision, "audience"))
    done = Button("Xong", Notice(notice.id, notice.revision, "draft"))
    return Message(fill("notice_audience"), (*everybody, *pairs([button(k, v) for k, v in offered.items()]), (written, done)))


def confirm(notice: Announcement, names: Directory, count: int) -> Message:
    """Ask once more, below the preview."""
    at = drafting.moment(notice.at)
    html = fill("notice_confirm", audience=named(notice.audience, names), count=count, duration=drafting.duration(count), at=at)
    send, back, drop = (Button(label, Notice(notice.id, notice.revision, deed)) for label, deed in CONFIRM)
    return Message(html, ((Button(f"{send.label} {count} nơi", send.to),), (back, drop)))


CONFIRM = (("Gửi tới", "send"), ("Quay lại sửa", "draft"), ("Bỏ bản nháp", "drop"))


def approve(notice: Announcement, names: Directory, author: str) -> Message:
    """Ask a second person to look at a notice, and to decide below what is seen."""
    first = drafting.first_words(notice.content.html, 80)
    html = fill("notice_approve", notice=notice, audience=named(notice.audience, names), first=first, author=author)
    return Message(html, ((_see(notice), Button("Từ chối", Notice(notice.id, notice.revision, "drop"))),))


def decide(notice: Announcement, names: Directory, count: int, author: str) -> Message:
    """Ask a second person, below the preview."""
    facts = {"audience": named(notice.audience, names), "duration": drafting.duration(count), "at": drafting.moment(notice.at)}
    html = fill("notice_decide", notice=notice, count=count, author=author, **facts)
    send, drop = (Button(label, Notice(notice.id, notice.revision, deed)) for label, deed in DECIDE)
    return Message(html, ((send, drop),))


DECIDE = (("Duyệt và gửi", "send"), ("Từ chối", "drop"))


def _see(notice: Announcement) -> Button:
    return Button("Xem bản sẽ gửi", Notice(notice.id, notice.revision, "see"))


def nobody_approves(notice: Announcement) -> Message:
    """Tell who wrote a notice that nobody is there to approve it."""
    return Message(fill("notice_alone", notice=notice), ((Button("Bỏ thông báo này", Notice(notice.id, notice.revision, "drop")),),))


def report(notice: Announcement, tally: Tally, names: Directory, now: datetime) -> Message:
    """Tell how far an announcement is, with what can be done about it."""
    html = fill(
        "notice_report",
        notice=notice,
        tally=tally,
        audience=named(notice.audience, names),
        bar=drafting.bar(tally.total - tally.left, tally.total),
        stage=drafting.STAGES[notice.stage],
        until=drafting.moment(tally.until),
        percent=100 * (tally.total - tally.left) // max(1, tally.total),
        left=drafting.duration(tally.left - tally.put_off),
        later=drafting.moment(notice.at) if notice.at and notice.at > now else "",
    )
    return Message(html, pairs(_deeds(notice, tally)))


def _deeds(notice: Announcement, tally: Tally) -> list[Button]:
    """What can be done about an announcement where it stands."""
    now = {
        Stage.RUNNING: [("Tạm dừng", "pause"), ("Hủy phần chưa gửi", "cancel")],
        Stage.PAUSED: [("Gửi tiếp", "resume"), ("Hủy phần chưa gửi", "cancel")],
    }
    found = now.get(notice.stage, [("Cập nhật", "report")])
    found = [*found, ("Chưa nhận, vì sao", "missing"), *([("Ai đã nhận", "acks")] if notice.ack else []), ("Xuất Excel", "export")]
    if notice.stage is Stage.DONE and not tally.recalled:
        found += [(f"Gửi lại nơi lỗi ({tally.rejected})", "resend")] if tally.rejected else []
        found += [(f"Gửi lại nơi chưa rõ ({tally.unconfirmed})", "doubtful")] if tally.unconfirmed else []
    if not (notice.personal or tally.recalled):
        corrections = [("Đính chính", "correction"), ("Thu hồi", "recall")] if tally.sent else [("Sửa nội dung", "correction")]
        found += corrections if tally.sent or tally.left else []
    return [Button(label, Notice(notice.id, 0, deed)) for label, deed in found]


def missing(rows: Sequence[Row]) -> Message:
    """List the chats that have not got a notice, with the reason, and those that have not acknowledged it."""
    return Message(fill("notice_missing", rows=rows[:LISTED], more=max(0, len(rows) - LISTED)))


def acknowledged(rows: Sequence[Row]) -> Message:
    """List the chats where somebody tapped "Đã nhận", and who."""
    return Message(fill("notice_acknowledged", rows=rows[:LISTED], more=max(0, len(rows) - LISTED)))


def sure(notice: Announcement, deed: str, count: int) -> Message:
    """Ask before taking back."""
    html = fill("notice_sure", count=count)
    return Message(
        html,
        (
            (
                Button(f"Vâng, thu hồi ở {count} nơi", Notice(notice.id, notice.revision, deed)),
                Button("Không", Notice(notice.id, 0, "report")),
            ),
        ),
    )


def correction(notice: Announcement, draft: int, count: int) -> Message:
    """Ask, below the new words, whether every copy shall have them."""
    yes = Button(f"Đính chính ở {count} nơi" if count else "Dùng nội dung mới", Notice(notice.id, notice.revision, f"fix:{draft}"))
    return Message(fill("notice_correction", count=count), ((yes, Button("Không", Notice(notice.id, 0, "report"))),))


def notice_list(notices: Sequence[Announcement]) -> Message:
    """List announcements."""
    buttons = [Button(f"{n.id}. {drafting.first_words(n.content.html)}", Notice(n.id, 0, "report")) for n in notices]
    return Message(fill("notice_list", notices=notices), tuple((b,) for b in buttons))


def withdrawn() -> Message:
    """Stand in for a notice that was taken back but could not be deleted."""
    return Message(fill("withdrawn"))
