import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.extraction.casualties import find_casualties
from geo.extraction.numbers import Quantity, read_number, read_quantity

Range = tuple[int | None, int | None, int | None]


def counts(text: str) -> dict[str, Range]:
    found = {}
    for item in find_casualties(text, 0, len(text)):
        found[item.outcome] = (item.quantity.low, item.quantity.best, item.quantity.high)
    return found


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Three soldiers were killed in the raid.", (3, 3, 3), None),
        ("The blast killed three and wounded 14.", (3, 3, 3), (14, 14, 14)),
        ("It left 5 dead and 12 wounded.", (5, 5, 5), (12, 12, 12)),
        ("At least 3 farmers died.", (3, 3, None), None),
        ("More than 40 troops were wounded.", None, (40, None, None)),
        ("Up to 20 militants were killed.", (None, None, 20), None),
        ("Between 10 and 15 fighters died.", (10, None, 15), None),
        ("It killed nearly 100 people.", (90, 100, 100), None),
        ("The death toll has risen to 45.", (45, 45, 45), None),
        ("The attack claimed the lives of ten miners.", (10, 10, 10), None),
        ("dozens of mostly minor injuries", None, (24, None, 99)),
        ("No injuries were reported.", None, (0, 0, None)),
        ("There were no casualties.", (0, 0, 0), (0, 0, 0)),
        ("No one was hurt.", None, (0, 0, 0)),
        ("A commander and one of his guards were killed.", (2, 2, 2), None),
        ("It killed a woman and her two children.", (3, 3, 3), None),
        ("The governor was wounded.", None, (1, 1, 1)),
        ("Ahmad Karimi was assassinated.", (1, 1, 1), None),
        ("Twelve people, including three children, were killed.", (12, 12, 12), None),
        ("It killed five people, three of them children.", (5, 5, 5), None),
        ("Two Malians were killed.", (2, 2, 2), None),
        ("THREE PEOPLE WERE KILLED AND FIVE WOUNDED.", (3, 3, 3), (5, 5, 5)),
        ("killing at least 30, a local doctor said", (30, 30, None), None),
    ],
)
def test_people_are_counted_as_ranges(
    text: str, killed: Range | None, injured: Range | None
) -> None:
    expected = {"killed": killed, "injured": injured}
    assert counts(text) == {key: value for key, value in expected.items() if value is not None}


@pytest.mark.parametrize(
    "text",
    [
        "There were no immediate reports of casualties.",
        "Twelve people could be killed.",
        "Five houses were destroyed.",
        "The soldiers were killed.",
        "It hit 3.5% of the homes in 2019.",
    ],
)
def test_what_is_not_known_is_not_counted(text: str) -> None:
    assert counts(text) == {}


def test_span_of_a_count_holds_its_words() -> None:
    text = "Police said that two guards were killed there."
    (found,) = find_casualties(text, 0, len(text))
    assert text[found.start_char : found.end_char] == "two guards were killed"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("twenty-five", 25),
        ("1,200", 1200),
        ("two hundred and fifty", 250),
        ("2.5 million", 2_500_000),
        ("two dozen", 24),
        ("a hundred", 100),
        ("rebels", None),
    ],
)
def test_number_words_are_read(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at least a dozen", Quantity(12, 12, None)),
        ("more than two dozen", Quantity(24, None, None)),
        ("dozens of", Quantity(24, None, 99)),
        ("scores", Quantity(40, None, 99)),
        ("one or two", Quantity(1, None, 2)),
        ("30 or more", Quantity(30, 30, None)),
        ("fewer than 10", Quantity(None, None, 9)),
        ("about 50", Quantity(45, 50, 55)),
    ],
)
def test_qualified_number_is_a_range(text: str, expected: Quantity) -> None:
    assert read_quantity(text) == expected


@given(st.integers(0, 999_999))
def test_digits_with_commas_are_read_as_their_number(number: int) -> None:
    assert read_number(f"{number:,}") == number


def test_unknown_part_makes_the_sum_unknown() -> None:
    assert Quantity(3, 3, 3) + Quantity(2, 2, None) == Quantity(5, 5, None)


def test_held_and_saved_people_are_not_harmed() -> None:
    assert counts("Troops arrested nine men after a brawl in which nobody was injured.") == {
        "injured": (0, 0, 0)
    }
    assert counts("Divers rescued four women; no one was hurt.") == {"injured": (0, 0, 0)}
    assert counts("The blast injured nobody.") == {"injured": (0, 0, 0)}
