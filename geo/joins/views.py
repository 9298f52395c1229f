"""Points and areas under a point of view: whom their ground counted to on their day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ..geodesy import distance_to_geometry_m
from ..reference.view import Ground, Rule, View
from .columns import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from ..reference import Layer

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

_SNAP_ROOM_M = 1.0
_METRES_PER_DEGREE = 110_574.0
_ROOM, _ROOM_DEG = 1.05, 1e-3


@dataclass(frozen=True, slots=True)
class Rulings:
    """What a view decided, per row: number of the ruling in `made` (-1: none), disputed ground."""

    which: IntArray
    made: list[tuple[Ground, Rule]]
    disputed: list[str | None]


def break_days(view: View | None) -> list[date]:
    """List the days from which something counts to someone else, in order."""
    rules = [] if view is None else [rule for ground in view.grounds for rule in ground.rules]
    days = {day for rule in rules for day in (rule.since, rule.until)}
    return sorted(day for day in days if day is not None)


def rule_on(
    view: View,
    codes: Sequence[str | None],
    lon: FloatArray,
    lat: FloatArray,
    days: NDArray[np.datetime64],
    snap_m: FloatArray,
    *,
    kept: NDArray[np.bool_],
) -> Rulings:
    """
    Find which rule of a view decides each point.

    `codes` are packaged countries, null on ground of no state; `days` are NaT where unknown, which
    counts as today; a point off the coast belongs to what lies within `snap_m` of it (NaN for
    none). Rows `kept` are ruled by whole countries only.
    """
    words = np.array(["" if code is None else code for code in codes], dtype=object)
    names, number = np.unique(words.astype(str), return_inverse=True)
    which = np.full(len(words), -1, dtype=np.intp)
    disputed = np.full(len(words), -1, dtype=np.intp)
    made: list[tuple[Ground, Rule]] = []
    place, back = distinct(lon, lat)
    for at, ground in enumerate(view.grounds):
        held = np.isin(names, ground.codes or ground.of)
        hit = held[number] if ground.codes or ground.of else np.ones(len(words), dtype=bool)
        if not ground.codes and hit.any():
            asked = np.zeros(len(place), dtype=bool)
            asked[back[hit]] = True
            inside = np.zeros(len(place), dtype=bool)
            inside[asked] = _holds(ground, lon[place[asked]], lat[place[asked]])
            hit &= inside[back] & ~kept
            hit |= _near(ground, held[number], lon, lat, snap_m)
        if not hit.any():
            continue
        if ground.disputed:
            disputed[hit & (disputed < 0)] = at
        for rule in ground.rules:
            mine = hit & (which < 0) & _applies(rule, days)
            if mine.any():
                which[mine] = len(made)
                made.append((ground, rule))
    called = [None if at < 0 else view.grounds[at].name for at in disputed]
    return Rulings(which, made, called)


def _holds(ground: Ground, lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    held: NDArray[np.bool_] = shapely.intersects_xy(ground.geometry, lon, lat)
    return held


def _near(
    ground: Ground,
    held: NDArray[np.bool_],
    lon: FloatArray,
    lat: FloatArray,
    snap_m: FloatArray,
) -> NDArray[np.bool_]:
    """Tell which points off the coast belong to a ground."""
    near = np.zeros(len(lon), dtype=bool)
    west, south, east, north = shapely.bounds(ground.geometry)
    rows = np.flatnonzero(np.isfinite(snap_m) & (held | (not ground.of)))
    rows = rows[(lon[rows] > west - 1) & (lon[rows] < east + 1)]
    rows = rows[(lat[rows] > south - 1) & (lat[rows] < north + 1)]
    # degrees of longitude shrink with the latitude; what is farther need not be measured
    shrink = np.maximum(np.cos(np.radians(lat[rows])), 0.05)
    reach = snap_m[rows] * _ROOM / _METRES_PER_DEGREE / shrink + _ROOM_DEG
    close = shapely.dwithin(ground.geometry, shapely.points(lon[rows], lat[rows]), reach)
    rows, reach = rows[close], reach[close]
    if len(rows):
        # the rest of the ground is too far away to matter
        around = shapely.buffer(shapely.points(lon[rows], lat[rows]), 2 * reach, quad_segs=4)
        shape = shapely.intersection(ground.geometry, shapely.union_all(around))
        metres = distance_to_geometry_m(lon[rows], lat[rows], shape)
        near[rows] = metres <= snap_m[rows] + _SNAP_ROOM_M
    return near


def _applies(rule: Rule, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    unknown = np.isnat(days)
    fits: NDArray[np.bool_] = np.ones(len(days), dtype=bool)
    if rule.since is not None:
        fits &= unknown | (days >= np.datetime64(rule.since, "D"))
    if rule.until is not None:
        fits &= days < np.datetime64(rule.until, "D")
    return fits


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a footprint in one packaged country, with the grounds of the view that hold it."""

    code: str | None
    area: float
    whole: float
    grounds: tuple[Ground, ...]

    def countries(self, day: date | None) -> tuple[tuple[str, ...], tuple[Ground, Rule] | None]:
        """Tell whom it counts to on a day (null is today), and the ruling, null for none."""
        at = np.array([np.datetime64("NaT" if day is None else day, "D")])
        for ground in self.grounds:
            for rule in ground.rules:
                if _applies(rule, at)[0]:
                    return rule.countries, (ground, rule)
        return () if self.code is None else (self.code,), None


@lru_cache(maxsize=512)
def pieces_of(wkb: bytes, layer: Layer, view: View | None) -> tuple[Piece, ...]:
    """Cut a footprint, as WKB, along the countries of a layer and the grounds of a view."""
    footprint = shapely.from_wkb(wkb)
    wholes: dict[str, float] = {}
    pieces: list[tuple[str | None, BaseGeometry, tuple[Ground, ...]]] = []
    for row in tree_of(layer).query(footprint, predicate="intersects"):
        code = layer.columns["country"][row]
        ground = layer.geometries[row]
        if code is not None:
            wholes[code] = wholes.get(code, 0.0) + float(shapely.area(ground))
        shared = shapely.intersection(ground, footprint)
        pieces += _cut(code, shared, view)
    return tuple(
        Piece(code, float(shapely.area(shape)), wholes.get(code or "", np.inf), grounds)
        for code, shape, grounds in pieces
    )


def _cut(
    code: str | None, shape: BaseGeometry, view: View | None
) -> list[tuple[str | None, BaseGeometry, tuple[Ground, ...]]]:
    pieces: list[tuple[BaseGeometry, list[Ground]]] = [(shape, [])]
    for ground in () if view is None else view.grounds:
        if ground.codes:
            if code in ground.codes:
                pieces = [(part, [*held_by, ground]) for part, held_by in pieces]
            continue
        if ground.of and (code or "") not in ground.of:
            continue
        after: list[tuple[BaseGeometry, list[Ground]]] = []
        for part, held_by in pieces:
            if not shapely.intersects(ground.geometry, part):
                after.append((part, held_by))
                continue
            after.append((shapely.intersection(part, ground.geometry), [*held_by, ground]))
            rest = shapely.difference(part, ground.geometry)
            if not rest.is_empty:
                after.append((rest, held_by))
        pieces = after
    return [(code, part, tuple(held_by)) for part, held_by in pieces]


@lru_cache(maxsize=8)
def tree_of(layer: Layer) -> Any:  # noqa: ANN401 - shapely's tree has no useful type
    """Give the tree over the boxes of a layer."""
    return shapely.STRtree(layer.geometries)
