"""From an area to the answer: footprint as GeoJSON, point, radius, precision and codes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..geodesy import farthest_m
from ..geodesy.antimeridian import areas_only
from ..models import ACLED_GEO_PRECISION, UCDP_WHERE_PREC, Location, Place, Precision
from .areas import Area, area_of, drawn_from, united
from .doubt import joint_probability, rivals
from .ground import ground_round, ground_under
from .operators import draw
from .points import point_of
from .ranking import Resolution
from .syntax import Border, List, Name, Node, Toponym, children, head, toponyms

DECIMALS = 5
"""Decimals of a degree in footprints: about one metre."""

_CONFLICT_SHARE = 0.3
"""Part of the probability of its names that a phrase keeps whose parts do not go together."""
MISFIT_SHARE = 0.05
"""Part of its probability that a reading keeps beside one with which the parts go together."""
_LEAST_FITTING = 0.01
_MOST_TRIED, _MOST_NAMES = 5, 4
"""Readings of each name, and names, tried where the likeliest do not go together."""

_INSIDE = ("part(", "union(", "coordinates(")
"""Rules of areas that lie in the countries of what they were drawn from."""
_HAIR_DEG = 0.01
"""How far a town's disc may stick out of the area round it."""

_OF_POINT = "lon", "lat", "uncertainty_m"
_OF_GROUND = "country", "ucdp_where_prec"
_UCDP_SEA = 7
"""UCDP GED's where_prec of an event over water or in international airspace."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """
    The location of a phrase, the countries that it names or lies in, and what is wrong with it.

    `conflict` and `missing` are those of the area that was drawn.
    """

    location: Location
    countries: tuple[str, ...]
    conflict: bool = False
    missing: str | None = None


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
        self._known: dict[str, Drawn] = {}

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
            Its best reading. Where other places are about as likely, all of them together, told
            with their probabilities in the rule: without a point, unless one holds the others.
        """
        return self.drawn(node).location.but(phrase=phrase)

    def countries(self, node: Node) -> tuple[str, ...]:
        """Give the countries (ISO alpha-2 or XK) that a phrase names or lies in."""
        return self.drawn(node).countries

    def probability(self, node: Node) -> float:
        """
        Give the probability that every name of a phrase is read rightly.

        Returns
        -------
        probability
            The product over its names; the chief name counts with all the places that the
            location of the phrase joins.
        """
        chief = head(node)
        return math.prod(
            self._share(name, self._ranks(node) if name is chief else (0,))
            for name in toponyms(node)
        )

    def _share(self, name: Toponym, ranks: Sequence[int]) -> float:
        readings = self._resolution.readings(name)
        if self._resolution.is_settled(name):
            return readings[0][1]
        return joint_probability(readings, ranks)

    def _ranks(self, node: Node) -> Sequence[int]:
        """Give the readings of the chief name that are about as likely and drawn together."""
        chief = head(node)
        if chief is None or isinstance(node, Border | List) or self._resolution.is_settled(chief):
            return (0,)
        return rivals(self._resolution.readings(chief))

    def drawn(self, node: Node) -> Drawn:
        """Give the location of one phrase, without its words, and what is wrong with it."""
        key = self._signature(node)
        if key not in self._known:
            self._known[key] = self.drawn_once(node)
        return self._known[key]

    def drawn_once(self, node: Node, phrase: str = "") -> Drawn:
        """Give the location of one phrase as `drawn`, for who asks for it only once."""
        probability = self.probability(node)
        ranks = self._ranks(node)
        chief = head(node)
        if isinstance(node, Name) and len(ranks) == 1:
            place = self._resolution.best(node.toponym)[0]
            location = _of_place(place).but(probability=round(probability, 3), phrase=phrase)
            return Drawn(location, place.countries)
        if chief is None or len(ranks) == 1:
            area = draw(node, self._resolution)
        else:
            area = self._either(node, chief, ranks)
        if chief is not None and (area.conflict or area.missing) and len(ranks) == 1:
            fitting = self._fitting(node)
            if fitting is not None:
                area, more = fitting
                probability = min(probability * more, 1.0)
        if area.conflict or area.missing:
            probability *= _CONFLICT_SHARE
        location = describe(area, phrase, probability)
        return Drawn(location, area.countries, conflict=area.conflict, missing=area.missing)

    def _fitting(self, node: Node) -> tuple[Area, float] | None:
        """
        Draw a phrase by a less likely reading of one of its names that fits what else it says.

        Gives the area, and what its probability is of that by the likeliest readings.
        """
        if isinstance(node, Border | List):
            return None
        tried = [name for name in toponyms(node) if not self._resolution.is_settled(name)]
        for name in tried[:_MOST_NAMES]:
            readings = self._resolution.readings(name)
            best = readings[0][1]
            for rank, (_, share) in enumerate(readings[1:_MOST_TRIED], start=1):
                if share < _LEAST_FITTING:
                    break
                area = draw(node, self._resolution.choosing(name, rank))
                if not (area.conflict or area.missing):
                    return area, share / (share + MISFIT_SHARE * best) / (best or 1.0)
        return None

    def _either(self, node: Node, chief: Toponym, ranks: Sequence[int]) -> Area:
        """Draw a phrase for every reading of its chief name that is about as likely."""
        areas = [draw(node, self._resolution.choosing(chief, rank)) for rank in ranks]
        told = [
            f"{area.rule} in {_where(self._resolution.readings(chief)[rank][0])}:"
            f" {self._share(chief, (rank,)):.2f}"
            for area, rank in zip(areas, ranks, strict=True)
        ]
        rule = f"either({' | '.join(told)})"
        widest = max(areas, key=lambda area: area.footprint.area)
        if all(widest.footprint.buffer(_HAIR_DEG).covers(area.footprint) for area in areas):
            return widest.but(rule=rule)
        either = Area(
            footprint=united(areas),
            precision=Precision.REGION,
            rule=rule,
            countries=tuple(dict.fromkeys(code for area in areas for code in area.countries)),
            is_sea=all(area.is_sea for area in areas),
            has_point=False,
        )
        return drawn_from(either, *areas)

    def _signature(self, node: Node) -> str:
        """Write a phrase with its places, the same for phrases that mean the same."""
        if isinstance(node, Name):
            place, probability = self._resolution.best(node.toponym)
            return f"{place.place_id} {probability}"
        own = [
            str(value)
            for field in fields(node)
            if isinstance(value := getattr(node, field.name), str | float | None)
        ]
        below = [self._signature(child) for child in children(node)]
        return f"{type(node).__name__}({', '.join(own + below)})"


def _where(place: Place) -> str:
    return place.admin1 or "/".join(place.countries) or place.kind.value


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
    place = area.place
    return Location.later(
        _Answer(area).value,
        phrase=phrase,
        name=None if place is None else place.name,
        precision=area.precision,
        probability=None if probability is None else round(probability, 3),
        geonameid=None if place is None else place.geonameid,
        rule=area.rule,
        acled_geo_precision=ACLED_GEO_PRECISION[area.precision],
    )


class _Answer:
    """What of a location depends on its drawn area, worked out when it is asked for."""

    def __init__(self, area: Area) -> None:
        self._area = area

    def value(self, field: str) -> dict[str, Any]:
        """Give the values of a field of `Location` and of those that come with it."""
        if field == "footprint":
            return {"footprint": _as_geojson(self._footprint)}
        if field in _OF_POINT:
            return dict(zip(_OF_POINT, self._point, strict=True))
        return dict(zip(_OF_GROUND, self._ground(), strict=True))

    @cached_property
    def _footprint(self) -> BaseGeometry:
        return rounded(self._area.footprint)

    @cached_property
    def _point(self) -> tuple[float | None, float | None, float | None]:
        area = self._area
        if not area.has_point:
            return None, None, None
        lon, lat = (round(value, DECIMALS) for value in point_of(area))
        radius = None if area.anchor is None else area.radius_m
        return (
            lon,
            lat,
            round(farthest_m(lon, lat, self._footprint) if radius is None else radius, 1),
        )

    def _ground(self) -> tuple[str | None, int | None]:
        area = self._area
        country = area.countries[0] if len(area.countries) == 1 else None
        is_sea = area.is_sea
        if area.place is None and not area.rule.startswith(_INSIDE):
            lon, lat, _ = self._point
            point = None if lon is None or lat is None else (lon, lat)
            quick = None
            if area.radius_m is not None and area.anchor is not None and not is_sea:
                quick = ground_round(area.anchor, area.radius_m)
            country, is_sea = quick or ground_under(self._footprint, point, is_sea=is_sea)
        return country, _UCDP_SEA if is_sea else UCDP_WHERE_PREC[area.precision]


@lru_cache(maxsize=1024)
def _of_place(place: Place) -> Location:
    return describe(area_of(place), "", None)


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
    """Write an area without the detour over text that `shapely.to_geojson` takes."""
    if geometry.geom_type == "Polygon" and not shapely.get_num_interior_rings(geometry):
        return {"type": "Polygon", "coordinates": [shapely.get_coordinates(geometry).tolist()]}
    # all corners in one go: an outline has hundreds of rings
    parts = shapely.get_parts(geometry)
    rings, owners = shapely.get_rings(parts, return_index=True)
    points = shapely.get_coordinates(rings).tolist()
    ends = np.cumsum(shapely.get_num_coordinates(rings)).tolist()
    polygons: list[list[list[list[float]]]] = [[] for _ in parts]
    for owner, (start, end) in zip(owners.tolist(), pairwise([0, *ends]), strict=True):
        polygons[owner].append(points[start:end])
    if geometry.geom_type == "Polygon":
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}
