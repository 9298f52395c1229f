"""How far incidents are from the nearest land border."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .. import reference
from ..geodesy import LineIndex
from ..table import require_wgs84
from .columns import (
    NO_DISTANCE,
    coordinates,
    distinct,
    precisions,
    stated_countries,
    text_column,
)
from .places import countries_of_points

if TYPE_CHECKING:
    import geopandas as gpd


def distance_to_border(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Measure how far every incident is from the nearest land border.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed; a column ``precision`` is respected.
        Not modified.

    Returns
    -------
    answer
        One row per incident, same order and index: ``border_distance_m``, geodesic metres from
        the point to the nearest line between two states, whatever its status, lines within one
        state left out; ``nearest_border``, its pair, as ``JO-SY``; ``side``, the country on whose
        side the point lies. The lines are good to `reference.BORDER_PRECISION_M`. Null without a
        point, and where the table says that the precision is ``country`` or ``unknown``: from a
        country's middle, a distance would be false precision. A table without a column
        ``precision`` vouches for its points.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    """
    require_wgs84(incidents, argument="incidents")
    lon, lat = coordinates(incidents)
    vague = np.isin(precisions(incidents), NO_DISTANCE)
    lon, lat = np.where(vague, np.nan, lon), np.where(vague, np.nan, lat)
    place, back = distinct(lon, lat)
    lines, names = _borders()
    metres, which, _, _ = lines.nearest(lon[place], lat[place])
    pairs = [None if line < 0 else names[line] for line in which]
    sides, _ = countries_of_points(lon, lat, stated_countries(incidents))
    index = incidents.index
    return pd.DataFrame(
        {
            "border_distance_m": pd.Series(metres[back], index=index, dtype="Float64"),
            "nearest_border": text_column([pairs[number] for number in back], index),
            "side": text_column(sides, index),
        },
        index=index,
    )


@cache
def _borders() -> tuple[LineIndex, tuple[str, ...]]:
    lines = [
        line for line in reference.border_lines() if line.country_a and line.country_b is not None
    ]
    return (
        LineIndex([line.geometry for line in lines]),
        tuple(f"{line.country_a}-{line.country_b}" for line in lines),
    )
