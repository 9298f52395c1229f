"""Instants to civil time at the place, once the time zone of the place is known."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd

from .result import ReadingLog, shortened

if TYPE_CHECKING:
    import geopandas as gpd

_CLOCKED = ("minute", "hour")


def localise(incidents: gpd.GeoDataFrame, zones: pd.Series[str]) -> gpd.GeoDataFrame:
    """
    Give clock times as civil time at the place.

    Parameters
    ----------
    incidents
        The incident table. Not modified.
    zones
        IANA time zone of the place of each row, same index, null where unknown.

    Returns
    -------
    incidents
        Rows with an instant (`start_utc`) get `start` and `end` in civil time of their zone and
        the zone as `time_zone`. Rows with a clock time that had no offset get `time_zone` and
        `start_utc`; of a time that the clocks show twice the first is meant. Days and coarser,
        and rows that have a zone already, are never touched.
    """
    columns = ["start", "end", "start_utc", "time_precision", "time_zone"]
    wanted = zones.where(incidents["time_zone"].isna())
    moved = _localised(pd.DataFrame(incidents[columns]), wanted)
    result = incidents.copy()
    for name in columns:
        result[name] = moved[name]
    return result


def localised(times: pd.DataFrame, zones: pd.Series[str], log: ReadingLog) -> pd.DataFrame:
    """
    Give clock times as civil time of the zone that the table states for each row.

    Parameters
    ----------
    times
        Columns start, end, start_utc, time_precision.
    zones
        Names of zones as written, same index.
    log
        Takes names that are no IANA zone.

    Returns
    -------
    times
        The same with a column time_zone.
    """
    known = available_timezones()
    for name in zones.dropna().unique():
        if name not in known:
            message = f"no IANA time zone: {shortened(name)}; kept as unknown"
            log.skip(message, field=str(zones.name))
    fine = zones.where(zones.isin(known))
    return _localised(times.assign(time_zone=pd.Series(None, times.index, dtype="string")), fine)


def _localised(times: pd.DataFrame, zones: pd.Series[str]) -> pd.DataFrame:
    times = times.copy()
    clocked = times["time_precision"].isin(_CLOCKED) | times["start_utc"].notna()
    zones = zones.where(clocked & times["start"].notna())
    for name, rows in zones.groupby(zones).groups.items():
        zone = ZoneInfo(str(name))
        part = times.loc[rows]
        instants = part["start_utc"].fillna(
            part["start"]
            .dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
            .dt.tz_convert("UTC")
            .astype("datetime64[us, UTC]")
        )
        civil = instants.dt.tz_convert(zone).dt.tz_localize(None).astype("datetime64[us]")
        times.loc[rows, "end"] = civil + (part["end"] - part["start"])
        times.loc[rows, "start"] = civil
        times.loc[rows, "start_utc"] = instants
        times.loc[rows, "time_zone"] = str(name)
    return times
