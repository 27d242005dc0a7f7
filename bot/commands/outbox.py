"""`motcua outbox`: announcements listed, reported, stopped, corrected, taken back."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.commands.announce import held_store, read, who
from bot.commands.shared import awaited, fail, settings, told
from bot.notifications import drafting
from bot.notifications.announcement import Announcement, Stage, directory, named, problems
from bot.notifications.announcement import audience as parsed
from bot.notifications.export import STATES, workbook
from bot.state.reports import Tally
from bot.state.store import Store

_NUMBER = click.argument("number", type=int)
screen = Console(highlight=False, soft_wrap=True)


@click.group()
def outbox() -> None:
    """Announcements: what became of them, and what can be done about it."""


@outbox.command(name="list")
@told
def list_() -> None:
    """List the announcements, newest first."""
    awaited(_list())


async def _list() -> None:
    table = Table("số", "trạng thái", "tới", "còn", "lỗi", "chưa rõ", "gửi cho", "nội dung")
    async with held_store() as store:
        for notice in await store.notices.all():
            t = await store.reports.tally(notice.id)
            counts = f"{t.sent}/{t.total}", str(t.left), str(t.rejected), str(t.unconfirmed)
            to = named(notice.audience, directory()) if notice.audience else ""
            table.add_row(str(notice.id), notice.stage, *counts, to, drafting.first_words(notice.content.html))
    screen.print(table)


@outbox.command()
@_NUMBER
@click.option("--watch", is_flag=True, help="Follow it to its end, with a progress bar.")
@click.option("--missing", is_flag=True, help="List the chats that have not got it, and why; with “Đã nhận”, also who has not tapped.")
@told
def report(number: int, watch: bool, missing: bool) -> None:
    """Tell how far an announcement is."""
    awaited(_report(number, watch=watch, missing=missing))


async def _report(number: int, *, watch: bool, missing: bool) -> None:
    async with held_store() as store:
        notice = await _get(store, number)
        if watch:
            await _watch(store, number)
            notice = await _get(store, number)
        _tell(notice, await store.reports.tally(number))
        for row in await store.reports.rows(number) if missing else ():
            if row.sent_at is None or (notice.ack and not row.acknowledged):
                why = row.reason or ("chưa bấm “Đã nhận”" if row.sent_at else STATES[row.state])
                click.echo(f"{row.chat}\t{row.title}\t{why}")


async def _watch(store: Store, number: int) -> None:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=screen, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task(f"Thông báo {number}", total=None)
        while True:
            notice, tally = await _get(store, number), await store.reports.tally(number)
            bar.update(task, total=tally.total, completed=tally.total - tally.left)
            if notice.stage in (Stage.DONE, Stage.CANCELLED, Stage.PAUSED, Stage.AWAITING, Stage.DRAFT):
                return
            await asyncio.sleep(0.5)


def _tell(notice: Announcement, t: Tally) -> None:
    click.echo(
        f"Thông báo {notice.id} ({notice.stage}) của {notice.author}: {named(notice.audience, directory()) if notice.audience else ''}"
    )
    click.echo(f"{drafting.bar(t.total - t.left, t.total)} tới {t.sent}/{t.total}, còn {t.left}, lỗi {t.rejected}, chưa rõ {t.unconfirmed}")
    if notice.ack:
        click.echo(f"Đã nhận: {t.acknowledged}/{t.sent} nơi")
    for reason, n in t.reasons:
        click.echo(f"  {n}: {reason}")


def _turning(what: str, says: str) -> None:
    @outbox.command(name=what, help=says)
    @_NUMBER
    @told
    def command(number: int) -> None:
        awaited(_turn(number, what))


async def _turn(number: int, what: str) -> None:
    async with held_store() as store:
        await _get(store, number)
        done = await store.notices.turn(number, _now(), who(), what)
        if not done and not (what == "cancel" and await store.notices.turn(number, _now(), who(), "discard")):
            fail(f"{number}: {what} does not apply to where it stands; see: motcua outbox report {number}")
    click.echo(f"{number}: {what}")


for _what, _says in (
    ("pause", "Stop sending for now."),
    ("resume", "Go on sending."),
    ("cancel", "Send no more of it; what has arrived stays (see recall)."),
):
    _turning(_what, _says)


@outbox.command()
@_NUMBER
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, required=True, help="Yes, edit every copy.")
@told
def correct(number: int, file: Path, yes: bool) -> None:
    """Put the words and buttons of FILE into every copy, sent or not; files stay as they were sent."""
    awaited(_correct(number, file))


async def _correct(number: int, file: Path) -> None:
    async with held_store() as store:
        notice = await _get(store, number)
        given = read(file)
        content = replace(notice.content, html=given.html, buttons=given.buttons)
        wrong = problems(content, ack=notice.ack)
        if wrong:
            fail("\n".join(f"{file}: {fault}" for fault in wrong))
        done = await store.notices.correct(number, content, who(), _now())
    _done(number, done, "bản được đính chính")


@outbox.command()
@_NUMBER
@click.option("--yes", is_flag=True, required=True, help="Yes, take it back everywhere.")
@told
def recall(number: int, yes: bool) -> None:
    """Take it back: copies of the last 48 hours are deleted, older ones replaced by a note, and no more are sent."""
    awaited(_recall(number))


async def _recall(number: int) -> None:
    async with held_store() as store:
        await _get(store, number)
        done = await store.notices.recall(number, who(), _now())
    _done(number, done, "bản được thu hồi")


@outbox.command()
@_NUMBER
@click.option("--doubtful", is_flag=True, help="Those of which nobody knows whether they arrived, instead of those refused.")
@told
def resend(number: int, doubtful: bool) -> None:
    """Send it again to those it missed."""
    awaited(_resend(number, doubtful=doubtful))


async def _resend(number: int, *, doubtful: bool) -> None:
    async with held_store() as store:
        await _get(store, number)
        done = await store.notices.resend(number, who(), _now(), doubtful=doubtful)
    _done(number, done, "nơi được gửi lại")


@outbox.command()
@_NUMBER
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@told
def export(number: int, out: Path) -> None:
    """Write who has it, who acknowledged it and who did what to the Excel workbook OUT."""
    awaited(_export(number, out))


async def _export(number: int, out: Path) -> None:
    async with held_store() as store:
        notice = await _get(store, number)
        book = workbook(notice, await store.reports.rows(number), await store.reports.audit(number), directory())
    part = out.with_suffix(".part")
    part.write_bytes(book)
    part.replace(out)
    click.echo(str(out))


@outbox.command()
@click.argument("user", type=int)
@click.argument("audiences", nargs=-1)
@told
def grant(user: int, audiences: tuple[str, ...]) -> None:
    """Let the person with the id USER announce to AUDIENCES (all, topic:…, agency:…, area:…, chats) and no others; to none: revoke."""
    held = frozenset(part for a in audiences for part in ([a] if a == "chats" else parsed(a, directory()).split()))
    awaited(_grant(user, held))
    click.echo(f"{user}: {' '.join(sorted(held)) or 'revoked'}")


async def _grant(user: int, held: frozenset[str]) -> None:
    async with held_store() as store:
        await store.notices.grant(user, held, who(), _now())


@outbox.command()
@click.argument("number", type=int, required=False)
@told
def audit(number: int | None) -> None:
    """Tell who did what, newest first."""
    awaited(_audit(number))


async def _audit(number: int | None) -> None:
    async with held_store() as store:
        for deed in await store.reports.audit(number):
            click.echo(f"{drafting.moment(deed.at)}\t{deed.who}\t{deed.what}\t{deed.announcement or ''}\t{deed.detail}")


def _done(number: int, done: int | None, words: str) -> None:
    if done is None:
        fail(f"{number}: this does not apply to where it stands; see: motcua outbox report {number}")
    click.echo(f"Thông báo {number}: {done} {words}. Theo dõi: motcua outbox report {number} --watch")


async def _get(store: Store, number: int) -> Announcement:
    notice = await store.notices.get(number)
    if notice is None:
        fail(f"{number}: no such announcement under {settings().motcua_home}; see: motcua outbox list")
    return notice


def _now() -> datetime:
    return datetime.now(UTC)
