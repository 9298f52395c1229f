"""
Files to reports or incident tables, with everything assumed and skipped named.

The readers of tables load pandas and geopandas; they are imported when a table is read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .detection import FORMATS, detect
from .result import ReadingLog, ReportsRead, TableRead

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from .boundaries import AdminAreas, Boundaries

__all__ = [
    "FORMATS",
    "ReportsRead",
    "TableRead",
    "detect",
    "distinct_ids",
    "localise",
    "read_admin",
    "read_bases",
    "read_boundaries",
    "read_source",
]


def read_source(
    path: str | Path, *, input_format: str | None = None, published: date | None = None
) -> ReportsRead | TableRead:
    """
    Read one source, whatever it is.

    Parameters
    ----------
    path
        A text report, a folder of them, or an event table: CSV (plain or gzip; UCDP GED, ACLED
        and any other columns), XLSX, GeoJSON, KML, GeoParquet, GeoPackage.
    input_format
        One of `FORMATS`; found out where null.
    published
        Date of reports that state none themselves; has no meaning for tables.

    Returns
    -------
    read
        Reports in the order of their file names, or the incident table (EPSG:4326, longitude
        first, one row per record in the order of the source, unknown is null) without joins.

    Raises
    ------
    InputError
        If the source is missing, empty, binary, in an unknown encoding or format, has swapped
        axes throughout, or no usable row.
    ParameterError
        If `input_format` is no format.
    """
    path = Path(path)
    found = detect(path, input_format)
    if found == "report":
        from .text import read_folder, read_report

        read_reports = read_folder if path.is_dir() else read_report
        return read_reports(path, published=published)
    log = ReadingLog(path.name)
    if found == "geojson":
        from .geojson import read_geojson

        return read_geojson(path, log)
    if found == "geoparquet":
        from .geoparquet import read_parquet

        return read_parquet(path, log)
    if found == "geopackage":
        from .geopackage import read_any_geopackage

        return read_any_geopackage(path, log)
    if found == "kml":
        from .kml import read_kml

        return read_kml(path, log)
    from .flat import is_flat, read_flat
    from .tables import read_cells

    if found == "xlsx":
        from .workbook import read_workbook

        cells = read_workbook(path, log)
    else:
        from .delimited import read_delimited

        cells = read_delimited(path, log)
    if is_flat(cells):
        return read_flat(cells, path, guarded=found != "xlsx")
    return read_cells(cells, log, path, dialect="ucdp" if found == "ucdp" else None)


def read_bases(path: str | Path) -> gpd.GeoDataFrame:
    """
    Read the user's own bases or sites.

    Parameters
    ----------
    path
        CSV, GeoJSON, GeoPackage, shapefile (also zipped) or KML with ``name`` and coordinates
        (columns, or points and areas), and where known ``radius_m, tenant, valid_from, valid_to,
        country, kind, aliases, site, source``.

    Returns
    -------
    bases
        The base table (``geo.table``), EPSG:4326, rows in the order of the file. `valid_from`
        and `valid_to` are half-open; blank is open. `internal` is true throughout: a user's own
        sites are never for a public output. Another coordinate system is turned and logged.

    Raises
    ------
    InputError
        If the file or one of its rows cannot be read; a base is never left out silently.
    CrsError
        If a vector file states no coordinate system.
    """
    from .bases import bases_from_file

    return bases_from_file(Path(path))


def read_boundaries(path: str | Path) -> Boundaries:
    """
    Read the user's own countries or borders; see `geo.readers.boundaries.read_boundaries`.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile (also zipped) or KML, of areas or of lines.

    Returns
    -------
    boundaries
        What to join with instead of the packaged countries or borders.

    Raises
    ------
    InputError, CrsError
        If the file cannot be used.
    """
    from .boundaries import read_boundaries as read

    return read(path)


def read_admin(path: str | Path) -> AdminAreas:
    """
    Read the user's own admin areas with their P-codes; see `geo.readers.boundaries.read_admin`.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile (also zipped) or KML, of areas.

    Returns
    -------
    areas
        What to join with beside the packaged first-level areas.

    Raises
    ------
    InputError, CrsError
        If the file cannot be used.
    """
    from .boundaries import read_admin as read

    return read(path)


def localise(incidents: gpd.GeoDataFrame, zones: pd.Series[str]) -> gpd.GeoDataFrame:
    """
    Give clock times as civil time at the place; see `geo.readers.zones.localise`.

    Parameters
    ----------
    incidents
        The incident table. Not modified.
    zones
        IANA time zone of the place of each row, same index, null where unknown.

    Returns
    -------
    incidents
        The same rows; only those with a clock time and without a zone change.
    """
    from .zones import localise as localise_rows

    return localise_rows(incidents, zones)


def distinct_ids(ids: pd.Series[str]) -> pd.Series[str]:
    """
    Tell equal ids apart by their ordinal, for tables of several sources put together.

    Parameters
    ----------
    ids
        One id per row, no null.

    Returns
    -------
    ids
        The first of equals as it is, the second with ``#2`` behind, and so on.
    """
    from .assembly import distinct_ids as distinct

    return distinct(ids)
