"""A corrected location: the phrase, the point with its radius, or the area, as columns."""

from __future__ import annotations

from typing import Any

from shapely import Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from .. import geocoding
from ..errors import InputError
from ..geodesy import area_m2, bounding_radius_m, disc
from ..models import Location, Precision
from ..readers.result import shortened
from .values import DrawnArea, Edit, PointWithRadius, value_of

# what a radius says of a point: the classes of a table are 2 km for a place and 25 km for near
_PRECISION_UP_TO_M = (
    (2_000.0, Precision.EXACT),
    (10_000.0, Precision.PLACE),
    (25_000.0, Precision.NEAR),
)


def described(edit: Edit) -> str:
    """Give the value of an edit for people; an area by its size, not by its corners."""
    value = value_of(edit)
    if not isinstance(value, DrawnArea):
        return edit.value
    return f"area drawn, {area_m2(value.footprint) / 1e6:,.1f} km²"


def located(edit: Edit, country: str | None) -> dict[str, Any]:
    """
    Give the columns of a corrected location.

    Parameters
    ----------
    edit
        An edit of the location.
    country
        The country that the source states, ISO alpha-2; a phrase is looked up there first.

    Returns
    -------
    columns
        ``geometry, footprint, uncertainty_m, precision, location_rule``; null where unknown.

    Raises
    ------
    InputError
        If a phrase names no place that is known.
    """
    value = value_of(edit)
    point: Point | None = None
    area: BaseGeometry | None = None
    radius_m: float | None = None
    precision = Precision.UNKNOWN
    rule = f"edited: {described(edit)}"
    if isinstance(value, PointWithRadius):
        point = Point(value.lon, value.lat)
        radius_m = value.radius_m
        area = disc(value.lon, value.lat, radius_m)
        precision = _precision(radius_m)
    elif isinstance(value, DrawnArea):
        point, area = Point(value.lon, value.lat), value.footprint
        radius_m = bounding_radius_m(point, area)
        precision = _precision(radius_m)
    elif value is not None:
        found = _found(value, country, edit)
        if found.lon is not None and found.lat is not None:
            point = Point(found.lon, found.lat)
        if found.footprint is not None:
            area = shape(found.footprint)
        radius_m, precision = found.uncertainty_m, found.precision
        rule += f": {found.rule}"
    return {
        "geometry": point,
        "footprint": area,
        "uncertainty_m": radius_m,
        "precision": str(precision),
        "location_rule": rule,
    }


def _precision(radius_m: float) -> Precision:
    return next(
        (word for largest, word in _PRECISION_UP_TO_M if radius_m <= largest), Precision.REGION
    )


def _found(phrase: str, country: str | None, edit: Edit) -> Location:
    found = geocoding.locate(phrase, country=country)[0]
    if found.precision is Precision.UNKNOWN and country is not None:
        found = geocoding.locate(phrase)[0]
    if found.precision is Precision.UNKNOWN:
        raise InputError(
            f"no place is known for {shortened(phrase)} ({found.rule}); write the longitude,"
            " latitude and radius, as '38.70,33.31 r=2km'",
            path=edit.source,
            row=edit.row,
        )
    return found
