"""Distances from footprints to borders and other lines, and what ``sitmap near`` says of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from typer.testing import CliRunner

from geo import geodesy
from geo.joins.border_dates import nearest_of_lines
from geo.joins.line_spans import TOLERANCE_M, spans_to_lines_m
from layers.cli.app import app

MERIDIAN = shapely.LineString([(10, -60), (10, 60)])
PARALLEL = shapely.LineString([(5, 40), (30, 40)])


def brute_force(area: BaseGeometry, lines: Sequence[BaseGeometry]) -> tuple[float, float]:
    """Measure from many places of an area to places on the lines 200 m apart or less."""
    random = np.random.default_rng(3)
    west, south, east, north = area.bounds
    lon, lat = random.uniform(west, east, 6_000), random.uniform(south, north, 6_000)
    held = shapely.intersects_xy(area, lon, lat)
    edge = shapely.get_coordinates(shapely.segmentize(area.boundary, 0.02))
    lon, lat = np.append(lon[held], edge[:, 0]), np.append(lat[held], edge[:, 1])
    least = np.full(len(lon), np.inf)
    for line in lines:
        least = np.minimum(least, geodesy.distance_to_geometry_m(lon, lat, line))
    return float(least.min()), float(least.max())


@pytest.mark.parametrize(
    "area",
    [
        shapely.box(11, 20, 12, 22),
        shapely.box(9, 20, 13, 22),
        # the farthest part lies in the middle, between the lines and not on the outline
        shapely.Polygon([(10.01, 38), (12, 36), (14, 39.98), (10.01, 39.98)]),
        shapely.Point(20, 41).buffer(2.0),
        shapely.union_all([shapely.box(10.2, 0, 10.4, 0.2), shapely.box(15, 0, 15.2, 0.2)]),
    ],
    ids=["beside", "across", "corner", "round", "two parts"],
)
def test_the_span_from_an_area_to_lines_is_that_of_brute_force(area: BaseGeometry) -> None:
    lines = [MERIDIAN, PARALLEL]
    low, high, name = spans_to_lines_m([area], nearest_of_lines(lines, ["m", "p"]))
    least, greatest = brute_force(area, lines)
    room = max(TOLERANCE_M, 0.01 * greatest)
    assert low[0] == pytest.approx(least, abs=room)
    assert high[0] == pytest.approx(greatest, abs=room)
    assert name[0] in {"m", "p"}


def test_the_farthest_part_may_lie_within_the_area() -> None:
    # a ring of line round a square of 2 degrees: its middle is farthest, 1 degree of latitude off
    ring = shapely.box(-1, -1, 1, 1).boundary
    area = shapely.box(-1, -1, 1, 1)
    low, high, _ = spans_to_lines_m([area], nearest_of_lines([ring], ["ring"]))
    assert low[0] == 0
    assert high[0] == pytest.approx(110_574, abs=1_200)


def test_an_area_on_both_sides_of_the_antimeridian_is_one_area() -> None:
    area = shapely.union_all([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    line = shapely.LineString([(-178, -5), (-178, 5)])
    low, high, _ = spans_to_lines_m([area], nearest_of_lines([line], ["line"]))
    # 1 and 3 degrees of the equator; at the latitude of 1 degree a little less
    assert low[0] == pytest.approx(111_320, abs=TOLERANCE_M)
    assert high[0] == pytest.approx(3 * 111_320, abs=0.01 * 333_960)


def table(tmp_path: Path, **columns: Any) -> Path:
    """Write an incident table whose footprints are drawn."""
    count = len(columns["footprint"])
    rows: dict[str, Any] = {
        "incident_id": [f"id:{row}" for row in range(count)],
        "kind": "incident",
        "status": "confirmed",
        "start": pd.Timestamp("2024-01-01"),
        "end": pd.Timestamp("2024-01-02"),
        "precision": "region",
        **columns,
    }
    rows["footprint"] = gpd.GeoSeries(rows["footprint"], crs=4326)
    points = rows.pop("points")
    path = tmp_path / "incidents.parquet"
    frame = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(points, crs=4326), crs=4326)
    from geo.table import as_incident_table, write_geoparquet

    write_geoparquet(as_incident_table(frame), path)
    return path


def near(*words: object) -> str:
    done = CliRunner().invoke(app, ["near", *map(str, words)])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_a_band_along_a_border_is_inside_a_distance_wider_than_the_band(tmp_path: Path) -> None:
    # northern Jordan, all of it within 25 km of Syria, and some 150 km long: the radius round its
    # middle is larger than the distance asked for, and says nothing
    text = "A drone struck an outpost in northeastern Jordan near the Syrian border on 28 January."
    (tmp_path / "report.txt").write_text(f"2024-01-29\n{text}\n", encoding="utf-8")
    told = json.loads(
        near(tmp_path / "report.txt", "--of", "borders", "--within", "10km,50km", "--json")
    )
    (row,) = told["rows"]
    assert (row["nearest_border"], row["match_10000m"], row["match"]) == (
        "JO-SY", "too_vague", "inside",
    )  # fmt: skip
    assert row["distance_min_m"] == 0
    assert 20_000 < row["distance_max_m"] < 30_000


def test_several_places_without_a_point_are_graded_by_their_parts(tmp_path: Path) -> None:
    line = tmp_path / "road.geojson"
    gpd.GeoDataFrame({"name": ["road"]}, geometry=[MERIDIAN], crs=4326).to_file(line)
    near_both = shapely.union_all([shapely.box(10.1, 0, 10.2, 0.1), shapely.box(9.8, 0, 9.9, 0.1)])
    one_far = shapely.union_all([shapely.box(10.1, 0, 10.2, 0.1), shapely.box(15, 0, 15.1, 0.1)])
    far = shapely.box(15, 0, 15.1, 0.1)
    path = table(tmp_path, footprint=[near_both, one_far, far], points=[None, None, None])
    told = json.loads(near(path, "--of", line, "--within", "50km", "--json"))
    # 0.2 degrees of the equator are 22.3 km, 5.1 degrees 568 km
    rows = {row["incident_id"]: row for row in told["rows"]}
    assert [rows[name]["match"] for name in rows] == ["inside", "too_vague"]
    assert rows["id:0"]["distance_max_m"] == pytest.approx(22_264, abs=TOLERANCE_M)
    assert rows["id:1"]["distance_min_m"] == pytest.approx(11_132, abs=TOLERANCE_M)
    assert rows["id:1"]["distance_m"] is None
    assert rows["id:0"]["nearest_border"] == "road"


def test_a_rejected_row_lies_near_no_border(tmp_path: Path) -> None:
    box = shapely.box(10.1, 0, 10.2, 0.1)
    path = table(
        tmp_path,
        footprint=[box, box],
        points=[shapely.Point(10.15, 0.05)] * 2,
        status=["confirmed", "rejected"],
    )
    line = tmp_path / "road.geojson"
    gpd.GeoDataFrame({"name": ["road"]}, geometry=[MERIDIAN], crs=4326).to_file(line)
    told = json.loads(near(path, "--of", line, "--within", "50km", "--json"))
    assert [row["incident_id"] for row in told["rows"]] == ["id:0"]
    assert told["counts"]["inside"] == 1


def test_the_lines_of_the_users_own_borders_are_those_measured_to(tmp_path: Path) -> None:
    borders = tmp_path / "borders.geojson"
    gpd.GeoDataFrame({"name": ["armistice"]}, geometry=[MERIDIAN], crs=4326).to_file(borders)
    path = table(
        tmp_path, footprint=[shapely.box(10.1, 0, 10.2, 0.1)], points=[shapely.Point(10.15, 0.05)]
    )
    asked = (path, "--of", "borders", "--borders", borders, "--within", "50km", "--json")
    (row,) = json.loads(near(*asked))["rows"]
    assert (row["nearest_border"], row["match"]) == ("armistice", "inside")
    assert row["distance_max_m"] == pytest.approx(22_264, abs=TOLERANCE_M)
