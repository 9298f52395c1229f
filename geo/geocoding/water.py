"""Coasts and the water off them: "the Yemeni coast", "60 nautical miles off Somalia"."""

from __future__ import annotations

from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy.antimeridian import areas_only
from .bands import Ground, clipped, plain, ring, steps_of, widened

COAST_M = 25_000.0
"""How far inland "the coast of" reaches: our default for ``near``."""
OFF_M = 50_000.0
"""How far out "off the coast of" reaches: about the contiguous zone of 24 nautical miles."""

_PIECES_DEG2 = 1e-4
"""Water smaller than this, about a square kilometre, is a gap between two drawn outlines."""
_SMALL_SEA_DEG2 = 1.0
"""Straits smaller than this may have been drawn a little away from their shores."""
_STEPS_M = (60_000.0, 250_000.0, 1_000_000.0)
"""Reaches for which the water round an area is kept."""


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
    reach_m = min((step for step in _STEPS_M if step >= far_m), default=far_m)
    return _ring_of_water(ground, reach_m, *steps_of(near_m, far_m))


@lru_cache(maxsize=2048)
def _ring_of_water(ground: Ground, reach_m: float, inner: int | None, outer: int) -> BaseGeometry:
    water = _water(ground, reach_m)
    if water.is_empty:
        return water
    around = ring(Ground(f"plain {ground.key}", plain(ground)), inner, outer)
    return areas_only(shapely.intersection(clipped(water, around), around))


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
    water = _water(ground, _STEPS_M[0])
    if sea is not None and not water.is_empty:
        near_sea = plain(sea)
        if near_sea.area < _SMALL_SEA_DEG2:
            near_sea = widened(near_sea, COAST_M)
        water = areas_only(shapely.intersection(water, clipped(near_sea, water)))
    if water.is_empty:
        return water
    strip = widened(water, depth_m)
    return areas_only(shapely.intersection(clipped(plain(ground), strip), strip))


@lru_cache(maxsize=256)
def _water(ground: Ground, reach_m: float) -> BaseGeometry:
    """Give the water within a distance of an area; empty where there is none."""
    around = widened(plain(ground), reach_m)
    water = areas_only(shapely.difference(around, _land_in(around)))
    large = [part for part in shapely.get_parts(water) if part.area > _PIECES_DEG2]
    return areas_only(shapely.union_all(large) if large else shapely.MultiPolygon())


def _land_in(window: BaseGeometry) -> BaseGeometry:
    """Give the land of all countries in the bounds of an area."""
    rows = sorted(map(int, _tree().query(shapely.box(*window.bounds))))
    pieces = [clipped(_land(row), window) for row in rows]
    return shapely.union_all([piece for piece in pieces if not piece.is_empty])


@lru_cache(maxsize=512)
def _land(row: int) -> BaseGeometry:
    return plain(Ground(f"land {row}", reference.country_layer().geometries[row]))


@lru_cache(maxsize=1)
def _tree() -> shapely.STRtree:
    return shapely.STRtree(reference.country_layer().geometries)
