"""Notices that come by themselves: a recurring schedule and a feed of news; each occasion makes one."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import feedparser
import httpx
import yaml

from bot.notifications.announcement import Content, audience, directory, problems
from bot.plain import plain
from bot.render import fill
from bot.zone import VIETNAM

log = logging.getLogger(__name__)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATE = timedelta(hours=2)
"""A notice of the schedule is made up for so long after its time, when the program was down; later it is left out."""
SUMMARY = 400
"""Characters of a news item's summary."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A notice that is due; `origin` names its occasion, `approve`: a person has to agree first."""

    origin: str
    content: Content
    audience: str
    approve: bool


@dataclass(frozen=True, slots=True)
class Recurring:
    """A line of the schedule: at a time of these days (0 is Monday; `day`: of the month) these words go to that audience."""

    name: str
    html: str
    audience: str
    at: time
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    approve: bool = False


def read_schedule(path: Path) -> tuple[Recurring, ...]:
    """Read a schedule; raise ValueError that names the line's place and what to write."""
    held = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    if not isinstance(held, list):
        raise ValueError(f"{path}: write a list of notices, each with name, text, audience and at")
    return tuple(_recurring(path, i, row) for i, row in enumerate(held, 1))


def _recurring(path: Path, number: int, row: Mapping[str, Any]) -> Recurring:
    place = f"{path}, notice {number}"
    try:
        hour, minute = (int(part) for part in str(row["at"]).split(":"))
        made = Recurring(
            str(row["name"]),
            str(row["text"]).strip(),
            audience(str(row["audience"]), directory()),
            time(hour, minute),
            tuple(DAYS.index(day) for day in row.get("days", DAYS)),
            int(row["day"]) if "day" in row else None,
            bool(row.get("approve", False)),
        )
    except KeyError as error:
        raise ValueError(f"{place}: {error.args[0]} is missing") from None
    except (TypeError, ValueError) as error:
        raise ValueError(f"{place}: {error}; at is quoted ('07:30'), days are {', '.join(DAYS)}, day is of the month") from None
    if wrong := problems(Content(made.html)):
        raise ValueError(f"{place}: {'; '.join(wrong)}")
    return made


def due(schedule: Iterable[Recurring], now: datetime) -> list[Prepared]:
    """Return the notices whose time has come today, and is not long past."""
    local = now.astimezone(VIETNAM)
    ready = []
    for entry in schedule:
        at = datetime.combine(local.date(), entry.at, VIETNAM)
        fits = local.day == entry.day if entry.day is not None else local.weekday() in entry.weekdays
        if fits and at <= local < at + LATE:
            ready.append(Prepared(f"schedule:{entry.name}:{local.date()}", Content(entry.html), entry.audience, entry.approve))
    return ready


def news(feed: bytes, to: str, *, approve: bool) -> list[Prepared]:
    """Return the items of an RSS or Atom feed, oldest first; those without a title or a link are left out."""
    found = []
    for item in reversed(feedparser.parse(feed).entries):
        title, link = str(item.get("title", "")).strip(), str(item.get("link", ""))
        content = Content(fill("news", title=plain(title), summary=_short(str(item.get("summary", "")))), (), ((("Xem toàn văn", link),),))
        if not title or problems(content):
            log.warning("an item of the feed was left out: %s", "; ".join(problems(content)) or "no title")
            continue
        mark = hashlib.sha256(str(item.get("id") or link).encode()).hexdigest()[:32]
        found.append(Prepared(f"feed:{mark}", content, to, approve))
    return found


def _short(summary: str) -> str:
    words = " ".join(plain(summary).split())
    return words if len(words) <= SUMMARY else words[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"


async def fetch(url: str) -> bytes:
    """Fetch a feed; raise httpx.HTTPError where it cannot be had."""
    async with httpx.AsyncClient(timeout=20, follow_redirects=True) as client:
        answer = await client.get(url)
        answer.raise_for_status()
        return answer.content
