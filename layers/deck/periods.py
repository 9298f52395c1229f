"""Counts per week, month or year, and whether two of them differ by more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import ParameterError

PERIODS = ("week", "month", "year")
_CODES = {"week": "W-SUN", "month": "M", "year": "Y"}
LEAST_PERIODS = 8
"""With fewer complete periods the spread between them is not known well enough for a test."""

SPREAD_PERIODS = 24
"""As many periods before the last tell the spread: older ones tell of another time."""

# upper bounds of probability, Intelligence Community Directive 203 (2015), section D.6.e
_TERMS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)


@dataclass(frozen=True, slots=True)
class Periods:
    """
    Calendar periods without a gap, and where each row belongs.

    `of_row` is the number of the period that holds a row's whole time, -1 where the row is undated
    or its time spans several; `partial` tells which periods the data covers in part only.
    """

    kind: str
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    partial: tuple[bool, ...]
    of_row: NDArray[np.int64]

    def label(self, number: int) -> str:
        """Write a period: ``Jan 2016``, ``4 Jan 2016`` for the week from that Monday, ``2016``."""
        start = self.starts[number]
        if self.kind == "month":
            return f"{start:%b} {start.year}"
        return str(start.year) if self.kind == "year" else f"{start.day} {start:%b} {start.year}"

    def name(self, number: int) -> str:
        """Write a period where it must be clear that it is one: ``week of 4 Jan 2016``."""
        return f"week of {self.label(number)}" if self.kind == "week" else self.label(number)

    def complete(self) -> list[int]:
        """Numbers of the periods that the data covers wholly."""
        return [number for number, partial in enumerate(self.partial) if not partial]


def periods_of(
    rows: pd.DataFrame, kind: str | None, covered: tuple[datetime | None, datetime | None]
) -> Periods:
    """
    Lay calendar periods over the rows.

    Parameters
    ----------
    rows
        Incident table with `start` and `end`.
    kind
        ``week`` (from Monday), ``month`` or ``year``; null chooses the finest that gives 60
        periods at most.
    covered
        What time the data covers, half-open; null takes the first start or the last end.

    Returns
    -------
    periods
        From the first to the last dated row; none where nothing is dated.

    Raises
    ------
    ParameterError
        If `kind` is no such word.
    """
    if kind is not None and kind not in PERIODS:
        raise ParameterError(f"`period` is {kind!r}; give week, month or year")
    start, end = rows["start"], rows["end"]
    dated = start.notna() & end.notna()
    if not dated.any():
        return Periods(kind or "month", (), (), (), np.full(len(rows), -1, dtype=np.int64))
    first, last = start[dated].min(), end[dated].max() - timedelta(microseconds=1)
    if kind is None:
        days = (last - first).days + 1
        kind = "week" if days <= 180 else "month" if days <= 1826 else "year"
    index = pd.period_range(first, last, freq=_CODES[kind])
    low = pd.to_datetime(start).dt.to_period(_CODES[kind])
    high = (pd.to_datetime(end) - pd.Timedelta(microseconds=1)).dt.to_period(_CODES[kind])
    inside = (dated & (low == high)).to_numpy(dtype=bool)
    place = index.get_indexer(pd.PeriodIndex(low))
    known_from, known_to = covered[0] or first, covered[1] or end[dated].max()
    starts = [period.start_time.to_pydatetime() for period in index]
    ends = [(period + 1).start_time.to_pydatetime() for period in index]
    partial = [low < known_from or high > known_to for low, high in zip(starts, ends, strict=True)]
    return Periods(kind, tuple(starts), tuple(ends), tuple(partial), np.where(inside, place, -1))


@dataclass(frozen=True, slots=True)
class Change:
    """
    Two counts of equal periods compared.

    `dispersion` is the variance of complete periods over their mean, at least 1; `z` the
    difference over its standard deviation; `probability` that the underlying rate rose. The last
    three are null where the series is too short.
    """

    before: int
    after: int
    dispersion: float | None = None
    z: float | None = None
    probability: float | None = None


def compare(before: int, after: int, series: list[int]) -> Change:
    """
    Compare the counts of two equal periods, allowing for spread beyond Poisson.

    The difference of two counts of the same rate has the variance phi (before + after) in a
    quasi-Poisson model (McCullagh and Nelder 1989, Generalized Linear Models, 6.2.3), where phi is
    the variance over the mean of the series. Neighbouring periods are taken as independent.

    Parameters
    ----------
    before, after
        The counts.
    series
        Counts of complete periods of one length, for the spread.

    Returns
    -------
    change
        Without a test for fewer than 8 periods or nothing counted.
    """
    if len(series) < LEAST_PERIODS or not sum(series) or not before + after:
        return Change(before, after)
    spread = max(float(np.var(series, ddof=1) / np.mean(series)), 1.0)
    z = (after - before) / math.sqrt(spread * (before + after))
    return Change(before, after, spread, z, 0.5 * math.erfc(-z / math.sqrt(2)))


def likelihood(probability: float) -> str:
    """Give the term of ICD 203 for a probability from 0 to 1."""
    return next(term for bound, term in _TERMS if probability <= bound)


def equal_windows(
    start: datetime, end: datetime, first: datetime
) -> list[tuple[datetime, datetime]]:
    """
    Give the windows of equal length before a window.

    Parameters
    ----------
    start, end
        The window, half-open, civil.
    first
        The earliest time that the data speaks of; windows that begin before its month or day
        are not covered wholly and left out.

    Returns
    -------
    windows
        In the order of time, the last ends at `start`; as many calendar months as the window has
        where it runs from the first of a month to the first of another, else as many seconds. At
        most `SPREAD_PERIODS`.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    calendar = months > 0 and all(_floor(moment, month=True) == moment for moment in (start, end))
    known = _floor(first, month=calendar)
    windows: list[tuple[datetime, datetime]] = []
    low = start
    while len(windows) < SPREAD_PERIODS and start < end:
        high = low
        try:
            low = _months_before(high, months) if calendar else high - (end - start)
        except (OverflowError, ValueError):
            break
        if low < known:
            break
        windows.append((low, high))
    return windows[::-1]


def _floor(moment: datetime, *, month: bool) -> datetime:
    day = 1 if month else moment.day
    return moment.replace(day=day, hour=0, minute=0, second=0, microsecond=0)


def _months_before(moment: datetime, months: int) -> datetime:
    number = moment.year * 12 + moment.month - 1 - months
    return moment.replace(year=number // 12, month=number % 12 + 1)
