"""Arithmetic on civil dates: intervals of days, months and years, and dates without a year."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

Interval = tuple[datetime | None, datetime | None]
"""Half-open, naive civil time; null is an open end."""


def midnight(day: date) -> datetime:
    """
    Give the first instant of a day.

    Parameters
    ----------
    day
        A date.

    Returns
    -------
    instant
        Naive civil time.
    """
    return datetime.combine(day, time())


def days(first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """
    Give the interval of one day, or of all days from the first to the last.

    Parameters
    ----------
    first
        The first day.
    last
        The last day, included; null means the first.

    Returns
    -------
    interval
        Half-open.
    """
    return midnight(first), midnight(last or first) + timedelta(days=1)


def month(year: int, number: int, part: str | None = None) -> tuple[datetime, datetime]:
    """
    Give the interval of a month or of a third of it.

    Parameters
    ----------
    year, number
        The month, 1 to 12.
    part
        ``early`` (days 1 to 10), ``mid`` (11 to 20) or ``late`` (21 to the end); null is all of it.

    Returns
    -------
    interval
        Half-open.
    """
    last = monthrange(year, number)[1]
    low, high = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(part or "", (1, last))
    return days(date(year, number, low), date(year, number, high))


def year_interval(year: int, part: str | None = None) -> tuple[datetime, datetime]:
    """
    Give the interval of a year or of four months of it.

    Parameters
    ----------
    year
        The year.
    part
        ``early``, ``mid`` or ``late``: four months each; null is the whole year.

    Returns
    -------
    interval
        Half-open.
    """
    low, high = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(part or "", (1, 12))
    return month(year, low)[0], month(year, high)[1]


def latest_day(month_number: int, day: int, published: date) -> date | None:
    """
    Find the year of a day and month: the latest such day not after the day after publication.

    Parameters
    ----------
    month_number, day
        The day as written, without a year.
    published
        Date of the report; one day of grace for time zones.

    Returns
    -------
    day
        The date, null for a day that does not exist.
    """
    limit = published + timedelta(days=1)
    # 29 February is at most eight years back
    for year in range(limit.year, limit.year - 9, -1):
        found = checked_date(year, month_number, day)
        if found is not None and found <= limit:
            return found
    return None


def latest_month(month_number: int, published: date) -> int:
    """
    Find the year of a month: the latest that has begun when the report was published.

    Parameters
    ----------
    month_number
        The month as written, without a year.
    published
        Date of the report.

    Returns
    -------
    year
        The year.
    """
    return published.year if month_number <= published.month else published.year - 1


def latest_weekday(weekday: int, published: date, *, before: bool = False) -> date:
    """
    Find the latest such weekday not after publication.

    Parameters
    ----------
    weekday
        Monday is 0.
    published
        Date of the report.
    before
        Leave out the day of publication itself.

    Returns
    -------
    day
        The date.
    """
    back = (published.weekday() - weekday) % 7
    return published - timedelta(days=7 if before and back == 0 else back)


def shifted(day: date, count: int, unit: str) -> date:
    """
    Move a date by days, weeks, months or years.

    Parameters
    ----------
    day
        Where to start.
    count
        How many units; negative goes back.
    unit
        ``day``, ``week``, ``month`` or ``year``.

    Returns
    -------
    moved
        The date; a day that the month has not is its last one.

    Raises
    ------
    OverflowError
        If the date lies outside the calendar.
    """
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, number = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{count!r} {unit}s from {day} leave the calendar")
    return date(year, number + 1, min(day.day, monthrange(year, number + 1)[1]))


def checked_date(year: int, month_number: int, day: int) -> date | None:
    """
    Make a date from three numbers.

    Parameters
    ----------
    year, month_number, day
        The numbers as written.

    Returns
    -------
    day
        The date, null where there is no such day.
    """
    try:
        return date(year, month_number, day)
    except ValueError:
        return None


def full_year(text: str, published: date | None = None) -> int:
    """
    Read a year of four or two digits.

    Parameters
    ----------
    text
        The digits.
    published
        Date of the report; two digits mean the latest such year not after it. Without it, 69 to 99
        are 19xx and 00 to 68 are 20xx, as POSIX ``strptime`` reads them.

    Returns
    -------
    year
        Four digits.
    """
    number = int(text)
    if len(text) == 4:
        return number
    if published is None:
        return number + (1900 if number >= 69 else 2000)
    latest = published.year - published.year % 100 + number
    return latest if latest <= published.year else latest - 100
