"""`motcua kb show`, `info`, `search`, `stale`, `local`: looking into a snapshot."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot import render
from bot.base import open_rules
from bot.commands.kb.shared import KB, opened
from bot.commands.kb.shared import told as described
from bot.commands.shared import errors, fail, settings, told
from bot.desk import VIETNAM
from bot.plain import plain
from bot.render import LABELS
from bot.standing import standing
from bot.state.store import Person
from knowledge import popularity
from knowledge.freshness import due


@click.command()
@click.argument("code")
@KB
@told
def show(code: str, kb: Path | None) -> None:
    """Print all that is known of the procedure CODE."""
    held = opened(kb)
    try:
        record = held.procedure(code)
        if record is None:
            fail(f"{code}: not in {held.path} ({held.info.procedures} procedures). Codes look like 1.001193.")
        how = standing(record, held, open_rules(settings()), Person(), settings().kb_stale_days)
        message = render.procedure(record, tuple(LABELS), None, Person(), datetime.now(VIETNAM).date(), how=how)
        click.echo(plain(message.html))
        for note in record.notes:
            click.echo(f"\n{note.question}\n{note.answer} ({note.source})")
    finally:
        held.close()


@click.command()
@KB
@told
def info(kb: Path | None) -> None:
    """Print what a snapshot holds and where it comes from."""
    held = opened(kb)
    try:
        click.echo(f"{held.path}: {described(held.info)}")
        click.echo(f"digest {held.info.digest}\nbuilt {held.info.built.astimezone(VIETNAM):%Y-%m-%d %H:%M} by {held.info.builder}")
    finally:
        held.close()


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@KB
@told
def search(words: tuple[str, ...], limit: int, kb: Path | None) -> None:
    """List the procedures whose texts hold all WORDS, with marks or without, the likeliest first; exit status 1 for none."""
    held = opened(kb)
    try:
        found = held.search(" ".join(words), limit)
    finally:
        held.close()
    for code, title in found:
        click.echo(f"{code}\t{title}")
    if not found:
        errors.print(f"Không có thủ tục nào chứa: {' '.join(words)}", markup=False)
        raise SystemExit(1)


OFTEN = {3: "hay hỏi", 2: "thỉnh thoảng", 0: ""}


@click.command()
@click.option("--days", type=click.IntRange(0, 3650), help="Checked more than so many days ago; default: KB_STALE_DAYS.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 100_000))
@KB
@told
def stale(days: int | None, limit: int, kb: Path | None) -> None:
    """List what to check next: not checked for long, or with a fee that has ended since; the most asked first."""
    given = settings()
    days = given.kb_stale_days if days is None else days
    held = opened(kb)
    try:
        rows = due(held, datetime.now(VIETNAM).date(), days, popularity.often())
    finally:
        held.close()
    table = Table("mã", "thủ tục", "kiểm tra", "được hỏi", "lý do", box=None)
    for row in rows[:limit]:
        why = f"mức phí hết hạn {row.ended:%d/%m/%Y}" if row.ended else f"quá {days} ngày"
        p = row.procedure
        table.add_row(p.code, p.title, f"{p.source.checked:%d/%m/%Y}", OFTEN[row.often], why)
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=240)
    if rows:
        console.print(table)
    click.echo(f"{len(rows)} thủ tục cần kiểm tra lại" + (f"; trên đây là {limit} thủ tục đầu" if len(rows) > limit else ""))


@click.command()
@KB
@told
def local(kb: Path | None) -> None:
    """Check the province's own rules in MOTCUA_HOME/local; a wrong one is named with file, line and field."""
    given = settings()
    rules = open_rules(given)
    held = opened(kb)
    try:
        for code, rule in sorted(rules.rules.items()):
            record = held.procedure(code)
            title = record.title if record else "KHÔNG CÓ trong bản dữ liệu"
            click.echo(f"{code}\t{title}\t{rule.source.name}")
        missing = [code for code in rules.rules if held.procedure(code) is None]
    finally:
        held.close()
    click.echo(f"{len(rules.rules)} quy định riêng của {rules.province or 'tỉnh (chưa đặt PROVINCE)'} trong {given.local_rules}")
    if missing:
        fail_softly(f"Không có thủ tục: {', '.join(missing)}. Xem lại mã, hoặc bỏ các mục này.")


def fail_softly(message: str) -> None:
    """Say what is wrong with a part; the rest was done: exit status 1."""
    errors.print(message, markup=False)
    raise SystemExit(1)
