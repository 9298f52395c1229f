"""The symbols of `layers.style` as rings of page points, for renderers without preset shapes."""

from __future__ import annotations

import math

from .scene import Mark, Ring

_CIRCLE_STEPS = 32
_STAR_INNER = 0.4


def mark_rings(mark: Mark) -> list[Ring]:
    """
    Give the outline of a symbol.

    Parameters
    ----------
    mark
        The symbol; `size` is its width in points.

    Returns
    -------
    rings
        One closed ring in page points, its last point the first.
    """
    half = mark.size / 2
    unit = _unit(mark.shape)
    ring = [(mark.x + x * half, mark.y + y * half) for x, y in unit]
    return [[*ring, ring[0]]]


def _unit(shape: str) -> Ring:
    if shape == "square":
        return [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    if shape == "diamond":
        return [(0, -1), (1, 0), (0, 1), (-1, 0)]
    if shape == "triangle":
        return [(0, -1), (1, 1), (-1, 1)]
    if shape == "triangle_down":
        return [(-1, -1), (1, -1), (0, 1)]
    if shape == "hexagon":
        return _around([1.0] * 6, 0.0)
    if shape == "star":
        return _around([1.0, _STAR_INNER] * 5, -math.pi / 2)
    if shape == "cross":
        arm = 0.35
        upright = [
            (-arm, -1), (arm, -1), (arm, -arm), (1, -arm), (1, arm), (arm, arm),
            (arm, 1), (-arm, 1), (-arm, arm), (-1, arm), (-1, -arm), (-arm, -arm),
        ]  # fmt: skip
        turn = math.sqrt(0.5)
        return [((x - y) * turn, (x + y) * turn) for x, y in upright]
    return _around([1.0] * _CIRCLE_STEPS, 0.0)


def _around(radii: list[float], start: float) -> Ring:
    step = 2 * math.pi / len(radii)
    return [
        (radius * math.cos(start + number * step), radius * math.sin(start + number * step))
        for number, radius in enumerate(radii)
    ]
