"""ACLED's code columns: what its precision numbers and its licence mean."""

from __future__ import annotations

import pandas as pd

from ..models import Precision, TimePrecision
from .columns import folded_name
from .result import ReadingLog

LICENCE = "ACLED terms of use: raw rows must not be passed on"

GTD_LICENCE = "GTD terms of use: raw rows must not be passed on"
"""Of the Global Terrorism Database, whose tables are read by the names of their columns."""

GEO_PRECISION = {
    "1": Precision.PLACE,
    "2": Precision.NEAR,
    "3": Precision.REGION,
}
"""ACLED codebook, geo_precision: a town, near a town or part of a region, a larger region."""

TIME_PRECISION = {
    "1": TimePrecision.DAY,
    "2": TimePrecision.WEEK,
    "3": TimePrecision.MONTH,
}
"""ACLED codebook, time_precision: the date, the week or weekend, the month."""


def is_acled(names: pd.Index[str]) -> bool:
    """
    Tell ACLED by its columns.

    Parameters
    ----------
    names
        Column names as read.

    Returns
    -------
    is_acled
        True where its own id, the date and the type of the event are there.
    """
    return {"event_id_cnty", "event_date", "event_type"} <= {folded_name(name) for name in names}


def licence_of(names: pd.Index[str]) -> str | None:
    """
    Tell the terms of use of a table by its columns.

    Parameters
    ----------
    names
        Column names as read.

    Returns
    -------
    licence
        `LICENCE` for ACLED, `GTD_LICENCE` for the Global Terrorism Database, else null.
    """
    if is_acled(names):
        return LICENCE
    is_gtd = {"eventid", "iyear", "imonth", "gname"} <= {folded_name(name) for name in names}
    return GTD_LICENCE if is_gtd else None


def widened(times: pd.DataFrame, codes: pd.Series[str], log: ReadingLog) -> pd.DataFrame:
    """
    Widen the interval of events whose date stands for a week or a month.

    Parameters
    ----------
    times
        Columns start, end, start_utc, time_precision.
    codes
        ``time_precision`` as ACLED codes it.
    log
        Takes how many intervals were widened.

    Returns
    -------
    times
        With code 2 the interval reaches six days to either side of the date, with code 3 it is
        the calendar month of the date; unknown stays unknown.
    """
    words = codes.fillna("").str.strip().str.removesuffix(".0")
    day = times["start"].dt.normalize()
    known = day.notna()
    week, month = known & (words == "2"), known & (words == "3")
    first = day.dt.to_period("M").dt.start_time
    wide = times.copy()
    wide["start"] = times["start"].mask(week, day - pd.Timedelta(days=6)).mask(month, first)
    wide["end"] = (
        times["end"]
        .mask(week, day + pd.Timedelta(days=7))
        .mask(month, first + pd.offsets.MonthBegin(1))
    )
    precision = words.map({code: str(word) for code, word in TIME_PRECISION.items()})
    wide["time_precision"] = precision.where(known).fillna(times["time_precision"])
    if week.any() or month.any():
        log.assume(
            f"the date stands for a week in {int(week.sum()):,} rows (widened by six days to either"
            f" side) and for a month in {int(month.sum()):,}",
            field=str(codes.name),
        )
    return wide
