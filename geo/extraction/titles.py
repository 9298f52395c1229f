"""The one line that names an incident, in our own words."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..models import Kind, TimePrecision
from .timing import When
from .words import lexicon


def title_of(
    kind: Kind,
    event_type: str,
    counts: tuple[int | None, int | None, int | None],
    place: str | None,
    when: When,
) -> str:
    """
    Write the title of an incident.

    Parameters
    ----------
    kind, event_type, place
        As in the incident table.
    counts
        Low, best and high of the count.
    when
        Its time.

    Returns
    -------
    title
        Such as ``Drone attack, northeastern Jordan, 28 January 2024``; one line.
    """
    return ", ".join([_what(kind, event_type, counts), place or "place not stated", _time(when)])


def _what(kind: Kind, event_type: str, counts: tuple[int | None, int | None, int | None]) -> str:
    names = lexicon("titles")["types"][event_type]
    if kind is Kind.INCIDENT:
        return str(names[0])
    plural = str(names[1])
    if kind is Kind.SERIES:
        return f"{plural} (several)"
    low, best, high = counts
    if best is not None and low == high:
        return f"{plural} ({best})"
    if low is not None and high is not None:
        return f"{plural} ({low} to {high})"
    if low is not None:
        return f"{plural} ({low} or more)"
    return plural if high is None else f"{plural} (up to {high})"


def _time(when: When) -> str:
    start, end = when.start, when.end
    if end is None:
        return "date not stated" if start is None else f"from {_day(start)}"
    last = end - timedelta(microseconds=1)
    if start is None:
        return f"by {_day(last)}"
    whole_month = (
        start.day == 1 and end.day == 1 and (last.year, last.month) == (start.year, start.month)
    )
    if when.precision is TimePrecision.MONTH and whole_month:
        return f"{start:%B} {start.year}"
    if start.date() == last.date():
        return _day(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 1, 1) and end.year == start.year + 1:
        return str(start.year)
    return f"{_day(start)} to {_day(last)}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


# not strftime, which follows the locale of the machine
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
