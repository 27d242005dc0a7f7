"""`motcua kb template`, `import office`, `export`: spreadsheets, from offices and for them."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.kb.build import import_
from bot.commands.kb.shared import KB, opened
from bot.commands.kb.shared import told as described
from bot.commands.shared import errors, fail, told
from knowledge import snapshot, workbook
from knowledge.sources import office
from knowledge.sources.spreadsheets import RefusedError

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("out", type=_FILE)
@told
def template(out: Path) -> None:
    """Write the form for offices: OUT.xlsx with instructions and lists to choose from, or OUT.csv."""
    if out.suffix.lower() not in {".xlsx", ".csv"}:
        fail(f"{out}: tên tệp phải kết thúc bằng .xlsx hoặc .csv")
    _whole(out, workbook.write_template)
    click.echo(f"{out}: điền rồi nhập bằng 'motcua kb import office {out} --out SNAPSHOT'")


@import_.command(name="office")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", required=True, type=_FILE, help="The snapshot to write; then 'motcua kb publish'.")
@KB
@told
def import_office(files: tuple[Path, ...], out: Path, kb: Path | None) -> None:
    """Read XLSX and CSV in the form of `motcua kb template`; the offices' records go before those of the snapshot they are laid over.

    Wrong cells are listed and their procedures left out; the rest is imported, and the exit status is 1.
    """
    try:
        handed = office.load(files)
    except RefusedError as refused:
        fail(str(refused))
    for problem in handed.problems:
        errors.print(str(problem), markup=False)
    if not handed.procedures:
        fail("Không có thủ tục nào nhập được; chưa làm gì.")
    base = opened(kb)
    try:
        records = office.over(base, handed.procedures)
        info = snapshot.build(out, records, base.plans(), "motcua kb import office", datetime.now(UTC))
    finally:
        base.close()
    left_out = f"; bỏ lại {', '.join(handed.left_out)}" if handed.left_out else ""
    click.echo(f"Nhập {len(handed.procedures)} thủ tục, {len(handed.problems)} ô sai{left_out}")
    click.echo(f"{out}: {described(info)}")
    sys.exit(1 if handed.problems else 0)


@click.command()
@click.argument("out", type=_FILE)
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx", "json"]), help="Default: by the name of OUT.")
@KB
@told
def export(out: Path, kind: str | None, kb: Path | None) -> None:
    """Write all records to OUT: csv and xlsx in the offices' form, json as they are."""
    kind = kind or out.suffix.lower().removeprefix(".")
    if kind not in {"csv", "xlsx", "json"}:
        fail(f"{out}: thêm --format csv, xlsx hoặc json")
    held = opened(kb)
    try:
        _whole(out, lambda path: workbook.export(path, kind, held.info, held, held.plans()))
    finally:
        held.close()
    click.echo(f"{out}: {held.info.procedures} thủ tục của bản {held.info.version}")


def _whole(out: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place and swap it in: whole or not at all."""
    with _beside(out) as temporary:
        write(temporary)
        temporary.replace(out)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{os.getpid()}.{out.name}")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
