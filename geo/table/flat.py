"""The incident table as rows of plain cells, for formats that know no geometry and no lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from ..errors import SchemaError
from ..models import SCHEMA_VERSION
from .exchange import SCHEMA_KEY, check_version, iso_cells, restored
from .schema import COUNT, INCIDENT_COLUMNS, JOINED_COLUMNS, LIST, METRES, as_incident_table

LON, LAT = "lon", "lat"

LONG_CELLS_SHEET = "long_cells"
"""Sheet of a workbook with the parts of cells that are longer than a cell may be."""

_TRUTH = {"true": True, "false": False}


def to_flat(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Turn the incident table into plain cells.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326, longitude first; missing columns count as unknown.

    Returns
    -------
    cells
        The same rows in the same order with a fresh 0..n-1 index, every column of type object. A
        cell is text, an int, a float, a bool or null. First ``sitmap_schema``; ``geometry`` became
        ``lon`` and ``lat`` in degrees, ``footprint`` WKT; lists are JSON text, times ISO 8601.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold, or is named as one of the cells.
    """
    table = as_incident_table(incidents)
    cells: dict[str, list[Any]] = {SCHEMA_KEY: [SCHEMA_VERSION] * len(table)}
    for name in map(str, table.columns):
        if name in {SCHEMA_KEY, LON, LAT}:
            raise SchemaError(f"column {name!r} cannot stand in a flat table; rename it")
        if name == "geometry":
            points = table.geometry
            cells[LON] = _known(points.x)
            cells[LAT] = _known(points.y)
        else:
            cells[name] = _cells(table[name])
    return pd.DataFrame(cells, dtype=object)


def from_flat(cells: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Read the incident table back from what `to_flat` made.

    Parameters
    ----------
    cells
        Rows with ``sitmap_schema``, as `to_flat` made them or as text; an empty text is null.

    Returns
    -------
    incidents
        The incident table, EPSG:4326, one row per row in their order, with a fresh 0..n-1 index.

    Raises
    ------
    SchemaError
        If the rows are of another version, or a cell holds a value that it must not hold; the
        message names row (1-based) and column.
    """
    frame = cells.astype(object).reset_index(drop=True)
    frame = frame.where(frame.notna() & (frame != ""), None)
    for version in frame[SCHEMA_KEY].drop_duplicates():
        check_version(version)
    columns: dict[str, Any] = {}
    for name in frame.columns:
        if name not in {SCHEMA_KEY, LON, LAT}:
            columns[name] = _parsed(name, frame[name])
    points = [
        None if lon is None or lat is None else shapely.Point(lon, lat)
        for lon, lat in zip(_numbers(LON, frame), _numbers(LAT, frame), strict=True)
    ]
    return restored(pd.DataFrame(columns, index=frame.index), points)


def wkt_of(shape: BaseGeometry) -> str:
    """
    Write an area as WKT without losing a bit; GEOS itself cuts numbers at 16 digits.

    Parameters
    ----------
    shape
        Any geometry; what is no Polygon or MultiPolygon is written by GEOS.

    Returns
    -------
    text
        WKT, longitude first.
    """
    polygons = shapely.get_parts(shape)
    if not all(isinstance(polygon, Polygon) for polygon in polygons):
        return str(shapely.to_wkt(shape, rounding_precision=17))
    bodies = [
        f"({', '.join(_corners(ring) for ring in shapely.get_rings(polygon))})"
        for polygon in polygons
    ]
    if isinstance(shape, Polygon):
        return f"POLYGON {bodies[0]}"
    return f"MULTIPOLYGON ({', '.join(bodies)})"


def _corners(ring: BaseGeometry) -> str:
    corners = shapely.get_coordinates(ring).tolist()
    return f"({', '.join(f'{lon!r} {lat!r}' for lon, lat in corners)})"


def _cells(column: pd.Series[Any]) -> list[Any]:
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return [None if shape is None else wkt_of(shape) for shape in column]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return iso_cells(column)
    return [
        json.dumps(cell, ensure_ascii=False)
        if isinstance(cell, (list, dict))
        else None
        if missing
        else cell
        for cell, missing in zip(column.astype(object), column.isna(), strict=True)
    ]


def _known(values: Iterable[float]) -> list[float | None]:
    return [None if value != value else float(value) for value in values]  # noqa: PLR0124 - NaN


def _parsed(name: str, column: pd.Series[Any]) -> Any:  # noqa: ANN401 - as the column has it
    dtype = {**INCIDENT_COLUMNS, **JOINED_COLUMNS}.get(name)
    if name == "footprint":
        return [_each(name, row, cell, shapely.from_wkt) for row, cell in _rows(column)]
    if dtype == LIST:
        return [_each(name, row, cell, json.loads) or [] for row, cell in _rows(column)]
    parse = {COUNT: _whole, METRES: float, "boolean": _truth}.get(dtype or "")
    if parse is not None:
        return [_each(name, row, cell, parse) for row, cell in _rows(column)]
    if dtype is None:
        return column
    return [None if cell is None else str(cell) for cell in column]


def _rows(column: pd.Series[Any]) -> Iterable[tuple[int, Any]]:
    return enumerate(column, start=1)


def _numbers(name: str, frame: pd.DataFrame) -> list[float | None]:
    if name not in frame:
        raise SchemaError(f"column {name!r} is missing")
    return [_each(name, row, cell, float) for row, cell in _rows(frame[name])]


def _each(name: str, row: int, cell: Any, parse: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    if cell is None:
        return None
    try:
        return parse(cell)
    except (TypeError, ValueError, KeyError, shapely.errors.ShapelyError) as error:
        raise SchemaError(
            f"row {row}, column {name!r}: {str(cell)[:60]!r} cannot be read"
        ) from error


def _whole(cell: Any) -> int:  # noqa: ANN401 - text, or a number as a spreadsheet has it
    number = float(cell)
    if number != int(number):
        raise ValueError
    return int(number)


def _truth(cell: Any) -> bool:  # noqa: ANN401 - text, or a bool as a spreadsheet has it
    return _TRUTH[str(cell).casefold()]
