"""Telegram's HTML: visible text and entities out of marked-up text, refusing what the real server refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import Json

ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>[a-zA-Z]+));?")
SPACE = re.compile(r"\s*")
NAME = re.compile(r"""[^\s=>/"']*""")
BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")


class MarkupError(ValueError):
    """The text cannot be parsed; the words are Telegram's."""


@dataclass(frozen=True)
class Parsed:
    """Visible text and its entities."""

    text: str
    entities: tuple[Json, ...] = ()


@dataclass
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]
    language: str | None = None


@dataclass
class _Reader:
    raw: str
    escapes_required: bool
    position: int = 0
    units: int = 0
    out: list[str] = field(default_factory=list)
    nested: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    @property
    def here(self) -> str:
        return self.raw[self.position : self.position + 1]

    def add(self, text: str) -> None:
        self.out.append(text)
        self.units += utf16(text)


def utf16(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def parse_html(raw: str, escapes_required: bool = True) -> Parsed:
    """Parse; with `escapes_required` a bare `&` or an unknown entity is refused too (Telegram itself shows it literally)."""
    reader = _Reader(raw, escapes_required)
    while reader.position < len(raw):
        character = raw[reader.position]
        if character == "&":
            _reference(reader)
        elif character != "<":
            reader.add(character)
            reader.position += 1
        elif raw.startswith("</", reader.position):
            _end_tag(reader)
        else:
            _start_tag(reader)
    if reader.nested:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{reader.nested[-1].tag}"')
    entities = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return Parsed("".join(reader.out), tuple(entities))


def trim(parsed: Parsed) -> Parsed:
    """Drop white space at both ends, as Telegram does, and move the entities along."""
    left = parsed.text.lstrip()
    cut = utf16(parsed.text) - utf16(left)
    text = left.rstrip()
    end = utf16(text)
    kept = []
    for entity in parsed.entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return Parsed(text, tuple(kept))


def _decode(match: re.Match[str]) -> str | None:
    if name := match["name"]:
        return CHARACTERS.get(name)
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else None


def _unescape(value: str) -> str:
    return REFERENCE.sub(lambda match: _decode(match) or match[0], value)


def _byte(reader: _Reader, position: int) -> int:
    return len(reader.raw[:position].encode())


def _reference(reader: _Reader) -> None:
    match = REFERENCE.match(reader.raw, reader.position)
    character = _decode(match) if match else None
    if match is None or character is None or not match[0].endswith(";"):
        if reader.escapes_required:
            found = match[0] if match else "&"
            raise MarkupError(f'Unsupported entity "{found}" at byte offset {_byte(reader, reader.position)}')
        if match is None or character is None:
            reader.add("&")
            reader.position += 1
            return
    reader.add(character)
    reader.position = match.end()


def _start_tag(reader: _Reader) -> None:
    begin = reader.position
    where = _byte(reader, begin)
    name_end = begin + 1
    while name_end < len(reader.raw) and not reader.raw[name_end].isspace() and reader.raw[name_end] != ">":
        name_end += 1
    if name_end == len(reader.raw):
        raise MarkupError(f"Unclosed start tag at byte offset {where}")
    tag = reader.raw[begin + 1 : name_end].lower()
    if tag not in ENTITY_OF_TAG:
        raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {where}')
    reader.position = name_end
    attributes = _attributes(reader, tag, where)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
        raise MarkupError("Invalid custom emoji identifier specified")
    reader.nested.append(_Open(tag, reader.units, attributes))


def _take(reader: _Reader, pattern: re.Pattern[str]) -> str:
    match = pattern.match(reader.raw, reader.position)
    taken = match[0] if match else ""
    reader.position += len(taken)
    return taken


def _attributes(reader: _Reader, tag: str, where: int) -> dict[str, str]:
    found: dict[str, str] = {}
    while True:
        _take(reader, SPACE)
        if reader.here == ">":
            reader.position += 1
            return found
        name = _take(reader, NAME)
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
        _take(reader, SPACE)
        found[name] = ""
        if reader.here == "=":
            reader.position += 1
            _take(reader, SPACE)
            if reader.here:
                found[name] = _value(reader)
                if not reader.here:
                    raise MarkupError(f"Unclosed start tag at byte offset {where}")
        if not reader.here:
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {where}')


def _value(reader: _Reader) -> str:
    quote = reader.here
    if quote not in {'"', "'"}:
        where = _byte(reader, reader.position)
        bare = _take(reader, BARE_VALUE)
        if reader.here and reader.here != ">" and not reader.here.isspace():
            raise MarkupError(f"Unexpected end of name token at byte offset {where}")
        return bare.lower()
    end = reader.raw.find(quote, reader.position + 1)
    end = len(reader.raw) if end < 0 else end
    value = reader.raw[reader.position + 1 : end]
    reader.position = min(end + 1, len(reader.raw))
    return _unescape(value)


def _end_tag(reader: _Reader) -> None:
    begin = reader.position
    where = _byte(reader, begin)
    if not reader.nested:
        raise MarkupError(f"Unexpected end tag at byte offset {where}")
    end = reader.raw.find(">", begin)
    name = reader.raw[begin + 2 : end].rstrip() if end >= 0 else ""
    if end < 0 or any(character.isspace() for character in name):
        raise MarkupError(f"Unclosed end tag at byte offset {where}")
    opened = reader.nested.pop()
    if name and name.lower() != opened.tag:
        raise MarkupError(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{name}>"')
    reader.position = end + 1
    _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    length = reader.units - opened.offset
    kind = ENTITY_OF_TAG[opened.tag]
    if length == 0:
        return
    entity: Json = {"type": kind, "offset": opened.offset, "length": length}
    language = opened.attributes.get("class", "")
    if opened.tag == "code" and language.startswith("language-") and reader.nested and reader.nested[-1].tag == "pre":
        reader.nested[-1].language = language.removeprefix("language-")
        return
    if kind == "pre" and opened.language:
        entity["language"] = opened.language
    if kind == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    if kind == "custom_emoji":
        entity["custom_emoji_id"] = opened.attributes["emoji-id"]
    if kind == "text_link":
        entity["url"] = opened.attributes.get("href", "")
        if not entity["url"]:
            return
    reader.entities.append(entity)
