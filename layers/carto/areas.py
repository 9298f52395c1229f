"""The areas that incidents may lie in: each different one drawn once."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geodesy import disc
from geo.geodesy.measure import SMALLEST_RADIUS_M

from .. import style
from ..layer import radius_m
from .described import described, described_many, told_of
from .frame import Frame
from .scene import Paint, Scene

_MAX_AREAS = 25
_MAX_FILLED = 12
_DISC_SEGMENTS = 48
_POLAR_LAT = 85.0
_SEVERAL = "6F7377"


def draw_areas(
    scene: Scene,
    frame: Frame,
    rows: gpd.GeoDataFrame,
    styles: dict[str | None, style.EventStyle],
    *,
    coloured: bool,
) -> pd.Index[Any]:
    """
    Draw each different area once, however many rows mean it.

    Parameters
    ----------
    scene
        Gets the 25 areas that most rows mean, and a note where there are more.
    frame
        Where on the page.
    rows
        Rows with `footprint`, or a point and a radius.
    styles
        Looks by event type.
    coloured
        Whether an area has the colour of its type; else all are grey.

    Returns
    -------
    rows
        Labels of the rows whose area reaches into the frame.
    """
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
    candidates = [at for at in groups.values() if near[at[0]]]
    pages: list[tuple[list[int], BaseGeometry]] = []
    for at in sorted(candidates, key=lambda same: (-len(same), same[0])):
        area, point, radius = shapes[at[0]], points[at[0]], float(reach[at[0]])
        if area is None and point is not None and np.isfinite(radius):
            area = disc(point.x, point.y, radius, segments=_DISC_SEGMENTS)
        page = None if area is None else frame.draw(area)
        if page is not None and not page.is_empty:
            pages.append((at, page))
    if len(pages) > _MAX_AREAS:
        scene.notes.append(
            f"Of {len(pages):,} different areas the {_MAX_AREAS:,} meant most often are drawn."
        )
    cells = told_of(rows)
    # many fills on top of each other would hide the map and read as a density
    filled = len(pages) <= _MAX_FILLED
    for at, page in pages[:_MAX_AREAS]:
        some = [cells[index] for index in at]
        types = {cell["event_type"] for cell in some}
        colour = _SEVERAL
        if coloured and len(types) == 1:
            colour = styles[types.pop()].colour.removeprefix("#")
        name, alt = described(some[0]) if len(at) == 1 else described_many(some)
        paint = Paint(colour if filled else None, 0.12, colour, 0.8, dash=True)
        scene.add_area(page, paint, group="Areas", name=name, alt=alt)
    drawn = [index for at, _ in pages for index in at]
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
