"""The incident table as CSV whose cells no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd

from ..files import formula_safe, written_in_place
from ..table import to_flat
from .batches import batches
from .export import Progress

# without it Excel takes UTF-8 for the code page of the machine
_BYTE_ORDER_MARK = "\ufeff"


def write_csv(incidents: gpd.GeoDataFrame, path: Path, progress: Progress) -> None:
    """
    Write the incident table as CSV: UTF-8 with a byte order mark, comma, CRLF (RFC 4180).

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326. ``geometry`` becomes ``lon`` and ``lat``, ``footprint`` WKT.
    path
        The output. A text that a spreadsheet would run has an apostrophe in front, which reading
        the file with sitmap takes away.
    progress
        Told the rows written.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If a column holds a value that it must not hold.
    OutputError
        If the file cannot be written.
    """
    with (
        written_in_place(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        file.write(_BYTE_ORDER_MARK)
        writer = csv.writer(file)
        for number, rows in enumerate(batches(incidents)):
            cells = to_flat(rows)
            if number == 0:
                writer.writerow([formula_safe(str(name)) for name in cells.columns])
            columns = [
                [formula_safe(cell) if isinstance(cell, str) else cell for cell in cells[name]]
                for name in cells.columns
            ]
            writer.writerows(zip(*columns, strict=True))
            progress(len(rows))
