"""The HTML page as a file: what it holds, what it never holds, the same bytes each time."""

import base64
import hashlib
import json
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from geo.errors import CrsError, OutputError
from geo.models import Base, Casualties, Incident, Kind, Note, Precision, Report
from geo.table import bases_from_records, incidents_from_records
from geo.timewindow import Window
from layers.layer import drawable, how_shown
from layers.web import Page, build_map
from layers.web.facets import days_until_known, happening_numbers
from layers.web.rows import PackedRows, civil_minutes, pack_rows

ASSETS = Path(layers.__file__).parent / "web" / "assets"
HOSTILE = "{{7*7}}{% raw %}<img src=x onerror=alert(1)></script><script>alert(1)</script>${1}`"


def _block(page: Page, name: str) -> bytes:
    found = re.search(rf'<script type="text/plain" id="sitmap-{name}">([^<]*)</script>', page.html)
    assert found is not None
    return zlib.decompress(base64.b64decode(found[1]), -15)


def _config(page: Page) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(_block(page, "config"))
    return config


def _packed(table: gpd.GeoDataFrame) -> PackedRows:
    return pack_rows(table, how_shown(table))


def _empty() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=4326))


@pytest.fixture(scope="module")
def empty_page() -> Page:
    return build_map(_empty())


def _hostile() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    incidents = incidents_from_records(
        [
            Incident(
                HOSTILE,
                title=HOSTILE,
                event_type=HOSTILE,
                place=HOSTILE,
                actor=HOSTILE,
                precision=Precision.PLACE,
                geometry=(36, 32),
                start=datetime(2024, 1, 28),
                end=datetime(2024, 1, 29),
            )
        ]
    )
    return incidents, bases_from_records([Base(HOSTILE, HOSTILE, HOSTILE, 36.1, 32.1)])


def test_text_of_the_data_stands_nowhere_but_in_data_blocks(empty_page: Page) -> None:
    incidents, bases = _hostile()
    page = build_map(
        incidents,
        bases,
        title=HOSTILE,
        marking=HOSTILE,
        disclaimer=HOSTILE,
        notes=[Note(HOSTILE, HOSTILE, field=HOSTILE)],
        reports=[Report(HOSTILE, HOSTILE, title=HOSTILE, url=HOSTILE)],
    )
    without_blocks = re.sub(r'(id="sitmap-[\w-]+">)[^<]*', r"\1", page.html)
    # outside its blocks the page is, to the byte, the page without any data
    assert without_blocks == re.sub(r'(id="sitmap-[\w-]+">)[^<]*', r"\1", empty_page.html)
    assert "49" not in _config(page)["title"]
    assert _config(page)["title"] == HOSTILE
    assert _config(page)["bases"][0]["name"] == HOSTILE


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_page(empty_page: Page) -> None:
    html = empty_page.html
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    for tag, directive, count in (("script", "script-src", 3), ("style", "style-src", 2)):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(texts) == count
        wanted = {
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
            for text in texts
        }
        allowed = re.search(rf"{directive} ([^;]*)", policy[1])
        assert allowed is not None
        assert set(allowed[1].split()) == wanted
    assert "default-src 'none'" in policy[1]
    assert "connect-src 'none'" in policy[1]
    # the policy comes before everything it binds
    assert html.index("Content-Security-Policy") < html.index("<style>") < html.index("<script>")


def test_the_page_points_to_nothing_outside_itself(empty_page: Page) -> None:
    html = empty_page.html
    assert not re.findall(r"<(?:link|iframe|img|object|embed|base)\b", html)
    assert not re.findall(r"<[^>]+\s(?:src|style|on\w+)=", html.split("<style>")[0])
    assert "@import" not in html
    assert not re.findall(
        r"url\((?!#)", "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    )
    assert "sourceMappingURL" not in html


def test_no_own_script_writes_markup_or_runs_text() -> None:
    for script in ASSETS.glob("*.js"):
        code = script.read_text(encoding="utf-8")
        forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
        assert not re.findall(forbidden, code), script.name


def test_leaflet_is_the_published_file() -> None:
    listed = (ASSETS / "leaflet" / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    assert len(listed) == 3
    for line in listed:
        digest, name = line.split()
        assert hashlib.sha256((ASSETS / "leaflet" / name).read_bytes()).hexdigest() == digest
    # as published on npm and cdnjs for 1.9.4
    assert listed[2].startswith("db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a")


def test_the_same_input_gives_the_same_bytes() -> None:
    incidents, bases = _hostile()
    assert build_map(incidents, bases).html == build_map(incidents, bases).html


def test_a_page_without_data_is_small(empty_page: Page) -> None:
    # Leaflet 0.16 MB, our code 0.1 MB, land and borders of the world 0.15 MB
    assert len(empty_page.html.encode()) < 600_000


def test_no_incidents_give_a_map_that_says_so(empty_page: Page) -> None:
    config = _config(empty_page)
    assert config["empty"] == "There are no incidents to show."
    assert config["incidents"]["time"] is None


def test_a_table_with_only_geometry_becomes_a_map() -> None:
    points = gpd.GeoDataFrame(
        geometry=gpd.GeoSeries.from_wkt(["POINT (36 32)", "POINT EMPTY"], crs=4326)
    )
    page = build_map(points)
    config = _config(page)
    assert config["incidents"]["rows"] == 2
    assert config["headline"] == "2 incidents · not on the map: 1 row"
    assert list(points.columns) == ["geometry"]


def test_another_crs_is_refused() -> None:
    with pytest.raises(CrsError, match="EPSG:3857"):
        build_map(gpd.GeoDataFrame(geometry=gpd.GeoSeries([shapely.Point(0, 0)], crs=3857)))


def test_nothing_is_left_behind_where_the_file_cannot_be_written(
    empty_page: Page, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        empty_page.save(tmp_path / "missing" / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_the_file_holds_the_page(empty_page: Page, tmp_path: Path) -> None:
    page = empty_page
    page.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == page.html


def _country_and_places() -> gpd.GeoDataFrame:
    def day(number: int) -> datetime:
        return datetime(2024, 1, number)

    return incidents_from_records(
        [
            Incident(
                f"own:{number}",
                precision=precision,
                geometry=(38, 35),
                start=day(number + 1),
                end=day(number + 2),
                casualties=Casualties(killed_best=killed),
                kind=kind,
            )
            for number, (precision, killed, kind) in enumerate(
                [
                    (Precision.PLACE, 4, Kind.INCIDENT),
                    (Precision.COUNTRY, 90, Kind.INCIDENT),
                    (Precision.COUNTRY, None, Kind.INCIDENT),
                    (Precision.ADMIN1, 6, Kind.INCIDENT),
                    (Precision.PLACE, 50, Kind.AGGREGATE),
                ]
            )
        ]
    )


def test_what_is_not_drawn_is_counted_in_the_headline() -> None:
    page = build_map(_country_and_places())
    # incidents alone: 4 + 90 + 6 killed and one unknown; off the map: two countries, an aggregate
    assert _config(page)["headline"] == (
        "1 Jan 2024 to 5 Jan 2024 · 4 incidents · 100 killed (not known for 1 incident)"
        " · not on the map: 3 rows with 140 killed · 1 row drawn as areas · as of 5 Jan 2024"
    )


def test_the_dataset_behind_many_rows_is_credited_with_its_licence() -> None:
    table = incidents_from_records(
        [Incident(str(number), geometry=(36, 32)) for number in range(30)]
    )
    source = {"title": "Table of events", "publisher": "Institute", "licence": "CC BY 4.0"}
    table["sources"] = [json.dumps([source])] * 29 + [json.dumps([{"title": "One report"}])]
    config = _config(build_map(table))
    assert config["data"] == ["Table of events, Institute, CC BY 4.0"]
    assert config["credit"].startswith("Table of events, Institute, CC BY 4.0; ")


def test_rows_that_are_one_happening_share_a_number() -> None:
    table = incidents_from_records([Incident(name) for name in "abcde"])
    table["same_as"] = [["c"], [], [], ["e"], ["nobody"]]
    # a and c, d and e; b is alone; who is named but absent links nothing
    assert happening_numbers(table).tolist() == [1, 0, 1, 2, 2]


def test_the_first_report_decides_when_an_incident_was_known() -> None:
    table = incidents_from_records([Incident(name) for name in "abcd"])
    table["sources"] = [
        json.dumps([{"published": "2024-02-03"}, {"published": "2024-02-01T10:00"}]),
        json.dumps([{"published": "2023-01-01"}]),
        json.dumps([{"published": None}]),
        None,
    ]
    start = np.full(4, 19_753 * 1440)
    # day 19,753 is 31 January 2024: known a day later, on its day, not stated, not stated
    assert days_until_known(table, start).tolist() == [2, 1, 0, 0]


def test_country_rows_have_no_point_in_the_page() -> None:
    packed = _packed(drawable(_country_and_places()))
    # both place rows share one coordinate, only the incident is drawn there
    assert packed.sites.length == 1
    assert packed.rows.length == 5


def test_every_ucdp_row_is_accounted_for(eval_data: Path) -> None:
    import geo

    source = eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz"
    page = build_map(geo.read(source).incidents)
    config = _config(page)
    assert config["incidents"]["rows"] == 16_566
    # the figures of the file: 254 rows of where_prec 6 with 23,637 of 112,337 deaths
    assert "16,566 incidents" in config["headline"]
    assert "112,337 killed" in config["headline"]
    assert "not on the map: 254 rows with 23,637 killed" in config["headline"]
    assert len(page.html) < 2_500_000


def test_times_are_packed_as_civil_minutes_without_a_shift() -> None:
    table = drawable(
        incidents_from_records(
            [
                Incident("a", start=datetime(2024, 1, 28), end=datetime(2024, 1, 29)),
                Incident("b", start=datetime(2024, 1, 28, 0, 30), end=datetime(2024, 1, 28, 0, 31)),
                Incident("c", start=datetime(2024, 2, 1, 1, 0)),
                Incident("d", start=datetime(2024, 2, 1)),
                Incident("e"),
            ]
        )
    )
    start, end = civil_minutes(table)
    # 1970-01-01 to 2024-01-28 are 19,750 days of 1,440 minutes
    day = 19_750 * 1440
    assert start.tolist() == [day, day + 30, day + 4 * 1440 + 60, day + 4 * 1440, None]
    assert end.tolist() == [day + 1440, day + 31, day + 4 * 1440 + 61, day + 5 * 1440, None]


def test_rows_are_sorted_by_time_and_undated_ones_come_last() -> None:
    table = drawable(
        incidents_from_records(
            [
                Incident("undated", title="undated"),
                Incident("late", title="late", start=datetime(2024, 3, 1)),
                Incident("early", title="early", start=datetime(1969, 3, 1)),
            ]
        )
    )
    packed = _packed(table)
    assert packed.dated == 2
    rows = json.loads(zlib.decompress(base64.b64decode(packed.texts.block), -15))
    at = packed.texts.fields.index("title")
    assert [row[at] for row in rows] == ["early", "late", "undated"]


def test_equal_areas_are_kept_once_and_discs_as_a_radius() -> None:
    area = shapely.box(36, 32, 38, 33)
    disc = shapely.Point(40, 34).buffer(0.2)
    half = shapely.intersection(disc, shapely.box(40, 33, 41, 35))
    table = drawable(
        incidents_from_records(
            [
                Incident("1", precision=Precision.REGION, footprint=area),
                Incident("2", precision=Precision.REGION, footprint=area),
                Incident("3", precision=Precision.NEAR, geometry=(40, 34), footprint=disc),
                Incident("4", precision=Precision.NEAR, geometry=(40, 34), footprint=half),
                Incident("5", precision=Precision.ADMIN1, geometry=(40, 34)),
            ]
        )
    )
    packed = _packed(table)
    steps = np.frombuffer(zlib.decompress(base64.b64decode(packed.shapes), -15), dtype=np.uint8)
    # the box and the half disc; zigzag of 2 is 4
    assert steps[0] == 4
    # the province without an outline: 100 km about its point
    assert packed.discs.length == 1
    # a dot stands for rows 3 and 4, on one spot
    assert packed.sites.length == 1


def test_the_first_window_is_the_one_asked_for() -> None:
    window = Window(datetime(2024, 1, 2), None)
    config = _config(build_map(_country_and_places(), window=window))
    # 2024-01-02 is day 19,724; the data ends with 5 January
    assert config["incidents"]["window"] == [19_724 * 1440, 19_728 * 1440]
    assert config["incidents"]["rows"] == 5


def test_more_types_than_the_page_can_tell_apart_are_put_together() -> None:
    records = [
        Incident(str(number), event_type=f"type {number:03d}", geometry=(36, 32))
        for number in range(300)
    ]
    packed = _packed(drawable(incidents_from_records(records)))
    assert len(packed.styles) == 200
    assert packed.styles[0].event_type == "other types"
    assert packed.rows.length == 300
