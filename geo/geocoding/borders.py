"""Bands along borders: "near the Syrian-Jordanian border", "30 km from the Turkish border"."""

from __future__ import annotations

from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy import buffer
from ..geodesy.antimeridian import areas_only
from ..models import PlaceKind, Precision
from .areas import BORDER_BAND_M, Area, kilometres, label_of

_MEETING_M = 2_000.0
"""How far apart two drawn outlines that are one border may lie: twice the error of the data."""


def border_band(sides: list[Area]) -> Area:
    """
    Draw the band along a border, `BORDER_BAND_M` to either side.

    Parameters
    ----------
    sides
        The two areas that meet, or one, of which all land borders count. Between two countries
        the packaged boundary line counts; else where the outline of one meets the other.

    Returns
    -------
    area
        The band on both sides, and nothing of a third country where two are named; the last side
        itself where the two do not meet, said in the rule.
    """
    sides = sorted(sides, key=label_of)
    line = border_line(sides)
    labels = ", ".join(label_of(side) for side in sides)
    if line is None:
        return replace(sides[-1], rule=f"{sides[-1].rule} (no border found: {labels})")
    return Area(
        footprint=_on_both_sides(sides, buffer(line, BORDER_BAND_M)),
        precision=Precision.REGION,
        rule=f"border_band({labels}, {kilometres(BORDER_BAND_M)})",
        countries=_codes(sides),
    )


def border_ring(sides: list[Area], inner_m: float, outer_m: float, stated: str) -> Area:
    """
    Draw what lies between two distances from a border, on either side of it.

    Parameters
    ----------
    sides
        As in `border_band`.
    inner_m, outer_m
        Distances in metres; no inner rim is cut where `inner_m` is 2 km or less.
    stated
        The distance as the text has it, for the rule.

    Returns
    -------
    area
        The two strips; what `border_band` gives where there is no border.
    """
    sides = sorted(sides, key=label_of)
    line = border_line(sides)
    if line is None:
        return border_band(sides)
    strip = buffer(line, outer_m)
    if inner_m > _MEETING_M:
        strip = areas_only(shapely.difference(strip, buffer(line, inner_m)))
    labels = ", ".join(label_of(side) for side in sides)
    return Area(
        footprint=_on_both_sides(sides, strip),
        precision=Precision.REGION,
        rule=f"offset({stated}, border({labels}))",
        countries=_codes(sides),
    )


def border_line(sides: list[Area]) -> BaseGeometry | None:
    """
    Give the line that a border phrase means.

    Parameters
    ----------
    sides
        One or two areas.

    Returns
    -------
    line
        LineString or MultiLineString in EPSG:4326; null where the areas do not meet.
    """
    line: BaseGeometry | None
    if len(sides) == 1:
        line = _outer(sides[0])
    elif all(map(is_country, sides)):
        line = reference.border(sides[0].countries[0], sides[1].countries[0])
    else:
        first, second = sorted(sides, key=is_country)
        reach = buffer(second.footprint, _MEETING_M)
        line = shapely.intersection(shapely.boundary(first.footprint), reach)
    return None if line is None or line.is_empty else line


def is_country(area: Area) -> bool:
    """Tell whether an area is one whole country."""
    return area.place is not None and area.place.kind is PlaceKind.COUNTRY


def _on_both_sides(sides: list[Area], strip: BaseGeometry) -> BaseGeometry:
    """Cut off what lies in neither of two areas named."""
    if len(sides) == 1:
        return strip
    return areas_only(
        shapely.intersection(strip, shapely.union_all([side.footprint for side in sides]))
    )


def _outer(side: Area) -> BaseGeometry | None:
    """Give all land borders of a country, or the outline of another area."""
    if not is_country(side):
        return shapely.boundary(side.footprint)
    lines = [line.geometry for line in reference.borders_of(side.countries[0])]
    return shapely.union_all(lines) if lines else None


def _codes(sides: list[Area]) -> tuple[str, ...]:
    return tuple(sorted({code for side in sides for code in side.countries}))
