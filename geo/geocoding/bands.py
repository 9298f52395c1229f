"""
Rings round the shapes of a phrase, and shapes cut with them, kept for the next phrase.

Rings are kept by distances rounded outward, so that another number of kilometres costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import widened, with_fewer_corners
from ..ondemand import OnDemand
from ..reference.waters import plain_outline
from .areas import Area

_STEPS = 20
"""Distances of rings are rounded to this many steps for every factor of ten: by 12 % at most."""
_LEAST_INNER_M = 2_000.0


@dataclass(frozen=True, slots=True)
class Ground(OnDemand):
    """A shape that is known by its key, so that what is made of it can be kept."""

    key: str
    shape: BaseGeometry = field(compare=False)


def ground_of(area: Area) -> Ground:
    """
    Give the shape of an area with a key of its own.

    Parameters
    ----------
    area
        The area.

    Returns
    -------
    ground
        Two areas have the same key only where their shapes are the same.
    """
    if area.place is not None:
        return Ground.later(lambda _: {"shape": area.footprint}, key=area.place.place_id)
    west, south, east, north = area.footprint.bounds
    return Ground(f"{area.rule} {west:.6f} {south:.6f} {east:.6f} {north:.6f}", area.footprint)


def steps_of(inner_m: float, outer_m: float) -> tuple[int | None, int]:
    """
    Round two distances outward to the steps for which rings are kept.

    Parameters
    ----------
    inner_m, outer_m
        Distances in metres.

    Returns
    -------
    steps
        Of the inner and of the outer one; null: no inner rim, at 2 km or less.
    """
    inner = None if inner_m <= _LEAST_INNER_M else math.floor(_STEPS * math.log10(inner_m))
    return inner, math.ceil(_STEPS * math.log10(outer_m))


def distance_of(step: int) -> float:
    """Give the metres of a step."""
    return math.pow(10.0, step / _STEPS)


@lru_cache(maxsize=128)
def ring(ground: Ground, inner: int | None, outer: int) -> BaseGeometry:
    """
    Give what lies between two distances from a shape.

    Parameters
    ----------
    ground
        Lines or polygons in EPSG:4326.
    inner, outer
        Steps, as `steps_of` gives them.

    Returns
    -------
    area
        Polygon or MultiPolygon in EPSG:4326.
    """
    if inner is None:
        return _stepped(ground, outer)
    near = _stepped(ground, inner)
    # what is near has far fewer corners than the shape that it was drawn round
    far_m = distance_of(outer)
    far = widened(with_fewer_corners(near, far_m), far_m - distance_of(inner))
    return areas_only(shapely.difference(far, near))


@lru_cache(maxsize=128)
def _stepped(ground: Ground, step: int) -> BaseGeometry:
    return widened(ground.shape, distance_of(step))


@lru_cache(maxsize=512)
def plain(ground: Ground) -> BaseGeometry:
    """Give a shape with fewer corners, valid, less than half a kilometre from the one given."""
    return plain_outline(ground.shape)


def shape_to_cut(area: Area) -> BaseGeometry:
    """Give the shape of an area, the outlines of packaged places with fewer corners."""
    return plain(ground_of(area)) if area.place is not None else area.footprint
