"""Which area holds all of a cell of a quarter of a degree."""

import numpy as np
import pytest
import shapely

from geo import reference
from geo.geocoding.ground import ground_round, ground_under
from geo.geodesy import disc
from geo.reference.cells import MIXED, CellIndex
from geo.reference.layer import outlines_of
from geo.reference.outlines import rings_of


def index_of(*shapes: shapely.Geometry) -> CellIndex:
    return CellIndex([rings_of(np.array(shapes, dtype=object))])


@pytest.fixture(scope="module")
def world() -> CellIndex:
    outlines = outlines_of("countries")
    return CellIndex([outlines.rings(range(len(outlines)))])


def test_cells_inside_and_outside_are_told_and_those_on_an_outline_are_mixed() -> None:
    cells = index_of(shapely.box(10.1, 20.1, 12.1, 22.1))
    lon, lat = np.array([11.0, 10.05, 10.11, 9.0]), np.array([21.0, 21.0, 21.0, 21.0])
    assert cells.rows_at(lon, lat).tolist() == [0, MIXED, MIXED, -1]


def test_an_outline_on_the_rim_of_cells_makes_the_cells_on_both_sides_mixed() -> None:
    cells = index_of(shapely.box(10.0, 20.0, 12.0, 22.0))
    lon, lat = np.array([9.9, 10.1, 10.3, 9.7]), np.full(4, 21.1)
    assert cells.rows_at(lon, lat).tolist() == [MIXED, MIXED, 0, -1]


def test_a_hole_is_outside_and_the_first_of_two_areas_wins() -> None:
    holed = shapely.box(0.1, 0.1, 9.9, 9.9) - shapely.box(4.1, 4.1, 5.9, 5.9)
    cells = index_of(holed, shapely.box(3.1, 3.1, 6.9, 6.9))
    lon, lat = np.array([2.0, 5.0, 3.6]), np.array([2.0, 5.0, 3.6])
    assert cells.rows_at(lon, lat).tolist() == [0, 1, 0]


def test_a_box_is_held_where_all_its_cells_are() -> None:
    cells = index_of(shapely.box(10.1, 20.1, 12.1, 22.1))
    assert cells.row_throughout(10.6, 20.6, 11.6, 21.6) == 0
    assert cells.row_throughout(-180.0, -90.0, 9.9, 90.0) == -1
    assert cells.row_throughout(10.6, 20.6, 12.6, 21.6) is None


def test_cells_agree_with_the_edges_of_the_countries(world: CellIndex) -> None:
    random = np.random.default_rng(5)
    lon, lat = random.uniform(-180, 180, 20_000), random.uniform(-90, 90, 20_000)
    rows = world.rows_at(lon, lat)
    known = rows != MIXED
    assert known.mean() > 0.9
    assert (rows[known] == reference.country_layer().rows_at(lon[known], lat[known])).all()


def test_the_ground_of_a_disc_is_the_same_drawn_or_not() -> None:
    random = np.random.default_rng(6)
    told = 0
    for _ in range(400):
        point = float(random.uniform(-180, 180)), float(random.uniform(-80, 80))
        radius = float(random.uniform(2_000, 80_000))
        quick = ground_round(point, radius)
        if quick is not None:
            told += 1
            assert quick == ground_under(disc(*point, radius), point, is_sea=False)
    assert told > 100
