"""Which rows an edit means, also after its source changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd

from ..models import Note
from ..readers.result import shortened
from .cells import records_of
from .checking import anchor_of, changed_groups, in_conflict
from .values import Edit

_READ = ["incident_id", "evidence"]

PART = "~"
"""Stands between the id of a split row and the number of a part."""


class Finder:
    """The rows of a table by id, by the id of their source, and by the sentence of a draft."""

    def __init__(self, table: gpd.GeoDataFrame) -> None:
        self._table = table
        self._rows: Mapping[Any, Any] = table.groupby("incident_id").indices
        self._full = _full_ids(self._rows)
        self._anchors: dict[str, set[str]] | None = None

    def rows(self, edit: Edit, notes: list[Note] | None = None) -> list[int]:
        """Give the rows that an edit changes; a draft whose report changed is told in `notes`."""
        name = self.name(edit.incident_id, edit.anchor)
        if notes is not None and edit.anchor is not None and name not in {None, edit.incident_id}:
            message = (
                f"{shortened(edit.incident_id)} is {shortened(name)} now: its report changed and"
                " the sentence did not"
            )
            notes.append(Note(edit.source, message, edit.row))
        return [] if name is None else [int(row) for row in self._rows[name]]

    def name(self, incident_id: str, anchor: str | None) -> str | None:
        """
        Give the id that a row has now.

        Parameters
        ----------
        incident_id
            Its id as written: ours, that of the source where it is the only one, or of a part.
        anchor
            What a sheet remembers of the sentence of a draft; null where nothing.

        Returns
        -------
        incident_id
            The id, null where no row has it.
        """
        if incident_id in self._rows:
            return incident_id
        if incident_id in self._full:
            return self._full[incident_id]
        whole, part, number = incident_id.rpartition(PART)
        anchored = self._anchored(anchor)
        full = anchored or (self._full.get(whole) if part else None)
        if full is None:
            return None
        name = f"{full}{PART}{number}" if part else full
        return name if name in self._rows else None

    def row_of(self, name: str) -> int:
        """Give the first row of an id that `name` gave."""
        return int(self._rows[name][0])

    def _anchored(self, anchor: str | None) -> str | None:
        if not anchor:
            return None
        if self._anchors is None:
            self._anchors = {}
            for record in records_of(self._table[self._table.columns.intersection(_READ)]):
                found = PART not in record["incident_id"] and anchor_of(record)
                if found:
                    self._anchors.setdefault(found, set()).add(record["incident_id"])
        names = self._anchors.get(anchor, set())
        return next(iter(names)) if len(names) == 1 else None


def edited_ids(incidents: gpd.GeoDataFrame, edits: Iterable[Edit]) -> set[str]:
    """
    Find the incidents that edits change.

    Parameters
    ----------
    incidents
        The incident table as it was read.
    edits
        The edits.

    Returns
    -------
    ids
        The ids that their rows have now; of a part, that of the row that was split.
    """
    finder = Finder(incidents)
    names = (
        finder.name(edit.incident_id, edit.anchor)
        or finder.name(edit.incident_id.rpartition(PART)[0], edit.anchor)
        for edit in edits
    )
    return {name for name in names if name is not None}


def conflicts_of(edit: Edit, as_read: Mapping[str, Any]) -> list[str]:
    """Name what changed in the source of a row so that an edit of it cannot be applied."""
    if edit.read is None:
        return []
    return in_conflict(edit.field, changed_groups(edit.read, as_read))


def _full_ids(known: Mapping[Any, Any]) -> dict[str, str]:
    """Let an id of the source stand for ours, as ``a1`` for ``id:a1``, where it is the only one."""
    full: dict[str, list[str]] = {}
    for name in map(str, known):
        full.setdefault(name.partition(":")[2], []).append(name)
    return {own: names[0] for own, names in full.items() if own and len(names) == 1}
