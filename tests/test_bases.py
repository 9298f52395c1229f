"""The user's own bases: every format, radius, tenant and period; bad rows are named."""

import json
import logging
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box
from sources import write
from strategies import point_table

import geo
from geo.errors import CrsError, InputError
from geo.geodesy import distance_m
from geo.proximity import excluded_bases, within_distance
from geo.readers import read_bases
from geo.table import BASE_COLUMNS

SITE = (38.7, 33.31)

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark id="a"><name>Alpha</name><description><![CDATA[<script>1</script>]]></description>
 <TimeSpan><begin>2016-03-01</begin><end>2024</end></TimeSpan>
 <ExtendedData><Data name="tenant"><value>US</value></Data>
  <SchemaData><SimpleData name="radius_m">500</SimpleData></SchemaData></ExtendedData>
 <Point><coordinates>38.7,33.31,650</coordinates></Point></Placemark>
<Placemark><name>Ring</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
 38,33 39,33 39,34 38,34 38,33</coordinates></LinearRing></outerBoundaryIs></Polygon>
</MultiGeometry></Placemark>
</Folder></Document></kml>
"""


def frame(geometry: list[Any], crs: Any = 4326, **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=crs)


def saved(folder: Path, table: gpd.GeoDataFrame, name: str = "sites.gpkg") -> Path:
    table.to_file(folder / name)
    return folder / name


def features(*geometries: Any, **members: Any) -> str:
    rows = [
        {"type": "Feature", "geometry": geometry, "properties": {"name": f"Site {number}"}}
        for number, geometry in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", **members, "features": rows})


def test_own_bases_are_internal_and_packaged_ones_are_not(tmp_path: Path) -> None:
    own = read_bases(write(tmp_path, "sites.csv", "name,lat,lon\nA,33.31,38.7\n"))
    assert own["internal"].tolist() == [True]
    assert not geo.bases()["internal"].any()
    assert list(own.columns) == list(BASE_COLUMNS)


def test_bases_are_read_from_kml_with_periods_and_without_its_web_page(tmp_path: Path) -> None:
    found = read_bases(write(tmp_path, "sites.kml", KML))
    first = found.iloc[0]
    assert (first["name"], first["tenant"], first["radius_m"]) == ("Alpha", "US", 500.0)
    assert (first.geometry.x, first.geometry.y) == SITE
    assert not first.geometry.has_z
    assert first["valid_from"] == pd.Timestamp("2016-03-01")
    assert first["valid_to"] == pd.Timestamp("2024-01-01")
    assert found["footprint"].iloc[1].equals(box(38, 33, 39, 34))
    assert "script" not in found.to_csv()


BOMB = (
    '<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (KML.replace("<kml", BOMB + "<kml").replace("Alpha", "&c;"), "has a document type"),
        (
            KML.replace(
                "<kml", '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml'
            ).replace("Alpha", "&x;"),
            "has a document type",
        ),
        (
            KML.replace("<kml", '<!DOCTYPE kml SYSTEM "http://127.0.0.1/a.dtd"><kml'),
            "document type",
        ),
        ("<kml>", "is no KML that can be read"),
        ("<kml/>", "holds no Placemark"),
        ("<kml>" + "<Folder>" * 5000, "is no KML that can be read"),
    ],
)
def test_hostile_kml_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = write(tmp_path, "sites.kml", content)
    with pytest.raises(InputError, match=message) as caught:
        read_bases(path)
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (KML.replace("38.7,33.31,650", "east"), "row 1: unreadable geometry"),
        (KML.replace("38.7,33.31,650", "nan,33"), "row 1: unreadable geometry"),
        (KML.replace("38,33 39,33 39,34 38,34 38,33", "38,33 39,33"), "row 2: unreadable geom"),
    ],
)
def test_a_placemark_whose_place_cannot_be_read_is_left_out_by_name(
    tmp_path: Path, content: str, message: str
) -> None:
    found = read_bases(write(tmp_path, "sites.kml", content))
    assert len(found) == 1
    assert message in found.attrs["left_out"][0]


@pytest.mark.parametrize("name", ["sites.gpkg", "sites.shp"])
def test_bases_are_read_from_what_gdal_reads(tmp_path: Path, name: str) -> None:
    table = frame([Point(*SITE)], name=["A"], tenant=["US"])
    found = read_bases(saved(tmp_path, table, name))
    assert (found["name"].item(), found["tenant"].item()) == ("A", "US")
    assert (found.geometry.x.item(), found.geometry.y.item()) == pytest.approx(SITE)


def test_another_crs_is_turned_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table = frame([Point(*SITE)], name=["A"]).to_crs(32637)
    with caplog.at_level(logging.WARNING):
        found = read_bases(saved(tmp_path, table))
    lon, lat = found.geometry.x.iloc[0], found.geometry.y.iloc[0]
    assert distance_m(float(lon), float(lat), *SITE) < 0.01
    assert "turned from WGS 84 / UTM zone 37N to WGS 84" in caplog.text


def test_no_crs_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    path = saved(tmp_path, frame([Point(*SITE)], name=["A"]), "sites.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError, match=r"states no coordinate system.*ogr2ogr"):
        read_bases(path)


def test_heights_and_broken_outlines_are_put_right_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bow = Polygon([(38, 33), (39, 34), (39, 33), (38, 34)])
    table = frame([Point(*SITE, 650), bow], name=["A", "Bow"])
    with caplog.at_level(logging.WARNING):
        found = read_bases(saved(tmp_path, table))
    assert not found.geometry.has_z.any()
    assert found["footprint"].iloc[1].is_valid
    assert "heights (z) of 1 features are left out" in caplog.text
    assert "row 2: the outline was repaired: 'Self-intersection" in caplog.text


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (None, "row 2: no coordinates"),
        ({"type": "Polygon", "coordinates": []}, "row 2: the geometry is empty"),
        ({"type": "Point", "coordinates": ["a"]}, "row 2: unreadable geometry"),
        ({"type": "Point", "coordinates": [0, 0]}, "row 2: 0, 0 stands for a missing location"),
    ],
)
def test_a_base_without_a_place_is_left_out_by_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, geometry: Any, message: str
) -> None:
    point = {"type": "Point", "coordinates": list(SITE)}
    path = write(tmp_path, "sites.geojson", features(point, geometry))
    with caplog.at_level(logging.WARNING):
        found = read_bases(path)
    assert len(found) == 1
    assert message in caplog.text
    assert f"sites.geojson, {message}" in found.attrs["left_out"][0]
    path = write(tmp_path, "none.geojson", features(geometry, geometry))
    with pytest.raises(InputError, match=r"no base has a name and coordinates; row 1: .*; row 2: "):
        read_bases(path)


def test_every_bad_row_of_a_table_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    rows = "name,lat,lon,radius_m\nA,33,38,500\n,33,38.5,\nC,,,\nD,x,38,\nE,34,38,700\n"
    found = read_bases(write(tmp_path, "sites.csv", rows))
    assert found["name"].tolist() == ["A", "E"]
    assert found["radius_m"].tolist() == [500.0, 700.0]
    told = found.attrs["left_out"]
    assert [line.partition(":")[0] for line in told] == [f"sites.csv, row {n}" for n in (2, 3, 4)]
    assert "no name" in told[0]
    assert "no coordinates" in told[1]


def test_radii_have_a_unit(tmp_path: Path) -> None:
    header = "name,lat,lon,radius\n"
    path = write(tmp_path, "a.csv", header + "A,33,38,500 m\nB,33,38.5,2km\nC,33,38.9,1 nmi\n")
    # the international nautical mile is 1852 m
    assert read_bases(path)["radius_m"].tolist() == [500.0, 2000.0, 1852.0]
    path = write(tmp_path, "b.csv", "name,lat,lon,radius_km\nA,33,38,2\nB,33,38.5,\n")
    radii = read_bases(path)["radius_m"]
    assert radii.iloc[0] == 2000.0
    assert pd.isna(radii.iloc[1])


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("radius", "500", "row 1: the radius '500' has no unit; write 500 m"),
        ("radius_m", "-5", "row 1: no radius in metres: '-5'; it has to be more than 0"),
        ("radius_m", "0", "row 1: no radius in metres: '0'"),
        ("radius_km", "5000", "at most 1,000 km"),
        ("radius_m", "wide", "row 1: no radius in metres: 'wide'; write 500 m"),
        ("radius", "5 parsec", "write 500 m, 2 km, 1 mi or 1 nmi"),
    ],
)
def test_a_radius_that_cannot_be_is_an_error(
    tmp_path: Path, column: str, cell: str, message: str
) -> None:
    path = write(tmp_path, "sites.csv", f"name,lat,lon,{column}\nA,33,38,{cell}\n")
    with pytest.raises(InputError, match=message) as caught:
        read_bases(path)
    assert "sites.csv" in str(caught.value)


def test_bases_of_one_name_are_kept_apart_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, "s.csv", "name,lat,lon\nCamp,33,38\nPost,33,39\nCamp,34,38\n")
    with caplog.at_level(logging.WARNING):
        found = read_bases(path)
    assert found["base_id"].tolist() == ["user:camp", "user:post", "user:camp#2"]
    assert "rows 1, 3 have the same name 'Camp'; told apart by base_id" in caplog.text


def test_a_line_is_one_point_of_it_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table = frame([LineString([(38, 33), (39, 33)])], name=["Runway"])
    with caplog.at_level(logging.WARNING):
        found = read_bases(saved(tmp_path, table))
    assert found.geometry.y.item() == 33
    assert "lines or mixtures; one point of each is taken" in caplog.text


def test_a_base_closed_before_the_incident_is_no_hit_and_the_reason_says_so(
    tmp_path: Path,
) -> None:
    sites = read_bases(
        write(
            tmp_path,
            "s.csv",
            "name,lat,lon,radius_m,tenant,valid_from,valid_to\n"
            "Camp,33.31,38.7,500,US,2016,2024-02-01\n",
        )
    )
    days = pd.to_datetime(["2024-01-31", "2024-02-01"])
    rows = point_table([SITE, SITE]).assign(start=days, end=days + pd.Timedelta(days=1))
    assert within_distance(rows, sites, radius_m=5_000)["incident"].tolist() == [0]
    left_out = excluded_bases(rows, sites, radius_m=5_000)
    assert left_out["incident"].tolist() == [1]
    assert "to 2024-02-01" in left_out["reason"].item()


def test_null_geometry_and_empty_tables_give_null_and_empty_answers(tmp_path: Path) -> None:
    sites = read_bases(write(tmp_path, "s.csv", "name,lat,lon\nCamp,33.31,38.7\n"))
    rows = point_table([SITE, None])
    near = geo.nearest(rows, sites)
    assert near["incident"].tolist() == [0, 1]
    assert near.iloc[1][["base", "distance_m"]].isna().all()
    full = list(within_distance(rows, sites, radius_m=1_000).columns)
    for one, other in ((rows.iloc[:0], sites), (rows, sites.iloc[:0])):
        empty = within_distance(one, other, radius_m=1_000)
        assert empty.empty
        assert list(empty.columns) == full


def test_every_bad_radius_and_date_is_named_at_once(tmp_path: Path) -> None:
    rows = "A,33,44,-5,,\nB,33,45,1,soon,\nC,33,46,,2024,2020\nD,33,47,500,,\n"
    path = write(tmp_path, "b.csv", "name,lat,lon,radius_m,valid_from,valid_to\n" + rows)
    with pytest.raises(InputError) as refused:
        read_bases(path)
    message = str(refused.value)
    assert "row 1: no radius in metres" in message
    assert "row 2: 'soon' is no date" in message
    assert "row 3: valid_to 2020-01-01 is not after" in message
    assert "row 4" not in message
