"""Telegram's HTML as plain text."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.plain import plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Phí</b>: 0 đồng", "Phí: 0 đồng"),
        ('<a href="https://a.vn/?x=1&amp;y=2">Cổng</a>', "Cổng"),
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("&lt;b&gt;", "<b>"),
        ("dòng một\ndòng hai", "dòng một\ndòng hai"),
        ("<b><i>a</i></b>b", "ab"),
        ("", ""),
    ],
)
def test_only_the_words_remain(markup: str, text: str) -> None:
    assert plain(markup) == text


@settings(deadline=None, max_examples=100)
@given(st.text() | st.text(alphabet="<>&;/ab \"'#"))
def test_what_was_escaped_is_told_as_it_was(text: str) -> None:
    assert plain(f"<b>{html.escape(text)}</b>") == text
