"""Corrections as a person writes them: a list or a review sheet, every cell checked when read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import InputError
from ..files import MAX_TEXT_BYTES
from ..readers.columns import folded_name
from ..readers.decoding import read_text
from ..readers.delimited import sniff_separator
from ..readers.result import shortened
from .columns import COLUMNS
from .sheet import SHEET_ENDINGS, edits_of_rows, read_sheet, sheet_of_table
from .values import UNKNOWN, Edit, value_of

_COLUMNS = ("incident_id", "field", "value", "by", "why")
_FEWEST_OF_SHEET = 3


def read_edits(path: Path) -> list[Edit]:
    """
    Read a file of corrections.

    Parameters
    ----------
    path
        A review sheet (.xlsx, .csv or .gpkg) that `geo.writers.write_review` wrote and a person
        filled in, or a list: a CSV file with the columns ``incident_id, field, value, by, why``.
        The header tells which. `field` is one of `EDITABLE_FIELDS`; `value` is text, a count, a
        date, one of the words the column takes, or ``unknown`` to make it null. A ``location`` is
        a point with a radius, longitude first, "38.70,33.31 r=2km", a phrase, "Tower 22, Jordan",
        or an area as WKT. An ``end`` that is a date is included, an instant is not.
        ``merge_with`` takes the id of the incident to keep, ``split_into`` the number of incidents
        that the row is.

    Returns
    -------
    edits
        In the order of the file; none for a sheet without corrections. A cell of a CSV file is
        plain text whatever it starts with.

    Raises
    ------
    InputError
        If the file is neither, a field is unknown, a value is impossible, `by` or `why` is blank,
        a field of an incident is edited twice, a cell is a formula, an area crosses itself, or
        what a sheet had in its other cells was changed. The message names file and row.
    """
    if path.suffix.lower() in SHEET_ENDINGS:
        return _checked(edits_of_rows(read_sheet(path), path), path)
    header, rows = _table(path)
    if set(_COLUMNS) <= set(header):
        edits = _checked(_listed(rows, path), path)
        if not edits:
            raise InputError("has a header and no edits", path=path)
        return edits
    if len(set(header) & (set(COLUMNS) - set(_COLUMNS))) >= _FEWEST_OF_SHEET:
        return _checked(edits_of_rows(sheet_of_table(header, rows, path), path), path)
    missing = ", ".join(name for name in _COLUMNS if name not in header)
    raise InputError(
        f"lacks the columns {missing}; the first line must name {', '.join(_COLUMNS)}, or be that"
        " of a sheet from `sitmap export --review`",
        path=path,
    )


def _listed(rows: Iterable[tuple[int, dict[str, str]]], path: Path) -> Iterator[Edit]:
    for number, row in rows:
        blank = [name for name in _COLUMNS if not row[name]]
        if blank:
            hint = f"; write {UNKNOWN!r} to make it null" if blank == ["value"] else ""
            raise InputError(f"{', '.join(blank)} is blank{hint}", path=path, row=number)
        yield Edit(**{name: row[name] for name in _COLUMNS}, source=path.name, row=number)


def _checked(edits: Iterable[Edit], path: Path) -> list[Edit]:
    checked: list[Edit] = []
    seen: dict[tuple[str, str], int] = {}
    for edit in edits:
        try:
            value_of(edit)
        except ValueError as error:
            raise InputError(str(error), path=path, row=edit.row) from error
        key = (edit.incident_id, edit.field)
        if key in seen:
            raise InputError(
                f"edits {edit.field!r} of {shortened(edit.incident_id)} again, after row"
                f" {seen[key]}; keep one of the two",
                path=path,
                row=edit.row,
            )
        seen[key] = edit.row
        checked.append(edit)
    return checked


def _table(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    text, _ = read_text(path, max_bytes=MAX_TEXT_BYTES)
    text = text.lstrip("\r\n")
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=sniff_separator(text),
        strict=True,
        skipinitialspace=True,
    )
    try:
        header = [folded_name(cell) for cell in next(lines, [])]
        rows = []
        filled = (row for row in lines if any(cell.strip() for cell in row))
        for number, row in enumerate(filled, start=1):
            if len(row) != len(header):
                raise InputError(
                    f"has {len(row)} cells, the header has {len(header)}; put quotes round a"
                    " value that holds a comma",
                    path=path,
                    row=number,
                )
            cells = (cell.strip() for cell in row)
            rows.append((number, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise InputError(f"is no CSV; {error}", path=path) from error
    return header, rows
