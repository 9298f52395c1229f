"""Rows that a person says are one incident: one is kept, the others point to it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..errors import InputError
from ..models import Note, Status
from ..readers.result import shortened
from .cells import Cells, assertion
from .checking import EDIT_REPORTS
from .finding import Finder
from .values import Edit, value_of

# what the kept row does not know at all it takes from the merged one, group by group
_TAKEN = (
    ("start", "end", "time_zone", "start_utc", "time_precision"),
    ("geometry", "footprint", "uncertainty_m", "precision", "location_rule"),
    ("killed_low", "killed_best", "killed_high", "killed_by_party"),
    ("injured_low", "injured_best", "injured_high"),
    ("actor", "actor_id"),
    ("target", "target_id"),
    ("claimed_by",),
    ("attributed_to", "attributed_by"),
    ("denied_by",),
)
_NEVER_NULL = {"time_precision", "precision", "location_rule"}


def merge(
    cells: Cells, merges: Sequence[tuple[int, Edit]], finder: Finder, notes: list[Note]
) -> None:
    """
    Merge rows.

    Parameters
    ----------
    cells
        The table; changed. A merged row becomes ``rejected``, its `same_as` the kept row, so that
        it is in no total and in no public output, and stays in the table with who and why. The
        kept row gets its evidence, its sources, its own `same_as`, and what it did not know.
    merges
        Rows and the edits that merge them.
    finder
        Of the same table.
    notes
        Takes merges with incidents that are not in the table.

    Raises
    ------
    InputError
        If rows are merged in a circle.
    """
    target: dict[int, int] = {}
    edit_of: dict[int, Edit] = {}
    for row, edit in merges:
        name = finder.name(value_of(edit), edit.target_anchor)
        if name is None:
            message = (
                f"no incident {shortened(edit.value)} was read; {shortened(edit.incident_id)} was"
                " not merged with it"
            )
            notes.append(Note(edit.source, message, edit.row, edit.field))
            continue
        target[row] = finder.row_of(name)
        edit_of[row] = edit
    for row, edit in edit_of.items():
        kept = target[row]
        seen = {row}
        while kept in target and kept not in seen:
            seen.add(kept)
            kept = target[kept]
        if kept in seen:
            raise InputError(
                f"{shortened(edit.incident_id)} is merged with {shortened(edit.value)}, which leads"
                " back to it; leave 'merge_with' of the row to keep blank",
                path=edit.source,
                row=edit.row,
            )
        _merge(cells, row, kept, edit)
    _redirect(cells, target)


def _merge(cells: Cells, row: int, kept: int, edit: Edit) -> None:
    for names in _TAKEN:
        asked = [name for name in names if name not in _NEVER_NULL]
        if all(cells.get(kept, name) is None for name in asked):
            cells.set(kept, **{name: cells.get(row, name) for name in names})
    own = [item for item in cells.evidence(row) if item["report"] not in EDIT_REPORTS]
    said = assertion(
        "merged", str(cells.get(row, "incident_id")), EDIT_REPORTS[0], f"{edit.by}: {edit.why}"
    )
    cells.add_evidence(kept, *own, said)
    sources = [json.loads(cells.get(place, "sources") or "[]") for place in (kept, row)]
    together = sources[0] + [item for item in sources[1] if item not in sources[0]]
    if together:
        text = json.dumps(together, ensure_ascii=False, separators=(",", ":"))
        cells.set(kept, sources=text)


def _redirect(cells: Cells, target: dict[int, int]) -> None:
    """Let the kept row stand for the merged ones wherever a row is named as the same."""
    stands_for: dict[str, str] = {}
    same = cells.column("same_as")
    for row, first in target.items():
        kept = first
        while kept in target:
            kept = target[kept]
        stands_for[cells.get(row, "incident_id")] = cells.get(kept, "incident_id")
        same[kept] = [*same[kept], *same[row]]
    for row, names in enumerate(same):
        own = cells.get(row, "incident_id")
        now = [stands_for.get(name, name) for name in names]
        now = [stands_for[own]] if row in target else [name for name in now if name != own]
        if now != names:
            cells.set(row, same_as=list(dict.fromkeys(now)))
    for row in target:
        cells.set(row, status=str(Status.REJECTED))
