"""
What the other names of a text say of the readings of one.

Each name is taken to be chosen in one of four ways: near the place in question, in its province, in
its country, or anywhere. A name all of whose likely readings are far away speaks against a reading
only as much as the last way allows, so that one odd name never decides. The weights say how much
more often than anywhere a name is seen in each of the other ways; they are round numbers set by
hand, and the result does not change much when one of them is halved or doubled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from .. import reference
from ..models import Place, PlaceKind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_IN_COUNTRY = 4.0
_IN_PROVINCE = 25.0
_NEARBY = 100.0
_VERY_NEAR = 300.0
_NEARBY_KM = 60.0
_VERY_NEAR_KM = 20.0
_WEIGHT = 0.8
"""Names of one text do not speak independently of one another."""
_MOST_VOICES = 5.0
"""So many names, counted by the root of how often they stand there, speak in full."""
_MOST_NAMES = 40
"""Names that are heard at most: the most frequent of the text."""
_LEAST_SHARE = 0.005
"""Probability below which a reading does not count as a neighbour."""
_BLOCK = 4096
_EARTH_KM = 6371.0
_POINTS = (PlaceKind.SETTLEMENT, PlaceKind.ADMIN2, PlaceKind.SITE, PlaceKind.AIRFIELD)
"""Kinds small enough for a distance to mean something."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One name with the readings of one of its uses in the text; equal keys are one name."""

    key: str
    count: int
    places: tuple[Place, ...]


class TextContext:
    """
    All readings of all names of a text side by side.

    Parameters
    ----------
    voices
        The names; a count of 0 is not heard and only listens.
    """

    def __init__(self, voices: Sequence[Voice]) -> None:
        self.places = [place for voice in voices for place in voice.places]
        sizes = [len(voice.places) for voice in voices]
        self.starts: Ints = np.cumsum([0, *sizes[:-1]])
        numbers: dict[str, int] = {}
        keys = np.array([numbers.setdefault(v.key, len(numbers)) for v in voices], dtype=np.int64)
        counts = np.bincount(keys, [voice.count for voice in voices], len(numbers))
        heard = np.argsort(-counts, kind="stable")[:_MOST_NAMES]
        heard = heard[counts[heard] > 0]
        slot = np.full(len(numbers), -1)
        slot[heard] = np.arange(len(heard))
        self._loudness: Floats = np.sqrt(counts[heard])
        self._slot: Ints = np.repeat(slot[keys], sizes)
        part = [
            voice.count / max(counts[key], 1.0) for voice, key in zip(voices, keys, strict=True)
        ]
        self._part: Floats = np.repeat(part, sizes)
        self._locate()

    def _locate(self) -> None:
        """Write where every reading lies into arrays."""
        lon = np.radians([place.lon for place in self.places])
        lat = np.radians([place.lat for place in self.places])
        across = np.cos(lat)
        self._xyz = np.stack([across * np.cos(lon), across * np.sin(lon), np.sin(lat)], axis=1)
        self._is_point = np.array([place.kind in _POINTS for place in self.places], dtype=float)
        countries: dict[str, int] = {"": 0}
        provinces: dict[str, int] = {"": 0}
        self._province = np.array(
            [provinces.setdefault(place.admin1 or "", len(provinces)) for place in self.places]
        )
        self._country = np.zeros(len(self.places), dtype=np.int64)
        self._several: list[tuple[int, list[int]]] = []
        for at, place in enumerate(self.places):
            codes = [countries.setdefault(code, len(countries)) for code in place.countries]
            if len(codes) == 1:
                self._country[at] = codes[0]
            elif codes:
                self._several.append((at, codes))
        self._sizes = len(countries), len(provinces)
        self._listened = np.flatnonzero(self._slot >= 0)
        slot = self._slot[self._listened]
        self._country_cell = slot * self._sizes[0] + self._country[self._listened]
        self._province_cell = slot * self._sizes[1] + self._province[self._listened]

    def support(self, probabilities: Floats) -> Floats:
        """
        Give what the other names say of every reading.

        Parameters
        ----------
        probabilities
            Of all readings, in the order of `places`, as believed so far.

        Returns
        -------
        support
            Log-odds to add to each reading.
        """
        heard, names = self._listened, len(self._loudness)
        own = probabilities * self._part
        in_country, in_province = self._spread(own)
        near = heard[(own[heard] * self._is_point[heard]) > _LEAST_SHARE]
        to_slot = np.zeros((len(near), names))
        to_slot[np.arange(len(near)), self._slot[near]] = own[near]
        result = np.empty(len(self.places))
        for first in range(0, len(self.places), _BLOCK):
            rows = slice(first, first + _BLOCK)
            shares = 1.0 + _IN_COUNTRY * in_country[:, self._country[rows]].T
            for at, codes in self._several:
                if first <= at < first + _BLOCK:
                    shares[at - first] = 1.0 + _IN_COUNTRY * in_country[:, codes].max(axis=1)
            shares += _IN_PROVINCE * in_province[:, self._province[rows]].T
            if len(near):
                shares += self._nearness(rows, near) @ to_slot
            result[rows] = self._heard(np.log(shares), rows)
        return result

    def of_unknown(self, probabilities: Floats) -> Floats:
        """
        Give what the other names say of a place that the gazetteer lacks, where they lie most.

        Parameters
        ----------
        probabilities
            Of all readings, in the order of `places`, as believed so far.

        Returns
        -------
        support
            Log-odds for each voice: the support of a place in the country or province for which
            the others speak loudest, wherever in it.
        """
        in_country, in_province = self._spread(probabilities * self._part)
        country_of = np.zeros(self._sizes[1], dtype=np.int64)
        country_of[self._province] = self._country
        country_of[0] = 0
        said = np.log(
            1.0
            + np.hstack(
                [
                    _IN_COUNTRY * in_country,
                    _IN_COUNTRY * in_country[:, country_of] + _IN_PROVINCE * in_province,
                ]
            )
        )
        spoken = said * self._loudness[:, None]
        together = spoken.sum(axis=0)
        # a voice that is not heard, slot -1, listens to all
        most = np.array([*((together - own).max() for own in spoken), together.max()])
        total = self._loudness.sum() - np.append(self._loudness, 0.0)
        support: Floats = (most * _scale(total))[self._slot[self.starts]]
        return support

    def _spread(self, own: Floats) -> tuple[Floats, Floats]:
        """Spread what each name is believed to mean over countries and provinces."""
        in_country = self._summed(self._country_cell, own[self._listened], self._sizes[0])
        in_province = self._summed(self._province_cell, own[self._listened], self._sizes[1])
        for at, codes in self._several:
            if self._slot[at] >= 0:
                in_country[self._slot[at], codes] += own[at] / len(codes)
        in_country[:, 0] = in_province[:, 0] = 0.0
        return in_country, in_province

    def _summed(self, cell: Ints, mass: Floats, width: int) -> Floats:
        """Sum what each name gives to each country or province."""
        names = len(self._loudness)
        summed = np.bincount(cell, mass, names * width).astype(np.float64, copy=False)
        return summed.reshape(names, width)

    def _nearness(self, rows: slice, near: Ints) -> Floats:
        """Weigh how near readings lie to the points of others; the chord stands for the arc."""
        cosine = self._xyz[rows] @ self._xyz[near].T
        away_km = _EARTH_KM * np.sqrt(np.maximum(0.0, 2.0 - 2.0 * cosine))
        weight = _NEARBY * np.exp(-away_km / _NEARBY_KM)
        weight += _VERY_NEAR * np.exp(-away_km / _VERY_NEAR_KM)
        pointlike: Floats = weight * self._is_point[rows, None]
        return pointlike

    def _heard(self, said: Floats, rows: slice) -> Floats:
        """Sum what the names say, a name's word on itself left out."""
        loudness, scale = self._volume if len(self.places) <= _BLOCK else self._loud(rows)
        summed: Floats = (said * loudness).sum(axis=1) * scale
        return summed

    @cached_property
    def _volume(self) -> tuple[Floats, Floats]:
        return self._loud(slice(None))

    def _loud(self, rows: slice) -> tuple[Floats, Floats]:
        """Give how loud each name is heard by some readings, and the weight of all together."""
        own = self._slot[rows]
        loudness: Floats = np.tile(self._loudness, (len(own), 1))
        has_own = np.flatnonzero(own >= 0)
        loudness[has_own, own[has_own]] = 0.0
        return loudness, _scale(loudness.sum(axis=1))


def _scale(total: Floats) -> Floats:
    """Weigh names that are heard together by how loud they are in all."""
    return _WEIGHT * np.minimum(1.0, _MOST_VOICES / np.maximum(total, _MOST_VOICES / 2))


@cache
def are_neighbours(first: str, second: str) -> bool:
    """Tell whether two countries (ISO alpha-2) are one or share a land border."""
    return first == second or reference.border(first, second) is not None
