"""Dates and times as texts, read as civil intervals; pure, without a table."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import ParameterError
from ..models import TimePrecision

ACCEPTED_FORMS = "2024, 2024-01, 2024-W05, 2024-01-28 or 2024-01-28T12:00"
"""How a bound of a window is written, for messages."""

_FORM = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-W(?P<week>\d{2})"
    r"|-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d+)?)?)?"
    r")?)?)?"
    r"\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?"
)
_LENGTHS = {
    TimePrecision.WEEK: timedelta(days=7),
    TimePrecision.DAY: timedelta(days=1),
    TimePrecision.HOUR: timedelta(hours=1),
    TimePrecision.MINUTE: timedelta(minutes=1),
}


def parse_bound(text: str) -> tuple[datetime, TimePrecision]:
    """
    Read one bound of a window.

    Parameters
    ----------
    text
        A year, month, ISO week, day, or civil time: ``2024``, ``2024-01``, ``2024-W05``,
        ``2024-01-28``, ``2024-01-28T12:00``.

    Returns
    -------
    start, granularity
        First moment of what was written, naive civil time, and how much was written: ``year``,
        ``month``, ``week``, ``day``, ``hour`` or ``minute``.

    Raises
    ------
    ParameterError
        If the text has another form, is no date, or carries an offset from UTC.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ParameterError(f"{text!r} is no date; write {ACCEPTED_FORMS}")
    if found["offset"]:
        raise ParameterError(
            f"{text!r} has an offset from UTC; windows are civil time at the place,"
            f" write {ACCEPTED_FORMS}"
        )
    return _moment(found, text)


def to_civil(
    when: str | date | datetime, zone: str | None = None
) -> tuple[datetime, datetime, TimePrecision, datetime | None]:
    """
    Read a date or time as the civil interval that surely holds it.

    Parameters
    ----------
    when
        ISO 8601 text (``2024``, ``2024-01``, ``2024-W05``, ``2024-01-28``, ``2024-01-28T00:30``,
        ``2024-01-28T00:30+03:00``, ``2024-01-28T00:30Z``), a date or a datetime.
    zone
        IANA name of the zone of the place; null where unknown.

    Returns
    -------
    start, end, precision, start_utc
        Half-open interval in naive civil time at the place; how narrow it is; and the instant in
        UTC, null unless a clock time was given and its offset or the zone is known. A day or
        anything coarser is never shifted, an offset behind it is dropped. A clock time with an
        offset is converted to `zone`; without a zone it stays on the clock of its own offset. A
        clock time without an offset is civil time already; of the two moments it means when
        clocks go back, `start_utc` is the earlier.

    Raises
    ------
    ParameterError
        If the text is no date of these forms or the zone is unknown.
    """
    place = None if zone is None else _zone(zone)
    if isinstance(when, datetime):
        start, precision, offset = when.replace(tzinfo=None), TimePrecision.MINUTE, when.utcoffset()
    elif isinstance(when, date):
        start, precision, offset = datetime.combine(when, time()), TimePrecision.DAY, None
    else:
        found = _FORM.fullmatch(when.strip())
        if found is None:
            raise ParameterError(
                f"{when!r} is no date; write {ACCEPTED_FORMS}, with an offset such as +03:00"
                " where one is known"
            )
        start, precision = _moment(found, when)
        offset = _offset(found["offset"], when)
    if precision not in {TimePrecision.MINUTE, TimePrecision.HOUR}:
        return start, after(start, precision, str(when)), precision, None
    instant = None
    try:
        if offset is not None:
            instant = (start - offset).replace(tzinfo=UTC)
            start = start if place is None else instant.astimezone(place).replace(tzinfo=None)
        elif place is not None:
            instant = start.replace(tzinfo=place).astimezone(UTC)
    except OverflowError as error:
        raise ParameterError(f"{str(when)!r} lies outside the years 1 to 9999") from error
    return start, after(start, precision, str(when)), precision, instant


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            f"`zone` is {name!r}; give an IANA name such as 'Asia/Amman'"
        ) from error


def _moment(found: re.Match[str], text: str) -> tuple[datetime, TimePrecision]:
    year = int(found["year"])
    try:
        if found["week"]:
            monday = date.fromisocalendar(year, int(found["week"]), 1)
            return datetime.combine(monday, time()), TimePrecision.WEEK
        # civil time has no zone
        start = datetime(
            year,
            int(found["month"] or 1),
            int(found["day"] or 1),
            int(found["hour"] or 0),
            int(found["minute"] or 0),
            int(found["second"] or 0),
            int((found["fraction"] or ".")[1:7].ljust(6, "0")),
        )
    except ValueError as error:
        raise ParameterError(f"{text!r} is no date: {error}; write {ACCEPTED_FORMS}") from error
    for part, precision in (
        ("minute", TimePrecision.MINUTE),
        ("hour", TimePrecision.HOUR),
        ("day", TimePrecision.DAY),
        ("month", TimePrecision.MONTH),
    ):
        if found[part]:
            return start, precision
    return start, TimePrecision.YEAR


def _offset(text: str | None, whole: str) -> timedelta | None:
    if text is None:
        return None
    if text in {"Z", "z"}:
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[-2:])
    # the widest offsets in use are -12:00 and +14:00 (tz database)
    if hours > 14 or minutes > 59:
        raise ParameterError(f"{whole!r} has no such offset from UTC; write one such as +03:00")
    size = timedelta(hours=hours, minutes=minutes)
    return -size if text[0] == "-" else size


def after(start: datetime, step: TimePrecision, text: str) -> datetime:
    """First moment after a period that begins at `start`."""
    try:
        if step is TimePrecision.YEAR:
            return start.replace(year=start.year + 1)
        if step is TimePrecision.MONTH:
            return (start + timedelta(days=31)).replace(day=1)
        return start + _LENGTHS[step]
    except (ValueError, OverflowError) as error:
        raise ParameterError(f"{text!r} lies outside the years 1 to 9999") from error
