"""Text cells of any format to the reader of the publisher they come from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import InputError, SchemaError
from ..table import incidents_from_records
from .generic import read_generic
from .result import ReadingLog, TableRead
from .shapes import Shapes
from .ucdp import is_ucdp, read_ucdp


def read_cells(
    cells: pd.DataFrame,
    log: ReadingLog,
    path: Path,
    *,
    shapes: Shapes | None = None,
    dialect: str | None = None,
) -> TableRead:
    """
    Read text cells as the table of the publisher that their columns tell of.

    Parameters
    ----------
    cells
        Text cells; the index is the number of the record.
    log
        Takes what was assumed and skipped.
    path
        The input, for messages.
    shapes
        Geometry in EPSG:4326, where the format has it.
    dialect
        ``ucdp`` for UCDP GED without looking; null to be told by the columns.

    Returns
    -------
    read
        The incident table of this source; of a table without rows an empty one, and a note.

    Raises
    ------
    InputError
        If the table cannot be read or no row is usable.
    """
    if not len(cells):
        log.skip("has a header and no rows; nothing is read from it")
        return TableRead(incidents_from_records([]), tuple(log.assumed), tuple(log.skipped))
    try:
        if dialect == "ucdp" or (dialect is None and is_ucdp(cells.columns)):
            return read_ucdp(cells, log, path)
        return read_generic(cells, log, path, shapes=shapes)
    except SchemaError as error:
        raise InputError(str(error), path=path) from error
