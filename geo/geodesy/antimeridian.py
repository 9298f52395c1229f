"""Geometries that cross the antimeridian or hold a pole, made valid as plane geometries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import (
    GeometryType,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    affinity,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]


def cut_antimeridian(geometry: BaseGeometry) -> BaseGeometry:
    """
    Cut a geometry where it crosses the antimeridian, and close it over a pole it winds round.

    Parameters
    ----------
    geometry
        Any geometry, longitude first; longitudes may run past 180 degrees, or jump from 180 to
        -180 along an edge that takes the short way over the antimeridian.

    Returns
    -------
    cut
        The same points and lines and valid areas with every longitude in [-180, 180]; one more
        part per crossing (RFC 7946, section 3.1.9). A ring round a pole is closed over the pole
        nearer to its mean latitude. An edge from -180 to 180 exactly is taken as written, all the
        way round. A geometry that needs no cut comes back unchanged.
    """
    coords = shapely.get_coordinates(geometry)
    if not len(coords) or not _needs_cut(geometry, coords):
        return geometry
    cut: list[BaseGeometry] = []
    for part in _simple_parts(geometry):
        if part.geom_type == "Polygon":
            cut.append(_cut_polygon(part))
        elif part.geom_type == "Point":
            cut.append(shapely.transform(part, _wrapped))
        else:
            cut.append(_strips(shapely.LineString(_unwrap(shapely.get_coordinates(part)))))
    return _collect(cut)


def cut_ring(ring: FloatArray, *, north: bool | None = None) -> Polygon | MultiPolygon:
    """
    Make the area inside one ring, cut at the antimeridian.

    `ring` is a closed (n, 2) array of degrees; `north` says which pole is inside when it winds
    round the earth, null takes the pole nearer to the mean latitude. Gives Polygon or MultiPolygon.
    """
    unwrapped = _unwrap(ring)
    turn = unwrapped[-1, 0] - unwrapped[0, 0]
    if abs(turn) > 180:
        at_north = bool(unwrapped[:, 1].mean() > 0) if north is None else north
        pole = 90.0 if at_north else -90.0
        # from the corner nearest to the pole the way over the pole crosses no other edge
        nearest = int(np.abs(pole - ring[:-1, 1]).argmin())
        unwrapped = _unwrap(np.vstack([ring[nearest:-1], ring[: nearest + 1]]))
        detour = [[unwrapped[-1, 0], pole], [unwrapped[0, 0], pole], unwrapped[0].tolist()]
        unwrapped = np.vstack([unwrapped, detour])
    whole = _valid(shapely.Polygon(unwrapped))
    if isinstance(whole, Polygon) and np.abs(unwrapped[:, 0]).max() <= 180:
        return whole
    return areas_only(_strips(whole))


def areas_only(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    """Drop the points and lines that an overlay leaves behind."""
    parts = shapely.get_parts(geometry)
    kinds = shapely.get_type_id(parts)
    while (kinds > GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
        kinds = shapely.get_type_id(parts)
    parts = parts[(kinds == GeometryType.POLYGON) & ~shapely.is_empty(parts)]
    areas: Polygon | MultiPolygon = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return areas


def _needs_cut(geometry: BaseGeometry, coords: FloatArray) -> bool:
    if np.abs(coords[:, 0]).max() > 180:
        return True
    return any(
        bool(np.any(_jumps(np.diff(shapely.get_coordinates(line)[:, 0]))))
        for part in _simple_parts(geometry)
        if part.geom_type != "Point"
        for line in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
    )


def _jumps(steps: FloatArray) -> NDArray[np.bool_]:
    sizes = np.abs(steps)
    return np.asarray((sizes > 180) & (sizes != 360))


def _unwrap(coords: FloatArray) -> FloatArray:
    """Let longitudes run on past 180 degrees instead of jumping."""
    steps = np.diff(coords[:, 0])
    steps = np.where(_jumps(steps), (steps + 180) % 360 - 180, steps)
    lon = coords[0, 0] + np.concatenate([[0.0], np.cumsum(steps)])
    return np.column_stack([lon, coords[:, 1]])


def _wrapped(coords: FloatArray) -> FloatArray:
    lon = coords[:, 0]
    lon = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    return np.column_stack([lon, coords[:, 1]])


def _cut_polygon(polygon: BaseGeometry) -> BaseGeometry:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(polygon)]
    area = cut_ring(rings[0])
    holes = [cut_ring(ring) for ring in rings[1:]]
    return areas_only(shapely.difference(area, shapely.union_all(holes))) if holes else area


def _strips(geometry: BaseGeometry) -> BaseGeometry:
    """Cut along 180 + 360 k and shift every strip home."""
    west, _, east, _ = shapely.bounds(geometry)
    pieces = []
    for turn in range(int(np.floor((west + 180) / 360)), int(np.ceil((east - 180) / 360)) + 1):
        strip = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        piece = shapely.intersection(geometry, strip)
        keep = [
            part
            for part in _simple_parts(piece)
            if shapely.get_dimensions(part) == shapely.get_dimensions(geometry)
        ]
        pieces += [affinity.translate(part, xoff=-360.0 * turn) for part in keep]
    return _collect(pieces)


def _collect(pieces: list[BaseGeometry]) -> BaseGeometry:
    parts = [part for piece in pieces for part in _simple_parts(piece)]
    if len(parts) == 1:
        return parts[0]
    polygons = [part for part in parts if isinstance(part, Polygon)]
    lines = [part for part in parts if isinstance(part, LineString)]
    points = [part for part in parts if isinstance(part, Point)]
    if len(polygons) == len(parts):
        return _valid(MultiPolygon(polygons))
    if len(lines) == len(parts):
        return MultiLineString(lines)
    if len(points) == len(parts):
        return MultiPoint(points)
    return shapely.GeometryCollection(parts)


def _simple_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    flat: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry):
        nested = part.geom_type.startswith("Multi") or part.geom_type == "GeometryCollection"
        flat.extend(_simple_parts(part) if nested else [part])
    return [part for part in flat if not part.is_empty]


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    if shapely.is_valid(geometry):
        return geometry
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)
