"""Nearest line: an index over edges in three dimensions, settled by the geodesic to the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from .measure import distance_m, ecef, geodesic_lower_m, geodesic_upper_m, line_parts
from .measure import lonlat_from_ecef as lonlat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

PIECE_M = 2_000.0
"""Edges are divided to this length; the straight piece then lies within 8 cm of the surface."""

_FIRST = 8
_GROWTH = 4
_MOST_AT_ONCE = 4_000_000


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
        from scipy.spatial import KDTree

        starts, ends, owners = [], [], []
        for number, geometry in enumerate(geometries):
            for line in [] if geometry is None else line_parts(geometry):
                start, end = _pieces(shapely.get_coordinates(line))
                starts.append(start)
                ends.append(end)
                owners.append(np.full(len(start), number, dtype=np.intp))
        if not starts:
            raise ValueError("`geometries` holds no edge; give at least one line or polygon")
        start, end = np.vstack(starts), np.vstack(ends)
        self._owner = np.concatenate(owners)
        self._start = ecef(start[:, 0], start[:, 1])
        self._along = ecef(end[:, 0], end[:, 1]) - self._start
        self._squared = np.maximum((self._along**2).sum(axis=1), 1e-12)
        self._half = float(np.sqrt(self._squared.max())) / 2
        self._tree = KDTree(self._start + self._along / 2)

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
        todo = np.nonzero(np.isfinite(lon) & np.isfinite(lat))[0]
        points = ecef(lon, lat)
        among = min(_FIRST, len(self._owner))
        while len(todo):
            left = []
            for batch in np.array_split(todo, max(1, len(todo) * among // _MOST_AT_ONCE)):
                settled, metres, piece, feet = self._settle(
                    points[batch], lon[batch], lat[batch], among
                )
                done = batch[settled]
                distance[done], which[done] = metres, self._owner[piece]
                foot_lon[done], foot_lat[done] = feet[:, 0], feet[:, 1]
                left.append(batch[~settled])
            todo = np.concatenate(left)
            among = min(among * _GROWTH, len(self._owner))
        return distance, which, foot_lon, foot_lat

    def _settle(
        self, points: FloatArray, lon: FloatArray, lat: FloatArray, among: int
    ) -> tuple[NDArray[np.bool_], FloatArray, IntArray, FloatArray]:
        """Try the nearest `among` pieces: who can have no nearer one, and the answers for those."""
        to_middle, piece = self._tree.query(points, k=among)
        to_middle, piece = to_middle.reshape(-1, among), piece.reshape(-1, among)
        _, first = self._foot(points, piece[:, 0])
        rival = to_middle - self._half <= first[:, None]
        rival[:, 0] = True
        row, column = np.nonzero(rival)
        foot, chord = self._foot(points[row], piece[row, column])
        least = np.full(len(points), np.inf)
        np.minimum.at(least, row, chord)
        settled = to_middle[:, -1] - self._half > geodesic_upper_m(least)
        settled |= among >= len(self._owner)
        near = settled[row] & (geodesic_lower_m(chord) <= geodesic_upper_m(least)[row])
        row, found, foot = row[near], piece[row, column][near], foot[near]
        foot_lon, foot_lat = lonlat(foot)
        metres = distance_m(lon[row], lat[row], foot_lon, foot_lat)
        order = np.lexsort((self._owner[found], metres, row))
        best = order[np.unique(row[order], return_index=True)[1]]
        feet = np.column_stack([foot_lon, foot_lat])[best]
        return settled, metres[best], found[best], feet

    def _foot(self, points: FloatArray, piece: IntArray) -> tuple[FloatArray, FloatArray]:
        away = points - self._start[piece]
        share = (away * self._along[piece]).sum(axis=1) / self._squared[piece]
        foot = self._start[piece] + np.clip(share, 0, 1)[:, None] * self._along[piece]
        return foot, np.sqrt(((points - foot) ** 2).sum(axis=1))


def _pieces(coords: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Divide the edges of one line, straight in degrees, into pieces of about PIECE_M."""
    start, step = coords[:-1], np.diff(coords, axis=0)
    length = distance_m(start[:, 0], start[:, 1], coords[1:, 0], coords[1:, 1])
    # an edge all the way round, or along a pole, is longer in degrees than its ends are apart
    length = np.maximum(length, np.where(np.abs(step[:, 0]) > 90, 111_320 * np.abs(step[:, 0]), 0))
    parts = np.maximum(1, np.ceil(length / PIECE_M)).astype(np.intp)
    edge = np.repeat(np.arange(len(parts)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    from_share, to_share = number / parts[edge], (number + 1) / parts[edge]
    return (
        start[edge] + step[edge] * from_share[:, None],
        start[edge] + step[edge] * to_share[:, None],
    )
