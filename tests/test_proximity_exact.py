"""Not one wrong or missed, at the edges of the map too; checked against every pair measured."""

import sys
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray
from shapely import LineString
from strategies import point_table

from geo import geodesy, reference
from geo.errors import CrsError, ParameterError
from geo.geodesy import lines, search
from geo.joins import distance_to_border
from geo.proximity import nearest, nearest_incidents, within_distance
from geo.readers import read_source
from geo.timewindow import Window

FloatArray = NDArray[np.float64]


def sites(count: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Give places all over the earth, the first at the poles and the antimeridian."""
    rng = np.random.default_rng(seed)
    lon = rng.uniform(-180, 180, count)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    lon[:6], lat[:6] = [179.95, -179.95, 0, 0, 178.4, -176.6], [66, -17, 90, -90, -18.1, 51.9]
    return lon, lat


def hard(lon: FloatArray, lat: FloatArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Give points halfway between sites, 50 km from one, at the antimeridian and the poles."""
    rng = np.random.default_rng(5)
    one, other = rng.integers(0, len(lon), (2, count))
    azimuth, _, metres = geodesy.GEOD.inv(lon[one], lat[one], lon[other], lat[other])
    half = geodesy.GEOD.fwd(lon[one], lat[one], azimuth, metres / 2 + rng.uniform(-1, 1, count))
    edge = geodesy.GEOD.fwd(
        lon[one], lat[one], rng.uniform(0, 360, count), 50_000 + rng.uniform(-1e-3, 1e-3, count)
    )
    seam = 180 + rng.uniform(-0.05, 0.05, count), rng.uniform(-80, 80, count)
    pole = rng.uniform(-180, 180, count), rng.choice([-1, 1], count) * (90 - rng.random(count) / 3)
    x, y = (np.concatenate([half[axis], edge[axis], seam[axis], pole[axis]]) for axis in (0, 1))
    return (x + 180) % 360 - 180, y


def every_distance(points: Any, places: Any) -> FloatArray:
    """Measure all pairs."""
    return np.array(
        [
            geodesy.GEOD.inv(np.full(len(places[0]), x), np.full(len(places[0]), y), *places)[2]
            for x, y in zip(*points, strict=True)
        ]
    )


def table(places: Any) -> gpd.GeoDataFrame:
    """Give points as a table."""
    return gpd.GeoDataFrame(geometry=shapely.points(*places), crs=4326)


def test_no_nearest_is_wrong_and_no_pair_missed_among_random_and_hard_points() -> None:
    places = sites(150, 3)
    points = tuple(
        np.concatenate([a, b]) for a, b in zip(sites(2_000, 4), hard(*places, 250), strict=True)
    )
    every = every_distance(points, places)
    answer = nearest(table(points), table(places), k=3)
    expected = np.sort(every, axis=1)[:, :3].reshape(-1)
    assert answer["distance_m"].tolist() == expected.tolist()
    pairs = within_distance(table(points), table(places), radius_m=50_000)
    truth = np.argwhere(every <= 50_000)
    assert sorted(zip(pairs["incident"], pairs["base"], strict=True)) == [
        (int(a), int(b)) for a, b in truth
    ]
    assert len(truth) > 50


def borders() -> "list[Any]":
    return [line.geometry for line in reference.border_lines() if line.country_b is not None]


def test_both_ways_of_searching_lines_give_the_same_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    places = sites(400, 3)
    lon, lat = (
        np.concatenate([a, b]) for a, b in zip(sites(600, 8), hard(*places, 50), strict=True)
    )
    index = geodesy.LineIndex(borders())
    monkeypatch.setattr(lines, "_WORTH_COMPILING", 10**9)
    monkeypatch.setattr(lines, "_WORTH_WALKING", 10**9)
    plain = index.nearest(lon, lat)
    monkeypatch.setattr(lines, "_WORTH_COMPILING", 0)
    monkeypatch.setattr(lines, "_WORTH_WALKING", 0)
    fast = index.nearest(lon, lat)
    assert fast[1].tolist() == plain[1].tolist()
    for one, other in zip(fast, plain, strict=True):
        assert np.allclose(one, other, rtol=0, atol=1e-6)


def test_without_numba_the_answers_come_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(lines, "_WORTH_COMPILING", 0)
    monkeypatch.setattr(lines, "_WORTH_WALKING", 0)
    search.compiled_search.cache_clear()
    try:
        assert search.compiled_search() is None
        index = geodesy.LineIndex([LineString([(0, 0), (0, 10)])])
        # one degree of longitude at 5 degrees north, 110 895 m
        assert index.nearest(np.array([1.0]), np.array([5.0]))[0].item() == pytest.approx(
            110_895, abs=5
        )
    finally:
        search.compiled_search.cache_clear()


def test_the_border_is_as_far_as_by_walking_along_every_line() -> None:
    lon, lat = sites(40, 9)
    answer = distance_to_border(table((lon, lat)))["border_distance_m"].to_numpy(dtype=float)
    shapes = [
        line.geometry for line in reference.border_lines() if line.country_a and line.country_b
    ]
    edges = [shapely.get_coordinates(part) for part in shapely.get_parts(shapes)]
    corners = np.vstack(
        [
            np.linspace(a, b, 3 + int(np.hypot(*(b - a)) / 0.02))
            for c in edges
            for a, b in pairwise(c)
        ]
    )
    surface = geodesy.ecef(corners[:, 0], corners[:, 1])
    for x, y, metres in zip(lon, lat, answer, strict=True):
        chord = np.linalg.norm(surface - geodesy.ecef(x, y), axis=1)
        # chord and geodesic put places in one order to within 1 %, as the radii of curvature do
        near = corners[chord <= 1.01 * chord.min() + 1_000]
        brute = geodesy.distance_m(float(x), float(y), near[:, 0], near[:, 1]).min()
        # corners lie up to 2.2 km apart: brute force is too long by 1 113^2 / 2d at most
        assert brute - 1_113**2 / (2 * metres) - 1 <= metres <= brute + 1


def test_lines_that_share_a_corner_or_an_edge_give_the_first() -> None:
    shared = LineString([(0, 0), (0, 1)])
    fork = [LineString([(0, 1), (1, 2)]), shared, LineString([(0, 0), (0, 1), (-1, 2)])]
    index = geodesy.LineIndex(fork)
    # beside the middle of the shared edge, and straight above the common corner
    assert index.nearest(np.array([0.1, 0.0]), np.array([0.5, 1.2]))[1].tolist() == [1, 0]


def test_nearest_stops_at_a_greatest_distance_inclusive() -> None:
    incidents, base = point_table([(38.0, 33.0), (40.0, 33.0)]), point_table([(38.1, 33.0)])
    metres = nearest(incidents, base)["distance_m"].tolist()
    answer = nearest(incidents, base, max_m=metres[0])
    assert answer["base"].fillna(-1).tolist() == [0, -1]
    assert answer["distance_min_m"].isna().tolist() == [True, True]
    wrong: Any
    for wrong in (0, -1.0, np.nan, "50km"):
        with pytest.raises(ParameterError, match="`max_m`"):
            nearest(incidents, base, max_m=wrong)


def test_nearest_and_within_take_only_the_window() -> None:
    start = pd.Series(["2020-01-01", "2021-01-01", None], dtype="datetime64[us]")
    incidents = point_table([(38.0, 33.0)] * 3).assign(start=start)
    base, window = point_table([(38.1, 33.0)]), Window(datetime(2020, 6, 1), None)
    assert nearest(incidents, base, within=window)["incident"].tolist() == [1]
    hits = within_distance(incidents, base, radius_m=20_000, within=window)
    assert hits["incident"].tolist() == [1]
    found = nearest_incidents(base, incidents, within=window)
    assert found[["base", "incident", "rank"]].to_numpy().tolist() == [[0, 1, 1]]


def test_the_nearest_incidents_of_a_place_are_those_of_brute_force() -> None:
    points, places = sites(300, 12), sites(20, 13)
    answer = nearest_incidents(table(places), table(points), k=4)
    every = every_distance(places, points)
    assert answer["incident"].tolist() == np.argsort(every, axis=1)[:, :4].reshape(-1).tolist()
    assert answer["distance_m"].tolist() == np.sort(every, axis=1)[:, :4].reshape(-1).tolist()


def test_the_nearest_incidents_pass_over_those_of_another_tenant_and_stop_at_a_distance() -> None:
    incidents = point_table([(38.0, 33.0), (38.05, 33.0), (44.0, 33.0)]).assign(
        start=pd.Series(["2001-01-01", "2020-01-01", "2020-01-01"], dtype="datetime64[us]"),
        incident_id=["c", "b", "a"],
    )
    base = point_table([(38.1, 33.0)]).assign(
        valid_from=pd.Series(["2010-01-01"], dtype="datetime64[us]")
    )
    assert nearest_incidents(base, incidents)["incident"].tolist() == [1, 2]
    assert nearest_incidents(base, incidents, max_m=50_000)["incident"].tolist() == [1]
    assert nearest_incidents(base, incidents.iloc[:0]).empty
    with pytest.raises(ParameterError, match="`k` is 0"):
        nearest_incidents(base, incidents, k=0)
    with pytest.raises(CrsError):
        nearest_incidents(base, incidents.to_crs(3857))


def test_many_points_are_placed_in_countries_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lon, lat = (
        np.concatenate(both) for both in zip(sites(3_000, 6), hard(*sites(9, 1), 99), strict=True)
    )
    fresh = reference.Layer(reference.read_table("countries_light"), "area_id")
    plain = fresh.rows_at(lon, lat)
    monkeypatch.setattr("geo.reference.layer._WORTH_A_GRID", 10)
    cut = reference.Layer(reference.read_table("countries_light"), "area_id").rows_at(lon, lat)
    assert cut.tolist() == plain.tolist()
    assert (plain >= 0).sum() > 500


def graded(path: Path) -> tuple[pd.DataFrame, list[int]]:
    """Count rows of a UCDP file near a point, by precision and match; and those near by centre."""
    rows: Any = read_source(path)
    answer = within_distance(rows.incidents, point_table([(38.6181, 33.4983)]), radius_m=50_000)
    answer["precision"] = rows.incidents.loc[answer["incident"], "precision"].to_numpy()
    centre = answer[answer["distance_m"] <= 50_000]
    return answer, centre["precision"].value_counts().reindex(["place", "near"]).tolist()


def test_country_rows_of_syria_are_too_vague_within_50_km(eval_data: Path) -> None:
    answer, centre = graded(eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz")
    assert centre == [7, 7]
    assert int((answer["distance_m"] <= 50_000).sum()) == 14
    country = answer[answer["precision"] == "country"]
    assert country["match"].tolist() == ["too_vague"] * 254


def test_a_row_that_stands_for_a_country_is_too_vague_and_never_possible(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    head = "id,type_of_violence,side_a,side_b,where_prec,latitude,longitude,country,best,date_start"
    cells = [(1, 33.50, 38.60), (2, 33.40, 38.70), (6, 35.0, 38.0), (2, 33.9, 38.6181), (6, 33, 44)]
    country = ["Syria", "Syria", "Syria", "Syria", "Iraq"]
    lines = [
        f"{number},1,A,B,{code},{lat},{lon},{name},1,2018-01-01"
        for number, ((code, lat, lon), name) in enumerate(zip(cells, country, strict=True))
    ]
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    answer, centre = graded(path)
    assert centre == [1, 2]
    matches = dict(zip(answer["incident"], answer["match"], strict=True))
    # 33.9 degrees north is 44.6 km away, so a disc of 25 km reaches over the edge
    assert matches == {0: "inside", 1: "inside", 2: "too_vague", 3: "possible", 4: "too_vague"}
