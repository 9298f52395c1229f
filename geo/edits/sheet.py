"""A review sheet that comes back: its rows from .xlsx, .csv or .gpkg, and the edits in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import formula_unsafe
from ..readers.result import shortened
from .checking import Check, changed_cells, check_of, shape_digest
from .columns import (
    AREAS,
    BY,
    CHECK,
    COLUMNS,
    CORRECTIONS,
    INCIDENT_ID,
    READ_ONLY,
    SETTLED,
    SETTLED_WORD,
    SHEET,
    WHY,
)
from .values import LOCATION, MERGE, Edit, drawn_area

SHEET_ENDINGS = (".xlsx", ".gpkg")
"""Files that can be a review sheet and nothing else."""

_AGAIN = "export the sheet again with --review and --edits"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """
    One row of a sheet; `row` is 1-based, header not counted.

    `point` and `area` are geometries in EPSG:4326 where the file has them; `drawn` says whether
    it has them.
    """

    row: int
    cells: Mapping[str, str]
    point: Any = None
    area: Any = None
    drawn: bool = False


def read_sheet(path: Path) -> list[SheetRow]:
    """
    Read the rows of a review sheet.

    Parameters
    ----------
    path
        A .xlsx or .gpkg file.

    Returns
    -------
    rows
        In the order of the file, blank ones left out.

    Raises
    ------
    InputError
        If the file cannot be read, its sheet or layer was renamed, its header changed, or a cell
        of a workbook is a formula.
    """
    if path.suffix.lower() == ".gpkg":
        from .sheet_layers import read_layers

        return read_layers(path)
    # calamine and pandas load where a workbook is read only
    from ..readers.columns import folded_name
    from ..readers.workbook import formula_cells, sheets_of

    sheets = sheets_of(path)
    if SHEET not in sheets:
        names = ", ".join(shortened(name) for name in sheets)
        raise InputError(
            f"has no sheet {SHEET!r}, there is {names}; give the sheet its name back, or {_AGAIN}",
            path=path,
        )
    formulas = formula_cells(path, SHEET)
    if formulas:
        cell, line = formulas[0]
        raise InputError(
            f"cell {cell} of sheet {SHEET!r} is a formula; paste its value instead",
            path=path,
            row=line - 1,
        )
    header, *lines = sheets[SHEET] or [[]]
    names_row = [folded_name(name) for name in header]
    while names_row and not names_row[-1] and not any(line[len(names_row) - 1] for line in lines):
        names_row.pop()
    rows = [
        (number, {name: cell.strip() for name, cell in zip(names_row, line, strict=False)})
        for number, line in enumerate(lines, start=1)
    ]
    check_header(names_row, path)
    return [SheetRow(number, cells) for number, cells in rows if any(cells.values())]


def sheet_of_table(
    header: list[str], rows: Iterable[tuple[int, dict[str, str]]], path: Path
) -> list[SheetRow]:
    """Take the rows of a CSV file as those of a sheet; raises InputError if its header changed."""
    check_header(header, path)
    return [
        SheetRow(number, {name: formula_unsafe(cell) for name, cell in cells.items()})
        for number, cells in rows
    ]


def check_header(names: list[str], path: Path) -> None:
    """Refuse a sheet whose columns are not those that were written; any order will do."""
    missing = [name for name in COLUMNS if name not in names]
    strange = [name for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if names.count(name) > 1})
    for found, words in (
        (missing, "lacks the column"),
        (strange, "has the unknown column"),
        (twice, "has twice the column"),
    ):
        if found:
            listed = ", ".join(map(shortened, found))
            raise InputError(
                f"the header was changed: it {words} {listed}; leave the first line as it was"
                f" written, or {_AGAIN}",
                path=path,
            )


def edits_of_rows(rows: Iterable[SheetRow], path: Path) -> Iterator[Edit]:
    """
    Find the corrections in the rows of a sheet.

    Parameters
    ----------
    rows
        The rows.
    path
        The file, for messages.

    Yields
    ------
    edit
        In the order of rows and columns.

    Raises
    ------
    InputError
        If a cell that is only read was changed, a correction has no `by` or no `why`, or a point
        or area of a GeoPackage was moved in a way that says nothing.
    """
    rows = list(rows)
    anchors = _anchors(rows)
    for row in rows:
        incident_id = row.cells[INCIDENT_ID]
        check = check_of(row.cells[CHECK], incident_id)
        if check is None:
            raise InputError(
                f"{INCIDENT_ID!r} {shortened(incident_id)} or {CHECK!r} is not as it was written;"
                f" leave both, add no rows, or {_AGAIN}",
                path=path,
                row=row.row,
            )
        changed = changed_cells(check.shown, {name: row.cells[name] for name in READ_ONLY})
        if changed:
            raise InputError(
                f"{changed[0]!r} of {shortened(incident_id)} was changed to"
                f" {shortened(row.cells[changed[0]])}; that column is only read, corrections go"
                f" into {_correction_beside(changed[0])}, and this one back to what it was",
                path=path,
                row=row.row,
            )
        settled = _settled(row, path)
        values = {
            field: row.cells[column] for column, field in CORRECTIONS.items() if row.cells[column]
        }
        values |= _redrawn(row, check, values, path)
        blank = [name for name in (BY, WHY) if not row.cells[name]]
        if values and blank:
            raise InputError(
                f"{' and '.join(blank)} of {shortened(incident_id)} must not be blank where there"
                " is a correction; say who makes it and why",
                path=path,
                row=row.row,
            )
        for field, value in values.items():
            yield Edit(
                incident_id=incident_id,
                field=field,
                value=value,
                by=row.cells[BY],
                why=row.cells[WHY],
                source=path.name,
                row=row.row,
                read=None if settled else check.read or None,
                anchor=check.anchor or None,
                target_anchor=anchors.get(value) if field == MERGE else None,
            )


def _anchors(rows: Iterable[SheetRow]) -> dict[str, str]:
    checks = ((row.cells[INCIDENT_ID], row.cells[CHECK]) for row in rows)
    known = ((name, check_of(text, name)) for name, text in checks)
    return {name: check.anchor for name, check in known if check is not None and check.anchor}


def _correction_beside(column: str) -> str:
    after = COLUMNS[COLUMNS.index(column) :]
    return repr(next((name for name in after if name in CORRECTIONS), "note"))


def _settled(row: SheetRow, path: Path) -> bool:
    word = row.cells[SETTLED].casefold()
    if word not in {"", SETTLED_WORD}:
        raise InputError(
            f"{SETTLED!r} takes {SETTLED_WORD!r} or nothing, not {shortened(row.cells[SETTLED])}",
            path=path,
            row=row.row,
        )
    return word == SETTLED_WORD


def _redrawn(row: SheetRow, check: Check, values: Mapping[str, str], path: Path) -> dict[str, str]:
    """Turn a moved point or a drawn area into the edit of the location."""
    if not row.drawn:
        return {}
    moved = shape_digest(row.point) != check.point
    drawn = shape_digest(row.area) != check.area
    if not moved and not drawn:
        return {}
    name = shortened(row.cells[INCIDENT_ID])
    if LOCATION in values:
        raise InputError(
            f"the location of {name} was drawn and also written into 'new_location'; keep one of"
            " the two",
            path=path,
            row=row.row,
        )
    if not drawn or row.area is None:
        what = "its area was deleted" if drawn else "its point was moved"
        where = "38.70,33.31" if row.point is None else f"{row.point.x:.5f},{row.point.y:.5f}"
        raise InputError(
            f"{name}: {what}, which does not say how sure the location is; put it back and write"
            f" '{where} r=2km' into 'new_location', or draw the area in layer {AREAS!r}",
            path=path,
            row=row.row,
        )
    try:
        area = drawn_area(row.area, row.point)
    except ValueError as error:
        raise InputError(f"{name}: {error}", path=path, row=row.row) from error
    inside = f"POINT ({area.lon!r} {area.lat!r})"
    return {LOCATION: f"GEOMETRYCOLLECTION ({inside}, {area.footprint.wkt})"}
