"""What is not read, or cannot be, never ends in a sure answer."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, shape

import geo
from geo.models import Location, Precision

SURE = 0.5
"""Probability from which on an answer is taken for likely."""


def best(phrase: str) -> Location:
    found: Location = geo.locate(phrase)[0]
    return found


@pytest.mark.parametrize(
    ("phrase", "unread"),
    [
        ("the village of Qwxyzab, Homs province", "Qwxyzab"),
        ("Qwxyzab, Syria", "Qwxyzab"),
        ("near Qwxyzab in Idlib", "near Qwxyzab in"),
        ("in the village of Hroza, Kupiansk district, Kharkiv region", "Hroza"),
        ("across the river from Kherson", "across the river from"),
        ("the far end of the quay in Kherson", "the far end of the quay in"),
    ],
)
def test_words_left_unread_are_named_and_make_the_answer_unsure(phrase: str, unread: str) -> None:
    found = best(phrase)
    assert "not read: " in found.rule
    assert unread in found.rule
    assert found.probability is not None
    assert found.probability < SURE
    assert found.precision not in (Precision.EXACT, Precision.PLACE)


@pytest.mark.parametrize(
    "phrase", ["the river", "a village", "near the border", "camp", "the city"]
)
def test_a_thing_without_a_name_is_no_place(phrase: str) -> None:
    assert best(phrase).precision is Precision.UNKNOWN


def test_a_nameless_town_leaves_the_border_it_is_measured_from() -> None:
    assert "border(Belarus)" in best("a town 12 miles from the Belarus border").rule


@pytest.mark.parametrize(
    ("phrase", "name", "left_out"),
    [
        ("Tokyo, France", "Tokyo", "country(France)"),
        ("Goma, Rwanda", "Goma", "country(Rwanda)"),
        ("Damascus, Lebanon", "Damascus", "country(Lebanon)"),
        ("10 km west of Lagos in Japan", None, "country(Japan)"),
        ("200 km west of Baghdad, near the Syrian border", None, "border_band(Iraq, Syria"),
    ],
)
def test_a_part_that_gives_way_is_told_and_costs_probability(
    phrase: str, name: str | None, left_out: str
) -> None:
    found = best(phrase)
    assert found.name == name
    assert f"(does not meet {left_out}" in found.rule
    assert found.probability is not None
    assert found.probability < SURE


def test_a_border_band_said_to_lie_in_a_country_is_cut_to_it() -> None:
    found = best("15km from the Rwanda border in DR Congo")
    assert found.country == "CD"
    assert "∩ country(Democratic Republic of the Congo)" in found.rule


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("10000 km north of London", "farther than the 2,000 km"),
        ("0 km north of London", "no distance"),
        ("-5 km north of London", "below zero"),
        ("5 furlongs north of London", "furlongs"),
        ("ten thousand km north of London", "ten thousand km"),
        ("95.5, 36.3", "beyond 90 degrees"),
        ("45.5, 200.5", "beyond 180 degrees"),
        ("on the Syria-Ukraine border", "no border found"),
        ("off the coast of Mali", "no sea off Mali"),
        ("road from Homs to Sydney", "too far apart"),
    ],
)
def test_what_cannot_be_is_not_found_and_says_why(phrase: str, reason: str) -> None:
    found = best(phrase)
    assert found.precision is Precision.UNKNOWN
    assert found.footprint is None
    assert reason in found.rule


@pytest.mark.parametrize(
    "phrase",
    ["between 10 and 20 km north of Kupiansk", "10-20 km north of Kupiansk"],
)
def test_a_range_is_read_with_both_of_its_ends(phrase: str) -> None:
    assert best(phrase).rule == "offset(N, 10 to 20 km, Kupyansk)"


def test_a_days_walk_is_eight_hours_and_two_days_alone_are_a_time() -> None:
    # 8 h at 2 and at 6 km/h: 16 to 48 km
    footprint = best("a day's walk from Homs").footprint
    assert footprint is not None
    ring = shape(footprint)
    assert not ring.covers(Point(36.723, 34.733))
    assert "not read: 'two days from'" in best("two days from Homs").rule


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("Kherson and Zaporizhzhia regions", "union(Kherson, Zaporizhzhia)"),
        ("Homs and Hama provinces", "union(Homs, Hama)"),
        ("Idlib countryside", "admin1(Idlib, SY)"),
        ("the countryside of Hama", "admin1(Hama, SY)"),
        ("southern Idlib countryside", "part(S, Idlib)"),
        ("just inside Lebanon", "country(Lebanon) ∩ offset(0 to 10 km, border(Lebanon))"),
        (
            "the Mali-Burkina Faso-Niger triangle",
            "tri_border(Burkina Faso, Mali, Niger, 100 km)",
        ),
        (
            "border area between Mali, Burkina Faso and Niger",
            "tri_border(Burkina Faso, Mali, Niger, 100 km)",
        ),
        ("between Israel and Lebanon", "border_band(Israel, Lebanon, 25 km)"),
        ("halfway between Homs and Palmyra", "corridor(Homs, Tadmur, 21.6 km)"),
        ("30 km from Beirut off the coast", "offset(30 km, Beirut) ∩ off(Beirut, 50 km)"),
        ("20 km east of Port Sudan", "offset(E, 20 km, Port Sudan)"),
        ("33.5N 36.3E", "coordinates(33.5, 36.3, 11120 m)"),
    ],
)
def test_form_is_read_whole(phrase: str, rule: str) -> None:
    assert best(phrase).rule == rule


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("30 км на схід від Харкова", "offset(E, 30 km, Kharkiv)"),
        ("30 км к востоку от Харькова", "offset(E, 30 km, Kharkiv)"),
        ("около Донецка", "near(Donetsk, 25 km)"),
        ("в 10 км от Бахмута", "offset(10 km, Bakhmut)"),
        ("ליד חברון", "near(Hebron, 25 km)"),
        ("צפון עזה", "part(N, Gaza Strip)"),
        ("شمال حلب", "sector(N, 37.9 km, Aleppo)"),
        ("près de la frontière malienne", "border_band(Mali, 25 km)"),
        ("au sud de Gaza", "part(S, Gaza Strip)"),
    ],
)
def test_other_languages_are_read_as_english_is(phrase: str, rule: str) -> None:
    assert best(phrase).rule == rule


def test_country_is_that_of_the_ground_and_null_at_sea() -> None:
    at_sea = best("50 nm west of Hodeidah")
    assert (at_sea.country, at_sea.ucdp_where_prec) == (None, 7)
    assert best("50 km east of Goma in Rwanda").country == "RW"
    assert best("15 km from the Rwanda border").country is None
    assert best("off the coast of Yemen").country is None


def test_off_a_country_leaves_its_inland_namesakes_out() -> None:
    assert all("Ogaden" not in found.rule for found in geo.locate("off the coast of Somalia"))


def test_towns_of_one_name_are_told_apart_by_their_province() -> None:
    rules = [found.rule for found in geo.locate("Springfield")]
    assert rules[0].endswith("in Illinois")
    assert any(rule.endswith("in Massachusetts") for rule in rules)
