"""The hand-drawn seas and regions of the overlay: their form, and where they lie."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod

import geo
from geo import reference

OVERLAY = Path(geo.__file__).parent / "data" / "overlay"
GEOD = Geod(ellps="WGS84")

SEA_KINDS = {"sea", "gulf", "strait", "bay", "channel", "canal", "ocean", "lake"}
REGION_KINDS = {
    *("region", "territory", "valley", "mountains", "desert", "peninsula", "island"),
    *("archipelago", "delta", "plain", "district", "corridor", "continent"),
}


def read(name: str) -> list[dict[str, Any]]:
    content = tomllib.loads((OVERLAY / f"{name}s.toml").read_text("utf-8"))
    entries: list[dict[str, Any]] = content[name]
    return entries


SEAS = read("sea")
REGIONS = read("region")
BOTH = pytest.mark.parametrize("entries", [SEAS, REGIONS], ids=["seas", "regions"])


def rings(entry: dict[str, Any]) -> Iterator[list[list[float]]]:
    for key in ("cutter", "cutters", "polygon"):
        drawn = entry.get(key, [])
        if drawn:
            yield from drawn if isinstance(drawn[0][0], list) else [drawn]


def footprint(place_id: str) -> shapely.Geometry:
    shape = reference.load_footprint(place_id)
    assert shape is not None, place_id
    return shape


def area_km2(shape: shapely.Geometry) -> float:
    return float(abs(GEOD.geometry_area_perimeter(shape)[0])) / 1e6


@BOTH
def test_ids_are_unique_and_kebab_case(entries: list[dict[str, Any]]) -> None:
    ids = [entry["id"] for entry in entries]
    assert len(ids) == len(set(ids))
    assert all(part.isalnum() and part.islower() for id_ in ids for part in id_.split("-"))


@BOTH
def test_no_name_is_empty_or_stands_twice_in_a_file(entries: list[dict[str, Any]]) -> None:
    names = [name for entry in entries for name in (entry["name"], *entry["aliases"])]
    assert all(name and name == name.strip() for name in names)
    folded = [name.casefold() for name in names]
    assert sorted({name for name in folded if folded.count(name) > 1}) == []


@BOTH
def test_every_outline_says_what_it_is_based_on(entries: list[dict[str, Any]]) -> None:
    assert [entry["id"] for entry in entries if not entry.get("source", "").strip()] == []


@BOTH
def test_countries_are_known_codes_in_order(entries: list[dict[str, Any]]) -> None:
    known = set(reference.country_layer().columns["country"])
    for entry in entries:
        codes = entry.get("coasts") or entry["countries"]
        assert codes == sorted(set(codes)), entry["id"]
        assert set(codes) <= known, entry["id"]


@BOTH
def test_rings_are_simple_and_on_the_globe(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        for ring in rings(entry):
            shape = shapely.Polygon(ring)
            assert shape.is_valid, entry["id"]
            assert shape.area > 0, entry["id"]
            west, south, east, north = shape.bounds
            # a ring across the antimeridian goes on beyond 180
            assert west >= -180, entry["id"]
            assert east < 360, entry["id"]
            assert -90 <= south < north <= 90, entry["id"]


def test_a_sea_has_one_way_to_be_cut() -> None:
    known = {"id", "name", "aliases", "kind", "coasts", "cutter", "cutters", "clip", "source"}
    for sea in SEAS:
        assert set(sea) <= known, sea["id"]
        assert sea["kind"] in SEA_KINDS, sea["id"]
        assert ("cutter" in sea) != ("cutters" in sea), sea["id"]
        # lakes and canals are no part of the ocean that a cutter is laid on
        assert (sea.get("clip") == "none") == (sea["kind"] in {"canal", "lake"}), sea["id"]


def test_a_region_has_ground_and_says_where_it_is_drawn() -> None:
    known = {"id", "name", "aliases", "kind", "countries", "admin1", "whole", "polygon"}
    known |= {"clip", "approximate", "source"}
    for region in REGIONS:
        assert set(region) <= known, region["id"]
        assert region["kind"] in REGION_KINDS, region["id"]
        assert {"admin1", "whole", "polygon"} & set(region), region["id"]
        # a ring says whether it is cut at borders and that it is no surveyed line
        assert ("polygon" in region) == ("clip" in region), region["id"]
        assert "polygon" not in region or region["approximate"] is True, region["id"]
        assert set(region.get("whole", [])) <= set(region["countries"]), region["id"]


def test_the_parts_of_a_region_are_packaged_areas() -> None:
    known = set(reference.admin1_layer().columns["iso_3166_2"])
    used = {code for region in REGIONS for code in region.get("admin1", [])}
    assert used - known == set()


def test_every_sea_and_region_is_packaged() -> None:
    packaged = set(reference.area_layer().columns["place_id"])
    wanted = {f"sea:{sea['id']}" for sea in SEAS} | {f"region:{one['id']}" for one in REGIONS}
    assert wanted - packaged == set()


# Towns and their coordinates, to two places, from general atlases.
@pytest.mark.parametrize(
    ("region", "town", "lon", "lat"),
    [
        ("golan-heights", "Majdal Shams", 35.77, 33.27),
        ("golan-heights", "Katzrin", 35.69, 32.99),
        ("liptako-gourma", "Djibo", -1.63, 14.10),
        ("liptako-gourma", "Menaka", 2.40, 15.92),
        ("bekaa-valley", "Zahle", 35.90, 33.85),
        ("bekaa-valley", "Baalbek", 36.21, 34.00),
        ("donbas", "Donetsk", 37.80, 48.00),
        ("donbas", "Luhansk", 39.31, 48.57),
        ("darfur", "El Fasher", 25.35, 13.63),
        ("kordofan", "El Obeid", 30.22, 13.18),
        ("kashmir", "Srinagar", 74.80, 34.08),
        ("kashmir", "Gilgit", 74.31, 35.92),
        ("iraqi-kurdistan", "Sulaymaniyah", 45.44, 35.56),
        ("northeast-syria", "Qamishli", 41.22, 37.05),
        ("syrian-badia", "Palmyra", 38.27, 34.56),
        ("sinjar-mountains", "Sinjar", 41.87, 36.32),
        ("nineveh-plains", "Qaraqosh", 43.38, 36.27),
        ("jordan-valley", "Jericho", 35.46, 31.86),
        ("western-tigray", "Humera", 36.61, 14.28),
        ("nagorno-karabakh", "Stepanakert", 46.75, 39.82),
        ("nagorno-karabakh", "Martuni", 47.11, 39.79),
        ("south-ossetia", "Tskhinvali", 43.97, 42.23),
        ("transnistria", "Tiraspol", 29.64, 46.84),
        ("crimea", "Simferopol", 34.10, 44.95),
        ("waziristan", "Miram Shah", 70.07, 33.00),
        ("swat-valley", "Mingora", 72.36, 34.78),
        ("panjshir-valley", "Bazarak", 69.52, 35.31),
        ("kokang", "Laukkai", 98.76, 23.69),
        ("mindanao", "Marawi", 124.29, 8.00),
        ("bangsamoro", "Jolo", 121.00, 6.05),
        ("ituri", "Bunia", 30.25, 1.57),
        ("kivus", "Goma", 29.23, -1.68),
        ("catatumbo", "Tibu", -72.73, 8.64),
        ("vraem", "Pichari", -73.83, -12.52),
        ("sahel", "Timbuktu", -3.00, 16.77),
        ("tihama", "Hodeidah", 42.95, 14.80),
        ("western-sahara", "Laayoune", -13.20, 27.15),
        ("kuril-islands", "Yuzhno-Kurilsk", 145.86, 44.03),
        ("siberia", "Novosibirsk", 82.92, 55.03),
    ],
)
def test_a_region_holds_its_towns(region: str, town: str, lon: float, lat: float) -> None:
    assert shapely.contains_xy(footprint(f"region:{region}"), lon, lat), town


@pytest.mark.parametrize(
    ("region", "town", "lon", "lat"),
    [
        ("golan-heights", "Tiberias", 35.53, 32.79),
        ("golan-heights", "Kiryat Shmona", 35.57, 33.21),
        ("bekaa-valley", "Beirut", 35.50, 33.89),
        ("donbas", "Kharkiv", 36.23, 49.99),
        ("liptako-gourma", "Niamey", 2.11, 13.51),
        ("nineveh-plains", "Mosul", 43.13, 36.34),
        ("iraqi-kurdistan", "Kirkuk", 44.39, 35.47),
        ("nagorno-karabakh", "Agdam", 46.93, 39.99),
        ("nagorno-karabakh", "Lachin", 46.55, 39.64),
        ("south-ossetia", "Gori", 44.11, 41.98),
        ("transnistria", "Rezina", 28.95, 47.74),
        ("waziristan", "Khost", 69.92, 33.34),
        ("ituri", "Beni", 29.47, 0.49),
        ("mindanao", "Jolo", 121.00, 6.05),
        ("north-kosovo", "Pristina", 21.16, 42.66),
        ("kuril-islands", "Nemuro", 145.58, 43.33),
    ],
)
def test_a_region_leaves_out_its_neighbours(region: str, town: str, lon: float, lat: float) -> None:
    assert not shapely.contains_xy(footprint(f"region:{region}"), lon, lat), town


@pytest.mark.parametrize(
    ("sea", "lon", "lat"),
    [
        ("bab-al-mandab", 43.35, 12.55),
        ("strait-of-hormuz", 56.50, 26.55),
        ("suez-canal", 32.31, 30.70),
        ("gulf-of-aqaba", 34.75, 29.00),
        ("kerch-strait", 36.55, 45.25),
        ("bosphorus", 29.07, 41.10),
        ("taiwan-strait", 119.50, 24.50),
        ("south-china-sea", 114.00, 12.00),
        ("gulf-of-guinea", 3.00, 4.00),
        ("black-sea", 34.00, 43.00),
        ("lake-chad", 14.30, 13.10),
        ("lake-kivu", 29.20, -2.00),
        ("bering-sea", 179.50, 57.00),
        ("bering-sea", -175.00, 57.00),
        ("pacific-ocean", -150.00, 0.00),
        ("pacific-ocean", 170.00, 0.00),
    ],
)
def test_a_sea_holds_its_waters(sea: str, lon: float, lat: float) -> None:
    assert shapely.contains_xy(footprint(f"sea:{sea}"), lon, lat)


# Areas for the limits of IHO S-23, from public encyclopaedias. Wider figures are in use for two of
# them: 410,000 and 530,000 km2 for a Gulf of Aden that reaches Socotra, and 181,000 km2 for the sum
# of the exclusive economic zones around the Gulf of Oman.
@pytest.mark.parametrize(
    ("sea", "least_km2", "most_km2"),
    [
        ("red-sea", 438_000, 458_000),
        ("gulf-of-aden", 259_000, 259_000),
        ("persian-gulf", 241_000, 251_000),
        ("gulf-of-oman", 115_000, 115_000),
    ],
)
def test_a_sea_has_its_published_area(sea: str, least_km2: float, most_km2: float) -> None:
    assert 0.9 * least_km2 <= area_km2(footprint(f"sea:{sea}")) <= 1.1 * most_km2


@pytest.mark.parametrize(
    ("sea", "theirs"),
    [
        ("red-sea", "Red Sea"),
        ("gulf-of-aden", "Gulf of Aden"),
        ("persian-gulf", "Persian Gulf"),
        ("gulf-of-oman", "Gulf of Oman"),
    ],
)
def test_a_sea_agrees_with_natural_earth(sea: str, theirs: str, eval_data: Path) -> None:
    path = eval_data / "natural_earth" / "ne_10m_geography_marine_polys.json"
    features = json.loads(path.read_text("utf-8"))["features"]
    known = shapely.union_all(
        [
            shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
            for feature in features
            if feature["properties"]["name"] == theirs
        ]
    )
    ours = footprint(f"sea:{sea}")
    shared = area_km2(shapely.intersection(ours, known))
    assert shared / area_km2(shapely.union(ours, known)) >= 0.9


@pytest.mark.parametrize(
    ("region", "theirs"),
    [
        ("golan-heights", ["Golan Heights", "UNDOF Zone"]),
        ("kashmir", ["Jammu and Kashmir", "Northern Areas", "Azad Kashmir", "Aksai Chin"]),
        ("abkhazia", ["Abkhazia"]),
        ("south-ossetia", ["South Ossetia"]),
        ("western-sahara", ["W. Sahara"]),
        ("somaliland", ["Somaliland"]),
        ("crimea", ["Crimea"]),
        ("west-bank", ["West Bank"]),
        ("gaza-strip", ["Gaza"]),
        ("northern-cyprus", ["N. Cyprus"]),
        ("abyei", ["Abyei"]),
        ("spratly-islands", ["Spratly Is."]),
        ("paracel-islands", ["Paracel Is."]),
        ("kuril-islands", ["Kuril Is."]),
    ],
)
def test_a_disputed_area_covers_that_of_natural_earth(
    region: str, theirs: list[str], eval_data: Path
) -> None:
    path = eval_data / "natural_earth" / "ne_10m_admin_0_disputed_areas.json"
    features = json.loads(path.read_text("utf-8"))["features"]
    known = shapely.union_all(
        [
            shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
            for feature in features
            if {key.lower(): value for key, value in feature["properties"].items()}["brk_name"]
            in theirs
        ]
    )
    shared = area_km2(shapely.intersection(footprint(f"region:{region}"), known))
    assert shared / area_km2(known) >= 0.85
