"""Word segmentation, of accented text only."""

import pytest

from nlp.segment import segment


@pytest.mark.parametrize(
    ("text", "held"),
    [("đăng ký kết hôn", ("đăng", "ký")), ("Đăng ký kết hôn", ("đăng", "ký")), ("thủ tục cấp hộ chiếu", ("hộ", "chiếu"))],
)
def test_syllables_of_one_word_are_kept_together_in_lower_case(text: str, held: tuple[str, ...]) -> None:
    parts = segment(text)
    assert held in parts
    assert [s for part in parts for s in part] == text.lower().split()


@pytest.mark.parametrize("text", ["cap lai can cuoc", "CAP LAI", "", "   ", "123 ?"])
def test_text_without_accents_is_not_segmented(text: str) -> None:
    assert segment(text) == ()
