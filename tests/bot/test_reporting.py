"""Reports of the book of tasks: files swapped in whole, and fast enough for ten thousand tasks."""

import time
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.book import Book, bound
from bot.progress import Record
from bot.reporting import as_bytes, calendar_of, report_of, write
from knowledge.reports.spans import ReportSpan, Span
from knowledge.task_keys import keyed_plan
from knowledge.tasks_status import State
from tests.journeys.conftest import NOW
from tests.plans import TODAY, large, plan, task

YEAR = ReportSpan(2026, Span.YEAR)
PLAN = plan(
    task("1"),
    task("2", "Việc xong", due="1/12/2026"),
    task("3", "Việc thường xuyên", due="Thường xuyên"),
    task("4", "Việc giúp", due="2/12/2026", lead=("Sở Y tế",), partners=("Các sở, ban, ngành",)),
    task("5", "Việc của nơi khác", due="3/12/2026", lead=("Sở Y tế",)),
)
KEYS = [key for key, _ in keyed_plan(PLAN)]
BOOK = Book(*bound({}, (PLAN,)), {KEYS[1]: Record(1, State.DONE, 100, TODAY)})


def test_ten_thousand_tasks_over_sixty_agencies_are_reported_within_three_seconds(tmp_path: Path) -> None:
    book = Book(*bound({}, (large(),)))
    began = time.process_time()
    report = report_of(book, YEAR, TODAY, "")
    assert (report.whole.total, len(report.agencies)) == (10_000, 60)
    write(report, tmp_path / "r.xlsx")
    assert time.process_time() - began < 3


@pytest.mark.parametrize("form", ["docx", "png"])
def test_paper_and_picture_of_ten_thousand_tasks_come_as_soon(form: str) -> None:
    report = report_of(Book(*bound({}, (large(),))), YEAR, TODAY, "")
    as_bytes(report, "png")
    began = time.process_time()
    assert as_bytes(report, form)
    assert time.process_time() - began < 3


def test_a_file_of_another_kind_is_refused_and_an_old_one_left_as_it_is(tmp_path: Path) -> None:
    old = tmp_path / "r.pdf"
    old.write_text("old")
    with pytest.raises(ValueError, match=r"\.xlsx, \.docx, \.png"):
        write(report_of(BOOK, YEAR, TODAY, ""), old)
    assert old.read_text() == "old" and list(tmp_path.iterdir()) == [old]


def test_the_calendar_has_the_open_tasks_of_ones_agency_that_have_a_day() -> None:
    def told(agency: str) -> set[str]:
        return {str(e["summary"]) for e in Calendar.from_ical(calendar_of(BOOK, agency, TODAY, NOW)).walk("VEVENT")}

    assert told("Sở Nội vụ") == {"Hạn: Rà soát thủ tục hành chính", "Hạn: Việc giúp"}
    assert told("") == {"Hạn: Rà soát thủ tục hành chính", "Hạn: Việc giúp", "Hạn: Việc của nơi khác"}
