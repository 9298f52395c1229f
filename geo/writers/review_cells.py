"""One row of the review sheet: what was read, for people, and the corrections made so far."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ..edits import NOT_APPLIED_REPORT, Edit
from ..edits.columns import BY, CORRECTIONS, READ_ONLY, WHY
from ..edits.values import UNKNOWN

LONGEST_TEXT = 4_000
"""Characters of a cell of quotes; the whole text stands in the other exports."""

# no format carries these; tabs and line ends every one does
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CLOCKED = ("minute", "hour")
_COLUMN_OF = {field: column for column, field in CORRECTIONS.items()}


def read_cells(record: Mapping[str, Any], conflict: str) -> dict[str, str]:
    """
    Give the cells of a row that a person reads and does not change.

    Parameters
    ----------
    record
        A row of the incident table as it was read; unknown is None.
    conflict
        What stands against the corrections of the row, empty for nothing.

    Returns
    -------
    cells
        Text of each of `READ_ONLY`; unknown is the empty text.
    """
    cells = dict.fromkeys(READ_ONLY, "")
    for name in ("incident_id", "title", "status", "event_type", "place", "actor", "target"):
        cells[name] = _line(record[name])
    cells |= {
        "quotes": _quotes(record),
        "when": _when(record),
        "located": _located(record),
        "precision": _line(record["precision"]),
        "killed": _people("killed", record),
        "injured": _people("injured", record),
        "same_as": "\n".join(record["same_as"]),
        "conflict": conflict,
        "sources": _sources(record),
        "kind": _kind(record),
        "claims": _claims(record),
        "grades": _grades(record),
    }
    return {name: _cut(writable(text)) for name, text in cells.items()}


def correction_cells(edits: Sequence[Edit]) -> dict[str, str]:
    """Give the columns of a person as the edits of a row fill them."""
    values = {_COLUMN_OF[edit.field]: edit.value for edit in edits}
    values[BY] = "; ".join(dict.fromkeys(edit.by for edit in edits))
    values[WHY] = "; ".join(dict.fromkeys(edit.why for edit in edits))
    return {name: writable(text) for name, text in values.items()}


def writable(text: str) -> str:
    """Replace control characters, which a file cannot carry, by U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _line(value: object) -> str:
    return "" if value is None else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _quotes(record: Mapping[str, Any]) -> str:
    fields: dict[str, list[str]] = {}
    for item in json.loads(record["evidence"] or "[]"):
        if item["quote"]:
            stance = "" if item["stance"] == "stated" else f" ({item['stance']})"
            name = str(item["field"]).replace("_", " ")
            if item["report"] == NOT_APPLIED_REPORT:
                name += ", not applied"
            fields.setdefault(item["quote"], []).append(f"{name}{stance}")
    # words of a sentence that is quoted as a whole need no line of their own
    for quote in sorted(fields, key=len):
        longer = next((other for other in fields if quote != other and quote in other), None)
        if longer is not None:
            fields[longer] += fields.pop(quote)
    return "\n".join(
        f"“{quote}” [{', '.join(dict.fromkeys(names))}]" for quote, names in fields.items()
    )


def _sources(record: Mapping[str, Any]) -> str:
    lines = []
    for item in json.loads(record["sources"] or "[]"):
        parts = [item.get(name) for name in ("publisher", "published", "url")]
        title = item.get("title") or item["report"]
        lines.append(", ".join(map(str, filter(None, [title, *parts]))))
    return "\n".join(lines)


def _when(record: Mapping[str, Any]) -> str:
    start: datetime | None = record["start"]
    end: datetime | None = record["end"]
    precision = record["time_precision"]
    if start is None:
        return UNKNOWN
    if precision in _CLOCKED:
        zone = record["time_zone"]
        return f"{start:%Y-%m-%d %H:%M}, {zone or 'zone not known'} ({precision})"
    last = start if end is None else end - timedelta(days=1)
    days = f"{start:%Y-%m-%d}" if last <= start else f"{start:%Y-%m-%d} to {last:%Y-%m-%d}"
    return f"{days} ({precision})"


def _located(record: Mapping[str, Any]) -> str:
    point = record["geometry"]
    rule = _line(record["location_rule"])
    if point is None:
        what = "area, no point" if record["footprint"] is not None else "not located"
        return f"{what}\n{rule}".strip()
    radius_m = record["uncertainty_m"]
    radius = "radius not known" if radius_m is None else f"r={float(radius_m) / 1000:.1f}km"
    return f"{point.x:.5f},{point.y:.5f} {radius}\n{rule}".strip()


def _people(what: str, record: Mapping[str, Any]) -> str:
    low, best, high = (record[f"{what}_{which}"] for which in ("low", "best", "high"))
    known = [value for value in (low, best, high) if value is not None]
    if not known:
        return UNKNOWN
    words = f"best {UNKNOWN}" if best is None else str(best)
    if best is not None and {low, high} <= {best, None}:
        return words
    edges = [UNKNOWN if value is None else str(value) for value in (low, high)]
    return f"{words} (low {edges[0]}, high {edges[1]})"


def _grades(record: Mapping[str, Any]) -> str:
    grades = [record[name] for name in ("source_grade", "information_grade")]
    return "" if grades == [None, None] else "".join(_line(grade) or "–" for grade in grades)


def _kind(record: Mapping[str, Any]) -> str:
    counts = [record[f"count_{which}"] for which in ("low", "best", "high")]
    if record["kind"] == "incident" and set(counts) <= {1, None}:
        return "incident"
    names = zip(("low", "best", "high"), counts, strict=True)
    known = ", ".join(f"{name} {count}" for name, count in names if count is not None)
    return f"{record['kind']} ({known or 'not counted'})"


def _claims(record: Mapping[str, Any]) -> str:
    names = ("claimed_by", "attributed_to", "attributed_by", "denied_by")
    return "\n".join(
        f"{name.replace('_', ' ')} {record[name]}" for name in names if record[name] is not None
    )
