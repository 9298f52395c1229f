"""What area a gazetteer entry covers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations
from typing import Any, cast

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy import buffer, disc
from ..geodesy.antimeridian import areas_only
from ..models import DEFAULT_RADIUS_M, Place, PlaceKind, Precision
from ..ondemand import LATER, OnDemand
from ..reference.waters import BAND_M

_THIN_DEG, _THIN_SHARE = 0.01, 0.002
"""
How far a packaged outline may stray in a footprint: as far as `reference.BORDER_PRECISION_M`, and
of a small area two thousandths of its side.
"""
_PEOPLE_PER_KM2 = 4_000.0
"""
Density of built-up areas, rounded: the order of magnitude that Demographia World Urban Areas
gives as mean of the urban areas of half a million people and more.
"""
_LEAST_SETTLEMENT_M = 2_000.0
_AIRFIELD_M = 3_000.0
_SITE_M = 5_000.0

_PRECISION = {
    PlaceKind.CONTINENT: Precision.REGION,
    PlaceKind.COUNTRY: Precision.COUNTRY,
    PlaceKind.ADMIN1: Precision.ADMIN1,
    PlaceKind.ADMIN2: Precision.ADMIN2,
    PlaceKind.SETTLEMENT: Precision.PLACE,
    PlaceKind.REGION: Precision.REGION,
    PlaceKind.SEA: Precision.REGION,
    PlaceKind.SITE: Precision.PLACE,
    PlaceKind.AIRFIELD: Precision.PLACE,
    PlaceKind.BORDER: Precision.REGION,
}


@dataclass(frozen=True, slots=True)
class Area(OnDemand):
    """
    An area with its name, how narrowly it is meant, and how it was made.

    `anchor` is the point (lon, lat) that stands for it, null where the footprint alone speaks;
    `radius_m` is that of a footprint which is a disc round the anchor, null for all others.
    `conflict` tells that parts of the phrase do not go together and one was left out; `missing`
    what the phrase speaks of and is not there, such as a border of two countries that share none.
    """

    footprint: BaseGeometry
    precision: Precision
    rule: str
    countries: tuple[str, ...] = ()
    anchor: tuple[float, float] | None = None
    place: Place | None = None
    is_sea: bool = False
    has_point: bool = True
    radius_m: float | None = None
    conflict: bool = False
    missing: str | None = None


def drawn_later(draw: Callable[[], BaseGeometry], /, **values: object) -> Area:
    """
    Give an area of which the footprint is drawn when somebody asks for it.

    Parameters
    ----------
    draw
        Draws the footprint.
    **values
        The other fields of `Area` by name.

    Returns
    -------
    area
        The area.
    """
    return Area.later(lambda _: {"footprint": draw()}, **values)


def drawn_from(area: Area, *parts: Area) -> Area:
    """
    Hand on to an area what is wrong with those that it was drawn from.

    Parameters
    ----------
    area
        The area.
    parts
        What it was drawn from.

    Returns
    -------
    area
        The same one, with `conflict` and `missing` of its parts where it has none of its own.
    """
    conflict = area.conflict or any(part.conflict for part in parts)
    told = (one.missing for one in (area, *parts) if one.missing is not None)
    missing = next(told, None)
    if conflict == area.conflict and missing == area.missing:
        return area
    return area.but(conflict=conflict, missing=missing)


def settlement_radius_m(population: int | None) -> float:
    """
    Give the radius of a settlement.

    Parameters
    ----------
    population
        People; null where unknown.

    Returns
    -------
    radius
        Metres: of the disc that holds as many people at 4,000 per square kilometre, and at
        least 2 km, which also covers how far gazetteer points lie from the middle of a town.
    """
    disc_km = math.sqrt((population or 0) / (math.pi * _PEOPLE_PER_KM2))
    return max(_LEAST_SETTLEMENT_M, disc_km * 1000)


@lru_cache(maxsize=4096)
def area_of(place: Place) -> Area:
    """
    Give the area of one gazetteer entry.

    Parameters
    ----------
    place
        The entry.

    Returns
    -------
    area
        The outline that the packaged data has, else a disc round the point: by population for a
        settlement, with the entry's own radius, or with the default radius of its precision.
    """
    precision = _PRECISION[place.kind]
    anchor = (place.lon, place.lat)
    if _has_outline(place):
        return Area.later(
            lambda _: _outlined(_thinned(cast("BaseGeometry", _outline(place))), anchor),
            precision=precision,
            rule=_rule(place, None),
            countries=place.countries,
            anchor=LATER,
            place=place,
        )
    outline = _outline(place)
    if outline is None or outline.is_empty:
        radius = _radius_m(place, precision)
        return drawn_later(
            partial(disc, *anchor, radius),
            precision=precision,
            rule=_rule(place, radius),
            countries=place.countries,
            anchor=anchor,
            place=place,
            is_sea=place.kind is PlaceKind.SEA,
            radius_m=radius,
        )
    return Area(
        **_outlined(_thinned(outline), anchor),
        precision=precision,
        rule=_rule(place, None),
        countries=place.countries,
        place=place,
        is_sea=place.kind is PlaceKind.SEA,
    )


def _outlined(outline: BaseGeometry, anchor: tuple[float, float]) -> dict[str, Any]:
    """Give the fields of an area that depend on its outline."""
    inside = shapely.intersects_xy(outline, *anchor)
    return {"footprint": outline, "anchor": anchor if inside else None}


def _has_outline(place: Place) -> bool:
    """Tell of countries and provinces, without unpacking it, whether an outline is packaged."""
    if place.kind is PlaceKind.ADMIN1:
        return place.place_id.removeprefix("admin1:") in reference.admin1_layer().row_of
    return place.kind is PlaceKind.COUNTRY


def disc_radius_m(place: Place) -> float | None:
    """Give the radius in metres of a place of which no outline can be packaged, else null."""
    if place.kind not in (PlaceKind.SETTLEMENT, PlaceKind.AIRFIELD):
        return None
    return _radius_m(place, _PRECISION[place.kind])


def _outline(place: Place) -> BaseGeometry | None:
    """Outline from the packaged data; null where there is none."""
    if place.kind is PlaceKind.COUNTRY:
        return reference.country_geometry(place.countries[0])
    if disc_radius_m(place) is not None:
        return None
    if place.kind is PlaceKind.BORDER:
        return _line_of(place)
    return reference.load_footprint(place.place_id)


def _line_of(place: Place) -> BaseGeometry | None:
    """Draw the band along a line with a name of its own, such as a line of control."""
    lines = [
        line.geometry
        for line in reference.border_lines()
        if {line.country_a, line.country_b} == set(place.countries) and line.status == place.subkind
    ]
    line = shapely.union_all(lines) if lines else reference.load_footprint(place.place_id)
    return None if line is None else buffer(line, BAND_M)


def _radius_m(place: Place, precision: Precision) -> float:
    if place.radius_m is not None:
        return place.radius_m
    if place.kind is PlaceKind.SETTLEMENT:
        return settlement_radius_m(place.population)
    if place.kind is PlaceKind.AIRFIELD:
        return _AIRFIELD_M
    if place.kind is PlaceKind.SITE:
        return _SITE_M
    default = DEFAULT_RADIUS_M[precision]
    return BAND_M if default is None else default


def _rule(place: Place, radius_m: float | None) -> str:
    label = (
        place.name
        if place.kind is PlaceKind.COUNTRY
        else ", ".join((place.name, *place.countries[:1]))
    )
    drawn = "" if radius_m is None else f", {kilometres(radius_m)}"
    return f"{place.kind.value}({label}{drawn})"


def united(areas: Sequence[Area]) -> Polygon | MultiPolygon:
    """
    Join the footprints of areas.

    Parameters
    ----------
    areas
        The areas.

    Returns
    -------
    footprint
        Polygon or MultiPolygon in EPSG:4326, without gaps where outlines meet.
    """
    shapes = [area.footprint for area in areas]
    meeting = _meeting(shapes)
    apart = [shape for number, shape in enumerate(shapes) if number not in meeting]
    parts = [part for shape in apart for part in shapely.get_parts(shape)]
    if meeting:
        # outlines thinned one by one would leave slivers between neighbours
        full = [_full(areas[number]) for number in sorted(meeting)]
        joined = areas_only(_thinned(shapely.union_all(full)))
        parts += shapely.get_parts(joined).tolist()
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _meeting(shapes: Sequence[BaseGeometry]) -> set[int]:
    """Give the positions of shapes that touch another one, or nearly."""
    boxes = [shapely.box(*shape.bounds) for shape in shapes]
    close = 2 * _THIN_DEG
    found: set[int] = set()
    for (first, one), (second, other) in combinations(enumerate(boxes), 2):
        if not shapely.dwithin(one, other, close):
            continue
        shapely.prepare(shapes[first])
        if shapely.dwithin(shapes[first], shapes[second], close):
            found |= {first, second}
    return found


def _full(area: Area) -> BaseGeometry:
    outline = None if area.place is None else _outline(area.place)
    return area.footprint if outline is None else outline


def _thinned(shape: BaseGeometry) -> BaseGeometry:
    """Drop corners that say nothing at the scale of a shape; its area stays within a per mille."""
    finest = min(_THIN_DEG, _THIN_SHARE * math.sqrt(shape.area))
    thin = shapely.simplify(shape, finest) if finest > 0 else shape
    return shape if thin.is_empty or not shapely.is_valid(thin) else thin


def label_of(area: Area) -> str:
    """Name an area in the rule of another one."""
    return area.rule if area.place is None else area.place.name


def kilometres(metres: float) -> str:
    """Write metres as kilometres for a rule trace, to a tenth where that matters."""
    return f"{round(metres / 1000, 1):g} km"
