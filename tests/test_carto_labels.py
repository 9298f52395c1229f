"""Labels of many towns on one map, and the projection that suits an extent."""

import time

import numpy as np
import pytest
import shapely

from geo.gazetteer.entries import settlements
from layers.carto import Frame, choose_projection
from layers.carto.labels import Anchor, place
from layers.carto.text import clipped, text_width, wrap


def test_eighty_largest_towns_find_room_beside_their_own_point() -> None:
    rows = settlements.rows[:-1]
    lon, lat = rows["lon"] / 1e5, rows["lat"] / 1e5
    inside = (lon >= 35) & (lon <= 48) & (lat >= 29) & (lat <= 38)
    towns = [settlements.place(row) for row in np.flatnonzero(inside)[:80].tolist()]
    frame = Frame.around((35, 29, 48, 38), left=36, top=84, width=690, height=392)
    anchors = [Anchor(town.name, *frame.to_page(town.lon, town.lat), 5.0) for town in towns]

    began = time.process_time()
    placed, dropped = place(anchors, size=9, frame=frame.box, obstacles=[])
    seconds = time.process_time() - began

    assert len(placed) >= 75
    assert len(placed) + len(dropped) == 80
    assert seconds <= 0.5
    boxes = [shapely.box(x, y, x + w, y + h) for x, y, w, h in (item.box for item in placed)]
    for item, box in zip(placed, boxes, strict=True):
        near = min(anchors, key=lambda anchor: box.distance(shapely.Point(anchor.x, anchor.y)))
        assert near.text == item.text
    tree = shapely.STRtree(boxes)
    left, right = tree.query(boxes, predicate="intersects")
    assert (left == right).all()


@pytest.mark.parametrize(
    ("extent", "name", "error"),
    [
        # errors measured independently: shared/research/slides.md, section 2.1
        ((34, 29, 49, 38), "Albers equal-area", 0.0018),
        ((22, 44, 40, 52.5), "Albers equal-area", 0.0017),
        ((-76, -56, -66, -17), "Transverse Mercator", 0.0018),
        ((10, 74, 30, 81), "Lambert azimuthal equal-area", 0.0011),
        ((95, -11, 141, 6), "Albers equal-area", 0.0062),
        ((-170, -58, 190, 80), "Equal Earth", None),
    ],
)
def test_the_projection_with_the_least_distortion_is_taken(
    extent: tuple[float, float, float, float], name: str, error: float | None
) -> None:
    chosen = choose_projection(extent)

    assert chosen.name == name
    assert error is None or chosen.error == pytest.approx(error, abs=0.0006)


def test_frames_that_share_a_projection_compare() -> None:
    chosen = choose_projection((34, 29, 49, 38))
    frames = [
        Frame.around((34, 29, 49, 38), left=x, top=0, width=200, height=150, chosen=chosen)
        for x in (0, 210)
    ]

    assert frames[0].points_per_m == frames[1].points_per_m
    x0, y0 = frames[0].to_page(40, 33)
    x1, y1 = frames[1].to_page(40, 33)
    assert (x1 - x0, y1 - y0) == pytest.approx((210, 0))


def test_true_north_leans_where_meridians_converge() -> None:
    frame = Frame.around((10, 74, 30, 81), left=0, top=0, width=600, height=400)

    assert frame.north_at(300, 200) == pytest.approx(0, abs=0.5)
    # west of the middle meridian the pole lies to the right of up
    assert frame.north_at(20, 200) > 3
    assert frame.north_at(580, 200) < -3


def test_text_is_measured_with_the_widths_of_helvetica() -> None:
    # A is 667, i is 222 thousandths of an em (Adobe Core 14 AFM)
    assert text_width("Ai", 10) == pytest.approx(8.89)
    assert all(text_width(line, 12) <= 80 for line in wrap("word " * 30 + "x" * 60, 80, 12))
    assert text_width(clipped("x" * 90, 60, 10), 10) <= 60
