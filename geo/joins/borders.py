"""How far incidents are from the nearest land border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..reference import view as views
from ..table import require_wgs84
from .border_dates import (
    border_columns,
    border_lines_of,
    on_their_day,
    sides_on_their_day,
    with_spans,
)
from .columns import alike, distinct, looked_at, measured_points, stated_countries, text_column
from .places import countries_of_points
from .views import break_days

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..reference.view import View


def distance_to_border(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Measure how far every incident is from the nearest land border.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed; columns ``precision`` and ``start``
        are respected. Not modified.

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
    """
    require_wgs84(incidents, argument="incidents")
    view = views.point_of_view()
    first, case = alike(incidents, break_days(view))
    few = looked_at(incidents).iloc[first]
    lon, lat = measured_points(few)
    codes, _, _ = countries_of_points(lon, lat, stated_countries(few))
    sides = text_column(sides_on_their_day(few, codes, view), few.index)
    answer = on_their_day(few, nearest_borders(few, view), view).assign(side=sides)
    return with_spans(answer.take(case).set_axis(incidents.index), incidents)


def nearest_borders(incidents: gpd.GeoDataFrame, view: View) -> pd.DataFrame:
    """
    Give the columns of `distance_to_border` without the sides, from today's lines.

    `view` only says which lines are kept apart, for `on_their_day` to leave some out.
    """
    lon, lat = measured_points(incidents)
    place, back = distinct(lon, lat)
    metres, pairs = border_lines_of(view).nearest(lon[place], lat[place])
    return border_columns(metres[back], pairs[back], incidents.index)
