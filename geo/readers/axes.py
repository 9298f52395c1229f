"""Longitude and latitude that stand in each other's column, found out before a map is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .. import reference
from ..errors import InputError
from .cells import FloatArray

_SAMPLE = 500
_MOST = 0.9
_FEW = 0.1


def refuse_swapped_axes(
    lon: FloatArray,
    lat: FloatArray,
    countries: pd.Series[str] | None,
    *,
    path: Path,
    columns: str,
) -> None:
    """
    Refuse a table whose longitudes and latitudes are swapped throughout.

    Swapped is a table of which no latitude fits on the globe while all would as longitudes, or of
    which at least nine points in ten lie in their stated country only when swapped and at most
    one in ten lies there as written.

    Parameters
    ----------
    lon, lat
        Degrees as read, NaN where unknown.
    countries
        Stated ISO alpha-2 code of each point, null where unknown; null if there are none.
    path
        The input, for the message.
    columns
        What holds the coordinates, for the message.

    Raises
    ------
    InputError
        If the axes are swapped throughout.
    """
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if not len(known):
        return
    outside = (np.abs(lat[known]) > 90) & (np.abs(lat[known]) <= 180) & (np.abs(lon[known]) <= 90)
    if outside.all():
        raise InputError(
            f"longitude and latitude are swapped throughout: every latitude in {columns}"
            f" ({len(known):,} rows) is beyond 90; swap the names of the columns",
            path=path,
        )
    if countries is None:
        return
    frame = pd.DataFrame(
        {"lon": lon[known], "lat": lat[known], "code": countries.iloc[known].astype(object)}
    )
    frame = frame[frame["code"].notna()].drop_duplicates()
    step = max(1, len(frame) // _SAMPLE)
    frame = frame.iloc[::step]
    if frame.empty:
        return
    codes = frame["code"].tolist()
    as_written = _share_inside(frame["lon"], frame["lat"], codes)
    if as_written > _FEW:
        return
    swapped = _share_inside(frame["lat"], frame["lon"], codes)
    if swapped >= _MOST:
        raise InputError(
            f"longitude and latitude are swapped throughout: of {len(frame):,} points looked at,"
            f" {swapped:.0%} lie in their stated country when {columns} are swapped and"
            f" {as_written:.0%} as written; swap the names of the columns",
            path=path,
        )


def _share_inside(lon: pd.Series[float], lat: pd.Series[float], codes: list[str]) -> float:
    found = reference.countries_at(lon.to_numpy(), lat.to_numpy())
    return sum(a == b for a, b in zip(found, codes, strict=True)) / len(codes)
