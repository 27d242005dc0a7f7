"""Working days in Vietnam: Monday to Friday but for public holidays, and the Saturdays that the Government makes up for them."""

from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)
_VIETNAM = holidays.country_holidays("VN")


@cache
def is_workday(day: date) -> bool:
    """Whether offices work on a day; of years whose holidays are not announced yet, by the law alone."""
    return bool(_VIETNAM.is_working_day(day))


def on_or_before(day: date) -> date:
    """Return the last working day up to a day."""
    while not is_workday(day):
        day -= _DAY
    return day


def on_or_after(day: date) -> date:
    """Return the first working day from a day on."""
    while not is_workday(day):
        day += _DAY
    return day


def workdays_between(start: date, end: date) -> int:
    """Count the working days after `start` up to `end`."""
    return sum(is_workday(start + _DAY * n) for n in range(1, (end - start).days + 1))
