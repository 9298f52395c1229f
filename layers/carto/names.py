"""Names on a static map: countries where they are visible, bases, the largest towns."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import reference

from .. import style
from ..basemap import place_names
from .frame import Frame
from .labels import Anchor, place
from .naming import Naming
from .scene import HALO, Label, Mark, Outline, Paint, Scene
from .text import text_width

_BASE_SIZE = 7.0
_BASE_LABEL = 9.0
_TOWN_SIZE = 2.6
_TOWN_LABEL = 8.0
_MAX_TOWNS = 14
_COUNTRY_SIZES = (11.0, 9.0)
_LEAST_AREA = 400.0


def draw_bases(scene: Scene, frame: Frame, bases: gpd.GeoDataFrame, naming: Naming) -> list[Anchor]:
    """Draw each site once, whoever holds it in which period; gives the points to be named."""
    paint = Paint(fill="FFFFFF", line=_hex(style.LIGHT.base), width=1.2)
    anchors = []
    seen = set()
    whole = frame.box.buffer(-_BASE_SIZE)
    points = bases.geometry
    for site, name, lon, lat in zip(bases["site"], bases["name"], points.x, points.y, strict=True):
        x, y = frame.to_page(lon, lat)
        if site in seen or not shapely.contains_xy(whole, x, y):
            continue
        seen.add(site)
        called = naming.of(str(name))
        alt = f"Base: {called or name}"
        scene.primitives.append(
            Mark("Bases", "square", x, y, _BASE_SIZE, paint, called or str(name), alt)
        )
        if called:
            anchors.append(Anchor(called, x, y, _BASE_SIZE))
    return anchors


def draw_names(
    scene: Scene,
    frame: Frame,
    bases: Sequence[Anchor],
    naming: Naming,
    ground: Sequence[BaseGeometry],
) -> None:
    """
    Write the names: countries first, then bases, then towns where there is room.

    Parameters
    ----------
    scene
        Gets the labels and leaders; the names of bases without room are added to what it dropped.
    frame
        Where on the page.
    bases
        Points to be named, most important first.
    naming
        How countries and towns are called.
    ground
        What the furniture covers.
    """
    inside = shapely.box(
        frame.left + 3, frame.top + 3, frame.left + frame.width - 3, frame.top + frame.height - 3
    )
    marks = [
        shapely.box(
            item.x - item.size / 2,
            item.y - item.size / 2,
            item.x + item.size / 2,
            item.y + item.size / 2,
        )
        for item in scene.primitives
        if isinstance(item, Mark)
    ]
    obstacles: list[BaseGeometry] = [*ground]
    obstacles += [
        shapely.box(left, top, left + width, top + height)
        for left, top, width, height in (
            item.box for item in scene.primitives if isinstance(item, Label)
        )
    ]
    placed, dropped = place(bases, size=_BASE_LABEL, frame=inside, obstacles=obstacles)
    if len(marks) <= 600:
        # the names of bases must not hide incidents, unless nothing else leaves room
        clear, _ = place(bases, size=_BASE_LABEL, frame=inside, obstacles=[*obstacles, *marks])
        if len(clear) == len(placed):
            placed = clear
    base_boxes = [_box(item.box) for item in placed]
    sites = [shapely.Point(item.x, item.y).buffer(_BASE_SIZE, cap_style="square") for item in bases]
    countries = _countries(frame, naming, [*obstacles, *base_boxes, *sites])
    scene.primitives += countries
    towns = _towns(frame, naming, bases, [*ground, *(box.buffer(_TOWN_SIZE) for box in base_boxes)])
    around = [*obstacles, *base_boxes, *marks, *(_box(item.box) for item in countries)]
    others = [(anchor.x, anchor.y) for anchor in bases]
    found, _ = place(towns, size=_TOWN_LABEL, frame=inside, obstacles=around, others=others)
    # a town is not worth a leader
    named = [item for item in found if item.leader is None]
    words = {item.text for item in named}
    paint = Paint(fill="FFFFFF", line="6C7176", width=0.6)
    colour = _hex(style.LIGHT.faint_text)
    ground_of_marks = next(
        (at for at, item in enumerate(scene.primitives) if item.group in {"Incidents", "Bases"}),
        len(scene.primitives),
    )
    # towns lie under what happened there
    scene.primitives[ground_of_marks:ground_of_marks] = [
        *(
            Mark("Towns", "circle", town.x, town.y, _TOWN_SIZE, paint, town.text)
            for town in towns
            if town.text in words
        ),
        *(Label("Towns", item.text, item.box, _TOWN_LABEL, colour, halo=HALO) for item in named),
    ]
    ink = _hex(style.LIGHT.base)
    for item in placed:
        if item.leader is not None:
            line = Paint(line=ink, width=0.5)
            scene.primitives.append(
                Outline("Names", [list(item.leader)], line, f"Leader, {item.text}", closed=False)
            )
    scene.primitives += [
        Label("Names", item.text, item.box, _BASE_LABEL, ink, halo=HALO) for item in placed
    ]
    scene.dropped_labels += dropped


def _countries(frame: Frame, naming: Naming, obstacles: Sequence[BaseGeometry]) -> list[Label]:
    """Write each country's name in the widest part of what is visible of it."""
    names = naming.countries()
    shapes = reference.light_country_layer().geometries
    visible = []
    for row in frame.rows_that_may_show(shapes).tolist():
        name, shape = names[row], shapes[row]
        if not name:
            continue
        parts = [
            part
            for part in shapely.get_parts(frame.draw(shape))
            if isinstance(part, shapely.Polygon) and part.area >= _LEAST_AREA
        ]
        if parts:
            largest = max(parts, key=lambda part: part.area)
            visible.append((name, largest))
    visible.sort(key=lambda item: (-item[1].area, item[0]))
    labels: list[Label] = []
    taken = list(obstacles)
    for name, part in visible:
        label = _fitted(name.upper(), part, frame.box, taken)
        if label is not None:
            labels.append(label)
            taken.append(_box(label.box))
    return labels


def _fitted(
    text: str, part: shapely.Polygon, limit: shapely.Polygon, taken: Sequence[BaseGeometry]
) -> Label | None:
    """Find room for a name in a polygon: about its innermost point, then about other points."""
    middle = shapely.maximum_inscribed_circle(part, tolerance=2.0)
    spots = [shapely.get_point(middle, 0), part.centroid]
    left, top, right, bottom = part.bounds
    spots += [
        shapely.Point(left + (right - left) * across / 6, top + (bottom - top) * down / 6)
        for down in (3, 2, 4, 1, 5)
        for across in (3, 2, 4, 1, 5)
    ]
    for size in _COUNTRY_SIZES:
        half, high = text_width(text, size) / 2, size * 0.7
        for spot in spots:
            box = shapely.box(spot.x - half, spot.y - high, spot.x + half, spot.y + high)
            if not limit.contains(box) or any(box.intersects(item) for item in taken):
                continue
            if box.intersection(part).area >= 0.8 * box.area:
                where = (spot.x - half, spot.y - high, 2 * half, 2 * high)
                colour = _hex(style.LIGHT.faint_text)
                return Label("Countries", text, where, size, colour, "ctr", halo=HALO)
    return None


def _towns(
    frame: Frame, naming: Naming, bases: Sequence[Anchor], ground: Sequence[BaseGeometry]
) -> list[Anchor]:
    """Choose towns that keep apart, none of them on the edge or on covered ground."""
    free = shapely.difference(frame.box.buffer(-_TOWN_SIZE), shapely.union_all(list(ground)))
    taken = {anchor.text.casefold() for anchor in bases}
    towns: list[Anchor] = []
    for town in place_names(frame.lonlat_bounds()):
        x, y = frame.to_page(town.lon, town.lat)
        name = naming.of(town.name)
        if not name or name.casefold() in taken or not shapely.contains_xy(free, x, y):
            continue
        if any(abs(x - other.x) + abs(y - other.y) < 24 for other in towns):
            continue
        towns.append(Anchor(name, x, y, 5.0))
        if len(towns) == _MAX_TOWNS:
            break
    return towns


def _box(box: tuple[float, float, float, float]) -> shapely.Polygon:
    left, top, width, height = box
    return shapely.box(left, top, left + width, top + height)


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
