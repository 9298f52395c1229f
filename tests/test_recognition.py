"""What words that look like places are: places, persons, organisations, nations, or nothing."""

import pytest

from geo.errors import MissingDependencyError, ParameterError
from geo.geocoding import find_mentions, geoparse, ner
from geo.models import Mention, MentionKind

PLACE, PERSON = MentionKind.PLACE, MentionKind.PERSON
NLP = pytest.mark.skipif(not ner.is_installed(), reason="the extra nlp is not installed")


def kinds(text: str, model: str = "none") -> dict[str, MentionKind]:
    return {mention.text: mention.kind for mention in find_mentions(text, model=model)}


def places(text: str, model: str = "none") -> list[Mention]:
    return [m for m in find_mentions(text, model=model) if m.kind is PLACE]


def names(text: str, **options: str | bool) -> list[str]:
    records = geoparse(text, **{"model": "none", **options})  # type: ignore[arg-type]
    return [text[record["start_char"] : record["end_char"]] for record in records]


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton arrived.",
        "Jordan Peele spoke first.",
        "Mr Washington spoke first.",
        "Georgia Stevens skated well.",
        "The shot hit Tyrise M. Bell, and Bell died.",
        "Robert Turner lost, and later Turner left.",
        "Moore, 19, told the judge.",
        "Baker said he was hungry.",
    ],
)
def test_persons_with_names_of_towns_are_no_places(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A crowd met in Moore.", "Moore"),
        ("An Alexandria man was held.", "Alexandria"),
        ("He spoke for Rep. Smith, D-Oakland, on Monday.", "Oakland"),
        ("The Georgia Department of Education opened.", "Georgia"),
        ("Texas Forest Service crews came.", "Texas"),
        ("The U.S. Census was read.", "U.S."),
        ("It damaged the US more than us.", "US"),
        ("The New London Code of Ordinances was read.", "New London"),
        ("EDMONTON, Ky. (WBKO) -- One man died.", "EDMONTON"),
        ("HARTFORD - Lawmakers met.", "HARTFORD"),
        ("They moved to Edmonton, Ky., in May.", "Ky."),
        ("The court sits in The Hague.", "The Hague"),
        ("Police in Homs Hospital met.", "Homs"),
    ],
)
def test_places_among_names_of_offices_persons_and_datelines_are_told(text: str, word: str) -> None:
    assert word in {name.rstrip(".") if word[-1] != "." else name for name in names(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The Islamic Resistance in Iraq claimed it.",
        "The Bank of England cut rates.",
        "He told the Washington Post.",
        "The White House said no.",
        "The Kremlin denied it.",
        "They stood on Homs Street.",
    ],
)
def test_names_that_only_bear_a_place_have_no_record_with_a_point(text: str) -> None:
    assert [record for record in geoparse(text, model="none") if record["lon"] is not None] == []


def test_an_organisation_stays_one_whatever_it_bears() -> None:
    text = "The University of Jordan and the Texas Department of Health closed."
    assert set(kinds(text).values()) == {MentionKind.ORGANISATION}
    assert names(text) == ["Jordan", "Texas"]


def test_demonyms_are_an_option_inside_organisations_too() -> None:
    text = "Syrian troops and the Russian Foreign Ministry agreed."
    assert names(text) == []
    assert names(text, demonyms=True) == ["Syrian", "Russian"]


def test_a_capital_that_acts_is_told_with_its_town_and_a_palace_is_not() -> None:
    text = "Damascus has responded. The Kremlin has responded."
    assert set(kinds(text).values()) == {MentionKind.METONYM}
    assert names(text) == ["Damascus"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ROCKETS HIT MOSUL AIRPORT ON MONDAY, OFFICIALS SAID.", ["MOSUL"]),
        ("Rockets Hit Mosul Airport, Officials Say\nThree died in Erbil.", ["Mosul", "Erbil"]),
    ],
)
def test_capitals_hide_no_place(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A CAR EXPLODED IN GOMA ON MONDAY, KILLING TWO.", ["GOMA"]),
        ("A CAR BOMB KILLED TWO SOLDIERS IN BAGHDAD.", ["BAGHDAD"]),
        ("Rebels left CAR for Chad.", ["CAR", "Chad"]),
    ],
)
def test_a_word_among_capitals_is_no_country(text: str, expected: list[str]) -> None:
    assert [mention.text for mention in find_mentions(text, model="none")] == expected


def test_marks_of_direction_leave_spans_where_they_are() -> None:
    text = "\u200fانفجار في بغداد\u200e then \u202bMosul\u202c burned near Homs."
    for mention in find_mentions(text, model="none"):
        assert text[mention.start_char : mention.end_char] == mention.text
    assert {"بغداد", "Mosul"} <= set(names(text))


@NLP
def test_the_model_drops_persons_and_adds_names_that_nobody_knows() -> None:
    text = "Rebels burned houses in Karonvillo, said Paul Emberton. Emberton fled to Goma."
    told = {text[r["start_char"] : r["end_char"]]: r["lon"] for r in geoparse(text, model="spacy")}
    assert "Emberton" not in told
    assert told["Goma"] is not None
    assert all(lon is None for name, lon in told.items() if name != "Goma")


@NLP
def test_the_model_gives_the_same_records_twice_and_auto_uses_it() -> None:
    text = "Troops left Goma for Sake. Gen. Jackson said Rutshuru was quiet."
    first = geoparse(text, model="spacy")
    assert geoparse(text, model="spacy") == first
    assert geoparse(text) == first


@NLP
def test_the_model_reads_long_texts_in_pieces_at_their_place() -> None:
    text = "Nothing happened there. " * 2_000 + "Shells fell in Mosul."
    (entity,) = [e for e in ner.entities(text, "spacy") if text[e.start : e.end] == "Mosul"]
    assert entity.end == len(text) - 1


def test_spans_are_resolved_without_the_model() -> None:
    assert geoparse("It rained in Goma.", [(13, 17)], model="auto") == geoparse(
        "It rained in Goma.", [(13, 17)], model="none"
    )


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(ParameterError, match="`model`: 'bert'"):
        geoparse("Goma", model="bert")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ner, "is_installed", lambda: False)
    ner.load_model.cache_clear()
    with pytest.raises(MissingDependencyError, match=r"sitmap\[nlp\]"):
        geoparse("Goma fell.", model="spacy")
    assert geoparse("Goma fell.", model="auto") == geoparse("Goma fell.", model="none")
    ner.load_model.cache_clear()
