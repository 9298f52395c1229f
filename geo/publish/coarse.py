"""Where a row is published: a cell, a wider area, a province, a named base, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from .. import reference
from ..geodesy import area_m2, bounding_radius_m, farthest_m
from ..joins import located_in
from ..models import DEFAULT_RADIUS_M, Precision
from .cells import Grid, Piece, clipped, joined
from .sites import NamedBase, OwnSite, folded, resting_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from .policy import PublicPolicy

    FloatArray = NDArray[np.float64]

_METRES_PER_DEGREE = 110_574.0
_MOST_LEVELS = 12
_BASE_WORDS = ("target", "place")


class Published(StrEnum):
    """What stands for the location of a row."""

    CELL = "cell"
    BLOCK = "block beside an own site"
    WIDE = "wider area"
    ADMIN1 = "first-level area"
    BASE = "named base"
    COUNTRY = "country only"


@dataclass(frozen=True, slots=True)
class Placed:
    """
    The public location of a row; every row of one `Placed` is published alike.

    `area` is null where only the country is told; `source` is the ground that a row may have come
    from without any change to what is published, null where that is not one area.
    """

    kind: Published
    area: BaseGeometry | None = None
    point: tuple[float, float] | None = None
    radius_m: float | None = None
    base: str | None = None
    source: BaseGeometry | None = None


COUNTRY_ONLY = Placed(Published.COUNTRY)


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known of the rows inside, as arrays: the exact side of coarsening.

    Degrees and metres, NaN where unknown; `country` as located on the ground, null at sea.
    """

    lon: FloatArray
    lat: FloatArray
    radius_m: FloatArray
    country: list[str | None]
    precision: list[str]
    base: list[NamedBase | None]

    def take(self, rows: Sequence[int]) -> Known:
        """Give some of the rows."""
        chosen = np.asarray(rows, dtype=np.intp)
        return Known(
            self.lon[chosen],
            self.lat[chosen],
            self.radius_m[chosen],
            [self.country[row] for row in rows],
            [self.precision[row] for row in rows],
            [self.base[row] for row in rows],
        )


def known_of(incidents: gpd.GeoDataFrame, bases: dict[str, list[NamedBase]]) -> Known:
    """
    Gather what coarsening needs.

    Parameters
    ----------
    incidents
        A complete incident table.
    bases
        Packaged bases by folded name.

    Returns
    -------
    known
        One entry per row, in their order. A row without a point is taken at a point inside its
        footprint, its radius reaching all of that.
    """
    points = np.asarray(incidents.geometry.array, dtype=object)
    areas = np.asarray(incidents["footprint"].array, dtype=object)
    radius = incidents["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)
    precision = [str(word) for word in incidents["precision"]]
    lon, lat = np.full(len(points), np.nan), np.full(len(points), np.nan)
    for row, (point, area) in enumerate(zip(points, areas, strict=True)):
        shape = area if point is None else point
        if shape is None:
            continue
        inside = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
        lon[row], lat[row] = inside.x, inside.y
        if shape.geom_type != "Point":
            radius[row] = bounding_radius_m(inside, shape)
        elif np.isnan(radius[row]):
            usual = DEFAULT_RADIUS_M[Precision(precision[row])]
            radius[row] = np.nan if usual is None else usual
    where = gpd_of(incidents, lon, lat)
    located = located_in(where)
    # a place snapped to the coast lies at sea: its ground is that of no country
    codes = (
        located["country_located"].astype(object).where(located["country_located"].notna(), None)
    )
    at_sea = located["located_by"].eq("coast").fillna(value=False).to_numpy(dtype=bool)
    country = [None if sea else code for code, sea in zip(codes, at_sea, strict=True)]
    named = [_named_base(row, bases) for row in _texts(incidents)]
    return Known(lon, lat, radius, country, precision, named)


def gpd_of(incidents: gpd.GeoDataFrame, lon: FloatArray, lat: FloatArray) -> gpd.GeoDataFrame:
    """Give bare points with what the source states of their country, for joins."""
    import geopandas

    points: Any = [
        None if np.isnan(x) else shapely.Point(x, y) for x, y in zip(lon, lat, strict=True)
    ]
    stated = incidents[["country_stated", "countries_stated"]]
    return geopandas.GeoDataFrame(
        stated, geometry=geopandas.GeoSeries(points, index=incidents.index), crs=incidents.crs
    )


class Coarsener:
    """
    Decides where rows are published; what it says of a row depends on its cell, never its place.

    Parameters
    ----------
    policy
        How coarse.
    own
        The user's own sites, each at the middle of its cell (`on_grid`). Rows in the cells round
        one of them are published as one block, or counting rows per cell would lead to the site.
    """

    def __init__(self, policy: PublicPolicy, own: Sequence[OwnSite]) -> None:
        self.policy = policy
        self._own = own
        self._grids: dict[float, Grid] = {}
        self._placed: dict[tuple[Piece, bool], Placed] = {}
        self._groups: dict[tuple[float, str | None], list[frozenset[Piece]]] = {}

    def place(self, known: Known) -> list[Placed]:
        """Give the public location of every row."""
        return [self._row(known, row) for row in range(len(known.lon))]

    def _row(self, known: Known, row: int) -> Placed:
        base = known.base[row]
        if base is not None:
            return _on_base(base)
        precision, country = known.precision[row], known.country[row]
        lon, lat, radius = known.lon[row], known.lat[row], known.radius_m[row]
        if np.isnan(lon) or precision == Precision.COUNTRY or self.policy.area == "country":
            return COUNTRY_ONLY
        if self.policy.area == "admin1" or precision == Precision.ADMIN1:
            province = _province(float(lon), float(lat), country)
            if province is not None and self._is_large(province):
                return _placed(Published.ADMIN1, province, None)
            if self.policy.area == "admin1":
                return COUNTRY_ONLY
        size, wide = self.policy.cell_m, False
        if radius > size / 2:
            wide = True
            levels = int(np.ceil(np.log2(max(radius / size, 1.0))))
            size *= 2.0 ** min(levels, _MOST_LEVELS)
        piece = self._grid(size).piece(float(lon), float(lat), country)
        if piece is None:
            return COUNTRY_ONLY
        if (piece, wide) not in self._placed:
            self._placed[piece, wide] = self._of_piece(piece, wide=wide)
        return self._placed[piece, wide]

    def _of_piece(self, piece: Piece, *, wide: bool) -> Placed:
        grid = self._grid(piece.size_m)
        group = next((some for some in self._guarded(piece) if piece in some), frozenset({piece}))
        area = joined([grid.area(one) for one in sorted_pieces(group)])
        kind = Published.CELL if len(group) == 1 else Published.BLOCK
        if not wide:
            return _placed(kind, area, area)
        around = clipped(_expanded(area, piece.size_m), (piece.country,))
        return _placed(Published.WIDE, around, area)

    def _guarded(self, piece: Piece) -> list[frozenset[Piece]]:
        """Pieces of one size and country round each own site; groups that meet are one."""
        key = (piece.size_m, piece.country)
        if key not in self._groups:
            grid = self._grid(piece.size_m)
            groups: list[frozenset[Piece]] = []
            for site in self._own:
                near = grid.around(grid.cell_at(site.lon, site.lat))
                found = (grid.piece_of(cell, piece.country) for cell in near)
                merged = frozenset(one for one in found if one is not None)
                for other in [some for some in groups if some & merged]:
                    groups.remove(other)
                    merged |= other
                if merged:
                    groups.append(merged)
            self._groups[key] = groups
        return self._groups[key]

    def _grid(self, size_m: float) -> Grid:
        return self._grids.setdefault(size_m, Grid(size_m))

    def _is_large(self, area: BaseGeometry) -> bool:
        return _area_m2(area) >= self.policy.cell_m**2 / 2


def on_grid(own: Sequence[OwnSite], cell_m: float) -> list[OwnSite]:
    """
    Put sites in the middle of their cells.

    Where a site guards rows must not depend on its place in the cell: wider rows have larger
    cells, whose edges cut the smaller ones, and two blocks would tell where between them it is.
    """
    grid = Grid(cell_m)
    moved = []
    for site in own:
        if not np.isfinite(site.lon):
            continue
        west, south, east, north = grid.box(grid.cell_at(site.lon, site.lat)).bounds
        moved.append(replace(site, lon=(west + east) / 2, lat=(south + north) / 2))
    return moved


def sorted_pieces(pieces: frozenset[Piece]) -> list[Piece]:
    """Put pieces into a fixed order."""
    return sorted(pieces, key=lambda piece: piece.cell)


@lru_cache(maxsize=20_000)
def _placed(kind: Published, area: BaseGeometry, source: BaseGeometry | None) -> Placed:
    lon, lat = resting_point(area)
    return Placed(kind, area, (lon, lat), float(farthest_m(lon, lat, area)), source=source)


@lru_cache(maxsize=1_000)
def _on_base(base: NamedBase) -> Placed:
    return Placed(
        Published.BASE, base.footprint, (base.lon, base.lat), base.radius_m, base=base.name
    )


@lru_cache(maxsize=10_000)
def _area_m2(area: BaseGeometry) -> float:
    return float(area_m2(area))


def _province(lon: float, lat: float, country: str | None) -> BaseGeometry | None:
    found = reference.admin1_at([lon], [lat])[0]
    if found is None:
        return None
    layer = reference.admin1_layer()
    if layer.columns["country"][layer.row_of[found]] != country:
        return None
    return _admin1(found)


@lru_cache(maxsize=5_000)
def _admin1(admin1_id: str) -> BaseGeometry | None:
    return reference.admin1_geometry(admin1_id)


def _expanded(area: BaseGeometry, metres: float) -> BaseGeometry:
    west, south, east, north = area.bounds
    high = metres / _METRES_PER_DEGREE
    furthest = min(max(abs(south - high), abs(north + high)), 85.0)
    wide = high / np.cos(np.radians(furthest))
    return shapely.box(
        max(west - wide, -180.0), max(south - high, -90.0),
        min(east + wide, 180.0), min(north + high, 90.0),
    )  # fmt: skip


def _texts(incidents: gpd.GeoDataFrame) -> list[tuple[Any, ...]]:
    columns = [*_BASE_WORDS, "country_stated", "country_located"]
    return list(incidents[columns].astype(object).itertuples(index=False, name=None))


def _named_base(row: tuple[Any, ...], bases: dict[str, list[NamedBase]]) -> NamedBase | None:
    """Find the one base that the target names, else the place; its country has to fit."""
    target, place, stated, located = (None if pd.isna(cell) else str(cell) for cell in row)
    said = stated or located
    for word, is_place in ((target, False), (place, True)):
        name = folded(word or "")
        # a town may be an alias of the plant beside it: a place has to give the full name
        fitting = [
            base
            for base in bases.get(name, [])
            if (said is None or base.country == said)
            and not (is_place and folded(base.name) != name)
        ]
        if len(fitting) == 1:
            return fitting[0]
    return None
