"""Sides of rivers and lakes: one bank and not the whole river; regions named like a bank."""

import pytest
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geo.geocoding import find_mentions, locate
from geo.models import Location

# Points (lon, lat) from public maps, rounded to about a kilometre and well away from the water.
WEST_OF_LUXOR, EAST_OF_LUXOR = (32.45, 25.74), (32.85, 25.72)
OLESHKY, SNIHURIVKA = (32.72, 46.63), (32.8, 47.08)
"""Towns left and right of the lower Dnipro."""
MOSUL_WEST, MOSUL_EAST = (42.95, 36.35), (43.33, 36.37)
MAO, MAIDUGURI = (15.31, 14.12), (13.15, 11.85)
"""Towns north-east and south-west of Lake Chad."""
HASAKAH = (40.74, 36.5)


def best(phrase: str) -> Location:
    return locate(phrase)[0]


def area(location: Location) -> BaseGeometry:
    drawn: BaseGeometry = shape(location.footprint or {})
    return drawn


def holds(location: Location, point: tuple[float, float]) -> bool:
    return bool(area(location).covers(Point(point)))


@pytest.mark.parametrize(
    ("phrase", "inside", "outside"),
    [
        ("the west bank of the Nile", WEST_OF_LUXOR, EAST_OF_LUXOR),
        ("on the eastern bank of the Nile", EAST_OF_LUXOR, WEST_OF_LUXOR),
        # the Nile flows north: its left bank lies in the west
        ("the left bank of the Nile", WEST_OF_LUXOR, EAST_OF_LUXOR),
        ("the right bank of the River Nile", EAST_OF_LUXOR, WEST_OF_LUXOR),
        ("the Nile's west bank", WEST_OF_LUXOR, EAST_OF_LUXOR),
        ("the east bank of the Dnipro", OLESHKY, SNIHURIVKA),
        ("the west bank of the Tigris near Mosul", MOSUL_WEST, MOSUL_EAST),
    ],
)
def test_a_bank_is_one_side_of_a_river(
    phrase: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    found = best(phrase)
    assert holds(found, inside)
    assert not holds(found, outside)
    assert "bank(" in found.rule


def test_both_banks_together_hold_the_surroundings_of_a_river() -> None:
    both = shapely.union(area(best("left bank of the Nile")), area(best("right bank of the Nile")))
    along = area(best("along the Nile"))
    # the course itself, 15 km to either side in the package, is 30 of the 80 km of `along`
    assert shapely.intersection(both, along).area > 0.55 * along.area


@pytest.mark.parametrize(
    "phrase", ["the West Bank", "northern West Bank", "the West Bank of the Jordan River"]
)
def test_the_west_bank_in_capitals_is_the_region(phrase: str) -> None:
    found = best(phrase)
    assert found.country == "PS"
    assert "region(West Bank, PS)" in found.rule or "part(N, West Bank)" in found.rule


@pytest.mark.parametrize("phrase", ["west bank of the Jordan", "west bank of the Jordan River"])
def test_the_bank_of_the_jordan_in_small_letters_is_that_of_the_river(phrase: str) -> None:
    assert best(phrase).rule.startswith("bank(W, Jordan River")


def test_a_bank_in_a_province_is_cut_by_it() -> None:
    found = best("the left bank of the Dnipro in Kherson")
    assert found.country == "UA"
    assert holds(found, OLESHKY)
    assert not holds(found, SNIHURIVKA)


def test_the_shore_of_a_lake_is_on_its_side() -> None:
    northern = area(best("the northern shore of Lake Chad"))
    southern = area(best("the southern shore of Lake Chad"))
    assert northern.distance(Point(MAO)) < southern.distance(Point(MAO))
    assert southern.distance(Point(MAIDUGURI)) < northern.distance(Point(MAIDUGURI))


def test_beyond_a_river_reaches_farther_than_its_bank() -> None:
    bank, beyond = area(best("east bank of the Euphrates")), area(best("east of the Euphrates"))
    assert beyond.area > 1.3 * bank.area
    assert beyond.distance(Point(HASAKAH)) < bank.distance(Point(HASAKAH))


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("east of Dnipro", "sector(E"),
        ("east of the Dnipro", "bank(E, Dnipro River"),
    ],
)
def test_the_article_tells_a_river_from_the_town_of_its_name(phrase: str, rule: str) -> None:
    assert best(phrase).rule.startswith(rule)


def test_a_bank_in_a_text_is_found_whole() -> None:
    (found,) = find_mentions("Two men were shot on the west bank of the Euphrates on Monday.")
    assert found.text == "on the west bank of the Euphrates"
    assert found.location is not None
    assert found.location.rule == "bank(W, Euphrates, 25 km)"
