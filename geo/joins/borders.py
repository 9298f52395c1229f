"""How far incidents are from the nearest land border."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from .. import reference
from ..geodesy import LineIndex
from ..table import require_wgs84
from .columns import distinct, measured_points, stated_countries, text_column
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
        point, and where the precision is ``country``: from a country's middle, a distance would
        be false precision. Where the precision is unknown the distance is the point's.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    """
    require_wgs84(incidents, argument="incidents")
    answer = nearest_borders(incidents)
    lon, lat = measured_points(incidents)
    sides, _, _ = countries_of_points(lon, lat, stated_countries(incidents))
    return answer.assign(side=text_column(sides, incidents.index))


def nearest_borders(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the columns of `distance_to_border` without the sides, which cost most."""
    lon, lat = measured_points(incidents)
    place, back = distinct(lon, lat)
    lines, names = _borders()
    metres, which, _, _ = lines.nearest(lon[place], lat[place])
    pairs = [None if line < 0 else names[line] for line in which]
    return pd.DataFrame(
        {
            "border_distance_m": pd.Series(metres[back], index=incidents.index, dtype="Float64"),
            "nearest_border": text_column([pairs[number] for number in back], incidents.index),
        },
        index=incidents.index,
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
