"""Geometry that a source brings along, to points and areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from .result import ReadingLog

_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class Shapes:
    """One point and one area per row, each in degrees or null; `described` is for messages."""

    points: Any
    areas: Any
    described: str


def shapes_of(geometry: Any, *, described: str, log: ReadingLog) -> Shapes:  # noqa: ANN401
    """
    Split geometries of any type into points and areas.

    Parameters
    ----------
    geometry
        Array of shapely geometries and nulls, degrees, longitude first.
    described
        What holds them, for messages.
    log
        Takes how many geometries are no points.

    Returns
    -------
    shapes
        A point stays as it is. An area is the footprint of its row, with a representative point
        inside it; of anything else only a representative point is taken. Empty is null.
    """
    shapes = np.asarray(geometry, dtype=object)
    kinds = shapely.get_type_id(shapes)
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    is_point = present & (kinds == shapely.GeometryType.POINT)
    is_area = present & np.isin(kinds, _AREAS)
    other = present & ~is_point & ~is_area
    points = np.full(len(shapes), None, dtype=object)
    points[is_point] = shapely.force_2d(shapes[is_point])
    rest = is_area | other
    points[rest] = shapely.point_on_surface(shapes[rest])
    areas = np.full(len(shapes), None, dtype=object)
    areas[is_area] = shapely.force_2d(shapely.make_valid(shapes[is_area]))
    areas[~np.isin(shapely.get_type_id(areas), _AREAS)] = None
    if is_area.any():
        log.assume(f"{int(is_area.sum()):,} rows are areas; each is shown as its area")
    if other.any():
        log.assume(f"{int(other.sum()):,} rows are lines or mixtures; one point of each is taken")
    return Shapes(points, pd.Series(areas).to_numpy(object), described)
