"""The ground of a static map: countries as shapes that fit together, coast, boundaries."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import reference

from .. import style
from .frame import Frame
from .naming import Naming
from .scene import Outline, Paint, Scene

_FINE_UP_TO_DEG = 90.0
_LEAST_LAND = 0.02


def draw_ground(scene: Scene, frame: Frame, naming: Naming, *, small: bool = False) -> None:
    """
    Draw sea, countries, coast and boundaries.

    Parameters
    ----------
    scene
        Gets one closed outline per country in the frame, named after it, then one open outline for
        the coast and one per status of boundary lines, dashed for all but agreed ones.
    frame
        Where on the page.
    naming
        How countries are called.
    small
        Whether it is one of several panels: land is then one outline without names.

    Notes
    -----
    Countries are simplified together, to a quarter of a point, so that neighbours still share
    their border.
    """
    palette = style.LIGHT
    ring = [(float(x), float(y)) for x, y in shapely.get_coordinates(frame.box)]
    scene.primitives.append(Outline("Base map", [ring], Paint(fill=_hex(palette.sea)), "Sea"))
    west, _, east, _ = frame.lonlat_bounds()
    fine = east - west <= _FINE_UP_TO_DEG
    layer = reference.country_layer() if fine else reference.light_country_layer()
    shapes, rows = frame.draw_coverage(layer.geometries)
    land = Paint(fill=_hex(palette.land), line=_hex(palette.coast), width=0.5)
    if small:
        together = shapely.intersection(_union(shapes), frame.box)
        scene.add_area(together, land, group="Base map", name="Land")
        _draw_borders(scene, frame)
        return
    called = dict(zip(reference.light_country_layer().columns["area_id"], naming.countries(),
                      strict=True))  # fmt: skip
    # a line in the colour of the land closes the hairline that renderers leave between neighbours
    land = replace(land, line=_hex(palette.land))
    for shape, row in zip(shapes, rows, strict=True):
        visible = shapely.intersection(shape, frame.box)
        if visible.area >= _LEAST_LAND:
            area_id, name = layer.columns["area_id"][row], layer.columns["name"][row]
            scene.add_area(visible, land, group="Base map", name=called.get(area_id, name) or name)
    scene.add_lines(
        shapely.intersection(shapely.boundary(_union(shapes)), frame.box),
        Paint(line=_hex(palette.coast), width=0.5),
        group="Base map",
        name="Coast",
    )
    _draw_borders(scene, frame)


def _union(shapes: NDArray[np.object_]) -> BaseGeometry:
    if not len(shapes):
        return shapely.Polygon()
    try:
        together = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        together = None
    if together is None or not together.is_valid:
        # the packaged areas overlap by a hair in places, and are no coverage there
        together = shapely.union_all(shapely.make_valid(shapes))
    return together


def _draw_borders(scene: Scene, frame: Frame) -> None:
    """Draw the lines of one status as one shape: hundreds of pieces would only burden a slide."""
    by_status: dict[tuple[bool, str], list[BaseGeometry]] = {}
    lines, geometries = _borders()
    for row in frame.rows_that_may_show(geometries).tolist():
        drawn = frame.draw(geometries[row])
        if not drawn.is_empty:
            status = (lines[row].status or "status not stated").replace("_", " ")
            disputed = style.is_disputed(lines[row].status)
            by_status.setdefault((disputed, status), []).append(drawn)
    for (disputed, status), pieces in sorted(by_status.items()):
        paint = Paint(line=_hex(style.LIGHT.border), width=0.9, dash=disputed)
        together = shapely.GeometryCollection(
            [part for piece in pieces for part in shapely.get_parts(piece)]
        )
        scene.add_lines(together, paint, group="Borders", name=f"Boundary, {status}")


@lru_cache(maxsize=1)
def _borders() -> tuple[tuple[reference.BorderLine, ...], NDArray[np.object_]]:
    lines = reference.border_lines()
    return lines, np.array([line.geometry for line in lines], dtype=np.object_)


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
