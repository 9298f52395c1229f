"""Boxes of boxes round straight pieces in space: which pieces come within a chord of a point."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

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
        Which of the pieces given stands where, the last one filling up. From here on a piece is
        known by its place: ``start``, ``along`` and ``squared`` are in this order.
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
        low, high = np.minimum(start, end), np.maximum(start, end)
        # padded so that every split is in the middle
        order = np.minimum(np.arange(leaves * leaf), count - 1)
        middle = (low + high) / 2
        for level in range(depth):
            groups = order.reshape(1 << level, -1)
            places = middle[groups]
            widest = np.argmax(places.max(axis=1) - places.min(axis=1), axis=1)
            along = np.take_along_axis(places, widest[:, None, None], axis=2)[:, :, 0]
            half = groups.shape[1] // 2
            sides = np.argpartition(along, half, axis=1)
            order = np.take_along_axis(groups, sides, axis=1).reshape(-1)
        levels = [
            (
                low[order].reshape(leaves, leaf, 3).min(axis=1),
                high[order].reshape(leaves, leaf, 3).max(axis=1),
            )
        ]
        while len(levels[0][0]) > 1:
            least, most = levels[0]
            least = np.minimum(least[::2], least[1::2])
            most = np.maximum(most[::2], most[1::2])
            levels.insert(0, (least, most))
        self.order, self.leaf = order, leaf
        self.low = np.vstack([least for least, _ in levels])
        self.high = np.vstack([most for _, most in levels])
        self.depth = depth
        super().__init__(start[order], end[order])

    @cached_property
    def middles(self) -> Any:  # noqa: ANN401 - scipy has no types
        """A k-d tree of the middles of the pieces."""
        from scipy.spatial import KDTree

        return KDTree(self.start + self.along / 2)

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
