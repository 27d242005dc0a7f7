"""People follow a procedure and are told, once, when it changes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import application, open_desk
from bot.base import shelf
from bot.desk import Desk
from bot.gate import Gate
from bot.notifications.announcement import Stage
from bot.notifications.following import Following
from bot.notifications.pace import Limits, Pace
from bot.notifications.postman import Manner
from bot.notifications.service import Hours, delivering
from bot.polling import Poller
from bot.settings import Settings
from bot.state.follows import Follow
from knowledge.records import Procedure, ProcessingTime, TimeUnit
from knowledge.snapshot import Snapshot, build
from tests.fake_telegram import FakeTelegram, Fault, Kind
from tests.fake_telegram.people import Person
from tests.journeys.conftest import NOW, golden

PERIOD = 0.02
MARRIAGE, BIRTH, RESIDENCE = "1.000894", "1.001193", "1.004194"
BIRTH_TITLE = "Đăng ký khai sinh cho con (trong nước)"
BELL, QUIET = "Báo tôi khi thay đổi", "Thôi theo dõi"


@pytest.fixture
def home(tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with editions A (live), B (another time for marriage; birth only checked again) and C (marriage gone)."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    records = {code: record for code in (MARRIAGE, BIRTH, RESIDENCE) if (record := snapshot.procedure(code))}
    times = (ProcessingTime(amount=2, unit=TimeUnit.WORKING_DAY),)
    birth = records[BIRTH]
    changed = {
        MARRIAGE: replace(records[MARRIAGE], times=times),
        BIRTH: replace(birth, source=replace(birth.source, checked=date(2026, 11, 1))),
    }
    edition(tmp_path, "A", records)
    edition(tmp_path, "B", records | changed)
    edition(tmp_path, "C", {code: record for code, record in records.items() if code != MARRIAGE})
    publish(tmp_path, "A")
    return tmp_path


def edition(folder: Path, name: str, records: dict[str, Procedure]) -> None:
    """Build a snapshot."""
    build(folder / f"{name}.db", list(records.values()), (), f"edition {name}", datetime.now(UTC))


def settings(home: Path, telegram: FakeTelegram | None = None) -> Settings:
    """The bot's settings."""
    if telegram is None:
        return Settings(motcua_home=home / "var")
    address = telegram.base_url.removesuffix("/bot")
    return Settings(motcua_home=home / "var", telegram_bot_token=SecretStr(telegram.token), telegram_api_url=address)


def publish(home: Path, name: str) -> None:
    """Make an edition live, as `motcua kb publish` does."""
    shelf(settings(home)).publish(home / f"{name}.db", datetime.now(UTC))


@asynccontextmanager
async def at_work(telegram: FakeTelegram, home: Path, *, polls: bool = True, later: int = 0) -> AsyncIterator[Desk]:
    """A bot at work, so many seconds later; of several on one database one polls."""
    now = NOW + timedelta(seconds=later)
    async with open_desk(settings(home, telegram), lambda: now, PERIOD) as desk:
        gate = Gate(Pace(Limits().faster(100)))
        app = application(desk, telegram.token, gate=gate)
        await app.initialize()
        poller = Poller(app, desk, timeout=5)
        task = asyncio.create_task(poller.run()) if polls else None
        try:
            hours = Hours(herald=None, scribe=None, reminding=None, following=PERIOD)
            async with delivering(app.bot, desk, gate, Manner(idle=PERIOD, patience=0.5), hours):
                yield desk
        finally:
            poller.stop()
            if task is not None:
                await asyncio.wait_for(task, 10)
            await app.shutdown()


async def until(done: Callable[[], bool]) -> None:
    """Wait for what nobody tells."""
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - as said.
            await asyncio.sleep(PERIOD)


async def told(desk: Desk, home: Path) -> None:
    """Wait until the desk answers from what is live, and its followers have been told."""
    live = shelf(settings(home)).live()
    await until(lambda: desk.assistant.snapshot.info.version == live)
    async with asyncio.timeout(30):
        while await desk.store.follows.told_until(live) != live or await desk.store.notices.all(Stage.RUNNING):  # noqa: ASYNC110
            await asyncio.sleep(PERIOD)


def notices(telegram: FakeTelegram, person: Person) -> list[str]:
    """What a person was told unasked."""
    return [sent.text for sent in telegram.sent_to(person) if sent.text.startswith("Thủ tục bạn theo dõi")]


async def follow(person: Person, question: str) -> None:
    """Ask, and press the button under the card."""
    (card,) = await person.say(question)
    assert card.labels[-1] == BELL
    *_, said = await person.tap(BELL, expect=2)
    assert "Mình sẽ nhắn bạn" in said.text


async def test_a_change_is_told_once_and_publishing_the_same_again_is_no_change(home: Path) -> None:
    async with FakeTelegram() as telegram, at_work(telegram, home) as desk:
        lan, minh = telegram.person("Lan"), telegram.person("Minh")
        await follow(lan, "đăng ký kết hôn mất bao lâu")
        await follow(minh, "đăng ký khai sinh cần gì")
        publish(home, "B")
        await telegram.wait(lambda: bool(notices(telegram, lan)))
        await told(desk, home)
        publish(home, "B")
        edition(home, "B2", {record.code: record for record in Snapshot(home / "B.db")})
        publish(home, "B2")
        await told(desk, home)
        (notice,) = notices(telegram, lan)
        assert "• Nay: 2 ngày làm việc" in notice
        assert notices(telegram, minh) == []
        golden("thu_tuc_thay_doi", notice)
        *_, card = await lan.tap("Xem thủ tục")
        assert card.text.startswith("Đăng ký kết hôn")
        assert card.labels[-1] == QUIET


async def test_going_back_is_told_too_and_a_procedure_that_goes_and_returns(home: Path) -> None:
    async with FakeTelegram() as telegram, at_work(telegram, home) as desk:
        lan = telegram.person("Lan")
        await follow(lan, "đăng ký kết hôn mất bao lâu")
        for name in "BACAB":
            publish(home, name)
            await told(desk, home)
        heads = [text.splitlines()[0].removeprefix("Thủ tục bạn theo dõi ") for text in notices(telegram, lan)]
        gone, back = "không còn trong cơ sở dữ liệu", "đã có lại trong cơ sở dữ liệu"
        assert heads == ["có thay đổi", "có thay đổi", gone, back, "có thay đổi"]


async def test_what_is_published_while_the_bot_is_down_is_told_at_its_start_once(home: Path) -> None:
    async with FakeTelegram() as telegram:
        lan = telegram.person("Lan")
        async with at_work(telegram, home):
            await follow(lan, "đăng ký kết hôn mất bao lâu")
        publish(home, "B")
        for _ in range(2):
            async with at_work(telegram, home) as desk:
                await told(desk, home)
        assert len(notices(telegram, lan)) == 1


async def test_a_stop_in_the_middle_and_a_return_to_the_old_leave_nobody_with_half_the_news(home: Path) -> None:
    async with FakeTelegram() as telegram:
        people = [telegram.person(f"P{i}", started=True) for i in range(4)]
        async with at_work(telegram, home) as desk:
            await told(desk, home)
            digest = desk.assistant.snapshot.info.digest
            for person in people:
                await desk.store.follows.begin(Follow(person.id, person.id, MARRIAGE), digest, NOW)
            telegram.faults.add(Fault(Kind.FLOOD, method="sendMessage", chat=people[2].id, retry_after=1))
            publish(home, "B")
            await telegram.wait(lambda: bool(telegram.faults.happened))
        publish(home, "A")
        async with at_work(telegram, home, later=5) as desk:
            await told(desk, home)
        assert [len(notices(telegram, person)) for person in people] == [2, 2, 2, 2]
        for person in people:
            first, second = sorted(notices(telegram, person), key=lambda text: "• Nay: 2 ngày làm việc" not in text)
            assert "• Nay: 2 ngày làm việc" in first and "• Trước: 2 ngày làm việc" in second


async def test_who_dies_between_the_claim_and_the_sending_leaves_nobody_untold_and_nobody_told_twice(home: Path) -> None:
    async with FakeTelegram() as telegram:
        people = [telegram.person(name, started=True) for name in ("Lan", "Minh")]
        async with open_desk(settings(home, telegram), lambda: NOW, PERIOD) as desk:
            await Following(desk).look()
            for person in people:
                await desk.store.follows.begin(Follow(person.id, person.id, MARRIAGE), desk.assistant.snapshot.info.digest, NOW)
        publish(home, "B")
        async with open_desk(settings(home, telegram), lambda: NOW, PERIOD) as desk:
            await Following(desk).look()
            assert len(await desk.store.outbox.claim(NOW, timedelta(seconds=90), 1)) == 1
        async with at_work(telegram, home, later=120) as desk:
            await told(desk, home)
        assert [len(notices(telegram, person)) for person in people] == [1, 1]


@pytest.mark.parametrize(("kind", "copies"), [(Kind.TIMEOUT_BEFORE, 1), (Kind.TIMEOUT_AFTER, 2), (Kind.RESET, 1)])
async def test_where_telegram_does_not_reply_it_is_tried_once_more(home: Path, kind: Kind, copies: int) -> None:
    async with FakeTelegram() as telegram:
        lan = telegram.person("Lan", started=True)
        telegram.faults.add(Fault(kind, method="sendMessage", chat=lan.id))
        for edition_, later in (("A", 0), ("B", 0), ("B", 60)):
            publish(home, edition_)
            async with at_work(telegram, home, later=later) as desk:
                if edition_ == "A":
                    await told(desk, home)
                    await desk.store.follows.begin(Follow(lan.id, lan.id, MARRIAGE), desk.assistant.snapshot.info.digest, NOW)
                elif later:
                    await told(desk, home)
                else:
                    await telegram.wait(lambda: bool(telegram.faults.happened))
        assert len(notices(telegram, lan)) == copies


async def test_two_bots_on_one_database_tell_each_follower_once(home: Path) -> None:
    async with FakeTelegram() as telegram, at_work(telegram, home) as desk, at_work(telegram, home, polls=False) as other:
        people = [telegram.person(f"P{i}", started=True) for i in range(20)]
        await told(desk, home)
        for person in people:
            await desk.store.follows.begin(Follow(person.id, person.id, MARRIAGE), desk.assistant.snapshot.info.digest, NOW)
        publish(home, "B")
        await told(desk, home)
        await told(other, home)
        await telegram.wait(lambda: all(notices(telegram, person) for person in people))
    assert [len(notices(telegram, person)) for person in people] == [1] * 20


async def test_who_blocked_the_bot_is_followed_no_longer(home: Path) -> None:
    async with FakeTelegram() as telegram, at_work(telegram, home) as desk:
        lan, minh = telegram.person("Lan"), telegram.person("Minh")
        for person in (lan, minh):
            await follow(person, "đăng ký kết hôn mất bao lâu")
        await lan.block()
        publish(home, "B")
        await telegram.wait(lambda: bool(notices(telegram, minh)))
        await told(desk, home)
        assert await desk.store.follows.of_code(MARRIAGE) == [Follow(minh.id, minh.id, MARRIAGE)]
        assert notices(telegram, lan) == []


async def test_the_list_shows_what_is_followed_and_ends_it_and_erasing_ends_all(home: Path) -> None:
    async with FakeTelegram() as telegram, at_work(telegram, home) as desk:
        lan = telegram.person("Lan")
        (empty,) = await lan.say("/theodoi")
        assert "chưa theo dõi thủ tục nào" in empty.text
        await follow(lan, "đăng ký kết hôn mất bao lâu")
        await follow(lan, BIRTH)
        (listed,) = await lan.say("/theodoi")
        assert listed.text.splitlines()[1:3] == ["1. Đăng ký kết hôn (hai người Việt trong nước)", "2. " + BIRTH_TITLE]
        *_, shorter = await lan.tap(QUIET)
        assert shorter.text.splitlines()[1:2] == ["1. " + BIRTH_TITLE]
        (card,) = await lan.say(BIRTH)
        assert card.labels[-1] == QUIET
        *_, said = await lan.tap(QUIET, expect=2)
        assert f"không báo về thủ tục “{BIRTH_TITLE}” nữa" in said.text
        await follow(lan, MARRIAGE)
        await lan.say("/privacy")
        await lan.tap("Xóa dữ liệu của tôi")
        await lan.tap("Vâng, xóa hết")
        assert await desk.store.follows.codes() == []


async def test_in_a_group_nobody_is_offered_to_follow(home: Path) -> None:
    async with FakeTelegram() as telegram, at_work(telegram, home) as desk:
        lan = telegram.person("Lan")
        group = telegram.group("Tổ dân phố 5", supergroup=True)
        await group.join_bot(lan, expect=1)
        (card,) = await lan.say("/hoi đăng ký kết hôn mất bao lâu", group)
        assert BELL not in card.labels
        (said,) = await lan.say("/theodoi", group)
        assert "trò chuyện riêng" in said.text
        await lan.tap_data(f"Follow|{MARRIAGE}|1", chat=group, expect=1)
        assert await desk.store.follows.codes() == []
