"""The water off coasts, and the bands along borders, that most phrases about them mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import clipped
from .layer import outlines_of

WATER_M = 51_000.0
"""How far from a country its packaged water reaches."""
BAND_M = 25_000.0
"""How far to either side of a border its packaged band reaches: UCDP's "limited area around"."""
LEAST_SEA_DEG2 = 0.05
"""Water off a coast at least; less is gaps between the outlines of countries."""

SHORE_DEG = 0.015
"""How far the shore of drawn water may stray: a mile, where the narrowest water is 50 km wide."""

_PLAIN_DEG = 0.004
"""How far the outlines that are cut with bands may stray: less than half a kilometre."""
_GAP_DEG2 = 1e-4
"""Water smaller than this, about a square kilometre, is a gap between two drawn outlines."""


def plain_outline(shape: BaseGeometry) -> BaseGeometry:
    """Give an outline with fewer corners, valid, less than half a kilometre from the one given."""
    thin = shapely.simplify(shape, _PLAIN_DEG)
    return shape if thin.is_empty or not thin.is_valid else thin


def without_gaps(water: BaseGeometry) -> Polygon | MultiPolygon:
    """Leave out what is only a gap between two drawn outlines."""
    parts = shapely.get_parts(areas_only(water))
    return areas_only(MultiPolygon(list(parts[shapely.area(parts) > _GAP_DEG2])))


def has_water(code: str) -> bool:
    """Tell whether there is sea within `WATER_M` of a country (ISO alpha-2 or XK)."""
    return code in _water_rows()


@lru_cache(maxsize=64)
def water_off(code: str) -> Polygon | MultiPolygon:
    """
    Give the sea within `WATER_M` of a country.

    Parameters
    ----------
    code
        ISO alpha-2, or XK.

    Returns
    -------
    water
        What lies as near and is the land of no country, in EPSG:4326, longitude first; empty for
        a country without a coast.
    """
    row = _water_rows().get(code)
    return MultiPolygon() if row is None else areas_only(outlines_of("waters")[row])


@lru_cache(maxsize=256)
def border_band(*codes: str) -> Polygon | MultiPolygon | None:
    """
    Give the band along the border of two countries, or along all land borders of one.

    Parameters
    ----------
    *codes
        One or two of ISO alpha-2 or XK, in any order.

    Returns
    -------
    band
        What lies within `BAND_M` of the border, of two countries on their own ground only; null
        where there is no border.
    """
    row = _band_rows().get(" ".join(sorted(codes)))
    return None if row is None else areas_only(outlines_of("border_bands")[row])


def on_ground(sides: Sequence[BaseGeometry], strip: BaseGeometry) -> Polygon | MultiPolygon:
    """Cut off what of a strip lies in none of some areas."""
    pieces = [shapely.intersection(clipped(side, strip), strip) for side in sides]
    return areas_only(shapely.union_all([areas_only(piece) for piece in pieces]))


@cache
def _water_rows() -> dict[str, int]:
    return {code: row for row, code in enumerate(outlines_of("waters").keys["country"])}


@cache
def _band_rows() -> dict[str, int]:
    return {codes: row for row, codes in enumerate(outlines_of("border_bands").keys["countries"])}
