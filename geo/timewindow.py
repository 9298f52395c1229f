"""
Windows of civil time: half-open, as written, never shifted to another day.

An incident's ``[start, end)`` is the interval that surely holds it, in civil time at the place
(naive, no zone). Windows, steps and counts are civil time too, so a day is the day people there
lived through, whatever zone the reader sits in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import ParameterError, SchemaError
from .models import TimePrecision

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

ACCEPTED_FORMS = "2024, 2024-01, 2024-W05, 2024-01-28 or 2024-01-28T12:00"
"""How a bound of a window is written, for messages."""

_PERIODS = (
    TimePrecision.DAY,
    TimePrecision.WEEK,
    TimePrecision.MONTH,
    TimePrecision.YEAR,
)
_FORM = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-W(?P<week>\d{2})"
    r"|-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d+)?)?)?"
    r")?)?)?"
    r"\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of civil time, ``start`` <= t < ``end``; null is open on that side."""

    start: datetime | None
    end: datetime | None


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


def parse_window(from_text: str | None, to_text: str | None) -> Window:
    """
    Read a window from its two bounds.

    Parameters
    ----------
    from_text
        First period or moment inside, as `parse_bound`; null leaves the window open.
    to_text
        Last period inside (``2024-01`` includes all of January, ``2024-01-28`` the whole day), or
        the first moment outside where a clock time is written; null leaves the window open.

    Returns
    -------
    window
        Half-open, naive civil time.

    Raises
    ------
    ParameterError
        If a bound cannot be read or nothing lies between them.
    """
    start = None if from_text is None else parse_bound(from_text)[0]
    end = None
    if to_text is not None:
        end, granularity = parse_bound(to_text)
        if granularity not in {TimePrecision.MINUTE, TimePrecision.HOUR}:
            end = _after(end, granularity, to_text)
    if start is not None and end is not None and start >= end:
        raise ParameterError(
            f"nothing lies between {from_text!r} and {to_text!r}; give the earlier bound first"
        )
    return Window(start, end)


def select(incidents: gpd.GeoDataFrame, window: Window) -> gpd.GeoDataFrame:
    """
    Keep the incidents that may have happened in a window.

    Parameters
    ----------
    incidents
        Any table of incidents with naive civil times ``start`` and ``end`` (half-open; a null
        ``end`` is the moment ``start``, a null ``start`` before ``end`` is open). Not modified.
    window
        The window; where both bounds are null, every row is kept.

    Returns
    -------
    selected
        The rows whose interval overlaps the window, in the same order with the same index. Rows
        without any time are left out; `undated` lists them.

    Raises
    ------
    SchemaError
        If ``start`` or ``end`` holds anything but naive times.
    """
    if window.start is None and window.end is None:
        return incidents.copy()
    overlap, _ = _grades(*intervals(incidents), window)
    return incidents[overlap].copy()


def undated(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    List the incidents whose time is unknown, which no bounded window holds.

    Parameters
    ----------
    incidents
        Any table of incidents; a missing column counts as unknown. Not modified.

    Returns
    -------
    undated
        The rows with neither ``start`` nor ``end``, in the same order with the same index.
    """
    start, end = intervals(incidents)
    return incidents[(start.isna() & end.isna()).to_numpy()].copy()


def split(start: datetime, end: datetime, period: TimePrecision | str) -> list[Window]:
    """
    List the calendar periods that a span of civil time touches.

    Parameters
    ----------
    start, end
        Half-open span, naive civil time.
    period
        ``day``, ``week`` (from Monday, ISO 8601), ``month`` or ``year``.

    Returns
    -------
    windows
        Whole periods, oldest first, without gaps; the first holds `start`, the last the moment
        before `end`.

    Raises
    ------
    ParameterError
        If the period is another word or `start` does not lie before `end`.
    """
    if period not in _PERIODS:
        raise ParameterError(f"`period` is {str(period)!r}; give {', '.join(_PERIODS)}")
    if start >= end:
        raise ParameterError(f"`start` is {start.isoformat()!r}, not before `end`; swap them")
    step = TimePrecision(period)
    first = datetime.combine(start.date(), time())
    if step is TimePrecision.WEEK:
        first -= timedelta(days=first.weekday())
    elif step is TimePrecision.MONTH:
        first = first.replace(day=1)
    elif step is TimePrecision.YEAR:
        first = first.replace(month=1, day=1)
    windows = []
    while first < end:
        following = _after(first, step, first.isoformat())
        windows.append(Window(first, following))
        first = following
    return windows


def tally(incidents: gpd.GeoDataFrame, windows: Iterable[Window]) -> pd.DataFrame:
    """
    Count incidents per window, the surely dated apart from the loosely dated.

    Parameters
    ----------
    incidents
        Any table of incidents, as `select` takes it; every row counts once.
    windows
        The windows to count in, for example of `split`.

    Returns
    -------
    counts
        One row per window in the order given: ``start``, ``end``; ``inside``, rows whose whole
        interval lies in the window; ``possible``, rows of which only a part does. A row is
        ``inside`` at most once over windows that do not overlap. Undated rows count nowhere.
    """
    import pandas as pd

    rows = []
    start, end = intervals(incidents)
    for window in windows:
        overlap, inside = _grades(start, end, window)
        rows.append((window.start, window.end, int(inside.sum()), int((overlap & ~inside).sum())))
    counts = pd.DataFrame(rows, columns=["start", "end", "inside", "possible"])
    return counts.astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def intervals(incidents: gpd.GeoDataFrame) -> tuple[pd.Series[datetime], pd.Series[datetime]]:
    """
    Give the interval of every incident, ready to be compared.

    Parameters
    ----------
    incidents
        Any table of incidents, as `select` takes it.

    Returns
    -------
    start, end
        Naive civil times with the index of the table, null where unknown; a moment without a
        length (``end`` null or not after ``start``) lasts a microsecond.

    Raises
    ------
    SchemaError
        If ``start`` or ``end`` holds anything but naive times.
    """
    import pandas as pd

    start, end = (civil_times(incidents, name) for name in ("start", "end"))
    return start, end.where(~(end <= start)).fillna(start + pd.Timedelta(microseconds=1))


def civil_times(table: pd.DataFrame, name: str) -> pd.Series[datetime]:
    """Read one column as naive civil times; all null where it is missing, else SchemaError."""
    import pandas as pd

    given = table[name] if name in table.columns else None
    try:
        return pd.Series(given, index=table.index, dtype="datetime64[us]")
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"column {name!r} holds no civil times: {error}; give naive times at the place"
        ) from error


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
        return start, _after(start, precision, str(when)), precision, None
    instant = None
    try:
        if offset is not None:
            instant = (start - offset).replace(tzinfo=UTC)
            start = start if place is None else instant.astimezone(place).replace(tzinfo=None)
        elif place is not None:
            instant = start.replace(tzinfo=place).astimezone(UTC)
    except OverflowError as error:
        raise ParameterError(f"{str(when)!r} lies outside the years 1 to 9999") from error
    return start, _after(start, precision, str(when)), precision, instant


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


def _after(start: datetime, step: TimePrecision, text: str) -> datetime:
    """First moment after a period that begins at `start`."""
    try:
        if step is TimePrecision.YEAR:
            return start.replace(year=start.year + 1)
        if step is TimePrecision.MONTH:
            return (start + timedelta(days=31)).replace(day=1)
        return start + _LENGTHS[step]
    except (ValueError, OverflowError) as error:
        raise ParameterError(f"{text!r} lies outside the years 1 to 9999") from error


_LENGTHS = {
    TimePrecision.WEEK: timedelta(days=7),
    TimePrecision.DAY: timedelta(days=1),
    TimePrecision.HOUR: timedelta(hours=1),
    TimePrecision.MINUTE: timedelta(minutes=1),
}


def _grades(
    start: pd.Series[datetime], end: pd.Series[datetime], window: Window
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which intervals overlap a window, and which of them lie wholly inside."""
    begins = end.notna() if window.end is None else start.isna() | (start < window.end)
    overlap = end.notna() & begins & (True if window.start is None else end > window.start)
    inside = start.notna() & (True if window.start is None else start >= window.start)
    inside &= True if window.end is None else end <= window.end
    return overlap.to_numpy(dtype=bool), (overlap & inside).to_numpy(dtype=bool)
