"""Rows known only to a country: too vague to say where the country is in reach, never dropped."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from strategies import point_table

import geo
from geo.proximity import counts, within_distance

TANF = (38.6181, 33.4983)


def rows_of(*rows: tuple[float, float, str | None, str]) -> gpd.GeoDataFrame:
    """Give incidents: longitude, latitude, country stated, precision."""
    table = point_table([(lon, lat) for lon, lat, _, _ in rows])
    return table.assign(
        country_stated=pd.array([row[2] for row in rows], dtype="string"),
        precision=pd.array([row[3] for row in rows], dtype="string"),
        uncertainty_m=pd.array([pd.NA] * len(rows), dtype="Float64"),
    )


def test_a_country_that_reaches_into_the_distance_is_too_vague() -> None:
    # the middle of Syria lies 176 km from the place, of Iraq 467 km, of France 3 000 km and more
    table = rows_of(
        (38.0, 35.0, "SY", "country"), (43.7, 33.0, "IQ", "country"), (2.0, 46.0, "FR", "country")
    )
    answer = within_distance(table, point_table([TANF]), radius_m=50_000)
    assert answer["incident"].tolist() == [0, 1]
    assert answer["match"].tolist() == ["too_vague"] * 2
    # the place lies in Syria; it is commonly put 24 km, or 15 miles, west of Iraq
    assert answer["distance_min_m"].tolist() == pytest.approx([0, 24_000], abs=5_000)
    assert (answer["distance_max_m"] > 400_000).all()


def test_a_country_wholly_within_the_distance_is_still_too_vague() -> None:
    table = rows_of((7.42, 43.74, "MC", "country"))
    base = point_table([(7.5, 43.8)])
    assert within_distance(table, base, radius_m=50_000)["match"].tolist() == ["too_vague"]
    told = counts(table, base, radius_m=[50_000, 100_000])
    assert told[["inside", "possible", "centre_only"]].to_numpy().sum() == 0
    assert told["too_vague"].tolist() == [1, 0]


def test_without_a_stated_country_the_one_round_the_point_counts() -> None:
    table = rows_of((38.0, 35.0, None, "country"), (38.0, 35.0, None, "near"))
    answer = within_distance(table, point_table([TANF]), radius_m=50_000)
    assert answer["incident"].tolist() == [0]
    # on the high seas no country is known, and only the point can speak
    table = rows_of((-30.0, 30.0, None, "country"))
    answer = within_distance(table, point_table([(-30.1, 30.0)]), radius_m=50_000)
    assert answer["match"].tolist() == ["too_vague"]


def test_a_row_with_its_own_extent_keeps_it() -> None:
    table = rows_of((38.6, 33.5, "SY", "country"))
    table["footprint"] = gpd.GeoSeries([shapely.box(38.5, 33.4, 38.7, 33.6)], crs=table.crs)
    answer = within_distance(table, point_table([TANF]), radius_m=50_000)
    assert answer["match"].tolist() == ["inside"]


def test_the_syrian_rows_known_to_the_country_only_are_too_vague(eval_data: Path) -> None:
    path = eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz"
    table = geo.read(path).incidents
    answer = within_distance(table, point_table([TANF]), radius_m=50_000)
    precision = table.loc[answer["incident"], "precision"].to_numpy()
    by_match = pd.crosstab(answer["match"].to_numpy(), precision)
    # the 254 rows of where_prec 6, in the file and here; 7 + 7 of where_prec 1 and 2 by centre
    assert by_match.loc["too_vague", "country"] == (table["precision"] == "country").sum() == 254
    assert by_match["country"].sum() == 254
    close = answer["distance_m"].to_numpy(dtype=float) <= 50_000
    assert pd.Series(precision[close]).value_counts().to_dict() == {"place": 7, "near": 7}


def test_a_country_is_as_far_from_a_base_wherever_in_it_its_rows_are_drawn() -> None:
    # across the antimeridian, and from the far side of the largest country
    table = rows_of(
        (178.0, -17.8, "FJ", "country"),
        (-179.9, -16.8, "FJ", "country"),
        (40.0, 55.0, "RU", "country"),
    )
    base = point_table([(179.95, -16.7), (-169.05, 65.7)])
    answer = within_distance(table, base, radius_m=50_000)
    assert list(zip(answer["incident"], answer["base"], strict=True)) == [(0, 0), (1, 0), (2, 1)]
    assert answer["distance_max_m"].iloc[0] == answer["distance_max_m"].iloc[1]
    # Ratmanov Island, 169.05 W, is the easternmost land of Russia
    assert answer["distance_min_m"].iloc[2] < 10_000
    again = within_distance(table.iloc[::-1], base, radius_m=50_000)
    assert again.sort_values("incident", ignore_index=True).equals(answer)
