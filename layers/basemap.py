"""The map under the incidents: land, boundaries with their status, names, for an extent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import reference
from geo.gazetteer.entries import settlements

from .style import is_disputed

Extent = tuple[float, float, float, float]
"""``(west, south, east, north)`` in degrees; east above 180 where it crosses the antimeridian."""

DISCLAIMER = (
    "Boundaries and names show the situation on the ground as the source has it (point of view:"
    " de facto) and imply no opinion on the status of any territory. Disputed lines are dashed."
)
"""The note that every map carries unless the user's settings replace it."""

FINE_STEPS = 4_000
"""Steps of detail across the extent: what a large screen tells apart."""

COARSE_STEPS = 1_000
"""Steps of detail across the extent where space is short."""

_FINE_MAX_WIDTH_DEG = 90.0
_FINE_MARGIN = 0.35
_WORLD_CITIES = 150
_EXTENT_CITIES = 350
_STORED_DEGREE = 100_000


@dataclass(frozen=True, slots=True)
class Boundary:
    """A boundary line, LineString or MultiLineString in degrees; `disputed` lines are dashed."""

    geometry: BaseGeometry
    status: str | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class PlaceName:
    """
    A name to be written on the map at a point in degrees.

    `weight` orders names of one kind, greater first: population of a settlement, degrees of
    width of a country.
    """

    name: str
    lon: float
    lat: float
    weight: float


@dataclass(frozen=True, slots=True)
class Basemap:
    """
    Everything under the incidents, EPSG:4326, longitude first.

    `land` and `boundaries` cover the world coarsely; the ``fine_`` ones cover `fine_boxes` with
    the full detail of the packaged data. An extent over the antimeridian has two boxes.
    """

    land: tuple[BaseGeometry, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    fine_boxes: tuple[Extent, ...] = ()
    fine_land: tuple[BaseGeometry, ...] = ()
    fine_boundaries: tuple[Boundary, ...] = ()
    country_names: tuple[PlaceName, ...] = ()
    place_names: tuple[PlaceName, ...] = ()
    attributions: tuple[str, ...] = field(default=())


def basemap_for(extent: Extent | None, *, steps_across: int = FINE_STEPS) -> Basemap:
    """
    Give the base map of an extent from the packaged reference data.

    Parameters
    ----------
    extent
        What the map is about; null gives the world without a fine part.
    steps_across
        Detail of the fine part: the width of the extent over the greatest shift of a corner.

    Returns
    -------
    basemap
        Land and boundaries as administered on the ground, names of countries, and of the largest
        settlements of the world and of the extent.

    Raises
    ------
    ReferenceDataError
        If the packaged data is missing or damaged.
    """
    light = reference.light_country_layer()
    columns = light.columns
    names = [
        PlaceName(name, lon, lat, _width_deg(ground))
        for name, lon, lat, ground in zip(
            columns["name"], columns["lon"], columns["lat"], light.geometries, strict=True
        )
    ]
    return make_basemap(
        light.geometries.tolist(),
        [
            Boundary(line.geometry, line.status, is_disputed(line.status))
            for line in reference.border_lines()
        ],
        fine_countries=reference.country_layer().geometries.tolist(),
        extent=extent,
        country_names=names,
        place_names=place_names(extent),
        attributions=reference.ATTRIBUTIONS,
        steps_across=steps_across,
    )


def make_basemap(  # noqa: PLR0913 - each is one thing a base map is made of
    countries: Sequence[BaseGeometry],
    boundaries: Sequence[Boundary],
    *,
    fine_countries: Sequence[BaseGeometry] = (),
    extent: Extent | None = None,
    country_names: Sequence[PlaceName] = (),
    place_names: Sequence[PlaceName] = (),
    attributions: Sequence[str] = (),
    tolerance_deg: float = 0.03,
    steps_across: int = FINE_STEPS,
) -> Basemap:
    """
    Put a base map together from countries and boundary lines.

    Parameters
    ----------
    countries
        Polygons of the world's countries, coarse, degrees.
    boundaries
        Boundary lines in full detail.
    fine_countries
        The countries in full detail; used within `extent` only.
    extent
        What the map is about; null, or wider than 90 degrees, gives no fine part.
    country_names, place_names
        Names to write, any order.
    attributions
        Texts that name the sources.
    tolerance_deg
        Greatest shift in degrees when the coarse part is simplified.
    steps_across
        Detail of the fine part: the width of the extent over the greatest shift of a corner.

    Returns
    -------
    basemap
        The base map; names sorted by weight, greatest first, then by name.
    """
    coarse = [
        Boundary(line, item.status, item.disputed)
        for item, line in zip(
            boundaries,
            shapely.simplify(_geometries(item.geometry for item in boundaries), tolerance_deg),
            strict=True,
        )
    ]
    boxes = () if extent is None else _fine_boxes(extent)
    tolerance = 0.0 if extent is None else (extent[2] - extent[0]) / steps_across
    fine_land: list[BaseGeometry] = []
    fine_boundaries: list[Boundary] = []
    for box in boxes if len(fine_countries) else ():
        # a little more than the box, so that the cut itself stays out of sight
        reach = (box[0] - 0.05, box[1] - 0.05, box[2] + 0.05, box[3] + 0.05)
        # joined before it is simplified: neighbours simplified one by one no longer fit together
        land = _merged(_clipped(fine_countries, reach))
        fine_land += shapely.simplify(_geometries(land), tolerance).tolist()
        for item in boundaries:
            lines = shapely.simplify(_geometries(_clipped([item.geometry], reach)), tolerance)
            fine_boundaries += [Boundary(line, item.status, item.disputed) for line in lines]
    return Basemap(
        land=tuple(_merged(countries)),
        boundaries=tuple(coarse),
        fine_boxes=boxes if fine_land else (),
        fine_land=tuple(fine_land),
        fine_boundaries=tuple(fine_boundaries) if fine_land else (),
        country_names=tuple(_by_weight(country_names)),
        place_names=tuple(_by_weight(place_names)),
        attributions=tuple(attributions),
    )


def padded(extent: Extent) -> Extent:
    """
    Widen an extent, so that what lies around the incidents is seen in detail too.

    Parameters
    ----------
    extent
        ``(west, south, east, north)`` in degrees.

    Returns
    -------
    wider
        The extent with 35 % of its size, at least one degree, on every side.
    """
    west, south, east, north = extent
    wide = max((east - west) * _FINE_MARGIN, 1.0)
    high = max((north - south) * _FINE_MARGIN, 1.0)
    return west - wide, max(south - high, -90.0), east + wide, min(north + high, 90.0)


def _width_deg(ground: BaseGeometry) -> float:
    """Give the width of the largest part; islands far off and the antimeridian do not count."""
    parts = shapely.get_parts(ground)
    west, _, east, _ = shapely.bounds(parts[np.argmax(shapely.area(parts))])
    return round(float(east - west), 2)


def place_names(extent: Extent | None) -> list[PlaceName]:
    """Choose the largest settlements of the world and of the extent, the largest first."""
    rows = settlements.rows[:-1]
    chosen = set(range(_WORLD_CITIES))
    if extent is not None:
        lon, lat = rows["lon"] / _STORED_DEGREE, rows["lat"] / _STORED_DEGREE
        west, south, east, north = padded(extent)
        inside = ((lon - west) % 360 <= east - west) & (lat >= south) & (lat <= north)
        # rows are sorted by population, greatest first
        chosen |= set(np.flatnonzero(inside)[:_EXTENT_CITIES].tolist())
    places = (settlements.place(row) for row in sorted(chosen))
    return [PlaceName(item.name, item.lon, item.lat, item.population or 0) for item in places]


def _fine_boxes(extent: Extent) -> tuple[Extent, ...]:
    west, south, east, north = padded(extent)
    if east - west > _FINE_MAX_WIDTH_DEG:
        return ()
    if east > 180.0:
        return (west, south, 180.0, north), (-180.0, south, east - 360.0, north)
    if west < -180.0:
        return (west + 360.0, south, 180.0, north), (-180.0, south, east, north)
    return ((west, south, east, north),)


def _clipped(geometries: Sequence[BaseGeometry], box: Extent) -> list[BaseGeometry]:
    shapes = _geometries(geometries)
    touching = shapes[shapely.intersects(shapes, shapely.box(*box))]
    return [shape for shape in shapely.clip_by_rect(touching, *box) if not shape.is_empty]


def _merged(countries: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Land without inner boundaries: those are drawn as lines of their own."""
    if not len(countries):
        return []
    shapes = _geometries(countries)
    try:
        merged = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        merged = None
    if merged is not None and merged.is_valid:
        return [merged]
    # countries that overlap are no coverage; the slower way takes them too
    return [shapely.union_all(shapely.make_valid(shapes))]


def _by_weight(names: Sequence[PlaceName]) -> list[PlaceName]:
    return sorted(names, key=lambda item: (-item.weight, item.name, item.lon, item.lat))


def _geometries(shapes: Iterable[BaseGeometry]) -> NDArray[np.object_]:
    return np.array(list(shapes), dtype=np.object_)
