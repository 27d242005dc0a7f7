"""Telegram's HTML as plain text, for terminals and files."""

import html
import re

_TAG = re.compile(r"</?[a-z][^>]*>")


def plain(markup: str) -> str:
    """Return the words without tags."""
    return html.unescape(_TAG.sub("", markup))
