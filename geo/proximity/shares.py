"""What share of an incident's area lies within a distance."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ..geodesy import area_m2, buffer, disc, distance_m
from .extents import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]


def shares_inside(
    incidents: Side, bases: Side, row: IntArray, base: IntArray, radius_m: float
) -> FloatArray:
    """
    Measure the share of each incident's area within `radius_m` of a base, 0 to 1.

    `row`, `base` are pairs of positions. Two discs by the formula of the lens of two circles,
    everything else by the area of what is drawn on the ellipsoid. NaN where the extent is unknown.
    """
    size = incidents.radius_m[row]
    search = radius_m + np.nan_to_num(bases.radius_m[base])
    apart = distance_m(incidents.lon[row], incidents.lat[row], bases.lon[base], bases.lat[base])
    share = _lens(apart, size, search)
    drawn = (incidents.area[row] >= 0) | (bases.area[base] >= 0)
    drawn |= np.isin(base, list(bases.shapes))

    @cache
    def ground(at: int) -> BaseGeometry:
        if at in bases.shapes:
            return buffer(bases.shapes[at], radius_m)
        if bases.area[at] >= 0:
            return buffer(bases.areas[bases.area[at]], radius_m)
        return disc(
            bases.lon[at], bases.lat[at], radius_m + float(np.nan_to_num(bases.radius_m[at]))
        )

    for number in np.flatnonzero(drawn):
        mine = int(row[number])
        if incidents.area[mine] >= 0:
            area = incidents.areas[incidents.area[mine]]
        elif np.isfinite(incidents.radius_m[mine]):
            area = disc(incidents.lon[mine], incidents.lat[mine], float(incidents.radius_m[mine]))
        else:
            continue
        common = shapely.intersection(area, ground(int(base[number])))
        share[number] = min(1.0, area_m2(common) / area_m2(area))
    return share


def _lens(apart: FloatArray, size: FloatArray, search: FloatArray) -> FloatArray:
    """
    Share of a circle of radius `size` inside one of radius `search`, centres `apart`.

    Sum of two circular segments; Weisstein, Circle-Circle Intersection (MathWorld), equation 14.
    """
    apart = np.maximum(apart, 1e-9)
    ours = (apart**2 + size**2 - search**2) / (2 * apart * size)
    theirs = (apart**2 + search**2 - size**2) / (2 * apart * search)
    kite = (search + size - apart) * (apart + size - search)
    kite *= (apart - size + search) * (apart + size + search)
    lens = (
        size**2 * np.arccos(np.clip(ours, -1, 1))
        + search**2 * np.arccos(np.clip(theirs, -1, 1))
        - np.sqrt(np.maximum(kite, 0)) / 2
    )
    share = lens / (np.pi * size**2)
    share = np.where(apart + size <= search, 1.0, share)
    return np.asarray(np.where(apart >= size + search, 0.0, share))
