"""`motcua plan`: the task annexes of plans, read from officials' files and looked at before they are taken in."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.commands import plan_look
from bot.commands.shared import errors, fail, told
from knowledge.records import Task
from knowledge.sources.annex import Annex, read_plan
from nlp.dates import Kind, Period, render

KINDS = {
    Kind.DAY: "ngày",
    Kind.MONTH: "tháng",
    Kind.QUARTER: "quý",
    Kind.HALF: "6 tháng",
    Kind.YEAR: "năm",
    Kind.RANGE: "khoảng thời gian",
    Kind.RECURRING: "thường xuyên",
    Kind.EVENT: "theo sự kiện",
    Kind.NONE: "không nêu",
}
SHOWN = 20


@click.group()
def plan() -> None:
    """Plans of tasks: import annexes, look tasks up."""


for command in (plan_look.ask, plan_look.list_, plan_look.show, plan_look.export):
    plan.add_command(command)


@plan.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Read and show only; nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="The tasks as JSON Lines on standard output.")
@told
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Read the task table of a DOCX, XLSX, CSV, HTML, Markdown or PDF file.

    Exit status: 0 done, 1 done with problems (on standard error, by place), 2 refused.
    """
    if not dry_run:
        fail("Chưa lưu được kế hoạch bằng lệnh này. Hãy thêm --dry-run để xem trước các nhiệm vụ đọc được.")
    annex = read_plan(file)
    if as_json:
        for task in annex.tasks:
            click.echo(json.dumps(as_data(task), ensure_ascii=False))
    else:
        preview(annex, Console(highlight=False))
    for problem in annex.problems:
        errors.print(str(problem), markup=False)
    sys.exit(1 if annex.problems else 0)


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


def preview(annex: Annex, console: Console) -> None:
    """Show what was read: the plan, counts, and tasks with the doubtful ones first."""
    issued = f", ngày {annex.issued:%d/%m/%Y}" if annex.issued else ""
    console.print(f"{annex.number or '(chưa rõ số)'}{issued}: {annex.title or '(chưa rõ tên)'}", markup=False)
    console.print(f"{len(annex.tasks)} nhiệm vụ, {len(annex.problems)} chỗ cần xem lại", markup=False)
    console.print(_counts("Lĩnh vực", Counter(task.area or "(không nêu)" for task in annex.tasks)))
    console.print(_counts("Cơ quan chủ trì", Counter(agency for task in annex.tasks for agency in task.lead or ("(không nêu)",))))
    kinds = Counter(KINDS[task.due_period.kind if task.due_period else Kind.NONE] for task in annex.tasks)
    console.print(_counts("Thời hạn", kinds))
    doubtful = annex.doubtful
    console.print(_tasks(sorted(annex.tasks, key=lambda task: task.place not in doubtful), doubtful))


def _counts(name: str, counts: Counter[str]) -> Table:
    table = Table(name, "Số nhiệm vụ")
    for value, count in counts.most_common(SHOWN):
        table.add_row(_plain(value), str(count))
    if len(counts) > SHOWN:
        table.add_row("…", str(sum(count for _, count in counts.most_common()[SHOWN:])))
    return table


def _tasks(tasks: Iterable[Task], doubtful: frozenset[str]) -> Table:
    table = Table("", "TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Hiểu là", "Vị trí")
    for number, task in enumerate(tasks):
        if number == SHOWN:
            table.add_row("", "", "…", "", "", "", "")
            break
        period = render(task.due_period) if task.due_period else ""
        cells = (task.no, _short(task.description, 80), "; ".join(task.lead), _short(task.due, 40), period, task.place)
        table.add_row("!" if task.place in doubtful else "", *map(_plain, cells))
    return table


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _plain(text: str) -> str:
    """Keep square brackets of the file from being read as rich's markup."""
    return text.replace("[", "\\[")
