"""Due dates: their wordings read, written again, and no day invented."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import periods
from nlp.dates import Kind, Period, parse, read_period, render, tells_no_day
from nlp.text import fold, normalize

YEAR = 2026
"""The plan's year in the table: what a wording without a year means."""

TABLE = """
# days
30/6/2026 = day 30/06/2026
30/06/2026. = day 30/06/2026
30.6.2026 = day 30/06/2026
30-6-2026 = day 30/06/2026
30/6/26 = day 30/06/2026
30/6 = day 30/06/2026
2026-06-30 = day 30/06/2026
2026-06-30 00:00:00 = day 30/06/2026
46203 = day 30/06/2026
46203.0 = day 30/06/2026
ngày 30 tháng 6 năm 2026 = day 30/06/2026
Ngày 30 tháng 6 = day 30/06/2026
30 tháng 6 năm 2026 = day 30/06/2026
ngày 30/6/2026 = day 30/06/2026
17h00 ngày 30/6/2026 = day 30/06/2026
Trước ngày 15/12/2026 = day 15/12/2026
Trước 15/12/2026 = day 15/12/2026
Trước 15/12 = day 15/12/2026
Trước ngày 15 tháng 12 năm 2026 = day 15/12/2026
Chậm nhất ngày 15/12/2026 = day 15/12/2026
Chậm nhất 15/12 = day 15/12/2026
Hoàn thành trước ngày 15/12/2026 = day 15/12/2026
Đến hết ngày 15/12/2026 = day 15/12/2026
Xong trước 15 / 12 / 2026 = day 15/12/2026
Sau khi có Luật, chậm nhất 31/12/2026 = day 31/12/2026
Trước ngày 01/6/2026 (sau khi có hướng dẫn của Bộ) = day 01/06/2026
truoc ngay 15/12/2026 = day 15/12/2026
# months
Tháng 6/2026 = month 01/06/2026 30/06/2026
Tháng 06/2026 = month 01/06/2026 30/06/2026
tháng 6 năm 2026 = month 01/06/2026 30/06/2026
Tháng 6-2026 = month 01/06/2026 30/06/2026
Tháng 6 / 2026 = month 01/06/2026 30/06/2026
Tháng 12//2026 = month 01/12/2026 31/12/2026
Thang 8/2026 = month 01/08/2026 31/08/2026
thánh 12/2026 = month 01/12/2026 31/12/2026
THÁNG 6/2026 = month 01/06/2026 30/06/2026
T6/2026 = month 01/06/2026 30/06/2026
06/2026 = month 01/06/2026 30/06/2026
6/2026 = month 01/06/2026 30/06/2026
Tháng 2/2027 = month 01/02/2027 28/02/2027
Tháng 02/2028 = month 01/02/2028 29/02/2028
Trong tháng 6 = month 01/06/2026 30/06/2026
Tháng 6 = month 01/06/2026 30/06/2026
Hết tháng 6/2026 = month 01/06/2026 30/06/2026
Đầu tháng 6/2026 = month 01/06/2026 30/06/2026
Cuối tháng 6 = month 01/06/2026 30/06/2026
Trước tháng 7/2026 = month 01/06/2026 30/06/2026
Trước tháng 01/2027 = month 01/12/2026 31/12/2026
trước tháng 3/2027 (sau khi Chính phủ ban hành Nghị định thay thế Nghị định số 34/2014/NĐ-CP = month 01/02/2027 28/02/2027
Tháng 9/2026 (sau khi kết thúc kỳ tuyển sinh năm học 2026 – 2027) = month 01/09/2026 30/09/2026
Hoàn thành trong tháng 6/2026 và duy trì thường xuyên = month 01/06/2026 30/06/2026
# quarters
Quý II/2026 = quarter 01/04/2026 30/06/2026
Quý 2/2026 = quarter 01/04/2026 30/06/2026
Quý 02/2026 = quarter 01/04/2026 30/06/2026
Quí IV-2025 = quarter 01/10/2025 31/12/2025
Quý II/năm 2026 = quarter 01/04/2026 30/06/2026
Quý II năm 2026 = quarter 01/04/2026 30/06/2026
Quý II của năm 2026 = quarter 01/04/2026 30/06/2026
Quý IV/ 2026 = quarter 01/10/2026 31/12/2026
quy ii/2026 = quarter 01/04/2026 30/06/2026
Q2/2026 = quarter 01/04/2026 30/06/2026
Q.II/2026 = quarter 01/04/2026 30/06/2026
Quý l/2026 = quarter 01/01/2026 31/03/2026
Quý II = quarter 01/04/2026 30/06/2026
Trong quý IV/2026 = quarter 01/10/2026 31/12/2026
Đầu quý II = quarter 01/04/2026 30/06/2026
Cuối quý II/2026 = quarter 01/04/2026 30/06/2026
Trước quý III/2026 = quarter 01/04/2026 30/06/2026
Đến hết quý II/2026 = quarter 01/04/2026 30/06/2026
Ban hành trong quý I năm 2026. Thực hiện rà soát, điều chỉnh (nếu có) = quarter 01/01/2026 31/03/2026
Hoàn thành trong quý I năm 2026 và có rà soát, bổ sung trong các năm tiếp theo (nếu có) = quarter 01/01/2026 31/03/2026
3 tháng đầu năm 2026 = quarter 01/01/2026 31/03/2026
# halves and nine months
6 tháng đầu năm = half 01/01/2026 30/06/2026
06 tháng đầu năm 2026 = half 01/01/2026 30/06/2026
6 tháng cuối năm 2026 = half 01/07/2026 31/12/2026
nửa đầu năm 2026 = half 01/01/2026 30/06/2026
nửa cuối năm = half 01/07/2026 31/12/2026
6 tháng/2026 = half 01/01/2026 30/06/2026
9 tháng = range 01/01/2026 30/09/2026
9 tháng đầu năm 2026 = range 01/01/2026 30/09/2026
09 tháng năm 2026 = range 01/01/2026 30/09/2026
# years
2026 = year 01/01/2026 31/12/2026
Năm 2026 = year 01/01/2026 31/12/2026
Trong năm 2026 = year 01/01/2026 31/12/2026
Trong năm = year 01/01/2026 31/12/2026
Cả năm = year 01/01/2026 31/12/2026
Cuối năm = year 01/01/2026 31/12/2026
Cuối năm 2027 = year 01/01/2027 31/12/2027
Đến năm 2030 = year 01/01/2030 31/12/2030
Đến hết năm 2026 = year 01/01/2026 31/12/2026
Trước năm 2030 = year 01/01/2029 31/12/2029
Hoàn thành trong năm 2026 = year 01/01/2026 31/12/2026
Trong năm 2026(Đề nghị tổng hợp xây dựng văn bản bãi bỏ chung) = year 01/01/2026 31/12/2026
Trong năm 2026 bãi bỏ một phần Quyết định số 13/2027/QĐ-UBND = year 01/01/2026 31/12/2026
Hoàn thành kiểm kê trong năm 2026. Định kỳ cập nhật kết quả (nếu có) = year 01/01/2026 31/12/2026
Trình cấp có thẩm quyền trong năm 2026 và triển khai các hoạt động thường xuyên = year 01/01/2026 31/12/2026
Hoàn thành trước năm 2027 và vận hành thường xuyên, liên tục = year 01/01/2026 31/12/2026
# ranges
2026 - 2030 = range 01/01/2026 31/12/2030
2026-2030 = range 01/01/2026 31/12/2030
2026 – 2030 = range 01/01/2026 31/12/2030
2026 đến 2030 = range 01/01/2026 31/12/2030
Năm 2025-2030 = range 01/01/2025 31/12/2030
Giai đoạn 2026 - 2030 = range 01/01/2026 31/12/2030
Giai đoạn 2026-2030. = range 01/01/2026 31/12/2030
Từ năm 2026 đến năm 2030 = range 01/01/2026 31/12/2030
Thực hiện trong giai đoạn 2026 - 2030. Trong đó thí điểm giai đoạn 2027 - 2030 (nếu khả thi) = range 01/01/2026 31/12/2030
Hoàn thành trong giai đoạn 2026 - 2027 và vận hành thường xuyên, liên tục = range 01/01/2026 31/12/2027
Thí điểm trong giai đoạn 2026 - 2027 và thực hiện mở rộng sau năm 2028 = range 01/01/2026 31/12/2027
Quý IV/2025- Quý II/2026 = range 01/10/2025 30/06/2026
Quý I - Quý II/2026 = range 01/01/2026 30/06/2026
Quý I, II/2026 = range 01/01/2026 30/06/2026
Quý I-IV/2026 = range 01/01/2026 31/12/2026
Quý I, II, III năm 2026 = range 01/01/2026 30/09/2026
Quý II và quý IV = range 01/04/2026 31/12/2026
Quý II+III/2026 = range 01/04/2026 30/09/2026
Tháng 6 và tháng 12 = range 01/06/2026 31/12/2026
Tháng 6, 12/2026 = range 01/06/2026 31/12/2026
Tháng 6/2026 và tháng 12/2026 = range 01/06/2026 31/12/2026
Tháng 3-5/2026 = range 01/03/2026 31/05/2026
Tháng 11 - 12/2026 = range 01/11/2026 31/12/2026
tháng 7, 8, 9/2026 = range 01/07/2026 30/09/2026
Từ tháng 3 đến tháng 5/2026 = range 01/03/2026 31/05/2026
Từ tháng 3/2026 đến tháng 5/2026 = range 01/03/2026 31/05/2026
Từ tháng 12 đến tháng 1/2027 = range 01/12/2026 31/01/2027
Từ 01/3 đến 30/6/2026 = range 01/03/2026 30/06/2026
01/3/2026 - 30/6/2026 = range 01/03/2026 30/06/2026
15/6 và 15/12 = range 15/06/2026 15/12/2026
Dự thảo: quý II/2026; ban hành: quý IV/2026 = range 01/04/2026 31/12/2026
Từ năm 2026 = range 01/01/2026 -
Triển khai từ năm 2026 = range 01/01/2026 -
Bắt đầu từ tháng 6/2026 = range 01/06/2026 -
Từ quý II/2026 = range 01/04/2026 -
Từ ngày 01/3/2026 = range 01/03/2026 -
Sau năm 2026 = range 01/01/2027 -
Năm 2026 và các năm tiếp theo = range 01/01/2026 -
# recurring
Thường xuyên = recurring
Thường xuyên, liên tục = recurring
thuong xuyen = recurring
Nhiệm vụ thường xuyên = recurring
Hằng năm. = recurring
Hàng năm = recurring
Hằng quý = recurring
Hàng tuần / Hàng tháng = recurring
Liên tục = recurring
Định kỳ hằng quý = recurring
Định kỳ 6 tháng = recurring
6 tháng/lần = recurring
6 tháng, năm = recurring
Báo cáo quý, 6 tháng, năm = recurring
6 tháng, 9 tháng và năm = recurring
2 lần/năm = recurring
Mỗi quý = recurring
Ngày 30 hằng tháng = recurring
Trước ngày 25 hằng tháng = recurring
Trước ngày 20 của tháng cuối quý = recurring
Trước ngày 01/6 và 15/11 hằng năm = recurring
Tháng 12 hằng năm = recurring
Thường xuyên trong năm 2026 = recurring
Năm 2026 (thường xuyên) = recurring
Triển khai từ năm 2026 và thực hiện thường xuyên, liên tục = recurring
Thường xuyên, định kỳ hằng quý báo cáo về Sở Tài chính = recurring
Thường xuyên/đột xuất = recurring
# events, and days that nobody can tell
Khi có phát sinh = event
Khi có yêu cầu = event
Theo Kế hoạch riêng = event
Theo kế hoạch = event
Theo Kế hoạch số 15/KH-UBND ngày 12/3/2026 = event
Theo lộ trình được giao tại Kế hoạch số 02-KH/BCĐTW = event
Sau khi có Quy chế của TW = event
20 ngày sau khi Tỉnh uỷ ban hành = event
Trong vòng 30 ngày kể từ ngày ban hành = event
Hoàn thành trong 6 tháng sau khi Chính phủ ban hành Nghị định = event
15 ngày làm việc = event
Kỳ họp cuối năm = event
Kỳ họp cuối năm 2026 = event
Chưa đề xuất = event
Chưa xác định = event
Đột xuất = event
Đề xuất giao Sở Xây dựng tham mưu = event
31/6/2026 = event
29/2/2027 = event
Tháng 13/2026 = event
Quý V/2026 = event
6/30/2026 = event
Quý IV/2026 - Quý I/2026 = event
# nothing
- = none
— = none
... = none
x = none
"""
ROWS = [tuple(line.split(" = ")) for line in TABLE.splitlines() if line and not line.startswith("#")]


def read(text: str) -> Period:
    """A period as the table writes it."""
    kind, *days = text.split()
    found = [None if day == "-" else date(*map(int, reversed(day.split("/")))) for day in days]
    match found:
        case []:
            return Period(Kind(kind))
        case [only]:
            return Period(Kind(kind), only, only)
        case _:
            return Period(Kind(kind), *found)


def test_the_table_is_long_enough() -> None:
    assert len({wording for wording, _ in ROWS}) >= 150


@pytest.mark.parametrize(("wording", "expected"), ROWS, ids=[wording for wording, _ in ROWS])
def test_a_wording_means_its_period(wording: str, expected: str) -> None:
    assert parse(wording, plan_year=YEAR) == read(expected)


@pytest.mark.parametrize("wording", ["", "  ", "\n"])
def test_an_empty_cell_is_due_on_no_day(wording: str) -> None:
    assert parse(wording, plan_year=YEAR) == periods.NONE


@pytest.mark.parametrize(
    "wording", ["Tháng 6", "Quý II", "30/6", "6 tháng đầu năm", "9 tháng", "Cuối năm", "Trong năm", "Từ tháng 3 đến tháng 5"]
)
def test_a_year_that_nobody_says_is_not_invented(wording: str) -> None:
    assert parse(wording) == periods.EVENT


def test_this_year_counts_from_the_day_of_the_plan() -> None:
    assert parse("Năm nay", issued=date(2026, 3, 1)) == periods.year(2026)
    assert parse("Năm nay") == periods.EVENT


@pytest.mark.parametrize(
    "wording", ["Khi có phát sinh", "Chưa đề xuất", "Theo Kế hoạch riêng", "20 ngày sau khi Tỉnh uỷ ban hành", "Kỳ họp cuối năm"]
)
def test_an_event_is_told_from_words_that_are_not_understood(wording: str) -> None:
    assert tells_no_day(wording)
    assert not tells_no_day("Sở Tài chính")
    assert not tells_no_day("31/6/2026")


def test_every_real_wording_counted_is_read(shared: Path) -> None:
    counted = json.loads((shared / "plans/due_wordings.json").read_text(encoding="utf-8"))
    made = {"yyyy - yyyy": "2026 - 2030", "yyyy-yyyy": "2026-2030", "yyyy": "2026", "Q": "II", "M": "6", "n-kh": "02-KH"}
    for wording, _ in counted:
        text = wording.replace("dd/mm/yyyy", "30/06/2026")
        for mark, example in made.items():
            text = text.replace(mark, example)
        assert parse(text).kind is not Kind.NONE
        assert parse(text).kind is not Kind.EVENT or tells_no_day(text) or "sao lưu" in text, wording


DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
BOUNDED = st.builds(periods.containing, st.sampled_from([Kind.DAY, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR]), DAYS)
RANGES = st.tuples(DAYS, DAYS).map(sorted).map(lambda pair: periods.between(*pair))
OPEN = DAYS.flatmap(lambda day: st.sampled_from([periods.between(day, None), periods.between(None, day)]))
PERIODS = st.one_of(BOUNDED, RANGES, OPEN, st.sampled_from([periods.RECURRING, periods.EVENT, periods.NONE]))
SOME_WORDS = st.lists(
    st.sampled_from(
        "trước sau từ đến ngày tháng quý năm 6 12 30/6 2026 II/2026 hằng thường xuyên và - / , . ( ) giai đoạn khi có cuối".split()
    )
    | st.text(max_size=5),
    max_size=12,
).map(" ".join)


@given(PERIODS)
def test_a_period_written_in_words_is_read_again(period: Period) -> None:
    assert parse(render(period)) == period


@given(PERIODS)
def test_a_period_contains_its_due_day(period: Period) -> None:
    assert period.due is None or period.due in period


@given(SOME_WORDS, st.none() | st.integers(2001, 2098))
def test_no_text_breaks_the_reading_and_what_is_read_can_be_written(text: str, year: int | None) -> None:
    period = parse(text, plan_year=year)
    assert parse(render(period)) == period


@given(SOME_WORDS)
def test_without_a_year_in_text_or_plan_no_day_is_read(text: str) -> None:
    if not any(char.isdigit() for char in text):
        assert parse(text).start is None and parse(text).end is None


@given(st.sampled_from([wording for wording, _ in ROWS]))
def test_marks_and_case_do_not_matter(wording: str) -> None:
    assert parse(fold(normalize(wording)), plan_year=YEAR) == parse(wording, plan_year=YEAR) == parse(wording.upper(), plan_year=YEAR)


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (Kind.DAY, date(2026, 1, 1), None),
        (Kind.MONTH, date(2026, 1, 2), date(2026, 1, 31)),
        (Kind.RANGE, None, None),
        (Kind.RANGE, date(2026, 2, 1), date(2026, 1, 1)),
        (Kind.RECURRING, date(2026, 1, 1), None),
    ],
)
def test_a_period_that_contradicts_its_kind_is_refused(kind: Kind, start: date | None, end: date | None) -> None:
    with pytest.raises(ValueError, match=r"period|range|later|is no"):
        Period(kind, start, end)


TODAY = date(2026, 11, 25)
ASKED = """
nhiệm vụ quý 2 | quý 2 | quarter 01/04/2026 30/06/2026
việc quý IV năm 2027 của sở | quý IV năm 2027 | quarter 01/10/2027 31/12/2027
quy 2 con gi | quy 2 | quarter 01/04/2026 30/06/2026
việc tháng này | tháng này | month 01/11/2026 30/11/2026
thang nay | thang nay | month 01/11/2026 30/11/2026
tháng sau có gì | tháng sau | month 01/12/2026 31/12/2026
tháng trước | tháng trước | month 01/10/2026 31/10/2026
trước 30/6 | trước 30/6 | range - 30/06/2026
truoc 30/6 | truoc 30/6 | range - 30/06/2026
việc phải xong trước ngày 15/12/2026 | trước ngày 15/12/2026 | range - 15/12/2026
trước tháng 7 | trước tháng 7 | range - 30/06/2026
trước quý 3 | trước quý 3 | range - 30/06/2026
sau 15/7 | sau 15/7 | range 16/07/2026 -
7 ngày tới | 7 ngày tới | range 25/11/2026 02/12/2026
trong 2 tuần tới | trong 2 tuần tới | range 25/11/2026 09/12/2026
30 ngay toi | 30 ngay toi | range 25/11/2026 25/12/2026
3 tháng tới | 3 tháng tới | range 25/11/2026 25/02/2027
tuần này | tuần này | range 23/11/2026 29/11/2026
tuần sau | tuần sau | range 30/11/2026 06/12/2026
năm nay | năm nay | year 01/01/2026 31/12/2026
năm sau | năm sau | year 01/01/2027 31/12/2027
trong năm 2026 | trong năm 2026 | year 01/01/2026 31/12/2026
6 tháng đầu năm | 6 tháng đầu năm | half 01/01/2026 30/06/2026
6 thang cuoi nam | 6 thang cuoi nam | half 01/07/2026 31/12/2026
từ tháng 3 đến tháng 5 | từ tháng 3 đến tháng 5 | range 01/03/2026 31/05/2026
từ 1/3 đến 15/4 | từ 1/3 đến 15/4 | range 01/03/2026 15/04/2026
từ nay đến 30/12 | từ nay đến 30/12 | range 25/11/2026 30/12/2026
đến hạn hôm nay | hôm nay | day 25/11/2026
ngày mai | ngày mai | day 26/11/2026
cuối năm | cuối năm | year 01/01/2026 31/12/2026
hết tháng này | hết tháng này | month 01/11/2026 30/11/2026
nhiệm vụ đến hạn tháng 6 | đến hạn tháng 6 | month 01/06/2026 30/06/2026
han thang 6 nam sau | thang 6 nam sau | month 01/06/2027 30/06/2027
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_a_question_names_its_days(line: str) -> None:
    question, words, expected = line.split(" | ")
    asked = read_period(question, TODAY)
    assert asked is not None
    assert (question[asked.start : asked.end].removeprefix("han "), asked.period) == (words, read(expected))


@pytest.mark.parametrize(
    "question",
    [
        "Sở Nội vụ còn việc gì quá hạn",
        "nhiệm vụ 2.1",
        "nhiệm vụ 12 kế hoạch 2629/QĐ-TTg",
        "hạn của báo cáo SIPAS",
        "kế hoạch 2026",
        "ai chủ trì nhiệm vụ 12",
    ],
)
def test_a_question_without_days_names_none(question: str) -> None:
    assert read_period(normalize(question), TODAY) is None


@given(SOME_WORDS, DAYS)
def test_no_question_breaks_the_reading(text: str, today: date) -> None:
    asked = read_period(normalize(text), today)
    assert asked is None or 0 <= asked.start < asked.end <= len(normalize(text))


@given(st.integers(1, 60), DAYS)
def test_the_next_days_begin_today(count: int, today: date) -> None:
    asked = read_period(f"{count} ngày tới", today)
    assert asked is not None
    assert (asked.period.start, asked.period.end) == (today, today + timedelta(count))
