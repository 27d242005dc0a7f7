"""Places told in a message and in a line: every arm, nothing unescaped, no line where nothing needs saying."""

from datetime import date

import pytest

from bot import placing, render
from bot.plain import plain
from knowledge.answering import Found, NotFound, Redirect
from knowledge.whereabouts import became

TODAY = date(2026, 11, 25)
SAID = ["p bến nghé q1", "phường đa kao quận 1", "quận 2", "huyện lý sơn", "phường 6 quận 3", "xã nhuận đức huyện củ chi", "phường sài gòn"]
SAID += [
    "tỉnh bình dương",
    "gia lai",
    "cao bằng",
    "hà tây",
    "xã minh tân",
    "huyện châu thành",
    "phường bến nghé hà nội",
    "sở lđtbxh",
    "xyz",
]


@pytest.mark.parametrize("said", SAID)
def test_every_place_is_told_in_a_few_short_lines(said: str) -> None:
    (message,) = placing.page(became(said, "", TODAY)).parts()
    told = plain(message.html)
    assert told[0].isupper()
    assert len(told) < 1200
    assert "\n\n\n" not in told
    assert "None" not in told
    assert "  " not in told


@pytest.mark.parametrize("said", ["gia lai", "cao bằng", "phường sài gòn", "xyz"])
def test_no_line_is_told_of_what_bears_its_name(said: str) -> None:
    assert placing.line(became(said, "", TODAY)) == ""


@pytest.mark.parametrize(
    "said", ["p bến nghé q1", "quận 2", "quận 3", "tỉnh bình dương", "xã minh tân", "sở lđtbxh", "phường đa kao quận 1"]
)
def test_a_line_is_one_line(said: str) -> None:
    line = placing.line(became(said, "", TODAY))
    assert line.startswith("📍")
    assert "\n" not in line


def test_a_line_stands_under_answers_that_lead_to_an_office_only() -> None:
    about, message = became("quận 3", "", TODAY), render.say("Xin chào")
    for answer in (Found("1.000001", ()), NotFound(unclear=True), Redirect("x", "office_contact")):
        assert "📍" in placing.beside(message, about, answer).html
    for other in (NotFound(unclear=False), Redirect("x", "smalltalk"), Redirect("x", "emergency")):
        assert placing.beside(message, about, other) == message


def test_what_was_typed_is_escaped() -> None:
    assert "<b>&" not in placing.page(became("phường 6<b>& quận 3", "", TODAY)).html.replace("<b>Quận", "")
