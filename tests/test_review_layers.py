"""The review sheet in QGIS: an area that is drawn, a point that is moved."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
from review_sheets import ROWS, exported, filled
from shapely import MultiPolygon, Point, Polygon, box

from geo.edits import apply_edits, read_edits
from geo.edits.columns import AREAS, SHEET
from geo.errors import InputError
from geo.geodesy import distance_m

WGS84 = "EPSG:4326"
PERSON = {"by": "Ana", "why": "imagery"}
BOW_TIE = Polygon([(38, 33), (39, 34), (39, 33), (38, 34)])


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = exported(ROWS, tmp_path / "review.gpkg")
    return filled(path, {"ucdp:1": PERSON, "ucdp:2": PERSON})


def drawn(path: Path, areas: dict[str | None, Any], crs: str = WGS84) -> Path:
    """Save the layer of areas with these and no others."""
    rows = gpd.GeoDataFrame({"incident_id": list(areas)}, geometry=list(areas.values()), crs=crs)
    pyogrio.write_dataframe(
        rows, path, layer=AREAS, driver="GPKG", promote_to_multi=True, geometry_type="MultiPolygon"
    )
    return path


def moved(path: Path, incident_id: str, point: Point | None) -> Path:
    rows = pyogrio.read_dataframe(path, layer=SHEET)
    shapes = [
        point if name == incident_id else shape
        for name, shape in zip(rows["incident_id"], rows.geometry, strict=True)
    ]
    pyogrio.write_dataframe(rows.set_geometry(shapes, crs=WGS84), path, layer=SHEET, driver="GPKG")
    return path


def test_a_changed_area_is_the_new_location(sheet: Path) -> None:
    area = box(38.69, 33.30, 38.71, 33.32)
    found = read_edits(drawn(sheet, {"ucdp:1": area}))
    assert [(edit.incident_id, edit.field) for edit in found] == [("ucdp:1", "location")]
    row = apply_edits(ROWS, found)[0].iloc[0]
    assert row["footprint"].equals(area)
    # the point of the row lies inside and stays
    assert (row["geometry"].x, row["geometry"].y) == (38.70, 33.31)
    corner = float(distance_m(38.70, 33.31, 38.71, 33.30))
    assert row["uncertainty_m"] == pytest.approx(corner, rel=0.01)
    assert row["precision"] == "exact"
    # 0.02 degrees are 1.86 km east and 2.22 km north there: 4.1 km²
    assert row["location_rule"] == "edited: area drawn, 4.1 km²"


def test_an_area_drawn_elsewhere_takes_a_point_of_its_own(sheet: Path) -> None:
    area = box(44.0, 33.0, 44.5, 33.5)
    path = drawn(sheet, {"ucdp:1": box(38.6, 33.2, 38.8, 33.4), "ucdp:2": area})
    row = apply_edits(ROWS, read_edits(path))[0].iloc[1]
    assert area.contains(row["geometry"])
    assert row["footprint"].equals(area)


def test_a_moved_point_inside_a_drawn_area_is_where_the_incident_is_shown(sheet: Path) -> None:
    area = MultiPolygon([box(40, 33, 41, 34), box(42, 33, 43, 34)])
    path = moved(drawn(sheet, {"ucdp:1": area}), "ucdp:1", Point(42.5, 33.5))
    row = apply_edits(ROWS, read_edits(path))[0].iloc[0]
    assert (row["geometry"].x, row["geometry"].y) == (42.5, 33.5)
    assert row["precision"] == "region"


def test_areas_saved_again_unchanged_are_no_edit(sheet: Path) -> None:
    # another first corner, the other direction, several parts of one
    ring = list(box(38.6, 33.2, 38.8, 33.4).exterior.coords)[:-1]
    again = MultiPolygon([Polygon([*ring[2:], *ring[:2]][::-1])])
    assert read_edits(drawn(sheet, {"ucdp:1": again})) == []


def test_a_drawn_area_is_in_the_next_sheet(sheet: Path, tmp_path: Path) -> None:
    area = box(38.69, 33.30, 38.71, 33.32)
    first = read_edits(drawn(sheet, {"ucdp:1": area}))
    for ending in (".gpkg", ".csv", ".xlsx"):
        again = read_edits(exported(ROWS, tmp_path / f"again{ending}", edits=first))
        assert [(edit.field, edit.value) for edit in again] == [("location", first[0].value)]


def test_a_moved_point_alone_does_not_say_how_sure_it_is(sheet: Path) -> None:
    path = moved(sheet, "ucdp:2", Point(44.4, 33.3))
    with pytest.raises(InputError, match=r"row 2: 'ucdp:2': its point was moved.*44\.40000,33\.30"):
        read_edits(path)


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        ({"ucdp:1": BOW_TIE}, r"row 1: 'ucdp:1': the area is not valid \(Self-intersection"),
        ({}, "row 1: 'ucdp:1': its area was deleted"),
        ({"ucdp:9": box(1, 1, 2, 2)}, "layer 'footprints': 'incident_id' is 'ucdp:9'"),
        ({None: box(1, 1, 2, 2)}, "layer 'footprints': 'incident_id' is blank"),
        ({"ucdp:1": box(179, 1, 190, 2)}, "on no globe; draw it in EPSG:4326"),
    ],
)
def test_a_bad_area_is_one_clear_error(
    sheet: Path, areas: dict[str | None, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_edits(drawn(sheet, areas))
    assert "review.gpkg" in str(caught.value)


def test_two_areas_of_one_incident_are_an_error(sheet: Path) -> None:
    area = box(38.69, 33.30, 38.71, 33.32)
    rows = gpd.GeoDataFrame({"incident_id": ["ucdp:1", "ucdp:1"]}, geometry=[area, area], crs=WGS84)
    pyogrio.write_dataframe(rows, sheet, layer=AREAS, driver="GPKG")
    with pytest.raises(InputError, match="row 2: layer 'footprints': a second area of 'ucdp:1'"):
        read_edits(sheet)


def test_a_location_drawn_and_written_is_edited_twice(sheet: Path) -> None:
    filled(sheet, {"ucdp:1": {"new_location": "Goma"}})
    drawn(sheet, {"ucdp:1": box(38.69, 33.30, 38.71, 33.32)})
    with pytest.raises(InputError, match="was drawn and also written into 'new_location'"):
        read_edits(sheet)


def test_a_layer_renamed_or_in_metres_is_an_error(sheet: Path, tmp_path: Path) -> None:
    drawn(sheet, {"ucdp:1": box(0, 0, 1, 1)}, crs="EPSG:3857")
    with pytest.raises(InputError, match="layer 'footprints' is not in EPSG:4326"):
        read_edits(sheet)
    other = tmp_path / "other.gpkg"
    pyogrio.write_dataframe(
        gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 1)], crs=WGS84), other, layer="points"
    )
    with pytest.raises(InputError, match="has no layer 'review', there is 'points'"):
        read_edits(other)


def test_an_area_in_a_list_crosses_itself(tmp_path: Path) -> None:
    path = tmp_path / "edits.csv"
    line = f'ucdp:1,location,"{BOW_TIE.wkt}",Ana,drawn\n'
    path.write_text(f"incident_id,field,value,by,why\n{line}", "utf-8")
    with pytest.raises(InputError, match="row 1: the area is not valid"):
        read_edits(path)
