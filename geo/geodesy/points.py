"""Nearest of many points, and all within reach: a k-d tree of chords, settled by the geodesic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from .measure import (
    chord_excluding_m,
    distance_m,
    ecef,
    geodesic_lower_m,
    geodesic_upper_m,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Filter = Callable[[IntArray, IntArray], NDArray[np.bool_]]

_AT_ONCE = 200_000
"""Pairs held at once, so that memory does not grow with the number of points."""
_GROWTH = 4
_FIRST_WITHIN = 8
_CELL_DEG = 0.25
_WORTH_SORTING = 20_000


def near_each_other(lon: FloatArray, lat: FloatArray) -> IntArray:
    """Positions of the finite points, neighbours close together, which the caches reward."""
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if len(known) < _WORTH_SORTING:
        return known
    # small numbers are sorted by their digits, which is much quicker
    east = np.floor(lon[known] / _CELL_DEG).astype(np.int16)
    north = np.floor(lat[known] / _CELL_DEG).astype(np.int16)
    # every other row of cells backwards, so that its ends meet
    np.negative(east, out=east, where=(north & 1).astype(np.bool_))
    order = np.argsort(east, kind="stable")
    return known[order[np.argsort(north[order], kind="stable")]]


class PointIndex:
    """
    Find the nearest of many points, in geodesic metres, without error.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, arrays of one length; a point with NaN is never found.
    rank
        Order among points at one distance, lowest first; by position where null.
    """

    def __init__(self, lon: FloatArray, lat: FloatArray, rank: IntArray | None = None) -> None:
        from scipy.spatial import KDTree

        self._usable = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        self._lon, self._lat = lon, lat
        self._rank = np.arange(len(lon)) if rank is None else rank
        self._tree = (
            KDTree(ecef(lon[self._usable], lat[self._usable])) if len(self._usable) else None
        )

    def nearest(
        self,
        lon: FloatArray,
        lat: FloatArray,
        k: int = 1,
        *,
        max_m: float = np.inf,
        may: Filter | None = None,
    ) -> tuple[IntArray, FloatArray]:
        """
        Find the `k` nearest points.

        Parameters
        ----------
        lon, lat
            Degrees on WGS 84, arrays of one length n.
        k
            How many, at least 1.
        max_m
            Greatest distance in metres, inclusive.
        may
            Tells of positions of points asked for and positions of points of the index, two
            arrays of one shape, which pairs count; every pair where null.

        Returns
        -------
        which, distance_m
            Arrays of shape (n, k), nearest first: position in the index, -1 where there are
            fewer and for NaN; geodesic metres, NaN there.
        """
        which = np.full((len(lon), k), -1, dtype=np.intp)
        metres = np.full((len(lon), k), np.nan)
        if self._tree is None:
            return which, metres
        count = len(self._usable)
        todo = near_each_other(lon, lat)
        among = min(k + 1, count)
        reach = chord_excluding_m(max_m) if np.isfinite(max_m) else np.inf
        while len(todo):
            left = []
            for batch in _batches(todo, among):
                chord, near = self._tree.query(
                    ecef(lon[batch], lat[batch]), k=among, distance_upper_bound=reach
                )
                chord, near = chord.reshape(-1, among), near.reshape(-1, among)
                if may is None and among > k:
                    # what comes after the k nearest chords is surely farther along the surface;
                    # where there are fewer than k this does not hold of what is infinitely far
                    clear = geodesic_lower_m(chord[:, k]) > geodesic_upper_m(chord[:, k - 1])
                    done, sure = batch, near[:, :k]
                    if not clear.all():
                        done, sure = batch[clear], sure[clear]
                    which[done], metres[done] = self._measured(lon[done], lat[done], sure, max_m)
                    if len(done) == len(batch):
                        continue
                    batch, chord, near = batch[~clear], chord[~clear], near[~clear]  # noqa: PLW2901
                complete = self._settle(lon, lat, batch, chord, near, which, metres, max_m, may)
                left.append(batch[~complete])
            todo = np.concatenate(left) if left else todo[:0]
            among = min(among * _GROWTH, count)
        return which, metres

    def within(
        self, lon: FloatArray, lat: FloatArray, reach_m: FloatArray
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """
        Find every pair within reach.

        Parameters
        ----------
        lon, lat
            Degrees on WGS 84, arrays of one length.
        reach_m
            Metres for each point, inclusive.

        Returns
        -------
        row, which, distance_m
            Positions of points asked for and in the index, geodesic metres; sorted by row,
            distance, rank.
        """
        found = list(self._reached(lon, lat, reach_m))
        if not found:
            nothing = np.empty(0, dtype=np.intp)
            return nothing, nothing, np.empty(0)
        row, which, metres = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.lexsort((self._rank[which], metres, row))
        return row[order], which[order], metres[order]

    def _reached(
        self, lon: FloatArray, lat: FloatArray, reach_m: FloatArray
    ) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
        if self._tree is None:
            return
        todo = near_each_other(lon, lat)
        todo = todo[reach_m[todo] >= 0]
        # the tree takes one bound at a time: points of about one reach together
        octave = np.ceil(np.log2(np.maximum(reach_m[todo], 1.0))).astype(np.intp)
        for size in np.unique(octave):
            mine = todo[octave == size]
            bound = chord_excluding_m(float(reach_m[mine].max()))
            among = 1
            while len(mine):
                left = []
                for batch in _batches(mine, among):
                    chord, near = self._tree.query(
                        ecef(lon[batch], lat[batch]), k=among, distance_upper_bound=bound
                    )
                    chord, near = chord.reshape(-1, among), near.reshape(-1, among)
                    full = np.isfinite(chord[:, -1]) & (among < len(self._usable))
                    left.append(batch[full])
                    own = chord_excluding_m(reach_m[batch])[:, None]
                    line, column = np.nonzero(~full[:, None] & (chord <= own))
                    row, which = batch[line], self._usable[near[line, column]]
                    metres = distance_m(lon[row], lat[row], self._lon[which], self._lat[which])
                    hit = metres <= reach_m[row]
                    yield row[hit], which[hit], metres[hit]
                mine = np.concatenate(left)
                among = min(max(among * _GROWTH, _FIRST_WITHIN), len(self._usable))

    def _measured(
        self, lon: FloatArray, lat: FloatArray, near: IntArray, max_m: float
    ) -> tuple[IntArray, FloatArray]:
        """Measure to points known to be the nearest, and put them in order."""
        which = self._usable[near]
        metres = distance_m(lon[:, None], lat[:, None], self._lon[which], self._lat[which])
        if np.isfinite(max_m):
            which, metres = (
                np.where(metres <= max_m, which, -1),
                np.where(metres <= max_m, metres, np.nan),
            )
        if which.shape[1] == 1:
            return which, metres
        order = np.lexsort((self._rank[which], metres), axis=1)
        return np.take_along_axis(which, order, axis=1), np.take_along_axis(metres, order, axis=1)

    def _settle(  # noqa: PLR0913, PLR0917 - the state of one round
        self,
        lon: FloatArray,
        lat: FloatArray,
        batch: IntArray,
        chord: FloatArray,
        near: IntArray,
        which: IntArray,
        metres: FloatArray,
        max_m: float,
        may: Filter | None,
    ) -> NDArray[np.bool_]:
        """Measure to all that can be among the k nearest; tell which rows need no more."""
        k, among = which.shape[1], chord.shape[1]
        found = np.isfinite(chord)
        near = self._usable[np.where(found, near, 0)]
        if may is not None:
            fits = found & may(np.broadcast_to(batch[:, None], near.shape), near)
        else:
            fits = found
        upper = np.where(fits, geodesic_upper_m(np.where(found, chord, 0)), np.inf)
        last = np.partition(upper, min(k, among) - 1, axis=1)[:, min(k, among) - 1]
        lower = geodesic_lower_m(np.where(found, chord, 0))
        row, column = np.nonzero(fits & (lower <= last[:, None]))
        exact = np.full(chord.shape, np.inf)
        base = near[row, column]
        exact[row, column] = distance_m(
            lon[batch[row]], lat[batch[row]], self._lon[base], self._lat[base]
        )
        exact[exact > max_m] = np.inf
        rank = np.lexsort((self._rank[near], exact), axis=1)[:, :k]
        best = np.take_along_axis(exact, rank, axis=1)
        # a point further down the tree may still be as near as the last one kept
        complete = ~found[:, -1] | (among == len(self._usable))
        if best.shape[1] == k:
            complete |= lower[:, -1] > best[:, -1]
        got = np.isfinite(best) & complete[:, None]
        line, column = np.nonzero(got)
        which[batch[line], column] = near[line, rank[line, column]]
        metres[batch[line], column] = best[line, column]
        return np.asarray(complete)


def _batches(rows: IntArray, among: int) -> list[IntArray]:
    return np.array_split(rows, max(1, -(-len(rows) * among // _AT_ONCE)))
