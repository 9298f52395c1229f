"""One side of a river or of a lake: "the west bank of the Euphrates"."""

from __future__ import annotations

import math
import tomllib
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby, pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from ..geodesy.antimeridian import areas_only
from ..geodesy.bands import METRES_PER_DEGREE, widened
from .areas import Area, label_of
from .parts import BEARING, part_of
from .reach import near
from .syntax import Bank

_STRAY_M = 7_500.0
"""How far the packaged course may stray from the river: half of what the area of a river allows."""
_ALONG = 0.25
"""Cosine below which a stretch flows so nearly in a direction that both sides lie in it."""

Corner = tuple[float, float]


def bank_of(node: Bank, river: Area) -> Area:
    """
    Draw the land along one side of a river, or along one shore of a lake.

    Parameters
    ----------
    node
        Which side.
    river
        The river or the lake.

    Returns
    -------
    area
        What lies within the reach of the node on that side of the course; a stretch that flows in
        the very direction counts with both sides. Of a lake, and of a river without a packaged
        course, the part of its surroundings in the direction; the whole for left and right.
    """
    around = near(river)
    name = "" if river.place is None else river.place.place_id
    course = _courses().get(name)
    if course is not None:
        shape = _side(name, node.side, node.reach_km)
    elif node.side in BEARING:
        shape = areas_only(part_of(around.footprint, node.side))
    else:
        shape = around.footprint
    return Area(
        footprint=shape,
        precision=around.precision,
        rule=f"bank({node.side}, {label_of(river)}, {node.reach_km:g} km)",
        countries=river.countries,
    )


@lru_cache(maxsize=128)
def _side(river: str, side: str, reach_km: float) -> BaseGeometry:
    """Widen the stretches of a course to the side that is meant, and all of it by its error."""
    corners = _courses()[river]
    pieces = [widened(LineString(corners), _STRAY_M)]
    signs = [_signs(one, two, side) for one, two in pairwise(corners)]
    at = 0
    for signs_here, run in groupby(signs):
        length = len(list(run))
        stretch = corners[at : at + length + 1]
        pieces += [_one_sided(stretch, sign * reach_km) for sign in signs_here]
        at += length
    return areas_only(shapely.union_all(pieces))


def _signs(one: Corner, two: Corner, side: str) -> tuple[int, ...]:
    """Tell on which hand of a stretch a side lies: 1 left, -1 right, both where it says nothing."""
    if side in {"left", "right"}:
        return (1,) if side == "left" else (-1,)
    if side not in BEARING:
        return (1, -1)
    shrink = math.cos(math.radians((one[1] + two[1]) / 2))
    east, north = (two[0] - one[0]) * shrink, two[1] - one[1]
    turn = math.radians(BEARING[side])
    # the normal to the left of the flow, against the direction that is meant
    share = (-north * math.sin(turn) + east * math.cos(turn)) / (math.hypot(east, north) or 1.0)
    if abs(share) < _ALONG:
        return (1, -1)
    return (1,) if share > 0 else (-1,)


def _one_sided(stretch: list[Corner], reach_km: float) -> BaseGeometry:
    """Widen a stretch to the left, below zero to the right, in the plane of its middle."""
    shrink = math.cos(math.radians(sum(lat for _, lat in stretch) / len(stretch)))
    scale = np.array([shrink, 1.0])
    flat = LineString(np.array(stretch) * scale)
    reach = reach_km * 1000.0 / METRES_PER_DEGREE
    shape = shapely.make_valid(flat.buffer(reach, single_sided=True))
    return areas_only(shapely.transform(shape, lambda corners: corners / scale))


@cache
def _courses() -> dict[str, list[Corner]]:
    """Read the packaged courses, from source to mouth, by the id of their river."""
    path = resources.files("geo") / "data" / "overlay" / "rivers.toml"
    rivers = tomllib.loads(path.read_text(encoding="utf-8"))["river"]
    return {f"region:{river['id']}": [tuple(at) for at in river["course"]] for river in rivers}
