"""Files for the tests of readers, and what they give."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.models import Note, Report
from geo.readers import (
    ReportsRead,
    TableRead,
    read_source,
)

UCDP_HEADER = (
    "id,type_of_violence,side_a,side_b,source_article,where_prec,where_coordinates,adm_1,adm_2,"
    "latitude,longitude,country,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,low,best,high"
)
UCDP_ROWS = (
    '11,1,Government,Rebels,"""Wire,2024-01-29,Three killed; two hurt"";""Daily,2024-01-30,B""",'
    "1,Rutba town,Anbar,Rutba,33.04,40.28,Iraq,1,2024-01-28,2024-01-28,1,2,0,0,3,3,4\n"
    "12,3,Rebels,Civilians,,6,Iraq,,,33.0,44.0,Iraq,4,2024-01-01,2024-01-31,0,0,9,1,5,10,8\n"
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(folder: Path, content: str, name: str = "attacks.csv") -> TableRead:
    read = read_source(write(folder, name, content))
    assert isinstance(read, TableRead)
    return read


def row(folder: Path, content: str) -> dict[str, Any]:
    """Give the first row as plain values, null as None."""
    values = rows(folder, content).incidents.iloc[0].to_dict()
    return {
        str(name): None if not isinstance(value, list) and pd.isna(value) else value
        for name, value in values.items()
    }


def report(folder: Path, content: str | bytes, **options: Any) -> Report:
    read = read_source(write(folder, "report.txt", content), **options)
    assert isinstance(read, ReportsRead)
    return read.reports[0]


def at(incidents: gpd.GeoDataFrame, row: int = 0) -> tuple[float, float]:
    """Give the point of a row as longitude and latitude."""
    return float(incidents.geometry.x.iloc[row]), float(incidents.geometry.y.iloc[row])


def said(notes: tuple[Note, ...]) -> str:
    return "\n".join(f"{note.row}|{note.field}|{note.message}" for note in notes)
