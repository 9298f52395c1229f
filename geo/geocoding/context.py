"""What a text is about: the countries, provinces and sure places of its names."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .. import reference
from ..models import Place, PlaceKind
from .containment import distance_km

SURE = 0.7
"""Probability from which on a reading is a landmark for the others."""

_MOST_LANDMARKS = 40
_DOUBT = 0.5
"""Weight of names not seen: one other name of a text must not decide alone."""

_ALL = "*"
"""Key of the sum of all shares."""

Shares = dict[str, float]

Weighted = tuple[tuple[Place, float], ...]


@dataclass(slots=True)
class TextContext:
    """
    Shares of the names of a text by country and by province, and its landmarks.

    A name counts by the root of how often it stands in the text, spread over its readings. No
    name is asked about itself: its own weight is taken out first.
    """

    expected: frozenset[str] = frozenset()
    _countries: Shares = field(default_factory=lambda: defaultdict(float))
    _provinces: Shares = field(default_factory=lambda: defaultdict(float))
    _own: dict[str, tuple[Shares, Shares]] = field(default_factory=dict)
    _landmarks: list[tuple[str, Place]] = field(default_factory=list)

    def add(self, name: str, count: int, readings: Weighted) -> None:
        """
        Count one name.

        Parameters
        ----------
        name
            The name, folded as its caller likes; each is added once.
        count
            How often it stands in the text.
        readings
            Places with their probabilities, most probable first.
        """
        weight = math.sqrt(count)
        countries: Shares = defaultdict(float)
        provinces: Shares = defaultdict(float)
        for place, probability in readings:
            if place.country is not None:
                countries[place.country] += weight * probability
            if place.admin1 is not None:
                provinces[place.admin1] += weight * probability
        for total, shares in ((self._countries, countries), (self._provinces, provinces)):
            shares[_ALL] = sum(shares.values())
            for code, share in shares.items():
                total[code] += share
        self._own[name] = (countries, provinces)
        best, probability = readings[0]
        landmark = best.kind not in (PlaceKind.COUNTRY, PlaceKind.CONTINENT)
        if probability >= SURE and landmark and len(self._landmarks) < _MOST_LANDMARKS:
            self._landmarks.append((name, best))

    def country_share(self, name: str, countries: Iterable[str]) -> float:
        """Give the largest share that one of some countries has among the other names."""
        own = self._own.get(name, ({}, {}))[0]
        return max((_share(self._countries, own, code) for code in countries), default=0.0)

    def province_share(self, name: str, province: str) -> float:
        """Give the share that a province has among the other names."""
        own = self._own.get(name, ({}, {}))[1]
        return _share(self._provinces, own, province)

    def nearest_km(self, name: str, place: Place) -> float:
        """Give the distance to the nearest landmark of another name, infinite without one."""
        return min(
            (distance_km(place, other) for key, other in self._landmarks if key != name),
            default=math.inf,
        )


def _share(all_names: Mapping[str, float], own: Mapping[str, float], code: str) -> float:
    rest = all_names.get(_ALL, 0.0) - own.get(_ALL, 0.0)
    return max(0.0, all_names.get(code, 0.0) - own.get(code, 0.0)) / (rest + _DOUBT)


@cache
def are_neighbours(first: str, second: str) -> bool:
    """Tell whether two countries (ISO alpha-2) are one or share a land border."""
    return first == second or reference.border(first, second) is not None
