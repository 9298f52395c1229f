"""
What a static map consists of, in page points and drawing order.

Every static renderer draws the same primitives: outlines, marks and labels, each in a named group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import shapely
from shapely.geometry.base import BaseGeometry

from .. import style

Ring = list[tuple[float, float]]

HALO = style.LIGHT.land.removeprefix("#")
"""Colour around letters on a map: that of the land, so that it is seen only where it is needed."""


@dataclass(frozen=True, slots=True)
class Paint:
    """
    How a shape looks.

    Colours are six hexadecimal digits, null for none; `opacity` of the fill from 0 to 1; `width`
    of the line in points; `dash` whether the line is dashed.
    """

    fill: str | None = None
    opacity: float = 1.0
    line: str | None = None
    width: float = 0.5
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings or lines in page points; `name` and `alt` describe them, both may be empty."""

    group: str
    rings: list[Ring]
    paint: Paint
    name: str = ""
    alt: str = ""
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A symbol centred on a page point, `size` points wide; `shape` is a name of `layers.style`.

    `link` is an http(s) address or empty.
    """

    group: str
    shape: str
    x: float
    y: float
    size: float
    paint: Paint
    name: str = ""
    alt: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """
    One line of text in a box ``(left, top, width, height)`` of page points.

    `halo` is the colour around the letters where the renderer can draw one, empty for none.
    """

    group: str
    text: str
    box: tuple[float, float, float, float]
    size: float
    colour: str
    align: str = "l"
    bold: bool = False
    halo: str = ""


Primitive = Outline | Mark | Label


@dataclass
class Scene:
    """
    A finished static map: primitives in drawing order, and what the map has to say about itself.

    `dropped_labels` are names without room, `notes` sentences for the foot of the map.
    """

    primitives: list[Primitive] = field(default_factory=list)
    dropped_labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_area(
        self, geometry: BaseGeometry, paint: Paint, *, group: str, name: str = "", alt: str = ""
    ) -> None:
        """Add the polygons of a page geometry as one outline; holes are rings inside rings."""
        rings: list[Ring] = []
        for polygon in _polygons(geometry):
            rings.append(_ring(polygon.exterior))
            rings += [_ring(hole) for hole in polygon.interiors]
        if rings:
            self.primitives.append(Outline(group, rings, paint, name, alt))

    def add_lines(
        self, geometry: BaseGeometry, paint: Paint, *, group: str, name: str = ""
    ) -> None:
        """Add the lines of a page geometry as one open outline."""
        merged = shapely.line_merge(shapely.MultiLineString(list(_lines(geometry))))
        rings = [_ring(line) for line in _lines(merged)]
        if rings:
            self.primitives.append(Outline(group, rings, paint, name, closed=False))


def moved(primitives: Iterable[Primitive], across: float, down: float) -> list[Primitive]:
    """Give the same primitives elsewhere on the page, shifted by points."""
    shifted: list[Primitive] = []
    for item in primitives:
        if isinstance(item, Outline):
            rings = [[(x + across, y + down) for x, y in ring] for ring in item.rings]
            shifted.append(replace(item, rings=rings))
        elif isinstance(item, Mark):
            shifted.append(replace(item, x=item.x + across, y=item.y + down))
        else:
            left, top, width, height = item.box
            shifted.append(replace(item, box=(left + across, top + down, width, height)))
    return shifted


def _ring(line: BaseGeometry) -> Ring:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    # twice, because a collection may hold multi-part geometries
    return list(shapely.get_parts(shapely.get_parts(geometry)))


def _polygons(geometry: BaseGeometry) -> Iterable[shapely.Polygon]:
    for part in _parts(geometry):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            yield part


def _lines(geometry: BaseGeometry) -> Iterable[shapely.LineString]:
    for part in _parts(geometry):
        if isinstance(part, shapely.LineString) and not part.is_empty:
            yield part
