"""Areas at a distance: discs, sectors and buffers, drawn in a plane and laid on the ellipsoid."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import MultiLineString, Point

from ..errors import ParameterError
from .antimeridian import areas_only, cut_antimeridian, cut_ring
from .measure import (
    GEOD,
    GREATEST_RADIUS_M,
    SLACK_M,
    SMALLEST_RADIUS_M,
    dense_corners,
    ecef,
    line_parts,
    lonlat_from_ecef,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]

GREATEST_DISC_M = 10_000_000.0
"""A disc stays under a quarter of the meridian (10 001 966 m), so it never holds both poles."""
GREATEST_BUFFER_M = 1_000_000.0
"""Beyond this, the local plane of a buffer would be off by more than 1 %."""

_PLAIN_M, _PLAIN_LAT, _PLAIN_LON = 1_000_000.0, 70.0, 179.0
"""What is no larger and stays as far from the poles and the antimeridian needs no cut."""

_CELL_M = 400_000.0
_WIDEST_STEP_DEG = 6.0
_HALVINGS = 12
_SIMPLER = 0.0005


def disc(lon: float, lat: float, radius_m: float, segments: int = 64) -> Polygon | MultiPolygon:
    """
    Draw the area within a geodesic distance of a point.

    Parameters
    ----------
    lon, lat
        Centre in degrees on WGS 84.
    radius_m
        Radius in metres, more than 0 and at most 10 000 km.
    segments
        Corners of the polygon, at least 8. The corners lie on the circle; the middles of the
        edges fall short by 1 - cos(pi / segments), 0.12 % at 64.

    Returns
    -------
    area
        Polygon in EPSG:4326, longitude first; MultiPolygon where it crosses the antimeridian. A
        pole inside is inside.

    Raises
    ------
    ParameterError
        If the centre is no place on earth or `radius_m` or `segments` is out of range.
    """
    _check_centre(lon, lat)
    _check_metres("radius_m", radius_m, GREATEST_DISC_M)
    if segments < 8:
        raise ParameterError(f"`segments` is {segments!r}; give at least 8")
    if _is_plain(lon, lat, radius_m):
        return shapely.Polygon(_round_trip(lon, lat, radius_m, segments))
    turn = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    circle = shapely.Polygon(radius_m * np.column_stack([np.cos(turn), np.sin(turn)]))
    return _on_earth(circle, lon, lat, radius_m)


def annular_sector(
    lon: float,
    lat: float,
    inner_m: float,
    outer_m: float,
    azimuth_deg: float,
    half_width_deg: float,
) -> Polygon | MultiPolygon:
    """
    Draw the area between two distances from a point, to either side of a direction.

    Parameters
    ----------
    lon, lat
        Point measured from, in degrees on WGS 84.
    inner_m, outer_m
        Distances in metres, 0 <= inner < outer <= 10 000 km.
    azimuth_deg
        Direction, clockwise from north.
    half_width_deg
        Degrees to either side, more than 0; 180 or more gives the whole ring.

    Returns
    -------
    area
        Polygon in EPSG:4326, longitude first; MultiPolygon where it crosses the antimeridian. The
        sides are geodesics from the point.

    Raises
    ------
    ParameterError
        If the point is no place on earth or a number is out of range.
    """
    _check_centre(lon, lat)
    _check_metres("outer_m", outer_m, GREATEST_DISC_M)
    if not 0 <= inner_m < outer_m:
        raise ParameterError(f"`inner_m` is {inner_m!r}; give 0 or more and less than `outer_m`")
    if not half_width_deg > 0:
        raise ParameterError(f"`half_width_deg` is {half_width_deg!r}; give more than 0")
    whole = half_width_deg >= 180
    half = 180.0 if whole else half_width_deg
    steps = max(2, math.ceil(half / 2)) + 1
    turn = np.radians(np.linspace(azimuth_deg - half, azimuth_deg + half, steps))
    rays = np.column_stack([np.sin(turn), np.cos(turn)])
    outer, inner = outer_m * rays, inner_m * rays
    if whole and _is_plain(lon, lat, outer_m):
        holes = [_round_trip(lon, lat, inner_m, steps - 1)[::-1]] if inner_m > 0 else None
        return shapely.Polygon(_round_trip(lon, lat, outer_m, steps - 1), holes)
    if whole:
        area = shapely.Polygon(outer, [inner] if inner_m > 0 else None)
    else:
        back = inner[::-1] if inner_m > 0 else [[0.0, 0.0]]
        area = shapely.Polygon(np.vstack([outer, back]))
    return _on_earth(area, lon, lat, outer_m)


def buffer(geometry: BaseGeometry, radius_m: float) -> Polygon | MultiPolygon:
    """
    Draw the area within a geodesic distance of any geometry.

    Parameters
    ----------
    geometry
        Any geometry in EPSG:4326, longitude first; edges are straight in longitude and latitude.
        It may cross the antimeridian, cut or not, and hold a pole.
    radius_m
        Distance in metres, more than 0 and at most 1 000 km.

    Returns
    -------
    area
        Polygon or MultiPolygon in EPSG:4326, cut at the antimeridian, valid; empty for an empty
        geometry. Its outline is within 1 % of `radius_m` of the true distance.

    Raises
    ------
    ParameterError
        If `radius_m` is out of range.

    Notes
    -----
    Outlines are divided into cells of 400 km; each is buffered in the azimuthal equidistant plane
    at its middle, where lengths are off by (d / R)^2 / 6 at most (Snyder 1987, chapter 25): 0.14 %
    for 200 km, 0.75 % for 1 000 km.
    """
    _check_metres("radius_m", radius_m, GREATEST_BUFFER_M)
    cut = cut_antimeridian(geometry)
    points = [part for part in shapely.get_parts(cut) if isinstance(part, Point) and part]
    areas: list[BaseGeometry] = [disc(point.x, point.y, radius_m) for point in points]
    areas += [part for part in shapely.get_parts(cut) if shapely.get_dimensions(part) == 2]
    lines = line_parts(cut)
    if lines:
        areas += _line_buffers(lines, radius_m)
    return areas_only(shapely.union_all(areas))


def _line_buffers(lines: list[BaseGeometry], radius_m: float) -> list[BaseGeometry]:
    step_deg = math.degrees(_longest_edge(radius_m, 60.0) / GREATEST_RADIUS_M)
    dense = [dense_corners(line, step_deg) for line in lines]
    edges = np.vstack([np.hstack([c[:-1], c[1:]]) for c in dense])
    start, end = ecef(edges[:, 0], edges[:, 1]), ecef(edges[:, 2], edges[:, 3])
    # an edge along a pole is a point
    long = np.linalg.norm(end - start, axis=1) > SLACK_M
    if not long.any():
        return [disc(float(edges[0, 0]), float(edges[0, 1]), radius_m)]
    edges, start, end = edges[long], start[long], end[long]
    middle = (start + end) / 2
    _, cell = np.unique(np.floor(middle / _CELL_M), axis=0, return_inverse=True)
    areas: list[BaseGeometry] = []
    for number in range(int(cell.max()) + 1):
        mine = cell == number
        centre_lon, centre_lat = lonlat_from_ecef(middle[mine].mean(axis=0, keepdims=True))
        lon, lat = float(centre_lon[0]), float(centre_lat[0])
        ends = edges[mine].reshape(-1, 2)
        plane = _in_plane(ends, lon, lat).reshape(-1, 2, 2)
        merged = shapely.line_merge(MultiLineString(list(plane)))
        simple = shapely.simplify(merged, _SIMPLER * radius_m)
        around = shapely.buffer(simple, radius_m, quad_segs=16)
        areas.append(_on_earth(around, lon, lat, radius_m))
    return areas


@lru_cache(maxsize=8)
def _bearings(segments: int) -> FloatArray:
    """Directions of the corners of a circle, from east, counter-clockwise; the first one twice."""
    turns = 90.0 - np.arange(segments + 1) % segments * (360.0 / segments)
    return np.asarray(turns, dtype=np.float64)


def _round_trip(lon: float, lat: float, radius_m: float, segments: int) -> FloatArray:
    """Corners of a circle in degrees, closed, counter-clockwise."""
    bearings = _bearings(segments)
    start = np.empty((3, len(bearings)))
    start[:] = [[lon], [lat], [radius_m]]
    end_lon, end_lat, _ = GEOD.fwd(start[0], start[1], bearings, start[2])
    return np.array([end_lon, end_lat]).T


def _is_plain(lon: float, lat: float, size_m: float) -> bool:
    """Whether what lies within a distance of a point is one simple piece of the plane."""
    high = abs(lat) + math.degrees(size_m / SMALLEST_RADIUS_M)
    if size_m > _PLAIN_M or high > _PLAIN_LAT:
        return False
    wide = math.degrees(size_m / SMALLEST_RADIUS_M) / math.cos(math.radians(high))
    return abs(lon) + wide < _PLAIN_LON


def _in_plane(coords: FloatArray, lon: float, lat: float) -> FloatArray:
    """Azimuthal equidistant coordinates in metres round a centre, exact along every ray."""
    count = len(coords)
    azimuth, _, length = GEOD.inv(
        np.full(count, lon), np.full(count, lat), coords[:, 0], coords[:, 1]
    )
    turn = np.radians(azimuth)
    return np.column_stack([length * np.sin(turn), length * np.cos(turn)])


def _on_earth(plane: BaseGeometry, lon: float, lat: float, size_m: float) -> Polygon | MultiPolygon:
    """Bring areas from the plane round a centre to longitude and latitude."""
    areas = []
    for polygon in shapely.get_parts(plane):
        rings = [_ring_on_earth(ring, lon, lat, size_m) for ring in shapely.get_rings(polygon)]
        whole, holes = rings[0], rings[1:]
        areas.append(shapely.difference(whole, shapely.union_all(holes)) if holes else whole)
    return areas_only(areas[0] if len(areas) == 1 else shapely.union_all(areas))


def _ring_on_earth(ring: BaseGeometry, lon: float, lat: float, size_m: float) -> BaseGeometry:
    corners = dense_corners(ring, _longest_edge(size_m, lat))
    if not shapely.is_ccw(ring):
        corners = corners[::-1]
    degrees = _degrees(corners, lon, lat)
    for _ in range(_HALVINGS):
        # edges are straight in degrees: one that turns far round a pole would cut the corner
        wide = np.nonzero(np.abs((np.diff(degrees[:, 0]) + 180) % 360 - 180) > _WIDEST_STEP_DEG)[0]
        if not len(wide):
            break
        corners = np.insert(corners, wide + 1, (corners[wide] + corners[wide + 1]) / 2, axis=0)
        degrees = _degrees(corners, lon, lat)
    steps = (np.diff(degrees[:, 0]) + 180) % 360 - 180
    # counter-clockwise: what winds east round the earth has the north pole on its inner side
    return cut_ring(degrees, north=bool(steps.sum() > 0))


def _degrees(plane: FloatArray, lon: float, lat: float) -> FloatArray:
    count = len(plane)
    azimuth = np.degrees(np.arctan2(plane[:, 0], plane[:, 1]))
    length = np.hypot(plane[:, 0], plane[:, 1])
    end_lon, end_lat, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), azimuth, length)
    degrees = np.column_stack([end_lon, end_lat])
    degrees[-1] = degrees[0]
    return degrees


def _longest_edge(size_m: float, lat: float) -> float:
    """
    Length up to which an edge straight in degrees strays from the geodesic by under 0.2 % of size.

    An edge of length L bulges by L^2 tan(lat) / 8R; near the poles a sixteenth of the size is
    short enough by itself.
    """
    steepness = max(math.tan(math.radians(min(abs(lat), 89.9))), 0.5)
    bulge = math.sqrt(0.016 * size_m * GREATEST_RADIUS_M / steepness)
    return max(bulge, size_m / 16)


def _check_centre(lon: float, lat: float) -> None:
    if not (math.isfinite(lon) and -180 <= lon <= 180):
        raise ParameterError(f"`lon` is {lon!r}; give degrees from -180 to 180")
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        raise ParameterError(f"`lat` is {lat!r}; give degrees from -90 to 90")


def _check_metres(argument: str, value: float, greatest: float) -> None:
    if not (math.isfinite(value) and 0 < value <= greatest):
        raise ParameterError(
            f"`{argument}` is {value!r}; give metres, more than 0 and at most {greatest:,.0f}"
        )
