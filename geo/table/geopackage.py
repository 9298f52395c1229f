"""The incident table as a GeoPackage of two layers, incidents and footprints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from ..errors import InputError, OutputError, SchemaError
from ..files import MAX_TABLE_BYTES, check_input, written_in_place
from ..models import SCHEMA_VERSION
from .exchange import SCHEMA_KEY, check_version, iso_cells, json_cells, restored
from .schema import INCIDENT_COLUMNS, LIST, WGS84, as_incident_table

INCIDENT_LAYER = "incidents"
FOOTPRINT_LAYER = "footprints"

# GDAL writes the time of writing into a GeoPackage; a fixed one keeps the bytes the same
_FIXED_DATE = "1970-01-01T00:00:00.000Z"
_GDAL_DATE_OPTION = "OGR_CURRENT_DATE"


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
    with written_in_place(path) as temporary, fixed_date():
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
        check_version((info["dataset_metadata"] or {}).get(SCHEMA_KEY))
        shapes = [_unpromoted(area) for area in areas.geometry]
        by_id: dict[str, Any] = dict(zip(list(areas["incident_id"]), shapes, strict=True))
        frame = pd.DataFrame(rows.drop(columns=rows.geometry.name))
        frame["footprint"] = [by_id.get(key) for key in frame["incident_id"]]
        for name, dtype in INCIDENT_COLUMNS.items():
            if dtype == LIST:
                frame[name] = [
                    json.loads(cell) if isinstance(cell, str) else [] for cell in frame[name]
                ]
        return restored(frame, list(rows.geometry))
    except (KeyError, SchemaError, ValueError) as error:
        raise InputError(f"is no GeoPackage of sitmap; {error}", path=path) from error


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


def _unpromoted(area: Any) -> Any:  # noqa: ANN401 - a shapely geometry
    return area.geoms[0] if shapely.get_num_geometries(area) == 1 else area


def _flat_column(column: pd.Series[Any]) -> pd.Series[Any]:
    # a one-column cell must be text, a number or an instant
    if pd.api.types.is_datetime64_any_dtype(column.dtype) and not isinstance(
        column.dtype, pd.DatetimeTZDtype
    ):
        return pd.Series(iso_cells(column), index=column.index, dtype="string")
    if pd.api.types.is_object_dtype(column.dtype):
        cells = [
            cell if cell is None or isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
            for cell in json_cells(column)
        ]
        return pd.Series(cells, index=column.index, dtype="string")
    return column


@contextmanager
def fixed_date() -> Iterator[None]:
    """Let GDAL write a fixed time into GeoPackages, so that the same rows give the same bytes."""
    before = pyogrio.get_gdal_config_option(_GDAL_DATE_OPTION)
    pyogrio.set_gdal_config_options({_GDAL_DATE_OPTION: _FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_GDAL_DATE_OPTION: before})
