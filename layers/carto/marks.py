"""Incidents as marks and areas: one each where there is room, circles with counts where not."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.geodesy import disc
from geo.geodesy.measure import SMALLEST_RADIUS_M

from .. import style
from ..layer import Shown, how_shown, radius_m
from .frame import Frame
from .scene import Mark, Paint, Scene

MAX_SINGLE = 400
"""More single symbols than this cover each other on a slide; then circles count them."""

MAX_MARKS = 1_500
"""More native shapes than this make a slide unusable (measured in LibreOffice: 5 ms a shape)."""

DRAWN_FROM = (
    "geometry", "footprint", "uncertainty_m", "precision", "event_type", "killed_best",
    "title", "start", "place", "sources",
)  # fmt: skip
"""The columns of an incident table that a drawing is made from."""

_MAX_AREAS = 25
_MAX_CIRCLES = 1_100
_MAX_CIRCLES_PANEL = 180
_MAX_FILLED = 12
_MARK_SIZE = 9.0
_CELL = 14.0
_LARGEST = 26.0
SMALLEST = 5.0
"""Diameter in points of the smallest circle that counts: a smaller one is not seen."""

_DISC_SEGMENTS = 48
_POLAR_LAT = 85.0
_OUTLINE = "1A1A1A"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One kind of thing that is drawn, with how many there are."""

    label: str
    shape: str
    colour: str
    count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """
    What became of the incidents: the legend, and the counts of circles where they stand together.

    `sizes` are ``(rows, diameter in points)`` for the size legend, the last one up to how many rows
    look alike; empty where every incident has its own symbol. `outside` counts located rows that
    lie beyond the frame, `hollow` those drawn hollow because their precision is not stated.
    """

    legend: list[LegendEntry]
    sizes: list[tuple[int, float]]
    outside: int
    hollow: int = 0


def draw_incidents(
    scene: Scene, frame: Frame, incidents: gpd.GeoDataFrame, *, greatest: int | None = None
) -> Drawn:
    """
    Draw the incidents that can be drawn.

    Parameters
    ----------
    scene
        Gets areas first, then symbols.
    frame
        Where on the page.
    incidents
        A complete incident table with a column ``_shown`` of the words of `Shown`.
    greatest
        For one of several maps of one scale: draw circles that count, the largest for so many
        rows. Null draws them where there are more than `MAX_SINGLE` symbols, the largest for the
        fullest circle.

    Returns
    -------
    drawn
        One legend entry per event type that is in the frame, most frequent first.
    """
    styles = style.event_styles(incidents["event_type"].dropna())
    areas = incidents[incidents["_shown"] == Shown.AREA]
    dots = incidents[incidents["_shown"].isin([Shown.POINT, Shown.NEAR, Shown.HOLLOW])]
    x, y = _page(frame, dots)
    inside = shapely.contains_xy(frame.box, x, y)
    outside = int((~inside).sum())
    dots, x, y = dots[inside], x[inside], y[inside]
    single = greatest is None and len(dots) <= MAX_SINGLE
    near = dots[dots["_shown"] == Shown.NEAR] if single else dots.iloc[:0]
    drawn_areas = _draw_areas(scene, frame, pd.concat([areas, near]), styles)
    outside += len(areas) - len(drawn_areas.intersection(areas.index))
    sizes: list[tuple[int, float]] = []
    if single:
        _draw_single(scene, dots, x, y, styles)
    else:
        sizes = _draw_counted(scene, frame, dots, x, y, greatest)
    counts = pd.concat([dots["event_type"], areas.loc[areas.index.isin(drawn_areas), "event_type"]])
    hollow = int((dots["_shown"] == Shown.HOLLOW).sum()) if single else 0
    return Drawn(_legend(counts, styles, single=single), sizes, outside, hollow)


def _legend(
    event_types: pd.Series[Any], styles: dict[str | None, style.EventStyle], *, single: bool
) -> list[LegendEntry]:
    counts: dict[str | None, int] = {}
    for key in event_types.astype(object).where(event_types.notna(), None):
        counts[key] = counts.get(key, 0) + 1
    order = sorted(counts, key=lambda key: (-counts[key], key or ""))
    return [
        LegendEntry(
            styles[key].label,
            styles[key].shape if single else "",
            _hex(styles[key].colour),
            counts[key],
        )
        for key in order
    ]


def _draw_areas(
    scene: Scene,
    frame: Frame,
    rows: gpd.GeoDataFrame,
    styles: dict[str | None, style.EventStyle],
) -> pd.Index[Any]:
    """Draw each different area once, however many rows mean it; gives the rows drawn."""
    if not len(rows):
        return rows.index
    shapes: list[Any] = rows["footprint"].tolist()
    points: list[Any] = rows.geometry.tolist()
    reach = radius_m(rows)
    keys = [
        f"{point} {radius}" if shape is None else shapely.to_wkb(shape, hex=True)
        for shape, point, radius in zip(shapes, points, reach.tolist(), strict=True)
    ]
    groups: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        groups.setdefault(key, []).append(position)
    near = _may_show(frame, rows, reach)
    shown = [at for at in groups.values() if near[at[0]]]
    together = sorted(shown, key=lambda same: (-len(same), same[0]))
    cells = _cells(rows)
    if len(together) > _MAX_AREAS:
        scene.notes.append(
            f"Of {len(together):,} different areas the {_MAX_AREAS:,} meant most often are drawn."
        )
    drawn: list[int] = []
    for number, at in enumerate(together):
        area, point, radius = shapes[at[0]], points[at[0]], float(reach[at[0]])
        if area is None and point is not None and np.isfinite(radius):
            area = disc(point.x, point.y, radius, segments=_DISC_SEGMENTS)
        page = None if area is None else frame.draw(area)
        if page is None or page.is_empty:
            continue
        drawn += at
        if number >= _MAX_AREAS:
            continue
        some = [cells[index] for index in at]
        types = {cell["event_type"] for cell in some}
        colour = _hex(styles[types.pop()].colour) if len(types) == 1 else "6F7377"
        name, alt = described(some[0]) if len(at) == 1 else _described_many(some)
        # many fills on top of each other would hide the map and read as a density
        filled = len(together) <= _MAX_FILLED
        paint = Paint(colour if filled else None, 0.12, colour, 0.8, dash=True)
        scene.add_area(page, paint, group="Areas", name=name, alt=alt)
    return rows.index[drawn]


def _may_show(frame: Frame, rows: gpd.GeoDataFrame, reach: NDArray[np.float64]) -> list[bool]:
    """Tell which areas may reach into the frame: to draw a circle costs more than to ask."""
    shapes = np.asarray(rows["footprint"].to_numpy(dtype=object), dtype=np.object_)
    points = np.asarray(rows.geometry.array)
    # a box round the circle: degrees of the shortest radius of the earth, all longitudes far north
    high = np.degrees(reach / SMALLEST_RADIUS_M)
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    furthest = np.abs(lat) + high
    wide = np.where(
        furthest < _POLAR_LAT,
        high / np.cos(np.radians(np.minimum(furthest, _POLAR_LAT))),
        180.0,
    )
    boxes = shapely.box(lon - wide, lat - high, lon + wide, lat + high)
    known = np.array([shape is not None for shape in shapes], dtype=bool)
    boxes[known] = shapes[known]
    shows = np.zeros(len(rows), dtype=bool)
    shows[frame.rows_that_may_show(boxes)] = True
    return [bool(one) for one in shows]


def _draw_single(
    scene: Scene,
    dots: gpd.GeoDataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    styles: dict[str | None, style.EventStyle],
) -> None:
    places = pd.Series(range(len(dots))).groupby([x.round(1), y.round(1)]).transform("size")
    for position, row in enumerate(_cells(dots)):
        look = styles[row["event_type"]]
        fill = None if row["_shown"] == Shown.HOLLOW else _hex(look.colour)
        paint = Paint(fill=fill, opacity=0.85, line=_OUTLINE, width=0.6)
        name, alt = described(row)
        if places.iloc[position] > 1:
            alt += f"; one of {places.iloc[position]:,} at this point"
        at = (float(x[position]), float(y[position]))
        link = source_link(row["sources"])
        scene.primitives.append(
            Mark("Incidents", look.shape, *at, _MARK_SIZE, paint, name, alt, link)
        )


def fullest_circle(frame: Frame, incidents: gpd.GeoDataFrame) -> int:
    """Give the most rows that one circle would count, so that several maps can share a scale."""
    dots = incidents[how_shown(incidents).isin([Shown.POINT, Shown.NEAR, Shown.HOLLOW])]
    x, y = _page(frame, dots)
    inside = shapely.contains_xy(frame.box, x, y)
    cells = _circles(x[inside] - frame.left, y[inside] - frame.top, _MAX_CIRCLES_PANEL)
    return int(pd.Series(cells).value_counts().max()) if cells else 0


def _circles(x: NDArray[np.float64], y: NDArray[np.float64], most: int) -> list[tuple[int, int]]:
    """Name the circle that counts each point; fewer and larger cells where they are too many."""
    size = _CELL
    cells = _hexagons(x, y, size)
    while len(set(cells)) > most:
        size *= 1.25
        cells = _hexagons(x, y, size)
    return cells


def _draw_counted(
    scene: Scene,
    frame: Frame,
    dots: gpd.GeoDataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    greatest: int | None,
) -> list[tuple[int, float]]:
    """Draw one circle per cell of a hexagonal grid, its area in proportion to the rows."""
    if not len(dots):
        return []
    # the grid begins at the corner of the frame: panels of one scale count the same cells
    most = _MAX_CIRCLES if greatest is None else _MAX_CIRCLES_PANEL
    cells = _circles(x - frame.left, y - frame.top, most)
    killed = dots["killed_best"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    points = pd.DataFrame({"cell": cells, "x": x, "y": y, "killed": killed})
    table = points.groupby("cell", sort=True).agg(
        x=("x", "mean"), y=("y", "mean"), rows=("x", "size"), killed=("killed", "sum")
    )
    table = table.sort_values(["rows", "x", "y"], ascending=[False, True, True])
    greatest = greatest or int(table["rows"].max())
    least = max(int(greatest * (SMALLEST / _LARGEST) ** 2), 1)
    scene.notes.append(
        f"{len(dots):,} rows are drawn as {len(table):,} circles that count them;"
        f" area is in proportion to rows{f' above {least:,}' if least > 1 else ''}."
    )
    paint = Paint(fill="D55E00", opacity=0.6, line=_OUTLINE, width=0.5)
    for at_x, at_y, rows, killed_sum in table.to_numpy(dtype=float).tolist():
        count, deaths = int(rows), int(killed_sum)
        name = f"{count:,} rows" if count > 1 else "1 row"
        alt = f"{name} here; killed, best estimates: {deaths:,}"
        size = _diameter(count, greatest)
        scene.primitives.append(Mark("Incidents", "circle", at_x, at_y, size, paint, name, alt))
    told = [count for count in _round_counts(greatest) if count > least]
    return [(count, _diameter(count, greatest)) for count in [*told, least]]


def _round_counts(greatest: int) -> list[int]:
    power = 10 ** int(math.log10(greatest))
    high = next(step * power for step in (5, 2, 1) if step * power <= greatest)
    return sorted({high, max(high // 10, 1), 1}, reverse=True)


def _diameter(count: int, greatest: int) -> float:
    return max(_LARGEST * math.sqrt(count / greatest), SMALLEST)


def _hexagons(x: NDArray[np.float64], y: NDArray[np.float64], size: float) -> list[tuple[int, int]]:
    """Name the cell of a hexagonal grid for each point: the nearer of two shifted square grids."""
    high = size * math.sqrt(3)
    column, row = np.round(x / size), np.round(y / high)
    other_column, other_row = np.floor(x / size), np.floor(y / high)
    first = (x - column * size) ** 2 + (y - row * high) ** 2
    second = (x - (other_column + 0.5) * size) ** 2 + (y - (other_row + 0.5) * high) ** 2
    near = first <= second
    names = np.where(near, column * 2, other_column * 2 + 1), np.where(near, row, other_row)
    return list(zip(names[0].astype(int).tolist(), names[1].astype(int).tolist(), strict=True))


def _page(frame: Frame, rows: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points = np.asarray(rows.geometry.array)
    return frame.to_page_many(shapely.get_x(points), shapely.get_y(points))


_TOLD = ("title", "event_type", "start", "place", "precision", "sources", "_shown")


def _cells(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Read what is told of each row; unknown is null."""
    cells = rows[list(_TOLD)].astype(object)
    values = cells.where(cells.notna(), None).to_numpy(dtype=object).tolist()
    return [dict(zip(_TOLD, row, strict=True)) for row in values]


def described(row: dict[str, Any]) -> tuple[str, str]:
    """Give name and alternative text of one incident, from what the table says."""
    title = row["title"] or row["event_type"] or "Incident"
    parts = [str(title)]
    if row["start"] is not None:
        parts.append(f"{row['start']:%Y-%m-%d}")
    if row["place"] is not None:
        parts.append(str(row["place"]))
    parts.append(f"precision: {row['precision'] or 'unknown'}")
    return str(title)[:80], "; ".join(parts)[:400]


def _described_many(rows: list[dict[str, Any]]) -> tuple[str, str]:
    where = next((row["place"] for row in rows if row["place"]), "an area")
    name = f"{len(rows):,} rows, {where}"[:80]
    return name, f"{name}; precision: {rows[0]['precision'] or 'unknown'}"[:400]


def source_link(sources: str | None) -> str:
    """Give the first http(s) address among the sources of a row, else an empty text."""
    for source in json.loads(sources or "[]"):
        url = str(source.get("url") or "")
        if url.lower().startswith(("https://", "http://")) and url.isprintable() and " " not in url:
            return url
    return ""


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
