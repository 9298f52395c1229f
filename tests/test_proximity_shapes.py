"""Lines and areas to measure to, shares of areas, and input that is not as it should be."""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiLineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from strategies import point_table

from geo import geodesy
from geo.errors import CrsError, ParameterError, SchemaError
from geo.proximity import clusters, counts, nearest, nearest_incidents, within_distance

PLACE = (38.0, 33.0)


def shapes(*geometries: BaseGeometry | None, **columns: Any) -> gpd.GeoDataFrame:
    """Give a table to measure to."""
    given: Any = list(geometries)
    return gpd.GeoDataFrame(columns, geometry=given, crs=4326)


def test_a_line_is_as_near_as_its_nearest_part() -> None:
    road = LineString([(38.5, 32.0), (38.5, 34.0)])
    answer = nearest(point_table([PLACE]).assign(uncertainty_m=[5_000.0]), shapes(road))
    # half a degree of the parallel of 33 degrees; the geodesic foot lies a few metres off it
    assert answer["distance_m"].item() == pytest.approx(46_726, abs=20)
    least, greatest = answer["distance_min_m"].item(), answer["distance_max_m"].item()
    assert greatest - least == pytest.approx(10_000, abs=1e-6)


def test_inside_an_area_the_distance_is_0_and_outside_to_its_edge() -> None:
    area = box(37, 32, 39, 34)
    answer = nearest(point_table([PLACE, (38.0, 31.0)]), shapes(area))
    # one degree of meridian from 31 to 32 degrees north: 110 877 m
    assert answer["distance_m"].tolist() == pytest.approx([0, 110_877], abs=60)


@pytest.mark.parametrize("cut", [True, False])
def test_an_area_over_the_antimeridian_is_an_ordinary_one(cut: bool) -> None:
    fiji = Polygon([(178, -18), (182, -18), (182, -16), (178, -16)])
    shape = geodesy.cut_antimeridian(fiji) if cut else fiji
    table = point_table([(-179.0, -17.0), (179.0, -17.0), (-177.9, -17.0)])
    hits = within_distance(table, shapes(shape), radius_m=15_000)
    assert hits["incident"].tolist() == [0, 1, 2]
    # 0.1 degrees of the parallel of 17 degrees south: 10 649 m
    assert hits["distance_m"].tolist() == pytest.approx([0, 0, 10_649], abs=5)


def test_a_polar_cap_holds_its_pole() -> None:
    cap = Polygon([(lon, -80) for lon in range(-180, 180, 10)])
    assert nearest(point_table([(17.0, -90.0)]), shapes(cap))["distance_m"].item() == 0


def test_points_lines_and_areas_stand_in_one_table_and_in_one_order() -> None:
    near = LineString([(38.1, 32.0), (38.1, 34.0)])
    table = shapes(Point(38.3, 33.0), near, box(37.9, 32.9, 38.1, 33.1), None)
    answer = nearest(point_table([PLACE]), table, k=5)
    assert answer["base"].tolist() == [2, 1, 0]
    hits = within_distance(point_table([PLACE]), table, radius_m=20_000)
    assert hits["base"].tolist() == [2, 1]


def test_a_footprint_along_a_line_is_inside_when_no_part_is_farther() -> None:
    road = LineString([(37.0, 33.0), (39.0, 33.0)])
    drawn = box(37.8, 33.02, 38.2, 33.08)
    table = point_table([(38.0, 33.05)]).assign(uncertainty_m=[19_000.0])
    table["footprint"] = gpd.GeoSeries([drawn])
    # the far edge lies 0.08 degrees of meridian away, 8 873 m
    assert within_distance(table, shapes(road), radius_m=8_800)["match"].item() == "too_vague"
    assert within_distance(table, shapes(road), radius_m=8_950)["match"].item() == "inside"
    answer = nearest(table, shapes(road))
    assert answer["distance_min_m"].item() == pytest.approx(2_218, abs=10)
    assert answer["distance_max_m"].item() == pytest.approx(8_873, abs=30)


def test_a_shape_of_another_time_is_passed_over() -> None:
    table = point_table([PLACE]).assign(start=pd.Series(["2020-01-01"], dtype="datetime64[us]"))
    bases = shapes(
        box(37, 32, 39, 34),
        LineString([(39.5, 32), (39.5, 34)]),
        valid_to=pd.Series(["2010-01-01", None], dtype="datetime64[us]"),
    )
    assert nearest(table, bases)["base"].tolist() == [1]
    assert within_distance(table, bases, radius_m=1_000).empty


def test_half_a_disc_lies_beyond_a_radius_through_its_middle() -> None:
    # a small circle on the edge of a large one: a little under half of it is inside
    place = geodesy.destination(*PLACE, 90.0, 100_000)
    table = point_table([place]).assign(uncertainty_m=[1_000.0])
    hit = within_distance(table, point_table([PLACE]), radius_m=100_000, share_inside=True)
    assert hit["share_inside"].item() == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("drawn", [True, False])
def test_the_share_is_that_of_points_thrown_into_the_disc(drawn: bool) -> None:
    place = geodesy.destination(*PLACE, 40.0, 45_000)
    rng = np.random.default_rng(2)
    metres, turn = 20_000 * np.sqrt(rng.random(40_000)), rng.uniform(0, 360, 40_000)
    lon, lat = geodesy.destination(np.full(40_000, place[0]), place[1], turn, metres)
    expected = (geodesy.distance_m(lon, lat, *PLACE) <= 50_000).mean()
    table = point_table([place]).assign(uncertainty_m=[20_000.0])
    base = point_table([PLACE])
    if drawn:
        table["footprint"] = gpd.GeoSeries([geodesy.disc(*place, 20_000).simplify(0.02)])
        base = shapes(Point(PLACE))
    hit = within_distance(table, base, radius_m=50_000, share_inside=True)
    assert hit["share_inside"].item() == pytest.approx(expected, abs=0.02)


def test_a_share_is_1_inside_and_null_where_the_extent_is_unknown() -> None:
    table = point_table([PLACE, PLACE]).assign(uncertainty_m=pd.array([5_000.0, None], "Float64"))
    hits = within_distance(table, point_table([PLACE]), radius_m=50_000, share_inside=True)
    assert hits["share_inside"].fillna(-1).tolist() == [1.0, -1.0]
    road = shapes(LineString([(38.0, 32.0), (38.0, 34.0)]))
    hits = within_distance(table, road, radius_m=50_000, share_inside=True)
    assert hits["share_inside"].fillna(-1).tolist() == pytest.approx([1.0, -1.0])


@pytest.mark.parametrize("radius", ["50km", "50000", True, None, 0, -1, math.nan, math.inf])
def test_a_radius_that_is_no_number_of_metres_is_refused(radius: Any) -> None:
    table = point_table([PLACE])
    for ask in (within_distance, counts):
        with pytest.raises((ParameterError, TypeError), match=r"radius_m|must be real number"):
            ask(table, table, radius_m=radius)


def test_a_huge_radius_holds_every_pair_once() -> None:
    table = point_table([(0.0, 0.0), (180.0, 0.0), (0.0, 90.0), (0.0, -90.0)])
    assert len(within_distance(table, table, radius_m=20_003_931.5)) == 16


def test_heights_are_left_out_and_empty_geometries_are_unknown() -> None:
    flat = point_table([PLACE, (38.2, 33.0)])
    high = gpd.GeoDataFrame(geometry=[Point(*PLACE, 900.0), Point(38.2, 33.0, -5.0)], crs=4326)
    pd.testing.assert_frame_equal(nearest(high, high, k=2), nearest(flat, flat, k=2))
    empty = shapes(Point(), Polygon(), None, Point(PLACE))
    answer = nearest(flat, empty, k=4)
    assert answer["base"].tolist() == [3, 3]
    blank = shapes(Point(), None)
    assert nearest(blank, flat)["base"].isna().tolist() == [True, True]
    assert within_distance(blank, flat, radius_m=1e6).empty
    road = shapes(LineString([(38.1, 32.0, 5.0), (38.1, 34.0, 900.0)]))
    assert nearest(flat, road)["distance_m"].tolist() == pytest.approx([9_347, 9_347], abs=3)


def test_an_invalid_area_is_mended_and_measured_to() -> None:
    bow = Polygon([(37, 32), (39, 34), (39, 32), (37, 34)])
    answer = nearest(point_table([(38.9, 33.0), (38.0, 33.9)]), shapes(bow))
    assert answer["distance_m"].tolist()[0] == 0
    assert answer["distance_m"].tolist()[1] > 1_000


def test_a_line_without_length_is_a_place() -> None:
    spot = shapes(MultiLineString([[(38.1, 33.0), (38.1, 33.0)]]))
    # 0.1 degrees of the parallel of 33 degrees: 9 345 m
    assert nearest(point_table([PLACE]), spot)["distance_m"].item() == pytest.approx(9_345, abs=3)


@pytest.mark.parametrize("crs", [None, 3857])
def test_another_crs_or_none_is_refused_by_every_question(crs: int | None) -> None:
    table = point_table([PLACE])
    other = table.to_crs(crs) if crs else gpd.GeoDataFrame(geometry=[Point(PLACE)])
    for one, two in ((table, other), (other, table)):
        with pytest.raises(CrsError, match="EPSG:4326"):
            nearest(one, two)
        with pytest.raises(CrsError):
            within_distance(one, two, radius_m=1)
        with pytest.raises(CrsError):
            counts(one, two, radius_m=1)
        with pytest.raises(CrsError):
            nearest_incidents(one, two)
    with pytest.raises(CrsError):
        clusters(other, distance_m=1)


def test_a_line_is_no_incident() -> None:
    road = shapes(LineString([(0, 0), (1, 1)]))
    with pytest.raises(SchemaError, match="`incidents` holds a LineString"):
        nearest(road, point_table([PLACE]))


def test_distances_to_a_shape_are_those_of_brute_force() -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(-180, 180, 60), np.degrees(np.arcsin(rng.uniform(-1, 1, 60)))
    lines = [LineString([(170, 60), (190, 65)]), LineString([(0, -85), (90, -88)])]
    answer = nearest(gpd.GeoDataFrame(geometry=shapely.points(lon, lat), crs=4326), shapes(*lines))
    ends = [np.array(line.coords) for line in lines]
    dense = [np.linspace(a, b, 4_000) for a, b in ends]
    every = np.array(
        [
            [geodesy.distance_m(float(x), float(y), c[:, 0], c[:, 1]).min() for c in dense]
            for x, y in zip(lon, lat, strict=True)
        ]
    )
    assert answer["base"].tolist() == every.argmin(axis=1).tolist()
    assert answer["distance_m"].tolist() == pytest.approx(every.min(axis=1).tolist(), abs=2)


def test_the_nearest_incidents_of_lines_areas_and_points_stand_together() -> None:
    road = LineString([(38.5, 32.0), (38.5, 34.0)])
    table = point_table([(38.0, 33.0), (38.6, 33.0), (38.4, 33.5), (10.0, 10.0)])
    places = shapes(road, Point(38.0, 33.01), box(9, 9, 11, 11), None)
    answer = nearest_incidents(places, table, k=2)
    assert answer["base"].tolist() == [0, 0, 1, 1, 2, 2]
    # the middle of the parallel arcs of 0.1 degrees: 9 345 m at 33, 9 291 m at 33.5 degrees north
    assert answer["incident"].tolist() == [2, 1, 0, 1, 3, 0]
    assert answer["rank"].tolist() == [1, 2, 1, 2, 1, 2]
    assert answer["distance_m"].tolist()[:2] == pytest.approx([9_291, 9_345], abs=6)
    assert answer["distance_m"].tolist()[4] == 0
    near = nearest_incidents(places, table, k=9, max_m=9_300)
    assert near["base"].tolist() == [0, 1, 2]


def test_the_nearest_incidents_of_a_line_are_those_of_brute_force() -> None:
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(-180, 180, 400), np.degrees(np.arcsin(rng.uniform(-1, 1, 400)))
    line = LineString([(170, 60), (179, 65)])
    table = gpd.GeoDataFrame(geometry=shapely.points(lon, lat), crs=4326)
    metres = geodesy.distance_to_geometry_m(lon, lat, line)
    answer = nearest_incidents(shapes(line), table, k=7)
    assert answer["incident"].tolist() == np.argsort(metres)[:7].tolist()


def test_each_point_is_measured_to_its_own_shape_as_to_one_alone() -> None:
    rng = np.random.default_rng(8)
    middle = [(0.0, 0.0), (179.9, -17.0), (30.0, 84.0), (-100.0, 45.0)]
    areas = [
        Polygon([(x - 1.0, y - 0.5), (x + 0.3, y - 0.4), (x + 0.6, y + 0.9), (x - 0.2, y + 0.1)])
        for x, y in middle
    ]
    which = np.repeat(np.arange(4), 12)
    lon = np.array([middle[number][0] for number in which]) + rng.uniform(-1.5, 1.5, len(which))
    lon = (lon + 180) % 360 - 180
    lat = np.array([middle[number][1] for number in which]) + rng.uniform(-1.0, 1.0, len(which))
    lon[::12], lat[::12] = 100.0, -40.0
    near, far = geodesy.spans_to_shapes_m(lon, lat, areas, which)
    assert (near == 0).any()
    for number, area in enumerate(areas):
        mine = which == number
        alone = geodesy.distance_to_geometry_m(lon[mine], lat[mine], area)
        assert near[mine].tolist() == pytest.approx(alone.tolist(), abs=1e-4)
        assert far[mine].tolist() == geodesy.farthest_m(lon[mine], lat[mine], area).tolist()
