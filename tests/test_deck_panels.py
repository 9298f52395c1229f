"""Shapes on slides: each incident with name, text and link; panels of one scale, few enough."""

import io
from datetime import datetime
from typing import Any

import geopandas as gpd
import pytest
from decks import numbers, text_of, title_of
from pptx import Presentation

from geo.models import Casualties, Incident, Precision, Source
from geo.table import bases_from_records, incidents_from_records
from layers import build_deck
from layers.carto import MAX_MARKS

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def table(count: int, *, months: int, url: str | None = None) -> gpd.GeoDataFrame:
    made = []
    for number in range(count):
        day = datetime(2024, 1 + number % months, 1 + number % 28)
        made.append(
            Incident(
                f"id-{number}",
                title=f"Incident {number}",
                event_type=("shelling", "air strike", "drone attack")[number % 3],
                start=day,
                end=day.replace(hour=12),
                place="Somewhere",
                geometry=(36 + number * 37 % 1009 / 200, 33 + number * 53 % 997 / 300),
                precision=Precision.PLACE,
                uncertainty_m=2000.0,
                casualties=Casualties(None, number % 5, None),
                sources=(Source("wire", title="Wire", url=url),) if url else (),
            )
        )
    return incidents_from_records(made)


def slides_of(content: bytes) -> dict[str, Any]:
    deck = Presentation(io.BytesIO(content))
    return {slide._element.cSld.get("name"): slide for slide in deck.slides}


def group_of(slide: Any, name: str) -> Any:
    return next(shape for shape in slide.shapes if shape.name == name)


def test_two_hundred_incidents_are_native_named_told_and_linked_in_300_kilobytes() -> None:
    rows = table(200, months=6, url="https://example.org/wire/1")

    content = build_deck(rows, bases_from_records([])).content

    assert len(content) <= 300_000
    slide = slides_of(content)["map"]
    assert not list(slide._element.iter(f"{PRESENTATION}pic"))
    shapes = list(group_of(slide, "Incidents").shapes)
    assert sorted(shape.name for shape in shapes) == sorted(rows["title"])
    for shape in shapes:
        told = shape._element.nvSpPr.cNvPr
        assert told.get("descr").startswith(shape.name)
        link = told.find(f"{DRAWING}hlinkClick")
        key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        assert slide.part.rels[link.get(key)].target_ref == "https://example.org/wire/1"


def test_names_of_bases_stand_on_a_ground_that_keeps_them_readable() -> None:
    sites = gpd.GeoDataFrame(
        {"site": ["a"], "name": ["Alpha"]},
        geometry=gpd.points_from_xy([38.0], [34.0]),
        crs="EPSG:4326",
    )

    slide = slides_of(build_deck(table(30, months=2), sites, slides=["map"]).content)["map"]

    label = next(s for s in group_of(slide, "Names").shapes if s.has_text_frame)
    fill = label._element.spPr.find(f"{DRAWING}solidFill")
    assert fill is not None
    # lets through what lies below it
    assert 0 < int(fill.find(f".//{DRAWING}alpha").get("val")) < 100_000


@pytest.mark.parametrize("count", [600, 2_280, 6_000])
def test_panels_share_one_scale_and_stay_below_the_limit_of_shapes(count: int) -> None:
    slides = slides_of(
        build_deck(table(count, months=6), slides=["panels"], period="month").content
    )

    slide = slides["panels"]
    assert numbers(title_of(slide)) == [count, 6]
    shapes = sum(1 for _ in slide._element.iter(f"{PRESENTATION}sp"))
    assert shapes <= MAX_MARKS
    marks = list(group_of(slide, "Incidents").shapes)
    note = text_of(slide, "Map notes")
    if count == 600:
        # 100 to a panel: each has its own symbol
        assert len(marks) == 600
        assert "counts" not in note
        return
    told = [(numbers(shape.name)[0], shape.width.pt) for shape in marks]
    assert sum(rows for rows, _ in told) == count
    largest = numbers(note)[0]
    assert max(rows for rows, _ in told) <= largest
    for rows, size in told:
        # area in proportion, one scale for all panels, none smaller than 5 points
        assert size == pytest.approx(max(26 * (rows / largest) ** 0.5, 5.0), abs=0.05)


def test_panels_count_aloud_what_is_too_vague_to_draw() -> None:
    rows = table(20, months=2)
    rows.loc[rows.index[:4], "precision"] = "country"

    slide = slides_of(build_deck(rows, slides=["panels"], period="month").content)["panels"]

    assert "4 of the incidents are known too vaguely to draw" in text_of(slide, "Map notes")
