"""How names, classes and relations of a typed phrase are read together."""

import pytest
from shapely.geometry import Point, shape

from geo.geocoding import locate
from geo.models import Location, Precision

# Points (lon, lat) from public maps, rounded to about a kilometre.
BUCHA_BY_KYIV = (30.22, 50.55)
BAGHDAD_AIRPORT, GOMA_AIRPORT = (44.23, 33.26), (29.24, -1.67)
SARAQIB, MAARRAT, SALQIN = (36.80, 35.86), (36.67, 35.64), (36.45, 36.14)
"""East, south and north-west in the province of Idlib."""


def best(phrase: str) -> Location:
    return locate(phrase)[0]


def holds(location: Location, point: tuple[float, float]) -> bool:
    return bool(shape(location.footprint or {}).covers(Point(point)))


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("bases in Iraq and northeastern Syria", "bases in union(Iraq, part(NE, Syria))"),
        ("southern Israel and northern Gaza", "union(part(S, Israel), part(N, Gaza Strip))"),
        ("Tehran, Isfahan and Mashhad", "union(Tehran, Isfahan, Mashhad)"),
        ("US bases in Syria housing US troops", "bases in country(Syria)"),
    ],
)
def test_a_list_joins_areas_with_parts_and_towns_with_towns(phrase: str, rule: str) -> None:
    found = best(phrase)
    assert found.rule == rule
    assert found.lon is None or "union" not in rule


@pytest.mark.parametrize(
    ("phrase", "point"),
    [
        ("Baghdad airport", BAGHDAD_AIRPORT),
        ("Baghdad International Airport", BAGHDAD_AIRPORT),
        ("مطار بغداد", BAGHDAD_AIRPORT),
        ("Goma airport", GOMA_AIRPORT),
    ],
)
def test_the_airport_of_a_town_is_not_the_town(phrase: str, point: tuple[float, float]) -> None:
    found = best(phrase)
    assert holds(found, point)
    assert found.precision is Precision.PLACE
    assert found.uncertainty_m is not None
    assert found.uncertainty_m < 5_000
    assert "not read" not in found.rule


def test_a_suburb_of_a_city_is_the_one_in_its_country() -> None:
    assert holds(best("the Kyiv suburb of Bucha"), BUCHA_BY_KYIV)


@pytest.mark.parametrize(
    "phrase",
    [
        "the southern countryside of Idlib",
        "Idlib's southern countryside",
        "southern Idlib countryside",
    ],
)
def test_the_countryside_of_a_town_is_a_part_of_its_province(phrase: str) -> None:
    found = best(phrase)
    assert found.precision is Precision.ADMIN1
    assert holds(found, MAARRAT)
    assert not holds(found, SALQIN)


def test_the_number_of_a_road_is_no_place() -> None:
    assert best("on the M5 highway between Homs and Damascus").rule.startswith("corridor(Homs")
    assert best("Highway 1 from Kabul to Kandahar").rule.startswith("corridor(Kabul")


def test_between_two_provinces_is_their_border() -> None:
    found = best("between Idlib and Aleppo provinces")
    assert found.rule == "border_band(Aleppo, Idlib, 25 km)"


def test_a_reading_with_which_the_words_go_together_comes_first() -> None:
    found, *others = locate("Deir ez-Zor near the Iraqi border")
    # the town lies 90 km from that border, its province along it
    assert found.precision is Precision.ADMIN1
    assert "left out" not in found.rule
    assert all("left out" in other.rule for other in others)


def test_parts_that_contradict_each_other_lower_the_probability() -> None:
    agreed, contrary = best("Goma, DRC"), best("Goma in Syria")
    assert agreed.probability is not None
    assert contrary.probability is not None
    assert contrary.probability < 0.5 * agreed.probability
    assert "left out" in contrary.rule


def test_a_direction_behind_a_name_tells_which_place_is_meant() -> None:
    found = best("Ain al-Asad air base in Anbar province west of Baghdad")
    assert found.name == "Ain al-Asad Air Base"  # 180 km from Baghdad
    assert "left out" not in found.rule


@pytest.mark.parametrize(
    ("phrase", "water"),
    [
        ("60 nautical miles southwest of Mokha, Yemen, in the Red Sea", "sea(Red Sea"),
        ("in the Black Sea southwest of Crimea", "sea(Black Sea"),
    ],
)
def test_a_distance_in_a_sea_is_cut_by_the_sea(phrase: str, water: str) -> None:
    found = best(phrase)
    assert water in found.rule
    assert found.ucdp_where_prec == 7


@pytest.mark.parametrize("phrase", ["coast of Mali", "the coast of Uganda", "the Niger coast"])
def test_lakes_and_gaps_between_outlines_are_no_coast(phrase: str) -> None:
    assert best(phrase).precision is Precision.UNKNOWN
    assert "no coast found" in best(phrase).rule


@pytest.mark.parametrize("phrase", ["Lake Qwxyzab", "Lake Chala", "Mount Sake", "lake goma"])
def test_an_unknown_lake_is_no_town_of_its_name(phrase: str) -> None:
    assert best(phrase).precision is Precision.UNKNOWN


@pytest.mark.parametrize(
    ("phrase", "near"),
    [("Damascuss", "Damascus"), ("near Mosull", "Mosul"), ("Tripolli", "Tripoli")],
)
def test_a_slip_of_the_pen_is_suggested_and_never_answered(phrase: str, near: str) -> None:
    found = best(phrase)
    assert found.precision is Precision.UNKNOWN
    assert near in found.rule.partition("near names: ")[2].split(", ")


@pytest.mark.parametrize(
    ("phrase", "country"), [("goma, drc", "CD"), ("usa", "US"), ("near xqz, idlib", "SY")]
)
def test_small_letters_are_read_as_capitals_are(phrase: str, country: str) -> None:
    assert best(phrase).country == country


@pytest.mark.parametrize(
    ("name", "place_name"),
    [
        ("West Darfur", "Western Darfur"),
        ("South Darfur", "Southern Darfur"),
        ("Kurdistan", "Iraqi Kurdistan"),
        ("Gaza", "Gaza Strip"),
        ("the Gulf", "Persian Gulf"),
    ],
)
def test_a_region_in_the_news_comes_before_a_province_elsewhere(name: str, place_name: str) -> None:
    assert best(name).name == place_name


def test_of_counties_of_one_name_the_one_of_more_people_comes_first() -> None:
    # the 2020 census counts 5.3 million in Cook County, Illinois, 17,000 in that of Georgia
    assert holds(best("Cook County"), (-87.65, 41.85))
    # 1.3 million in Franklin County, Ohio, the most of 24
    assert holds(best("Franklin County"), (-83.0, 39.96))


@pytest.mark.parametrize(
    ("phrase", "point"), [("Muse, Myanmar", (97.9, 23.99)), ("Palma, Mozambique", (40.48, -10.78))]
)
def test_towns_that_no_package_has_are_found(phrase: str, point: tuple[float, float]) -> None:
    assert holds(best(phrase), point)
