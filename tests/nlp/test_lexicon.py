"""Phrase tables, and the data files officials edit."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.lexicon import DATA, Lexicon, LexiconError, PhraseTable, Word, fits, load, shipped, split, word
from nlp.syllables import decode


@pytest.mark.parametrize(
    ("written", "entry", "may_mean"),
    [
        ("sổ", "sổ", True),
        ("so", "sổ", True),
        ("sô", "sổ", True),
        ("số", "sổ", False),
        ("sơ", "sổ", False),
        ("sổ", "so", False),
        ("dang", "đăng", True),
        ("đăng", "dang", False),
        ("kí", "ký", True),
        ("ki", "ký", True),
        ("sa", "sổ", False),
    ],
)
def test_a_word_means_an_entry_if_it_lacks_marks_but_has_no_other(written: str, entry: str, may_mean: bool) -> None:
    assert fits(word(written), word(entry)) is may_mean


def test_a_word_keeps_its_writing_beside_the_key_it_is_matched_by() -> None:
    assert word("ký") == Word("ký", "ki")
    assert split("Đăng  KÝ!") == (Word("đăng", "dang"), Word("ký", "ki"))


TABLE = PhraseTable.of([("sổ", 1), ("sổ đỏ", 2), ("đỏ", 3), ("má", 4), ("đỏ hồng", 5)], exact=frozenset({"má"}))


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("làm sổ đỏ", [(1, 3, 2)]),
        ("so do", [(0, 2, 2)]),
        ("sổ đó", [(0, 1, 1)]),
        ("đỏ sổ", [(0, 1, 3), (1, 2, 1)]),
        ("sổ đỏ hồng", [(0, 2, 2)]),
        ("má", [(0, 1, 4)]),
        ("ma", []),
        ("mạ", []),
        ("", []),
    ],
)
def test_the_longest_phrase_is_found_from_left_to_right(sentence: str, found: list[tuple[int, int, int]]) -> None:
    assert [(s.start, s.end, s.payload) for s in TABLE.find(split(sentence))] == found


def test_find_all_gives_overlapping_phrases_too() -> None:
    assert [s.payload for s in TABLE.find_all(split("sổ đỏ hồng"))] == [2, 5]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from("sổ đỏ hồng má so do ma nhà".split()), max_size=12))
def test_spans_found_lie_in_the_sentence_and_never_overlap(words: list[str]) -> None:
    sentence = split(" ".join(words))
    end = 0
    for span in TABLE.find(sentence):
        assert end <= span.start < span.end <= len(sentence)
        end = span.end


def _tables(lexicon: Lexicon) -> Iterator[tuple[Word, ...]]:
    for table in (lexicon.spellings, lexicon.synonyms, lexicon.cues, lexicon.says, lexicon.names, lexicon.stop):
        for rows in table.entries.values():
            for parts, _, _ in rows:
                yield parts


def test_no_phrase_that_ships_is_taken_for_half_typed_keys() -> None:
    changed = {w.surface: decode(w.surface) for parts in _tables(shipped()) for w in parts if decode(w.surface) != w.surface}
    assert changed == {}


def test_an_abbreviation_has_its_most_usual_meaning_first() -> None:
    (span,) = shipped().abbreviations.find(split("HS"))
    assert span.payload[0] == split("hồ sơ")
    assert split("học sinh") in span.payload


def test_one_phrase_may_be_the_sign_of_several_actions() -> None:
    (span,) = shipped().says.find(split("hết hạn"))
    assert {"exchange", "extend"} <= set(span.payload) <= shipped().actions


def test_sentences_give_every_phrase_and_every_meaning() -> None:
    known = set(shipped().sentences())
    assert {split("sổ đỏ"), split("giấy chứng nhận quyền sử dụng đất"), split("bảo hiểm y tế"), split("mất bao lâu")} <= known


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data files, to be spoilt."""
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("abbreviations", "cccd: [căn cước]\nks: khai sinh\n", "abbreviations.yaml:2: ks"),
        ("abbreviations", "cccd: [căn cước]\ncccd: [khác]\n", "abbreviations.yaml:2: cccd: written twice"),
        ("abbreviations", 'cccd: ["  "]\n', "abbreviations.yaml:1: cccd.0"),
        ("chat", "words:\n  j: gì\nkeep: [má]\n", "chat.yaml:3: keep"),
        ("synonyms", "sổ đỏ: [giấy\n", "synonyms.yaml:2: not YAML"),
        ("aspects", "time:\n  cue: [bao lâu]\n", "aspects.yaml:2: time.cue"),
        ("actions", "new:\n  says: [mới]\n", "actions.yaml:2: new.names"),
        ("traits", "", "traits.yaml: the file is empty"),
        ("stopwords", "always: [ạ]\n", "stopwords.yaml:1: accented"),
        ("abbreviations", 'cccd: [căn cước]\n"?!": [gì]\n', "abbreviations.yaml:2"),
        ("aspects", 'time:\n  cues: [bao lâu, "…"]\n', "aspects.yaml:2"),
    ],
)
def test_a_wrong_data_file_is_named_with_its_line_and_field(folder: Path, name: str, text: str, said: str) -> None:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as fault:
        load(folder)
    assert said in str(fault.value)


def test_every_fault_of_every_file_is_named_at_once(folder: Path) -> None:
    (folder / "chat.yaml").write_text("words: [j]\n", encoding="utf-8")
    (folder / "traits.yaml").write_text("foreign: {says: [tây]}\n", encoding="utf-8")
    with pytest.raises(LexiconError) as fault:
        load(folder)
    assert [line.split("/")[-1].split(":")[0] for line in str(fault.value).splitlines()] == ["chat.yaml", "traits.yaml"]


def test_an_abbreviation_added_to_its_file_is_read(folder: Path) -> None:
    path = folder / "abbreviations.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "xyzt: [xác minh]\n", encoding="utf-8")
    (span,) = load(folder).spellings.find(split("xyzt"))
    assert span.payload == (split("xác minh"),)
