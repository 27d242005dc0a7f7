"""A look-up in 64 bytes comes back as the same look-up, or does not go into a button at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks import LIMIT, Tasks, pack, unpack
from bot.task_buttons import pack_query, unpack_query
from knowledge.agency_register import load
from knowledge.tasks import OPEN, Role, Status, TaskQuery
from nlp import periods
from nlp.text import fold

AGENCIES = st.sampled_from(["", *sorted(load().agencies)])
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
PERIODS = st.one_of(
    st.none(),
    st.just(periods.RECURRING),
    st.builds(periods.month, st.integers(2020, 2040), st.integers(1, 12)),
    st.builds(lambda day, days: periods.between(day, day + timedelta(days)), DAYS, st.integers(0, 400)),
    st.builds(lambda day: periods.between(None, day), DAYS),
    st.builds(lambda day: periods.between(day, None), DAYS),
)
WORDS = st.sampled_from(
    ["", "dữ liệu mở", "chính quyền số", "a b", "một chuỗi từ rất dài mà không nút bấm nào của Telegram có thể chứa nổi"]
)
QUERIES = st.builds(
    TaskQuery,
    agency=AGENCIES | st.just("Các sở, ban, ngành"),
    role=st.sampled_from(Role),
    partner=AGENCIES,
    period=PERIODS,
    status=st.frozensets(st.sampled_from(Status)),
    area=WORDS,
    words=WORDS,
    output=WORDS,
    plan=st.sampled_from(["", "117", "2629/QĐ-TTg"]),
    no=st.sampled_from(["", "12", "III.12"]),
)


@settings(deadline=None, max_examples=400)
@given(QUERIES, st.integers(0, 9999))
def test_a_look_up_in_a_button_comes_back(query: TaskQuery, page: int) -> None:
    packed = pack_query(query)
    if not packed:
        return
    data = pack(Tasks(packed, page))
    assert len(data.encode()) <= LIMIT
    assert unpack(data) == Tasks(packed, page)
    read = unpack_query(packed)
    plain = replace(query, area=fold(query.area), words=fold(query.words), output=fold(query.output))
    assert read in (query, plain)


def test_what_officials_ask_every_day_fits_into_a_button() -> None:
    query = TaskQuery(agency="Sở Nội vụ", partner="Sở Tài chính", period=periods.quarter(2026, 2), status=OPEN, words="chính quyền số")
    assert unpack_query(pack_query(query)) == replace(query, words="chinh quyen so")


@pytest.mark.parametrize(
    "packed", ["", "zzzzzz;l", "nonsense", ";x", ";l;;q", ";l;;qzz.1", ";l;;;z", ";l;;d1.0", "|", ";l;;m1.2", ";l;;d99999999999.1"]
)
def test_a_broken_look_up_is_no_look_up(packed: str) -> None:
    assert unpack_query(packed) is None
