"""Names of places beside words that make something else of them, and such as are places still."""

import pytest

from geo.geocoding import geoparse


def named(text: str) -> list[str]:
    found = geoparse(text, model="none")
    return [text[record["start_char"] : record["end_char"]] for record in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Donors gave US$100 million to Goma.", ["Goma"]),
        ("The West Nile virus was found in Goma.", ["Goma"]),
        ("Two cases of Marburg haemorrhagic fever in Goma.", ["Goma"]),
        ("He fell ill in Goma on October 6 of that year.", ["Goma"]),
        ("It broke out in Spring 2002 in Goma.", ["Goma"]),
        ("Talks with state Sen. Tony Strickland were held in Goma.", ["Goma"]),
        ("The statement was read to U.S. Sens. Robert Byrd and Jay Rogers.", ["U.S."]),
        ("But police have not said who was hit. One man fled to Goma.", ["Goma"]),
        ("The bill was debated in Congress. It passed.", []),
        ("Volunteers of Doctors Without Borders left Goma.", ["Goma"]),
    ],
)
def test_money_diseases_dates_titles_and_offices_are_no_places(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It was signed by the government of Prince Edward Island.", ["Prince Edward Island"]),
        ("Ducks fell ill in Queen Anne's County in Maryland.", ["Queen Anne's County", "Maryland"]),
        ("He met Prince Edward on Monday in Goma.", ["Goma"]),
    ],
)
def test_an_area_may_begin_with_a_title(text: str, names: list[str]) -> None:
    assert named(text) == names


def test_no_part_of_a_country_that_only_says_whose_is_a_place() -> None:
    assert named("Officials say the Hong Kong government will act.") == ["Hong Kong"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They drove through Charleston, W.Va., on Monday.", ["Charleston", "W.Va."]),
        ("In B.C., snow fell. The B.C. government warned.", ["B.C.", "B.C."]),
        ("He died in a jail in Ky. on Monday.", ["Ky."]),
        ("The bill of Rep. Earl Pomeroy, D-N.D., was read.", ["N.D."]),
        ("The town was founded in 300 B.C. by settlers.", []),
        ("The plan of N.J. Smith was read.", []),
    ],
)
def test_a_short_form_with_points_is_a_province_where_one_may_stand(
    text: str, names: list[str]
) -> None:
    assert named(text) == names


def test_a_short_form_in_capitals_ends_before_the_full_stop() -> None:
    assert named("The floods reached NSW. Two died.") == ["NSW"]


def test_a_class_in_small_letters_is_no_part_of_the_name() -> None:
    assert named("Two died in Anhui province, China.") == ["Anhui", "China"]
    assert named("Two died in Laurel County, Kentucky.") == ["Laurel County", "Kentucky"]
