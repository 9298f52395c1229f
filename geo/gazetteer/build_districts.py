"""
Second-level areas of the world, drawn roughly from the settlements that GeoNames counts to them.

No package has their outlines. Where GeoNames gives its settlements the code of their district, the
footprint is the hull of these settlements, widened; elsewhere a disc round the settlement that the
district is named after, as large as the districts of its province are on average.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from ..reference import read_table
from .build_areas import Shape, point_inside, polygonal, write_geometries
from .build_counties import fips_of
from .build_divisions import read_points, read_subdivisions
from .build_sources import fetch
from .names import fold, is_name

_GRID_DEG = 2.0**-8  # 430 m: such an outline is not known better
_MARGIN_DEG = 0.045  # 5 km: the ground of the outermost settlement
_STRAY = 4.0  # a settlement so many times farther out than the median is a wrong code
_KM_PER_DEG = 111.2
_SMALLEST_DISC_KM, _LARGEST_DISC_KM = 5.0, 40.0
_SMALL_KM = 12.0

_CLASS_BEFORE = re.compile(
    r"^(?:caza d[eu] |qad[aā]['ʼ]? |amphoe |khet |kabupaten |kota |comuna |ora[sș]ul |oras |"
    r"municipiul |landkreis |kreis |regierungsbezirk |politischer bezirk |bezirk |powiat |"
    r"(?:département|departamento|departement|distrito|municipio|município|provincia|província|"
    r"partido|cantón|canton|arrondissement|cercle|comarca|wilaya|daïra|borough|municipality|"
    r"municipal district|county borough|county|district|city|city and county|shire|prefecture) "
    r"(?:del |de la |de las |de los |des |de l['’]|du |de |do |da |d['’]|of )|"
    r"(?:département|departement|departamento|distrito|municipio|provincia|arrondissement|cercle|"
    r"okres|opština|općina|grad|huyện|thị xã|quận|mudiriyat|markaz|muḩāfaz̧at|sharestan-e|"
    r"shahrestān-e|shahrestan-e|provincie|gemeente) )",
    re.IGNORECASE,
)
_CLASS_AFTER = re.compile(
    r"(?: (?:district|county|municipality|department|province|prefecture|regency|kommun|kommune|"
    r"fylke|rayon|raion|rayonu|tumani|aimag|sum|shire|borough|city|governorate|division|parish|"
    r"powiat|local government area|lga|urban okrug|municipal district|subdivision|"
    r"sub-prefecture|xian|shi|qu|gun|ilçesi|zone|woreda|city council|regional council))+$",
    re.IGNORECASE,
)

_COLUMNS: dict[str, pa.DataType] = {
    "admin2_id": pa.string(),
    "admin1_id": pa.string(),
    "country": pa.string(),
    "geonameid": pa.int64(),
    "name": pa.string(),
    "names": pa.list_(pa.string()),
    "population": pa.int64(),
    "shared": pa.bool_(),
    "lon": pa.float64(),
    "lat": pa.float64(),
    "geometry": pa.binary(),
}
_SCHEMA = pa.schema(_COLUMNS)

Row = dict[str, Any]


def short_name(name: str) -> str:
    """Strip the words for the class of a district: "Jbeil" for "Jbeil District"."""
    return _CLASS_AFTER.sub("", _CLASS_BEFORE.sub("", name)).strip() or name


def read_district_codes(cache: Path) -> dict[int, str]:
    """Give the code of the district of each settlement that has one, by geonameid."""
    codes = {}
    with fetch("package/dist/cities500.txt", cache).open(encoding="utf-8") as stream:
        for line in stream:
            fields = line.split("\t")
            if fields[11]:
                codes[int(fields[0])] = ".".join((fields[8], fields[10], fields[11]))
    return codes


def build_districts(cache: Path, out: Path, cities: list[Row], admin1: list[str | None]) -> None:
    """
    Write districts.parquet: second-level areas outside the United States, by GeoNames' code.

    Parameters
    ----------
    cache
        Folder of the downloaded packages.
    out
        Folder of the packaged data; admin1.parquet must be there.
    cities
        Settlements as `build_settlements` reads them.
    admin1
        The first-level area of each.
    """
    members, named = _by_code_and_name(cache, cities)
    points = read_points(cache)
    grounds = _Grounds(out)
    districts = [d for d in read_subdivisions(cache, 2) if not d["code"].startswith("US.")]
    per_province = Counter(district["code"].rpartition(".")[0] for district in districts)
    rows = []
    for district in districts:
        province = district["code"].rpartition(".")[0]
        held = members.get(district["code"], [])
        namesakes = _namesakes(district, named, province)
        if not held and not namesakes:
            continue
        seat = (held or namesakes)[0]
        home = admin1[seat]
        radius_km = grounds.reach_km(home, per_province[province])
        # one as small as the town it is known by says no more than the town
        small = radius_km < _SMALL_KM and len(held) == 1 and bool(namesakes)
        if small or grounds.is_area(home, _spellings(district)):
            continue
        xy = np.array([(c["longitude"], c["latitude"]) for c in (cities[at] for at in held)])
        if len(held) > 1:
            shape = _hull(xy)
        else:
            shape = _disc(cities[seat]["longitude"], cities[seat]["latitude"], radius_km)
        shape = grounds.clipped(shape, home)
        if shape.is_empty:
            continue
        x, y = points.get(district["geonameid"]) or (shape.centroid.x, shape.centroid.y)
        lon, lat = point_inside(x, y, shape)
        if not shapely.contains_xy(shape, lon, lat):
            continue
        names = _spellings(district)
        if namesakes:
            # its seat is spelt in many more ways, and the district with it
            names = [*names, *filter(_is_latin, cities[namesakes[0]]["alternatenames"])]
        rows.append(
            {
                "admin2_id": district["code"],
                "admin1_id": home,
                "country": district["code"][:2],
                "geonameid": district["geonameid"],
                "name": district["name"],
                "names": list(dict.fromkeys(names)),
                "population": sum(cities[at]["population"] for at in held) or None,
                "shared": bool(namesakes),
                "lon": lon,
                "lat": lat,
                "geometry": shapely.to_wkb(shape),
            }
        )
    write_geometries(pa.Table.from_pylist(rows, schema=_SCHEMA), out / "districts.parquet")


def _by_code_and_name(
    cache: Path, cities: list[Row]
) -> tuple[dict[str, list[int]], dict[tuple[str, str], list[int]]]:
    """Give the settlements of each district, and those of each name in each province."""
    codes = read_district_codes(cache)
    members: dict[str, list[int]] = {}
    named: dict[tuple[str, str], list[int]] = {}
    for at, city in enumerate(cities):
        code = codes.get(city["geonameid"])
        if code is not None:
            members.setdefault(code, []).append(at)
        province = f"{city['countrycode']}.{city['admin1code']}"
        for name in (city["name"], *city["alternatenames"]):
            named.setdefault((province, fold(name)), []).append(at)
    return members, named


def district_of(cache: Path, cities: list[Row]) -> list[str | None]:
    """Give the second-level area of each settlement: its FIPS number in the United States."""
    codes = read_district_codes(cache)
    found = [codes.get(city["geonameid"]) for city in cities]
    return [fips_of(code) if code and code.startswith("US.") else code for code in found]


def _is_latin(name: str) -> bool:
    return is_name(name) and fold(name).isascii()


def _spellings(district: Row) -> list[str]:
    names = [district["name"], *district["names"]]
    return list(dict.fromkeys([*names, *(short_name(name) for name in names)]))


def _namesakes(district: Row, named: dict[tuple[str, str], list[int]], province: str) -> list[int]:
    """Give the settlements of the province that share a name with a district, largest first."""
    found: Iterator[int] = (
        at for name in _spellings(district) for at in named.get((province, fold(name)), [])
    )
    return sorted(set(found))


def _hull(xy: NDArray[np.float64]) -> Shape:
    """Draw the hull of settlements without strays, widened, as coarse as it is known."""
    away = np.hypot(*(xy - np.median(xy, axis=0)).T)
    near = xy[away <= max(_STRAY * float(np.median(away)), 0.1)]
    hull = shapely.convex_hull(shapely.MultiPoint(near))
    return shapely.buffer(hull, _MARGIN_DEG, quad_segs=2)


def _disc(lon: float, lat: float, radius_km: float) -> Shape:
    across = radius_km / (_KM_PER_DEG * max(math.cos(math.radians(lat)), 0.1))
    turn = np.radians(np.arange(0, 360, 30))
    ring = np.column_stack((lon + across * np.cos(turn), lat + radius_km / 111.2 * np.sin(turn)))
    return shapely.Polygon(ring)


class _Grounds:
    """The first-level areas that districts lie in."""

    def __init__(self, out: Path) -> None:
        columns = ["admin1_id", "names", "country", "geometry"]
        rows = read_table("admin1", columns, out).to_pylist()
        self._row_of = {row["admin1_id"]: row for row in rows}
        self._shapes: dict[str, Shape] = {}
        self._names = {
            row["admin1_id"]: {fold(short_name(name)) for name in row["names"]} for row in rows
        }

    def is_area(self, admin1_id: str | None, names: list[str]) -> bool:
        """Tell whether the first-level area itself has one of some names."""
        known = self._names.get(admin1_id or "", set())
        return any(fold(name) in known for name in names)

    def _shape(self, admin1_id: str) -> Shape:
        if admin1_id not in self._shapes:
            self._shapes[admin1_id] = shapely.from_wkb(self._row_of[admin1_id]["geometry"])
        return self._shapes[admin1_id]

    def reach_km(self, admin1_id: str | None, count: int) -> float:
        """Give the radius of a disc as large as each of a number of equal parts of an area."""
        if admin1_id is None:
            return 20.0
        shape = self._shape(admin1_id)
        lat = math.radians(shape.centroid.y)
        area_km2 = shapely.area(shape) * _KM_PER_DEG**2 * math.cos(lat)
        reach = math.sqrt(area_km2 / max(count, 1) / math.pi)
        return min(max(_SMALLEST_DISC_KM, reach), _LARGEST_DISC_KM)

    def clipped(self, shape: Shape, admin1_id: str | None) -> Shape:
        """Keep the part of a shape inside its first-level area, on the coarse grid."""
        if admin1_id is not None:
            ground = self._shape(admin1_id)
            if not shapely.contains(ground, shape):
                shape = shapely.intersection(shapely.simplify(ground, _GRID_DEG), shape)
        return polygonal(shapely.simplify(shapely.set_precision(shape, _GRID_DEG), _GRID_DEG))
