"""Nearest line: an index over edges in three dimensions, settled by the geodesic to the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from .boxes import PieceTree
from .measure import (
    chord_excluding_m,
    distance_m,
    ecef,
    geodesic_upper_m,
    line_parts,
)
from .measure import lonlat_from_ecef as lonlat
from .points import near_each_other
from .search import (
    CLEAR_M,
    SAME_M,
    cells,
    compiled_search,
    pieces_in_bracket,
    spread_per_metre,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

PIECE_M = 2_000.0
"""Edges are divided to this length; the straight piece then lies within 8 cm of the surface."""

_WORTH_COMPILING = 100_000
_WORTH_WALKING = 1_000
"""Points for a walk in machine code: to be compiled or loaded first, or ready in this process."""
_AT_ONCE = 100_000
_HALF_ROUND_M = 20_004_000.0
"""No geodesic is longer than half a meridian."""


class LineIndex:
    """
    Find the nearest of many lines, in geodesic metres.

    Parameters
    ----------
    geometries
        Lines or polygons (of which the outlines count) in EPSG:4326, longitude first, at least
        one edge among them; edges are straight in longitude and latitude. Null is skipped.
    """

    def __init__(self, geometries: Sequence[BaseGeometry | None]) -> None:
        parts = [[] if geometry is None else line_parts(geometry) for geometry in geometries]
        if not any(parts):
            raise ValueError("`geometries` holds no edge; give at least one line or polygon")
        start, end, owner = divided(parts)
        self._tree = PieceTree(ecef(start[:, 0], start[:, 1]), ecef(end[:, 0], end[:, 1]))
        self._owner = owner[self._tree.order]

    def nearest(
        self, lon: FloatArray, lat: FloatArray
    ) -> tuple[FloatArray, IntArray, FloatArray, FloatArray]:
        """
        Find the nearest line of every point.

        Parameters
        ----------
        lon, lat
            Degrees on WGS 84, arrays of one length; NaN gives NaN.

        Returns
        -------
        distance_m
            Geodesic metres to the nearest line.
        which
            Position of that line among the geometries given; -1 for NaN.
        foot_lon, foot_lat
            The nearest point of the line.
        """
        count = len(lon)
        distance, which = np.full(count, np.nan), np.full(count, -1, dtype=np.intp)
        foot_lon, foot_lat = np.full(count, np.nan), np.full(count, np.nan)
        todo = near_each_other(lon, lat)
        ready = compiled_search.cache_info().currsize > 0
        enough = len(todo) >= (_WORTH_WALKING if ready else _WORTH_COMPILING)
        search = compiled_search() if enough else None
        for batch in np.array_split(todo, max(1, len(todo) // _AT_ONCE)) if len(todo) else []:
            points = ecef(lon[batch], lat[batch])
            if search is None:
                pairs = pieces_in_bracket(self._tree, points, cells(lon[batch], lat[batch]))
            else:
                pairs = search(self._tree, points, self._owner)
            row, piece, metres, feet = self._settle(points, lon[batch], lat[batch], *pairs)
            done = batch[row]
            distance[done], which[done] = metres, self._owner[piece]
            foot_lon[done], foot_lat[done] = feet
        return distance, which, foot_lon, foot_lat

    def may_reach(self, lon: FloatArray, lat: FloatArray, metres: FloatArray) -> NDArray[np.bool_]:
        """
        Tell quickly which points may have a line within reach.

        Parameters
        ----------
        lon, lat
            Degrees on WGS 84, arrays of one length.
        metres
            Reach of each point.

        Returns
        -------
        may
            False where every line is surely farther; true for a few more than those that have
            one, false where a number is NaN.
        """
        may = np.zeros(len(lon), dtype=np.bool_)
        known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & np.isfinite(metres))
        if len(known):
            points = ecef(lon[known], lat[known])
            row, _ = self._tree.leaves_near(points, chord_excluding_m(metres[known]))
            may[known[row]] = True
        return may

    def _settle(
        self,
        points: FloatArray,
        lon: FloatArray,
        lat: FloatArray,
        row: IntArray,
        piece: IntArray,
        chord: FloatArray,
    ) -> tuple[IntArray, IntArray, FloatArray, tuple[FloatArray, FloatArray]]:
        """Choose among the pieces that the bracket leaves."""
        several = np.bincount(row, minlength=len(points))[row] > 1
        alone, pieces = row[~several], piece[~several]
        foot_lon, foot_lat = lonlat(self._tree.foot(points[alone], pieces)[0])
        metres = distance_m(lon[alone], lat[alone], foot_lon, foot_lat)
        if not several.any():
            return alone, pieces, metres, (foot_lon, foot_lat)
        won = self._choose(points, lon, lat, row[several], piece[several], chord[several])
        return (
            np.concatenate([alone, won[0]]),
            np.concatenate([pieces, won[1]]),
            np.concatenate([metres, won[2]]),
            (np.concatenate([foot_lon, won[3][0]]), np.concatenate([foot_lat, won[3][1]])),
        )

    def _choose(
        self,
        points: FloatArray,
        lon: FloatArray,
        lat: FloatArray,
        row: IntArray,
        piece: IntArray,
        chord: FloatArray,
    ) -> tuple[IntArray, IntArray, FloatArray, tuple[FloatArray, FloatArray]]:
        """Measure where several pieces are left; of equals, the line given first."""
        order = np.lexsort((chord, row))
        row, piece, chord = row[order], piece[order], chord[order]
        starts = np.append(True, row[1:] != row[:-1])
        first = np.flatnonzero(starts)
        leader = first[np.cumsum(starts) - 1]
        foot, _ = self._tree.foot(points[row], piece)
        # a corner belongs to two pieces: one place, measured once
        step = np.sqrt(((foot - foot[leader]) ** 2).sum(axis=1))
        equal = step <= SAME_M
        spread = spread_per_metre(chord[first])[np.cumsum(starts) - 1]
        # an infinite spread times no step is no number, which nothing is beyond
        with np.errstate(invalid="ignore"):
            beyond = chord - chord[leader] > spread * step
        clear = (chord[first] < CLEAR_M)[np.cumsum(starts) - 1]
        equal |= clear & (chord <= chord[leader] + SAME_M)
        measured = np.flatnonzero(starts | ~(equal | clear | beyond))
        foot_lon, foot_lat = lonlat(foot)
        metres = np.full(len(row), np.inf)
        at = row[measured]
        metres[measured] = distance_m(lon[at], lat[at], foot_lon[measured], foot_lat[measured])
        metres[equal] = metres[leader[equal]]
        least = np.minimum.reduceat(metres, first)[np.cumsum(starts) - 1]
        owner = self._owner[piece]
        best = np.flatnonzero(metres <= least + SAME_M)
        best = best[np.lexsort((piece[best], owner[best], row[best]))]
        best = best[np.append(True, row[best[1:]] != row[best[:-1]])]
        # each to its own foot, so that every way to it gives the same number
        again = np.setdiff1d(best, measured)
        at = row[again]
        metres[again] = distance_m(lon[at], lat[at], foot_lon[again], foot_lat[again])
        return row[best], piece[best], metres[best], (foot_lon[best], foot_lat[best])


def divided(lines: Sequence[Sequence[BaseGeometry]]) -> tuple[FloatArray, FloatArray, IntArray]:
    """
    Divide the edges of lines, straight in degrees, into pieces of about PIECE_M.

    `lines` are those of one geometry each. Gives the ends of the pieces, and whose each is.
    """
    owner = np.repeat(np.arange(len(lines)), [len(some) for some in lines])
    flat = [line for some in lines for line in some]
    coords, line = shapely.get_coordinates(flat, return_index=True)
    within = np.flatnonzero(line[1:] == line[:-1])
    start, end = coords[within], coords[within + 1]
    step = end - start
    chord = ecef(end[:, 0], end[:, 1]) - ecef(start[:, 0], start[:, 1])
    length = np.minimum(geodesic_upper_m(np.sqrt((chord**2).sum(axis=1))), _HALF_ROUND_M)
    # an edge all the way round, or along a pole, is longer in degrees than its ends are apart
    length = np.maximum(length, np.where(np.abs(step[:, 0]) > 90, 111_320 * np.abs(step[:, 0]), 0))
    parts = np.maximum(1, np.ceil(length / PIECE_M)).astype(np.intp)
    edge = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    from_share, to_share = number / parts[edge], (number + 1) / parts[edge]
    return (
        start[edge] + step[edge] * from_share[:, None],
        start[edge] + step[edge] * to_share[:, None],
        owner[line[within][edge]],
    )
