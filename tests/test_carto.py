"""Static cartography: frames, scale bars, labels."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import ParameterError
from layers.carto import Frame, map_extent
from layers.carto.labels import Anchor, place

LEVANT = (34.0, 29.0, 49.0, 38.0)
FIJI = (176.0, -20.0, 182.0, -15.0)


def frame_around(extent: tuple[float, float, float, float]) -> Frame:
    return Frame.around(extent, left=36, top=84, width=660, height=396)


@given(st.floats(-180, 180), st.floats(-75, 75), st.floats(0.05, 60), st.floats(0.05, 30))
def test_extent_lies_inside_its_frame_and_pages_lead_back(
    lon: float, lat: float, half_width: float, half_height: float
) -> None:
    south, north = max(lat - half_height, -89.9), min(lat + half_height, 89.9)
    frame = frame_around((lon - half_width, south, lon + half_width, north))

    for corner in (
        (lon - half_width, south),
        (lon + half_width, north),
        (lon, (south + north) / 2),
    ):
        x, y = frame.to_page(*corner)
        back = frame.to_lonlat(x, y)
        assert frame.left - 0.5 <= x <= frame.left + frame.width + 0.5
        assert frame.top - 0.5 <= y <= frame.top + frame.height + 0.5
        assert (back[0] - corner[0] + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
        assert back[1] == pytest.approx(corner[1], abs=1e-6)


@pytest.mark.parametrize(
    "extent",
    [LEVANT, FIJI, (10.0, 74.0, 30.0, 81.0), (38.6, 33.2, 38.7, 33.3), (-170, -58, 190, 80)],
)
def test_scale_bar_is_true_within_half_a_percent_where_it_stands(
    extent: tuple[float, float, float, float],
) -> None:
    frame = frame_around(extent)

    metres, points = frame.scale_bar(50, 464, longest=145)

    ends = [frame.to_lonlat(50, 464), frame.to_lonlat(50 + points, 464)]
    _, _, geodesic = Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    assert metres == pytest.approx(geodesic, rel=0.005)
    assert 0 < points <= 145


def test_areas_on_both_sides_of_the_antimeridian_are_drawn_side_by_side() -> None:
    frame = frame_around(FIJI)
    west_of_it = shapely.box(177, -19, 180, -16)
    east_of_it = shapely.box(-180, -19, -179, -16)

    drawn = [frame.draw(area) for area in (west_of_it, east_of_it)]

    assert drawn[0].area > 0
    assert drawn[1].area > 0
    assert drawn[0].distance(drawn[1]) < 0.5


def test_what_lies_outside_the_frame_is_not_drawn() -> None:
    assert frame_around(LEVANT).draw(shapely.box(-60, -30, -50, -20)).is_empty


def test_drawn_shapes_stay_inside_the_frame() -> None:
    frame = frame_around(LEVANT)

    drawn = frame.draw(shapely.box(-20, -10, 100, 70))

    assert drawn.equals(frame.box) or frame.box.buffer(0.01).contains(drawn)


@pytest.mark.parametrize("extent", [(10, 0, 5, 1), (0, 5, 1, 5), (0, -95, 1, 0)])
def test_an_extent_out_of_order_is_refused(extent: tuple[float, float, float, float]) -> None:
    with pytest.raises(ParameterError, match="extent"):
        frame_around(extent)


def test_padding_gives_a_single_point_room() -> None:
    west, south, east, north = map_extent((38.7, 33.3, 38.7, 33.3))

    assert east - west >= 1.5
    assert north - south >= 1.5


@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400)), min_size=1, max_size=25, unique=True)
)
def test_no_label_overlaps_another_or_lies_nearer_to_another_anchor(
    positions: list[tuple[float, float]],
) -> None:
    anchors = [Anchor(f"Base {number}", x, y, 7) for number, (x, y) in enumerate(positions)]

    placed, dropped = place(anchors, size=10, frame=shapely.box(0, 0, 600, 400), obstacles=[])

    assert len(placed) + len(dropped) == len(anchors)
    boxes = [
        shapely.box(left, top, left + width, top + height)
        for left, top, width, height in (item.box for item in placed)
    ]
    for number, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[number + 1 :])
        own = next(item for item in anchors if item.text == placed[number].text)
        nearest = min(box.distance(shapely.Point(item.x, item.y)) for item in anchors)
        assert box.distance(shapely.Point(own.x, own.y)) <= nearest + 1e-9
