"""The incident and base tables: records there and back, and the three file formats."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from shapely import MultiPolygon, Point, box
from strategies import incident_lists

from geo import table
from geo.errors import CrsError, InputError, OutputError, SchemaError
from geo.models import (
    Base,
    Casualties,
    Evidence,
    Incident,
    Kind,
    Precision,
    Source,
    Stance,
)

TWO = [
    Incident(
        "ucdp:1",
        title='=HYPERLINK("http://x") {{7*7}} </script>',
        start=datetime(2024, 1, 28),
        end=datetime(2024, 1, 29),
        start_utc=datetime(2024, 1, 27, 21, 30, tzinfo=UTC),
        geometry=(38.7, 33.31),
        footprint=box(38, 33, 39, 34),
        uncertainty_m=2000.0,
        precision=Precision.PLACE,
        countries_stated=("JO",),
        same_as=("ucdp:2", "row:abc"),
        casualties=Casualties(3, 3, 3),
        evidence=(Evidence("killed", "3", Stance.STATED, "r-1", 4, 9, "three"),),
        sources=(Source("r-1", title="T", published=date(2024, 2, 5)),),
    ),
    Incident("ucdp:2", kind=Kind.AGGREGATE, count_low=150),
]


@settings(max_examples=30)
@given(incident_lists)
def test_records_survive_the_table(records: list[Incident]) -> None:
    assert table.incidents_to_records(table.incidents_from_records(records)) == records


@settings(max_examples=20)
@given(incident_lists)
def test_records_survive_geojson_as_text(records: list[Incident]) -> None:
    text = json.dumps(table.to_geojson(table.incidents_from_records(records)), allow_nan=False)
    assert table.incidents_to_records(table.from_geojson(json.loads(text))) == records


@settings(max_examples=15)
@given(records=incident_lists)
def test_records_survive_geoparquet(
    records: list[Incident], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    table.write_geoparquet(table.incidents_from_records(records), path)
    assert table.incidents_to_records(table.read_geoparquet(path)) == records


@settings(max_examples=15)
@given(records=incident_lists)
def test_records_survive_geopackage(
    records: list[Incident], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("gpkg") / "a.gpkg"
    table.write_geopackage(table.incidents_from_records(records), path)
    assert table.incidents_to_records(table.read_geopackage(path)) == records


def test_types_and_columns_are_the_same_after_every_format(tmp_path: Path) -> None:
    rows = table.incidents_from_records(TWO)
    table.write_geoparquet(rows, tmp_path / "a.parquet")
    table.write_geopackage(rows, tmp_path / "a.gpkg")
    for back in (
        table.from_geojson(table.to_geojson(rows)),
        table.read_geoparquet(tmp_path / "a.parquet"),
        table.read_geopackage(tmp_path / "a.gpkg"),
    ):
        assert list(back.columns) == list(table.INCIDENT_COLUMNS)
        pd.testing.assert_series_equal(back.dtypes, rows.dtypes)
        assert back.crs == rows.crs


def test_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = table.incidents_from_records(TWO)
    written = []
    for name in ("first", "second"):
        table.write_geopackage(rows, tmp_path / f"{name}.gpkg")
        table.write_geoparquet(rows, tmp_path / f"{name}.parquet")
        written.append(
            [(tmp_path / f"{name}.{ending}").read_bytes() for ending in ("gpkg", "parquet")]
        )
    assert written[0] == written[1]


def test_writing_a_geopackage_leaves_gdal_as_it_was(tmp_path: Path) -> None:
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    table.write_geopackage(table.incidents_from_records(TWO), tmp_path / "a.gpkg")
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before


def test_geojson_has_point_footprint_and_version() -> None:
    collection = table.to_geojson(table.incidents_from_records(TWO))
    assert collection["sitmap_schema"] == 1
    first, second = collection["features"]
    # RFC 7946, section 3.1.1: longitude first
    assert first["geometry"] == {"type": "Point", "coordinates": [38.7, 33.31]}
    assert first["properties"]["footprint"]["type"] == "Polygon"
    assert first["properties"]["start"] == "2024-01-28T00:00:00"
    assert first["properties"]["title"] == TWO[0].title
    assert second["geometry"] is None
    assert second["properties"]["killed_best"] is None
    assert second["properties"]["countries_stated"] == []


def test_geopackage_has_two_layers_joined_on_the_id(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    table.write_geopackage(table.incidents_from_records(TWO), path)
    with closing(sqlite3.connect(path)) as package:
        layers = package.execute("SELECT table_name FROM gpkg_contents ORDER BY 1").fetchall()
        joined = package.execute(
            "SELECT i.incident_id, i.start FROM incidents i JOIN footprints USING (incident_id)"
        ).fetchall()
    assert layers == [("footprints",), ("incidents",)]
    assert joined == [("ucdp:1", "2024-01-28T00:00:00")]
    assert pyogrio.read_info(path, layer="incidents")["dataset_metadata"] == {"sitmap_schema": "1"}


def test_geoparquet_has_both_geometry_columns_and_version(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table.write_geoparquet(table.incidents_from_records(TWO), path)
    metadata = pq.read_schema(path).metadata
    assert metadata[b"sitmap_schema"] == b"1"
    geo = json.loads(metadata[b"geo"])
    assert geo["primary_column"] == "geometry"
    assert set(geo["columns"]) == {"geometry", "footprint"}
    assert gpd.read_parquet(path)["footprint"].iloc[0].equals(box(38, 33, 39, 34))


def test_geoparquet_of_several_groups_describes_the_shapes_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.table.geoparquet.GROUP_ROWS", 2)
    rows = table.as_incident_table(
        gpd.GeoDataFrame(
            {"incident_id": list("abcde"), "title": [None, None, None, "x", "y"]},
            geometry=gpd.points_from_xy([1, 2, 3, 4, 5], [10, 20, 30, 40, 50]),
            crs="EPSG:4326",
        )
    )
    rows["own"] = [None, None, None, "extra", None]
    area: Any = [None, None, None, None, box(38, 33, 39, 34)]
    rows["footprint"] = gpd.GeoSeries(area, crs="EPSG:4326")
    told: list[int] = []
    path = tmp_path / "a.parquet"
    table.write_geoparquet(rows, path, told.append)
    assert told == [2, 2, 1]
    assert pq.ParquetFile(path).num_row_groups == 3
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])["columns"]
    assert geo["geometry"]["bbox"] == [1, 10, 5, 50]
    assert geo["geometry"]["geometry_types"] == ["Point"]
    assert geo["footprint"]["geometry_types"] == ["Polygon"]
    assert geo["footprint"]["bbox"] == [38, 33, 39, 34]
    back = table.read_geoparquet(path)
    assert back["own"].tolist()[3] == "extra"
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="own")), pd.DataFrame(rows.drop(columns="own"))
    )


def test_joined_columns_keep_their_types(tmp_path: Path) -> None:
    rows = table.incidents_from_records(TWO)
    rows["border_distance_m"] = pd.array([1500.5, None], dtype="Float64")
    rows["country_conflict"] = pd.array([True, None], dtype="boolean")
    rows["nearest_base"] = pd.array(["Tower 22", None], dtype="string")
    table.write_geoparquet(rows, tmp_path / "a.parquet")
    table.write_geopackage(rows, tmp_path / "a.gpkg")
    for back in (
        table.from_geojson(table.to_geojson(rows)),
        table.read_geoparquet(tmp_path / "a.parquet"),
        table.read_geopackage(tmp_path / "a.gpkg"),
    ):
        for name in ("border_distance_m", "country_conflict", "nearest_base"):
            pd.testing.assert_series_equal(back[name], rows[name])


def test_a_file_of_a_newer_version_is_refused() -> None:
    collection = table.to_geojson(table.incidents_from_records(TWO)) | {"sitmap_schema": 2}
    with pytest.raises(SchemaError, match="sitmap_schema is 2"):
        table.from_geojson(collection)


@pytest.mark.parametrize(
    "collection",
    [
        {},
        {"type": "FeatureCollection"},
        {"type": "FeatureCollection", "sitmap_schema": 1},
        {"type": "FeatureCollection", "sitmap_schema": 1, "features": [None]},
        {"type": "FeatureCollection", "sitmap_schema": 1, "features": [{"geometry": 1}]},
    ],
)
def test_damaged_geojson_is_a_schema_error(collection: dict[str, object]) -> None:
    with pytest.raises(SchemaError):
        table.from_geojson(collection)


@pytest.mark.parametrize("reader", [table.read_geopackage, table.read_geoparquet])
def test_junk_is_an_input_error(tmp_path: Path, reader: object) -> None:
    path = tmp_path / "junk"
    path.write_bytes(b"PAR1 no table" * 50)
    assert callable(reader)
    with pytest.raises(InputError, match="junk"):
        reader(path)


def test_a_table_of_other_people_is_no_geoparquet_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 2)], crs=4326).to_parquet(path)
    with pytest.raises(InputError, match="sitmap_schema"):
        table.read_geoparquet(path)


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None]])
def test_geopackage_needs_distinct_ids(tmp_path: Path, ids: list[str | None]) -> None:
    rows = gpd.GeoDataFrame({"incident_id": ids}, geometry=[Point(), Point()], crs=4326)
    with pytest.raises(SchemaError, match="incident_id"):
        table.write_geopackage(rows, tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_geopackage_refuses_names_that_sqlite_takes_for_one(tmp_path: Path) -> None:
    rows = table.incidents_from_records(TWO)
    rows["PLACE"] = "x"
    with pytest.raises(SchemaError, match="'PLACE'"):
        table.write_geopackage(rows, tmp_path / "a.gpkg")


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    rows = table.incidents_from_records(TWO)
    for write in (table.write_geopackage, table.write_geoparquet):
        with pytest.raises(OutputError):
            write(rows, tmp_path / "nowhere" / "a")


def test_a_bare_table_is_completed_and_not_changed() -> None:
    rows = gpd.GeoDataFrame(geometry=[Point(1, 2), Point()], crs=4326, index=[7, 9])
    complete = table.as_incident_table(rows)
    assert list(complete.columns) == list(table.INCIDENT_COLUMNS)
    assert list(complete.index) == [7, 9]
    assert complete["geometry"].iloc[1] is None
    assert complete["precision"].tolist() == ["unknown", "unknown"]
    assert list(rows.columns) == ["geometry"]


def test_a_table_without_crs_or_with_another_is_refused() -> None:
    bare = gpd.GeoDataFrame(geometry=[Point(1, 2)])
    with pytest.raises(CrsError, match="no CRS"):
        table.as_incident_table(bare)
    with pytest.raises(CrsError, match="EPSG:3857"):
        table.as_incident_table(bare.set_crs(3857))


@pytest.mark.parametrize(
    ("column", "value"), [("status", "maybe"), ("precision", "fine"), ("killed_best", "three")]
)
def test_a_wrong_value_names_its_column(column: str, value: str) -> None:
    rows = gpd.GeoDataFrame({column: [value]}, geometry=[Point(1, 2)], crs=4326)
    with pytest.raises(SchemaError, match=column):
        table.as_incident_table(rows)


def test_to_crs_takes_both_geometry_columns_along() -> None:
    rows = table.incidents_from_records([replace(TWO[0], geometry=(180.0, 0.0)), TWO[1]])
    projected = table.to_crs(rows, 3857)
    # half the circumference of the sphere of radius 6 378 137 m (EPSG guidance note 7-2)
    assert projected.geometry.x.iloc[0] == pytest.approx(20_037_508.34, abs=0.01)
    west = projected["footprint"].iloc[0].bounds[0]
    assert west == pytest.approx(20_037_508.34 * 38 / 180, abs=0.01)
    assert projected.geometry.iloc[1] is None


def test_bases_survive_the_table() -> None:
    bases = [
        Base("site:a", "A", "A", 38.7, 33.31, aliases=("Ay",), valid_from=date(2016, 1, 1)),
        Base("site:b", "B", "B", -1.5, 52.0, footprint=box(-2, 51, -1, 53), radius_m=500.0),
    ]
    assert table.bases_to_records(table.bases_from_records(bases)) == bases


def test_a_footprint_of_one_part_comes_back_from_a_geopackage_as_polygon(tmp_path: Path) -> None:
    one = replace(TWO[0], footprint=MultiPolygon([box(0, 0, 1, 1)]))
    table.write_geopackage(table.incidents_from_records([one]), tmp_path / "a.gpkg")
    back = table.read_geopackage(tmp_path / "a.gpkg")["footprint"].iloc[0]
    assert back.geom_type == "Polygon"
    assert shapely.equals(back, one.footprint)
