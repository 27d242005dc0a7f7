"""A running bot goes over to what is published: no restart, no question lost, none answered half from old and half from new."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import application, open_desk
from bot.base import shelf
from bot.desk import Desk
from bot.settings import Settings
from bot.terminal import TOKEN, Terminal
from knowledge.snapshot import Snapshot, SnapshotError
from tests.benchmarks.publish import Ear, ask_on, editions, question

PERIOD = 0.02


@pytest.fixture
def home(tmp_path: Path, snapshot: Snapshot) -> Path:
    """A place with two editions, A.db and B.db, of a few records."""
    codes = ("1.001193", "1.000894", "1.004194", "1.004222")
    editions([record for code in codes if (record := snapshot.procedure(code))], tmp_path)
    return tmp_path


@pytest.fixture
async def desk(home: Path) -> AsyncIterator[Desk]:
    """A desk that answers from edition A and looks often for others."""
    settings = Settings(motcua_home=home / "var", province="Đắk Lắk")
    shelf(settings).publish(home / "A.db", datetime.now(UTC))
    async with open_desk(settings, period=PERIOD) as made:
        yield made


async def until(desk: Desk, version: str) -> None:
    """Wait until the desk answers from a version."""
    async with asyncio.timeout(30):
        while desk.assistant.snapshot.info.version != version:  # noqa: ASYNC110 - the desk tells nobody.
            await asyncio.sleep(PERIOD)


async def refused(caplog: pytest.LogCaptureFixture, times: int = 1) -> list[str]:
    """Wait until so many refusals are logged."""
    async with asyncio.timeout(30):
        while len(found := [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]) < times:  # noqa: ASYNC110 - as above.
            await asyncio.sleep(PERIOD)
    return found


async def test_what_is_published_is_answered_from_and_what_is_rolled_back_no_longer(desk: Desk, home: Path) -> None:
    shown: list[str] = []
    kept = shelf(desk.settings)
    first = kept.live()
    async with Terminal(desk, shown.append) as terminal:
        await terminal.say("đăng ký kết hôn cần giấy tờ gì")
        assert "⟦A⟧" in shown[-1] and "⟦B⟧" not in shown[-1]
        second = kept.publish(home / "B.db", datetime.now(UTC)).version
        await until(desk, second)
        await terminal.say("thế còn phí?")
        assert "⟦B⟧" in shown[-1] and "⟦A⟧" not in shown[-1]
        await terminal.say("/phienban")
        assert second in shown[-1]
        assert "edition B" in shown[-1]
        assert "4 thủ tục, trong đó 4 có đủ chi tiết; 0 kế hoạch" in shown[-1]
        assert desk.assistant.snapshot.info.digest[:12] in shown[-1]
        kept.rollback(None, datetime.now(UTC))
        await until(desk, first)
        await terminal.say("đăng ký kết hôn cần giấy tờ gì")
        assert "⟦A⟧" in shown[-1]


async def test_what_cannot_be_read_is_refused_once_and_the_next_good_one_is_taken(
    desk: Desk, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept, live = shelf(desk.settings), desk.assistant.snapshot.info.version
    (kept.folder / "20260101-00000000.db").write_bytes(b"broken")
    (kept.folder / "current").write_text("20260101-00000000\n", encoding="utf-8")
    (said,) = await refused(caplog)
    assert f"refused, still answering from snapshot {live}" in said
    await asyncio.sleep(5 * PERIOD)
    assert len(await refused(caplog)) == 1
    assert desk.assistant.snapshot.info.version == live
    assert desk.assistant.snapshot.fields()
    await until(desk, live)
    second = kept.publish(home / "B.db", datetime.now(UTC)).version
    await until(desk, second)


async def test_the_provinces_rules_are_taken_up_and_wrong_ones_refused(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    rule = '"1.000894":\n  fees: [{status: amount, amount: 7000}]\n  source: {name: HĐND, checked: 2026-09-01}\n'
    desk.settings.local_rules.mkdir()
    path = desk.settings.local_rules / "phi.yaml"
    path.write_text(rule.replace("7000", "bảy"), encoding="utf-8")
    (said,) = await refused(caplog)
    assert f"{path}:2: 1.000894.fees.0.amount" in said
    path.write_text(rule, encoding="utf-8")
    async with asyncio.timeout(30):
        while not desk.assistant.local.rules:  # noqa: ASYNC110 - as above.
            await asyncio.sleep(PERIOD)
    shown: list[str] = []
    async with Terminal(desk, shown.append) as terminal:
        await terminal.say("đăng ký kết hôn mất bao nhiêu tiền")
        assert "Quy định riêng của Đắk Lắk về phí" in shown[-1]
        assert "7.000 đồng" in shown[-1]
        await terminal.say("/phienban")
        assert "1 quy định riêng của Đắk Lắk" in shown[-1]


async def test_a_question_that_waits_for_telegram_keeps_its_snapshot_to_the_end(
    desk: Desk, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    old = desk.assistant
    renewed = replace(old, snapshot=Snapshot(home / "B.db"))

    class Late(Ear):
        """A wire on which another snapshot goes live while the answer is under way."""

        async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            if url.endswith("/sendMessage"):
                desk.lending.swap(renewed)
                await asyncio.sleep(0)
                assert desk.assistant is old
                assert old.snapshot.fields()
            return await super().do_request(url, *args, **kwargs)

    app = application(desk, TOKEN, Late())
    await app.initialize()
    await app.process_update(question(app, 1, "đăng ký kết hôn cần giấy tờ gì"))
    await app.shutdown()
    assert any(f"snapshot={old.snapshot.info.version}" in record.getMessage() for record in caplog.records)
    assert desk.assistant is renewed
    with pytest.raises(SnapshotError, match="closed"):
        old.snapshot.fields()


async def test_while_hundreds_ask_none_is_lost_and_none_is_answered_from_two_snapshots(desk: Desk, home: Path) -> None:
    wire, over = Ear(), asyncio.Event()
    app = application(desk, TOKEN, wire)
    await app.initialize()
    texts = [record.questions[0] for record in desk.assistant.snapshot if record.questions][:80]
    asking = asyncio.create_task(ask_on(app, texts, 200, over))
    for name in "BABA":
        info = await asyncio.to_thread(shelf(desk.settings).publish, home / f"{name}.db", datetime.now(UTC))
        await until(desk, info.version)
    over.set()
    asked = await asking
    await app.shutdown()
    assert len(asked) > 100
    assert wire.sent.keys() == asked.keys()
    assert [told.marks for told in wire.sent.values() if len(told.marks) > 1] == []
    assert {mark for told in wire.sent.values() for mark in told.marks} == {"A", "B"}
