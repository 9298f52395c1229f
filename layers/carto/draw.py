"""From tables and an extent to a finished static map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.geodesy import disc

from .. import style
from ..basemap import Extent
from ..layer import DRAWN, extent_of, how_shown
from .frame import Frame
from .furniture import (
    Corner,
    corners_for,
    draw_graticule,
    draw_locator,
    draw_north,
    draw_scale_bar,
    on_globe,
    quiet_corner,
    wants_locator,
)
from .ground import draw_ground
from .marks import DRAWN_FROM, Drawn, draw_incidents
from .names import draw_bases, draw_names
from .naming import Naming
from .scene import HALO, Label, Mark, Outline, Paint, Primitive, Scene
from .text import text_width

WORLD: Extent = (-170.0, -58.0, 190.0, 80.0)
"""What a map shows when nothing on it has a place."""

_MIN_SPAN_DEG = 1.5
_NEAREST_DEG = 0.15
_PAD = 0.12


@dataclass(frozen=True, slots=True)
class Panel:
    """
    What one of several maps of one scale shares with the others.

    `corner` is where the scale bar stands; `greatest` how many rows the largest circle of all
    panels counts, null where each row has its own symbol.
    """

    corner: Corner
    greatest: int | None = None


def drawn_extent(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame | None) -> Extent:
    """
    Give what a map of a table shows.

    Parameters
    ----------
    incidents
        A complete incident table.
    bases
        Used only where no incident is drawn.

    Returns
    -------
    extent
        With a margin. A single place is shown with its surroundings, 1.5 degrees each way;
        several that lie close together as near as 0.15 degrees, so that they stand apart. Where
        nothing has a place it is the world.
    """
    drawn = incidents[how_shown(incidents).isin([str(word) for word in DRAWN])]
    several = len(set(shapely.to_wkb(np.asarray(drawn.geometry.array)))) > 1
    extent = extent_of(incidents, bases) or WORLD
    return map_extent(extent, least_deg=_NEAREST_DEG if several else _MIN_SPAN_DEG)


def map_extent(extent: Extent, *, least_deg: float = _MIN_SPAN_DEG) -> Extent:
    """
    Widen an extent so that nothing touches the frame.

    Parameters
    ----------
    extent
        ``(west, south, east, north)`` in degrees.
    least_deg
        Least width and height.

    Returns
    -------
    extent
        At least that large each way, with a margin, inside the poles.
    """
    west, south, east, north = extent
    wide, high = max(east - west, least_deg), max(north - south, least_deg)
    lon, lat = (west + east) / 2, (south + north) / 2
    half_wide = min(wide * (0.5 + _PAD), 180.0)
    half_high = high * (0.5 + _PAD)
    return (
        lon - half_wide,
        max(lat - half_high, -90.0),
        lon + half_wide,
        min(lat + half_high, 90.0),
    )


def draw_scene(
    frame: Frame,
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None,
    *,
    naming: Naming | None = None,
    rings: tuple[tuple[float, float], tuple[float, ...]] | None = None,
    ground: Sequence[Primitive] | None = None,
    panel: Panel | None = None,
) -> tuple[Scene, Drawn]:
    """
    Draw one static map.

    Parameters
    ----------
    frame
        Where on the page, and in which projection.
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it; rows that are off the map
        are passed over. Above 400 symbols, circles count the rows of a place together.
    bases
        Base table in EPSG:4326, or null for none.
    naming
        How countries, towns and bases are called; null for the packaged English names.
    rings
        ``(lon, lat)`` and distances in metres to draw rings of; null for none.
    ground
        What `draw_ground` gave for the same frame; null draws it.
    panel
        What it shares with others where it is one of several panels, which are drawn without
        names, graticule, arrow and locator; null for a map of its own.

    Returns
    -------
    scene, drawn
        The primitives in drawing order, and what the legend has to say.
    """
    scene = Scene()
    naming = naming or Naming()
    if ground is None:
        draw_ground(scene, frame, naming, small=panel is not None)
    else:
        scene.primitives += ground
    if panel is None:
        draw_graticule(scene, frame)
    # tables are wide, and every selection would copy all of it
    shown = incidents[list(DRAWN_FROM)].assign(_shown=how_shown(incidents))
    greatest = None if panel is None else panel.greatest
    drawn = draw_incidents(scene, frame, shown, greatest=greatest)
    covered: list[shapely.geometry.base.BaseGeometry] = []
    if rings is not None:
        covered += _draw_rings(scene, frame, *rings)
    anchors = [] if bases is None else draw_bases(scene, frame, bases, naming)
    if panel is not None:
        for corner in on_globe(frame, [panel.corner]):
            draw_scale_bar(scene, frame, corner)
    else:
        covered += _draw_furniture(scene, frame)
        draw_names(scene, frame, anchors, naming, covered)
    edge = [(float(x), float(y)) for x, y in shapely.get_coordinates(frame.box)]
    paint = Paint(line=_hex(style.LIGHT.coast), width=0.75)
    scene.primitives.append(Outline("Furniture", [edge], paint, "Frame"))
    return scene, drawn


def panel_corner(frame: Frame, incidents: gpd.GeoDataFrame) -> Corner:
    """Give the corner of a frame in which the fewest incidents of several panels lie."""
    dots = incidents[how_shown(incidents).isin([str(word) for word in DRAWN])]
    points = np.asarray(dots.geometry.array)
    known = ~shapely.is_empty(points) & ~shapely.is_missing(points)
    x, y = frame.to_page_many(shapely.get_x(points[known]), shapely.get_y(points[known]))
    scene = Scene()
    scene.primitives += [
        Mark("Incidents", "circle", *at, 1.0, Paint())
        for at in zip(x.tolist(), y.tolist(), strict=True)
    ]
    return quiet_corner(scene, frame)


def _draw_furniture(scene: Scene, frame: Frame) -> list[shapely.geometry.base.BaseGeometry]:
    """Put locator, scale bar and arrow each into a corner; gives the ground they cover."""
    at = corners_for(scene, frame, locator=wants_locator(frame))
    draw = (draw_locator, draw_scale_bar, draw_north)
    return [
        one(scene, frame, corner)
        for one, corner in zip(draw, at, strict=True)
        if corner is not None
    ]


def _draw_rings(
    scene: Scene, frame: Frame, centre: tuple[float, float], radii_m: tuple[float, ...]
) -> list[shapely.geometry.base.BaseGeometry]:
    """Draw geodesic circles, each with its distance; gives the ground of the texts."""
    texts: list[shapely.geometry.base.BaseGeometry] = []
    for radius in radii_m:
        ring = frame.draw(disc(*centre, radius, segments=96))
        name = f"{radius / 1000:,.0f} km"
        paint = Paint(line=_hex(style.LIGHT.base), width=1.0, dash=True)
        scene.add_area(ring, paint, group="Rings", name=f"Ring of {name}", alt=f"{name} around")
        if ring.is_empty:
            continue
        _, top, _, _ = ring.bounds
        x, _ = frame.to_page(*centre)
        width = text_width(name, 9) + 6
        box = (x - width / 2, top - 6, width, 12.0)
        scene.primitives.append(
            Label("Rings", name, box, 9, _hex(style.LIGHT.base), "ctr", halo=HALO)
        )
        texts.append(shapely.box(box[0], box[1], box[0] + width, box[1] + 12))
    return texts


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
