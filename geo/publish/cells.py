"""Cells of a grid over the globe, cut at borders: which cell a place is in, and its ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shapely

from .. import reference

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LEAST_SHARE = 0.5
"""A part of a cell that a border leaves smaller than this goes to the largest part beside it:
a sliver would tell more than the side of a cell says."""

# WGS 84: half a meridian and the equator in metres
_MERIDIAN_M = 20_003_931.5
_EQUATOR_M = 40_075_016.7
_REACH = 2
_DIGITS = 6
_EMPTY = shapely.Polygon()


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One cell: its row from the south, its column from 180 degrees west."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Piece:
    """
    What is published of a cell: the ground of one country in it, `country` null at sea.

    Every place in it is published alike, so `area` is all that can be learned.
    """

    size_m: float
    cell: Cell
    country: str | None


class Grid:
    """
    Cells of about `size_m` by `size_m` metres that do not depend on any data.

    Parameters
    ----------
    size_m
        Side of a cell in metres; a cell is at least as high, and as wide everywhere.
    """

    def __init__(self, size_m: float) -> None:
        self.size_m = size_m
        self.rows = max(1, int(_MERIDIAN_M // size_m))
        self._parts: dict[tuple[Cell, str | None], BaseGeometry] = {}
        self._shares: dict[tuple[Cell, str | None], float] = {}
        self._hosts: dict[tuple[Cell, str | None], Cell | None] = {}

    def cell_at(self, lon: float, lat: float) -> Cell:
        """Give the cell of a place in degrees."""
        row = min(int((lat + 90) / 180 * self.rows), self.rows - 1)
        columns = self._columns(row)
        return Cell(row, int(((lon + 180) % 360) / 360 * columns) % columns)

    def box(self, cell: Cell) -> BaseGeometry:
        """Give the whole cell."""
        high, wide = 180 / self.rows, 360 / self._columns(cell.row)
        south, west = -90 + cell.row * high, -180 + cell.column * wide
        corners = [round(degrees, _DIGITS) for degrees in (west, south, west + wide, south + high)]
        return shapely.box(corners[0], corners[1], corners[2], corners[3])

    def around(self, cell: Cell, reach: int = 1) -> list[Cell]:
        """Give a cell and those beside it, `reach` cells in every direction."""
        middle = (cell.column + 0.5) / self._columns(cell.row)
        found = set()
        for row in range(max(cell.row - reach, 0), min(cell.row + reach, self.rows - 1) + 1):
            columns = self._columns(row)
            first = math.floor(middle * columns) - reach
            found |= {Cell(row, n % columns) for n in range(first, first + 2 * reach + 1)}
        return sorted(found)

    def piece(self, lon: float, lat: float, country: str | None) -> Piece | None:
        """
        Give what is published for a place.

        Parameters
        ----------
        lon, lat
            The place in degrees.
        country
            ISO code of the country it counts to; null at sea.

        Returns
        -------
        piece
            The piece of the country that takes this cell in; null where no cell nearby has room
            enough in the country, as on small islands.
        """
        return self.piece_of(self.cell_at(lon, lat), country)

    def piece_of(self, cell: Cell, country: str | None) -> Piece | None:
        """As `piece`, for a cell."""
        key = (cell, country)
        if key not in self._hosts:
            self._hosts[key] = self._host(cell, country)
        host = self._hosts[key]
        return None if host is None else Piece(self.size_m, host, country)

    def area(self, piece: Piece) -> BaseGeometry:
        """Give the ground of a piece: Polygon or MultiPolygon in degrees."""
        cells = self.around(piece.cell, _REACH)
        if all(self._share(cell, piece.country) >= LEAST_SHARE for cell in cells):
            return self._part(piece.cell, piece.country)
        mine = [cell for cell in cells if self._host(cell, piece.country) == piece.cell]
        return joined([self._part(cell, piece.country) for cell in mine])

    def _columns(self, row: int) -> int:
        # one width per degree of latitude, so that cells of neighbouring rows mostly meet
        middle = abs(-90 + (row + 0.5) * 180 / self.rows)
        narrow = math.cos(math.radians(min(math.ceil(middle), 90)))
        return max(1, int(_EQUATOR_M * narrow // self.size_m))

    def _host(self, cell: Cell, country: str | None) -> Cell | None:
        if self._share(cell, country) >= LEAST_SHARE:
            return cell
        for reach in range(1, _REACH + 1):
            shares = [(-self._share(near, country), near) for near in self.around(cell, reach)]
            best, host = min(shares)
            if -best >= LEAST_SHARE:
                return host
        return None

    def _share(self, cell: Cell, country: str | None) -> float:
        key = (cell, country)
        if key not in self._shares:
            self._shares[key] = float(self._part(cell, country).area / self.box(cell).area)
        return self._shares[key]

    def _part(self, cell: Cell, country: str | None) -> BaseGeometry:
        key = (cell, country)
        if key not in self._parts:
            self._parts[key] = clipped(self.box(cell), (country,))
        return self._parts[key]


def clipped(box: BaseGeometry, countries: tuple[str | None, ...]) -> BaseGeometry:
    """
    Cut an upright rectangle to the ground of countries.

    Parameters
    ----------
    box
        A rectangle in degrees.
    countries
        ISO codes; null is what no country holds.

    Returns
    -------
    area
        Polygon or MultiPolygon in degrees, empty where nothing is left.
    """
    parts = [_rest(box) if code is None else _of_country(box, code) for code in countries]
    return joined(parts)


def joined(areas: list[BaseGeometry]) -> BaseGeometry:
    """Make one area of several that meet; corners keep six decimals, a tenth of a metre."""
    return polygons(shapely.union_all(areas, grid_size=10.0**-_DIGITS))


def polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a shape, in a fixed order of corners."""
    # a collection may hold parts of several parts
    flat = shapely.get_parts(shapely.get_parts(shape))
    parts = [part for part in flat if part.geom_type == "Polygon"]
    kept = _EMPTY if not parts else shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]
    normal: BaseGeometry = shapely.normalize(kept)
    return normal


def _of_country(box: BaseGeometry, code: str) -> BaseGeometry:
    ground = _ground(code)
    if shapely.contains_properly(ground, box):
        return box
    cut = shapely.clip_by_rect(ground, *box.bounds)
    return cut if shapely.is_valid(cut) else shapely.make_valid(cut)


@lru_cache(maxsize=64)
def _ground(code: str) -> BaseGeometry:
    ground = reference.country_geometry(code)
    shapely.prepare(ground)
    return ground


def _rest(box: BaseGeometry) -> BaseGeometry:
    layer = reference.country_layer()
    west, south, east, north = box.bounds
    bounds = _bounds()
    met = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
    met &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    held = [shapely.clip_by_rect(shape, *box.bounds) for shape in layer.geometries[met]]
    valid = [item if shapely.is_valid(item) else shapely.make_valid(item) for item in held]
    return shapely.difference(box, shapely.union_all(valid)) if valid else box


@lru_cache(maxsize=1)
def _bounds() -> Any:  # noqa: ANN401 - an array of west, south, east, north
    layer = reference.country_layer()
    return shapely.bounds(layer.geometries)
