"""`motcua plan ask`, `list`, `show`, `export`: looking into the plans held."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import render_menus, render_tasks
from bot.commands.plan_store import opened
from bot.commands.shared import awaited, errors, fail, settings, told
from bot.desk import VIETNAM
from bot.plain import plain
from bot.settings import Settings
from knowledge.plan_answers import answer as tell
from knowledge.records import Plan
from knowledge.task_data import as_answer
from knowledge.task_questions import PlanQuestion, TaskQuestion, understand
from knowledge.task_sheet import write
from knowledge.tasks import Board, Standing, TaskQuery, lay_out, look_up, names_plan, stand

F = TypeVar("F", bound=Callable[..., Any])


def _today(function: F) -> F:
    return click.option("--today", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Answer as on this day; default: today in Vietnam.")(
        function
    )


def _day(given: datetime | None) -> date:
    return given.date() if given else datetime.now(VIETNAM).date()


async def _held(held: Settings) -> Standing:
    """All plans, shipped and imported, and what was reported of their tasks."""
    async with opened(held) as (_, book):
        return stand(lay_out(book.plans, book.keyed), book.reports())


def _standing() -> Standing:
    return awaited(_held(settings()))


@click.command()
@click.argument("question")
@_today
@click.option("--json", "as_json", is_flag=True, help="Print the filters understood and the tasks found as data.")
@told
def ask(question: str, today: datetime | None, as_json: bool) -> None:
    """Look up tasks, or what a plan says: free Vietnamese, with marks or without; of an empty list, what emptied it is told."""
    standing, day = _standing(), _day(today)
    board = standing.board
    understood = understand(question, board, day)
    match understood:
        case TaskQuestion(query, asks, ignored):
            found = look_up(standing, query, day)
            message = render_tasks.task_list(standing, query, day, page=None, asks=asks, ignored=ignored)
            data = as_answer(understood, found, plain(message.html))
        case PlanQuestion():
            answered = tell(understood, board.plans)
            message = render_tasks.plan_answer(understood, answered)
            data = as_answer(understood, answered, plain(message.html))
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else plain(message.html))


@click.command(name="list")
@told
def list_() -> None:
    """List the plans held: number, day, tasks, title."""
    board = _standing().board
    for held in board.plans:
        click.echo(f"{held.number}\t{held.issued:%d/%m/%Y}\t{len(held.tasks)} nhiệm vụ\t{held.title}")
    if not board.plans:
        errors.print("Chưa có kế hoạch nào trong cơ sở dữ liệu.", markup=False)


def _plan(board: Board, number: str) -> Plan:
    held = [plan for plan in board.plans if names_plan(number, plan)]
    if len(held) != 1:
        known = ", ".join(plan.number for plan in board.plans) or "chưa có kế hoạch nào"
        fail(f"{number}: {'không có kế hoạch này' if not held else 'có nhiều kế hoạch như vậy'}. Đang có: {known}.")
    return held[0]


@click.command()
@click.argument("number")
@_today
@told
def show(number: str, today: datetime | None) -> None:
    """Print the plan NUMBER whole: aims, targets, areas, tasks with how each stands."""
    standing = _standing()
    held = _plan(standing.board, number)
    for part in ("aims", "targets", "areas"):
        if getattr(held, part):
            click.echo(f"{plain(render_menus.plan(held, 0, part).html)}\n")
    tasks = render_tasks.task_list(standing, TaskQuery(plan=held.number), _day(today), page=None)
    click.echo(plain(tasks.html))


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--ask", "question", default="", help="Only the tasks that this look-up finds; default: all.")
@_today
@told
def export(out: Path, question: str, today: datetime | None) -> None:
    """Write tasks to OUT.xlsx, all or those of a look-up, each with how it stands."""
    if out.suffix.lower() != ".xlsx":
        fail(f"{out}: chỉ xuất được tệp .xlsx. Hãy đặt tên tệp kết thúc bằng .xlsx.")
    standing, day = _standing(), _day(today)
    query = TaskQuery()
    if question:
        understood = understand(question, standing.board, day)
        if not isinstance(understood, TaskQuestion):
            fail(f"“{question}” hỏi về chính kế hoạch, không phải nhiệm vụ. Hãy dùng motcua plan ask.")
        query = understood.query
        if understood.ignored:
            errors.print(f"Chưa hiểu, nên bỏ qua: {', '.join(understood.ignored)}.", markup=False)
    found = look_up(standing, query, day)
    write(out, found.tasks)
    click.echo(f"{len(found.tasks)} nhiệm vụ trong {out}")
