"""Detail under the incidents: cells of a world map, lines between provinces."""

from __future__ import annotations

import numpy as np
import shapely

from layers.basemap import basemap_for
from layers.web.ground import admin_lines, with_fine_ground
from layers.web.names import names_around


def test_a_map_of_the_world_is_fine_where_the_incidents_are() -> None:
    world = basemap_for(None)
    # Aleppo and Santiago de Chile: two cells of 6 degrees far apart
    points = np.array([[37.16, 36.2], [37.2, 36.25], [-70.65, -33.45]])
    fine = with_fine_ground(world, points)
    assert fine.fine_boxes == ((-72.0, -36.0, -66.0, -30.0), (36.0, 36.0, 42.0, 42.0))
    assert fine.land == world.land
    reach = shapely.union_all([shapely.box(*box).buffer(0.08) for box in fine.fine_boxes])
    assert all(reach.covers(land) for land in fine.fine_land)
    # both places lie on land, the Pacific west of Chile does not
    land = shapely.union_all(shapely.make_valid(np.asarray(fine.fine_land, dtype=object)))
    assert shapely.contains_xy(land, points[:, 0], points[:, 1]).all()
    assert not shapely.contains_xy(land, -71.95, -33.0)


def test_cells_side_by_side_are_one_box() -> None:
    points = np.array([[1.0, 1.0], [7.0, 1.0], [13.0, 1.0], [-179.9, 1.0], [179.9, 1.0]])
    boxes = with_fine_ground(basemap_for(None), points).fine_boxes
    # open sea has no land, but the cells are cut all the same
    assert boxes == ((-180.0, 0.0, -174.0, 6.0), (0.0, 0.0, 18.0, 6.0), (174.0, 0.0, 180.0, 6.0))


def test_a_map_that_is_fine_already_and_one_without_points_stay_as_they_are() -> None:
    theatre = basemap_for((36.0, 32.0, 39.0, 34.0))
    assert with_fine_ground(theatre, np.array([[37.0, 33.0]])) is theatre
    world = basemap_for(None)
    assert with_fine_ground(world, np.empty((0, 2))) is world


def test_lines_between_provinces_lie_in_the_box_and_are_drawn_once() -> None:
    box = (36.0, 32.0, 42.0, 37.0)
    lines = admin_lines((box,))
    assert lines
    assert all(shapely.box(*box).buffer(1e-9).covers(line) for line in lines)
    # a line drawn twice would cover itself
    length = sum(line.length for line in lines)
    together = shapely.union_all(np.asarray(lines, dtype=object)).length
    assert abs(together - length) < 0.01 * length
    # Homs and Deir ez-Zor meet west of the town of Deir ez-Zor
    assert min(line.distance(shapely.Point(39.4, 34.9)) for line in lines) < 0.6
    assert admin_lines(()) == []
    assert admin_lines(((-100.0, 0.0, 100.0, 10.0),)) == []


def test_a_border_is_named_on_both_sides_however_much_happened_elsewhere() -> None:
    # thousands of places inside Syria, and a camp of which Natural Earth's border leaves both sides
    column, row = np.meshgrid(np.arange(60), np.arange(50))
    inland = np.column_stack([36.9 + 0.05 * column.ravel(), 34.6 + 0.02 * row.ravel()])
    names = names_around(basemap_for(None), np.vstack([inland, [[38.62, 33.31]]]))
    near = {
        item.name
        for item in names.countries
        if item.weight == 9.0 and abs(item.lon - 38.6) < 0.6 and abs(item.lat - 33.3) < 0.6
    }
    assert {"Syria", "Jordan"} <= near
