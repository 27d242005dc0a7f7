"""One sync: the list page by page, then the details that are due, into the cache; and the records that the cache holds."""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar, assert_never

from bot.portal.cache import Cache, Kept, Run
from bot.portal.patience import GiveUp, Patience, Stop, Wait, after, hopeless
from bot.portal.planning import Ask, Broken, Listed, Order, due, onward, shrunk
from bot.portal.wire import Wire
from knowledge.records import Procedure
from knowledge.sources import portal
from knowledge.sources.portal_answers import Absent, Failure, Fault, Given, Page, Row, read_answer, read_page
from nlp.files import Problem

LIST = "/api/v1/submitting/formality/list-all-public-formality-by-citizen"
DETAIL = "/api/v1/configuring/formality/get-formality-by-citizen"
T = TypeVar("T")
Tell: TypeAlias = Callable[[str, int, int | None], None]
"""Told of progress: what is read ("list", "details"), how many so far, of how many."""


@dataclass(frozen=True, slots=True)
class Got(Generic[T]):
    """An answer: as it came, and as it reads."""

    text: str
    value: T


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing is built: why. What was read is kept."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """The portal was read: its list, how many details were asked for, and what stayed unreadable."""

    listed: Listed
    asked: int
    problems: tuple[Problem, ...]


class Portal:
    """The portal, asked one thing at a time, with a pause before each."""

    def __init__(
        self,
        wire: Wire,
        patience: Patience,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Use `wire` with `patience`."""
        self.patience = patience
        self._wire = wire
        self._sleep = sleep
        self._jitter = jitter
        self._rest = 0.0

    def ask(self, path: str, body: dict[str, Any], read: Callable[[str], T | Failure]) -> Got[T] | GiveUp | Stop:
        """Ask until an answer can be read, or patience ends."""
        failures: list[Failure] = []
        while True:
            self._sleep(self._rest)
            self._rest = self.patience.pause
            text = self._wire.post(path, body)
            value = text if isinstance(text, Failure) else read(text)
            if not isinstance(value, Failure):
                return Got(str(text), value)
            failures.append(value)
            decision = after(failures, self.patience, self._jitter())
            if not isinstance(decision, Wait):
                return decision
            self._rest = decision.seconds


def fetch(asked: Portal, cache: Cache, run: Run, order: Order, tell: Tell) -> Fetched | Refused:
    """Read what `run` still lacks; what is read is kept at once, so that a killed run goes on where it was."""
    listed = _list(asked, run, order, tell)
    if isinstance(listed, Refused):
        return listed
    before = cache.listed_before(run) if listed.whole else None
    if broken := shrunk(len(listed.rows) + len(listed.unread), before):
        return Refused(broken.reason)
    kept = cache.details()
    rows = due(listed, kept, run, order)
    failed = _details(asked, run, rows, kept, tell)
    if isinstance(failed, Refused):
        return failed
    problems = tuple(Problem(f"{row.listed.code} ({row.id})", failure.message) for row, failure in failed)
    return Fetched(listed, len(rows), (*listed.problems, *problems))


def _list(asked: Portal, run: Run, order: Order, tell: Tell) -> Listed | Refused:
    pages: list[Page] = []
    for number, text in enumerate(run.pages(), 1):
        page = read_page(text, f"list/{number:05}.json")
        if isinstance(page, Failure):
            return Refused(f"{run.folder / 'list'}: page {number} of the cache cannot be read ({page.message}): remove {run.folder}")
        pages.append(page)
    while True:
        tell("list", sum(len(page.rows) for page in pages), max((page.total or 0 for page in pages), default=0) or None)
        match onward(pages, order.limit):
            case Ask(cursor):
                place = f"list/{len(pages) + 1:05}.json"
                answer = asked.ask(LIST, _body(cursor, order), partial(read_page, place=place))
            case Listed() as listed:
                return listed
            case Broken(reason):
                return Refused(f"{reason}. Remove {run.folder} to read the list anew")
            case never:
                assert_never(never)
        match answer:
            case Got(text, page):
                run.keep_page(len(pages) + 1, text)
                pages.append(page)
            case GiveUp(failure):
                return Refused(f"the list cannot be read ({place}): {failure.message}")
            case Stop(reason):
                return Refused(reason)
            case never_either:
                assert_never(never_either)


def _body(cursor: str, order: Order) -> dict[str, Any]:
    return {"limit": order.page_size, "lastId": cursor, "q": "", "categoryId": "", "departmentCode": ""}


def _details(asked: Portal, run: Run, rows: tuple[Row, ...], kept: Mapping[str, Kept], tell: Tell) -> Refused | list[tuple[Row, Failure]]:
    """Read the details; those given up get a second round, when the portal may feel better."""
    first = _round(asked, run, rows, kept, lambda done: tell("details", done, len(rows)))
    if isinstance(first, Refused) or not first:
        return first
    read = len(rows) - len(first)
    return _round(asked, run, [row for row, _ in first], kept, lambda done: tell("details", read + done, len(rows)), stubborn=True)


def _round(
    asked: Portal, run: Run, rows: Sequence[Row], kept: Mapping[str, Kept], tell: Callable[[int], None], *, stubborn: bool = False
) -> Refused | list[tuple[Row, Failure]]:
    """Ask for each once; `stubborn`: those that failed before may well fail in a row now."""
    failed: list[tuple[Row, Failure]] = []
    in_a_row = 0
    for done, row in enumerate(rows, 1):
        match asked.ask(DETAIL, {"id": row.id}, partial(_taken, row=row, before=kept.get(row.id))):
            case Got(text, _):
                run.keep_detail(row, text)
                in_a_row = 0
            case GiveUp(failure):
                failed.append((row, failure))
                in_a_row += 1
                if not stubborn and hopeless(in_a_row, asked.patience):
                    return Refused(f"{in_a_row} procedures in a row cannot be read; the last, {row.listed.code}: {failure.message}")
            case Stop(reason):
                return Refused(reason)
            case never:
                assert_never(never)
        tell(done)
    return failed


def _taken(text: str, row: Row, before: Kept | None) -> Given | Absent | Failure:
    """Doubt a detail that is gone while its row is listed: what was known of it is kept, and a person looks."""
    answer = read_answer(text, row)
    if isinstance(answer, Absent) and before and isinstance(_answer(before, row), Given):
        return Failure(Fault.ERROR, f"no detail any more, though it is listed; that of {before.day:%d/%m/%Y} is kept")
    return answer


def _answer(kept: Kept, row: Row) -> Given | Absent | Failure:
    return read_answer(kept.path.read_text(encoding="utf-8"), row)


@dataclass(frozen=True, slots=True)
class Records:
    """What the cache tells of the listed procedures; `absent`: the portal gives no detail of them."""

    procedures: tuple[Procedure, ...]
    problems: tuple[Problem, ...]
    detailed: int
    absent: tuple[str, ...]


def records(rows: Iterable[tuple[Row, str]], kept: Mapping[str, Kept], run: Run, tell: Tell) -> Records:
    """Read the rows and their details into records, each dated by the day it was read."""
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    absent: list[str] = []
    detailed, rows = 0, list(rows)
    for number, (row, code) in enumerate(rows, 1):
        made = [portal.read_row(row.listed.model_copy(update={"code": code}), f"list: {code}", run.day)]
        detail = kept.get(row.id)
        match _answer(detail, row) if detail else None:
            case Absent():
                absent.append(code)
            case Failure(_, message):
                problems.append(Problem(f"{code} ({row.id})", f"in the cache: {message}"))
            case Given() if detail:
                made.append(portal.read_detail(detail.path.read_text(encoding="utf-8"), f"{code} ({row.id})", detail.day))
                detailed += len(made[-1].procedures)
        for part in made:
            procedures += (replace(p, code=code) for p in part.procedures)
            problems += part.problems
        tell("records", number, len(rows))
    return Records(tuple(procedures), tuple(problems), detailed, tuple(absent))
