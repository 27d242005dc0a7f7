"""Money and time in a fee's text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.fees import ends, sentences, until_of, without_expired

TODAY = date(2026, 11, 23)
DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("đến hết ngày 31/12/2025", date(2025, 12, 31)),
        ("Đến ngày 1/7/2026", date(2026, 7, 1)),
        ("áp dụng tới 30.06.2025", date(2025, 6, 30)),
        ("đến hết 31-12-2023", date(2023, 12, 31)),
        ("từ 1/1/2025 đến 30/6/2025, rồi đến hết ngày 31/12/2026", date(2026, 12, 31)),
        ("từ ngày 01/01/2025", None),
        ("ngày 31/12/2025", None),
        ("đến ngày 31/02/2025", None),
        ("đến hết ngày 99/99/2025, đến 01/02/2025", date(2025, 2, 1)),
        ("", None),
    ],
)
def test_the_last_day_a_text_names_is_read(text: str, day: date | None) -> None:
    assert ends(text) == day


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Thu 115.000 đồng. Miễn cho trẻ em.", ["Thu 115.000 đồng.", "Miễn cho trẻ em."]),
        ("một; hai", ["một;", "hai"]),
        ("một\n\nhai\n", ["một", "hai"]),
        ("mức 1. 000 đồng", ["mức 1. 000 đồng"]),
        ("", []),
    ],
)
def test_a_figures_full_stop_ends_no_sentence(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "kept", "ended"),
    [
        ("Thu 50.000 đồng.", "Thu 50.000 đồng.", None),
        ("Thu 50.000 đồng. Giảm đến 31/12/2025.", "Thu 50.000 đồng.", date(2025, 12, 31)),
        ("Giảm đến 31/12/2024.\nGiảm đến 31/12/2025.", "", date(2025, 12, 31)),
        ("Giảm đến 23/11/2026.", "Giảm đến 23/11/2026.", None),
        ("Giảm đến 22/11/2026.", "", date(2026, 11, 22)),
        ("Giảm đến 31/12/2026.", "Giảm đến 31/12/2026.", None),
        ("  Hai  dòng\n nguyên ", "  Hai  dòng\n nguyên ", None),
    ],
)
def test_sentences_that_have_ended_are_left_out(text: str, kept: str, ended: date | None) -> None:
    assert without_expired(text, TODAY) == (kept, ended)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["Thu 50.000 đồng", "Giảm một nửa"]), st.none() | DATES), max_size=5), DATES)
def test_what_is_kept_never_ended_and_leaving_out_twice_is_once(parts: list[tuple[str, date | None]], today: date) -> None:
    text = ". ".join(f"{said} đến hết ngày {until:%d/%m/%Y}" if until else said for said, until in parts)
    kept, ended = without_expired(text, today)
    assert (ends(kept) or today) >= today
    assert without_expired(kept, today) == (kept, None)
    assert ended == max((until for _, until in parts if until and until < today), default=None)


@pytest.mark.parametrize(
    ("amount", "text", "day"),
    [
        (7000, "Trực tuyến 7.000 đồng đến hết ngày 31/12/2025. Sau đó 15.000 đồng.", date(2025, 12, 31)),
        (15000, "Trực tuyến 7.000 đồng đến hết ngày 31/12/2025. Sau đó 15.000 đồng.", None),
        (5000, "Thu 15.000 đồng đến hết ngày 31/12/2025.", None),
        (15, "Thu 15.000 đồng đến hết ngày 31/12/2025.", None),
        (1_500_000, "Thu 1.500.000 đồng tới 1/1/2027", date(2027, 1, 1)),
        (500, "500 đồng", None),
        (500, "", None),
    ],
)
def test_a_sums_last_day_is_the_one_of_its_own_sentence(amount: int, text: str, day: date | None) -> None:
    assert until_of(amount, text) == day
