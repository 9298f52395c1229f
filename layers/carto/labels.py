"""Where labels go: beside their own anchor, on no other label, nearer to no other anchor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import bounds
from shapely.geometry.base import BaseGeometry

from .text import text_width

_LINE_HEIGHT = 1.2
_STEP_DEG = 11.25
_RADII = (1.0, 1.4, 2.0, 2.8, 3.8, 5.0)
_LEADER_FROM = 2.0
_ANCHOR_REACH = 1.5
_GAP = 0.5

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point on the page that wants a label; anchors given first are placed first."""

    text: str
    x: float
    y: float
    clearance: float


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A label that found room: its box ``(left, top, width, height)``, in points.

    `leader` is the line from the anchor to the label where they are far apart, else null.
    """

    text: str
    box: tuple[float, float, float, float]
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None


def place(
    anchors: Sequence[Anchor],
    *,
    size: float,
    frame: BaseGeometry,
    obstacles: Sequence[BaseGeometry],
    others: Sequence[tuple[float, float]] = (),
) -> tuple[list[Placed], list[str]]:
    """
    Place one label per anchor, deterministically.

    Parameters
    ----------
    anchors
        Most important first, positions in page points.
    size
        Font size in points.
    frame
        The area that labels must stay in; its bounding box counts.
    obstacles
        Page geometries that no label may cover; their bounding boxes count.
    others
        Page positions of points that have their names already.

    Returns
    -------
    placed, dropped
        The labels with their boxes in the order of the anchors, and the texts without room. No
        box touches another, an obstacle or another anchor, and none is nearer to another anchor,
        or to one of the other points, than to its own. Where a label finds no room, one that is
        in its way may move once.
    """
    if not anchors:
        return [], []
    table = _Table(anchors, size, frame, obstacles, others)
    chosen: dict[int, int] = {}
    for index in range(len(anchors)):
        free = table.free(index, chosen)
        if len(free):
            chosen[index] = int(free[0])
        else:
            table.push_aside(index, chosen)
    placed = [table.placed(index, chosen[index]) for index in sorted(chosen)]
    dropped = [anchor.text for index, anchor in enumerate(anchors) if index not in chosen]
    return placed, dropped


class _Table:
    """The boxes that each label may take, best first, and which of them collide."""

    def __init__(
        self,
        anchors: Sequence[Anchor],
        size: float,
        frame: BaseGeometry,
        obstacles: Sequence[BaseGeometry],
        others: Sequence[tuple[float, float]],
    ) -> None:
        self.anchors = anchors
        self.boxes: list[FloatArray] = []
        self.radii: list[FloatArray] = []
        points = np.array([*((anchor.x, anchor.y) for anchor in anchors), *others])
        around = np.hstack([points - _ANCHOR_REACH, points + _ANCHOR_REACH])
        fixed = np.array(bounds(list(obstacles))).reshape(-1, 4)
        low_x, low_y, high_x, high_y = frame.bounds
        for index, anchor in enumerate(anchors):
            boxes, radii = _candidates(anchor, size)
            good = (boxes[:, 0] >= low_x) & (boxes[:, 1] >= low_y)
            good &= (boxes[:, 2] <= high_x) & (boxes[:, 3] <= high_y)
            good &= ~_touching(boxes, fixed).any(axis=1)
            rest = np.delete(np.arange(len(points)), index)
            good &= ~_touching(boxes, around[rest]).any(axis=1)
            good &= ~_misleading(boxes, points, index)
            self.boxes.append(boxes[good])
            self.radii.append(radii[good])

    def free(self, index: int, chosen: dict[int, int]) -> NDArray[np.intp]:
        """Numbers of the boxes of one label that touch no label placed, best first."""
        boxes = self.boxes[index]
        return np.flatnonzero(~_touching(boxes, self._taken(chosen)).any(axis=1))

    def push_aside(self, index: int, chosen: dict[int, int]) -> None:
        """Place a label by moving the one label that is in its way, where both find room."""
        labels = list(chosen)
        touching = _touching(self.boxes[index], self._taken(chosen))
        for candidate in np.flatnonzero(touching.sum(axis=1) == 1):
            blocker = labels[int(np.argmax(touching[candidate]))]
            trial = {key: value for key, value in chosen.items() if key != blocker}
            trial[index] = int(candidate)
            free = self.free(blocker, trial)
            if len(free):
                chosen[index], chosen[blocker] = int(candidate), int(free[0])
                return

    def placed(self, index: int, candidate: int) -> Placed:
        """Give one label as it is drawn."""
        anchor = self.anchors[index]
        left, top, right, bottom = self.boxes[index][candidate].tolist()
        leader = None
        if self.radii[index][candidate] >= _LEADER_FROM:
            end = (min(max(anchor.x, left), right), min(max(anchor.y, top), bottom))
            leader = ((anchor.x, anchor.y), end)
        return Placed(anchor.text, (left, top, right - left, bottom - top), leader)

    def _taken(self, chosen: dict[int, int]) -> FloatArray:
        boxes = [self.boxes[index][candidate] for index, candidate in chosen.items()]
        return np.array(boxes).reshape(-1, 4)


def _candidates(anchor: Anchor, size: float) -> tuple[FloatArray, FloatArray]:
    width, height = text_width(anchor.text, size), size * _LINE_HEIGHT
    # the straight and the diagonal directions first: they read best
    turns = np.arange(0, 360, _STEP_DEG)
    turns = turns[np.lexsort([np.minimum(turns, 360 - turns), turns % 45 != 0])]
    radii = np.repeat(_RADII, len(turns))
    angle = np.radians(np.tile(turns, len(_RADII)))
    x = anchor.x + np.cos(angle) * anchor.clearance * radii
    y = anchor.y - np.sin(angle) * anchor.clearance * radii
    left = x - width * (1 - np.cos(angle)) / 2
    top = y - height * (1 + np.sin(angle)) / 2
    return np.column_stack([left, top, left + width, top + height]), radii


def _touching(boxes: FloatArray, taken: FloatArray) -> NDArray[np.bool_]:
    """One row per box, one column per box taken."""
    answer: NDArray[np.bool_] = (
        (boxes[:, None, 2] + _GAP > taken[None, :, 0])
        & (boxes[:, None, 0] - _GAP < taken[None, :, 2])
        & (boxes[:, None, 3] + _GAP > taken[None, :, 1])
        & (boxes[:, None, 1] - _GAP < taken[None, :, 3])
    )
    return answer


def _misleading(boxes: FloatArray, points: FloatArray, own: int) -> NDArray[np.bool_]:
    """Tell for each box whether another anchor is nearer to it than its own."""
    x, y = points[None, :, 0], points[None, :, 1]
    across = np.maximum(np.maximum(boxes[:, None, 0] - x, x - boxes[:, None, 2]), 0.0)
    along = np.maximum(np.maximum(boxes[:, None, 1] - y, y - boxes[:, None, 3]), 0.0)
    distance = np.hypot(across, along)
    return np.asarray((distance < distance[:, [own]]).any(axis=1), dtype=np.bool_)
