"""What the portal sends back, told apart."""

import json
from typing import Any

import pytest

from knowledge.sources.portal_answers import Absent, Failure, Fault, Given, Page, Row, read_answer, read_page, told_apart
from tests.portal_replay.recorded import Json, answer, detail, row
from tests.portal_replay.server import HTML, WALL


def page(*rows: Any, **changes: Any) -> str:
    return answer({"items": rows, "lastId": "next", "total": 9} | changes)


def read(text: str) -> Page:
    made = read_page(text, "list/00001.json")
    assert isinstance(made, Page), made
    return made


def asked(listed: Json) -> Row:
    return read(page(listed)).rows[0]


def test_a_page_gives_its_rows_and_the_cursor() -> None:
    made = read(page(row(1), row(2)))
    assert [(r.id, r.listed.code) for r in made.rows] == [(row(n)["id"], row(n)["code"]) for n in (1, 2)]
    assert (made.cursor, made.total, made.problems, made.unread) == ("next", 9, (), ())


@pytest.mark.parametrize(
    ("changes", "cursor", "total"),
    [
        ({"lastId": None}, "", 9),
        ({"lastId": ""}, "", 9),
        ({"total": None}, "next", None),
        ({"items": []}, "next", 9),
        ({"new": 1}, "next", 9),
    ],
)
def test_what_a_page_may_leave_out(changes: dict[str, Any], cursor: str, total: int | None) -> None:
    made = read(page(row(1), **changes))
    assert (made.cursor, made.total) == (cursor, total)


def test_a_page_may_call_its_rows_rows_as_the_provinces_do() -> None:
    made = read(answer({"rows": [row(1)], "count": 1, "lastId": "96"}))
    assert len(made.rows) == 1


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"state": "UPDATED"}, False),
        ({"name": "Nuôi rùa khác"}, False),
        ({"categoryIds": ["c2"]}, False),
        ({"quite": "new"}, False),
    ],
)
def test_the_digest_changes_with_anything_in_the_row(change: dict[str, Any], same: bool) -> None:
    assert (asked(row(1)).digest == asked(row(1) | change).digest) is same


def test_the_digest_does_not_hang_on_the_order_of_the_keys() -> None:
    assert asked(row(1)).digest == asked(dict(reversed(row(1).items()))).digest


@pytest.mark.parametrize(
    ("bad", "said", "unread"),
    [
        ({"code": None}, "code", ""),
        ({"code": "mã hỏng"}, "mã hỏng: code", "mã hỏng"),
        ({"name": ""}, "9.000002: name", "9.000002"),
        ({"categories": "Chăn nuôi"}, "9.000002: categories", "9.000002"),
        ({"id": 5}, "9.000002: id", "9.000002"),
        ({"id": "../../etc"}, "none that can be asked for", "9.000002"),
        ({"id": ""}, "none that can be asked for", "9.000002"),
    ],
)
def test_a_bad_row_is_told_by_place_and_the_others_are_read(bad: dict[str, Any], said: str, unread: str) -> None:
    made = read(page(row(1), row(2, **bad), row(3)))
    assert [r.listed.code for r in made.rows] == ["9.000001", "9.000003"]
    (problem,) = made.problems
    assert problem.place == "list/00001.json:2"
    assert said in problem.message
    assert made.unread == (unread,)


def test_a_state_never_seen_is_told_and_the_row_is_read() -> None:
    made = read(page(row(1, state="REVOKED")))
    assert len(made.rows) == 1
    assert "state 'REVOKED' is none we know" in made.problems[0].message
    assert made.unread == ()


FAILURES = [
    (WALL, Fault.WALL, "a bot wall's page ('request rejected')"),
    ("  \r\n<html>Bạn hãy nhập CAPTCHA</html>", Fault.WALL, "captcha"),
    ("\ufeff<!doctype html><title>Just a moment...</title>", Fault.WALL, "just a moment"),
    (HTML, Fault.HTML, "a web page instead of JSON"),
    ("", Fault.CUT, "not JSON, or cut off (line 1, column 1)"),
    ('{"code": "OK", "data": ' + "[" * 100_000, Fault.CUT, "not JSON"),
    ("[]", Fault.SCHEMA, "of another form: answer"),
    ("null", Fault.SCHEMA, "of another form: answer"),
    ("{}", Fault.SCHEMA, "of another form: code"),
    (answer(None), Fault.SCHEMA, "of another form: data"),
    (answer(None, "INTERNAL_ERROR"), Fault.ERROR, "the portal answered 'INTERNAL_ERROR', not OK"),
]


@pytest.mark.parametrize(
    ("text", "fault", "said"),
    [
        *FAILURES,
        (page(row(1))[:80], Fault.CUT, "not JSON, or cut off (line 1, column"),
        (answer({"records": [row(1)], "lastId": ""}), Fault.SCHEMA, "data.items"),
        (page(row(1)).replace('"items": [', '"items": "').replace('}], "lastId"', '}", "lastId"'), Fault.CUT, "not JSON"),
        (page("row"), Fault.SCHEMA, "data.items.0"),
        (page(row(1), lastId=5), Fault.SCHEMA, "data.lastId"),
        (page(row(1), row(2, code=None), row(3, code=None)), Fault.SCHEMA, "2 of 3 rows cannot be read; the first: "),
        (answer({"items": []}, "FORBIDDEN"), Fault.ERROR, "FORBIDDEN"),
    ],
)
def test_what_is_no_page_is_known_for_what_it_is(text: str, fault: Fault, said: str) -> None:
    failure = read_page(text, "x")
    assert isinstance(failure, Failure)
    assert failure.fault is fault
    assert said in failure.message


@pytest.mark.parametrize(
    ("text", "fault", "said"),
    [
        *FAILURES,
        (answer(detail(row(1)))[:80], Fault.CUT, "cut off"),
        (answer(detail(row(1), executionMethods={})), Fault.SCHEMA, "data.executionMethods"),
        (answer(detail(row(1), code=None, name=None)), Fault.SCHEMA, "(and 1 more)"),
        (answer(detail(row(2))), Fault.SCHEMA, "asked for 9.000001"),
        (answer(detail(row(1), code="9.000002")), Fault.SCHEMA, "got 9.000002"),
        (answer(detail(row(1)), "FAILED"), Fault.ERROR, "FAILED"),
    ],
)
def test_what_is_no_detail_is_known_for_what_it_is(text: str, fault: Fault, said: str) -> None:
    failure = read_answer(text, asked(row(1)))
    assert isinstance(failure, Failure)
    assert failure.fault is fault
    assert said in failure.message


@pytest.mark.parametrize(
    ("text", "made"), [(answer(detail(row(1))), Given()), (answer(detail(row(1), new=1)), Given()), (answer(None, "NOT_FOUND"), Absent())]
)
def test_a_detail_is_given_or_absent(text: str, made: Given | Absent) -> None:
    assert read_answer(text, asked(row(1))) == made


def test_one_code_given_to_two_matters_keeps_both_apart_and_one_id_counts_once() -> None:
    rows = [asked(row(n, code=code)) for n, code in ((1, "9.000001"), (2, "9.000002"), (3, "9.000001"), (1, "9.000001"))]
    rows.append(asked(row(2, code="9.000002", name="Đọc lần sau")))
    assert "sau" not in [r.listed.name for r, _ in told_apart(rows)][1]
    assert [(r.id[-1], code) for r, code in told_apart(rows)] == [("1", "9.000001"), ("2", "9.000002"), ("3", "9.000001-2")]


def test_all_the_recorded_answers_are_read(shared: Any) -> None:
    rows = [json.loads(line) for line in (shared / "procedures" / "catalog.jsonl").read_text(encoding="utf-8").splitlines()]
    made = read(page(*rows))
    assert (len(made.rows), made.problems) == (5670, ())
    by_code = {r.listed.code: r for r in made.rows}
    paths = sorted((shared / "procedures" / "portal-api").glob("*.json"))
    assert len(paths) == 502
    assert {read_answer(path.read_text(encoding="utf-8"), by_code[path.stem]) for path in paths} == {Given()}
