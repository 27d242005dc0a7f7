"""Writing slips made on purpose, for measuring: the same question without its marks, or with one typing error."""

import random
import unicodedata

from nlp.spelling import NEAR
from nlp.text import fold, is_accented

_TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u0302": "", "\u0306": "w", "\u031b": "w"}
_SHORTEST = 3
"""Letters of the words that are mistyped: a slip in a shorter one leaves nothing to know it by."""


def without_marks(text: str) -> str:
    """Return `text` as somebody types it who types no marks; capitals stay."""
    folded = fold(text)
    return "".join(f.upper() if t.isupper() else f for t, f in zip(unicodedata.normalize("NFC", text), folded, strict=True))


def with_slip(text: str, seed: int) -> str:
    """Return `text` with one typing error in one of its words, as fingers and the Telex method make them; the same for the same seed."""
    rng = random.Random(f"{seed} {text}")
    parts = text.split(" ")
    places = [i for i, part in enumerate(parts) if part.isalpha() and len(part) >= _SHORTEST]
    if not places:
        return text
    at = rng.choice(places)
    makers = [_neighbour, _left_out, _doubled, _swapped, *([_telex] * 2 if is_accented(parts[at]) else [])]
    parts[at] = rng.choice(makers)(parts[at], rng)
    return " ".join(parts)


def _neighbour(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    near = NEAR.get(fold(word[at]))
    return word[:at] + rng.choice(near) + word[at + 1 :] if near else _left_out(word, rng)


def _left_out(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    return word[: at + 1] + word[at:]


def _swapped(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _telex(word: str, _: random.Random) -> str:
    """The keys of a word typed while the input method was off ("giấy" → "giaays")."""
    keys, tone = "", ""
    for letter in unicodedata.normalize("NFC", word):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if base in "đĐ":
            keys += "dd"
            continue
        keys += base
        for mark in marks:
            if mark == "\u0302":
                keys += base.lower()
            elif mark in "\u0306\u031b":
                keys += "w"
            else:
                tone = _TELEX.get(mark, "")
    return keys + tone
