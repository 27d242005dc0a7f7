"""What a notice is: its content, its audience, and what is wrong with either."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml

from bot.plain import plain
from bot.settings import PROVINCES
from bot.splitting import length, split

TEXT_LIMIT, CAPTION_LIMIT, ALBUM_LIMIT, BUTTONS_LIMIT = 4096, 1024, 10, 10
TAGS = frozenset("b strong i em u ins s strike del code pre a tg-spoiler span blockquote".split())
AUDIENCES = Path(__file__).parents[1] / "data" / "audiences.yaml"
PRESS = "press:"
"""What the address of a button begins with that asks the bot for something; nobody can write one into a notice."""
CONCERNED = "concerned"
"""The audience of what the bot tells by itself to those whom it concerns; nobody can choose it."""


class Stage(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Media:
    """A "photo" or "document": `source` is the path of a file on this machine, until Telegram has given it an id."""

    kind: str
    source: str
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent: HTML, files, and rows of buttons as (label, address); an address is a link, or PRESS and a callback's data."""

    html: str
    media: tuple[Media, ...] = ()
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """The buttons without their rows."""
        return tuple(button for row in self.buttons for button in row)

    def pieces(self, *, ack: bool) -> tuple["Content", ...]:
        """What goes out one after the other: an album bears no buttons, so that they follow with the text; long words are cut."""
        if len(self.media) > 1 and (self.buttons or ack):
            return replace(self, html="", buttons=()), replace(self, media=())
        if self.media or length(self.html) <= TEXT_LIMIT or not (cut := split(self.html)):
            return (self,)
        return *(Content(part) for part in cut[:-1]), replace(self, html=cut[-1])

    def rest(self, messages: int, *, ack: bool) -> tuple["Content", ...]:
        """The pieces left when so many messages have gone out."""
        left = self.pieces(ack=ack)
        while left and messages > 0:
            messages -= max(1, len(left[0].media))
            left = left[1:]
        return left


@dataclass(frozen=True, slots=True)
class Announcement:
    """A notice as it stands in the outbox."""

    id: int
    stage: Stage
    revision: int
    content: Content
    audience: str
    author: str
    created: datetime
    silent: bool = False
    pin: bool = False
    ack: bool = False
    at: datetime | None = None
    approver: str = ""
    started: datetime | None = None
    finished: datetime | None = None
    report: tuple[int, int] | None = None

    @property
    def personal(self) -> bool:
        """Whether its copies have words of their own: nothing that could be corrected for all."""
        return self.audience == CONCERNED


@dataclass(frozen=True, slots=True)
class Directory:
    """The topics, agencies and areas that can be addressed: key → name."""

    topics: Mapping[str, str]
    agencies: Mapping[str, str]
    areas: Mapping[str, str]

    def of(self, kind: str) -> Mapping[str, str]:
        """The names of "topic", "agency" or "area"."""
        return {"topic": self.topics, "agency": self.agencies, "area": self.areas}[kind]


@cache
def directory() -> Directory:
    """The directory that ships, an official's to edit."""
    held = yaml.safe_load(AUDIENCES.read_text(encoding="utf-8"))
    return Directory(held["topics"], held["agencies"], {_key(name): name for name in PROVINCES} | held["areas"])


def _key(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace(" ", "-")


def pack(content: Content) -> str:
    """Write a content as JSON."""
    return json.dumps(asdict(content), ensure_ascii=False)


def unpack(text: str) -> Content:
    """Read what `pack` wrote."""
    held = json.loads(text)
    rows = tuple(tuple((label, to) for label, to in row) for row in held["buttons"])
    return Content(held["html"], tuple(Media(**m) for m in held["media"]), rows)


def audience(text: str, held: Directory) -> str:
    """Return an audience in its one form; raise ValueError that says what can be named.

    "all", or parts "topic:K", "agency:K", "area:K", "chats:ID,ID" with spaces between: whoever one of them fits.
    """
    parts: list[str] = []
    for part in text.split():
        kind, _, values = part.partition(":")
        if part == "all":
            parts.append("all")
        elif kind in {"topic", "agency", "area"}:
            known = held.of(kind)
            wrong = [key for key in values.split(",") if key not in known]
            if wrong:
                raise ValueError(f"{part}: no {kind} {', '.join(wrong)}; there are: {', '.join(known)}")
            parts += [f"{kind}:{key}" for key in values.split(",")]
        elif kind == "chats" and re.fullmatch(r"-?\d+(,-?\d+)*", values):
            parts += [f"chats:{number}" for number in values.split(",")]
        else:
            raise ValueError(f"{part!r} is no audience: write all, topic:…, agency:…, area:… or chats:ID,ID")
    if not parts:
        raise ValueError("no audience: write all, topic:…, agency:…, area:… or chats:ID,ID")
    return "all" if "all" in parts else " ".join(dict.fromkeys(parts))


def named(text: str, held: Directory) -> str:
    """Tell an audience in words."""
    if text == CONCERNED:
        return "những người liên quan"
    words = {"topic": "chủ đề", "agency": "cơ quan", "area": "địa bàn", "chats": "nhóm"}
    parts = [part.partition(":") for part in text.split()]
    return "; ".join("tất cả" if k == "all" else f"{words[k]} {held.of(k)[v] if k != 'chats' else v}" for k, _, v in parts)


def problems(content: Content, *, ack: bool = False) -> list[str]:
    """Say in Vietnamese all that Telegram would refuse; an empty list where nothing is wrong."""
    found = _markup(content.html)
    caption = bool(content.media) and len(content.pieces(ack=ack)) == 1
    size, limit = length(plain(content.html).strip()), CAPTION_LIMIT if caption else TEXT_LIMIT
    if not size and not caption:
        found.append("Thông báo chưa có chữ nào.")
    if size > limit:
        found.append(f"Dài {size} ký tự; {'chú thích kèm tệp' if caption else 'tin nhắn'} được tối đa {limit}.")
    if len(content.media) > ALBUM_LIMIT:
        found.append(f"Tối đa {ALBUM_LIMIT} ảnh hoặc tệp.")
    if len({m.kind for m in content.media}) > 1:
        found.append("Một bộ chỉ gồm toàn ảnh hoặc toàn tệp.")
    if len(content.links) > BUTTONS_LIMIT:
        found.append(f"Tối đa {BUTTONS_LIMIT} nút.")
    found += [f"Nút “{label}”: {url} không phải địa chỉ http(s)." for label, url in content.links if not _link(url)]
    return found


def _link(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s/.]+\.\S+|tg://\S+", url))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.found: list[str] = []
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        if tag in TAGS:
            self.open.append(tag)
        else:
            self.found.append(f"Thẻ <{tag}> không dùng được; được dùng: {', '.join(sorted(TAGS))}. Dấu < trong chữ thì viết &lt;")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"Thẻ </{tag}> đóng không đúng chỗ.")


def _markup(html: str) -> list[str]:
    tags = _Tags()
    tags.feed(html)
    tags.close()
    if tags.open:
        tags.found.append(f"Thẻ <{tags.open[-1]}> chưa đóng.")
    if tags.count > 100:
        tags.found.append("Quá 100 chỗ định dạng.")
    return tags.found


def after_quiet(due: datetime, quiet: tuple[int, int] | None, zone: tzinfo) -> datetime:
    """Return `due`, or the end of the quiet hours (from inclusive, to exclusive, perhaps over midnight) it falls into."""
    if quiet is None or quiet[0] == quiet[1]:
        return due
    start, end = quiet
    local = due.astimezone(zone)
    within = start <= local.hour < end if start < end else local.hour >= start or local.hour < end
    if not within:
        return due
    day = local.date() + timedelta(days=1 if start > end and local.hour >= start else 0)
    return datetime.combine(day, time(end), zone)
