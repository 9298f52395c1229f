"""The user's own countries, borders and admin areas, in the shapes in which they are handed out."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box
from sources import said, write
from strategies import point_table

from geo.errors import CrsError, InputError
from geo.geodesy import distance_m
from geo.joins import join_all, located_in
from geo.joins.own_admin import located_in_admin
from geo.readers import read_admin, read_boundaries

WEST, EAST = box(36, 32, 37, 33), box(37, 32, 38, 33)


def saved(
    folder: Path, geometry: list[Any], file: str = "own.gpkg", crs: Any = 4326, **columns: Any
) -> Path:
    gpd.GeoDataFrame(columns, geometry=geometry, crs=crs).to_file(folder / file)
    return folder / file


def test_countries_are_recognised_by_the_usual_columns(tmp_path: Path) -> None:
    shapes: list[dict[str, Any]] = [
        {"ISO_A2": ["-99", "SY"], "ADM0_A3": ["JOR", "SYR"]},
        {"shapeGroup": ["JOR", "SYR"], "shapeName": ["x", "y"]},
        {"GID_0": ["JOR", "SYR"], "COUNTRY": ["Jordan", "Syria"]},
        {"ADM0_PCODE": ["JO", "SY"], "ADM0_EN": ["Jordan", "Syrian Arab Republic"]},
        {"name": ["Jordan", "Syria"]},
    ]
    for number, columns in enumerate(shapes):
        own = read_boundaries(saved(tmp_path, [WEST, EAST], f"own{number}.gpkg", **columns))
        assert own.countries is not None
        assert own.countries.columns["country"] == ["JO", "SY"], columns
        assert own.names == ("JO-SY",)
        assert "country of each area taken from" in said(own.assumed)


def test_own_countries_decide_instead_of_the_packaged_ones(tmp_path: Path) -> None:
    own = read_boundaries(saved(tmp_path, [WEST, EAST], iso_a2=["SY", "JO"]))
    rows = point_table([(36.5, 32.5), (37.9, 32.5), (36.5, 31.0), None])
    located = located_in(rows, borders=own)
    assert located["country_located"].fillna("-").tolist() == ["SY", "JO", "-", "-"]
    joined = join_all(rows, None, borders=own)
    assert joined["nearest_border"].fillna("-").tolist() == ["JO-SY", "JO-SY", "JO-SY", "-"]
    # the shared edge is the meridian of 37 degrees
    edge = distance_m(36.5, 32.5, 37.0, 32.5)
    assert joined["border_distance_m"].iloc[0] == pytest.approx(edge, abs=5)


def test_border_lines_are_measured_to_and_countries_stay_packaged(tmp_path: Path) -> None:
    line = LineString([(36, 31), (36, 33)])
    cases: list[tuple[dict[str, Any], str]] = [
        ({"country_a": ["JOR"], "country_b": ["SYR"]}, "JO-SY"),
        ({"name": ["Front line"]}, "Front line"),
        ({"colour": ["red"]}, "line 1"),
    ]
    for columns, name in cases:
        (tmp_path / "own.gpkg").unlink(missing_ok=True)
        own = read_boundaries(saved(tmp_path, [line], **columns))
        joined = join_all(point_table([(36.0, 32.0)]), None, borders=own)
        assert joined["nearest_border"].item() == name
        assert joined["border_distance_m"].item() == pytest.approx(0, abs=0.01)
        assert joined["country_located"].item() == "JO"


def test_areas_that_share_no_edge_keep_the_packaged_borders_and_say_so(tmp_path: Path) -> None:
    own = read_boundaries(saved(tmp_path, [WEST, box(38, 32, 39, 33)], iso_a2=["JO", "SY"]))
    assert own.lines == ()
    assert "distances are measured to the packaged borders" in said(own.assumed)
    joined = join_all(point_table([(36.5, 32.2)]), None, borders=own)
    assert joined["nearest_border"].item() == "JO-SY"


ADMIN: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {
            "ADM1_EN": ["Irbid", "Mafraq"],
            "ADM1_AR": ["إربد", "المفرق"],
            "ADM1_PCODE": ["JO21", "JO22"],
            "ADM2_EN": ["Ramtha", "Ruwaished"],
            "ADM2_PCODE": ["JO2101", "JO2201"],
        },
        {
            "admin1_located": "Mafraq",
            "admin1_pcode": "JO22",
            "admin2_located": "Ruwaished",
            "admin2_pcode": "JO2201",
        },
    ),
    (
        {"adm1_name": ["A", "B"], "adm1_pcode": ["01", "02"], "valid_on": ["2024-05-01"] * 2},
        {"admin1_located": "B", "admin1_pcode": "02"},
    ),
    (
        {"admin1Name_en": ["A", "B"], "admin1Pcode": ["X1", "X2"]},
        {"admin1_located": "B", "admin1_pcode": "X2"},
    ),
    (
        {"ADM1_FR": ["Un", "Deux"], "ADM1_PCODE": ["X1", "X2"]},
        {"admin1_located": "Deux", "admin1_pcode": "X2"},
    ),
    (
        {"NAME_1": ["A", "B"], "GID_1": ["JOR.1_1", "JOR.2_1"], "NAME_2": ["C", "D"]},
        {"admin1_located": "B", "admin1_pcode": "JOR.2_1", "admin2_located": "D"},
    ),
    (
        {"shapeName": ["A", "B"], "shapeISO": ["JO-IR", "JO-MA"], "shapeType": ["ADM2"] * 2},
        {"admin2_located": "B", "admin2_pcode": "JO-MA"},
    ),
    ({"name": ["A", "B"], "code": ["1", "2"]}, {"admin1_located": "B", "admin1_pcode": "2"}),
]


@pytest.mark.parametrize("number", range(len(ADMIN)))
def test_admin_areas_keep_names_and_p_codes_of_every_level(tmp_path: Path, number: int) -> None:
    columns, expected = ADMIN[number]
    areas = read_admin(saved(tmp_path, [WEST, EAST], **columns))
    rows = point_table([(37.5, 32.5), None, (30.0, 30.0)])
    located = located_in_admin(rows, areas)
    assert located.iloc[0].drop("admin_snap_m").to_dict() == expected
    assert located.iloc[1:].isna().all(axis=None)
    assert "columns taken: " in said(areas.assumed)
    assert repr(next(iter(columns))) in said(areas.assumed)


def test_the_vintage_is_said_where_the_file_states_one(tmp_path: Path) -> None:
    path = saved(tmp_path, [WEST], ADM1_EN=["A"], validOn=["2023-11-15"])
    assert "the areas are of 2023-11-15" in said(read_admin(path).assumed)
    path = saved(tmp_path, [WEST], "none.gpkg", ADM1_EN=["A"])
    assert "its vintage is unknown" in said(read_admin(path).assumed)


def test_own_admin_areas_fill_what_the_source_does_not_state(tmp_path: Path) -> None:
    areas = read_admin(
        saved(tmp_path, [WEST, EAST], ADM1_EN=["Old", "New"], ADM1_PCODE=["P1", "P2"])
    )
    rows = point_table([(37.5, 32.5), (37.6, 32.5)]).assign(admin1=pd.array(["As written", None]))
    joined = join_all(rows, None, admin=areas)
    assert joined["admin1"].tolist() == ["As written", "New"]
    assert joined["admin1_located"].tolist() == ["New", "New"]
    assert joined["admin1_pcode"].tolist() == ["P2", "P2"]
    assert joined["country_located"].tolist() == ["JO", "JO"]


def test_a_point_beside_the_areas_is_snapped_and_the_metres_are_stated(tmp_path: Path) -> None:
    areas = read_admin(saved(tmp_path, [WEST], ADM1_EN=["A"]))
    located = located_in_admin(point_table([(37.02, 32.5), (37.2, 32.5)]), areas)
    assert located["admin1_located"].fillna("-").tolist() == ["A", "-"]
    beside = distance_m(37.02, 32.5, 37.0, 32.5)
    assert located["admin_snap_m"].iloc[0] == pytest.approx(beside, abs=1)


def test_another_crs_is_turned_and_said_and_none_is_an_error(tmp_path: Path) -> None:
    metres = gpd.GeoSeries([WEST, EAST], crs=4326).to_crs(32637)
    path = saved(tmp_path, list(metres), "own.shp", 32637, ADM1_EN=["A", "B"])
    areas = read_admin(path)
    assert "turned from WGS 84 / UTM zone 37N to WGS 84" in said(areas.assumed)
    located = located_in_admin(point_table([(37.5, 32.5)]), areas)
    assert located["admin1_located"].item() == "B"
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError, match="states no coordinate system"):
        read_admin(path)


def test_a_zipped_shapefile_is_read_and_a_bomb_is_not(tmp_path: Path) -> None:
    path = saved(tmp_path, [WEST, EAST], "own.shp", ADM1_EN=["A", "B"])
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(path.with_suffix(f".{ending}"), f"own.{ending}")
    assert read_admin(tmp_path / "own.zip").names[1] == ["A", "B"]
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("own.shp", b"\0" * 150_000_000)
    with pytest.raises(InputError, match="unpacks to 150,000,000 bytes"):
        read_admin(tmp_path / "bomb.zip")
    (tmp_path / "no.zip").write_bytes(b"PK junk")
    with pytest.raises(InputError, match="is no zip archive"):
        read_admin(tmp_path / "no.zip")


def test_broken_and_missing_outlines_are_repaired_or_left_out_by_name(tmp_path: Path) -> None:
    bow = Polygon([(36, 32), (37, 33), (37, 32), (36, 33)])
    path = saved(tmp_path, [bow, None, MultiPolygon(), EAST], ADM1_EN=["A", "B", "C", "D"])
    areas = read_admin(path)
    assert areas.names[1] == ["A", "D"]
    assert "1|None|the outline was repaired: 'Self-intersection" in said(areas.assumed)
    told = said(areas.skipped)
    assert "2|None|has no geometry; left out" in told
    assert "3|None|the geometry is empty" in told


def test_heights_are_left_out_and_said(tmp_path: Path) -> None:
    high = Polygon([(36, 32, 5), (37, 32, 5), (37, 33, 5), (36, 33, 5)])
    areas = read_admin(saved(tmp_path, [high], ADM1_EN=["A"]))
    assert not areas.layer.geometries[0].has_z
    assert "heights (z) of 1 features are left out" in said(areas.assumed)


@pytest.mark.parametrize(
    ("geometry", "columns", "message"),
    [
        ([Point(36, 32)], {"ADM1_EN": ["A"]}, "row 1: holds a Point; admin areas are polygons"),
        ([WEST], {"colour": ["red"]}, "no column holds names of areas; columns found: 'colour'"),
        ([None], {"ADM1_EN": ["A"]}, "no feature has a geometry"),
    ],
)
def test_a_file_that_is_no_set_of_admin_areas_is_refused(
    tmp_path: Path, geometry: list[Any], columns: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_admin(saved(tmp_path, geometry, **columns))


@pytest.mark.parametrize(
    ("geometry", "columns", "message"),
    [
        ([Point(36, 32)], {"name": ["Jordan"]}, "holds points or a mixture"),
        ([WEST], {"name": ["Narnia"]}, "no column holds country codes or names"),
    ],
)
def test_a_file_that_is_no_set_of_borders_is_refused(
    tmp_path: Path, geometry: list[Any], columns: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_boundaries(saved(tmp_path, geometry, **columns))


def test_an_area_of_no_known_country_is_said_and_counts_to_none(tmp_path: Path) -> None:
    own = read_boundaries(saved(tmp_path, [WEST, EAST], name=["Jordan", "Narnia"]))
    assert "2|None|no country is recognised for 'Narnia'" in said(own.skipped)
    located = located_in(point_table([(37.5, 32.5)]), borders=own)
    assert pd.isna(located["country_located"].item())


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    for name, content, message in (
        ("a.gpkg", b"no database", "a.gpkg: cannot be read"),
        ("b.txt", b"x", "the ending '.txt' is none that is read here"),
        ("c.geojson", b'{"type": "FeatureCollection", "features": []}', "holds no features"),
        ("d.gpkg", b"", "the file is empty"),
    ):
        with pytest.raises(InputError, match=message):
            read_admin(write(tmp_path, name, content))
