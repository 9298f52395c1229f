"""Whose ground an answer lies on, and whether it lies at sea."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from itertools import count

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy.measure import SMALLEST_RADIUS_M
from ..reference.cells import MIXED, CellIndex
from ..reference.layer import outlines_of

_SAMPLES = 8
"""Rows and columns of points that are asked for their country."""
_CLEAR_SHARE = 0.75
"""Share of the land points that lie in the one country of an answer."""
_MANY = 200
"""Corners from which on a footprint is worth an index for the points asked for."""
_LARGE_DEG = 3.0
"""Height from which on a footprint is hardly ever all in one country."""
_WORTH_CELLS = 100
"""So many questions pay for the fifth of a second that making the table of cells takes."""
_BATCH = 16
"""Outlines that are unpacked at once."""
_HAIR_DEG, _POLAR_DEG = 1e-4, 85.0
"""Corners of a footprint are rounded, by much less than the first; the second leaves out poles."""


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
    cells = _cells()
    if north - south < _LARGE_DEG:
        row = None if cells is None else cells.row_throughout(west, south, east, north)
        if cells is None or (row is None and point is None):
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
    found = _countries_at(lons, lats)
    dry = Counter(code for code in found if code)
    water = len(found) - sum(dry.values())
    at_point = found[-1:] if point is not None else []
    if at_point == [None] and water > len(found) / 2:
        return None, True
    code, votes = dry.most_common(1)[0] if dry else (None, 0)
    clear = votes >= _CLEAR_SHARE * sum(dry.values())
    return (code if clear and (not at_point or at_point[0] in {code, None}) else None), False


def ground_round(point: tuple[float, float], radius_m: float) -> tuple[str | None, bool] | None:
    """
    Tell which country a disc lies in without drawing it, as far as that is easy.

    Parameters
    ----------
    point
        Centre (lon, lat) in degrees, of the same disc as its `radius_m` in metres.

    Returns
    -------
    ground
        What `ground_under` gives; null where the disc has to be drawn to tell.
    """
    cells = _cells()
    lon, lat = point
    high = math.degrees(radius_m / SMALLEST_RADIUS_M) + _HAIR_DEG
    if cells is None or abs(lat) + high >= _POLAR_DEG:
        return None
    wide = high / math.cos(math.radians(abs(lat) + high))
    if abs(lon) + wide >= 180.0:
        return None
    row = cells.row_throughout(lon - wide, lat - high, lon + wide, lat + high)
    if row is None:
        return None
    code = reference.country_layer().columns["country"][row] if row >= 0 else None
    return code, code is None


def _countries_at(lons: NDArray[np.float64], lats: NDArray[np.float64]) -> list[str | None]:
    """Tell the country of each point; edges are looked at in cells that hold some only."""
    cells = _cells()
    if cells is None:
        return reference.countries_at(lons, lats)
    rows = cells.rows_at(lons, lats).astype(np.int64)
    unknown = np.flatnonzero(rows == MIXED)
    layer = reference.country_layer()
    if len(unknown):
        rows[unknown] = layer.rows_at(lons[unknown], lats[unknown])
    codes = layer.columns["country"]
    return [codes[row] if row >= 0 else None for row in rows.tolist()]


_asked = count()


def _cells() -> CellIndex | None:
    """Give the table of cells once so many footprints were asked for that it pays to make it."""
    return _made_cells() if next(_asked) >= _WORTH_CELLS else None


@cache
def _made_cells() -> CellIndex:
    outlines = outlines_of("countries")
    some = range(0, len(outlines), _BATCH)
    return CellIndex(
        outlines.rings(range(start, min(start + _BATCH, len(outlines)))) for start in some
    )
