"""What the change slide compares: the window asked for with the one before, or two periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from .facts import day_text, happenings, period_text
from .periods import SPREAD_PERIODS, Change, Periods, compare, equal_windows


@dataclass(frozen=True, slots=True)
class Compared:
    """
    Two neighbouring periods of equal length.

    `kind` names one period (``month``, ``window``), `labels` are the earlier and the later one,
    `deaths` their known deaths, `series` the counts of complete periods before the later one,
    `names` short labels of those and of the later one, oldest first.
    """

    kind: str
    labels: tuple[str, str]
    change: Change
    deaths: tuple[int, int]
    series: tuple[int, ...]
    names: tuple[str, ...]


def compared(
    rows: gpd.GeoDataFrame,
    periods: Periods,
    covered: tuple[datetime | None, datetime | None],
    history: gpd.GeoDataFrame | None,
) -> Compared | None:
    """
    Compare the window that was asked for with the equal one before it.

    Parameters
    ----------
    rows
        Happenings of the deck.
    periods
        Their calendar periods.
    covered
        The window asked for, half-open, civil; null where it is open.
    history
        A complete incident table that reaches back before the window, every filter but the window
        applied; null for none.

    Returns
    -------
    compared
        Where the window is open, or nothing is known of the time before it, the last two complete
        calendar periods; null where there are none. An incident counts where its whole time lies
        in the period.
    """
    start, end = covered
    if start is not None and end is not None and history is not None:
        known = happenings(history)
        first = known["start"].min()
        if not pd.isna(first):
            windows = equal_windows(start, end, pd.Timestamp(first).to_pydatetime())
            if windows:
                return _of_windows(rows, known, windows, (start, end))
    return _of_periods(rows, periods)


def _of_windows(
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    windows: list[tuple[datetime, datetime]],
    asked: tuple[datetime, datetime],
) -> Compared:
    earlier = [_inside(known, window) for window in windows]
    last = _inside(rows, asked)
    series = tuple(len(some) for some in earlier)
    return Compared(
        "window",
        (period_text(*windows[-1]), period_text(*asked)),
        compare(series[-1], len(last), list(series)),
        (_killed(earlier[-1]), _killed(last)),
        series,
        tuple(f"from {day_text(start)}" for start, _ in (*windows, asked)),
    )


def _of_periods(rows: gpd.GeoDataFrame, periods: Periods) -> Compared | None:
    complete = periods.complete()
    if len(complete) < 2:
        return None
    some = [rows[periods.of_row == number] for number in complete[-2:]]
    earlier = complete[:-1][-SPREAD_PERIODS:]
    series = tuple(int((periods.of_row == number).sum()) for number in earlier)
    return Compared(
        periods.kind,
        (periods.name(complete[-2]), periods.name(complete[-1])),
        compare(len(some[0]), len(some[1]), list(series)),
        (_killed(some[0]), _killed(some[1])),
        series,
        tuple(periods.label(number) for number in (*earlier, complete[-1])),
    )


def _inside(rows: pd.DataFrame, window: tuple[datetime, datetime]) -> pd.DataFrame:
    whole: Any = (rows["start"] >= window[0]) & (rows["end"] <= window[1])
    inside: pd.DataFrame = rows[whole.fillna(False).to_numpy(dtype=bool)]
    return inside


def _killed(rows: pd.DataFrame) -> int:
    return int(rows["killed_best"].fillna(0).sum())
