"""How surely a name means a place, and what else it may mean about as likely."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from shapely import Point

from ..geodesy import bounding_radius_m
from ..models import Place, PlaceKind
from .areas import area_of, disc_radius_m
from .containment import contains, distance_km
from .ranking import Readings

_SAME_SPOT_KM = 50.0
"""Within it two entries are one place to whoever looks for it: a town and its own district."""
_ABOUT_AS_LIKELY = 1 / 3
"""Share of the best probability from which on another place is told together with it."""
_AS_LIKELY_ROUND_IT = 2 / 3
"""The same for an area round the best place, mostly one of its name: the area is the vaguer."""
_MOST_RIVALS = 5
_LEAST_SHARE = 0.001
_LEAST_ALONE = 0.25
"""Part of the least probability of a rival that it must have without others at its spot."""


@lru_cache(maxsize=65_536)
def radius_m(place: Place) -> float:
    """Give the greatest distance in metres from a place's own point to its footprint."""
    radius = disc_radius_m(place)
    if radius is not None:
        return round(radius, 1)
    return round(bounding_radius_m(Point(place.lon, place.lat), area_of(place).footprint), 1)


def probability_here(readings: Readings, rank: int = 0) -> float:
    """
    Give the probability that what a name means lies where one of its readings lies.

    Parameters
    ----------
    readings
        The readings of the name.
    rank
        Which of them.

    Returns
    -------
    probability
        Of the reading itself and of those at the same spot: 50 km away at most, or in its area. A
        city and the district of its name are one answer, not two that rival each other.
    """
    return joint_probability(readings, (rank,))


def rivals(readings: Readings) -> list[int]:
    """
    Find the places that a name means about as likely as the likeliest.

    Parameters
    ----------
    readings
        The readings of the name, most probable first.

    Returns
    -------
    ranks
        Of the readings, most probable first, each at a spot of its own and at least a third as
        probable as the first, which alone is given where nothing rivals it; at most five.
    """
    apart = [0]
    least = _ABOUT_AS_LIKELY * probability_here(readings)
    if readings[0][1] + least >= 1.0:
        return apart
    for rank, (place, probability) in enumerate(readings[1:], start=1):
        if probability < _LEAST_ALONE * least or len(apart) == _MOST_RIVALS:
            break
        if any(_at_one_spot(readings[known][0], place) for known in apart):
            continue
        if contains(place, readings[0][0]):
            enough = probability >= _AS_LIKELY_ROUND_IT * readings[0][1]
        else:
            enough = probability_here(readings, rank) >= least
        if enough:
            apart.append(rank)
    return apart


def reach_m(readings: Readings) -> float:
    """
    Give how far from the likeliest place the event may lie.

    Parameters
    ----------
    readings
        The readings of the name, most probable first.

    Returns
    -------
    reach
        Metres from the point of the first reading to the farthest part of it and its rivals.
    """
    best = readings[0][0]
    return max(
        (distance_km(best, place) * 1000 if rank else 0.0) + radius_m(place)
        for rank, place in ((rank, readings[rank][0]) for rank in rivals(readings))
    )


def joint_probability(readings: Readings, ranks: Sequence[int]) -> float:
    """
    Give the probability that what a name means lies at one of some of its readings.

    Parameters
    ----------
    readings
        The readings of the name.
    ranks
        Which of them; a reading at the same spot as several counts once.

    Returns
    -------
    probability
        As `probability_here` for a single rank.
    """
    chosen = [readings[rank][0] for rank in ranks]
    return sum(
        share
        for number, (other, share) in enumerate(readings)
        if number in ranks
        or (share >= _LEAST_SHARE and any(_at_one_spot(place, other) for place in chosen))
    )


def _at_one_spot(place: Place, other: Place) -> bool:
    if distance_km(place, other) <= _SAME_SPOT_KM:
        return True
    return place.kind is not PlaceKind.SETTLEMENT and contains(place, other)
