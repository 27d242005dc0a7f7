"""A question understood."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.analysis import GENERAL, LONGEST, Analysis, analyze, spell_out
from nlp.lexicon import Cue, PhraseTable, shipped, split
from nlp.spelling import Speller
from nlp.text import fold
from tests.conftest import ends_soon

LEXICON = shipped()
SPELLER = Speller({"khai": 9, "sinh": 9, "ket": 9, "hon": 9, "phi": 5, "tam": 9, "tru": 9}, frozenset({("khai", "sinh"), ("ket", "hon")}))


def understood(text: str, *, segmented: bool = False) -> Analysis:
    return analyze(text, LEXICON, segmented=segmented)


def said(analysis: Analysis) -> str:
    return " ".join(w.surface for w in analysis.sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Làm CCCD ở đâu?", "làm căn cước ở đâu"),
        ("dki ket hon", "đăng ký ket hon"),
        ("khai sinh cần j", "khai sinh cần gì"),
        ("dang ki bhyt", "dang ki bảo hiểm y tế"),
        ("hs gồm", "hồ sơ gồm"),
        ("khai sinh hoà", "khai sinh hòa"),
        ("ddawng kys keets hoon", "đăng ký kết hôn"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_abbreviations_chat_and_half_typed_keys_are_read_as_words(text: str, sentence: str) -> None:
    assert said(understood(text)) == sentence


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("cho tôi hỏi đăng ký kết hôn mất bao lâu ạ", "đăng ký kết hôn"),
        ("dang ky ket hon mat bao lau", "dang ky ket hon"),
        ("phí làm hộ chiếu là bao nhiêu", "hộ chiếu"),
        ("sổ đỏ cần giấy tờ gì", "sổ đỏ"),
        ("mất bao lâu", ""),
        ("chào bạn", "chào"),
    ],
)
def test_the_topic_is_what_neither_asks_nor_is_polite(text: str, topic: str) -> None:
    assert " ".join(w.surface for w in understood(text).topic) == topic


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("khai sinh cần giấy tờ gì", ("documents",)),
        ("khai sinh mất bao lâu", ("time",)),
        ("khai sinh hết bao nhiêu tiền", ("fee",)),
        ("khai sinh nộp ở đâu", ("place",)),
        ("khai sinh làm online được không", ("online",)),
        ("khai sinh có được không", ("conditions",)),
        ("lệ phí trước bạ nhà đất", ()),
        ("lệ phí trước bạ thế nào", ("steps",)),
        ("khai sinh ở đâu và mất bao lâu", ("place", "time")),
        ("khai sinh mất bao lâu, bao lâu có", ("time",)),
        ("khai sinh", ()),
    ],
)
def test_the_aspects_asked_are_read_in_order_each_once(text: str, aspects: tuple[str, ...]) -> None:
    assert understood(text).aspects == aspects


def _cues() -> Iterator[tuple[str, Cue]]:
    for rows in LEXICON.cues.entries.values():
        for parts, _, cue in rows:
            yield " ".join(w.surface for w in parts), cue


@pytest.mark.parametrize("form", [str, str.upper, fold])
def test_every_cue_shows_its_aspect_however_it_is_typed(form: Callable[[str], str]) -> None:
    for phrase, cue in _cues():
        aspects = understood(form(phrase)).aspects
        assert (cue.aspect in aspects) == (cue.aspect != GENERAL), (form(phrase), cue)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1.004194", ("1.004194",)),
        ("mã 1.004194, 2.000815 và 1.004194.", ("1.004194", "2.000815")),
        ("1.0041945678", ()),
        ("11.004194", ()),
        ("1.004194.2", ()),
        ("1.00419", ()),
        ("khai sinh", ()),
    ],
)
def test_a_procedures_code_is_seen_wherever_it_stands(text: str, codes: tuple[str, ...]) -> None:
    assert understood(text).codes == codes


@pytest.mark.parametrize(
    ("text", "signs", "acting"),
    [
        ("làm lại hộ chiếu bị mất", {"reissue"}, {"làm", "lại", "bị", "mất"}),
        ("lam lai ho chieu", {"reissue"}, {"lam", "lai"}),
        ("gia hạn thẻ bảo hiểm", {"extend"}, {"gia", "hạn"}),
        ("kết hôn với người nước ngoài", {"foreign"}, {"nước", "ngoài"}),
        ("hộ chiếu", set(), set()),
    ],
)
def test_actions_and_traits_are_shown_with_the_words_that_show_them(text: str, signs: set[str], acting: set[str]) -> None:
    analysis = understood(text)
    assert analysis.signs == signs
    assert {w.surface for w in analysis.acting} == acting


def test_a_folk_name_is_also_looked_for_under_the_official_one() -> None:
    analysis = understood("lam so do o dau")
    assert split("giấy chứng nhận quyền sử dụng đất") in analysis.alternatives
    assert [w.surface for w in analysis.topic] == ["so", "do"]


def test_typing_errors_are_repaired_where_there_is_a_speller() -> None:
    assert said(analyze("khia sinh", LEXICON, SPELLER)) == "khai sinh"
    assert said(analyze("khia sinh", LEXICON)) == "khia sinh"


def test_compounds_name_the_places_of_words_that_belong_together() -> None:
    compounds = understood("thủ tục đăng ký kết hôn", segmented=True).compounds
    assert {0, 2, 4} <= compounds
    assert understood("thu tuc dang ky ket hon", segmented=True).compounds == frozenset()
    assert understood("thủ tục đăng ký kết hôn").compounds == frozenset()


@pytest.mark.parametrize(("text", "accented"), [("đăng ký", True), ("dang ky", False)])
def test_an_analysis_knows_whether_accents_were_typed(text: str, accented: bool) -> None:
    assert understood(text).accented is accented


def test_only_the_first_words_of_a_pasted_book_are_read() -> None:
    analysis = understood("hộ chiếu " * LONGEST)
    assert len(analysis.sentence) == LONGEST


@pytest.mark.parametrize(
    "text", ["đăng ký " * 30_000, "b" * 30_000, "1." * 50_000, "\u0301" * 10_000, "9" * 100_000, "ạ?" * 50_000, "hs " * 9_000]
)
def test_a_text_of_any_length_is_understood_at_once(text: str) -> None:
    with ends_soon():
        assert len(analyze(text, LEXICON, SPELLER, segmented=False).sentence) <= LONGEST * 4


@settings(deadline=None, max_examples=120)
@given(st.text(max_size=300) | st.lists(st.sampled_from("đăng ký ks so do cccd hs mất bao lâu k 1.004194 visa tt ?".split())).map(" ".join))
@example("\ud7ff\U0010ffff\u0000")
def test_any_text_is_understood_and_its_parts_agree(text: str) -> None:
    analysis = analyze(text, LEXICON, SPELLER)
    assert len(analysis.topical) == len(analysis.sentence)
    assert set(analysis.topic) <= set(analysis.sentence)
    assert analysis.acting <= set(analysis.sentence)
    assert all(0 <= i < len(analysis.sentence) - 1 for i in analysis.compounds)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from("đăng ký kết hôn mất bao lâu phí hộ chiếu ở đâu".split()), max_size=8))
def test_capitals_and_spaces_change_nothing(words: list[str]) -> None:
    plain, loud = understood(" ".join(words)), understood("  ".join(words).upper() + " ?")
    assert (plain.sentence, plain.topical, plain.aspects) == (loud.sentence, loud.topical, loud.aspects)


TABLE = PhraseTable.of([("tt", (split("thủ tục"), split("tạm trú"))), ("tt hc", (split("thủ tục hành chính"),))])


@pytest.mark.parametrize(
    ("written", "spelled"),
    [("tt", "thủ tục"), ("làm tt hc", "làm thủ tục hành chính"), ("tt tt", "thủ tục thủ tục"), ("hc", "hc"), ("", "")],
)
def test_spelling_out_takes_the_longest_abbreviation_and_its_first_meaning(written: str, spelled: str) -> None:
    assert spell_out(split(written), TABLE) == split(spelled)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from("tt hc làm sổ".split()), max_size=10))
def test_spelling_out_leaves_no_abbreviation_it_could_begin_with(words: list[str]) -> None:
    spelled = spell_out(split(" ".join(words)), TABLE)
    assert "tt" not in [w.surface for w in spelled]
    assert ("tt", "hc") not in list(pairwise(w.surface for w in spelled))
