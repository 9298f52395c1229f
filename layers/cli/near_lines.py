"""Lines to measure from: borders, or the roads and pipelines of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .near_counts import Question, match_column

if TYPE_CHECKING:
    import geopandas as gpd


def hits_of_lines(
    incidents: gpd.GeoDataFrame, lines: tuple[list[Any], list[str]] | None, question: Question
) -> pd.DataFrame:
    """Grade distances to lines: least and greatest by the uncertainty round the point."""
    from geo.joins.border_dates import borders_of_lines

    measured = incidents if lines is None else borders_of_lines(incidents, *lines)
    metres = measured["border_distance_m"].to_numpy(dtype=float, na_value=np.nan)
    radius = incidents["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    least, most = np.maximum(metres - radius, 0.0), metres + radius
    known = np.isfinite(radius)
    hits = pd.DataFrame(
        {
            "incident": incidents.index,
            "nearest_border": measured["nearest_border"],
            "distance_m": pd.Series(metres, dtype="Float64"),
            "distance_min_m": pd.Series(least, dtype="Float64"),
            "distance_max_m": pd.Series(most, dtype="Float64"),
        }
    )
    reach = np.where(known, least, metres)
    kept = np.isfinite(metres)
    for ring in question.rings_m:
        partly = np.where(radius > ring, "too_vague", "possible")
        match = np.where(known, np.where(most <= ring, "inside", partly), "centre_only")
        column = pd.Series(match, index=hits.index, dtype="string").where(reach <= ring)
        hits[match_column(ring, question)] = column
    if question.rings_m:
        kept &= reach <= question.rings_m[-1]
    else:
        hits["match"] = pd.Series(None, index=hits.index, dtype="string")
    found: pd.DataFrame = hits[kept].reset_index(drop=True)
    return found


def lines_of_file(path: Path) -> tuple[list[Any], list[str]] | None:
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
