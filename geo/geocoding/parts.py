"""Cardinal parts of an area: "northeastern Jordan", "central Mali"."""

from __future__ import annotations

import math

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

_COMPASS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW"
BEARING = {name: number * 22.5 for number, name in enumerate(_COMPASS.split())}
"""Degrees clockwise from north of the sixteen points of the compass."""

HALF_WIDTH_DEG = {1: 75.0, 2: 60.0}
"""Half the angle that a part takes, by the letters of its name: N is wider than NE. Neighbouring
parts overlap: writers call the same town northern and northwestern."""
BACK_SHARE = 0.1
"""How far behind the middle the angle has its apex, as a share of the root of the area. With both
values 108 of 112 well-known towns of 30 countries lie in the part that news texts put them in."""
CENTRE_SHARE = 0.4
"""Radius of the central part, as a share of the root of the area: half the area of a disc."""

_STEP_DEG = 7.5
_MIDDLE_CORNERS = 48
_FAR_DEG = 400.0


def part_of(area: BaseGeometry, direction: str) -> BaseGeometry:
    """
    Cut the part of an area that lies in one direction.

    Parameters
    ----------
    area
        Polygon or MultiPolygon in EPSG:4326, longitude first.
    direction
        A key of `BEARING`, ``C`` for the centre, or ``NC``, ``EC``, ``SC``, ``WC`` for what is
        both in a direction and central: "north-central".

    Returns
    -------
    part
        What lies within `HALF_WIDTH_DEG` of the direction, seen from a point `BACK_SHARE` behind
        the centroid of the largest polygon; for ``C`` the disc of `CENTRE_SHARE` round the
        centroid; for ``NC`` the northern part as far as it lies no more than `CENTRE_SHARE` to
        either side of the centroid. Angles and shares are taken in the plane where a degree of
        longitude is shortened to its length at the centroid. The whole area where the cut leaves
        nothing.
    """
    largest = max(shapely.get_parts(area), key=lambda polygon: float(polygon.area))
    middle = largest.centroid
    shrink = max(math.cos(math.radians(middle.y)), 0.05)
    root = math.sqrt(largest.area * shrink)
    cutter: BaseGeometry
    if direction == "C":
        cutter = _disc(middle.x, middle.y, CENTRE_SHARE * root, shrink)
    else:
        plain = direction.removesuffix("C")
        turn = BEARING[plain]
        apex = _at(middle.x, middle.y, turn + 180, BACK_SHARE * root, shrink)
        cutter = _sector(*apex, turn, HALF_WIDTH_DEG[len(plain)], shrink)
        if plain != direction:
            aside = CENTRE_SHARE * root
            cutter = shapely.intersection(cutter, _band(middle.x, middle.y, turn, aside, shrink))
    cut = shapely.intersection(area, cutter)
    return area if cut.is_empty else cut


def _sector(lon: float, lat: float, bearing: float, half_width: float, shrink: float) -> Polygon:
    """Build a wedge that reaches beyond the edge of the map."""
    steps = round(2 * half_width / _STEP_DEG)
    turns = [bearing - half_width + number * _STEP_DEG for number in range(steps + 1)]
    return Polygon([(lon, lat), *(_at(lon, lat, turn, _FAR_DEG, shrink) for turn in turns)])


def _band(lon: float, lat: float, bearing: float, aside: float, shrink: float) -> Polygon:
    """Build a strip along a direction that reaches beyond the edge of the map."""
    reach = math.degrees(math.atan2(aside, _FAR_DEG))
    far = math.hypot(aside, _FAR_DEG)
    turns = (bearing - reach, bearing + reach, bearing + 180 - reach, bearing + 180 + reach)
    return Polygon([_at(lon, lat, turn, far, shrink) for turn in turns])


def _disc(lon: float, lat: float, radius_deg: float, shrink: float) -> Polygon:
    turns = (360.0 * number / _MIDDLE_CORNERS for number in range(_MIDDLE_CORNERS))
    return Polygon([_at(lon, lat, turn, radius_deg, shrink) for turn in turns])


def _at(lon: float, lat: float, turn: float, radius: float, shrink: float) -> tuple[float, float]:
    angle = math.radians(turn)
    return lon + radius * math.sin(angle) / shrink, lat + radius * math.cos(angle)
