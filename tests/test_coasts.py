"""The packaged water off coasts and bands along borders, against exact geodesic buffers."""

import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo import geodesy, reference
from geo.gazetteer import get
from geo.geocoding import locate
from geo.geocoding.areas import area_of
from geo.geocoding.water import OFF_M, has_sea, water_within
from geo.geodesy.bands import widened
from geo.reference.waters import BAND_M, WATER_M, border_band, has_water, water_off

WITHOUT_COAST = (
    "AD", "AF", "AM", "AT", "BF", "BI", "BO", "BT", "BW", "BY", "CF", "CH", "CZ", "ET",
    "HU", "KG", "LA", "LI", "LS", "LU", "MD", "MK", "ML", "MN", "MW", "NE", "NP", "PY",
    "RS", "RW", "SK", "SS", "SZ", "TD", "TJ", "UG", "UZ", "XK", "ZM", "ZW",
)  # fmt: skip
"""Countries from which the sea, or another water that is nobody's land, is 51 km away or more."""
SHORT_COASTS = ("JO", "BA", "SI", "CD", "IQ", "BE", "TG", "SM", "VA", "MC", "GI", "KW")


@pytest.mark.parametrize("code", WITHOUT_COAST)
def test_a_country_without_a_coast_has_no_packaged_water(code: str) -> None:
    assert not has_water(code)
    assert water_off(code).is_empty
    assert not has_sea(area_of(get(f"country:{code}")))


@pytest.mark.parametrize("code", SHORT_COASTS)
def test_a_country_with_a_short_coast_has_packaged_water(code: str) -> None:
    assert has_water(code)
    assert water_off(code).area > 0


def test_every_country_with_a_coast_has_packaged_water() -> None:
    codes = {area.country for area in reference.countries()} - {None}
    assert {code for code in codes if code and not has_water(code)} == set(WITHOUT_COAST)


@pytest.mark.parametrize("code", ["LB", "MH", "TV", "JO", "FJ", "IS"])
def test_packaged_water_is_what_is_near_and_nobodys_land(code: str) -> None:
    around = geodesy.buffer(reference.country_geometry(code), WATER_M)
    layer = reference.country_layer()
    near = [land for land in layer.geometries if shapely.intersects(land, around)]
    exact = shapely.difference(around, shapely.union_all(near))
    drawn = water_off(code)
    # shores may stray by 0.015 degree, 1.7 of 51 km, on either rim
    assert drawn.intersection(exact).area > 0.93 * drawn.union(exact).area


@pytest.mark.parametrize("codes", [("JO", "SY"), ("BR", "GF"), ("CN", "MO"), ("LS",)])
def test_packaged_band_is_what_is_near_the_border(codes: tuple[str, ...]) -> None:
    lines = [
        line.geometry
        for line in reference.borders_of(codes[0])
        if len(codes) == 1 or codes[1] in {line.country_a, line.country_b}
    ]
    band = border_band(*codes)
    assert band is not None
    exact: BaseGeometry = geodesy.buffer(shapely.union_all(lines), BAND_M)
    if len(codes) == 2:
        both = shapely.union_all([reference.country_geometry(code) for code in codes])
        exact = exact.intersection(both)
    # the band is within 8 % of the distance on either side
    assert band.intersection(exact).area > 0.85 * band.union(exact).area
    assert border_band(*reversed(codes)) == band


def test_two_countries_without_a_common_border_have_no_band() -> None:
    assert border_band("JO", "FR") is None
    assert border_band("IS") is None


def test_water_off_a_town_is_part_of_the_water_off_its_country() -> None:
    (beirut, *_) = locate("off the coast of Beirut")
    assert beirut.footprint is not None
    footprint = shape(beirut.footprint)
    assert beirut.ucdp_where_prec == 7
    assert shapely.difference(footprint, water_off("LB").buffer(1e-4)).area == 0
    # OFF_M and the radius of the town reach no farther
    town = geodesy.disc(35.5, 33.9, OFF_M + 25_000)
    assert shapely.difference(footprint, town).area == 0


def test_water_farther_than_the_packaged_one_is_drawn() -> None:
    lebanon = area_of(get("country:LB"))
    near, far = (water_within(lebanon, 0.0, metres) for metres in (OFF_M, 4 * OFF_M))
    assert shapely.difference(near, far.buffer(0.02)).area == 0
    assert far.area > 2 * near.area


def test_widened_archipelago_keeps_its_smallest_islands() -> None:
    small, large = geodesy.disc(168.0, 8.0, 900.0), geodesy.disc(171.0, 8.0, 20_000.0)
    islands = shapely.union(small, large)
    wide = widened(islands, 50_000.0)
    exact = geodesy.buffer(islands, 50_000.0)
    assert len(shapely.get_parts(wide)) == 2
    assert wide.intersection(exact).area > 0.85 * wide.union(exact).area
