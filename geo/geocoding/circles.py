"""Discs and rings round a point, drawn fast where the earth's map has no edge near."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from ..geodesy import annular_sector, bounding_radius_m, destination
from .areas import Area
from .bands import METRES_PER_DEGREE, Ground, ground_of

_CORNERS = 64
_HIGHEST_LAT, _WIDEST_LON = 80.0, 179.0
_TURN = np.linspace(0.0, 360.0, _CORNERS, endpoint=False)[::-1]
"""Counter-clockwise, as the outer ring of a polygon runs."""


def circle(point: tuple[float, float], outer_m: float, inner_m: float = 0.0) -> BaseGeometry:
    """
    Draw the area between two distances from a point.

    Parameters
    ----------
    point
        Centre (lon, lat) in degrees.
    outer_m, inner_m
        Distances in metres; no hole at 0.

    Returns
    -------
    area
        Polygon in EPSG:4326 with corners on the circle, 64 of them; what `annular_sector` gives
        near the poles and the antimeridian.
    """
    lon, lat = point
    reach = outer_m / METRES_PER_DEGREE * 1.1
    high = abs(lat) + reach
    if high > _HIGHEST_LAT or abs(lon) + reach / math.cos(math.radians(high)) > _WIDEST_LON:
        return annular_sector(lon, lat, inner_m, outer_m, 0.0, 180.0)
    outer = _corners(point, outer_m)
    return Polygon(outer, [_corners(point, inner_m)[::-1]] if inner_m > 0 else None)


def extent_m(area: Area, point: tuple[float, float]) -> float:
    """Give the greatest distance in metres from a point to an area, kept by the area's key."""
    return _extent_m(ground_of(area), point)


@lru_cache(maxsize=8192)
def _extent_m(ground: Ground, point: tuple[float, float]) -> float:
    return bounding_radius_m(Point(point), ground.shape)


def _corners(point: tuple[float, float], metres: float) -> list[tuple[float, float]]:
    lon, lat = destination(*point, _TURN, metres)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))
