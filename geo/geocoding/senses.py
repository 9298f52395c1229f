"""Which readings of two names go together: the ends of a road lie near each other."""

from __future__ import annotations

from functools import cache

from ..errors import ParameterError
from ..gazetteer import get
from ..models import Place
from .containment import distance_km
from .ranking import Resolution
from .syntax import Between, Name, Node, Toponym, children

_ROAD_KM = 100.0
"""Length at which a road is half as likely to be spoken of as a short one."""
_LIKELY = 8
"""Readings of each end that are tried."""


def nearest_senses(node: Node, resolution: Resolution) -> Resolution:
    """
    Choose the readings of the ends of a way that lie near each other.

    Parameters
    ----------
    node
        The phrase.
    resolution
        What its names mean, each taken for itself.

    Returns
    -------
    resolution
        The same with the pair chosen for which probability and nearness together are greatest.
    """
    for child in children(node):
        resolution = nearest_senses(child, resolution)
    if isinstance(node, Between) and isinstance(node.first, Name) and isinstance(node.second, Name):
        return _paired(node.first.toponym, node.second.toponym, resolution)
    return resolution


def _paired(first: Toponym, second: Toponym, resolution: Resolution) -> Resolution:
    pairs = [
        (one * other / (1.0 + distance_km(place, end) / _ROAD_KM), -rank - number, rank, number)
        for rank, (place, one) in enumerate(resolution.readings(first)[:_LIKELY])
        for number, (end, other) in enumerate(resolution.readings(second)[:_LIKELY])
    ]
    _, _, rank, number = max(pairs)
    return resolution.choosing(first, rank).choosing(second, number)


@cache
def admin1_name(place: Place) -> str:
    """Give the name of the province of a place, its code where the gazetteer has no name."""
    code = place.admin1 or ""
    try:
        return get(f"admin1:{code}").name
    except ParameterError:
        return code
