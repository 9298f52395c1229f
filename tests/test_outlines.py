"""Packed outlines, and which area holds a point by the edges of a strip of latitude."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo import reference
from geo.errors import ReferenceDataError
from geo.reference.edges import EdgeIndex
from geo.reference.outlines import Outlines, packed, rings_of

HOLED = Polygon(box(0, 0, 8, 8).exterior, [box(2, 2, 4, 4).exterior])
WORLD = box(-180, -90, 180, 90)
AREAS = [
    HOLED,
    MultiPolygon([HOLED, box(20, -5, 21, -4)]),
    MultiPolygon([box(9, 9, 10, 10)]),
    WORLD,
]
LINES = [LineString([(0, 0), (0.5, -0.25)]), MultiLineString([[(1, 1), (2, 2)], [(5, 5), (-9, 5)]])]


def stored(folder: Path, shapes: list[BaseGeometry], **keys: list[str]) -> Outlines:
    path = folder / "some.outlines"
    path.write_bytes(packed(shapes, keys))
    return Outlines(path)


@pytest.mark.parametrize("shapes", [AREAS, LINES, AREAS[:1], LINES[1:]])
def test_an_outline_comes_back_corner_by_corner(tmp_path: Path, shapes: list[BaseGeometry]) -> None:
    outlines = stored(tmp_path, shapes, name=["a"] * len(shapes))
    assert len(outlines) == len(shapes)
    assert [outlines[row].wkb for row in range(len(shapes))] == [shape.wkb for shape in shapes]
    assert [shape.wkb for shape in outlines.several(range(len(shapes)))] == [s.wkb for s in shapes]
    assert outlines.keys == {"name": ["a"] * len(shapes)}


@given(
    st.lists(
        # 180 and 90 degrees in units of 2^-14 degree
        st.tuples(st.integers(-2_949_120, 2_949_120), st.integers(-1_474_560, 1_474_560)),
        min_size=2,
        max_size=30,
    )
)
def test_every_coordinate_on_the_grid_is_kept(
    tmp_path_factory: pytest.TempPathFactory, corners: list[tuple[int, int]]
) -> None:
    line = LineString(np.array(corners) / 16_384)
    outlines = stored(tmp_path_factory.getbasetemp(), [line])
    assert shapely.get_coordinates(outlines[0]).tolist() == shapely.get_coordinates(line).tolist()


def test_a_coordinate_between_two_units_is_refused() -> None:
    with pytest.raises(ValueError, match="grid"):
        packed([LineString([(0, 0), (0.1, 0)])], {})


@pytest.mark.parametrize("content", [b"", b"\x01\x00\x00\x00\xff\x00\x00\x00", b"x" * 400])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "areas.outlines"
    path.write_bytes(content)
    with pytest.raises(ReferenceDataError, match=r"areas\.outlines"):
        Outlines(path)
    with pytest.raises(ReferenceDataError, match=r"gone\.outlines"):
        Outlines(tmp_path / "gone.outlines")


def test_a_table_and_its_outlines_are_read_as_one() -> None:
    table = reference.read_table("countries_light", ["country", "geometry"])
    assert table.column_names == ["country", "geometry"]
    shapes = shapely.from_wkb(np.array(table["geometry"].to_pylist(), dtype=object))
    assert shapely.equals_exact(shapes, reference.light_country_layer().geometries).all()


def test_a_point_on_an_edge_or_corner_is_held_and_the_first_area_wins() -> None:
    shapes = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1), box(0.5, 1, 1.5, 90)], dtype=object)
    index = EdgeIndex([rings_of(shapes[:2]), rings_of(shapes[2:])])
    x = np.array([0.5, 1.0, 1.0, 2.0, 0.0, 1.2, 1.0, 3.0, 0.5, 0.2, 0.5])
    y = np.array([0.5, 0.5, 0.0, 1.0, 1.0, 1.0, 90.0, 0.5, -0.1, 1.0000001, 95.0])
    assert index.rows_at(x, y).tolist() == [0, 0, 0, 1, 0, 1, 2, -1, -1, -1, -1]


def test_a_hole_holds_nothing_and_an_enclave_itself() -> None:
    index = EdgeIndex([rings_of(np.array([HOLED, box(2, 2, 4, 4)], dtype=object))])
    found = index.rows_at(np.array([1.0, 3.0, 5.0]), np.array([3.0, 3.0, 3.0]))
    assert found.tolist() == [0, 1, 0]
    alone = EdgeIndex([rings_of(np.array([HOLED], dtype=object))])
    assert alone.rows_at(np.array([3.0]), np.array([3.0])).tolist() == [-1]


def test_no_area_holds_no_point() -> None:
    index = EdgeIndex([])
    assert index.rows_at(np.array([1.0]), np.array([2.0])).tolist() == [-1]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_points_are_held_as_geos_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    angles = np.sort(random.uniform(0, 2 * np.pi, 60))
    reach = random.uniform(0.2, 3.0, 60)
    ring = np.column_stack([reach * np.cos(angles), reach * np.sin(angles)])
    star = Polygon(ring + np.array([7.0, 50.0]))
    x, y = random.uniform(3.5, 10.5, 500), random.uniform(46.5, 53.5, 500)
    held = EdgeIndex([rings_of(np.array([star], dtype=object))]).rows_at(x, y) == 0
    # the engine below shapely is an independent one; no random point lies on an edge
    assert held.tolist() == shapely.intersects_xy(star, x, y).tolist()
