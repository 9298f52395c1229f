"""
Which place a name means: every reading scored, two passes over all names of a text.

The first pass reads each name alone; the countries and provinces it finds are the context of the
second. A score is a sum of hand-set weights in units of log-odds; the softmax over the readings of
a name, with "none of these" among them, is its probability. The weights are a first guess that
puts official before alternate names, countries before provinces before towns, and then people.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..models import NameKind, Place, PlaceKind
from .containment import contains, distance_km
from .syntax import Toponym

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
_SEAT = {"PPLC": 1.0, "PPLA": 0.4}
_PER_TENFOLD_PEOPLE = 0.95
_LEAST_PEOPLE = 100
_NONE_OF_THESE = 1.0
_NAMESAKE = 1.5
_SAME_COUNTRY = 3.5
_SAME_ADMIN1 = 1.5
_EXPECTED_COUNTRY = 1.5
_CONTAINED = 5.0
_NOT_CONTAINED = -3.0
_RIGHT_TYPE = 4.0
_WRONG_TYPE = -3.0
_SAME_NAME = 2.5
_NEAR_SURE = 1.5
_NEAR_KM = 150.0
_SURE = 0.7
_MOST_READINGS = 50
_MOST_ANCHORS = 40

Readings = tuple[tuple[Place, float], ...]
"""Places with their probabilities, most probable first."""


@dataclass(slots=True)
class _Context:
    """What a text is about: shares of its names by country and province, and its sure places."""

    countries: dict[str, float] = field(default_factory=dict)
    admin1: dict[str, float] = field(default_factory=dict)
    anchors: list[Place] = field(default_factory=list)
    expected: frozenset[str] = frozenset()


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
    containments: Iterable[tuple[Toponym, Toponym]] = (),
    expected: Iterable[str] = (),
) -> Resolution:
    """
    Score every reading of every name of a text.

    Parameters
    ----------
    toponyms
        The names, each with its candidates.
    containments
        Pairs (inner, outer) that the text says lie one in the other.
    expected
        Country codes that are likely before anything is read, such as the outlet's own.

    Returns
    -------
    resolution
        For every name its readings, most probable first.
    """
    outer_of: dict[tuple[int, int], list[Toponym]] = defaultdict(list)
    for inner, outer in containments:
        outer_of[inner.start, inner.end].append(outer)
    alone = _Context(expected=frozenset(expected))
    first = _pass(toponyms, outer_of, alone, {}, {})
    context = _context(toponyms, first, alone.expected)
    pinned = {
        _key(toponym): readings[0][0].place_id
        for toponym in toponyms
        if outer_of.get((toponym.start, toponym.end))
        for readings in [first[toponym.start, toponym.end]]
        if readings[0][1] >= _SURE
    }
    return Resolution(_pass(toponyms, outer_of, context, first, pinned))


def _pass(
    toponyms: Sequence[Toponym],
    outer_of: dict[tuple[int, int], list[Toponym]],
    context: _Context,
    before: dict[tuple[int, int], Readings],
    pinned: dict[str, str],
) -> dict[tuple[int, int], Readings]:
    """Score every name once; equal names without words of their own about them share a result."""
    shared: dict[tuple[str, frozenset[PlaceKind] | None], Readings] = {}
    result: dict[tuple[int, int], Readings] = {}
    for toponym in toponyms:
        span = toponym.start, toponym.end
        outers = outer_of.get(span, [])
        key = (_key(toponym), toponym.kinds)
        if not outers and key in shared:
            result[span] = shared[key]
            continue
        containers = [_readings_of(outer, before) for outer in outers]
        same = None if outers else pinned.get(key[0])
        result[span] = _score_all(toponym, containers, context, same)
        if not outers:
            shared[key] = result[span]
    return result


def _readings_of(toponym: Toponym, before: dict[tuple[int, int], Readings]) -> Readings:
    """Give the readings of a container: from the pass before, else by name alone."""
    known = before.get((toponym.start, toponym.end))
    if known is not None:
        return known
    provinces = _provinces(toponym.candidates)
    prior = [(place, _prior(place, provinces)) for place in toponym.candidates[:_MOST_READINGS]]
    return _softmax(prior)


def _score_all(
    toponym: Toponym, containers: list[Readings], context: _Context, same: str | None
) -> Readings:
    candidates = list(toponym.candidates)
    if containers:
        candidates.sort(key=lambda place: -_share_inside(place, containers))
    provinces = _provinces(candidates)
    scored = []
    for place in candidates[:_MOST_READINGS]:
        score = _prior(place, provinces) + _context_score(place, context)
        for container in containers:
            share = _share_inside(place, [container])
            score += share * _CONTAINED + (1 - share) * _NOT_CONTAINED
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
    score = _KIND[place.kind] + _NAME[place.name_kind]
    if place.kind is PlaceKind.SETTLEMENT:
        score += _PER_TENFOLD_PEOPLE * math.log10((place.population or 0) + _LEAST_PEOPLE)
        score += _SEAT.get(place.subkind or "", 0.0)
        score += _NAMESAKE if place.admin1 in provinces else 0.0
    return score


def _provinces(places: Iterable[Place]) -> frozenset[str]:
    """Give the codes of the provinces among the readings of one name."""
    found = {place.admin1 for place in places if place.kind is PlaceKind.ADMIN1}
    return frozenset(code for code in found if code is not None)


def _share_inside(place: Place, containers: list[Readings]) -> float:
    """Probability that a place lies in what the containers mean."""
    return sum(
        probability
        for container in containers
        for outer, probability in container
        if contains(outer, place)
    )


def _context_score(place: Place, context: _Context) -> float:
    score = 0.0
    if place.countries and context.countries:
        score += _SAME_COUNTRY * max(context.countries.get(c, 0.0) for c in place.countries)
    if place.admin1 is not None:
        score += _SAME_ADMIN1 * context.admin1.get(place.admin1, 0.0)
    if context.expected.intersection(place.countries):
        score += _EXPECTED_COUNTRY
    if context.anchors and place.kind not in (PlaceKind.COUNTRY, PlaceKind.CONTINENT):
        nearest = min(
            (distance_km(place, a) for a in context.anchors if a.name != place.name),
            default=math.inf,
        )
        score += _NEAR_SURE * math.exp(-nearest / _NEAR_KM)
    return score


def _context(
    toponyms: Sequence[Toponym], first: dict[tuple[int, int], Readings], expected: frozenset[str]
) -> _Context:
    """Sum up what the first pass found; a name said often counts by the root of its number."""
    counts = Counter(_key(toponym) for toponym in toponyms)
    countries: dict[str, float] = defaultdict(float)
    admin1: dict[str, float] = defaultdict(float)
    anchors: list[Place] = []
    seen: set[str] = set()
    for toponym in toponyms:
        key = _key(toponym)
        if key in seen:
            continue
        seen.add(key)
        weight = math.sqrt(counts[key])
        for place, probability in first[toponym.start, toponym.end]:
            for country in place.countries[:1] if len(place.countries) == 1 else ():
                countries[country] += weight * probability
            if place.admin1 is not None:
                admin1[place.admin1] += weight * probability
        best, probability = first[toponym.start, toponym.end][0]
        if probability >= _SURE and best.kind not in (PlaceKind.COUNTRY, PlaceKind.CONTINENT):
            anchors.append(best)
    return _Context(_shares(countries), _shares(admin1), anchors[:_MOST_ANCHORS], expected)


def _shares(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()} if total else {}


def _softmax(scored: list[tuple[Place, float]]) -> Readings:
    top = max([_NONE_OF_THESE, *(score for _, score in scored)])
    total = math.exp(_NONE_OF_THESE - top) + sum(math.exp(score - top) for _, score in scored)
    ranked = sorted(scored, key=lambda pair: (-pair[1], pair[0].place_id))
    return tuple((place, math.exp(score - top) / total) for place, score in ranked)


def _key(toponym: Toponym) -> str:
    return toponym.text.casefold()
