"""Country, border and nearest base as columns, beside what the source says."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box, union_all
from shapely.geometry.base import BaseGeometry
from strategies import point_table

from geo import geodesy, reference
from geo.errors import CrsError
from geo.joins import distance_to_border, join_all, located_in
from geo.table import JOINED_COLUMNS, bases_from_records

GOMA = (29.23, -1.67)


def rows(*points: tuple[float, float] | None, **columns: Any) -> gpd.GeoDataFrame:
    """Give incidents at points, with more columns."""
    return point_table(points).assign(**columns)


def drawn(shape: BaseGeometry, point: tuple[float, float], precision: str) -> gpd.GeoDataFrame:
    """Give one incident with a footprint."""
    return rows(point, footprint=[shape], precision=[precision])


# points of large towns, well inside, from an atlas
TOWNS = {
    "Amman": (35.93, 31.95, "JO"),
    "Damascus": (36.29, 33.51, "SY"),
    "Paris": (2.35, 48.86, "FR"),  # ISO_A2 of Natural Earth is -99 here
    "Oslo": (10.75, 59.91, "NO"),  # and here
    "Pristina": (21.17, 42.66, "XK"),
    "Gaza": (34.45, 31.50, "PS"),
    "Maseru": (27.48, -29.32, "LS"),  # an enclave
    "Kaliningrad": (20.50, 54.71, "RU"),  # an exclave
    "Suva": (178.44, -18.14, "FJ"),
    "Uelkal": (-179.32, 65.53, "RU"),  # beyond the antimeridian
    "South Pole": (0.0, -90.0, "AQ"),
    "Juba": (31.58, 4.85, "SS"),
    "Cayenne": (-52.33, 4.92, "GF"),
}


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_lies_in_its_country(town: str) -> None:
    lon, lat, code = TOWNS[town]
    located = located_in(rows((lon, lat))).iloc[0]
    assert located["countries_located"] == [code]
    assert located["country_located"] == code


def test_the_first_level_area_has_its_english_name() -> None:
    located = located_in(rows((36.0, 32.55), (37.16, 36.20), (40.14, 35.33)))
    assert located["admin1"].tolist() == ["Irbid", "Aleppo", "Deir ez-Zor"]


def test_the_open_sea_is_no_country_and_has_a_name() -> None:
    located = located_in(rows((38.5, 20.5), (-150.0, -40.0))).iloc
    assert located[0]["countries_located"] == []
    assert located[0]["sea"] == "Red Sea"
    assert pd.isna(located[0]["country_located"])
    assert located[1]["countries_located"] == []


def test_a_point_just_off_the_coast_belongs_to_its_country() -> None:
    # south of Hodeidah; where the packaged coast runs is found by walking to it
    shore = reference.country_geometry("YE")
    off = _seaward(shore, (43.3, 14.6))
    near, far = (geodesy.destination(*off, 270.0, metres) for metres in (4_500.0, 6_000.0))
    located = located_in(rows(near, far))
    assert located["country_located"].fillna("-").tolist() == ["YE", "-"]
    assert located["located_by"].fillna("-").tolist() == ["coast", "-"]
    assert located["admin1"].notna().tolist() == [True, False]


def _seaward(country: BaseGeometry, start: tuple[float, float]) -> tuple[float, float]:
    """Walk west from a point on land to the last metre of the country."""
    low, high = 0.0, 100_000.0
    while high - low > 10:
        middle = (low + high) / 2
        place = geodesy.destination(*start, 270.0, middle)
        inside = geodesy.distance_to_geometry_m(*place, country) == 0
        low, high = (middle, high) if inside else (low, middle)
    return geodesy.destination(*start, 270.0, low)


def test_goma_is_where_the_source_says_though_the_line_is_coarse() -> None:
    located = located_in(rows(GOMA, GOMA, country_stated=["CD", None]))
    assert located["country_located"].tolist() == ["CD", "RW"]
    assert located["located_by"].tolist() == ["border", "point"]
    assert located["country_conflict"].tolist() == [False, pd.NA]
    assert located["admin1"].tolist()[0] == "North Kivu"
    assert distance_to_border(rows(GOMA, country_stated=["CD"]))["side"].item() == "CD"


def test_another_country_than_the_stated_one_is_a_conflict_and_both_are_kept() -> None:
    table = rows((36.29, 33.51), country_stated=["JO"], countries_stated=[["JO"]])
    joined = join_all(table, None).iloc[0]
    assert joined["country_conflict"]
    assert joined["country_stated"] == "JO"
    assert joined["country_located"] == "SY"


def test_one_of_several_stated_countries_is_no_conflict() -> None:
    table = rows((36.29, 33.51), (2.35, 48.86), countries_stated=[["IQ", "SY"], ["IQ", "SY"]])
    assert located_in(table)["country_conflict"].tolist() == [False, True]


def test_nothing_stated_or_nothing_located_is_no_conflict_but_unknown() -> None:
    table = rows((36.29, 33.51), (38.5, 20.5), None, country_stated=[None, "YE", "YE"])
    assert located_in(table)["country_conflict"].isna().all()


def test_a_region_over_two_countries_lies_in_both() -> None:
    # the three-border area of Jordan, Syria and Iraq, 100 km to every side
    located = located_in(drawn(box(38, 32.4, 40, 34.2), (38.8, 33.3), "region")).iloc[0]
    assert sorted(located["countries_located"]) == ["IQ", "JO", "SY"]
    assert pd.isna(located["country_located"])
    assert pd.isna(located["admin1"])
    assert located["located_by"] == "footprint"


def test_a_footprint_that_only_touches_a_country_is_not_located_in_it() -> None:
    jordan = reference.country_geometry("JO")
    sliver = union_all([jordan, geodesy.buffer(jordan, 300.0)])
    located = located_in(drawn(sliver, (36.5, 31.3), "country")).iloc[0]
    assert located["countries_located"] == ["JO"]


def test_a_small_country_wholly_inside_a_large_region_is_located() -> None:
    # Gambia is 0.2 % of this box of West Africa
    located = located_in(drawn(box(-18, 4, 16, 25), (0.0, 14.0), "region")).iloc[0]
    assert "GM" in located["countries_located"]


def test_the_footprint_of_a_place_does_not_move_it_to_the_neighbour() -> None:
    amman = drawn(geodesy.disc(36.2, 32.4, 25_000), (36.2, 32.4), "near")
    assert located_in(amman)["countries_located"].item() == ["JO"]


@pytest.mark.parametrize(
    ("point", "pair", "metres"),
    [
        # Egypt and Libya share the meridian of 25 degrees east, at 25 degrees north: 1 degree of
        # the parallel there is 111 320 x cos 25 / sqrt(1 - e2 sin2 25) = 100 950 m
        ((26.0, 25.5), "EG-LY", 100_950 * 0.99590),
        # Canada and the United States share the parallel of 49: half a degree of meridian
        # between 48.5 and 49 is 55 602 m
        ((-105.0, 48.5), "CA-US", 55_602),
        # Alaska and Yukon share the meridian of 141 west, at 65 north: 0.5 x 47 176 m
        ((-140.5, 65.0), "CA-US", 23_588),
    ],
)
def test_distance_to_a_border_drawn_by_treaty(
    point: tuple[float, float], pair: str, metres: float
) -> None:
    answer = distance_to_border(rows(point)).iloc[0]
    assert answer["nearest_border"] == pair
    tolerance = 2 * reference.BORDER_PRECISION_M
    assert answer["border_distance_m"] == pytest.approx(metres, abs=tolerance)


def test_both_sides_of_a_border_are_told_apart() -> None:
    answer = distance_to_border(rows((24.5, 25.5), (25.5, 25.5)))
    assert answer["side"].tolist() == ["LY", "EG"]
    assert answer["nearest_border"].tolist() == ["EG-LY", "EG-LY"]


def test_border_distance_is_that_of_brute_force_over_all_packaged_lines() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-20, 140, 10), rng.uniform(-35, 65, 10)
    answer = distance_to_border(rows(*zip(lon.tolist(), lat.tolist(), strict=True)))
    lines = [line.geometry for line in reference.border_lines() if line.country_b]
    parts = [part for line in lines for part in shapely.get_parts(line) if part.length > 0]
    corners = shapely.get_coordinates(shapely.segmentize(np.array(parts), 0.01))
    for x, y, metres in zip(lon, lat, answer["border_distance_m"], strict=True):
        least = geodesy.distance_m(x, y, corners[:, 0], corners[:, 1]).min()
        # corners lie at most 1 113 m apart, so brute force is too long by up to 557^2 / 2d
        assert least - 557**2 / (2 * least) - 1 <= metres <= least + 1


def test_a_country_has_no_distances_and_a_point_of_unknown_precision_has() -> None:
    table = rows(*[(38.5, 35.0)] * 4, precision=["country", "unknown", None, "admin1"])
    bases = point_table([(38.0, 35.0)]).assign(name=["Base"])
    joined = join_all(table, bases)
    for column in ("border_distance_m", "nearest_border", "nearest_base", "base_distance_m"):
        assert joined[column].isna().tolist() == [True, False, False, False], column
    assert joined["base_distance_min_m"].isna().tolist() == [True, True, True, True]
    assert joined["country_located"].tolist() == ["SY"] * 4


def test_a_table_of_points_alone_vouches_for_them() -> None:
    table = rows((38.5, 35.0))
    assert distance_to_border(table)["border_distance_m"].notna().all()
    assert join_all(table, point_table([(38.0, 35.0)]))["base_distance_m"].notna().all()


def test_every_join_has_its_column_and_type() -> None:
    bases = bases_from_records(reference.bases())
    joined = join_all(rows((38.6, 33.5), None, uncertainty_m=[2_000.0, None]), bases)
    for name, dtype in JOINED_COLUMNS.items():
        assert joined[name].dtype == dtype, name
    assert joined.index.tolist() == [0, 1]
    first = joined.iloc[0]
    assert first["nearest_base"] == "Al-Tanf garrison"
    assert first["base_distance_min_m"] <= first["base_distance_m"] <= first["base_distance_max_m"]
    assert joined.iloc[1][list(JOINED_COLUMNS)].isna().all()


def test_bases_are_named_by_name_then_id_then_label() -> None:
    sites = point_table([(38.5, 35.0)]).set_axis(["label"])
    table = rows((38.5, 35.1))
    assert join_all(table, sites)["nearest_base"].item() == "label"
    assert join_all(table, sites.assign(base_id="id"))["nearest_base"].item() == "id"
    named = sites.assign(base_id="id", name="Name")
    assert join_all(table, named)["nearest_base"].item() == "Name"


def test_what_the_source_says_of_the_area_is_kept() -> None:
    table = rows((36.0, 32.55), None, admin1=["Irbid Governorate", "Hasakah"])
    table["countries_located"] = [["JO"], ["SY"]]
    joined = join_all(table, None)
    assert joined["admin1"].tolist() == ["Irbid Governorate", "Hasakah"]
    assert joined["countries_located"].tolist() == [["JO"], ["SY"]]


def test_joins_of_an_empty_table_are_empty_with_their_columns() -> None:
    joined = join_all(rows(), bases_from_records(reference.bases()))
    assert joined.empty
    assert set(JOINED_COLUMNS) <= set(joined.columns)
    assert located_in(rows()).empty
    assert distance_to_border(rows()).empty


def test_joins_keep_the_index_and_change_nothing_that_was_passed_in() -> None:
    table = rows((36.0, 32.55), GOMA, country_stated=["JO", "CD"]).set_axis(["b", "a"])
    before = table.copy()
    joined = join_all(table, None)
    assert joined.index.tolist() == ["b", "a"]
    pd.testing.assert_frame_equal(table, before)


def test_joins_refuse_metres() -> None:
    for ask in (located_in, distance_to_border):
        with pytest.raises(CrsError, match="`incidents` is in 'EPSG:3857'"):
            ask(rows((36.0, 32.0)).to_crs("EPSG:3857"))


def test_syrian_events_lie_in_syria_whatever_the_packaged_line(eval_data: Path) -> None:
    events = pd.read_csv(eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz")
    points = gpd.points_from_xy(events["longitude"], events["latitude"], crs=4326)
    table = gpd.GeoDataFrame(geometry=points)
    codes = {1: "place", 2: "near", 3: "admin2", 4: "admin1", 5: "region", 6: "country"}
    table["precision"] = events["where_prec"].map(codes)
    table["country_stated"] = "SY"
    joined = join_all(table, None)
    # of 16 566 rows 135 have their point in a neighbour by Natural Earth's line; all but those
    # over 2 km away are counted to the stated country
    assert (joined["country_located"] == "SY").mean() > 0.995
    assert joined["border_distance_m"].isna().sum() == 254  # precision country


def test_a_border_distance_has_the_span_of_the_extent() -> None:
    area = box(38.4, 34.9, 38.6, 35.1)
    table = rows(*[(38.5, 35.0)] * 3, None, uncertainty_m=[5_000.0, None, None, 2_000.0])
    shapes: Any = [None, area, None, None]
    table["footprint"] = gpd.GeoSeries(shapes, crs=4326)
    answer = distance_to_border(table)
    metres, least, greatest = (answer[f"border_distance_{part}m"] for part in ("", "min_", "max_"))
    assert metres[0] - least[0] == pytest.approx(5_000, abs=1e-6)
    assert greatest[0] - metres[0] == pytest.approx(5_000, abs=1e-6)
    # the corners of the box lie 0.1 degrees off both ways: about 9 120 m and 11 100 m
    assert greatest[1] - metres[1] == pytest.approx(np.hypot(9_130, 11_095), abs=30)
    assert least[2:].isna().all()
    assert greatest[2:].isna().all()
    close = distance_to_border(rows((36.0, 32.55), uncertainty_m=[1e6]))
    assert close["border_distance_min_m"].item() == 0


def test_an_empty_point_is_a_row_without_a_place() -> None:
    table = gpd.GeoDataFrame(geometry=[shapely.Point(), shapely.Point(36.0, 32.55)], crs=4326)
    assert distance_to_border(table)["border_distance_m"].isna().tolist() == [True, False]
    assert located_in(table)["country_located"].isna().tolist() == [True, False]
    assert join_all(table, None)["country_located"].isna().tolist() == [True, False]


def test_the_border_and_the_side_asked_for_are_those_of_the_day() -> None:
    # south of Renk on the White Nile, 63 km from the line of 2011 between the two Sudans
    table = point_table([(31.5, 12.0), (31.5, 12.0)])
    table["start"] = pd.to_datetime(["2010-05-01", "2012-05-01"])
    before, after = distance_to_border(table).to_dict("records")
    assert (after["nearest_border"], after["side"]) == ("SD-SS", "SD")
    assert before["nearest_border"] == "ET-SD"
    assert before["side"] == "SD"
    assert before["border_distance_m"] > after["border_distance_m"]
