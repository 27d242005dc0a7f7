"""Publishing while people ask: a running bot, 200 questions a second, and one snapshot published after another.

python -m tests.benchmarks.publish [SNAPSHOT] [--rate 200] [--seconds 30]

Two editions of the snapshot are made, each with its mark in every text of every record, and published in turn by `motcua kb publish` in
a process of its own. Every question must be answered once, and no answer may bear both marks.
"""

import argparse
import asyncio
import logging
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from telegram import Update
from telegram.request import RequestData

from bot.app import App, application, build_shipped, open_desk
from bot.desk import Desk
from bot.settings import Settings
from bot.terminal import TOKEN, TerminalWire
from knowledge.records import Procedure
from knowledge.snapshot import Snapshot, build

MARK = re.compile(r"⟦(.)⟧")


@dataclass
class Sent:
    """What a chat was told: the marks of the editions, and when."""

    marks: set[str] = field(default_factory=set)
    at: float = 0.0
    messages: int = 0


class Ear(TerminalWire):
    """A wire that keeps of each message its chat, its marks and its time."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.sent: dict[int, Sent] = {}

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/sendMessage") and request_data:
            given = request_data.parameters
            told = self.sent.setdefault(int(str(given["chat_id"])), Sent())
            told.at = told.at or time.perf_counter()
            told.messages += 1
            told.marks |= set(MARK.findall(f"{given['text']} {given.get('reply_markup', '')}"))
        return await super().do_request(url, method, request_data, *args, **kwargs)


def marked(procedure: Procedure, mark: str) -> Procedure:
    """The record as an edition tells it."""
    sign = f" ⟦{mark}⟧"
    return replace(
        procedure,
        plain_name=procedure.title + sign,
        agency=procedure.agency + sign,
        documents=tuple(replace(d, name=d.name + sign) for d in procedure.documents),
        times=tuple(replace(t, text=t.text + sign) for t in procedure.times),
        fees=tuple(replace(f, text=f.text + sign) for f in procedure.fees),
        steps=tuple(s + sign for s in procedure.steps),
        source=replace(procedure.source, name=procedure.source.name + sign),
    )


def editions(records: Sequence[Procedure], folder: Path, marks: str = "AB") -> list[Path]:
    """Snapshots that differ in their marks alone."""
    paths = [folder / f"{mark}.db" for mark in marks]
    for mark, path in zip(marks, paths, strict=True):
        build(path, [marked(p, mark) for p in records], (), f"edition {mark}", datetime.now(UTC))
    return paths


def question(app: App, number: int, text: str) -> Update:
    """A question of a person of its own, in a chat of its own."""
    person = {"id": number, "is_bot": False, "first_name": "A"}
    message = {"message_id": number, "date": int(time.time()), "chat": {"id": number, "type": "private"}, "from": person, "text": text}
    return Update.de_json({"update_id": number, "message": message}, app.bot)


async def ask_on(app: App, texts: Sequence[str], rate: float, until: asyncio.Event) -> dict[int, float]:
    """Ask `rate` questions a second until told to stop, whether or not those before are answered; return when each was asked."""
    asked: dict[int, float] = {}
    tasks: set[asyncio.Task[None]] = set()
    began = time.perf_counter()
    while not until.is_set():
        for number in range(len(asked) + 1, int((time.perf_counter() - began) * rate) + 1):
            asked[number] = began + number / rate
            task = asyncio.create_task(app.process_update(question(app, number, texts[number % len(texts)])))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.sleep(0.002)
    await asyncio.gather(*tasks)
    return asked


@dataclass(frozen=True)
class Run:
    """What was asked and told, and when each snapshot went live."""

    asked: dict[int, float]
    sent: dict[int, Sent]
    published: list[float]
    live: list[float]

    @property
    def lost(self) -> list[int]:
        """Questions without an answer."""
        return sorted(self.asked.keys() - self.sent.keys())

    @property
    def mixed(self) -> list[int]:
        """Answers with the marks of several editions."""
        return [chat for chat, told in self.sent.items() if len(told.marks) > 1]

    def waits(self, *, while_preparing: bool) -> list[float]:
        """Milliseconds from each question to its answer, of those asked while a snapshot was made ready, or of the others."""
        spans = list(zip(self.published, self.live, strict=False))
        told = ((at, self.sent[n].at - at) for n, at in self.asked.items() if n in self.sent)
        return [1000 * wait for at, wait in told if any(a <= at <= b for a, b in spans) == while_preparing]


async def measure(settings: Settings, paths: Sequence[Path], texts: Sequence[str], rate: float, seconds: float, period: float) -> Run:
    """Run a bot, ask, and publish the editions in turn, each as soon as the one before is live."""
    wire, over = Ear(), asyncio.Event()
    published: list[float] = []
    live: list[float] = []
    async with open_desk(settings, period=period) as desk:
        app = application(desk, TOKEN, wire)
        await app.initialize()
        asking = asyncio.create_task(ask_on(app, texts, rate, over))
        ends = time.perf_counter() + seconds
        turn = 0
        while time.perf_counter() < ends or turn < 2:
            before = desk.lending.assistant
            await publish(settings, paths[turn % len(paths)])
            published.append(time.perf_counter())
            await changed(desk, before)
            live.append(time.perf_counter())
            turn += 1
            await asyncio.sleep(1.0)
        over.set()
        asked = await asking
        await app.shutdown()
    return Run(asked, wire.sent, published, live)


async def publish(settings: Settings, path: Path) -> None:
    """Publish as an official does: by the command, in another process."""
    code = "from bot.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, "kb", "publish", str(path), "--yes",
        env={"MOTCUA_HOME": str(settings.motcua_home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError((out + errors).decode())


async def changed(desk: Desk, before: Any) -> None:
    """Wait until another assistant is live."""
    async with asyncio.timeout(120):
        while desk.lending.assistant is before:  # noqa: ASYNC110 - the desk tells nobody; this is a benchmark.
            await asyncio.sleep(0.02)


def _percentiles(waits: list[float]) -> str:
    if len(waits) < 2:
        return "–"
    cut = statistics.quantiles(waits, n=100)
    return f"{cut[49]:.0f} / {cut[98]:.0f} / {max(waits):.0f} ms ({len(waits)})"


def main() -> None:
    """Print the table; exit status 1 where a question was lost or an answer mixed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("snapshot", nargs="?", type=Path)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as home:
        source = given.snapshot or Path(home) / "shipped.db"
        if given.snapshot is None:
            build_shipped(source)
        held = Snapshot(source)
        records = list(held)
        held.close()
        paths = editions(records, Path(home))
        texts = [question for record in records for question in record.questions[:6]]
        settings = Settings(motcua_home=Path(home) / "var", motcua_kb=None)
        asyncio.run(publish(settings, paths[1]))
        run = asyncio.run(measure(settings, paths, texts, given.rate, given.seconds, period=2.0))
    marks = Counter("".join(sorted(told.marks)) or "none" for told in run.sent.values())
    table = Table(title=f"{len(records)} procedures, {given.rate:g} questions a second, {datetime.now(UTC):%Y-%m-%d}")
    for heading in ("measure", "value"):
        table.add_column(heading)
    table.add_row("asked", str(len(run.asked)))
    table.add_row("lost", str(len(run.lost)))
    table.add_row("answered from two snapshots", str(len(run.mixed)))
    table.add_row("answers by edition", ", ".join(f"{name}: {n}" for name, n in sorted(marks.items())))
    table.add_row("published", str(len(run.live)))
    table.add_row("published → live, longest", f"{max(b - a for a, b in zip(run.published, run.live, strict=True)):.1f} s")
    table.add_row("wait, median / 99th / longest, at rest", _percentiles(run.waits(while_preparing=False)))
    table.add_row("wait, the same, while one is made ready", _percentiles(run.waits(while_preparing=True)))
    Console(width=120).print(table)
    sys.exit(1 if run.lost or run.mixed else 0)


if __name__ == "__main__":
    main()
