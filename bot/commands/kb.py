"""`motcua kb`: snapshots of the knowledge base, built, imported and looked into."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.progress import Progress

from bot import render
from bot.app import build_shipped, open_snapshot
from bot.commands.kb_check import check
from bot.commands.shared import errors, fail, settings, told
from bot.desk import VIETNAM
from bot.plain import plain
from bot.render import LABELS
from bot.state.store import Person
from knowledge import snapshot
from knowledge.assistant import prepare
from knowledge.records import Detail, Procedure
from knowledge.snapshot import Info, Snapshot
from knowledge.sources import portal, shipped
from nlp.files import Problem

_KB = click.option(
    "--kb", type=click.Path(path_type=Path, dir_okay=False), help="The snapshot; default: MOTCUA_KB, else the shipped records."
)


@click.group()
def kb() -> None:
    """Snapshots of the knowledge base."""


kb.add_command(check)


@kb.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where; default: kb.db under MOTCUA_HOME.")
@told
def build(out: Path | None) -> None:
    """Check the shipped records and build a snapshot of them."""
    path = out or settings().motcua_home / "kb.db"
    info = build_shipped(path)
    click.echo(f"{path}: {_told(info)}")


@kb.group(name="import")
def import_() -> None:
    """Read foreign forms into a snapshot, the shipped records leading."""


@import_.command(name="portal")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The snapshot to write.")
@click.option(
    "--checked", type=click.DateTime(["%Y-%m-%d"]), help="The day the files were fetched; default: the day each file was last written."
)
@told
def import_portal(paths: tuple[Path, ...], out: Path, checked: datetime | None) -> None:
    """Read the national portal's JSON: details (CODE.json) and catalogues (*.jsonl), files and folders.

    A broken file or row is reported with its place and left out; the rest is imported, and the exit status is 1.
    """
    found = portal.files(paths)
    if not found:
        fail(f"No .json or .jsonl file in {', '.join(map(str, paths))}.")
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    with Progress(console=errors, disable=not sys.stderr.isatty()) as bar:
        for part in bar.track(portal.load(found, lambda path: _day(path, checked)), total=len(found), description="Đọc"):
            procedures += part.procedures
            problems += part.problems
    own, plans, (names, faults) = shipped.load_procedures(), shipped.load_plans(), shipped.load_names()
    if own.problems or plans.problems or faults:
        fail("\n".join(map(str, (*own.problems, *plans.problems, *faults))))
    for problem in problems:
        errors.print(str(problem), markup=False)
    info = snapshot.build(
        out, snapshot.named(snapshot.merge(own.records, procedures), names), plans.records, "motcua kb import portal", datetime.now(UTC)
    )
    details = sum(p.detail is Detail.FULL for p in procedures)
    click.echo(f"{len(found)} files: {details} details, {len(procedures) - details} catalogue rows, {len(problems)} problems")
    click.echo(f"{out}: {_told(info)}")
    sys.exit(1 if problems else 0)


def _day(path: Path, checked: datetime | None) -> date:
    return checked.date() if checked else datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


@kb.command()
@click.argument("code")
@_KB
@told
def show(code: str, kb: Path | None) -> None:
    """Print all that is known of the procedure CODE."""
    held = _open(kb)
    try:
        record = held.procedure(code)
        if record is None:
            fail(f"{code}: not in {held.path} ({held.info.procedures} procedures). Codes look like 1.001193.")
        message = render.procedure(record, tuple(LABELS), None, Person(), datetime.now(VIETNAM).date())
        click.echo(plain(message.html))
        for note in record.notes:
            click.echo(f"\n{note.question}\n{note.answer} ({note.source})")
    finally:
        held.close()


@kb.command()
@_KB
@told
def info(kb: Path | None) -> None:
    """Print what a snapshot holds and where it comes from."""
    held = _open(kb)
    try:
        click.echo(f"{held.path}: {_told(held.info)}")
        click.echo(f"digest {held.info.digest}\nbuilt {held.info.built.astimezone(VIETNAM):%Y-%m-%d %H:%M} by {held.info.builder}")
    finally:
        held.close()


@kb.command()
@click.option(
    "--kb", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The snapshot to train on: the whole catalogue's."
)
@told
def train(kb: Path) -> None:
    """Learn the weights of ranking and deciding from knowledge/data/training; needs the dev extra (SciPy)."""
    from knowledge import training  # SciPy is needed here alone.

    held = Snapshot(kb)
    try:
        model, decision = training.train(prepare(held))
        training.write(model, decision, f"{held.info.procedures} procedures, digest {held.info.digest[:12]}")
    finally:
        held.close()
    click.echo("Written: knowledge/data/ranking.yaml, knowledge/data/decision.yaml")


def _open(path: Path | None) -> Snapshot:
    return Snapshot(path) if path else open_snapshot(settings())


def _told(info: Info) -> str:
    return f"version {info.version}: {info.procedures} procedures ({info.detailed} in full), {info.plans} plans"
