"""Discs and rings round a point, and how far an area reaches from one."""

from __future__ import annotations

from functools import lru_cache

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from ..geodesy import annular_sector, bounding_radius_m, disc
from .areas import Area
from .bands import Ground, ground_of


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
        Polygon in EPSG:4326 with 64 corners on either circle; what `annular_sector` gives where
        a ring meets a pole or the antimeridian.
    """
    outer = disc(*point, outer_m)
    if inner_m <= 0:
        return outer
    inner = disc(*point, inner_m)
    if not (isinstance(outer, Polygon) and isinstance(inner, Polygon)):
        return annular_sector(*point, inner_m, outer_m, 0.0, 180.0)
    return Polygon(shapely.get_coordinates(outer), [shapely.get_coordinates(inner)[::-1]])


def extent_m(area: Area, point: tuple[float, float]) -> float:
    """Give the greatest distance in metres from a point to an area, kept by the area's key."""
    if area.radius_m is not None and area.anchor == point:
        return area.radius_m
    return _extent_m(ground_of(area), point)


@lru_cache(maxsize=8192)
def _extent_m(ground: Ground, point: tuple[float, float]) -> float:
    return bounding_radius_m(Point(point), ground.shape)
