"""
Point in area by the edges of one strip of latitude: little memory, no outline kept.

A prepared outline takes seven times the memory of its corners, and every country is asked for
sooner or later. Here the edges of all areas lie sorted by strips of a quarter of a degree; a
point is held by the areas of which an odd number of edges in its strip lie to the east of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

_STRIP_DEG = 0.25
_STRIPS = round(180 / _STRIP_DEG)
_AT_ONCE = 2_000
"""Points of one pass; each is compared with some hundred edges."""


class EdgeIndex:
    """
    Tell which area holds each of some points.

    Parameters
    ----------
    batches
        Valid Polygons and MultiPolygons in EPSG:4326, longitude first; where several hold a
        point, the first wins. A point on an edge is held.
    """

    def __init__(self, batches: Iterable[NDArray[np.object_]]) -> None:
        edges, owner = _edges(batches)
        first, last = _strip(edges[:, 1]), _strip(edges[:, 3])
        first, last = np.minimum(first, last), np.maximum(first, last)
        often = last - first + 1
        edge = np.repeat(np.arange(len(edges), dtype=np.int32), often)
        strip = (np.repeat(first, often) + _counted(often)).astype(np.uint16)
        # the areas of one strip stay in their order
        order = np.argsort(strip, kind="stable")
        edge, strip = edge[order], strip[order]
        owner = owner[edge]
        self._edges = edges[edge]
        # a run: the edges of one area in one strip
        new = np.ones(len(edge), bool)
        new[1:] = (strip[1:] != strip[:-1]) | (owner[1:] != owner[:-1])
        begin = np.flatnonzero(new)
        self._owner = owner[begin]
        self._ends = np.append(begin, len(edge))
        self._runs = np.searchsorted(strip[begin], np.arange(_STRIPS + 1))
        west, east = (ends(self._edges[:, 0], self._edges[:, 2]) for ends in (np.fmin, np.fmax))
        self._west = np.minimum.reduceat(west, begin) if len(begin) else begin
        self._east = np.maximum.reduceat(east, begin) if len(begin) else begin

    def rows_at(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the number of the area that holds each point, -1 for none; no NaN."""
        found = np.empty(len(lon), np.int64)
        for start in range(0, len(lon), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            found[some] = self._some_at(lon[some], lat[some])
        return found

    def row_throughout(self, west: float, south: float, east: float, north: float) -> int | None:
        """
        Give the number of the area that holds all of a box in degrees, -1 where none holds any.

        Null where an edge may meet the box.
        """
        low, high = _strip(np.array([south, north]))
        x0, y0, x1, y1 = self._edges[
            self._ends[self._runs[low]] : self._ends[self._runs[high + 1]]
        ].T
        met = (np.fmin(x0, x1) <= east) & (np.fmax(x0, x1) >= west)
        met &= (np.fmin(y0, y1) <= north) & (np.fmax(y0, y1) >= south)
        if met.any():
            return None
        begin = self._ends[self._runs[low]]
        x0, y0, x1, y1 = self._edges[begin : self._ends[self._runs[low + 1]]].T
        crossed = np.flatnonzero((y0 > south) != (y1 > south))
        # no edge meets the box, so that an edge lies east of it where its western end does
        east_of = np.fmin(x0[crossed], x1[crossed]) > west
        run = np.searchsorted(self._ends, crossed[east_of] + begin, side="right") - 1
        rows, often = np.unique(self._owner[run], return_counts=True)
        held = rows[often % 2 == 1]
        return int(held[0]) if len(held) else -1

    def _some_at(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        strip = _strip(lat)
        many = self._runs[strip + 1] - self._runs[strip]
        point = np.repeat(np.arange(len(lon)), many)
        run = self._runs[strip[point]] + _counted(many)
        near = (self._west[run] <= lon[point]) & (lon[point] <= self._east[run])
        point, run = point[near], run[near]
        many = self._ends[run + 1] - self._ends[run]
        pair = np.repeat(np.arange(len(run)), many)
        x0, y0, x1, y1 = self._edges[self._ends[run[pair]] + _counted(many)].astype(float).T
        x, y = lon[point[pair]], lat[point[pair]]
        # more than 0: the point lies to the left of the edge
        turn = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        crossed = (y0 > y) != (y1 > y)
        crossed &= (turn > 0) == (y1 > y0)
        odd = np.bincount(pair[crossed & (turn != 0)], minlength=len(run)) % 2 == 1
        between = (np.minimum(x0, x1) <= x) & (x <= np.maximum(x0, x1))
        between &= (np.minimum(y0, y1) <= y) & (y <= np.maximum(y0, y1))
        odd[pair[between & (turn == 0)]] = True
        none = np.iinfo(np.int64).max
        best = np.full(len(lon), none)
        np.minimum.at(best, point[odd], self._owner[run[odd]])
        return np.where(best == none, -1, best)


def _edges(
    batches: Iterable[NDArray[np.object_]],
) -> tuple[NDArray[np.floating], NDArray[np.int32]]:
    """Give the ends of every edge, x0, y0, x1, y1, and the number of the area of each."""
    edges: list[NDArray[np.floating]] = [np.empty((0, 4), np.float32)]
    owners: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    for first, batch in _numbered(batches):
        parts, of_area = shapely.get_parts(batch, return_index=True)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        along = np.flatnonzero(ring[1:] == ring[:-1])
        some: NDArray[np.floating] = np.hstack([corners[along], corners[along + 1]])
        short = some.astype(np.float32)
        # the packaged outlines lose nothing by it
        edges.append(short if (short == some).all() else some)
        owners.append((first + of_area[of_part[ring[along]]]).astype(np.int32))
    return np.concatenate(edges), np.concatenate(owners)


def _numbered(
    batches: Iterable[NDArray[np.object_]],
) -> Iterator[tuple[int, NDArray[np.object_]]]:
    first = 0
    for batch in batches:
        yield first, batch
        first += len(batch)


def _strip(lat: NDArray[np.floating]) -> NDArray[np.int32]:
    strip: NDArray[np.int32] = np.clip((lat + 90.0) / _STRIP_DEG, 0, _STRIPS - 1).astype(np.int32)
    return strip


def _counted(many: NDArray[np.integer]) -> NDArray[np.int64]:
    """Count from 0 in each of some runs."""
    within: NDArray[np.int64] = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return within
