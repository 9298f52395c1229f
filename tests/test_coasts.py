"""Which countries have a coast, known without drawing the water off it."""

import pytest

from geo import reference
from geo.gazetteer import get
from geo.geocoding.areas import area_of
from geo.geocoding.bands import ground_of
from geo.geocoding.water import LEAST_SEA_DEG2, OFF_M, WITHOUT_SEA, water_within

SHORT_COASTS = ("JO", "BA", "SI", "CD", "IQ", "BE", "TG", "SM", "VA", "MC", "GI", "KW")


def water_off(code: str) -> float:
    """Square degrees of water within the distance that "off the coast" means."""
    return water_within(ground_of(area_of(get(f"country:{code}"))), 0.0, OFF_M).area


@pytest.mark.parametrize("code", sorted(WITHOUT_SEA))
def test_a_country_listed_without_sea_has_no_water_off_it(code: str) -> None:
    assert water_off(code) <= LEAST_SEA_DEG2


@pytest.mark.parametrize("code", SHORT_COASTS)
def test_a_country_with_a_short_coast_has_water_off_it(code: str) -> None:
    assert code not in WITHOUT_SEA
    assert water_off(code) > LEAST_SEA_DEG2


def test_every_country_without_sea_is_a_packaged_country() -> None:
    known = {area.country for area in reference.countries()}
    assert known >= WITHOUT_SEA
