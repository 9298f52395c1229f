"""Distances, directions and coordinates: wordings and notations."""

import math

import pytest
from shapely.geometry import Point, shape

from geo.geocoding import locate
from geo.geocoding.quantities import distance_at
from geo.geocoding.tokens import tokenise
from geo.geodesy import distance_m
from geo.models import Location, Precision

MOSUL = (43.13, 36.34)
KM_PER_DEGREE = 111.195


def best(phrase: str) -> Location:
    return locate(phrase)[0]


def holds(location: Location, *points: tuple[float, float]) -> bool:
    return all(shape(location.footprint or {}).covers(Point(point)) for point in points)


def misses(location: Location, *points: tuple[float, float]) -> bool:
    return not any(shape(location.footprint or {}).covers(Point(point)) for point in points)


@pytest.mark.parametrize(
    ("text", "low_km", "high_km"),
    # 1.609344 km a mile, 1.852 km a nautical mile, 0.3048 m a foot
    [
        ("50 km", 50, 50),
        ("50km", 50, 50),
        ("50-km", 50, 50),
        ("50 kilometres", 50, 50),
        ("50 Kilometers", 50, 50),
        ("fifty kilometres", 50, 50),
        ("twenty-five km", 25, 25),
        ("two hundred km", 200, 200),
        ("a hundred kilometres", 100, 100),
        ("1,500 metres", 1.5, 1.5),
        ("2.5 km", 2.5, 2.5),
        ("10-15 km", 10, 15),
        ("10 to 15 km", 10, 15),
        ("between 10 and 15 km", 10, 15),
        ("some 10 miles", 16.09344, 16.09344),
        ("half a mile", 0.804672, 0.804672),
        ("a mile and a half", 2.414016, 2.414016),
        ("two and a half miles", 4.02336, 4.02336),
        ("a quarter of a mile", 0.402336, 0.402336),
        ("1/2 mile", 0.804672, 0.804672),
        ("2½ miles", 4.02336, 4.02336),
        ("12 nautical miles", 22.224, 22.224),
        ("12 nm", 22.224, 22.224),
        ("3,000 feet", 0.9144, 0.9144),
        ("500 yards", 0.4572, 0.4572),
        ("20 km (12 miles)", 20, 20),
        ("20 kilomètres", 20, 20),
        ("veinte kilómetros", 20, 20),
        ("٢٠ كم", 20, 20),
        ("a dozen miles", 19.312128, 19.312128),
        ("about 20 km", 20, 20),
        ("roughly 20 km", 20, 20),
        ("just 20 km", 20, 20),
        ("nearly 20 km", 20, 20),
        ("almost 20 km", 20, 20),
        ("at least 20 km", 20, 30),
        ("more than 20 km", 20, 30),
        ("up to 20 km", 0, 20),
        ("less than 20 km", 0, 20),
        ("a few kilometres", 2, 6),
        ("several kilometres", 2, 10),
        ("a couple of miles", 2.414016, 4.828032),
        ("dozens of kilometres", 20, 90),
        ("hundreds of kilometres", 100, 900),
        ("a 30-minute drive", 10, 45),  # 20 to 90 km/h
        ("30 minutes' drive", 10, 45),
        ("half an hour's drive", 10, 45),
        ("two hours' walk", 4, 12),  # 2 to 6 km/h
        ("an hour and a half by car", 30, 135),
        ("30 minutes", 10, 45),
    ],
)
def test_lengths_in_words(text: str, low_km: float, high_km: float) -> None:
    tokens = tokenise(text)
    read = distance_at(tokens, 0)
    assert read is not None
    assert read[1] == len(tokens)
    assert (read[0].low_km, read[0].high_km) == pytest.approx((low_km, high_km), rel=1e-6)


@pytest.mark.parametrize(
    "text", ["", "km", "50", "fifty people", "0 km", "99999999 km", "a", "1/0 mile", "\u00b2 km"]
)
def test_what_is_no_length(text: str) -> None:
    assert distance_at(tokenise(text), 0) is None


@pytest.mark.parametrize(
    "phrase",
    [
        "50 km south of Mosul",
        "50km south of Mosul",
        "50 km to the south of Mosul",
        "50 km due south of Mosul",
        "fifty kilometres south of Mosul",
        "about 50 km south of Mosul",
        "some 50 kilometers (31 miles) south of Mosul",
        "50 km south of the city of Mosul",
        "50 km south from Mosul",
        "50 km au sud de Mossoul",
        "a 50 km al sur de Mosul",
        "50 كم جنوب الموصل",
        "٥٠ كيلومترا جنوبي الموصل",
    ],
)
def test_wordings_of_distance_and_direction(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "offset(S, 50 km, Mosul)"
    assert holds(found, (MOSUL[0], MOSUL[1] - 50 / KM_PER_DEGREE))
    assert misses(found, MOSUL, (MOSUL[0], MOSUL[1] + 50 / KM_PER_DEGREE))


@pytest.mark.parametrize(
    ("words", "bearing"),
    [
        ("north", 0),
        ("northeast", 45),
        ("north-east", 45),
        ("north east", 45),
        ("east", 90),
        ("south-east", 135),
        ("south", 180),
        ("southwest", 225),
        ("west", 270),
        ("northwest", 315),
        ("north-northeast", 22.5),
        ("SSW", 202.5),
    ],
)
def test_every_direction_lies_that_way(words: str, bearing: float) -> None:
    found = best(f"30 km {words} of Mosul")
    turn = math.radians(bearing)
    lat = MOSUL[1] + 27 / KM_PER_DEGREE * math.cos(turn)
    lon = MOSUL[0] + 27 / KM_PER_DEGREE * math.sin(turn) / math.cos(math.radians(MOSUL[1]))
    assert holds(found, (lon, lat))


@pytest.mark.parametrize(
    "phrase", ["north of Mosul", "to the north of Mosul", "au nord de Mossoul", "شمال الموصل"]
)
def test_a_direction_alone_is_a_sector(phrase: str) -> None:
    found = best(phrase)
    assert found.rule.startswith("sector(N, ")
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("near", 2, 2)
    assert holds(found, (MOSUL[0], MOSUL[1] + 20 / KM_PER_DEGREE))


def test_just_north_of_is_nearer_than_north_of() -> None:
    just, plain = best("just north of Mosul"), best("north of Mosul")
    assert just.rule == "offset(N, just, Mosul)"
    assert shape(just.footprint or {}).area < shape(plain.footprint or {}).area


@pytest.mark.parametrize(
    "phrase", ["40 km from Gao", "40 km away from Gao", "40 km outside Gao", "40 km de Gao"]
)
def test_distance_without_direction(phrase: str) -> None:
    found = best(phrase)
    assert found.rule == "offset(40 km, Gao)"
    assert holds(found, (-0.04, 16.27 + 36 / KM_PER_DEGREE))


def test_travel_time_is_a_wide_area_and_the_rule_says_so() -> None:
    found = best("two hours' drive north of Nairobi")
    assert found.rule == "offset(N, 2 hour drive, Nairobi)"
    assert found.precision is Precision.REGION
    assert holds(found, (36.82, -1.29 + 100 / KM_PER_DEGREE))


def test_qualifiers_stand_in_the_rule() -> None:
    assert best("at least 20 km north of Kirkuk").rule == "offset(N, at least 20 km, Kirkuk)"
    assert best("up to 20 km north of Kirkuk").rule == "offset(N, up to 20 km, Kirkuk)"
    assert best("within 20 km of Kirkuk").rule == "offset(up to 20 km, Kirkuk)"


def test_relations_nest() -> None:
    found = best("5 km east of the outskirts of Mosul")
    assert found.rule.startswith("offset(E, 5 km, outskirts(Mosul")
    assert best("north of the hills south of Goma").precision is not Precision.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "33.5138, 36.2765",
        "33.5138 36.2765",
        "(33.5138, 36.2765)",
        "33.5138N 36.2765E",
        "33.5138° N, 36.2765° E",
        "N33.5138 E36.2765",
        "N 33.5138°, E 36.2765°",
        "36.2765°E 33.5138°N",
        "lat 33.5138, lon 36.2765",
        "Latitude: 33.5138 Longitude: 36.2765",
        "coordinates 33.5138, 36.2765",
        "33°30'49.7\"N 36°16'35.4\"E",
        "33°30′49.7″N, 36°16′35.4″E",
        "33° 30' 49.7\" N 36° 16' 35.4\" E",
        "33 30 49.7 N 36 16 35.4 E",
        "33°30.828'N 36°16.590'E",
        "33º30’49,7”N 36º16’35,4”E",
        "33d30m49.7s N 36d16m35.4s E",
        "33 deg 30 min 49.7 sec North, 36 deg 16 min 35.4 sec East",
        "N33°30'49.7\" E36°16'35.4\"",
        "333050N 0361635E",
        "333050N0361635E",
    ],
)
def test_notations_of_one_point_in_degrees(text: str) -> None:
    found = best(text)
    assert (found.precision, found.ucdp_where_prec, found.acled_geo_precision) == ("exact", 1, 1)
    assert found.lon is not None
    assert found.lat is not None
    assert distance_m(found.lon, found.lat, 36.2765, 33.5138) < 20
    assert found.country == "SY"


@pytest.mark.parametrize(
    ("text", "lon", "lat", "radius_m"),
    [
        # the example of the US National Grid standard (FGDC-STD-011-2001): 18S UJ 2348 0647 is the
        # Washington Monument, 38.8895 N, 77.0352 W
        ("18SUJ2348006470", -77.0352, 38.8895, 30),
        ("18S UJ 23480 06470", -77.0352, 38.8895, 30),
        ("MGRS: 18S UJ 2348 0647", -77.0352, 38.8895, 30),
        # UTM: the central meridian of zone 37 is 39 E, where the easting is 500 000 m; 3 700 000 m
        # of northing are 33.4394 N
        ("37N 500000 3700000", 39.0, 33.4394, 30),
        ("37S 500000 3700000", 39.0, 33.4394, 30),
        ("UTM 37N 500000E 3700000N", 39.0, 33.4394, 30),
        # plus codes: the example of the specification, 47.365590 N, 8.524997 E
        ("8FVC9G8F+6X", 8.524997, 47.365590, 30),
        ("8fvc9g8f+6x", 8.524997, 47.365590, 30),
        ("9G8F+6X Zurich", 8.524997, 47.365590, 30),
        ("9G8F+6X, Zurich", 8.524997, 47.365590, 30),
    ],
)
def test_grids(text: str, lon: float, lat: float, radius_m: float) -> None:
    found = best(text)
    assert found.precision is Precision.EXACT
    assert found.lon is not None
    assert found.lat is not None
    assert distance_m(found.lon, found.lat, lon, lat) < radius_m
    assert "coordinates(" in found.rule


def test_southern_hemisphere_in_utm() -> None:
    # 10 000 000 m are added to the northing south of the equator: 3 700 000 m north, mirrored
    found = best("37H 500000 6300000")
    assert found.lat == pytest.approx(-33.4394, abs=1e-3)


def test_a_coarse_grid_square_has_its_own_size() -> None:
    # four digits: a square of 1 km, half its diagonal is 707 m
    assert best("18S UJ 23 06").uncertainty_m == pytest.approx(707, rel=0.02)


@pytest.mark.parametrize(
    "text",
    ["99SUJ2337006519", "18S UJ 2337 065", "18SUJ", "61N 500000 3700000", "XXXX+XX", "33 N 36 E"],
)
def test_what_only_looks_like_a_grid_is_no_place(text: str) -> None:
    assert best(text).precision is not Precision.EXACT


def test_a_distance_from_coordinates() -> None:
    found = best("10 km north of 33.50, 36.30")
    assert holds(found, (36.3, 33.5 + 9.5 / KM_PER_DEGREE))


@pytest.mark.parametrize(
    "phrase",
    [
        "30 km north of the state capital Kano",
        "30 km north of the local capital Kano",
        "30 km north of the mining town of Kano",
        "30 km north of the county town of Kano",
        "30 km northern from Kano",
    ],
)
def test_what_kind_of_town_it_is_does_not_hide_its_name(phrase: str) -> None:
    assert best(phrase).rule == "offset(N, 30 km, Kano)"


def test_a_state_says_which_town_is_meant_and_not_where_the_distance_ends() -> None:
    # Burlington lies 17 km from the state line in Lake Champlain: 39 miles south-west is New York
    found = best("39 miles southwest of Burlington, Vermont")
    assert found.rule == "offset(SW, 62.76 km, Burlington)"
    assert holds(found, (-73.76, 44.08))
