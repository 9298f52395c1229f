"""Corrections applied to the incident table, each named as evidence of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from .. import geocoding
from ..errors import InputError
from ..geodesy import disc
from ..models import Location, Note, Precision, Stance, TimePrecision
from ..readers.result import shortened
from ..readers.times import precision_of
from ..table import JOINED_COLUMNS, WGS84, as_incident_table
from ..timewindow import to_civil
from .reading import LOCATION, TIMES, Edit, PointWithRadius, value_of

EDIT_REPORT = "edit"
"""What stands as the report of the evidence that an edit leaves."""

# what a radius says of a point: the classes of a table are 2 km for a place and 25 km for near
_PRECISION_UP_TO_M = (
    (2_000.0, Precision.EXACT),
    (10_000.0, Precision.PLACE),
    (25_000.0, Precision.NEAR),
)


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
        The same rows and index. Each edit leaves evidence with the report ``edit``, the new value
        and the quote "by: why"; what stood there before is kept as evidence too. A new location
        brings its footprint, radius, precision and rule, and makes what was derived from the old
        one null. A new start without a new end brings its own end.
    notes
        Edits whose incident is not in the table, and ranges whose low, best and high are not in
        this order after the edits.

    Raises
    ------
    InputError
        If a phrase names no place that is known, or an end is not after the start.
    """
    index = incidents.index
    table = as_incident_table(incidents).reset_index(drop=True)
    rows_of = table.groupby("incident_id").indices
    full_id = _full_ids(map(str, rows_of))
    cells = _Cells(table)
    notes: list[Note] = []
    of_incident: dict[str, list[Edit]] = {}
    for edit in edits:
        of_incident.setdefault(edit.incident_id, []).append(edit)
    for incident_id, changes in of_incident.items():
        rows = [int(row) for row in rows_of.get(full_id.get(incident_id, incident_id), ())]
        if not rows:
            notes += [
                Note(
                    edit.source,
                    f"no incident {shortened(incident_id)} was read; the edit of {edit.field!r}"
                    " was not applied",
                    edit.row,
                    edit.field,
                )
                for edit in changes
            ]
        for row in rows:
            for edit in changes:
                _leave_evidence(cells, row, edit)
            _apply(cells, row, changes)
            notes += _disordered(cells, row, changes)
    return cells.table().set_axis(index, axis=0), notes


def _full_ids(known: Iterable[str]) -> dict[str, str]:
    """Let an id of the source stand for ours, as ``a1`` for ``id:a1``, where it is the only one."""
    full: dict[str, list[str]] = {}
    for name in known:
        full.setdefault(name.partition(":")[2], []).append(name)
    return {own: names[0] for own, names in full.items() if own and len(names) == 1}


class _Cells:
    """Columns of a table as lists, for changing single cells whatever their type."""

    def __init__(self, table: gpd.GeoDataFrame) -> None:
        self._table = table
        self._changed: dict[str, list[Any]] = {}

    def get(self, row: int, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
        value = self._changed[name][row] if name in self._changed else self._table[name].iloc[row]
        return None if not isinstance(value, list) and pd.isna(value) else value

    def set(self, row: int, **values: Any) -> None:  # noqa: ANN401 - whatever the columns hold
        for name, value in values.items():
            if name not in self._changed:
                self._changed[name] = list(self._table[name])
            self._changed[name][row] = value

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def table(self) -> gpd.GeoDataFrame:
        result = self._table.copy()
        for name, values in self._changed.items():
            if name in {"geometry", "footprint"}:
                result[name] = gpd.GeoSeries(values, index=result.index, crs=WGS84)
            else:
                result[name] = pd.Series(values, index=result.index, dtype=result[name].dtype)
        return result


def _apply(cells: _Cells, row: int, changes: list[Edit]) -> None:
    times = {edit.field: edit for edit in changes if edit.field in TIMES}
    if times:
        _apply_times(cells, row, times)
    for edit in changes:
        if edit.field == LOCATION:
            _apply_location(cells, row, edit)
        elif edit.field not in TIMES:
            cells.set(row, **{edit.field: value_of(edit)})


def _apply_times(cells: _Cells, row: int, times: dict[str, Edit]) -> None:
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


def _apply_location(cells: _Cells, row: int, edit: Edit) -> None:
    location = value_of(edit)
    point: Point | None = None
    area: BaseGeometry | None = None
    radius_m: float | None = None
    precision = Precision.UNKNOWN
    rule = f"edited: {edit.value}"
    if isinstance(location, PointWithRadius):
        point = Point(location.lon, location.lat)
        radius_m = location.radius_m
        area = disc(location.lon, location.lat, radius_m)
        precision = next(
            (word for largest, word in _PRECISION_UP_TO_M if radius_m <= largest), Precision.REGION
        )
    elif location is not None:
        found = _located(location, cells.get(row, "country_stated"), edit)
        if found.lon is not None and found.lat is not None:
            point = Point(found.lon, found.lat)
        if found.footprint is not None:
            area = shape(found.footprint)
        radius_m, precision = found.uncertainty_m, found.precision
        rule = f"edited: {edit.value}: {found.rule}"
    cells.set(
        row,
        geometry=point,
        footprint=area,
        uncertainty_m=radius_m,
        precision=str(precision),
        location_rule=rule,
        countries_located=[],
        country_located=None,
        admin1=None,
        admin2=None,
    )
    cells.set(row, **{name: None for name in JOINED_COLUMNS if name in cells})


def _located(phrase: str, country: str | None, edit: Edit) -> Location:
    found = geocoding.locate(phrase, country=country)[0]
    if found.precision is Precision.UNKNOWN and country is not None:
        found = geocoding.locate(phrase)[0]
    if found.precision is Precision.UNKNOWN:
        raise InputError(
            f"no place is known for {shortened(phrase)} ({found.rule}); write the longitude,"
            " latitude and radius, as '38.70,33.31 r=2km'",
            path=edit.source,
            row=edit.row,
        )
    return found


def _leave_evidence(cells: _Cells, row: int, edit: Edit) -> None:
    kept = cells.get(row, "evidence")
    items = [] if kept is None else json.loads(kept)
    before = _as_read(cells, row, edit.field)
    if before is not None and not any(item["field"] == edit.field for item in items):
        items.append(_evidence(edit.field, before, _report_of(cells, row), ""))
    items.append(_evidence(edit.field, edit.value, EDIT_REPORT, f"{edit.by}: {edit.why}"))
    cells.set(row, evidence=json.dumps(items, ensure_ascii=False, separators=(",", ":")))


def _evidence(name: str, value: str, report: str, quote: str) -> dict[str, Any]:
    return {
        "field": name,
        "value": value,
        "stance": str(Stance.STATED),
        "report": report,
        "start": 0,
        "end": 0,
        "quote": quote,
    }


def _as_read(cells: _Cells, row: int, name: str) -> str | None:
    value = cells.get(row, "geometry" if name == LOCATION else name)
    if isinstance(value, Point):
        radius_m = cells.get(row, "uncertainty_m")
        return f"{value.x},{value.y}" + ("" if radius_m is None else f" r={radius_m:.0f}m")
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _report_of(cells: _Cells, row: int) -> str:
    sources = cells.get(row, "sources")
    return str(json.loads(sources)[0]["report"]) if sources else "the source"


def _disordered(cells: _Cells, row: int, changes: list[Edit]) -> list[Note]:
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
