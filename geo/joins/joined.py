"""All joins at once, as columns of the incident table."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..proximity import nearest
from ..table import as_incident_table
from .borders import nearest_borders
from .columns import NO_DISTANCE, precisions, text_column
from .places import BORDER_TOLERANCE_M, COAST_TOLERANCE_M, located_in

if TYPE_CHECKING:
    import geopandas as gpd

logger = logging.getLogger(__name__)


def join_all(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """
    Add country, first-level area, border and nearest base to the incident table.

    Parameters
    ----------
    incidents
        The incident table, or any points in EPSG:4326, longitude first. Not modified.
    bases
        The base table, EPSG:4326; null leaves the columns about bases null.

    Returns
    -------
    joined
        The same rows, order and index with ``countries_located``, ``country_located`` (what the
        table says already is kept where nothing was found), ``admin1`` (added where it was null),
        and the columns of ``geo.table.JOINED_COLUMNS``: ``nearest_base`` is the name of the base
        (`proximity.nearest`), its distances and the border's are null for rows without a point
        and, as in `distance_to_border`, for rows of precision ``country``.

    Raises
    ------
    CrsError
        If a table is not in EPSG:4326.
    SchemaError
        If a column cannot be read as its type.
    """
    located = located_in(incidents)
    border = nearest_borders(incidents)
    base = _nearest_base(incidents, bases)
    joined = as_incident_table(incidents)
    found = located["countries_located"].map(len).to_numpy() > 0
    joined["countries_located"] = pd.Series(
        [
            new if was_found else old
            for new, old, was_found in zip(
                located["countries_located"], joined["countries_located"], found, strict=True
            )
        ],
        index=joined.index,
        dtype=object,
    )
    joined["country_located"] = joined["country_located"].where(~found, located["country_located"])
    joined["admin1"] = joined["admin1"].fillna(located["admin1"])
    for name in base.columns:
        joined[name] = base[name]
    for name in border.columns:
        joined[name] = border[name]
    joined["country_conflict"] = located["country_conflict"]
    _tell(located)
    return joined


def _nearest_base(incidents: gpd.GeoDataFrame, bases: gpd.GeoDataFrame | None) -> pd.DataFrame:
    index = incidents.index
    count = len(incidents)
    names: list[str | None] = [None] * count
    metres = {part: np.full(count, np.nan) for part in ("", "min_", "max_")}
    if bases is not None and len(bases):
        asked = np.flatnonzero(~np.isin(precisions(incidents), NO_DISTANCE))
        by_position = bases.reset_index(drop=True)
        answer = nearest(incidents.iloc[asked].set_axis(asked), by_position)
        answer = answer[answer["base"].notna()]
        row = answer["incident"].to_numpy(dtype=np.intp)
        called = _names(bases)
        for number, base in zip(row, answer["base"].to_numpy(dtype=np.intp), strict=True):
            names[number] = called[base]
        for part, values in metres.items():
            values[row] = answer[f"distance_{part}m"].to_numpy(dtype=float, na_value=np.nan)
    columns = {
        f"base_distance_{part}m": pd.Series(values, index=index, dtype="Float64")
        for part, values in metres.items()
    }
    return pd.DataFrame({"nearest_base": text_column(names, index), **columns}, index=index)


def _names(bases: gpd.GeoDataFrame) -> list[str]:
    names = [str(label) for label in bases.index]
    for column in ("base_id", "name"):
        if column in bases.columns:
            given: list[Any] = bases[column].tolist()
            names = [a if pd.isna(b) else str(b) for a, b in zip(names, given, strict=True)]
    return names


def _tell(located: pd.DataFrame) -> None:
    for rule, words in (
        ("border", f"lie in a neighbour, within {BORDER_TOLERANCE_M:,.0f} m of the stated country"),
        ("coast", f"lie at sea, within {COAST_TOLERANCE_M:,.0f} m of the country given"),
    ):
        count = int((located["located_by"] == rule).sum())
        if count:
            logger.info("%d rows %s and are counted to it", count, words)
