"""The incident table as a workbook; every text is a text, never a formula or a link."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import xlsxwriter

from ..errors import OutputError, SchemaError
from ..files import written_in_place
from ..table import LONG_CELLS_SHEET, to_flat
from .batches import batches
from .export import Progress

MOST_ROWS = 1_048_575
"""Rows of an Excel sheet, less the header."""

LONGEST_CELL = 32_767
"""Characters of an Excel cell."""

SHEET = "incidents"

_WIDTHS = {"title": 50, "place": 30, "start": 20, "end": 20, "incident_id": 24}
_USUAL_WIDTH = 14
# a workbook names its time of making; a fixed one keeps the bytes the same
_FIXED_DATE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write_xlsx(incidents: gpd.GeoDataFrame, path: Path, progress: Progress) -> None:
    """
    Write the incident table as an Excel workbook.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326, at most `MOST_ROWS` rows.
    path
        The output. Sheet ``incidents`` has one row per incident under a frozen header; a cell of
        more than `LONGEST_CELL` characters is cut, and the rest stands in sheet ``long_cells``
        (row, column, part, text), from which sitmap puts it together again.
    progress
        Told the rows written.

    Raises
    ------
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If there are too many rows, or a column holds a value that it must not hold.
    OutputError
        If the file cannot be written.
    """
    if len(incidents) > MOST_ROWS:
        raise SchemaError(
            f"{len(incidents):,} rows do not fit in an Excel sheet of {MOST_ROWS:,}; choose a"
            " shorter period with --from and --to, or write .parquet or .csv"
        )
    with written_in_place(path) as temporary:
        try:
            _write(incidents, temporary, progress)
        except (xlsxwriter.exceptions.XlsxWriterException, OSError) as error:
            raise OutputError(f"{path}: could not be written as a workbook; {error}") from error


def _write(incidents: gpd.GeoDataFrame, temporary: Path, progress: Progress) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(temporary), options) as book:
        book.set_properties({"created": _FIXED_DATE, "author": ""})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 1)
        bold = book.add_format({"bold": True, "bottom": 1})
        rest: list[tuple[int, str, int, str]] = []
        line = 0
        for rows in batches(incidents):
            cells = to_flat(rows)
            names = list(map(str, cells.columns))
            if line == 0:
                for column, name in enumerate(names):
                    sheet.set_column(column, column, _WIDTHS.get(name, _USUAL_WIDTH))
                    sheet.write_string(0, column, name, bold)
            for record in cells.itertuples(index=False, name=None):
                line += 1
                for column, cell in enumerate(record):
                    rest += _write_cell(sheet, line, column, cell, names[column])
            progress(len(rows))
        sheet.autofilter(0, 0, line, len(names) - 1)
        if rest:
            long_cells = book.add_worksheet(LONG_CELLS_SHEET)
            for column, name in enumerate(("row", "column", "part", "text")):
                long_cells.write_string(0, column, name, bold)
            for number, (row, name, part, text) in enumerate(rest, start=1):
                long_cells.write_number(number, 0, row)
                long_cells.write_string(number, 1, name)
                long_cells.write_number(number, 2, part)
                long_cells.write_string(number, 3, text)


def _write_cell(
    sheet: Any,  # noqa: ANN401 - xlsxwriter has no types
    line: int,
    column: int,
    cell: Any,  # noqa: ANN401 - text, number, bool or null
    name: str,
) -> list[tuple[int, str, int, str]]:
    """Write one cell and give back the parts that did not fit."""
    if cell is None:
        return []
    if isinstance(cell, bool):
        sheet.write_boolean(line, column, cell)
    elif isinstance(cell, str):
        sheet.write_string(line, column, cell[:LONGEST_CELL])
        starts = range(LONGEST_CELL, len(cell), LONGEST_CELL)
        return [
            (line, name, part, cell[start : start + LONGEST_CELL])
            for part, start in enumerate(starts, start=1)
        ]
    else:
        # xlsxwriter gives a number 16 digits, Excel itself reads no more than 15
        sheet.write_number(line, column, float(cell) if isinstance(cell, float) else int(cell))
    return []
