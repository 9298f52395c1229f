"""From tables and an extent to a finished static map."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.geodesy import disc
from geo.models import Incident
from geo.table import incidents_to_records

from .. import style
from ..basemap import Basemap, Extent
from ..layer import Shown, how_shown, radius_m
from .frame import Frame
from .labels import Anchor, place, text_width
from .scene import Label, Mark, Outline, Paint, Scene

MAX_MARKS = 1_500
"""More native shapes than this make a slide unusable (measured in LibreOffice: 5 ms a shape)."""

_LABEL_SIZE = 10.0
_MARK_SIZE = 9.0
_BASE_SIZE = 7.0
_MIN_SPAN_DEG = 1.5
_PAD = 0.12
_DISC_SEGMENTS = 48


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One kind of thing that is drawn, with how many there are."""

    label: str
    shape: str
    colour: str
    count: int


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
) -> tuple[Scene, list[LegendEntry]]:
    """
    Draw one static map.

    Parameters
    ----------
    frame
        Where on the page, and in which projection.
    incidents
        A complete incident table, as ``layers.layer.drawable`` gives it; rows that are off the map
        are passed over. Above 1,500 marks only the deadliest are drawn.
    bases
        Base table in EPSG:4326, or null for none.
    basemap
        Land and boundaries of at least the frame's extent.

    Returns
    -------
    scene, legend
        The primitives in drawing order, and one entry per event type drawn, most frequent first.
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
    for border in basemap.fine_boundaries or basemap.boundaries:
        paint = Paint(line=_hex(palette.border), width=0.9, dash=border.disputed)
        name = f"Boundary, {(border.status or 'status not stated').replace('_', ' ')}"
        scene.add_lines(frame.draw(border.geometry), paint, group="Borders", name=name)
    shown = how_shown(incidents)
    styles = style.event_styles(incidents["event_type"].dropna())
    legend = _draw_incidents(scene, frame, incidents.assign(_shown=shown), styles)
    anchors = [] if bases is None else _draw_bases(scene, frame, bases)
    _draw_labels(scene, frame, anchors, basemap)
    _draw_furniture(scene, frame)
    scene.primitives.append(
        Outline("Furniture", [frame_ring], Paint(line=_hex(palette.coast), width=0.75), "Frame")
    )
    return scene, legend


def _draw_incidents(
    scene: Scene,
    frame: Frame,
    incidents: gpd.GeoDataFrame,
    styles: dict[str | None, style.EventStyle],
) -> list[LegendEntry]:
    drawn = incidents[incidents["_shown"].isin([Shown.POINT, Shown.NEAR, Shown.HOLLOW, Shown.AREA])]
    if len(drawn) > MAX_MARKS:
        deadliest = drawn["killed_best"].fillna(-1).sort_values(ascending=False, kind="stable")
        drawn = drawn.loc[drawn.index.isin(deadliest.index[:MAX_MARKS])]
    counts: dict[str | None, int] = {}
    marks: list[Mark] = []
    rows = zip(incidents_to_records(drawn), drawn["_shown"], radius_m(drawn), strict=True)
    for incident, shown, reach in rows:
        look = styles[incident.event_type]
        counts[look.event_type] = counts.get(look.event_type, 0) + 1
        colour = _hex(look.colour)
        name, alt = _described(incident)
        if shown in {Shown.AREA, Shown.NEAR}:
            area = incident.footprint
            if area is None and incident.geometry is not None and np.isfinite(reach):
                area = disc(*incident.geometry, float(reach), segments=_DISC_SEGMENTS)
            if area is not None:
                paint = Paint(fill=colour, opacity=0.16, line=colour, width=1.0, dash=True)
                scene.add_area(frame.draw(area), paint, group="Areas", name=name, alt=alt)
        if shown != Shown.AREA and incident.geometry is not None:
            x, y = frame.to_page(*incident.geometry)
            if shapely.contains_xy(frame.box, x, y):
                fill = None if shown == Shown.HOLLOW else colour
                paint = Paint(fill=fill, opacity=0.85, line="1A1A1A", width=0.6)
                marks.append(Mark("Incidents", look.shape, x, y, _MARK_SIZE, paint, name, alt))
    scene.primitives += marks
    order = sorted(counts, key=lambda key: (-counts[key], key or ""))
    return [
        LegendEntry(styles[key].label, styles[key].shape, _hex(styles[key].colour), counts[key])
        for key in order
    ]


def _draw_bases(scene: Scene, frame: Frame, bases: gpd.GeoDataFrame) -> list[Anchor]:
    paint = Paint(fill="FFFFFF", line=_hex(style.LIGHT.base), width=1.2)
    anchors = []
    seen = set()
    points = bases.geometry
    places = zip(bases["site"], bases["name"], points.x, points.y, strict=True)
    for site, name, lon, lat in places:
        x, y = frame.to_page(lon, lat)
        if site in seen or not shapely.contains_xy(frame.box, x, y):
            continue
        seen.add(site)
        scene.primitives.append(
            Mark("Bases", "square", x, y, _BASE_SIZE, paint, str(name), f"Base: {name}")
        )
        anchors.append(Anchor(str(name), x, y, _BASE_SIZE))
    return anchors


def _draw_labels(scene: Scene, frame: Frame, bases: list[Anchor], basemap: Basemap) -> None:
    inside = shapely.box(*_inset(frame, 3.0))
    obstacles = [_scale_bar_area(frame)]
    obstacles += [
        shapely.box(
            item.x - item.size / 2,
            item.y - item.size / 2,
            item.x + item.size / 2,
            item.y + item.size / 2,
        )
        for item in scene.primitives
        if isinstance(item, Mark)
    ]
    names = []
    for country in basemap.country_names:
        x, y = frame.to_page(country.lon, country.lat)
        half = text_width(country.name.upper(), 11) / 2
        outline = shapely.box(x - half, y - 8, x + half, y + 8)
        if inside.contains(outline) and not any(outline.intersects(item) for item in obstacles):
            obstacles.append(outline)
            box = (x - half, y - 8, 2 * half, 16.0)
            names.append(
                Label("Names", country.name.upper(), box, 11, _hex(style.LIGHT.faint_text), "ctr")
            )
    placed, dropped = place(bases, size=_LABEL_SIZE, frame=inside, obstacles=obstacles)
    scene.primitives += names
    scene.primitives += [
        Label("Names", item.text, item.box, _LABEL_SIZE, _hex(style.LIGHT.base)) for item in placed
    ]
    scene.dropped_labels += dropped


def _draw_furniture(scene: Scene, frame: Frame) -> None:
    left, bottom = frame.left + 14, frame.top + frame.height - 16
    metres, points = frame.scale_bar(left, bottom, longest=frame.width * 0.22)
    text = f"{metres / 1000:,.0f} km" if metres >= 1000 else f"{metres:,.0f} m"
    background = [(left - 8, bottom - 18), (left + points + 8, bottom - 18)]
    background += [(left + points + 8, bottom + 8), (left - 8, bottom + 8)]
    scene.primitives.append(
        Outline("Furniture", [background], Paint(fill="FFFFFF", opacity=0.8), "Scale bar ground")
    )
    bar = [(left, bottom - 4), (left, bottom), (left + points, bottom), (left + points, bottom - 4)]
    scene.primitives.append(
        Outline(
            "Furniture",
            [bar],
            Paint(line="1A1A1A", width=1.2),
            "Scale bar",
            f"Scale: {text}",
            closed=False,
        )
    )
    scene.primitives.append(
        Label("Furniture", text, (left, bottom - 17, max(points, 60.0), 12.0), 9, "1A1A1A")
    )


def _scale_bar_area(frame: Frame) -> shapely.Polygon:
    bottom = frame.top + frame.height
    return shapely.box(frame.left, bottom - 40, frame.left + frame.width * 0.22 + 40, bottom)


def _inset(frame: Frame, margin: float) -> tuple[float, float, float, float]:
    return (
        frame.left + margin,
        frame.top + margin,
        frame.left + frame.width - margin,
        frame.top + frame.height - margin,
    )


def _described(incident: Incident) -> tuple[str, str]:
    """Name and alternative text of one incident, from what the table says."""
    title = incident.title or incident.event_type or "Incident"
    parts = [title]
    if incident.start is not None:
        parts.append(f"{incident.start:%Y-%m-%d}")
    if incident.place is not None:
        parts.append(incident.place)
    parts.append(f"precision: {incident.precision}")
    return title[:80], "; ".join(parts)[:400]


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
