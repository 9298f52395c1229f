"""Where labels go: beside their own anchor, on no other label, nearer to no other anchor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import STRtree, box
from shapely.geometry.base import BaseGeometry

CHARACTER_WIDTH = 0.58
"""Mean advance of a sans serif letter in ems, a little generous so that no box is too small."""

_LINE_HEIGHT = 1.25
_DIRECTIONS = (0, 45, 315, 90, 270, 180, 135, 225)
_RADII = (1.0, 1.6, 2.4)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point on the page that wants a label; anchors given first are placed first."""

    text: str
    x: float
    y: float
    clearance: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A label that found room: its box ``(left, top, width, height)``, in points."""

    text: str
    box: tuple[float, float, float, float]


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in points at a font size in points."""
    return len(text) * size * CHARACTER_WIDTH


def place(
    anchors: Sequence[Anchor],
    *,
    size: float,
    frame: BaseGeometry,
    obstacles: Sequence[BaseGeometry],
) -> tuple[list[Placed], list[str]]:
    """
    Place one label per anchor, greedily and deterministically.

    Parameters
    ----------
    anchors
        Most important first, positions in page points.
    size
        Font size in points.
    frame
        The area that labels must stay in.
    obstacles
        Page geometries that no label may cover.

    Returns
    -------
    placed, dropped
        The labels with their boxes in the order of the anchors, and the texts without room.
    """
    taken = list(obstacles)
    points = [box(anchor.x - 2, anchor.y - 2, anchor.x + 2, anchor.y + 2) for anchor in anchors]
    tree = STRtree(points)
    placed: list[Placed] = []
    dropped: list[str] = []
    for index, anchor in enumerate(anchors):
        width, height = text_width(anchor.text, size), size * _LINE_HEIGHT
        for left, top in _candidates(anchor, width, height):
            outline = box(left, top, left + width, top + height)
            if not frame.contains(outline) or any(outline.intersects(item) for item in taken):
                continue
            if len(set(tree.query(outline)) - {index}) or tree.nearest(outline.centroid) != index:
                continue
            taken.append(outline)
            placed.append(Placed(anchor.text, (left, top, width, height)))
            break
        else:
            dropped.append(anchor.text)
    return placed, dropped


def _candidates(anchor: Anchor, width: float, height: float) -> list[tuple[float, float]]:
    corners = []
    for radius in _RADII:
        for degrees in _DIRECTIONS:
            angle = math.radians(degrees)
            x = anchor.x + math.cos(angle) * anchor.clearance * radius
            y = anchor.y - math.sin(angle) * anchor.clearance * radius
            left = x - width * (1 - math.cos(angle)) / 2
            top = y - height * (1 + math.sin(angle)) / 2
            corners.append((left, top))
    return corners
