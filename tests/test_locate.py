import csv
import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.geocoding import locate
from geo.geocoding.areas import settlement_radius_m
from geo.geodesy import bounding_radius_m, diameter_m, distance_m
from geo.models import Location, Precision

# Points (lon, lat) from public maps, rounded to about a kilometre.
AMMAN, AQABA, PALMYRA, DAMASCUS = (35.93, 31.95), (35.0, 29.53), (38.28, 34.55), (36.29, 33.51)
TOWER_22, NASIB, PANHANDLE = (38.70, 33.31), (36.1, 32.62), (38.6, 33.2)
MOSUL, ERBIL, BASRA, BAGHDAD = (43.13, 36.34), (44.01, 36.19), (47.78, 30.51), (44.39, 33.31)
HASAKAH, IDLIB, DARAA = (40.75, 36.5), (36.63, 35.93), (36.1, 32.63)
KIDAL, GAO, MENAKA, LAGOS, MAIDUGURI = (
    (1.41, 18.44),
    (-0.04, 16.27),
    (2.4, 15.92),
    (3.39, 6.46),
    (13.15, 11.83),
)
PHRASES = [
    "Goma",
    "North Kivu",
    "Jordan",
    "Red Sea",
    "Darfur",
    "Tower 22",
    "northeastern Jordan near the Syrian border",
    "near the Syrian-Jordanian border",
    "40 km west of Kirkuk",
    "12 miles from Gao",
    "outskirts of Damascus",
    "near Deir ez-Zor",
    "between Homs and Hama",
    "33.5138, 36.2765",
    "northern Fiji",
    "eastern Russia",
]


def best(phrase: str, country: str | None = None) -> Location:
    return locate(phrase, country)[0]


def area(location: Location) -> BaseGeometry:
    assert location.footprint is not None
    drawn: BaseGeometry = shape(location.footprint)
    return drawn


def holds(location: Location, *points: tuple[float, float]) -> bool:
    footprint = area(location)
    return all(footprint.covers(Point(point)) for point in points)


def misses(location: Location, *points: tuple[float, float]) -> bool:
    footprint = area(location)
    return not any(footprint.covers(Point(point)) for point in points)


def test_part_of_a_country_near_a_border_is_cut_by_both() -> None:
    found = best("northeastern Jordan near the Syrian border")
    assert found.country == "JO"
    assert holds(found, PANHANDLE, TOWER_22)
    assert misses(found, AMMAN, AQABA, PALMYRA)
    assert diameter_m(area(found)) < 300_000
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("region", 5, 3)
    assert found.rule == "part(NE, Jordan) ∩ border_band(Jordan, Syria, 25 km)"


@pytest.mark.parametrize(
    "phrase",
    [
        "near the Syrian-Jordanian border",
        "near the Jordanian-Syrian border",
        "near the Syria-Jordan border",
        "along the border between Jordan and Syria",
        "Jordan's border with Syria",
    ],
)
def test_border_of_two_countries_is_a_band_on_both_sides(phrase: str) -> None:
    found = best(phrase)
    assert holds(found, NASIB, TOWER_22, DARAA)
    assert misses(found, DAMASCUS, AMMAN)
    assert diameter_m(area(found)) < 500_000
    assert found.rule == "border_band(Jordan, Syria, 25 km)"
    assert found.country is None


def test_border_band_reaches_25_km_to_either_side() -> None:
    # the line passes (38.0, 32.95); 0.15 degrees of latitude are 17 km, 0.55 are 61 km
    found = best("near the Syrian-Jordanian border")
    assert holds(found, (38.0, 32.95 - 0.15))
    assert misses(found, (38.0, 32.95 - 0.55), (38.0, 32.95 + 0.55))


def test_in_a_country_near_a_border_keeps_the_side_of_that_country() -> None:
    found = best("in Iraq near the Syrian border")
    assert found.country == "IQ"
    assert holds(found, (41.09, 34.37))  # al-Qaim
    assert misses(found, (40.92, 34.45), BAGHDAD)  # Abu Kamal lies across the border


def test_a_town_far_from_the_border_named_stays_where_it_is() -> None:
    found = best("in Basra near the Syrian border")
    assert holds(found, BASRA)
    assert "does not meet" in found.rule


def test_the_border_of_the_country_named_before_is_its_own() -> None:
    found = best("close to the Turkish border in northeastern Syria")
    assert holds(found, (41.23, 37.05))  # Qamishli
    assert misses(found, (41.21, 37.35), HASAKAH)  # Nusaybin's hinterland; Hasakah is 60 km off
    assert found.country == "SY"


@pytest.mark.parametrize(
    ("phrase", "inside", "outside"),
    [
        ("northern Iraq", [MOSUL, ERBIL], [BASRA, (46.26, 31.05)]),
        ("southern Iraq", [BASRA], [MOSUL, ERBIL]),
        ("north-eastern Syria", [HASAKAH], [IDLIB, DARAA, DAMASCUS]),
        ("north-west Syria", [IDLIB], [DARAA, HASAKAH]),
        ("the north of Mali", [KIDAL], [(-8.0, 12.65)]),
        ("Nigeria's northeast", [MAIDUGURI], [LAGOS]),
        ("the eastern part of Ukraine", [(37.8, 48.0), (36.23, 49.99)], [(24.03, 49.84)]),
        ("central Iraq", [BAGHDAD], [MOSUL, BASRA]),
    ],
)
def test_cardinal_part_holds_the_towns_news_puts_there(
    phrase: str, inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> None:
    found = best(phrase)
    assert found.precision is Precision.REGION
    assert holds(found, *inside)
    assert misses(found, *outside)


def test_a_name_that_begins_with_a_direction_is_the_name() -> None:
    assert best("North Kivu").rule.startswith("admin1(")
    assert best("South Sudan").rule == "country(South Sudan)"
    assert best("West Bank").country == "PS"


@pytest.mark.parametrize(
    ("phrase", "country", "point"),
    [
        ("Goma", "CD", (29.22, -1.67)),
        ("Goma, DRC", "CD", (29.22, -1.67)),
        ("Tripoli in Lebanon", "LB", (35.84, 34.44)),
        ("Tripoli, Libya", "LY", (13.19, 32.89)),
        ("Paris, Texas", "US", (-95.56, 33.66)),
        ("Syria's Idlib", "SY", IDLIB),
        ("the Iraqi city of Kirkuk", "IQ", (44.39, 35.47)),
        ("the town of Hit in Iraq", "IQ", (42.83, 33.64)),
        ("Victoria, Seychelles", "SC", (55.45, -4.62)),
        ("Gao", "ML", GAO),
        ("Tower 22", "JO", TOWER_22),
        ("بغداد", "IQ", BAGHDAD),
        ("Киев", "UA", (30.52, 50.45)),
        ("חיפה", "IL", (34.99, 32.81)),
    ],
)
def test_name_is_found_where_it_lies(phrase: str, country: str, point: tuple[float, float]) -> None:
    found = best(phrase)
    assert found.country == country
    assert found.lon is not None
    assert found.lat is not None
    assert distance_m(found.lon, found.lat, *point) < 15_000


def test_country_limits_the_readings() -> None:
    assert best("Tripoli").country == "LY"
    assert best("Tripoli", "LB").country == "LB"
    assert all(found.country == "LB" for found in locate("Tripoli", "lb"))
    with pytest.raises(ParameterError, match="`country`"):
        locate("Tripoli", "Lebanon")


def test_a_province_by_its_type_word_and_a_town_without() -> None:
    assert best("Idlib province").precision is Precision.ADMIN1
    assert best("Idlib").precision is Precision.PLACE
    assert (best("Idlib province").ucdp_where_prec, best("Idlib").ucdp_where_prec) == (4, 1)


def test_whole_countries_together_have_no_point() -> None:
    for phrase in ("Syria and Iraq", "bases housing US forces in Syria and Iraq"):
        found = best(phrase)
        assert (found.lon, found.lat, found.uncertainty_m) == (None, None, None)
        assert (found.precision, found.ucdp_where_prec) == (Precision.COUNTRY, 6)
        assert holds(found, PALMYRA, BAGHDAD)
        assert misses(found, AMMAN)


def test_words_that_were_not_read_are_named() -> None:
    assert "not read: 'sirens wailing in'" in best("sirens wailing in Syria and Iraq").rule


def test_a_list_of_towns_has_no_point_between_them() -> None:
    found = best("Homs, Hama and Aleppo")
    assert found.lon is None
    assert holds(found, (36.72, 34.73), (36.75, 35.13), (37.16, 36.2))


def test_distance_and_direction_is_a_sector_round_the_offset() -> None:
    found = best("50 km south of Mosul")
    # 0.45 degrees of latitude is 50 km
    assert holds(found, (MOSUL[0], MOSUL[1] - 0.45))
    assert misses(found, MOSUL, (MOSUL[0], MOSUL[1] + 0.45), (MOSUL[0] + 0.55, MOSUL[1]))


@pytest.mark.parametrize(
    ("phrase", "kilometres"),
    [
        ("20 km north of Kirkuk", 20),
        ("some twenty kilometres to the north of Kirkuk", 20),
        ("about 20 kilometers (12 miles) north of Kirkuk", 20),
        ("12.4 miles north of Kirkuk", 19.96),  # 1.609344 km a mile
        ("twenty-five miles north of Kirkuk", 40.23),
        ("10 nautical miles north of Kirkuk", 18.52),
        ("1,500 metres north of Kirkuk", 1.5),
    ],
)
def test_units_and_number_words_are_read(phrase: str, kilometres: float) -> None:
    rule = best(phrase).rule
    assert float(rule.split(", ")[1].removesuffix(" km")) == pytest.approx(kilometres, abs=0.01)


def test_a_range_of_distances_is_kept() -> None:
    assert "10 to 15 km" in best("10-15 km west of Kupiansk").rule


def test_distance_without_direction_is_a_ring() -> None:
    found = best("40 km from Gao")
    # 0.36 degrees of latitude is 40 km
    assert holds(found, (GAO[0], GAO[1] + 0.36), (GAO[0], GAO[1] - 0.36))
    assert misses(found, GAO)


def test_distance_from_a_border_lies_on_both_sides() -> None:
    found = best("100 km from the border between Iraq and Syria")
    assert misses(found, (41.09, 34.37), BAGHDAD)  # al-Qaim is at the border, Baghdad 300 km off
    assert found.precision is Precision.REGION


def test_near_and_outskirts_are_larger_than_the_town() -> None:
    town, near, rim = best("Mosul"), best("near Mosul"), best("on the outskirts of Mosul")
    assert near.precision is rim.precision is Precision.NEAR
    assert area(near).area > area(town).area
    assert misses(rim, (town.lon or 0, town.lat or 0))
    assert (near.ucdp_where_prec, near.acled_geo_precision) == (2, 2)


def test_corridor_holds_both_ends_and_the_middle() -> None:
    found = best("on the road from Goma to Bukavu")
    assert holds(found, (29.22, -1.67), (28.86, -2.5), (29.04, -2.08))


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("33.5138, 36.2765", 36.2765, 33.5138),
        ("33.5138° N, 36.2765° E", 36.2765, 33.5138),
        ("12.50° S 43.25° W", -43.25, -12.5),
        ("33°30′50″N 36°17′34″E", 36.29278, 33.51389),  # 17/60 + 34/3600, 30/60 + 50/3600
    ],
)
def test_coordinates_are_read_latitude_first(text: str, lon: float, lat: float) -> None:
    found = best(text)
    assert found.precision is Precision.EXACT
    assert found.lon == pytest.approx(lon, abs=1e-5)
    assert found.lat == pytest.approx(lat, abs=1e-5)


def test_radius_of_coordinates_is_their_last_digit() -> None:
    # a hundredth of a degree of latitude is 1.11 km
    assert best("33.51, 36.27").uncertainty_m == pytest.approx(1112, rel=0.01)


@pytest.mark.parametrize("text", ["0.00, 0.00", "95.12, 36.27", "33.51, 190.27"])
def test_impossible_coordinates_are_no_place(text: str) -> None:
    assert best(text).precision is Precision.UNKNOWN


def test_sea_is_a_region_over_water() -> None:
    found = best("Red Sea")
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("region", 7, 3)
    assert holds(found, (38.5, 20.0))


def test_line_of_control_is_a_band_in_kashmir() -> None:
    found = best("Line of Control")
    assert holds(found, (73.9, 34.1))  # near Uri
    assert misses(found, (74.57, 31.6))  # Wagah, on the international border


def test_unknown_place_is_an_answer_without_values() -> None:
    (found,) = locate("Xyzzyqwert")
    assert found.precision is Precision.UNKNOWN
    assert found.rule.startswith("not found; near names: ")
    nulls = (found.lon, found.lat, found.uncertainty_m, found.probability, found.footprint)
    assert nulls == (None,) * 5
    assert (found.ucdp_where_prec, found.acled_geo_precision) == (None, None)


def test_a_misspelt_name_is_not_guessed_but_offered() -> None:
    (found,) = locate("Bagdhad")
    assert found.lon is None
    assert "Baghdad" in found.rule


@pytest.mark.parametrize("phrase", ["", " ", "the", "near", "in the", "50 km", "km south of", ","])
def test_a_phrase_without_a_name_is_unknown(phrase: str) -> None:
    assert best(phrase).precision is Precision.UNKNOWN


@pytest.mark.parametrize("phrase", PHRASES)
def test_point_radius_and_footprint_agree(phrase: str) -> None:
    for found in locate(phrase):
        footprint = area(found)
        assert footprint.is_valid
        assert footprint.geom_type in {"Polygon", "MultiPolygon"}
        assert found.lon is not None
        assert found.lat is not None
        point = Point(found.lon, found.lat)
        assert footprint.covers(point)
        assert found.uncertainty_m is not None
        assert found.uncertainty_m > 0
        assert found.uncertainty_m == pytest.approx(bounding_radius_m(point, footprint), abs=1)
        west, south, east, north = footprint.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        coordinates = shapely.get_coordinates(footprint)
        assert abs(coordinates - coordinates.round(5)).max() < 1e-9


@pytest.mark.parametrize("phrase", PHRASES)
def test_answer_is_json_and_the_same_each_time(phrase: str) -> None:
    first, again = locate(phrase), locate(phrase)
    assert first == again
    assert json.loads(json.dumps(first[0].footprint)) == first[0].footprint


def test_readings_come_most_probable_first() -> None:
    found = locate("Tripoli")
    probabilities = [location.probability or 0.0 for location in found]
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1.01
    assert {"LY", "LB"} <= {location.country for location in found}


@pytest.mark.parametrize(
    ("population", "kilometres"),
    # the disc that holds the people at 4,000 per km2: sqrt(people / (4000 pi))
    [(None, 2.0), (0, 2.0), (20_000, 2.0), (1_000_000, 8.92), (9_000_000, 26.76)],
)
def test_radius_of_a_settlement_grows_with_its_people(
    population: int | None, kilometres: float
) -> None:
    assert settlement_radius_m(population) == pytest.approx(kilometres * 1000, rel=0.001)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    found = locate(text)
    assert found
    for location in found:
        assert (location.lon is None) == (location.lat is None)
        assert (location.footprint is None) == (location.precision is Precision.UNKNOWN)
        assert (location.lon, location.lat) != (0, 0)


def test_seventy_toponyms_of_incident_reporting(eval_data: Path) -> None:
    path = eval_data / "geoparsing" / "toponyms70.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    hits = 0
    for row in rows:
        found = best(row["name"])
        if found.lon is not None and found.lat is not None:
            away = distance_m(found.lon, found.lat, float(row["lon"]), float(row["lat"]))
            hits += away <= float(row["tolerance_km"]) * 1000
    assert len(rows) == 70
    assert hits >= 67
