"""Slips made on purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.slips import with_slip, without_marks
from nlp.syllables import decode


@pytest.mark.parametrize(("text", "bare"), [("Đăng ký Khai sinh", "Dang ky Khai sinh"), ("ko dấu", "ko dau"), ("", "")])
def test_marks_are_left_out_and_capitals_stay(text: str, bare: str) -> None:
    assert without_marks(text) == bare


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", max_size=40), st.integers(0, 9))
def test_a_slip_changes_one_word_at_most_and_is_the_same_for_the_same_seed(text: str, seed: int) -> None:
    slipped = with_slip(text, seed)
    assert slipped == with_slip(text, seed)
    changed = [a for a, b in zip(text.split(" "), slipped.split(" "), strict=True) if a != b]
    assert len(changed) <= 1


def test_slips_are_made_where_there_is_a_word_to_make_them_in() -> None:
    text = "làm giấy khai sinh"
    slipped = {with_slip(text, seed) for seed in range(40)}
    assert len(slipped) > 20
    assert with_slip("ab 12", 1) == "ab 12"


@pytest.mark.parametrize("word", ["giấy", "đường", "được", "khuyết", "hộ", "ưu"])
def test_the_keys_of_telex_are_those_that_stand_for_the_word(word: str) -> None:
    keys = {with_slip(f"x {word}", seed).split()[1] for seed in range(60)}
    assert any(decode(k) == word for k in keys) or len(word) < 3
