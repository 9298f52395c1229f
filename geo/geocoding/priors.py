"""What the gazetteer alone says of the readings of a name."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..models import NameKind, Place, PlaceKind

_KIND = {
    PlaceKind.CONTINENT: 7.0,
    PlaceKind.COUNTRY: 10.0,
    PlaceKind.SEA: 7.5,
    PlaceKind.REGION: 7.5,
    PlaceKind.BORDER: 6.5,
    PlaceKind.ADMIN1: 6.5,
    PlaceKind.SITE: 5.0,
    PlaceKind.ADMIN2: 3.0,
    PlaceKind.SETTLEMENT: 0.0,
    PlaceKind.AIRFIELD: 1.5,
}
_NAME = {
    NameKind.OFFICIAL: 0.0,
    NameKind.ALTERNATE: -1.2,
    NameKind.DEMONYM: -0.5,
    NameKind.ABBREVIATION: -0.7,
    NameKind.FUZZY: -4.0,
}
_CURATED = (PlaceKind.COUNTRY, PlaceKind.SEA, PlaceKind.REGION, PlaceKind.SITE, PlaceKind.BORDER)
"""Kinds of which every other name was chosen by hand, so that it counts as much as the first."""
_SEAT = {"PPLC": 1.5, "PPLA": 0.4}
_PER_TENFOLD_PEOPLE = 0.85
_LEAST_PEOPLE = 100
_NAMESAKE = 1.5
"""For a town named as the province it lies in: the better known of the two."""
_SEAT_BY_SECOND_NAME = 1.2
"""For the seat of that province by another name than its first: a spelling, as a rule."""
_AFTER_TOWN = -1.2
"""For a province named as its seat, or as a town's first name."""
_TAKEN = -5.0
"""For a country by a second name that is the first name of a large place elsewhere."""
_LARGE = 100_000
_IN_THE_SHADOW = -2.0
"""For a town named as a country is: where it is meant, the text says in which state it lies."""


def by_prior(places: Iterable[Place]) -> tuple[Place, ...]:
    """
    Sort the readings of a name by what the gazetteer alone says of them.

    Parameters
    ----------
    places
        Entries that share a name.

    Returns
    -------
    places
        The likeliest without any context first; equal ones in the order given.
    """
    given = tuple(places)
    scored = zip(priors(given), range(len(given)), given, strict=True)
    return tuple(place for _, _, place in sorted(scored, key=lambda one: (-one[0], one[1])))


def priors(places: tuple[Place, ...]) -> list[float]:
    """
    Score the readings of a name by their gazetteer entries alone.

    Parameters
    ----------
    places
        Entries that share a name.

    Returns
    -------
    scores
        In units of log-odds, one per entry in the order given: official names before others,
        countries before provinces before towns, and then people; a town beats the province that
        is named after it.
    """
    areas = [place for place in places if place.kind is PlaceKind.ADMIN1]
    provinces = {place.admin1 for place in areas}
    called_so = {place.admin1 for place in areas if place.name_kind is NameKind.OFFICIAL}
    towns = {
        place.admin1
        for place in places
        if place.kind is PlaceKind.SETTLEMENT
        and (place.name_kind is NameKind.OFFICIAL or place.subkind in _SEAT)
    }
    taken = any(_is_large(place) for place in places if place.name_kind is NameKind.OFFICIAL)
    shadow = any(
        place.kind is PlaceKind.COUNTRY and place.name_kind is NameKind.OFFICIAL for place in places
    )
    scores = []
    for place in places:
        score = _prior(place)
        if taken and place.kind is PlaceKind.COUNTRY and place.name_kind is NameKind.ALTERNATE:
            score += _TAKEN
        if shadow and place.kind is PlaceKind.SETTLEMENT:
            score += _IN_THE_SHADOW
        if place.kind is PlaceKind.SETTLEMENT and place.admin1 in provinces:
            score += _NAMESAKE
            second = place.name_kind is NameKind.ALTERNATE
            if second and place.subkind in _SEAT and place.admin1 in called_so:
                score += _SEAT_BY_SECOND_NAME
        if place.kind is PlaceKind.ADMIN1 and place.admin1 in towns:
            score += _AFTER_TOWN
        scores.append(score)
    return scores


def _is_large(place: Place) -> bool:
    area = place.kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1)
    return area or (place.population or 0) >= _LARGE


def _prior(place: Place) -> float:
    score = _KIND[place.kind]
    if place.kind not in _CURATED or place.name_kind is not NameKind.ALTERNATE:
        score += _NAME[place.name_kind]
    if place.kind is PlaceKind.SETTLEMENT:
        score += _PER_TENFOLD_PEOPLE * math.log10((place.population or 0) + _LEAST_PEOPLE)
        score += _SEAT.get(place.subkind or "", 0.0)
    return score
