"""What a notice is, who it is for, when it is due, and what is wrong with it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Role, may_announce
from bot.callbacks import pack as pack_button
from bot.notifications import drafting
from bot.notifications.announcement import (
    PRESS,
    Announcement,
    Content,
    Media,
    Stage,
    after_quiet,
    audience,
    directory,
    named,
    pack,
    problems,
    unpack,
)
from bot.render_notices import audiences
from bot.zone import VIETNAM

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Nine o'clock in Vietnam.


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@given(
    st.builds(
        Content,
        st.text(max_size=50),
        st.lists(st.builds(Media, st.sampled_from(["photo", "document"]), st.text(max_size=9))).map(tuple),
        st.lists(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=3).map(tuple), max_size=3).map(tuple),
    )
)
def test_what_is_packed_is_unpacked_the_same(content: Content) -> None:
    assert unpack(pack(content)) == content


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("all", "all"),
        ("topic:khan all", "all"),
        ("topic:khan,cchc area:dak-lak", "topic:khan topic:cchc area:dak-lak"),
        ("chats:-1,22 chats:-1", "chats:-1 chats:22"),
    ],
)
def test_an_audience_has_one_form(text: str, kept: str) -> None:
    assert audience(text, directory()) == kept
    assert audience(kept, directory()) == kept


@pytest.mark.parametrize("text", ["", "topic:", "topic:x", "area:atlantis", "chats:", "chats:a", "everybody", "chats:1;2"])
def test_what_is_no_audience_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match=r"topic|there are"):
        audience(text, directory())


def test_every_key_of_the_directory_fits_into_a_button() -> None:
    notice = Announcement(10**9, Stage.DRAFT, 10**6, Content("x"), "", "user:1", NOW)
    page = audiences(notice, directory(), None)
    assert all(pack_button(b.to) for row in page.buttons for b in row if not isinstance(b.to, str))
    assert sum(map(len, page.buttons)) <= 100
    assert "Đắk Lắk" in named("area:dak-lak", directory())


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("ngay", None),
        ("15:30", local(23, 15, 30)),
        ("8:00", local(24, 8)),
        ("7h", local(24, 7)),
        ("7 giờ 15", local(24, 7, 15)),
        ("28/11 7:30", local(28, 7, 30)),
        ("28/11/2026 7h30", local(28, 7, 30)),
    ],
)
def test_a_time_is_vietnams_and_the_next_one(typed: str, at: datetime | None) -> None:
    assert drafting.parse_time(typed, NOW) == at


@pytest.mark.parametrize("typed", ["", "mai", "25:00", "31/11 7:00", "22/11 7:00", "7:99"])
def test_a_time_that_cannot_be_is_refused_with_how_to_write_it(typed: str) -> None:
    with pytest.raises(ValueError, match="15:30"):
        drafting.parse_time(typed, NOW)


@pytest.mark.parametrize(
    ("due", "quiet", "after"),
    [
        (local(23, 23), (22, 6), local(24, 6)),
        (local(23, 3), (22, 6), local(23, 6)),
        (local(23, 22), (22, 6), local(24, 6)),
        (local(23, 6), (22, 6), local(23, 6)),
        (local(23, 13), (12, 14), local(23, 14)),
        (local(23, 14), (12, 14), local(23, 14)),
        (local(23, 13), None, local(23, 13)),
        (local(23, 13), (5, 5), local(23, 13)),
    ],
)
def test_quiet_hours_put_off_to_their_end(due: datetime, quiet: tuple[int, int] | None, after: datetime) -> None:
    assert after_quiet(due, quiet, VIETNAM) == after


@pytest.mark.parametrize(
    ("content", "ack", "told"),
    [
        (Content("<b>Họp</b>"), True, ""),
        (Content("", (Media("photo", "a"),)), False, ""),
        (Content("", (Media("photo", "a"), Media("photo", "b"))), True, "chưa có chữ"),
        (Content("x" * 1025, (Media("photo", "a"),)), False, "1024"),
        (Content("x" * 1025, (Media("photo", "a"), Media("photo", "b"))), True, ""),
        (Content("x", (Media("photo", "a"), Media("document", "b"))), False, "toàn ảnh"),
        (Content("x", (Media("photo", "a"),) * 11), False, "Tối đa 10"),
        (Content("<b><i>x</b></i>"), False, "đóng không đúng"),
        (Content("a <script> b"), False, "script"),
        (Content("<b>x</b>" * 101), False, "Quá 100"),
    ],
)
def test_what_telegram_would_refuse_is_said_before(content: Content, ack: bool, told: str) -> None:
    said = problems(content, ack=ack)
    assert (told in "\n".join(said)) and bool(said) is bool(told)


def test_an_album_is_followed_by_its_buttons_and_long_words_go_in_parts_with_the_buttons_under_the_last() -> None:
    rows = ((("Xem", "https://a.vn"), ("Mở", f"{PRESS}Mine")),)
    photo = Media("photo", "a.jpg")
    album = Content("Sơ đồ", (photo, photo), rows)
    assert album.pieces(ack=False) == (Content("", (photo, photo)), Content("Sơ đồ", (), rows))
    assert Content("Sơ đồ", (photo, photo)).pieces(ack=False) == (Content("Sơ đồ", (photo, photo)),)
    assert album.rest(2, ack=False) == (Content("Sơ đồ", (), rows),)
    assert album.rest(3, ack=False) == ()
    long = Content("\n\n".join(["chữ " * 400] * 5), (), rows)
    first, *_, last = long.pieces(ack=False)
    assert (first.buttons, last.buttons) == ((), rows)
    assert all(not problems(replace(piece, buttons=())) for piece in long.pieces(ack=False))
    assert long.rest(1, ack=False) == long.pieces(ack=False)[1:]
    assert Content("ngắn", (), rows).pieces(ack=True) == (Content("ngắn", (), rows),)
    assert problems(Content("x", (), rows)) == [f"Nút “Mở”: {PRESS}Mine không phải địa chỉ http(s)."]


def test_buttons_are_read_line_by_line_and_the_wrong_line_is_named() -> None:
    assert drafting.parse_buttons("Xem - https://a.vn\n\nHỏi: https://b.vn") == ((("Xem", "https://a.vn"),), (("Hỏi", "https://b.vn"),))
    with pytest.raises(ValueError, match="chỉ có chữ"):
        drafting.parse_buttons("chỉ có chữ")


@pytest.mark.parametrize(
    ("role", "rights", "to", "may"),
    [
        (Role.ADMIN, set(), "all", True),
        (Role.OFFICIAL, {"all"}, "topic:khan", True),
        (Role.OFFICIAL, {"topic:khan"}, "topic:khan", True),
        (Role.OFFICIAL, {"topic:khan"}, "topic:khan area:hue", False),
        (Role.OFFICIAL, {"topic:khan"}, "all", False),
        (Role.OFFICIAL, {"chats"}, "chats:-1", True),
        (Role.OFFICIAL, {"topic:khan"}, "", False),
        (Role.CITIZEN, set(), "topic:khan", False),
    ],
)
def test_who_may_announce_to_whom(role: Role, rights: set[str], to: str, may: bool) -> None:
    assert may_announce(role, frozenset(rights), to) is may
