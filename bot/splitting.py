"""Long messages, cut into parts that Telegram takes, no tag broken."""

import re

from bot.plain import plain

LIMIT = 4096
"""Telegram's limit for a message in UTF-16 units, counted after its tags are taken out; we count the tags too, to be safe."""
LONGEST_CLOSER = 13
"""`</blockquote>`, the longest closing tag: room kept for a tag opened last."""
_TAG = re.compile(r"</?[a-z-]+[^>]*>")
_TOKEN = re.compile(r"<(/?)([a-z-]+)([^>]*)>|(\n)|(&#?\w+;)|([^<&\n]+)|([<&])")


def length(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def split(html: str, limit: int = LIMIT) -> list[str]:
    """Cut `html` into parts of at most `limit` units, at a line's end where there is one, the cut tags closed and opened again.

    Parts without words are left out. Raises ValueError where the tags alone leave no room.
    """
    parts: list[str] = []
    rest = html if plain(html).strip() else ""
    while length(rest) > limit:
        head, rest = _cut(rest, limit)
        parts.append(head)
    return [part for part in (*parts, rest) if plain(part).strip()]


def _cut(html: str, limit: int) -> tuple[str, str]:
    """Return a first part of at most `limit` units, and the rest with the tags opened again that the cut closed."""
    open_tags: list[tuple[str, str]] = []
    best: tuple[int, list[tuple[str, str]]] | None = None
    size = at = words = 0
    for token in _pieces(html):
        closing = sum(length(f"</{name}>") for name, _ in open_tags)
        if size + length(token) + closing + LONGEST_CLOSER > limit:
            break
        if token == "\n":  # noqa: S105 - a token of text, not a secret.
            best = (at + 1, list(open_tags))
        _follow(token, open_tags)
        words += _TAG.fullmatch(token) is None
        size += length(token)
        at += len(token)
    if not words:
        raise ValueError(f"the tags leave no room for words in {limit} units")
    end, tags = best if best and best[0] > at // 3 else (at, open_tags)
    closers = "".join(f"</{name}>" for name, _ in reversed(tags))
    openers = "".join(whole for _, whole in tags)
    return html[:end].rstrip("\n") + closers, openers + html[end:].lstrip("\n")


def _pieces(html: str) -> list[str]:
    """Tags, entities and line ends whole; text in words, and words of monstrous length in bits."""
    pieces: list[str] = []
    for match in _TOKEN.finditer(html):
        text = match.group()
        pieces += re.findall(r"\S{1,64}\s?|\s", text) if match.group(6) else [text]
    return pieces


def _follow(token: str, open_tags: list[tuple[str, str]]) -> None:
    tag = _TOKEN.fullmatch(token)
    if tag is None or not tag.group(2):
        return
    if not tag.group(1):
        open_tags.append((tag.group(2), token))
    elif open_tags and open_tags[-1][0] == tag.group(2):
        open_tags.pop()
