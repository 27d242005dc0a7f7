"""Word segmentation by underthesea, for accented text only: it mangles the rest."""

from functools import cache, lru_cache

from nlp.text import is_accented


@cache
def _tokenize() -> "object":
    from underthesea import word_tokenize  # Loading it takes over a second: only where it is used.

    return word_tokenize


def warm() -> None:
    """Load the model, so that the first question does not wait for it."""
    segment("xin chào")


@lru_cache(maxsize=2048)
def segment(text: str) -> tuple[tuple[str, ...], ...]:
    """Split accented text into words, each a tuple of syllables in lower case; unaccented text gives ()."""
    if not is_accented(text):
        return ()
    tokenize = _tokenize()
    assert callable(tokenize)
    return tuple(tuple(token.lower().split()) for token in tokenize(text))
