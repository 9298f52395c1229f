"""Points, chords, lengths and areas on WGS 84; every other measure rests on these."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
"""The ellipsoid every distance is measured on (Karney 2013, through pyproj)."""

SEMI_MAJOR_M = GEOD.a
SEMI_MINOR_M = GEOD.b
ECCENTRICITY_SQUARED = GEOD.es
SMALLEST_RADIUS_M = SEMI_MINOR_M**2 / SEMI_MAJOR_M
"""Least radius of curvature of WGS 84: the meridian at the equator, 6 335 439 m."""
GREATEST_RADIUS_M = SEMI_MAJOR_M**2 / SEMI_MINOR_M
"""Greatest radius of curvature of WGS 84: at the poles, 6 399 594 m."""
SLACK_M = 1e-6
"""Room for floating point in the brackets between chord and geodesic."""

_DENSE_DEG = 0.1


@overload
def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float: ...
@overload
def distance_m(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray | float, lat2: FloatArray | float
) -> FloatArray: ...
@overload
def distance_m(
    lon1: FloatArray | float, lat1: FloatArray | float, lon2: FloatArray, lat2: FloatArray
) -> FloatArray: ...
def distance_m(
    lon1: FloatArray | float,
    lat1: FloatArray | float,
    lon2: FloatArray | float,
    lat2: FloatArray | float,
) -> FloatArray | float:
    """
    Measure the geodesic between points.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees on WGS 84; numbers or arrays, broadcast against each other.

    Returns
    -------
    metres
        A float for four numbers, else an array; NaN where a coordinate is NaN.
    """
    return _inverse(lon1, lat1, lon2, lat2, 2)


@overload
def azimuth_deg(lon1: float, lat1: float, lon2: float, lat2: float) -> float: ...
@overload
def azimuth_deg(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray | float, lat2: FloatArray | float
) -> FloatArray: ...
@overload
def azimuth_deg(
    lon1: FloatArray | float, lat1: FloatArray | float, lon2: FloatArray, lat2: FloatArray
) -> FloatArray: ...
def azimuth_deg(
    lon1: FloatArray | float,
    lat1: FloatArray | float,
    lon2: FloatArray | float,
    lat2: FloatArray | float,
) -> FloatArray | float:
    """
    Give the direction in which the geodesic from the first point to the second sets out.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees on WGS 84; numbers or arrays, broadcast against each other.

    Returns
    -------
    degrees
        Clockwise from north in [0, 360); NaN where a coordinate is NaN.
    """
    return _inverse(lon1, lat1, lon2, lat2, 0) % 360.0


@overload
def destination(
    lon: float, lat: float, azimuth_deg: float, distance_m: float
) -> tuple[float, float]: ...
@overload
def destination(
    lon: FloatArray | float,
    lat: FloatArray | float,
    azimuth_deg: FloatArray,
    distance_m: FloatArray | float,
) -> tuple[FloatArray, FloatArray]: ...
@overload
def destination(
    lon: FloatArray, lat: FloatArray, azimuth_deg: float, distance_m: FloatArray | float
) -> tuple[FloatArray, FloatArray]: ...
def destination(
    lon: FloatArray | float,
    lat: FloatArray | float,
    azimuth_deg: FloatArray | float,
    distance_m: FloatArray | float,
) -> tuple[FloatArray | float, FloatArray | float]:
    """
    Go from a point along a geodesic.

    Parameters
    ----------
    lon, lat
        Start in degrees on WGS 84; numbers or arrays, all four broadcast against each other.
    azimuth_deg
        Direction, clockwise from north.
    distance_m
        Metres to go.

    Returns
    -------
    lon, lat
        Degrees; longitude in [-180, 180].
    """
    start_lon, start_lat, azimuth, length = np.broadcast_arrays(lon, lat, azimuth_deg, distance_m)
    end_lon, end_lat, _ = GEOD.fwd(
        start_lon.ravel(), start_lat.ravel(), azimuth.ravel(), length.ravel()
    )
    if start_lon.ndim == 0:
        return float(end_lon[0]), float(end_lat[0])
    return end_lon.reshape(start_lon.shape), end_lat.reshape(start_lon.shape)


def ecef(lon: FloatArray | float, lat: FloatArray | float) -> FloatArray:
    """
    Convert to earth-centred, earth-fixed metres on the surface of WGS 84.

    Parameters
    ----------
    lon, lat
        Degrees; numbers or arrays of one shape.

    Returns
    -------
    xyz
        Array of shape (n, 3), one row per point, in the order given. Height is 0.
    """
    east, north = np.radians(np.atleast_1d(lon)), np.radians(np.atleast_1d(lat))
    sine, cosine = np.sin(north), np.cos(north)
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY_SQUARED * sine**2)
    return np.column_stack(
        [
            normal * cosine * np.cos(east),
            normal * cosine * np.sin(east),
            normal * (1 - ECCENTRICITY_SQUARED) * sine,
        ]
    )


def lonlat_from_ecef(xyz: FloatArray) -> tuple[FloatArray, FloatArray]:
    """
    Convert earth-centred metres within some metres of the surface to degrees.

    Parameters
    ----------
    xyz
        Array of shape (n, 3).

    Returns
    -------
    lon, lat
        Degrees on WGS 84; height is dropped.
    """
    lon = np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0]))
    flat = np.hypot(xyz[:, 0], xyz[:, 1]) * (1 - ECCENTRICITY_SQUARED)
    return lon, np.degrees(np.arctan2(xyz[:, 2], flat))


def geodesic_lower_m(chord_m: FloatArray) -> FloatArray:
    """
    Give the shortest geodesic that two points with this chord between them can have.

    Parameters
    ----------
    chord_m
        Straight distances in metres through the earth between points on WGS 84.

    Returns
    -------
    metres
        2 R asin(c / 2R) with R the greatest radius of curvature a^2/b.

    Notes
    -----
    Along a unit-speed geodesic g let D = |g(t) - g(0)|^2. Then D'' = 2 - 2 k h, with k the normal
    curvature, between 1/R_max and 1/R_min, and h the height of g(0) under the tangent plane at
    g(t). Blaschke's rolling theorem (balls of R_min roll inside, the surface inside balls of
    R_max) gives D / 2 R_max <= h <= D / 2 R_min, so D'' lies between 2 - D / R_min^2 and
    2 - D / R_max^2, and Sturm's comparison with 4 R^2 sin^2(t / 2R) gives both bounds.
    """
    radius = GREATEST_RADIUS_M
    bound = 2 * radius * np.arcsin(np.minimum(chord_m / (2 * radius), 1.0)) - SLACK_M
    return np.asarray(bound, dtype=np.float64)


def geodesic_upper_m(chord_m: FloatArray) -> FloatArray:
    """
    Give the longest geodesic that two points with this chord between them can have.

    Parameters
    ----------
    chord_m
        Straight distances in metres through the earth between points on WGS 84.

    Returns
    -------
    metres
        2 R asin(c / 2R) with R the least radius of curvature b^2/a; infinite where c > 2R, for
        which nothing is proven. The proof is at `geodesic_lower_m`.
    """
    ratio = chord_m / (2 * SMALLEST_RADIUS_M)
    arc = 2 * SMALLEST_RADIUS_M * np.arcsin(np.minimum(ratio, 1.0))
    return np.asarray(np.where(ratio < 1, arc, np.inf) + SLACK_M, dtype=np.float64)


@overload
def chord_excluding_m(geodesic_m: float) -> float: ...
@overload
def chord_excluding_m(geodesic_m: FloatArray) -> FloatArray: ...
def chord_excluding_m(geodesic_m: FloatArray | float) -> FloatArray | float:
    """
    Give the chord beyond which the geodesic is surely longer than `geodesic_m`.

    Parameters
    ----------
    geodesic_m
        Metres along the surface, 0 or more.

    Returns
    -------
    metres
        Straight distance; the proof is at `geodesic_lower_m`.
    """
    radius = GREATEST_RADIUS_M
    chord = 2 * radius * np.sin(np.minimum(np.divide(geodesic_m, 2 * radius), np.pi / 2)) + SLACK_M
    return float(chord) if np.ndim(geodesic_m) == 0 else np.asarray(chord)


def chord_assuring_m(geodesic_m: float) -> float:
    """
    Give the chord up to which the geodesic is surely no longer than `geodesic_m`.

    Parameters
    ----------
    geodesic_m
        Metres along the surface, 0 or more.

    Returns
    -------
    metres
        Straight distance; the proof is at `geodesic_lower_m`.
    """
    radius = SMALLEST_RADIUS_M
    return 2 * radius * float(np.sin(min(geodesic_m / (2 * radius), np.pi / 2))) - SLACK_M


def line_length_m(geometry: BaseGeometry) -> float:
    """
    Measure lines, or the outlines of polygons.

    Parameters
    ----------
    geometry
        Any geometry in EPSG:4326, longitude first; points have length 0.

    Returns
    -------
    metres
        Sum over all parts and rings, edges straight in longitude and latitude.
    """
    return float(
        sum(
            distance_m(c[:-1, 0], c[:-1, 1], c[1:, 0], c[1:, 1]).sum()
            for c in (dense_corners(line, _DENSE_DEG) for line in line_parts(geometry))
        )
    )


def area_m2(geometry: BaseGeometry) -> float:
    """
    Measure the area of polygons.

    Parameters
    ----------
    geometry
        Any geometry in EPSG:4326, longitude first, within [-180, 180]; points and lines have
        area 0.

    Returns
    -------
    square metres
        On the ellipsoid, edges straight in longitude and latitude, holes taken off.

    Notes
    -----
    Plane area in the cylindrical equal-area projection of the ellipsoid, Snyder (1987), Map
    Projections: A Working Manual, equations 3-12 and 10-15, edges densified to 0.1 degree.
    """
    total = 0.0
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            sizes = [abs(_ring_area(ring)) for ring in shapely.get_rings(part)]
            total += 2 * max(sizes, default=0.0) - sum(sizes)
        elif shapely.get_dimensions(part) == 2:
            total += area_m2(part)
    return total


def dense_corners(line: BaseGeometry, step_deg: float) -> FloatArray:
    """Corners of one line or ring with more of them between, at most `step_deg` apart."""
    coords = shapely.get_coordinates(line)
    steps = np.diff(coords, axis=0)
    parts = np.maximum(1, np.ceil(np.hypot(steps[:, 0], steps[:, 1]) / step_deg)).astype(np.intp)
    if parts.max(initial=1) == 1:
        return coords
    edge = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    between = coords[edge] + steps[edge] * (number / parts[edge])[:, None]
    return np.vstack([between, coords[-1:]])


def line_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """List the lines and rings of a geometry, points left out."""
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    flat: list[BaseGeometry] = []
    for part in parts:
        if part.geom_type == "GeometryCollection":
            flat.extend(line_parts(part))
        elif part.geom_type == "Polygon":
            flat.extend(shapely.get_rings(part))
        elif shapely.get_dimensions(part) == 1:
            flat.extend(shapely.get_parts(part))
    return flat


def _ring_area(ring: BaseGeometry) -> float:
    """Signed area by the shoelace formula in the equal-area plane."""
    coords = dense_corners(ring, _DENSE_DEG)
    sine = np.sin(np.radians(coords[:, 1]))
    eccentricity = np.sqrt(ECCENTRICITY_SQUARED)
    authalic = (1 - ECCENTRICITY_SQUARED) * (
        sine / (1 - ECCENTRICITY_SQUARED * sine**2) + np.arctanh(eccentricity * sine) / eccentricity
    )
    east, north = np.radians(coords[:, 0]), authalic / 2
    return float(SEMI_MAJOR_M**2 * (np.diff(east) * (north[1:] + north[:-1])).sum() / 2)


def _inverse(
    lon1: FloatArray | float,
    lat1: FloatArray | float,
    lon2: FloatArray | float,
    lat2: FloatArray | float,
    which: int,
) -> FloatArray | float:
    """Solve the inverse problem: 0 is the azimuth at the first point, 2 the distance."""
    first_lon, first_lat, second_lon, second_lat = np.broadcast_arrays(lon1, lat1, lon2, lat2)
    answer = GEOD.inv(first_lon.ravel(), first_lat.ravel(), second_lon.ravel(), second_lat.ravel())[
        which
    ]
    return float(answer[0]) if first_lon.ndim == 0 else answer.reshape(first_lon.shape)
