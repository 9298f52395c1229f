"""Parts, rims, ways and kinds of places: wordings of one form draw one area."""

import pytest
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geo.geocoding import locate
from geo.models import Location, Precision

# Points (lon, lat) from public maps, rounded to about a kilometre.
MOSUL, ERBIL, BASRA, BAGHDAD = (43.13, 36.34), (44.01, 36.19), (47.78, 30.51), (44.39, 33.31)
GOMA, BUKAVU, HOMS, HAMA, ALEPPO = (
    (29.22, -1.67),
    (28.86, -2.5),
    (36.72, 34.73),
    (36.75, 35.13),
    (
        37.16,
        36.2,
    ),
)
KABUL, JALALABAD = (69.17, 34.53), (70.45, 34.43)


def best(phrase: str) -> Location:
    return locate(phrase)[0]


def area(location: Location) -> BaseGeometry:
    drawn: BaseGeometry = shape(location.footprint or {})
    return drawn


def holds(location: Location, *points: tuple[float, float]) -> bool:
    return all(area(location).covers(Point(point)) for point in points)


def misses(location: Location, *points: tuple[float, float]) -> bool:
    return not any(area(location).covers(Point(point)) for point in points)


@pytest.mark.parametrize(
    "phrase",
    [
        "northern Iraq",
        "north Iraq",
        "the north of Iraq",
        "The North Of Iraq",
        "NORTHERN IRAQ",
        "the northern part of Iraq",
        "northern parts of Iraq",
        "Iraq's north",
        "Iraq’s northern region",
        "the far north of Iraq",
        "in northern Iraq",
        "le nord de la Irak",
        "el norte de Irak",
        "شمال العراق",
    ],
)
def test_wordings_of_a_part_mean_the_same(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "part(N, Iraq)"
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("region", 5, 3)
    assert holds(found, MOSUL, ERBIL)
    assert misses(found, BASRA)


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        (("northern", "north"), "N"),
        (("southern", "south"), "S"),
        (("eastern", "east"), "E"),
        (("western", "west"), "W"),
        (("northeastern", "north-eastern", "north eastern", "northeast", "north-east"), "NE"),
        (("northwestern", "north-western", "northwest"), "NW"),
        (("southeastern", "south-eastern", "southeast"), "SE"),
        (("southwestern", "south-western", "southwest"), "SW"),
        (("central",), "C"),
        (("north-central", "north central"), "NC"),
    ],
)
def test_every_direction_has_a_part(words: tuple[str, ...], direction: str) -> None:
    for word in words:
        assert best(f"{word} Mali").rule == f"part({direction}, Mali)"


def test_two_parts_of_one_country_are_a_union_without_a_point() -> None:
    found = best("southern and eastern Ukraine")
    assert found.rule == "union(part(S, Ukraine), part(E, Ukraine))"
    assert found.lon is None
    assert holds(found, (37.8, 48.0), (32.6, 46.64))


def test_the_part_of_a_territory_is_not_that_of_its_town() -> None:
    found = best("northern Gaza near the Israeli border")
    assert holds(found, (34.5, 31.55))
    assert misses(found, (34.25, 31.29))  # Rafah, in the south of the strip
    assert "part(N, Gaza Strip)" in found.rule


@pytest.mark.parametrize(
    "phrase",
    ["southern suburbs of Damascus", "Damascus's southern suburbs", "Damascus’s southern suburb"],
)
def test_a_side_of_the_rim_lies_on_that_side(phrase: str) -> None:
    found = best(phrase)
    assert found.rule.startswith("part(S, outskirts(Damascus")
    assert (found.precision, found.ucdp_where_prec) == ("near", 2)
    assert holds(found, (36.3, 33.44))  # Hajar al-Aswad
    assert misses(found, (36.4, 33.57))  # Douma, to the north-east


@pytest.mark.parametrize(
    "phrase",
    [
        "outside Mosul",
        "just outside Mosul",
        "on the outskirts of Mosul",
        "the outskirts of Mosul",
        "in the suburbs of Mosul",
        "Mosul's outskirts",
        "en las afueras de Mosul",
    ],
)
def test_wordings_of_the_rim_of_a_town(phrase: str) -> None:
    found = best(phrase)
    assert found.rule.startswith("outskirts(Mosul, ")
    assert holds(found, (found.lon or 0, found.lat or 0))
    assert found.precision is Precision.NEAR


@pytest.mark.parametrize(
    "phrase",
    [
        "near Goma",
        "close to Goma",
        "in the vicinity of Goma",
        "not far from Goma",
        "around Goma",
        "near the town of Goma",
        "près de Goma",
        "aux environs de Goma",
        "cerca de Goma",
        "قرب غوما",
        "بالقرب من غوما",
    ],
)
def test_wordings_of_near(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "near(Goma, 25 km)"
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("near", 2, 2)


@pytest.mark.parametrize(
    "phrase",
    [
        "between Goma and Bukavu",
        "on the road from Goma to Bukavu",
        "on the road between Goma and Bukavu",
        "on the highway linking Goma and Bukavu",
        "on the road linking Goma to Bukavu",
        "the Goma-Bukavu road",
        "on the Goma–Bukavu highway",
        "halfway between Goma and Bukavu",
        "entre Goma y Bukavu",
        "entre Goma et Bukavu",
    ],
)
def test_wordings_of_a_corridor(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "corridor(Goma, Bukavu, 15 km)"
    assert holds(found, GOMA, BUKAVU, (29.04, -2.08))


def test_along_the_road_begins_at_the_place_named_before() -> None:
    found = best("10 km south of Goma along the road to Bukavu")
    assert found.rule == "offset(S, 10 km, Goma) ∩ corridor(Goma, Bukavu, 15 km)"
    assert holds(found, (29.17, -1.76))


@pytest.mark.parametrize(
    "phrase", ["the Homs-Hama-Aleppo triangle", "the triangle between Homs, Hama and Aleppo"]
)
def test_triangle_lies_between_its_corners(phrase: str) -> None:
    found = best(phrase)
    assert found.rule.startswith("triangle(Homs, ")
    assert holds(found, (36.85, 35.35))
    assert misses(found, (38.28, 34.55))


@pytest.mark.parametrize(
    "phrase",
    [
        "bases in Syria and Iraq",
        "US bases in Syria and Iraq",
        "American military bases in Syria and Iraq",
        "bases housing US forces in Syria and Iraq",
        "the airports of Syria and Iraq",
    ],
)
def test_things_of_a_kind_have_an_area_and_no_point(phrase: str) -> None:
    found = best(phrase)
    assert (found.lon, found.lat, found.uncertainty_m) == (None, None, None)
    assert "in union(Syria, Iraq)" in found.rule
    assert holds(found, ALEPPO, BAGHDAD)


def test_camps_near_a_town_have_the_area_near_it() -> None:
    found = best("refugee camps near Goma")
    assert found.rule == "refugee camps in near(Goma, 25 km)"
    assert found.lon is None
    assert found.precision is Precision.NEAR


def test_one_thing_of_a_kind_keeps_its_point() -> None:
    found = best("a military base in northern Iraq")
    assert found.rule == "military base in part(N, Iraq)"
    assert found.lon is not None


def test_land_in_a_direction() -> None:
    found = best("in the mountains east of Kabul")
    assert found.rule.startswith("mountains in sector(E, ")
    assert holds(found, (69.45, 34.55))
    assert misses(found, (68.9, 34.5))


def test_near_a_base() -> None:
    found = best("near Al-Tanf garrison")
    assert found.rule == "near(Al-Tanf garrison, 25 km)"
    assert holds(found, (38.62, 33.49))


@pytest.mark.parametrize("name", ["Africa", "Europe", "Asia", "South America", "northern Africa"])
def test_continents_have_a_footprint(name: str) -> None:
    found = best(name)
    assert found.precision is Precision.REGION
    assert shapely.area(area(found)) > 500  # square degrees


def test_up_and_down_a_river_is_a_wide_area_round_the_town() -> None:
    for phrase in ("upstream of Khartoum", "upriver from Khartoum", "downstream from Khartoum"):
        found = best(phrase)
        assert found.precision is Precision.REGION
        assert "stream(Khartoum" in found.rule
