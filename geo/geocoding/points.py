"""The point that stands for an area."""

from __future__ import annotations

import math
from functools import lru_cache

import shapely
from shapely import Point

from .areas import Area
from .bands import Ground, ground_of

_FINE_SHARE = 0.02
"""How far the outline may stray in which the innermost point is looked for, as a share of the root
of the area."""
_NEAR_SHARE = 0.1
"""How much farther from the outline than the point found another one may lie, likewise."""


def point_of(area: Area) -> tuple[float, float]:
    """
    Give the point that stands for an area.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    point
        Its anchor where it has one; else the centroid where that lies inside; else the point
        of the largest polygon that lies farthest from its outline (lon, lat).
    """
    return area.anchor if area.anchor is not None else _middle(ground_of(area))


@lru_cache(maxsize=4096)
def _middle(ground: Ground) -> tuple[float, float]:
    shape = ground.shape
    middle = shape.centroid
    if not shapely.intersects_xy(shape, middle.x, middle.y):
        largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
        size = math.sqrt(float(largest.area))
        plain = largest.simplify(_FINE_SHARE * size, preserve_topology=False)
        plain = largest if plain.is_empty or not plain.is_valid else plain
        circle = shapely.maximum_inscribed_circle(plain, tolerance=_NEAR_SHARE * size)
        middle = Point(circle.coords[0])
        if not shapely.intersects_xy(shape, middle.x, middle.y):
            middle = largest.representative_point()
    return middle.x, middle.y
