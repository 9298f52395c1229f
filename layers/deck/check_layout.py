"""Whether a finished deck still stands as it was laid out: nothing off, over, or taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pptx.slide import Slide

_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMU_PER_POINT = 12_700
_SLACK_PT = 2.0
_MOST_DRIFT = 0.005
_GROUND = "Base map"
# what may stand anywhere beside the map
_FREE = {"Legend", "Locator"}

PARTS = (
    "Scale bar", "North arrow", "Locator edge", "Frame", "Map notes", "Sources", "Marking top",
    "Marking bottom", "Timeline note",
)  # fmt: skip
"""Names of the shapes that a reader needs in order not to be misled."""


def parts_of(slide: Any) -> list[str]:  # noqa: ANN401 - the lxml element of a slide
    """Give which of `PARTS`, and which groups, a slide has."""
    names = {str(node.get("name")) for node in slide.iter(f"{_PRESENTATION}cNvPr")}
    groups = [str(name) for name, _ in _groups(slide)]
    return sorted({*(part for part in PARTS if part in names), *groups})


def missing_parts(slide: Any, before: Collection[str]) -> Iterator[str]:  # noqa: ANN401 - as above
    """Name what was on a slide and is not any more."""
    now = set(parts_of(slide))
    yield from (f"{part!r} was taken away" for part in before if part not in now)


def drifted_groups(slide: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """
    Find groups of a map that were moved or scaled without its ground.

    Yields
    ------
    message
        One per group; half a percent of scale or two points of place are let pass. A scale bar or
        a symbol that moved alone tells another distance or place.
    """
    frames = dict(_groups(slide))
    ground = frames.pop(_GROUND, None)
    if ground is None:
        return
    for name, frame in frames.items():
        if name in _FREE:
            continue
        scaled = max(abs(frame[at] / ground[at] - 1) for at in (0, 1))
        # where the middle of the group would be, were it moved with the ground
        along = [
            abs((frame[at] - ground[at]) * frame[4 + at] + frame[2 + at] - ground[2 + at])
            for at in (0, 1)
        ]
        if scaled > _MOST_DRIFT or max(along) / _EMU_PER_POINT > _SLACK_PT:
            yield f"{name!r} was moved or scaled without the map"


def badly_placed(slide: Slide, width: int, height: int) -> Iterator[tuple[str, str]]:
    """
    Find shapes off the slide, on each other, without a name, and titles that are too many.

    Parameters
    ----------
    slide
        The slide.
    width, height
        Of the slide, in EMU.

    Yields
    ------
    rule, message
        ``overlap``, ``place``, ``name`` or ``title``. Groups and lines may lie on each other.
    """
    slack = _SLACK_PT * _EMU_PER_POINT
    boxes = []
    for shape in slide.shapes:
        if None in {shape.left, shape.top, shape.width, shape.height}:
            continue
        box = (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
        if min(box[:2]) < -slack or box[2] > width + slack or box[3] > height + slack:
            yield "place", f"{shape.name!r} reaches beyond the slide"
        told = getattr(shape, "has_table", False) or getattr(shape, "has_chart", False)
        if told or (shape.has_text_frame and shape.text_frame.text.strip()):  # type: ignore[attr-defined]
            boxes.append((shape.name, box))
        if not shape.name.strip():
            yield "name", "a shape has no name"
    for number, (name, one) in enumerate(boxes):
        for other, two in boxes[number + 1 :]:
            wide = min(one[2], two[2]) - max(one[0], two[0])
            high = min(one[3], two[3]) - max(one[1], two[1])
            if wide > slack and high > slack:
                yield "overlap", f"{name!r} and {other!r} lie on each other"
    titles = [item for item in slide.placeholders if item.placeholder_format.idx == 0]
    if len(titles) > 1:
        yield "title", f"{len(titles)} titles"


def _groups(slide: Any) -> Iterator[tuple[str, tuple[float, ...]]]:  # noqa: ANN401 - as above
    """Name each group, with scale and shift across and down, and its middle, in its own EMU."""
    for group in slide.iter(f"{_PRESENTATION}grpSp"):
        named = group.find(f"{_PRESENTATION}nvGrpSpPr/{_PRESENTATION}cNvPr")
        frame = group.find(f"{_PRESENTATION}grpSpPr/{_DRAWING}xfrm")
        if named is None or frame is None:
            continue
        at, size, inner, room = (
            [float(value) for value in frame.find(f"{_DRAWING}{tag}").attrib.values()]
            for tag in ("off", "ext", "chOff", "chExt")
        )
        scale = [size[axis] / (room[axis] or 1) for axis in (0, 1)]
        shift = [at[axis] - inner[axis] * scale[axis] for axis in (0, 1)]
        middle = [inner[axis] + room[axis] / 2 for axis in (0, 1)]
        yield str(named.get("name")), (*scale, *shift, *middle)
