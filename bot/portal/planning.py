"""What to ask the portal for next: pure decisions over the pages and details read so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.portal.cache import Kept, Run
from knowledge.sources.portal_answers import Page, Row, told_apart
from nlp.files import Problem


class Mode(StrEnum):
    """Which details to read: all of them anew, those that are new, changed or old, or none."""

    ALL = "all"
    CHANGED = "changed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Order:
    """What a sync is asked to do; `limit` None: the whole list."""

    mode: Mode = Mode.CHANGED
    limit: int | None = None
    max_age: timedelta = timedelta(days=30)
    page_size: int = 100


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for the page after `cursor`."""

    cursor: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The list was read to its end (or to the limit): rows with their codes, and what could not be read."""

    rows: tuple[tuple[Row, str], ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    whole: bool

    @property
    def codes(self) -> frozenset[str] | None:
        """Every code on the list; None where the list is not known whole, so that absence tells nothing."""
        known = self.whole and all(self.unread)
        return frozenset(row.listed.code for row, _ in self.rows) | {code for _, code in self.rows} | {*self.unread} if known else None


@dataclass(frozen=True, slots=True)
class Broken:
    """The list cannot be trusted."""

    reason: str


Onward: TypeAlias = Ask | Listed | Broken


def onward(pages: Sequence[Page], limit: int | None) -> Onward:
    """Decide what follows the pages read so far: the next page, or the end."""
    if not pages:
        return Ask("")
    last, cursors = pages[-1], [page.cursor for page in pages]
    found = {row.id for page in pages for row in page.rows}
    if limit is not None and len(found) >= limit:
        return _end(pages, limit)
    if not last.cursor or not (last.rows or last.unread):
        return _end(pages, None)
    if last.cursor in cursors[:-1]:
        return Broken(f"the list turns in a circle: page {len(pages)} leads back to {last.cursor!r}")
    return Ask(last.cursor)


def _end(pages: Sequence[Page], limit: int | None) -> Listed | Broken:
    rows = told_apart(row for page in pages for row in page.rows)
    unread = tuple(code for page in pages for code in page.unread)
    total = max((page.total or 0 for page in pages), default=0)
    if not rows:
        return Broken("the list is empty")
    if limit is None and len(rows) + len(unread) < 0.95 * total:
        return Broken(f"the list ended after {len(rows) + len(unread):,} procedures, though it speaks of {total:,}")
    return Listed(tuple(rows[:limit]), tuple(p for page in pages for p in page.problems), unread, limit is None)


def shrunk(found: int, before: int | None) -> Broken | None:
    """Refuse a list that lost more than a fifth since the last whole one: rather half an answer than 1,000 repeals in a day."""
    if before is None or found >= 0.8 * before:
        return None
    return Broken(f"the list has {found:,} procedures, the last one had {before:,}: if that is true, name a new --cache")


def due(listed: Listed, kept: Mapping[str, Kept], run: Run, order: Order) -> tuple[Row, ...]:
    """Choose the details to ask for: the list tells no date of change, so a changed row or an old detail is what counts."""
    return tuple(row for row, _ in listed.rows if _is_due(row, kept.get(row.id), run, order))


def _is_due(row: Row, kept: Kept | None, run: Run, order: Order) -> bool:
    if order.mode is Mode.NONE:
        return False
    if kept is None or kept.digest != row.digest:
        return True
    if kept.run == run.number:
        return False
    return order.mode is Mode.ALL or run.day - kept.day > order.max_age
