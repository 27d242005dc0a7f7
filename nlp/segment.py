"""Word segmentation by underthesea, for accented text only: it mangles the rest."""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from nlp.text import fold, is_accented, unify


@cache
def _tokenizer() -> Callable[[str], list[str]]:
    from underthesea import word_tokenize  # Loading it takes over a second: only where it is used.

    tokenize: Callable[[str], list[str]] = word_tokenize
    return tokenize


def warm() -> None:
    """Load the model, so that the first question does not wait for it."""
    segment("xin chào")


@lru_cache(maxsize=2048)
def segment(text: str) -> tuple[tuple[str, ...], ...]:
    """Split accented text into words, each a tuple of syllables in lower case; unaccented text gives ()."""
    return tuple(tuple(token.lower().split()) for token in _tokenizer()(text)) if is_accented(text) else ()


@cache
def compounds() -> frozenset[tuple[str, ...]]:
    """Return the words of two to four syllables of underthesea's word list, each a tuple of folded syllables."""
    spec = find_spec("underthesea")
    if spec is None or not spec.origin:
        return frozenset()
    lines = (Path(spec.origin).parent / "corpus/data/Viet74K.txt").read_text(encoding="utf-8").splitlines()
    parted = (tuple(map(unify, fold(line).replace("-", " ").split())) for line in lines)
    return frozenset(parts for parts in parted if 2 <= len(parts) <= LONGEST)


LONGEST = 4
"""Syllables of the longest word of the list that is used."""
