"""Tables that sitmap wrote as plain cells, read back as the same table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import InputError, SchemaError
from ..files import formula_unsafe
from ..table import SCHEMA_KEY, from_flat
from .result import TableRead


def is_flat(cells: pd.DataFrame) -> bool:
    """
    Tell whether cells are an incident table that sitmap wrote.

    Parameters
    ----------
    cells
        Text cells of any table.

    Returns
    -------
    flat
        True if they name the version of the table.
    """
    return SCHEMA_KEY in cells.columns


def read_flat(cells: pd.DataFrame, path: Path, *, guarded: bool) -> TableRead:
    """
    Read an incident table from the cells that sitmap wrote.

    Parameters
    ----------
    cells
        Text cells with ``sitmap_schema``.
    path
        The input, for messages.
    guarded
        Whether texts that look like formulas have an apostrophe in front, as in CSV.

    Returns
    -------
    read
        The table as it was written, with nothing assumed or skipped.

    Raises
    ------
    InputError
        If a cell holds a value that it must not hold; the message names row and column.
    """
    if guarded:
        cells = pd.DataFrame({name: cells[name].map(formula_unsafe) for name in cells.columns})
    try:
        return TableRead(from_flat(cells), (), ())
    except SchemaError as error:
        raise InputError(str(error), path=path) from error
