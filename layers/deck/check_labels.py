"""Names on the maps of a finished deck: does each still stand at the point that it names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_EMU_PER_POINT = 12_700
_LABELS = {"Names": ("Bases",), "Towns": ("Towns", "Bases")}
_SLACK_PT = 0.5


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape of a map in points on the slide; `text` is null where it is no text box."""

    name: str
    text: str | None
    box: tuple[float, float, float, float]


def misleading_labels(slide: Any) -> Iterator[str]:  # noqa: ANN401 - the lxml element of a slide
    """
    Find names on a map that stand nearer to another point than to their own.

    Parameters
    ----------
    slide
        The ``p:sld`` element.

    Yields
    ------
    message
        One per name that misleads, in the order of the slide. Names of bases are compared with
        the bases, names of towns with towns and bases; a name that no point on the map has is one
        too.
    """
    groups = {name: list(_members(group)) for name, group in _groups(slide)}
    for of, among in _LABELS.items():
        points = [shape for name in among for shape in groups.get(name, []) if shape.text is None]
        for label in groups.get(of, []):
            if not label.text:
                continue
            away = {shape: _distance(label, shape) for shape in points}
            own = [far for shape, far in away.items() if shape.name == label.text]
            if not own:
                yield f"{label.text!r} names no point on this map"
            elif min(own) > min(away.values()) + _SLACK_PT:
                nearest = min(away, key=lambda shape: away[shape])
                yield f"{label.text!r} stands nearer to {nearest.name!r} than to its own point"


def group_texts(slide: Any, wanted: str) -> list[str] | None:  # noqa: ANN401 - as above
    """Give the texts of one group of a slide in their order; null where there is no such group."""
    for name, group in _groups(slide):
        if name == wanted:
            return [shape.text for shape in _members(group) if shape.text is not None]
    return None


def _groups(slide: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as above
    for group in slide.iter(f"{_PRESENTATION}grpSp"):
        named = group.find(f"{_PRESENTATION}nvGrpSpPr/{_PRESENTATION}cNvPr")
        yield ("" if named is None else named.get("name", "")), group


def _members(group: Any) -> Iterator[_Shape]:  # noqa: ANN401 - as above
    frame = group.find(f"{_PRESENTATION}grpSpPr/{_DRAWING}xfrm")
    for shape in group.findall(f"{_PRESENTATION}sp"):
        own = shape.find(f"{_PRESENTATION}spPr/{_DRAWING}xfrm")
        named = shape.find(f"{_PRESENTATION}nvSpPr/{_PRESENTATION}cNvPr")
        if own is None or named is None:
            continue
        body = shape.find(f"{_PRESENTATION}txBody")
        text = "".join(run.text or "" for run in shape.iter(f"{_DRAWING}t"))
        plain = text.replace("\u2068", "").replace("\u2069", "")
        yield _Shape(named.get("name", ""), plain if body is not None and plain else None,
                     _on_slide(own, frame))  # fmt: skip


def _on_slide(own: Any, frame: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - as above
    x, y, width, height = _numbers(own, "off", "ext")
    if frame is not None:
        left, top, wide, high = _numbers(frame, "off", "ext")
        inner_left, inner_top, inner_wide, inner_high = _numbers(frame, "chOff", "chExt")
        across, down = wide / (inner_wide or 1), high / (inner_high or 1)
        x, y = left + (x - inner_left) * across, top + (y - inner_top) * down
        width, height = width * across, height * down
    return (x / _EMU_PER_POINT, y / _EMU_PER_POINT,
            width / _EMU_PER_POINT, height / _EMU_PER_POINT)  # fmt: skip


def _numbers(transform: Any, offset: str, size: str) -> tuple[float, float, float, float]:  # noqa: ANN401
    at, extent = transform.find(f"{_DRAWING}{offset}"), transform.find(f"{_DRAWING}{size}")
    if at is None or extent is None:
        return (0.0, 0.0, 0.0, 0.0)
    return (
        float(at.get("x", 0)),
        float(at.get("y", 0)),
        float(extent.get("cx", 0)),
        float(extent.get("cy", 0)),
    )


def _distance(label: _Shape, point: _Shape) -> float:
    left, top, width, height = label.box
    x, y = point.box[0] + point.box[2] / 2, point.box[1] + point.box[3] / 2
    across = max(left - x, 0.0, x - left - width)
    return math.hypot(across, max(top - y, 0.0, y - top - height))
