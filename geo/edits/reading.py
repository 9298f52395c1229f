"""Corrections as a person writes them: a CSV file, every cell checked when it is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import MAX_TEXT_BYTES
from ..models import Kind, Status
from ..readers.columns import folded_name
from ..readers.decoding import read_text
from ..readers.delimited import sniff_separator
from ..readers.event_types import EVENT_TYPES
from ..readers.result import shortened
from ..timewindow import to_civil

LOCATION = "location"
TIMES = ("start", "end")

UNKNOWN = "unknown"
"""The value that makes a field null."""

_COLUMNS = ("incident_id", "field", "value", "by", "why")
_WORDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(Kind),
    "status": tuple(Status),
    "event_type": EVENT_TYPES,
    "source_grade": tuple("ABCDEF"),
    "information_grade": tuple("123456"),
}
_COUNTS = tuple(
    f"{what}_{which}"
    for what in ("count", "killed", "injured")
    for which in ("low", "best", "high")
)
_TEXTS = (
    "title",
    "place",
    "actor",
    "target",
    "claimed_by",
    "attributed_to",
    "attributed_by",
    "denied_by",
)
EDITABLE_FIELDS = (LOCATION, *TIMES, *_WORDS, *_COUNTS, *_TEXTS)
"""Every field that an edit may name."""

_NEVER_NULL = {"kind", "status", "end"}
_MOST_PEOPLE = 100_000_000
_POINT = re.compile(
    r"(?P<lon>[+-]?\d+(?:\.\d+)?)\s*,\s*(?P<lat>[+-]?\d+(?:\.\d+)?)"
    r"(?:\s+r\s*=\s*(?P<radius>\d+(?:\.\d+)?)\s*(?P<unit>km|m))?"
)
_LARGEST_RADIUS_M = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction; `source` is the name of its file without folders, `row` its 1-based row."""

    incident_id: str
    field: str
    value: str
    by: str
    why: str
    source: str
    row: int


@dataclass(frozen=True, slots=True)
class PointWithRadius:
    """A location as degrees and metres; the event is meant to be within the radius."""

    lon: float
    lat: float
    radius_m: float


def read_edits(path: Path) -> list[Edit]:
    """
    Read a file of corrections.

    Parameters
    ----------
    path
        CSV with the columns ``incident_id, field, value, by, why``. `field` is one of
        `EDITABLE_FIELDS`; `value` is text, a count, a date, one of the words the column takes, or
        ``unknown`` to make it null. A ``location`` is a point with a radius, longitude first,
        "38.70,33.31 r=2km", or a phrase, "Tower 22, Jordan". An ``end`` that is a date is
        included, an instant is not.

    Returns
    -------
    edits
        In the order of the file. A cell is plain text whatever it starts with.

    Raises
    ------
    InputError
        If the file is no such table, a field is unknown, a value is impossible, one of the cells
        is blank, or a field of an incident is edited twice. The message names file and row.
    """
    edits: list[Edit] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in _rows(path):
        blank = [name for name in _COLUMNS if not row[name]]
        if blank:
            hint = f"; write {UNKNOWN!r} to make it null" if blank == ["value"] else ""
            raise InputError(f"{', '.join(blank)} is blank{hint}", path=path, row=number)
        edit = Edit(**row, source=path.name, row=number)
        try:
            value_of(edit)
        except ValueError as error:
            raise InputError(str(error), path=path, row=number) from error
        before = seen.setdefault((edit.incident_id, edit.field), number)
        if before != number:
            raise InputError(
                f"edits {edit.field!r} of {shortened(edit.incident_id)} again, after row {before};"
                " keep one of the two",
                path=path,
                row=number,
            )
        edits.append(edit)
    if not edits:
        raise InputError("has a header and no edits", path=path)
    return edits


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text, _ = read_text(path, max_bytes=MAX_TEXT_BYTES)
    text = text.lstrip("\r\n")
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=sniff_separator(text),
        strict=True,
        skipinitialspace=True,
    )
    try:
        header = [folded_name(cell) for cell in next(reader, [])]
        missing = [name for name in _COLUMNS if name not in header]
        if missing:
            raise InputError(
                f"lacks the columns {', '.join(missing)}; the first line must name"
                f" {', '.join(_COLUMNS)}",
                path=path,
            )
        filled = (row for row in reader if any(cell.strip() for cell in row))
        for number, row in enumerate(filled, start=1):
            if len(row) != len(header):
                raise InputError(
                    f"has {len(row)} cells, the header has {len(header)}; put quotes round a"
                    " value that holds a comma",
                    path=path,
                    row=number,
                )
            cells = dict(zip(header, row, strict=True))
            yield number, {name: cells[name].strip() for name in _COLUMNS}
    except csv.Error as error:
        raise InputError(f"is no CSV; {error}", path=path) from error


def value_of(edit: Edit) -> Any:  # noqa: ANN401 - as the field has it
    """
    Give the value of an edit as its field has it.

    Parameters
    ----------
    edit
        The edit.

    Returns
    -------
    value
        A count, a word, a text, a time as written, a phrase or a `PointWithRadius`; null for
        ``unknown``.

    Raises
    ------
    ValueError
        If the field is none that can be edited, or cannot have this value.
    """
    name, text = edit.field, edit.value
    if name not in EDITABLE_FIELDS:
        known = ", ".join(EDITABLE_FIELDS)
        raise ValueError(f"{shortened(name)} is no field that can be edited; fields: {known}")
    if text.casefold() == UNKNOWN:
        if name in _NEVER_NULL:
            raise ValueError(f"{name!r} cannot be unknown")
        return None
    if name in _WORDS:
        if text not in _WORDS[name]:
            raise ValueError(f"{name!r} takes {', '.join(_WORDS[name])}, not {shortened(text)}")
        return text
    if name in _COUNTS:
        if not re.fullmatch(r"\d{1,9}", text) or int(text) > _MOST_PEOPLE:
            raise ValueError(f"{name!r} takes a whole number from 0, not {shortened(text)}")
        return int(text)
    if name in TIMES:
        to_civil(text)
        return text
    return _location_of(text) if name == LOCATION else text


def _location_of(text: str) -> PointWithRadius | str:
    found = _POINT.fullmatch(text)
    if found is None:
        if not re.search(r"[^\W\d_]", text):
            raise ValueError(
                f"{shortened(text)} is no location; write longitude, latitude and radius as"
                " '38.70,33.31 r=2km', or a phrase"
            )
        return text
    lon, lat = float(found["lon"]), float(found["lat"])
    if abs(lon) > 180 or abs(lat) > 90:
        raise ValueError(f"{shortened(text)} is on no globe; longitude comes first")
    if lon == 0 and lat == 0:
        raise ValueError("0,0 stands for a missing location; write 'unknown' or the real one")
    if found["radius"] is None:
        raise ValueError(
            f"{shortened(text)} has no radius; write how sure it is, as '{text} r=2km'"
        )
    radius_m = float(found["radius"]) * (1000.0 if found["unit"] == "km" else 1.0)
    if not 0 < radius_m <= _LARGEST_RADIUS_M:
        raise ValueError(
            f"the radius of {shortened(text)} must be more than 0 and at most"
            f" {_LARGEST_RADIUS_M / 1000:,.0f} km"
        )
    return PointWithRadius(lon, lat, radius_m)
