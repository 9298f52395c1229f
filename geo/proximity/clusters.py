"""Incidents near each other in space and time, as clusters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import ParameterError
from ..geodesy import PointIndex
from ..timewindow import intervals
from .answers import whole, words
from .extents import Side, side_of
from .questions import check_metres

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

STANDINGS = ("core", "edge", "alone", "too_vague", "undated", "no_point")
"""How a row stands to the clusters."""
_CORE, _EDGE, _ALONE, _TOO_VAGUE, _UNDATED, _NO_POINT = range(len(STANDINGS))

_AT_ONCE = 20_000


def clusters(
    incidents: gpd.GeoDataFrame,
    *,
    distance_m: float,
    within: timedelta | None = None,
    least: int = 2,
) -> pd.DataFrame:
    """
    Find groups of incidents that are near each other in space and time.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed; where there are such columns,
        ``footprint`` or ``uncertainty_m`` give the extent and ``start``, ``end`` the time. Not
        modified.
    distance_m
        Centres up to this many metres apart are neighbours, inclusive, more than 0.
    within
        Greatest gap between the times of neighbours, inclusive, 0 where they overlap; null leaves
        time out.
    least
        How many incidents, itself included, a row of a core has within reach; at least 2.

    Returns
    -------
    answer
        One row per incident, same order and index: ``cluster``, numbered from 1 in the order of
        their first rows, null for what is in none; ``size``, the number of its incidents, null
        there; ``standing``: ``core`` and ``edge`` (within reach of a core row) are in a cluster,
        ``alone`` has too few neighbours, ``too_vague`` has an uncertainty over `distance_m`,
        ``undated`` has no time where time counts, ``no_point`` has no geometry or is rejected. An
        edge within reach of several clusters goes to that of its nearest core row, of equals the
        first.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a geometry is no point, or a radius or time is not one.
    ParameterError
        If `distance_m`, `within` or `least` is out of range.

    Notes
    -----
    DBSCAN (Ester et al. 1996) with a second bound for time (ST-DBSCAN, Birant and Kut 2007); with
    ``least=2`` the groups of single linkage. Components are those of scipy's graph routines.
    """
    check_metres("distance_m", distance_m)
    if within is not None and within < timedelta(0):
        raise ParameterError(f"`within` is {within!r}; give no negative gap")
    if least < 2:
        raise ParameterError(f"`least` is {least!r}; give a whole number, 2 or more")
    side = side_of(incidents, argument="incidents", radius="uncertainty_m")
    times = _Times(incidents, within)
    standing = np.full(len(incidents), _ALONE, dtype=np.int8)
    standing[side.stated_m > distance_m] = _TOO_VAGUE
    standing[~times.known] = _UNDATED
    standing[~side.located] = _NO_POINT
    rows = np.flatnonzero(standing == _ALONE)
    label = np.full(len(incidents), -1, dtype=np.intp)
    index = PointIndex(side.lon[rows], side.lat[rows])
    near = _Neighbours(index, side, rows, times, distance_m)
    near.link(label, standing, least)
    grouped = np.flatnonzero(label >= 0)
    _, first, number = np.unique(label[grouped], return_index=True, return_inverse=True)
    turn = np.empty(len(first), dtype=np.intp)
    turn[np.argsort(first)] = np.arange(1, len(first) + 1)
    label[grouped] = turn[number]
    size = np.bincount(label[grouped], minlength=len(first) + 1)
    none = label < 0
    return pd.DataFrame(
        {
            "cluster": whole(label, none),
            "size": whole(size[np.where(none, 0, label)], none),
            "standing": words(STANDINGS, standing),
        },
        index=incidents.index,
    )


class _Times:
    """Whether the times of two rows lie within a gap."""

    def __init__(self, incidents: gpd.GeoDataFrame, within: timedelta | None) -> None:
        self.known = np.ones(len(incidents), dtype=np.bool_)
        self._gap = within
        if within is not None:
            start, end = intervals(incidents)
            self.known = (start.notna() & end.notna()).to_numpy()
            self._start = start.to_numpy(dtype="datetime64[us]").astype(np.int64)
            self._end = end.to_numpy(dtype="datetime64[us]").astype(np.int64)

    def near(self, one: IntArray, other: IntArray) -> NDArray[np.bool_]:
        if self._gap is None:
            return np.ones(len(one), dtype=np.bool_)
        gap = self._gap // timedelta(microseconds=1)
        between = np.maximum(self._start[one], self._start[other])
        return np.asarray(between - np.minimum(self._end[one], self._end[other]) <= gap)


class _Neighbours:
    """Pairs of neighbours, some rows at a time, so that dense places do not fill the memory."""

    def __init__(
        self, index: PointIndex, side: Side, rows: IntArray, times: _Times, distance_m: float
    ) -> None:
        self._index, self._side, self._rows = index, side, rows
        self._times, self._reach = times, distance_m

    def link(self, label: IntArray, standing: NDArray[np.int8], least: int) -> None:
        """Write the component of every clustered row, and how it stands to it."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        count = len(label)
        batches = np.array_split(self._rows, max(1, -(-len(self._rows) // _AT_ONCE)))
        reached = np.zeros(count, dtype=np.intp)
        for batch in batches:
            one = self._pairs(batch)[0]
            reached += np.bincount(one, minlength=count)
        core = reached >= least
        group = np.arange(count)
        nearest = np.full(count, np.inf)
        leader = np.full(count, -1, dtype=np.intp)
        for batch in batches:
            one, other, metres = self._pairs(batch)
            both = core[one] & core[other]
            links = coo_array(
                (np.ones(int(both.sum()), np.int8), (group[one[both]], group[other[both]])),
                shape=(count, count),
            )
            group = connected_components(links, directed=False)[1][group].astype(np.intp)
            edge = np.flatnonzero(~core[one] & core[other])
            edge = edge[np.lexsort((other[edge], metres[edge], one[edge]))]
            edge = edge[np.append(True, one[edge[1:]] != one[edge[:-1]])[: len(edge)]]
            leader[one[edge]], nearest[one[edge]] = other[edge], metres[edge]
        label[core] = group[core]
        standing[core] = _CORE
        edges = np.flatnonzero(leader >= 0)
        label[edges] = group[leader[edges]]
        standing[edges] = _EDGE

    def _pairs(self, batch: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
        side = self._side
        reach = np.full(len(batch), self._reach)
        row, which, metres = self._index.within(side.lon[batch], side.lat[batch], reach)
        one, other = batch[row], self._rows[which]
        keep = self._times.near(one, other)
        return one[keep], other[keep], metres[keep]
