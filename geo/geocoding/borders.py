"""Bands along borders: "near the Syrian-Jordanian border", "30 km from the Turkish border"."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .. import reference
from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import METRES_PER_DEGREE, clipped, widened
from ..models import PlaceKind, Precision
from ..reference.waters import BAND_M, on_ground
from ..reference.waters import border_band as packaged_band
from .areas import Area, drawn_later, kilometres, label_of
from .bands import Ground, ground_of, ring, shape_to_cut, steps_of
from .parts import BEARING

_SWEPT_DEG = 0.02
"""Borders are thinned to two kilometres before they are moved aside."""
_MEETING_M = 2_000.0
"""How far apart two drawn outlines that are one border may lie: twice the error of the data."""
_ROOM_DEG = 0.5
"""More than that, at any latitude where there are borders."""


def border_band(sides: list[Area]) -> Area:
    """
    Draw the band along a border, `BAND_M` to either side.

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
    labels = ", ".join(label_of(side) for side in sides)
    if not _have_border(sides):
        missing = f"no border found: {labels}"
        return sides[-1].but(rule=f"{sides[-1].rule} ({missing})", missing=missing)
    return drawn_later(
        partial(_band, sides),
        precision=Precision.REGION,
        rule=f"border_band({labels}, {kilometres(BAND_M)})",
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
    if not _have_border(sides):
        return border_band(sides)
    labels = ", ".join(label_of(side) for side in sides)
    return drawn_later(
        partial(_sides_of, sides, *steps_of(inner_m, outer_m)),
        precision=Precision.REGION,
        rule=f"offset({stated}, border({labels}))",
        countries=_codes(sides),
    )


def border_beside(
    sides: list[Area], direction: str, reach_m: tuple[float, float], stated: str
) -> Area:
    """
    Draw what lies in one direction from a border.

    Parameters
    ----------
    sides
        As in `border_band`.
    direction
        Key of `BEARING`.
    reach_m
        Least and greatest distance in metres.
    stated
        The distance as the text has it, for the rule.

    Returns
    -------
    area
        What the border sweeps over when it is moved so far in the direction, ground of third
        countries included; what `border_band` gives where there is no border.
    """
    sides = sorted(sides, key=label_of)
    line = border_line(sides)
    if line is None:
        return border_band(sides)
    inner, outer = reach_m
    simple = shapely.simplify(line, _SWEPT_DEG)
    moved = _moved(simple, direction, outer)
    pieces = [
        shapely.Polygon([*one, *other[::-1]])
        for part, far in zip(_lines(simple), _lines(moved), strict=True)
        for one, other in zip(pairwise(part.coords), pairwise(far.coords), strict=True)
    ]
    swept = shapely.union_all(shapely.make_valid(pieces))
    if inner > _MEETING_M:
        swept = shapely.difference(swept, widened(simple, inner))
    swept = areas_only(swept)
    labels = ", ".join(label_of(side) for side in sides)
    if swept.is_empty:
        return border_band(sides)
    return Area(
        footprint=swept,
        precision=Precision.REGION,
        rule=f"offset({direction}, {stated}, border({labels}))",
        countries=(),
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
        line = _meeting_line(first.footprint, second.footprint)
    return None if line is None or line.is_empty else line


def _meeting_line(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry:
    """Give the outline of an area where that of another one is near."""
    window = shapely.buffer(shapely.box(*first.bounds), _ROOM_DEG)
    near = clipped(second, window)
    if near.is_empty:
        return near
    return shapely.intersection(shapely.boundary(first), widened(near, _MEETING_M))


def _lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(geometry) if not part.is_empty]


def _moved(line: BaseGeometry, direction: str, metres: float) -> BaseGeometry:
    """Move a line as a whole, every corner by the same way."""
    turn = math.radians(BEARING[direction])
    north = metres / METRES_PER_DEGREE * math.cos(turn)
    east = metres / METRES_PER_DEGREE * math.sin(turn)

    def shift(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        shrink = np.cos(np.radians(coordinates[:, 1]))
        moved: NDArray[np.float64] = coordinates.copy()
        moved[:, 0] += east / shrink
        moved[:, 1] += north
        return moved

    return shapely.transform(line, shift)


def is_country(area: Area) -> bool:
    """Tell whether an area is one whole country."""
    return area.place is not None and area.place.kind is PlaceKind.COUNTRY


def _have_border(sides: list[Area]) -> bool:
    """Tell whether there is a line between two areas or round one, drawn only where it must be."""
    if len(sides) == 1 and is_country(sides[0]):
        return bool(reference.borders_of(sides[0].countries[0]))
    return border_line(sides) is not None


def _band(sides: list[Area]) -> BaseGeometry:
    if all(map(is_country, sides)):
        packaged = packaged_band(*(side.countries[0] for side in sides))
        if packaged is not None:
            return packaged
    return _kept_band(_Pair(_key(sides), sides))


def _sides_of(sides: list[Area], inner: int | None, outer: int) -> BaseGeometry:
    """Give the ring round a border on the ground of its sides."""
    return _kept_ring(_Pair(_key(sides), sides), inner, outer)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The sides of a border that there is, known by its key."""

    key: str
    sides: list[Area] = field(compare=False)

    @property
    def line(self) -> BaseGeometry:
        """The border."""
        return cast("BaseGeometry", border_line(self.sides))


@lru_cache(maxsize=512)
def _kept_band(pair: _Pair) -> BaseGeometry:
    return _on_both_sides(pair.sides, widened(pair.line, BAND_M))


@lru_cache(maxsize=2048)
def _kept_ring(pair: _Pair, inner: int | None, outer: int) -> BaseGeometry:
    line = Ground.later(lambda _: {"shape": pair.line}, key=f"border {pair.key}")
    return _on_both_sides(pair.sides, ring(line, inner, outer))


def _key(sides: list[Area]) -> str:
    return " ".join(ground_of(side).key for side in sides)


def _on_both_sides(sides: list[Area], strip: BaseGeometry) -> BaseGeometry:
    """Cut off what lies in neither of two areas named."""
    return strip if len(sides) == 1 else on_ground([shape_to_cut(side) for side in sides], strip)


def _outer(side: Area) -> BaseGeometry | None:
    """Give all land borders of a country, or the outline of another area."""
    if not is_country(side):
        return shapely.boundary(side.footprint)
    return _land_borders(side.countries[0])


@lru_cache(maxsize=512)
def _land_borders(code: str) -> BaseGeometry | None:
    lines = [line.geometry for line in reference.borders_of(code)]
    return shapely.line_merge(shapely.union_all(lines)) if lines else None


def _codes(sides: list[Area]) -> tuple[str, ...]:
    return tuple(sorted({code for side in sides for code in side.countries}))
