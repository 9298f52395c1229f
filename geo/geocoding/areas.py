"""What area a gazetteer entry covers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy import buffer, disc
from ..models import DEFAULT_RADIUS_M, Place, PlaceKind, Precision

BORDER_BAND_M = 25_000.0
"""How far to either side of a border "near the border" reaches: UCDP's "limited area around"."""

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
class Area:
    """
    An area with its name, how narrowly it is meant, and how it was made.

    `anchor` is the point (lon, lat) that stands for it, null where the footprint alone speaks.
    """

    footprint: BaseGeometry
    precision: Precision
    rule: str
    countries: tuple[str, ...] = ()
    anchor: tuple[float, float] | None = None
    place: Place | None = None
    is_sea: bool = False
    has_point: bool = True


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
    outline = _outline(place)
    anchor = (place.lon, place.lat)
    radius = None
    if outline is None or outline.is_empty:
        radius = _radius_m(place, precision)
        outline = disc(place.lon, place.lat, radius)
    return Area(
        footprint=outline,
        precision=precision,
        rule=_rule(place, radius),
        countries=place.countries,
        anchor=anchor if shapely.intersects_xy(outline, *anchor) else None,
        place=place,
        is_sea=place.kind is PlaceKind.SEA,
    )


def _outline(place: Place) -> BaseGeometry | None:
    """Outline from the packaged data; null where there is none."""
    if place.kind is PlaceKind.COUNTRY:
        return reference.country_geometry(place.countries[0])
    if place.kind in (PlaceKind.SETTLEMENT, PlaceKind.AIRFIELD):
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
    return None if line is None else buffer(line, BORDER_BAND_M)


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
    return BORDER_BAND_M if default is None else default


def _rule(place: Place, radius_m: float | None) -> str:
    label = (
        place.name
        if place.kind is PlaceKind.COUNTRY
        else ", ".join((place.name, *place.countries[:1]))
    )
    drawn = "" if radius_m is None else f", {kilometres(radius_m)}"
    return f"{place.kind.value}({label}{drawn})"


def label_of(area: Area) -> str:
    """Name an area in the rule of another one."""
    return area.rule if area.place is None else area.place.name


def kilometres(metres: float) -> str:
    """Write metres as kilometres for a rule trace, to a tenth where that matters."""
    return f"{round(metres / 1000, 1):g} km"
