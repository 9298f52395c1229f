"""Words round a name in running text: who acts, who is named, which things stand where."""

import pytest

from geo.geocoding import find_mentions, geoparse
from geo.models import Mention, MentionKind


def places(text: str) -> list[Mention]:
    return [m for m in find_mentions(text) if m.kind is MentionKind.PLACE and m.location]


def test_several_sites_are_an_area_without_a_point() -> None:
    found = places("Rockets hit bases in Iraq and northeastern Syria overnight.")
    assert [m.text for m in found] == ["Iraq and northeastern Syria"]
    location = found[0].location
    assert location is not None
    assert location.rule == "bases in union(Iraq, part(NE, Syria))"
    assert location.lon is None


def test_one_thing_in_a_place_is_told_of_by_the_place() -> None:
    (found,) = places("A base in northern Syria was hit.")
    assert found.location is not None
    assert found.location.rule == "part(N, Syria)"


def test_a_part_of_a_country_before_a_word_of_time_is_a_place() -> None:
    assert [m.text for m in places("Drones struck northeastern Syria overnight.")] == [
        "northeastern Syria"
    ]


def test_two_countries_that_meet_act_and_are_not_where_it_is() -> None:
    first, second = find_mentions("The U.S. and China met in Geneva on Monday.")
    assert first.kind is MentionKind.METONYM
    assert first.countries == ("US", "CN")
    assert second.text == "Geneva"


def test_a_town_inside_the_name_of_a_person_is_none() -> None:
    text = "Aung San Suu Kyi was moved to a house in Naypyidaw."
    assert [m.text for m in places(text)] == ["Naypyidaw"]


def test_an_unknown_lake_in_a_text_has_no_location() -> None:
    text = "Rebels attacked fishermen on Lake Sake on Monday."
    assert places(text) == []


def test_a_phrase_at_sea_is_not_lost() -> None:
    text = "A tanker was hit 60 nautical miles southwest of Mokha, Yemen, in the Red Sea."
    (found,) = places(text)
    assert found.text.startswith("60 nautical miles southwest of Mokha")


def test_a_list_of_towns_is_not_read_as_a_town_in_a_town() -> None:
    records = geoparse("Protests were held in Tehran, Isfahan and Mashhad.", model="none")
    assert len(records) == 3
    assert all(record["lon"] is not None for record in records)


@pytest.mark.parametrize(
    "text",
    [
        "Boko Haram claimed the attack.",
        "He fought in the Gulf War as a young man.",
        "Une attaque a eu lieu.",
    ],
)
def test_organisations_wars_and_articles_are_no_places(text: str) -> None:
    assert places(text) == []


def test_a_state_abbreviation_behind_a_comma_is_no_article() -> None:
    (found,) = places("He was found in Sulphur, La., on Friday.")
    assert found.countries == ("US",)
    assert found.location is not None
    # Sulphur, Louisiana (public maps)
    assert found.location.lon == pytest.approx(-93.38, abs=0.1)


def test_a_name_behind_a_joined_conjunction_at_the_end_of_a_text_is_read() -> None:
    (found,) = places("قصف بين حمص وحماة")
    assert found.location is not None
    assert found.location.rule.startswith("corridor(Homs")
