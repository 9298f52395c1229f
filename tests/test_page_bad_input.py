"""Tables that are odd, empty or broken still become a page that says what it is."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pages import incident
from typer.testing import CliRunner

from geo.errors import OutputError, SchemaError
from geo.models import Incident, Precision
from geo.table import incidents_from_records
from layers.cli.app import app
from layers.web import Page, build_map


def _block(page: Page, name: str) -> bytes:
    found = re.search(rf'id="sitmap-{name}">([^<]*)', page.html)
    assert found is not None
    return zlib.decompress(base64.b64decode(found[1]), -15)


def _config(page: Page) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(_block(page, "config"))
    return config


def _texts(page: Page, name: str) -> list[Any]:
    layout = _config(page)["incidents"]["texts"]
    found = re.search(r'id="sitmap-texts">([^<]*)', page.html)
    assert found is not None
    rows: list[Any] = []
    for start, end in zip(layout["offsets"], layout["offsets"][1:], strict=False):
        chunk = zlib.decompress(base64.b64decode(found[1][start:end]), -15)
        rows += json.loads(chunk.decode("utf-8", "surrogatepass"))
    return [row[layout["fields"].index(name)] for row in rows]


def test_no_incidents_say_so_with_the_reason() -> None:
    none = gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=4326))
    config = _config(build_map(none, empty_reason="None of 7 rows passes the filters."))
    assert config["empty"] == "There are no incidents to show. None of 7 rows passes the filters."
    assert config["title"] == "Incidents"
    assert config["as_of"] is None
    one = incidents_from_records([incident("1")])
    assert _config(build_map(one, empty_reason="never said"))["empty"] is None


def test_the_command_says_why_a_map_is_empty(tmp_path: Path) -> None:
    source, output = tmp_path / "events.csv", tmp_path / "map.html"
    source.write_text(
        "date,latitude,longitude,title\n2024-01-05,33.3,38.7,One\n2024-01-06,33.3,38.7,Two\n",
        encoding="utf-8",
    )
    command = ["map", str(source), "-o", str(output), "--from", "2030", "--bases", "none"]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 0, run.output
    page = Page(output.read_text(encoding="utf-8"))
    assert _config(page)["empty"].endswith("None of 2 rows of the sources passes the filters.")


def test_rows_without_any_geometry_are_all_listed_beside_the_map() -> None:
    rows = [incident(str(number), geometry=None) for number in range(3)]
    page = build_map(incidents_from_records(rows))
    config = _config(page)
    assert config["empty"].startswith("No row has a location that can be drawn")
    assert config["headline"].endswith("not on the map: 3 rows · as of 28 Jan 2024")
    assert config["incidents"]["sites"] == 0
    assert config["incidents"]["rows"] == 3
    # nothing is put at 0, 0 for want of a place
    assert _block(page, "sites") == b""


def test_one_incident_is_a_map_around_it() -> None:
    config = _config(build_map(incidents_from_records([incident("1", geometry=(38.7, 33.3))])))
    west, south, east, north = config["view"]
    assert west <= 38.7 <= east
    assert south <= 33.3 <= north
    assert config["headline"].startswith("28 Jan 2024 · 1 incident")


def test_thousands_on_one_point_are_one_spot_that_holds_them_all() -> None:
    count = 4_242
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count) % 365, unit="D")
    rows = gpd.GeoDataFrame(
        {"title": [f"Number {n}" for n in range(count)], "start": start, "precision": "place"},
        geometry=gpd.points_from_xy(np.full(count, 38.7), np.full(count, 33.3)),
        crs=4326,
    )
    page = build_map(rows)
    config = _config(page)
    assert config["incidents"]["sites"] == 1
    assert config["incidents"]["rows"] == count
    assert "4,242 incidents" in config["headline"]
    assert sorted(_texts(page, "title")) == sorted(f"Number {n}" for n in range(count))


def test_rows_without_dates_make_a_map_without_a_time() -> None:
    rows = [incident(str(number), start=None, end=None) for number in range(4)]
    config = _config(build_map(incidents_from_records(rows)))
    assert config["incidents"]["dated"] == 0
    assert config["incidents"]["time"] is None
    assert config["as_of"] is None
    assert config["headline"] == "4 incidents"


def test_some_dates_missing_are_counted_apart() -> None:
    rows = [incident("1"), incident("2", start=None, end=None)]
    config = _config(build_map(incidents_from_records(rows)))
    assert config["incidents"]["dated"] == 1
    assert config["incidents"]["rows"] == 2


@pytest.mark.parametrize(
    ("year", "minutes"),
    [
        # days from 1970-01-01 back to 1752-09-14, the day Britain changed calendars: 79,366
        (datetime(1752, 9, 14), -79_366 * 1440),
        (datetime(1989, 11, 9), 7_252 * 1440),
        (datetime(2026, 1, 1), 20_454 * 1440),
    ],
)
def test_old_and_new_dates_keep_their_day(year: datetime, minutes: int) -> None:
    rows = incidents_from_records([incident("1", start=year, end=None)])
    assert _config(build_map(rows))["incidents"]["time"][0] == minutes


def test_a_view_across_the_antimeridian_or_at_a_pole_is_small() -> None:
    across = [incident("w", geometry=(179.5, -18)), incident("e", geometry=(-179.5, -18))]
    west, _, east, _ = _config(build_map(incidents_from_records(across)))["view"]
    assert 1 <= east - west < 4
    assert west < 180 < east
    pole = [incident("p", geometry=(12.0, 90.0)), incident("q", geometry=(-50.0, -90.0))]
    _, south, _, north = _config(build_map(incidents_from_records(pole)))["view"]
    assert (south, north) == (-90, 90)


def test_many_types_and_many_actors_are_kept_apart_or_counted() -> None:
    count = 10_000
    rows = gpd.GeoDataFrame(
        {
            "event_type": [f"type {n % 200}" for n in range(count)],
            "actor": [f"actor {n}" for n in range(count)],
            "precision": "place",
        },
        geometry=gpd.points_from_xy(np.linspace(30, 40, count), np.linspace(30, 40, count)),
        crs=4326,
    )
    page = build_map(rows)
    layout = _config(page)["incidents"]
    assert len(layout["types"]) == 200
    actors = next(facet for facet in layout["facets"] if facet["name"] == "actor")
    # the list of the legend is shortened, what a popup says is not
    assert actors["words"][-1] == "5,000 others"
    assert sorted(_texts(page, "actor")) == sorted(rows["actor"])


def test_long_titles_and_control_characters_come_through_whole() -> None:
    odd = "a\x00b\x07c\x1b[31m\u202e\u200b\ud7ff\U0001f9ed"
    long = "word " * 2_000
    huge = "x" * 1_000_000
    rows = [incident(str(number), title=title) for number, title in enumerate([odd, long, huge])]
    page = build_map(incidents_from_records(rows))
    assert sorted(_texts(page, "title")) == sorted([odd, long, huge])
    assert len(page.html) < 700_000


def test_a_path_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    page = build_map(incidents_from_records([incident("1")]))
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(OutputError):
        page.save(tmp_path / "folder.html")
    with pytest.raises(OutputError):
        page.save(tmp_path / "missing" / "map.html")
    assert [item.name for item in tmp_path.iterdir()] == ["folder.html"]
    run = CliRunner().invoke(app, ["map", "none.csv", "-o", str(tmp_path / "no" / "map.html")])
    assert isinstance(run.exception, OutputError)


def test_empty_and_broken_geometries_are_no_location() -> None:
    shapes = gpd.GeoSeries.from_wkt(["POINT EMPTY", "POLYGON EMPTY", "POINT (36 32)"], crs=4326)
    config = _config(build_map(gpd.GeoDataFrame(geometry=shapes)))
    assert config["incidents"]["sites"] == 1
    assert config["headline"] == "3 incidents · not on the map: 2 rows"


def test_an_unknown_word_is_refused_by_name() -> None:
    rows = gpd.GeoDataFrame(
        {"precision": ["somewhere"]}, geometry=[shapely.Point(36, 32)], crs="EPSG:4326"
    )
    with pytest.raises(SchemaError, match="somewhere"):
        build_map(rows)


def test_a_row_that_ends_before_it_starts_still_counts() -> None:
    row = Incident(
        "1",
        precision=Precision.PLACE,
        geometry=(36, 32),
        start=datetime(2024, 1, 5),
        end=datetime(2024, 1, 5),
    )
    time = _config(build_map(incidents_from_records([row])))["incidents"]["time"]
    # a minute at least: a span of nothing would be in no window
    assert time[1] - time[0] == 1
