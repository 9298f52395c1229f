"""Metres on the ellipsoid: against published figures, brute force, and at the edges of the map."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from strategies import latitudes, longitudes, places

from geo import geodesy
from geo.errors import ParameterError

FloatArray = NDArray[np.float64]

EARTH_M2 = 510_065_621_724_000.0  # surface of WGS 84, Moritz (1980) for the same ellipsoid
QUARTER_MERIDIAN_M = 10_001_965.729  # equator to pole on WGS 84, Moritz (1980)


def test_distance_is_the_published_one_from_new_york_to_london() -> None:
    # GeographicLib, manual page of GeodSolve: JFK to LHR is 5551.759400 km
    assert geodesy.distance_m(-73.8, 40.6, -0.5, 51.6) == pytest.approx(5_551_759.400, abs=0.001)


def test_distance_and_azimuth_are_the_published_ones_of_flinders_peak_and_buninyong() -> None:
    # Geocentric Datum of Australia Technical Manual, worked example on GRS 80: 54 972.271 m at
    # 306 degrees 52' 05.37"; GRS 80 and WGS 84 differ by 0.1 mm in the semi-minor axis
    flinders = (144 + 25 / 60 + 29.52440 / 3600, -(37 + 57 / 60 + 3.72030 / 3600))
    buninyong = (143 + 55 / 60 + 35.38390 / 3600, -(37 + 39 / 60 + 10.15610 / 3600))
    assert geodesy.distance_m(*flinders, *buninyong) == pytest.approx(54_972.271, abs=0.001)
    azimuth = 306 + 52 / 60 + 5.37 / 3600
    assert geodesy.azimuth_deg(*flinders, *buninyong) == pytest.approx(azimuth, abs=1e-5)
    lon, lat = geodesy.destination(*flinders, azimuth, 54_972.271)
    assert (lon, lat) == pytest.approx(buninyong, abs=1e-7)


def test_equator_to_pole_is_the_quarter_meridian() -> None:
    assert geodesy.distance_m(17.0, 0.0, -80.0, 90.0) == pytest.approx(QUARTER_MERIDIAN_M, abs=1e-3)


def test_distance_across_the_antimeridian_is_the_short_way() -> None:
    # 0.2 degrees of the equator: 0.2 / 360 x 2 pi x 6 378 137
    assert geodesy.distance_m(179.9, 0.0, -179.9, 0.0) == pytest.approx(22_263.898, abs=0.001)


def test_a_pole_is_one_place_whatever_its_longitude() -> None:
    assert geodesy.distance_m(0.0, 90.0, 123.0, 90.0) == pytest.approx(0, abs=1e-6)


def test_numbers_give_numbers_and_arrays_give_arrays() -> None:
    lons = np.array([[1.0, 2.0], [3.0, np.nan]])
    metres = geodesy.distance_m(lons, np.zeros_like(lons), 0.0, 0.0)
    assert metres.shape == (2, 2)
    assert np.isnan(metres[1, 1])
    assert isinstance(geodesy.distance_m(1.0, 0.0, 0.0, 0.0), float)


@given(places, places)
def test_the_geodesic_lies_between_its_bounds_of_the_chord(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    metres = geodesy.distance_m(*one, *other)
    chord = np.linalg.norm(geodesy.ecef(*one) - geodesy.ecef(*other), axis=1)
    assert geodesy.geodesic_lower_m(chord)[0] <= metres <= geodesy.geodesic_upper_m(chord)[0]
    assert chord[0] <= geodesy.chord_excluding_m(metres)
    assert geodesy.chord_assuring_m(metres) <= chord[0] or metres > 2e7


@given(places)
def test_earth_centred_metres_come_back_as_the_same_place(place: tuple[float, float]) -> None:
    lon, lat = geodesy.lonlat_from_ecef(geodesy.ecef(*place))
    assert geodesy.distance_m(*place, float(lon[0]), float(lat[0])) < 1e-3


def test_area_of_a_hemisphere_is_half_of_the_earth() -> None:
    assert geodesy.area_m2(box(-180, 0, 180, 90)) == pytest.approx(EARTH_M2 / 2, rel=1e-9)
    assert geodesy.area_m2(box(-180, -90, 0, 90)) == pytest.approx(EARTH_M2 / 2, rel=1e-9)


def test_a_hole_is_no_area() -> None:
    whole, hole = box(10, 10, 20, 20), box(12, 12, 14, 14)
    ring = whole.difference(hole)
    expected = geodesy.area_m2(whole) - geodesy.area_m2(hole)
    assert geodesy.area_m2(ring) == pytest.approx(expected)


def test_length_of_a_parallel_is_that_of_its_circle() -> None:
    # radius of the parallel of 60 degrees: a cos(lat) / sqrt(1 - e2 sin2(lat))
    radius = 6_378_137 * 0.5 / math.sqrt(1 - 0.00669437999014 * 0.75)
    parallel = LineString([(-180, 60), (180, 60)])
    assert geodesy.line_length_m(parallel) == pytest.approx(2 * math.pi * radius, rel=1e-6)


@given(longitudes, latitudes, st.floats(10.0, 9_900_000.0), st.floats(0, 360), st.floats(0, 1.3))
def test_a_disc_holds_what_is_nearer_than_its_radius_and_nothing_else(
    lon: float, lat: float, radius: float, azimuth: float, share: float
) -> None:
    assume(not 0.994 < share < 1.003)
    area = geodesy.disc(lon, lat, radius)
    assert area.is_valid
    assert isinstance(area, Polygon | MultiPolygon)
    west, south, east, north = area.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    probe = geodesy.destination(lon, lat, azimuth, radius * share)
    assert shapely.intersects_xy(area, *probe) == (share < 1)


def test_a_disc_over_the_antimeridian_is_cut_in_two() -> None:
    area = geodesy.disc(179.9, -17.0, 50_000)
    assert isinstance(area, MultiPolygon)
    assert len(area.geoms) == 2
    # pi r^2, and a 64-cornered polygon has 0.16 % less
    assert geodesy.area_m2(area) == pytest.approx(math.pi * 50_000**2, rel=2e-3)


def test_a_disc_round_a_pole_holds_the_pole() -> None:
    area = geodesy.disc(12.0, 89.9, 50_000)
    assert area.intersects(Point(0, 90))
    assert area.intersects(Point(-168, 89.9))
    assert geodesy.area_m2(area) == pytest.approx(math.pi * 50_000**2, rel=2e-3)


@pytest.mark.parametrize("radius", [0, -1, math.nan, math.inf, 10_000_001])
def test_a_disc_without_a_sensible_radius_is_refused(radius: float) -> None:
    with pytest.raises(ParameterError, match="`radius_m`"):
        geodesy.disc(0, 0, radius)


def test_a_disc_without_a_centre_is_refused() -> None:
    with pytest.raises(ParameterError, match="`lat` is 91"):
        geodesy.disc(0, 91, 1000)
    with pytest.raises(ParameterError, match="`lon` is nan"):
        geodesy.disc(math.nan, 0, 1000)


@given(
    places,
    st.floats(0, 400_000),
    st.floats(0, 360),
    st.floats(0.5, 179),
    st.floats(0, 360),
    st.floats(0, 500_000),
)
def test_a_sector_holds_a_range_of_distances_in_a_range_of_directions(
    place: tuple[float, float],
    inner: float,
    azimuth: float,
    half: float,
    to: float,
    metres: float,
) -> None:
    outer = inner + 50_000
    off = abs((to - azimuth + 180) % 360 - 180)
    # outlines are good to 0.3 % of the size
    slack = 0.003 * outer
    assume(min(abs(metres - inner), abs(metres - outer)) > slack)
    assume(metres * math.sin(math.radians(min(abs(off - half), 90))) > slack)
    area = geodesy.annular_sector(*place, inner, outer, azimuth, half)
    probe = geodesy.destination(*place, to, metres)
    assert area.is_valid
    assert shapely.intersects_xy(area, *probe) == (inner < metres < outer and off < half)


def test_a_whole_ring_has_the_area_between_its_circles() -> None:
    ring = geodesy.annular_sector(10, 89.9, 10_000, 50_000, 0, 180)
    assert geodesy.area_m2(ring) == pytest.approx(math.pi * (50_000**2 - 10_000**2), rel=3e-3)
    assert not ring.intersects(Point(10, 89.9))


def test_a_sector_with_its_distances_exchanged_is_refused() -> None:
    with pytest.raises(ParameterError, match="`inner_m` is 20"):
        geodesy.annular_sector(0, 0, 20, 10, 0, 45)
    with pytest.raises(ParameterError, match="`half_width_deg`"):
        geodesy.annular_sector(0, 0, 10, 20, 0, 0)


LINES = {
    "across the desert": LineString([(35.5, 33), (39, 33.4), (42, 37)]),
    "over the antimeridian": LineString([(170, 60), (179, 65), (-175, 66)]),
    "round the south pole": LineString([(-180, -88), (180, -88)]),
    "far north, one long edge": LineString([(20, 70), (60, 70)]),
    "a country-sized box": box(10, 10, 20, 20),
    "the polar cap": box(-180, -90, 180, -80),
    "two points": shapely.MultiPoint([(179.99, 1), (5, 85)]),
    "one edge along a pole": LineString([(-180, 90), (180, 90)]),
}


@pytest.mark.parametrize("radius", [1_000.0, 25_000.0, 200_000.0])
@pytest.mark.parametrize("name", LINES)
def test_a_buffer_ends_at_its_distance_within_1_percent(name: str, radius: float) -> None:
    shape = LINES[name]
    area = geodesy.buffer(shape, radius)
    assert area.is_valid
    rng = np.random.default_rng(5)
    dense = shapely.get_coordinates(shapely.segmentize(geodesy.cut_antimeridian(shape), 0.005))
    near = dense[rng.integers(0, len(dense), 300)].T.copy()
    metres = rng.uniform(0, 2 * radius, 300)
    lon, lat = geodesy.destination(near[0], near[1], rng.uniform(0, 360, 300), metres)
    truth = _brute_distance(lon, lat, dense, among=16)
    if shape.geom_type == "Polygon":
        truth = np.where(shapely.intersects_xy(shape, lon, lat), 0.0, truth)
    held = shapely.intersects_xy(area, lon, lat)
    # corners lie at most 556 m apart: at the radius, brute force is off by 278^2 / 2r at most
    slack = 0.01 * radius + (0 if shape.geom_type == "MultiPoint" else 278**2 / (2 * radius))
    assert not (held & (truth > radius + slack)).any()
    assert not (~held & (truth < radius - slack)).any()


def test_a_buffer_of_nothing_is_nothing() -> None:
    assert geodesy.buffer(LineString(), 1_000).is_empty


def test_a_line_with_a_part_of_no_length_is_measured_like_the_rest() -> None:
    line = shapely.MultiLineString([[(0, 0), (0, 1)], [(0, 1), (0, 1)]])
    # 1 degree of meridian at the equator: 110 574 m
    assert geodesy.line_length_m(line) == pytest.approx(110_574, abs=1)
    assert geodesy.distance_to_geometry_m(0.0, 2.0, line) == pytest.approx(110_574, abs=50)
    assert geodesy.diameter_m(line) == pytest.approx(110_574, abs=1)
    assert geodesy.buffer(line, 1_000.0).is_valid


def test_a_buffer_has_the_area_of_its_capsule() -> None:
    # a meridian of 1 degree at the equator, 110 574 m: length x 2 r + pi r^2
    area = geodesy.buffer(LineString([(0, -0.5), (0, 0.5)]), 20_000)
    expected = 110_574 * 40_000 + math.pi * 20_000**2
    assert geodesy.area_m2(area) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("name", ["across the desert", "over the antimeridian", "the polar cap"])
def test_distance_to_a_geometry_is_that_of_brute_force(name: str) -> None:
    shape = geodesy.cut_antimeridian(LINES[name])
    rng = np.random.default_rng(7)
    lon = rng.uniform(-180, 180, 60)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 60)))
    dense = shapely.get_coordinates(shapely.segmentize(shape, 0.02))
    truth = _brute_distance(lon, lat, dense, among=len(dense))
    if shape.geom_type == "Polygon":
        truth = np.where(shapely.intersects_xy(shape, lon, lat), 0.0, truth)
    metres = geodesy.distance_to_geometry_m(lon, lat, shape)
    # corners lie up to 2.2 km apart, so brute force is too long by 1.1^2 / 2d, d in km
    too_long = np.where(truth > 0, 1_112**2 / (2 * np.maximum(truth, 1)), 0)
    assert (metres <= truth + 0.2).all()
    assert (metres >= truth - too_long - 0.2).all()


def test_distance_to_an_area_is_zero_inside_and_on_its_edge() -> None:
    area = box(10, 10, 20, 20)
    assert geodesy.distance_to_geometry_m(15.0, 15.0, area) == 0
    assert geodesy.distance_to_geometry_m(10.0, 15.0, area) == 0
    # one degree of longitude on the equator-ward side: the foot lies on the corner's meridian
    assert geodesy.distance_to_geometry_m(15.0, 9.0, area) == pytest.approx(110_600, abs=50)
    assert math.isnan(geodesy.distance_to_geometry_m(math.nan, 0.0, area))


def test_nearest_line_says_which_and_where() -> None:
    index = geodesy.LineIndex(
        [LineString([(0, 0), (0, 10)]), None, LineString([(10, 0), (10, 10)])]
    )
    lon, lat = np.array([1.0, 9.0, np.nan]), np.array([5.0, 5.0, 5.0])
    metres, which, foot_lon, foot_lat = index.nearest(lon, lat)
    assert which.tolist() == [0, 2, -1]
    assert metres[:2] == pytest.approx([110_895, 110_895], abs=5)
    assert foot_lon[:2] == pytest.approx([0, 10], abs=1e-6)
    assert foot_lat[:2] == pytest.approx([5, 5], abs=0.01)
    assert np.isnan(metres[2])


def test_the_farther_end_bounds_a_geometry() -> None:
    line = LineString([(0, 0), (0, 2)])
    # 2 degrees of meridian at the equator: 221 149 m (Rapp 1991, table of meridian arcs)
    assert geodesy.bounding_radius_m(Point(0, 0), line) == pytest.approx(221_149, abs=1)
    assert geodesy.farthest_m(0.0, 2.0, line) == pytest.approx(221_149, abs=1)


@given(places, st.floats(100, 3_000_000))
def test_the_diameter_of_a_disc_is_twice_its_radius(
    place: tuple[float, float], radius: float
) -> None:
    assert geodesy.diameter_m(geodesy.disc(*place, radius)) == pytest.approx(2 * radius, rel=2e-3)


def test_the_diameter_of_a_point_is_zero() -> None:
    assert geodesy.diameter_m(Point(5, 5)) == 0


def test_a_ring_over_the_antimeridian_becomes_two_parts() -> None:
    fiji = Polygon([(178, -18), (-179, -18), (-179, -16), (178, -16)])
    cut = geodesy.cut_antimeridian(fiji)
    assert sorted(part.bounds for part in shapely.get_parts(cut)) == [
        (-180, -18, -179, -16),
        (178, -18, 180, -16),
    ]


def test_a_ring_that_runs_past_180_degrees_is_brought_home() -> None:
    cut = geodesy.cut_antimeridian(box(170, 0, 190, 10))
    assert cut.equals(shapely.union_all([box(170, 0, 180, 10), box(-180, 0, -170, 10)]))


def test_a_ring_round_the_pole_is_closed_over_it() -> None:
    ring = Polygon([(lon, -80) for lon in range(-180, 180, 10)])
    cut = geodesy.cut_antimeridian(ring)
    assert cut.equals(box(-180, -90, 180, -80))


def test_a_line_over_the_antimeridian_is_parted_there() -> None:
    cut = geodesy.cut_antimeridian(LineString([(179, 0), (-179, 2)]))
    assert sorted(shapely.get_coordinates(cut).tolist()) == [
        [-180, 1],
        [-179, 2],
        [179, 0],
        [180, 1],
    ]


@pytest.mark.parametrize(
    "shape",
    [box(0, 0, 10, 10), box(-180, -90, 180, -60), Point(180, 0), LineString([(0, 0), (1, 1)])],
)
def test_what_needs_no_cut_stays_as_it_is(shape: BaseGeometry) -> None:
    assert geodesy.cut_antimeridian(shape) is shape


def _brute_distance(
    lon: FloatArray, lat: FloatArray, corners: FloatArray, *, among: int
) -> FloatArray:
    """Geodesic distance to the nearest corner, of the `among` ones nearest by chord, one by one."""
    tree = KDTree(geodesy.ecef(corners[:, 0], corners[:, 1]))
    near = tree.query(geodesy.ecef(lon, lat), k=min(among, len(corners)))[1]
    near = near.reshape(len(lon), -1)
    return np.array(
        [
            geodesy.GEOD.inv(np.full(len(c), x), np.full(len(c), y), c[:, 0], c[:, 1])[2].min()
            for x, y, c in zip(lon, lat, corners[near], strict=True)
        ]
    )
