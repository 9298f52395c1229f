"""Incidents as marks and areas: one each where there is room, circles with counts where not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .. import style
from ..layer import Shown, how_shown
from .areas import draw_areas
from .described import described, source_link, told_of
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

_MAX_CIRCLES = 1_100
_MAX_CIRCLES_PANEL = 180
_MARK_SIZE = 9.0
_CELL = 14.0
_LARGEST = 26.0
SMALLEST = 5.0
"""Diameter in points of the smallest circle that counts: a smaller one is not seen."""

_OUTLINE = "1A1A1A"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """
    One kind of thing that is drawn, with how many there are.

    `shape` is that of its symbols, ``area`` where it is drawn as areas alone, empty where circles
    count all kinds together; `filled` is false where all its symbols are hollow.
    """

    label: str
    shape: str
    colour: str
    count: int
    filled: bool = True


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
    drawn_areas = draw_areas(scene, frame, pd.concat([areas, near]), styles, coloured=single)
    outside += len(areas) - len(drawn_areas.intersection(areas.index))
    sizes: list[tuple[int, float]] = []
    if single:
        _draw_single(scene, dots, x, y, styles)
    else:
        sizes = _draw_counted(scene, frame, dots, x, y, greatest)
    hollow = dots["_shown"] == Shown.HOLLOW
    kinds = pd.concat(
        [
            dots["event_type"].to_frame().assign(_as=hollow.map({True: "hollow", False: "mark"})),
            areas.loc[areas.index.isin(drawn_areas), ["event_type"]].assign(_as="area"),
        ]
    )
    legend = _legend(pd.DataFrame(kinds), styles, single=single)
    return Drawn(legend, sizes, outside, int(hollow.sum()) if single else 0)


def _legend(
    kinds: pd.DataFrame, styles: dict[str | None, style.EventStyle], *, single: bool
) -> list[LegendEntry]:
    counts: dict[str | None, dict[str, int]] = {}
    types = kinds["event_type"].astype(object)
    for key, drawn_as in zip(types.where(types.notna(), None), kinds["_as"], strict=True):
        some = counts.setdefault(key, {})
        some[drawn_as] = some.get(drawn_as, 0) + 1
    order = sorted(counts, key=lambda key: (-sum(counts[key].values()), key or ""))
    entries = []
    for key in order:
        shape = styles[key].shape if {"mark", "hollow"} & counts[key].keys() else "area"
        entries.append(
            LegendEntry(
                styles[key].label,
                shape if single else "",
                _hex(styles[key].colour),
                sum(counts[key].values()),
                filled="mark" in counts[key],
            )
        )
    return entries


def _draw_single(
    scene: Scene,
    dots: gpd.GeoDataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    styles: dict[str | None, style.EventStyle],
) -> None:
    places = pd.Series(range(len(dots))).groupby([x.round(1), y.round(1)]).transform("size")
    for position, row in enumerate(told_of(dots)):
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


def _hex(colour: str) -> str:
    return colour.removeprefix("#")
