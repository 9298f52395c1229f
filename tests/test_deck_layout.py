"""Slides use their room: larger rows, charts beside short tables, colours that tell apart."""

import io
from typing import Any

import pytest
from decks import SITES, title_of, ucdp_like
from pptx import Presentation
from pptx.util import Pt

import geo
from layers import build_deck
from layers.carto.text import text_width
from layers.deck.layout import CELL_PADDING, table_look
from layers.deck.spec import TableBlock

HEAD = "id,date,lat,lon,type,place,actor,killed\n"
FEW = "".join(
    f"{number},2024-0{1 + number % 3}-1{number},33.{number},38.7,{kind},Tower 22,{actor},{number}\n"
    for number, (kind, actor) in enumerate(
        [("drone attack", "A"), ("shelling", "B"), ("air strike", ""), ("drone attack", "A"),
         ("air strike", "B"), ("shelling", "C"), ("drone attack", "")]
    )
)  # fmt: skip


def slides(folder: Any, text: str, **options: Any) -> dict[str, Any]:
    (folder / "events.csv").write_text(text, encoding="utf-8")
    (folder / "sites.csv").write_text(SITES)
    rows, sites = geo.read(folder / "events.csv").incidents, geo.read_bases(folder / "sites.csv")
    deck = Presentation(io.BytesIO(build_deck(rows, sites, period="month", **options).content))
    return {slide._element.cSld.get("name"): slide for slide in deck.slides}


def lowest(slide: Any) -> float:
    """Give where the tables and charts of a slide end, in points from the top."""
    return max(
        float((shape.top + shape.height) / Pt(1))
        for shape in slide.shapes
        if getattr(shape, "has_table", False) or getattr(shape, "has_chart", False)
    )


@pytest.mark.parametrize("rows", ["seven", "two hundred"])
def test_short_tables_do_not_leave_half_a_slide_empty(rows: str, tmp_path: Any) -> None:
    text = HEAD + FEW if rows == "seven" else str(ucdp_like(200).to_csv(index=False))

    made = slides(tmp_path, text)

    keys = ["actors", "severity", "timeline"]
    # all seven rows have one source and one precision
    keys += ["confidence", "change", "annex-1"] if rows == "two hundred" else []
    for key in keys:
        # the body begins at 84 and ends at 476 points of 540
        assert lowest(made[key]) > 280, key


def test_few_incidents_are_listed_under_the_numbers_made_from_them(tmp_path: Any) -> None:
    one = HEAD + "1,2024-01-28,33.3,38.7,drone attack,Tower 22,Someone,3\n"

    made = slides(tmp_path, one)

    for key in ("actors", "severity"):
        listed = next(s for s in made[key].shapes if s.name == "Incidents listed").table
        assert [listed.cell(1, column).text for column in (0, 1, 2)] == [
            "28 Jan 2024", "drone attack", "Tower 22",
        ]  # fmt: skip
        assert listed.rows[0].height >= Pt(30)


def test_types_of_one_colour_on_maps_have_different_ones_in_charts(tmp_path: Any) -> None:
    made = slides(tmp_path, HEAD + FEW)

    for key, name in (("timeline", "Timeline"), ("severity", "Severity chart")):
        chart = next(shape for shape in made[key].shapes if shape.name == name).chart
        colours = {str(series.format.fill.fore_color.rgb) for series in chart.plots[0].series}
        assert len(colours) == len(chart.plots[0].series) == 3


def test_nothing_chosen_is_said_and_leaves_no_empty_tables(tmp_path: Any) -> None:
    made = slides(tmp_path, HEAD)

    assert title_of(made["title"]) == "No incidents"
    assert title_of(made["map"]) == "Nothing to draw: 0 rows were chosen"
    assert not any(key.startswith(("annex", "confidence", "actors")) for key in made)


def test_rows_grow_into_their_room_and_letters_with_them() -> None:
    def block(height: float) -> TableBlock:
        cells = (("Type", "Rows"), ("shelling", "12"), ("air strike", "3"))
        return TableBlock("T", cells, (200.0, 80.0), 0, 0, "", height=height)

    small, large = table_look(block(0)), table_look(block(300))

    # rows of 20 points at least and 32 at most; letters of 10.5 and 15
    assert (small.row, small.size) == (20, 10.5)
    assert (large.row, large.size) == (32, 15)
    assert sum(large.widths) == pytest.approx(280)


def test_a_column_takes_room_from_those_that_need_less() -> None:
    cells = (("A", "B"), ("a text of some length that needs room", "1"))

    look = table_look(TableBlock("T", cells, (100.0, 200.0), 0, 0, "", size=10))

    assert text_width(cells[1][0], look.size) + 2 * CELL_PADDING <= look.widths[0]
    assert sum(look.widths) == pytest.approx(300)


def test_cells_have_room_for_a_wider_font_than_the_one_that_is_missing() -> None:
    cells = (("Point inside, doubt unknown", "Too vague to say"), ("1,234", "5,678"))

    look = table_look(TableBlock("T", cells, (150.0, 110.0), 0, 0, "", height=200))

    # Noto Sans is about a tenth wider than Arial
    for text, width in zip(cells[0], look.widths, strict=True):
        assert 1.1 * text_width(text, look.size, bold=True) <= width - 2 * CELL_PADDING + 0.01
