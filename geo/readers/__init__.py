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

__all__ = [
    "FORMATS",
    "ReportsRead",
    "TableRead",
    "detect",
    "distinct_ids",
    "localise",
    "read_bases",
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
        and any other columns), GeoJSON, GeoParquet, GeoPackage.
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
    from .delimited import read_delimited
    from .tables import read_cells

    cells = read_delimited(path, log)
    return read_cells(cells, log, path, dialect="ucdp" if found == "ucdp" else None)


def read_bases(path: str | Path) -> gpd.GeoDataFrame:
    """
    Read the user's own bases or sites.

    Parameters
    ----------
    path
        CSV or GeoJSON with ``name`` and coordinates (columns, or points and areas), and where
        known ``radius_m, tenant, valid_from, valid_to, country, kind, aliases, site, source``.

    Returns
    -------
    bases
        The base table (``geo.table``), EPSG:4326, rows in the order of the file. `valid_from`
        and `valid_to` are half-open; blank is open.

    Raises
    ------
    InputError
        If the file or one of its rows cannot be read; a base is never left out silently.
    """
    from .bases import bases_from_file

    return bases_from_file(Path(path))


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
