"""From tables and an extent to a finished static map."""

from __future__ import annotations

import geopandas as gpd
import shapely

from geo.geodesy import disc

from .. import style
from ..basemap import Basemap, Extent
from ..layer import how_shown
from .frame import Frame
from .furniture import draw_graticule, draw_locator, draw_north, draw_scale_bar, free_corners
from .marks import Drawn, draw_incidents
from .names import draw_bases, draw_names
from .scene import Label, Outline, Paint, Scene
from .text import text_width

_MIN_SPAN_DEG = 1.5
_PAD = 0.12


def map_extent(extent: Extent) -> Extent:
    """
    Widen an extent so that nothing touches the frame.

    Parameters
    ----------
    extent
        ``(west, south, east, north)`` in degrees.

    Returns
    -------
    extent
        At least 1.5 degrees each way, with a margin, inside the poles.
    """
    west, south, east, north = extent
    wide, high = max(east - west, _MIN_SPAN_DEG), max(north - south, _MIN_SPAN_DEG)
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
    basemap: Basemap,
    *,
    rings: tuple[tuple[float, float], tuple[float, ...]] | None = None,
    small: bool = False,
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
    basemap
        Land and boundaries of at least the frame's extent.
    rings
        ``(lon, lat)`` and distances in metres to draw rings of; null for none.
    small
        Whether it is one of several panels: without names, graticule, arrow and locator.

    Returns
    -------
    scene, drawn
        The primitives in drawing order, and what the legend has to say.
    """
    scene = Scene()
    palette = style.LIGHT
    frame_ring = [(float(x), float(y)) for x, y in shapely.get_coordinates(frame.box)]
    scene.primitives.append(
        Outline("Base map", [frame_ring], Paint(fill=_hex(palette.sea)), name="Sea")
    )
    for land in basemap.fine_land or basemap.land:
        paint = Paint(fill=_hex(palette.land), line=_hex(palette.coast), width=0.5)
        scene.add_area(frame.draw(land), paint, group="Base map", name="Land")
    if not small:
        draw_graticule(scene, frame)
    _draw_borders(scene, frame, basemap)
    drawn = draw_incidents(scene, frame, incidents.assign(_shown=how_shown(incidents)))
    ground: list[shapely.geometry.base.BaseGeometry] = []
    if rings is not None:
        ground += _draw_rings(scene, frame, *rings)
    anchors = [] if bases is None else draw_bases(scene, frame, bases)
    corners = free_corners(scene, frame)
    if small:
        draw_scale_bar(scene, frame, corners[0])
    else:
        locator = draw_locator(scene, frame, corners[0])
        ground += [draw_scale_bar(scene, frame, corners[1]), draw_north(scene, frame, corners[2])]
        ground += [] if locator is None else [locator]
        draw_names(scene, frame, anchors, basemap, ground)
    scene.primitives.append(
        Outline("Furniture", [frame_ring], Paint(line=_hex(palette.coast), width=0.75), "Frame")
    )
    return scene, drawn


def _draw_borders(scene: Scene, frame: Frame, basemap: Basemap) -> None:
    """Draw the lines of one status as one shape: hundreds of pieces would only burden a slide."""
    by_status: dict[tuple[bool, str], list[shapely.geometry.base.BaseGeometry]] = {}
    for border in basemap.fine_boundaries or basemap.boundaries:
        drawn = frame.draw(border.geometry)
        if not drawn.is_empty:
            status = (border.status or "status not stated").replace("_", " ")
            by_status.setdefault((border.disputed, status), []).append(drawn)
    for (disputed, status), lines in sorted(by_status.items()):
        paint = Paint(line=_hex(style.LIGHT.border), width=0.9, dash=disputed)
        together = shapely.GeometryCollection(
            [part for line in lines for part in shapely.get_parts(line)]
        )
        scene.add_lines(together, paint, group="Borders", name=f"Boundary, {status}")


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
            Label("Rings", name, box, 9, _hex(style.LIGHT.base), "ctr", halo="FFFFFF")
        )
        texts.append(shapely.box(box[0], box[1], box[0] + width, box[1] + 12))
    return texts


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
