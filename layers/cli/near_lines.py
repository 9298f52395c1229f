"""Lines to measure from: borders, or the roads and pipelines of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.joins.border_dates import borders_of_lines, nearest_of_lines
from geo.joins.border_grounds import borders_of_days
from geo.joins.columns import text_values
from geo.joins.line_spans import spans_to_lines_m
from geo.models import Precision
from geo.proximity.extents import side_of
from geo.reference.view import point_of_view

from .near_counts import Question, match_column

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.proximity.extents import Side

    from .selecting import Selected

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Lines = tuple[list[Any], list[str]]
    Nearest = Callable[[FloatArray, FloatArray], tuple[FloatArray, NDArray[np.object_]]]


def hits_of_lines(
    incidents: gpd.GeoDataFrame, lines: Lines | None, question: Question, selected: Selected
) -> pd.DataFrame:
    """
    Grade distances to the nearest of some lines: least and greatest from footprint to line.

    A disc is graded by its radius. A drawn footprint, that of several places without a point
    included, is graded by its parts; so a band along a border lies as near as it is wide.
    """
    placed = incidents["precision"].astype("string").fillna("") != str(Precision.COUNTRY)
    incidents = incidents[placed]
    measured = incidents if lines is None else borders_of_lines(incidents, *lines)
    metres = measured["border_distance_m"].to_numpy(dtype=float, na_value=np.nan)
    names = text_values(measured["nearest_border"]).copy()
    side = side_of(incidents, argument="incidents", radius="uncertainty_m", without_point=True)
    least = np.maximum(metres - side.radius_m, 0.0)
    most = metres + side.radius_m
    near = metres - side.reach_m <= max(question.rings_m, default=np.inf)
    drawn = np.flatnonzero((side.area >= 0) & (near | np.isnan(metres)))
    for rows, nearest in _asked_together(incidents, drawn, lines, selected):
        _measure(side, rows, nearest, (least, most, names))
    known = np.isfinite(most)
    hits = pd.DataFrame(
        {
            "incident": incidents.index,
            "nearest_border": pd.array(names, dtype="string"),
            "distance_m": pd.array(metres, dtype="Float64"),
            "distance_min_m": pd.array(least, dtype="Float64"),
            "distance_max_m": pd.array(most, dtype="Float64"),
        }
    )
    reach = np.where(known, least, metres)
    kept = np.isfinite(reach) & side.located
    for ring in question.rings_m:
        partly = np.where(side.stated_m > ring, "too_vague", "possible")
        match = np.where(known, np.where(most <= ring, "inside", partly), "centre_only")
        column = pd.Series(match, index=hits.index, dtype="string").where(reach <= ring)
        hits[match_column(ring, question)] = column
    if question.rings_m:
        kept &= reach <= question.rings_m[-1]
    else:
        hits["match"] = pd.Series(None, index=hits.index, dtype="string")
    found: pd.DataFrame = hits[kept].reset_index(drop=True)
    return found


def _asked_together(
    incidents: gpd.GeoDataFrame, rows: IntArray, lines: Lines | None, selected: Selected
) -> list[tuple[IntArray, Nearest]]:
    """Give which rows are measured to the same lines, and how: borders have days."""
    if not len(rows):
        return []
    if lines is None and selected.own_lines and selected.boundaries is not None:
        lines = list(selected.boundaries.lines), list(selected.boundaries.names)
    if lines is not None:
        return [(rows, nearest_of_lines(*lines))]
    days = borders_of_days(incidents.iloc[rows], point_of_view(selected.seen))
    return [(rows[mine], nearest) for mine, nearest in days]


def _measure(
    side: Side,
    rows: IntArray,
    nearest: Nearest,
    answer: tuple[FloatArray, FloatArray, NDArray[np.object_]],
) -> None:
    """Write least and greatest metres of drawn footprints, and the line where there is no point."""
    least, most, names = answer
    areas, which = np.unique(side.area[rows], return_inverse=True)
    low, high, called = spans_to_lines_m([side.areas[area] for area in areas], nearest)
    least[rows], most[rows] = low[which], high[which]
    pointless = np.isin(rows, side.pointless)
    names[rows[pointless]] = called[which[pointless]]


def lines_of_file(path: Path) -> Lines | None:
    """
    Read lines to measure from (roads, pipelines, borders), where a file holds such.

    Parameters
    ----------
    path
        Any file that ``--of`` names.

    Returns
    -------
    lines, names
        LineStrings or MultiLineStrings in degrees; null where the file holds points or areas, or
        is no vector file.

    Raises
    ------
    SitmapError
        If it is a vector file that cannot be read.
    """
    from geo.readers.vector import VECTOR_ENDINGS

    if path.suffix.lower() not in VECTOR_ENDINGS:
        return None
    from geo.readers.result import ReadingLog
    from geo.readers.vector import read_vector

    _, geometry = read_vector(path, ReadingLog(path.name))
    kinds = {shape.geom_type for shape in geometry if shape is not None}
    if not kinds or kinds - {"LineString", "MultiLineString"}:
        return None
    from geo.readers import read_boundaries

    borders = read_boundaries(path)
    return list(borders.lines), list(borders.names)
