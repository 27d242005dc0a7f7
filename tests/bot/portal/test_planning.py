"""What to ask the portal for next."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.portal.cache import Kept, Run
from bot.portal.planning import Ask, Broken, Listed, Mode, Onward, Order, due, onward, shrunk
from knowledge.sources.portal_answers import Page, Row
from knowledge.sources.portal_wire import CatalogRow
from nlp.files import Problem


def row(number: int, code: str = "", digest: str = "d") -> Row:
    return Row(f"id-{number}", digest, CatalogRow(id=f"id-{number}", code=code or f"9.{number:06}", name="Nuôi rùa"))


def page(numbers: Sequence[int], cursor: str = "", total: int | None = None, unread: Sequence[str] = ()) -> Page:
    return Page(tuple(map(row, numbers)), tuple(Problem("list", code) for code in unread), tuple(unread), cursor, total)


def listed(onward: Onward) -> tuple[list[str], bool]:
    assert isinstance(onward, Listed), onward
    return [row.id for row, _ in onward.rows], onward.whole


@pytest.mark.parametrize(
    ("pages", "ask"),
    [
        ([], Ask("")),
        ([page([1, 2], "b")], Ask("b")),
        ([page([1, 2], "b"), page([3], "c")], Ask("c")),
        ([page([], "b", unread=["9.000001"])], Ask("b")),
        ([page([1, 2], "b", total=9)], Ask("b")),
    ],
)
def test_the_next_page_is_asked_for_with_the_cursor_of_the_last(pages: list[Page], ask: Ask) -> None:
    assert onward(pages, None) == ask


@pytest.mark.parametrize(
    ("pages", "ids"),
    [
        ([page([1, 2])], ["id-1", "id-2"]),
        ([page([1, 2], "b"), page([], "b")], ["id-1", "id-2"]),
        ([page([1, 2], "b"), page([], "")], ["id-1", "id-2"]),
        ([page([1, 2], "b"), page([2, 3], "")], ["id-1", "id-2", "id-3"]),
        ([page([1, 2], total=2)], ["id-1", "id-2"]),
        ([page(range(1, 20), total=20)], [f"id-{n}" for n in range(1, 20)]),
        ([page([1], total=2, unread=["9.000002"])], ["id-1"]),
    ],
)
def test_the_list_ends_with_an_empty_page_or_without_a_cursor(pages: list[Page], ids: list[str]) -> None:
    assert listed(onward(pages, None)) == (ids, True)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([page([])], "empty"),
        ([page([1], "b"), page([2], "c"), page([1], "b")], "circle"),
        ([page([1, 2], "b", total=100), page([], "")], "ended after 2 procedures, though it speaks of 100"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_said_to_be_broken(pages: list[Page], said: str) -> None:
    broken = onward(pages, None)
    assert isinstance(broken, Broken)
    assert said in broken.reason


@pytest.mark.parametrize(("limit", "ids"), [(2, ["id-1", "id-2"]), (3, ["id-1", "id-2", "id-3"])])
def test_a_trial_ends_at_its_limit_and_is_not_whole(limit: int, ids: list[str]) -> None:
    assert listed(onward([page([1, 2, 3], "b", total=100)], limit)) == (ids, False)


def test_a_trial_larger_than_the_list_is_the_whole_list() -> None:
    assert listed(onward([page([1, 2])], 5)) == (["id-1", "id-2"], True)


@pytest.mark.parametrize(
    ("pages", "limit", "codes"),
    [
        ([page([1])], None, {"9.000001"}),
        ([page([1, 2], unread=["9.000007"])], None, {"9.000001", "9.000002", "9.000007"}),
        ([page([1, 2], unread=[""])], None, None),
        ([page([1, 2], "b")], 2, None),
    ],
)
def test_absence_is_told_only_from_a_list_known_whole(pages: list[Page], limit: int | None, codes: set[str] | None) -> None:
    result = onward(pages, limit)
    assert isinstance(result, Listed)
    assert result.codes == codes


@pytest.mark.parametrize(("found", "before", "broken"), [(10, None, False), (80, 100, False), (79, 100, True), (120, 100, False)])
def test_a_list_that_lost_more_than_a_fifth_is_refused(found: int, before: int | None, broken: bool) -> None:
    assert (shrunk(found, before) is not None) is broken


RUN = Run(7, Path("runs/0007"), date(2026, 11, 25), None)


def kept(run: int, days: int, digest: str = "d") -> Kept:
    return Kept(Path("x"), run, RUN.day - timedelta(days=days), digest)


@pytest.mark.parametrize(
    ("detail", "asked_in"),
    [
        (None, {Mode.ALL, Mode.CHANGED}),
        (kept(6, 1, "another"), {Mode.ALL, Mode.CHANGED}),
        (kept(6, 1), {Mode.ALL}),
        (kept(6, 30), {Mode.ALL}),
        (kept(6, 31), {Mode.ALL, Mode.CHANGED}),
        (kept(7, 0), set()),
        (kept(7, 31), set()),
        (kept(7, 0, "another"), {Mode.ALL, Mode.CHANGED}),
    ],
)
def test_a_detail_is_asked_for_when_it_is_new_changed_or_old(detail: Kept | None, asked_in: set[Mode]) -> None:
    result = onward([page([1])], None)
    assert isinstance(result, Listed)
    held = {"id-1": detail} if detail else {}
    assert {mode for mode in Mode if due(result, held, RUN, Order(mode))} == asked_in
