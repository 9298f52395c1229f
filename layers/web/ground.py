"""Land, borders and admin areas in detail, clipped to the ground around the incidents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import reference
from geo.reference.areas import admin1_layer

from ..basemap import Basemap, Boundary, Extent, make_basemap
from ..style import is_disputed

_CELL_DEG = 6.0
_MOST_CELLS = 400
_CELL_TOLERANCE_DEG = 0.002
_EDGE_DEG = 0.05
_MOST_ADMIN_DEG = 45.0
_ADMIN_STEPS_ACROSS = 4_000
_GRID = 100_000


def with_fine_ground(basemap: Basemap, points: NDArray[np.float64]) -> Basemap:
    """
    Give a base map of the world its detail where the incidents are.

    Parameters
    ----------
    basemap
        A base map; one that has a fine part already is given back.
    points
        Longitude and latitude in degrees, one point a row; in any order.

    Returns
    -------
    basemap
        The same map with a fine part in every cell of 6 by 6 degrees that holds a point, cells
        side by side taken together; corners are shifted by 0.002 degree at most. Beyond 400
        cells, those with the most points.
    """
    if basemap.fine_boxes or not len(points):
        return basemap
    boxes = _boxes(points)
    countries = np.asarray(reference.country_layer().geometries)
    lines = reference.border_lines()
    borders = np.asarray([line.geometry for line in lines], dtype=object)
    trees = shapely.STRtree(countries), shapely.STRtree(borders)
    land: list[Any] = []
    boundaries: list[Boundary] = []
    for box in boxes:
        reach = (box[0] - _EDGE_DEG, box[1] - _EDGE_DEG, box[2] + _EDGE_DEG, box[3] + _EDGE_DEG)
        near = [np.sort(tree.query(shapely.box(*reach))) for tree in trees]
        pieces = shapely.clip_by_rect(countries[near[0]], *reach)
        pieces = pieces[~shapely.is_empty(pieces)]
        if len(pieces):
            ground = make_basemap(pieces.tolist(), []).land
            land += shapely.simplify(np.asarray(ground, dtype=object), _CELL_TOLERANCE_DEG).tolist()
        cut = shapely.clip_by_rect(borders[near[1]], *reach)
        for line, number in zip(
            shapely.simplify(cut, _CELL_TOLERANCE_DEG), near[1].tolist(), strict=True
        ):
            if not line.is_empty:
                status = lines[number].status
                boundaries.append(Boundary(line, status, is_disputed(status)))
    if not land:
        return basemap
    return replace(
        basemap,
        fine_boxes=tuple(boxes),
        fine_land=tuple(land),
        fine_boundaries=tuple(boundaries),
    )


def admin_lines(boxes: tuple[Extent, ...]) -> list[Any]:
    """
    Give the lines between first-level areas of the fine part of a map.

    Parameters
    ----------
    boxes
        West, south, east, north in degrees; two where the antimeridian is crossed.

    Returns
    -------
    lines
        LineStrings in degrees, each line once, coasts left out; none where the boxes are together
        wider than 45 degrees, at which they would hide more than they tell.
    """
    width = sum(box[2] - box[0] for box in boxes)
    if not boxes or width > _MOST_ADMIN_DEG or len(boxes) > 2:
        return []
    areas = np.asarray(admin1_layer().geometries)
    tree = shapely.STRtree(areas)
    found: list[Any] = []
    for box in boxes:
        shared = _shared_lines(areas[np.sort(tree.query(shapely.box(*box)))])
        inside = shapely.clip_by_rect(shared, *box)
        found += shapely.get_parts(shapely.simplify(inside, width / _ADMIN_STEPS_ACROSS)).tolist()
    return [line for line in found if line.geom_type == "LineString"]


def _boxes(points: NDArray[np.float64]) -> list[Extent]:
    columns = np.clip(np.floor((points[:, 0] + 180) / _CELL_DEG), 0, 360 / _CELL_DEG - 1)
    rows = np.clip(np.floor((points[:, 1] + 90) / _CELL_DEG), 0, 180 / _CELL_DEG - 1)
    keys, counts = np.unique((rows * 1_000 + columns).astype(np.int64), return_counts=True)
    keys = np.sort(keys[np.lexsort((keys, -counts))][:_MOST_CELLS])
    # numbers that follow each other are cells side by side
    runs = np.split(keys, np.flatnonzero(np.diff(keys) != 1) + 1)
    return [_box(int(run[0]), int(run[-1])) for run in runs]


def _box(first: int, last: int) -> Extent:
    south = first // 1_000 * _CELL_DEG - 90
    west, east = (key % 1_000 * _CELL_DEG - 180 for key in (first, last))
    return west, south, east + _CELL_DEG, south + _CELL_DEG


def _shared_lines(areas: NDArray[Any]) -> Any:  # noqa: ANN401 - a MultiLineString
    """Join the edges that two areas have in common: neighbours share their corners."""
    rings = shapely.get_rings(shapely.get_parts(areas))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.round(corners * _GRID).astype(np.int64)
    keys = (grid[:, 0] << 32) + grid[:, 1] + (1 << 31)
    follows = ring[1:] == ring[:-1]
    ends = np.sort(np.column_stack([keys[:-1][follows], keys[1:][follows]]), axis=1)
    edges, counts = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0, return_counts=True)
    shared = edges[counts > 1]
    places = np.stack([shared >> 32, (shared & 0xFFFFFFFF) - (1 << 31)], axis=-1) / _GRID
    return shapely.line_merge(shapely.multilinestrings(places))
