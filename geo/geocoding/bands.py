"""
Bands and clipped shapes for vague areas, drawn fast.

`geo.geodesy.buffer` is exact to one percent and takes a tenth of a second for a long border. A
phrase such as "near the border" is vaguer than that by far, so here outlines are thinned in
proportion to the distance and widened in a plane of a few degrees: within 8 % of the distance.
Rings are kept by distances rounded outward, so that another number of kilometres costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..geodesy import buffer
from ..geodesy.antimeridian import areas_only
from .areas import Area

METRES_PER_DEGREE = 111_195.0
"""Along a meridian of the mean sphere: pi / 180 times 6,371,008.8 m."""

_THIN_SHARE = 0.05
"""How far a thinned outline may stray, as a share of the distance that it is widened by."""
_PLAIN_DEG = 0.004
"""How far the outlines that are cut with bands may stray: less than half a kilometre."""
_STRETCH = 0.03
"""How much the length of a degree of longitude may change from the middle of a slab to its rim."""
_SLAB_DEG = (1.0, 8.0)
_HIGHEST_LAT, _WIDEST_LON = 72.0, 178.0
"""Beyond these the plane would be bent too much, or cut: the exact way is taken."""
_CORNERS = 5
_STEPS = 20
"""Distances of rings are rounded to this many steps for every factor of ten: by 12 % at most."""
_LEAST_INNER_M = 2_000.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A shape that is known by its key, so that what is made of it can be kept."""

    key: str
    shape: BaseGeometry = field(compare=False)


def ground_of(area: Area) -> Ground:
    """
    Give the shape of an area with a key of its own.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    ground
        Two areas have the same key only where their shapes are the same.
    """
    if area.place is not None:
        return Ground(area.place.place_id, area.footprint)
    west, south, east, north = area.footprint.bounds
    return Ground(f"{area.rule} {west:.6f} {south:.6f} {east:.6f} {north:.6f}", area.footprint)


def widened(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """
    Give the area within a distance of a geometry, roughly.

    Parameters
    ----------
    geometry
        Lines or polygons in EPSG:4326, longitude first.
    metres
        Distance, more than 0.

    Returns
    -------
    area
        Polygon or MultiPolygon in EPSG:4326, within 8 % of the distance; exact to 1 % near the
        poles and the antimeridian.
    """
    degrees = metres / METRES_PER_DEGREE
    thin = shapely.simplify(geometry, _THIN_SHARE * degrees, preserve_topology=False)
    thin = geometry if thin.is_empty else thin
    if not thin.is_valid:
        thin = geometry
    west, south, east, north = thin.bounds
    lat = max(abs(south), abs(north)) + degrees
    reach = degrees / max(math.cos(math.radians(min(lat, 89.0))), 0.05)
    if lat > _HIGHEST_LAT or west - reach < -_WIDEST_LON or east + reach > _WIDEST_LON:
        return buffer(thin, metres)
    least, most = _SLAB_DEG
    steepness = max(math.tan(math.radians(lat)), 1e-3)
    slab = min(most, max(least, 2 * math.degrees(_STRETCH / steepness)))
    if north - south <= slab:
        return _in_plane(thin, degrees, (south + north) / 2)
    count = math.ceil((north - south) / slab)
    edges = np.linspace(south, north, count + 1)
    rims = thin if shapely.get_dimensions(thin) == 1 else shapely.boundary(thin)
    pieces = []
    for low, high in pairwise(edges.tolist()):
        piece = shapely.clip_by_rect(rims, west - 1, low, east + 1, high)
        if not piece.is_empty:
            pieces.append(_in_plane(piece, degrees, (low + high) / 2))
    if shapely.get_dimensions(thin) == 2:
        pieces.append(thin)
    return areas_only(shapely.union_all(pieces))


def steps_of(inner_m: float, outer_m: float) -> tuple[int | None, int]:
    """
    Round two distances outward to the steps for which rings are kept.

    Parameters
    ----------
    inner_m, outer_m
        Distances in metres.

    Returns
    -------
    steps
        Of the inner and of the outer one; null: no inner rim, at 2 km or less.
    """
    inner = None if inner_m <= _LEAST_INNER_M else math.floor(_STEPS * math.log10(inner_m))
    return inner, math.ceil(_STEPS * math.log10(outer_m))


@lru_cache(maxsize=2048)
def ring(ground: Ground, inner: int | None, outer: int) -> BaseGeometry:
    """
    Give what lies between two distances from a shape.

    Parameters
    ----------
    ground
        Lines or polygons in EPSG:4326.
    inner, outer
        Steps, as `steps_of` gives them.

    Returns
    -------
    area
        Polygon or MultiPolygon in EPSG:4326.
    """
    far = _stepped(ground, outer)
    if inner is None:
        return far
    return areas_only(shapely.difference(far, _stepped(ground, inner)))


@lru_cache(maxsize=2048)
def _stepped(ground: Ground, step: int) -> BaseGeometry:
    return widened(ground.shape, 10.0 ** (step / _STEPS))


def _in_plane(geometry: BaseGeometry, degrees: float, lat: float) -> BaseGeometry:
    """Widen in the plane where a degree of longitude has its length at one latitude."""
    shrink = math.cos(math.radians(lat))
    wide = shapely.buffer(_stretched(geometry, shrink), degrees, quad_segs=_CORNERS)
    return _stretched(shapely.simplify(wide, _THIN_SHARE / 4 * degrees), 1 / shrink)


def _stretched(geometry: BaseGeometry, share: float) -> BaseGeometry:
    def stretch(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = coordinates.copy()
        result[:, 0] *= share
        return result

    return shapely.transform(geometry, stretch)


@lru_cache(maxsize=512)
def plain(ground: Ground) -> BaseGeometry:
    """Give a shape with fewer corners, valid, less than half a kilometre from the true one."""
    thin = shapely.simplify(ground.shape, _PLAIN_DEG)
    return ground.shape if thin.is_empty or not thin.is_valid else thin


def clipped(shape: BaseGeometry, window: BaseGeometry) -> BaseGeometry:
    """Cut a shape to the bounds of another one, before anything slow is done to it."""
    west, south, east, north = window.bounds
    inside = shapely.clip_by_rect(shape, west, south, east, north)
    return inside if inside.is_valid else shapely.intersection(shape, shapely.box(*window.bounds))


def cut(area: Area, window: BaseGeometry) -> BaseGeometry:
    """Give what an area has in common with a vague shape."""
    shape = plain(ground_of(area)) if area.place is not None else area.footprint
    return areas_only(shapely.intersection(clipped(shape, window), window))
