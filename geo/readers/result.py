"""What a reader gives back, and the log in which it says what it assumed and left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..models import Note, Report

if TYPE_CHECKING:
    import geopandas as gpd

NAMED_CELLS = 20
"""So many bad cells of one kind get a note each; the rest is counted in one note more."""

_LISTED_ROWS = 200
_LISTED_COLUMNS = 30
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class TableRead:
    """
    An event table as read.

    `incidents` is the incident table (``geo.table``) without joins. A row with a null geometry and
    a `place` waits for geocoding. `skipped` names rows left out and cells kept as unknown.
    """

    incidents: gpd.GeoDataFrame
    assumed: tuple[Note, ...]
    skipped: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ReportsRead:
    """Text reports as read, in the order of their file names."""

    reports: tuple[Report, ...]
    assumed: tuple[Note, ...]
    skipped: tuple[Note, ...]


@dataclass(slots=True)
class ReadingLog:
    """Notes about one source, collected while it is read; `source` has no folders."""

    source: str
    assumed: list[Note] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)

    def assume(self, message: str, *, field: str | None = None, row: int | None = None) -> None:
        """Note a choice that was made without being told."""
        self.assumed.append(Note(self.source, message, row, field))

    def skip(self, message: str, *, field: str | None = None, row: int | None = None) -> None:
        """Note a row that is left out, or a value that is kept as unknown."""
        self.skipped.append(Note(self.source, message, row, field))

    def bad_cells(self, cells: Iterable[tuple[Any, object]], reason: str, *, field: str) -> None:
        """Note cells, given as pairs of row number and value, that are kept as unknown."""
        cells = [(int(row), value) for row, value in cells]
        for row, value in cells[:NAMED_CELLS]:
            self.skip(f"{reason}: {shortened(value)}; kept as unknown", field=field, row=row)
        more = [row for row, _ in cells[NAMED_CELLS:]]
        if more:
            self.skip(
                f"{reason} in {len(more):,} more rows, kept as unknown: {_listed(more)}",
                field=field,
            )


def shortened(value: object) -> str:
    """
    Quote a value for a message.

    Parameters
    ----------
    value
        Whatever a cell holds; never trusted.

    Returns
    -------
    quoted
        Its `repr`, cut after 60 characters.
    """
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def column_names(names: Iterable[object]) -> str:
    """
    List the columns of a table for a message.

    Parameters
    ----------
    names
        Names as the file has them; never trusted.

    Returns
    -------
    listed
        Quoted and cut, at most thirty of them.
    """
    quoted = [shortened(str(name)) for name in names]
    more = len(quoted) - _LISTED_COLUMNS
    listed = ", ".join(quoted[:_LISTED_COLUMNS])
    return listed if more <= 0 else f"{listed} and {more:,} more"


def _listed(rows: list[int]) -> str:
    names = ", ".join(str(row) for row in rows[:_LISTED_ROWS])
    rest = len(rows) - _LISTED_ROWS
    return names if rest <= 0 else f"{names} and {rest:,} more"
