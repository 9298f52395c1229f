"""The review sheet: one row per incident with its quotes, and columns for corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import geopandas as gpd

from ..edits import Edit
from ..edits.columns import INCIDENT_ID
from ..errors import ParameterError, SchemaError
from ..files import check_output
from ..table import as_incident_table
from .export import Progress
from .review_rows import ReviewRow, review_rows

REVIEW_ENDINGS = (".xlsx", ".csv", ".gpkg")
"""What the name of a review sheet may end in."""


def write_review(
    incidents: gpd.GeoDataFrame,
    path: str | Path,
    *,
    edits: Iterable[Edit] = (),
    progress: Progress | None = None,
) -> None:
    """
    Write a sheet in which a person corrects incidents, for `geo.edits.read_edits`.

    Parameters
    ----------
    incidents
        The incident table as it was read, without corrections, EPSG:4326; every `incident_id`
        present and unique.
    path
        The output; its ending, one of `REVIEW_ENDINGS`, says the format. Written beside and
        renamed into place. The same table gives the same bytes.
    edits
        Corrections made so far. They fill the correction columns of their rows, so that the new
        sheet takes the place of the old one. A row whose source changed since keeps what was
        remembered of it and says so in ``conflict``; an edit whose row is gone has a row at the
        end. The parts of a split row follow it.
    progress
        Told the rows written.

    Raises
    ------
    ParameterError
        If the ending is none of `REVIEW_ENDINGS`.
    CrsError
        If the table is not in EPSG:4326.
    SchemaError
        If an `incident_id` is null or occurs twice, or a corrected area is too long for a cell.
    OutputError
        If the file cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in REVIEW_ENDINGS:
        raise ParameterError(
            f"`path` is {path.name!r}; the name of a review sheet ends in one of"
            f" {', '.join(REVIEW_ENDINGS)}"
        )
    check_output(path)
    table = as_incident_table(incidents).reset_index(drop=True)
    ids = table[INCIDENT_ID]
    if ids.isna().any() or ids.duplicated().any():
        raise SchemaError("column 'incident_id' has nulls or repeats; corrections are found by it")
    rows = review_rows(table, list(edits), layered=ending == ".gpkg")
    if ending == ".xlsx":
        from .review_book import write_book as write
    elif ending == ".csv":
        from .review_files import write_table as write
    else:
        from .review_files import write_layers as write
    write(_counted(rows, progress), path)


def _counted(rows: Iterator[ReviewRow], progress: Progress | None) -> Iterator[ReviewRow]:
    for row in rows:
        yield row
        if progress is not None:
            progress(1)
