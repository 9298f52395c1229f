"""French, Spanish, Arabic, Hebrew and Cyrillic phrases: the same areas as in English."""

import pytest

from geo.geocoding import find_mentions, locate
from geo.models import MentionKind

PAIRS = [
    ("près d'Agadez", "near Agadez"),
    ("à 30 km d’Agadez", "30 km from Agadez"),
    ("dans l'Azawad", "Azawad"),
    ("au nord de l'Azawad", "the north of Azawad"),
    ("la frontière entre le Mali et le Niger", "the border between Mali and Niger"),
    ("la frontière tchado-soudanaise", "the Chad-Sudan border"),
    ("entre Gao et Kidal", "between Gao and Kidal"),
    ("la costa de Yemen", "the coast of Yemen"),
    ("en la frontera entre Colombia y Venezuela", "the border between Colombia and Venezuela"),
    ("شمال غزة", "northern Gaza"),
    ("شمال سوريا", "northern Syria"),
    ("ريف حلب الشمالي", "the northern countryside of Aleppo"),
    ("بين حمص وحماة", "between Homs and Hama"),
    ("على الحدود السورية العراقية", "the Syrian-Iraqi border"),
    ("20 كم شمال مدينة البوكمال", "20 km north of Abu Kamal"),
    ("בדרום לבנון", "the south of Lebanon"),
    ("на востоке Украины", "eastern Ukraine"),
    ("на сході України", "eastern Ukraine"),
    ("между Донецком и Луганском", "between Donetsk and Luhansk"),
    ("в Харьковской области", "Kharkiv oblast"),
]


@pytest.mark.parametrize(("phrase", "english"), PAIRS)
def test_a_phrase_of_another_language_means_what_it_means_in_english(
    phrase: str, english: str
) -> None:
    ours, theirs = locate(phrase)[0], locate(english)[0]
    assert ours.precision is theirs.precision
    assert ours.lon == pytest.approx(theirs.lon, abs=0.2)
    assert ours.lat == pytest.approx(theirs.lat, abs=0.2)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Une attaque a visé un poste près d'Agadez.", ["près d'Agadez"]),
        ("La ville de Ménaka est encerclée. Le JNIM attaque.", ["Ménaka"]),
        ("Los soldados llegaron a Tibú.", ["Tibú"]),
        ("Войска обстреляли Харьков и Купянск.", ["Харьков", "Купянск"]),
        ("Бої тривають в Донецькій області.", ["Донецькій області"]),
        ("قصف الجيش شمال غزة يوم الأحد.", ["شمال غزة"]),
        ("צה״ל תקף בדרום לבנון.", ["בדרום לבנון"]),
    ],
)
def test_places_of_a_foreign_text_are_found_and_its_articles_are_none(
    text: str, places: list[str]
) -> None:
    found = [m for m in find_mentions(text) if m.kind is MentionKind.PLACE]
    assert [m.text for m in found if m.location is not None] == places


def test_la_is_los_angeles_in_capitals_only() -> None:
    assert [m.text for m in find_mentions("He was shot in LA on Monday.")] == ["LA"]
    assert find_mentions("La attaque est finie.") == []
