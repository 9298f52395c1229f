"""Spans that are given: what stands beside them and inside them tells what they mean."""

from typing import Any

import pytest

from geo.gazetteer import lookup
from geo.geocoding import geoparse
from geo.geocoding.priors import by_prior, priors
from geo.geodesy import distance_m


def record_of(text: str, name: str) -> dict[str, Any]:
    start = text.index(name)
    (record,) = geoparse(text, [(start, start + len(name))])
    return record


def test_the_class_behind_a_span_decides() -> None:
    # Washington state is GeoNames 5815135, the capital 4140963
    state = record_of("The apples came from an orchard in Washington state.", "Washington")
    assert state["geonameid"] == 5815135
    assert record_of("The letter was posted in Washington.", "Washington")["geonameid"] == 4140963


@pytest.mark.parametrize(
    "name", ["Squirrel Bay", "North Prince", "Market Square", "Xyz University"]
)
def test_a_word_of_a_class_inside_an_unknown_name_is_no_place(name: str) -> None:
    assert record_of(f"They met at {name} on Monday.", name)["lon"] is None


def test_a_town_of_two_letters_is_not_meant_by_capitals() -> None:
    # Eu in Normandy is GeoNames 3019329
    assert record_of("The EU and Syria signed it.", "EU")["geonameid"] is None
    assert record_of("The concert was held in Eu, France.", "Eu")["geonameid"] == 3019329
    # an abbreviation is not a town's own name: Los Angeles is GeoNames 5368361
    assert record_of("The concert was held in LA.", "LA")["geonameid"] == 5368361


@pytest.mark.parametrize(
    ("text", "name", "lon", "lat"),
    [
        # Wikipedia, rounded to degrees: the federal territory of Australia, and that of Nigeria
        (
            "Cases rose in South Australia and the Northern Territory.",
            "Northern Territory",
            133,
            -20,
        ),
        ("Bandits came to the Federal Capital Territory.", "Federal Capital Territory", 7, 9),
        # half of an ocean, not the whole of it, whose middle lies on the equator
        ("The ship sank in the North Atlantic.", "North Atlantic", -40, 40),
    ],
)
def test_names_made_of_words_of_direction_and_class_are_known(
    text: str, name: str, lon: float, lat: float
) -> None:
    record = record_of(text, name)
    assert distance_m(record["lon"], record["lat"], lon, lat) < 300_000


def score_of(name: str, place: str, *, written: bool) -> float:
    """Score one reading of a name, with and without the name as it is written."""
    places = by_prior(lookup(name))
    names = [reading.name for reading in places]
    return priors(places, name if written else None)[names.index(place)]


def test_a_name_that_an_english_town_once_had_says_less_than_its_own() -> None:
    # San Francisco was called so until 1847
    name, place = "Yerba Buena", "San Francisco"
    assert score_of(name, place, written=True) < score_of(name, place, written=False)
    assert score_of(name, name, written=True) == score_of(name, name, written=False)


@pytest.mark.parametrize(("name", "place"), [("Palmyra", "Tadmur"), ("Kiev", "Kyiv")])
def test_an_english_name_and_a_spelling_say_as_much_as_its_own(name: str, place: str) -> None:
    assert score_of(name, place, written=True) == score_of(name, place, written=False)


@pytest.mark.parametrize(
    ("text", "name", "lon", "lat"),
    [
        # Maroua, Kaya and Bolgatanga, capitals of these regions: GeoNames
        ("Boko Haram attacked a village in Cameroon's Far North region.", "Far North", 14.3, 10.6),
        ("Villages of the Centre-Nord region of Burkina Faso.", "Centre-Nord", -1.08, 13.09),
        ("Traders fled Bolgatanga in the Upper East Region of Ghana.", "Upper East", -0.85, 10.8),
        ("A convoy was hit near Kaya, Centre-Nord, Burkina Faso.", "Centre-Nord", -1.08, 13.09),
    ],
)
def test_a_region_called_by_a_direction_is_found_where_its_country_is_spoken_of(
    text: str, name: str, lon: float, lat: float
) -> None:
    found = geoparse(text, model="none")
    (record,) = (r for r in found if text.startswith(name, r["start_char"]))
    assert record["probability"] > 0.5
    assert distance_m(record["lon"], record["lat"], lon, lat) < 100_000


def test_an_area_called_by_a_direction_is_unsure_where_nothing_tells_its_country() -> None:
    found = geoparse("The Southern District sponsors the games.", model="none")
    assert all(record["probability"] < 0.5 for record in found)


def test_a_name_far_from_all_others_of_a_text_is_less_sure_than_alone() -> None:
    alone = "The hamlet Kalispell was cut off."
    among = f"Floods in Maseru, Teyateyaneng, Mafeteng and Hlotse in Lesotho. {alone}"
    near = f"Floods in Missoula, Helena, Butte and Bozeman in Montana. {alone}"
    sure = record_of(alone, "Kalispell")["probability"]
    assert record_of(among, "Kalispell")["probability"] < sure - 0.02
    assert record_of(near, "Kalispell")["probability"] >= sure
