"""Lines and areas to measure to: pairs with incidents, and the span of their distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from ..geodesy import (
    chord_excluding_m,
    cut_antimeridian,
    distance_to_geometry_m,
    ecef,
    geodesic_lower_m,
)
from ..geodesy.measure import dense_corners, line_parts
from .extents import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Pairs = tuple[IntArray, IntArray, FloatArray]
    Filter = Callable[[IntArray, IntArray], NDArray[np.bool_]]

_DENSE_DEG = 0.1
_FIRST = 8
"""So many times as many as asked for are measured first, nearest by what is quickly known."""


def shapes_in_reach(incidents: Side, bases: Side, radius_m: float) -> Pairs:
    """
    Find every pair of an incident and a line or area that may come within `radius_m`.

    Gives positions of incidents, of bases, and metres from the centre to the nearest part, 0 inside
    an area; in no order.
    """
    known = np.flatnonzero(incidents.located)
    points = ecef(incidents.lon[known], incidents.lat[known])
    reach = incidents.reach_m[known] + radius_m
    chords = chord_excluding_m(reach)
    found: list[Pairs] = [_none()]
    for base, shape in bases.shapes.items():
        away, radius = _ball(shape, points)
        near = np.flatnonzero(away - radius <= chords)
        row = known[near]
        metres = distance_to_geometry_m(incidents.lon[row], incidents.lat[row], shape)
        hit = metres <= reach[near]
        found.append((row[hit], np.full(int(hit.sum()), base, dtype=np.intp), metres[hit]))
    row, base_at, metres = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return row, base_at, metres


def nearest_shapes(incidents: Side, bases: Side, k: int, max_m: float) -> Pairs:
    """Find the `k` nearest lines and areas of every incident, and perhaps more; in no order."""
    known = np.flatnonzero(incidents.located)
    points = ecef(incidents.lon[known], incidents.lat[known])
    best = np.full((len(known), k), max_m)
    found: list[Pairs] = [_none()]
    for base, shape in bases.shapes.items():
        away, radius = _ball(shape, points)
        near = np.flatnonzero(geodesic_lower_m(np.maximum(away - radius, 0.0)) <= best[:, -1])
        row = known[near]
        metres = distance_to_geometry_m(incidents.lon[row], incidents.lat[row], shape)
        hit = metres <= best[near, -1]
        found.append((row[hit], np.full(int(hit.sum()), base, dtype=np.intp), metres[hit]))
        best[near] = np.sort(np.column_stack([best[near], metres]), axis=1)[:, :k]
    row, base_at, metres = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return row, base_at, metres


def incidents_near_shapes(
    incidents: Side, bases: Side, k: int, max_m: float, order: IntArray, may: Filter
) -> Pairs:
    """
    Find the `k` nearest incidents of every line and area.

    `order` ranks incidents at one distance, `may` tells of positions of bases and incidents which
    pairs count. Gives positions of incidents, of bases, and metres; nearest first for each base.
    """
    located = np.flatnonzero(incidents.located)
    points = ecef(incidents.lon[located], incidents.lat[located])
    found: list[Pairs] = [_none()]
    for base, shape in bases.shapes.items():
        fits = may(np.full(len(located), base, dtype=np.intp), located)
        away, radius = _ball(shape, points[fits])
        rows, least = located[fits], geodesic_lower_m(np.maximum(away - radius, 0.0))
        some = np.argsort(least, kind="stable")[: _FIRST * k]
        metres = np.full(len(rows), np.inf)
        metres[some] = _to_shape(incidents, rows[some], shape)
        # what may be nearer than the last of these
        bound = min(max_m, np.inf if len(some) < k else float(np.sort(metres[some])[k - 1]))
        rest = np.flatnonzero(np.isinf(metres) & (least <= bound))
        metres[rest] = _to_shape(incidents, rows[rest], shape)
        best = np.lexsort((order[rows], metres))[:k]
        best = best[metres[best] <= min(max_m, np.finfo(float).max)]
        found.append((rows[best], np.full(len(best), base, dtype=np.intp), metres[best]))
    row, base_at, metres = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return row, base_at, metres


def _to_shape(incidents: Side, rows: IntArray, shape: BaseGeometry) -> FloatArray:
    return distance_to_geometry_m(incidents.lon[rows], incidents.lat[rows], shape)


def shape_spans(
    incidents: Side, bases: Side, row: IntArray, base: IntArray, metres: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """
    Measure how near and how far any part of an incident may be from the nearest part of a shape.

    NaN where the extent of the incident is unknown. For a disc the greatest is centre distance and
    radius together, which a line or area on one side of it attains.
    """
    least = np.maximum(metres - incidents.radius_m[row], 0.0)
    greatest = metres + incidents.radius_m[row]
    area = incidents.area[row]
    drawn = np.flatnonzero(area >= 0)
    if len(drawn):
        pairs, which = np.unique(
            np.column_stack([area[drawn], base[drawn]]), axis=0, return_inverse=True
        )
        for number, (one, other) in enumerate(pairs):
            mine = drawn[which.reshape(-1) == number]
            least[mine], greatest[mine] = _between(incidents.areas[one], bases.shapes[int(other)])
    return least, greatest


def _between(area: BaseGeometry, shape: BaseGeometry) -> tuple[float, float]:
    """Least and greatest distance of the points of an area to the nearest part of a shape."""
    corners = _corners(area, _DENSE_DEG)
    forth = distance_to_geometry_m(corners[:, 0], corners[:, 1], shape)
    if shapely.intersects(cut_antimeridian(area), cut_antimeridian(shape)):
        return 0.0, float(forth.max())
    ends = shapely.get_coordinates(shape)
    back = distance_to_geometry_m(ends[:, 0], ends[:, 1], area)
    return float(min(forth.min(), back.min())), float(forth.max())


def _ball(shape: BaseGeometry, points: FloatArray) -> tuple[FloatArray, float]:
    """Chord of points from the middle of a ball that holds the shape, and its radius."""
    corners = _corners(cut_antimeridian(shape), 1.0)
    on_earth = ecef(corners[:, 0], corners[:, 1])
    middle = (on_earth.min(axis=0) + on_earth.max(axis=0)) / 2
    radius = float(np.sqrt(((on_earth - middle) ** 2).sum(axis=1)).max())
    if shapely.get_dimensions(shape) == 2:
        # the ground inside an area bulges over its outline: half the earth may lie inside
        radius = 2 * radius
    # half an edge of a degree
    return np.sqrt(((points - middle) ** 2).sum(axis=1)), radius + 60_000.0


def _corners(shape: BaseGeometry, step_deg: float) -> FloatArray:
    lines = [dense_corners(line, step_deg) for line in line_parts(shape)]
    return np.vstack([shapely.get_coordinates(shape), *lines])


def _none() -> Pairs:
    nothing = np.empty(0, dtype=np.intp)
    return nothing, nothing, np.empty(0)
