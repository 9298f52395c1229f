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
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from ..geodesy import buffer
from ..geodesy.antimeridian import areas_only
from ..ondemand import OnDemand
from .areas import Area

METRES_PER_DEGREE = 111_195.0
"""Along a meridian of the mean sphere: pi / 180 times 6,371,008.8 m."""

_THIN_SHARE = 0.05
"""How far a thinned outline may stray, as a share of the distance that it is widened by."""
_PLAIN_DEG = 0.004
"""How far the outlines that are cut with bands may stray: less than half a kilometre."""
_STRETCH = 0.03
"""How much the length of a degree of longitude may change from the middle of a slab to its rim."""
_SLAB_DEG = (0.5, 8.0)
_MOST_STRETCH = 0.125
"""Where it would change more up to the rim of what is drawn, the exact way is taken."""
_CORNERS = 5
_FIRST_SHARE, _FIRST_CORNERS, _MANY = 0.15, 2, 150
"""
Outlines of many corners are widened in two steps, the first by a small share and roughly: it fills
the bays, whose rims would otherwise overlap a hundredfold, and shortens the way by 1 % at most.
"""
_LONGEST_CUT_DEG = 90.0
_STEPS = 20
"""Distances of rings are rounded to this many steps for every factor of ten: by 12 % at most."""
_LEAST_INNER_M = 2_000.0


@dataclass(frozen=True, slots=True)
class Ground(OnDemand):
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
        return Ground.later(lambda _: {"shape": area.footprint}, key=area.place.place_id)
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
        Polygon or MultiPolygon in EPSG:4326, within 8 % of the distance, 12 % beyond 72 degrees of
        latitude; exact to 1 % near the poles.
    """
    pieces = widened_pieces(geometry, metres)
    return areas_only(pieces[0] if len(pieces) == 1 else shapely.union_all(pieces))


def widened_pieces(geometry: BaseGeometry, metres: float) -> list[BaseGeometry]:
    """
    Give the area within a distance of a geometry in pieces that overlap.

    Parameters
    ----------
    geometry, metres
        As in `widened`.

    Returns
    -------
    pieces
        Polygons and MultiPolygons, each for one slab of latitudes, from south to north; what is
        slow to do to the whole is done to each.
    """
    degrees = metres / METRES_PER_DEGREE
    thin = shapely.simplify(geometry, _THIN_SHARE * degrees, preserve_topology=False)
    thin = geometry if thin.is_empty else thin
    if not thin.is_valid:
        thin = geometry
    west, south, east, north = thin.bounds
    lat = min(max(abs(south), abs(north)) + degrees, 89.0)
    reach = degrees / math.cos(math.radians(lat))
    at_edge = west - reach < -180.0 or east + reach > 180.0
    edges = _edges(south, north, degrees)
    pieces: list[BaseGeometry] = []
    for low, high in pairwise(edges):
        piece = thin if len(edges) == 2 else shapely.clip_by_rect(thin, -540, low, 540, high)
        if piece.is_empty:
            continue
        if _is_steep(low, high, degrees):
            # a cut as long as half a parallel would pass for one over the antimeridian
            pieces.append(buffer(shapely.segmentize(piece, _LONGEST_CUT_DEG), metres))
        elif at_edge:
            near = _in_plane(_beyond_the_edge(piece, reach), degrees, (low + high) / 2)
            pieces.append(shapely.intersection(near, shapely.box(-180.0, -90.0, 180.0, 90.0)))
        else:
            pieces.append(_in_plane(piece, degrees, (low + high) / 2))
    return pieces


def _edges(south: float, north: float, degrees: float) -> list[float]:
    """Divide latitudes into slabs, the lower the steeper degrees of longitude shorten there."""
    plain = _plain_lat(degrees)
    bottom, top = [south], [north]
    if south < -plain:
        bottom.append(min(-plain, north))
    if north > plain and bottom[-1] < north:
        top.append(max(plain, bottom[-1]))
    while top[-1] > bottom[-1]:
        if abs(top[-1]) >= abs(bottom[-1]):
            top.append(max(bottom[-1], top[-1] - _slab(top[-1], degrees)))
        else:
            bottom.append(min(top[-1], bottom[-1] + _slab(bottom[-1], degrees)))
    edges = sorted({*bottom, *top})
    return edges if len(edges) > 1 else [south, north]


def _slab(lat: float, degrees: float) -> float:
    """Give the height of a slab that ends at a latitude and is widened by some degrees."""
    steepness = math.tan(math.radians(min(abs(lat) + degrees, 89.0)))
    least, most = _SLAB_DEG
    return min(most, max(least, 2 * math.degrees(_STRETCH / max(steepness, 1e-3))))


def _plain_lat(degrees: float) -> float:
    """Give the latitude from which on no slab is flat enough to be widened in a plane."""
    wide = math.radians(degrees)
    least = math.radians(_SLAB_DEG[0] / 2)
    steepest = min((_MOST_STRETCH - _STRETCH) / wide, _MOST_STRETCH / (wide + least))
    return math.degrees(math.atan(steepest)) - degrees


def _is_steep(low: float, high: float, degrees: float) -> bool:
    plain = _plain_lat(degrees)
    return low < -plain or high > plain


def _beyond_the_edge(geometry: BaseGeometry, reach: float) -> BaseGeometry:
    """Add what lies within some degrees of the antimeridian once more on the far side of it."""
    west = shapely.clip_by_rect(geometry, -180.0, -90.0, reach - 180.0, 90.0)
    east = shapely.clip_by_rect(geometry, 180.0 - reach, -90.0, 180.0, 90.0)
    moved = [translate(west, xoff=360.0), translate(east, xoff=-360.0)]
    return shapely.union_all([geometry, *moved])


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


def distance_of(step: int) -> float:
    """Give the metres of a step."""
    return math.pow(10.0, step / _STEPS)


@lru_cache(maxsize=128)
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
    if inner is None:
        return _stepped(ground, outer)
    near = _stepped(ground, inner)
    # what is near has far fewer corners than the shape that it was drawn round
    far = widened(near, distance_of(outer) - distance_of(inner))
    return areas_only(shapely.difference(far, near))


@lru_cache(maxsize=128)
def _stepped(ground: Ground, step: int) -> BaseGeometry:
    return widened(ground.shape, distance_of(step))


def _in_plane(geometry: BaseGeometry, degrees: float, lat: float) -> BaseGeometry:
    """Widen in the plane where a degree of longitude has its length at one latitude."""
    shrink = math.cos(math.radians(lat))
    start, left = _stretched(geometry, shrink), degrees
    if shapely.get_num_coordinates(start) > _MANY:
        first = shapely.buffer(start, _FIRST_SHARE * degrees, quad_segs=_FIRST_CORNERS)
        start = _thinned(first, _THIN_SHARE / 2 * degrees)
        left = (1 - _FIRST_SHARE) * degrees
    wide = shapely.buffer(start, left, quad_segs=_CORNERS)
    return _stretched(_thinned(wide, _THIN_SHARE / 4 * degrees), 1 / shrink)


def _thinned(wide: BaseGeometry, stray: float) -> BaseGeometry:
    """Drop corners of what was widened; nothing of it is so narrow that it could vanish."""
    return shapely.simplify(wide, stray, preserve_topology=False)


def _stretched(geometry: BaseGeometry, share: float) -> BaseGeometry:
    def stretch(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        result: NDArray[np.float64] = coordinates.copy()
        result[:, 0] *= share
        return result

    return shapely.transform(geometry, stretch)


@lru_cache(maxsize=512)
def plain(ground: Ground) -> BaseGeometry:
    """Give a shape with fewer corners, valid, less than half a kilometre from the one given."""
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
