"""What ``sitmap near`` makes of bad input: empty tables, bases without a place, wrong sources."""

import csv
import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.errors import ParameterError
from layers.cli.app import app

ROWS = "id,date,lat,lon\n1,2024-01-28,33.31,38.70\n2,2024-02-01,,\n"
SITES = "name,lat,lon,tenant\nOutpost,33.31,38.70,US\n"
NOTHING = '{"type": "FeatureCollection", "features": []}'
ASKED = ("--within", "50km")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "t.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def near(source: str, *arguments: str, sites: str = "sites.csv") -> str:
    done = CliRunner().invoke(app, ["near", source, "--bases", sites, *arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def write_empty(name: str) -> str:
    """Write a table that has columns and no rows."""
    none = pd.Series([], dtype="str")
    frame = gpd.GeoDataFrame({"name": none, "date": none}, geometry=[], crs=4326)
    match Path(name).suffix:
        case ".csv":
            Path(name).write_text("name,date,lat,lon\n", encoding="utf-8")
        case ".geojson":
            Path(name).write_text(NOTHING, encoding="utf-8")
        case ".gpkg":
            frame.to_file(name)
        case ".parquet":
            frame.to_parquet(name)
    return name


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg", "parquet"])
def test_a_table_without_rows_has_an_empty_answer_with_the_right_columns(ending: str) -> None:
    empty = near(write_empty(f"empty.{ending}"), *ASKED, "--format", "csv")
    assert empty == near("t.csv", *ASKED, "--format", "csv").splitlines()[0] + "\n"
    told = near(f"empty.{ending}", *ASKED)
    assert "Within 50 km of a base: no incident." in told
    assert "0 rows asked." in told
    assert "1 note on what was skipped in the input" in told


def test_a_table_without_rows_gives_every_format_its_frame() -> None:
    source = write_empty("empty.csv")
    answer = json.loads(near(source, *ASKED, "--json"))
    assert (answer["asked"], answer["rows"], answer["counts"]["inside"]) == (0, [], 0)
    found = json.loads(near(source, *ASKED, "--format", "geojson"))
    assert (found["type"], found["features"]) == ("FeatureCollection", [])
    assert near(source, *ASKED, "--by", "week", "--format", "csv").startswith("start,end,target,")
    assert near(source, "--nearest", "2", "--format", "csv").count("\n") == 1


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg"])
@pytest.mark.parametrize("asked", [ASKED, ("--nearest", "1")])
def test_no_bases_in_the_file_is_an_empty_answer_that_says_so(
    ending: str, asked: tuple[str, str]
) -> None:
    sites = write_empty(f"none.{ending}")
    full = near("t.csv", *asked, "--format", "csv").splitlines()[0]
    assert near("t.csv", *asked, "--format", "csv", sites=sites) == full + "\n"
    told = near("t.csv", *asked, sites=sites)
    assert f"Not a base: none.{ending}: has no rows, so there is no base to measure from." in told


def test_a_feature_without_geometry_is_no_base_and_the_others_are() -> None:
    point = {"type": "Point", "coordinates": [38.7, 33.31]}
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"name": name}}
        for name, shape in (("Lost", None), ("Outpost", point))
    ]
    Path("sites.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    rows = csv.DictReader(
        io.StringIO(near("t.csv", *ASKED, "--format", "csv", sites="sites.geojson"))
    )
    assert [row["base"] for row in rows] == ["Outpost"]
    told = near("t.csv", *ASKED, sites="sites.geojson")
    assert "Not a base: sites.geojson, row 1: no coordinates" in told
    assert "Rows are counted without the header." in told


def test_a_row_without_a_point_is_kept_and_counted() -> None:
    answer = json.loads(near("t.csv", *ASKED, "--json"))
    assert (answer["asked"], answer["without_point"]) == (2, 1)
    assert [row["incident_id"] for row in answer["rows"]] == ["id:1"]


def test_what_is_too_vague_stands_apart_and_names_each_incident_once() -> None:
    rows = "id,date,lat,lon,place,precision\n1,2024-01-28,33.31,38.70,camp,place\n"
    rows += "2,2024-02-11,33.2,38.7,desert,admin1\n"
    Path("t.csv").write_text(rows, encoding="utf-8")
    Path("sites.csv").write_text(SITES + "Depot,33.4,38.8,US\n", encoding="utf-8")
    sure, _, vague = near("t.csv", *ASKED).partition("Too vague to say whether within 50 km:")
    assert "id:1" in sure
    assert "id:2" not in sure
    assert vague.count("id:2") == 1
    assert "from Outpost, and 1 more site" in vague


@pytest.mark.parametrize("engine", ["dask", "memory"])
def test_an_engine_is_for_geoparquet_and_says_how_to_get_there(engine: str) -> None:
    with pytest.raises(ParameterError, match=r"'t\.csv' is none.*sitmap export t\.csv"):
        near("t.csv", *ASKED, "--engine", engine)
