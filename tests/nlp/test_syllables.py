"""The shape of a syllable, and words an input method left half typed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.syllables import decode, is_syllable
from nlp.text import fold, normalize

REAL = """
ai anh bao bien cai can cap chong chung cong cuoc dang dat diem don duong gia giay gio giup hanh ho hon huong huyen khai khieu khong ky
lai lam lich luat mat may me moi nghi nghia nguoi nhan nha nuoc oanh ong phep phi phuong qua quan quyen quoc sang sinh so tai tam thue
thuong thuy tinh to tra trong truong tu uy viec vo xa xe xin y yeu
""".split()


@pytest.mark.parametrize(
    ("folded", "shaped"),
    [
        *((word, True) for word in REAL),
        ("gi", True),
        ("gin", True),
        ("gieng", True),
        ("quyen", True),
        ("nghieng", True),
        ("", False),
        ("ubnd", False),
        ("cccd", False),
        ("khaisinh", False),
        ("sinhh", False),
        ("fax", False),
        ("zalo", False),
        ("web", False),
        ("taxi", False),
        ("12", False),
    ],
)
def test_a_syllable_is_an_onset_and_a_rime(folded: str, shaped: bool) -> None:
    assert is_syllable(folded) is shaped


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ddawng", "đăng"),
        ("kys", "ký"),
        ("hoof", "hồ"),
        ("khaaru", "khẩu"),
        ("ddaays", "đấy"),
        ("nguowif", "người"),
        ("truowngf", "trường"),
        ("vieejt", "việt"),
        ("quyeets", "quyết"),
        ("giaays", "giấy"),
        ("giaf", "già"),
        ("toongs", "tống"),
        ("ddoir", "đỏi"),
        ("hoaf", "hòa"),
        ("toans", "toán"),
        ("dang9", "đang"),
        ("d9a8ng", "đăng"),
        ("d9ang8", "đăng"),
        ("ky1", "ký"),
        ("vie65t", "việt"),
        ("nguo72i", "người"),
        ("ho62", "hồ"),
        ("nguye64n", "nguyễn"),
    ],
)
def test_telex_and_vni_keys_are_read_as_the_word_they_stand_for(keys: str, word: str) -> None:
    assert decode(keys) == normalize(word)


@pytest.mark.parametrize(
    "word", ["visa", "taxi", "photo", "gas", "cccd", "ubnd", "vneid", "online", "kt3", "ct01", "zalo", "facebook", "internet", "email"]
)
def test_a_loanword_or_abbreviation_is_no_half_typed_word(word: str) -> None:
    assert decode(word) == word


@pytest.mark.parametrize("word", ["sổ", "đăng", "ký", "Ddawng", "d9", "os", "1.004194", "", "53/2025/tt-bca", "123"])
def test_what_cannot_be_keys_is_left(word: str) -> None:
    assert decode(word) == word


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from("b c ch d g gh h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()),
    st.sampled_from(
        "a ac am an ang anh ao at ay e em en eo i ich ien im in inh o oa oan oc oi on ong u ua uan ui um uoc uoi uong uyen y yeu".split()
    ),
)
def test_a_real_syllable_is_never_decoded(onset: str, rime: str) -> None:
    word = onset + rime
    if is_syllable(word):
        assert decode(word) == word


@settings(deadline=None, max_examples=200)
@given(st.text() | st.text(alphabet="adeoiuwsfrxjghnt123456789", max_size=9))
def test_what_is_decoded_is_a_syllable_and_stays(word: str) -> None:
    decoded = decode(word)
    assert decoded == word or is_syllable(fold(decoded))
    assert decode(decoded) == decoded
    assert unicodedata.is_normalized("NFC", decoded) or decoded == word
