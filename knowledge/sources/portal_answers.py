"""What the portal's API sends back, told apart: a page of the list, a detail, or what ails the answer."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from knowledge.sources.portal_wire import Answer, CatalogRow, ListAnswer
from nlp.files import Problem


class Fault(StrEnum):
    """What can ail an answer; the first five come from the wire, the others from reading."""

    TIMEOUT = "timeout"
    NETWORK = "network"
    BUSY = "busy"
    SERVER = "server"
    REFUSED = "refused"
    WALL = "wall"
    HTML = "html"
    CUT = "cut"
    SCHEMA = "schema"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that cannot be used, and the seconds the portal asks to wait, if it does."""

    fault: Fault
    message: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list; `digest` changes whenever anything in it does."""

    id: str
    digest: str
    listed: CatalogRow


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its good rows, the faults of the others with their codes ("": not even that), and the next cursor ("": none)."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    cursor: str
    total: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """The portal gave the detail."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The portal lists the procedure but says it has no detail."""


STATES = frozenset({"ACTIVE", "UPDATED", None})
"""The states all 5,670 rows of July 2026 bear."""
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_ABSENT = frozenset({"NOT_FOUND", "FORMALITY_NOT_FOUND"})
_WALLS = (
    "request rejected", "access denied", "attention required", "just a moment", "captcha", "support id", "security check", "ddos",
    "enable javascript", "unusual traffic", "incapsula", "truy cập bị từ chối", "xác minh bạn là",
)  # fmt: skip
"""Words of the pages that firewalls send instead of an answer, often with status 200."""


def read_page(text: str, place: str) -> Page | Failure:
    """Read an answer to list-all-public-formality-by-citizen; a page of which most rows cannot be read is of another form."""
    data = _json(text)
    if isinstance(data, Failure):
        return data
    try:
        answer = ListAnswer.model_validate(data)
    except ValidationError as error:
        return _other_form(data, error)
    if answer.code != "OK":
        return _not_ok(answer.code)
    rows, problems, unread = [], [], []
    for number, item in enumerate(answer.data.items, 1):
        row = _row(item, f"{place}:{number}")
        if isinstance(row, Row):
            rows.append(row)
            if row.listed.state not in STATES:
                problems.append(Problem(f"{place}:{number}", f"{row.listed.code}: state {row.listed.state!r} is none we know: look at it"))
        else:
            unread.append(str(item.get("code") or ""))
            problems.append(row)
    if len(unread) > len(rows):
        return Failure(Fault.SCHEMA, f"{len(unread)} of {len(answer.data.items)} rows cannot be read; the first: {problems[0].message}")
    return Page(tuple(rows), tuple(problems), tuple(unread), answer.data.lastId or "", answer.data.total)


def _row(item: dict[str, Any], place: str) -> Row | Problem:
    try:
        listed = CatalogRow.model_validate(item)
    except ValidationError as error:
        name = item.get("code") or item.get("id") or "row"
        return Problem(place, f"{name}: {_told(error)}")
    if not _ID.fullmatch(listed.id):
        return Problem(place, f"{listed.code}: id {listed.id!r} is none that can be asked for")
    written = json.dumps(item, sort_keys=True, ensure_ascii=False)
    return Row(listed.id, hashlib.sha256(written.encode()).hexdigest()[:16], listed)


def read_answer(text: str, row: Row) -> Given | Absent | Failure:
    """Tell what an answer to get-formality-by-citizen is; one about another procedure than `row` is not taken."""
    data = _json(text)
    if isinstance(data, Failure):
        return data
    if isinstance(data, dict) and data.get("code") in _ABSENT:
        return Absent()
    try:
        answer = Answer.model_validate(data)
    except ValidationError as error:
        return _other_form(data, error)
    if answer.code != "OK":
        return _not_ok(answer.code)
    if (answer.data.id, answer.data.code) != (row.id, row.listed.code):
        return Failure(Fault.SCHEMA, f"asked for {row.listed.code} ({row.id}), got {answer.data.code} ({answer.data.id})")
    return Given()


def told_apart(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Give each row its code in the knowledge base: one id once, and of one code given to two matters the later gets a number."""
    seen: Counter[str] = Counter()
    once: dict[str, Row] = {}
    for row in rows:
        once.setdefault(row.id, row)
    result = []
    for row in once.values():
        code = row.listed.code
        seen[code] += 1
        result.append((row, code if seen[code] == 1 else f"{code}-{seen[code]}"))
    return result


def _json(text: str) -> Any | Failure:
    start = text.lstrip("\ufeff \r\n\t")
    if start.startswith("<"):
        head = start[:20_000].lower()
        wall = next((mark for mark in _WALLS if mark in head), None)
        return Failure(Fault.WALL, f"a bot wall's page ({wall!r})") if wall else Failure(Fault.HTML, "a web page instead of JSON")
    try:
        return json.loads(start)
    except json.JSONDecodeError as error:
        return Failure(Fault.CUT, f"not JSON, or cut off (line {error.lineno}, column {error.colno}): {error.msg}")
    except RecursionError:
        return Failure(Fault.CUT, "not JSON that makes sense: nested too deep")


def _not_ok(code: str) -> Failure:
    return Failure(Fault.ERROR, f"the portal answered {code!r}, not OK")


def _other_form(data: Any, error: ValidationError) -> Failure:
    """An answer that says itself it is none is an error, not another form."""
    code = data.get("code") if isinstance(data, dict) else None
    return _not_ok(code) if isinstance(code, str) and code != "OK" else Failure(Fault.SCHEMA, f"of another form: {_told(error)}")


def _told(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    more = error.error_count() - 1
    return f"{'.'.join(map(str, first['loc'])) or 'answer'}: {first['msg']}" + (f" (and {more} more)" if more else "")
