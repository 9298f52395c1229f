"""Boxes of boxes round straight pieces in space: which pieces come within a chord of a point."""

from __future__ import annotations

from functools import cached_property, reduce
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_LEAF = 4
"""About so many pieces are in a lowest box: the depth is that of the power of two next to it."""


class Pieces:
    """
    Straight pieces in space, for chords of points to them.

    Parameters
    ----------
    start, end
        Ends of the pieces, earth-centred metres, arrays of shape (n, 3).

    Attributes
    ----------
    start, along, squared
        One end, the way to the other, the square of its length.
    """

    def __init__(self, start: FloatArray, end: FloatArray) -> None:
        self.start, self.along = start, end - start
        self.squared = np.maximum((self.along**2).sum(axis=1), 1e-12)

    def foot(self, points: FloatArray, piece: IntArray) -> tuple[FloatArray, FloatArray]:
        """Nearest point of one piece per point, and the chord to it."""
        along = self.along[piece]
        away = points - self.start[piece]
        share = np.einsum("ij,ij->i", away, along) / self.squared[piece]
        along *= np.minimum(np.maximum(share, 0), 1)[:, None]
        away -= along
        return points - away, np.sqrt(np.einsum("ij,ij->i", away, away))

    def chord(self, points: FloatArray, row: IntArray, piece: IntArray) -> FloatArray:
        """Chords of the points at `row` to one piece each."""
        along = self.along[piece]
        away = points[row]
        away -= self.start[piece]
        share = np.einsum("ij,ij->i", away, along)
        share /= self.squared[piece]
        np.clip(share, 0, 1, out=share)
        along *= share[:, None]
        away -= along
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", away, away)))


class PieceTree(Pieces):
    """
    A balanced binary tree of boxes over straight pieces, for chords of points to them.

    Parameters
    ----------
    start, end
        Ends of the pieces, earth-centred metres, arrays of shape (n, 3), n at least 1.

    Attributes
    ----------
    order
        Which of the pieces given stands where, some of them twice. From here on a piece is known
        by its place: ``start``, ``along`` and ``squared`` are in this order.
    leaf
        Pieces in a lowest box: the lowest box i holds the places from ``leaf * i`` on.
    low, high
        Corners of the boxes; box i is parted into the boxes 2 i + 1 and 2 i + 2, and the lowest
        ones come last.
    """

    def __init__(self, start: FloatArray, end: FloatArray) -> None:
        count = len(start)
        depth = max(0, round(np.log2(count / _LEAF)))
        leaves = 1 << depth
        leaf = -(-count // leaves)
        # some pieces stand twice, so that every split is in the middle
        order = np.arange(leaves * leaf) * count // (leaves * leaf)
        # where to split is no matter of millimetres
        middle = ((start + end) / 2).astype(np.float32)[order].T.copy()
        for level in range(depth):
            order, middle = _split(order, middle.reshape(3, 1 << level, -1))
        super().__init__(start[order], end[order])
        ends = np.concatenate([start[order], end[order]]).reshape(2, leaves, leaf, 3)
        corners = [ends[side, :, place] for side in (0, 1) for place in range(leaf)]
        levels = [(reduce(np.minimum, corners), reduce(np.maximum, corners))]
        while len(levels[0][0]) > 1:
            least, most = levels[0]
            least = np.minimum(least[::2], least[1::2])
            most = np.maximum(most[::2], most[1::2])
            levels.insert(0, (least, most))
        self.order, self.leaf = order, leaf
        self.low = np.vstack([least for least, _ in levels])
        self.high = np.vstack([most for _, most in levels])
        self.depth = depth

    @cached_property
    def side_by_side(self) -> tuple[FloatArray, FloatArray]:
        """Boxes and pieces, all numbers of one next to each other, as caches like it."""
        return np.hstack([self.low, self.high]), np.column_stack(
            [self.start, self.along, self.squared]
        )

    def leaves_near(self, points: FloatArray, bound: FloatArray) -> tuple[IntArray, IntArray]:
        """Find the lowest boxes within a chord of each point: positions of points, of boxes."""
        row = np.arange(len(points))
        box = np.zeros(len(points), dtype=np.intp)
        squared = bound**2
        for _ in range(self.depth):
            row, box = np.repeat(row, 2), np.repeat(2 * box, 2)
            box[::2] += 1
            box[1::2] += 2
            meets = self.box_squared(points, row, box) <= squared[row]
            row, box = row[meets], box[meets]
        return row, box

    def nearest(self, points: FloatArray) -> IntArray:
        """Find the piece nearest to each point: exact, and for few points."""
        row = np.arange(len(points))
        box = np.zeros(len(points), dtype=np.intp)
        for _ in range(self.depth):
            row, box = np.repeat(row, 2), np.repeat(2 * box, 2)
            box[::2] += 1
            box[1::2] += 2
            low, high = self.low[box], self.high[box]
            # all of a box is this near at the most, so that no other matters beyond it
            farthest = np.abs(points[row] - (low + high) / 2) + (high - low) / 2
            first = np.searchsorted(row, np.arange(len(points)))
            least = np.minimum.reduceat((farthest**2).sum(axis=1), first)
            meets = self.box_squared(points, row, box) <= least[row]
            row, box = row[meets], box[meets]
        row, piece = np.repeat(row, self.leaf), self.pieces_in(box)
        order = np.lexsort((self.chord(points, row, piece), row))
        return np.asarray(piece[order[np.searchsorted(row, np.arange(len(points)))]])

    def pieces_in(self, box: IntArray) -> IntArray:
        """List the pieces of lowest boxes, `leaf` of each."""
        lowest = box - (1 << self.depth) + 1
        return np.asarray((lowest[:, None] * self.leaf + np.arange(self.leaf)).reshape(-1))

    def box_squared(self, points: FloatArray, row: IntArray, box: IntArray) -> FloatArray:
        """Square of the chord from points to boxes, 0 inside."""
        total = np.zeros(len(row))
        for axis in range(3):
            value = points[row, axis]
            gap = np.maximum(self.low[box, axis] - value, value - self.high[box, axis])
            np.maximum(gap, 0, out=gap)
            total += gap * gap
        return total


def _split(order: IntArray, middle: NDArray[np.float32]) -> tuple[IntArray, NDArray[np.float32]]:
    """Sort each group of pieces into two halves, along the axis on which it is widest."""
    widest = np.argmax(middle.max(axis=2) - middle.min(axis=2), axis=0)
    along = np.take_along_axis(middle, widest[None, :, None], axis=0)[0]
    groups, size = along.shape
    sides = np.argpartition(along, size // 2, axis=1) + size * np.arange(groups)[:, None]
    moved = sides.reshape(-1)
    # indexing would turn the axes round in memory, which makes the next level slow
    return order[moved], np.take(middle.reshape(3, -1), moved, axis=1)
