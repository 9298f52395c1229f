"""What the phrase grammar answers where it cannot: unknown names, doubt, and hostile input."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError, SitmapError
from geo.geocoding import find_mentions, locate
from geo.geocoding.grammar import MOST_NESTED
from geo.geocoding.phrase import MOST_LETTERS
from geo.models import Precision

WORDS = [
    "north",
    "of",
    "the",
    "border",
    "between",
    "and",
    "near",
    "Goma",
    "Syria",
    "Syrian",
    "Jordan",
    "km",
    "50",
    "off",
    "coast",
    "-",
    ",",
    "(",
    ")",
    "'s",
    "in",
    "road",
    "from",
    "to",
    "tri",
    "triangle",
    "bases",
    "side",
    "inside",
    "outskirts",
    "half",
    "a",
    "at",
    "least",
    "minutes",
    "33.51",
    "36.27",
    "N",
    "E",
    "au",
    "nord",
    "de",
    "شمال",
    "قرب",
    "upstream",
    "along",
    "Euphrates",
    "northern",
    "+",
    "8FVC9G8F",
    "37S",
    "Mali",
    "Gao",
]


@pytest.mark.parametrize(
    ("phrase", "near"),
    [
        ("10 km south of Bagdhad", "Baghdad"),
        ("near the village of Bagdhad", "Baghdad"),
        ("off the coast of Hodeidaah", "Hodeida"),
    ],
)
def test_an_unknown_name_in_a_phrase_is_not_found_with_near_names(phrase: str, near: str) -> None:
    (found,) = locate(phrase)
    assert found.precision is Precision.UNKNOWN
    assert (found.lon, found.lat, found.footprint, found.probability) == (None, None, None, None)
    assert found.rule.startswith("not found; near names: ")
    assert near in found.rule


@pytest.mark.parametrize("phrase", ["10 km south of Xyzzyqwert", "the Xyzzyqwert-Qwertzu border"])
def test_a_phrase_that_names_nothing_known_is_no_guess(phrase: str) -> None:
    (found,) = locate(phrase)
    assert found.precision is Precision.UNKNOWN
    assert found.rule.startswith("not found")


def test_an_ambiguous_name_in_a_phrase_gives_its_candidates() -> None:
    found = locate("20 km south of Tripoli")
    assert {"LY", "LB"} <= {location.country for location in found}
    probabilities = [location.probability or 0.0 for location in found]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < probability <= 1 for probability in probabilities)


def test_parts_that_conflict_leave_the_narrower_one_and_say_so() -> None:
    found = locate("southern Iraq near the Turkish border")[0]
    assert "does not meet" in found.rule
    assert "left out" in found.rule


def test_a_phrase_that_is_a_text_is_refused_with_the_way_out() -> None:
    with pytest.raises(ParameterError, match="`phrase` has 1,001 letters"):
        locate("x" * (MOST_LETTERS + 1))


def test_a_phrase_that_nests_too_deep_is_refused() -> None:
    locate("north of " * MOST_NESTED + "Goma")
    with pytest.raises(ParameterError, match="nests deeper"):
        locate("north of " * (MOST_NESTED + 4) + "Goma")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_order_of_relation_words_gets_an_answer(phrase: str) -> None:
    for location in locate(phrase):
        assert (location.lon is None) == (location.lat is None)
        assert (location.footprint is None) == (location.precision is Precision.UNKNOWN)
        assert (location.lon, location.lat) != (0, 0)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_unicode_raises_nothing_but_our_errors(text: str) -> None:
    with suppress(SitmapError):
        assert locate(text)


@pytest.mark.parametrize(
    "piece",
    [
        "north of ",
        "the border between ",
        "Goma, ",
        "Goma and ",
        "(",
        "33°",
        "1 ",
        "bases in ",
        "Homs-",
        "à ",
        "شمال ",
        "near the ",
        "a few ",
        "- ",
        "10 km south of Goma near ",
    ],
)
def test_the_time_for_repeated_words_grows_no_faster_than_the_text(piece: str) -> None:
    def seconds(letters: int) -> float:
        text = piece * (letters // len(piece))
        start = time.process_time()
        find_mentions(text)
        return time.process_time() - start

    seconds(500)
    # eight times the text; 24 leaves room for noise and caches, a square would be 64
    assert seconds(16_000) < 24 * max(seconds(2_000), 0.02)
