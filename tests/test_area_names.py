"""Areas called by a direction: known with their class, told by their country without."""

import pytest

from geo.gazetteer import lookup
from geo.gazetteer.entries import Overlay
from geo.gazetteer.titles import with_class
from geo.geocoding import locate


@pytest.mark.parametrize(
    ("short", "kinds", "name"),
    [
        ("Centre-Nord", [], "Centre-Nord Region"),
        ("Far North", ["Province"], "Far North Province"),
        ("Northern Region", ["Region"], "Northern Region"),
        ("Plateau State", ["State"], "Plateau State"),
        ("Anbar", ["Governorate"], "Anbar"),
    ],
)
def test_a_direction_needs_a_class_and_one_only(short: str, kinds: list[str], name: str) -> None:
    assert with_class(short, kinds, [short])[0] == name


# ISO 3166-2 codes and GeoNames codes of the areas
@pytest.mark.parametrize(
    ("name", "country", "area"),
    [
        ("Far North Region", "CM", "CM-EN"),
        ("Northwest Region", "CM", "CM-NW"),
        ("Est Region", "BF", "BF.08"),
        ("Upper East Region", "GH", "GH-UE"),
        ("Savanes Region", "TG", "TG-S"),
        ("Northern Territory", "AU", "AU-NT"),
    ],
)
def test_a_region_is_found_by_direction_and_class(name: str, country: str, area: str) -> None:
    assert locate(name, country=country)[0].rule.startswith("admin1(")
    assert f"admin1:{area}" in [place.place_id for place in lookup(name, country=country)]


def test_no_area_bears_its_class_twice() -> None:
    overlay = Overlay()
    names = [overlay.entry(number).get("name", "") for number in range(len(overlay))]
    classes = {"region", "district", "territory", "province", "state", "county", "department"}
    ends = [name.casefold().split()[-2:] for name in names]
    assert not [end for end in ends if len(end) == 2 and end[0] == end[1] and end[0] in classes]
