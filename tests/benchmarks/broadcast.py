"""A broadcast measured against a Telegram that holds the bot to its limits.

python -m tests.benchmarks.broadcast pace|faults|kills|answers|postmen|taking-back [--chats N] [--runs N] [--speed X]

--speed lets time run faster on both sides: X = 10 is thirty messages in a tenth of a second. The real figures are those of 1.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.notifications.announcement import Content
from bot.state.store import Store, open_store
from tests.fake_telegram import FakeTelegram, Fault, Kind
from tests.fake_telegram.world import Chat as Place
from tests.notifications.town import ROOT, announce, copies, ended, kill, now, settle_in, start

screen = Console(highlight=False, soft_wrap=True)
HOURS = 7200.0


def say(line: str) -> None:
    screen.print(line)


async def pace(telegram: FakeTelegram, store: Store, url: str, chats: int, runs: int, speed: float) -> None:
    """All chats, once each, in how long."""
    ids = await settle_in(telegram, store, chats)
    process = await start(telegram, url, speed, lease=90)
    number = await announce(store)
    await telegram.wait(lambda: bool(telegram.calls), 60)
    began = time.perf_counter()
    await telegram.wait(lambda: len(copies(telegram)) >= len(ids) if len(telegram.calls) >= len(ids) else False, HOURS)
    taken, least = time.perf_counter() - began, (len(ids) - 1) / 30 / speed
    await ended(store, number)
    await kill(process)
    counts = Counter(copies(telegram).values())
    say(f"{len(ids)} chats: copies {dict(counts)}, {taken:.1f} s = {taken / least:.3f} × the minimum {least:.1f} s")
    say(f"violations of the limits: {len(telegram.limits.violations)}, refused calls: {len(telegram.refused)}")


async def faults(telegram: FakeTelegram, store: Store, url: str, chats: int, runs: int, speed: float) -> None:
    """The same with faults of every kind, seeded."""
    ids, world, chance = await settle_in(telegram, store, chats), telegram.state.world, random.Random(1)
    moved: dict[int, int] = {}
    dead = set()
    for chat in chance.sample(ids, chats // 20):
        place = world.chats[chat]
        if chat < 0 and chance.random() < 0.4:
            moved[chat] = -1_002_000_000_000 + chat
            world.chats[moved[chat]] = Place(moved[chat], "supergroup", place.title, members=dict(place.members))
            place.migrated_to = moved[chat]
        else:
            dead.add(chat)
            place.members[world.bot.id] = "kicked"
    for kind, probability in ((Kind.SERVER_ERROR, 0.01), (Kind.BAD_GATEWAY, 0.005), (Kind.RESET, 0.005), (Kind.FLOOD, 0.002)):
        telegram.faults.add(Fault(kind, "sendMessage", times=None, probability=probability, retry_after=2))
    for kind in (Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER):
        telegram.faults.add(Fault(kind, "sendMessage", times=None, probability=0.001))
    telegram.faults.add(Fault(Kind.FLOOD_ALL, "sendMessage", times=3, probability=0.002, retry_after=3))
    number = await announce(store)
    process = await start(telegram, url, speed, lease=90, patience=5)
    await ended(store, number, HOURS)
    await kill(process)
    tally, got = await store.reports.tally(number), copies(telegram)
    doubtful = {row.chat for row in await store.reports.rows(number) if row.state == "unconfirmed"}
    reachable = {moved.get(chat, chat) for chat in ids} - dead
    say(f"faults that happened: {dict(Counter(fault.kind.name for fault in telegram.faults.happened))}")
    clear = reachable - doubtful
    say(f"{len(reachable)} reachable: once {sum(got[c] == 1 for c in clear)}, lost {sum(not got[c] for c in clear)}")
    arrived = sum(got[c] for c in doubtful)
    say(f"doubled {sum(n > 1 for n in got.values())}; shown to a person as unclear {len(doubtful)}, {arrived} of them arrived")
    say(f"refused for good {tally.rejected} (blocked, kicked: {len(dead)}); violations of the limits: {len(telegram.limits.violations)}")


async def kills(telegram: FakeTelegram, store: Store, url: str, chats: int, runs: int, speed: float) -> None:
    """Killed at a random point and started again, over and over."""
    lost = doubled = worst = unexplained = 0
    ids = await settle_in(telegram, store, chats)
    with Progress(console=screen, disable=not sys.stdout.isatty()) as bar:
        for turn in bar.track(range(runs)):
            chance = random.Random(turn)
            telegram.calls.clear()
            number = await announce(store)
            first = await start(telegram, url, speed)
            await telegram.wait(_reached(telegram, 1), 60)
            await asyncio.sleep(chance.uniform(0, chats / 30 / speed))
            await kill(first)
            received, recorded = len(telegram.calls), (await store.reports.tally(number)).sent
            second = await start(telegram, url, speed)
            await ended(store, number, 120)
            await kill(second)
            got = copies(telegram)
            twice = sum(n - 1 for n in got.values())
            lost += sum(not got[chat] for chat in ids)
            doubled += twice
            worst = max(worst, twice)
            unexplained += twice != received - recorded
    say(f"{runs} runs of {chats} chats: lost {lost}, doubled {doubled} (at most {worst} a kill)")
    say(f"runs with another count of doubles than Telegram had and we had not recorded: {unexplained}")
    say(f"violations of the limits: {len(telegram.limits.violations)}")


def _reached(telegram: FakeTelegram, point: int) -> Callable[[], bool]:
    return lambda: len(telegram.calls) >= point


async def answers(telegram: FakeTelegram, store: Store, url: str, chats: int, runs: int, speed: float) -> None:
    """How long citizens wait without a broadcast, and during one, at the real bot's process."""
    await settle_in(telegram, store, chats)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TELEGRAM_BOT_TOKEN": telegram.token, "DATABASE_URL": url}
    environment |= {"TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"), "MOTCUA_HOME": tempfile.gettempdir() + "/motcua-broadcast"}
    command = sys.executable, "-c", "from bot.cli import main; main()", "run"
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
    people = [telegram.person(f"Hỏi {i}") for i in range(40)]
    chance = random.Random(3)

    async def ask(count: int) -> list[float]:
        taken = []
        for i in range(count):
            await asyncio.sleep(chance.uniform(0.1, 0.6))
            began = time.perf_counter()
            await people[i % len(people)].say("đăng ký kết hôn mất bao lâu", timeout=60)
            taken.append(1000 * (time.perf_counter() - began))
        return taken

    await ask(40)
    quiet = await ask(runs)
    number = await announce(store)
    await asyncio.sleep(2)
    busy = await ask(runs)
    tally = await store.reports.tally(number)
    quiet += await _after(store, number, ask, runs)
    await kill(process)
    without, during = (statistics.quantiles(times, n=20)[18] for times in (quiet, busy))
    say(f"{len(busy)} answers during a broadcast ({tally.sent} of {tally.total} sent when the last was given), {len(quiet)} without")
    say(f"median {statistics.median(quiet):.1f} → {statistics.median(busy):.1f} ms")
    say(f"95% within {without:.1f} → {during:.1f} ms: {during / without:.2f} ×")
    bound = 1.3 * without
    say(f"{100 * sum(t <= bound for t in busy) / len(busy):.1f}% of those during it within 1.3 × the 95% mark without")
    say(f"violations of the limits: {len(telegram.limits.violations)}")


async def _after(store: Store, number: int, ask: Callable[[int], object], runs: int) -> list[float]:
    """The other half of the quiet times, after the broadcast, so that a slow minute of the machine falls on both."""
    await store.notices.turn(number, now(), "cli:test", "cancel")
    await asyncio.sleep(2)
    taken: list[float] = await ask(runs)  # type: ignore[misc]
    return taken


async def postmen(telegram: FakeTelegram, store: Store, url: str, chats: int, runs: int, speed: float) -> None:
    """Two postmen by mistake on one database."""
    telegram.limits.enforce = True
    ids = await settle_in(telegram, store, chats)
    number = await announce(store)
    processes = [await start(telegram, url, speed, lease=90) for _ in range(2)]
    await ended(store, number, HOURS)
    for process in processes:
        await kill(process)
    say(f"{len(ids)} chats, two postmen: copies {dict(Counter(copies(telegram).values()))}; 429s {len(telegram.refused)}")


async def taking_back(telegram: FakeTelegram, store: Store, url: str, chats: int, runs: int, speed: float) -> None:
    """A correction and a recall, each with a crash in the middle."""
    ids = await settle_in(telegram, store, chats)
    number = await announce(store)
    await _crashing(telegram, store, url, number, speed, 0)
    await store.notices.correct(number, Content("Họp dân dời sang Chủ nhật."), "cli:test", now())
    await _crashing(telegram, store, url, number, speed, chats // 2)
    corrected = sum(any("Chủ nhật" in m["text"] for m in telegram.state.world.chats[i].messages.values()) for i in ids)
    await store.notices.recall(number, "cli:test", now())
    await _crashing(telegram, store, url, number, speed, chats // 2)
    left = sum(bool(telegram.state.world.chats[i].messages) for i in ids)
    say(f"{chats} chats: corrected {corrected}, still there after the recall {left}")
    say(f"violations of the limits: {len(telegram.limits.violations)}")


async def _crashing(telegram: FakeTelegram, store: Store, url: str, number: int, speed: float, point: int) -> None:
    if point:
        first, target = await start(telegram, url, speed), len(telegram.calls) + point
        await telegram.wait(_reached(telegram, target), HOURS)
        await kill(first)
    second = await start(telegram, url, speed)
    await ended(store, number, HOURS)
    await kill(second)


MEASURES = {"pace": pace, "faults": faults, "kills": kills, "answers": answers, "postmen": postmen, "taking-back": taking_back}
CHATS = {"pace": 10_000, "faults": 3_000, "kills": 45, "answers": 3_000, "postmen": 1_000, "taking-back": 2_000}


async def measure(what: str, chats: int, runs: int, speed: float) -> None:
    """Set the scene and measure."""
    with tempfile.TemporaryDirectory() as home:
        url = f"sqlite+aiosqlite:///{Path(home) / 'state.db'}"
        store = await open_store(url)
        async with FakeTelegram(timeout=HOURS) as telegram:
            telegram.limits.speed = speed
            say(f"[bold]{what}[/bold], speed {speed:g}")
            await MEASURES[what](telegram, store, url, chats, runs, speed)
        await store.close()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.broadcast", description=__doc__)
    parser.add_argument("what", choices=MEASURES)
    parser.add_argument("--chats", type=int)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--speed", type=float, default=1.0)
    given = parser.parse_args()
    asyncio.run(measure(given.what, given.chats or CHATS[given.what], given.runs, given.speed))


if __name__ == "__main__":
    main()
