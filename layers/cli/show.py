"""How a ``ReadResult`` is printed, for people and for machines."""

from __future__ import annotations

import dataclasses
import sys
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geo.models import ReadResult
from geo.table import to_geojson

from .terminal import shown

_SHOWN_ROWS = 40
_SHOWN_NOTES = 20
_WIDE = 160


def read_as_json(result: ReadResult) -> dict[str, Any]:
    """
    Give a result as JSON values.

    Parameters
    ----------
    result
        What was read.

    Returns
    -------
    values
        ``reports`` (without their texts), ``incidents`` (one object per row with the names of the
        incident table, geometries as GeoJSON), ``background``, ``assumed``, ``skipped``.
    """
    rows = []
    for feature in to_geojson(result.incidents)["features"]:
        row = feature["properties"]
        rows.append({**row, "geometry": feature["geometry"]})
    return {
        "reports": [
            {name: value for name, value in _plain(report).items() if name != "text"}
            for report in result.reports
        ],
        "incidents": rows,
        "background": [_plain(item) for item in result.background],
        "assumed": [_plain(item) for item in result.assumed],
        "skipped": [_plain(item) for item in result.skipped],
    }


def show_read(result: ReadResult) -> None:
    """
    Print a result to people: rows, background, what was assumed, what was skipped.

    Parameters
    ----------
    result
        What was read.
    """
    width = None if sys.stdout.isatty() else _WIDE
    console = Console(highlight=False, width=width)
    incidents = result.incidents
    reports = f", from {_counted(len(result.reports), 'report')}" if result.reports else ""
    console.print(f"{_counted(len(incidents), 'row')}{reports}")
    if len(incidents):
        table = Table(box=None, pad_edge=False)
        for name in ("kind", "date", "what", "where", "precision", "km", "killed", "id"):
            table.add_column(name, overflow="fold")
        for row in incidents.head(_SHOWN_ROWS).to_dict("records"):
            table.add_row(*(Text(shown(text)) for text in _cells(row)))
        console.print(table)
        if len(incidents) > _SHOWN_ROWS:
            console.print(f"and {len(incidents) - _SHOWN_ROWS:,} more; --json prints all")
    for item in result.background:
        console.print(Text(shown(f"background: {item.text} ({item.reason})")))
    for title, notes in (("assumed", result.assumed), ("skipped", result.skipped)):
        for note in notes[:_SHOWN_NOTES]:
            where = "" if note.row is None else f", row {note.row}"
            where += "" if note.field is None else f", {note.field}"
            console.print(Text(shown(f"{title}: {note.source}{where}: {note.message}")))
        if len(notes) > _SHOWN_NOTES:
            console.print(f"{title}: {len(notes) - _SHOWN_NOTES:,} more; --json prints all")


def _cells(row: dict[Any, Any]) -> list[str]:
    start = _text(row["start"])
    radius = _text(row["uncertainty_m"])
    count = _text(row["count_low"])
    what = _text(row["event_type"]) or _text(row["title"])
    if row["kind"] == "aggregate" and count:
        what = f"{what}, {count} or more"
    return [
        str(row["kind"]),
        start[:10] or "–",
        what or "–",
        _text(row["place"]) or "–",
        str(row["precision"]),
        f"{float(radius) / 1000:,.0f}" if radius else "–",
        _text(row["killed_best"]) or _text(row["killed_low"]) or "–",
        str(row["incident_id"]),
    ]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return "" if value is None or str(value) in {"<NA>", "nan", "NaT"} else str(value)


def _plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any of our records
    values = dataclasses.asdict(record)
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
    }
