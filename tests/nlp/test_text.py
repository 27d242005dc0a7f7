"""One spelling for each word, with its marks and without."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.text import fold, is_accented, normalize, unify, words

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐEÊOƠU"
TONES = "\u0300\u0301\u0309\u0303\u0323"
TEXTS = st.text() | st.text(alphabet=LETTERS + TONES + "\u0302\u0306\u031b .,/-\n\u200bİß0123456789")
SYLLABLES = st.text(alphabet="bcdghklmnpqrstvxaeiouyăâêôơưđ", min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("hoà", "hòa"),
        ("hoặc", "hoặc"),
        ("HOÀ", "HÒA"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("uỷ ban", "ủy ban"),
        ("hòa", "hòa"),
        ("quý", "quý"),
        ("quỳnh", "quỳnh"),
        ("khoán", "khoán"),
        ("hoàng", "hoàng"),
        ("khuỷu", "khuỷu"),
        ("thuở", "thuở"),
        ("a\u0301", "á"),
        ("o\u031b\u0301", "ớ"),
        ("khai\u200bsinh", "khaisinh"),
        ("\ufeffkhai  \t\n sinh ", "khai sinh"),
        ("", ""),
    ],
)
def test_each_word_has_one_spelling(written: str, normal: str) -> None:
    assert normalize(written) == unicodedata.normalize("NFC", normal)


@settings(deadline=None, max_examples=150)
@given(TEXTS)
@example("hoà\u0301")
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_what_is_normalized_has_no_double_space_and_is_nfc(text: str) -> None:
    clean = normalize(text)
    assert clean == " ".join(clean.split())
    assert unicodedata.is_normalized("NFC", clean)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đăng ký", "dang ky"),
        ("TRƯỜNG HỢP", "truong hop"),
        ("ỡ ẫ ẵ ễ ỗ ữ ỹ", "o a a e o u y"),
        ("e\u0302\u0301", "e"),
        ("dang ky", "dang ky"),
        ("ñ ü ç", "n ü ç"),
        ("1.004194", "1.004194"),
    ],
)
def test_folding_drops_the_marks_of_vietnamese_and_no_others(written: str, folded: str) -> None:
    assert fold(written) == folded


@settings(deadline=None, max_examples=150)
@given(TEXTS)
@example("İ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None, max_examples=100)
@given(SYLLABLES, st.sampled_from(TONES))
def test_a_tone_on_any_letter_folds_away(syllable: str, tone: str) -> None:
    assert fold(syllable + tone) == fold(syllable)
    assert fold(normalize(syllable + tone)) == fold(syllable)


@pytest.mark.parametrize(
    ("folded", "unified"),
    [("ky", "ki"), ("ki", "ki"), ("quy", "qui"), ("ly", "li"), ("thuy", "thuy"), ("may", "may"), ("y", "y"), ("kỳ", "kỳ")],
)
def test_i_and_y_are_one_where_either_may_be_written(folded: str, unified: str) -> None:
    assert unify(folded) == unified


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Khai sinh, khai tử!", ("khai", "sinh", "khai", "tử")),
        ("mã 1.004194?", ("mã", "1.004194")),
        ("theo 53/2025/TT-BCA.", ("theo", "53/2025/tt-bca")),
        ("và 4003/QĐ-UBND", ("và", "4003/qđ-ubnd")),
        ("15/12", ("15", "12")),
        ("snake_case", ("snake", "case")),
        ("15.000đ", ("15", "000đ")),
        ("?!…", ()),
        ("", ()),
    ],
)
def test_words_numbers_and_codes_are_taken_whole(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_words_joined_are_the_same_words_again(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@pytest.mark.parametrize(
    ("text", "accented"),
    [("khai sinh", False), ("KHAI SINH", False), ("đi", True), ("ký", True), ("Ơ", True), ("", False), ("15/12 ?", False)],
)
def test_one_mark_makes_a_text_accented(text: str, accented: bool) -> None:
    assert is_accented(text) is accented
