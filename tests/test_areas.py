"""What "so far from Y" covers: shape, size, and the share of true places it holds."""

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from shapely.geometry import shape

from geo.geocoding import locate
from geo.geocoding.areas import settlement_radius_m
from geo.geocoding.offsets import beyond_footprint, beyond_m, offset_footprint, offset_point
from geo.geocoding.parts import BEARING
from geo.geodesy import area_m2, azimuth_deg, destination, distance_m

START = (43.13, 36.34)
TOWN_M = 4_000.0
KM = 1000.0


def holds(footprint: shapely.Polygon | shapely.MultiPolygon, lon: float, lat: float) -> bool:
    return bool(footprint.covers(Point(lon, lat)))


def seen(share: float, turn: float, km: float, direction: str = "S") -> tuple[float, float]:
    """Go so many times the stated distance, so many degrees off the stated direction."""
    return destination(*START, BEARING[direction] + turn, share * km * KM)


@pytest.mark.parametrize("km", [5, 20, 50, 100, 200])
def test_the_point_stated_and_one_nearer_by_the_winding_of_a_road_are_inside(km: float) -> None:
    footprint = offset_footprint(START, TOWN_M, km * KM, km * KM, "S")
    assert holds(footprint, *offset_point(START, km * KM, km * KM, "S"))
    # 5 to 95 % of the true places lie at 0.75 to 1.05 of the distance, 80 % within 23 degrees
    for share, turn in ((0.75, 0), (1.04, 0), (0.9, 20), (0.9, -20), (1.0, 23)):
        assert holds(footprint, *seen(share, turn, km))


@pytest.mark.parametrize("km", [20, 50, 100, 200])
def test_what_is_off_in_distance_and_direction_at_once_is_outside(km: float) -> None:
    footprint = offset_footprint(START, TOWN_M, km * KM, km * KM, "S")
    for share, turn in ((1.3, 0), (0.4, 0), (1, 60), (1, 180), (0.6, 40), (1.04 + 2 / km, 43)):
        assert not holds(footprint, *seen(share, turn, km))


def test_directions_of_more_letters_are_narrower() -> None:
    areas = [area_m2(offset_footprint(START, TOWN_M, 5e4, 5e4, to)) for to in ("S", "SE", "SSE")]
    assert all(wide > narrow for wide, narrow in pairwise(areas))


def test_the_area_of_35_km_is_that_of_the_ellipse_in_distance_and_direction() -> None:
    # integral of 2 w(r) r dr with w an ellipse: half-axes 18.2 km in, 5.45 km out, 0.824 rad aside
    # inward: 2 w (pi/4 a R - a^2/3), outward: 2 w (pi/4 b R + b^2/3), with R = 35 km
    half = math.radians(44) + math.atan2(2, 35)
    inward, outward = 35 * 0.5 + 0.7, 35 * 0.05 + 2.5 + 0.3 * 4
    quarter = math.pi / 4 * 35
    expected = 2 * half * (inward * (quarter - inward / 3) + outward * (quarter + outward / 3))
    drawn = area_m2(offset_footprint(START, TOWN_M, 35 * KM, 35 * KM, "N")) / 1e6
    assert drawn == pytest.approx(expected, rel=0.01)


def test_a_range_holds_both_ends_at_full_width() -> None:
    footprint = offset_footprint(START, TOWN_M, 20 * KM, 60 * KM, "E")
    for share, turn in ((1, 40), (1, -40), (2, 43), (3, 40), (3, -40)):
        assert holds(footprint, *seen(share, turn, 20, "E"))


def test_without_a_direction_it_is_a_ring_round_the_place() -> None:
    footprint = offset_footprint(START, TOWN_M, 40 * KM, 40 * KM, None)
    for turn in range(0, 360, 30):
        assert holds(footprint, *seen(1, turn, 40))
        assert not holds(footprint, *seen(0.5, turn, 40))
        assert not holds(footprint, *seen(1.3, turn, 40))


def test_from_an_area_the_distance_may_be_measured_from_its_far_edge() -> None:
    footprint = offset_footprint(START, 100 * KM, 20 * KM, 20 * KM, "N", from_edge=True)
    assert holds(footprint, *seen(119 / 20, 0, 20, "N"))


def test_a_direction_alone_reaches_farther_from_a_large_city() -> None:
    village, city = (beyond_m(settlement_radius_m(people)) for people in (800, 9_000_000))
    assert village == pytest.approx(27_000)  # 2 km of a small place, UCDP's 25 km beyond
    assert city == pytest.approx(2 * 26_761, rel=0.001)  # root of 9e6 / (4000 pi) km, twice
    assert holds(beyond_footprint(START, city, "N"), *destination(*START, 10.0, 50_000.0))


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-88, 88),
    km=st.floats(0.2, 500),
    more=st.floats(0, 200),
    direction=st.sampled_from(sorted(BEARING)),
    extent=st.floats(0, 30_000),
)
def test_the_footprint_is_valid_anywhere_and_holds_its_point(
    lon: float, lat: float, km: float, more: float, direction: str, extent: float
) -> None:
    low, high = km * KM, (km + more) * KM
    footprint = offset_footprint((lon, lat), extent, low, high, direction)
    assert footprint.is_valid
    west, south, east, north = footprint.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    point = offset_point((lon, lat), low, high, direction)
    assert footprint.distance(Point(point)) < 1e-6
    # a margin of 1 % for edges that are straight in degrees
    farthest = 1.05 * high + 2_500 + 0.3 * extent
    corners = shapely.get_coordinates(footprint)
    inner = corners[(np.abs(corners[:, 0]) < 179.9) & (np.abs(corners[:, 1]) < 89.9)]
    if len(inner):
        assert distance_m(lon, lat, inner[:, 0], inner[:, 1]).max() <= 1.01 * farthest


@pytest.mark.parametrize(
    ("phrase", "direction", "metres"),
    [
        ("50 km south of Mosul", 180, 50_000),
        ("20 miles north-east of Gao", 45, 32_187),
        ("ten nautical miles west of Hodeidah", 270, 18_520),
    ],
)
def test_the_point_of_a_phrase_lies_at_the_stated_distance_and_direction(
    phrase: str, direction: float, metres: float
) -> None:
    place, found = locate(phrase.rsplit(" of ", maxsplit=1)[-1])[0], locate(phrase)[0]
    assert found.lon is not None
    assert found.lat is not None
    assert place.lon is not None
    assert place.lat is not None
    ends = place.lon, place.lat, found.lon, found.lat
    assert distance_m(*ends) == pytest.approx(metres, rel=0.01)
    assert azimuth_deg(*ends) % 360 == pytest.approx(direction, abs=1)


def test_distance_and_direction_hold_93_percent_on_less_than_800_square_kilometres(
    eval_data: Path,
) -> None:
    held, areas = [], []
    lines = (eval_data / "geoparsing" / "geocode_distdir.jsonl").read_text(encoding="utf-8")
    for line in lines.splitlines():
        gold = json.loads(line)
        metres = gold["dist_km"] * KM
        start = gold["ref_lon"], gold["ref_lat"]
        extent = settlement_radius_m(gold["ref_pop"])
        footprint = offset_footprint(start, extent, metres, metres, gold["dir"].upper())
        held.append(holds(footprint, gold["lon"], gold["lat"]))
        areas.append(area_m2(footprint) / 1e6)
    assert np.mean(held) >= 0.93
    assert np.median(areas) < 800


def test_coordinates_of_the_footprint_are_written_as_lon_lat() -> None:
    footprint = shape(locate("50 km south of Mosul")[0].footprint)  # type: ignore[arg-type]
    west, south, east, north = footprint.bounds
    assert (42, 35) < (west, south) < (east, north) < (44.5, 37)
