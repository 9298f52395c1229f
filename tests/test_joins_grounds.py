"""Borders round ground that counted to another country: on a day, or in a point of view."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo import reference
from geo.geodesy import distance_to_geometry_m
from geo.joins import distance_to_border, join_all, located_in
from geo.joins.border_dates import border_lines_of
from geo.joins.border_grounds import on_their_ground
from geo.joins.borders import nearest_borders
from geo.reference.view import point_of_view

DZHANKOI = (34.39, 45.71)
GOLAN = (35.75, 33.0)
LAAYOUNE = (-13.20, 27.15)
MARIENBORN = (11.11, 52.20)


def at(*places: tuple[tuple[float, float], str]) -> gpd.GeoDataFrame:
    """Give incidents at points on days."""
    points = gpd.GeoSeries([shapely.Point(place) for place, _ in places], crs=4326)
    days = pd.to_datetime([day for _, day in places]).astype("datetime64[us]")
    return gpd.GeoDataFrame({"start": days}, geometry=points)


def test_the_line_of_2014_was_no_border_before_and_is_none_to_the_united_nations() -> None:
    table = at((DZHANKOI, "2010-05-01"), (DZHANKOI, "2020-05-01"))
    held = distance_to_border(table)
    # the line across the isthmus of Perekop, and 48 km from the town to where it is nearest
    assert held["nearest_border"].tolist()[1] == "RU-UA"
    assert held["border_distance_m"].tolist()[1] < 50_000
    assert held["side"].tolist() == ["UA", "RU"]
    lines = [line for line in reference.border_lines() if line.country_a and line.country_b]
    others = [
        float(distance_to_geometry_m(np.array([34.39]), np.array([45.71]), line.geometry)[0])
        for line in lines
        if {line.country_a, line.country_b} != {"RU", "UA"} or line.status != "disputed"
    ]
    assert held["border_distance_m"].tolist()[0] == pytest.approx(min(others), abs=1)
    un = distance_to_border(table, point_of_view="un")
    assert un["border_distance_m"].tolist() == pytest.approx([min(others)] * 2, abs=1)
    assert un["side"].tolist() == ["UA", "UA"]


def test_the_golan_is_bounded_in_the_east_or_in_the_west_by_the_point_of_view() -> None:
    table = at((GOLAN, "2015-05-01"))
    held = distance_to_border(table)
    seen = distance_to_border(table, point_of_view="un")
    # the line of 1974 lies near 35.86 E, that of 1923 near 35.63 E, a degree is 93.5 km there
    assert held["border_distance_m"].item() == pytest.approx(0.11 * 93_500, abs=2_000)
    assert seen["border_distance_m"].item() == pytest.approx(0.12 * 93_500, abs=2_000)
    assert [held["nearest_border"].item(), seen["nearest_border"].item()] == ["IL-SY"] * 2
    assert [held["side"].item(), seen["side"].item()] == ["IL", "SY"]


def test_western_sahara_begins_at_its_parallel_to_the_united_nations() -> None:
    seen = distance_to_border(at((LAAYOUNE, "2019-05-01")), point_of_view="un")
    # the parallel 27 degrees 40 minutes; a degree of latitude is 110.8 km there
    assert seen["border_distance_m"].item() == pytest.approx(
        (27 + 2 / 3 - 27.15) * 110_800, abs=1e3
    )
    assert seen[["nearest_border", "side"]].to_numpy().tolist() == [["EH-MA", "EH"]]


def test_germany_had_a_border_within_until_its_union() -> None:
    table = at((MARIENBORN, "1985-05-01"), (MARIENBORN, "1991-05-01"))
    told = distance_to_border(table)
    # the crossing lies on the line, which is that of today's states: good to a few kilometres
    assert told["border_distance_m"].tolist()[0] < 4_000
    assert told["nearest_border"].tolist()[0] == "DD-DE"
    assert told["border_distance_m"].tolist()[1] > 150_000


@pytest.mark.parametrize(
    ("place", "day", "country"),
    [
        ((11.58, 48.13), "1985-05-01", "DE"),  # Munich
        ((13.30, 52.50), "1985-05-01", "DE"),  # Charlottenburg
        ((13.413, 52.522), "1985-05-01", "DD"),  # Alexanderplatz
        ((11.03, 50.98), "1985-05-01", "DD"),  # Erfurt
        ((44.20, 15.35), "1985-05-01", "YE"),  # Sanaa
        ((49.12, 14.54), "1985-05-01", "YD"),  # Mukalla
        ((106.70, 10.78), "1970-05-01", "VN"),  # Saigon
        ((105.85, 21.03), "1970-05-01", "VD"),  # Hanoi
    ],
)
def test_only_one_half_of_a_divided_country_was_the_other_state(
    place: tuple[float, float], day: str, country: str
) -> None:
    assert located_in(at((place, day)))["country_located"].item() == country


def test_ground_of_the_users_own_has_a_border_round_it(tmp_path: Path) -> None:
    view = tmp_path / "ours.toml"
    view.write_text(
        'name = "ours"\n[[ground]]\nname = "Square"\nof = ["JO"]\nsource = "made up"\n'
        "polygon = [[36.0, 30.6], [36.6, 30.6], [36.6, 31.2], [36.0, 31.2]]\n"
        'rule = [{ countries = ["XQ"], since = 2020-01-01 }]\n',
        encoding="utf-8",
    )
    middle, south = (36.3, 30.9), (36.3, 30.5)
    table = at((middle, "2021-01-01"), (south, "2021-01-01"), (middle, "2019-01-01"))
    told = distance_to_border(table, point_of_view=view)
    # 0.3 degrees of longitude at 30.9 N are 28.7 km, a tenth of latitude is 11.1 km
    assert told["border_distance_m"].tolist()[:2] == pytest.approx([28_680, 11_086], abs=60)
    assert told["nearest_border"].tolist()[:2] == ["JO-XQ", "JO-XQ"]
    assert told["side"].tolist() == ["XQ", "JO", "JO"]
    assert told["nearest_border"].tolist()[2] != "JO-XQ"
    joined = join_all(table, None, point_of_view=view)
    assert joined["border_distance_m"].tolist() == told["border_distance_m"].tolist()


def test_answers_where_no_ground_changed_are_those_of_the_packaged_lines() -> None:
    random = np.random.default_rng(4)
    lon, lat = random.uniform(-120, -40, 300), random.uniform(-40, 60, 300)
    table = at(*(((x, y), "2000-01-01") for x, y in zip(lon, lat, strict=True)))
    view = point_of_view("un")
    plain = nearest_borders(table, view)
    pd.testing.assert_frame_equal(on_their_ground(table, plain, view), plain)


def test_the_nearest_of_the_lines_left_is_that_of_all_of_them() -> None:
    # points round the line that is gone, near and far, against brute force over every line left
    random = np.random.default_rng(5)
    lon, lat = random.uniform(30, 37, 40), random.uniform(44.5, 49, 40)
    table = at(*(((x, y), "2010-05-01") for x, y in zip(lon, lat, strict=True)))
    told = distance_to_border(table)["border_distance_m"].to_numpy(dtype=float)
    least = np.full(len(lon), np.inf)
    for line in reference.border_lines():
        if line.country_a and line.country_b and line.status + line.country_a != "disputedRU":
            least = np.minimum(least, distance_to_geometry_m(lon, lat, line.geometry))
    assert told == pytest.approx(least, abs=1)
    gone = border_lines_of(point_of_view()).nearest(lon, lat)[0]
    assert (gone < least - 1).any()


def test_packaged_and_public_names_agree() -> None:
    assert geo.distance_to_border is distance_to_border
