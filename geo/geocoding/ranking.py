"""
Which place a name means: every reading scored, two passes over all names of a text.

The first pass reads each name alone; the countries and provinces it finds are the context of the
second. A score is a sum of hand-set weights in units of log-odds; the softmax over the readings of
a name, with "none of these" among them, is its probability. The weights are a first guess that
puts official before alternate names, countries before provinces before towns, and then people.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from ..models import NameKind, Place, PlaceKind
from .containment import contains
from .context import SURE, TextContext, are_neighbours
from .syntax import Link, Links, Toponym

_KIND = {
    PlaceKind.CONTINENT: 7.0,
    PlaceKind.COUNTRY: 8.5,
    PlaceKind.SEA: 7.5,
    PlaceKind.REGION: 6.5,
    PlaceKind.BORDER: 6.5,
    PlaceKind.ADMIN1: 5.3,
    PlaceKind.SITE: 5.0,
    PlaceKind.ADMIN2: 2.8,
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
_SEAT = {"PPLC": 1.0, "PPLA": 0.4}
_PER_TENFOLD_PEOPLE = 0.85
_LEAST_PEOPLE = 100
_NONE_OF_THESE = 1.0
_NAMESAKE = 1.5
_SAME_COUNTRY = 5.0
_SAME_ADMIN1 = 4.0
_EXPECTED_COUNTRY = 3.0
_RIGHT_TYPE = 4.0
_WRONG_TYPE = -3.0
_SAME_NAME = 2.5
_NEAR_SURE = 2.5
_NEAR_KM = 150.0
_MOST_READINGS = 50
_MOST_TOLD = 4

_TOLD = {Link.INSIDE: (5.0, -3.0), Link.BESIDE: (2.0, 0.0)}
"""What a link to another name adds where it holds, and where it does not."""

Readings = tuple[tuple[Place, float], ...]
"""Places with their probabilities, most probable first."""


class Resolution:
    """The readings of every name of a text, found by the span of the name."""

    def __init__(self, readings: dict[tuple[int, int], Readings]) -> None:
        self._readings = readings

    def readings(self, toponym: Toponym) -> Readings:
        """Give the readings of one name, most probable first."""
        return self._readings[toponym.start, toponym.end]

    def best(self, toponym: Toponym) -> tuple[Place, float]:
        """Give the most probable reading of one name and its probability."""
        return self.readings(toponym)[0]

    def choosing(self, toponym: Toponym, rank: int) -> Resolution:
        """Give the same resolution with another reading of one name put first."""
        readings = self.readings(toponym)
        chosen = (readings[rank], *readings[:rank], *readings[rank + 1 :])
        return Resolution({**self._readings, (toponym.start, toponym.end): chosen})


def resolve(
    toponyms: Sequence[Toponym],
    links: Links | None = None,
    expected: Iterable[str] = (),
) -> Resolution:
    """
    Score every reading of every name of a text.

    Parameters
    ----------
    toponyms
        The names, each with its candidates.
    links
        Which names the text says lie in one another or side by side; null: none.
    expected
        Country codes that are likely before anything is read, such as the outlet's own.

    Returns
    -------
    resolution
        For every name its readings, most probable first.
    """
    links = links or Links()
    context = TextContext(expected=frozenset(expected))
    first = _pass(toponyms, links, context, {}, {})
    counts = Counter(_key(toponym) for toponym in toponyms)
    seen: set[str] = set()
    for toponym in toponyms:
        key = _key(toponym)
        if key not in seen:
            seen.add(key)
            context.add(key, counts[key], first[toponym.start, toponym.end])
    pinned = {
        _key(toponym): first[toponym.start, toponym.end][0][0].place_id
        for toponym in toponyms
        if links.of(toponym) and first[toponym.start, toponym.end][0][1] >= SURE
    }
    return Resolution(_pass(toponyms, links, context, first, pinned))


def _pass(
    toponyms: Sequence[Toponym],
    links: Links,
    context: TextContext,
    before: dict[tuple[int, int], Readings],
    pinned: dict[str, str],
) -> dict[tuple[int, int], Readings]:
    """Score every name once; equal names without words of their own about them share a result."""
    shared: dict[tuple[str, frozenset[PlaceKind] | None], Readings] = {}
    result: dict[tuple[int, int], Readings] = {}
    for toponym in toponyms:
        span = toponym.start, toponym.end
        key = (_key(toponym), toponym.kinds)
        told = [
            (kind, before.get((other.start, other.end)) or _alone(other))
            for kind, other in links.of(toponym)
        ]
        if not told and key in shared:
            result[span] = shared[key]
            continue
        same = None if told else pinned.get(key[0])
        result[span] = _score_all(toponym, told, context, same)
        if not told:
            shared[key] = result[span]
    return result


def _alone(toponym: Toponym) -> Readings:
    """Give the readings of a name by what the gazetteer says alone."""
    provinces = _provinces(toponym.candidates)
    return _softmax(
        [(place, _prior(place, provinces)) for place in toponym.candidates[:_MOST_READINGS]]
    )


def _score_all(
    toponym: Toponym, told: list[tuple[Link, Readings]], context: TextContext, same: str | None
) -> Readings:
    told = told[:_MOST_TOLD]
    shares = {
        place.place_id: [_share(kind, place, others) for kind, others in told]
        for place in toponym.candidates
    }
    likely = sorted(toponym.candidates, key=lambda place: -sum(shares[place.place_id]))
    provinces = _provinces(likely)
    scored = []
    for place in likely[:_MOST_READINGS]:
        score = _prior(place, provinces) + _context_score(_key(toponym), place, context)
        for (kind, _), share in zip(told, shares[place.place_id], strict=True):
            gain, loss = _TOLD[kind]
            score += share * gain + (1 - share) * loss
        if toponym.kinds is not None:
            score += _RIGHT_TYPE if place.kind in toponym.kinds else _WRONG_TYPE
        if place.place_id == same:
            score += _SAME_NAME
        scored.append((place, score))
    return _softmax(scored)


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
    provinces = _provinces(given)
    return tuple(sorted(given, key=lambda place: -_prior(place, provinces)))


def _prior(place: Place, provinces: frozenset[str]) -> float:
    """Score a reading by the gazetteer entry alone; a town beats the province named after it."""
    score = _KIND[place.kind]
    if place.kind not in _CURATED or place.name_kind is not NameKind.ALTERNATE:
        score += _NAME[place.name_kind]
    if place.kind is PlaceKind.SETTLEMENT:
        score += _PER_TENFOLD_PEOPLE * math.log10((place.population or 0) + _LEAST_PEOPLE)
        score += _SEAT.get(place.subkind or "", 0.0)
        score += _NAMESAKE if place.admin1 in provinces else 0.0
    return score


def _provinces(places: Iterable[Place]) -> frozenset[str]:
    """Give the codes of the provinces among the readings of one name."""
    found = {place.admin1 for place in places if place.kind is PlaceKind.ADMIN1}
    return frozenset(code for code in found if code is not None)


def _share(kind: Link, place: Place, others: Readings) -> float:
    """Give the probability that a place lies in, or beside, what another name means."""
    return sum(probability for other, probability in others if _fits(kind, place, other))


def _fits(kind: Link, place: Place, other: Place) -> bool:
    if kind is Link.INSIDE:
        return contains(other, place)
    return any(are_neighbours(a, b) for a in place.countries for b in other.countries)


def _context_score(name: str, place: Place, context: TextContext) -> float:
    score = _SAME_COUNTRY * context.country_share(name, place.countries)
    if place.admin1 is not None:
        score += _SAME_ADMIN1 * context.province_share(name, place.admin1)
    if context.expected.intersection(place.countries):
        score += _EXPECTED_COUNTRY
    if place.kind not in (PlaceKind.COUNTRY, PlaceKind.CONTINENT):
        score += _NEAR_SURE * math.exp(-context.nearest_km(name, place) / _NEAR_KM)
    return score


def _softmax(scored: list[tuple[Place, float]]) -> Readings:
    top = max([_NONE_OF_THESE, *(score for _, score in scored)])
    total = math.exp(_NONE_OF_THESE - top) + sum(math.exp(score - top) for _, score in scored)
    ranked = sorted(scored, key=lambda pair: (-pair[1], pair[0].place_id))
    return tuple((place, math.exp(score - top) / total) for place, score in ranked)


def _key(toponym: Toponym) -> str:
    return toponym.text.casefold()
