"""Whose ground an answer lies on, and whether it lies at sea."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference

_SAMPLES = 8
"""Rows and columns of points that are asked for their country."""
_CLEAR_SHARE = 0.75
"""Share of the land points that lie in the one country of an answer."""
_MANY = 200
"""Corners from which on a footprint is worth an index for the points asked for."""
_LARGE_DEG = 3.0
"""Height from which on a footprint is hardly ever all in one country."""


def ground_under(
    footprint: BaseGeometry, point: tuple[float, float] | None, *, is_sea: bool
) -> tuple[str | None, bool]:
    """
    Tell which country an answer lies in.

    Parameters
    ----------
    footprint
        Polygon or MultiPolygon in EPSG:4326, longitude first.
    point
        The point (lon, lat) that stands for it; null where none does.
    is_sea
        Whether the phrase itself says that it is at sea.

    Returns
    -------
    country
        ISO alpha-2 or XK; null for several, and at sea.
    is_sea
        Whether most of it lies on the ground of no country.
    """
    if is_sea:
        return None, True
    west, south, east, north = footprint.bounds
    layer = reference.country_layer()
    if north - south < _LARGE_DEG:
        row = layer.row_throughout(west, south, east, north)
        if row is not None:
            code = layer.columns["country"][row] if row >= 0 else None
            return code, code is None and point is not None
    step = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    lons = np.tile(west + step * (east - west), _SAMPLES)
    lats = np.repeat(south + step * (north - south), _SAMPLES)
    if shapely.get_num_coordinates(footprint) > _MANY:
        shapely.prepare(footprint)
    inside = shapely.contains_xy(footprint, lons, lats)
    lons, lats = lons[inside], lats[inside]
    if point is not None:
        lons, lats = np.append(lons, point[0]), np.append(lats, point[1])
    found = reference.countries_at(lons, lats)
    dry = Counter(code for code in found if code)
    water = len(found) - sum(dry.values())
    at_point = found[-1:] if point is not None else []
    if at_point == [None] and water > len(found) / 2:
        return None, True
    code, votes = dry.most_common(1)[0] if dry else (None, 0)
    clear = votes >= _CLEAR_SHARE * sum(dry.values())
    return (code if clear and (not at_point or at_point[0] in {code, None}) else None), False
