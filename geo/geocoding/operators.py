"""What area each relation of the grammar draws. All lengths are geodesic metres."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..gazetteer import get
from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import clipped
from ..models import PlaceKind, Precision
from . import reach
from .areas import Area, area_of, drawn_from, drawn_later, kilometres, label_of, united
from .bands import Ground, ground_of, plain
from .banks import bank_of
from .borders import border_band, border_line, is_country
from .circles import circle
from .grids import resolve_plus
from .meetings import meeting_of, triangle_of
from .parts import part_of
from .points import point_of
from .ranking import Resolution
from .syntax import (
    Across,
    Bank,
    Between,
    Border,
    Both,
    Coast,
    Coordinates,
    Course,
    Kind,
    Meeting,
    Name,
    Near,
    Node,
    Offset,
    Offshore,
    Outskirts,
    Part,
    PlusCode,
    Toward,
    Triangle,
    Union,
    Within,
)
from .water import COAST_M, OFF_M, has_sea, shore_of, water_within

_FINENESS = list(Precision)


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
    notation = "" if node.notation is None else f"{node.notation}: "
    return drawn_later(
        partial(circle, (node.lon, node.lat), node.radius_m),
        precision=Precision.EXACT,
        rule=f"coordinates({notation}{node.lat:g}, {node.lon:g}, {round(node.radius_m)} m)",
        countries=tuple(code for code in reference.countries_at(node.lon, node.lat) if code),
        anchor=(node.lon, node.lat),
        radius_m=node.radius_m,
    )


def _plus_code(node: PlusCode, resolution: Resolution) -> Area:
    start = draw(node.reference, resolution)
    area = _coordinates(resolve_plus(node.code, *point_of(start)), resolution)
    return area.but(rule=f"{area.rule} near {label_of(start)}")


def _part(node: Part, resolution: Resolution) -> Area:
    whole = draw(node.whole, resolution)
    precision = Precision.REGION if whole.precision is Precision.COUNTRY else whole.precision
    if whole.precision is Precision.PLACE:
        precision = Precision.PLACE
    part = drawn_later(
        partial(_part_of, ground_of(whole), node.direction),
        precision=precision,
        rule=f"part({node.direction}, {label_of(whole)})",
        countries=whole.countries,
        is_sea=whole.is_sea,
    )
    return drawn_from(part, whole)


@lru_cache(maxsize=2048)
def _part_of(ground: Ground, direction: str) -> BaseGeometry:
    return areas_only(part_of(plain(ground), direction))


def _border(node: Border, resolution: Resolution) -> Area:
    return border_band(_sides(node, resolution))


def _sides(node: Border, resolution: Resolution) -> list[Area]:
    return [draw(side, resolution) for side in (node.first, node.second) if side is not None]


def _offset(node: Offset, resolution: Resolution) -> Area:
    if isinstance(node.reference, Border):
        return reach.from_border(node, _sides(node.reference, resolution))
    start = draw(node.reference, resolution)
    return drawn_from(reach.offset(node, start), start)


def _near(node: Near, resolution: Resolution) -> Area:
    start = draw(node.reference, resolution)
    return drawn_from(reach.near(start), start)


def _outskirts(node: Outskirts, resolution: Resolution) -> Area:
    start = draw(node.reference, resolution)
    return drawn_from(reach.outskirts(start), start)


def _between(node: Between, resolution: Resolution) -> Area:
    ends = draw(node.first, resolution), draw(node.second, resolution)
    return drawn_from(reach.corridor(*ends), *ends)


def _toward(node: Toward, resolution: Resolution) -> Area:
    return reach.road_to(draw(node.reference, resolution))


def _across(node: Across, resolution: Resolution) -> Area:
    return reach.across_border(draw(node.reference, resolution))


def _course(node: Course, resolution: Resolution) -> Area:
    return reach.course(node, draw(node.reference, resolution))


def _bank(node: Bank, resolution: Resolution) -> Area:
    return bank_of(node, draw(node.reference, resolution))


def _coast(node: Coast, resolution: Resolution) -> Area:
    whole = draw(node.whole, resolution)
    sea = None if node.sea is None else draw(node.sea, resolution)
    shore = shore_of(whole, COAST_M, sea)
    along = "" if sea is None else f"{label_of(sea)}, "
    if shore.is_empty:
        missing = "no coast found"
        return whole.but(rule=f"{whole.rule} ({missing})", missing=missing)
    return Area(
        footprint=shore,
        precision=Precision.REGION,
        rule=f"coast({label_of(whole)}, {along}{kilometres(COAST_M)})",
        countries=whole.countries,
    )


def _offshore(node: Offshore, resolution: Resolution) -> Area:
    whole = draw(node.whole, resolution)
    if node.low_km is None or node.high_km is None:
        near_m, far_m, stated = 0.0, OFF_M, kilometres(OFF_M)
    else:
        near_m = reach.INNER_SHARE * node.low_km * 1000 - reach.WIDENING_M
        far_m = reach.OUTER_SHARE * node.high_km * 1000 + reach.WIDENING_M
        low, high = f"{node.low_km:.4g} km", f"{node.high_km:.4g} km"
        stated = low if low == high else f"{low} to {high}"
    draw_water = partial(water_within, whole, near_m, far_m)
    is_stated = node.low_km is not None and node.high_km is not None
    if not has_sea(whole) or (is_stated and draw_water().is_empty):
        around = reach.near(whole)
        missing = f"no sea off {label_of(whole)}"
        return around.but(rule=f"{around.rule} ({missing})", missing=missing)
    area = drawn_later(
        draw_water,
        precision=Precision.REGION,
        rule=f"off({label_of(whole)}, {stated})",
        countries=whole.countries,
        is_sea=True,
    )
    return area if node.sea is None else _meet(area, draw(node.sea, resolution))


def _meeting(node: Meeting, resolution: Resolution) -> Area:
    return meeting_of([draw(member, resolution) for member in node.members])


def _triangle(node: Triangle, resolution: Resolution) -> Area:
    return triangle_of([draw(member, resolution) for member in node.members])


def _kind(node: Kind, resolution: Resolution) -> Area:
    inner = draw(node.inner, resolution)
    precision = inner.precision
    if node.number != "one" and precision in reach.SMALL:
        precision = Precision.NEAR
    return inner.but(
        rule=f"{node.word} in {inner.rule}",
        precision=precision,
        place=None,
        has_point=inner.has_point and node.number == "one",
    )


def _within(node: Within, resolution: Resolution) -> Area:
    if isinstance(node.inner, Name | Within | Union | PlusCode):
        area = draw(node.inner, resolution)
        if _is_elsewhere(node, resolution):
            wide = draw(node.outer, resolution)
            rule = f"{area.rule} (does not meet {wide.rule}, left out)"
            return area.but(rule=rule, conflict=True)
        return area
    if isinstance(node.inner, Offset) and not isinstance(node.inner.reference, Border):
        # "39 miles southwest of Burlington, Vermont" says which Burlington, not where it ends
        return draw(node.inner, resolution)
    if isinstance(node.inner, Border):
        return _both(Both(node.outer, node.inner), resolution)
    return _meet(draw(node.inner, resolution), draw(node.outer, resolution))


def _is_elsewhere(node: Within, resolution: Resolution) -> bool:
    """Whether the reading of a name that was chosen lies outside what it is said to lie in."""
    if not (isinstance(node.inner, Name) and isinstance(node.outer, Name)):
        return False
    inner, outer = (resolution.best(name.toponym)[0] for name in (node.inner, node.outer))
    if outer.kind not in (PlaceKind.COUNTRY, PlaceKind.ADMIN1) or not inner.countries:
        return False
    return inner.place_id != outer.place_id and not set(inner.countries) & set(outer.countries)


def _both(node: Both, resolution: Resolution) -> Area:
    first = draw(node.first, resolution)
    second = node.second
    if not isinstance(second, Border):
        return _meet(first, draw(second, resolution))
    if second.first is None and first.countries:
        home = _home_border(first, draw(second.second, resolution)) if second.second else None
        if home is not None:
            return _meet(first, home, surely=is_country(first))
    sides = _sides(second, resolution)
    band = border_band(sides)
    own = band.missing is None and any(side.place == first.place for side in sides)
    return _meet(first, band, surely=own and is_country(first))


def _home_border(first: Area, other: Area) -> Area | None:
    """Read "in Rutba near the Syrian border" as the border of Rutba's own country with Syria."""
    if not is_country(other) or len(first.countries) != 1 or first.countries == other.countries:
        return None
    sides = [area_of(get(f"country:{first.countries[0]}")), other]
    return None if border_line(sides) is None else border_band(sides)


def _meet(first: Area, second: Area, *, surely: bool = False) -> Area:
    """
    Give what two areas have in common; a town stays whole; else the narrower one alone.

    Where they `surely` have something in common, as a country and its border, it is drawn later.
    """
    finer = min(first, second, key=lambda area: _FINENESS.index(area.precision))
    shared = None if surely else _shared(first, second)
    rule = f"{first.rule} ∩ {second.rule}"
    if shared is not None and (shared.is_empty or not shared.area):
        narrow, wide = sorted((first, second), key=lambda area: float(area.footprint.area))
        left = f"{narrow.rule} (does not meet {wide.rule}, left out)"
        return drawn_from(narrow.but(rule=left, conflict=True), wide)
    if finer.precision in reach.SMALL:
        return drawn_from(finer.but(rule=rule), first, second)
    precision = finer.precision
    if precision is Precision.COUNTRY:
        precision = Precision.REGION
    common = tuple(code for code in first.countries if code in second.countries)
    both = drawn_later(
        partial(_shared, first, second) if shared is None else lambda: shared,
        precision=precision,
        rule=rule,
        countries=common or first.countries or second.countries,
        is_sea=first.is_sea or second.is_sea,
        has_point=first.has_point and second.has_point,
    )
    return drawn_from(both, first, second)


def _shared(first: Area, second: Area) -> BaseGeometry:
    """Cut two areas with each other, the outlines of countries thinned and clipped first."""
    one, other = (
        area.footprint if area.place is None else plain(ground_of(area)) for area in (first, second)
    )
    if not shapely.intersects(shapely.box(*one.bounds), shapely.box(*other.bounds)):
        return areas_only(shapely.MultiPolygon())
    return areas_only(shapely.intersection(clipped(one, other), clipped(other, one)))


def _union(node: Union, resolution: Resolution) -> Area:
    areas = [draw(member, resolution) for member in node.members]
    coarsest = max(areas, key=lambda area: _FINENESS.index(area.precision)).precision
    whole = all(area.precision is Precision.COUNTRY for area in areas)
    union = drawn_later(
        partial(united, areas),
        precision=coarsest if whole else Precision.REGION,
        rule=f"union({', '.join(label_of(area) for area in areas)})",
        countries=tuple(dict.fromkeys(code for area in areas for code in area.countries)),
        is_sea=all(area.is_sea for area in areas),
        has_point=False,
    )
    return drawn_from(union, *areas)


_RULES: dict[type, Callable[..., Area]] = {
    Coordinates: _coordinates,
    PlusCode: _plus_code,
    Part: _part,
    Border: _border,
    Offset: _offset,
    Near: _near,
    Outskirts: _outskirts,
    Between: _between,
    Toward: _toward,
    Across: _across,
    Course: _course,
    Bank: _bank,
    Coast: _coast,
    Offshore: _offshore,
    Meeting: _meeting,
    Triangle: _triangle,
    Kind: _kind,
    Within: _within,
    Both: _both,
    Union: _union,
}
