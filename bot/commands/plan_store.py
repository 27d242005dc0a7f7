"""Storing an imported plan from the command line: what it changes is told, asked, and done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from bot.base import open_snapshot
from bot.book import Book
from bot.commands.shared import errors, fail
from bot.holding import book_of
from bot.importing import Proposal, propose
from bot.settings import Settings
from bot.state.store import Store, open_store
from bot.zone import VIETNAM
from knowledge.plan_draft import EXAMPLE, Draft, Unclear, amend
from knowledge.records import Task

SHOWN = 12
BY_COMMAND = 0
"""Who imported: nobody that Telegram knows."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Store, Book]]:
    """Open the state, and read all plans."""
    store = await open_store(settings.database)
    try:
        snapshot = open_snapshot(settings)
        try:
            yield store, await book_of(store, snapshot)
        finally:
            snapshot.close()
    finally:
        await store.close()


def amended(draft: Draft, edits: tuple[str, ...]) -> Draft:
    """Do the corrections given, or fail saying which cannot be done."""
    for edit in edits:
        match amend(draft, edit):
            case Unclear(message):
                fail(f"--edit: {message}")
            case changed:
                draft = changed
    return draft


async def store_draft(draft: Draft, settings: Settings, *, yes: bool) -> None:
    """Tell what a draft changes, ask, and store it."""
    now = datetime.now(UTC)
    if draft.missing:
        named = " ".join(f"--edit '{name}: …'" for name in draft.missing)
        fail(f"{draft.file}: tệp không ghi {', '.join(draft.missing)} của kế hoạch: hãy thêm {named}\n{EXAMPLE}")
    async with opened(settings) as (store, book):
        proposal = propose(draft, book, now.astimezone(VIETNAM).date())
        tell(proposal, Console(highlight=False))
        if not proposal.changes:
            click.echo("Kế hoạch đang lưu đã đúng như vậy, không có gì để thay đổi.")
            return
        if not yes and not click.confirm("Lưu kế hoạch này?"):
            fail("Chưa lưu gì.")
        if not await store.plans.save(proposal.plan, proposal.diff.tasks, BY_COMMAND, now, proposal.stamp):
            fail("Chưa lưu: trong lúc đó có người vừa lưu kế hoạch khác. Hãy chạy lại lệnh để xem lại thay đổi.")
    click.echo(f"Đã lưu {proposal.plan.number}: {len(proposal.plan.tasks)} nhiệm vụ.")


def tell(proposal: Proposal, console: Console) -> None:
    """Tell what approving changes."""
    diff = proposal.diff
    if proposal.held is None:
        console.print(f"Kế hoạch mới {proposal.plan.number}: {len(diff.tasks)} nhiệm vụ", markup=False)
        return
    counts = f"thêm {len(diff.added)}, bỏ {len(diff.removed)}, sửa {len(diff.changed)}, giữ nguyên {diff.same}"
    console.print(f"Cập nhật {proposal.plan.number}: {counts}", markup=False)
    if proposal.heads:
        console.print(f"Đổi {', '.join(proposal.heads)} của kế hoạch", markup=False)
    table = Table("", "TT", "Nhiệm vụ", "Thay đổi")
    for sign, tasks in (("+", diff.added), ("-", diff.removed)):
        for _, task in tasks[:SHOWN]:
            table.add_row(sign, *_cells(task, ""))
    for pair in diff.changed[:SHOWN]:
        table.add_row("~", *_cells(pair.after, ", ".join(pair.fields)))
    console.print(table)
    if proposal.reported:
        errors.print(f"{proposal.reported} nhiệm vụ bị bỏ đã có báo cáo tiến độ; nhật ký của chúng vẫn được giữ.", markup=False)


def _cells(task: Task, change: str) -> tuple[str, str, str]:
    return task.no, task.description[:90].replace("[", "\\["), change
