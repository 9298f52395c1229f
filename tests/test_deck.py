"""The brief: native shapes, charts and tables, true numbers, hostile text as typed."""

import io
import math
import re
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from lxml import etree
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from shapely import Point, box

from geo.models import Casualties, Incident, Kind, Precision
from geo.table import bases_from_records, incidents_from_records
from layers import build_deck

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PAYLOADS = (
    "{{7*7}}",
    "{% raw %}",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${1}",
    "=HYPERLINK(1)",
    "a\x00b\x0bc",
)


def incident(number: int, **values: object) -> Incident:
    day = datetime(2024, 1, 1 + number % 28)
    usual: dict[str, object] = {
        "title": f"Incident {number}",
        "event_type": "drone attack",
        "start": day,
        "end": day.replace(hour=12),
        "place": "Tower 22",
        "geometry": (38.7, 33.3),
        "precision": Precision.PLACE,
        "uncertainty_m": 2000.0,
    }
    return Incident(f"id-{number}", **{**usual, **values})  # type: ignore[arg-type]


def reopened(content: bytes) -> Deck:
    return Presentation(io.BytesIO(content))


def texts(deck: Deck) -> list[str]:
    return [
        "".join(run.text or "" for run in paragraph.iter(f"{DRAWING}t"))
        for slide in deck.slides
        for paragraph in slide._element.iter(f"{DRAWING}p")
    ]


@pytest.fixture
def mixed() -> gpd.GeoDataFrame:
    return incidents_from_records(
        [
            incident(1, casualties=Casualties(3, 3, 3)),
            incident(2, precision=Precision.REGION, footprint=box(37, 32, 38, 33)),
            incident(3, precision=Precision.COUNTRY, casualties=Casualties(None, 40, None)),
            incident(4, kind=Kind.AGGREGATE, count_low=150, count_best=None, geometry=None),
        ]
    )


def slide_of(deck: Deck, key: str) -> Slide:
    found: Slide = next(slide for slide in deck.slides if slide._element.cSld.get("name") == key)
    return found


def test_slides_asked_for_come_in_the_order_of_the_story(mixed: gpd.GeoDataFrame) -> None:
    deck = reopened(build_deck(mixed, slides=["annex", "map", "title"]).content)

    keys = [slide._element.cSld.get("name") for slide in deck.slides]
    assert keys == ["title", "map", "annex-1"]
    assert any(shape.has_table for shape in deck.slides[2].shapes)
    # 16:9 at 13.33 by 7.5 inches
    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)


def test_headlines_say_what_is_drawn_and_what_is_beside_the_map(mixed: gpd.GeoDataFrame) -> None:
    deck = reopened(build_deck(mixed).content)

    # 1 dot and 1 area are drawn; a country row with 40 deaths and an aggregate are not
    headline = slide_of(deck, "map").shapes.title
    assert headline is not None
    assert headline.text_frame.text == "2 of 4 rows on the map; 2 beside it, with 40 deaths"
    summary = slide_of(deck, "annex-1").shapes.title
    assert summary is not None
    # 3 + 40 deaths known; one of the three incidents has no number
    assert summary.text_frame.text == (
        "3 incidents, 1 stated total; 43 deaths known, 1 without a number"
    )


def test_every_map_shape_is_native_named_and_grouped(mixed: gpd.GeoDataFrame) -> None:
    bases = bases_from_records([])
    deck = reopened(build_deck(mixed, bases).content)
    slide = slide_of(deck, "map")

    groups = {shape.name for shape in slide.shapes if shape.shape_type == 6}
    assert {"Base map", "Borders", "Incidents", "Areas", "Furniture", "Legend"} <= groups
    names = [node.get("name") for node in slide._element.iter() if node.tag.endswith("}cNvPr")]
    assert all(name is not None for name in names)
    assert "Incident 1" in names
    assert not any(shape.shape_type == 13 for shape in slide.shapes)


def test_shape_ids_are_unique_on_each_slide(mixed: gpd.GeoDataFrame) -> None:
    for slide in reopened(build_deck(mixed).content).slides:
        ids = [node.get("id") for node in slide._element.iter() if node.tag.endswith("}cNvPr")]
        assert len(ids) == len(set(ids))


def test_same_input_gives_the_same_bytes(mixed: gpd.GeoDataFrame) -> None:
    assert build_deck(mixed).content == build_deck(mixed).content


def test_document_properties_carry_no_person(mixed: gpd.GeoDataFrame) -> None:
    properties = reopened(build_deck(mixed).content).core_properties

    assert (properties.author, properties.last_modified_by) == ("sitmap", "sitmap")
    assert properties.created == datetime(2024, 1, 5)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text_in_every_part(payload: str) -> None:
    table = incidents_from_records(
        [incident(1, title=payload, place=payload, event_type=payload, claimed_by=payload)]
    )

    content = build_deck(table, title=payload, marking=payload, disclaimer=payload).content

    shown = re.sub(r"[\x00\x0b]", "", payload)
    assert any(shown in text.replace("\n", "") for text in texts(reopened(content)))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


def test_no_part_refers_to_anything_remote(mixed: gpd.GeoDataFrame) -> None:
    with zipfile.ZipFile(io.BytesIO(build_deck(mixed).content)) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in package.read(name)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [incident(1)],
        [incident(number, geometry=None, precision=Precision.UNKNOWN) for number in range(3)],
        [incident(1, geometry=(179.9, -17.0)), incident(2, geometry=(-179.9, -16.0))],
        [incident(1, geometry=(0.0, 89.9))],
        [incident(1, title="x" * 300, place="y" * 300)],
    ],
    ids=["none", "one", "not located", "antimeridian", "pole", "long texts"],
)
def test_unusual_tables_make_a_brief_too(rows: list[Incident]) -> None:
    deck = reopened(build_deck(incidents_from_records(rows)).content)

    assert slide_of(deck, "map").shapes.title is not None


def test_a_bare_table_of_points_is_enough() -> None:
    points = gpd.GeoDataFrame(geometry=[Point(38.7, 33.3)], crs="EPSG:4326")

    assert slide_of(reopened(build_deck(points).content), "map").shapes.title is not None


def test_a_long_table_shows_the_deadliest_and_says_so() -> None:
    rows = [incident(number, casualties=Casualties(None, number, None)) for number in range(80)]

    deck = reopened(build_deck(incidents_from_records(rows), slides=["annex"]).content)

    killed = []
    for slide in deck.slides:
        shape: Any = next(shape for shape in slide.shapes if shape.has_table)
        table = shape.table
        killed += [int(table.cell(row, 4).text) for row in range(1, len(table.rows))]
    # four pages of fourteen rows
    assert sorted(killed) == list(range(24, 80))
    assert "The 56 deadliest of 80 rows, in the order of time." in texts(deck)


@pytest.mark.office
def test_brief_opens_in_libreoffice(mixed: gpd.GeoDataFrame, soffice: str, tmp_path: Path) -> None:
    build_deck(mixed).save(tmp_path / "brief.pptx")

    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{tmp_path / 'profile'}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "brief.pptx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )

    assert (tmp_path / "brief.pdf").read_bytes().count(b"/Type/Page") >= 3


def test_a_vague_place_has_no_nearest_base_on_a_slide(mixed: gpd.GeoDataFrame) -> None:
    joined = mixed.assign(
        nearest_base="Tower 22",
        base_distance_m=60_000.0,
        base_distance_min_m=[1_000.0, 2_000.0, math.nan, math.nan],
        base_distance_max_m=[5_000.0, 208_000.0, math.nan, math.nan],
    )

    deck = reopened(build_deck(joined).content)

    slide = slide_of(deck, "annex-1")
    shape: Any = next(shape for shape in slide.shapes if shape.has_table)
    table = shape.table
    told = {table.cell(row, 5).text for row in range(1, len(table.rows))}
    assert told == {"Tower 22, 1 to 5 km", "too vague to say", "Tower 22, 60 km"}
