"""Walks of a tree of boxes, point by point, written for numba: plain loops over arrays."""

# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - a compiled walk is one loop over arrays

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


def least_chords(
    points: FloatArray,
    low: FloatArray,
    high: FloatArray,
    order: IntArray,
    start: FloatArray,
    along: FloatArray,
    squared: FloatArray,
    least: FloatArray,
) -> None:
    """Write the chord from every point to the nearest piece into `least`."""
    inner = (len(low) - 1) // 2
    leaf_size = len(order) // (inner + 1)
    stack = np.empty(128, np.int64)
    gaps = np.empty(128)
    last = order[0]
    for row in range(len(points)):
        x, y, z = points[row, 0], points[row, 1], points[row, 2]
        # the nearest piece of the point before is a good first guess
        best = np.inf
        depth = 1
        stack[0] = -1
        gaps[0] = 0.0
        while depth > 0:
            depth -= 1
            if gaps[depth] >= best:
                continue
            box = stack[depth]
            if box < 0 or box >= inner:
                if box < 0:
                    begin, end = -1, 0
                else:
                    begin = (box - inner) * leaf_size
                    end = begin + leaf_size
                for place in range(begin, end):
                    piece = last if place < 0 else order[place]
                    dx, dy, dz = x - start[piece, 0], y - start[piece, 1], z - start[piece, 2]
                    share = dx * along[piece, 0] + dy * along[piece, 1] + dz * along[piece, 2]
                    share = min(max(share / squared[piece], 0.0), 1.0)
                    dx -= share * along[piece, 0]
                    dy -= share * along[piece, 1]
                    dz -= share * along[piece, 2]
                    gap = dx * dx + dy * dy + dz * dz
                    if gap < best:
                        best = gap
                        last = piece
                if box < 0:
                    stack[0] = 0
                    gaps[0] = 0.0
                    depth = 1
                continue
            near, near_gap, far_gap = 2 * box + 1, 0.0, 0.0
            for child in range(near, near + 2):
                gap = 0.0
                for axis in range(3):
                    value = points[row, axis]
                    out = max(low[child, axis] - value, 0.0, value - high[child, axis])
                    gap += out * out
                if child == near:
                    near_gap = gap
                else:
                    far_gap = gap
            far = near + 1
            if far_gap < near_gap:
                near, far, near_gap, far_gap = far, near, far_gap, near_gap
            if far_gap < best:
                stack[depth], gaps[depth] = far, far_gap
                depth += 1
            if near_gap < best:
                stack[depth], gaps[depth] = near, near_gap
                depth += 1
        least[row] = np.sqrt(best)


def pieces_within(
    points: FloatArray,
    low: FloatArray,
    high: FloatArray,
    order: IntArray,
    start: FloatArray,
    along: FloatArray,
    squared: FloatArray,
    bound: FloatArray,
    owner: IntArray,
    same_m: float,
    rows: IntArray,
    pieces: IntArray,
    chords: FloatArray,
) -> int:
    """
    Write the pieces within `bound` of every point; give their number, even beyond the room.

    Of pieces whose nearest points are one place, only that of the lowest `owner` is written.
    """
    foot = np.empty(3)
    feet = np.empty((32, 3))
    inner = (len(low) - 1) // 2
    leaf_size = len(order) // (inner + 1)
    stack = np.empty(128, np.int64)
    used = 0
    for row in range(len(points)):
        limit = bound[row] * bound[row]
        depth = 1
        stack[0] = 0
        begin = used
        while depth > 0:
            depth -= 1
            box = stack[depth]
            gap = 0.0
            for axis in range(3):
                value = points[row, axis]
                out = max(low[box, axis] - value, 0.0, value - high[box, axis])
                gap += out * out
            if gap > limit:
                continue
            if box < inner:
                stack[depth] = 2 * box + 1
                stack[depth + 1] = 2 * box + 2
                depth += 2
                continue
            for place in range((box - inner) * leaf_size, (box - inner + 1) * leaf_size):
                piece = order[place]
                share, gap = 0.0, 0.0
                for axis in range(3):
                    share += (points[row, axis] - start[piece, axis]) * along[piece, axis]
                share = min(max(share / squared[piece], 0.0), 1.0)
                for axis in range(3):
                    foot[axis] = start[piece, axis] + share * along[piece, axis]
                    gap += (points[row, axis] - foot[axis]) ** 2
                if gap > limit:
                    continue
                written = used
                for other in range(begin, min(used, begin + len(feet), len(rows))):
                    away = 0.0
                    for axis in range(3):
                        away += (foot[axis] - feet[other - begin, axis]) ** 2
                    if away <= same_m * same_m:
                        written = other
                        break
                if written == used:
                    if used - begin < len(feet):
                        feet[used - begin, :] = foot
                    used += 1
                elif owner[piece] >= owner[pieces[written]]:
                    continue
                if written < len(rows):
                    rows[written], pieces[written], chords[written] = row, piece, np.sqrt(gap)
    return used
