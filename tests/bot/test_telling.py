"""A procedure's record in plain lines."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import telling
from bot.telling import Line
from knowledge.records import (
    Channel,
    Document,
    Fee,
    FeeKind,
    FeeStatus,
    LegalBasis,
    Note,
    OnlineLevel,
    Places,
    ProcessingTime,
    TimeUnit,
)
from nlp.analysis import analyze
from nlp.lexicon import shipped
from tests.conftest import procedure

TODAY = date(2026, 11, 23)
DAYS = TimeUnit.WORKING_DAY


def time(amount: float | None = None, unit: TimeUnit = TimeUnit.OTHER, **given: Any) -> ProcessingTime:
    return ProcessingTime(amount=amount, unit=unit, **given)


@pytest.mark.parametrize(
    ("times", "lines"),
    [
        ((), []),
        ((time(3, DAYS),), [Line("3 ngày làm việc")]),
        ((time(1.5, TimeUnit.HOUR),), [Line("1,5 giờ")]),
        ((time(1, TimeUnit.MONTH),), [Line("1 tháng")]),
        ((time(5, TimeUnit.DAY, text="kể từ ngày nhận"),), [Line("5 ngày (kể từ ngày nhận)")]),
        ((time(text="Trong ngày"),), [Line("Trong ngày")]),
        ((time(4, text="buổi"),), [Line("buổi")]),
        ((time(3, DAYS, channel=Channel.DIRECT), time(3, DAYS, channel=Channel.ONLINE)), [Line("3 ngày làm việc")]),
        (
            (time(3, DAYS, channel=Channel.DIRECT), time(2, DAYS, channel=Channel.ONLINE)),
            [Line("3 ngày làm việc", "Trực tiếp"), Line("2 ngày làm việc", "Trực tuyến")],
        ),
        (
            (time(3, DAYS, case="Cần xác minh", channel=Channel.POST), time(1, DAYS)),
            [Line("3 ngày làm việc", "Bưu chính, Cần xác minh"), Line("1 ngày làm việc")],
        ),
        ((time(3, DAYS, case="Cần xác minh"),), [Line("3 ngày làm việc", "Cần xác minh")]),
    ],
)
def test_times_are_told_in_words_and_once_where_channels_agree(times: tuple[ProcessingTime, ...], lines: list[Line]) -> None:
    assert telling.times(procedure(times=times)) == lines


def fee(status: FeeStatus, **given: Any) -> Fee:
    return Fee(status=status, **given)


PAST, AHEAD = date(2025, 12, 31), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("fees", "lines"),
    [
        ((), []),
        ((fee(FeeStatus.AMOUNT, amount=15000),), [Line("15.000 đồng (phí)")]),
        (
            (fee(FeeStatus.AMOUNT, amount=1_500_000, per="lần", kind=FeeKind.SERVICE_FEE, channel=Channel.ONLINE, case="Cấp mới"),),
            [Line("1.500.000 đồng/lần (lệ phí)", "Trực tuyến, Cấp mới")],
        ),
        ((fee(FeeStatus.AMOUNT, amount=500, kind=FeeKind.PRICE, text="một trang"),), [Line("500 đồng (giá)", "", "một trang")]),
        ((fee(FeeStatus.ZERO),), [Line("0 đồng")]),
        ((fee(FeeStatus.ZERO, case="Trẻ em", text="Theo luật"),), [Line("0 đồng", "Trẻ em", "Theo luật")]),
        ((fee(FeeStatus.SEE_TEXT, text="Do tỉnh quyết định"),), [Line("Do tỉnh quyết định")]),
        ((fee(FeeStatus.NOT_STATED),), [Line("Nguồn không nêu phí; xin hỏi nơi nộp trước khi đi.")]),
        (
            (fee(FeeStatus.AMOUNT, amount=15000), fee(FeeStatus.AMOUNT, amount=7000, valid_until=PAST)),
            [Line("15.000 đồng (phí)"), Line("Mức giảm áp dụng đến 31/12/2025 đã hết hạn, không tính ở đây.")],
        ),
        (
            (fee(FeeStatus.AMOUNT, amount=15000), fee(FeeStatus.AMOUNT, amount=20000, valid_from=AHEAD)),
            [Line("15.000 đồng (phí)")],
        ),
        (
            (fee(FeeStatus.AMOUNT, amount=15000, valid_until=TODAY), fee(FeeStatus.AMOUNT, amount=15000, valid_until=TODAY)),
            [Line("15.000 đồng (phí)")],
        ),
        (
            (fee(FeeStatus.SEE_TEXT, text="Mức thu 50.000 đồng. Giảm một nửa đến hết ngày 31/12/2025."),),
            [Line("Mức thu 50.000 đồng. (phần áp dụng đến 31/12/2025 đã hết hạn)")],
        ),
    ],
)
def test_fees_are_told_as_they_stand_today(fees: tuple[Fee, ...], lines: list[Line]) -> None:
    assert telling.fees(procedure(fees=fees), TODAY) == lines


def test_a_fee_whose_text_has_wholly_ended_sends_people_to_ask() -> None:
    told = telling.fees(procedure(fees=(fee(FeeStatus.SEE_TEXT, text="Thu 20.000 đồng đến hết ngày 31/12/2023."),)), TODAY)
    assert "20.000" not in str(told)
    assert "xin hỏi nơi nộp" in str(told)


def test_a_fee_that_has_ended_is_not_passed_over_in_silence() -> None:
    told = telling.fees(procedure(fees=(fee(FeeStatus.AMOUNT, amount=7000, valid_until=PAST),)), TODAY)
    assert "7.000" not in str(told)
    assert "31/12/2025" in str(told)


FEES = st.one_of(
    st.builds(
        Fee,
        status=st.just(FeeStatus.AMOUNT),
        amount=st.integers(1, 10**9),
        channel=st.sampled_from(Channel),
        kind=st.sampled_from(FeeKind),
        valid_from=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        valid_until=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    ),
    st.builds(Fee, status=st.sampled_from([FeeStatus.NOT_STATED, FeeStatus.ZERO]), channel=st.sampled_from(Channel)),
    st.builds(Fee, status=st.just(FeeStatus.SEE_TEXT), text=st.just("Theo quy định")),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(FEES, max_size=4).map(tuple))
def test_nothing_is_told_as_free_but_a_zero_and_no_sum_that_is_not_in_force(fees: tuple[Fee, ...]) -> None:
    told = [line.text for line in telling.fees(procedure(fees=fees), TODAY)]
    assert any(text == "0 đồng" for text in told) is any(f.status is FeeStatus.ZERO for f in fees)
    sums = {f"{f.amount:,}".replace(",", ".") for f in fees if f.amount and f.in_force(TODAY)}
    assert {text.split(" đồng")[0] for text in told if " đồng (" in text} == sums


@pytest.mark.parametrize(
    ("places", "agency", "lines"),
    [
        (Places(), "", []),
        (Places(counter="Một cửa xã"), "", [Line("Một cửa xã", "Trực tiếp")]),
        (
            Places(counter="Một cửa", online="Cổng", post="Bưu điện"),
            "Công an xã",
            [
                Line("Một cửa", "Trực tiếp"),
                Line("Cổng", "Trực tuyến"),
                Line("Bưu điện", "Bưu chính"),
                Line("Công an xã", "Cơ quan giải quyết"),
            ],
        ),
    ],
)
def test_places_are_told_by_channel_and_the_agency_last(places: Places, agency: str, lines: list[Line]) -> None:
    assert telling.places(procedure(places=places, agency=agency)) == lines


@pytest.mark.parametrize(
    ("level", "place", "said"),
    [
        (OnlineLevel.FULL, "", ["toàn trình"]),
        (OnlineLevel.PARTIAL, "Cổng", ["một phần", "Cổng"]),
        (OnlineLevel.NONE, "", ["không có hình thức"]),
        (OnlineLevel.UNKNOWN, "", ["không nói rõ"]),
        (OnlineLevel.UNKNOWN, "VNeID", ["VNeID"]),
    ],
)
def test_online_is_told_as_far_as_the_source_says(level: OnlineLevel, place: str, said: list[str]) -> None:
    lines = telling.online(procedure(online_level=level, places=Places(online=place)))
    assert len(lines) == len(said)
    assert all(words in line.text for words, line in zip(said, lines, strict=True))


PAPERS = (
    Document(name="Giấy ủy quyền", case="Nộp thay"),
    Document(name="Tờ khai", form="Mẫu CT01", originals=1),
    Document(name="Căn cước", handling="present", originals=1, copies=2),
    Document(name="Ảnh"),
)


def test_papers_are_grouped_by_case_the_always_needed_first() -> None:
    assert telling.documents(procedure(documents=PAPERS)) == [
        (
            "",
            [
                Line("Tờ khai", remark="1 bản chính, Mẫu CT01"),
                Line("Căn cước", remark="xuất trình, 1 bản chính, 2 bản sao"),
                Line("Ảnh"),
            ],
        ),
        ("Nộp thay", [Line("Giấy ủy quyền")]),
    ]


def test_of_the_forms_only_papers_with_a_form_are_told() -> None:
    assert telling.documents(procedure(documents=PAPERS), forms_only=True) == [("", [Line("Tờ khai", remark="1 bản chính, Mẫu CT01")])]
    assert telling.documents(procedure(), forms_only=True) == []


@pytest.mark.parametrize(
    ("basis", "line"),
    [
        (LegalBasis(number="68/2020/QH14"), Line("68/2020/QH14")),
        (
            LegalBasis(number="75/2022/TT-BTC", title="Thông tư về lệ phí", issued=date(2022, 12, 2)),
            Line("75/2022/TT-BTC – Thông tư về lệ phí", remark="ngày 02/12/2022"),
        ),
    ],
)
def test_a_legal_document_is_told_by_number_title_and_date(basis: LegalBasis, line: Line) -> None:
    assert telling.legal([basis]) == [line]


NOTES = tuple(
    Note(question=question, answer="…", source="…")
    for question in (
        "Hợp đồng thuê nhà có phải công chứng không?",
        "Chủ nhà không đồng ý thì sao?",
        "Thuê nhà không có hợp đồng thì sao?",
        "Hợp đồng thuê nhà viết tay được không?",
        "Khi nào phải gia hạn?",
    )
)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("hợp đồng thuê nhà có phải công chứng không", "Hợp đồng thuê nhà có phải công chứng không?"),
        ("hop dong thue nha viet tay", "Hợp đồng thuê nhà viết tay được không?"),
        ("chủ nhà không đồng ý", "Chủ nhà không đồng ý thì sao?"),
        ("đăng ký tạm trú cần gì", None),
        ("không có", None),
        ("hạn", None),
    ],
)
def test_a_note_is_told_where_it_answers_what_was_asked(question: str, first: str | None) -> None:
    notes = telling.notes(procedure(notes=NOTES), analyze(question, shipped(), segmented=False))
    assert (notes[0].question if notes else None) == first


def test_two_notes_at_most_are_told_and_none_where_nothing_was_asked() -> None:
    everything = analyze(" ".join(n.question for n in NOTES), shipped(), segmented=False)
    assert len(telling.notes(procedure(notes=NOTES), everything)) == 2
    assert telling.notes(procedure(notes=NOTES), None) == []
