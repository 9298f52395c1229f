"""How large a geometry is, and how far a point is from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import numpy as np
import shapely

from .antimeridian import cut_antimeridian
from .lines import LineIndex
from .measure import GEOD, distance_m, ecef, geodesic_lower_m, geodesic_upper_m, line_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]

_DENSE_DEG = 0.1
_THIN_DEG = 0.5
_MOST_CORNERS = 1_000
_FEW_CORNERS = 150
"""So few are measured one by one faster than they are sorted out."""
_LONGEST_DEGREE_M = 111_700.0
"""A degree along a meridian at the poles (111 694 m); degrees are nowhere longer."""
_TIE_M = 1.0


def bounding_radius_m(point: Point, geometry: BaseGeometry) -> float:
    """
    Measure how far the farthest part of a geometry is from a point.

    Parameters
    ----------
    point
        EPSG:4326, longitude first.
    geometry
        Any geometry in EPSG:4326, not empty.

    Returns
    -------
    metres
        Greatest geodesic distance to a corner, edges densified to 0.1 degree.
    """
    return farthest_m(point.x, point.y, geometry)


def diameter_m(geometry: BaseGeometry) -> float:
    """
    Measure the greatest extent of a geometry.

    Parameters
    ----------
    geometry
        Any geometry in EPSG:4326, longitude first, not empty.

    Returns
    -------
    metres
        Greatest geodesic distance between two corners, edges densified to 1 degree; 0 for one
        point. Where over 1 000 corners could be the ends, one per half degree is compared (off
        by under 80 km, 1 % of the extent that such a geometry has).

    Notes
    -----
    Corners inside the hull in the gnomonic plane, where great circles are straight, cannot be
    ends of the longest line; the pairs of hull corners are measured one by one.
    """
    coords = np.unique(_corners(geometry, 1.0), axis=0)
    outward = ecef(coords[:, 0], coords[:, 1])
    outward /= np.linalg.norm(outward, axis=1)[:, None]
    middle = outward.mean(axis=0)
    middle /= max(float(np.linalg.norm(middle)), 1e-12)
    height = outward @ middle
    if height.min() > 0.01:
        side = np.cross(middle, [0.0, 0.0, 1.0] if abs(middle[2]) < 0.9 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        plane = np.column_stack([outward @ side, outward @ np.cross(middle, side)])
        hull = shapely.get_coordinates(
            shapely.convex_hull(shapely.multipoints(plane / height[:, None]))
        )
        coords = coords[_rows_of(plane / height[:, None], hull)]
    if len(coords) > _MOST_CORNERS:
        _, first = np.unique(np.round(coords / _THIN_DEG), axis=0, return_index=True)
        coords = coords[first]
    longest = 0.0
    for lon, lat in coords:
        longest = max(longest, float(distance_m(lon, lat, coords[:, 0], coords[:, 1]).max()))
    return longest


@overload
def distance_to_geometry_m(lon: float, lat: float, geometry: BaseGeometry) -> float: ...
@overload
def distance_to_geometry_m(
    lon: FloatArray, lat: FloatArray, geometry: BaseGeometry
) -> FloatArray: ...
def distance_to_geometry_m(
    lon: FloatArray | float, lat: FloatArray | float, geometry: BaseGeometry
) -> FloatArray | float:
    """
    Measure from points to the nearest part of a geometry.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84; two numbers, or two arrays of one length.
    geometry
        Any geometry in EPSG:4326, longitude first, not empty; cut at the antimeridian first where
        it crosses it.

    Returns
    -------
    metres
        Geodesic distance, 0 on and inside polygons; NaN where a coordinate is NaN. Within 15 cm
        of the exact value below 60 degrees of latitude (edges are divided into pieces of 2 km).
    """
    lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    cut = cut_antimeridian(geometry)
    metres = np.where(np.isfinite(lons) & np.isfinite(lats), np.inf, np.nan)
    metres[shapely.intersects_xy(cut, lons, lats)] = 0.0
    away = np.flatnonzero(np.isinf(metres))
    if len(away) and line_parts(cut):
        metres[away] = LineIndex([cut]).nearest(lons[away], lats[away])[0]
    for part in shapely.get_parts(cut):
        if part.geom_type == "Point":
            metres = np.minimum(metres, distance_m(lons, lats, part.x, part.y))
    return float(metres[0]) if np.ndim(lon) == 0 else metres


@overload
def farthest_m(lon: float, lat: float, geometry: BaseGeometry) -> float: ...
@overload
def farthest_m(lon: FloatArray, lat: FloatArray, geometry: BaseGeometry) -> FloatArray: ...
def farthest_m(
    lon: FloatArray | float, lat: FloatArray | float, geometry: BaseGeometry
) -> FloatArray | float:
    """
    Measure from points to the farthest part of a geometry.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84; two numbers, or two arrays of one length.
    geometry
        Any geometry in EPSG:4326, longitude first, not empty.

    Returns
    -------
    metres
        Greatest geodesic distance to a corner, edges densified to 0.1 degree; NaN where a
        coordinate is NaN.
    """
    if np.ndim(lon) == 0:
        return _farthest_from_one(float(lon), float(lat), geometry)
    corners = shapely.get_coordinates(geometry)
    few = len(corners) <= _FEW_CORNERS
    if not few or np.abs(corners[1:] - corners[:-1]).max(initial=0) > _DENSE_DEG:
        corners = _corners(geometry, _DENSE_DEG)
    lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    surface = ecef(corners[:, 0], corners[:, 1]) if len(corners) > _FEW_CORNERS else corners
    metres = np.full(len(lons), np.nan)
    for row in np.flatnonzero(np.isfinite(lons) & np.isfinite(lats)):
        rivals = corners
        if len(corners) > _FEW_CORNERS:
            chord = np.linalg.norm(surface - ecef(lons[row], lats[row]), axis=1)
            rivals = corners[geodesic_upper_m(chord) >= geodesic_lower_m(chord.max())]
        metres[row] = distance_m(lons[row], lats[row], rivals[:, 0], rivals[:, 1]).max()
    return metres


def _farthest_from_one(lon: float, lat: float, geometry: BaseGeometry) -> float:
    """Measure from one point; of the long edges only those that may reach farther are divided."""
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return float("nan")
    is_area = geometry.geom_type in ("Polygon", "MultiPolygon")
    # nothing is farther than the outer rim: holes need no look
    rims = shapely.get_exterior_ring(shapely.get_parts(geometry)) if is_area else None
    rivals = _corners(geometry, _DENSE_DEG) if rims is None else shapely.get_coordinates(rims)
    is_long = is_area and bool(np.abs(rivals[1:] - rivals[:-1]).max(initial=0.0) > _DENSE_DEG)
    if is_long or len(rivals) > _FEW_CORNERS:
        point = ecef(lon, lat)
        chord = np.linalg.norm(ecef(rivals[:, 0], rivals[:, 1]) - point, axis=1)
        between = _between_far_ends(rims, chord) if is_long else rivals[:0]
        if len(between):
            rivals = np.vstack([rivals, between])
            more = np.linalg.norm(ecef(between[:, 0], between[:, 1]) - point, axis=1)
            chord = np.concatenate([chord, more])
        rivals = rivals[geodesic_upper_m(chord) >= geodesic_lower_m(chord.max())]
    start = np.empty((2, len(rivals)))
    start[:] = [[lon], [lat]]
    return float(GEOD.inv(start[0], start[1], rivals[:, 0], rivals[:, 1])[2].max())


def _between_far_ends(rims: NDArray[np.object_] | None, chord: FloatArray) -> FloatArray:
    """
    Divide the long edges on which a point may lie farther away than every corner.

    No point of an edge is farther than half the sum of its own length and the distances of both
    its ends. `chord` has the distance of every corner in metres.
    """
    coords, line = shapely.get_coordinates(rims, return_index=True)
    steps = np.diff(coords, axis=0)
    length = np.hypot(steps[:, 0], steps[:, 1])
    farthest = (chord[1:] + chord[:-1] + _LONGEST_DEGREE_M * length) / 2
    far = (length > _DENSE_DEG) & (line[1:] == line[:-1]) & (farthest > chord.max() - _TIE_M)
    start, steps = coords[:-1][far], steps[far]
    parts = np.ceil(length[far] / _DENSE_DEG).astype(np.intp)
    edge = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    return np.asarray(start[edge] + steps[edge] * (number / parts[edge])[:, None])


def _corners(geometry: BaseGeometry, step_deg: float) -> FloatArray:
    """All corners, points too, with more of them along the edges."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        coords, line = shapely.get_coordinates(
            shapely.get_rings(shapely.get_parts(geometry)), return_index=True
        )
        lone = coords[:0]
    else:
        coords, line = shapely.get_coordinates(line_parts(geometry), return_index=True)
        lone = shapely.get_coordinates(geometry)
    steps = np.diff(coords, axis=0)
    parts = np.ceil(np.hypot(steps[:, 0], steps[:, 1]) / step_deg).astype(np.intp)
    parts[(parts < 1) | (line[1:] != line[:-1])] = 1
    if parts.max(initial=1) > 1:
        edge = np.repeat(np.arange(len(parts)), parts)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
        between = coords[edge] + steps[edge] * (number / parts[edge])[:, None]
        coords = np.vstack([between, coords[-1:]])
    return np.vstack([lone, coords]) if len(lone) else coords


def _rows_of(points: FloatArray, wanted: FloatArray) -> NDArray[np.intp]:
    from scipy.spatial import KDTree

    return np.asarray(np.unique(KDTree(points).query(wanted)[1]), dtype=np.intp)
