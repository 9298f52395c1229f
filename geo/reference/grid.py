"""Areas cut into small pieces, so that a million points are placed in about a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]

_MOST_CORNERS = 128
_SMALLEST_DEG = 0.05
_CELL_DEG = 0.5
_COLUMNS, _ROWS = 720, 360
_WIDEST_DEG = 16.0
_OPEN, _NOTHING = -2, -1
_AT_ONCE = 200_000


class AreaGrid:
    """
    Tell which area holds each of many points.

    Parameters
    ----------
    geometries
        Polygons and MultiPolygons in EPSG:4326, longitude first, within [-180, 180]. Where two
        hold a point, the one given first wins.
    """

    def __init__(self, geometries: NDArray[np.object_]) -> None:
        self._cell = np.full((_ROWS, _COLUMNS), _NOTHING, dtype=np.int64)
        self._pieces, self._owner = _divided(geometries)
        self._bounds = shapely.bounds(self._pieces).reshape(-1, 4)
        self._mark_cells()
        shapely.prepare(self._pieces)

    def _mark_cells(self) -> None:
        """Write down the cells that one area fills, and those that none touches."""
        rows, columns = np.divmod(np.arange(_ROWS * _COLUMNS), _COLUMNS)
        west, south = columns * _CELL_DEG - 180.0, rows * _CELL_DEG - 90.0
        boxes = shapely.box(west, south, west + _CELL_DEG, south + _CELL_DEG)
        cell, piece = shapely.STRtree(self._pieces).query(boxes, predicate="intersects")
        order = np.argsort(cell, kind="stable")
        cell, piece = cell[order], piece[order]
        flat = self._cell.reshape(-1)
        flat[cell] = _OPEN
        self._pieces_in = piece
        self._how_many = np.bincount(cell, minlength=len(flat))
        self._begin = np.cumsum(self._how_many) - self._how_many
        alone = self._how_many[cell] == 1
        cell, piece = cell[alone], piece[alone]
        filled = shapely.covers(self._pieces[piece], boxes[cell])
        flat[cell[filled]] = self._owner[piece[filled]]

    def rows_at(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Give the position of the area that holds each point, -1 for none; no NaN."""
        column = np.clip(np.floor((lon + 180.0) / _CELL_DEG).astype(np.intp), 0, _COLUMNS - 1)
        row = np.clip(np.floor((lat + 90.0) / _CELL_DEG).astype(np.intp), 0, _ROWS - 1)
        found = self._cell[row, column]
        found[(np.abs(lon) > 180) | (np.abs(lat) > 90)] = _NOTHING
        wanted = np.flatnonzero(found == _OPEN)
        cell = row[wanted] * _COLUMNS + column[wanted]
        for batch in np.array_split(np.arange(len(wanted)), len(wanted) // _AT_ONCE + 1):
            at = wanted[batch]
            found[at] = self._settled(lon[at], lat[at], cell[batch])
        return found

    def _settled(self, lon: FloatArray, lat: FloatArray, cell: IntArray) -> IntArray:
        """Look at every piece in the cell of each point."""
        count = self._how_many[cell]
        at = np.repeat(np.arange(len(cell)), count)
        turn = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        piece = self._pieces_in[self._begin[cell[at]] + turn]
        x, y = lon[at], lat[at]
        west, south, east, north = (self._bounds[piece, side] for side in range(4))
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        near = near[shapely.intersects_xy(self._pieces[piece[near]], x[near], y[near])]
        best = np.full(len(cell), len(self._owner) + 1, dtype=np.int64)
        np.minimum.at(best, at[near], self._owner[piece[near]])
        return np.where(best <= len(self._owner), best, _NOTHING)


def _divided(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], IntArray]:
    """Halve areas until their pieces have few corners or are small; whose each piece is."""
    done: list[NDArray[np.object_]] = []
    owners: list[IntArray] = []
    todo, owner = _polygons(geometries, np.arange(len(geometries)))
    while len(todo):
        west, south, east, north = shapely.bounds(todo).T
        size = np.maximum(east - west, north - south)
        large = (shapely.get_num_coordinates(todo) > _MOST_CORNERS) & (size > _SMALLEST_DEG)
        large |= size > _WIDEST_DEG
        done.append(todo[~large])
        owners.append(owner[~large])
        todo, owner, west, south, east, north = (
            given[large] for given in (todo, owner, west, south, east, north)
        )
        wide = east - west >= north - south
        x = np.where(wide, (west + east) / 2, east), np.where(wide, (west + east) / 2, west)
        y = np.where(wide, north, (south + north) / 2), np.where(wide, south, (south + north) / 2)
        halves = [_clipped(todo, west, south, x[0], y[0]), _clipped(todo, x[1], y[1], east, north)]
        todo, owner = _polygons(np.concatenate(halves), np.concatenate([owner, owner]))
    return np.concatenate([*done, np.empty(0, object)]), np.concatenate([*owners, np.empty(0, int)])


def _polygons(
    geometries: NDArray[np.object_], owner: IntArray
) -> tuple[NDArray[np.object_], IntArray]:
    """Take geometries apart; what an overlay leaves of points and lines is dropped."""
    parts, at = shapely.get_parts(geometries, return_index=True)
    area = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    return parts[area], owner[at[area]]


def _clipped(
    polygons: NDArray[np.object_],
    west: FloatArray,
    south: FloatArray,
    east: FloatArray,
    north: FloatArray,
) -> NDArray[np.object_]:
    """Cut polygons to one box each; the quick way where it gives a valid polygon."""
    pieces = np.empty(len(polygons), dtype=object)
    boxes = zip(west, south, east, north, strict=True)
    pieces[:] = [
        shapely.clip_by_rect(polygon, *box) for polygon, box in zip(polygons, boxes, strict=True)
    ]
    wrong = np.flatnonzero(~shapely.is_valid(pieces))
    exact = shapely.box(west[wrong], south[wrong], east[wrong], north[wrong])
    pieces[wrong] = shapely.intersection(polygons[wrong], exact)
    return pieces
