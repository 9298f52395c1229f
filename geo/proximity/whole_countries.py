"""Rows that are known only to a country: the extent of such a row is the whole country."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from ..geodesy import (
    ecef,
    farthest_m,
    geodesic_lower_m,
    geodesic_upper_m,
    spans_to_shapes_m,
)
from ..geodesy.measure import dense_corners, line_parts
from ..models import Precision
from ..reference import countries_at, country_geometry
from ..reference.areas import is_country
from ..table import as_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_FARTHEST_M = 20_003_931.5
"""From pole to pole on WGS 84: no two places are further apart."""
_EDGE_DEG = 0.1
_HALF_EDGE_M = 6_000.0
"""Half of that is less than this."""
_KEPT = 512


def known_to_country(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which rows have the precision ``country``; none where there is no such column."""
    if "precision" not in table.columns:
        return np.zeros(len(table), dtype=bool)
    given = table["precision"].astype("string") == str(Precision.COUNTRY)
    return np.asarray(given.fillna(value=False), dtype=bool)


def country_extents(
    table: gpd.GeoDataFrame, rows: IntArray, lon: FloatArray, lat: FloatArray
) -> tuple[IntArray, list[BaseGeometry]]:
    """
    Give the area in which each of some rows lies: the country stated, else located, else round it.

    `rows` are positions, `lon`, `lat` the points of the whole table in degrees. Gives which area
    each of `rows` has, -1 where no country is known, and the areas; several stated countries are
    one area.
    """
    around = countries_at(lon[rows], lat[rows])
    named = zip(_codes(table, rows), around, strict=True)
    keys = [next((codes for codes in (*given, (at,)) if _known(codes)), ()) for given, at in named]
    number, different = pd.factorize(pd.Series(keys, dtype=object))
    none = np.array([not key for key in different], dtype=bool)
    order = np.cumsum(~none) - 1
    order[none] = -1
    return order[number].astype(np.intp), [_area(key) for key in different if key]


def _codes(table: gpd.GeoDataFrame, rows: IntArray) -> Iterable[tuple[tuple[object, ...], ...]]:
    """Give what the source states of each row, in both columns, then what was located."""
    nothing: list[tuple[object, ...]] = [()] * len(rows)
    parts = []
    for name in ("countries_stated", "country_stated", "country_located"):
        if name not in table.columns:
            parts.append(nothing)
            continue
        values = table[name].iloc[rows]
        if name == "countries_stated":
            parts.append([tuple(sorted(codes)) for codes in as_lists(values)])
        else:
            parts.append([(value,) for value in values.astype(object)])
    return zip(*parts, strict=True)


def _known(codes: tuple[object, ...]) -> bool:
    return bool(codes) and all(isinstance(code, str) and is_country(code) for code in codes)


def reach_bounds_m(
    areas: list[BaseGeometry], area: IntArray, lon: FloatArray, lat: FloatArray
) -> FloatArray:
    """Give distances that no part of the area of each point is beyond; quick and generous."""
    points = ecef(lon, lat)
    bound = np.empty(len(area))
    for number in np.unique(area):
        mine = area == number
        middle, radius = _ball(areas[number])
        chord = np.linalg.norm(points[mine] - middle, axis=1) + radius
        bound[mine] = geodesic_upper_m(chord)
    return np.minimum(bound, _FARTHEST_M)


def near_country(
    area: BaseGeometry, lon: FloatArray, lat: FloatArray, reach_m: FloatArray
) -> IntArray:
    """Find the positions of the points that may lie within `reach_m` of a country."""
    middle, radius = _ball(area)
    chord = np.linalg.norm(ecef(lon, lat) - middle, axis=1) - radius
    near = np.flatnonzero(geodesic_lower_m(np.maximum(chord, 0.0)) <= reach_m)
    (bound,) = _remembered(_bounds(area), lon[near], lat[near], partial(_lower_bounds_m, area))
    kept: IntArray = near[bound <= reach_m[near]]
    return kept


def spans_to_country_m(
    area: BaseGeometry, lon: FloatArray, lat: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Measure from points to the nearest and to the farthest part of a country."""
    least, greatest = _remembered(_spans(area), lon, lat, partial(_measured_m, area))
    return least, greatest


def _remembered(
    known: dict[tuple[float, float], tuple[float, ...]],
    lon: FloatArray,
    lat: FloatArray,
    measure: Callable[[FloatArray, FloatArray], tuple[FloatArray, ...]],
) -> FloatArray:
    """Measure each place once: the bases are the same for every batch of rows."""
    places = list(zip(lon.tolist(), lat.tolist(), strict=True))
    new = list(dict.fromkeys(place for place in places if place not in known))
    lons, lats = np.array(new, dtype=float).reshape(-1, 2).T
    told = np.column_stack(measure(lons, lats))
    known.update(zip(new, map(tuple, told.tolist()), strict=True))
    return np.array([known[place] for place in places]).reshape(-1, told.shape[1]).T


def _lower_bounds_m(area: BaseGeometry, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray]:
    """Give distances that no part of the area is nearer than, 0 inside."""
    bound = np.zeros(len(lon))
    outside = np.flatnonzero(~shapely.intersects_xy(area, lon, lat))
    if len(outside):
        from scipy.spatial import KDTree

        tree = KDTree(_outline(area))
        chord, _ = tree.query(ecef(lon[outside], lat[outside]))
        # the nearest part may lie on an edge, no more than half of it from a corner
        bound[outside] = np.maximum(geodesic_lower_m(chord) - _HALF_EDGE_M, 0.0)
    return (bound,)


def _measured_m(
    area: BaseGeometry, lon: FloatArray, lat: FloatArray
) -> tuple[FloatArray, FloatArray]:
    near, far = np.zeros(len(lon)), np.empty(len(lon))
    inside = shapely.intersects_xy(area, lon, lat)
    far[inside] = farthest_m(lon[inside], lat[inside], area)
    out = np.flatnonzero(~inside)
    # few bases lie beside a country, and an index of it costs more than they do
    near[out], far[out] = spans_to_shapes_m(lon[out], lat[out], [area], np.zeros_like(out))
    return near, far


@lru_cache(maxsize=_KEPT)
def _area(codes: tuple[object, ...]) -> BaseGeometry:
    shapes = [country_geometry(str(code)) for code in codes]
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


@lru_cache(maxsize=_KEPT)
def _bounds(area: BaseGeometry) -> dict[tuple[float, float], tuple[float, ...]]:  # noqa: ARG001
    return {}


@lru_cache(maxsize=_KEPT)
def _spans(area: BaseGeometry) -> dict[tuple[float, float], tuple[float, ...]]:  # noqa: ARG001
    return {}


@lru_cache(maxsize=_KEPT)
def _ball(area: BaseGeometry) -> tuple[FloatArray, float]:
    """Middle and radius of a ball that holds the outline; so it holds the ground inside too."""
    corners = _outline(area)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    radius = float(np.linalg.norm(corners - middle, axis=1).max())
    return middle, radius + _HALF_EDGE_M


def _outline(area: BaseGeometry) -> FloatArray:
    corners = np.vstack([dense_corners(line, _EDGE_DEG) for line in line_parts(area)])
    return ecef(corners[:, 0], corners[:, 1])
