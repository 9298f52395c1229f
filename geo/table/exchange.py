"""
The incident table in formats that know one geometry: GeoJSON, GeoPackage, GeoParquet.

Every file carries ``sitmap_schema``: a member of the GeoJSON collection, the dataset metadata of a
GeoPackage, a key of the file metadata of a Parquet file. The index is not kept: what is read back
has a fresh 0..n-1 index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from shapely.geometry import shape

from ..errors import InputError, OutputError, SchemaError
from ..files import MAX_TABLE_BYTES, check_input, written_in_place
from ..models import SCHEMA_VERSION
from .schema import (
    CIVIL_TIME,
    GEOMETRY,
    INCIDENT_COLUMNS,
    JOINED_COLUMNS,
    LIST,
    UTC_TIME,
    WGS84,
    as_incident_table,
)

SCHEMA_KEY = "sitmap_schema"
INCIDENT_LAYER = "incidents"
FOOTPRINT_LAYER = "footprints"

_DAMAGED = (
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    shapely.errors.ShapelyError,
)

# GDAL writes the time of writing into a GeoPackage; a fixed one keeps the bytes the same
_FIXED_DATE = "1970-01-01T00:00:00.000Z"
_GDAL_DATE_OPTION = "OGR_CURRENT_DATE"


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
    cells = [_json_cells(table[name]) for name in names]
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
    _check_version(collection[SCHEMA_KEY])
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
    return _restored(pd.DataFrame(rows, index=range(len(rows))), points)


def write_geopackage(incidents: gpd.GeoDataFrame, path: Path) -> None:
    """
    Write the incident table as a GeoPackage of two layers joined on ``incident_id``.

    Layer ``incidents`` has the points and every column, layer ``footprints`` the areas as
    MultiPolygon. Civil times are ISO 8601 text, because a GeoPackage DATETIME is UTC by
    definition; ``start_utc`` is a DATETIME of milliseconds. Lists are JSON text.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326; every ``incident_id`` present and unique.
    path
        The output, written beside and renamed into place. The same table gives the same bytes.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If an ``incident_id`` is null or occurs twice, or a column cannot be named in a GeoPackage.
    OutputError
        If the file cannot be written.
    """
    table = as_incident_table(incidents).reset_index(drop=True)
    _check_ids(table)
    _check_names(table)
    rows = gpd.GeoDataFrame(
        {
            str(name): _flat_column(table[name])
            for name in table.columns
            if name not in {"geometry", "footprint"}
        },
        geometry=table.geometry,
        crs=WGS84,
    )
    areas = gpd.GeoDataFrame(
        {"incident_id": table["incident_id"]},
        geometry=gpd.GeoSeries(table["footprint"], crs=WGS84),
        crs=WGS84,
    )
    areas = areas[areas.geometry.notna()]
    with written_in_place(path) as temporary, _fixed_date():
        try:
            pyogrio.write_dataframe(
                rows,
                temporary,
                layer=INCIDENT_LAYER,
                driver="GPKG",
                geometry_type="Point",
                dataset_metadata={SCHEMA_KEY: str(SCHEMA_VERSION)},
            )
            pyogrio.write_dataframe(
                areas,
                temporary,
                layer=FOOTPRINT_LAYER,
                driver="GPKG",
                geometry_type="MultiPolygon",
                promote_to_multi=True,
                append=True,
            )
        except (RuntimeError, ValueError) as error:
            raise OutputError(f"{path}: could not be written as a GeoPackage; {error}") from error


def read_geopackage(path: Path) -> gpd.GeoDataFrame:
    """
    Read the incident table back from what `write_geopackage` wrote.

    Parameters
    ----------
    path
        A GeoPackage with the layers ``incidents`` and ``footprints``.

    Returns
    -------
    incidents
        The incident table, EPSG:4326, rows in the order written; an area of one part is a Polygon.

    Raises
    ------
    InputError
        If the file is missing, is no GeoPackage of ours, or holds a value it must not hold.
    """
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    try:
        info = pyogrio.read_info(path, layer=INCIDENT_LAYER)
        rows = pyogrio.read_dataframe(path, layer=INCIDENT_LAYER)
        areas = pyogrio.read_dataframe(path, layer=FOOTPRINT_LAYER)
    except (RuntimeError, ValueError) as error:
        raise InputError(f"cannot be read as a GeoPackage of sitmap; {error}", path=path) from error
    try:
        _check_version((info["dataset_metadata"] or {}).get(SCHEMA_KEY))
        shapes = [_unpromoted(area) for area in areas.geometry]
        by_id: dict[str, Any] = dict(zip(list(areas["incident_id"]), shapes, strict=True))
        frame = pd.DataFrame(rows.drop(columns=rows.geometry.name))
        frame["footprint"] = [by_id.get(key) for key in frame["incident_id"]]
        for name, dtype in INCIDENT_COLUMNS.items():
            if dtype == LIST:
                frame[name] = [
                    json.loads(cell) if isinstance(cell, str) else [] for cell in frame[name]
                ]
        return _restored(frame, list(rows.geometry))
    except (KeyError, SchemaError, ValueError) as error:
        raise InputError(f"is no GeoPackage of sitmap; {error}", path=path) from error


def write_geoparquet(incidents: gpd.GeoDataFrame, path: Path) -> None:
    """
    Write the incident table as GeoParquet 1.0 with both geometry columns.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326.
    path
        The output, written beside and renamed into place. The same table gives the same bytes.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    OutputError
        If the file cannot be written.
    """
    table = as_incident_table(incidents).reset_index(drop=True)
    with written_in_place(path) as temporary:
        try:
            table.to_parquet(temporary, index=False)
            pq.write_table(_with_schema(pq.read_table(temporary)), temporary)
        except (pa.ArrowException, ValueError) as error:
            raise OutputError(f"{path}: could not be written as GeoParquet; {error}") from error


def read_geoparquet(path: Path) -> gpd.GeoDataFrame:
    """
    Read the incident table back from what `write_geoparquet` wrote.

    Parameters
    ----------
    path
        A GeoParquet file with ``sitmap_schema`` in its metadata.

    Returns
    -------
    incidents
        The incident table, EPSG:4326, rows in the order written.

    Raises
    ------
    InputError
        If the file is missing, is no GeoParquet file of ours, or holds a value it must not hold.
    """
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    try:
        metadata = pq.read_schema(path).metadata or {}
        _check_version(metadata.get(SCHEMA_KEY.encode(), b"").decode())
        frame = gpd.read_parquet(path)
        points = list(frame.geometry)
        return _restored(pd.DataFrame(frame.drop(columns=frame.geometry.name)), points)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise InputError(f"is no GeoParquet file of sitmap; {error}", path=path) from error


def _with_schema(columns: pa.Table) -> pa.Table:
    for name, dtype in INCIDENT_COLUMNS.items():
        if dtype == LIST:
            # lists that are all empty would else have no type in the file
            words = columns.column(name).cast(pa.list_(pa.string()))
            columns = columns.set_column(columns.column_names.index(name), name, words)
    metadata = dict(columns.schema.metadata or {})
    metadata[SCHEMA_KEY.encode()] = str(SCHEMA_VERSION).encode()
    return columns.replace_schema_metadata(metadata)


def _check_version(version: Any) -> None:  # noqa: ANN401 - whatever a file holds
    if str(version) != str(SCHEMA_VERSION):
        raise SchemaError(
            f"{SCHEMA_KEY} is {version!r}, this version of sitmap reads {SCHEMA_VERSION};"
            " read the source again or use the version that wrote the file"
        )


def _check_ids(table: gpd.GeoDataFrame) -> None:
    ids = table["incident_id"]
    if ids.isna().any():
        raise SchemaError("column 'incident_id' has nulls; footprints are joined on it")
    repeated = ids[ids.duplicated()]
    if len(repeated):
        raise SchemaError(
            f"column 'incident_id' holds {repeated.iloc[0]!r} twice; footprints are joined on it"
        )


def _check_names(table: gpd.GeoDataFrame) -> None:
    # SQLite does not tell upper from lower case; GDAL makes the columns fid and geom itself
    seen = {"fid", "geom"}
    for name in table.columns:
        folded = str(name).casefold()
        if folded in seen:
            raise SchemaError(f"column {name!r} cannot stand in a GeoPackage; rename it")
        seen.add(folded)


def _geojson_of(shapes: Any) -> list[dict[str, Any] | None]:  # noqa: ANN401 - a column of shapes
    return [None if item is None else json.loads(shapely.to_geojson(item)) for item in shapes]


def _shape(value: Any) -> Any:  # noqa: ANN401 - a GeoJSON geometry or null
    return None if value is None else shape(value)


def _unpromoted(area: Any) -> Any:  # noqa: ANN401 - a shapely geometry
    return area.geoms[0] if shapely.get_num_geometries(area) == 1 else area


def _json_cells(column: pd.Series[Any]) -> list[Any]:
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return list(_geojson_of(column))
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _iso_cells(column)
    return [
        cell if isinstance(cell, list) else None if missing else cell
        for cell, missing in zip(column.astype(object), column.isna(), strict=True)
    ]


def _iso_cells(column: pd.Series[Any]) -> list[str | None]:
    return [None if pd.isna(time) else time.isoformat() for time in column]


def _flat_column(column: pd.Series[Any]) -> pd.Series[Any]:
    # a one-column cell must be text, a number or an instant
    if pd.api.types.is_datetime64_any_dtype(column.dtype) and not isinstance(
        column.dtype, pd.DatetimeTZDtype
    ):
        return pd.Series(_iso_cells(column), index=column.index, dtype="string")
    if pd.api.types.is_object_dtype(column.dtype):
        cells = [
            cell if cell is None or isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
            for cell in _json_cells(column)
        ]
        return pd.Series(cells, index=column.index, dtype="string")
    return column


def _restored(frame: pd.DataFrame, points: list[Any]) -> gpd.GeoDataFrame:
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


@contextmanager
def _fixed_date() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option(_GDAL_DATE_OPTION)
    pyogrio.set_gdal_config_options({_GDAL_DATE_OPTION: _FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_GDAL_DATE_OPTION: before})
