"""Notices that come by themselves: at their time, once each, straight through or after a person agreed."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.notifications.announcement import Stage
from bot.notifications.automatic import due, news, read_schedule
from bot.notifications.scribe import FETCH_EVERY, Scribe
from bot.settings import Settings
from bot.state.chats import Chat
from bot.state.store import Store, open_store
from bot.zone import VIETNAM

SCHEDULE = """
- {name: hang-tuan, text: "<b>Nhắc</b>: nộp báo cáo tuần.", audience: "topic:baocao", at: "07:30", days: [mon]}
- {name: hang-thang, text: "Tiếp dân ngày mai.", audience: all, at: "16:00", day: 24, approve: true}
"""
ITEM = (
    "<item><title>{0}</title><link>https://example.gov.vn/{0}</link><guid>{0}</guid>"
    "<description>&lt;p&gt;Tóm &amp;amp; tắt&lt;/p&gt;</description></item>"
)


def feed(*names: str) -> bytes:
    items = "".join(ITEM.format(name) for name in reversed(names))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'.encode()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def schedule(tmp_path: Path) -> Path:
    """A weekly and a monthly notice."""
    path = tmp_path / "schedule.yaml"
    path.write_text(SCHEDULE, encoding="utf-8")
    return path


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The state, with one group that wants reports and changes of procedures."""
    made = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'state.db'}")
    await made.chats.put(Chat(-1, "group", at(1, 1), topics=("baocao", "tthc")))
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("now", "names"),
    [
        (at(23, 7, 29), []),
        (at(23, 7, 30), ["schedule:hang-tuan:2026-11-23"]),
        (at(23, 9, 29), ["schedule:hang-tuan:2026-11-23"]),
        (at(23, 9, 30), []),
        (at(24, 7, 30), []),
        (at(24, 16, 5), ["schedule:hang-thang:2026-11-24"]),
    ],
)
def test_a_notice_is_due_on_its_day_from_its_time_on_but_not_long_after(schedule: Path, now: datetime, names: list[str]) -> None:
    assert [notice.origin for notice in due(read_schedule(schedule), now)] == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {name: a, audience: all, at: '7:00'}", "text is missing"),
        ("- {name: a, text: x, audience: nobody, at: '7:00'}", "no audience"),
        ("- {name: a, text: x, audience: all, at: soon}", "07:30"),
        ("- {name: a, text: x, audience: all, at: '7:00', days: [monday]}", "mon"),
        ("- {name: a, text: '<b>x', audience: all, at: '7:00'}", "chưa đóng"),
        ("name: a", "write a list"),
    ],
)
def test_a_wrong_schedule_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read_schedule(path)


async def test_the_schedule_posts_once_and_asks_where_it_is_told_to(store: Store, schedule: Path) -> None:
    clock = [at(23, 8)]
    scribe = Scribe(store, Settings(schedule_file=schedule), lambda: clock[0])
    for _ in range(3):
        await scribe.look()
    clock[0] = at(24, 16, 1)
    await scribe.look()
    assert [(n.author, n.stage) for n in await store.notices.all()] == [
        ("auto:schedule", Stage.AWAITING),
        ("auto:schedule", Stage.RUNNING),
    ]


def test_news_is_told_in_plain_words_with_its_link_and_what_is_no_news_is_left_out() -> None:
    first, second = news(feed("một", "hai"), "all", approve=False)
    assert first.content.html == "<b>một</b>\n\nTóm &amp; tắt"
    assert first.content.buttons == ((("Xem toàn văn", "https://example.gov.vn/một"),),)
    assert first.origin != second.origin
    assert news(b"<rss><channel><item><title>x</title></item></channel></rss>", "all", approve=False) == []
    assert news(b"no feed at all", "all", approve=False) == []


def test_an_atom_feed_is_read_as_well() -> None:
    entry = '<entry><title>Bỏ lệ phí</title><id>tag:1</id><link href="https://example.gov.vn/1"/><summary>Từ tháng 1.</summary></entry>'
    (item,) = news(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title>{entry}</feed>'.encode(), "all", approve=True)
    assert item.content.html == "<b>Bỏ lệ phí</b>\n\nTừ tháng 1."
    assert item.content.buttons == ((("Xem toàn văn", "https://example.gov.vn/1"),),)
    assert item.approve


async def test_what_was_in_the_feed_before_is_no_news_and_the_rest_waits_for_a_person_or_goes_straight_through(store: Store) -> None:
    shown = [feed("cũ")]

    async def serve(_: web.Request) -> web.Response:
        return web.Response(body=shown[0], content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/rss", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    clock = [at(23, 8)]
    settings = Settings(feed_url=f"http://127.0.0.1:{runner.addresses[0][1]}/rss")
    scribe = Scribe(store, settings, lambda: clock[0])
    await scribe.look()
    assert await store.notices.all() == []
    shown[0] = feed("cũ", "mới")
    for _ in range(2):
        clock[0] += FETCH_EVERY
        await scribe.look()
    assert [n.stage for n in await store.notices.all()] == [Stage.AWAITING]
    settings.feed_approval = False
    shown[0] = feed("cũ", "mới", "nóng")
    clock[0] += FETCH_EVERY
    await scribe.look()
    assert [n.stage for n in await store.notices.all()] == [Stage.RUNNING, Stage.AWAITING]
    await runner.cleanup()
    clock[0] += FETCH_EVERY
    await scribe.look()  # A feed that is away stops nothing.
