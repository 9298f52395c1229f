"""Coasts and the water off them: "the Yemeni coast", "60 nautical miles off Somalia"."""

from __future__ import annotations

import math
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..gazetteer import get
from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import clipped, widened, widened_pieces
from ..models import PlaceKind
from ..reference.waters import (
    LEAST_SEA_DEG2,
    SHORE_DEG,
    WATER_M,
    has_water,
    water_off,
    without_gaps,
)
from .areas import Area
from .bands import Ground, distance_of, ground_of, plain, steps_of
from .borders import is_country

COAST_M = 25_000.0
"""How far inland "the coast of" reaches: our default for ``near``."""
OFF_M = 50_000.0
"""How far out "off the coast of" reaches: about the contiguous zone of 24 nautical miles."""

_SHORE_SHARE = 0.001
"""The same for large countries, as a share of the root of their area; twice as far at most."""
_SMALL_LAND = 0.99
"""Archipelagos that would lose more of their land are kept as they are."""
_SMALL_SEA_DEG2 = 1.0
"""Straits smaller than this may have been drawn a little away from their shores."""


def water_within(area: Area, near_m: float, far_m: float) -> BaseGeometry:
    """
    Give the sea between two distances from an area.

    Parameters
    ----------
    area
        The area.
    near_m, far_m
        Distances in metres; no inner rim is cut at 2 km or less.

    Returns
    -------
    water
        What lies as far from the area and on the land of no country, in EPSG:4326; empty where
        none does.
    """
    return _ring_of_water(ground_of(area), area.countries, *steps_of(near_m, far_m))


def has_sea(area: Area) -> bool:
    """Tell whether there is water off an area; of countries without drawing it."""
    if is_country(area):
        return has_water(area.countries[0])
    if area.place is not None and area.place.kind is PlaceKind.CONTINENT:
        return True
    if area.countries and not any(map(has_water, area.countries)):
        return False
    return bool(water_within(area, 0.0, OFF_M).area > LEAST_SEA_DEG2)


@lru_cache(maxsize=128)
def _ring_of_water(
    ground: Ground, codes: tuple[str, ...], inner: int | None, outer: int
) -> BaseGeometry:
    water = _water(ground, codes, distance_of(outer))
    if inner is None or water.is_empty:
        return water
    near = widened(_coast(ground), distance_of(inner))
    return areas_only(shapely.difference(water, near))


def shore_of(area: Area, depth_m: float, sea: Area | None = None) -> BaseGeometry:
    """
    Give the land of an area that lies within a distance of a sea.

    Parameters
    ----------
    area
        The area.
    depth_m
        Metres.
    sea
        The sea; null: any water that is the land of no country.

    Returns
    -------
    shore
        Polygon or MultiPolygon in EPSG:4326; empty where no sea is as near.
    """
    return _shore(ground_of(area), area.countries, depth_m, sea and ground_of(sea))


@lru_cache(maxsize=128)
def _shore(
    ground: Ground, codes: tuple[str, ...], depth_m: float, sea: Ground | None
) -> BaseGeometry:
    water = _water(ground, codes, WATER_M)
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
def _water(ground: Ground, codes: tuple[str, ...], reach_m: float) -> BaseGeometry:
    """Give the water within a distance of an area; empty where there is none."""
    whole = codes if ground.key == f"country:{''.join(codes)}" else ()
    if reach_m > WATER_M or not codes:
        return _drawn_water(_coast(ground), reach_m, whole)
    waters = [water_off(code) for code in codes]
    water = waters[0] if len(waters) == 1 else shapely.union_all(waters)
    if water.is_empty or (whole and reach_m > OFF_M):
        return water
    around = widened(_coast(ground), reach_m)
    return without_gaps(shapely.intersection(clipped(water, around), around))


def _drawn_water(coast: BaseGeometry, reach_m: float, codes: tuple[str, ...]) -> BaseGeometry:
    """Draw what is near a coast and the land of nobody; `codes`: whose coast all of it is."""
    own = frozenset(row for code in codes for row in reference.country_rows()[code])
    # what is cut away of one slab of latitudes is cheap; of a whole continent it is not
    pieces = [_off_land(piece, coast, own) for piece in widened_pieces(coast, reach_m)]
    return without_gaps(pieces[0] if len(pieces) == 1 else shapely.union_all(pieces))


def _off_land(around: BaseGeometry, coast: BaseGeometry, own: frozenset[int]) -> BaseGeometry:
    """Take the land of an area and that of all others off what lies round it."""
    water = shapely.difference(around, clipped(coast, around))
    for row in sorted(_tree().query(water, predicate="intersects").tolist()):
        land = water if row in own or water.is_empty else clipped(_land(row), water)
        if land is not water and not land.is_empty:
            water = shapely.difference(water, land)
    return water


@lru_cache(maxsize=64)
def _coast(ground: Ground) -> BaseGeometry:
    shape = plain(ground)
    stray = _SHORE_SHARE * math.sqrt(shape.area)
    return _drawn_coarsely(shape, min(max(SHORE_DEG, stray), 2 * SHORE_DEG))


@lru_cache(maxsize=512)
def _land(row: int) -> BaseGeometry:
    return _drawn_coarsely(reference.country_layer().geometry(row), SHORE_DEG)


def _drawn_coarsely(shape: BaseGeometry, stray_deg: float) -> BaseGeometry:
    """Draw land as finely as the width of the water off it needs, without its smallest islands."""
    thin = shapely.simplify(shape, stray_deg, preserve_topology=False)
    large = thin if thin.is_valid and thin.area > _SMALL_LAND * shape.area else shape
    return areas_only(large)


@lru_cache(maxsize=1)
def _tree() -> shapely.STRtree:
    outlines = reference.country_layer().geometries
    return shapely.STRtree([shapely.box(*outline.bounds) for outline in outlines])
