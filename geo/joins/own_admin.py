"""The user's own admin areas as columns: located names and P-codes, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..table import require_wgs84
from .columns import AREA_PRECISIONS, coordinates, distinct, precisions, text_column
from .nearby import COAST_TOLERANCE_M, areas_within

if TYPE_CHECKING:
    import geopandas as gpd

    from ..readers.boundaries import AdminAreas


def located_in_admin(incidents: gpd.GeoDataFrame, areas: AdminAreas) -> pd.DataFrame:
    """
    Tell which of the user's admin areas every incident lies in.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed. Not modified.
    areas
        From ``geo.readers.read_admin``.

    Returns
    -------
    located
        One row per incident, same order and index; per level N of the file ``adminN_located`` (the
        name) and, where the file has codes, ``adminN_pcode``; and ``admin_snap_m``, metres to the
        area where the point lies beside it, within `nearby.COAST_TOLERANCE_M`. Null without a
        point, outside every area, and for rows of precision ``region`` and ``country``. Where
        areas overlap the first of the file wins.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    """
    require_wgs84(incidents, argument="incidents")
    lon, lat = coordinates(incidents)
    vague = np.isin(precisions(incidents), AREA_PRECISIONS)
    lon, lat = np.where(vague, np.nan, lon), np.where(vague, np.nan, lat)
    place, back = distinct(lon, lat)
    x, y = lon[place], lat[place]
    found = np.asarray(areas.layer.rows_at(x, y), dtype=np.intp)
    snap_m = np.full(len(place), np.nan)
    outside = np.flatnonzero((found < 0) & np.isfinite(x))
    beside = areas_within(areas.layer, x[outside], y[outside], COAST_TOLERANCE_M)
    for number, near in zip(outside.tolist(), beside, strict=True):
        if near:
            snap_m[number], _, found[number] = near[0]
    rows = found[back].tolist()
    columns: dict[str, pd.Series[str]] = {}
    levels = sorted(set(areas.names) | set(areas.codes))
    for level in levels:
        for values, ending in ((areas.names, "located"), (areas.codes, "pcode")):
            if level in values:
                told = [values[level][row] if row >= 0 else None for row in rows]
                columns[f"admin{level}_{ending}"] = text_column(told, incidents.index)
    snapped = pd.Series(snap_m[back], index=incidents.index, dtype="Float64")
    return pd.DataFrame({**columns, "admin_snap_m": snapped}, index=incidents.index)
