"""`motcua kb check`: the shipped records, compared field by field with the data they were written from."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.shared import errors, fail, told
from knowledge import checking
from knowledge.checking import Reasons
from knowledge.comparing import Field, Finding, Verdict
from knowledge.sources import recorded, shipped
from nlp.files import read_yaml

REASONS = shipped.DATA / "differences.yaml"


@click.command()
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print every comparison as JSON.")
@told
def check(data: Path, as_json: bool) -> None:
    """Compare every shipped record with DATA: a folder with portal-api/, catalog.jsonl and procedures.jsonl.

    Reasons for differences stand in knowledge/data/differences.yaml. Exit status 1: a difference has none.
    """
    own = shipped.load_procedures()
    if own.problems:
        fail("\n".join(map(str, own.problems)))
    match read_yaml(REASONS, Reasons):
        case dict() as reasons:
            pass
        case faults:
            fail("\n".join(map(str, faults)))
    held = recorded.load(data, (record.code for record in own.records))
    for problem in held.problems:
        errors.print(str(problem), markup=False)
    findings = checking.check(own.records, held, reasons)
    stale = checking.outdated(findings, reasons)
    _as_json(findings, stale) if as_json else _as_tables(findings, len(own.records))
    for code, field in stale:
        errors.print(f"{REASONS.name}: {code}: {field}: explains no difference any more; take it out", markup=False)
    sys.exit(1 if any(f.verdict is Verdict.DIFFERS for f in findings) else 0)


def _as_json(findings: list[Finding], stale: list[tuple[str, Field]]) -> None:
    counts = Counter(f.verdict.value for f in findings)
    told = {"counts": {v.value: counts[v.value] for v in Verdict}, "findings": [asdict(f) for f in findings], "outdated": stale}
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _as_tables(findings: list[Finding], records: int) -> None:
    console = Console()
    counts = Counter((f.field, f.verdict) for f in findings)
    summary = Table(title=f"{records} records, {len(findings)} comparisons")
    for heading in ("field", *(v.value for v in Verdict)):
        summary.add_column(heading, justify="left" if heading == "field" else "right")
    for field in Field:
        summary.add_row(field.value, *(str(counts[field, v]) for v in Verdict))
    console.print(summary)
    for verdict, title in ((Verdict.EXPLAINED, "Differences, with their reasons"), (Verdict.DIFFERS, "Differences without a reason")):
        found = [f for f in findings if f.verdict is verdict]
        console.print(_differences(title, found) if found else f"{title}: none.")


def _differences(title: str, findings: list[Finding]) -> Table:
    table = Table(title=title, show_lines=True)
    for heading in ("code", "field", "source", "record", "data", "reason"):
        table.add_column(heading, overflow="fold")
    for f in findings:
        table.add_row(f.code, f.field.value, f.source, *map(escape, (f.ours, f.theirs, f.reason)))
    return table
