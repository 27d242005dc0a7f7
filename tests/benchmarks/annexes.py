"""Measures the import of annexes against real ones: `python -m tests.benchmarks.annexes [DATA]`, DATA being ../shared/data."""

import csv
import json
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.agencies import split_agencies
from knowledge.records import Task
from knowledge.sources.annex import Annex, read_plan
from nlp import periods
from nlp.dates import Period
from nlp.text import fold
from tests.conftest import SHARED

Row = Mapping[str, Any]
NUMBERLESS = "NQ-CP"  # The copy of one resolution bears no number; its file's name begins so.


def key(text: object) -> str:
    """Text reduced to its folded letters and digits."""
    return re.sub(r"\W+", "", fold(str(text or "")))


def expected_period(iso: str | None) -> Period | None:
    """The period that the reference's short form tells, or None where it tells none."""
    if not iso:
        return None
    if iso == "thường xuyên":
        return periods.RECURRING
    if match := re.fullmatch(r"(\d{4})/(\d{4})", iso):
        return periods.between(date(int(match[1]), 1, 1), date(int(match[2]), 12, 31))
    if match := re.fullmatch(r"(\d{4})-Q(\d)", iso):
        return periods.quarter(int(match[1]), int(match[2]))
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 3:
        return periods.day(date(*parts))
    return periods.month(*parts) if len(parts) == 2 else periods.year(parts[0])


@dataclass(frozen=True)
class Compared:
    """A row of the reference beside the task found for it; each None where there is none."""

    row: Row | None
    task: Task | None

    @property
    def lead_right(self) -> bool:
        if self.row is None or self.task is None:
            return False
        return key("".join(self.task.lead)) == key("".join(split_agencies(self.row["lead_agency"] or "")))

    @property
    def due_right(self) -> bool | None:
        """None: the reference tells no period."""
        wanted = expected_period(self.row["due_iso"]) if self.row else None
        if wanted is None:
            return None
        return self.task is not None and self.task.due_period == wanted


@dataclass(frozen=True)
class Measured:
    """One document: what was read, compared with the reference."""

    name: str
    annex: Annex
    rows: tuple[Compared, ...]
    extra: tuple[Task, ...]
    seconds: float


def compared(annex: Annex, rows: list[Row]) -> tuple[tuple[Compared, ...], tuple[Task, ...]]:
    """Pair rows and tasks by description, the same number first; a row that the reference says twice may pair with one task."""
    by_text: dict[str, list[Task]] = defaultdict(list)
    for task in annex.tasks:
        by_text[key(task.description)].append(task)
    left = {task.place: task for task in annex.tasks}
    pairs = []
    for row in rows:
        candidates = by_text.get(key(row["description"]), [])
        free = [task for task in candidates if task.place in left] or candidates
        best = next((task for task in free if task.no == row["task_no"]), free[0] if free else None)
        if best:
            left.pop(best.place, None)
        pairs.append(Compared(row, best))
    return tuple(pairs), tuple(left.values())


def documents(data: Path) -> Iterator[Measured]:
    """Read the nine documents that have task tables, and the provincial office's list written as a sheet."""
    references: dict[str, list[Row]] = defaultdict(list)
    for line in (data / "plans/tasks.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = row["plan"]["number"]
        references[NUMBERLESS if number.startswith("(") else number.split("/")[0]].append(row)
    for start, rows in references.items():
        (path,) = (data / "plans/raw").glob(f"{start}-*.md")
        yield _measured(path, rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daklak.csv"
        yield _measured(path, _office_list(data, path))


def _office_list(data: Path, path: Path) -> list[Row]:
    lines = (data / "plans/tasks_daklak_vbqppl_2026.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            [
                "STT",
                "Lĩnh vực",
                "Tên văn bản",
                "Kết quả",
                "Cơ quan chủ trì",
                "Phối hợp",
                "Thời hạn hoàn thành",
                "Cơ quan đề xuất",
                "Ghi chú",
            ]
        )
        for row in rows:
            partners = "; ".join(row["partner_agencies"])
            area, due = "; ".join(row["group"] or ()), row["due"] or ""
            told = row["due_proposed_by_agency"] or ""
            writer.writerow([row["task_no"], area, row["description"], row["output"], row["lead_agency"], partners, due, told, row["note"]])
    return rows


def _measured(path: Path, rows: list[Row]) -> Measured:
    begun = time.perf_counter()
    annex = read_plan(path)
    pairs, extra = compared(annex, rows)
    return Measured(path.stem, annex, pairs, extra, time.perf_counter() - begun)


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not data.is_dir():
        sys.exit(f"No data at {data}: give the folder that holds plans/.")
    total = [0, 0, 0, 0, 0]
    print(f"{'document':34} {'rows':>5} {'found':>6} {'lead':>6} {'due':>9} {'more':>5} {'problems':>9} {'s':>6}")
    for measured in documents(data):
        found = sum(pair.task is not None for pair in measured.rows)
        lead = sum(pair.lead_right for pair in measured.rows)
        due = [pair.due_right for pair in measured.rows if pair.due_right is not None]
        counts = len(measured.rows), found, lead, sum(due), len(due)
        total = [a + b for a, b in zip(total, counts, strict=True)]
        print(
            f"{measured.name[:34]:34} {counts[0]:5} {found:6} {lead:6} {sum(due):4}/{len(due):<4} "
            f"{len(measured.extra):5} {len(measured.annex.problems):9} {measured.seconds:6.2f}"
        )
    rows, found, lead, right, told = total
    print(f"rows found {found}/{rows} = {found / rows:.1%}, lead right {lead / rows:.1%}, due right {right}/{told} = {right / told:.1%}")


if __name__ == "__main__":
    main()
