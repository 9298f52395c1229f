"""The forms of the grammar in running text: found whole, with the same rule as when typed."""

import pytest

from geo.geocoding import find_mentions
from geo.models import MentionKind


@pytest.mark.parametrize(
    ("text", "phrase", "rule"),
    [
        (
            "Two men were shot in northern Mali on Monday.",
            "northern Mali",
            "part(N, Mali)",
        ),
        (
            "The convoy was hit some 50 km south of Mosul, police said.",
            "some 50 km south of Mosul",
            "offset(S, 50 km, Mosul)",
        ),
        (
            "A patrol came under fire near the Syrian-Jordanian border.",
            "near the Syrian-Jordanian border",
            "border_band(Jordan, Syria, 25 km)",
        ),
        (
            "The drone fell 20 km inside the Syrian border, officials said.",
            "20 km inside the Syrian border",
            "country(Syria) ∩ offset(20 km, border(Syria))",
        ),
        (
            "A tanker was boarded off the coast of Somalia.",
            "off the coast of Somalia",
            "off(Somalia, 50 km)",
        ),
        (
            "Gunmen stopped a bus on the road from Goma to Bukavu.",
            "on the road from Goma to Bukavu",
            "corridor(Goma, Bukavu, 15 km)",
        ),
        (
            "Fighting resumed along the Goma-Bukavu road at dawn.",
            "along the Goma-Bukavu road",
            "corridor(Goma, Bukavu, 15 km)",
        ),
        (
            "Soldiers died in the tri-border area of Mali, Niger and Burkina Faso.",
            "tri-border area of Mali, Niger and Burkina Faso",
            "tri_border(Burkina Faso, Mali, Niger, 100 km)",
        ),
        (
            "The camp lies a 30-minute drive from Erbil.",
            "a 30-minute drive from Erbil",
            "offset(30 minute drive, Erbil)",
        ),
        (
            "The mast at 33.5138 N, 36.2765 E was cut down.",
            "33.5138 N, 36.2765 E",
            "coordinates(33.5138, 36.2765, 11 m)",
        ),
        (
            "Une bombe a explosé près de Goma mardi.",
            "près de Goma",
            "near(Goma, 25 km)",
        ),
        (
            "Un ataque ocurrió a 20 km al norte de Cali.",
            "a 20 km al norte de Cali",
            "offset(N, 20 km, Cali)",
        ),
        (
            "انفجار بالقرب من بغداد",
            "بالقرب من بغداد",
            "near(Baghdad, 34 km)",
        ),
    ],
)
def test_form_is_found_whole_in_a_text(text: str, phrase: str, rule: str) -> None:
    places = [m for m in find_mentions(text) if m.kind is MentionKind.PLACE and m.location]
    rules = {mention.text: mention.location.rule for mention in places if mention.location}
    assert rules[phrase] == rule


@pytest.mark.parametrize(
    "text",
    [
        "He is at least 20 years old and a few miles fitter.",
        "It took two hours to drive, off and on.",
        "They will not triangle with us near the end of the road.",
        "The side of the argument that lies between us is small.",
        "es difícil explicar la situación sur el terreno.",
        "On the coast the road from work to home was half an hour.",
    ],
)
def test_relation_words_without_a_name_are_no_place(text: str) -> None:
    assert not [m for m in find_mentions(text) if m.kind is MentionKind.PLACE]
