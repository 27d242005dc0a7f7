"""A made-up annex, read as an official's file would be, and the board of it with the plans that ship."""

from datetime import date
from functools import cache
from pathlib import Path

from knowledge.records import Plan, Source, Task
from knowledge.sources.shipped import load_plans
from knowledge.task_keys import keyed_plan
from knowledge.tasks import Board, Progress, Standing, State, lay_out, stand

HERE = Path(__file__).parent
TODAY = date(2026, 6, 10)
NUMBER = "117/KH-UBND"
REPORTED = {
    "11": Progress(State.DONE, 100, date(2026, 3, 20)),
    "28": Progress(State.DONE, 100, date(2026, 3, 1)),
    "40": Progress(State.DONE, 100, date(2026, 1, 10)),
    "49": Progress(State.DONE, 100, date(2026, 1, 31)),
    "19": Progress(State.CANCELLED),
    "57": Progress(percent=60, due=date(2026, 6, 30)),
}


@cache
def annex() -> Plan:
    """The made-up plan."""
    area, tasks = "", []
    for line in (HERE / "lookup_annex.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            area = line.removeprefix("=").strip()
        elif not line.startswith("#"):
            no, description, lead, partners, due, output = (cell.strip() for cell in line.split("|"))
            helpers = tuple(name.strip() for name in partners.split(";") if name.strip())
            tasks.append(
                Task(
                    no=no,
                    description=description,
                    area=area,
                    output=output,
                    lead=(lead,),
                    partners=helpers,
                    due=due,
                    place=f"phu_luc.xlsx!Sheet:{int(no) + 4}",
                )
            )
    return Plan(
        number=NUMBER,
        title="Kế hoạch cải cách hành chính năm 2026",
        issuer="UBND tỉnh",
        issued=date(2025, 12, 20),
        year=2026,
        areas=tuple(dict.fromkeys(task.area for task in tasks)),
        tasks=tuple(tasks),
        source=Source(name="Tệp thử", checked=date(2026, 1, 5)),
    )


@cache
def board() -> Board:
    """The made-up plan beside those that ship."""
    return lay_out((annex(), *load_plans().records))


@cache
def reports() -> dict[tuple[str, str], Progress]:
    """What was reported of the made-up plan's tasks."""
    keys = {task.no: key for key, task in keyed_plan(annex())}
    return {(NUMBER, keys[no]): progress for no, progress in REPORTED.items()}


@cache
def standing() -> Standing:
    """The board with what was reported."""
    return stand(board(), reports())
