"""What a page may be asked for besides its data: tiles of one server, less of what is large."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from pages import incident
from typer.testing import CliRunner

from geo.errors import ParameterError
from geo.models import Precision
from geo.table import incidents_from_records
from layers.cli.app import app
from layers.cli.sizes import advice, by_part
from layers.web import Page, Tiles, build_map

URL = "https://tiles.example.org/base/{z}/{x}/{y}{r}.png?key=a1"
OWNER = "© Tile people <b>&"
REPORT = "On 28 January 2024, gunmen attacked a checkpoint in Goma, Democratic Republic of Congo."


def _config(page: Page) -> dict[str, Any]:
    found = re.search(r'id="sitmap-config">([^<]*)', page.html)
    assert found is not None
    config: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1]), -15))
    return config


def _policy(page: Page) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.html)
    assert found is not None
    return found[1]


def test_the_policy_is_opened_to_the_host_of_the_tiles_and_for_pictures_alone() -> None:
    rows = incidents_from_records([incident("1")])
    closed, opened = (build_map(rows, tiles=item) for item in (None, Tiles(URL, OWNER)))
    usual = "img-src data: blob:;"
    assert usual in _policy(closed)
    # nothing else differs
    assert _policy(opened) == _policy(closed).replace(
        usual, "img-src data: blob: https://tiles.example.org;"
    )
    assert _config(closed)["tiles"] is None
    config = _config(opened)
    assert config["tiles"] == {"url": URL, "attribution": OWNER}
    assert config["credit"].startswith(OWNER)
    assert OWNER in config["attributions"][0]
    assert OWNER not in opened.html
    assert "tiles.example.org" not in opened.html.replace(_policy(opened), "")


def test_port_and_plain_http_are_kept_in_the_policy() -> None:
    assert Tiles("http://localhost:8080/{z}/{x}/{y}", "me").origin == "http://localhost:8080"
    assert Tiles("HTTPS://Tiles.Example/{z}/{y}/{x}", "me").origin == "https://tiles.example"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tiles/{z}/{x}/{y}.png",
        "//tiles.example/{z}/{x}/{y}.png",
        "ftp://tiles.example/{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}/{x}/{y}",
        "data:image/png,{z}{x}{y}",
        "file:///etc/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/tile.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://*.example/{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://a.example;script-src */{z}/{x}/{y}.png",
        "https://a.example;script-src%20*/{z}/{x}/{y}.png",
        "https://a.example b.example/{z}/{x}/{y}.png",
        'https://a.example"><script>alert(1)</script>/{z}/{x}/{y}',
        "https://a.example'/{z}/{x}/{y}.png",
        "https://a.example\\@b.example/{z}/{x}/{y}.png",
        "https://user:pass@tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example:port/{z}/{x}/{y}.png",
        "https://tiles.example:99999/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}/{{7*7}}.png",
        "https://tiles.example/{z}/{x}/{y}/{constructor}.png",
        "https://tiles.example/{z}/{x}/{y}#{z}",
        "https://tiles.example/{z}/{x}/{y}\n.png",
        "https://t\u0456les.example/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_is_more_than_one_plain_host_is_refused(url: str) -> None:
    with pytest.raises(ParameterError, match="`tiles` is"):
        Tiles(url, "me")


@pytest.mark.parametrize("attribution", ["", "  "])
def test_tiles_without_anybody_named_are_refused(attribution: str) -> None:
    with pytest.raises(ParameterError, match="--tiles-attribution"):
        Tiles(URL, attribution)


def test_the_command_refuses_tiles_before_any_work(tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    command = ["map", str(tmp_path / "missing.csv"), "-o", str(output)]
    for extra, words in (
        (["--tiles", URL], "--tiles-attribution"),
        (["--tiles", "ftp://a/{z}/{x}/{y}", "--tiles-attribution", "me"], "http or https"),
        (["--tiles-attribution", "me"], "--tiles"),
    ):
        run = CliRunner().invoke(app, [*command, *extra])
        assert isinstance(run.exception, ParameterError)
        assert words in str(run.exception)
    run = CliRunner().invoke(app, ["map", "a.csv", "-o", str(tmp_path / "m.svg"), "--simplify"])
    assert isinstance(run.exception, ParameterError)
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_the_bytes_of_each_part(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    output = tmp_path / "map.html"
    command = ["map", str(tmp_path / "report.txt"), "-o", str(output), "--drop-text", "--simplify"]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 0, run.output
    lines = re.findall(r"([\d,]+) bytes  (.*)", run.stdout)
    assert [part for _, part in lines] == [
        "code", "base map", "incidents", "texts", "bases", "reports and notes",
    ]  # fmt: skip
    total = sum(int(size.replace(",", "")) for size, _ in lines)
    assert output.stat().st_size - total < 2_000  # the tags around the blocks
    as_json = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert sum(as_json["parts"].values()) == total


def test_only_a_large_page_is_warned_of_and_told_what_to_leave_out() -> None:
    assert advice({"code": 50_000_000}) is None
    words = advice({"code": 340_000, "texts": 48_000_000, "shapes": 9_000_000})
    assert words is not None
    for part in ("57 MB", "48 MB are texts", "--drop-text", "9 MB are outlines", "--simplify"):
        assert part in words
    assert by_part({"something new": 5})["reports and notes"] == 5


def _rows(count: int) -> Any:
    # a coast with 720 corners, a bay every 2 degrees, another one for each row
    records = []
    for number in range(count):
        angle = shapely.Point(30 + number / 7, 20).buffer(1, quad_segs=180)
        records.append(
            incident(
                str(number),
                title=f"Title {number}",
                place=f"Place {number}",
                precision=Precision.ADMIN1,
                footprint=angle,
                geometry=(30 + number / 7, 20),
                start=datetime(2024, 1, 1),
            )
        )
    table = incidents_from_records(records)
    table["evidence"] = json.dumps([{"field": "place", "quote": "words of a report"}])
    table["sources"] = json.dumps([{"title": "report", "publisher": "somebody"}])
    return table


def test_dropped_texts_are_gone_and_the_page_says_so() -> None:
    rows = _rows(20)
    whole, less = build_map(rows), build_map(rows, drop_text=True)
    assert {"title", "evidence", "sources"} <= set(_config(whole)["incidents"]["texts"]["fields"])
    fields = set(_config(less)["incidents"]["texts"]["fields"])
    assert not {"title", "evidence", "sources", "location_rule"} & fields
    # what a row is called and where it was said to be stays
    assert {"incident_id", "place"} <= fields
    assert less.sizes["texts"] < whole.sizes["texts"]
    assert any("left out to save space" in note["message"] for note in _config(less)["notes"])
    assert not _config(whole)["notes"]


def test_simplified_areas_keep_their_rows_and_the_page_says_so() -> None:
    rows = _rows(20)
    whole, less = build_map(rows), build_map(rows, simplify=True)
    assert less.sizes["shapes"] < whole.sizes["shapes"] / 2
    assert less.sizes["fine-land"] <= whole.sizes["fine-land"]
    assert less.sizes["sites"] == whole.sizes["sites"]
    assert _config(less)["headline"] == _config(whole)["headline"]
    assert any("to save space" in note["message"] for note in _config(less)["notes"])
