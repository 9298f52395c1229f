"""Windows of civil time, and the incidents that fall into them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from ..errors import ParameterError, SchemaError
from ..models import TimePrecision
from .civil import after, parse_bound

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_PERIODS = (
    TimePrecision.DAY,
    TimePrecision.WEEK,
    TimePrecision.MONTH,
    TimePrecision.YEAR,
)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of civil time, ``start`` <= t < ``end``; null is open on that side."""

    start: datetime | None
    end: datetime | None


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
            end = after(end, granularity, to_text)
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
        following = after(first, step, first.isoformat())
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


def _grades(
    start: pd.Series[datetime], end: pd.Series[datetime], window: Window
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which intervals overlap a window, and which of them lie wholly inside."""
    begins = end.notna() if window.end is None else start.isna() | (start < window.end)
    overlap = end.notna() & begins & (True if window.start is None else end > window.start)
    inside = start.notna() & (True if window.start is None else start >= window.start)
    inside &= True if window.end is None else end <= window.end
    return overlap.to_numpy(dtype=bool), (overlap & inside).to_numpy(dtype=bool)
