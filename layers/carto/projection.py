"""Which projection suits an extent, decided by measuring how each one distorts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import Proj

_WORLD_WIDTH_DEG = 160.0
_WORLD_HEIGHT_DEG = 100.0
_POLAR_DEG = 55.0
_GRID = 15
_EQUAL_AREA_BONUS = 0.003
_LEAST_CONE = 0.02


@dataclass(frozen=True, slots=True)
class Chosen:
    """
    A projection, its name for people, and how much it distorts.

    `error` is half the spread of the point scale over the extent, relative to its middle: 0.002
    means that lengths are true within 0.2 %.
    """

    projection: Proj
    name: str
    error: float


def choose_projection(extent: tuple[float, float, float, float]) -> Chosen:
    """
    Choose the projection with the least distortion over an extent.

    Lambert azimuthal equal-area, Albers, Lambert conformal conic, transverse Mercator and Mercator
    are measured on a grid of 15 by 15 points (Tissot's semi-axes, as PROJ gives them). An
    equal-area one is taken where it is worse by 0.3 percentage points at most. Above 160 degrees of
    width or 100 degrees of height it is Equal Earth, unmeasured: a mean over the whole world would
    choose badly. Around a pole, from 55 degrees of latitude, it is the azimuthal one.

    Parameters
    ----------
    extent
        ``(west, south, east, north)`` in degrees; east may exceed 180.

    Returns
    -------
    chosen
        The projection, on WGS 84.
    """
    west, south, east, north = extent
    if max(south, -north) >= _POLAR_DEG and east - west > _WORLD_WIDTH_DEG:
        pole = Proj(proj="laea", lon_0=(west + east) / 2, lat_0=90 if south > 0 else -90)
        return Chosen(pole, "Lambert azimuthal equal-area, polar", _error(pole, extent))
    if east - west > _WORLD_WIDTH_DEG or north - south > _WORLD_HEIGHT_DEG:
        world = Proj(proj="eqearth", lon_0=(west + east) / 2)
        return Chosen(world, "Equal Earth", _error(world, extent))
    measured = []
    for projection, name, equal_area in _candidates(extent):
        error = _error(projection, extent)
        measured.append((error - _EQUAL_AREA_BONUS * equal_area, Chosen(projection, name, error)))
    return min(measured, key=lambda item: item[0])[1]


def _candidates(extent: tuple[float, float, float, float]) -> list[tuple[Proj, str, bool]]:
    west, south, east, north = extent
    lon, lat = (west + east) / 2, (south + north) / 2
    found = [
        (Proj(proj="laea", lon_0=lon, lat_0=lat), "Lambert azimuthal equal-area", True),
        (Proj(proj="tmerc", lon_0=lon, lat_0=lat), "Transverse Mercator", False),
    ]
    # standard parallels a sixth inside the extent (Deetz and Adams 1934, Map Projection)
    low, high = south + (north - south) / 6, north - (north - south) / 6
    if abs(np.sin(np.radians((low + high) / 2))) > _LEAST_CONE and max(-south, north) < 89:
        parallels: dict[str, Any] = {"lat_1": low, "lat_2": high, "lat_0": lat, "lon_0": lon}
        found.append((Proj(proj="aea", **parallels), "Albers equal-area", True))
        found.append((Proj(proj="lcc", **parallels), "Lambert conformal conic", False))
    if max(-south, north) < 80:
        found.append((Proj(proj="merc", lon_0=lon, lat_ts=abs(lat)), "Mercator", False))
    return found


def _error(projection: Proj, extent: tuple[float, float, float, float]) -> float:
    """Half the spread of the point scale, relative to its middle; infinite off the projection."""
    west, south, east, north = extent
    # PROJ gives no factors at a pole itself
    lat_axis = np.clip(np.linspace(south, north, _GRID), -89.9, 89.9)
    lon, lat = (grid.ravel() for grid in np.meshgrid(np.linspace(west, east, _GRID), lat_axis))
    factors = projection.get_factors(lon, lat)
    longest = np.asarray(factors.tissot_semimajor)
    shortest = np.asarray(factors.tissot_semiminor)
    if not (np.isfinite(longest).all() and np.isfinite(shortest).all()):
        return float("inf")
    high, low = float(longest.max()), float(shortest.min())
    return (high - low) / (high + low)
