"""Borders and coasts: wordings of one form draw one area."""

import pytest
import shapely
from shapely.geometry import Point, shape

from geo.geocoding import locate
from geo.models import Location

# Points (lon, lat) from public maps, rounded to about a kilometre.
QAIM, ABU_KAMAL, RUTBA = (41.09, 34.37), (40.92, 34.45), (40.28, 33.04)
NUSAYBIN, QAMISHLI, HASAKAH = (41.22, 37.10), (41.23, 37.03), (40.75, 36.5)
NASIB, TOWER_22, AMMAN, DAMASCUS = (36.1, 32.62), (38.70, 33.31), (35.93, 31.95), (36.29, 33.51)


def best(phrase: str) -> Location:
    return locate(phrase)[0]


def holds(location: Location, *points: tuple[float, float]) -> bool:
    return all(shape(location.footprint or {}).covers(Point(point)) for point in points)


def misses(location: Location, *points: tuple[float, float]) -> bool:
    return not any(shape(location.footprint or {}).covers(Point(point)) for point in points)


@pytest.mark.parametrize(
    "phrase",
    [
        "near the Syrian-Jordanian border",
        "along the Jordan-Syria border",
        "on the Jordan–Syria frontier",
        "at the Jordan/Syria border",
        "the border between Syria and Jordan",
        "the border of Jordan and Syria",
        "The Border Between Jordan And Syria",
        "Jordan's border with Syria",
        "Syria’s border with Jordan",
        "the Jordanian border with Syria",
        "NEAR THE SYRIAN-JORDANIAN BORDER",
    ],
)
def test_wordings_of_a_border(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "border_band(Jordan, Syria, 25 km)"
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("region", 5, 3)
    assert holds(found, NASIB, TOWER_22)
    assert misses(found, AMMAN, DAMASCUS)


@pytest.mark.parametrize(
    "phrase",
    [
        "near the Turkish border in Syria",
        "in Syria near the Turkish border",
        "in Syria, near the border with Turkey",
        "Syria near the Turkish border",
        "the Syrian side of the Turkish border",
        "on the Syrian side of the border with Turkey",
        "inside Syria near the Turkish border",
    ],
)
def test_one_side_of_a_border(phrase: str) -> None:
    found = best(phrase)
    assert found.country == "SY"
    assert holds(found, (41.23, 36.98))
    assert misses(found, (41.22, 37.25), HASAKAH)


def test_the_side_of_an_unnamed_border_is_all_of_its_borders() -> None:
    found = best("the Lebanese side of the border")
    assert found.country == "LB"
    assert holds(found, (35.35, 33.12))  # Bint Jbeil, in the south
    assert misses(found, (35.35, 32.95))


@pytest.mark.parametrize(
    "phrase",
    ["20 km inside the Syrian border", "20 kilometres inside Syria's border", "20 km inside Syria"],
)
def test_so_far_inside_a_border(phrase: str) -> None:
    found = best(phrase)
    assert found.country == "SY"
    assert "20 km" in found.rule
    assert holds(found, (40.0, 36.65))  # 20 km south of the line at 36.83 N
    assert misses(found, (38.28, 34.55))  # Palmyra, in the middle of the country


def test_inside_one_country_from_another_one() -> None:
    found = best("5 km inside Syria from the Jordanian border")
    assert holds(found, (36.2, 32.58))
    assert misses(found, (36.3, 36.8), (36.2, 32.4))


def test_direction_from_a_border() -> None:
    found = best("30 km north of the Lebanese border")
    assert found.rule == "offset(N, 30 km, border(Lebanon))"
    assert misses(found, (35.5, 33.1))  # the southern end of the country itself
    south = best("south of the Turkish border")
    assert holds(south, (40.0, 36.65))
    assert misses(south, (40.0, 37.2))


def test_a_border_as_the_one_of_the_place_named_before() -> None:
    found = best("Rutba, 100 km from the border with Syria")
    assert found.country == "IQ"


def test_across_the_border_lies_in_another_country() -> None:
    found = best("across the border from Qamishli")
    assert holds(found, NUSAYBIN)
    assert misses(found, (41.23, 37.0))


@pytest.mark.parametrize(
    "phrase",
    [
        "the tri-border area of Mali, Niger and Burkina Faso",
        "the tri-border region between Niger, Mali and Burkina Faso",
        "the Mali-Niger-Burkina Faso tri-border area",
        "the Mali-Niger-Burkina Faso border",
        "where the borders of Mali, Niger and Burkina Faso meet",
        "the three-border area of Burkina Faso, Mali and Niger",
    ],
)
def test_where_three_countries_meet(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "tri_border(Burkina Faso, Mali, Niger, 100 km)"
    # the three meet at about 15.0 N, 0.2 E
    assert holds(found, (0.23, 15.0), (0.4, 14.6))
    assert misses(found, (-0.04, 16.27), (2.1, 13.5))  # Gao, Niamey


def test_countries_that_do_not_meet_are_told() -> None:
    found = best("the tri-border area of Jordan, Mali and Peru")
    assert "do not meet" in found.rule
    assert found.lon is None


@pytest.mark.parametrize(
    "phrase",
    [
        "off the coast of Yemen",
        "just off the coast of Yemen",
        "off Yemen's coast",
        "off the Yemeni coast",
        "in waters off Yemen",
        "au large du Yémen",
        "Yemeni territorial waters",
    ],
)
def test_wordings_of_the_sea_off_a_country(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "off(Yemen, 50 km)"
    assert (found.ucdp_where_prec, found.acled_geo_precision) == (7, 3)
    assert holds(found, (45.0, 12.55), (42.7, 14.8))  # off Aden, off Hodeidah
    assert misses(found, (44.2, 15.35), (45.0, 11.6))  # Sanaa, the middle of the gulf


def test_off_a_town_is_sea_near_the_town() -> None:
    found = best("off Hodeidah")
    assert found.ucdp_where_prec == 7
    assert holds(found, (42.75, 14.8))
    assert misses(found, (42.95, 14.8), (45.0, 12.55))


def test_so_far_off_a_coast() -> None:
    found = best("60 nautical miles off the coast of Somalia")
    # 111 km: off Hobyo (5.35 N, 48.53 E) that is at about 49.5 E
    assert holds(found, (49.5, 5.2))
    assert misses(found, (48.6, 5.2), (52.0, 5.2))
    assert found.ucdp_where_prec == 7


def test_off_an_inland_town_says_that_there_is_no_sea() -> None:
    found = best("off Kabul")
    assert "no sea" in found.rule


@pytest.mark.parametrize(
    "phrase", ["the Mediterranean coast of Syria", "Syria's Mediterranean coast"]
)
def test_coast_is_the_land_at_the_sea(phrase: str) -> None:
    found = best(phrase)
    assert found.country == "SY"
    assert holds(found, (35.9, 34.9), (35.85, 35.53))  # Tartus, Latakia
    assert misses(found, DAMASCUS, (35.5, 35.2))


def test_a_coast_of_two_seas_is_cut_by_the_sea_named() -> None:
    found = best("Egypt's Red Sea coast")
    assert holds(found, (34.28, 26.1))  # Quseir
    assert misses(found, (29.92, 31.2))  # Alexandria


@pytest.mark.parametrize(
    "name",
    [
        "the Gulf of Aden",
        "Bab el-Mandeb strait",
        "the Strait of Hormuz",
        "Red Sea",
        "the Black Sea",
        "the Bekaa valley",
        "the Jordan Valley",
        "the Qandil Mountains",
    ],
)
def test_seas_straits_valleys_and_mountains_by_name(name: str) -> None:
    found = best(name)
    assert found.precision == "region"
    assert found.probability is not None
    assert found.probability > 0.5


def test_neighbours_named_together_have_no_gap_between_them() -> None:
    footprint = locate("Chad and Niger")[0].footprint
    assert footprint is not None
    joined = shape(footprint)
    # the border of the two runs through the Sahara, 150 km from any other country
    along = [Point(15.0, lat / 100) for lat in range(1700, 2200)]
    assert all(joined.covers(point) for point in along)
    assert len(shapely.get_parts(joined)) == 1
