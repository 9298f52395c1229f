"""Centres with their extents, and the least and greatest distance between two of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from ..errors import SchemaError
from ..geodesy import (
    azimuth_deg,
    cut_antimeridian,
    distance_m,
    distance_to_geometry_m,
    farthest_m,
    spans_to_shapes_m,
)
from ..models import Status
from ..table import require_wgs84
from .whole_countries import (
    country_extents,
    known_to_country,
    reach_bounds_m,
    spans_to_country_m,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_POINT_OR_NONE = (0, -1)
_ROUND = 0.99
"""Least over greatest distance of the corners of what counts as a disc round its centre."""
_WIDEST_GAP_DEG = 13.0
"""A polygon of 28 corners or more; an arc closed by a straight cut leaves a wider gap."""
_REACH_ROOM = 1.01
_FEW_POINTS = 16
"""Up to so many points are measured to every piece of an area, without an index of it."""


@dataclass(frozen=True, slots=True)
class Side:
    """
    The rows of one table as centres with an extent, arrays of one length.

    `lon`, `lat` in degrees, NaN for a null geometry. `radius_m` is the radius of a disc, NaN where
    no extent is known; where `area` is 0 or more, the extent is the footprint `areas[area]`
    instead. `reach_m` is the greatest distance from the centre to the extent, 0 where unknown;
    `stated_m` the uncertainty as the table has it, else the reach, NaN where unknown, infinite for
    a row known only to a country, which has the country as its area: `areas` from `countries_from`
    on are countries, and `reach_m` is a bound there. `shapes` are the rows whose geometry is a line
    or an area to measure to; they have no centre. `pointless` are the rows with a footprint and no
    point (several places); their centre serves the search only.
    """

    lon: FloatArray
    lat: FloatArray
    radius_m: FloatArray
    area: IntArray
    areas: list[BaseGeometry]
    reach_m: FloatArray
    stated_m: FloatArray
    countries_from: int
    shapes: dict[int, BaseGeometry] = field(default_factory=dict)
    pointless: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.intp))

    @property
    def located(self) -> NDArray[np.bool_]:
        """Which rows have a centre."""
        return np.isfinite(self.lon) & np.isfinite(self.lat)


def side_of(
    table: gpd.GeoDataFrame,
    *,
    argument: str,
    radius: str,
    lines_and_areas: bool = False,
    without_point: bool = False,
) -> Side:
    """
    Read centres and extents from a table; a row that a person rejected lies nowhere.

    With `lines_and_areas`, geometries that are no points are kept to be measured to as they are;
    with `without_point`, footprints count that come without a point.

    `argument` names the table in messages, `radius` is its column of radii in metres, used where
    there is no footprint. Raises CrsError, or SchemaError for a geometry that is no point or a
    radius that is not more than 0.
    """
    require_wgs84(table, argument=argument)
    points = np.array(table.geometry, dtype=object)
    strange = np.flatnonzero(~np.isin(shapely.get_type_id(points), _POINT_OR_NONE))
    empty = strange[shapely.is_empty(points[strange])]
    points[empty] = None
    strange = np.setdiff1d(strange, empty)
    shapes: dict[int, BaseGeometry] = {}
    if lines_and_areas:
        for row in strange:
            shape = cut_antimeridian(shapely.force_2d(points[row]))
            shapes[int(row)] = shape if shape.is_valid else shapely.make_valid(shape)
            points[row] = None
    elif len(strange):
        raise SchemaError(
            f"`{argument}` holds a {points[strange[0]].geom_type} as geometry; give points, and"
            " areas in the column 'footprint'"
        )
    # in one go over the points; an empty one has no coordinates
    lon, lat = np.full(len(table), np.nan), np.full(len(table), np.nan)
    degrees, at = shapely.get_coordinates(points, return_index=True)
    lon[at], lat[at] = degrees.T
    stated = _radii(table, radius, argument)
    footprints = _footprints(table)
    out = _rejected(table)
    lon[out], lat[out], footprints[out] = np.nan, np.nan, None
    pointless = np.flatnonzero(np.isnan(lon) & shapely.is_geometry(footprints) & without_point)
    if len(pointless):
        middles = shapely.centroid(footprints[pointless])
        lon[pointless], lat[pointless] = shapely.get_x(middles), shapely.get_y(middles)
    round_m, reach_m = _shapes(lon, lat, footprints)
    has_shape = np.isfinite(reach_m)
    is_area = has_shape & ~np.isfinite(round_m)
    area, areas = _distinct(footprints, is_area)
    countries_from = len(areas)
    radius_m = np.where(is_area, np.nan, np.where(has_shape, round_m, stated))
    room = np.where(is_area, reach_m * _REACH_ROOM, radius_m)
    stated_m = np.where(np.isfinite(stated), stated, reach_m)
    vague = known_to_country(table) & np.isnan(stated_m) & np.isfinite(lon)
    if vague.any():
        rows = np.flatnonzero(vague)
        number, countries = country_extents(table, rows, lon, lat)
        stated_m[rows] = np.inf
        rows, number = rows[number >= 0], number[number >= 0]
        area[rows] = len(areas) + number
        areas = [*areas, *countries]
        room[rows] = reach_bounds_m(areas, area[rows], lon[rows], lat[rows])
    return Side(
        lon=lon,
        lat=lat,
        radius_m=radius_m,
        area=area,
        areas=areas,
        reach_m=np.where(np.isfinite(room), room, 0.0),
        stated_m=stated_m,
        countries_from=countries_from,
        shapes=shapes,
        pointless=pointless,
    )


def spans(
    incidents: Side, bases: Side, row: IntArray, base: IntArray, centre_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """
    Measure the least and the greatest distance from footprint to footprint.

    `row`, `base` are pairs of positions, `centre_m` their distances from centre to centre. NaN
    where the incident's extent is unknown; a base without extent is a point.
    """
    if not incidents.areas and np.isnan(incidents.radius_m).all():
        return np.full(len(row), np.nan), np.full(len(row), np.nan)
    radius = incidents.radius_m[row]
    base_radius = np.nan_to_num(bases.radius_m[base])
    least = np.maximum(centre_m - radius - base_radius, 0.0)
    greatest = centre_m + radius + base_radius
    area, base_area = incidents.area[row], bases.area[base]
    no_area = base_area < 0
    drawn = no_area & (area < incidents.countries_from)
    _to_areas(incidents.areas, area, drawn, bases, base, base_radius, least, greatest)
    whole = no_area & (area >= incidents.countries_from)
    _to_countries(incidents, area, whole, bases, base, base_radius, least, greatest)
    known = np.isfinite(radius) & (area < 0)
    _to_areas(bases.areas, base_area, known, incidents, row, radius, least, greatest)
    greatest[(base_area >= 0) & ~known & (area < 0)] = np.nan
    least[(base_area >= 0) & ~known & (area < 0)] = np.nan
    both = np.flatnonzero((area >= 0) & (base_area >= 0))
    if len(both):
        pairs, which = np.unique(
            np.column_stack([area[both], base_area[both]]), axis=0, return_inverse=True
        )
        for number, (one, other) in enumerate(pairs):
            mine = both[which == number]
            least[mine], greatest[mine] = _between(incidents.areas[one], bases.areas[other])
    return least, greatest


def _to_areas(
    areas: list[BaseGeometry],
    area: IntArray,
    applies: NDArray[np.bool_],
    points: Side,
    point: IntArray,
    radius: FloatArray,
    least: FloatArray,
    greatest: FloatArray,
) -> None:
    """Measure from discs to areas, each area once, each centre once per area."""
    mine = np.flatnonzero((area >= 0) & applies)
    pairs, back = np.unique(np.column_stack([area[mine], point[mine]]), axis=0, return_inverse=True)
    back = back.reshape(-1)
    of, at = pairs[:, 0], pairs[:, 1]
    near, far = np.zeros(len(at)), np.zeros(len(at))
    asked = np.bincount(of, minlength=len(areas))
    few = asked[of] <= _FEW_POINTS
    near[few], far[few] = spans_to_shapes_m(
        points.lon[at[few]], points.lat[at[few]], areas, of[few]
    )
    # where many ask, an index of the area pays
    for number in np.flatnonzero(asked > _FEW_POINTS):
        here = of == number
        lon, lat = points.lon[at[here]], points.lat[at[here]]
        near[here] = distance_to_geometry_m(lon, lat, areas[number])
        far[here] = farthest_m(lon, lat, areas[number])
    least[mine] = np.maximum(near[back] - radius[mine], 0.0)
    greatest[mine] = far[back] + radius[mine]


def _to_countries(
    incidents: Side,
    area: IntArray,
    applies: NDArray[np.bool_],
    bases: Side,
    base: IntArray,
    radius: FloatArray,
    least: FloatArray,
    greatest: FloatArray,
) -> None:
    """Measure from bases to the countries that incidents are known to."""
    for number in np.unique(area[applies]):
        mine = np.flatnonzero(applies & (area == number))
        sites, back = np.unique(base[mine], return_inverse=True)
        country = incidents.areas[number]
        near, far = spans_to_country_m(country, bases.lon[sites], bases.lat[sites])
        least[mine] = np.maximum(near[back] - radius[mine], 0.0)
        greatest[mine] = far[back] + radius[mine]


def _between(one: BaseGeometry, other: BaseGeometry) -> tuple[float, float]:
    """Least and greatest distance between two areas: an end of either lies on a corner."""
    mine, theirs = shapely.get_coordinates(one), shapely.get_coordinates(other)
    greatest = float(farthest_m(theirs[:, 0], theirs[:, 1], one).max())
    if shapely.intersects(one, other):
        return 0.0, greatest
    forth = distance_to_geometry_m(mine[:, 0], mine[:, 1], other).min()
    back = distance_to_geometry_m(theirs[:, 0], theirs[:, 1], one).min()
    return float(min(forth, back)), greatest


def _rejected(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    if "status" not in table.columns:
        return np.zeros(len(table), dtype=np.bool_)
    return np.asarray(table["status"].eq(Status.REJECTED).fillna(value=False), dtype=np.bool_)


def _radii(table: gpd.GeoDataFrame, name: str, argument: str) -> FloatArray:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    try:
        values = pd.to_numeric(table[name]).to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise SchemaError(f"`{argument}`: column {name!r} holds no numbers: {error}") from error
    wrong = np.flatnonzero(~np.isnan(values) & ~((values > 0) & np.isfinite(values)))
    if len(wrong):
        raise SchemaError(
            f"`{argument}`: column {name!r} of row {table.index[wrong[0]]!r} is"
            f" {float(values[wrong[0]])!r}; give metres, more than 0, or null where unknown"
        )
    return np.asarray(values, dtype=np.float64)


def _footprints(table: gpd.GeoDataFrame) -> NDArray[np.object_]:
    shapes = np.full(len(table), None, dtype=object)
    if "footprint" in table.columns:
        given: NDArray[np.object_] = np.asarray(table["footprint"], dtype=object)
        drawn = np.flatnonzero(shapely.is_geometry(given))
        drawn = drawn[~shapely.is_empty(given[drawn])]
        shapes[drawn] = given[drawn]
    return shapes


def _shapes(
    lon: FloatArray, lat: FloatArray, footprints: NDArray[np.object_]
) -> tuple[FloatArray, FloatArray]:
    """Radius of footprints that are discs round their centre, else NaN; and reach of all."""
    count = len(footprints)
    disc_m, reach_m = np.full(count, np.nan), np.full(count, np.nan)
    corners, row = shapely.get_coordinates(footprints, return_index=True)
    on_earth = np.isfinite(lon[row])
    corners, row = corners[on_earth], row[on_earth]
    if not len(row):
        return disc_m, reach_m
    metres = distance_m(lon[row], lat[row], corners[:, 0], corners[:, 1])
    azimuth = azimuth_deg(lon[row], lat[row], corners[:, 0], corners[:, 1])
    least, greatest = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(least, row, metres)
    np.maximum.at(greatest, row, metres)
    order = np.lexsort((azimuth, row))
    row, azimuth = row[order], azimuth[order]
    first = np.unique(row, return_index=True)[1]
    last = np.append(first[1:], len(row)) - 1
    gap = np.diff(azimuth, prepend=0.0)
    gap[first] = azimuth[first] - azimuth[last] + 360
    widest = np.full(count, -np.inf)
    np.maximum.at(widest, row, gap)
    seen = np.unique(row)
    reach_m[seen] = greatest[seen]
    is_round = seen[(least[seen] > _ROUND * greatest[seen]) & (widest[seen] < _WIDEST_GAP_DEG)]
    disc_m[is_round] = greatest[is_round]
    return disc_m, reach_m


def _distinct(
    footprints: NDArray[np.object_], wanted: NDArray[np.bool_]
) -> tuple[IntArray, list[BaseGeometry]]:
    """Give every different footprint a number, to measure each once; -1 where not wanted."""
    number = np.full(len(footprints), -1, dtype=np.intp)
    areas: list[BaseGeometry] = []
    known: dict[bytes, int] = {}
    for row in np.flatnonzero(wanted):
        key = shapely.to_wkb(footprints[row])
        if key not in known:
            known[key] = len(areas)
            areas.append(footprints[row])
        number[row] = known[key]
    return number, areas
