"""What is drawn how: points as points, areas as areas, and what stays beside the map."""

from datetime import date, datetime

import geopandas as gpd
import pytest
import shapely

from geo.models import Casualties, Incident, Kind, Precision, Status
from geo.readers.event_types import EVENT_TYPES
from geo.table import incidents_from_records
from layers.basemap import Boundary, basemap_for, make_basemap
from layers.layer import (
    LayerKind,
    Shown,
    as_of_date,
    drawable,
    extent_of,
    how_shown,
    map_layers,
    off_map,
    radius_m,
    totals,
)
from layers.style import SHAPES, event_styles, is_disputed

AREA = shapely.box(36, 32, 38, 33)


def _table(*records: Incident) -> gpd.GeoDataFrame:
    return drawable(incidents_from_records(records))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Incident("1", precision=Precision.EXACT, geometry=(36, 32)), Shown.POINT),
        (Incident("1", precision=Precision.PLACE, geometry=(36, 32)), Shown.POINT),
        (Incident("1", precision=Precision.NEAR, geometry=(36, 32)), Shown.NEAR),
        (Incident("1", precision=Precision.UNKNOWN, geometry=(36, 32)), Shown.HOLLOW),
        (Incident("1", precision=Precision.ADMIN2, geometry=(36, 32)), Shown.AREA),
        (
            Incident("1", precision=Precision.ADMIN1, geometry=(36, 32), footprint=AREA),
            Shown.AREA,
        ),
        (
            Incident("1", precision=Precision.REGION, geometry=(36, 32), footprint=AREA),
            Shown.AREA,
        ),
        (
            Incident("1", precision=Precision.COUNTRY, geometry=(36, 32), footprint=AREA),
            Shown.COUNTRY,
        ),
        (
            Incident("1", kind=Kind.AGGREGATE, precision=Precision.REGION, footprint=AREA),
            Shown.AGGREGATE,
        ),
        (
            Incident("1", kind=Kind.SERIES, precision=Precision.PLACE, geometry=(36, 32)),
            Shown.SERIES,
        ),
        (Incident("1", precision=Precision.PLACE), Shown.NO_LOCATION),
        (Incident("1", precision=Precision.PLACE, footprint=AREA), Shown.AREA),
        (
            Incident("1", precision=Precision.EXACT, geometry=(36, 32), status=Status.REJECTED),
            Shown.REJECTED,
        ),
    ],
)
def test_precision_and_kind_decide_how_a_row_is_shown(record: Incident, expected: Shown) -> None:
    assert how_shown(_table(record)).tolist() == [expected]


def test_a_table_with_only_geometry_is_drawn_hollow() -> None:
    points = gpd.GeoDataFrame(geometry=gpd.GeoSeries([shapely.Point(36, 32)], crs=4326))
    assert how_shown(drawable(points)).tolist() == ["hollow"]


def test_a_polygon_as_geometry_is_an_area() -> None:
    table = drawable(gpd.GeoDataFrame(geometry=gpd.GeoSeries([AREA], crs=4326)))
    assert how_shown(table).tolist() == ["area"]
    assert table["footprint"].iloc[0].equals(AREA)
    assert table.geometry.isna().all()


def test_what_was_passed_in_is_not_changed() -> None:
    given = gpd.GeoDataFrame(geometry=gpd.GeoSeries([AREA], crs=4326))
    drawable(given)
    assert list(given.columns) == ["geometry"]
    assert given.geometry.iloc[0].equals(AREA)


def test_what_is_off_the_map_is_counted_with_its_deaths() -> None:
    deaths = Casualties(killed_best=5)
    table = _table(
        Incident("1", precision=Precision.COUNTRY, casualties=deaths),
        Incident("2", precision=Precision.COUNTRY, casualties=deaths),
        Incident("3", precision=Precision.COUNTRY),
        Incident("4", precision=Precision.PLACE, geometry=(36, 32), casualties=deaths),
        Incident("5"),
    )
    counts = [(item.reason, item.rows, item.killed, item.killed_unknown) for item in off_map(table)]
    # unknown deaths are counted as unknown, not as 0
    assert counts == [(Shown.COUNTRY, 3, 10, 1), (Shown.NO_LOCATION, 1, 0, 1)]


def test_layers_part_points_and_areas_and_hold_what_is_drawn() -> None:
    table = _table(
        Incident("1", precision=Precision.PLACE, geometry=(36, 32)),
        Incident("2", precision=Precision.REGION, footprint=AREA),
        Incident("3"),
    )
    layers = {layer.kind: layer.table for layer in map_layers(table)}
    areas, points = layers[LayerKind.AREAS], layers[LayerKind.INCIDENTS]
    assert areas is not None
    assert points is not None
    assert areas["incident_id"].tolist() == ["2"]
    assert points["incident_id"].tolist() == ["1"]
    assert LayerKind.BASES not in layers


def test_stated_radius_wins_over_the_default_of_the_class() -> None:
    table = _table(
        Incident("1", precision=Precision.NEAR, geometry=(36, 32)),
        Incident("2", precision=Precision.NEAR, geometry=(36, 32), uncertainty_m=900),
    )
    assert radius_m(table).tolist() == [25_000.0, 900.0]


def test_the_extent_holds_points_and_areas() -> None:
    table = _table(
        Incident("1", precision=Precision.EXACT, geometry=(40, 30)),
        Incident("2", precision=Precision.REGION, footprint=AREA),
        Incident("3", precision=Precision.COUNTRY, geometry=(100, 60)),
    )
    assert extent_of(table) == pytest.approx((36, 30, 40, 33))


def test_an_extent_over_the_antimeridian_is_the_short_one() -> None:
    table = _table(
        Incident("1", precision=Precision.EXACT, geometry=(178, -18)),
        Incident("2", precision=Precision.EXACT, geometry=(-178, -14)),
    )
    assert extent_of(table) == pytest.approx((178, -18, 182, -14))


def test_an_area_cut_at_the_antimeridian_is_one_area() -> None:
    cut = shapely.MultiPolygon([shapely.box(177, -19, 180, -16), shapely.box(-180, -19, -179, -16)])
    table = _table(Incident("1", precision=Precision.REGION, footprint=cut))
    assert extent_of(table) == pytest.approx((177, -19, 181, -16))


def test_nothing_drawn_has_no_extent() -> None:
    assert extent_of(_table(Incident("1"))) is None


def test_the_last_day_is_the_day_before_an_exclusive_end() -> None:
    table = _table(Incident("1", start=datetime(2024, 1, 28), end=datetime(2024, 1, 29)))
    assert as_of_date(table) == datetime(2024, 1, 28)
    assert as_of_date(table, [date(2024, 2, 5)]) == datetime(2024, 2, 5)
    assert as_of_date(_table(Incident("1"))) is None


def test_every_type_of_the_short_list_has_a_look_of_its_own() -> None:
    styles = event_styles([*EVENT_TYPES, "something new", "something else", None])
    looks = {(style.colour, style.shape) for style in styles.values()}
    assert len(looks) == len(EVENT_TYPES) + 3
    assert {style.shape for style in styles.values()} <= set(SHAPES)
    # the look of a known type does not depend on what else is on the map
    assert event_styles(["drone attack"])["drone attack"] == styles["drone attack"]


def test_only_agreed_lines_are_solid() -> None:
    assert not is_disputed("agreed")
    assert not is_disputed(None)
    assert is_disputed("line_of_control")


def test_the_fine_part_of_a_base_map_is_cut_out_around_the_extent() -> None:
    square = shapely.box(0, 0, 40, 40)
    line = Boundary(shapely.LineString([(0, 20), (40, 20)]), "agreed")
    basemap = make_basemap([square], [line], fine_countries=[square], extent=(10, 10, 20, 20))
    # 35 % of ten degrees on every side
    assert basemap.fine_boxes == ((6.5, 6.5, 23.5, 23.5),)
    assert shapely.union_all(list(basemap.fine_land)).bounds == pytest.approx(
        (6.45, 6.45, 23.55, 23.55)
    )
    assert basemap.fine_boundaries[0].geometry.bounds == pytest.approx((6.45, 20, 23.55, 20))


def test_a_fine_part_over_the_antimeridian_has_two_boxes() -> None:
    square = shapely.box(-180, -40, 180, 40)
    basemap = make_basemap([square], [], fine_countries=[square], extent=(178, -10, 182, -6))
    assert [box[0::2] for box in basemap.fine_boxes] == [(176.6, 180.0), (-180.0, -176.6)]


def test_a_whole_world_has_no_fine_part() -> None:
    square = shapely.box(-180, -40, 180, 40)
    assert not make_basemap([square], [], fine_countries=[square], extent=(-90, 0, 90, 9)).fine_land


def test_the_packaged_base_map_names_its_sources_and_the_ground_around() -> None:
    basemap = basemap_for((36.0, 32.0, 39.0, 34.0))
    assert any("CC BY 4.0" in text for text in basemap.attributions)
    assert {"Jordan", "Syria"} <= {item.name for item in basemap.country_names}
    assert "Amman" in {item.name for item in basemap.place_names}
    assert any(item.disputed for item in basemap.boundaries)
    # Amman is on land, the sea west of Tel Aviv is not
    land = shapely.union_all(list(basemap.fine_land))
    assert land.contains(shapely.Point(35.93, 31.95))
    assert not land.contains(shapely.Point(34.7, 32.0))


def test_happenings_proposed_to_be_the_same_are_counted_once() -> None:
    rows = [
        Incident("a", casualties=Casualties(killed_best=3)),
        Incident("b", same_as=("a",)),
        Incident("c", casualties=Casualties(killed_best=4), same_as=("b",)),
        Incident("d"),
        Incident("e", status=Status.REJECTED, casualties=Casualties(killed_best=50)),
        Incident("f", kind=Kind.AGGREGATE, casualties=Casualties(killed_best=70)),
    ]

    total = totals(_table(*rows))

    # a, b and c are one happening with 3 or 4 deaths, d another one without a number
    assert (total.incidents, total.same) == (2, 2)
    assert (total.killed, total.killed_unknown) == (4, 1)
