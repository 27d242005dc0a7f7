"""Officials at work: a plan sent as a file, invitations, progress, reminders, reports: real handlers, real HTTP."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook

from bot import holding
from bot.access import Role
from bot.book import Held
from bot.notifications.announcement import Content
from bot.notifications.outbox import Delivery, Needless, RetryAfter, State
from bot.notifications.outbox import Task as Errand
from bot.notifications.reminders import Reminder
from bot.notifications.reminding import Reminding
from bot.progress import FRESH, Actor, Changed, Complete, decide
from bot.state.reminders import News as Due
from bot.state.reminders import pack
from tests.annex_files import Grid, write_xlsx
from tests.fake_telegram import Fault, Kind, Person, Sent
from tests.journeys.conftest import ADMIN, House, delivered

HEAD = ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm")
ROWS = (
    ("1", "Rà soát thủ tục hành chính nội bộ", "Sở Tư pháp", "Sở Nội vụ", "30/11/2026", "Báo cáo"),
    ("2", "Khảo sát sự hài lòng của người dân", "Sở Nội vụ", "Các sở, ban, ngành", "Quý IV/2026", "Báo cáo SIPAS"),
    ("3", "Số hóa kết quả giải quyết thủ tục", "Các sở, ban, ngành", "", "15/10/2026", "Kho dữ liệu"),
    ("4", "Tuyên truyền cải cách hành chính", "Sở Nội vụ", "", "Thường xuyên", "Tin, bài"),
)
TITLE = ("Số: 12/KH-UBND", "ngày 05 tháng 01 năm 2026", "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026")


def workbook(folder: Path, rows: Sequence[tuple[str, ...]] = ROWS) -> bytes:
    path = folder / "phu_luc.xlsx"
    write_xlsx(Grid((HEAD, *rows), (), TITLE), path)
    return path.read_bytes()


async def imported(house: House, folder: Path, rows: Sequence[tuple[str, ...]] = ROWS) -> Person:
    """The administrator, who has sent and approved a plan."""
    admin = house.telegram.person("An", id=ADMIN)
    await admin.send_document("phu_luc.xlsx", workbook(folder, rows))
    *_, stored = await admin.tap("Lưu kế hoạch")
    assert f"Đã lưu 12/KH-UBND: {len(rows)} nhiệm vụ" in stored.text
    return admin


async def official(house: House, admin: Person, name: str, agency: str) -> Person:
    """Somebody who has opened an invitation."""
    (invited,) = await admin.say(f"/moi {agency}")
    person = house.telegram.person(name)
    token = re.search(r"start=(\S+)", invited.text)
    assert token
    await person.say(f"/start {token[1]}")
    await house.telegram.wait(lambda: f"{name} đã nhận lời mời" in house.telegram.transcript(admin))
    return person


def at(house: House, day: date, hour: int, minute: int = 0) -> None:
    """Set the bot's clock to an hour in Vietnam."""
    house.clock.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def attached(house: House, sent: Sent) -> bytes:
    """The file of a message of the bot."""
    assert sent.chat_id is not None and sent.message_id is not None
    message = house.telegram.state.world.chats[sent.chat_id].messages[sent.message_id]
    shown = message.get("document") or message["photo"][-1]
    data: bytes = house.telegram.state.files[shown["file_id"]].data
    return data


def said(sent: Sequence[Sent]) -> str:
    return "\n".join(one.text for one in sent)


async def test_a_file_of_an_administrator_is_previewed_corrected_and_stored(house: House, tmp_path: Path) -> None:
    admin = house.telegram.person("An", id=ADMIN)
    (preview,) = await admin.send_document("phu_luc.xlsx", workbook(tmp_path, (*ROWS, ("5", "Việc chưa rõ", "", "", "", ""))))
    assert "5 nhiệm vụ" in preview.text and "Kế hoạch mới" in preview.text
    assert "Sở Nội vụ (2)" in preview.text
    assert preview.text.index("Dòng 5") < preview.text.index("Dòng 1")
    await admin.tap("Sửa")
    (wrong,) = await admin.say("dòng 99: hạn: 1/1/2027")
    assert "Không có dòng 99" in wrong.text
    (mended,) = await admin.say("dòng 1: chủ trì: Sở Tài chính\nbỏ 5")
    assert "4 nhiệm vụ" in mended.text and "Sở Tài chính (1)" in mended.text
    *_, stored = await admin.tap("Lưu kế hoạch")
    assert "Đã lưu 12/KH-UBND: 4 nhiệm vụ" in stored.text
    *_, gone = await admin.tap_data("DraftPlan|1|approve|0", expect=1)
    assert "Bản nháp này đã được lưu" in gone.text
    (plans,) = await admin.say("/kehoach")
    assert "12/KH-UBND" in plans.text and "4003/QĐ-UBND" in plans.text


async def test_a_file_of_anybody_else_is_not_read(house: House, tmp_path: Path) -> None:
    (answer,) = await house.telegram.person("Lan").send_document("phu_luc.xlsx", workbook(tmp_path))
    assert "chỉ đọc được chữ" in answer.text


async def test_a_refused_file_says_why(house: House) -> None:
    admin = house.telegram.person("An", id=ADMIN)
    (answer,) = await admin.send_document("quet.pdf", b"%PDF-1.4\n")
    assert "quet.pdf" in answer.text and "Hãy" in answer.text


async def test_importing_again_shows_what_changes_and_keeps_progress(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    await nga.say("/viec")
    await nga.tap("1")
    await nga.tap("50%")
    changed = [("9", *ROWS[0][1:]), *ROWS[1:3], ("10", "Việc mới", "Sở Y tế", "", "Năm 2026", "")]
    (preview,) = await admin.send_document("phu_luc.xlsx", workbook(tmp_path, changed))
    assert "thêm 1, bỏ 1, sửa 1, giữ nguyên 2" in preview.text
    await admin.tap("Lưu kế hoạch")
    (mine,) = await nga.say("/viec")
    assert "50%" in mine.text


async def test_look_ups_see_an_imported_plan_and_what_was_reported_of_it(house: House, tmp_path: Path) -> None:
    lan = house.telegram.person("Lan")
    (before,) = await lan.say("/nhiemvu")
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    (after,) = await lan.say("/nhiemvu")
    assert "80 nhiệm vụ của 2 kế hoạch" in before.text and "84 nhiệm vụ của 3 kế hoạch" in after.text
    (card,) = await nga.say("/nhiemvu khảo sát sự hài lòng")
    assert "Trong hạn" in card.text and card.labels == ["Tiến độ, báo cáo"]
    await nga.tap("Tiến độ, báo cáo")
    await nga.tap("Hoàn thành hôm nay")
    (done,) = await lan.say("/nhiemvu khảo sát sự hài lòng")
    assert "Hoàn thành đúng hạn" in done.text and not done.labels
    (plans,) = await lan.say("/kehoach 12/KH-UBND")
    assert "4 nhiệm vụ" in plans.text


async def test_look_ups_know_a_corrected_task_by_the_key_it_is_held_by(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    await admin.say("/nhiemvu khảo sát sự hài lòng")
    await admin.tap("Tiến độ, báo cáo")
    await admin.tap("75%")
    worded = ("2", "Khảo sát mức độ hài lòng của người dân, tổ chức", *ROWS[1][2:])
    await admin.send_document("phu_luc.xlsx", workbook(tmp_path, (ROWS[0], worded, *ROWS[2:])))
    await admin.tap("Lưu kế hoạch")
    (card,) = await admin.say("/nhiemvu khảo sát mức độ hài lòng")
    assert "75%" in card.text


async def test_a_plan_that_ships_is_due_for_its_agencies_as_look_ups_tell_it(house: House) -> None:
    book = await holding.book(house.desk)
    standing = await holding.standing(house.desk)
    board = standing.board
    assert standing.reports == {} and {key for _, key in board.places} == set(book.tasks)
    assert [book.due(book.tasks[entry.key]) for entry in board.entries] == [entry.period.due for entry in board.entries]
    assert any(entry.period.due and entry.plan.number == "2629/QĐ-TTg" for entry in board.entries)


async def test_an_approval_of_what_has_changed_meanwhile_is_shown_again(house: House, tmp_path: Path) -> None:
    admin = house.telegram.person("An", id=ADMIN)
    (first,) = await admin.send_document("phu_luc.xlsx", workbook(tmp_path))
    (second,) = await admin.send_document("phu_luc.xlsx", workbook(tmp_path, ROWS[:2]))
    await admin.tap("Lưu kế hoạch", second.message_id)
    *_, again = await admin.tap("Lưu kế hoạch", first.message_id)
    assert "Chưa lưu" in again.text and "thêm 2, bỏ 0" in again.text
    *_, stored = await admin.tap("Lưu kế hoạch", first.message_id)
    assert "Đã lưu" in stored.text


async def test_an_invitation_opens_once_and_a_forwarded_one_is_refused(house: House) -> None:
    admin = house.telegram.person("An", id=ADMIN)
    (invited,) = await admin.say("/moi Sở Nội vụ")
    token = invited.text.split("start=")[1].split()[0]
    nga, lan = house.telegram.person("Nga"), house.telegram.person("Lan")
    (refused,) = await nga.say("/viec")
    assert "dành cho cán bộ" in refused.text
    (welcome,) = await nga.say(f"/start {token}")
    assert "Sở Nội vụ" in welcome.text
    (closed,) = await lan.say(f"/start {token}")
    assert "đã có người dùng" in closed.text
    (again,) = await nga.say(f"/start {token}")
    assert "Sở Nội vụ" in again.text
    (still,) = await lan.say("/viec")
    assert "dành cho cán bộ" in still.text
    (help_page,) = await nga.say("/help")
    assert "/viec" in help_page.text and "/moi" not in help_page.text


async def test_an_invitation_is_revoked_and_ends_by_itself(house: House) -> None:
    admin, lan = house.telegram.person("An", id=ADMIN), house.telegram.person("Lan")
    (first,) = await admin.say("/moi Sở Nội vụ")
    await admin.tap("Thu hồi", first.message_id)
    (closed,) = await lan.say(f"/start {first.text.split('start=')[1].split()[0]}")
    assert "thu hồi" in closed.text
    (second,) = await admin.say("/moi Sở Nội vụ")
    house.clock.at += timedelta(days=8)
    (closed,) = await lan.say(f"/start {second.text.split('start=')[1].split()[0]}")
    assert "hết hạn" in closed.text
    (closed,) = await lan.say("/start inv_doan-bua")
    assert "không đúng" in closed.text


async def test_a_role_is_taken_back(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    await admin.say("/moi")
    await admin.tap("Thôi vai trò: Nga – Sở Nội vụ")
    await admin.tap("Vâng, thôi vai trò")
    (refused,) = await nga.say("/viec")
    assert "dành cho cán bộ" in refused.text


async def test_invitations_are_not_given_in_groups(house: House) -> None:
    admin = house.telegram.person("An", id=ADMIN)
    group = house.telegram.group("Tổ CCHC")
    await group.join_bot(admin, expect=1)
    (answer,) = await admin.say("/moi Sở Nội vụ", group)
    assert "trò chuyện riêng" in answer.text


async def test_an_official_reports_proves_finishes_and_takes_it_back(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    (mine,) = await nga.say("/viec")
    assert "1 quá hạn" in mine.text and mine.text.index("Số hóa") < mine.text.index("Khảo sát")
    *_, card = await nga.tap("2")
    assert "Khảo sát sự hài lòng" in card.text and "Quý IV/2026" in card.text and "31/12/2026" in card.text
    *_, card = await nga.tap("75%")
    assert "tiến độ 75%" in card.text
    await nga.tap("Minh chứng")
    *_, card = await nga.send_document("bao_cao.pdf", b"x")
    assert "Minh chứng 1: bao_cao.pdf" in card.text
    *_, proof = await nga.tap("Xem minh chứng 1")
    assert attached(house, proof) == b"x"
    await nga.say("/viec")
    await nga.tap("2")
    await nga.tap("Minh chứng")
    *_, card = await nga.say("Công văn 15/SNV-CCHC")
    assert "Minh chứng 2: Công văn 15/SNV-CCHC" in card.text
    *_, card = await nga.tap("Hoàn thành hôm nay")
    assert "Hoàn thành đúng hạn" in card.text and "xong ngày 23/11/2026" in card.text
    *_, card = await nga.tap("Hoàn tác")
    assert "tiến độ 75%" in card.text and "Đã hoàn tác: báo hoàn thành" in card.text
    *_, audit = await nga.tap("Nhật ký")
    for words in ("Nga, Sở Nội vụ", "báo hoàn thành", "(đã hoàn tác)", "0% → 75%", "trước đó: 0%"):
        assert words in audit.text


async def test_a_wrong_text_is_explained_and_asked_again(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    await nga.say("/viec")
    await nga.tap("1")
    await nga.tap("Số khác")
    (wrong,) = await nga.say("gần xong rồi")
    assert "một số từ 0 đến 100" in wrong.text
    (card,) = await nga.say("60%")
    assert "tiến độ 60%" in card.text
    (answer,) = await nga.say("đăng ký kết hôn mất bao lâu")
    assert answer.text.startswith("Đăng ký kết hôn")


async def test_a_later_day_is_asked_for_and_agreed_to(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    await nga.say("/viec")
    await nga.tap("1")
    await nga.tap("Xin lùi hạn")
    *_, card = await nga.say("31/12/2026 chờ hướng dẫn của Bộ")
    assert "Đề nghị lùi hạn đến 31/12/2026, chờ trả lời: chờ hướng dẫn của Bộ" in card.text
    assert "Quá hạn" in card.text
    await house.telegram.wait(lambda: "đề nghị lùi hạn" in house.telegram.transcript(admin))
    *_, agreed = await admin.tap("Đồng ý lùi hạn")
    assert "đã cho lùi đến 31/12/2026" in agreed.text and "Trong hạn" in agreed.text


async def test_two_who_report_at_once_do_not_overwrite_each_other(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga, minh = await official(house, admin, "Nga", "Sở Nội vụ"), await official(house, admin, "Minh", "Sở Nội vụ")
    for person in (nga, minh):
        await person.say("/viec")
        await person.tap("2")
    await nga.tap("50%")
    *_, card = await minh.tap("25%")
    assert "Chưa lưu" in card.text and "Nga, Sở Nội vụ cập nhật tiến độ – 0% → 50%" in card.text and "tiến độ 50%" in card.text
    *_, card = await minh.tap("25%")
    assert "tiến độ 25%" in card.text


async def test_partners_comment_and_others_may_do_nothing(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga, hoa = await official(house, admin, "Nga", "Sở Nội vụ"), await official(house, admin, "Hoa", "Công an tỉnh")
    await nga.say("/viec")
    await nga.tap("Việc cơ quan phối hợp")
    *_, card = await nga.tap("1")
    assert "Rà soát" in card.text and "Ghi chú" in card.labels and "50%" not in card.labels
    await nga.tap("Ghi chú")
    *_, card = await nga.say("Sở Nội vụ đã gửi số liệu")
    assert "Đã ghi chú" in card.text
    key = next(held.key for held in (await _tasks(house)) if held.task.no == "1")
    *_, refused = await nga.tap_data(f"Report|{key}|0|percent|50", expect=1)
    assert "Chỉ cơ quan chủ trì" in refused.text
    *_, refused = await hoa.tap_data(f"Report|{key}|0|done|1", expect=1)
    assert "Chỉ cơ quan chủ trì" in refused.text
    lan = house.telegram.person("Lan")
    await lan.say("/start")
    answers = await lan.tap_data(f"Report|{key}|0|done|1")
    assert "dành cho cán bộ" in said(answers)
    assert (await house.desk.store.progress.record(key)).version == 0


async def _tasks(house: House) -> list[Held]:
    return list((await holding.book(house.desk)).tasks.values())


async def test_reminders_reach_who_is_concerned_once_and_after_a_stop_in_one_message(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Tư pháp")
    reminding = Reminding(house.desk)
    at(house, date(2026, 11, 24), 5, 30)
    assert await reminding.look() == 0
    at(house, date(2026, 11, 24), 7, 0)
    start = len(house.telegram.transcript(nga))
    assert await reminding.look() >= 1
    await delivered(house)
    told = house.telegram.transcript(nga)[start:]
    assert "Rà soát thủ tục" in told and "còn 6 ngày" in told and "Số hóa kết quả" in told and "quá 40 ngày" in told
    assert await reminding.look() == 0
    assert await Reminding(house.desk).look() == 0
    at(house, date(2026, 12, 8), 7, 30)
    start = len(house.telegram.transcript(nga))
    await Reminding(house.desk).look()
    await delivered(house)
    told = house.telegram.transcript(nga)[start:]
    assert told.count("Nhắc hạn ngày") == 1 and told.count("Rà soát thủ tục") == 1 and "quá 8 ngày" in told
    assert "Rà soát thủ tục" in house.telegram.transcript(admin)


async def test_what_cannot_be_sent_is_sent_later_and_who_has_left_is_left_alone(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Tư pháp")
    at(house, date(2026, 11, 24), 7, 0)
    reminding = Reminding(house.desk)
    house.telegram.faults.add(Fault(Kind.SERVER_ERROR, method="sendMessage", chat=nga.id))
    await reminding.look()
    await house.telegram.wait(lambda: bool(house.telegram.faults.happened))
    assert "Rà soát" not in house.telegram.transcript(nga)
    await delivered(house, passing=1)
    assert "Rà soát" in house.telegram.transcript(nga)
    await nga.block()
    at(house, date(2026, 12, 1), 7, 0)
    await reminding.look()
    await delivered(house)
    assert await house.desk.store.reminders.followed(nga.id) == []


async def test_what_is_finished_before_it_is_sent_is_not_reminded_of_and_at_night_nobody_is(house: House, tmp_path: Path) -> None:
    await imported(house, tmp_path)
    tasks = [held for held in await _tasks(house) if held.plan.number == "12/KH-UBND" and held.task.no in ("1", "2")]
    about = pack(Due(5, tuple(Reminder(5, held.key, date(2026, 11, 30), 0) for held in tasks)))
    copy = Delivery(1, 1, 5, Errand.SEND, State.SENDING, house.clock(), house.clock(), about=about)
    reminding, day, an = Reminding(house.desk), date(2026, 11, 24), Actor(ADMIN, Role.ADMIN)
    at(house, day, 21, 30)
    assert await reminding.words(copy) == RetryAfter(8.5 * 3600)
    at(house, day, 7, 0)
    for words in ("Rà soát thủ tục", "Khảo sát"):
        told = await reminding.words(copy)
        assert isinstance(told, Content) and words in told.html
        held = next(held for held in tasks if words in held.task.description)
        finished = decide(FRESH, Complete(day), an, held.task, day)
        assert isinstance(finished, Changed)
        await house.desk.store.progress.write(held.key, 0, finished, an, house.clock())
        told = await reminding.words(copy)
        assert words not in str(told)
    assert told == Needless()


async def test_a_group_follows_an_agency_and_hears_of_its_tasks_in_its_hours(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Tư pháp")
    group = house.telegram.group("Tổ CCHC")
    await group.join_bot(nga, expect=1)
    (page,) = await nga.say("/donvi", group)
    assert "Nhóm này" in page.text and "chưa theo dõi" in page.text
    *_, page = await nga.tap("Theo: việc chủ trì", chat=group)
    assert "Sở Tư pháp – việc chủ trì" in page.text
    *_, page = await nga.tap("Đổi giờ yên lặng", chat=group)
    assert "20 giờ – 7 giờ" in page.text
    at(house, date(2026, 11, 24), 7, 0)
    await Reminding(house.desk).look()
    await delivered(house)
    assert "Rà soát thủ tục" in house.telegram.transcript(group)


async def test_friday_lists_the_late(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    at(house, date(2026, 11, 27), 16, 30)
    await Reminding(house.desk).look()
    await delivered(house)
    assert "Nhiệm vụ quá hạn, tuần đến 27/11/2026: 1" in house.telegram.transcript(admin)


async def test_reports_come_as_figures_picture_workbook_paper_and_calendar(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    (choose,) = await nga.say("/baocao")
    assert "Năm 2026" in choose.labels
    (figures,) = await nga.say("/baocao quy 4")
    assert "quý IV năm 2026" in figures.text and "4 nhiệm vụ" in figures.text
    *_, picture = await nga.tap("Biểu đồ")
    assert picture.method == "sendPhoto" and attached(house, picture).startswith(b"\x89PNG")
    *_, sheet = await nga.tap("Bảng Excel")
    assert "Tổng hợp" in load_workbook(io.BytesIO(attached(house, sheet))).sheetnames
    *_, paper = await nga.tap("Bản Word")
    assert any("BÁO CÁO" in p.text for p in Document(io.BytesIO(attached(house, paper))).paragraphs)
    await nga.say("/baocao")
    *_, ics = await nga.tap("Lịch việc của tôi (.ics)")
    assert [str(e["summary"]) for e in Calendar.from_ical(attached(house, ics)).walk("VEVENT")] == [
        "Hạn: Số hóa kết quả giải quyết thủ tục",
        "Hạn: Khảo sát sự hài lòng của người dân",
        "Hạn: Rà soát thủ tục hành chính nội bộ",
    ]
    (wrong,) = await nga.say("/baocao hôm nào đó")
    assert "chưa hiểu kỳ báo cáo" in wrong.text


async def test_erasing_ones_data_ends_the_role_and_leaves_no_name(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    await nga.say("/viec")
    await nga.tap("1")
    await nga.tap("50%")
    await nga.say("/privacy")
    await nga.tap("Xóa dữ liệu của tôi")
    await nga.tap("Vâng, xóa hết")
    assert await house.desk.store.members.member(nga.id) is None
    for held in await _tasks(house):
        for change in await house.desk.store.progress.changes(held.key):
            assert "Nga" not in change.who


async def test_an_officials_own_agency_is_meant_by_ours_and_a_list_is_a_workbook(house: House, tmp_path: Path) -> None:
    admin = await imported(house, tmp_path)
    nga = await official(house, admin, "Nga", "Sở Nội vụ")
    (answer,) = await nga.say("cơ quan tôi còn việc gì quý 4")
    assert "Chủ trì: Sở Nội vụ · Thời hạn: Quý IV/2026" in answer.text and "2 nhiệm vụ" in answer.text
    *_, file = await nga.tap("Tải bảng Excel")
    rows = list(load_workbook(io.BytesIO(attached(house, file)))["Nhiệm vụ"].values)
    assert [row[3] for row in rows[1:]] == ["Số hóa kết quả giải quyết thủ tục", "Khảo sát sự hài lòng của người dân"]
    lan = house.telegram.person("Lan")
    (answer,) = await lan.say("/nhiemvu của cơ quan tôi quý 4")
    assert "Chưa hiểu, nên bỏ qua: của cơ quan tôi" in answer.text and "Tải bảng Excel" not in answer.labels
