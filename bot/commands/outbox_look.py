"""`motcua outbox`, looking: what became of announcements, in the terminal and as a workbook, and who did what."""

import asyncio
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.commands.announce import held_store
from bot.commands.shared import awaited, fail, settings, told
from bot.notifications import drafting
from bot.notifications.announcement import CONCERNED, Announcement, Stage, directory, named
from bot.notifications.drafting import STAGES
from bot.notifications.export import STATES, workbook
from bot.state.reports import Row, Tally
from bot.state.store import Store

screen = Console(highlight=False, soft_wrap=True)
number_argument = click.argument("number", type=int)


async def wanted(store: Store, number: int) -> Announcement:
    """Return an announcement; ends the program where there is none."""
    notice = await store.notices.get(number)
    if notice is None:
        fail(f"{number}: no such announcement under {settings().motcua_home}; see: motcua outbox list")
    return notice


@click.command(name="list")
@click.option("--all", "everything", is_flag=True, help="Also what the bot tells by itself: reminders, changed procedures, requests.")
@told
def list_(everything: bool) -> None:
    """List the announcements, newest first."""
    awaited(_list(everything=everything))


async def _list(*, everything: bool) -> None:
    table = Table("số", "trạng thái", "tới", "còn", "lỗi", "chưa rõ", "gửi cho", "nội dung")
    async with held_store() as store:
        for notice in await store.notices.all():
            if everything or notice.audience != CONCERNED:
                t = await store.reports.tally(notice.id)
                counts = f"{t.sent}/{t.total}", str(t.left), str(t.rejected), str(t.unconfirmed)
                table.add_row(str(notice.id), STAGES[notice.stage], *counts, _to(notice), drafting.first_words(notice.content.html))
    screen.print(table)


def _to(notice: Announcement) -> str:
    return named(notice.audience, directory()) if notice.audience else ""


@click.command()
@number_argument
@click.option("--watch", is_flag=True, help="Follow it to its end, with a progress bar.")
@click.option("--missing", is_flag=True, help="List the chats that have not got it, and why; with “Đã nhận”, also who has not tapped.")
@click.option("--acknowledged", is_flag=True, help="List the chats where somebody tapped “Đã nhận”, and who.")
@told
def report(number: int, watch: bool, missing: bool, acknowledged: bool) -> None:
    """Tell how far an announcement is."""
    awaited(_report(number, watch=watch, missing=missing, acknowledged=acknowledged))


async def _report(number: int, *, watch: bool, missing: bool, acknowledged: bool) -> None:
    async with held_store() as store:
        notice = await wanted(store, number)
        if watch:
            await _watch(store, number)
            notice = await wanted(store, number)
        _tell(notice, await store.reports.tally(number))
        for row in await store.reports.rows(number) if missing or acknowledged else ():
            if missing and (row.sent_at is None or (notice.ack and not row.acknowledged)):
                click.echo(f"{row.chat}\t{row.title}\t{_why(row)}")
            elif acknowledged and row.acknowledged:
                click.echo(f"{row.chat}\t{row.title}\tđã nhận: {'; '.join(row.acknowledged)}")


def _why(row: Row) -> str:
    return row.reason or ("chưa bấm “Đã nhận”" if row.sent_at else STATES[row.state])


async def _watch(store: Store, number: int) -> None:
    words, counts = "{task.description}", "tới {task.fields[sent]}, lỗi {task.fields[failed]}, chưa rõ {task.fields[unclear]}"
    columns = TextColumn(words), BarColumn(), MofNCompleteColumn(), TextColumn(counts), TimeRemainingColumn()
    with Progress(*columns, console=screen, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task(f"Thông báo {number}", total=None, sent=0, failed=0, unclear=0)
        while True:
            notice, t = await wanted(store, number), await store.reports.tally(number)
            bar.update(task, total=t.total, completed=t.total - t.left, sent=t.sent, failed=t.rejected, unclear=t.unconfirmed)
            if notice.stage is not Stage.RUNNING:
                return
            await asyncio.sleep(0.5)


def _tell(notice: Announcement, t: Tally) -> None:
    click.echo(f"Thông báo {notice.id} ({STAGES[notice.stage]}) của {drafting.writer(notice.author)}: {_to(notice)}")
    click.echo(f"{drafting.bar(t.total - t.left, t.total)} tới {t.sent}/{t.total}, còn {t.left}, lỗi {t.rejected}, chưa rõ {t.unconfirmed}")
    if t.corrected or t.recalled or t.cancelled:
        click.echo(f"đính chính {t.corrected}, thu hồi {t.recalled}, hủy {t.cancelled}")
    if notice.ack:
        click.echo(f"Đã nhận: {t.acknowledged}/{t.sent} nơi")
    for reason, n in t.reasons:
        click.echo(f"  {n}: {reason}")


@click.command()
@number_argument
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@told
def export(number: int, out: Path) -> None:
    """Write who has it, who acknowledged it and who did what to the Excel workbook OUT."""
    awaited(_export(number, out))


async def _export(number: int, out: Path) -> None:
    async with held_store() as store:
        notice = await wanted(store, number)
        book = workbook(notice, await store.reports.rows(number), await store.reports.audit(number), directory())
    part = out.with_suffix(".part")
    part.write_bytes(book)
    part.replace(out)
    click.echo(str(out))


@click.command()
@click.argument("number", type=int, required=False)
@told
def audit(number: int | None) -> None:
    """Tell who did what, newest first."""
    awaited(_audit(number))


async def _audit(number: int | None) -> None:
    async with held_store() as store:
        for deed in await store.reports.audit(number):
            click.echo(f"{drafting.moment(deed.at)}\t{deed.who}\t{deed.what}\t{deed.announcement or ''}\t{deed.detail}")
