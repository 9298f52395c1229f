"""Groups near in space and time; counts per ring and period."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import places, point_table

import geo
from geo import geodesy
from geo.errors import ParameterError
from geo.proximity import clusters, counts
from geo.timewindow import Window

PLACE = (38.0, 33.0)


def along(*metres: float, **columns: Any) -> Any:
    """Give incidents at distances east of PLACE."""
    return point_table([geodesy.destination(*PLACE, 90.0, m) for m in metres]).assign(**columns)


def days(*texts: str | None) -> Any:
    """Give days as a column of civil times."""
    return pd.Series(list(texts), dtype="datetime64[us]")


def test_a_chain_of_neighbours_is_one_cluster_and_a_lone_row_is_none() -> None:
    answer = geo.clusters(along(0, 900, 1_800, 50_000), distance_m=1_000)
    assert answer["cluster"].fillna(0).tolist() == [1, 1, 1, 0]
    assert answer["size"].fillna(0).tolist() == [3, 3, 3, 0]
    assert answer["standing"].tolist() == ["core", "core", "core", "alone"]


def test_clusters_are_numbered_by_their_first_rows_and_keep_the_index() -> None:
    table = along(90_000, 0, 90_100, 100).set_axis(list("dcba"))
    answer = clusters(table, distance_m=1_000)
    assert answer["cluster"].to_dict() == {"d": 1, "c": 2, "b": 1, "a": 2}


def test_a_core_needs_as_many_within_reach_and_an_edge_joins_the_nearest_core() -> None:
    # at 0, 100, 200 three are within 250 m of each other; 420 reaches only 200
    answer = clusters(along(0, 100, 200, 420, 5_000, 5_100), distance_m=250, least=3)
    assert answer["standing"].tolist() == ["core", "core", "core", "edge", "alone", "alone"]
    assert answer["cluster"].fillna(0).tolist() == [1, 1, 1, 1, 0, 0]


def test_what_is_far_apart_in_time_is_no_neighbour() -> None:
    start = days("2020-01-01", "2020-01-03", "2020-02-01", None)
    table = along(0, 10, 20, 30, start=start, end=start + pd.Timedelta("1D"))
    # the first two have a gap of one day between them
    answer = clusters(table, distance_m=100, within=timedelta(days=1))
    assert answer["cluster"].fillna(0).tolist() == [1, 1, 0, 0]
    assert answer["standing"].tolist() == ["core", "core", "alone", "undated"]
    closer = clusters(table, distance_m=100, within=timedelta(hours=23))
    assert closer["cluster"].isna().all()


def test_what_is_too_vague_or_has_no_point_is_in_no_cluster() -> None:
    table = point_table([PLACE, PLACE, PLACE, None])
    table["uncertainty_m"] = pd.array([1_000.0, None, 90_000.0, None], dtype="Float64")
    answer = clusters(table, distance_m=5_000)
    assert answer["standing"].tolist() == ["core", "core", "too_vague", "no_point"]
    assert clusters(table.iloc[:0], distance_m=5_000).columns.tolist() == [
        "cluster",
        "size",
        "standing",
    ]


def test_the_distance_is_inclusive_and_the_antimeridian_no_edge() -> None:
    table = point_table([(179.99, 0.0), (-179.99, 0.0)])
    exact = geodesy.distance_m(179.99, 0.0, -179.99, 0.0)
    assert clusters(table, distance_m=exact)["cluster"].tolist() == [1, 1]
    assert clusters(table, distance_m=np.nextafter(exact, 0))["cluster"].isna().all()


@given(st.lists(places, min_size=1, max_size=15), st.floats(1e5, 8e6))
def test_groups_of_two_and_more_are_those_of_single_linkage(
    points: list[tuple[float, float]], reach: float
) -> None:
    answer = clusters(point_table(points), distance_m=reach)["cluster"].fillna(0).tolist()
    group = list(range(len(points)))
    for a, one in enumerate(points):
        for b, other in enumerate(points):
            if a < b and geodesy.GEOD.inv(*one, *other)[2] <= reach:
                group = [group[a] if g == group[b] else g for g in group]
    for a in range(len(points)):
        for b in range(len(points)):
            assert (group[a] == group[b]) == (answer[a] == answer[b] != 0 or a == b)


@pytest.mark.parametrize(
    "wrong",
    [
        {"distance_m": 0},
        {"distance_m": -1},
        {"distance_m": "1km"},
        {"least": 1},
        {"within": timedelta(days=-1)},
    ],
)
def test_impossible_bounds_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=f"`{next(iter(wrong))}`"):
        clusters(along(0), **{"distance_m": 1.0, **wrong})


def test_rings_hold_what_lies_wholly_in_them_and_share_what_does_not() -> None:
    table = along(10_000, 49_000, 70_000, uncertainty_m=5_000.0)
    answer = counts(table, point_table([PLACE]), radius_m=[50_000, 100_000])
    assert answer["ring_from_m"].tolist() == [0, 50_000]
    assert answer["ring_to_m"].tolist() == [50_000, 100_000]
    # the one at 49 km reaches from 44 to 54 km
    assert answer["inside"].tolist() == [1, 1]
    assert answer["possible"].tolist() == [1, 1]


def test_a_point_on_the_edge_of_a_ring_lies_in_the_inner_one() -> None:
    table = along(50_000)
    edge = geodesy.distance_m(*PLACE, table.geometry.x[0], table.geometry.y[0])
    answer = counts(table, point_table([PLACE]), radius_m=[edge, 2 * edge])
    assert answer["centre_only"].tolist() == [1, 0]


def test_periods_run_without_a_gap_and_undated_rows_are_told() -> None:
    start = days("2020-01-06", "2020-01-22", "2020-01-12", None)
    end = days("2020-01-07", "2020-01-23", "2020-01-14", None)
    table = along(10, 10, 10, 10, start=start, end=end, uncertainty_m=1.0)
    answer = counts(table, point_table([PLACE, (0.0, 0.0)]), radius_m=1_000, by="week")
    here = answer[answer["base"] == 0]
    assert here["start"].dt.strftime("%m-%d").fillna("-").tolist() == [
        "01-06",
        "01-13",
        "01-20",
        "-",
    ]
    # the 12th and 13th lie in two weeks
    assert here["inside"].tolist() == [1, 0, 1, 1]
    assert here["possible"].tolist() == [1, 1, 0, 0]
    assert answer[answer["base"] == 1][["inside", "possible"]].to_numpy().sum() == 0
    window = Window(datetime(2020, 1, 20), None)
    late = counts(table, point_table([PLACE]), radius_m=1_000, by="week", within=window)
    assert late["inside"].tolist() == [1]


def test_counts_of_nothing_have_their_columns() -> None:
    answer = counts(along().iloc[:0], point_table([PLACE]), radius_m=[1, 2], by="month")
    assert answer.empty
    assert answer.columns.tolist()[:5] == ["base", "ring_from_m", "ring_to_m", "start", "end"]


@pytest.mark.parametrize("wrong", [{"radius_m": [2, 1]}, {"radius_m": []}, {"by": "fortnight"}])
def test_rings_that_do_not_rise_and_unknown_periods_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        counts(along(0), point_table([PLACE]), **{"radius_m": 1_000, **wrong})
