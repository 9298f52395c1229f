"""In which country, first-level area and sea incidents lie, beside what the source says."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from .. import reference
from ..geodesy import distance_to_geometry_m
from ..table import require_wgs84
from .columns import (
    AREA_PRECISIONS,
    coordinates,
    footprints,
    precisions,
    stated_countries,
    text_column,
    unique_answers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

COAST_TOLERANCE_M = 5_000.0
"""A point this near to a coast belongs to its country: harbours and spits are lost at 1:10 000 000,
where a line is 1 km wide and islands under some kilometres are left out."""
BORDER_TOLERANCE_M = 2_000.0
"""A point this near to the stated country counts as in it: twice the width of the packaged lines
(`reference.BORDER_PRECISION_M`), since both are off. Goma's point lies 260 m inside Rwanda."""
LEAST_SHARE = 0.02
"""Share of a footprint below which a country is touched, not located: a sliver of the outline."""
LEAST_COUNTRY_SHARE = 0.1
"""Share of a country from which it is located however large the footprint is."""

_METRES_PER_DEGREE = 110_574.0


def located_in(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Tell which country, first-level area and sea every incident lies in.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed. Where there are such columns,
        ``footprint`` and ``precision`` make the areas of ``region`` and ``country`` rows count
        instead of their points, and ``countries_stated`` or ``country_stated`` is what the source
        said. Not modified.

    Returns
    -------
    located
        One row per incident, same order and index. ``countries_located``: ISO alpha-2 codes or
        XK, of the countries that hold at least `LEAST_SHARE` of the footprint (or of which it
        holds `LEAST_COUNTRY_SHARE`), largest share first, else of the point; empty where unknown
        or at sea. ``country_located``: null unless exactly one. ``admin1``: English name of the
        first-level area of the point, null for ``region`` and ``country`` rows. ``sea``: id of
        the sea at the point. ``country_conflict``: no stated country is among the located ones;
        null where either is unknown. ``located_by``: ``footprint``, ``point``, ``border`` (the
        point is in a neighbour, but within `BORDER_TOLERANCE_M` of the stated country, which is
        kept), ``coast`` (at sea within `COAST_TOLERANCE_M`), null where unknown.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    """
    require_wgs84(incidents, argument="incidents")
    lon, lat = coordinates(incidents)
    stated = stated_countries(incidents)
    countries, rule = countries_of_points(lon, lat, stated)
    admin1 = _admin1_of_points(lon, lat, countries)
    located: list[list[str]] = [[] if code is None else [code] for code in countries]
    precision = precisions(incidents)
    is_area = np.isin(precision, AREA_PRECISIONS)
    for row, shape in enumerate(footprints(incidents)):
        if shape is not None and is_area[row]:
            located[row], rule[row] = list(_countries_of_area(shapely.to_wkb(shape))), "footprint"
    index = incidents.index
    return pd.DataFrame(
        {
            "countries_located": pd.Series(located, index=index, dtype=object),
            "country_located": text_column(
                [codes[0] if len(codes) == 1 else None for codes in located], index
            ),
            "admin1": text_column(
                [None if area else name for area, name in zip(is_area, admin1, strict=True)], index
            ),
            "sea": text_column(unique_answers(reference.seas_at, lon, lat), index),
            "country_conflict": pd.Series(
                [_conflict(a, b) for a, b in zip(stated, located, strict=True)],
                index=index,
                dtype="boolean",
            ),
            "located_by": text_column(rule, index),
        },
        index=index,
    )


def countries_of_points(
    lon: FloatArray, lat: FloatArray, stated: Sequence[Sequence[str]]
) -> tuple[list[str | None], list[str | None]]:
    """Country of each point and the rule that gave it; each different case is looked up once."""
    raw = unique_answers(reference.countries_at, lon, lat)
    known: dict[tuple[float, float, tuple[str, ...]], tuple[str | None, str | None]] = {}
    answers: list[tuple[str | None, str | None]] = []
    for x, y, code, said in zip(lon, lat, raw, stated, strict=True):
        if not (math.isfinite(x) and math.isfinite(y)):
            answers.append((None, None))
        elif code is not None and (not said or code in said):
            answers.append((code, "point"))
        else:
            case = (x, y, tuple(said))
            if case not in known:
                known[case] = _country_nearby(x, y, code, said)
            answers.append(known[case])
    return [country for country, _ in answers], [rule for _, rule in answers]


def _country_nearby(
    lon: float, lat: float, code: str | None, stated: Sequence[str]
) -> tuple[str | None, str | None]:
    """Settle a point at sea, or one in another country than the stated one."""
    reach = COAST_TOLERANCE_M if code is None else BORDER_TOLERANCE_M
    near = _areas_within("country", lon, lat, reach)
    codes = [found for found, _ in near]
    by_statement = next((found for found in codes if found in stated), None)
    if code is None:
        nearest_code = by_statement or next(iter(codes), None)
        return nearest_code, None if nearest_code is None else "coast"
    return (code, "point") if by_statement is None else (by_statement, "border")


def _admin1_of_points(
    lon: FloatArray, lat: FloatArray, countries: Sequence[str | None]
) -> list[str | None]:
    """English name of the first-level area of each point, in the country it was counted to."""
    layer = reference.admin1_layer()
    ids = unique_answers(reference.admin1_at, lon, lat)
    names, owners = layer.columns["name_en"], layer.columns["country"]
    plain = layer.columns["name"]
    known: dict[tuple[float, float, str | None], str | None] = {}
    answers: list[str | None] = []
    for x, y, code, admin1 in zip(lon, lat, countries, ids, strict=True):
        row = -1 if admin1 is None else layer.row_of[admin1]
        if row >= 0 and owners[row] == code:
            answers.append(names[row] or plain[row])
            continue
        case = (x, y, code)
        if code is not None and case not in known:
            near = _areas_within("admin1", x, y, COAST_TOLERANCE_M)
            mine = [found for owner, found in near if owner == code]
            known[case] = (names[mine[0]] or plain[mine[0]]) if mine else None
        answers.append(known.get(case))
    return answers


def _areas_within(layer: str, lon: float, lat: float, metres: float) -> list[tuple[str, int]]:
    """Country code and row of the areas within a distance of a point, nearest first."""
    table = reference.country_layer() if layer == "country" else reference.admin1_layer()
    tall = 2 * metres / _METRES_PER_DEGREE
    wide = min(tall / max(math.cos(math.radians(lat)), 1e-3), 180.0)
    found = []
    for turn in (-360.0, 0.0, 360.0):
        box = shapely.box(lon + turn - wide, lat - tall, lon + turn + wide, lat + tall)
        for row in _tree(layer).query(box):
            code = table.columns["country"][row]
            # only the ground round the point, so that a long coast costs nothing
            piece = shapely.clip_by_rect(table.geometries[row], *box.bounds)
            if code is not None and not piece.is_empty:
                distance = distance_to_geometry_m(lon, lat, piece)
                if distance <= metres:
                    found.append((distance, code, int(row)))
    return [(code, row) for _, code, row in sorted(found)]


@cache
def _tree(layer: str) -> Any:  # noqa: ANN401 - shapely's tree has no useful type
    table = reference.country_layer() if layer == "country" else reference.admin1_layer()
    return shapely.STRtree(table.geometries)


@lru_cache(maxsize=256)
def _countries_of_area(wkb: bytes) -> tuple[str, ...]:
    """Countries that hold a fair share of a footprint, largest share first."""
    footprint = shapely.from_wkb(wkb)
    layer = reference.country_layer()
    shares: dict[str, float] = {}
    wholes: dict[str, float] = {}
    for row in _tree("country").query(footprint, predicate="intersects"):
        code = layer.columns["country"][row]
        if code is not None:
            ground = layer.geometries[row]
            shared = float(shapely.area(shapely.intersection(ground, footprint)))
            shares[code] = shares.get(code, 0.0) + shared
            wholes[code] = wholes.get(code, 0.0) + float(shapely.area(ground))
    whole = float(shapely.area(footprint))
    fair = [
        (-share, code)
        for code, share in shares.items()
        if share >= LEAST_SHARE * whole or share >= LEAST_COUNTRY_SHARE * wholes[code]
    ]
    return tuple(code for _, code in sorted(fair))


def _conflict(stated: Sequence[str], located: Sequence[str]) -> bool | None:
    return not set(stated) & set(located) if stated and located else None
