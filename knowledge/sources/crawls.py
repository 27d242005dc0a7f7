"""The normalised crawls of the portal (`procedures.jsonl`): rows read into records and Problems, to compare with."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.records import (
    UNFILED,
    Channel,
    Document,
    Fee,
    FeeStatus,
    LegalBasis,
    Level,
    Places,
    Procedure,
    ProcessingTime,
    Source,
    TimeUnit,
)
from nlp.files import Problem
from nlp.text import normalize

CRAWLS = "procedures.jsonl"
LEGAL_NUMBER = re.compile(r"\d+(?:\.\d+|\.?[a-z])?/(?:\d{4}/)?[A-ZĐ]+\d*(?:-(?:TTg|[A-ZĐ]{2,}\d*))*")
_CHANNELS = {"trực tiếp": Channel.DIRECT, "trực tuyến": Channel.ONLINE, "bưu chính": Channel.POST}
_UNITS = {"ngày làm việc": TimeUnit.WORKING_DAY, "ngày": TimeUnit.DAY, "tháng": TimeUnit.MONTH, "giờ": TimeUnit.HOUR}
_LEVELS = {"bộ": Level.MINISTRY, "tỉnh": Level.PROVINCE, "xã": Level.COMMUNE, "cơ quan khác": Level.OTHER}
_TIME = re.compile(r"(?:^|; )(\d+(?:[.,]\d+)?) (ngày làm việc|ngày|tháng|giờ)\b")
_FEE = re.compile(r"(?:^|; )(?:(?:lệ phí|phí|giá)\s*: )?(\d[\d.]*) đồng\b")
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


class _Row(BaseModel):
    """A part of a crawl's row."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)


class _Paper(_Row):
    name: str
    case: str | None = None
    original: int | None = None
    copies: int | None = Field(default=None, alias="copy")
    forms: list[str] | None = None


class _Way(_Row):
    channel: str
    time: str | None = None
    fee: str | None = None
    note: str | None = None


class _Crawl(_Row):
    code: str
    name: str
    field: str | None = None
    agency: str | None = None
    level: str | None = None
    province: str | None = None
    documents: list[_Paper] | None = None
    fee_status: FeeStatus
    fee: str | None = None
    processing_time: str | None = None
    channel_details: list[_Way] | None = None
    steps: str | None = None
    result: str | None = None
    legal_basis: list[str] | None = None
    requirements: str | None = None
    receiving_address: str | None = None
    link: str | None = None
    crawl_date: str


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a file of crawls gave."""

    procedures: tuple[Procedure, ...]
    problems: tuple[Problem, ...]


def load(path: Path, codes: frozenset[str]) -> Crawled:
    """Read the rows of the procedures `codes`; a broken row is a Problem and hides no other."""
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                if row["code"] in codes:
                    procedures.append(_procedure(_Crawl.model_validate(row)))
            except ValidationError as error:
                problems += [Problem(f"{path}:{number}", f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()]
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                problems.append(Problem(f"{path}:{number}", f"not a row of a crawl: {error}"))
            except ValueError as error:
                problems.append(Problem(f"{path}:{number}", str(error)))
    return Crawled(tuple(procedures), tuple(problems))


def _procedure(row: _Crawl) -> Procedure:
    ways = row.channel_details or []
    return Procedure(
        code=row.code,
        name=row.name,
        field=row.field or UNFILED,
        agency=row.agency or "",
        levels=_levels(row.level or ""),
        province=row.province or "",
        documents=tuple(
            Document(name=p.name, originals=p.original, copies=p.copies, case=p.case or "", form=", ".join(p.forms or ()))
            for p in row.documents or ()
            if p.name
        ),
        times=tuple(dict.fromkeys(time for way in _timed(row, ways) for time in _times(way))),
        fees=tuple(dict.fromkeys(fee for way in _paid(row, ways) for fee in _fees(way, row.fee_status))),
        places=Places(counter=row.receiving_address or "", post=" ".join(way.note for way in ways if way.note)),
        steps=tuple((row.steps or "").splitlines()),
        results=(row.result,) if row.result else (),
        conditions=tuple((row.requirements or "").splitlines()),
        legal=tuple(dict.fromkeys(_legal(text) for text in row.legal_basis or ())),
        link=row.link or "",
        source=Source(name=CRAWLS, checked=_day(row.crawl_date), url=row.link or ""),
    )


def _levels(text: str) -> tuple[Level, ...]:
    parts = [part.strip().removeprefix("cấp ") for part in re.split("[,;]", normalize(text).lower())]
    return tuple(level for word, level in _LEVELS.items() if word in parts)


def _timed(row: _Crawl, ways: list[_Way]) -> list[_Way]:
    """The ways with their times; the row's own time where none of them has one."""
    return ways if any(way.time for way in ways) else [_Way(channel="", time=row.processing_time)]


def _times(way: _Way) -> Iterator[ProcessingTime]:
    """The times of a way as counted; words that count nothing stand as text. A time taken from the steps is such words."""
    text, channel = normalize(way.time or ""), _CHANNELS.get(way.channel, Channel.ANY)
    found = () if text.startswith("theo trình tự") else _TIME.findall(text.lower())
    for amount, unit in found:
        yield ProcessingTime(channel=channel, amount=float(amount.replace(",", ".")), unit=_UNITS[unit])
    if text and not found:
        yield ProcessingTime(channel=channel, text=text)


def _paid(row: _Crawl, ways: list[_Way]) -> list[_Way]:
    """The ways with their fees; the row's own fee where none of them has one."""
    return ways if any(way.fee for way in ways) else [_Way(channel="", fee=row.fee)]


def _fees(way: _Way, status: FeeStatus) -> Iterator[Fee]:
    """The sums that head a way's fee; a 0 is zero only where the row's status says so, for a tariff may stand beside it."""
    text, channel = normalize(way.fee or ""), _CHANNELS.get(way.channel, Channel.ANY)
    sums = [int(written.replace(".", "")) for written in _FEE.findall(text.lower())]
    for amount in sums:
        if amount:
            yield Fee(status=FeeStatus.AMOUNT, channel=channel, amount=amount, text=text)
        elif status in {FeeStatus.ZERO, FeeStatus.AMOUNT} or text.lower().endswith(" 0 đồng"):
            yield Fee(status=FeeStatus.ZERO, channel=channel, text=text)
    if text and not any(sums) and status is not FeeStatus.ZERO:
        yield Fee(status=FeeStatus.SEE_TEXT, channel=channel, text=text)


def _legal(text: str) -> LegalBasis:
    clean = normalize(text)
    number = LEGAL_NUMBER.search(clean)
    return LegalBasis(number=number.group() if number else clean, title=clean)


def _day(text: str) -> date:
    """The day of a crawl; a month alone ("2026-08") counts from its first."""
    found = _DAY.match(text.replace("/", "-"))
    return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else date.min
