"""Review sheets filled in as a person does it, in each of their formats."""

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import xlsxwriter
from shapely import box

from geo import table, writers
from geo.edits.columns import SHEET
from geo.models import Casualties, Evidence, Incident, Kind, Precision, Source, Stance, Status
from geo.readers.workbook import sheets_of

HOSTILE = '=HYPERLINK("http://x") {{7*7}} <script>_x0041_</script> \u202e'
QUOTE = "two soldiers were killed at the gate"
ROWS = table.incidents_from_records(
    [
        Incident(
            "ucdp:1",
            title=HOSTILE,
            event_type="attack",
            start=datetime(2024, 1, 28),
            end=datetime(2024, 1, 31),
            place="the gate",
            geometry=(38.7, 33.31),
            footprint=box(38.6, 33.2, 38.8, 33.4),
            uncertainty_m=14_000.0,
            precision=Precision.NEAR,
            casualties=Casualties(1, 2, 5),
            status=Status.CONFIRMED,
            evidence=(Evidence("killed_best", "2", Stance.STATED, "r-1", 0, 36, QUOTE),),
            sources=(Source("r-1", title="A report", publisher="A paper"),),
        ),
        Incident("ucdp:2", title="'=1+1", geometry=(-0.1, 51.5), status=Status.CONFIRMED),
        Incident("row:3", kind=Kind.SERIES, count_low=2, count_best=None, count_high=None),
    ]
)
"""One incident with everything, one with a point only, one without a location."""

Cells = Mapping[str, Mapping[str, object]]
"""New cells by incident_id and column; a text that starts with "formula:" becomes a formula."""


def exported(incidents: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    writers.write_review(incidents, path, **options)
    return path


def filled(path: Path, cells: Cells) -> Path:
    if path.suffix == ".xlsx":
        rows = sheets_of(path)[SHEET]
        header, *lines = rows
        write_book(path, [header, *(changed(header, line, cells) for line in lines)])
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = list(csv.reader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *(changed(header, line, cells) for line in lines)])
    else:
        points = pyogrio.read_dataframe(path, layer=SHEET)
        for name, values in cells.items():
            for column, value in values.items():
                points.loc[points["incident_id"] == name, column] = str(value)
        pyogrio.write_dataframe(points, path, layer=SHEET, append=False, driver="GPKG")
    return path


def changed(header: list[str], line: list[str], cells: Cells) -> list[Any]:
    values = cells.get(line[header.index("incident_id")], {})
    return [values.get(name, cell) for name, cell in zip(header, line, strict=True)]


def write_book(path: Path, rows: list[list[Any]], sheet: str = SHEET) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("formula:"):
                    page.write_formula(number, column, cell.removeprefix("formula:"), None, "3")
                elif isinstance(cell, str):
                    page.write_string(number, column, cell)
                else:
                    page.write(number, column, cell)


def table_of(path: Path) -> dict[str, dict[str, str]]:
    """Give the cells of a CSV sheet by incident_id and column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["incident_id"]: row for row in csv.DictReader(file)}
