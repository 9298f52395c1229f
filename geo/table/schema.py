"""The columns of the incident and base tables: names, types, units, CRS, and their checks."""

from __future__ import annotations

from enum import StrEnum
from itertools import chain
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from ..errors import CrsError, SchemaError
from ..models import Kind, Precision, Status, TimePrecision

WGS84 = "EPSG:4326"

TEXT = "string"
COUNT = "Int64"
METRES = "Float64"
CIVIL_TIME = "datetime64[us]"
UTC_TIME = "datetime64[us, UTC]"
LIST = "list"
GEOMETRY = "geometry"

INCIDENT_COLUMNS: dict[str, str] = {
    "incident_id": TEXT,
    "kind": TEXT,
    "count_low": COUNT,
    "count_best": COUNT,
    "count_high": COUNT,
    "title": TEXT,
    "event_type": TEXT,
    "source_event_type": TEXT,
    "start": CIVIL_TIME,
    "end": CIVIL_TIME,
    "time_zone": TEXT,
    "start_utc": UTC_TIME,
    "time_precision": TEXT,
    "place": TEXT,
    "geometry": GEOMETRY,
    "footprint": GEOMETRY,
    "uncertainty_m": METRES,
    "precision": TEXT,
    "location_rule": TEXT,
    "countries_stated": LIST,
    "countries_located": LIST,
    "country_stated": TEXT,
    "country_located": TEXT,
    "admin1": TEXT,
    "admin2": TEXT,
    "actor": TEXT,
    "actor_id": TEXT,
    "target": TEXT,
    "target_id": TEXT,
    "claimed_by": TEXT,
    "attributed_to": TEXT,
    "attributed_by": TEXT,
    "denied_by": TEXT,
    "killed_low": COUNT,
    "killed_best": COUNT,
    "killed_high": COUNT,
    "injured_low": COUNT,
    "injured_best": COUNT,
    "injured_high": COUNT,
    "killed_by_party": TEXT,
    "status": TEXT,
    "source_grade": TEXT,
    "information_grade": TEXT,
    "same_as": LIST,
    "evidence": TEXT,
    "sources": TEXT,
}
"""Every column of the incident table with its type, in order."""

JOINED_COLUMNS: dict[str, str] = {
    "nearest_base": TEXT,
    "base_distance_m": METRES,
    "base_distance_min_m": METRES,
    "base_distance_max_m": METRES,
    "border_distance_m": METRES,
    "border_distance_min_m": METRES,
    "border_distance_max_m": METRES,
    "nearest_border": TEXT,
    "country_conflict": "boolean",
    "located_by": TEXT,
    "country_snap_m": METRES,
    "country_doubt": TEXT,
    "country_rule": TEXT,
    "disputed": TEXT,
    "admin1_note": TEXT,
    "sea": TEXT,
}
"""The columns that ``geo.joins`` adds."""

BASE_COLUMNS: dict[str, str] = {
    "base_id": TEXT,
    "site": TEXT,
    "name": TEXT,
    "aliases": LIST,
    "country": TEXT,
    "kind": TEXT,
    "tenant": TEXT,
    "geometry": GEOMETRY,
    "footprint": GEOMETRY,
    "radius_m": METRES,
    "valid_from": CIVIL_TIME,
    "valid_to": CIVIL_TIME,
    "source": TEXT,
    "internal": "boolean",
}
"""Every column of the base table with its type, in order."""

ENUMS: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "time_precision": TimePrecision,
    "precision": Precision,
    "status": Status,
}
"""The columns that hold one of a few words, with the words."""

_DEFAULTS = {"kind": "incident", "time_precision": "unknown", "precision": "unknown"}


def as_incident_table(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Complete a table of incidents: every column, in order, with its type.

    Parameters
    ----------
    rows
        GeoDataFrame with at least the active geometry, EPSG:4326, longitude first. Not modified.

    Returns
    -------
    incidents
        The same n rows in the same order with the same index; missing columns are null, the kind
        of a row that has none is ``incident``, its precision ``unknown``. Columns beyond
        `INCIDENT_COLUMNS` follow behind, unchanged.

    Raises
    ------
    CrsError
        If the table has no CRS or another one than EPSG:4326.
    SchemaError
        If a column cannot be read as its type, or an enumeration holds an unknown word.
    """
    return _complete(rows, INCIDENT_COLUMNS, enums=ENUMS)


def as_base_table(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Complete a table of bases: every column, in order, with its type.

    Parameters
    ----------
    rows
        GeoDataFrame with at least the active geometry, EPSG:4326, longitude first. Not modified.

    Returns
    -------
    bases
        The same n rows, order and index; missing columns are null.

    Raises
    ------
    CrsError
        If the table has no CRS or another one than EPSG:4326.
    SchemaError
        If a column cannot be read as its type.
    """
    return _complete(rows, BASE_COLUMNS, enums={})


def to_crs(table: gpd.GeoDataFrame, crs: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - as pyproj takes it
    """
    Reproject both geometry columns of an incident or base table.

    Parameters
    ----------
    table
        The table, with a CRS on `geometry` and, where present, on `footprint`. Not modified.
    crs
        Anything that `pyproj.CRS` understands.

    Returns
    -------
    projected
        The same rows in the same order; axis order x, y as geopandas keeps it. Null stays null.

    Raises
    ------
    CrsError
        If the table has no CRS.
    """
    if table.crs is None:
        raise CrsError("the table has no CRS; set it first, for example with set_crs('EPSG:4326')")
    projected = table.to_crs(crs)
    if "footprint" in projected:
        projected["footprint"] = gpd.GeoSeries(table["footprint"], crs=table.crs).to_crs(crs)
    return projected


def as_lists(column: pd.Series[Any]) -> list[list[str]]:
    """
    Read a list column, such as `countries_stated`, as lists.

    Parameters
    ----------
    column
        Lists, arrays, text with semicolons between, or null, in any mixture.

    Returns
    -------
    lists
        One list of text per row, empty for null; rows may share their lists.
    """
    return list(_lists(column, len(column)))


def require_wgs84(table: gpd.GeoDataFrame, *, argument: str) -> None:
    """
    Refuse a table that is not in EPSG:4326.

    Parameters
    ----------
    table
        Any GeoDataFrame.
    argument
        Name of the argument, for the message.

    Raises
    ------
    CrsError
        If `table` has no CRS or another one than EPSG:4326.
    """
    if table.crs is None:
        raise CrsError(
            f"`{argument}` has no CRS; if its coordinates are degrees, longitude first,"
            " call set_crs('EPSG:4326')"
        )
    if not CRS.from_user_input(table.crs).equals(CRS(WGS84), ignore_axis_order=True):
        raise CrsError(
            f"`{argument}` is in {table.crs.to_string()!r}, not in {WGS84}; call to_crs({WGS84!r})"
        )


def _complete(
    rows: gpd.GeoDataFrame, columns: dict[str, str], *, enums: dict[str, type[StrEnum]]
) -> gpd.GeoDataFrame:
    require_wgs84(rows, argument="rows")
    index = rows.index
    data: dict[str, Any] = {}
    unknown = pd.array([None], dtype="string").take(np.zeros(len(index), dtype=np.intp))
    for name, dtype in columns.items():
        given = rows.geometry if name == "geometry" else rows.get(name, None)
        if given is None and dtype == TEXT:
            # a copy shares the memory, and half of the columns may be unknown
            data[name] = pd.Series(unknown.copy(), index=index, name=name)
        else:
            data[name] = _column(name, given, dtype, index)
        if name in enums:
            data[name] = _checked_words(data[name], enums[name])
    active = rows.geometry.name
    for name in rows.columns:
        if name not in columns and name != active:
            data[str(name)] = rows[name]
    # pandas copies a shared column when one of its tables is written to
    complete = pd.DataFrame(data, index=index, copy=False)
    return gpd.GeoDataFrame(complete, geometry="geometry", crs=WGS84, copy=False)


def _column(name: str, given: Any, dtype: str, index: pd.Index[Any]) -> Any:  # noqa: ANN401
    if dtype == GEOMETRY:
        return gpd.GeoSeries(_shapes(given, len(index)), index=index, crs=WGS84)
    if dtype == LIST:
        return pd.Series(_lists(given, len(index)), index=index, dtype=object)
    # the stubs list every dtype as a literal; ours comes from the table of columns
    target: Any = dtype
    if given is None:
        column: Any = pd.Series(pd.NA, index=index, dtype=target, name=name)
    else:
        try:
            column = pd.Series(given, index=index, name=name).astype(target)
        except (TypeError, ValueError) as error:
            raise SchemaError(f"column {name!r} cannot be read as {dtype}: {error}") from error
    return column


def _shapes(given: Any, count: int) -> Any:  # noqa: ANN401 - a column of anything
    if given is None:
        return np.full(count, None, dtype=object)
    shapes = np.asarray(given, dtype=object)
    if not shapely.is_valid_input(shapes).all():
        # a column of nulls may come as NaN
        shapes = np.array(
            [None if shape is pd.NA or isinstance(shape, float) else shape for shape in shapes],
            dtype=object,
        )
    # an empty geometry is a null too
    empty = shapely.is_empty(shapes)
    if empty.any():
        shapes = shapes.copy()
        shapes[empty] = None
    return shapes


def _lists(given: Any, count: int) -> Any:  # noqa: ANN401 - a column of anything
    if given is None:
        return [[]] * count
    cells = list(given)
    if set(map(type, cells)) <= {list} and set(map(type, chain.from_iterable(cells))) <= {str}:
        return np.asarray(given, dtype=object)
    return [_as_list(value) for value in cells]


def _checked_words(column: pd.Series[str], enum: type[StrEnum]) -> pd.Series[str]:
    if column.name in _DEFAULTS and column.hasnans:
        column = column.fillna(_DEFAULTS[str(column.name)])
    strange = sorted(set(column.unique()) - {pd.NA} - {str(word) for word in enum})
    if strange:
        raise SchemaError(
            f"column {column.name!r} holds {strange[0]!r}; it takes {', '.join(sorted(enum))}"
        )
    return column


def _as_list(value: Any) -> list[str]:  # noqa: ANN401 - whatever a cell holds
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    return [str(item) for item in value]
