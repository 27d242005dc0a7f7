"""Word segmentation by underthesea, for accented text only: it mangles the rest."""

from collections.abc import Callable
from functools import cache, lru_cache

from nlp.text import is_accented


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
