"""What ``sitmap near`` says of rows and sites that are no plain hit: none is lost in silence."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo.errors import ParameterError
from geo.proximity.questions import check_metres
from layers.cli.app import app

ROWS = "id,date,lat,lon,place,precision,country\n"
SITES = "name,lat,lon,tenant,valid_from,valid_to\n"
AREA = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "ADM1_EN": "Kivu",
                "ADM1_PCODE": "CD61",
                "ADM0_PCODE": "CD",
                "iso_a2": "CD",
                "name": "DR Congo",
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[28, -3], [30, -3], [30, 0], [28, 0], [28, -3]]],
            },
        }
    ],
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "area.geojson").write_text(json.dumps(AREA), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def near(rows: str, *arguments: str, sites: str | None = None) -> str:
    Path("t.csv").write_text(ROWS + rows, encoding="utf-8")
    bases = []
    if sites is not None:
        Path("sites.csv").write_text(SITES + sites, encoding="utf-8")
        bases = ["--bases", "sites.csv"]
    done = CliRunner().invoke(app, ["near", "t.csv", *bases, *arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_a_row_known_to_a_country_is_too_vague_or_said_to_be_left_out() -> None:
    row, site = "1,2018-01-01,35.0,38.0,Syria,country,SY\n", "Tanf,33.4983,38.6181,,,\n"
    answer = json.loads(near(row, "--within", "50km", "--json", sites=site))
    assert answer["counts"]["too_vague"] == 1
    assert [row["match"] for row in answer["rows"]] == ["too_vague"]
    told = near(row, "--within", "50km", sites=site)
    assert "no incident; 1 too vague to say" in " ".join(told.split())
    for asked in (("--nearest", "1"), ("--of", "borders", "--within", "50km")):
        told = near(row, *asked, sites=site if "--nearest" in asked else None)
        assert "1 known only to a country, not measured from" in told


def test_a_place_at_a_border_is_not_moved_to_the_neighbour_without_a_word() -> None:
    row = "1,2024-01-28,-1.674,29.2385,Goma,near,\n"
    told = near(row, "--of", "borders")
    assert "1 row lies within the tolerance of a border; located in RW, may be CD." in told
    answer = json.loads(near(row, "--of", "borders", "--json"))
    assert answer["country_doubts"] == [{"country_located": "RW", "country_doubt": "CD", "rows": 1}]


def test_packaged_borders_are_not_called_those_of_the_users_file() -> None:
    row = "1,2024-01-28,-1.674,29.2385,Goma,near,\n"
    told = near(row, "--of", "borders", "--borders", "area.geojson")
    assert "border distances are to the packaged borders" in " ".join(told.split())
    answer = json.loads(near(row, "--of", "borders", "--borders", "area.geojson", "--json"))
    assert answer["border_lines"] == "Natural Earth"


def test_own_areas_give_their_codes_in_every_format() -> None:
    row, asked = "1,2024-01-28,-1.6,29.0,,near,\n", ("--nearest", "1", "--admin", "area.geojson")
    rows = list(csv.DictReader(io.StringIO(near(row, *asked, "--format", "csv"))))
    assert rows[0]["admin1_pcode"] == "CD61"
    assert json.loads(near(row, *asked, "--json"))["rows"][0]["admin1_pcode"] == "CD61"
    features = json.loads(near(row, *asked, "--format", "geojson"))["features"]
    assert features[0]["properties"]["admin1_pcode"] == "CD61"


def test_own_sites_that_were_only_left_out_are_internal_too() -> None:
    row, sites = "1,2024-01-28,33.3,38.7,,place,\n", "Own,33.3,38.7,JO,,\nFar,10,10,US,,\n"
    told = near(row, "--within", "5km", "--tenant", "US", sites=sites)
    assert "Own, " in told
    assert "Your own sites are internal" in told


def test_a_closer_base_that_is_passed_over_is_named_with_the_reason() -> None:
    row = "1,2024-01-28,33.3,38.7,,near,\n"
    sites = "Closed,33.3,38.7,US,2016,2020\nOther,33.31,38.7,JO,,\nOpen,34,39,US,,\n"
    told = json.loads(near(row, "--nearest", "1", "--tenant", "US", "--json", sites=sites))
    assert [row["base"] for row in told["rows"]] == ["Open"]
    assert told["excluded"][0]["base"] == "Closed"
    assert told["excluded"][0]["reason"].startswith("listed from 2016-01-01 to 2020-01-01")


def test_rows_of_one_place_and_day_are_told_apart() -> None:
    rows = "1,2024-01-28,33.3,38.7,,near,\n2,2024-01-28,33.3,38.7,,near,\n"
    told = near(rows, "--nearest", "1", sites="Open,34,39,US,,\n")
    assert "id:1" in told
    assert "id:2" in told


def test_a_base_that_was_left_out_stands_in_the_answer() -> None:
    row, sites = "1,2024-01-28,33.3,38.7,,near,\n", "Open,34,39,US,,\nLost,,,US,,\n"
    assert "Not a base: sites.csv, row 2: no coordinates" in near(
        row, "--nearest", "1", sites=sites
    )
    answer = json.loads(near(row, "--nearest", "1", "--json", sites=sites))
    assert len(answer["bases_left_out"]) == 1


def test_a_distance_larger_than_the_earth_is_refused() -> None:
    with pytest.raises(ParameterError, match="no two places on Earth are further apart"):
        check_metres("radius_m", 1e9)
