"""
The incident table and the base table: columns, types, units, CRS, and the way from records.

One row per incident (or per site and tenant period). Two geometry columns, both in EPSG:4326 with
longitude first: ``geometry`` (Point or null, the active one) and ``footprint`` (Polygon,
MultiPolygon or null). Times are naive civil times at the place, half-open. Text, counts and
enumerations are null where unknown; list columns are empty where unknown.
"""

from .exchange import (
    SCHEMA_KEY,
    from_geojson,
    to_geojson,
)
from .flat import LAT, LON, LONG_CELLS_SHEET, from_flat, to_flat, wkt_of
from .geopackage import read_geopackage, write_geopackage
from .geoparquet import read_geoparquet, write_geoparquet
from .records import (
    bases_from_records,
    bases_to_records,
    incidents_from_records,
    incidents_to_records,
)
from .schema import (
    BASE_COLUMNS,
    CIVIL_TIME,
    COUNT,
    GEOMETRY,
    INCIDENT_COLUMNS,
    JOINED_COLUMNS,
    LIST,
    METRES,
    TEXT,
    UTC_TIME,
    WGS84,
    as_base_table,
    as_incident_table,
    as_lists,
    require_wgs84,
    to_crs,
)

__all__ = [
    "BASE_COLUMNS",
    "CIVIL_TIME",
    "COUNT",
    "GEOMETRY",
    "INCIDENT_COLUMNS",
    "JOINED_COLUMNS",
    "LAT",
    "LIST",
    "LON",
    "LONG_CELLS_SHEET",
    "METRES",
    "SCHEMA_KEY",
    "TEXT",
    "UTC_TIME",
    "WGS84",
    "as_base_table",
    "as_incident_table",
    "as_lists",
    "bases_from_records",
    "bases_to_records",
    "from_flat",
    "from_geojson",
    "incidents_from_records",
    "incidents_to_records",
    "read_geopackage",
    "read_geoparquet",
    "require_wgs84",
    "to_crs",
    "to_flat",
    "to_geojson",
    "wkt_of",
    "write_geopackage",
    "write_geoparquet",
]
