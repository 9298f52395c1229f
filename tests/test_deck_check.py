"""The audit of a finished deck: planted falsehoods are found, a true deck is clean."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from decks import SITES, ucdp_like
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

import geo
from geo.errors import InputError
from geo.models import Casualties, Incident, Precision
from geo.table import incidents_from_records
from layers import build_deck, check_deck

NUMBER_SLIDES = ("title", "judgements", "timeline", "actors", "severity", "change", "method")


@pytest.fixture(scope="module")
def year() -> gpd.GeoDataFrame:
    rows = []
    for number in range(48):
        day = datetime(2023, 1 + number % 12, 1 + number % 28)
        rows.append(
            Incident(
                f"id-{number}",
                title=f"Incident {number}",
                event_type="=shelling" if number % 3 else "http://type",
                start=day,
                end=day.replace(hour=12),
                place="Tower 22",
                geometry=(38.7 + number / 50, 33.3),
                precision=Precision.PLACE,
                uncertainty_m=2000.0,
                claimed_by="Group A" if number % 4 == 0 else None,
                casualties=Casualties(None, number % 9, None),
            )
        )
    return incidents_from_records(rows)


@pytest.fixture(scope="module")
def content(year: gpd.GeoDataFrame) -> bytes:
    built: bytes = build_deck(year, slides=NUMBER_SLIDES, period="month").content
    return built


def saved(deck: Any, folder: Path) -> Path:
    path = folder / "brief.pptx"
    deck.save(path)
    return path


def test_a_deck_as_built_has_no_findings(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "brief.pptx"
    path.write_bytes(content)

    assert check_deck(path) == []


def test_ten_planted_numbers_are_all_found(content: bytes, tmp_path: Path) -> None:
    deck = Presentation(io.BytesIO(content))
    planted = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            item: Any = shape
            if getattr(item, "has_table", False):
                for row, false in ((1, "7771"), (2, "7772")):
                    if planted < 10 and row < len(item.table.rows):
                        item.table.cell(row, len(item.table.columns) - 1).text = false
                        planted += 1
            elif item.has_text_frame and planted < 10 and slide.shapes.title is not None:
                for paragraph in item.text_frame.paragraphs[:1]:
                    if any(letter.isdigit() for letter in paragraph.text):
                        paragraph.runs[0].text += f" and {8880 + planted}"
                        planted += 1

    findings = check_deck(saved(deck, tmp_path))

    assert planted == 10
    assert sum(item.rule == "number" for item in findings) == 10


def test_two_cells_that_changed_places_are_found(content: bytes, tmp_path: Path) -> None:
    deck = Presentation(io.BytesIO(content))
    table: Any = next(
        shape for slide in deck.slides for shape in slide.shapes if shape.name == "Severity"
    )
    cells = [table.table.cell(1, column) for column in range(1, 7)]
    first = cells[0].text
    other = next(cell for cell in cells[1:] if cell.text != first)
    cells[0].text, other.text = other.text, first

    findings = check_deck(saved(deck, tmp_path))

    assert {item.rule for item in findings} == {"number"}


def test_a_text_box_added_later_may_only_say_computed_numbers(
    content: bytes, tmp_path: Path
) -> None:
    deck = Presentation(io.BytesIO(content))
    box = deck.slides[1].shapes.add_textbox(Pt(50), Pt(50), Pt(200), Pt(30))
    box.text_frame.text = "48 incidents, 4711 of them at night"

    findings = [one for one in check_deck(saved(deck, tmp_path)) if one.rule == "number"]

    assert [item.message.split()[0] for item in findings] == ["4711"]


def test_an_overlong_title_and_a_missing_alternative_text_are_found(
    content: bytes, tmp_path: Path
) -> None:
    deck = Presentation(io.BytesIO(content))
    title = deck.slides[1].shapes.title
    assert title is not None
    title.text_frame.paragraphs[0].runs[0].text = "long words " * 60
    chart: Any = next(
        shape for slide in deck.slides for shape in slide.shapes if shape.name == "Timeline"
    )
    chart._element.nvGraphicFramePr.cNvPr.set("descr", "")

    rules = [item.rule for item in check_deck(saved(deck, tmp_path))]

    assert sorted(rules) == ["alt text", "title"]


def test_a_picture_from_elsewhere_is_found(content: bytes, tmp_path: Path) -> None:
    deck = Presentation(io.BytesIO(content))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    deck.slides[0].part.relate_to("https://example.org/a.png", kind, is_external=True)

    findings = check_deck(saved(deck, tmp_path))

    assert [item.rule for item in findings] == ["remote"]


def test_types_that_look_like_formulas_or_links_stay_text_in_the_workbook(
    content: bytes,
) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = next(item for item in package.namelist() if item.endswith(".xlsx"))
        with zipfile.ZipFile(io.BytesIO(package.read(name))) as workbook:
            sheet = workbook.read("xl/worksheets/sheet1.xml")
            assert b"<f>" not in sheet
            assert b"hyperlink" not in sheet
            assert not any("worksheets/_rels" in item for item in workbook.namelist())


def test_numbers_of_a_person_that_nothing_computed_are_flagged(year: gpd.GeoDataFrame) -> None:
    brief = build_deck(
        year, slides=["judgements"], judgements=["All 48 incidents lie in 1 area of 35 km."]
    )

    # 48 incidents were counted, 1 is the number of a point; nothing computed 35
    assert brief.flagged == ("35",)
    notes = Presentation(io.BytesIO(brief.content)).slides[0].notes_slide.notes_text_frame
    assert notes is not None
    assert "NOT COMPUTED, check by hand: 35" in notes.text


@pytest.mark.parametrize("junk", [b"", b"no zip at all", b"PK\x03\x04broken"])
def test_a_corrupt_deck_or_template_is_an_input_error(junk: bytes, tmp_path: Path) -> None:
    path = tmp_path / "junk.pptx"
    path.write_bytes(junk)

    with pytest.raises(InputError):
        check_deck(path)
    with pytest.raises(InputError):
        build_deck(incidents_from_records([]), slides=["title"], template=path)


def test_a_template_gives_its_layouts_and_loses_its_slides(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "template.pptx"
    path.write_bytes(content)

    built = build_deck(incidents_from_records([]), slides=["title"], template=path)

    assert len(Presentation(io.BytesIO(built.content)).slides) == 1


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("mapped")
    ucdp_like(90).to_csv(folder / "events.csv", index=False)
    (folder / "sites.csv").write_text(SITES)
    incidents = geo.read(folder / "events.csv").incidents
    built = build_deck(incidents, geo.read_bases(folder / "sites.csv"), period="month")
    content: bytes = built.content
    return content


def group_of(deck: Any, key: str, name: str) -> Any:
    slide = next(s for s in deck.slides if s._element.cSld.get("name") == key)
    return next(shape for shape in slide.shapes if shape.name == name)


def test_false_numbers_are_found_wherever_a_deck_tells_numbers(
    mapped: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "true.pptx"
    path.write_bytes(mapped)
    assert check_deck(path) == []

    deck: Any = Presentation(io.BytesIO(mapped))
    keys = [slide._element.cSld.get("name") for slide in deck.slides]
    expected: set[tuple[int, str]] = set()
    for key, name in (
        ("judgements", "Key judgements"),
        ("map", "Legend"),
        ("panels", "Panels"),
        ("base-1", "Site note"),
        ("proximity", "Proximity"),
        ("actors", "Actors"),
        ("confidence", "Precision"),
        ("annex-1", "Rows"),
    ):
        shape = group_of(deck, key, name)
        false = f"{9_000 + len(expected)}"
        if shape.has_table if hasattr(shape, "has_table") else False:
            shape.table.cell(1, 2).text = false
        elif hasattr(shape, "shapes"):
            label = next(item for item in shape.shapes if "(" in item.text_frame.text
                         or "incident" in item.text_frame.text)  # fmt: skip
            label.text_frame.paragraphs[0].runs[0].text = f"shelling ({false})"
        else:
            shape.text_frame.paragraphs[0].runs[0].text += f" {false}"
        expected.add((keys.index(key) + 1, false))
    for key, false in (("base-1", "9900"), ("timeline", "9901")):
        slide = deck.slides[keys.index(key)]
        slide.shapes.title.text_frame.paragraphs[0].runs[0].text = f"{false} incidents"
        expected.add((keys.index(key) + 1, false))

    found = {
        (item.slide, item.message.split()[0])
        for item in check_deck(saved(deck, tmp_path))
        if item.rule == "number"
    }

    assert len(expected) == 10
    assert expected <= found


def test_a_name_moved_to_another_base_misleads(mapped: bytes, tmp_path: Path) -> None:
    deck: Any = Presentation(io.BytesIO(mapped))
    names = {shape.text_frame.text: shape for shape in group_of(deck, "map", "Names").shapes
             if shape.has_text_frame and shape.text_frame.text}  # fmt: skip
    names["Alpha"].text_frame.paragraphs[0].runs[0].text = "Charlie"
    names["Bravo"].text_frame.paragraphs[0].runs[0].text = "Nowhere"

    messages = [i.message for i in check_deck(saved(deck, tmp_path)) if i.rule == "label"]

    assert messages == [
        "'Charlie' stands nearer to 'Alpha' than to its own point",
        "'Nowhere' names no point on this map",
    ]


def test_names_that_were_dragged_away_mislead(mapped: bytes, tmp_path: Path) -> None:
    deck: Any = Presentation(io.BytesIO(mapped))
    bases = {shape.name: shape for shape in group_of(deck, "map", "Bases").shapes}
    # the whole group of names goes where the way from one base to the next leads
    group_of(deck, "map", "Names").left += bases["Charlie"].left - bases["Bravo"].left
    group_of(deck, "map", "Names").top += bases["Charlie"].top - bases["Bravo"].top

    messages = [i.message for i in check_deck(saved(deck, tmp_path)) if i.rule == "label"]

    assert "'Bravo' stands nearer to 'Charlie' than to its own point" in messages


def test_incidents_without_alternative_text_are_counted(mapped: bytes, tmp_path: Path) -> None:
    deck: Any = Presentation(io.BytesIO(mapped))
    for shape in list(group_of(deck, "map", "Incidents").shapes)[:3]:
        shape._element.nvSpPr.cNvPr.set("descr", "")

    found = check_deck(saved(deck, tmp_path))

    assert [item.message for item in found] == ["3 of the incidents on the map have none"]


@pytest.mark.parametrize(("colour", "rules"), [("777777", []), ("C0C0C0", ["contrast"])])
def test_pale_text_is_found(colour: str, rules: list[str], mapped: bytes, tmp_path: Path) -> None:
    deck: Any = Presentation(io.BytesIO(mapped))
    run = deck.slides[1].shapes.title.text_frame.paragraphs[0].runs[0]
    # WCAG contrast against white: #777777 is 4.48 to 1, #C0C0C0 is 1.82 to 1
    run.font.color.rgb = RGBColor.from_string(colour)  # type: ignore[no-untyped-call]

    assert [item.rule for item in check_deck(saved(deck, tmp_path))] == rules


def test_a_formula_in_the_workbook_of_a_chart_is_found(mapped: bytes, tmp_path: Path) -> None:
    deck: Any = Presentation(io.BytesIO(mapped))
    chart = group_of(deck, "timeline", "Timeline").chart
    edited = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as workbook,
        zipfile.ZipFile(edited, "w") as copy,
    ):
        for name in workbook.namelist():
            part = workbook.read(name)
            if name == "xl/worksheets/sheet1.xml":
                formula = b'<c r="B2"><f>1+1</f><v>2</v></c>'
                part, changed = re.subn(rb'<c r="B2".*?</c>', formula, part, flags=re.DOTALL)
                assert changed == 1
            copy.writestr(name, part)
    chart.part.chart_workbook.xlsx_part._blob = edited.getvalue()

    assert [item.rule for item in check_deck(saved(deck, tmp_path))] == ["formula"]
