"""GeoParquet and plain Parquet: tables of ours, and tables of anybody."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError
from ..files import MAX_TABLE_BYTES, check_input
from ..table import WGS84, read_geoparquet
from .geojson import cell_text
from .result import ReadingLog, TableRead
from .shapes import Shapes, shapes_of
from .tables import read_cells


def read_parquet(path: Path, log: ReadingLog) -> TableRead:
    """
    Read events from GeoParquet, or from Parquet with columns of coordinates or places.

    Parameters
    ----------
    path
        The file; geometry in any coordinate system that it states.
    log
        Takes what was assumed and skipped.

    Returns
    -------
    read
        One row per record in their order.

    Raises
    ------
    InputError
        If the file is no Parquet file or no row is usable.
    """
    check_input(path, max_bytes=MAX_TABLE_BYTES)
    try:
        metadata = pq.read_schema(path).metadata or {}
        if b"sitmap_schema" in metadata:
            return TableRead(read_geoparquet(path), (), ())
        table = gpd.read_parquet(path) if b"geo" in metadata else pd.read_parquet(path)
    except (OSError, TypeError, ValueError, pa.ArrowException) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"is no Parquet file that can be read; {error}", path=path) from error
    return read_frame(table, log, path)


def read_frame(table: pd.DataFrame, log: ReadingLog, path: Path) -> TableRead:
    """
    Read events from a typed frame.

    Parameters
    ----------
    table
        A GeoDataFrame in any stated coordinate system, or a DataFrame.
    log
        Takes what was assumed and skipped.
    path
        The input, for messages.

    Returns
    -------
    read
        One row per record in their order.

    Raises
    ------
    InputError
        If no row is usable.
    """
    shapes: Shapes | None = None
    names = [name for name in table.columns if table[name].dtype != "geometry"]
    if isinstance(table, gpd.GeoDataFrame):
        if table.crs is None:
            log.assume("the file states no coordinate system; degrees, longitude first, taken")
        geometry = table.geometry if table.crs is None else table.geometry.to_crs(WGS84)
        shapes = shapes_of(
            geometry.to_numpy(), described=f"the geometry column {geometry.name!r}", log=log
        )
    cells = pd.DataFrame(
        {str(name): [cell_text(value) for value in table[name]] for name in names},
        index=pd.RangeIndex(1, len(table) + 1),
        dtype="str",
    )
    return read_cells(cells, log, path, shapes=shapes)
