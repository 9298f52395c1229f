"""Corrections applied to the incident table, each named as evidence of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import geopandas as gpd
from shapely import Point

from ..errors import InputError
from ..models import Note, TimePrecision
from ..readers.result import shortened
from ..readers.times import precision_of
from ..table import JOINED_COLUMNS, as_incident_table
from ..timewindow import to_civil
from .cells import Cells, assertion
from .checking import EDIT_REPORTS
from .finding import Finder, conflicts_of
from .merging import merge
from .places import described, located
from .splitting import split
from .values import LOCATION, MERGE, NOTE, SPLIT, TIMES, Edit, value_of

EDIT_REPORT, NOT_APPLIED_REPORT = EDIT_REPORTS

_NO_COLUMN = {MERGE, SPLIT, NOTE}


def apply_edits(
    incidents: gpd.GeoDataFrame, edits: Iterable[Edit]
) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """
    Apply corrections to the incident table.

    Parameters
    ----------
    incidents
        The incident table, EPSG:4326, before joins. Not modified.
    edits
        What `read_edits` gave.

    Returns
    -------
    incidents
        The same rows and index; where a row was split its other parts follow it, named by its id
        and ``~2``, ``~3``, and the index is 0..n-1 afresh. Each edit leaves evidence with the
        report ``edit``, the new value and the quote "by: why"; what stood there before is kept as
        evidence too. A new location brings its footprint, radius, precision and rule, and makes
        what was derived from the old one null. A new start without a new end brings its own end.
        A merged row is ``rejected`` and its `same_as` names the row that was kept, which takes
        its evidence and its sources. An edit of a field whose source changed since the sheet was
        written is not applied; its evidence has the report ``edit, not applied``.
    notes
        Edits whose incident is not in the table, edits not applied and what changed in the
        source, and ranges whose low, best and high are not in this order after the edits.

    Raises
    ------
    InputError
        If a phrase names no place that is known, an end is not after the start, a row that counts
        many is split, or merged rows go round in a circle.
    """
    edits = list(edits)
    index = incidents.index
    table = as_incident_table(incidents).reset_index(drop=True)
    notes: list[Note] = []
    splits = [edit for edit in edits if edit.field == SPLIT]
    table, origin = split(table, splits, notes)
    finder = Finder(table)
    cells = Cells(table)
    of_incident: dict[str, list[Edit]] = {}
    for edit in edits:
        of_incident.setdefault(edit.incident_id, []).append(edit)
    merges: list[tuple[int, Edit]] = []
    for changes in of_incident.values():
        rows = finder.rows(changes[0], notes)
        if not rows:
            notes += [_gone(edit) for edit in changes]
        for row in rows:
            applied = _reconciled(cells, row, origin[row], changes, notes)
            _apply(cells, row, applied)
            merges += [(row, edit) for edit in applied if edit.field == MERGE]
            notes += _disordered(cells, row, applied)
    merge(cells, merges, finder, notes)
    result = cells.table()
    return (result.set_axis(index, axis=0) if len(result) == len(index) else result), notes


def _gone(edit: Edit) -> Note:
    return Note(
        edit.source,
        f"no incident {shortened(edit.incident_id)} was read; the edit of {edit.field!r}"
        " was not applied",
        edit.row,
        edit.field,
    )


def _reconciled(
    cells: Cells, row: int, as_read: dict[str, Any], changes: list[Edit], notes: list[Note]
) -> list[Edit]:
    """Leave evidence of every edit, and give those that the source did not change under."""
    applied = []
    for edit in changes:
        conflicts = conflicts_of(edit, as_read)
        if not conflicts:
            _leave_evidence(cells, row, edit)
            applied.append(edit)
            continue
        item = assertion(edit.field, described(edit), NOT_APPLIED_REPORT, _words(edit))
        cells.add_evidence(row, item)
        notes.append(
            Note(
                edit.source,
                f"the source of {shortened(edit.incident_id)} changed since in"
                f" {', '.join(conflicts)}; the edit of {edit.field!r} to"
                f" {shortened(described(edit))} ({_words(edit)}) was not applied; look at the row"
                " in a new sheet (--review with --edits) and write yes into 'settled' to keep it",
                edit.row,
                edit.field,
            )
        )
    return applied


def _apply(cells: Cells, row: int, changes: list[Edit]) -> None:
    times = {edit.field: edit for edit in changes if edit.field in TIMES}
    if times:
        _apply_times(cells, row, times)
    for edit in changes:
        if edit.field == LOCATION:
            cells.set(row, **located(edit, cells.get(row, "country_stated")))
            cells.set(row, countries_located=[], country_located=None, admin1=None, admin2=None)
            cells.set(row, **{name: None for name in JOINED_COLUMNS if name in cells})
        elif edit.field not in {*TIMES, *_NO_COLUMN}:
            cells.set(row, **{edit.field: value_of(edit)})


def _apply_times(cells: Cells, row: int, times: dict[str, Edit]) -> None:
    zone = cells.get(row, "time_zone")
    start, end = cells.get(row, "start"), cells.get(row, "end")
    if "start" in times:
        text = value_of(times["start"])
        if text is None:
            cells.set(row, start_utc=None, time_zone=None)
            start = end = None
            precision = TimePrecision.UNKNOWN
        else:
            start, end, precision, start_utc = to_civil(text, zone)
            known_zone = None if start_utc is None else zone
            cells.set(row, start_utc=start_utc, time_zone=known_zone)
        cells.set(row, start=start, end=end, time_precision=str(precision))
    if "end" in times:
        end = _end_of(times["end"], zone)
        if start is None or end <= start:
            raise InputError(
                f"the end {times['end'].value!r} is not after the start"
                f" {'unknown' if start is None else start.isoformat()} of"
                f" {shortened(times['end'].incident_id)}",
                path=times["end"].source,
                row=times["end"].row,
            )
        cells.set(row, end=end, time_precision=str(precision_of(end - start)))


def _end_of(edit: Edit, zone: str | None) -> datetime:
    start, end, precision, _ = to_civil(edit.value, zone)
    return start if precision in {TimePrecision.MINUTE, TimePrecision.HOUR} else end


def _leave_evidence(cells: Cells, row: int, edit: Edit) -> None:
    before = None if edit.field in _NO_COLUMN else _as_read(cells, row, edit.field)
    known = any(item["field"] == edit.field for item in cells.evidence(row))
    if before is not None and not known:
        cells.add_evidence(row, assertion(edit.field, before, _report_of(cells, row), ""))
    cells.add_evidence(row, assertion(edit.field, described(edit), EDIT_REPORT, _words(edit)))


def _words(edit: Edit) -> str:
    return f"{edit.by}: {edit.why}"


def _as_read(cells: Cells, row: int, name: str) -> str | None:
    value = cells.get(row, "geometry" if name == LOCATION else name)
    if isinstance(value, Point):
        radius_m = cells.get(row, "uncertainty_m")
        return f"{value.x},{value.y}" + ("" if radius_m is None else f" r={radius_m:.0f}m")
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _report_of(cells: Cells, row: int) -> str:
    sources = cells.get(row, "sources")
    return str(json.loads(sources)[0]["report"]) if sources else "the source"


def _disordered(cells: Cells, row: int, changes: list[Edit]) -> list[Note]:
    notes = []
    for what in ("count", "killed", "injured"):
        edited = [edit for edit in changes if edit.field.startswith(f"{what}_")]
        values = [cells.get(row, f"{what}_{which}") for which in ("low", "best", "high")]
        known = [int(value) for value in values if value is not None]
        if edited and known != sorted(known):
            notes.append(
                Note(
                    edited[-1].source,
                    f"{what} low, best and high of {shortened(edited[-1].incident_id)} are not in"
                    f" this order after the edits: {', '.join(map(str, known))}",
                    edited[-1].row,
                    edited[-1].field,
                )
            )
    return notes
