"""GeoJSON, GeoParquet, GeoPackage, and the bases of a user."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box
from sources import at, row, rows, write

from geo import table
from geo.errors import InputError
from geo.models import Incident
from geo.readers import (
    TableRead,
    read_bases,
    read_source,
)


def features(*geometries: object, **members: object) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            **members,
            "features": [
                {
                    "type": "Feature",
                    "id": number,
                    "geometry": geometry,
                    "properties": {"date": "2024-01-28", "deaths": 3, "tags": ["a"]},
                }
                for number, geometry in enumerate(geometries, start=1)
            ],
        }
    )


def test_geojson_has_longitude_first_and_areas_are_footprints(tmp_path: Path) -> None:
    area = box(38, 33, 39, 34).__geo_interface__
    line = {"type": "LineString", "coordinates": [[38, 33], [39, 33]]}
    point = {"type": "Point", "coordinates": [38.7, 33.31, 650]}
    read = rows(tmp_path, features(point, area, line, None), "a.geojson")
    found = read.incidents
    assert at(found) == (38.7, 33.31)
    assert found["footprint"].iloc[1].equals(box(38, 33, 39, 34))
    assert LineString([(38, 33), (39, 33)]).distance(found.geometry.iloc[2]) == 0
    assert found.geometry.iloc[3] is None
    assert found["killed_best"].tolist() == [3, 3, 3, 3]
    assert found["incident_id"].tolist() == ["id:1", "id:2", "id:3", "id:4"]


def test_old_geojson_in_another_crs_is_turned(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    # 180 degrees is half the circumference of the sphere of EPSG:3857
    point = {"type": "Point", "coordinates": [20_037_508.342789244 / 2, 0]}
    found = rows(tmp_path, features(point, crs=crs), "a.geojson").incidents
    assert at(found) == pytest.approx((90, 0))


def test_swapped_geojson_is_named(tmp_path: Path) -> None:
    points = [{"type": "Point", "coordinates": [25.0, lat]} for lat in (121.5, 120.9)]
    with pytest.raises(InputError, match="GeoJSON has longitude first"):
        rows(tmp_path, features(*points), "a.geojson")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no JSON"),
        ("[1, 2]", "no GeoJSON FeatureCollection"),
        ('{"type": "Topology"}', "its type is 'Topology'"),
        ("[" * 100_000, "is no JSON"),
        ('{"a":' * 100_000, "is no JSON"),
        ('{"type": "FeatureCollection", "features": [1, null]}', "neither coordinates"),
        (features({"type": "Point", "coordinates": ["a", {}]}), "neither coordinates"),
        (features(None, crs={"properties": {"name": "nonsense"}}), "not known"),
    ],
)
def test_damaged_geojson_is_one_clear_error(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rows(tmp_path, content, "a.geojson")


def test_a_damaged_feature_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    good = {"type": "Point", "coordinates": [38.7, 33.31]}
    read = rows(tmp_path, features(good, {"type": "Point", "coordinates": "x"}, good), "a.geojson")
    assert read.incidents.geometry.isna().tolist() == [False, True, False]
    assert read.skipped[0].row == 2


def test_infinite_coordinates_are_no_place(tmp_path: Path) -> None:
    good = {"type": "Point", "coordinates": [38.7, 33.31]}
    content = features(good, {"type": "Point", "coordinates": [1e999, 33]})
    read = rows(tmp_path, content, "a.geojson")
    assert read.incidents.geometry.isna().tolist() == [False, True]


def test_geoparquet_in_any_crs_and_plain_parquet(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"date": [pd.Timestamp("2024-01-28")], "killed": [3]},
        geometry=[Point(38.7, 33.31)],
        crs=4326,
    )
    frame.to_crs(3857).to_parquet(tmp_path / "a.parquet")
    pd.DataFrame({"lat": [33.31], "lon": [38.7], "killed": [3]}).to_parquet(tmp_path / "b.parquet")
    frame.to_file(tmp_path / "c.gpkg", layer="events")
    for name in ("a.parquet", "b.parquet", "c.gpkg"):
        read = read_source(tmp_path / name)
        assert isinstance(read, TableRead)
        assert at(read.incidents) == pytest.approx((38.7, 33.31))
        assert read.incidents["killed_best"].tolist() == [3]
        if name != "b.parquet":
            assert read.incidents["start"].tolist() == [pd.Timestamp("2024-01-28")]


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg"])
def test_junk_in_a_binary_format_is_one_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"a\.(parquet|gpkg): is no"):
        read_source(write(tmp_path, name, b"PAR1 junk" * 99))


def test_tables_of_ours_come_back_as_they_were(tmp_path: Path) -> None:
    ours = [Incident("ucdp:1", geometry=(38.7, 33.31), footprint=box(38, 33, 39, 34), place="A")]
    incidents = table.incidents_from_records(ours)
    write(tmp_path, "a.geojson", json.dumps(table.to_geojson(incidents)))
    table.write_geoparquet(incidents, tmp_path / "a.parquet")
    table.write_geopackage(incidents, tmp_path / "a.gpkg")
    for name in ("a.geojson", "a.parquet", "a.gpkg"):
        read = read_source(tmp_path / name)
        assert isinstance(read, TableRead)
        assert table.incidents_to_records(read.incidents) == ours


def test_our_own_columns_in_a_csv_are_taken_as_they_are(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        "incident_id,kind,start,end,time_precision,precision,lat,lon,countries_stated,count_low\n"
        "ucdp:1,series,2024-01-28T00:00:00,2024-01-30T00:00:00,week,near,33,44,IQ;SY,5\n",
    )
    assert (found["incident_id"], found["kind"], found["count_low"]) == ("ucdp:1", "series", 5)
    assert (found["end"], found["time_precision"]) == (pd.Timestamp("2024-01-30"), "week")
    assert (found["precision"], found["countries_stated"]) == ("near", ["IQ", "SY"])


def test_bases_are_read_from_csv(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "sites.csv",
        "name,lat,lon,radius_m,tenant,valid_from,valid_to,country,aliases\n"
        "Site A,33.31,38.7,500,US,2016-03-01,2024,Jordan,Alpha;Aleph\n"
        "Site A,33.31,38.7,500,Jordan,2024,,Jordan,\n",
    )
    found = read_bases(path)
    assert list(found.columns) == list(table.BASE_COLUMNS)
    assert found["base_id"].tolist() == ["user:site-a", "user:site-a#2"]
    assert found["aliases"].tolist() == [["Alpha", "Aleph"], []]
    assert found["country"].tolist() == ["JO", "JO"]
    assert found["valid_from"].tolist() == [pd.Timestamp("2016-03-01"), pd.Timestamp("2024-01-01")]
    assert found["valid_to"].iloc[0] == pd.Timestamp("2024-01-01")
    assert pd.isna(found["valid_to"].iloc[1])
    assert table.bases_to_records(found)[0].radius_m == 500.0


def test_bases_are_read_from_geojson_with_areas(tmp_path: Path) -> None:
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": box(38, 33, 39, 34).__geo_interface__,
                "properties": {"name": "Area"},
            }
        ],
    }
    found = read_bases(write(tmp_path, "sites.geojson", json.dumps(content)))
    assert found["footprint"].iloc[0].equals(box(38, 33, 39, 34))
    assert found["footprint"].iloc[0].contains(found.geometry.iloc[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,lat,lon\n,33,44\n", "row 1: no name"),
        ("name,lat,lon\nB,,\n", "row 1: no coordinates"),
        ("colour,lat,lon\nred,33,44\n", "columns found: 'colour', 'lat', 'lon'"),
        ("name,lat,lon,radius_m\nA,33,44,-5\n", "row 1: no radius in metres"),
        ("name,lat,lon,valid_from\nA,33,44,soon\n", "row 1: 'soon' is no date"),
        (
            "name,lat,lon,valid_from,valid_to\nA,33,44,2024,2020\n",
            "row 1: valid_to 2020-01-01 is not after valid_from 2024-01-01",
        ),
        ("name,lat,lon\nA,121.5,25\nB,120,24\n", "swapped throughout"),
    ],
)
def test_a_bad_base_is_an_error_with_its_row(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_bases(write(tmp_path, "sites.csv", content))
