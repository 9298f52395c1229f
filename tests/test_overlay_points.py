"""Points of countries and areas, lands without an outline, districts, and other spellings."""

import json
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo import reference
from geo.errors import InputError
from geo.gazetteer import get, lookup, misspelt
from geo.gazetteer.build_points import Points, point_on
from geo.gazetteer.build_settlements import ROW
from geo.gazetteer.entries import overlay
from geo.gazetteer.spellings import near_keys, variants
from geo.models import NameKind, PlaceKind


def km_between(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Haversine on a sphere of 6,371 km, written here to check without the package's geodesy."""
    dlat, dlon = math.radians(lat2 - lat1), math.radians(lon2 - lon1)
    across = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(dlon / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(math.sin(dlat / 2) ** 2 + across))


# GeoNames (CC BY 4.0) as shown on geonames.org by geonameid
@pytest.mark.parametrize(
    ("place_id", "lon", "lat"),
    [
        ("country:US", -98.5, 39.76),
        ("country:CA", -113.64258, 60.10867),
        ("country:RU", 100.0, 60.0),
        ("country:CN", 105.0, 35.0),
        ("country:BR", -55.0, -10.0),
        ("country:AU", 135.0, -25.0),
        ("country:IN", 79.0, 22.0),
        ("country:ID", 120.0, -5.0),
        ("country:GB", -2.69531, 54.75844),
        ("country:CD", 23.5, -2.5),
        ("country:GE", 43.4999, 41.99998),
        ("admin1:US-TX", -99.25061, 31.25044),
        ("admin1:CA-ON", -84.49983, 49.25014),
        ("admin1:AU-QLD", 145.0, -20.0),
        ("continent:EU", 9.14062, 48.69096),
        ("continent:AS", 89.29688, 29.84064),
        ("continent:AF", 21.09375, 7.1881),
    ],
)
def test_a_point_is_the_one_of_geonames(place_id: str, lon: float, lat: float) -> None:
    place = get(place_id)
    # 60 km: a point at sea, as Indonesia's, is moved to the nearest ground
    assert km_between(place.lon, place.lat, lon, lat) < 60


@pytest.mark.parametrize(
    ("country", "lon", "lat"),
    [("JP", 139.76, 35.68), ("SS", 31.58, 4.85), ("RS", 20.46, 44.8)],
)
def test_a_point_of_a_country_is_not_its_capital(country: str, lon: float, lat: float) -> None:
    place = get(f"country:{country}")
    assert km_between(place.lon, place.lat, lon, lat) > 50


def test_every_point_of_a_country_lies_in_it() -> None:
    countries = [key for key in overlay.number_of if key.startswith("country:")]
    assert len(countries) > 240
    for key in countries:
        place = get(key)
        shape = reference.country_geometry(place.countries[0])
        assert shapely.contains_xy(shape, place.lon, place.lat), key


def test_every_point_of_a_first_level_area_lies_in_it() -> None:
    layer = reference.admin1_layer()
    for key in [key for key in overlay.number_of if key.startswith("admin1:")]:
        place = get(key)
        shape = layer.geometry(layer.row_of[key.partition(":")[2]])
        assert shapely.contains_xy(shape, place.lon, place.lat), key


def test_a_point_inside_stays_and_one_at_sea_goes_ashore() -> None:
    land = shapely.box(0, 0, 1, 1)
    assert point_on(land, (0.25, 0.75)) == (0.25, 0.75)
    lon, lat = point_on(land, (1.5, 0.5))
    assert shapely.contains_xy(land, lon, lat)
    # the shore is at 1.0; a step of the search is 0.02 degree
    assert lon == pytest.approx(1.0, abs=0.05)


def _small_data(folder: Path, capital: tuple[float, float]) -> None:
    """Write one country 10 degrees wide with its capital, as the build leaves them."""
    pq.write_table(
        pa.table(
            {
                "country": ["QA"],
                "continent": ["AS"],
                "geometry": [shapely.to_wkb(shapely.box(0, 0, 10, 10))],
            }
        ),
        folder / "countries.parquet",
    )
    division: dict[str, object] = {
        "level": "country",
        "code": "QA",
        "iso": None,
        "geonameid": 1,
        "names": [],
    }
    row = division | {"lon": 5.0, "lat": 5.0}
    pq.write_table(pa.Table.from_pylist([row]), folder / "divisions.parquet")
    rows = np.zeros(2, dtype=ROW)
    rows[0]["lon"], rows[0]["lat"] = (round(value * 100_000) for value in capital)
    rows[0]["country"] = rows[0]["feature"] = 1
    np.save(folder / "settlements.npy", rows)
    codes = {"country": [None, "QA"], "feature": [None, "PPLC"]}
    (folder / "settlements.json").write_text(json.dumps(codes), "utf-8")


def test_a_point_at_the_capital_gives_way_to_the_label_point(tmp_path: Path) -> None:
    entry = {"id": "country:QA", "kind": "country", "lon": 2.0, "lat": 2.0}
    _small_data(tmp_path, (9.0, 9.0))
    moved = Points(tmp_path, {"point": []}).of(entry, "QA")
    assert (moved["lon"], moved["lat"]) == (5.0, 5.0)
    _small_data(tmp_path, (5.01, 5.01))
    kept = Points(tmp_path, {"point": []}).of(entry, "QA")
    assert (kept["lon"], kept["lat"]) == (2.0, 2.0)


def test_a_point_of_the_overlay_goes_first_and_must_be_of_an_entry(tmp_path: Path) -> None:
    _small_data(tmp_path, (9.0, 9.0))
    told = {"point": [{"id": "country:QA", "lon": 7.0, "lat": 8.0}]}
    points = Points(tmp_path, told)
    with pytest.raises(InputError, match="country:QA"):
        points.check_all_used()
    entry = {"id": "country:QA", "kind": "country", "lon": 2.0, "lat": 2.0}
    moved = points.of(entry, "QA")
    assert (moved["lon"], moved["lat"]) == (7.0, 8.0)
    points.check_all_used()


# middle and rough reach of each from public atlases
@pytest.mark.parametrize(
    ("name", "kind", "lon", "lat", "km"),
    [
        ("Java", PlaceKind.REGION, 110.0, -7.5, 150),
        ("Aleutian Islands", PlaceKind.REGION, -174.2, 52.1, 150),
        ("Smoky Mountains", PlaceKind.REGION, -83.5, 35.6, 50),
        ("Americas", PlaceKind.REGION, -96.0, 19.0, 300),
        ("Lower Mainland", PlaceKind.REGION, -122.4, 49.2, 60),
        ("Mount Meron", PlaceKind.SITE, 35.41, 33.0, 5),
        ("Heathrow", PlaceKind.SITE, -0.46, 51.47, 5),
        ("Kerch Strait", PlaceKind.SEA, 36.6, 45.3, 30),
        ("Hudson Bay", PlaceKind.SEA, -85.0, 60.0, 150),
        ("Bolan", PlaceKind.REGION, 67.5, 29.7, 50),
    ],
)
def test_a_well_known_land_is_found_first(
    name: str, kind: PlaceKind, lon: float, lat: float, km: float
) -> None:
    best = lookup(name)[0]
    assert best.kind is kind
    assert km_between(best.lon, best.lat, lon, lat) < km


def test_palma_of_mozambique_is_known() -> None:
    # the town of the 2021 attack, 10 46 S 40 28 E, in no package
    best = lookup("Palma", country="MZ")[0]
    assert km_between(best.lon, best.lat, 40.47, -10.77) < 10


@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Al-Sanamayn District", "SY", 36.18, 33.07),
        ("Bint Jbeil district", "LB", 35.43, 33.12),
        ("Musa Qala District", "AF", 64.77, 32.37),
        ("Anantapur District", "IN", 77.6, 14.7),
    ],
)
def test_a_district_without_an_outline_is_drawn_roughly(
    name: str, country: str, lon: float, lat: float
) -> None:
    best = lookup(name, country=country)[0]
    assert best.kind is PlaceKind.ADMIN2
    assert best.approximate
    shape = reference.load_footprint(best.place_id)
    assert shape is not None
    assert shape.is_valid
    assert shapely.contains_xy(shape, best.lon, best.lat)
    assert shapely.distance(shape, shapely.Point(lon, lat)) < 0.2


def test_every_drawn_district_is_valid_and_holds_its_point() -> None:
    layer = reference.district_layer()
    assert len(layer) > 20_000
    shapes = layer.geometries
    assert shapely.is_valid(shapes).all()
    assert shapely.contains_xy(shapes, layer.columns["lon"], layer.columns["lat"]).all()


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Gaza Strip", "region:gaza-strip"),
        ("West Bank", "region:west-bank"),
        ("Abkhazia", "region:abkhazia"),
        ("Puerto Rico", "country:PR"),
        ("Africa", "continent:AF"),
    ],
)
def test_the_same_ground_has_one_entry_by_its_name(name: str, place_id: str) -> None:
    areas = [p for p in lookup(name) if p.kind is not PlaceKind.SETTLEMENT]
    assert [place.place_id for place in areas] == [place_id]


def test_a_county_without_its_word_needs_context() -> None:
    assert not lookup("Gwinnett")
    assert lookup("Gwinnett", with_context=True)[0].place_id == "admin2:13135"
    assert lookup("Gwinnett County")[0].place_id == "admin2:13135"


def test_a_town_knows_its_county() -> None:
    # Laurel County, Kentucky, is FIPS 21125; London is its seat
    london = next(place for place in lookup("London") if place.admin1 == "US-KY")
    assert london.admin2 == "21125"


@pytest.mark.parametrize(
    ("written", "alone", "tied"),
    [
        ("Ga.", "admin1:US-GA", "admin1:US-GA"),
        ("Mass.", "admin1:US-MA", "admin1:US-MA"),
        ("Neb.", "admin1:US-NE", "admin1:US-NE"),
        ("Ga", None, "admin1:US-GA"),
        ("GA", None, "admin1:US-GA"),
        ("Calif", None, "admin1:US-CA"),
    ],
)
def test_a_short_form_counts_alone_only_with_its_full_stop(
    written: str, alone: str | None, tied: str
) -> None:
    assert [p.place_id for p in lookup(written)][:1] == [alone] * (alone is not None)
    assert tied in [place.place_id for place in lookup(written, with_context=True)]


@pytest.mark.parametrize(
    ("word", "place_id"),
    [
        ("Ohioans", "admin1:US-OH"),
        ("Texan", "admin1:US-TX"),
        ("Minnesotans", "admin1:US-MN"),
        ("Ontarians", "admin1:CA-ON"),
        ("Sinhalese", "country:LK"),
        ("Abkhaz", "region:abkhazia"),
        ("Gazans", "region:gaza-strip"),
        ("Chechens", "admin1:RU-CE"),
        ("Europeans", "continent:EU"),
    ],
)
def test_people_are_told_to_the_area_they_are_of(word: str, place_id: str) -> None:
    best = lookup(word)[0]
    assert best.place_id == place_id
    assert best.name_kind is NameKind.DEMONYM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deir ez-Zor", "Deir Ezzor"),
        ("Marjayoun", "Marj Uyun"),
        ("Al-Shaddadi", "Ash Shadadah"),
        ("Khan Yunis", "Han Yunis"),
        ("Qamishli", "Kamishli"),
        ("Fallujah", "Faluja"),
        ("Baqubah", "Baquba"),
    ],
)
def test_romanisations_of_one_name_find_the_same_town(one: str, other: str) -> None:
    ids = {place.place_id for place in lookup(one)}
    nearby = [get(place_id) for place_id in ids]
    best = lookup(other)[0]
    assert min(km_between(best.lon, best.lat, p.lon, p.lat) for p in nearby) < 25


def test_variants_exchange_letters_of_one_sound() -> None:
    made = variants("qamishli", most=1)
    assert {"kamishli", "gamishli", "qamishly"} <= set(made)
    assert "qamishli" not in made
    assert "kamishly" in variants("qamishli")
    assert len(variants("q" * 40)) <= 529
    assert not variants("homs")
    assert not variants("حلب")


def test_one_slip_of_the_pen_is_a_suggestion() -> None:
    assert not lookup("Britian")
    best = misspelt("Afganistan")[0]
    assert best.place_id == "country:AF"
    assert best.name_kind is NameKind.FUZZY
    assert misspelt("Ukriane")[0].place_id == "country:UA"
    assert not misspelt("Bolan")
    assert "afghanistan" in near_keys("afganistan")
    assert not near_keys("x" * 31)
