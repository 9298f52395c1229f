"""A site to the location columns of an incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..geodesy import bounding_radius_m, diameter_m
from ..models import Kind, Location, Precision
from .places import Site, outline
from .words import squeezed

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_ORDER = list(Precision)
_WIDEST_PLACE_M = 100_000.0


@dataclass(frozen=True, slots=True)
class Placed:
    """The location columns of one incident; `point` is longitude, latitude; null is unknown."""

    phrase: str | None = None
    point: tuple[float, float] | None = None
    footprint: BaseGeometry | None = None
    uncertainty_m: float | None = None
    precision: Precision = Precision.UNKNOWN
    rule: str | None = None
    countries: tuple[str, ...] = ()


def place(text: str, site: Site | None, rule: str | None, kind: Kind) -> Placed:
    """
    Write a site as location columns.

    Parameters
    ----------
    text
        The text of the report.
    site
        The places, null where none is known.
    rule
        Where the site was taken from when the sentence itself does not name it, such as
        ``inherited``; it goes before the rule of the location.
    kind
        Only an incident has a point; a series or a count over an area never falls on one spot.

    Returns
    -------
    placed
        Several places joined by "and" have the union of their footprints and the coarsest of their
        precisions; a union wider than 100 km is a region without a point.
    """
    if site is None:
        return Placed()
    locations = [m.location for m in site.mentions if m.location is not None]
    footprint = outline(site)
    precision = max((location.precision for location in locations), key=_ORDER.index)
    scattered = len(locations) > 1 and diameter_m(footprint) > _WIDEST_PLACE_M
    if scattered:
        precision = max(precision, Precision.REGION, key=_ORDER.index)
    point, uncertainty_m = None, None
    if kind is Kind.INCIDENT and not scattered:
        point, uncertainty_m = _point(locations, footprint)
    rules = [location.rule for location in locations]
    written = rules[0] if len(rules) == 1 else f"union({', '.join(rules)})"
    countries = dict.fromkeys(code for m in site.mentions for code in m.countries)
    return Placed(
        squeezed(text[site.start : site.end]),
        point,
        footprint,
        uncertainty_m,
        precision,
        written if rule is None else f"{rule}: {written}",
        tuple(countries),
    )


def _point(
    locations: list[Location], footprint: BaseGeometry
) -> tuple[tuple[float, float] | None, float | None]:
    first = locations[0]
    if len(locations) == 1:
        if first.lon is None or first.lat is None:
            return None, None
        return (first.lon, first.lat), first.uncertainty_m
    point = footprint.representative_point()
    return (point.x, point.y), bounding_radius_m(point, footprint)
