"""One row that is several incidents: its parts as rows of one evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np

from ..errors import InputError
from ..models import Kind, Note
from ..readers.result import shortened
from .cells import Cells, record_of
from .finding import PART, Finder, conflicts_of
from .values import Edit, value_of

_OF_ALL_PARTS = tuple(
    f"{what}_{which}" for what in ("killed", "injured") for which in ("low", "best", "high")
)


class AsRead:
    """The rows of a table as they were read, asked for by the row of a part."""

    def __init__(self, table: gpd.GeoDataFrame, rows: Sequence[int]) -> None:
        self._table = table
        self._rows = rows

    def __getitem__(self, row: int) -> dict[str, Any]:
        return record_of(self._table, self._rows[row])


def split(
    table: gpd.GeoDataFrame, splits: Sequence[Edit], notes: list[Note]
) -> tuple[gpd.GeoDataFrame, AsRead]:
    """
    Put the parts of split rows into the table.

    Parameters
    ----------
    table
        The incident table with a 0..n-1 index. Not modified.
    splits
        The edits that split; one whose row is gone or changed since does nothing here.
    notes
        Takes what a person should give the parts.

    Returns
    -------
    table
        Every row in its place. The first part of a split row keeps its id, the others follow it
        with ``~2``, ``~3`` behind. Parts are incidents that count one, with the evidence of the
        whole; the casualties of the whole are those of no part, so each part has null.
    as_read
        Row for row, what was read.

    Raises
    ------
    InputError
        If the row counts many over a period.
    """
    finder = Finder(table)
    parts = np.ones(len(table), dtype=int)
    for edit in splits:
        for row in finder.rows(edit):
            record = record_of(table, row)
            if conflicts_of(edit, record):
                continue
            if record["kind"] == Kind.AGGREGATE:
                raise InputError(
                    f"{shortened(edit.incident_id)} is a count over a period and cannot be split;"
                    " leave 'split_into' blank",
                    path=edit.source,
                    row=edit.row,
                )
            parts[row] = value_of(edit)
            notes += _unshared(edit, record)
    whole = np.repeat(np.arange(len(table)), parts)
    origin = AsRead(table, whole.tolist())
    if len(whole) == len(table):
        return table, origin
    result = table.iloc[whole].reset_index(drop=True)
    cells = Cells(result)
    first = np.concatenate([[0], np.cumsum(parts)[:-1]])
    for row, count in enumerate(parts):
        for part in range(count if count > 1 else 0):
            _make_part(cells, int(first[row]) + part, part + 1)
    return cells.table(), origin


def _make_part(cells: Cells, row: int, number: int) -> None:
    cells.set(row, kind=str(Kind.INCIDENT), count_low=1, count_best=1, count_high=1)
    cells.set(row, killed_by_party=None, **dict.fromkeys(_OF_ALL_PARTS))
    if number > 1:
        cells.set(row, incident_id=f"{cells.get(row, 'incident_id')}{PART}{number}", same_as=[])


def _unshared(edit: Edit, record: dict[str, Any]) -> list[Note]:
    known = [f"{name} {record[name]}" for name in _OF_ALL_PARTS if record[name] is not None]
    if not known:
        return []
    message = (
        f"{shortened(edit.incident_id)} was split; {', '.join(known)} are of all parts together,"
        " so each part has none until it is given its own"
    )
    return [Note(edit.source, message, edit.row, edit.field)]
