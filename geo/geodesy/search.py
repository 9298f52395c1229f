"""
Which pieces can be the nearest: the chord bracket, over a tree of boxes.

Two ways with the same answers: neighbouring points share one walk of the tree (numpy), or every
point walks by itself in machine code (numba, the extra ``fast``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .boxes import PieceTree
from .measure import (
    GREATEST_RADIUS_M,
    SMALLEST_RADIUS_M,
    chord_excluding_m,
    geodesic_lower_m,
    geodesic_upper_m,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    Pairs = tuple[IntArray, IntArray, FloatArray]
    Search = Callable[[PieceTree, FloatArray, IntArray], Pairs]

CLEAR_M = 37_000.0
"""Up to this chord the bracket of the geodesic is under 1.1 mm: c^3/24 (1/R_min^2 - 1/R_max^2)."""
SAME_M = 1e-5
"""What is this near is one place: floating point leaves a nanometre or two."""

_CELL_DEG = 0.25
_WIDE_CELL_M = 200_000.0
_PAIRS_AT_ONCE = 100_000


def cells(lon: FloatArray, lat: FloatArray) -> IntArray:
    """Count up the runs of points that lie in one cell of a quarter degree."""
    east, north = np.floor(lon / _CELL_DEG), np.floor(lat / _CELL_DEG)
    fresh = np.append(True, (np.diff(east) != 0) | (np.diff(north) != 0))[: len(lon)]
    return np.asarray(np.cumsum(fresh) - 1)


def pieces_in_bracket(tree: PieceTree, points: FloatArray, cell: IntArray) -> Pairs:
    """
    Find the pieces whose chord leaves open that the geodesic to them is the shortest.

    `points` are earth-centred metres, `cell` numbers runs of neighbours. Gives positions of
    points, pieces, chords.
    """
    first = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    size = np.diff(np.append(first, len(cell)))
    middle = np.add.reduceat(points, first, axis=0) / size[:, None]
    away = np.sqrt(((points - middle[cell]) ** 2).sum(axis=1))
    guess = _near_pieces(tree, middle)
    bound = _bracket(tree.foot(points, guess[cell])[1])
    reach = np.maximum.reduceat(bound + away, first)
    group, box = tree.leaves_near(middle, reach)
    order = np.argsort(group, kind="stable")
    group, box = group[order], box[order]
    boxes = np.bincount(group, minlength=len(first))
    begin = np.cumsum(boxes) - boxes
    found: list[Pairs] = []
    share = boxes[cell]
    for batch in np.split(
        np.arange(len(points)),
        np.flatnonzero(np.diff(np.cumsum(share) // _PAIRS_AT_ONCE)) + 1,
    ):
        count = share[batch]
        row = np.repeat(batch, count)
        turn = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        found.append(_narrowed(tree, points, bound, row, box[begin[cell[row]] + turn]))
    row, piece, chord = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return row, piece, chord


def _narrowed(
    tree: PieceTree, points: FloatArray, bound: FloatArray, row: IntArray, box: IntArray
) -> Pairs:
    """Try the nearest box of each point first, then the pieces of those still in question."""
    squared = tree.box_squared(points, row, box)
    keep = squared <= bound[row] ** 2
    row, box, squared = row[keep], box[keep], squared[keep]
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    count = np.diff(np.append(first, len(row)))
    order = np.lexsort((squared, row))
    nearest = order[first]
    piece = tree.pieces_in(box[nearest])
    chord = tree.chord(points, np.repeat(row[nearest], tree.leaf), piece)
    tighter = np.minimum(_bracket(chord.reshape(-1, tree.leaf).min(axis=1)), bound[row[nearest]])
    keep = squared <= np.repeat(tighter, count) ** 2
    row, box, tighter = row[keep], box[keep], np.repeat(tighter, count)[keep]
    row, tighter, piece = (
        np.repeat(row, tree.leaf),
        np.repeat(tighter, tree.leaf),
        tree.pieces_in(box),
    )
    chord = tree.chord(points, row, piece)
    keep = chord <= tighter
    row, piece, chord = row[keep], piece[keep], chord[keep]
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    least = np.minimum.reduceat(chord, first)
    keep = chord <= np.repeat(_bracket(least), np.diff(np.append(first, len(row))))
    return row[keep], piece[keep], chord[keep]


def _near_pieces(tree: PieceTree, points: FloatArray) -> IntArray:
    """Give a piece near every point: the nearest to the middle of a wider cell, or its own."""
    wide = np.floor(points / _WIDE_CELL_M).astype(np.int64) @ np.array([1, 1_000, 1_000_000])
    _, cell, size = np.unique(wide, return_inverse=True, return_counts=True)
    middle = np.zeros((len(size), 3))
    np.add.at(middle, cell, points)
    coarse = tree.nearest(middle / size[:, None])[cell]
    bound = tree.foot(points, coarse)[1]
    row, box = tree.leaves_near(points, bound + SAME_M)
    order = np.lexsort((tree.box_squared(points, row, box), row))
    first = order[np.searchsorted(row[order], np.arange(len(points)))]
    piece = tree.pieces_in(box[first])
    chord = tree.chord(points, np.repeat(np.arange(len(points)), tree.leaf), piece).reshape(
        -1, tree.leaf
    )
    best = np.argmin(chord, axis=1)
    better = chord.min(axis=1) < bound
    inside = piece.reshape(-1, tree.leaf)[np.arange(len(points)), best]
    return np.asarray(np.where(better, inside, coarse), dtype=np.intp)


def _bracket(chord: FloatArray) -> FloatArray:
    """
    Chord beyond which no piece can be the nearest, if one has this chord.

    The geodesic to it is surely longer than the longest that this chord may have; under `CLEAR_M`
    both are one, to a millimetre.
    """
    wide = chord_excluding_m(geodesic_upper_m(chord))
    return np.asarray(np.where(chord < CLEAR_M, chord + SAME_M, wide))


def spread_per_metre(chord: FloatArray) -> FloatArray:
    """
    Give how much more chord, per metre between the feet, surely makes the longer geodesic.

    By Euler's formula the curvature, and with it what a geodesic has over its chord, changes by no
    more than the bracket per radian of direction; taken four times. Infinite where not proven.
    """
    longest = geodesic_upper_m(chord) - geodesic_lower_m(chord)
    return np.asarray(4 * longest / np.maximum(chord, 1.0))


@cache
def compiled_search() -> Search | None:
    """Give the search in machine code, null where numba (the extra ``fast``) is missing."""
    try:
        import numba
    except ImportError:
        return None
    from .walk import pieces_in_bracket_compiled

    walk = _compiled(numba, pieces_in_bracket_compiled)

    def search(tree: PieceTree, points: FloatArray, owner: IntArray) -> Pairs:
        boxes = (tree.side_by_side[0], tree.leaf, tree.side_by_side[1])
        limits = (SMALLEST_RADIUS_M, GREATEST_RADIUS_M, CLEAR_M, SAME_M)
        room = 4 * len(points) + 1024
        while True:
            row = np.empty(room, dtype=np.intp)
            piece, chord = np.empty(room, dtype=np.intp), np.empty(room)
            used = walk(points, *boxes, owner, *limits, row, piece, chord)
            if used <= room:
                return row[:used], piece[:used], chord[:used]
            room = used

    return search


def _compiled(numba: Any, walk: Callable[..., Any]) -> Callable[..., Any]:  # noqa: ANN401 - a module
    """Compile one walk; kept on disk for the next process where the disk takes it."""
    compiled: Callable[..., Any]
    try:
        compiled = numba.njit(cache=True, nogil=True)(walk)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(walk)
    return compiled
