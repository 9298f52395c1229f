"""All joins at once, as columns of the incident table."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..proximity import nearest
from ..reference import view as views
from ..table import JOINED_COLUMNS, as_incident_table, require_wgs84
from ..timewindow import civil_times, intervals
from .border_dates import borders_of_lines, on_their_day, with_spans
from .border_grounds import on_their_ground
from .borders import nearest_borders
from .columns import (
    NO_DISTANCE,
    alike,
    cases,
    coordinates,
    footprints,
    looked_at,
    precisions,
    text_column,
)
from .own_admin import located_in_admin
from .places import BORDER_TOLERANCE_M, COAST_TOLERANCE_M, located_each
from .views import break_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from ..readers.boundaries import AdminAreas, Boundaries
    from ..reference.view import View

    IntArray = NDArray[np.intp]

logger = logging.getLogger(__name__)

_SLICE_ROWS = 100_000


def join_all(
    incidents: gpd.GeoDataFrame,
    bases: gpd.GeoDataFrame | None,
    *,
    point_of_view: str | Path | View | None = None,
    borders: Boundaries | None = None,
    admin: AdminAreas | None = None,
) -> gpd.GeoDataFrame:
    """
    Add country, first-level area, border and nearest base to the incident table.

    Parameters
    ----------
    incidents
        The incident table, or any points in EPSG:4326, longitude first. Not modified.
    bases
        The base table, EPSG:4326; null leaves the columns about bases null.
    point_of_view, borders
        As `located_in` takes them; `borders` also gives the lines that distances are measured to.
    admin
        The user's own admin areas (``geo.readers.read_admin``); null takes the packaged ones.

    Returns
    -------
    joined
        The same rows, order and index with ``countries_located``, ``country_located`` (what the
        table says already is kept where nothing was found), ``admin1`` (added where it was null),
        and the columns of ``geo.table.JOINED_COLUMNS``: ``nearest_base`` is the name of the base
        (`proximity.nearest`), its distances and the border's are null for rows without a point
        and, as in `distance_to_border`, for rows of precision ``country``. A border is one of the
        incident's day: 2010 has none between Sudan and South Sudan. With `admin` the columns of
        `own_admin.located_in_admin` stand behind, and null ``admin1``, ``admin2`` are its names.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a column cannot be read as its type.
    """
    require_wgs84(incidents, argument="incidents")
    view = views.point_of_view(point_of_view)
    first, case = alike(incidents, break_days(view))
    few = looked_at(incidents).iloc[first]
    countries = None if borders is None else borders.countries
    located = _in_slices(few, lambda rows: located_each(rows, countries, view))
    if borders is not None and borders.lines:
        lines, names = borders.lines, borders.names
        border = _in_slices(few, lambda rows: borders_of_lines(rows, lines, names))
    else:
        border = _in_slices(few, lambda rows: _borders_of_their_day(rows, view))
    border = with_spans(_spread(border, case, incidents.index), incidents)
    located = _spread(located, case, incidents.index)
    base = _in_slices(looked_at(incidents), lambda rows: _nearest_base(rows, bases))
    joined = as_incident_table(incidents)
    found = np.fromiter(map(bool, located["countries_located"]), dtype=bool, count=len(located))
    joined["countries_located"] = located["countries_located"].where(
        found, joined["countries_located"]
    )
    joined["country_located"] = joined["country_located"].where(~found, located["country_located"])
    if admin is None:
        joined["admin1"] = joined["admin1"].fillna(located["admin1"])
    for columns in (base, border):
        for name in columns.columns:
            joined[name] = columns[name]
    for name in JOINED_COLUMNS:
        if name in located.columns:
            joined[name] = located[name]
    if admin is not None:
        _join_admin(joined, incidents, admin)
    _tell(joined)
    return joined


def _in_slices(
    rows: gpd.GeoDataFrame, ask: Callable[[gpd.GeoDataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """Ask of some rows at a time: what an answer needs on its way is many times the answer."""
    if len(rows) <= _SLICE_ROWS:
        return ask(rows)
    slices = range(0, len(rows), _SLICE_ROWS)
    return pd.concat([ask(rows.iloc[first : first + _SLICE_ROWS]) for first in slices])


def _borders_of_their_day(rows: gpd.GeoDataFrame, view: View) -> pd.DataFrame:
    return on_their_ground(rows, on_their_day(rows, nearest_borders(rows, view), view), view)


def _spread(columns: pd.DataFrame, case: IntArray, index: pd.Index[Any]) -> pd.DataFrame:
    """Give every row the answer of its case; where no two are alike, without a copy."""
    alike_rows = columns if len(columns) == len(case) else columns.take(case)
    return alike_rows.set_axis(index)


def _join_admin(joined: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame, admin: AdminAreas) -> None:
    areas = located_in_admin(incidents, admin)
    for level in (1, 2):
        name = f"admin{level}_located"
        if name in areas.columns:
            joined[f"admin{level}"] = joined[f"admin{level}"].fillna(areas[name])
    joined["admin1_note"] = text_column([None] * len(joined), joined.index)
    for name in areas.columns:
        joined[name] = areas[name]


def _nearest_base(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame | None) -> pd.DataFrame:
    index = incidents.index
    count = len(incidents)
    which = np.full(count, -1, dtype=np.intp)
    called: list[str] = []
    metres = {part: np.full(count, np.nan) for part in ("", "min_", "max_")}
    if bases is not None and len(bases):
        asked = np.flatnonzero(~np.isin(precisions(incidents), NO_DISTANCE))
        rows = incidents.iloc[asked]
        first, case = _alike_to_bases(rows, bases)
        by_position = bases.reset_index(drop=True)
        few = rows.iloc[first].set_axis(range(len(first)))
        answer = nearest(few, by_position)
        called = _names(bases)
        # one row each, in order: all are asked for one base
        which[asked] = answer["base"].to_numpy(dtype=np.intp, na_value=-1)[case]
        for part, values in metres.items():
            distance = answer[f"distance_{part}m"].to_numpy(dtype=float, na_value=np.nan)
            values[asked] = distance[case]
    columns = {
        f"base_distance_{part}m": pd.Series(values, index=index, dtype="Float64")
        for part, values in metres.items()
    }
    each = pd.array([*called, None], dtype="string")
    names = pd.Series(each.take(which), index=index)
    return pd.DataFrame({"nearest_base": names, **columns}, index=index)


def _alike_to_bases(
    incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame
) -> tuple[IntArray, IntArray]:
    """Find the rows with one place, one extent, and one standing to the periods of the bases."""
    days = [civil_times(bases, name).dropna() for name in ("valid_from", "valid_to")]
    breaks = np.unique(np.concatenate([times.to_numpy("datetime64[us]") for times in days]))
    start, end = (times.to_numpy("datetime64[us]") for times in intervals(incidents))
    since = np.where(np.isnat(start), -1, np.searchsorted(breaks, start, side="right"))
    until = np.where(np.isnat(end), -1, np.searchsorted(breaks, end, side="left"))
    keys: list[NDArray[Any]] = [*coordinates(incidents), since, until]
    if "uncertainty_m" in incidents.columns:
        keys.append(np.asarray(incidents["uncertainty_m"].astype(object), dtype=object))
    if "footprint" in incidents.columns and incidents["footprint"].notna().any():
        shapes = footprints(incidents)
        keys.append(np.fromiter(map(id, shapes), dtype=np.int64, count=len(shapes)))
    return cases(*keys)


def _names(bases: gpd.GeoDataFrame) -> list[str]:
    names = [str(label) for label in bases.index]
    for column in ("base_id", "name"):
        if column in bases.columns:
            given: list[Any] = bases[column].tolist()
            names = [a if pd.isna(b) else str(b) for a, b in zip(names, given, strict=True)]
    return names


def _tell(joined: pd.DataFrame) -> None:
    for column, value, words in (
        (
            "located_by",
            "border",
            f"are counted to the stated country, up to {BORDER_TOLERANCE_M:,.0f} m away",
        ),
        (
            "located_by",
            "coast",
            f"lie at sea and are counted to a country up to {COAST_TOLERANCE_M:,.0f} m away",
        ),
        ("admin1_note", "approximate", "lie in a first-level area whose outline is approximate"),
        ("admin1_note", "superseded", "lie in a first-level area that has been divided since"),
    ):
        count = int((joined[column] == value).sum())
        if count:
            logger.info("%d rows %s", count, words)
