"""`motcua kb build`, `import portal`, `train`: snapshots made, and learnt from."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.progress import Progress

from bot.base import build_shipped
from bot.commands.kb.shared import told as described
from bot.commands.shared import errors, fail, settings, told
from knowledge import snapshot, wordlists
from knowledge.records import Detail, Procedure
from knowledge.snapshot import Snapshot
from knowledge.sources import portal, shipped
from nlp.files import Problem


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where; default: kb.db under MOTCUA_HOME.")
@told
def build(out: Path | None) -> None:
    """Check the shipped records and word lists, and build a snapshot of the records."""
    if faults := wordlists.faults():
        fail("\n".join(faults))
    path = out or settings().motcua_home / "kb.db"
    info = build_shipped(path)
    click.echo(f"{path}: {described(info)}")


@click.group(name="import")
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
    click.echo(f"{out}: {described(info)}")
    sys.exit(1 if problems else 0)


def _day(path: Path, checked: datetime | None) -> date:
    return checked.date() if checked else datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


@click.command()
@click.option(
    "--kb", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The snapshot to train on: the whole catalogue's."
)
@told
def train(kb: Path) -> None:
    """Learn the classifiers and the weights of ranking, deciding and following up from knowledge/data/training; needs the dev extra."""
    from knowledge.training import learning  # SciPy is needed here alone.

    held = Snapshot(kb)
    try:
        learning.write(learning.learn(held), f"{held.info.procedures} procedures, digest {held.info.digest[:12]}")
    finally:
        held.close()
    click.echo("Written: intents.npz, turns.npz, ranking.yaml, decision.yaml and followup.yaml in knowledge/data")
