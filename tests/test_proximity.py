"""The distance questions: exact, inclusive, graded, and never a hit for what is not known."""

import gzip
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from shapely.geometry.base import BaseGeometry
from strategies import places, point_table

from geo import geodesy
from geo.errors import CrsError, ParameterError, SchemaError
from geo.proximity import counts, excluded_bases, nearest, within_distance

BASE = (38.0, 33.0)
NEAREST_COLUMNS = [
    "incident",
    "base",
    "rank",
    "distance_m",
    "distance_min_m",
    "distance_max_m",
    "period",
]
WITHIN_COLUMNS = [
    "incident",
    "base",
    "distance_m",
    "distance_min_m",
    "distance_max_m",
    "match",
    "period",
]


def incidents_at(
    *metres: float, uncertainty: float | None = None, azimuth: float = 70.0
) -> gpd.GeoDataFrame:
    """Give incidents at distances from BASE."""
    table = point_table([geodesy.destination(*BASE, azimuth, distance) for distance in metres])
    if uncertainty is not None:
        table["uncertainty_m"] = pd.Series([uncertainty] * len(metres), dtype="Float64")
    return table


def base_table(*points: tuple[float, float], **columns: Any) -> gpd.GeoDataFrame:
    """Give bases with more columns."""
    return point_table(points).assign(**columns)


def drawn_at(
    point: tuple[float, float], shape: BaseGeometry, uncertainty: float | None = None
) -> gpd.GeoDataFrame:
    """Give one row with a footprint."""
    columns: dict[str, Any] = {"footprint": [shape], "uncertainty_m": [uncertainty]}
    return point_table([point]).assign(**columns)


def days(*texts: str | None) -> "pd.Series[Any]":
    """Give days as a column of civil times."""
    return pd.Series(list(texts), dtype="datetime64[us]")


def match_of(table: gpd.GeoDataFrame, radius_m: float) -> list[str]:
    """Give the matches of a table with one base at BASE."""
    return within_distance(table, base_table(BASE), radius_m=radius_m)["match"].tolist()


def matrix(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Measure every pair, one by one."""
    return np.array([[geodesy.GEOD.inv(*a, *b)[2] for b in other] for a in one])


@given(st.lists(places, min_size=1, max_size=12), st.lists(places, min_size=1, max_size=12))
def test_nearest_is_that_of_brute_force(
    points: list[tuple[float, float]], sites: list[tuple[float, float]]
) -> None:
    answer = nearest(point_table(points), point_table(sites), k=3)
    every = matrix(points, sites)
    for row in range(len(points)):
        mine = answer[answer["incident"] == row]
        assert mine["distance_m"].tolist() == pytest.approx(sorted(every[row])[:3], abs=1e-6)
        assert mine["rank"].tolist() == list(range(1, min(3, len(sites)) + 1))
        exact = [every[row][base] for base in mine["base"]]
        assert mine["distance_m"].tolist() == pytest.approx(exact, abs=1e-6)


def test_not_one_nearest_is_wrong_over_the_whole_earth() -> None:
    rng = np.random.default_rng(11)
    lon = rng.uniform(-180, 180, 1_300)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 1_300)))
    lon[:100] = np.where(rng.random(100) < 0.5, 180, -180) + rng.uniform(-0.3, 0.3, 100)
    lon[:100] = (lon[:100] + 180) % 360 - 180
    lat[100:150], lat[150:200] = 90 - rng.random(50), -90 + rng.random(50)
    every = np.array(
        [
            geodesy.GEOD.inv(np.full(300, x), np.full(300, y), lon[:300], lat[:300])[2]
            for x, y in zip(lon[300:], lat[300:], strict=True)
        ]
    )
    points = list(zip(lon.tolist(), lat.tolist(), strict=True))
    answer = nearest(point_table(points[300:]), point_table(points[:300]))
    assert answer["base"].tolist() == every.argmin(axis=1).tolist()
    assert answer["distance_m"].tolist() == every.min(axis=1).tolist()


@given(
    st.lists(places, min_size=1, max_size=10),
    st.lists(places, min_size=1, max_size=10),
    st.floats(1, 2e7),
)
def test_within_distance_is_that_of_brute_force(
    points: list[tuple[float, float]], sites: list[tuple[float, float]], radius: float
) -> None:
    answer = within_distance(point_table(points), point_table(sites), radius_m=radius)
    found = set(zip(answer["incident"], answer["base"], strict=True))
    rows, columns = np.nonzero(matrix(points, sites) <= radius)
    assert found == set(zip(rows.tolist(), columns.tolist(), strict=True))


@settings(max_examples=25)
@given(places, st.floats(1, 400_000), st.floats(100, 300_000), st.floats(0, 360))
def test_a_wider_search_never_grades_lower(
    site: tuple[float, float], metres: float, uncertainty: float, azimuth: float
) -> None:
    table = point_table([geodesy.destination(*site, azimuth, metres)])
    table["uncertainty_m"] = uncertainty
    order = ["", "too_vague", "possible", "inside"]
    grades = []
    for radius in (50_000, 100_000, 200_000, 400_000, 800_000):
        answer = within_distance(table, point_table([site]), radius_m=radius)
        grades.append(order.index("".join(answer["match"])))
    assert grades == sorted(grades)


def test_the_radius_is_inclusive() -> None:
    table = incidents_at(50_000)
    exact = nearest(table, base_table(BASE))["distance_m"].item()
    assert match_of(table, exact) == ["centre_only"]
    assert match_of(table, math.nextafter(exact, 0)) == []


def test_a_circle_touching_the_radius_from_outside_is_possible() -> None:
    # 60 km away, 10 km uncertain: between 50 and 70 km
    assert match_of(incidents_at(60_000, uncertainty=10_000), 50_000.001) == ["possible"]
    assert match_of(incidents_at(60_000, uncertainty=10_000), 49_999.999) == []


def test_a_circle_touching_the_radius_from_inside_is_inside() -> None:
    assert match_of(incidents_at(40_000, uncertainty=10_000), 50_000.001) == ["inside"]
    assert match_of(incidents_at(40_000, uncertainty=10_000), 49_999.999) == ["possible"]


def test_what_is_vaguer_than_the_search_is_not_called_possible() -> None:
    # the circle of 100 km reaches into the 50 km, but says nothing about them
    assert match_of(incidents_at(10_000, uncertainty=100_000), 50_000) == ["too_vague"]
    assert match_of(incidents_at(120_000, uncertainty=100_000), 50_000) == ["too_vague"]
    assert match_of(incidents_at(10_000, uncertainty=50_000), 50_000) == ["possible"]


def test_without_an_uncertainty_only_the_centre_speaks() -> None:
    answer = within_distance(incidents_at(10_000), base_table(BASE), radius_m=50_000)
    assert answer["match"].tolist() == ["centre_only"]
    assert answer["distance_m"].item() == pytest.approx(10_000, abs=1e-3)
    assert answer["distance_min_m"].isna().all()
    assert answer["distance_max_m"].isna().all()


def test_distances_are_from_edge_to_edge() -> None:
    bases = base_table(BASE, radius_m=[5_000.0])
    answer = nearest(incidents_at(60_000, uncertainty=10_000), bases)
    # 60 - 10 - 5 and 60 + 10 + 5 km
    assert answer["distance_min_m"].item() == pytest.approx(45_000, abs=1e-3)
    assert answer["distance_max_m"].item() == pytest.approx(75_000, abs=1e-3)
    assert answer["distance_m"].item() == pytest.approx(60_000, abs=1e-3)


def test_circles_that_overlap_are_0_apart() -> None:
    bases = base_table(BASE, radius_m=[5_000.0])
    answer = nearest(incidents_at(12_000, uncertainty=10_000), bases)
    assert answer["distance_min_m"].item() == 0


def test_a_footprint_counts_before_the_radius() -> None:
    place = geodesy.destination(*BASE, 70.0, 60_000)
    table = drawn_at(place, geodesy.disc(*place, 20_000), uncertainty=1_000)
    answer = nearest(table, base_table(BASE))
    assert answer["distance_min_m"].item() == pytest.approx(40_000, abs=50)
    assert answer["distance_max_m"].item() == pytest.approx(80_000, abs=50)


@settings(max_examples=25)
@given(places, st.floats(2_000, 150_000), st.floats(0, 360), st.floats(0, 250_000))
def test_a_disc_drawn_as_a_footprint_answers_like_its_radius(
    place: tuple[float, float], radius: float, azimuth: float, metres: float
) -> None:
    site = point_table([geodesy.destination(*place, azimuth, metres)])
    drawn = drawn_at(place, geodesy.disc(*place, radius))
    told = point_table([place]).assign(uncertainty_m=[radius])
    for column in ("distance_min_m", "distance_max_m"):
        expected = nearest(told, site)[column].item()
        # 64 corners: the middles of the edges fall short by 0.12 %
        assert nearest(drawn, site)[column].item() == pytest.approx(expected, abs=0.002 * radius)


def test_distances_to_an_area_are_those_of_brute_force() -> None:
    area = box(36, 32, 38, 33)
    table = drawn_at((37.0, 32.5), area)
    dense = shapely.get_coordinates(shapely.segmentize(area, 0.001))
    sites = [(40.0, 34.0), (37.5, 32.6), (35.0, 32.5), (37.0, 40.0)]
    answer = nearest(table, point_table(sites), k=4).set_index("base")
    for number, site in enumerate(sites):
        metres = geodesy.distance_m(*site, dense[:, 0], dense[:, 1])
        least = 0.0 if number == 1 else metres.min()
        assert answer.loc[number, "distance_min_m"] == pytest.approx(least, abs=1)
        assert answer.loc[number, "distance_max_m"] == pytest.approx(metres.max(), abs=1)


def test_distances_between_two_areas_are_those_of_brute_force() -> None:
    ours, theirs = box(36, 32, 38, 33), box(39, 34, 40, 35)
    table = drawn_at((37.0, 32.5), ours)
    bases = drawn_at((39.5, 34.5), theirs)
    one = shapely.get_coordinates(shapely.segmentize(ours, 0.02))
    other = shapely.get_coordinates(shapely.segmentize(theirs, 0.02))
    every = matrix([(x, y) for x, y in one], [(x, y) for x, y in other])
    answer = nearest(table, bases)
    assert answer["distance_min_m"].item() == pytest.approx(every.min(), abs=1)
    assert answer["distance_max_m"].item() == pytest.approx(every.max(), abs=1)
    same = nearest(table, drawn_at((37.0, 32.5), ours))
    assert same["distance_min_m"].item() == 0


def test_an_incident_of_unknown_extent_has_none_towards_an_area_either() -> None:
    bases = drawn_at(BASE, box(37, 32, 39, 34))
    answer = within_distance(incidents_at(10_000), bases, radius_m=50_000)
    assert answer["match"].tolist() == ["centre_only"]
    assert answer["distance_min_m"].isna().all()


def test_a_half_circle_is_no_circle() -> None:
    # all corners lie on the circle round its centre, but the southern half is cut off
    turn = np.radians(np.linspace(-90, 90, 64))
    half = shapely.Polygon(
        [geodesy.destination(*BASE, float(np.degrees(angle)), 100_000) for angle in turn]
    )
    table = drawn_at(BASE, half)
    south = point_table([geodesy.destination(*BASE, 180.0, 50_000)])
    assert nearest(table, south)["distance_min_m"].item() > 49_000


def test_equal_distances_are_ordered_by_id_then_by_position() -> None:
    twins = base_table(BASE, BASE, BASE, base_id=["c", "a", "b"])
    answer = nearest(incidents_at(1_000), twins, k=3)
    assert answer["base"].tolist() == [1, 2, 0]
    assert nearest(incidents_at(1_000), base_table(BASE, BASE))["base"].item() == 0
    many = base_table(*[BASE] * 40, base_id=[f"{number:02}" for number in range(39, -1, -1)])
    assert nearest(incidents_at(1_000), many, k=2)["base"].tolist() == [39, 38]


def test_rows_follow_the_incidents_and_then_the_distance() -> None:
    table = incidents_at(40_000, 5_000).set_axis(["z", "a"])
    near = geodesy.destination(*BASE, 70.0, 20_000)
    bases = base_table(BASE, near).set_axis(["far", "near"])
    answer = within_distance(table, bases, radius_m=50_000)
    assert answer[["incident", "base"]].to_numpy().tolist() == [
        ["z", "near"],
        ["z", "far"],
        ["a", "far"],
        ["a", "near"],
    ]


def test_an_incident_without_a_point_keeps_a_null_row_and_is_no_hit() -> None:
    table = point_table([None, BASE])
    bases = base_table(BASE)
    answer = nearest(table, bases)
    assert answer["incident"].tolist() == [0, 1]
    assert answer.iloc[0][["base", "rank", "distance_m", "period"]].isna().all()
    assert answer["base"].tolist()[1] == 0
    assert within_distance(table, bases, radius_m=1e6)["incident"].tolist() == [1]


def test_a_base_without_a_point_is_never_found() -> None:
    bases = point_table([None, BASE])
    assert nearest(incidents_at(1_000), bases, k=2)["base"].tolist() == [1]
    assert within_distance(incidents_at(1_000), bases, radius_m=1e6)["base"].tolist() == [1]
    alone = nearest(incidents_at(1_000), point_table([None]))
    assert alone["base"].isna().all()
    assert len(alone) == 1


@pytest.mark.parametrize(("ours", "theirs"), [(0, 1), (1, 0), (0, 0)])
def test_an_empty_table_gives_an_empty_answer_with_its_columns(ours: int, theirs: int) -> None:
    table, bases = incidents_at(1_000).iloc[:ours], base_table(BASE).iloc[:theirs]
    assert list(nearest(table, bases).columns) == NEAREST_COLUMNS
    assert nearest(table, bases).empty
    answer = within_distance(table, bases, radius_m=1_000)
    assert list(answer.columns) == WITHIN_COLUMNS
    assert answer.empty
    assert len(counts(table, bases, radius_m=1_000)) == theirs
    assert excluded_bases(table, bases, radius_m=1_000).empty


def test_the_antimeridian_and_the_poles_are_ordinary_places() -> None:
    table = point_table([(179.9, 0.0), (0.0, 90.0)])
    bases = point_table([(-179.9, 0.0), (77.0, 90.0)])
    answer = within_distance(table, bases, radius_m=25_000)
    assert answer[["incident", "base"]].to_numpy().tolist() == [[0, 0], [1, 1]]
    # 0.2 degrees of the equator
    assert answer["distance_m"].tolist() == pytest.approx([22_263.898, 0], abs=1e-3)


@pytest.mark.parametrize("radius", [0, -5.0, math.nan, math.inf])
def test_a_radius_that_is_none_is_refused(radius: float) -> None:
    for ask in (within_distance, counts, excluded_bases):
        with pytest.raises(ParameterError, match="`radius_m`"):
            ask(incidents_at(1_000), base_table(BASE), radius_m=radius)


def test_less_than_one_nearest_is_refused() -> None:
    with pytest.raises(ParameterError, match="`k` is 0"):
        nearest(incidents_at(1_000), base_table(BASE), k=0)


def test_degrees_must_be_declared() -> None:
    table, bases = incidents_at(1_000), base_table(BASE)
    with pytest.raises(CrsError, match="`incidents` has no CRS"):
        nearest(gpd.GeoDataFrame(geometry=list(table.geometry)), bases)
    with pytest.raises(CrsError, match="`bases` is in 'EPSG:3857'"):
        within_distance(table, bases.to_crs("EPSG:3857"), radius_m=1_000)


def test_areas_as_geometry_and_impossible_radii_are_named() -> None:
    with pytest.raises(SchemaError, match="`incidents` holds a Polygon"):
        nearest(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=4326), base_table(BASE))
    with pytest.raises(SchemaError, match=r"'uncertainty_m' of row 0 is 0\.0"):
        nearest(incidents_at(1_000, uncertainty=0), base_table(BASE))


def tenants() -> gpd.GeoDataFrame:
    """Give one site with two tenants, one after the other."""
    return base_table(
        BASE,
        BASE,
        base_id=["site:a", "site:b"],
        valid_from=days(None, "2019-10-15"),
        valid_to=days("2019-10-15", None),
    )


def on(*texts: str | None, length: str = "1D") -> gpd.GeoDataFrame:
    """Give incidents near the site on some days."""
    table = incidents_at(*[1_000] * len(texts))
    start = days(*texts)
    return table.assign(start=start, end=start + pd.Timedelta(length))


def test_a_tenant_is_hit_only_in_its_period() -> None:
    table = on("2019-10-14", "2019-10-15")
    answer = within_distance(table, tenants(), radius_m=5_000)
    assert answer[["incident", "base"]].to_numpy().tolist() == [[0, 0], [1, 1]]
    assert answer["period"].tolist() == ["inside", "inside"]
    assert nearest(table, tenants(), k=2)["base"].tolist() == [0, 1]


def test_a_base_left_out_is_listed_with_the_reason() -> None:
    excluded = excluded_bases(on("2019-10-14", "2019-10-15"), tenants(), radius_m=5_000)
    assert excluded[["incident", "base"]].to_numpy().tolist() == [[0, 1], [1, 0]]
    assert excluded["reason"].tolist() == [
        "listed from 2019-10-15, the incident lies outside",
        "listed to 2019-10-15, the incident lies outside",
    ]


def test_an_undated_incident_may_hit_every_tenant_and_it_is_said() -> None:
    answer = within_distance(on(None), tenants(), radius_m=5_000)
    assert answer["base"].tolist() == [0, 1]
    assert answer["period"].tolist() == ["possible", "possible"]
    without = within_distance(incidents_at(1_000), tenants(), radius_m=5_000)
    assert without["period"].tolist() == ["possible", "possible"]
    assert within_distance(on(None), base_table(BASE), radius_m=5_000)["period"].item() == "inside"


def test_a_loosely_dated_incident_may_hit_both_tenants() -> None:
    answer = within_distance(on("2019-10-01", length="31D"), tenants(), radius_m=5_000)
    assert answer["period"].tolist() == ["possible", "possible"]


def test_nearest_passes_over_bases_of_another_time() -> None:
    far = geodesy.destination(*BASE, 70.0, 300_000)
    closed = base_table(*[BASE] * 30, far, valid_to=days(*["2001-01-01"] * 30, None))
    answer = nearest(on("2020-01-01"), closed, k=2)
    assert answer["base"].tolist() == [30]
    assert answer["rank"].tolist() == [1]


def test_counts_are_per_base_and_per_grade() -> None:
    table = pd.concat(
        [incidents_at(10_000, 60_000, uncertainty=15_000), incidents_at(5_000, 90_000)],
        ignore_index=True,
    )
    bases = base_table(BASE, (0.0, 0.0)).set_axis(["here", "elsewhere"])
    answer = counts(gpd.GeoDataFrame(table, crs=4326), bases, radius_m=50_000)
    assert answer.loc["here"].to_dict() == {
        "inside": 1,
        "possible": 1,
        "too_vague": 0,
        "centre_only": 1,
    }
    assert answer.loc["elsewhere"].sum() == 0


def test_nothing_that_was_passed_in_is_changed() -> None:
    table, bases = on("2019-10-14", None), tenants()
    before = table.copy(), bases.copy()
    nearest(table, bases)
    within_distance(table, bases, radius_m=5_000)
    counts(table, bases, radius_m=5_000)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(bases, before[1])


def test_the_syrian_events_within_50_km_of_a_point_are_fourteen(eval_data: Path) -> None:
    path = eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = pd.read_csv(stream, usecols=["longitude", "latitude", "where_prec"])
    table = gpd.GeoDataFrame(
        rows, geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs=4326
    )
    answer = within_distance(table, point_table([(38.6181, 33.4983)]), radius_m=50_000)
    assert answer["match"].tolist() == ["centre_only"] * 14
    assert table.loc[answer["incident"], "where_prec"].value_counts().to_dict() == {1: 7, 2: 7}


def test_a_table_of_places_set_out_by_distance_is_found_to_the_metre() -> None:
    # the same question on points laid out along geodesics: 20 of them are within 50 km
    metres = [*range(2_600, 50_001, 2_494), 50_001, 60_000, 400_000]
    points = [geodesy.destination(*BASE, 37.0 * number, m) for number, m in enumerate(metres)]
    answer = within_distance(point_table(points), base_table(BASE), radius_m=50_000)
    within = [number for number, m in enumerate(metres) if m <= 50_000]
    assert answer["incident"].tolist() == within
    assert answer["distance_m"].tolist() == pytest.approx([metres[n] for n in within], abs=1e-3)
