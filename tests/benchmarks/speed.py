"""How fast: start, index, and a question from its Update to the call that sends the answer.

python -m tests.benchmarks.speed SNAPSHOT [QUESTIONS.jsonl]
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from telegram import Update
from telegram.request import RequestData

from bot.app import application, open_desk
from bot.settings import Settings
from bot.terminal import TOKEN, TerminalWire
from knowledge import layout
from knowledge.assistant import prepare
from knowledge.redirects import load
from knowledge.snapshot import Snapshot
from nlp import lexicon, segment

WARM_UP = 20
ROUNDS = 5


class StopWatch(TerminalWire):
    """A wire that notes when a message is sent."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.sent = 0.0

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/sendMessage") and not self.sent:
            self.sent = time.perf_counter()
        return await super().do_request(url, method, request_data, *args, **kwargs)


def questions(path: Path | None, held: Snapshot) -> list[str]:
    """The questions of a gold file, else some that the records tell of."""
    if path is None:
        return [q for p in held for q in p.questions[:3]][:1000]
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


async def answers(settings: Settings, texts: Iterable[str]) -> list[float]:
    """Milliseconds from each Update to the first call that sends its answer."""
    taken = []
    async with open_desk(settings) as desk:
        wire = StopWatch()
        app = application(desk, TOKEN, wire)
        await app.initialize()
        for i, text in enumerate(texts):
            user = {"id": i + 2, "is_bot": False, "first_name": "A"}
            chat = {"id": i + 2, "type": "private", "first_name": "A"}
            message = {"message_id": i + 1, "date": int(time.time()), "chat": chat, "from": user, "text": text or " "}
            update = Update.de_json({"update_id": i + 1, "message": message}, app.bot)
            wire.sent = 0.0
            began = time.perf_counter()
            await app.process_update(update)
            if i >= WARM_UP:
                taken.append(1000 * (wire.sent - began))
        await app.shutdown()
    return taken


def replies(held: Snapshot, texts: Sequence[str]) -> list[list[float]]:
    """Milliseconds to understand each question, find its procedure and decide; underthesea's segmentation included, one core.

    All questions are asked in ROUNDS, each from a cold cache of segmentation: what a busy machine adds differs from round to round.
    """
    assistant, now, rounds = prepare(held), datetime.now(UTC), []
    for text in texts[:WARM_UP]:
        assistant.reply(text, None, now)
    for _ in range(ROUNDS):
        segment.segment.cache_clear()
        taken = []
        for text in texts:
            began = time.perf_counter()
            assistant.reply(text, None, now)
            taken.append(1000 * (time.perf_counter() - began))
        rounds.append(taken)
    return rounds


def main() -> None:
    """Print the table."""
    snapshot = Path(sys.argv[1])
    began = time.perf_counter()
    held = Snapshot(snapshot)
    words = lexicon.shipped()
    records = list(held)
    opened = time.perf_counter() - began
    texts = questions(Path(sys.argv[2]) if len(sys.argv) > 2 else None, held)
    began = time.perf_counter()
    layout.build(layout.read(records, words), words, load(words).spoken())
    built = time.perf_counter() - began
    replied = replies(held, texts)
    held.close()
    with tempfile.TemporaryDirectory() as home:
        taken = asyncio.run(answers(Settings(motcua_home=Path(home), motcua_kb=snapshot), texts))
    table = Table(title=f"{len(records)} procedures, {len(taken)} questions, {datetime.now(UTC):%Y-%m-%d}")
    for heading in ("measure", "value"):
        table.add_column(heading)
    table.add_row("read the snapshot", f"{opened:.2f} s")
    table.add_row("build the index", f"{built:.2f} s")
    best = [min(times) for times in zip(*replied, strict=True)]
    for name, times in (("first round", replied[0]), (f"best of {ROUNDS}", best)):
        table.add_row(f"understand, find and decide, {name}, median", f"{statistics.median(times):.2f} ms")
        table.add_row(f"understand, find and decide, {name}, 99th percentile", f"{statistics.quantiles(times, n=100)[98]:.2f} ms")
    table.add_row("Update → send, median", f"{statistics.median(taken):.2f} ms")
    table.add_row("Update → send, 99th percentile", f"{statistics.quantiles(taken, n=100)[98]:.2f} ms")
    Console().print(table)


if __name__ == "__main__":
    main()
