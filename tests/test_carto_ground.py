"""The ground of static maps: shared borders, names beside their own points, one look for all."""

import io
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from lxml import etree
from matplotlib.image import imread
from pptx import Presentation

import geo
from geo import reference
from geo.models import Incident, Precision
from geo.table import incidents_from_records
from layers import build_deck, build_static_map
from layers.carto import Frame, Label, Mark, Outline, Scene, draw_ground
from layers.carto.naming import Naming

SVG = "{http://www.w3.org/2000/svg}"
LEVANT = (34.0, 29.0, 49.0, 38.0)


def frame_around(extent: tuple[float, float, float, float]) -> Frame:
    return Frame.around(extent, left=36, top=84, width=660, height=396)


def table() -> gpd.GeoDataFrame:
    day = datetime(2024, 1, 1)
    return incidents_from_records(
        [
            Incident(
                f"id-{number}",
                title=f"Incident {number}",
                event_type=("shelling", "air strike", "drone attack")[number % 3],
                start=day,
                end=day.replace(hour=12),
                geometry=(35.2 + number / 3, 31.3 + number / 5),
                precision=Precision.PLACE,
                uncertainty_m=2000.0,
            )
            for number in range(12)
        ]
    )


@pytest.mark.parametrize(
    "extent", [LEVANT, (-10.0, 35.0, 30.0, 60.0), (176.0, -20.0, 182.0, -15.0)]
)
def test_neighbours_share_their_border_after_simplification(
    extent: tuple[float, float, float, float],
) -> None:
    frame = frame_around(extent)
    geometries = reference.country_layer().geometries

    drawn, rows = frame.draw_coverage(geometries)

    clipped = shapely.intersection(drawn, frame.box)
    together = shapely.union_all(clipped)
    # what overlaps is counted twice by the sum; 0.05 points squared in 261,360 are not seen
    assert float(shapely.area(clipped).sum()) - together.area == pytest.approx(0, abs=0.05)
    # the whole land drawn vertex by vertex, without simplification, covers the same ground
    exact = shapely.union_all(
        [shapely.make_valid(frame._projected(geometries[row])) for row in rows]
    )
    beside = shapely.symmetric_difference(together, shapely.intersection(exact, frame.box))
    # a sliver along the coasts, never a gap between two countries that is seen
    assert beside.buffer(-0.5).is_empty


def test_countries_in_one_frame_are_drawn_with_a_part_of_their_corners() -> None:
    frame = frame_around((-10.0, 35.0, 30.0, 60.0))
    geometries = reference.country_layer().geometries

    drawn, rows = frame.draw_coverage(geometries)

    corners = sum(shapely.get_num_coordinates(frame._projected(geometries[row])) for row in rows)
    assert shapely.get_num_coordinates(drawn).sum() < corners / 2


def test_circles_that_count_are_explained_by_the_sizes_that_differ() -> None:
    # 2 places: 2,000 rows and 3 rows; the smaller circle may stand for up to 73 rows
    day = datetime(2024, 1, 1)
    points = [(36.0, 33.0)] * 2000 + [(40.0, 36.0)] * 3
    rows = incidents_from_records(
        [
            Incident(f"id-{number}", event_type="shelling", start=day, end=day.replace(hour=12),
                     geometry=point, precision=Precision.PLACE, uncertainty_m=2000.0)
            for number, point in enumerate(points)
        ]
    )  # fmt: skip

    scene = build_static_map(rows).scene

    sizes = {i.name: i.size for i in scene.primitives
             if isinstance(i, Mark) and i.name.startswith("circle of ")}  # fmt: skip
    # area in proportion: (5 / 26) squared of 2,000 is 73.96
    assert list(sizes) == ["circle of 2,000 rows", "circle of 200 rows", "circle of up to 73 rows"]
    assert sizes["circle of 200 rows"] == pytest.approx(26 * (200 / 2000) ** 0.5)
    assert any("in proportion to rows above 73." in note for note in scene.notes)


def test_boundaries_that_are_disputed_are_dashed_and_agreed_ones_are_not() -> None:
    scene = Scene()

    draw_ground(scene, frame_around(LEVANT), Naming())

    lines = [i for i in scene.primitives if isinstance(i, Outline) and i.group == "Borders"]
    dashed = {line.name.removeprefix("Boundary, ") for line in lines if line.paint.dash}
    plain = {line.name.removeprefix("Boundary, ") for line in lines if not line.paint.dash}
    # the Golan line and the Green Line are drawn in it, and the border of Iraq with Jordan
    assert dashed
    assert plain
    assert not dashed & plain


def test_no_name_of_a_town_stands_nearer_to_a_base_than_to_its_town() -> None:
    scene = build_static_map(table(), geo.bases()).scene

    points = {
        group: {item.name: shapely.Point(item.x, item.y) for item in scene.primitives
                if isinstance(item, Mark) and item.group == group}
        for group in ("Towns", "Bases")
    }  # fmt: skip
    labels = [i for i in scene.primitives if isinstance(i, Label) and i.group == "Towns"]
    assert len(labels) >= 5
    for label in labels:
        left, top, width, height = label.box
        box = shapely.box(left, top, left + width, top + height)
        own = box.distance(points["Towns"][label.text])
        assert own <= min(box.distance(point) for point in points["Bases"].values())


def test_every_renderer_draws_the_same_primitives_at_the_same_places() -> None:
    picture = build_static_map(table())
    scene = picture.scene
    root = etree.fromstring(picture.content("svg"))

    texts = {"".join(map(str, node.itertext())) for node in root.iter(f"{SVG}text")}
    names = {item.text for item in scene.primitives if isinstance(item, Label)}
    assert names <= texts
    wide, high = (float(v) for v in root.get("viewBox", "").split()[2:])
    raster = imread(io.BytesIO(picture.content("png")))
    scale = raster.shape[1] / wide
    assert raster.shape[0] == pytest.approx(high * scale, abs=1)
    for item in scene.primitives:
        if isinstance(item, Mark) and item.group == "Incidents" and item.paint.fill:
            pixel = raster[round(item.y * scale), round(item.x * scale), :3]
            told = np.array([int(item.paint.fill[at : at + 2], 16) / 255 for at in (0, 2, 4)])
            # the fill is 85 % opaque on pale ground
            assert np.abs(pixel - told).max() < 0.2


def test_a_slide_holds_the_marks_of_the_static_map_in_the_same_shapes_and_colours() -> None:
    rows = table()
    slides = Presentation(io.BytesIO(build_deck(rows, slides=["map"]).content)).slides
    group: Any = next(shape for shape in slides[0].shapes if shape.name == "Incidents")
    scene = build_static_map(rows).scene

    told = {item.name: item for item in scene.primitives
            if isinstance(item, Mark) and item.group == "Incidents"}  # fmt: skip
    native = {shape.name: shape for shape in group.shapes}
    assert native.keys() == told.keys()
    for name, shape in native.items():
        assert str(shape.fill.fore_color.rgb) == told[name].paint.fill
        assert shape.width.pt == pytest.approx(told[name].size, abs=0.01)
    # one map is the other moved and scaled: distances between marks are in one proportion
    ours = np.array([[native[name].left.pt, native[name].top.pt] for name in told])
    theirs = np.array([[item.x, item.y] for item in told.values()])
    proportion = np.linalg.norm(ours[1:] - ours[0], axis=1) / np.linalg.norm(
        theirs[1:] - theirs[0], axis=1
    )
    assert np.ptp(proportion) < 0.01


def test_a_picture_as_pdf_has_its_names_as_text() -> None:
    content = build_static_map(table()).content("pdf")

    assert content.startswith(b"%PDF")
    assert b"/Font" in content


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_letters_that_no_font_has_are_named_and_stay_text_elsewhere(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Chinese for Iraq is not in the font that comes with matplotlib; Arabic and Hebrew are
    picture = build_static_map(table(), title="伊拉克 العراق עיראק (Ain)")

    assert picture.content(kind)

    assert [r.getMessage().split("; ")[0] for r in caplog.records] == [
        "DejaVu Sans has no '伊', '克', '拉'"
    ]
    assert "伊拉克".encode() in picture.content("svg")
