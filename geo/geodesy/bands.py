"""
Areas within a distance of borders and coasts, drawn fast and roughly.

`buffer` is exact to one percent and takes a tenth of a second for a long border. A phrase such as
"near the border" is vaguer than that by far, so here outlines are thinned in proportion to the
distance and widened in a plane of a few degrees: within 8 % of the distance.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryCollection, MultiPolygon
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from .antimeridian import areas_only
from .shapes import buffer

METRES_PER_DEGREE = 111_195.0
"""Along a meridian of the mean sphere: pi / 180 times 6,371,008.8 m."""

_THIN_SHARE = 0.05
"""How far a thinned outline may stray, as a share of the distance that it is widened by."""
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
    thin = with_fewer_corners(geometry, metres)
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


def with_fewer_corners(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """
    Drop the corners that say nothing at the scale of a distance.

    Parameters
    ----------
    geometry
        As in `widened`.
    metres
        The distance; outlines stray by 5 % of it at most.

    Returns
    -------
    geometry
        An island that would vanish becomes the rectangle round it.
    """
    stray = _THIN_SHARE * metres / METRES_PER_DEGREE
    parts = shapely.get_parts(geometry)
    thin = shapely.simplify(parts, stray, preserve_topology=False)
    lost = shapely.is_empty(thin) & (shapely.get_dimensions(parts) == 2)
    thin[lost] = shapely.envelope(parts[lost])
    odd = ~shapely.is_valid(thin)
    thin[odd] = parts[odd]
    thin = shapely.get_parts(thin)
    if len(thin) == 1:
        alone: BaseGeometry = thin[0]
        return alone
    areas_alone = (shapely.get_dimensions(thin) == 2).all()
    return MultiPolygon(list(thin)) if areas_alone else GeometryCollection(list(thin))


def clipped(shape: BaseGeometry, window: BaseGeometry) -> BaseGeometry:
    """Cut a shape to the bounds of another one, before anything slow is done to it."""
    west, south, east, north = window.bounds
    inside = shapely.clip_by_rect(shape, west, south, east, north)
    return inside if inside.is_valid else shapely.intersection(shape, shapely.box(*window.bounds))


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
