"""
Points to measure with: where incidents happen, and where distance goes wrong.

Clustered round land and its borders, 5 % uniform on the sphere, 0.5 % along the antimeridian and
0.5 % round the poles. The same number and seed give the same points.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo import reference
from geo.geodesy import GEOD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_CLUSTERS = 3000
_FIVE_YEARS_S = 5 * 365 * 86400
_MEDIAN_UNCERTAINTY_M = 3000.0


class Sample(NamedTuple):
    """Points in degrees, seconds within five years, radii of uncertainty in metres."""

    lon: FloatArray
    lat: FloatArray
    second: NDArray[np.int64]
    uncertainty_m: FloatArray


def incidents(count: int, seed: int = 1) -> Sample:
    """Make points as incidents lie: most in clusters of 0.1 to 4 degrees, few clusters large."""
    random = np.random.default_rng(seed)
    land = _land()
    centre = land[random.integers(0, len(land), _CLUSTERS)]
    weight = random.pareto(1.2, _CLUSTERS) + 0.05
    spread = random.choice([0.1, 0.5, 2.0, 4.0], _CLUSTERS)
    own = random.choice(_CLUSTERS, count, p=weight / weight.sum())
    lengthen = 1 / np.maximum(np.cos(np.radians(centre[own, 1])), 0.1)
    lon = centre[own, 0] + random.normal(0, 1, count) * spread[own] * lengthen
    lat = np.clip(centre[own, 1] + random.normal(0, 1, count) * spread[own], -89.9, 89.9)
    kind = random.random(count)
    uniform = kind < 0.05
    lon[uniform] = random.uniform(-180, 180, uniform.sum())
    lat[uniform] = np.degrees(np.arcsin(random.uniform(-1, 1, uniform.sum())))
    dateline = (kind >= 0.05) & (kind < 0.055)
    lon[dateline] = 180 + random.normal(0, 0.2, dateline.sum())
    polar = (kind >= 0.055) & (kind < 0.06)
    pole = np.sign(random.random(polar.sum()) - 0.5)
    lat[polar] = pole * (90 - np.abs(random.normal(0, 0.5, polar.sum())))
    return Sample(
        lon=_wrapped(lon),
        lat=lat,
        second=random.integers(0, _FIVE_YEARS_S, count),
        uncertainty_m=np.exp(random.normal(np.log(_MEDIAN_UNCERTAINTY_M), 1, count)),
    )


def bases(count: int = 1000, seed: int = 7) -> tuple[FloatArray, FloatArray]:
    """Make sites as `incidents`, the first six at the antimeridian and on both poles."""
    lon, lat, _, _ = incidents(count, seed)
    lon[:6] = [179.95, -179.95, 0, 0, 178.4, -176.6]
    lat[:6] = [66, -17, 90, -90, -18.1, 51.9]
    return lon, lat


def hard_points(
    base_lon: FloatArray, base_lat: FloatArray, count: int = 2000, seed: int = 3
) -> tuple[FloatArray, FloatArray]:
    """
    Make the points that tell methods apart, a quarter of each kind.

    Halfway between two of the given sites up to 9,000 km apart, give or take a metre; 49,999 to
    50,001 m from a site; within 5 km of the antimeridian; within 50 km of a pole.
    """
    random = np.random.default_rng(seed)
    each = count // 4
    one = random.integers(0, len(base_lon), 20 * each)
    other = random.integers(0, len(base_lon), 20 * each)
    azimuth, _, metres = GEOD.inv(base_lon[one], base_lat[one], base_lon[other], base_lat[other])
    apart = np.flatnonzero((metres > 1000) & (metres < 9_000_000))[:each]
    half = metres[apart] / 2 + random.uniform(-1, 1, len(apart))
    halfway = GEOD.fwd(base_lon[one[apart]], base_lat[one[apart]], azimuth[apart], half)[:2]
    site = random.integers(0, len(base_lon), each)
    edge = GEOD.fwd(
        base_lon[site],
        base_lat[site],
        random.uniform(-180, 180, each),
        50_000 + random.uniform(-1, 1, each),
    )[:2]
    dateline = 180 + random.uniform(-0.045, 0.045, each), random.uniform(-80, 80, each)
    rest = count - 2 * each - len(apart)
    pole = np.sign(random.random(rest) - 0.5)
    polar = random.uniform(-180, 180, rest), pole * (90 - random.uniform(0, 0.45, rest))
    lon, lat = np.concatenate([halfway, edge, dateline, polar], axis=1)
    return _wrapped(lon), lat


@cache
def _land() -> FloatArray:
    """Corners of the land areas below 83 degrees; those on a coast twice, as coasts are busier."""
    corners = shapely.get_coordinates(reference.light_country_layer().geometries)
    places, times = np.unique(corners.round(6), axis=0, return_counts=True)
    on_land = (np.abs(places[:, 1]) < 83) & (np.abs(places[:, 0]) < 180)
    places, times = places[on_land], times[on_land]
    return np.concatenate([places, places[times == 1]])


def _wrapped(lon: FloatArray) -> FloatArray:
    wrapped: FloatArray = (lon + 180) % 360 - 180
    return wrapped
