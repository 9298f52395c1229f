"""
The incident table as GeoJSON, and what every format that is read back has in common.

Every file carries ``sitmap_schema``: a member of the GeoJSON collection, the dataset metadata of a
GeoPackage, a key of the file metadata of a Parquet file. The index is not kept: what is read back
has a fresh 0..n-1 index.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import shape

from ..errors import SchemaError
from ..models import SCHEMA_VERSION
from .schema import (
    CIVIL_TIME,
    GEOMETRY,
    INCIDENT_COLUMNS,
    JOINED_COLUMNS,
    UTC_TIME,
    WGS84,
    as_incident_table,
)

SCHEMA_KEY = "sitmap_schema"

_DAMAGED = (
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    shapely.errors.ShapelyError,
)


def to_geojson(incidents: gpd.GeoDataFrame) -> dict[str, Any]:
    """
    Turn the incident table into a GeoJSON feature collection (RFC 7946).

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326, longitude first; missing columns count as unknown.

    Returns
    -------
    collection
        A FeatureCollection with the foreign member ``sitmap_schema``; one feature per row in the
        order of the rows. The geometry is the point (lon, lat) or null, ``properties.footprint``
        a GeoJSON geometry or null; every other column is a property of the same name: times as
        ISO 8601 text, lists as arrays, unknown as null.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    """
    table = as_incident_table(incidents)
    points = _geojson_of(table["geometry"])
    names = [str(name) for name in table.columns if name != "geometry"]
    cells = [json_cells(table[name]) for name in names]
    features = [
        {"type": "Feature", "geometry": point, "properties": dict(zip(names, row, strict=True))}
        for point, row in zip(points, zip(*cells, strict=True), strict=True)
    ]
    return {"type": "FeatureCollection", SCHEMA_KEY: SCHEMA_VERSION, "features": features}


def from_geojson(collection: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """
    Read the incident table back from what `to_geojson` made.

    Parameters
    ----------
    collection
        A FeatureCollection with ``sitmap_schema``, coordinates (lon, lat).

    Returns
    -------
    incidents
        The incident table, EPSG:4326, one row per feature in their order.

    Raises
    ------
    SchemaError
        If it is no feature collection of ours, or a property holds a value it must not hold.
    """
    if collection.get("type") != "FeatureCollection" or SCHEMA_KEY not in collection:
        raise SchemaError(f"`collection` is no FeatureCollection with {SCHEMA_KEY!r}")
    check_version(collection[SCHEMA_KEY])
    features = collection.get("features")
    if not isinstance(features, list):
        raise SchemaError("`collection` has no list of features")
    try:
        points = [_shape(feature["geometry"]) for feature in features]
        rows = [dict(feature["properties"] or {}) for feature in features]
        for row in rows:
            row["footprint"] = _shape(row.get("footprint"))
    except _DAMAGED as error:
        raise SchemaError(f"`collection` holds a damaged feature: {error}") from error
    return restored(pd.DataFrame(rows, index=range(len(rows))), points)


def check_version(version: Any) -> None:  # noqa: ANN401 - whatever a file holds
    """Refuse the rows of another version of the table."""
    if str(version) != str(SCHEMA_VERSION):
        raise SchemaError(
            f"{SCHEMA_KEY} is {version!r}, this version of sitmap reads {SCHEMA_VERSION};"
            " read the source again or use the version that wrote the file"
        )


def _geojson_of(shapes: Any) -> list[dict[str, Any] | None]:  # noqa: ANN401 - a column of shapes
    return [None if item is None else json.loads(shapely.to_geojson(item)) for item in shapes]


def _shape(value: Any) -> Any:  # noqa: ANN401 - a GeoJSON geometry or null
    return None if value is None else shape(value)


def json_cells(column: pd.Series[Any]) -> list[Any]:
    """Write cells as JSON has them, unknown as null."""
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return list(_geojson_of(column))
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return iso_cells(column)
    return [
        cell if isinstance(cell, list) else None if missing else cell
        for cell, missing in zip(column.astype(object), column.isna(), strict=True)
    ]


def iso_cells(column: pd.Series[Any]) -> list[str | None]:
    """Write times as ISO 8601 text, unknown as null."""
    return [None if pd.isna(time) else time.isoformat() for time in column]


def restored(frame: pd.DataFrame, points: list[Any]) -> gpd.GeoDataFrame:
    """Give columns read from a file their types again, with `points` as the geometry."""
    for name, dtype in INCIDENT_COLUMNS.items():
        if name not in frame or name == GEOMETRY:
            continue
        if dtype in {CIVIL_TIME, UTC_TIME}:
            try:
                times = pd.to_datetime(frame[name], format="ISO8601", utc=dtype == UTC_TIME)
            except (TypeError, ValueError) as error:
                raise SchemaError(f"column {name!r} holds a time that is no ISO 8601") from error
            frame[name] = times
    rows = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, index=frame.index, crs=WGS84))
    table = as_incident_table(rows)
    for name, joined in JOINED_COLUMNS.items():
        if name in table:
            target: Any = joined
            table[name] = table[name].astype(target)
    return table
