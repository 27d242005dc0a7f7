"""`motcua kb diff`, `publish`, `rollback`, `history`: what changes, approved by a person, and undone."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot import diffing
from bot.base import open_snapshot, shelf
from bot.commands.kb.shared import meant
from bot.commands.shared import errors, fail, settings, told
from bot.desk import VIETNAM
from knowledge.diff import compare
from knowledge.shelf import SHIPPED, Shelf, verified
from knowledge.snapshot import Snapshot, SnapshotError

ACTIONS = {"publish": "đưa vào dùng", "rollback": "quay lại"}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print the whole diff as data.")
@told
def diff(old: str, new: str, as_json: bool) -> None:
    """Show field by field what NEW changes of OLD: files, published versions, "current" or "shipped"."""
    before = meant(old)
    try:
        after = meant(new)
        try:
            found = compare(before, after)
        finally:
            after.close()
    finally:
        before.close()
    if as_json:
        click.echo(json.dumps(diffing.as_data(found, before.info, after.info), ensure_ascii=False, indent=1))
        return
    click.echo(diffing.summary(found, before.info, after.info))
    for line in diffing.in_full(found):
        click.echo(line)


@click.command()
@click.argument("candidate", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@told
def publish(candidate: Path, yes: bool) -> None:
    """Show what CANDIDATE changes, ask, and make it the live snapshot; running bots go over to it within seconds."""
    held = settings()
    new = verified(candidate)
    live = _live()
    if live is not None:
        try:
            after = Snapshot(candidate)
            try:
                found = compare(live, after)
            finally:
                after.close()
        finally:
            live.close()
        click.echo(diffing.summary(found, live.info, new))
        if live.info.digest == new.digest and shelf(held).live() != SHIPPED:
            return
    _ask("Đưa bản mới vào dùng?", yes)
    info = shelf(held).publish(candidate, datetime.now(UTC))
    click.echo(f"Đang dùng {info.version}. Quay lại: motcua kb rollback")
    _warn_if_forced()


def _live() -> Snapshot | None:
    """Open the live snapshot to compare with; where it cannot be read, say so: publishing mends that."""
    try:
        return open_snapshot(settings().model_copy(update={"motcua_kb": None}))
    except SnapshotError as error:
        errors.print(str(error), markup=False)
        return None


def _ask(question: str, yes: bool) -> None:
    try:
        agreed = yes or click.confirm(question)
    except click.Abort:
        fail("\nChưa làm gì: trả lời y, hoặc thêm --yes.")
    if not agreed:
        fail("Chưa làm gì.")


def _warn_if_forced() -> None:
    if forced := settings().motcua_kb:
        errors.print(f"MOTCUA_KB={forced}: bot nào đặt như vậy vẫn trả lời từ tệp đó; bỏ MOTCUA_KB để dùng bản đã đưa vào.", markup=False)


@click.command()
@click.option("--to", metavar="VERSION", help='A version of `motcua kb history`, or "shipped".')
@click.option("--yes", is_flag=True, help="Do not ask.")
@told
def rollback(to: str | None, yes: bool) -> None:
    """Return to the snapshot that was live before, or to VERSION."""
    here = shelf(settings())
    _ask(f"Quay lại {_name(to or here.before())}?", yes)
    click.echo(f"Đang dùng {_name(here.rollback(to, datetime.now(UTC)))}.")
    _warn_if_forced()


@click.command()
@told
def history() -> None:
    """List what was live when, the latest first; `*` marks the live version."""
    here = shelf(settings())
    events = here.history()
    if not events:
        click.echo("Chưa đưa bản nào vào dùng: đang dùng các bản ghi đi kèm.")
        return
    try:
        live = here.live()
    except SnapshotError as error:
        errors.print(str(error), markup=False)
        live = ""
    table = Table("", "lúc", "việc", "bản", "thay cho", "thủ tục", "đầy đủ", box=None)
    latest = {event.version: i for i, event in enumerate(events)}.get(live)
    for i, event in reversed(list(enumerate(events))):
        mark = "*" if i == latest else ""
        when = f"{event.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        table.add_row(mark, when, ACTIONS[event.action], _name(event.version), _name(event.before), *_counts(here, event.version))
    Console(highlight=False, width=None if Console().is_terminal else 160).print(table)


def _name(version: str) -> str:
    return "các bản ghi đi kèm (shipped)" if version == SHIPPED else version or "?"


def _counts(here: Shelf, version: str) -> tuple[str, str]:
    if version == SHIPPED:
        return "", ""
    try:
        held = Snapshot(here.path(version))
    except SnapshotError:
        return "mất tệp", ""
    held.close()
    return str(held.info.procedures), str(held.info.detailed)
