import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from geo.geocoding import find_mentions
from geo.geocoding.coordinates import coordinates_at
from geo.geocoding.parts import part_of
from geo.geocoding.quantities import distance_at
from geo.geocoding.tokens import tokenise
from geo.models import Mention, MentionKind, Precision

PLACE, NATION, METONYM = MentionKind.PLACE, MentionKind.NATIONALITY, MentionKind.METONYM
ORGANISATION, PERSON = MentionKind.ORGANISATION, MentionKind.PERSON

# Our own words, built like an agency report.
REPORT = (
    "date 2024-03-11 Fighters close to Ankara's rivals hit a convoy in northwestern Syria near the "
    "Turkish border on Sunday. Turkey-backed rebels lost four men. Moscow has since denied any "
    "part. The raid was claimed by the Sinai Province near the Syrian-Turkish border. Since "
    "January they have claimed more than 40 raids on outposts of Russian troops in Syria and "
    "Lebanon. US officials said German forces in Jordan were not hit."
)


def found(text: str) -> dict[str, Mention]:
    return {mention.text: mention for mention in find_mentions(text)}


def kinds(text: str) -> dict[str, MentionKind]:
    return {mention.text: mention.kind for mention in find_mentions(text)}


def test_a_mention_is_the_whole_spatial_phrase() -> None:
    mentions = found(REPORT)
    phrase = mentions["northwestern Syria near the Turkish border"]
    assert phrase.kind is PLACE
    assert phrase.countries == ("SY",)
    assert phrase.location is not None
    assert phrase.location.precision is Precision.REGION
    assert mentions["near the Syrian-Turkish border"].countries == ("SY", "TR")


def test_two_countries_are_one_mention_without_a_point() -> None:
    both = found(REPORT)["Syria and Lebanon"]
    assert both.countries == ("SY", "LB")
    assert both.location is not None
    assert (both.location.lon, both.location.precision) == (None, Precision.COUNTRY)


def test_offsets_point_at_the_words() -> None:
    mentions = find_mentions(REPORT)
    assert all(REPORT[m.start_char : m.end_char] == m.text for m in mentions)
    spans = [(m.start_char, m.end_char) for m in mentions]
    assert spans == sorted(spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_start_leaves_out_the_header() -> None:
    text = "date 2024-02-05 Beirut\n\nShells fell on Tyre."
    assert [m.text for m in find_mentions(text, start=text.index("Shells"))] == ["Tyre"]


@pytest.mark.parametrize(
    ("text", "word", "kind", "countries"),
    [
        ("Two US servicemen died.", "US", NATION, ("US",)),
        ("An Iran-backed group fired.", "Iran", NATION, ("IR",)),
        ("Iranian-backed groups fired.", "Iranian", NATION, ("IR",)),
        ("The Syrian army advanced.", "Syrian", NATION, ("SY",)),
        ("Iraq war veterans met.", "Iraq", NATION, ("IQ",)),
        ("Washington has responded with raids.", "Washington", METONYM, ("US",)),
        ("Moscow said nothing.", "Moscow", METONYM, ("RU",)),
        ("The Kremlin denied it.", "Kremlin", METONYM, ("RU",)),
        ("Later Israel said it had fired.", "Israel", METONYM, ("IL",)),
        ("The Islamic Resistance in Iraq claimed it.", "Islamic Resistance in Iraq", None, ()),
        ("The University of Jordan closed.", "University of Jordan", None, ()),
        ("He told the Washington Post.", "Washington Post", None, ()),
    ],
)
def test_words_that_name_a_place_and_mean_another_thing(
    text: str, word: str, kind: MentionKind | None, countries: tuple[str, ...]
) -> None:
    mention = found(text)[word]
    assert mention.kind is (kind or ORGANISATION)
    assert mention.countries == countries
    assert mention.location is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Shells fell in Washington on Monday.", "Washington"),
        ("They withdrew from Iraq after the raid.", "Iraq"),
        ("The blast in the US killed one.", "US"),
        ("It was committed by Israel against them.", "Israel"),
        ("A clash in Reading left one dead.", "Reading"),
        ("Police in Nice, France, said so.", "Nice, France"),
        ("Shelling hit Avdiivka.", "Avdiivka"),
    ],
)
def test_places_stay_places(text: str, word: str) -> None:
    assert kinds(text)[word] is PLACE


@pytest.mark.parametrize(
    "text",
    [
        "Reading the report took a day.",
        "Nice words were said in May and in March.",
        "They said it was Friday.",
        "People hit the road. Many were police.",
        "Michael Jordan and Gen. Jackson arrived.",
        "it told us that we are in the mobile age",
    ],
)
def test_common_words_and_people_are_no_places(text: str) -> None:
    assert [m for m in find_mentions(text) if m.kind is PLACE] == []


def test_a_person_is_told_apart() -> None:
    assert kinds("Gen. Jackson and Michael Jordan came.") == {
        "Gen. Jackson": PERSON,
        "Michael Jordan": PERSON,
    }


def test_a_thing_named_after_a_place_has_no_location() -> None:
    mention = found("It happened at Homs Street.")["Homs Street"]
    assert mention.kind is PLACE
    assert mention.location is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "انفجار في بغداد وهجوم بسوريا والعراق قرب دير الزور، وبيروت.",
            ["بغداد", "سوريا", "العراق", "قرب دير الزور", "بيروت"],
        ),
        ("Взрывы в Харькове и Одессе, удар по Украине.", ["Харькове", "Одессе", "Украине"]),
        ("הירי היה בחיפה ובתל אביב.", ["חיפה", "תל אביב"]),
    ],
)
def test_names_in_other_scripts_are_found_behind_prefixes_and_endings(
    text: str, expected: list[str]
) -> None:
    assert [m.text for m in find_mentions(text) if m.kind is PLACE] == expected


def test_upper_case_texts_are_read() -> None:
    text = "A BOMB EXPLODED IN THE CITY OF MEDELLIN, COLOMBIA. IT HIT A MAN NEAR THE US EMBASSY."
    assert kinds(text) == {"CITY OF MEDELLIN, COLOMBIA": PLACE, "US": NATION}


def test_the_text_decides_between_readings() -> None:
    lebanon = "Lebanon buried its dead. In Sidon and Beirut shops closed; in Tripoli they did not."
    libya = "Libya buried its dead. In Misrata and Benghazi shops closed; in Tripoli they did not."
    assert found(lebanon)["Tripoli"].countries == ("LB",)
    assert found(libya)["Tripoli"].countries == ("LY",)


def test_a_place_explained_once_keeps_its_sense() -> None:
    text = "A fire broke out in Paris, Texas. Firemen in Paris had no water."
    assert found(text)["Paris"].countries == ("US",)


def test_expected_countries_tip_the_balance() -> None:
    text = "A patrol was hit near Tripoli."
    (mention,) = find_mentions(text, default_countries=["LB"])
    assert mention.countries == ("LB",)


def test_country_named_in_one_breath_is_no_container_of_a_country() -> None:
    assert kinds("Attacks by Israel in Gaza went on.") == {"Israel": PLACE, "Gaza": PLACE}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("50 km", 50, 50),
        ("some 50km", 50, 50),
        ("twenty-five kilometres", 25, 25),
        ("half a mile", 0.804672, 0.804672),
        ("10 to 15 kilometers", 10, 15),
        ("1,500 m", 1.5, 1.5),
        ("2.5 miles (4 km)", 4.02336, 4.02336),
    ],
)
def test_distances_are_read_in_kilometres(text: str, low: float, high: float) -> None:
    tokens = tokenise(text)
    read = distance_at(tokens, 0)
    assert read is not None
    distance, end = read
    assert (distance.low_km, distance.high_km) == pytest.approx((low, high))
    assert end == len(tokens)


@pytest.mark.parametrize("text", ["km", "fifty", "50", "1,2,3 km", "15-10 km", "", "km 50"])
def test_what_is_no_distance_is_not_read(text: str) -> None:
    assert distance_at(tokenise(text), 0) is None


@pytest.mark.parametrize("text", ["1.2, 3.4", "10.5 and 20.5", "0.00 0.00", "91.00, 10.00"])
def test_numbers_that_are_no_coordinates(text: str) -> None:
    assert coordinates_at(text, 0) is None


def test_parts_overlap_their_neighbours_and_cover_the_whole() -> None:
    square = Point(10, 5).buffer(3, quad_segs=1)
    parts = [part_of(square, name) for name in ("N", "NE", "E", "SE", "S", "SW", "W", "NW")]
    assert parts[0].intersection(parts[1]).area > 0
    assert parts[0].intersection(parts[4]).area < 0.1 * square.area
    whole = parts[0]
    for part in parts:
        whole = whole.union(part)
    assert whole.area == pytest.approx(square.area)


@given(st.text(max_size=200))
def test_any_text_is_read_and_quoted_rightly(text: str) -> None:
    for mention in find_mentions(text):
        assert text[mention.start_char : mention.end_char] == mention.text


WORDS = [
    "near",
    "the",
    "Homs",
    "Syria",
    "and",
    ",",
    "in",
    "(",
    "20 km",
    "north",
    "of",
    "border",
    "'s",
    "-",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_order_of_spatial_words_is_read(words: list[str]) -> None:
    for mention in find_mentions(" ".join(words)):
        location = mention.location
        if location is not None and location.lon is not None:
            assert location.lat is not None
            assert location.footprint is not None
            assert shape(location.footprint).covers(Point(location.lon, location.lat))


@pytest.mark.parametrize(
    "piece", ["Homs, ", "Syria and ", "near ", "Goma (", "Al ", "U.S.", "°1", "و", "'s border "]
)
def test_time_grows_with_the_length_of_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        find_mentions(text)
        return time.process_time() - start

    seconds(200)
    # eight times the text; a quadratic reader would take 64 times as long
    assert seconds(16_000) < 24 * max(seconds(2_000), 0.02)


def test_seed_report(eval_data: Path) -> None:
    text = (eval_data / "reports" / "000_dbd143e31d84912d.txt").read_text(encoding="utf-8")
    by_span = {(m.start_char, m.end_char): m for m in find_mentions(text)}
    first, second = by_span[337, 379], by_span[732, 764]
    assert first.countries == ("JO",)
    assert set(second.countries) == {"JO", "SY"}
    for span in ((514, 528), (903, 917)):
        both = by_span[span]
        assert both.countries == ("SY", "IQ")
        assert both.location is not None
        assert both.location.lon is None
    assert by_span[439, 449].kind is METONYM
    assert by_span[255, 257].kind is NATION
    organisation = [m for m in by_span.values() if m.kind is ORGANISATION]
    assert any(m.start_char >= 578 and m.end_char == 608 for m in organisation)


def test_a_phrase_at_sea_is_cut_by_the_sea() -> None:
    (mention,) = find_mentions("A tanker was hit in the Gulf of Aden 60 miles south of Aden.")
    assert mention.location is not None
    assert mention.location.ucdp_where_prec == 7
    footprint = shape(mention.location.footprint or {})
    assert footprint.covers(Point(45.0, 11.95))  # 0.85 degrees south of Aden
    assert not footprint.intersects(Point(44.5, 13.5))  # on land


def test_a_seat_of_government_that_is_asked_is_no_place() -> None:
    assert kinds("Kyiv urged Washington to send more.") == {"Kyiv": METONYM, "Washington": METONYM}


def test_a_surname_is_no_town_elsewhere_in_the_text() -> None:
    text = "The mayor, Anneliese Bergen, resigned. Bergen gave no reason."
    assert [m for m in find_mentions(text) if m.kind is PLACE] == []


def located(text: str) -> dict[str, Mention]:
    return {m.text: m for m in find_mentions(text) if m.location is not None}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Two men drowned in the town of Pont-Quelbe in Haiti's Artibonite region.", "Artibonite"),
        ("Shops burned in the village of Wad al-Noura in Sudan's Gezira state.", "Al Jazirah"),
    ],
)
def test_a_piece_of_a_longer_name_is_no_place_and_its_area_stands(text: str, area: str) -> None:
    (mention,) = located(text).values()
    assert mention.location is not None
    assert mention.location.name == area


def test_two_towns_tied_by_a_hyphen_are_two_places() -> None:
    assert {"Moscow", "Kyiv"} <= set(located("Trucks burned on the Moscow-Kyiv train."))
    assert "Goma" in located("Rebels shelled a Goma-area camp and the Goma market.")


def test_the_owner_of_an_area_decides_what_lies_in_it() -> None:
    (mention,) = located("Lights failed at Managil in Sudan's Gezira state.").values()
    assert mention.countries == ("SD",)
    assert mention.text == "Managil in Sudan's Gezira state"
    # Wittmund is a town in Germany alone
    (mention,) = located("Herders fled Wittmund in Mali's Gao region.").values()
    assert mention.countries == ("ML",)


def test_a_second_name_of_small_places_abroad_is_none() -> None:
    assert located("A rail bridge fell near Bolan.") == {}
    (mention,) = located("A rail bridge fell near Bolan in Pakistan.").values()
    assert mention.countries == ("PK",)


def test_north_central_is_a_part_of_its_own_and_holds_an_unknown_town() -> None:
    (mention,) = located("Farmers fled Zzorgo, in north-central Burkina Faso.").values()
    assert mention.location is not None
    assert mention.location.rule == "part(NC, Burkina Faso)"
    footprint = shape(mention.location.footprint or {})
    assert footprint.covers(Point(-1.09, 13.09))  # Kaya, seat of the Centre-Nord region
    assert not footprint.intersects(Point(-4.30, 11.18))  # Bobo-Dioulasso, southwest
    assert not footprint.intersects(Point(0.36, 12.06))  # Fada N'gourma, east


@pytest.mark.parametrize("unit", ["nautical miles", "nm", "NM"])
def test_nautical_miles_are_miles_at_sea(unit: str) -> None:
    (mention,) = located(f"A tanker burned about 50 {unit} southwest of Aden.").values()
    assert mention.location is not None
    assert mention.location.rule == "offset(SW, 92.6 km, Aden)"  # 50 x 1.852


def test_two_towns_far_apart_are_a_region_without_a_point() -> None:
    (mention,) = located("Power failed in Goma and Kinshasa.").values()
    assert mention.location is not None
    assert (mention.location.lon, mention.location.lat) == (None, None)
    assert mention.location.precision is Precision.REGION
