"""
Which area holds all of a cell of a quarter of a degree, for whoever asks about many places.

Most places lie in a cell that no outline crosses; for them a look into a table answers what
`EdgeIndex` works out from all edges of their latitude. The table takes 2 MB.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .outlines import Rings

MIXED = -2
"""Of a cell that an outline crosses or touches."""

_PER_DEGREE = 4
_ROWS, _COLUMNS = 180 * _PER_DEGREE, 360 * _PER_DEGREE
_HAIR_DEG = 1e-9
"""An outline so near to the rim of a cell counts as touching it."""


class CellIndex:
    """
    Tell which area holds each cell.

    Parameters
    ----------
    batches
        Some areas and their rings at a time, all valid, in EPSG:4326, longitude first; where
        several hold a cell, the first wins.
    """

    def __init__(self, batches: Iterable[Rings]) -> None:
        crossed = np.zeros((_ROWS, _COLUMNS), bool)
        spans: list[tuple[NDArray[np.int64], ...]] = []
        first = 0
        for rings in batches:
            edges, owner = _edges(rings)
            _mark(crossed, edges)
            spans.append(_spans(edges, first + owner))
            first += rings.areas
        self._cells = np.full((_ROWS, _COLUMNS), -1, np.int16)
        owner, row, west, east = (np.concatenate(part) for part in zip(*spans, strict=True))
        # the first one last, so that it wins
        for at in np.argsort(-owner, kind="stable").tolist():
            self._cells[row[at], west[at] : east[at]] = owner[at]
        self._cells[crossed] = MIXED

    def row_throughout(self, west: float, south: float, east: float, north: float) -> int | None:
        """
        Give the number of the area that holds all cells of a box in degrees, -1 for none.

        Null where the cells differ or one is mixed.
        """
        held = self._cells[_row(south) : _row(north) + 1, _column(west) : _column(east) + 1]
        some = int(held[0, 0])
        return None if some == MIXED or (held != some).any() else some

    def rows_at(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int16]:
        """Give the number of the area that holds the cell of each point, -1 for none; `MIXED`."""
        column = np.minimum(((lon + 180.0) * _PER_DEGREE).astype(np.intp), _COLUMNS - 1)
        row = np.minimum(((lat + 90.0) * _PER_DEGREE).astype(np.intp), _ROWS - 1)
        return self._cells[row, column]


def _row(lat: float) -> int:
    return min(int((lat + 90.0) * _PER_DEGREE), _ROWS - 1)


def _column(lon: float) -> int:
    return min(int((lon + 180.0) * _PER_DEGREE), _COLUMNS - 1)


def _edges(rings: Rings) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give x0, y0, x1, y1 of every edge, and the position of its area."""
    ring = np.repeat(np.arange(len(rings.per_ring)), rings.per_ring)
    along = np.flatnonzero(ring[1:] == ring[:-1])
    edges = np.vstack([rings.corners[along].T, rings.corners[along + 1].T])
    return edges, rings.owner[ring[along]]


def _mark(crossed: NDArray[np.bool_], edges: NDArray[np.float64]) -> None:
    """Mark every cell that the box of an edge meets."""
    west, east = np.minimum(edges[0], edges[2]), np.maximum(edges[0], edges[2])
    south, north = np.minimum(edges[1], edges[3]), np.maximum(edges[1], edges[3])
    column, last_column = (
        _numbers(at + 180.0, _COLUMNS) for at in (west - _HAIR_DEG, east + _HAIR_DEG)
    )
    row, last_row = (_numbers(at + 90.0, _ROWS) for at in (south - _HAIR_DEG, north + _HAIR_DEG))
    wide, high = last_column - column + 1, last_row - row + 1
    for step_row in (row, last_row):
        for step_column in (column, last_column):
            crossed[step_row, step_column] = True
    for at in np.flatnonzero((wide > 2) | (high > 2)).tolist():
        crossed[row[at] : last_row[at] + 1, column[at] : last_column[at] + 1] = True


def _numbers(degrees: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = np.clip(degrees * _PER_DEGREE, 0, count - 1).astype(np.int64)
    return numbers


def _spans(edges: NDArray[np.float64], owner: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """
    Find what lies inside each area along the middles of the rows of cells.

    Gives the area, the row, and the columns of the first cell inside and of that behind the last.
    """
    x0, y0, x1, y1 = edges
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    # rows whose middle lies in [low, high)
    first = np.ceil((low + 90.0) * _PER_DEGREE - 0.5).astype(np.int64)
    behind = np.ceil((high + 90.0) * _PER_DEGREE - 0.5).astype(np.int64)
    often = behind - first
    edge = np.repeat(np.arange(len(often)), often)
    row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(often) - often, often)
    y = (row + 0.5) / _PER_DEGREE - 90.0
    x = x0[edge] + (y - y0[edge]) / (y1[edge] - y0[edge]) * (x1[edge] - x0[edge])
    own = owner[edge]
    order = np.lexsort((x, row, own))
    x, row, own = x[order], row[order], own[order]
    # inside from every odd crossing of a row to the next even one
    column = _numbers(x + 180.0, _COLUMNS)
    return own[::2], row[::2], column[::2] + 1, column[1::2]
