"""A town of chats that want notices, and a postman as a process of its own, which can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.gate import Gate
from bot.notifications.announcement import Content
from bot.notifications.pace import Limits, Pace
from bot.notifications.postman import Manner, Postman
from bot.state.notice_tables import chats
from bot.state.starting import Started
from bot.state.store import Store, open_store
from bot.state.writing import writing
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.world import Chat as Place
from tests.fake_telegram.world import User

ROOT = Path(__file__).parents[2]
NOTICE = Content("<b>Họp dân</b> lúc 8 giờ thứ Bảy tại nhà văn hóa.")


def now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


async def settle_in(telegram: FakeTelegram, store: Store, count: int, groups: float = 0.3) -> list[int]:
    """Let `count` chats, a part of them groups, exist in Telegram and want notices; return their ids."""
    world, ids = telegram.state.world, []
    for i in range(count):
        if i < groups * count:
            place = Place(-4_000_000_000 - i, "group", f"Thôn {i}", members={world.bot.id: "member"})
        else:
            user = User(1_000_000 + i, f"Dân {i}")
            world.users[user.id] = user
            place = Place(user.id, "private", user=user, members={user.id: "member", world.bot.id: "member"})
        world.chats[place.id] = place
        ids.append(place.id)
    rows = [{"chat_id": i, "kind": "group" if i < 0 else "private", "title": str(i), "state": "active", "since": now()} for i in ids]
    async with writing(store._engine) as db:
        await db.execute(chats.insert(), rows)
    return ids


async def announce(store: Store, content: Content = NOTICE, **options: Any) -> int:
    """Start an announcement to all."""
    number, said = await store.notices.post(content, "all", "cli:test", now(), **options)
    assert isinstance(said, Started)
    return number


def copies(telegram: FakeTelegram, words: str = "Họp dân") -> Counter[int]:
    """How many copies each chat got."""
    return Counter(sent.chat_id for sent in telegram.calls if sent.method.startswith("send") and words in sent.text and sent.chat_id)


@asynccontextmanager
async def postmen(
    telegram: FakeTelegram, stores: Iterable[Store], speed: float = 1.0, manner: Manner | None = None
) -> AsyncIterator[list[Postman]]:
    """Postmen of this process at work, one for each store, every one with a gate of its own."""
    made, bots = [], []
    for store in stores:
        gate = Gate(Pace(Limits().faster(speed)))
        bot: ExtBot[None] = ExtBot(telegram.token, telegram.base_url, request=HTTPXRequest(connection_pool_size=32), rate_limiter=gate)
        await bot.initialize()
        bots.append(bot)
        made.append(Postman(bot, store, gate, now, manner or Manner(idle=0.05)))
    tasks = [asyncio.create_task(postman.run()) for postman in made]
    try:
        yield made
    finally:
        for postman in made:
            postman.stop()
        await asyncio.wait_for(asyncio.gather(*tasks), 60)
        for bot in bots:
            await bot.shutdown()


async def ended(store: Store, number: int, seconds: float = 60) -> None:
    """Wait until an announcement has nothing left to do."""
    async with asyncio.timeout(seconds):
        while (held := await store.notices.get(number)) and held.finished is None:  # noqa: ASYNC110 - another process may do it.
            await asyncio.sleep(0.02)


async def start(telegram: FakeTelegram, url: str, speed: float, lease: float = 2.0, patience: float = 20.0) -> Process:
    """Start a postman as a process."""
    arguments = [url, telegram.base_url, telegram.token, str(speed), str(lease), str(patience)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.notifications.town", *arguments, env=environment, stdout=DEVNULL
    )


async def kill(process: Process) -> None:
    """Kill a process as a power cut does."""
    process.kill()
    await process.wait()


async def _work(url: str, base_url: str, token: str, speed: float, lease: float, patience: float) -> None:
    store = await open_store(url)
    gate = Gate(Pace(Limits().faster(speed)))
    bot: ExtBot[None] = ExtBot(token, base_url, request=HTTPXRequest(connection_pool_size=32), rate_limiter=gate)
    postman = Postman(bot, store, gate, now, Manner(lease=lease, idle=0.1, patience=patience))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, postman.stop)
    async with bot:
        await postman.run()
    await store.close()


if __name__ == "__main__":
    url, base_url, token, *numbers = sys.argv[1:]
    asyncio.run(_work(url, base_url, token, *map(float, numbers)))
