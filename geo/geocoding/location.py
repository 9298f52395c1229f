"""From an area to the answer: footprint as GeoJSON, point, radius, precision and codes."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from ..geodesy import bounding_radius_m
from ..geodesy.antimeridian import areas_only
from ..models import ACLED_GEO_PRECISION, UCDP_WHERE_PREC, Location, Precision
from .areas import Area
from .operators import draw, point_of
from .ranking import Resolution
from .syntax import Border, Name, Node, Within, toponyms

DECIMALS = 5
"""Decimals of a degree in footprints: about one metre."""

_UCDP_SEA = 7
"""UCDP GED's where_prec of an event over water or in international airspace."""


class Locator:
    """
    Turns phrases of one text into locations; equal phrases share one.

    Parameters
    ----------
    resolution
        What the names of the text mean.
    """

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._known: dict[str, Location] = {}

    def location(self, node: Node, phrase: str) -> Location:
        """
        Give the location of one phrase.

        Parameters
        ----------
        node
            The phrase as a tree.
        phrase
            The phrase as written.

        Returns
        -------
        location
            Its best reading.
        """
        key = f"{phrase}\n{self._signature(node)}"
        if key not in self._known:
            area = draw(node, self._resolution)
            self._known[key] = describe(area, phrase, self.probability(node))
        return self._known[key]

    def probability(self, node: Node) -> float:
        """Give the probability that every name of a phrase is read rightly: their product."""
        return math.prod(self._resolution.best(name)[1] for name in toponyms(node))

    def _signature(self, node: Node) -> str:
        return " ".join(self._resolution.best(name)[0].place_id for name in toponyms(node))


def describe(area: Area, phrase: str, probability: float | None) -> Location:
    """
    Write an area as a location.

    Parameters
    ----------
    area
        The area.
    phrase
        The words it was read from.
    probability
        That the names were read rightly, 0 to 1; null where no name was read.

    Returns
    -------
    location
        The point is null, and so is the uncertainty, for a union: no point between two places
        stands for both. A country's point is the gazetteer's, inside the country.
    """
    footprint = rounded(area.footprint)
    lon = lat = uncertainty = None
    if area.has_point:
        lon, lat = (round(value, DECIMALS) for value in point_of(area))
        uncertainty = round(bounding_radius_m(Point(lon, lat), footprint), 1)
    place = area.place
    return Location(
        phrase=phrase,
        name=None if place is None else place.name,
        country=area.countries[0] if len(area.countries) == 1 else None,
        lon=lon,
        lat=lat,
        precision=area.precision,
        uncertainty_m=uncertainty,
        probability=None if probability is None else round(probability, 3),
        geonameid=None if place is None else place.geonameid,
        footprint=_as_geojson(footprint),
        rule=area.rule,
        ucdp_where_prec=_UCDP_SEA if area.is_sea else UCDP_WHERE_PREC[area.precision],
        acled_geo_precision=ACLED_GEO_PRECISION[area.precision],
    )


def nowhere(phrase: str, rule: str) -> Location:
    """Give the location of a phrase that was not found: everything but the rule is null."""
    return Location(
        phrase=phrase,
        name=None,
        country=None,
        lon=None,
        lat=None,
        precision=Precision.UNKNOWN,
        uncertainty_m=None,
        probability=None,
        geonameid=None,
        footprint=None,
        rule=rule,
        ucdp_where_prec=None,
        acled_geo_precision=None,
    )


def countries_of(node: Node, resolution: Resolution) -> tuple[str, ...]:
    """
    Give the countries that a phrase names or lies in, in the order of the phrase.

    Parameters
    ----------
    node
        The phrase as a tree.
    resolution
        What its names mean.

    Returns
    -------
    codes
        ISO 3166-1 alpha-2 or XK, each once.
    """
    if isinstance(node, Name | Border | Within):
        codes = [code for name in toponyms(node) for code in resolution.best(name)[0].countries]
        return tuple(dict.fromkeys(codes))
    return draw(node, resolution).countries


def radius_m(toponym_area: Area) -> float:
    """Give the greatest distance in metres from an area's point to its footprint."""
    return bounding_radius_m(Point(*point_of(toponym_area)), toponym_area.footprint)


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Round coordinates to `DECIMALS`; polygons stay valid."""

    def cut(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(coordinates, DECIMALS)

    short = shapely.transform(geometry, cut)
    if shapely.is_valid(short) and not short.is_empty:
        return short
    mended = areas_only(shapely.make_valid(short, method="structure", keep_collapsed=False))
    return mended if mended.area else geometry


def _as_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(shapely.to_geojson(geometry))
    return written
