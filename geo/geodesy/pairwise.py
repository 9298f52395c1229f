"""Distances of points to one shape each, for many small shapes: no index is built for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import shapely

from .antimeridian import cut_antimeridian
from .boxes import Pieces
from .lines import divided
from .measure import (
    chord_excluding_m,
    dense_corners,
    distance_m,
    ecef,
    geodesic_lower_m,
    geodesic_upper_m,
    line_parts,
    lonlat_from_ecef,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_DENSE_DEG = 0.1
_SLACK_M = 1e-5
_AT_ONCE = 1_000_000
_SHAPES_AT_ONCE = 1_000


def spans_to_shapes_m(
    lon: FloatArray, lat: FloatArray, geometries: Sequence[BaseGeometry], which: IntArray
) -> tuple[FloatArray, FloatArray]:
    """
    Measure from each point to the nearest and to the farthest part of one geometry.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, arrays of one length.
    geometries
        Polygons and lines in EPSG:4326, longitude first, not empty.
    which
        Position of the geometry of each point.

    Returns
    -------
    nearest_m, farthest_m
        As `distance_to_geometry_m` and `farthest_m` measure, NaN where a coordinate is NaN; every
        piece of the geometry is tried, so that this is for geometries that are small or asked for
        by few points.
    """
    nearest, farthest = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    known = known[np.argsort(which[known], kind="stable")]
    # some geometries at a time: their pieces take more memory than they do
    turn = np.cumsum(np.diff(which[known], prepend=-1) != 0) - 1
    for some in np.split(known, np.flatnonzero(np.diff(turn // _SHAPES_AT_ONCE)) + 1):
        if len(some):
            nearest[some], farthest[some] = _spans(lon[some], lat[some], geometries, which[some])
    return nearest, farthest


def _spans(
    lon: FloatArray, lat: FloatArray, geometries: Sequence[BaseGeometry], which: IntArray
) -> tuple[FloatArray, FloatArray]:
    used, which = np.unique(which, return_inverse=True)
    shapes = [geometries[number] for number in used]
    cut = np.empty(len(shapes), dtype=object)
    cut[:] = [cut_antimeridian(shape) for shape in shapes]
    near, far = np.full(len(lon), np.inf), np.full(len(lon), -np.inf)
    points = ecef(lon, lat)
    lines = [line_parts(shape) for shape in cut]
    start, end, owner = divided(lines)
    pieces = Pieces(ecef(start[:, 0], start[:, 1]), ecef(end[:, 0], end[:, 1]))
    for row, piece, first in _pairs(which, owner, len(shapes)):
        chord = pieces.chord(points, row, piece)
        bound = chord_excluding_m(geodesic_upper_m(np.minimum.reduceat(chord, first))) + _SLACK_M
        keep = chord <= np.repeat(bound, np.diff(np.append(first, len(row))))
        at = row[keep]
        foot_lon, foot_lat = lonlat_from_ecef(pieces.foot(points[at], piece[keep])[0])
        np.minimum.at(near, at, distance_m(lon[at], lat[at], foot_lon, foot_lat))
    near[shapely.intersects_xy(cut[which], lon, lat)] = 0.0
    corners = [
        np.vstack([shapely.get_coordinates(shape), *(dense_corners(a, _DENSE_DEG) for a in parts)])
        for shape, parts in ((shape, line_parts(shape)) for shape in shapes)
    ]
    owner = np.repeat(np.arange(len(shapes)), [len(some) for some in corners])
    every = np.vstack(corners)
    surface = ecef(every[:, 0], every[:, 1])
    for row, corner, first in _pairs(which, owner, len(shapes)):
        chord = np.sqrt(((surface[corner] - points[row]) ** 2).sum(axis=1))
        bound = geodesic_lower_m(np.maximum.reduceat(chord, first))
        keep = geodesic_upper_m(chord) >= np.repeat(bound, np.diff(np.append(first, len(row))))
        at, place = row[keep], corner[keep]
        np.maximum.at(far, at, distance_m(lon[at], lat[at], every[place, 0], every[place, 1]))
    return near, far


def _pairs(
    which: IntArray, owner: IntArray, count: int
) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """Give each point with every part of its geometry, some points at a time; where each begins."""
    size = np.bincount(owner, minlength=count)
    begin = np.cumsum(size) - size
    share = size[which]
    splits = np.flatnonzero(np.diff(np.cumsum(share) // _AT_ONCE)) + 1
    for batch in np.split(np.arange(len(which)), splits):
        batch = batch[share[batch] > 0]  # noqa: PLW2901
        if len(batch):
            many = share[batch]
            first = np.cumsum(many) - many
            row = np.repeat(batch, many)
            turn = np.arange(len(row)) - np.repeat(first, many)
            yield row, begin[which[row]] + turn, first
