"""What lies at a distance from an area, in a direction from it, at its rim or on the way to it."""

from __future__ import annotations

from functools import lru_cache, partial

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy import distance_m
from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import clipped, widened
from ..models import Precision
from .areas import Area, drawn_later, kilometres, label_of
from .bands import Ground, ground_of, plain
from .borders import border_band, border_beside, border_ring, is_country
from .circles import circle, extent_m
from .offsets import beyond_footprint, beyond_m, offset_footprint, offset_point
from .points import point_of
from .syntax import Course, Offset

NEAR_M = 25_000.0
"""How far "near a town" reaches: UCDP's "limited area around", and our default for ``near``."""

INNER_SHARE, OUTER_SHARE = 0.75, 1.1
"""
Share of a stated distance from a border at which the true one lies: 5 to 95 % of 17,296 phrases
of GeoCoDe lie at 0.75 to 1.1 times the distance from a town, since writers state the road.
"""
WIDENING_M = 2_000.0
"""Added at both ends for rounding and for the point that the writer measured from."""

_RIM_M = 10_000.0
_CORRIDOR_SHARE = 0.15
_CORRIDOR_M = (5_000.0, 100_000.0)
_NEAR_PRECISION_M = 50_000.0
_WAY_M = 2_500_000.0
"""Length from which on two towns are no ends of one way."""
_ROAD_M = 50_000.0
"""How far from a town "the road to" it reaches where nothing says whence."""
_COURSE_M = 50_000.0
"""How far up or down a river from a town: the river's course is not packaged."""
_TINY_DEG = 1e-6
SMALL = (Precision.EXACT, Precision.PLACE)


def offset(node: Offset, start: Area) -> Area:
    """Draw what lies so far from an area, in a direction or in any."""
    lon, lat = point_of(start)
    extent = extent_m(start, (lon, lat))
    label = label_of(start)
    if node.low_km is None or node.high_km is None:
        direction = node.direction or "N"
        outer = beyond_m(extent)
        return drawn_later(
            partial(beyond_footprint, (lon, lat), outer, direction),
            precision=Precision.NEAR,
            rule=f"sector({direction}, {kilometres(outer)}, {label})",
            countries=start.countries,
        )
    low, high = node.low_km * 1000, node.high_km * 1000
    from_edge = start.precision not in SMALL
    draw = partial(offset_footprint, (lon, lat), extent, low, high, node.direction)
    # of a ring any point stands for it as well as any other
    aside = offset_point((lon, lat), low, high, "N") if low > 0 else None
    toward = "" if node.direction is None else f"{node.direction}, "
    far = high > _NEAR_PRECISION_M
    return drawn_later(
        partial(draw, from_edge=from_edge),
        precision=Precision.REGION if far else Precision.NEAR,
        rule=f"offset({toward}{_stated(node)}, {label})",
        countries=start.countries,
        anchor=offset_point((lon, lat), low, high, node.direction) if node.direction else aside,
    )


def from_border(node: Offset, sides: list[Area]) -> Area:
    """Draw what lies so far from a border, on either side of it or in one direction from it."""
    if node.low_km is None or node.high_km is None:
        if node.direction is None:
            return border_band(sides)
        inner, outer, stated = 0.0, _COURSE_M, kilometres(_COURSE_M)
    else:
        inner = INNER_SHARE * node.low_km * 1000 - WIDENING_M
        outer = OUTER_SHARE * node.high_km * 1000 + WIDENING_M
        stated = _stated(node)
    if node.direction is None:
        return border_ring(sides, inner, outer, stated)
    return border_beside(sides, node.direction, (inner, outer), stated)


def near(start: Area) -> Area:
    """Draw the surroundings of an area, the area itself included; of a country its borders."""
    if is_country(start):
        return border_band([start])
    label = label_of(start)
    if start.precision not in SMALL:
        return drawn_later(
            partial(_widened, ground_of(start)),
            precision=Precision.REGION,
            rule=f"near({label}, {kilometres(NEAR_M)})",
            countries=start.countries,
            is_sea=start.is_sea,
        )
    lon, lat = point_of(start)
    radius = max(NEAR_M, extent_m(start, (lon, lat)) + _RIM_M)
    return drawn_later(
        partial(circle, (lon, lat), radius),
        precision=Precision.NEAR,
        rule=f"near({label}, {kilometres(radius)})",
        countries=start.countries,
        anchor=(lon, lat),
        radius_m=radius,
    )


def outskirts(start: Area) -> Area:
    """Draw the rim of a town, half of its radius inward and 10 km outward."""
    lon, lat = point_of(start)
    extent = extent_m(start, (lon, lat))
    inner, outer = extent / 2, extent + _RIM_M
    return drawn_later(
        partial(circle, (lon, lat), outer, inner),
        precision=Precision.NEAR,
        rule=f"outskirts({label_of(start)}, {kilometres(inner)} to {kilometres(outer)})",
        countries=start.countries,
        anchor=offset_point((lon, lat), inner, outer, "N"),
    )


def corridor(first: Area, second: Area) -> Area:
    """Draw the corridor between two places, as wide as roads between them turn aside."""
    ends = point_of(first), point_of(second)
    length = float(distance_m(*ends[0], *ends[1]))
    least, most = _CORRIDOR_M
    half = min(max(least, _CORRIDOR_SHARE * length), most)
    missing = None if length <= _WAY_M else f"ends too far apart: {kilometres(length)}"
    far = "" if missing is None else f" ({missing})"
    return drawn_later(
        partial(_strip, ends, length, half),
        precision=Precision.NEAR if length <= _NEAR_PRECISION_M else Precision.REGION,
        rule=f"corridor({label_of(first)}, {label_of(second)}, {kilometres(half)}){far}",
        countries=tuple(sorted({*first.countries, *second.countries})),
        missing=missing,
    )


def _strip(
    ends: tuple[tuple[float, float], tuple[float, float]], length_m: float, half_m: float
) -> BaseGeometry:
    line = LineString(ends) if length_m > 1 else Point(ends[0]).buffer(_TINY_DEG)
    return widened(line, half_m)


def road_to(start: Area) -> Area:
    """Draw where the road to a town may be, wherever it begins."""
    return _around(start, _ROAD_M, "road_to")


def course(node: Course, start: Area) -> Area:
    """Draw where the river above or below a town may be."""
    return _around(start, _COURSE_M, node.sense)


def across_border(start: Area) -> Area:
    """Draw the surroundings of a town less its own country."""
    around = near(start)
    label = f"across_border({label_of(start)}, {kilometres(NEAR_M)})"
    beyond = around.footprint
    for code in start.countries:
        home = plain(Ground(f"country:{code}", reference.country_geometry(code)))
        beyond = shapely.difference(beyond, clipped(home, beyond))
    beyond = areas_only(beyond)
    if beyond.is_empty:
        return around.but(rule=f"{around.rule} (no border within it)", conflict=True)
    return Area(footprint=beyond, precision=Precision.NEAR, rule=label)


@lru_cache(maxsize=256)
def _widened(ground: Ground) -> BaseGeometry:
    return widened(plain(ground), NEAR_M)


def _around(start: Area, reach_m: float, rule: str) -> Area:
    lon, lat = point_of(start)
    radius = extent_m(start, (lon, lat)) + reach_m
    return drawn_later(
        partial(circle, (lon, lat), radius),
        precision=Precision.REGION,
        rule=f"{rule}({label_of(start)}, {kilometres(radius)})",
        countries=start.countries,
        anchor=(lon, lat),
        radius_m=radius,
    )


def _stated(node: Offset) -> str:
    """Write a distance as the text has it, in kilometres where it is one."""
    low, high = node.low_km or 0.0, node.high_km or 0.0
    plain = f"{low:.4g} km" if low == high else f"{low:.4g} to {high:.4g} km"
    return plain if node.said is None else node.said
