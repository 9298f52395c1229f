"""Whether one place can lie in another, from the gazetteer entries alone."""

import math

from ..models import Place, PlaceKind
from .syntax import Bank, Border, Near, Node, head

_RANK = {
    PlaceKind.CONTINENT: 0,
    PlaceKind.COUNTRY: 1,
    PlaceKind.SEA: 2,
    PlaceKind.REGION: 2,
    PlaceKind.ADMIN1: 3,
    PlaceKind.ADMIN2: 4,
    PlaceKind.SETTLEMENT: 5,
    PlaceKind.BORDER: 6,
    PlaceKind.AIRFIELD: 6,
    PlaceKind.SITE: 6,
}
_CITY_REACH_KM = 30.0
"""How far from a town's point a place said to be "in" it may lie."""
_REGION_REACH_KM = 400.0
"""The same for a region of which the entry gives no radius."""


def contains(outer: Place, inner: Place) -> bool:
    """
    Tell whether one gazetteer entry can lie in another.

    Parameters
    ----------
    outer, inner
        The entries. Countries and admin areas are compared by code; a region and a settlement
        by distance, with their radius where they have one.

    Returns
    -------
    can
        True where the codes and distances allow it.
    """
    if outer.place_id == inner.place_id or _RANK[outer.kind] > _RANK[inner.kind]:
        return False
    if outer.kind is PlaceKind.CONTINENT:
        return True
    if outer.kind is PlaceKind.COUNTRY:
        return inner.kind is not PlaceKind.COUNTRY and outer.countries[0] in inner.countries
    if inner.kind is PlaceKind.COUNTRY:
        return False
    if outer.countries and inner.countries and not set(outer.countries) & set(inner.countries):
        return False
    if outer.kind is PlaceKind.ADMIN1 and inner.admin1 is not None:
        return inner.admin1 == outer.admin1
    reach = _CITY_REACH_KM if outer.kind is PlaceKind.SETTLEMENT else _REGION_REACH_KM
    if outer.radius_m is not None:
        reach = max(outer.radius_m / 1000, _CITY_REACH_KM)
    return distance_km(outer, inner) <= reach


def may_contain(outer: Node, inner: Node) -> bool:
    """Tell whether some reading of a phrase can lie in some reading of another."""
    large, small = head(outer), head(inner)
    if large is None:
        return False
    if isinstance(inner, Border) or is_shore(inner):
        return any(_RANK[place.kind] <= _RANK[PlaceKind.ADMIN1] for place in large.candidates)
    if small is None:
        return True
    return any(
        contains(container, place) for container in large.candidates for place in small.candidates
    )


def is_shore(node: Node) -> bool:
    """Tell whether a phrase means the land along a river, which a province holds a piece of."""
    if not isinstance(node, Bank | Near):
        return False
    name = head(node)
    return name is not None and name.candidates[0].subkind == "river"


def distance_km(first: Place, second: Place) -> float:
    """
    Give a rough distance between two entries, good enough to rank by.

    Parameters
    ----------
    first, second
        The entries.

    Returns
    -------
    distance
        Kilometres on a sphere of 6,371 km (haversine), without regard to extents.
    """
    lat1, lat2 = math.radians(first.lat), math.radians(second.lat)
    half = math.sin((lat2 - lat1) / 2) ** 2
    across = math.sin(math.radians(second.lon - first.lon) / 2) ** 2
    chord = half + math.cos(lat1) * math.cos(lat2) * across
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(chord)))
