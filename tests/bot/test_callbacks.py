"""Typed buttons in 64 bytes."""

from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.callbacks import (
    LIMIT,
    Ack,
    Callback,
    DraftPlan,
    Erase,
    Events,
    Fields,
    Follow,
    Invite,
    Mine,
    Notice,
    OfField,
    OneTask,
    Provinces,
    Report,
    SetBrief,
    SetProvince,
    Show,
    ShowEvent,
    ShowPlan,
    Statistics,
    Subscribe,
    Tasks,
    TasksFile,
    Unfollow,
    Watch,
    Work,
    pack,
    unpack,
)
from bot.render import LABELS
from bot.render_menus import PLAN_PARTS
from bot.render_work import PROMPTS, TITLES
from bot.settings import PROVINCES
from knowledge import events

CODES = st.from_regex(r"\A[0-9]\.[0-9]{6,9}(-[A-Za-z0-9]{1,8})?\Z")
COUNTS = st.integers(0, 100_000)
ACTS = st.sampled_from([*PROMPTS, "agree", "refuse", "undo", "approve", "edit", "drop", "page"])
KEYS = st.from_regex(r"\A[0-9a-f]{10}\Z")
KINDS: dict[type, st.SearchStrategy[Callback]] = {
    Show: st.builds(Show, code=CODES, aspect=st.sampled_from(["", *LABELS])),
    Fields: st.builds(Fields, page=COUNTS),
    OfField: st.builds(OfField, field=COUNTS, page=COUNTS),
    Events: st.builds(Events, page=COUNTS),
    ShowEvent: st.builds(ShowEvent, name=st.sampled_from(sorted(events.shipped()))),
    ShowPlan: st.builds(ShowPlan, plan=COUNTS, part=st.sampled_from(["", *PLAN_PARTS])),
    Tasks: st.builds(Tasks, query=st.from_regex(r"\A[a-z0-9;=. /-]{0,40}\Z"), page=st.integers(0, 9999)),
    TasksFile: st.builds(TasksFile, query=st.from_regex(r"\A[a-z0-9;=. /-]{0,40}\Z")),
    OneTask: st.builds(OneTask, plan=st.from_regex(r"\A[0-9a-f]{6}\Z"), key=st.from_regex(r"\A[0-9a-f]{10}\Z")),
    Provinces: st.builds(Provinces),
    SetProvince: st.builds(SetProvince, province=st.integers(-1, len(PROVINCES))),
    SetBrief: st.builds(SetBrief, brief=st.integers(0, 1)),
    Follow: st.builds(Follow, code=CODES, on=st.integers(0, 1)),
    Unfollow: st.builds(Unfollow, code=CODES),
    Erase: st.builds(Erase, sure=st.integers(0, 1)),
    Mine: st.builds(Mine, side=st.sampled_from(list(TITLES)), page=COUNTS),
    Work: st.builds(Work, key=KEYS),
    Report: st.builds(Report, key=KEYS, version=COUNTS, what=ACTS, value=st.integers(-1, 100)),
    DraftPlan: st.builds(DraftPlan, draft=st.integers(0, 2**40), what=ACTS, value=st.integers(0, 2**40)),
    Invite: st.builds(Invite, what=st.sampled_from(["revoke", "dismiss", "dismissed", "list"]), number=st.integers(0, 2**53)),
    Watch: st.builds(Watch, what=st.sampled_from(["lead", "partner", "observer", "quiet", "digest"]), value=st.integers(0, 1)),
    Statistics: st.builds(Statistics, period=st.sampled_from(["", "2026Q2"]), form=st.sampled_from(["", "xlsx"])),
    Ack: st.builds(Ack, st.integers(1, 10**9)),
    Notice: st.builds(Notice, st.integers(1, 10**9), st.integers(0, 999), st.sampled_from(["send", "aud:topic:chuyendoiso", "fix:12"])),
    Subscribe: st.builds(Subscribe, st.integers(-(10**13), 10**10), st.sampled_from(["topic", "agency"]), st.sampled_from(["", "thon"])),
}


@pytest.mark.parametrize("kind", get_args(Callback))
def test_every_kind_of_button_comes_back_as_it_was_packed(kind: type) -> None:
    @settings(deadline=None, max_examples=100)
    @given(KINDS[kind])
    def comes_back(callback: Callback) -> None:
        assert unpack(pack(callback)) == callback
        assert len(pack(callback).encode()) <= LIMIT

    comes_back()


@settings(deadline=None, max_examples=100)
@given(st.one_of(*KINDS.values()), st.one_of(*KINDS.values()))
def test_different_buttons_are_packed_differently(one: Callback, other: Callback) -> None:
    assert (pack(one) == pack(other)) is (one == other)


@settings(deadline=None, max_examples=200)
@given(
    st.text(max_size=64)
    | st.builds("|".join, st.lists(st.sampled_from([*(k.__name__ for k in KINDS), "1", "-1", "", "x", "٣"]), max_size=4))
)
@example("OfField|1|99999999999999999999")
def test_any_data_at_all_is_a_button_or_none(data: str) -> None:
    callback = unpack(data)
    assert callback is None or unpack(pack(callback)) == callback


@pytest.mark.parametrize(
    "data",
    [
        "",
        "|",
        "Shown|1.004194|",
        "Show",
        "Show|1.004194",
        "Show|1|2|3",
        "Fields|",
        "Fields|một",
        "Fields|1.0",
        "Erase|1|1",
        "Provinces|",
        "object",
        "pack|1",
    ],
)
def test_a_stale_or_forged_button_is_none(data: str) -> None:
    assert unpack(data) is None


def test_a_button_too_long_is_an_error_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="over 64 bytes"):
        pack(Show("1.004194" * 8))
    with pytest.raises(ValueError, match="over 64 bytes"):
        pack(Show("đ" * 30))


def test_the_limit_itself_is_allowed_and_a_byte_more_is_not() -> None:
    room = LIMIT - len("Show||")
    assert len(pack(Show("1" * room))) == LIMIT
    with pytest.raises(ValueError, match="over 64 bytes"):
        pack(Show("1" * (room + 1)))
