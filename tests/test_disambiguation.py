"""Which place a name means: by the text, and how surely."""

import json
import re
import time
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import get
from geo.geocoding import find_mentions, geoparse, locate
from geo.geocoding.doubt import joint_probability, probability_here, rivals
from geo.geodesy import distance_m
from geo.models import Place, PlaceKind, Precision


def place_of(text: str, name: str) -> dict[str, object]:
    """Resolve the first use of a name as a given span."""
    start = text.index(name)
    (record,) = geoparse(text, [(start, start + len(name))])
    return record


def is_near(record: dict[str, object], lon: float, lat: float, km: float = 50) -> bool:
    at_lon, at_lat = record["lon"], record["lat"]
    assert isinstance(at_lon, float)
    assert isinstance(at_lat, float)
    return distance_m(at_lon, at_lat, lon, lat) <= km * 1000


# Points of the towns: GeoNames.
@pytest.mark.parametrize(
    ("text", "name", "lon", "lat"),
    [
        # the county and the towns next to it decide, without the state being named
        (
            "Shelbyville lies in Bedford County, Tullahoma to the south.",
            "Shelbyville",
            -86.46,
            35.48,
        ),
        (
            "A farm burned near Salem; crews came from Keizer and Silverton.",
            "Salem",
            -123.04,
            44.94,
        ),
        ("Salem police called those of Peabody, Beverly and Marblehead.", "Salem", -70.90, 42.52),
        ("Trains stopped at Newport, Chepstow and Cwmbran.", "Newport", -3.00, 51.59),
        ("Ferries left Newport for Jamestown; Middletown had no power.", "Newport", -71.31, 41.49),
        # the state does
        (
            "The flood hit Georgetown. Delaware sent help; Delaware has few boats.",
            "Georgetown",
            -75.39,
            38.69,
        ),
        ("Voters in Guyana queued in Georgetown and Linden.", "Georgetown", -58.16, 6.80),
        # the words beside the name do, and once explained it holds
        ("Athens, Ohio, was dark.", "Athens", -82.10, 39.33),
        ("Long Beach, CA, saw a fire.", "Long Beach", -118.19, 33.77),
        ("Naples, Fla., was calm.", "Naples", -81.79, 26.14),
        ("Hyderabad in Sindh has no water.", "Hyderabad", 68.37, 25.39),
        ("Hyderabad, capital of Telangana, has no water.", "Hyderabad", 78.46, 17.38),
    ],
)
def test_the_text_decides(text: str, name: str, lon: float, lat: float) -> None:
    assert is_near(place_of(text, name), lon, lat)


@pytest.mark.parametrize("name", ["Mexico", "Norway", "Peru", "Cuba"])
def test_a_country_is_no_small_town_of_the_state_the_text_is_about(name: str) -> None:
    text = f"A man from Bangor, Maine, and one from Augusta went to {name}."
    assert place_of(text, name)["geonameid"] == next(
        location.geonameid for location in locate(name) if location.precision is Precision.COUNTRY
    )


def test_provinces_in_a_list_are_no_towns_in_one_another() -> None:
    text = "Snow fell in Kansas, Nebraska and Indiana, Ohio and Illinois."
    for name in ("Kansas", "Nebraska", "Indiana", "Ohio", "Illinois"):
        record = place_of(text, name)
        assert record["geonameid"] in {
            location.geonameid
            for location in locate(name)
            if location.precision is Precision.ADMIN1
        }, name


def test_countries_in_a_list_are_not_inside_one_another() -> None:
    text = "Ministers of Iraq, Iran, Chad, Niger and Jordan met."
    for name, code in (("Iraq", "IQ"), ("Iran", "IR"), ("Chad", "TD"), ("Jordan", "JO")):
        (best, *_) = locate(name)
        assert best.country == code
        assert place_of(text, name)["geonameid"] == best.geonameid


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("The USA and China signed.", "USA", "US"),
        ("Troops of the U.S. left.", "U.S.", "US"),
        ("Goods from China were late.", "China", "CN"),
    ],
)
def test_countries_are_countries_and_no_buildings(text: str, name: str, code: str) -> None:
    record = place_of(text, name)
    country = next(p for p in locate(name) if p.precision is Precision.COUNTRY)
    assert country.country == code
    assert record["geonameid"] == country.geonameid


def test_an_unknown_name_leaves_the_others_as_they_were() -> None:
    text = "The Soviet Union and Qwzyxland sent envoys to Warsaw, Prague and Sofia."
    records = {text[r["start_char"] : r["end_char"]]: r for r in geoparse(text)}
    assert {"Warsaw", "Prague", "Sofia"} <= set(records)
    spans = [m.span() for m in re.finditer("Soviet Union|Qwzyxland|Warsaw|Prague|Sofia", text)]
    given_spans = geoparse(text, spans)
    assert given_spans[1]["lon"] is None
    assert all(record["lon"] is not None for record in given_spans[2:])


def test_counties_in_a_list_are_counties() -> None:
    text = "Storms crossed Lane, Linn and Benton counties in Oregon."
    # seats Eugene, Albany and Corvallis: GeoNames
    for name, lon, lat in (
        ("Lane", -123.1, 44.0),
        ("Linn", -122.5, 44.5),
        ("Benton", -123.4, 44.5),
    ):
        assert is_near(place_of(text, name), lon, lat, 100), name


def test_a_street_is_not_the_town_it_is_called_after() -> None:
    text = "A shop in Lancaster Avenue was robbed."
    start = text.index("Lancaster")
    (record,) = geoparse(text, [(start, start + len("Lancaster Avenue"))])
    assert record["lon"] is None


def test_a_name_inside_an_unknown_one_is_never_sure() -> None:
    text = "They met at Springfield Quarry in Springfield, Missouri."
    assert (place_of(text, "Springfield Quarry")["probability"] or 0) <= 0.5  # type: ignore[operator]


def test_an_ambiguous_name_lists_its_candidates() -> None:
    answers = locate("Springfield")
    shares = [answer.probability for answer in answers if answer.probability is not None]
    assert len(answers) >= 5
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1
    assert shares[0] < 0.5
    assert all(answer.lon is not None for answer in answers)


def test_rivals_in_a_text_are_drawn_together_without_a_point() -> None:
    (mention,) = find_mentions("A depot burned in Springfield.")
    location = mention.location
    assert location is not None
    assert (location.lon, location.lat, location.uncertainty_m) == (None, None, None)
    assert location.precision is Precision.REGION
    assert location.footprint is not None
    assert location.footprint["type"] == "MultiPolygon"
    assert location.rule.startswith("either(")
    assert location.rule.count(" | ") >= 2
    assert location.probability is not None
    assert location.probability <= 1


def test_the_radius_of_an_ambiguous_name_reaches_its_rivals() -> None:
    text = "A depot burned in Springfield."
    record = place_of(text, "Springfield")
    radius = record["radius_m"]
    assert isinstance(radius, float)
    # Springfield in Illinois and in Massachusetts lie about 1,450 km apart
    assert radius > 400_000


def test_a_city_and_the_area_round_it_are_one_answer() -> None:
    record = place_of("Planes flew over Gaza and Rafah in Palestine.", "Gaza")
    assert is_near(record, 34.4, 31.4)
    assert (record["probability"] or 0) > 0.8  # type: ignore[operator]


def test_a_city_comes_before_the_province_of_its_name() -> None:
    for name in ("Homs", "Idlib", "Kharkiv", "Mosul", "Basra", "Hama", "Daraa", "Mecca", "Erbil"):
        assert locate(name)[0].precision is Precision.PLACE, name


def test_two_countries_of_one_name_are_told_both() -> None:
    (mention,) = find_mentions("Fighting went on in the Congo.")
    assert set(mention.countries) == {"CD", "CG"}


def _place(number: int, lon: float, kind: PlaceKind = PlaceKind.SETTLEMENT) -> Place:
    return Place(f"geonames:{number}", f"Town {number}", kind, lon, 10.0, ("XX",), "XX-1")


def test_rivals_are_those_a_third_as_likely_and_apart() -> None:
    near, far, faint = _place(2, 10.1), _place(3, 20.0), _place(4, 30.0)
    readings = ((_place(1, 10.0), 0.5), (far, 0.25), (near, 0.1), (faint, 0.1))
    # 0.5 + 0.1 at the first spot: from 0.2 on a rival
    assert rivals(readings) == [0, 1]
    assert probability_here(readings) == pytest.approx(0.6)
    assert joint_probability(readings, [0, 1]) == pytest.approx(0.85)


def test_a_sure_reading_has_no_rivals() -> None:
    readings = ((_place(1, 10.0), 0.8), (_place(2, 20.0), 0.17))
    assert rivals(readings) == [0]


NAMES = [
    "Springfield", "Paris", "Georgia", "Jordan", "Aleppo", "Syria", "Texas", "Qwzyxland", "Gaza",
    "Tripoli", "Lebanon", "Kansas", "Santiago", "San José", "Victoria", "Hebron", "Lake County",
]  # fmt: skip


def spans_of(names: list[str]) -> tuple[str, list[tuple[int, int]]]:
    text, spans = "", []
    for name in names:
        text += "They saw "
        spans.append((len(text), len(text) + len(name)))
        text += f"{name}. "
    return text, spans


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True))
def test_probabilities_are_probabilities_and_known_names_stay_known(names: list[str]) -> None:
    text, spans = spans_of(names)
    for name, record in zip(names, geoparse(text, spans), strict=True):
        known = name != "Qwzyxland"
        assert (record["lon"] is not None) is known
        if known:
            assert 0 < record["probability"] <= 1
            assert record["radius_m"] > 0


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(NAMES[:7]), min_size=1, max_size=5, unique=True))
def test_an_unknown_name_changes_no_answer(names: list[str]) -> None:
    text, spans = spans_of(names)
    longer = f"{text}They saw Qwzyxland."
    assert geoparse(text, spans) == geoparse(longer, spans)


def test_the_order_of_the_spans_changes_nothing_and_runs_agree() -> None:
    text, spans = spans_of(NAMES[:4])
    once = geoparse(text, spans)
    by_span = {(record["start_char"], record["end_char"]): record for record in once}
    for order in permutations(spans):
        records = geoparse(text, list(order))
        assert [(r["start_char"], r["end_char"]) for r in records] == list(order)
        assert all(by_span[r["start_char"], r["end_char"]] == r for r in records)


def test_time_grows_with_the_number_of_names() -> None:
    def seconds(times: int) -> float:
        text, spans = spans_of(NAMES[:9] * times)
        start = time.process_time()
        geoparse(text, spans)
        return time.process_time() - start

    seconds(2)
    # eight times the names; comparing each with each would take 64 times as long
    assert seconds(160) < 24 * max(seconds(20), 0.02)


def test_entries_at_their_own_id_are_what_the_records_say() -> None:
    record = place_of("A boat left Mombasa, Kenya.", "Mombasa")
    place = get(f"geonames:{record['geonameid']}")
    assert (place.name, place.countries) == ("Mombasa", ("KE",))


@pytest.fixture(scope="module")
def answered(eval_data: Path) -> list[tuple[float, float, float]]:
    """Probability, error and radius (metres) of every answer to a gold span of some documents."""
    answers = []
    for corpus in ("lgl", "geovirus", "trnews"):
        lines = (eval_data / "geoparsing" / f"{corpus}.jsonl").read_text("utf-8").splitlines()
        for line in lines[::4]:
            document = json.loads(line)
            gold = [t for t in document["toponyms"] if t["lat"] is not None]
            records = geoparse(document["text"], [(t["start"], t["end"]) for t in gold])
            for toponym, record in zip(gold, records, strict=True):
                if record["lon"] is not None:
                    away = distance_m(record["lon"], record["lat"], toponym["lon"], toponym["lat"])
                    answers.append((record["probability"], away, record["radius_m"]))
    return answers


def test_answers_of_high_probability_are_right_and_most_are(
    answered: list[tuple[float, float, float]],
) -> None:
    high = [(away, radius) for probability, away, radius in answered if probability >= 0.7]
    assert len(high) >= 0.75 * len(answered)
    assert sum(away <= 161_000 for away, _ in high) >= 0.90 * len(high)
    assert 0.85 <= sum(away <= radius for away, radius in high) / len(high) <= 0.97


def test_answers_of_low_probability_are_wrong_more_often(
    answered: list[tuple[float, float, float]],
) -> None:
    low = [away <= max(161_000, radius) for p, away, radius in answered if p < 0.5]
    high = [away <= max(161_000, radius) for p, away, radius in answered if p >= 0.9]
    assert sum(low) / len(low) < sum(high) / len(high)
