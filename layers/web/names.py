"""Names for the places around the incidents, so that no view of them is blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import reference
from geo.gazetteer.entries import settlements

from ..basemap import Basemap, PlaceName

_STORED_DEGREE = 100_000
_WORLD_CITIES = 1_000
_LEVELS = (5, 6, 7, 8, 9, 10, 11)
_PER_CELL = 3
_MOST_PLACES = 3_000
_MOST_PLACES_OF_MANY = 12_000
_POINTS_PER_PLACE = 15
_COUNTRY_LEVELS = (5, 7, 9, 11)
_MOST_CELLS = 150
_MOST_BORDER_CELLS = 200
_MOST_ASKED_CELLS = 1_000
_BORDER_LEVEL = 9
_FEW_CELLS = 20


@dataclass(frozen=True, slots=True)
class Names:
    """
    What may be written on a map besides the names of the incidents.

    `places` are settlements, `countries` the names of countries at points of their ground inside
    single cells of the view: an item's `weight` is its cell's level, and the name is for views at
    which such a cell is about as large as the map.
    """

    places: tuple[PlaceName, ...]
    countries: tuple[PlaceName, ...]


def names_around(basemap: Basemap, points: NDArray[np.float64]) -> Names:
    """
    Choose the names of the settlements and countries around points.

    Parameters
    ----------
    basemap
        Its place names are kept.
    points
        Longitude and latitude in degrees, one point a row; in any order.

    Returns
    -------
    names
        The places of the base map, the 1,000 largest of the world and, in every cell of a halved
        world that holds a point or lies beside one, the three largest of the cell; at most 3,000
        beyond the world's, more where there are many points: one for 15, up to 12,000. Sorted by
        population, greatest first.
    """
    rows = settlements.rows[:-1]
    x, y = _world(rows["lon"] / _STORED_DEGREE, rows["lat"] / _STORED_DEGREE)
    kept = np.zeros(len(rows), dtype=bool)
    kept[:_WORLD_CITIES] = True
    if len(points):
        px, py = _world(points[:, 0], points[:, 1])
        most = max(_MOST_PLACES, min(_MOST_PLACES_OF_MANY, len(points) // _POINTS_PER_PLACE))
        for level in _LEVELS:
            chosen = _largest(_keys(x, y, level), _cells(px, py, level)) & ~kept
            room = most + _WORLD_CITIES - int(kept.sum())
            kept[np.flatnonzero(chosen)[:room]] = True
    places = {(item.name, item.lon, item.lat): item for item in basemap.place_names}
    chosen_rows = np.flatnonzero(kept)
    columns = rows[chosen_rows]
    for row, lon, lat, people in zip(
        chosen_rows.tolist(),
        (columns["lon"] / _STORED_DEGREE).tolist(),
        (columns["lat"] / _STORED_DEGREE).tolist(),
        columns["population"].tolist(),
        strict=True,
    ):
        item = PlaceName(settlements.name(row), lon, lat, people)
        places[item.name, item.lon, item.lat] = item
    ranked = sorted(places.values(), key=lambda item: (-item.weight, item.name, item.lon))
    return Names(tuple(ranked), tuple(_countries(points)))


def _countries(points: NDArray[np.float64]) -> list[PlaceName]:
    if not len(points):
        return []
    px, py = _world(points[:, 0], points[:, 1])
    layer = reference.light_country_layer()
    named = layer.columns["name"]
    tree = shapely.STRtree(layer.geometries)
    found = []
    for level in _COUNTRY_LEVELS:
        keys, counts = np.unique(_keys(px, py, level), return_counts=True)
        ranked = keys[np.lexsort((keys, -counts))]
        chosen = ranked[:_MOST_CELLS]
        if level >= _BORDER_LEVEL:
            # inside a country the name of a larger cell does; at a border there are several
            asked = ranked[_MOST_CELLS:_MOST_ASKED_CELLS]
            borders = asked[_countries_in(tree, asked, level) > 1]
            chosen = np.concatenate([chosen, borders[:_MOST_BORDER_CELLS]])
        # what lies beyond the edge of a cell is in view too
        around = _cells(px, py, level) if len(keys) <= _FEW_CELLS else chosen
        for key in around.tolist():
            box = _cell_box(key, level)
            for number in sorted(tree.query(shapely.box(*box)).tolist()):
                ground = shapely.clip_by_rect(layer.geometries[number], *box)
                if not ground.is_empty:
                    inside = shapely.point_on_surface(ground)
                    lon, lat = round(inside.x, 4), round(inside.y, 4)
                    found.append(PlaceName(str(named[number]), lon, lat, float(level)))
    return found


def _countries_in(tree: shapely.STRtree, keys: NDArray[np.int64], level: int) -> NDArray[np.int64]:
    boxes = [shapely.box(*_cell_box(key, level)) for key in keys.tolist()]
    cells, _ = tree.query(np.asarray(boxes, dtype=object), predicate="intersects")
    return np.bincount(cells, minlength=len(keys))


def _largest(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the first few rows of each wanted cell; rows come by population, greatest first."""
    rows = np.flatnonzero(np.isin(keys, wanted))
    order = np.argsort(keys[rows], kind="stable")
    cell = keys[rows][order]
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else cell
    rank = np.arange(len(cell)) - np.repeat(starts, np.diff(np.r_[starts, len(cell)]))
    chosen = np.zeros(len(keys), dtype=bool)
    chosen[rows[order[rank < _PER_CELL]]] = True
    return chosen


def _cells(x: NDArray[np.float64], y: NDArray[np.float64], level: int) -> NDArray[np.int64]:
    """Give the cells of the points and those around them."""
    keys = np.unique(_keys(x, y, level))
    column, row = keys % 2**level, keys // 2**level
    around = [
        np.clip(row + down, 0, 2**level - 1) * 2**level + (column + right) % 2**level
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    ]
    return np.unique(np.concatenate(around))


def _keys(x: NDArray[np.float64], y: NDArray[np.float64], level: int) -> NDArray[np.int64]:
    side = 2**level
    column = np.clip(np.floor(x * side), 0, side - 1)
    keys: NDArray[np.int64] = (np.clip(np.floor(y * side), 0, side - 1) * side + column).astype(int)
    return keys


def _world(lon: Any, lat: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401
    """Web Mercator square from 0 to 1, y to the south."""
    sine = np.sin(np.radians(np.clip(lat, -85.05, 85.05)))
    return (lon / 360 + 0.5) % 1, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def _cell_box(key: int, level: int) -> tuple[float, float, float, float]:
    side = 2**level
    column, row = key % side, key // side

    def lat(edge: int) -> float:
        return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * edge / side)))))

    return column / side * 360 - 180, lat(row + 1), (column + 1) / side * 360 - 180, lat(row)
