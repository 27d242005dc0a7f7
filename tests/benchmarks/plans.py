"""10,000 tasks over 60 agencies: how long storing, reading, a list of one's tasks, a look for reminders and each report take.

python -m tests.benchmarks.plans [FOLDER]   (the files made are left in FOLDER where one is given)
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.book import Book
from bot.notifications.reminders import Side, due_reminders
from bot.notifications.reminding import watched
from bot.reporting import report_of, write
from bot.state.reminders import Memory
from bot.state.store import open_store
from bot.zone import VIETNAM
from knowledge.plan_diff import diff_plan
from knowledge.reports.spans import ReportSpan, Span
from knowledge.task_keys import keyed_plan
from tests.plans import TODAY, large

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a block takes."""
    began = time.perf_counter()
    yield
    print(f"{what:<42} {1000 * (time.perf_counter() - began):9.1f} ms")


async def stored(folder: Path) -> Book:
    """Store the plan and read it as another program would."""
    plan = large()
    keyed = keyed_plan(plan)
    url = f"sqlite+aiosqlite:///{folder / 'state.db'}"
    store = await open_store(url)
    with timed("store 10,000 tasks"):
        await store.plans.save(plan, keyed, 0, NOW, 0)
    with timed("tell what importing the same changes"):
        diff_plan(plan.number, keyed, plan.tasks)
    await store.close()
    store = await open_store(url)
    with timed("read them, the first time"):
        await store.plans.book(())
    with timed("read them again"):
        book = await store.plans.book(())
    await store.close()
    return book


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        book = asyncio.run(stored(Path(temporary)))
        for which in ("first", "next"):
            with timed(f"tasks of an agency, the {which} time"):
                book.of_agency("Phòng chuyên môn 7", TODAY)
        follows = {f"Phòng chuyên môn {n}": {n: frozenset({Side.LEAD, Side.PARTNER})} for n in range(60)}
        with timed("a look for reminders, 60 agencies follow"):
            due_reminders(watched(book, Memory(follows), (9001,), TODAY), {}, NOW.astimezone(VIETNAM))
        with timed("count a report"):
            report = report_of(book, ReportSpan(2026, Span.YEAR), TODAY, "UBND tỉnh")
        for form in ("xlsx", "docx", "png"):
            with timed(f"write it as {form}"):
                write(report, folder / f"bao-cao.{form}")


if __name__ == "__main__":
    main()
