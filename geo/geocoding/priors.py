"""What the gazetteer alone says of the readings of a name."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from ..gazetteer import fold
from ..gazetteer.titles import bare_name, is_generic
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
_EMPTY = -1.5
"""For a province in which no settlement is packaged: an atoll, a lake."""
_OTHER_NAME = -1.0
"""For a town by a second name that is no spelling of its first: what it was once called."""
_ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})
"""Where that holds; elsewhere a second name may be the English one: Palmyra for Tadmur."""
_OTHER_LETTERS = 0.4
"""Share of the letters of two names that both have, below which neither is a spelling."""
_VAGUE = -5.0
"""For a province by a name such as "Southern District": the text must speak of its country."""
_TAKEN = -5.0
"""For a country by a second name that is the first name of a large place elsewhere."""
_LARGE = 100_000
_REGIONS = (PlaceKind.REGION, PlaceKind.SEA)
_BESIDE_REGION = -1.5
"""For a province named as a region or a sea elsewhere, which was put in for being in the news."""
_ALIKE = 2.0
"""For the province spelt most like a name that several have as their second."""
_PER_TENFOLD_OF_COUNTY = 0.35
_LEAST_OF_COUNTY = 3_000
_IN_THE_SHADOW = -2.0
"""For a town named as a country is: where it is meant, the text says in which state it lies."""


def by_prior(places: Iterable[Place], written: str | None = None) -> tuple[Place, ...]:
    """
    Sort the readings of a name by what the gazetteer alone says of them.

    Parameters
    ----------
    places
        Entries that share a name.
    written
        The name as written; null where it does not matter.

    Returns
    -------
    places
        The likeliest without any context first; equal ones in the order given.
    """
    given = tuple(places)
    scored = zip(priors(given, written), range(len(given)), given, strict=True)
    return tuple(place for _, _, place in sorted(scored, key=lambda one: (-one[0], one[1])))


def priors(places: tuple[Place, ...], written: str | None = None) -> list[float]:
    """
    Score the readings of a name by their gazetteer entries alone.

    Parameters
    ----------
    places
        Entries that share a name.
    written
        The name as written; null where it does not matter.

    Returns
    -------
    scores
        In units of log-odds, one per entry in the order given: official names before others,
        countries before provinces before towns, and then people; a town beats the province that
        is named after it; of several counties the one of more people; a region that was put in by
        hand beats a province elsewhere; of provinces by second names the one spelt most alike.
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
    regions = {code for place in places if place.kind in _REGIONS for code in place.countries}
    by_hand = any(place.kind in _REGIONS for place in places)
    most = max((_people(place) for place in places if place.kind is PlaceKind.ADMIN2), default=0)
    alike = _most_alike(areas, written)
    folded = None if written is None else fold(written)
    scores = []
    for place in places:
        score = _prior(place)
        if most and place.kind is PlaceKind.ADMIN2 and place.name_kind is NameKind.OFFICIAL:
            score += _PER_TENFOLD_OF_COUNTY * math.log10(_people(place) / most)
        if place.kind is PlaceKind.ADMIN1:
            score += _of_province(place, towns, regions if by_hand else None)
        if place is alike:
            score += _ALIKE
        if folded is not None:
            score += _by_spelling(place, folded)
        if taken and place.kind is PlaceKind.COUNTRY and place.name_kind is NameKind.ALTERNATE:
            score += _TAKEN
        if shadow and place.kind is PlaceKind.SETTLEMENT:
            score += _IN_THE_SHADOW
        if place.kind is PlaceKind.SETTLEMENT and place.admin1 in provinces:
            score += _NAMESAKE
            second = place.name_kind is NameKind.ALTERNATE
            if second and place.subkind in _SEAT and place.admin1 in called_so:
                score += _SEAT_BY_SECOND_NAME
        scores.append(score)
    return scores


def _by_spelling(place: Place, folded: str) -> float:
    """Score a place by how the name that is written goes with its own."""
    if place.kind is PlaceKind.ADMIN1 and _is_vague(folded):
        return _VAGUE
    return _OTHER_NAME if _is_other_name(place, folded) else 0.0


@lru_cache(maxsize=10_000)
def _is_vague(name: str) -> bool:
    """Whether a name has nothing but directions and classes: many countries have such areas."""
    return is_generic(bare_name(name))


def _is_other_name(place: Place, ours: str) -> bool:
    """Whether a town goes by a folded name that neither spells nor shortens nor extends its own."""
    if place.kind is not PlaceKind.SETTLEMENT or place.name_kind is not NameKind.ALTERNATE:
        return False
    if place.country not in _ENGLISH:
        return False
    theirs = fold(place.name)
    if ours in theirs or theirs in ours or ours[:1].isascii() != theirs[:1].isascii():
        return False
    known = set(theirs)
    return len(known.intersection(ours)) < _OTHER_LETTERS * len(known.union(ours))


def _of_province(place: Place, towns: set[str | None], regions: set[str] | None) -> float:
    """Score a province by the towns and the regions that share its name; null: no regions."""
    score = 0.0 if place.population else _EMPTY
    if place.admin1 in towns:
        score += _AFTER_TOWN
    if regions is not None and regions.isdisjoint(place.countries):
        score += _BESIDE_REGION
    return score


def _people(place: Place) -> int:
    return max(place.population or 0, _LEAST_OF_COUNTY)


def _most_alike(areas: list[Place], written: str | None) -> Place | None:
    """Give the province whose first name is spelt most like the name that several bear second."""
    if written is None or len(areas) < 2 or any(a.name_kind is NameKind.OFFICIAL for a in areas):
        return None
    folded = fold(written)
    return max(areas, key=lambda area: SequenceMatcher(None, folded, fold(area.name)).ratio())


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
