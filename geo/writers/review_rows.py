"""The rows of the review sheet: what was read, what was corrected, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from shapely import Point

from ..edits import Edit
from ..edits.cells import records_of
from ..edits.checking import Check, anchor_of, reading_of, shape_digest, shown_digest
from ..edits.columns import CHECK, COLUMNS, INCIDENT_ID
from ..edits.finding import PART, Finder, conflicts_of
from ..edits.values import LOCATION, SPLIT, DrawnArea, value_of
from .batches import batches
from .review_cells import correction_cells, read_cells

GONE = "no such row was read"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of the sheet: the text of each of `COLUMNS`, and its point and area, or null."""

    cells: Mapping[str, str]
    point: Any = None
    area: Any = None


def review_rows(
    table: gpd.GeoDataFrame, edits: Sequence[Edit], *, layered: bool
) -> Iterator[ReviewRow]:
    """
    Give the rows of a review sheet.

    Parameters
    ----------
    table
        The incident table as read, with a 0..n-1 index and an id of its own per row.
    edits
        Corrections made so far.
    layered
        Whether the format has geometries; a drawn area is then one, and else WKT.

    Yields
    ------
    row
        In the order of the table, parts of a split row behind it, rows that are gone at the end.
    """
    finder = Finder(table)
    of_row: dict[str, list[Edit]] = {}
    gone: dict[str, list[Edit]] = {}
    for edit in edits:
        whole, _, number = edit.incident_id.rpartition(PART)
        name = finder.name(edit.incident_id, edit.anchor)
        part = None
        if name is None and whole:
            part = finder.name(whole, edit.anchor)
        if name is not None:
            of_row.setdefault(name, []).append(edit)
        elif part is not None:
            of_row.setdefault(f"{part}{PART}{number}", []).append(edit)
        else:
            gone.setdefault(edit.incident_id, []).append(edit)
    for record in (record for rows in batches(table) for record in records_of(rows)):
        name = record[INCIDENT_ID]
        changes = of_row.pop(name, [])
        yield _row(record, changes, layered=layered)
        for ordinal in range(2, _parts(changes) + 1):
            part_id = f"{name}{PART}{ordinal}"
            shown = {**record, INCIDENT_ID: part_id}
            yield _row(shown, of_row.pop(part_id, []), layered=layered)
    empty: dict[str, Any] = {name: [] if name == "same_as" else None for name in table.columns}
    for name, changes in {**of_row, **gone}.items():
        yield _row({**empty, INCIDENT_ID: name}, changes, layered=layered, gone=True)


def _parts(changes: Sequence[Edit]) -> int:
    return next((int(value_of(edit)) for edit in changes if edit.field == SPLIT), 1)


def _row(
    record: dict[str, Any], edits: Sequence[Edit], *, layered: bool, gone: bool = False
) -> ReviewRow:
    conflicts = [] if gone else sorted({name for e in edits for name in conflicts_of(e, record)})
    conflict = f"the source changed since in {', '.join(conflicts)}" if conflicts else ""
    read_only = read_cells(record, GONE if gone else conflict)
    point, area = record["geometry"], record["footprint"]
    remembered = next((edit.read for edit in edits if edit.read is not None), "")
    check = Check(
        shown=shown_digest(read_only),
        read=remembered if gone or conflicts else reading_of(record),
        anchor=next((e.anchor for e in edits if e.anchor), "") if gone else anchor_of(record),
        point=shape_digest(point) if layered else "",
        area=shape_digest(area) if layered else "",
    )
    values = correction_cells(edits)
    for edit in edits if layered else ():
        drawn = value_of(edit) if edit.field == LOCATION else None
        if isinstance(drawn, DrawnArea):
            point, area = Point(drawn.lon, drawn.lat), drawn.footprint
            del values["new_location"]
    cells = {
        **dict.fromkeys(COLUMNS, ""),
        **read_only,
        **values,
        CHECK: check.text(read_only[INCIDENT_ID]),
    }
    return ReviewRow(cells, point, area)
