"""`motcua kb eval`: what the assistant gets right of gold questions, by suite and style, and how far its confidence can be trusted."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.base import open_snapshot
from bot.commands.shared import errors, settings, told
from knowledge import evaluation, slips
from knowledge.assistant import prepare
from knowledge.evaluation import Gold, Said
from knowledge.snapshot import Snapshot


@click.command(name="eval")
@click.argument("gold", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--kb", type=click.Path(path_type=Path, dir_okay=False), help="The snapshot; default: MOTCUA_KB, else the shipped records.")
@click.option("--without-marks", is_flag=True, help="Ask every question without its accents.")
@click.option("--slips", "seed", type=int, help="Make one typing error in every text; the same for the same SEED.", metavar="SEED")
@told
def evaluate(gold: Path, kb: Path | None, without_marks: bool, seed: int | None) -> None:
    """Ask the questions of GOLD, lines {id, question, conversation, expect, codes, aspects, suite, style}, and print the score table."""
    rows = evaluation.read(gold)
    held = settings()
    snapshot = Snapshot(kb) if kb else open_snapshot(held)
    try:
        assistant = prepare(snapshot)
        now = datetime.now(UTC)
        change = _change(without_marks, seed)
        with Progress(console=errors, disable=not sys.stderr.isatty()) as bar:
            said = [evaluation.ask(assistant, row, now, held.province, change) for row in bar.track(rows, description="Hỏi")]
    finally:
        snapshot.close()
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    for field in (_suite, _style):
        for name in sorted({field(s.gold) for s in said}):
            console.print(_figures(name, [s for s in said if field(s.gold) == name]))
    console.print(_reliability(said))


def _suite(gold: Gold) -> str:
    return f"suite {gold.suite or '–'}"


def _style(gold: Gold) -> str:
    return f"style {gold.style or '–'}"


def _change(without_marks: bool, seed: int | None) -> Callable[[str], str]:
    def change(text: str) -> str:
        slipped = text if seed is None else slips.with_slip(text, seed)
        return slips.without_marks(slipped) if without_marks else slipped

    return change


def _figures(name: str, said: Sequence[Said]) -> Table:
    table = Table("", "share", "95% interval", "of", title=f"{name}: {len(said)} questions", title_justify="left", min_width=70)
    for figure in evaluation.figures(said):
        low, high = figure.interval
        table.add_row(figure.name, f"{figure.share:.3f}", f"{low:.3f}–{high:.3f}", f"{figure.hits}/{figure.total}")
    return table


def _reliability(said: Sequence[Said]) -> Table:
    """How often the first procedure is right where the assistant is so sure: a calibrated one is right as often as it is sure."""
    bins = evaluation.reliability(said)
    error = evaluation.calibration_error(bins)
    title = f"reliability: expected calibration error {error:.3f}"
    table = Table("sure", "mean", "right", "95% interval", "of", title=title, title_justify="left", min_width=70)
    for part in bins:
        low, high = part.right.interval
        right = f"{part.right.share:.3f}", f"{low:.3f}–{high:.3f}", f"{part.right.hits}/{part.right.total}"
        table.add_row(part.right.name, f"{part.confidence:.3f}", *right)
    return table
