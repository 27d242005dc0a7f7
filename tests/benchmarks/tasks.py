"""Times look-ups over 10,000 made-up tasks of 60 agencies: `python -m tests.benchmarks.tasks [TASKS]`."""

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from knowledge.agency_register import load
from knowledge.records import Plan, Source, Task
from knowledge.sources.shipped import load_plans
from knowledge.task_keys import keyed_plan
from knowledge.task_questions import TaskQuestion, understand
from knowledge.tasks import Progress, State, lay_out, look_up, stand
from nlp import periods

TODAY = date(2026, 6, 10)
TASKS = 10_000
AGENCIES = 60
QUESTIONS = (
    "Sở Nội vụ còn việc gì quá hạn",
    "viec quy 2 cua so nv",
    "nhiệm vụ về chính phủ số đến hạn tháng 6",
    "phối hợp với Sở Tài chính",
    "du lieu mo",
    "ai chủ trì nhiệm vụ 12",
    "7 ngày tới",
    "nhiệm vụ quá hạn",
    "nhiệm vụ sản phẩm là báo cáo trước 30/6",
    "nhiệm vụ về lâm nghiệp của bộ công an quá hạn tháng 3",
    "nhiemvu ve chuyen doi so cua bo khcn thang nay",
)


def plans(tasks: int) -> tuple[Plan, ...]:
    """Plans with so many tasks: the words of those that ship in any mixture, agencies of the register, any day."""
    draw = random.Random(20260610)
    words = [w for plan in load_plans().records for task in plan.tasks for w in task.description.split()]
    agencies = draw.sample(sorted(load().agencies), AGENCIES)
    made = []
    for number in range(tasks):
        begin = draw.randrange(len(words) - 40)
        lead = (draw.choice(agencies),) if draw.random() < 0.8 else ("Các sở, ban, ngành", "UBND các xã, phường")
        made.append(
            Task(
                no=str(number + 1),
                description=" ".join(words[begin : begin + draw.randrange(10, 40)]),
                area=f"Lĩnh vực {number % 7}",
                output=draw.choice(["Báo cáo", "Quyết định", "Kế hoạch"]),
                lead=lead,
                partners=tuple(draw.sample(agencies, 3)),
                due_period=periods.day(date(2026, 1, 1) + timedelta(draw.randrange(700))),
            )
        )
    first = load_plans().records[0]
    source = Source(name="Thử", checked=TODAY)
    return tuple(replace(first, number=f"{i + 1}/KH-UBND", tasks=tuple(made[i::10]), source=source) for i in range(10))


def timed(calls: Sequence[Callable[[], object]], rounds: int = 100) -> list[float]:
    """Milliseconds of each call."""
    spent = []
    for _ in range(rounds):
        for call in calls:
            begun = time.perf_counter()
            call()
            spent.append(1000 * (time.perf_counter() - begun))
    return spent


def main() -> None:
    held = plans(int(sys.argv[1]) if len(sys.argv) > 1 else TASKS)
    begun = time.perf_counter()
    board = lay_out(held)
    print(f"{len(board.entries)} tasks laid out in {time.perf_counter() - begun:.2f} s")
    done = Progress(State.DONE, 100, date(2026, 5, 1))
    reports = {(plan.number, key): done for plan in held for key, _ in keyed_plan(plan)[::3]}
    begun = time.perf_counter()
    queries = [asked.query for text in QUESTIONS if isinstance(asked := understand(text, board, TODAY), TaskQuestion)]
    look_up(stand(board, reports), queries[0], TODAY)
    print(f"the first look-up after that, and all understood once: {1000 * (time.perf_counter() - begun):.0f} ms")
    standing = stand(board, reports)
    for name, calls in (
        ("lay out reports", [lambda: stand(board, reports)]),
        ("understand", [lambda text=text: understand(text, board, TODAY) for text in QUESTIONS]),
        ("look up", [lambda query=query: look_up(standing, query, TODAY).tasks[:5] for query in queries]),
    ):
        spent = sorted(timed(calls))
        print(f"{name}: median {statistics.median(spent):.1f} ms, p99 {spent[int(0.99 * len(spent))]:.1f} ms, most {spent[-1]:.1f} ms")


if __name__ == "__main__":
    main()
