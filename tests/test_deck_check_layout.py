"""The audit of a deck that was pulled about: maps, overlaps, what was taken away."""

import io
from pathlib import Path
from typing import Any

import pytest
from decks import SITES, ucdp_like
from pptx import Presentation
from pptx.util import Pt

import geo
from layers import build_deck, check_deck


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("pulled")
    ucdp_like(60).to_csv(folder / "events.csv", index=False)
    (folder / "sites.csv").write_text(SITES)
    built: bytes = build_deck(
        geo.read(folder / "events.csv").incidents,
        geo.read_bases(folder / "sites.csv"),
        slides=["map", "actors", "method"],
        marking="TEST",
    ).content
    return built


@pytest.fixture
def deck(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def named(deck: Any, number: int, name: str) -> Any:
    return next(shape for shape in deck.slides[number].shapes if shape.name == name)


def found(deck: Any, folder: Path) -> list[tuple[int, str, str]]:
    deck.save(folder / "brief.pptx")
    return [(one.slide, one.rule, one.message) for one in check_deck(folder / "brief.pptx")]


def test_the_deck_as_built_stands_as_it_was_laid_out(deck: Any, tmp_path: Path) -> None:
    assert found(deck, tmp_path) == []


def test_symbols_that_were_moved_without_the_map_are_found(deck: Any, tmp_path: Path) -> None:
    named(deck, 0, "Incidents").left += Pt(20)

    # the point of every incident would be 20 points off
    assert found(deck, tmp_path) == [(1, "map", "'Incidents' was moved or scaled without the map")]


def test_a_scale_bar_that_was_stretched_alone_is_found(deck: Any, tmp_path: Path) -> None:
    furniture = named(deck, 0, "Furniture")
    # one percent: twice what a scale bar may be off
    furniture.width = int(furniture.width * 1.01)

    assert ("map", "'Furniture' was moved or scaled without the map") in [
        finding[1:] for finding in found(deck, tmp_path)
    ]


def test_a_map_that_was_moved_and_scaled_as_a_whole_stays_true(deck: Any, tmp_path: Path) -> None:
    shapes = [shape for shape in deck.slides[0].shapes if hasattr(shape, "shapes")]
    for shape in shapes:
        if shape.name not in {"Legend", "Locator"}:
            # 90 percent about the upper left corner of the slide
            shape.left, shape.top = int(shape.left * 0.9), int(shape.top * 0.9)
            shape.width, shape.height = int(shape.width * 0.9), int(shape.height * 0.9)

    assert not [finding for finding in found(deck, tmp_path) if finding[1] == "map"]


@pytest.mark.parametrize("part", ["Legend", "Map notes", "Sources", "Marking bottom"])
def test_what_a_reader_needs_and_was_taken_away_is_found(
    part: str, deck: Any, tmp_path: Path
) -> None:
    shape = named(deck, 0, part)._element
    shape.getparent().remove(shape)

    assert found(deck, tmp_path) == [(1, "missing", f"{part!r} was taken away")]


def test_a_scale_bar_taken_out_of_its_group_is_found(deck: Any, tmp_path: Path) -> None:
    inside = named(deck, 0, "Furniture").shapes
    bar = next(shape for shape in inside if shape.name == "Scale bar")._element
    bar.getparent().remove(bar)

    assert (1, "missing", "'Scale bar' was taken away") in found(deck, tmp_path)


def test_a_text_on_a_table_and_one_off_the_slide_are_found(deck: Any, tmp_path: Path) -> None:
    slide = deck.slides[1]
    table = named(deck, 1, "Actors")
    box = slide.shapes.add_textbox(table.left, table.top + Pt(4), Pt(90), Pt(20))
    box.text_frame.text, box.name = "see there", "Remark"
    far = slide.shapes.add_textbox(deck.slide_width - Pt(20), Pt(300), Pt(90), Pt(20))
    far.text_frame.text, far.name = "and there", "Far"

    assert found(deck, tmp_path) == [
        (2, "place", "'Far' reaches beyond the slide"),
        (2, "overlap", "'Actors' and 'Remark' lie on each other"),
    ]


def test_a_shape_without_a_name_is_found(deck: Any, tmp_path: Path) -> None:
    box = deck.slides[2].shapes.add_textbox(Pt(400), Pt(500), Pt(90), Pt(8))
    box.name = " "

    assert (3, "name", "a shape has no name") in found(deck, tmp_path)
