"""Typing errors, repaired against a vocabulary."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.lexicon import Word, split
from nlp.spelling import Speller

PHRASES = ["dang ki khai sinh", "dang ki ket hon", "giai phep xai dung", "ho chieu", "can cuoc", "tam tru", "thuong tru", "giai khai sinh"]


def _speller() -> Speller:
    counts: dict[str, int] = {}
    pairs: set[tuple[str, str]] = set()
    for phrase in PHRASES:
        keys = phrase.split()
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        pairs |= set(pairwise(keys))
    return Speller(counts, frozenset(pairs))


SPELLER = _speller()
KNOWN = sorted(SPELLER.counts)


def _keys(sentence: tuple[Word, ...]) -> str:
    return " ".join(w.key for w in sentence)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("khia sinh", "khai sinh"),
        ("khai sinnh", "khai sinh"),
        ("khaisinh", "khai sinh"),
        ("dang ki kethon", "dang ki ket hon"),
        ("ho chieeu", "ho chieu"),
        ("thuongg tru", "thuong tru"),
        ("thuonggg tru", "thuong tru"),
        ("can cuocw", "can cuoc"),
        ("tam trru", "tam tru"),
    ],
)
def test_a_typing_error_is_read_as_the_word_meant(written: str, read: str) -> None:
    assert _keys(SPELLER.repair(split(written))) == read


@pytest.mark.parametrize(
    "written",
    [
        "khai sinh",
        "hoa hong",
        "xyzzyq",
        "ab cd",
        "k sinh",
        "2026 sinh",
        "1.004194",
        "khan",
        "dung cu",
        "",
    ],
)
def test_what_is_right_or_unlike_anything_known_is_left(written: str) -> None:
    assert SPELLER.repair(split(written)) == split(written)


def test_neighbours_decide_between_words_equally_near() -> None:
    assert _keys(SPELLER.repair(split("ho thieu"))) == "ho chieu"
    assert _keys(SPELLER.repair(split("thieu"))) == "thieu"


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(KNOWN), max_size=12))
def test_a_word_that_is_right_is_never_repaired(keys: list[str]) -> None:
    sentence = split(" ".join(keys))
    assert SPELLER.repair(sentence) == sentence


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(KNOWN) | st.text(alphabet="aceghiknotuz", min_size=1, max_size=14), max_size=10))
def test_right_words_survive_beside_wrong_ones(keys: list[str]) -> None:
    sentence = split(" ".join(keys))
    repaired = iter(SPELLER.repair(sentence))
    assert all(w in repaired for w in sentence if w.key in SPELLER.counts)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="aceghiknotuz", min_size=3, max_size=14))
def test_a_word_is_kept_or_becomes_known_words(key: str) -> None:
    (written,) = split(key)
    repaired = SPELLER.repair((written,))
    assert repaired == (written,) or all(w.key in SPELLER.counts for w in repaired)


def test_accents_are_kept_where_nothing_is_repaired() -> None:
    repaired = SPELLER.repair(split("khia sính ký"))
    assert [w.surface for w in repaired][1:] == ["sính", "ký"]
