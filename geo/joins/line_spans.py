"""How near and how far the parts of drawn footprints are from the nearest of some lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ..geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

    Nearest = Callable[[FloatArray, FloatArray], tuple[FloatArray, NDArray[np.object_]]]
    """Metres from points in degrees to the nearest line, and its name."""

TOLERANCE_M = 500.0
"""What is settled no closer; half of what the packaged borders are good to."""
_TOLERANCE_SHARE = 0.01
_ROOM = 1.01
"""Of the sphere, on which the farthest part of a cell is a corner, to the ellipsoid."""
_CELLS = 6
_WIDEST_DEG = 5.0
_CORNERS = 200
_ROUNDS = 16


def spans_to_lines_m(
    areas: Sequence[BaseGeometry], nearest: Nearest
) -> tuple[FloatArray, FloatArray, NDArray[np.object_]]:
    """
    Measure from the parts of areas to the nearest of some lines.

    Parameters
    ----------
    areas
        Polygons or MultiPolygons in degrees, longitude first, cut at the antimeridian.
    nearest
        Gives metres to the nearest line, and its name, for points in degrees.

    Returns
    -------
    least_m, greatest_m
        Metres from the nearest and from the farthest part of each area to the line nearest to it,
        good to `TOLERANCE_M` or one hundredth of the greatest, whichever is more; 0 where a line
        runs through the area.
    name
        The line that is nearest to the area.

    Notes
    -----
    Cells are divided while they may hold a part nearer or farther than those known. From one place
    to another the distance to a line changes by no more than the places are apart (the triangle
    inequality), so the middle of a cell and its corners bound all of it.
    """
    search = _Search(list(areas), nearest)
    search.look_at(*_corners(search.areas))
    cells = _first_cells(search.areas)
    for _ in range(_ROUNDS):
        if not len(cells[0]):
            break
        cells = _quarters(search.narrowed(*cells))
    least = np.where(search.least <= search.tolerance(), 0.0, search.least)
    return least, search.greatest, search.name


class _Search:
    """What is known of each area so far: least and greatest metres, and the nearest line."""

    def __init__(self, areas: list[BaseGeometry], nearest: Nearest) -> None:
        shapely.prepare(areas)
        self.areas = areas
        self.least = np.full(len(areas), np.inf)
        self.greatest = np.zeros(len(areas))
        self.name = np.full(len(areas), None, dtype=object)
        self._nearest = nearest

    def tolerance(self) -> FloatArray:
        return np.maximum(TOLERANCE_M, _TOLERANCE_SHARE * self.greatest)

    def look_at(self, area: IntArray, lon: FloatArray, lat: FloatArray) -> None:
        """Measure from places that lie in their areas."""
        self._learn(area, *self._nearest(lon, lat))

    def _learn(self, area: IntArray, metres: FloatArray, name: NDArray[np.object_]) -> None:
        order = np.lexsort((metres, area))
        seen, first = np.unique(area[order], return_index=True)
        best = order[first]
        nearer = metres[best] < self.least[seen]
        self.least[seen[nearer]] = metres[best[nearer]]
        self.name[seen[nearer]] = name[best[nearer]]
        np.maximum.at(self.greatest, area, metres)

    def narrowed(self, area: IntArray, box: FloatArray) -> tuple[IntArray, FloatArray]:
        """Give the cells that may hold a part nearer or farther than what is known."""
        lon, lat = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
        metres, name = self._nearest(lon, lat)
        inside = np.zeros(len(area), dtype=bool)
        touched = np.zeros(len(area), dtype=bool)
        for number in np.unique(area):
            mine = area == number
            inside[mine] = shapely.intersects_xy(self.areas[number], lon[mine], lat[mine])
            touched[mine] = shapely.intersects(self.areas[number], shapely.box(*box[mine].T))
        self._learn(area[inside], metres[inside], name[inside])
        ends = [distance_m(lon, lat, box[:, x], box[:, y]) for x in (0, 2) for y in (1, 3)]
        away = np.max(ends, axis=0) * _ROOM
        room = self.tolerance()[area]
        nearer = metres - away < self.least[area] - room
        nearer &= self.least[area] > room
        farther = metres + away > self.greatest[area] + room
        kept = touched & (nearer | farther)
        return area[kept], box[kept]


def _corners(areas: list[BaseGeometry]) -> tuple[IntArray, FloatArray, FloatArray]:
    """Give some of the corners of each area: what is known early spares cells."""
    places, area = shapely.get_coordinates(areas, return_index=True)
    first = np.searchsorted(area, area)
    step = -(-np.bincount(area, minlength=len(areas)) // _CORNERS)
    some = (np.arange(len(area)) - first) % np.maximum(step, 1)[area] == 0
    return area[some].astype(np.intp), places[some, 0], places[some, 1]


def _first_cells(areas: list[BaseGeometry]) -> tuple[IntArray, FloatArray]:
    """Divide the box round every part of every area."""
    parts, owner = shapely.get_parts(areas, return_index=True)
    area: list[IntArray] = [np.empty(0, dtype=np.intp)]
    boxes: list[FloatArray] = [np.empty((0, 4))]
    for number, (west, south, east, north) in zip(owner, shapely.bounds(parts), strict=True):
        wide, tall = (
            max(_CELLS, int(np.ceil(size / _WIDEST_DEG))) for size in (east - west, north - south)
        )
        x, y = np.linspace(west, east, wide + 1), np.linspace(south, north, tall + 1)
        column, row = (axis.reshape(-1) for axis in np.indices((wide, tall)))
        boxes.append(np.column_stack([x[column], y[row], x[column + 1], y[row + 1]]))
        area.append(np.full(wide * tall, number, dtype=np.intp))
    return np.concatenate(area), np.concatenate(boxes)


def _quarters(cells: tuple[IntArray, FloatArray]) -> tuple[IntArray, FloatArray]:
    area, box = cells
    west, south, east, north = box.T
    x, y = (west + east) / 2, (south + north) / 2
    quarters = [(west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)]
    return np.tile(area, 4), np.concatenate([np.column_stack(quarter) for quarter in quarters])
