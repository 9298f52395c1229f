"""The incident table as a GeoPackage that QGIS opens in our colours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd

from ..errors import OutputError
from ..files import written_in_place
from ..table import write_geopackage
from .look import Look

# the table that QGIS and GDAL know (QGIS documentation, "Saving styles in a GeoPackage")
_LAYER_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""
_FIXED_DATE = "1970-01-01T00:00:00.000Z"
_REGISTER = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)
"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)
VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)
"""


def write_styled_geopackage(incidents: gpd.GeoDataFrame, path: Path, look: Look) -> None:
    """
    Write the incident table as a GeoPackage with QGIS styles inside.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326; every ``incident_id`` present and unique.
    path
        The output: layers ``incidents`` and ``footprints`` as ``geo.table`` writes them, and a
        table ``layer_styles`` where `look` has styles.
    look
        Its `qgis_styles` are put in as the default style of their layer.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If an ``incident_id`` is null or occurs twice, or a column cannot be named in a GeoPackage.
    OutputError
        If the file cannot be written.
    """
    with written_in_place(path) as temporary:
        write_geopackage(incidents, temporary)
        if not look.qgis_styles:
            return
        try:
            with closing(sqlite3.connect(temporary)) as file, file:
                file.execute(_LAYER_STYLES)
                file.execute(_REGISTER, (_FIXED_DATE,))
                for layer, style in look.qgis_styles.items():
                    file.execute(_STYLE, (layer, layer, style, _FIXED_DATE))
        except sqlite3.Error as error:
            raise OutputError(f"{path}: styles could not be written; {error}") from error
