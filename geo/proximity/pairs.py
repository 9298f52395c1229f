"""Pairs of incidents and bases: the nearest few, or all within reach; exact, on the ellipsoid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from ..geodesy import PointIndex, distance_m
from ..timewindow import civil_times, intervals
from .extents import Side
from .shapes import nearest_shapes, shapes_in_reach
from .whole_countries import near_country

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

INSIDE, POSSIBLE, OUTSIDE = 0, 1, 2
PERIODS = ("inside", "possible", "outside")
"""How the time of an incident lies to the period of a base."""

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
        self.matter = bool(self.valid_from.notna().any() or self.valid_to.notna().any())

    def of(self, row: IntArray, base: IntArray) -> NDArray[np.int8]:
        """Grade pairs of positions: 0 wholly inside the period, 1 possibly, 2 surely outside."""
        shape = np.broadcast(row, base).shape
        if not self.matter:
            return np.zeros(shape, dtype=np.int8)
        start, end, since, until = (
            self._start[row],
            self._end[row],
            self._from[base],
            self._to[base],
        )
        grade = np.full(shape, POSSIBLE, dtype=np.int8)
        grade[(since <= start) & (end <= until)] = INSIDE
        grade[(end <= since) | (until <= start)] = OUTSIDE
        return grade

    def may(self, row: IntArray, base: IntArray) -> NDArray[np.bool_]:
        """Tell which pairs may belong together."""
        return np.asarray(self.of(row, base) != OUTSIDE)


def row_order(table: gpd.GeoDataFrame, name: str) -> IntArray:
    """Rank of every row among equals: by the column `name` where there is one, else by position."""
    rank = np.empty(len(table), dtype=np.intp)
    if name in table.columns:
        ids = table[name].astype("string").fillna("").to_numpy(dtype=object)
        rank[np.argsort(ids, kind="stable")] = np.arange(len(table))
    else:
        rank[:] = np.arange(len(table))
    return rank


def nearest_pairs(
    incidents: Side,
    bases: Side,
    periods: Periods,
    order: IntArray,
    k: int,
    max_m: float = np.inf,
) -> tuple[IntArray, IntArray, FloatArray]:
    """
    Find the `k` nearest bases of every incident, by centre, whose period may hold it.

    Gives positions of incidents, of bases, and metres, sorted by incident, distance, `order`.
    """
    index = PointIndex(bases.lon, bases.lat, order)
    may = periods.may if periods.matter else None
    which, metres = index.nearest(incidents.lon, incidents.lat, k, max_m=max_m, may=may)
    row, rank = np.nonzero(which >= 0)
    pairs = row, which[row, rank], metres[row, rank]
    if not bases.shapes:
        return pairs
    # a shape of another time must not push out one that fits
    among = k + len(bases.shapes) if periods.matter else k
    shaped = nearest_shapes(incidents, bases, among, max_m)
    fits = periods.may(shaped[0], shaped[1])
    row, base, centre_m = _together(pairs, tuple(part[fits] for part in shaped), order)
    first = np.append(True, row[1:] != row[:-1])[: len(row)]
    place = np.arange(len(row))
    keep = place - np.maximum.accumulate(np.where(first, place, 0)) < k
    return row[keep], base[keep], centre_m[keep]


def pairs_in_reach(
    incidents: Side, bases: Side, order: IntArray, radius_m: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """
    Find every pair whose extents may come within `radius_m` of each other.

    Gives positions of incidents, of bases, and metres from centre to centre, sorted by incident,
    distance, `order`; some pairs may turn out to be further apart.
    """
    widest = float(bases.reach_m[bases.located].max(initial=0.0))
    index = PointIndex(bases.lon, bases.lat, order)
    reach = incidents.reach_m + radius_m
    # a country is far wider than what lies near it
    whole = incidents.area >= incidents.countries_from
    row, base, metres = index.within(
        incidents.lon, incidents.lat, np.where(whole, -1.0, reach + widest)
    )
    if widest:
        near = metres <= reach[row] + bases.reach_m[base]
        row, base, metres = row[near], base[near], metres[near]
    if whole.any():
        vague = _pairs_with_countries(incidents, np.flatnonzero(whole), bases, radius_m)
        row, base, metres = _together((row, base, metres), vague, order)
    if bases.shapes:
        shaped = shapes_in_reach(incidents, bases, radius_m)
        return _together((row, base, metres), shaped, order)
    return row, base, metres


def _pairs_with_countries(
    incidents: Side, rows: IntArray, bases: Side, radius_m: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pair rows that are known to a country with every base near that country; in no order."""
    located = np.flatnonzero(bases.located)
    reach = bases.reach_m[located] + radius_m
    found = [np.empty((2, 0), dtype=np.intp)]
    for number in np.unique(incidents.area[rows]):
        mine = rows[incidents.area[rows] == number]
        lon, lat = bases.lon[located], bases.lat[located]
        near = located[near_country(incidents.areas[number], lon, lat, reach)]
        found.append(np.array([np.repeat(mine, len(near)), np.tile(near, len(mine))]))
    row, base = np.concatenate(found, axis=1)
    metres = distance_m(incidents.lon[row], incidents.lat[row], bases.lon[base], bases.lat[base])
    return row, base, metres


def _together(one: Any, other: Any, order: IntArray) -> tuple[IntArray, IntArray, FloatArray]:  # noqa: ANN401
    """Put two lists of pairs together, sorted by incident, distance, `order`."""
    row, base, metres = (np.concatenate(parts) for parts in zip(one, other, strict=True))
    by = np.lexsort((order[base], metres, row))
    return row[by], base[by], metres[by]


def _ticks(times: pd.Series[datetime], unknown: int) -> NDArray[np.int64]:
    ticks = times.to_numpy(dtype="datetime64[us]").astype(np.int64)
    return np.where(times.isna().to_numpy(), unknown, ticks)
