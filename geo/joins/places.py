"""In which country, first-level area and sea incidents lie, beside what the source says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from .. import reference
from ..reference import view as views
from ..reference.view import CONTINUED_BY, View
from ..table import require_wgs84
from .columns import (
    AREA_PRECISIONS,
    alike,
    coordinates,
    footprints,
    looked_at,
    precisions,
    start_days,
    stated_countries,
    text_column,
    unique_answers,
)
from .nearby import (
    BORDER_TOLERANCE_M,
    COAST_TOLERANCE_M,
    admin1_of_points,
    countries_of_points,
    neighbours,
)
from .views import Rulings, break_days, pieces_of, rule_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    import geopandas as gpd
    from numpy.typing import NDArray

    from ..readers.boundaries import Boundaries
    from ..reference import Layer

    FloatArray = NDArray[np.float64]

__all__ = ["BORDER_TOLERANCE_M", "COAST_TOLERANCE_M", "countries_of_points", "located_in"]

LEAST_SHARE = 0.02
"""Share of a footprint below which a country is touched, not located: a sliver of the outline."""
LEAST_COUNTRY_SHARE = 0.1
"""Share of a country from which it is located however large the footprint is."""


def located_in(
    incidents: gpd.GeoDataFrame,
    *,
    point_of_view: str | Path | View | None = None,
    borders: Boundaries | None = None,
) -> pd.DataFrame:
    """
    Tell which country, first-level area and sea every incident lies in.

    Parameters
    ----------
    incidents
        Points in EPSG:4326, longitude first, null allowed. Where there are such columns,
        ``footprint`` and ``precision`` make the areas of ``region`` and ``country`` rows count
        instead of their points, ``countries_stated`` or ``country_stated`` is what the source
        said, and ``start`` is the day for borders that changed. Not modified.
    point_of_view
        On disputed ground: ``de_facto`` (also for null), ``un``, or a TOML file of the user's; see
        `geo.reference.view.point_of_view`.
    borders
        The user's own countries (``geo.readers.read_boundaries``), used instead of the packaged
        ones; then neither point of view nor dates apply. Null, or a set of lines, keeps ours.

    Returns
    -------
    located
        One row per incident, same order and index. ``countries_located``: ISO alpha-2 codes or
        XK (of a former state: ISO 3166-3), of the countries that hold at least `LEAST_SHARE` of
        the footprint (or of which it holds `LEAST_COUNTRY_SHARE`), largest share first, else of
        the point; several too where the point of view leaves the ground open; empty where unknown
        or at sea. ``country_located``: null unless exactly one. ``admin1``: English name of the
        first-level area of the point, null for ``region`` and ``country`` rows. ``sea``: name of
        the smallest named sea at the point. ``country_conflict``: no stated country is among the
        located ones (today's name, or that of the state continuing a former one, is no conflict);
        null where either is unknown. ``located_by``: ``footprint``, ``point``, ``border`` (the
        point is in a neighbour, but within `BORDER_TOLERANCE_M` of the stated country, which is
        kept), ``coast`` (at sea within `COAST_TOLERANCE_M`), null where unknown.
        ``country_snap_m``: metres from the point to that country for ``border`` and ``coast``.
        ``country_doubt``: the country across a border nearer than `BORDER_TOLERANCE_M` where
        nothing is stated.
        ``country_rule``: ``date: ...`` or ``view NAME: ...`` where a date or the point of view
        decided. ``disputed``: name of the disputed ground at the point. ``admin1_note``:
        ``approximate``, ``superseded`` or ``joined``, where the packaged area is no current one.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    ParameterError, InputError
        If the point of view is none, or its file cannot be read.
    """
    require_wgs84(incidents, argument="incidents")
    own = None if borders is None else borders.countries
    view = None if own is not None else views.point_of_view(point_of_view)
    first, case = alike(incidents, break_days(view))
    located = located_each(looked_at(incidents).iloc[first], own, view)
    return located.take(case).set_axis(incidents.index)


def located_each(incidents: gpd.GeoDataFrame, own: Layer | None, view: View | None) -> pd.DataFrame:
    """Give the columns of `located_in` for rows that differ; `own` are the user's countries."""
    layer = reference.country_layer() if own is None else own
    if own is not None:
        view = None
    lon, lat = coordinates(incidents)
    stated = stated_countries(incidents)
    days = start_days(incidents)
    codes, rule, snap_m = countries_of_points(lon, lat, stated, layer)
    admin1, admin1_note = admin1_of_points(lon, lat, codes)
    located: list[tuple[str, ...]] = [() if code is None else (code,) for code in codes]
    reasons: list[str | None] = [None] * len(codes)
    agreed: list[tuple[str, ...]] = list(located)
    disputed: list[str | None] = [None] * len(codes)
    if view is not None:
        kept = np.array([word == "border" for word in rule], dtype=bool)
        rulings = rule_on(view, codes, lon, lat, days, snap_m, kept=kept)
        disputed = rulings.disputed
        _apply(view, rulings, located, rule, reasons, agreed)
    precision = precisions(incidents)
    is_area = np.isin(precision, AREA_PRECISIONS)
    for row, shape in enumerate(footprints(incidents)):
        if shape is not None and is_area[row]:
            located[row], reasons[row], agreed[row] = _of_area(shape, layer, view, days[row])
            rule[row], disputed[row], snap_m[row] = "footprint", None, np.nan
    index = incidents.index
    # rows of one country share their list
    lists = {some: list(some) for some in located}
    doubt = [
        None if code in some else code
        for code, some in zip(neighbours(lon, lat, codes, rule, stated), located, strict=True)
    ]
    return pd.DataFrame(
        {
            "countries_located": pd.Series([lists[some] for some in located], index, dtype=object),
            "country_located": text_column(
                [some[0] if len(some) == 1 else None for some in located], index
            ),
            "admin1": text_column(_unless(is_area, admin1), index),
            "sea": text_column(unique_answers(_sea_names, lon, lat), index),
            "country_conflict": pd.Series(
                [
                    _conflict(said, now, former)
                    for said, now, former in zip(stated, located, agreed, strict=True)
                ],
                index=index,
                dtype="boolean",
            ),
            "located_by": text_column(rule, index),
            "country_snap_m": pd.Series(snap_m, index=index, dtype="Float64"),
            "country_doubt": text_column(_unless(is_area, doubt), index),
            "country_rule": text_column(reasons, index),
            "disputed": text_column(disputed, index),
            "admin1_note": text_column(_unless(is_area, admin1_note), index),
        },
        index=index,
    )


def _sea_names(lon: FloatArray, lat: FloatArray) -> list[str | None]:
    seas = reference.area_layer()
    names = seas.columns["name"]
    ids = reference.seas_at(lon, lat)
    return [None if sea is None else names[seas.row_of[sea]] for sea in ids]


def _unless(is_area: NDArray[np.bool_], values: Sequence[str | None]) -> list[str | None]:
    return [None if area else value for area, value in zip(is_area, values, strict=True)]


def _apply(
    view: View,
    rulings: Rulings,
    located: list[tuple[str, ...]],
    located_by: list[str | None],
    reasons: list[str | None],
    agreed: list[tuple[str, ...]],
) -> None:
    """Write what a view decided over what the packaged countries say."""
    words = [view.explain(ground, rule) for ground, rule in rulings.made]
    for row in np.flatnonzero(rulings.which >= 0):
        number = rulings.which[row]
        ground, rule = rulings.made[number]
        if rule.until is not None:
            agreed[row] = _agreeing(rule.countries, located[row])
        else:
            agreed[row] = rule.countries
        if rule.countries != located[row] or rule.until or ground.split:
            reasons[row] = words[number]
        located[row], located_by[row] = rule.countries, located_by[row] or "point"


def _agreeing(countries: Sequence[str], today: Sequence[str]) -> tuple[str, ...]:
    """Codes that a table may state for ground of a former state without being wrong."""
    continued = [code for former in countries for code in CONTINUED_BY.get(former, ())]
    return (*countries, *today, *continued)


def _of_area(
    shape: Any,  # noqa: ANN401 - shapely's shapes have no useful common type
    layer: Layer,
    view: View | None,
    day: np.datetime64,
) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """Countries that hold a fair share of a footprint, largest share first, and what decided."""
    on = None if np.isnat(day) else day.astype("datetime64[D]").item()
    shares: dict[str, float] = {}
    wholes: dict[str, float] = {}
    agreeing: list[str] = []
    reasons: list[str] = []
    whole = float(shapely.area(shape))
    for piece in pieces_of(shapely.to_wkb(shape), layer, view):
        countries, ruling = piece.countries(on)
        for code in countries:
            shares[code] = shares.get(code, 0.0) + piece.area
            wholes[code] = wholes.get(code, 0.0) + (piece.whole if code == piece.code else np.inf)
        if ruling is not None and view is not None and piece.area >= LEAST_SHARE * whole:
            ground, rule = ruling
            if countries != (piece.code,) or rule.until or ground.split:
                reasons.append(view.explain(ground, rule))
            if rule.until is not None:
                agreeing += _agreeing(countries, () if piece.code is None else (piece.code,))
    fair = sorted(
        (-share, code)
        for code, share in shares.items()
        if share >= LEAST_SHARE * whole or share >= LEAST_COUNTRY_SHARE * wholes[code]
    )
    located = tuple(code for _, code in fair)
    return located, "; ".join(dict.fromkeys(reasons)) or None, (*located, *agreeing)


def _conflict(stated: Sequence[str], located: Sequence[str], agreed: Sequence[str]) -> bool | None:
    return not set(stated) & set(agreed) if stated and located else None
