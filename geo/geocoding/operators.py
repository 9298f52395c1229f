"""What area each relation of the grammar draws. All lengths are geodesic metres."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import shapely
from shapely import LineString, Point

from .. import reference
from ..gazetteer import get
from ..geodesy import annular_sector, bounding_radius_m, buffer, disc, distance_m
from ..geodesy.antimeridian import areas_only
from ..models import Precision
from .areas import Area, area_of, kilometres, label_of
from .borders import border_band, border_line, border_ring, is_country
from .parts import BEARING, part_of
from .ranking import Resolution
from .syntax import (
    Between,
    Border,
    Both,
    Coordinates,
    Name,
    Near,
    Node,
    Offset,
    Outskirts,
    Part,
    Union,
    Within,
)

NEAR_M = 25_000.0
"""How far "near a town" reaches: UCDP's "limited area around", and our default for ``near``."""

INNER_SHARE, OUTER_SHARE = 0.75, 1.1
"""
Share of a stated distance at which the true one lies: 5 to 95 % of 17,296 phrases of GeoCoDe
lie at 0.75 to 1.1 times the distance, since writers state the road.
"""
WIDENING_M = 2_000.0
"""Added at both ends for rounding and for the point that the writer measured from."""
HALF_WIDTH_DEG = 30.0
"""Degrees to either side of a stated direction, far away: what 95 % of the same phrases keep to."""
ASIDE_M = 2_500.0
"""Added to either side of it, which matters near the reference: 14 and 65 degrees hold 50 and 95 %
of the phrases of less than 5 km, 12 and 30 of those of 50 to 100 km."""

_RIM_M = 10_000.0
_VAGUE_REACH_M = 25_000.0
_VAGUE_HALF_WIDTH_DEG = 45.0
_CORRIDOR_SHARE = 0.15
_CORRIDOR_M = (5_000.0, 100_000.0)
_NEAR_PRECISION_M = 50_000.0

_FINENESS = list(Precision)
_SMALL = (Precision.EXACT, Precision.PLACE)


def draw(node: Node, resolution: Resolution) -> Area:
    """
    Draw the area that a phrase means.

    Parameters
    ----------
    node
        The phrase.
    resolution
        What its names mean.

    Returns
    -------
    area
        Footprint in EPSG:4326, precision, and the rule that made it.
    """
    if isinstance(node, Name):
        return area_of(resolution.best(node.toponym)[0])
    rule: Callable[..., Area] = _RULES[type(node)]
    return rule(node, resolution)


def _coordinates(node: Coordinates, _: Resolution) -> Area:
    return Area(
        footprint=disc(node.lon, node.lat, node.radius_m),
        precision=Precision.EXACT,
        rule=f"coordinates({node.lat:g}, {node.lon:g}, {round(node.radius_m)} m)",
        countries=tuple(code for code in reference.countries_at(node.lon, node.lat) if code),
        anchor=(node.lon, node.lat),
    )


def _part(node: Part, resolution: Resolution) -> Area:
    whole = draw(node.whole, resolution)
    precision = Precision.REGION if whole.precision is Precision.COUNTRY else whole.precision
    label = whole.place.name if whole.place else whole.rule
    return Area(
        footprint=areas_only(part_of(whole.footprint, node.direction)),
        precision=precision,
        rule=f"part({node.direction}, {label})",
        countries=whole.countries,
        is_sea=whole.is_sea,
    )


def _border(node: Border, resolution: Resolution) -> Area:
    return border_band(_sides(node, resolution))


def _sides(node: Border, resolution: Resolution) -> list[Area]:
    return [draw(side, resolution) for side in (node.first, node.second) if side is not None]


def _offset(node: Offset, resolution: Resolution) -> Area:
    if isinstance(node.reference, Border):
        return _from_border(node, node.reference, resolution)
    start = draw(node.reference, resolution)
    lon, lat = point_of(start)
    extent = bounding_radius_m(Point(lon, lat), start.footprint)
    label = label_of(start)
    toward = "" if node.direction is None else f"{node.direction}, "
    if node.low_km is None or node.high_km is None:
        outer = extent + _VAGUE_REACH_M
        azimuth, half_width = BEARING[node.direction or "N"], _VAGUE_HALF_WIDTH_DEG
        return Area(
            footprint=annular_sector(lon, lat, 0.0, outer, azimuth, half_width),
            precision=Precision.NEAR,
            rule=f"sector({toward}{kilometres(outer)}, {label})",
            countries=start.countries,
        )
    inner = INNER_SHARE * node.low_km * 1000 - WIDENING_M
    inner = max(0.0, inner - (extent if start.precision in _SMALL else 0.0))
    outer = OUTER_SHARE * node.high_km * 1000 + WIDENING_M + extent
    half_width = 180.0 if node.direction is None else _half_width(node.high_km)
    azimuth = BEARING[node.direction or "N"]
    return Area(
        footprint=annular_sector(lon, lat, inner, outer, azimuth, half_width),
        precision=Precision.NEAR if outer <= _NEAR_PRECISION_M else Precision.REGION,
        rule=f"offset({toward}{_stated(node.low_km, node.high_km)}, {label})",
        countries=start.countries,
    )


def _half_width(distance_km: float) -> float:
    """Give the degrees to either side of a stated direction at a stated distance."""
    return HALF_WIDTH_DEG + math.degrees(math.atan2(ASIDE_M, distance_km * 1000))


def _from_border(node: Offset, border: Border, resolution: Resolution) -> Area:
    """Draw what lies so far from a border, on either side of it."""
    sides = _sides(border, resolution)
    if node.low_km is None or node.high_km is None:
        return border_band(sides)
    inner = INNER_SHARE * node.low_km * 1000 - WIDENING_M
    outer = OUTER_SHARE * node.high_km * 1000 + WIDENING_M
    return border_ring(sides, inner, outer, _stated(node.low_km, node.high_km))


def _near(node: Near, resolution: Resolution) -> Area:
    start = draw(node.reference, resolution)
    if is_country(start):
        return border_band([start])
    label = label_of(start)
    if start.precision not in _SMALL:
        return Area(
            footprint=buffer(start.footprint, NEAR_M),
            precision=Precision.REGION,
            rule=f"near({label}, {kilometres(NEAR_M)})",
            countries=start.countries,
            is_sea=start.is_sea,
        )
    lon, lat = point_of(start)
    extent = bounding_radius_m(Point(lon, lat), start.footprint)
    radius = max(NEAR_M, extent + _RIM_M)
    return Area(
        footprint=disc(lon, lat, radius),
        precision=Precision.NEAR,
        rule=f"near({label}, {kilometres(radius)})",
        countries=start.countries,
        anchor=(lon, lat),
    )


def _outskirts(node: Outskirts, resolution: Resolution) -> Area:
    start = draw(node.reference, resolution)
    lon, lat = point_of(start)
    extent = bounding_radius_m(Point(lon, lat), start.footprint)
    inner, outer = extent / 2, extent + _RIM_M
    return Area(
        footprint=annular_sector(lon, lat, inner, outer, 0.0, 180.0),
        precision=Precision.NEAR,
        rule=f"outskirts({label_of(start)}, {kilometres(inner)} to {kilometres(outer)})",
        countries=start.countries,
    )


def _between(node: Between, resolution: Resolution) -> Area:
    first, second = draw(node.first, resolution), draw(node.second, resolution)
    ends = point_of(first), point_of(second)
    length = float(distance_m(*ends[0], *ends[1]))
    least, most = _CORRIDOR_M
    half = min(max(least, _CORRIDOR_SHARE * length), most)
    return Area(
        footprint=buffer(LineString(ends), half),
        precision=Precision.NEAR if length <= _NEAR_PRECISION_M else Precision.REGION,
        rule=f"corridor({label_of(first)}, {label_of(second)}, {kilometres(half)})",
        countries=tuple(sorted({*first.countries, *second.countries})),
    )


def _within(node: Within, resolution: Resolution) -> Area:
    if isinstance(node.inner, Name | Within | Union):
        return draw(node.inner, resolution)
    if isinstance(node.inner, Border):
        return _both(Both(node.outer, node.inner), resolution)
    return _meet(draw(node.inner, resolution), draw(node.outer, resolution))


def _both(node: Both, resolution: Resolution) -> Area:
    first = draw(node.first, resolution)
    second = node.second
    if isinstance(second, Border) and second.first is None and first.countries:
        home = _home_border(first, draw(second.second, resolution)) if second.second else None
        if home is not None:
            return _meet(first, home)
    return _meet(first, draw(second, resolution))


def _home_border(first: Area, other: Area) -> Area | None:
    """Read "in Rutba near the Syrian border" as the border of Rutba's own country with Syria."""
    if not is_country(other) or len(first.countries) != 1 or first.countries == other.countries:
        return None
    sides = [area_of(get(f"country:{first.countries[0]}")), other]
    return None if border_line(sides) is None else border_band(sides)


def _meet(first: Area, second: Area) -> Area:
    """Give what two areas have in common; a town stays whole; else the narrower one alone."""
    finer = min(first, second, key=lambda area: _FINENESS.index(area.precision))
    shared = areas_only(shapely.intersection(first.footprint, second.footprint))
    rule = f"{first.rule} ∩ {second.rule}"
    if shared.is_empty or not shared.area:
        narrow, wide = sorted((first, second), key=lambda area: float(area.footprint.area))
        return replace(narrow, rule=f"{narrow.rule} (does not meet {wide.rule}, left out)")
    if finer.precision in _SMALL:
        return replace(finer, rule=rule)
    precision = finer.precision
    if precision is Precision.COUNTRY:
        precision = Precision.REGION
    common = tuple(code for code in first.countries if code in second.countries)
    return Area(
        footprint=shared,
        precision=precision,
        rule=rule,
        countries=common or first.countries or second.countries,
        is_sea=first.is_sea or second.is_sea,
    )


def _union(node: Union, resolution: Resolution) -> Area:
    areas = [draw(member, resolution) for member in node.members]
    coarsest = max(areas, key=lambda area: _FINENESS.index(area.precision)).precision
    whole = all(area.precision is Precision.COUNTRY for area in areas)
    return Area(
        footprint=areas_only(shapely.union_all([area.footprint for area in areas])),
        precision=coarsest if whole else Precision.REGION,
        rule=f"union({', '.join(label_of(area) for area in areas)})",
        countries=tuple(dict.fromkeys(code for area in areas for code in area.countries)),
        is_sea=all(area.is_sea for area in areas),
        has_point=False,
    )


def point_of(area: Area) -> tuple[float, float]:
    """
    Give the point that stands for an area.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    point
        Its anchor where it has one; else the centroid where that lies inside; else the point
        of the largest polygon that lies farthest from its outline (lon, lat).
    """
    if area.anchor is not None:
        return area.anchor
    middle = area.footprint.centroid
    if not shapely.covers(area.footprint, middle):
        largest = max(shapely.get_parts(area.footprint), key=lambda part: float(part.area))
        plain = largest.simplify(0.01)
        plain = largest if plain.is_empty or not plain.is_valid else plain
        middle = Point(shapely.maximum_inscribed_circle(plain, tolerance=0.01).coords[0])
        if not shapely.covers(area.footprint, middle):
            middle = largest.representative_point()
    return middle.x, middle.y


def _stated(low_km: float, high_km: float) -> str:
    """Write a distance as the text has it, in kilometres."""
    return f"{low_km:.4g} km" if low_km == high_km else f"{low_km:.4g} to {high_km:.4g} km"


_RULES: dict[type, Callable[..., Area]] = {
    Coordinates: _coordinates,
    Part: _part,
    Border: _border,
    Offset: _offset,
    Near: _near,
    Outskirts: _outskirts,
    Between: _between,
    Within: _within,
    Both: _both,
    Union: _union,
}
