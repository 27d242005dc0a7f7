"""The spelling of Vietnamese: one form for each word, with its marks and without."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
_MARKS = {ord(mark): None for mark in "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"}
_TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền sắc hỏi ngã nặng
_MISPLACED = re.compile(rf"(?i)(?<!q)(o(?=[ae][{_TONES}])|u(?=y[{_TONES}]))([aey])([{_TONES}])(?![\w\u0302\u0306\u031b])")
_WORD = re.compile(r"\d\.\d{6,9}|\d+/(?:\d{4}/)?[^\W\d_]{2}\w*(?:-[^\W_]+)*|[^\W_]+")


def normalize(text: str) -> str:
    """Return `text` in NFC, without invisible characters or runs of spaces, tone marks where the new rules put them (hoà → hòa)."""
    decomposed = unicodedata.normalize("NFD", text.translate(_INVISIBLE))
    placed = _MISPLACED.sub(r"\1\3\2", decomposed)
    return " ".join(unicodedata.normalize("NFC", placed).split())


def fold(text: str) -> str:
    """Return `text` in lower case without any mark, đ as d: the form in which accented and unaccented writing meet."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", decomposed.translate(_MARKS)).replace("đ", "d")


def unify(syllable: str) -> str:
    """Return a folded syllable with a final i where Vietnamese writes i or y at will (ký, kí → ki)."""
    return f"{syllable[:-1]}i" if syllable in _FREE_Y else syllable


_FREE_Y = frozenset({"hy", "ky", "ly", "my", "sy", "ty", "quy", "vy"})


def words(text: str) -> tuple[str, ...]:
    """Split normalised text into words, numbers and codes, in lower case; punctuation falls away."""
    return tuple(_WORD.findall(text.lower()))


def is_accented(text: str) -> bool:
    """Whether `text` bears any Vietnamese mark."""
    return text.lower() != fold(text)
