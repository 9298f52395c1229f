"""A walk of a tree of boxes, point by point, written for numba: plain loops over arrays."""

# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - a compiled walk is one loop

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


def pieces_in_bracket_compiled(
    points: FloatArray,
    boxes: FloatArray,
    leaf: int,
    lines: FloatArray,
    owner: IntArray,
    smallest: float,
    greatest: float,
    clear_m: float,
    same_m: float,
    rows: IntArray,
    pieces: IntArray,
    chords: FloatArray,
) -> int:
    """
    Write the pieces that may be the nearest of every point; give their number, even beyond room.

    `smallest`, `greatest` are the radii of curvature of the bracket. Of pieces whose nearest points
    are one place, only that of the lowest `owner` is written; of others none whose chord surely
    makes the longer geodesic (`search.spread_per_metre`).
    """
    inner = (len(boxes) - 1) // 2
    stack, gaps = np.empty(128, np.int64), np.empty(128)
    kept, kept_gap = np.empty(64, np.int64), np.empty(64)
    foot, leader, feet = np.empty(3), np.empty(3), np.empty((32, 3))
    last, used = 0, 0
    for row in range(len(points)):
        x, y, z = points[row, 0], points[row, 1], points[row, 2]
        best, limit = np.inf, np.inf
        count, depth = 0, 1
        # the nearest piece of the point before is a good first guess
        stack[0], gaps[0] = -1, 0.0
        while depth > 0:
            depth -= 1
            if gaps[depth] > limit:
                continue
            box = stack[depth]
            if box < 0 or box >= inner:
                if box < 0:
                    begin, end = last, last + 1
                else:
                    begin = (box - inner) * leaf
                    end = begin + leaf
                for piece in range(begin, end):
                    dx, dy, dz = x - lines[piece, 0], y - lines[piece, 1], z - lines[piece, 2]
                    share = dx * lines[piece, 3] + dy * lines[piece, 4] + dz * lines[piece, 5]
                    share = min(max(share / lines[piece, 6], 0.0), 1.0)
                    dx -= share * lines[piece, 3]
                    dy -= share * lines[piece, 4]
                    dz -= share * lines[piece, 5]
                    gap = dx * dx + dy * dy + dz * dz
                    if gap < best:
                        best, last = gap, piece
                        chord = np.sqrt(gap)
                        limit = np.inf
                        if chord < clear_m:
                            limit = (chord + same_m) ** 2
                        elif chord < 2 * smallest:
                            half = smallest * np.arcsin(chord / (2 * smallest)) / greatest
                            if half < np.pi / 2:
                                limit = (2 * greatest * np.sin(half) + same_m) ** 2
                    if gap <= limit and box >= 0:
                        if count == len(kept):
                            # what was near enough before may no longer be
                            total, count = count, 0
                            for place in range(total):
                                if kept_gap[place] <= limit:
                                    kept[count], kept_gap[count] = kept[place], kept_gap[place]
                                    count += 1
                            if 2 * count > len(kept):
                                longer, longer_gap = (
                                    np.empty(4 * count, np.int64),
                                    np.empty(4 * count),
                                )
                                longer[:count], longer_gap[:count] = kept[:count], kept_gap[:count]
                                kept, kept_gap = longer, longer_gap
                        kept[count], kept_gap[count] = piece, gap
                        count += 1
                if box < 0:
                    stack[0], gaps[0] = 0, 0.0
                    depth = 1
                continue
            near, near_gap, far_gap = 2 * box + 1, 0.0, 0.0
            for child in range(near, near + 2):
                gap = 0.0
                for axis in range(3):
                    value = points[row, axis]
                    out = max(boxes[child, axis] - value, 0.0, value - boxes[child, axis + 3])
                    gap += out * out
                if child == near:
                    near_gap = gap
                else:
                    far_gap = gap
            far = near + 1
            if far_gap < near_gap:
                near, far, near_gap, far_gap = far, near, far_gap, near_gap
            if far_gap <= limit:
                stack[depth], gaps[depth] = far, far_gap
                depth += 1
            if near_gap <= limit:
                stack[depth], gaps[depth] = near, near_gap
                depth += 1
        least = np.sqrt(best)
        spread = np.inf
        if least < 2 * smallest:
            upper = 2 * smallest * np.arcsin(least / (2 * smallest))
            lower = 2 * greatest * np.arcsin(least / (2 * greatest))
            spread = 4 * (upper - lower + same_m) / max(least, 1.0)
        share = 0.0
        for axis in range(3):
            share += (points[row, axis] - lines[last, axis]) * lines[last, axis + 3]
        share = min(max(share / lines[last, 6], 0.0), 1.0)
        for axis in range(3):
            leader[axis] = lines[last, axis] + share * lines[last, axis + 3]
        first = used
        for place in range(count):
            if kept_gap[place] > limit:
                continue
            piece, chord, share, step = kept[place], np.sqrt(kept_gap[place]), 0.0, 0.0
            for axis in range(3):
                share += (points[row, axis] - lines[piece, axis]) * lines[piece, axis + 3]
            share = min(max(share / lines[piece, 6], 0.0), 1.0)
            for axis in range(3):
                foot[axis] = lines[piece, axis] + share * lines[piece, axis + 3]
                step += (foot[axis] - leader[axis]) ** 2
            if chord - least > spread * np.sqrt(step) + same_m:
                continue
            written = used
            for other in range(first, min(used, first + len(feet), len(rows))):
                away = 0.0
                for axis in range(3):
                    away += (foot[axis] - feet[other - first, axis]) ** 2
                if away <= same_m * same_m:
                    written = other
                    break
            if written == used:
                if used - first < len(feet):
                    feet[used - first, :] = foot
                used += 1
            elif written < len(rows):
                other = pieces[written]
                if (owner[piece], piece) >= (owner[other], other):
                    continue
            if written < len(rows):
                rows[written], pieces[written], chords[written] = row, piece, chord
    return used
