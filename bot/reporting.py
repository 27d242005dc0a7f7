"""Reports made of the book of tasks: which tasks, in which form."""

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from bot.book import Book
from knowledge.reports.calendar import Due, calendar
from knowledge.reports.chart import draw
from knowledge.reports.counting import Entry, Report, make_report
from knowledge.reports.paper import write_paper
from knowledge.reports.sheet import write_sheet
from knowledge.reports.spans import ReportSpan


def report_of(book: Book, span: ReportSpan, today: date, office: str) -> Report:
    """Count the tasks of the book."""
    entries = (Entry(held.plan, held.task, book.record(held.key).progress) for held in book.tasks.values())
    return make_report(entries, span, today, office)


FORMS: dict[str, Callable[[Report, Path], object]] = {
    "xlsx": write_sheet,
    "docx": write_paper,
    "png": lambda report, path: path.write_bytes(draw(report)),
}
"""How a report is written, by the ending of its file."""


def write(report: Report, path: Path) -> None:
    """Write a report in the form that the file's ending names, all of it or nothing; ValueError names the forms."""
    make = FORMS.get(path.suffix.lower().lstrip("."))
    if make is None:
        raise ValueError(f"{path.name}: tệp phải có đuôi {', '.join(f'.{form}' for form in FORMS)}.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".motcua-") as folder:
        made = Path(folder) / path.name
        make(report, made)
        made.replace(path)


def as_bytes(report: Report, form: str) -> bytes:
    """Return a report as the bytes of a file."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        path = Path(folder) / f"report.{form}"
        write(report, path)
        return path.read_bytes()


def calendar_of(book: Book, agency: str, today: date, now: datetime) -> bytes:
    """Return the calendar of the open tasks that an agency leads or helps with; of all tasks where no agency is given."""
    led, helped = book.of_agency(agency, today) if agency else (list(book.tasks.values()), [])
    dues = [
        Due(held.key, held.plan, held.task, due, record.version)
        for held in (*led, *helped)
        if (record := book.record(held.key)).status == "open" and (due := book.due(held))
    ]
    return calendar(dues, now)
