"""The review sheet as CSV, and as the two layers of a GeoPackage for QGIS."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from ..edits.columns import AREAS, COLUMNS, INCIDENT_ID, SHEET
from ..errors import OutputError
from ..files import formula_safe, written_in_place
from ..table import WGS84
from ..table.geopackage import fixed_date
from .review_rows import ReviewRow

# without it Excel takes UTF-8 for the code page of the machine
_BYTE_ORDER_MARK = "\ufeff"


def write_table(rows: Iterable[ReviewRow], path: Path) -> None:
    """
    Write the sheet as CSV: UTF-8 with a byte order mark, comma, CRLF (RFC 4180).

    Parameters
    ----------
    rows
        The rows of the sheet.
    path
        The output. A text that a spreadsheet would run has an apostrophe in front.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with (
        written_in_place(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        file.write(_BYTE_ORDER_MARK)
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([formula_safe(row.cells[name]) for name in COLUMNS])


def write_layers(rows: Iterable[ReviewRow], path: Path) -> None:
    """
    Write the sheet as a GeoPackage.

    Parameters
    ----------
    rows
        The rows of the sheet.
    path
        The output: layer ``review`` has the points (lon, lat; null where there is none) and every
        column as text, layer ``footprints`` the areas and the id, both in EPSG:4326. A blank
        cell is null.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    listed = list(rows)
    cells = {
        name: pd.Series([row.cells[name] or None for row in listed], dtype="string")
        for name in COLUMNS
    }
    points = gpd.GeoDataFrame(
        cells, geometry=gpd.GeoSeries([row.point for row in listed], crs=WGS84), crs=WGS84
    )
    with_area = [row for row in listed if row.area is not None]
    areas = gpd.GeoDataFrame(
        {INCIDENT_ID: pd.Series([row.cells[INCIDENT_ID] for row in with_area], dtype="string")},
        geometry=gpd.GeoSeries([row.area for row in with_area], crs=WGS84),
        crs=WGS84,
    )
    with written_in_place(path) as temporary, fixed_date():
        try:
            pyogrio.write_dataframe(
                points, temporary, layer=SHEET, driver="GPKG", geometry_type="Point"
            )
            pyogrio.write_dataframe(
                areas,
                temporary,
                layer=AREAS,
                driver="GPKG",
                geometry_type="MultiPolygon",
                promote_to_multi=True,
                append=True,
            )
        except (RuntimeError, ValueError) as error:
            raise OutputError(f"{path}: could not be written as a GeoPackage; {error}") from error
