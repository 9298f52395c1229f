"""Points beside a coast or a border: whose ground is meant, and how far away it is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from .. import reference
from ..geodesy import distance_m
from .columns import distinct, unique_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..reference import Layer

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.intp]

COAST_TOLERANCE_M = 5_000.0
"""A point this near to a coast belongs to its country: harbours and spits are lost at 1:10 000 000,
where a line is 1 km wide and islands under some kilometres are left out."""
BORDER_TOLERANCE_M = 2_000.0
"""A point this near to the stated country counts as in it: twice the width of the packaged lines
(`reference.BORDER_PRECISION_M`), since both are off. Goma's point lies 260 m inside Rwanda."""

Near = tuple[float, str, int]
"""Metres to an area, its country, and its row."""

_METRES_PER_DEGREE = 110_574.0
_ECCENTRICITY_2 = 0.0066943799901413165
_ROOM = 1.02
_TURN_DEG = 1.0
_NOTES = ("superseded", "joined", "approximate")


def countries_of_points(
    lon: FloatArray,
    lat: FloatArray,
    stated: Sequence[Sequence[str]],
    layer: Layer | None = None,
) -> tuple[list[str | None], list[str | None], FloatArray]:
    """
    Country of each point, the rule that gave it, and the metres to it where it is beside.

    `layer` is the user's own countries; null takes the packaged ones. Each different case is
    looked up once.
    """
    table = reference.country_layer() if layer is None else layer
    raw = unique_answers(lambda x, y: _codes_at(table, x, y), lon, lat)
    known = np.isfinite(lon) & np.isfinite(lat)
    codes = [code if here else None for code, here in zip(raw, known.tolist(), strict=True)]
    rules: list[str | None] = [None if code is None else "point" for code in codes]
    snap_m = np.full(len(codes), np.nan)
    cases: dict[tuple[float, float, tuple[str, ...]], list[int]] = {}
    rows = zip(lon.tolist(), lat.tolist(), codes, stated, known.tolist(), strict=True)
    for row, (x, y, code, said, here) in enumerate(rows):
        if here and (code is None or (said and code not in said)):
            cases.setdefault((x, y, tuple(said)), []).append(row)
    x, y = (np.array([case[axis] for case in cases], dtype=float) for axis in (0, 1))
    for ((_, _, said), mine), near in zip(
        cases.items(), areas_within(table, x, y, COAST_TOLERANCE_M), strict=True
    ):
        code, rule, metres = _country_nearby(near, codes[mine[0]], said)
        for row in mine:
            codes[row], rules[row], snap_m[row] = code, rule, metres
    return codes, rules, snap_m


def _codes_at(layer: Layer, lons: FloatArray, lats: FloatArray) -> list[str | None]:
    if layer is reference.country_layer():
        return reference.countries_at(lons, lats)
    codes = layer.columns["country"]
    return [codes[row] if row >= 0 else None for row in layer.rows_at(lons, lats)]


def _country_nearby(
    near: list[Near], code: str | None, stated: Sequence[str]
) -> tuple[str | None, str | None, float]:
    """Settle a point at sea, or one in another country than the stated one."""
    reach = COAST_TOLERANCE_M if code is None else BORDER_TOLERANCE_M
    meant = next(((m, found) for m, found, _ in near if found in stated and m <= reach), None)
    if code is None:
        nearest = meant or next(((m, found) for m, found, _ in near), None)
        return (None, None, np.nan) if nearest is None else (nearest[1], "coast", nearest[0])
    return (code, "point", np.nan) if meant is None else (meant[1], "border", meant[0])


def admin1_of_points(
    lon: FloatArray, lat: FloatArray, countries: Sequence[str | None]
) -> tuple[list[str | None], list[str | None]]:
    """English name and note of the first-level area of each point, in its packaged country."""
    layer = reference.admin1_layer()
    ids = unique_answers(reference.admin1_at, lon, lat)
    owners = layer.columns["country"]
    rows = [-1 if admin1 is None else layer.row_of[admin1] for admin1 in ids]
    cases: dict[tuple[float, float, str], list[int]] = {}
    for row, (x, y, code) in enumerate(zip(lon.tolist(), lat.tolist(), countries, strict=True)):
        if code is None:
            rows[row] = -1
        elif rows[row] < 0 or owners[rows[row]] != code:
            cases.setdefault((x, y, code), []).append(row)
    beside_x, beside_y = (np.array([case[axis] for case in cases], float) for axis in (0, 1))
    for ((_, _, code), mine), near in zip(
        cases.items(), areas_within(layer, beside_x, beside_y, COAST_TOLERANCE_M), strict=True
    ):
        found = next((area for _, owner, area in near if owner == code), -1)
        for row in mine:
            rows[row] = found
    names, plain = layer.columns["name_en"], layer.columns["name"]
    notes = _admin1_notes()
    return (
        [(names[row] or plain[row]) if row >= 0 else None for row in rows],
        [notes[row] if row >= 0 else None for row in rows],
    )


@cache
def _admin1_notes() -> list[str | None]:
    columns = reference.admin1_layer().columns
    flags = [columns[name] for name in _NOTES]
    return [
        next((name for name, told in zip(_NOTES, row, strict=True) if told), None)
        for row in zip(*flags, strict=True)
    ]


def neighbours(
    lon: FloatArray,
    lat: FloatArray,
    countries: Sequence[str | None],
    rules: Sequence[str | None],
    stated: Sequence[Sequence[str]],
) -> list[str | None]:
    """Country across a border within `BORDER_TOLERANCE_M`, where nothing else says which it is."""
    open_rows = np.flatnonzero(
        [rule == "point" and not said for rule, said in zip(rules, stated, strict=True)]
    )
    answer: list[str | None] = [None] * len(rules)
    if not len(open_rows):
        return answer
    place, back = distinct(lon[open_rows], lat[open_rows])
    rows = open_rows[place]
    # degrees of longitude shrink with the latitude; near a pole there are no borders
    degrees = BORDER_TOLERANCE_M / _METRES_PER_DEGREE
    reach = degrees / np.maximum(np.cos(np.radians(lat[rows])), 0.05)
    points = shapely.points(lon[rows], lat[rows])
    found, _ = _border_tree().query(points, predicate="dwithin", distance=reach)
    close = np.unique(found)
    near = areas_within(
        reference.country_layer(), lon[rows[close]], lat[rows[close]], BORDER_TOLERANCE_M
    )
    across = {
        number: next((code for _, code, _ in some if code != countries[int(rows[number])]), None)
        for number, some in zip(close.tolist(), near, strict=True)
    }
    for row, number in zip(open_rows.tolist(), back.tolist(), strict=True):
        answer[row] = across.get(number)
    return answer


@cache
def _border_tree() -> Any:  # noqa: ANN401 - shapely's tree has no useful type
    ends, line = shapely.get_coordinates(
        shapely.get_parts([item.geometry for item in reference.border_lines()]), return_index=True
    )
    joined = np.flatnonzero(line[1:] == line[:-1])
    segments: Any = shapely.linestrings(np.stack([ends[joined], ends[joined + 1]], axis=1))
    return shapely.STRtree(segments)


def areas_within(layer: Layer, lon: FloatArray, lat: FloatArray, metres: float) -> list[list[Near]]:
    """
    Find the areas whose outline is within some kilometres of each point, nearest first.

    The foot on the outline is found in a plane scaled to the ellipsoid at the point, the distance
    to it measured on the ellipsoid: within 5 km the foot is the right one to some metres.
    """
    near: list[dict[int, float]] = [{} for _ in lon]
    if not len(lon):
        return []
    # degrees of longitude shrink with the latitude
    squeeze = np.maximum(np.cos(np.radians(lat)), 1e-3)
    high = metres / _METRES_PER_DEGREE * _ROOM
    reach = np.minimum(high / squeeze, 180.0)
    for turn in (-360.0, 0.0, 360.0):
        x = lon + turn
        asked = np.flatnonzero((x > -180 - _TURN_DEG) & (x < 180 + _TURN_DEG))
        if turn:
            asked = asked[np.abs(x[asked]) >= 180 - _TURN_DEG]
        number, row, edge = layer.edges.edges_within(x[asked], lat[asked], reach[asked], high)
        case, row, feet = _nearest_feet(asked[number], row, edge, x, lat)
        found_m = distance_m(x[case], lat[case], feet[0], feet[1])
        for at, area, length in zip(case.tolist(), row.tolist(), found_m.tolist(), strict=True):
            if length <= metres and length < near[at].get(area, np.inf):
                near[at][area] = length
    codes = layer.columns["country"]
    return [
        sorted((length, codes[row], row) for row, length in some.items() if codes[row] is not None)
        for some in near
    ]


def _nearest_feet(
    case: IntArray, row: IntArray, edge: FloatArray, lon: FloatArray, lat: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Give the nearest point of each area's edges to each point: case, row, longitude, latitude."""
    phi = np.radians(lat)
    # metres per degree of longitude over metres per degree of latitude (radii of curvature, WGS 84)
    shrink = np.maximum(
        np.cos(phi) * (1 - _ECCENTRICITY_2 * np.sin(phi) ** 2) / (1 - _ECCENTRICITY_2), 1e-6
    )[case]
    # an edge that two areas share runs two ways, and must give both the same number
    turned = (edge[0] > edge[2]) | ((edge[0] == edge[2]) & (edge[1] > edge[3]))
    edge = np.where(turned, edge[[2, 3, 0, 1]], edge)
    # in the plane of the point: where the edge begins, and the way along it
    x, y = (edge[0] - lon[case]) * shrink, edge[1] - lat[case]
    along_x, along_y = (edge[2] - edge[0]) * shrink, edge[3] - edge[1]
    squared = np.maximum(along_x**2 + along_y**2, 1e-30)
    share = np.clip(-(x * along_x + y * along_y) / squared, 0.0, 1.0)
    x, y = x + share * along_x, y + share * along_y
    order = np.lexsort((x**2 + y**2, row, case))
    case, row = case[order], row[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (case[1:] != case[:-1]) | (row[1:] != row[:-1])
    best = order[first]
    feet = np.vstack([lon[case[first]] + x[best] / shrink[best], lat[case[first]] + y[best]])
    return case[first], row[first], feet
