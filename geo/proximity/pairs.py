"""Pairs of incidents and bases: the nearest few, or all within reach; exact, on the ellipsoid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from ..geodesy import chord_excluding_m, distance_m, ecef, geodesic_lower_m, geodesic_upper_m
from ..timewindow import civil_times, intervals
from .extents import Side

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

INSIDE, POSSIBLE, OUTSIDE = 0, 1, 2
PERIODS = ("inside", "possible", "outside")
"""How the time of an incident lies to the period of a base."""

_SPARE = 3
_GROWTH = 4
_AT_ONCE = 50_000
_FIRST_TIME, _LAST_TIME = np.iinfo(np.int64).min, np.iinfo(np.int64).max


class Periods:
    """
    Compare when incidents happened with when bases were what they are listed as.

    Both sides are half-open intervals of civil time, open where null.
    """

    def __init__(self, incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame) -> None:
        start, end = intervals(incidents)
        self._start, self._end = _ticks(start, _FIRST_TIME), _ticks(end, _LAST_TIME)
        self.valid_from = civil_times(bases, "valid_from")
        self.valid_to = civil_times(bases, "valid_to")
        self._from = _ticks(self.valid_from, _FIRST_TIME)
        self._to = _ticks(self.valid_to, _LAST_TIME)

    def of(self, row: IntArray, base: IntArray) -> NDArray[np.int8]:
        """Grade pairs of positions: 0 wholly inside the period, 1 possibly, 2 surely outside."""
        start, end, since, until = (
            self._start[row],
            self._end[row],
            self._from[base],
            self._to[base],
        )
        grade = np.full(np.broadcast(start, since).shape, POSSIBLE, dtype=np.int8)
        grade[(since <= start) & (end <= until)] = INSIDE
        grade[(end <= since) | (until <= start)] = OUTSIDE
        return grade


def base_order(bases: gpd.GeoDataFrame) -> IntArray:
    """Rank of every base among equals: by ``base_id`` where there is one, else by position."""
    rank = np.empty(len(bases), dtype=np.intp)
    if "base_id" in bases.columns:
        ids = bases["base_id"].astype("string").fillna("").to_numpy(dtype=object)
        rank[np.argsort(ids, kind="stable")] = np.arange(len(bases))
    else:
        rank[:] = np.arange(len(bases))
    return rank


def nearest_pairs(
    incidents: Side, bases: Side, periods: Periods, order: IntArray, k: int
) -> tuple[IntArray, IntArray, FloatArray]:
    """
    Find the `k` nearest bases of every incident, by centre, whose period may hold it.

    Gives positions of incidents, of bases, and metres, sorted by incident, distance, `order`.
    """
    from scipy.spatial import KDTree

    usable = np.flatnonzero(bases.located)
    todo = np.flatnonzero(incidents.located)
    found: list[tuple[IntArray, IntArray, FloatArray]] = []
    if len(usable) and len(todo):
        tree = KDTree(ecef(bases.lon[usable], bases.lat[usable]))
        among = min(k + _SPARE, len(usable))
        while len(todo):
            left = []
            for batch in np.array_split(todo, max(1, len(todo) * among // _AT_ONCE)):
                chord, near = tree.query(ecef(incidents.lon[batch], incidents.lat[batch]), k=among)
                chord, near = chord.reshape(-1, among), usable[near.reshape(-1, among)]
                metres = _contenders(incidents, bases, periods, batch, near, chord, k)
                rank = np.lexsort((order[near], metres), axis=1)[:, :k]
                best = np.take_along_axis(metres, rank, axis=1)
                rows, columns = np.nonzero(np.isfinite(best))
                # a base further down the tree may still be as near as the last one kept
                complete = np.full(len(batch), among == len(usable))
                if best.shape[1] == k:
                    complete |= geodesic_lower_m(chord[:, -1]) > best[:, -1]
                keep = complete[rows]
                rows, columns = rows[keep], columns[keep]
                found.append((batch[rows], near[rows, rank[rows, columns]], best[rows, columns]))
                left.append(batch[~complete])
            todo = np.concatenate(left)
            among = min(among * _GROWTH, len(usable))
    return _sorted(found, order)


def pairs_in_reach(
    incidents: Side, bases: Side, order: IntArray, radius_m: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """
    Find every pair whose extents may come within `radius_m` of each other.

    Gives positions of incidents, of bases, and metres from centre to centre, sorted by incident,
    distance, `order`; some pairs may turn out to be further apart.
    """
    from scipy.spatial import KDTree

    usable = np.flatnonzero(bases.located)
    todo = np.flatnonzero(incidents.located)
    found: list[tuple[IntArray, IntArray, FloatArray]] = []
    if len(usable) and len(todo):
        tree = KDTree(ecef(bases.lon[usable], bases.lat[usable]))
        widest = float(bases.reach_m[usable].max())
        for batch in np.array_split(todo, max(1, len(todo) // _AT_ONCE)):
            reach = incidents.reach_m[batch] + widest + radius_m
            chords = [chord_excluding_m(float(metres)) for metres in reach]
            hits = tree.query_ball_point(ecef(incidents.lon[batch], incidents.lat[batch]), chords)
            lengths = np.fromiter(map(len, hits), dtype=np.intp, count=len(hits))
            row = np.repeat(batch, lengths)
            base = usable[np.concatenate([np.asarray(hit, dtype=np.intp) for hit in hits])]
            metres = _metres(incidents, bases, row, base)
            near = metres <= incidents.reach_m[row] + bases.reach_m[base] + radius_m
            found.append((row[near], base[near], metres[near]))
    return _sorted(found, order)


def _contenders(
    incidents: Side,
    bases: Side,
    periods: Periods,
    batch: IntArray,
    near: IntArray,
    chord: FloatArray,
    k: int,
) -> FloatArray:
    """Exact metres to the bases that can be among the k nearest, infinite for the others."""
    fits = periods.of(np.broadcast_to(batch[:, None], near.shape), near) != OUTSIDE
    upper = np.where(fits, geodesic_upper_m(chord), np.inf)
    last = np.partition(upper, min(k, upper.shape[1]) - 1, axis=1)[:, min(k, upper.shape[1]) - 1]
    row, column = np.nonzero(fits & (geodesic_lower_m(chord) <= last[:, None]))
    metres = np.full(near.shape, np.inf)
    metres[row, column] = _metres(incidents, bases, batch[row], near[row, column])
    return metres


def _metres(incidents: Side, bases: Side, row: IntArray, base: IntArray) -> FloatArray:
    return distance_m(incidents.lon[row], incidents.lat[row], bases.lon[base], bases.lat[base])


def _sorted(
    found: list[tuple[IntArray, IntArray, FloatArray]], order: IntArray
) -> tuple[IntArray, IntArray, FloatArray]:
    if not found:
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing, np.empty(0)
    row, base, metres = (np.concatenate(parts) for parts in zip(*found, strict=True))
    by = np.lexsort((order[base], metres, row))
    return row[by], base[by], metres[by]


def _ticks(times: pd.Series[datetime], unknown: int) -> NDArray[np.int64]:
    ticks = times.to_numpy(dtype="datetime64[us]").astype(np.int64)
    return np.where(times.isna().to_numpy(), unknown, ticks)
