"""What no package has, from the overlay: seas, regions, former states, bases, borders."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from ..errors import InputError
from ..geodesy import buffer
from ..geodesy.antimeridian import cut_ring
from ..reference import read_table
from .build_areas import GRID_DEG, Shape, polygonal, write_geometries, write_table
from .build_lines import EDGE_SOURCE, LINE_SOURCE, write_borders
from .build_points import point_on

OVERLAYS = (
    *("seas", "regions", "borders", "sites", "demonyms", "abbreviations", "points", "lands"),
    *("spellings", "rivers"),
)

# Between two towns on a river it bends: so far from the straight line it stays.
_RIVER_REACH_KM = 15.0

# Of a site whose user no public source names; a null would be a row that was forgotten.
NO_TENANT = "unknown"

# Countries that meet in a point only (Botswana and Zambia) get a stub of a line there.
_NEAR_DEG = 0.05

# An outline drawn by hand is not known to a kilometre; a strait is too narrow to lose one.
_COARSE_DEG = 0.01
_LARGE_DEG2 = 2.0
_STUB_DEG = 0.002


def read_overlay(out: Path) -> dict[str, dict[str, Any]]:
    """
    Read the overlay's TOML files.

    Parameters
    ----------
    out
        Folder of the packaged data.

    Returns
    -------
    overlay
        Content of each file under its name.

    Raises
    ------
    InputError
        If a file is missing or no valid TOML.
    """
    overlay = {}
    for name in OVERLAYS:
        path = out / "overlay" / f"{name}.toml"
        try:
            overlay[name] = tomllib.loads(path.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise InputError(f"the overlay cannot be read: {error}", path=path) from error
    rivers = overlay["rivers"].get("river", [])
    overlay["regions"]["region"] += [river | {"kind": "river"} for river in rivers]
    return overlay


def first_day(text: str | None) -> date | None:
    """Give the first day of a year, month or day; null where the text is empty."""
    if not text:
        return None
    parts = [int(part) for part in str(text).split("-")]
    return date(*[*parts, 1, 1][:3])


def day_after(text: str | None) -> date | None:
    """Give the first day after a year, month or day; null where the text is empty."""
    start = first_day(text)
    if start is None:
        return None
    given = str(text).count("-")
    if given == 0:
        return date(start.year + 1, 1, 1)
    if given == 1:
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return date.fromordinal(start.toordinal() + 1)


class Ground:
    """The packaged countries and first-level areas, to cut overlay areas from."""

    def __init__(self, out: Path) -> None:
        countries = read_table("countries", folder=out).to_pydict()
        self.shapes = shapely.from_wkb(np.array(countries["geometry"], dtype=object))
        self.area_ids: list[str] = countries["area_id"]
        self.by_country: dict[str, list[int]] = {}
        for row, code in enumerate(countries["country"]):
            self.by_country.setdefault(code, []).append(row)
        self.tree = shapely.STRtree(self.shapes)
        admin1 = read_table("admin1", ["iso_3166_2", "geometry"], out).to_pydict()
        self.admin1: dict[str, list[bytes]] = {}
        for code, wkb in zip(admin1["iso_3166_2"], admin1["geometry"], strict=True):
            if code:
                self.admin1.setdefault(code, []).append(wkb)

    def country(self, code: str) -> Shape:
        """Give the union of a country's areas."""
        if code not in self.by_country:
            raise InputError(f"{code!r} is no country of the packaged table")
        return shapely.union_all(self.shapes[self.by_country[code]])

    def land_under(self, shape: Shape) -> Shape:
        """Give the land of all countries that a shape may touch."""
        return shapely.union_all(self.shapes[self.tree.query(shape)])


def build_areas(overlay: dict[str, dict[str, Any]], out: Path) -> None:
    """Write areas.parquet: seas, regions and former states with their polygons."""
    ground = Ground(out)
    rows = [_sea_row(sea, ground) for sea in overlay["seas"].get("sea", [])]
    rows += [_region_row(region, ground) for region in overlay["regions"].get("region", [])]
    rows += [_former_row(state, ground) for state in overlay["demonyms"].get("former", [])]
    rows.sort(key=lambda row: str(row["place_id"]))
    ids = [row["place_id"] for row in rows]
    if len(set(ids)) < len(ids):
        raise InputError(f"an id stands twice: {sorted({i for i in ids if ids.count(i) > 1})}")
    texts = pa.list_(pa.string())
    schema = pa.schema(
        {
            "place_id": pa.string(),
            "kind": pa.string(),
            "subkind": pa.string(),
            "name": pa.string(),
            "names": texts,
            "countries": texts,
            "adjectives": texts,
            "lon": pa.float64(),
            "lat": pa.float64(),
            "approximate": pa.bool_(),
            "valid_from": pa.date32(),
            "valid_to": pa.date32(),
            "source": pa.string(),
            "geometry": pa.binary(),
        }
    )
    write_geometries(pa.Table.from_pylist(rows, schema=schema), out / "areas.parquet")


def _sea_row(sea: dict[str, Any], ground: Ground) -> dict[str, Any]:
    cutters = sea.get("cutters") or [sea["cutter"]]
    shape = shapely.union_all([_ring_area(ring) for ring in cutters])
    if sea.get("clip") != "none":
        shape = shapely.difference(shape, ground.land_under(shape))
    return _area_row("sea", sea, shape, sea.get("coasts", []), approximate=True)


def _region_row(region: dict[str, Any], ground: Ground) -> dict[str, Any]:
    pieces = [ground.country(code) for code in region.get("whole", [])]
    for code in region.get("admin1", []):
        if code not in ground.admin1:
            raise InputError(f"region {region['id']!r}: {code!r} is no packaged admin-1 area")
        pieces += shapely.from_wkb(np.array(ground.admin1[code], dtype=object)).tolist()
    rings = region.get("polygon") or []
    if rings:
        rings = rings if isinstance(rings[0][0], list) else [rings]
        drawn = shapely.union_all([_ring_area(ring) for ring in rings])
        if region.get("clip"):
            land = [ground.country(code) for code in region.get("countries", [])]
            drawn = shapely.intersection(drawn, shapely.union_all(land))
        pieces.append(drawn)
    course = region.get("course") or []
    if course:
        reach_m = 1000.0 * region.get("reach_km", _RIVER_REACH_KM)
        pieces.append(buffer(shapely.LineString(course), reach_m))
    if not pieces:
        raise InputError(
            f"region {region['id']!r} has no ground; give admin1, whole, polygon or course"
        )
    approximate = bool(region.get("approximate", bool(rings or course)))
    row = _area_row(
        "region", region, shapely.union_all(pieces), region["countries"], approximate=approximate
    )
    return row | {"adjectives": region.get("adjectives", [])}


def _former_row(state: dict[str, Any], ground: Ground) -> dict[str, Any]:
    shape = shapely.union_all([ground.country(code) for code in state["countries"]])
    slug = "-".join(state["name"].lower().replace(".", "").split())
    entry = state | {"id": slug, "kind": "former state"}
    row = _area_row("region", entry, shape, state["countries"], approximate=True)
    return row | {
        "adjectives": state.get("adjectives", []),
        "valid_from": first_day(state.get("valid_from")),
        "valid_to": day_after(state.get("valid_to")),
    }


def _ring_area(ring: list[list[float]]) -> Shape:
    closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
    shape = cut_ring(np.array(closed, dtype=float))
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure")


def _area_row(
    kind: str,
    entry: dict[str, Any],
    shape: Shape,
    countries: list[str],
    *,
    approximate: bool,
) -> dict[str, Any]:
    if approximate and shape.area > _LARGE_DEG2:
        shape = shapely.simplify(shape, _COARSE_DEG)
    gridded = polygonal(shapely.set_precision(shape, GRID_DEG))
    if gridded.is_empty:
        raise InputError(f"{kind} {entry['id']!r} has no area left after clipping")
    lon, lat = point_on(gridded, _middle(gridded))
    return {
        "place_id": f"{kind}:{entry['id']}",
        "kind": kind,
        "subkind": entry.get("kind"),
        "name": entry["name"],
        "names": list(dict.fromkeys([entry["name"], *entry.get("aliases", [])])),
        "countries": sorted(countries),
        "adjectives": [],
        "lon": lon,
        "lat": lat,
        "approximate": approximate,
        "valid_from": None,
        "valid_to": None,
        "source": entry.get("source"),
        "geometry": shapely.to_wkb(gridded),
    }


def _middle(shape: Shape) -> tuple[float, float]:
    """Give the centroid of an area, also of one across the antimeridian."""
    west, _, east, _ = shapely.bounds(shape)
    if east - west > 180:
        shape = shapely.transform(shape, lambda xy: xy + (xy[:, :1] < 0) * [360.0, 0.0])
    middle = shapely.centroid(shape)
    return middle.x - 360 * (middle.x > 180), middle.y


def build_bases(overlay: dict[str, dict[str, Any]], out: Path) -> None:
    """Write bases.parquet: one row per site and tenant period."""
    rows = []
    for site in overlay["sites"].get("site", []):
        tenants = site.get("tenants") or [{}]
        seen: dict[str, int] = {}
        for period in tenants:
            base_id = site["id"]
            if len(tenants) > 1:
                start = str(period.get("valid_from") or "")[:4] or "start"
                base_id = f"{site['id']}:{period['tenant']}:{start}"
            seen[base_id] = seen.get(base_id, 0) + 1
            if seen[base_id] > 1:
                base_id = f"{base_id}.{seen[base_id]}"
            rows.append(
                {
                    "base_id": base_id,
                    "site": site["id"],
                    "name": site["name"],
                    "aliases": site.get("aliases", []),
                    "country": site["country"] or None,
                    "kind": site["kind"],
                    "tenant": period.get("tenant") or NO_TENANT,
                    "lon": float(site["lon"]),
                    "lat": float(site["lat"]),
                    "radius_m": float(site["radius_m"]),
                    "valid_from": first_day(period.get("valid_from")),
                    "valid_to": day_after(period.get("valid_to")),
                    "source": site["source"],
                }
            )
    rows.sort(key=lambda row: str(row["base_id"]))
    text = ("base_id", "site", "name", "country", "kind", "tenant", "source")
    schema = pa.schema(
        [(name, pa.string()) for name in text]
        + [("aliases", pa.list_(pa.string()))]
        + [(name, pa.float64()) for name in ("lon", "lat", "radius_m")]
        + [("valid_from", pa.date32()), ("valid_to", pa.date32())]
    )
    table = pa.Table.from_pylist(rows, schema=schema)
    write_table(table, out / "bases.parquet")


def add_borders(overlay: dict[str, dict[str, Any]], out: Path) -> None:
    """Give borders.parquet the overlay's names, dates and status, and the pairs it lacks."""
    ground = Ground(out)
    rows = read_table("borders", folder=out).to_pylist()
    rows = [row for row in rows if row["source"] == LINE_SOURCE]
    told = {tuple(sorted(entry["pair"])): entry for entry in overlay["borders"].get("border", [])}
    known: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        known.setdefault((row["country_a"], row["country_b"]), set()).add(row["line_status"])
    for row in rows:
        row["geometry"] = shapely.from_wkb(row["geometry"])
        pair = (row["country_a"], row["country_b"])
        entry = told.get(pair, {})
        # Natural Earth tells parts of a line apart; where it calls all agreed the overlay decides
        undivided = known[pair] == {"agreed"} and entry.get("status")
        row["status"] = entry["status"] if undivided else row["line_status"]
        row["valid_from"] = first_day(entry.get("valid_from"))
    pairs = {tuple(sorted(pair)) for pair in overlay["borders"].get("pairs", [])} | set(told)
    for a, b in sorted(pairs - set(known)):
        line = _shared_edge(ground, a, b)
        if line is None:
            continue
        entry = told.get((a, b), {})
        rows.append(
            {
                "country_a": a,
                "country_b": b,
                "area_a": None,
                "area_b": None,
                "status": entry.get("status") or "agreed",
                "line_status": "agreed",
                "name": None,
                "valid_from": first_day(entry.get("valid_from")),
                "source": EDGE_SOURCE,
                "geometry": line,
            }
        )
    write_borders(rows, out)


def _shared_edge(ground: Ground, a: str, b: str) -> Shape | None:
    """Give the edge two countries share, a stub of it where they only meet in a point."""
    one, two = ground.country(a), ground.country(b)
    edge = shapely.intersection(shapely.boundary(one), shapely.boundary(two))
    lines = [part for part in shapely.get_parts(edge) if part.length > 0]
    if lines:
        return shapely.line_merge(shapely.union_all(lines))
    bridge: Shape = shapely.shortest_line(one, two)
    if bridge.length > _NEAR_DEG:
        return None
    stub = shapely.intersection(shapely.boundary(one), shapely.buffer(bridge, _STUB_DEG))
    return shapely.line_merge(stub)
