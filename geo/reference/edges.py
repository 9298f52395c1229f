"""
Point in area by the edges of one strip of latitude: little memory, no outline kept.

A prepared outline takes seven times the memory of its corners, and every country is asked for
sooner or later. Here the edges of all areas lie sorted by strips of a quarter of a degree; a
point is held by the areas of which an odd number of edges in its strip lie to the east of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .outlines import Rings

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
        Some areas and their rings at a time, all valid, in EPSG:4326, longitude first; where
        several hold a point, the first wins. A point on an edge is held.
    """

    def __init__(self, batches: Iterable[Rings]) -> None:
        edges, owner = _edges(batches)
        first, last = _strip(edges[1]), _strip(edges[3])
        first, last = np.minimum(first, last), np.maximum(first, last)
        often = last - first + 1
        edge = np.repeat(np.arange(len(owner), dtype=np.int32), often)
        strip = (np.repeat(first, often) + _counted(often)).astype(np.uint16)
        # the areas of one strip stay in their order
        order = np.argsort(strip, kind="stable")
        edge, strip = edge[order], strip[order]
        owner = owner[edge]
        # x0, y0, x1, y1
        self._edges = edges[:, edge]
        # a run: the edges of one area in one strip
        new = np.ones(len(edge), bool)
        new[1:] = (strip[1:] != strip[:-1]) | (owner[1:] != owner[:-1])
        begin = np.flatnonzero(new)
        self._owner = owner[begin]
        self._ends = np.append(begin, len(edge))
        self._runs = np.searchsorted(strip[begin], np.arange(_STRIPS + 1))
        west, east = (ends(self._edges[0], self._edges[2]) for ends in (np.fmin, np.fmax))
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
            :, self._ends[self._runs[low]] : self._ends[self._runs[high + 1]]
        ]
        met = (np.fmin(x0, x1) <= east) & (np.fmax(x0, x1) >= west)
        met &= (np.fmin(y0, y1) <= north) & (np.fmax(y0, y1) >= south)
        if met.any():
            return None
        begin = self._ends[self._runs[low]]
        x0, y0, x1, y1 = self._edges[:, begin : self._ends[self._runs[low + 1]]]
        crossed = np.flatnonzero((y0 > south) != (y1 > south))
        # no edge meets the box, so that an edge lies east of it where its western end does
        east_of = np.fmin(x0[crossed], x1[crossed]) > west
        run = np.searchsorted(self._ends, crossed[east_of] + begin, side="right") - 1
        rows, often = np.unique(self._owner[run], return_counts=True)
        held = rows[often % 2 == 1]
        return int(held[0]) if len(held) else -1

    def edges_within(
        self,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        reach_lon: NDArray[np.float64],
        reach_lat: float,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """
        Find the edges that come near each point.

        Parameters
        ----------
        lon, lat
            Points in degrees, no NaN; nothing is near across the 180th meridian.
        reach_lon, reach_lat
            Half the sides of the box round each point, in degrees.

        Returns
        -------
        point, area, edge
            Positions of points, numbers of areas, and x0, y0, x1, y1 of edges whose box meets the
            box of the point, in rows; ordered by point. An edge may come twice.
        """
        found = [
            self._some_within(some, lon, lat, reach_lon, reach_lat)
            for some in np.array_split(np.arange(len(lon)), len(lon) // _AT_ONCE + 1)
        ]
        point, area, edge = (np.concatenate(part, axis=-1) for part in zip(*found, strict=True))
        return point, area, edge

    def _some_within(
        self,
        some: NDArray[np.int64],
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        reach_lon: NDArray[np.float64],
        reach_lat: float,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        west, east = (lon[some] + sign * reach_lon[some] for sign in (-1, 1))
        south, north = lat[some] - reach_lat, lat[some] + reach_lat
        point, run = self._runs_near(_strip(south), _strip(north), west, east)
        pair, edge = self._edges_of(run)
        point, run = point[pair], run[pair]
        for low, high, first, second in ((south, north, 1, 3), (west, east, 0, 2)):
            one, other = self._edges[first, edge], self._edges[second, edge]
            met = np.fmin(one, other) <= high[point]
            met &= np.fmax(one, other) >= low[point]
            point, run, edge = point[met], run[met], edge[met]
        return some[point], self._owner[run].astype(np.int64), self._edges[:, edge].astype(float)

    def _some_at(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        strip = _strip(lat)
        point, run = self._runs_near(strip, strip, lon, lon)
        pair, edge = self._edges_of(run)
        y = lat[point[pair]]
        y0, y1 = self._edges[1, edge], self._edges[3, edge]
        beside = np.flatnonzero((np.fmin(y0, y1) <= y) & (y <= np.fmax(y0, y1)))
        pair, y = pair[beside], y[beside]
        x0, y0, x1, y1 = self._edges[:, edge[beside]].astype(float)
        x = lon[point[pair]]
        # more than 0: the point lies to the left of the edge
        turn = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        crossed = (y0 > y) != (y1 > y)
        crossed &= (turn > 0) == (y1 > y0)
        odd = np.bincount(pair[crossed & (turn != 0)], minlength=len(run)) % 2 == 1
        between = (np.minimum(x0, x1) <= x) & (x <= np.maximum(x0, x1))
        odd[pair[between & (turn == 0)]] = True
        none = np.iinfo(np.int64).max
        best = np.full(len(lon), none)
        np.minimum.at(best, point[odd], self._owner[run[odd]])
        return np.where(best == none, -1, best)

    def _runs_near(
        self,
        low: NDArray[np.int32],
        high: NDArray[np.int32],
        west: NDArray[np.float64],
        east: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the runs in the strips of each point that meet its span of longitude, in pairs."""
        many = self._runs[high + 1] - self._runs[low]
        point = np.repeat(np.arange(len(low)), many)
        run = self._runs[low[point]] + _counted(many)
        near = (self._west[run] <= east[point]) & (west[point] <= self._east[run])
        return point[near], run[near]

    def _edges_of(self, run: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the edges of some runs: positions among the runs, and edges."""
        many = self._ends[run + 1] - self._ends[run]
        pair = np.repeat(np.arange(len(run)), many)
        return pair, self._ends[run[pair]] + _counted(many)


def _edges(batches: Iterable[Rings]) -> tuple[NDArray[np.floating], NDArray[np.int32]]:
    """Give the ends of every edge as rows x0, y0, x1, y1, and the number of the area of each."""
    edges: list[NDArray[np.floating]] = [np.empty((4, 0), np.float32)]
    owners: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    first = 0
    for batch in batches:
        along = np.ones(len(batch.corners), bool)
        along[np.cumsum(batch.per_ring) - 1] = False
        begin = np.flatnonzero(along)
        short = batch.corners.astype(np.float32)
        # the packaged outlines lose nothing by it
        corners = short if (short == batch.corners).all() else batch.corners
        edges.append(np.vstack([corners[begin].T, corners[begin + 1].T]))
        owner = np.repeat(first + batch.owner, batch.per_ring - 1)
        owners.append(owner.astype(np.int32))
        first += batch.areas
    return np.concatenate(edges, axis=1), np.concatenate(owners)


def _strip(lat: NDArray[np.floating]) -> NDArray[np.int32]:
    strip: NDArray[np.int32] = np.clip((lat + 90.0) / _STRIP_DEG, 0, _STRIPS - 1).astype(np.int32)
    return strip


def _counted(many: NDArray[np.integer]) -> NDArray[np.int64]:
    """Count from 0 in each of some runs."""
    within: NDArray[np.int64] = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return within
