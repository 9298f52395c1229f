"""Rivers: an area along the course, known by its names."""

import pytest
import shapely

from geo.geocoding import locate
from geo.reference import load_footprint

# towns that lie on the river by any atlas, (lon, lat); not vertices of the course
ON_THE_RIVER = {
    "euphrates": [(44.22, 32.54), (43.9, 33.1)],  # Hindiya, the bend under Fallujah
    "tigris": [(43.89, 34.2), (44.27, 33.8)],  # Samarra, Tarmiyah
    "nile": [(32.94, 24.47), (30.84, 28.65)],  # Kom Ombo, Maghagha
    "dnipro-river": [(33.0, 49.15), (32.9, 46.75)],  # above Kremenchuk, Kozatske
    "niger-river": [(-5.3, 13.95), (2.4, 13.1)],  # Markala to Ke Macina, Kollo
    "mekong": [(104.78, 17.41), (105.65, 12.05)],  # Nakhon Phanom, above Kampong Cham
}
NAMES = {
    "the Euphrates river": "IQ",
    "along the Tigris": "IQ",
    "the Niger River": "ML",
    "on the Dnieper": "UA",
    "نهر الفرات": "IQ",
}


@pytest.mark.parametrize("river", ON_THE_RIVER)
def test_the_area_of_a_river_holds_the_towns_on_it(river: str) -> None:
    area = load_footprint(f"region:{river}")
    assert area is not None
    for town in ON_THE_RIVER[river]:
        assert area.covers(shapely.Point(town)), (river, town)


@pytest.mark.parametrize("river", ON_THE_RIVER)
def test_the_area_of_a_river_is_a_ribbon(river: str) -> None:
    area = load_footprint(f"region:{river}")
    assert area is not None
    # 30 km is .27 degrees of latitude and .4 of longitude at 50 degrees
    assert area.area < 0.4 * area.length / 2


@pytest.mark.parametrize("phrase", NAMES)
def test_a_river_is_an_area_in_its_own_country(phrase: str) -> None:
    found = locate(phrase)[0]
    assert str(found.precision) == "region"
    assert found.footprint is not None
    assert found.ucdp_where_prec == 5


def test_a_name_that_a_town_bears_needs_the_word_river() -> None:
    assert str(locate("the Dnipro River")[0].precision) == "region"
    assert str(locate("Dnipro")[0].precision) == "place"
