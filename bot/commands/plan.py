"""`motcua plan`: the task annexes of plans, read from officials' files and looked at before they are taken in."""

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.commands import plan_look
from bot.commands.plan_report import report
from bot.commands.plan_store import amended, store_draft
from bot.commands.shared import awaited, errors, fail, settings, told
from bot.render_plans import KINDS
from knowledge.plan_draft import Draft, draft_of
from knowledge.records import Task
from knowledge.sources.annex import read_plan
from nlp.dates import Kind, Period, render

SHOWN = 20


@click.group()
def plan() -> None:
    """Plans of tasks: import annexes, look tasks up, report on them."""


for command in (plan_look.ask, plan_look.list_, plan_look.show, plan_look.export, report):
    plan.add_command(command)


@plan.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Read and show only; nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="The tasks as JSON Lines on standard output.")
@click.option("--edit", "edits", multiple=True, metavar="TEXT", help="Correct first: 'số: 12/KH-UBND', 'dòng 3: hạn: 30/6/2026', 'bỏ 7'.")
@click.option("--yes", is_flag=True, help="Store without asking.")
@told
def import_(file: Path, dry_run: bool, as_json: bool, edits: tuple[str, ...], yes: bool) -> None:
    """Read the task table of a DOCX, XLSX, CSV, HTML, Markdown or PDF file; tell what it changes, ask, and store it.

    Exit status: 0 done, 1 done with problems (on standard error, by place), 2 refused.
    """
    if as_json and not dry_run:
        fail("--json chỉ dùng cùng --dry-run: hãy thêm --dry-run, hoặc bỏ --json để lưu kế hoạch.")
    draft = amended(draft_of(read_plan(file), file.name), edits)
    if as_json:
        for task in draft.kept:
            click.echo(json.dumps(as_data(task), ensure_ascii=False))
    else:
        preview(draft, Console(highlight=False))
    for problem in draft.problems:
        errors.print(str(problem), markup=False)
    if not dry_run:
        awaited(store_draft(draft, settings(), yes=yes))
    sys.exit(1 if draft.problems else 0)


def as_data(task: Task) -> dict[str, object]:
    """Return a task as plain data for JSON."""
    return {
        "no": task.no,
        "description": task.description,
        "output": task.output or None,
        "lead": list(task.lead),
        "partners": list(task.partners),
        "due": _period(task.due_period),
        "due_verbatim": task.due or None,
        "place": task.place,
    }


def _period(period: Period | None) -> dict[str, str | None]:
    if period is None:
        return {"kind": Kind.NONE.value, "start": None, "end": None}
    return {
        "kind": period.kind.value,
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
    }


def preview(draft: Draft, console: Console) -> None:
    """Show what was read: the plan, counts, and tasks with the doubtful ones first."""
    issued = f", ngày {draft.issued:%d/%m/%Y}" if draft.issued else ""
    tasks = draft.kept
    console.print(f"{draft.number or '(chưa rõ số)'}{issued}: {draft.title or '(chưa rõ tên)'}", markup=False)
    console.print(f"{len(tasks)} nhiệm vụ, {len(draft.problems)} chỗ cần xem lại", markup=False)
    console.print(_counts("Lĩnh vực", Counter(task.area or "(không nêu)" for task in tasks)))
    console.print(_counts("Cơ quan chủ trì", Counter(agency for task in tasks for agency in task.lead or ("(không nêu)",))))
    kinds = Counter(KINDS[task.due_period.kind if task.due_period else Kind.NONE] for task in tasks)
    console.print(_counts("Thời hạn", kinds))
    console.print(_tasks(draft))


def _counts(name: str, counts: Counter[str]) -> Table:
    table = Table(name, "Số nhiệm vụ")
    for value, count in counts.most_common(SHOWN):
        table.add_row(_plain(value), str(count))
    if len(counts) > SHOWN:
        table.add_row("…", str(sum(count for _, count in counts.most_common()[SHOWN:])))
    return table


def _tasks(draft: Draft) -> Table:
    table = Table("", "Dòng", "TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Hiểu là", "Vị trí")
    for shown, (number, task) in enumerate(draft.rows):
        if shown == SHOWN:
            table.add_row("", "", "", "…", "", "", "", "")
            break
        period = render(task.due_period) if task.due_period else ""
        cells = (task.no, _short(task.description, 80), "; ".join(task.lead), _short(task.due, 40), period, task.place)
        table.add_row("!" if draft.doubts(task) else "", str(number), *map(_plain, cells))
    return table


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _plain(text: str) -> str:
    """Keep square brackets of the file from being read as rich's markup."""
    return text.replace("[", "\\[")
