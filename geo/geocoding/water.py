"""Coasts and the water off them: "the Yemeni coast", "60 nautical miles off Somalia"."""

from __future__ import annotations

import math
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..gazetteer import get
from ..geodesy.antimeridian import areas_only
from .bands import Ground, clipped, distance_of, plain, steps_of, widened, widened_pieces

COAST_M = 25_000.0
"""How far inland "the coast of" reaches: our default for ``near``."""
OFF_M = 50_000.0
"""How far out "off the coast of" reaches: about the contiguous zone of 24 nautical miles."""

_PIECES_DEG2 = 1e-4
"""Water smaller than this, about a square kilometre, is a gap between two drawn outlines."""
_SHORE_DEG = 0.015
"""How far the shore of drawn water may stray: a mile, where the narrowest water is 50 km wide."""
LEAST_SEA_DEG2 = 0.05
"""Water off a coast at least; less is gaps between the outlines of countries."""
WITHOUT_SEA = frozenset({
    "AD", "AF", "AM", "AT", "BF", "BI", "BO", "BT", "BW", "BY", "CF", "CH", "CZ", "ET",
    "HU", "KG", "LA", "LI", "LS", "LU", "MD", "MK", "ML", "MN", "MW", "NE", "NP", "PY",
    "RS", "RW", "SK", "SS", "SZ", "TD", "TJ", "UG", "UZ", "XK", "ZM", "ZW",
})  # fmt: skip
"""Countries with less water than that within `OFF_M`, as `water_within` finds it."""
_SHORE_SHARE = 0.001
"""The same for large countries, as a share of the root of their area; twice as far at most."""
_SMALL_LAND = 0.99
"""Archipelagos that would lose more of their land are kept as they are."""
_SMALL_SEA_DEG2 = 1.0
"""Straits smaller than this may have been drawn a little away from their shores."""
_SHORE_M = 60_000.0
"""How far out water is looked for to tell where a shore is."""


def water_within(ground: Ground, near_m: float, far_m: float) -> BaseGeometry:
    """
    Give the sea between two distances from an area.

    Parameters
    ----------
    ground
        Polygon or MultiPolygon in EPSG:4326.
    near_m, far_m
        Distances in metres; no inner rim is cut at 2 km or less.

    Returns
    -------
    water
        What lies as far from the area and on the land of no country; empty where none does.
    """
    return _ring_of_water(ground, *steps_of(near_m, far_m))


@lru_cache(maxsize=128)
def _ring_of_water(ground: Ground, inner: int | None, outer: int) -> BaseGeometry:
    water = _water(ground, distance_of(outer))
    if inner is None or water.is_empty:
        return water
    near = widened(_coast(ground), distance_of(inner))
    return areas_only(shapely.difference(water, near))


@lru_cache(maxsize=128)
def shore_of(ground: Ground, depth_m: float, sea: Ground | None = None) -> BaseGeometry:
    """
    Give the land of an area that lies within a distance of a sea.

    Parameters
    ----------
    ground
        Polygon or MultiPolygon in EPSG:4326.
    depth_m
        Metres.
    sea
        The sea; null: any water that is the land of no country.

    Returns
    -------
    shore
        Empty where no sea is as near.
    """
    water = _water(ground, _SHORE_M)
    if sea is None:
        water = _open_water(water)
    if sea is not None and not water.is_empty:
        near_sea = plain(sea)
        if near_sea.area < _SMALL_SEA_DEG2:
            near_sea = widened(near_sea, COAST_M)
        water = areas_only(shapely.intersection(water, clipped(near_sea, water)))
    if water.is_empty:
        return water
    strip = widened(water, depth_m)
    return areas_only(shapely.intersection(clipped(plain(ground), strip), strip))


def _open_water(water: BaseGeometry) -> BaseGeometry:
    """Leave out lakes, and gaps between the outlines of two countries."""
    large = [part for part in shapely.get_parts(water) if part.area > LEAST_SEA_DEG2]
    inside = [part.representative_point() for part in large]
    found = reference.seas_at([at.x for at in inside], [at.y for at in inside]) if large else []
    kept = [part for part, sea in zip(large, found, strict=True) if not _is_lake(sea)]
    return areas_only(shapely.multipolygons(kept) if kept else shapely.MultiPolygon())


def _is_lake(sea: str | None) -> bool:
    return sea is not None and get(sea if ":" in sea else f"sea:{sea}").subkind == "lake"


@lru_cache(maxsize=64)
def _water(ground: Ground, reach_m: float) -> BaseGeometry:
    """Give the water within a distance of an area; empty where there is none."""
    coast = _coast(ground)
    own = _own_rows(ground.key)
    # what is cut away of one slab of latitudes is cheap; of a whole continent it is not
    pieces = [_off_land(piece, coast, own) for piece in widened_pieces(coast, reach_m)]
    water = pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)
    large = [part for part in shapely.get_parts(water) if part.area > _PIECES_DEG2]
    return areas_only(shapely.multipolygons(large) if large else shapely.MultiPolygon())


def _off_land(around: BaseGeometry, coast: BaseGeometry, own: frozenset[int]) -> BaseGeometry:
    """Take the land of an area and that of all others off what lies round it."""
    water = shapely.difference(around, clipped(coast, around))
    for row in sorted(_tree().query(water, predicate="intersects").tolist()):
        land = water if row in own or water.is_empty else clipped(_land(row), water)
        if land is not water and not land.is_empty:
            water = shapely.difference(water, land)
    return water


def _own_rows(key: str) -> frozenset[int]:
    """Give the rows of the country that a shape is all the ground of; none for other shapes."""
    code = key.removeprefix("country:")
    codes = reference.country_layer().columns["country"] if code != key else []
    return frozenset(row for row, known in enumerate(codes) if known == code)


@lru_cache(maxsize=64)
def _coast(ground: Ground) -> BaseGeometry:
    shape = plain(ground)
    stray = _SHORE_SHARE * math.sqrt(shape.area)
    return _drawn_coarsely(shape, min(max(_SHORE_DEG, stray), 2 * _SHORE_DEG))


@lru_cache(maxsize=512)
def _land(row: int) -> BaseGeometry:
    return _drawn_coarsely(reference.country_layer().geometry(row), _SHORE_DEG)


def _drawn_coarsely(shape: BaseGeometry, stray_deg: float) -> BaseGeometry:
    """Draw land as finely as the width of the water off it needs, without its smallest islands."""
    thin = shapely.simplify(shape, stray_deg, preserve_topology=False)
    large = thin if thin.is_valid and thin.area > _SMALL_LAND * shape.area else shape
    return areas_only(large)


@lru_cache(maxsize=1)
def _tree() -> shapely.STRtree:
    outlines = reference.country_layer().geometries
    return shapely.STRtree([shapely.box(*outline.bounds) for outline in outlines])
