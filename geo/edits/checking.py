"""What a review sheet remembers of a row, so that a changed source or a changed cell is noticed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from .columns import READ_ONLY

EDIT_REPORTS = ("edit", "edit, not applied")

_GROUPS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "event_type": ("event_type", "source_event_type"),
    "time": ("start", "end", "start_utc"),
    "location": ("place", "country_stated"),
    "killed": ("killed_low", "killed_best", "killed_high"),
    "injured": ("injured_low", "injured_best", "injured_high"),
    "actor": ("actor",),
    "target": ("target",),
    "count": ("kind", "count_low", "count_best", "count_high"),
    "claims": ("claimed_by", "attributed_to", "attributed_by", "denied_by"),
    "status": ("status",),
    "notes": ("notes",),
}
_GROUP_OF = {
    **{name: group for group, names in _GROUPS.items() for name in names},
    "location": "location",
}
_DECISIONS = {"status", "merge_with", "split_into", "kind"}
_UNCHECKED = {"note", "source_grade", "information_grade"}

_VERSION = "1"
_DIGITS, _SHOWN_DIGITS, _SHAPE_DIGITS, _ANCHOR_DIGITS = 6, 4, 10, 12
_CHECK = re.compile(
    r"1\.(?P<shown>[0-9a-f]*)\.(?P<read>[0-9a-f]*)\.(?P<anchor>[0-9a-f]*)"
    r"\.(?P<point>[0-9a-f]*)\.(?P<area>[0-9a-f]*)\.(?P<total>[0-9a-f]{6})"
)
_TEXT_ID = "text:"


@dataclass(frozen=True, slots=True)
class Check:
    """
    What the check column of one row holds; every part is hexadecimal digits.

    `shown` are the cells that a person does not change, `read` the row as it was read, empty for
    an edit without one; `anchor` the sentence of a draft; `point` and `area` the geometries of a
    GeoPackage, empty in other formats.
    """

    shown: str
    read: str
    anchor: str
    point: str = ""
    area: str = ""

    def text(self, incident_id: str) -> str:
        """Write the cell, with a digest over it and the id of the row."""
        parts = f"{_VERSION}.{self.shown}.{self.read}.{self.anchor}.{self.point}.{self.area}"
        return f"{parts}.{_digest(incident_id, parts, digits=_DIGITS)}"


def check_of(text: str, incident_id: str) -> Check | None:
    """
    Read the check column of a row.

    Parameters
    ----------
    text
        The cell.
    incident_id
        The id of the same row.

    Returns
    -------
    check
        What it holds; null where it was changed, or the id was.
    """
    found = _CHECK.fullmatch(text.strip())
    if found is None:
        return None
    parts = found.groupdict()
    total = parts.pop("total")
    check = Check(**parts)
    return check if check.text(incident_id).endswith(f".{total}") else None


def shown_digest(cells: Mapping[str, str]) -> str:
    """
    Digest the cells that a person does not change.

    Parameters
    ----------
    cells
        Text of each of `READ_ONLY`.

    Returns
    -------
    digest
        Four digits per cell; spaces and line ends do not count, spreadsheets change them.
    """
    return "".join(
        _digest(" ".join(cells[name].split()), digits=_SHOWN_DIGITS) for name in READ_ONLY
    )


def changed_cells(shown: str, cells: Mapping[str, str]) -> list[str]:
    """Name the cells that are no longer as `shown_digest` saw them, in the order of the sheet."""
    return _different(shown, shown_digest(cells), READ_ONLY, _SHOWN_DIGITS)


def reading_of(record: Mapping[str, Any]) -> str:
    """
    Digest a row as it was read.

    Parameters
    ----------
    record
        The cells of a row of the incident table, before corrections; unknown is None.

    Returns
    -------
    digest
        Six digits per group of columns. A value read from a report counts by the words it was
        read from, and a location found by name counts by the name: a better reading of the same
        words is no change of the source.
    """
    quotes = _quotes(record)
    return "".join(_digest(*_group(name, record, quotes), digits=_DIGITS) for name in _GROUPS)


def changed_groups(read: str, record: Mapping[str, Any]) -> list[str]:
    """Name the groups of columns in which a row is no longer as `reading_of` saw it."""
    return _different(read, reading_of(record), tuple(_GROUPS), _DIGITS)


def in_conflict(field: str, changed: Sequence[str]) -> list[str]:
    """
    Tell which changes of a row an edit cannot be reconciled with.

    Parameters
    ----------
    field
        What the edit changes.
    changed
        What `changed_groups` gave.

    Returns
    -------
    groups
        The group of the field where it changed. A decision on the whole row (status, merge,
        split) rests on all of them; a note and a grade on none.
    """
    if field in _UNCHECKED:
        return []
    if field in _DECISIONS:
        return list(changed)
    return [group for group in changed if group == _GROUP_OF[field]]


def anchor_of(record: Mapping[str, Any]) -> str:
    """
    Digest the sentence that a draft was read from.

    Parameters
    ----------
    record
        As for `reading_of`.

    Returns
    -------
    digest
        Of the name of the report and the quotes of title and type, so that a draft is known again
        after other sentences of its report changed; empty for rows of tables.
    """
    if not str(record["incident_id"]).startswith(_TEXT_ID):
        return ""
    quotes = _quotes(record)
    items = json.loads(record["evidence"] or "[]")
    report = next((item["report"] for item in items if item["report"] not in EDIT_REPORTS), "")
    name = report.rpartition("-")[0]
    sentence = quotes.get("title", [])[:1] + quotes.get("event_type", [])[:1]
    return _digest(name, *sentence, digits=_ANCHOR_DIGITS) if sentence else ""


def shape_digest(shape: Any) -> str:  # noqa: ANN401 - a geometry or null
    """Digest a geometry whatever its type, start and direction; a null has a digest too."""
    if shape is None or shape.is_empty:
        return _digest("none", digits=_SHAPE_DIGITS)
    if shape.geom_type != "Point":
        shape = shapely.multipolygons(list(shapely.get_parts(shape)))
    return _digest(
        shapely.to_wkt(shapely.normalize(shape), rounding_precision=9), digits=_SHAPE_DIGITS
    )


def _quotes(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give the quotes per field that came from reports."""
    quotes: dict[str, list[str]] = {}
    for item in json.loads(record.get("evidence") or "[]"):
        if item["report"] not in EDIT_REPORTS and item["quote"]:
            quotes.setdefault(item["field"], []).append(" ".join(item["quote"].split()))
    return quotes


def _group(name: str, record: Mapping[str, Any], quotes: Mapping[str, Sequence[str]]) -> list[str]:
    quoted = [quote for column in _GROUPS[name] for quote in quotes.get(column, ())]
    if quoted:
        return quoted
    values = [record.get(column) for column in _GROUPS[name]]
    # a point that stands with an area and a radius was found by name
    by_name = record.get("footprint") is not None and record.get("uncertainty_m") is not None
    if name == "location" and not by_name:
        values += [_rounded(record.get("geometry")), _rounded(record.get("footprint"))]
    return ["" if value is None else str(value) for value in values]


def _rounded(shape: Any) -> str:  # noqa: ANN401 - a geometry or null
    return "" if shape is None else str(shapely.to_wkt(shape, rounding_precision=6))


def _different(before: str, now: str, names: Sequence[str], digits: int) -> list[str]:
    return [
        name
        for number, name in enumerate(names)
        if before[number * digits : (number + 1) * digits]
        != now[number * digits : (number + 1) * digits]
    ]


def _digest(*texts: str, digits: int) -> str:
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:digits]
