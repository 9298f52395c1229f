"""The incident table as GeoParquet, written group by group: one group is in memory twice."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from ..errors import InputError, OutputError
from ..files import MAX_TABLE_BYTES, check_input, written_in_place
from ..models import SCHEMA_VERSION
from .exchange import SCHEMA_KEY, check_version, restored
from .schema import INCIDENT_COLUMNS, LIST, as_incident_table

GROUP_ROWS = 50_000
"""Rows of one row group; the least that one worker of ``geo.engines`` takes on."""

_KINDS = [
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
]  # fmt: skip


def write_geoparquet(
    incidents: gpd.GeoDataFrame, path: Path, progress: Callable[[int], None] | None = None
) -> None:
    """
    Write the incident table as GeoParquet 1.1, with a covering box and both geometry columns.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326.
    path
        The output, written beside and renamed into place, in groups of `GROUP_ROWS` rows. The
        same table gives the same bytes.
    progress
        Called with the number of rows written since the last call; null for nobody.

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
            _write_groups(table, temporary, progress)
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
        check_version(metadata.get(SCHEMA_KEY.encode(), b"").decode())
        frame = gpd.read_parquet(path)
        points = list(frame.geometry)
        return restored(pd.DataFrame(frame.drop(columns=frame.geometry.name)), points)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise InputError(f"is no GeoParquet file of sitmap; {error}", path=path) from error


def _write_groups(
    table: gpd.GeoDataFrame, path: Path, progress: Callable[[int], None] | None
) -> None:
    schema = _schema(table, _as_arrow(table.iloc[:1]).schema)
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, max(len(table), 1), GROUP_ROWS):
            columns = _as_arrow(table.iloc[first : first + GROUP_ROWS]).cast(schema)
            writer.write_table(columns)
            if progress is not None:
                progress(columns.num_rows)


def _as_arrow(rows: gpd.GeoDataFrame) -> pa.Table:
    written = io.BytesIO()
    rows.to_parquet(
        written, index=False, schema_version="1.1.0", write_covering_bbox=True, compression=None
    )
    return pq.read_table(written)


def _schema(table: gpd.GeoDataFrame, first: pa.Schema) -> pa.Schema:
    """Give the types of all rows: cells that are all empty in one group would else have none."""
    types: dict[str, pa.DataType] = {}
    for name in filter(lambda column: pd.api.types.is_object_dtype(table[column]), table):
        is_list = INCIDENT_COLUMNS.get(str(name)) == LIST
        cells = table[name]
        types[str(name)] = pa.list_(pa.string()) if is_list else pa.Array.from_pandas(cells).type
    metadata: dict[Any, Any] = {
        **first.metadata,
        b"geo": _summary(table, json.loads(first.metadata[b"geo"])).encode(),
        SCHEMA_KEY.encode(): str(SCHEMA_VERSION).encode(),
    }
    fields = [field.with_type(types.get(field.name, field.type)) for field in first]
    return pa.schema(fields, metadata)


def _summary(table: gpd.GeoDataFrame, told: dict[str, Any]) -> str:
    """Say of all rows what the key ``geo`` says of the first group (GeoParquet 1.1)."""
    for name in _shape_columns(table):
        column, shapes = told["columns"][name], np.asarray(table[name])
        kinds = np.unique([shapely.get_type_id(shapes), shapely.has_z(shapes)], axis=1).T.tolist()
        names = [(_KINDS[kind], has_z) for kind, has_z in kinds if kind >= 0]
        column["geometry_types"] = sorted(kind + " Z" * has_z for kind, has_z in names)
        column.pop("bbox", None)
        if names and np.isfinite(bounds := shapely.total_bounds(shapes)).all():
            column["bbox"] = bounds.tolist()
    return json.dumps(told)


def _shape_columns(table: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in table.columns[table.dtypes == "geometry"]]
