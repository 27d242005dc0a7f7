"""Long messages cut into parts, no tag broken."""

import html
import re
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.plain import plain
from bot.splitting import LIMIT, length, split
from tests.conftest import ends_soon

Node: TypeAlias = "str | tuple[str, list[Node]]"
TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")
SMALL = 400
"""Room for the tags that the texts below nest, and little more."""


def markup(node: Node) -> str:
    if isinstance(node, str):
        return html.escape(node, quote=False)
    tag, inner = node
    opened = f'{tag} href="https://a.vn/?x=1&amp;y=2"' if tag == "a" else tag
    return f"<{opened}>{''.join(map(markup, inner))}</{tag}>"


def _nodes(words: st.SearchStrategy[str], depth: int = 3) -> st.SearchStrategy[str]:
    nodes: st.SearchStrategy[Node] = words
    for _ in range(depth):
        nodes = words | st.tuples(st.sampled_from(["b", "i", "a", "u", "code", "blockquote"]), st.lists(nodes, min_size=1, max_size=4))
    return st.lists(nodes, min_size=1, max_size=12).map(lambda made: "".join(map(markup, made)))


ANY = _nodes(st.text(alphabet="ab cđé\n&<>😀", min_size=1, max_size=90))
WORDS = _nodes(
    st.lists(st.text(alphabet="abđế😀", min_size=1, max_size=12), min_size=1, max_size=30).map(lambda ws: "".join(f"{w} " for w in ws))
)


def balanced(part: str) -> bool:
    opened: list[str] = []
    for slash, name in TAG.findall(part):
        if not slash:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


@settings(deadline=None, max_examples=150)
@given(ANY)
def test_no_part_is_over_the_limit(text: str) -> None:
    assert all(length(part) <= SMALL for part in split(text, SMALL))


@settings(deadline=None, max_examples=150)
@given(ANY)
def test_the_tags_of_every_part_are_balanced_and_nested(text: str) -> None:
    assert all(balanced(part) for part in split(text, SMALL))


@settings(deadline=None, max_examples=150)
@given(ANY)
def test_no_letter_is_lost_doubled_or_moved(text: str) -> None:
    parts = split(text, SMALL)
    assert "".join("".join(map(plain, parts)).split()) == "".join(plain(text).split())


@settings(deadline=None, max_examples=150)
@given(WORDS)
def test_the_words_stay_whole_and_in_order(text: str) -> None:
    parts = split(text, SMALL)
    assert [word for part in parts for word in plain(part).split()] == plain(text).split()


@settings(deadline=None, max_examples=150)
@given(ANY)
def test_every_part_has_words_for_telegram_takes_no_empty_message(text: str) -> None:
    assert all(plain(part).strip() for part in split(text, SMALL))


@pytest.mark.parametrize("ending", ["\n</b>", "</b>\n<i>\n</i>" + " " * 40, "</b>" + "\n" * 60])
def test_no_part_is_what_a_cut_before_the_last_tags_leaves(ending: str) -> None:
    for count in range(80, 110):
        assert all(plain(part).strip() for part in split("<b>" + "chữ " * count + ending, SMALL)), count


@pytest.mark.parametrize("empty", ["", " ", "\n", "<b> </b>", "<i></i>\n<b>\n</b>", " " * 5000])
def test_a_text_without_words_has_no_part(empty: str) -> None:
    assert split(empty) == []


@settings(deadline=None, max_examples=50)
@given(WORDS.filter(lambda text: bool(plain(text).strip())))
def test_what_fits_is_one_part_as_it_stands(text: str) -> None:
    assert split(text, length(text)) == [text]


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("đế", 2), ("😀", 2), ("<b>&amp;</b>", 12)])
def test_length_counts_as_telegram_counts(text: str, units: int) -> None:
    assert length(text) == units


def test_a_cut_is_made_at_the_end_of_a_line() -> None:
    lines = [f"{i}. " + "chữ " * 30 for i in range(100)]
    parts = split("\n".join(lines))
    assert len(parts) > 1
    assert all(line in lines for part in parts for line in part.split("\n"))


def test_a_cut_tag_is_opened_again_with_its_attributes() -> None:
    first, second = split('<a href="https://a.vn">' + "chữ " * 110 + "</a>", SMALL)
    assert first.endswith("</a>")
    assert second.startswith('<a href="https://a.vn">')


def test_the_limit_is_telegrams_unless_another_is_named() -> None:
    assert LIMIT == 4096
    assert split("a " * 2048) == ["a " * 2048]
    assert len(split("a " * 2048 + "a")) == 2


def test_a_word_longer_than_a_message_is_cut() -> None:
    parts = split("<b>" + "đ" * 10_000 + "</b>")
    assert all(length(part) <= LIMIT and balanced(part) for part in parts)
    assert "".join(map(plain, parts)) == "đ" * 10_000


def test_tags_nested_beyond_all_room_are_an_error_and_no_endless_loop() -> None:
    with ends_soon(5), pytest.raises(ValueError, match="tags"):
        split("<b>" * 600 + "chữ" + "</b>" * 600)
