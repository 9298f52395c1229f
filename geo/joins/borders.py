"""How far incidents are from the nearest land border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..reference import view as views
from ..table import require_wgs84
from .border_dates import (
    border_columns,
    border_lines_of,
    on_their_day,
    with_spans,
)
from .border_grounds import on_their_ground
from .columns import (
    alike,
    distinct,
    looked_at,
    measured_points,
    start_days,
    stated_countries,
    text_column,
)
from .places import countries_of_points
from .views import break_days, rule_on

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from ..reference.view import View

    FloatArray = NDArray[np.float64]


def distance_to_border(
    incidents: gpd.GeoDataFrame, *, point_of_view: str | Path | View | None = None
) -> pd.DataFrame:
    """
    Measure how far every incident is from the nearest land border.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed; columns ``precision`` and ``start``
        are respected. Not modified.
    point_of_view
        As `located_in` takes it.

    Returns
    -------
    answer
        One row per incident, same order and index: ``border_distance_m``, geodesic metres from
        the point to the nearest line between two states, whatever its status, lines within what
        was one state on the day left out; ``border_distance_min_m``, ``border_distance_max_m``,
        between which all of the incident's extent lies, null where no uncertainty is known;
        ``nearest_border``, its pair on that day, as ``JO-SY``; ``side``, the state on whose side
        the point lay. The lines are good to `reference.BORDER_PRECISION_M`. Null without a point,
        and where the precision is ``country``: from a country's middle, a distance would be false
        precision. Where the precision is unknown the distance is the point's.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    ParameterError, InputError
        If the point of view is none, or its file cannot be read.
    """
    require_wgs84(incidents, argument="incidents")
    view = views.point_of_view(point_of_view)
    first, case = alike(incidents, break_days(view))
    few = looked_at(incidents).iloc[first]
    lon, lat = measured_points(few)
    answer = on_their_day(few, nearest_borders(few, view), view)
    answer = on_their_ground(few, answer, view).assign(side=_sides(few, lon, lat, view))
    return with_spans(answer.take(case).set_axis(incidents.index), incidents)


def _sides(
    incidents: gpd.GeoDataFrame, lon: FloatArray, lat: FloatArray, view: View
) -> pd.Series[str]:
    """Give the state on whose side each point lay, null where that is open or nobody's."""
    codes, rule, snap_m = countries_of_points(lon, lat, stated_countries(incidents))
    kept = np.array([word == "border" for word in rule], dtype=bool)
    rulings = rule_on(view, codes, lon, lat, start_days(incidents), snap_m, kept=kept)
    ruled = [rule.countries for _, rule in rulings.made]
    sides = [
        code if number < 0 else ruled[number][0] if len(ruled[number]) == 1 else None
        for code, number in zip(codes, rulings.which.tolist(), strict=True)
    ]
    return text_column(sides, incidents.index)


def nearest_borders(incidents: gpd.GeoDataFrame, view: View) -> pd.DataFrame:
    """
    Give the columns of `distance_to_border` without the sides, from today's lines.

    `view` only says which lines are kept apart, for `on_their_day` to leave some out.
    """
    lon, lat = measured_points(incidents)
    place, back = distinct(lon, lat)
    metres, pairs = border_lines_of(view).nearest(lon[place], lat[place])
    return border_columns(metres[back], pairs[back], incidents.index)
