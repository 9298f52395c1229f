"""Exports: what goes out comes back equal, opens elsewhere, and runs nothing."""

import csv
import json
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from lxml import etree
from shapely import MultiPolygon, Point, Polygon, box
from strategies import incident_lists

import geo
from geo import table, writers
from geo.errors import OutputError, ParameterError, SchemaError
from geo.joins import join_all
from geo.models import Incident, Precision
from geo.readers import TableRead, read_source

HOSTILE = '=HYPERLINK("http://x") {{7*7}} </script> ]]> &amp; \u202e'
KML = "{http://www.opengis.net/kml/2.2}"
ROWS = table.incidents_from_records(
    [
        Incident(
            "row:1",
            title=HOSTILE,
            event_type="drone attack",
            start=datetime(2024, 1, 28),
            end=datetime(2024, 1, 29),
            geometry=(38.7, 33.31),
            footprint=box(38, 33, 39, 34),
            uncertainty_m=2000.1,
            precision=Precision.PLACE,
            countries_stated=("JO",),
            same_as=("row:2",),
        ),
        Incident("row:2", title="'=1+1", event_type="attack", geometry=(-0.1, 51.5)),
        Incident("row:3", title="x" * 70_000, place="Zuwara", event_type="drone attack"),
    ]
)
ENDINGS = list(writers.ENDINGS)


@pytest.fixture(params=ENDINGS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"out{request.param}"
    geo.export(ROWS, path)
    return path


def read(path: Path) -> gpd.GeoDataFrame:
    # not geo.read, which would look for the places of rows without coordinates again
    found = read_source(path)
    assert isinstance(found, TableRead)
    return found.incidents


def back(path: Path) -> list[Incident]:
    return table.incidents_to_records(read(path))


def test_what_goes_out_comes_back(written: Path) -> None:
    assert back(written) == table.incidents_to_records(ROWS)


def test_types_and_columns_come_back(written: Path) -> None:
    found = read(written)
    assert list(found.columns) == list(ROWS.columns)
    assert found.dtypes.to_dict() == ROWS.dtypes.to_dict()


@pytest.mark.parametrize("ending", ENDINGS)
def test_joined_columns_come_back_but_for_the_losses_listed(ending: str, tmp_path: Path) -> None:
    joined = join_all(ROWS, geo.bases()).assign(marking="INTERNAL")
    path = tmp_path / f"out{ending}"
    geo.export(joined, path)
    found = read(path)

    lost = [name for name in joined.columns if name not in found.columns]
    assert not lost or (ending == ".kml" and joined[lost].isna().all(axis=None))
    measures = [name for name in found.columns if found[name].dtype == "Float64"]
    assert {"base_distance_m", "border_distance_m"} <= set(measures)
    for name in set(found.columns) - {"geometry", "footprint"}:
        # 16 digits of a number are good to one part in 10^15
        pd.testing.assert_series_equal(
            found[name],
            joined[name],
            check_dtype=name != "marking",
            check_exact=ending != ".xlsx" or name not in measures,
            rtol=1e-15,
            atol=0,
        )


@settings(max_examples=12, deadline=None)
@given(records=incident_lists)
@pytest.mark.parametrize("ending", [".csv", ".geojson", ".xlsx", ".kml"])
def test_any_records_come_back(
    ending: str, records: list[Incident], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("out") / f"out{ending}"
    rows = table.incidents_from_records(records)
    geo.export(rows, path)
    if not records:
        assert path.stat().st_size > 0
        return
    found = back(path)
    for before, after in zip(records, found, strict=True):
        assert plain(before) == plain(after)
        assert same_place(before, after)


def plain(record: Incident) -> dict[str, object]:
    """Everything but what `same_place` compares."""
    fields = {name: getattr(record, name) for name in record.__slots__}
    for name in ("geometry", "uncertainty_m", "footprint"):
        fields[name] = fields[name] is not None
    return fields


def same_place(before: Incident, after: Incident) -> bool:
    # a cell of Excel has 16 digits; a GeoPackage and a KML file have no area of one part
    numbers = [
        (*(record.geometry or ()), record.uncertainty_m or 0.0) for record in (before, after)
    ]
    areas = [shapely.get_parts(record.footprint).tolist() for record in (before, after)]
    return numbers[1] == pytest.approx(numbers[0], rel=1e-14) and areas[0] == areas[1]


def test_the_same_table_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = tmp_path / f"again{written.suffix}"
    geo.export(ROWS, again)
    assert written.read_bytes() == again.read_bytes()


def test_gdal_opens_every_export(written: Path) -> None:
    if written.suffix == ".parquet":
        # GDAL of the wheels has no Parquet driver; geopandas reads the format itself
        assert len(gpd.read_parquet(written)) == 3
        return
    layers = [str(name) for name, _ in pyogrio.list_layers(written)]
    rows = sum(
        len(pyogrio.read_dataframe(written, layer=name))
        for name in layers
        if name not in {"footprints", "layer_styles", "long_cells"}
    )
    assert rows == 3


def test_no_cell_of_a_csv_file_is_a_formula(tmp_path: Path) -> None:
    geo.export(ROWS, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.DictReader(file) for cell in (row["title"], row["place"])]
    assert cells[0] == f"'{HOSTILE}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_workbook_has_no_formula_and_no_link(tmp_path: Path) -> None:
    geo.export(ROWS, tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = b"".join(parts[name] for name in parts if name.startswith("xl/worksheets/"))
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets
    assert not any(name.endswith("sheet1.xml.rels") for name in parts)


def test_libreoffice_opens_the_workbook_and_saves_the_same_rows(
    soffice: str, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    geo.export(ROWS, path)
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved)]
    subprocess.run([*command, str(path)], capture_output=True, check=False, timeout=180)
    if not (saved / path.name).exists():
        pytest.skip("soffice opens no sheets; install LibreOffice Calc")
    assert back(saved / path.name) == table.incidents_to_records(ROWS)


def test_a_kml_file_has_folders_by_type_and_time_spans(tmp_path: Path) -> None:
    geo.export(ROWS, tmp_path / "out.kml", look=writers.Look(colours={"drone attack": "#123456"}))
    root = etree.parse(tmp_path / "out.kml").getroot()
    folders = [folder.findtext(f"{KML}name") for folder in root.iter(f"{KML}Folder")]
    assert folders == ["attack", "drone attack"]
    span = next(root.iter(f"{KML}TimeSpan"))
    assert span.findtext(f"{KML}begin") == "2024-01-28T00:00:00"
    # KML 2.2 writes colours as aabbggrr
    assert "ff563412" in [colour.text for colour in root.iter(f"{KML}color")]


def test_the_balloon_of_a_placemark_holds_no_mark_up_of_the_text(tmp_path: Path) -> None:
    rows = table.incidents_from_records(
        [Incident("row:1", place="<script>alert(1)</script>", actor="<img src=x onerror=y>")]
    )
    geo.export(rows, tmp_path / "out.kml")
    root = etree.parse(tmp_path / "out.kml").getroot()
    description = next(root.iter(f"{KML}description")).text or ""
    assert "<script" not in description
    assert "<img" not in description
    assert "&lt;script" in description


def test_characters_that_xml_does_not_know_become_the_replacement_character(
    tmp_path: Path,
) -> None:
    rows = table.incidents_from_records([Incident("row:1", title="a\x01b\ufffec")])
    geo.export(rows, tmp_path / "out.kml")
    assert read(tmp_path / "out.kml")["title"].tolist() == ["a\ufffdb\ufffdc"]


def test_a_geopackage_carries_the_styles_given(tmp_path: Path) -> None:
    look = writers.Look(qgis_styles={"incidents": "<qgis/>"})
    geo.export(ROWS, tmp_path / "out.gpkg", look=look)
    with closing(sqlite3.connect(tmp_path / "out.gpkg")) as file:
        styles = file.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
    assert styles == [("incidents", "geom", "<qgis/>", 1)]
    assert back(tmp_path / "out.gpkg") == table.incidents_to_records(ROWS)


def test_a_polygon_with_a_hole_and_several_parts_survive_kml(tmp_path: Path) -> None:
    holed = Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    rows = table.incidents_from_records(
        [
            Incident("row:1", geometry=(3, 3), footprint=MultiPolygon([holed, box(10, 0, 11, 1)])),
            Incident("row:2", footprint=holed),
        ]
    )
    geo.export(rows, tmp_path / "out.kml")
    found = read(tmp_path / "out.kml")
    assert found["footprint"][0].equals(rows["footprint"][0])
    assert found["footprint"][1].equals(holed)
    assert found.geometry[0] == Point(3, 3)
    assert found.geometry[1] is None


def test_rows_written_are_told(written: Path, tmp_path: Path) -> None:
    told: list[int] = []
    geo.export(ROWS, tmp_path / f"again{written.suffix}", progress=told.append)
    assert sum(told) == len(ROWS)


def test_a_geojson_export_is_one_line_a_feature(tmp_path: Path) -> None:
    geo.export(ROWS, tmp_path / "out.geojson")
    lines = (tmp_path / "out.geojson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(ROWS) + 2
    assert json.loads(lines[1].rstrip(","))["properties"]["incident_id"] == "row:1"


@pytest.mark.parametrize("name", ["out.shp", "out", "out.json.exe"])
def test_a_wrong_ending_is_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"\.geojson"):
        geo.export(ROWS, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        geo.export(ROWS, tmp_path / "none" / "out.csv")


def test_nothing_is_half_written_when_a_row_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.geojson"
    path.write_text("before")
    rows = ROWS.copy()
    rows["precision"] = "nonsense"
    with pytest.raises(SchemaError):
        geo.export(rows, path)
    assert path.read_text() == "before"
    assert [item.name for item in tmp_path.iterdir()] == ["out.geojson"]
