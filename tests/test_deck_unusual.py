"""Unusual input of a brief: no rows, many rows, strange places, long texts, odd templates."""

import io
import itertools
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from decks import cells, text_of, title_of
from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from geo.errors import InputError
from geo.models import Base, Casualties, Incident, Precision
from geo.table import bases_from_records, incidents_from_records
from layers import build_deck, build_static_map, check_deck
from layers.carto import MAX_MARKS, Label, Mark, Outline

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
ARABIC = "قصف قاعدة (Ain al-Asad) في الأنبار"
HEBREW = "תקיפה אווירית (T4) ליד חומס"


def rows(*points: tuple[float, float] | None, **values: Any) -> Any:
    made = []
    for number, point in enumerate(points):
        day = datetime(2024, 1 + number % 3, 1 + number % 28)
        usual: dict[str, Any] = {
            "title": f"Incident {number}",
            "event_type": ("shelling", "air strike", "drone attack")[number % 3],
            "start": day,
            "end": day.replace(hour=12),
            "place": "Somewhere",
            "precision": Precision.UNKNOWN if point is None else Precision.PLACE,
            "uncertainty_m": None if point is None else 2000.0,
            "casualties": Casualties(None, number % 5, None),
        }
        made.append(Incident(f"id-{number}", geometry=point, **{**usual, **values}))
    return incidents_from_records(made)


def slides_of(content: bytes) -> dict[str, Any]:
    deck = Presentation(io.BytesIO(content))
    return {slide._element.cSld.get("name"): slide for slide in deck.slides}


def assert_clean(content: bytes, folder: Path) -> None:
    (folder / "brief.pptx").write_bytes(content)
    assert check_deck(folder / "brief.pptx") == []


def many(count: int) -> Any:
    return rows(*((36 + number % 97 / 20, 33 + number % 89 / 30) for number in range(count)))


@pytest.mark.parametrize(
    "table",
    [
        rows(),
        rows((38.7, 33.3)),
        rows(None, None, None),
        rows((179.9, -17.0), (-179.9, -16.0), (178.0, -18.0)),
        rows((10.0, 89.5), (-170.0, 84.0), (100.0, 86.0)),
        rows((-150.0, -77.0), (40.0, -75.0), (150.0, -70.0)),
        rows((43.13, 36.34), (43.15, 36.33), (43.11, 36.35)),
        rows((38.7, 33.3), title="x" * 200, place="y" * 200, event_type="z" * 200),
    ],
    ids=["none", "one", "nowhere", "antimeridian", "north pole", "south pole", "5 km", "long"],
)
def test_a_brief_of_unusual_rows_passes_its_own_audit(table: Any, tmp_path: Path) -> None:
    brief = build_deck(table)

    assert_clean(brief.content, tmp_path)
    assert build_static_map(table).content("svg")


def test_ten_thousand_rows_keep_every_slide_below_the_limit_of_shapes_and_say_so(
    tmp_path: Path,
) -> None:
    brief = build_deck(many(10_000))

    slides = slides_of(brief.content)
    for slide in slides.values():
        assert sum(1 for _ in slide._element.iter(f"{PRESENTATION}sp")) <= MAX_MARKS
    assert "10,000 rows are drawn as" in text_of(slides["map"], "Map notes")
    assert_clean(brief.content, tmp_path)


@pytest.mark.parametrize(
    "points",
    [((179.9, -17.0), (-179.9, -16.0)), ((10.0, 89.5), (-170.0, 84.0), (100.0, 86.0))],
    ids=["antimeridian", "pole"],
)
def test_marks_at_the_edge_of_the_world_lie_in_the_frame_with_a_true_bar(points: Any) -> None:
    scene = build_static_map(rows(*points)).scene

    frame = next(i for i in scene.primitives if isinstance(i, Outline) and i.name == "Frame")
    xs, ys = zip(*frame.rings[0], strict=True)
    marks = [i for i in scene.primitives if isinstance(i, Mark) and i.group == "Incidents"]
    assert len(marks) == len(points)
    assert all(min(xs) < m.x < max(xs) and min(ys) < m.y < max(ys) for m in marks)
    bar = next(i for i in scene.primitives if isinstance(i, Outline) and i.name == "Scale bar")
    assert bar.alt.endswith(" km")


def test_a_map_of_the_whole_world_has_no_scale_bar_beside_the_globe() -> None:
    scene = build_static_map(rows(None)).scene

    bars = [i for i in scene.primitives if isinstance(i, Outline) and i.name == "Scale bar"]
    assert all(bar.alt.endswith("000 km") for bar in bars)


def test_incidents_within_five_kilometres_stand_apart() -> None:
    # 43.11 to 43.15 E at 36.3 N are 3.6 km
    scene = build_static_map(rows((43.13, 36.34), (43.15, 36.33), (43.11, 36.35))).scene

    marks = [i for i in scene.primitives if isinstance(i, Mark) and i.group == "Incidents"]
    xs = sorted(mark.x for mark in marks)
    assert min(high - low for low, high in itertools.pairwise(xs)) > marks[0].size


def test_a_legend_names_only_what_is_drawn() -> None:
    hollow = build_static_map(rows((38.7, 33.3), precision=Precision.UNKNOWN, uncertainty_m=None))
    filled = build_static_map(rows((38.7, 33.3)))

    def legend(picture: Any) -> str:
        return " ".join(i.text for i in picture.scene.primitives
                        if isinstance(i, Label) and i.group == "Legend")  # fmt: skip

    assert "hollow: precision not stated (1)" in legend(hollow)
    assert "hollow" not in legend(filled)
    assert "base" not in legend(filled)


def test_a_title_of_two_hundred_characters_is_written_whole_and_fits(tmp_path: Path) -> None:
    title = ("Incidents around the bases of the north " * 5)[:200]

    brief = build_deck(rows((38.7, 33.3)), title=title)

    assert title_of(slides_of(brief.content)["title"]) == title
    assert_clean(brief.content, tmp_path)


def test_an_endless_title_is_cut_with_an_ellipsis(tmp_path: Path) -> None:
    brief = build_deck(rows((38.7, 33.3)), title="word " * 400)

    assert title_of(slides_of(brief.content)["title"]).endswith("…")
    assert_clean(brief.content, tmp_path)


@pytest.mark.parametrize("text", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
def test_texts_from_the_right_run_from_the_right_with_their_latin_parts_isolated(
    text: str, tmp_path: Path
) -> None:
    brief = build_deck(
        rows((38.7, 33.3), (39.0, 34.0), place=text, claimed_by=text),
        title=text, judgements=[text], lang="ar",
    )  # fmt: skip

    slides = slides_of(brief.content)
    latin = text[text.index("(") : text.index(")") + 1]
    shapes = [slides["title"].shapes.title._element]
    shapes += [next(s for s in slides["annex-1"].shapes if s.has_table)._element]
    shapes += [next(s for s in slides["judgements"].shapes if s.name == "Key judgements")._element]
    for shape in shapes:
        told_by = {p: "".join(t.text or "" for t in p.iter(f"{DRAWING}t"))
                   for p in shape.iter(f"{DRAWING}p")}  # fmt: skip
        paragraph = next(p for p, told in told_by.items() if text[0] in told)
        assert paragraph.find(f"{DRAWING}pPr").get("rtl") == "1"
        assert f"\u2068{latin}\u2069" in told_by[paragraph]
        assert {run.get("lang") for run in paragraph.iter(f"{DRAWING}rPr")} <= {"ar", "he"}
    assert_clean(brief.content, tmp_path)


def test_a_language_from_the_right_mirrors_the_slide_and_names_countries_in_it() -> None:
    table = rows((38.7, 33.3), (44.0, 36.0))
    plain = slides_of(build_deck(table).content)["map"]
    mirrored = slides_of(build_deck(table, lang="ar").content)

    def left(slide: Any, name: str) -> int:
        return int(next(shape for shape in slide.shapes if shape.name == name).left)

    assert left(plain, "Legend") > left(plain, "Base map")
    assert left(mirrored["map"], "Legend") < left(mirrored["map"], "Base map")
    names = next(shape for shape in mirrored["map"].shapes if shape.name == "Countries")
    # the Arabic names of Iraq and Syria
    assert {"العراق", "سوريا"} <= {shape.text_frame.text for shape in names.shapes}
    table_shape = next(s for s in mirrored["annex-1"].shapes if s.has_table)
    assert table_shape._element.find(f".//{DRAWING}tblPr").get("rtl") == "1"


def test_names_of_the_user_replace_packaged_ones_and_can_silence_them() -> None:
    names = {"IQ": "Republic of Iraq", "Jordan": ""}

    scene = build_static_map(rows((38.7, 33.3), (44.0, 36.0)), names=names).scene

    told = {i.text for i in scene.primitives if isinstance(i, Label) and i.group == "Countries"}
    assert "REPUBLIC OF IRAQ" in told
    assert "SYRIA" in told
    assert not {"IRAQ", "JORDAN"} & told


def test_a_template_of_another_shape_is_filled_to_its_own_margins(tmp_path: Path) -> None:
    # python-pptx's own start is 10 by 7.5 inches
    Presentation().save(str(tmp_path / "classic.pptx"))

    brief = build_deck(many(300), template=tmp_path / "classic.pptx")

    deck = Presentation(io.BytesIO(brief.content))
    width, height = int(deck.slide_width or 0), int(deck.slide_height or 0)
    assert (width, height) == (int(Inches(10)), int(Inches(7.5)))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= width
            assert shape.top + shape.height <= height
    assert_clean(brief.content, tmp_path)


def test_a_layout_without_the_named_placeholder_is_made_up_for(tmp_path: Path) -> None:
    start: Any = Presentation()
    for number, layout in enumerate(start.slide_layouts):
        layout.name = f"Layout {number}"
        for shape in list(layout.placeholders):
            if shape.placeholder_format.idx not in {0, 10, 11, 12}:
                shape._element.getparent().remove(shape._element)
    start.save(str(tmp_path / "bare.pptx"))

    slides = slides_of(build_deck(rows((38.7, 33.3)), template=tmp_path / "bare.pptx").content)

    assert title_of(slides["title"]).startswith("Incidents")
    assert "1 row: 1 incident" in text_of(slides["title"], "Subtitle")


def test_a_template_without_any_title_is_refused_with_the_way_out(tmp_path: Path) -> None:
    start: Any = Presentation()
    for layout in start.slide_layouts:
        for shape in list(layout.placeholders):
            shape._element.getparent().remove(shape._element)
    start.save(str(tmp_path / "untitled.pptx"))

    with pytest.raises(InputError, match="add layouts Title Slide, Title Only"):
        build_deck(rows((38.7, 33.3)), template=tmp_path / "untitled.pptx")


def test_a_template_too_small_is_refused(tmp_path: Path) -> None:
    start = Presentation()
    start.slide_width, start.slide_height = Inches(5), Inches(4)
    start.save(str(tmp_path / "small.pptx"))

    with pytest.raises(InputError, match="larger size"):
        build_deck(rows(), template=tmp_path / "small.pptx")


@pytest.mark.parametrize("part", ["ppt/presentation.xml", "[Content_Types].xml", None])
def test_a_corrupt_template_is_an_input_error(part: str | None, tmp_path: Path) -> None:
    whole = io.BytesIO()
    Presentation().save(whole)
    path = tmp_path / "corrupt.pptx"
    if part is None:
        path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    else:
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                target.writestr(name, b"<broken" if name == part else source.read(name))

    with pytest.raises(InputError, match=r"corrupt\.pptx"):
        build_deck(rows(), template=path)


def test_no_text_names_a_font_so_that_the_theme_decides() -> None:
    content = build_deck(many(60), lang="ar").content

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("ppt/slides/slide"):
                root = etree.fromstring(package.read(name))
                assert not list(root.iter(f"{DRAWING}latin", f"{DRAWING}cs"))
        theme = package.read("ppt/theme/theme1.xml")
    assert b'<a:cs typeface="Arial"' in theme
    assert b'<a:latin typeface="Arial"' in theme


def test_formulas_and_control_characters_are_text_in_cells_and_gone_from_xml(
    tmp_path: Path,
) -> None:
    hostile = '=HYPERLINK("http://x")\x00\x0b\x1f\ufffe'

    brief = build_deck(
        rows((38.7, 33.3), (38.8, 33.4), (39.0, 33.5), place=hostile, event_type=hostile)
    )

    where = {row[2] for row in cells(slides_of(brief.content)["annex-1"], "Rows")[1:]}
    assert where == {'=HYPERLINK("http://x")'}
    assert_clean(brief.content, tmp_path)


def test_a_name_from_the_right_keeps_an_english_sentence_in_order() -> None:
    sites = bases_from_records([Base("a", "a", "عين الأسد", 38.7, 33.3)])

    slide = slides_of(build_deck(rows((38.7, 33.3), (38.8, 33.3)), sites).content)["base-1"]

    paragraph = slide.shapes.title.text_frame.paragraphs[0]
    assert paragraph.text == "\u2068عين الأسد\u2069: 2 incidents within 50 km, 0 more possibly"
    assert paragraph._p.find(f"{DRAWING}pPr").get("rtl") is None
    assert {run.get("lang") for run in paragraph._p.iter(f"{DRAWING}rPr")} == {"en-GB"}


def test_a_layout_of_the_right_name_without_a_title_is_passed_over(tmp_path: Path) -> None:
    start: Any = Presentation()
    layout = start.slide_layouts.get_by_name("Title Only")
    for shape in list(layout.placeholders):
        if shape.placeholder_format.idx == 0:
            shape._element.getparent().remove(shape._element)
    start.save(str(tmp_path / "untitled.pptx"))

    slides = slides_of(build_deck(rows((38.7, 33.3)), template=tmp_path / "untitled.pptx").content)

    assert title_of(slides["map"]) == "1 of 1 row on the map"
