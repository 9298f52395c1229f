"""Incidents of several places without a point, and those that a person rejected."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from strategies import point_table

from geo import geodesy
from geo.proximity import clusters, counts, nearest, nearest_incidents, within_distance

BASE = (38.0, 33.0)
RADIUS_M = 50_000.0


def discs_at(*azimuths: float, away_m: float) -> BaseGeometry:
    """Draw a disc of 2 km in each direction from BASE."""
    places = [geodesy.destination(*BASE, azimuth, away_m) for azimuth in azimuths]
    return united(*(geodesy.disc(*place, 2_000.0) for place in places))


def united(*areas: BaseGeometry) -> BaseGeometry:
    """Put areas together that lie apart."""
    return shapely.union_all(list(areas))


def several_places(*footprints: BaseGeometry) -> gpd.GeoDataFrame:
    """Give incidents with a footprint and no point."""
    table = point_table([None] * len(footprints))
    return table.assign(footprint=gpd.GeoSeries(list(footprints), crs=4326))


def test_an_incident_of_several_places_is_graded_by_its_footprint() -> None:
    # within 12 km of the base, 40 km of it, and with one of two places beyond 50 km
    inside = discs_at(0, 90, away_m=10_000)
    wider = discs_at(0, 180, away_m=45_000)
    one_near = united(discs_at(0, away_m=10_000), discs_at(180, away_m=300_000))
    far = discs_at(0, 90, away_m=400_000)
    hits = within_distance(
        several_places(inside, wider, one_near, far), point_table([BASE]), radius_m=RADIUS_M
    )
    assert hits["incident"].tolist() == [0, 1, 2]
    assert hits["match"].tolist() == ["inside", "inside", "too_vague"]
    assert hits["distance_m"].isna().all()
    # discs of 2 km round places 10, 45, 10 and 300 km away
    assert hits["distance_min_m"].tolist() == pytest.approx([8_000, 43_000, 8_000], abs=30)
    assert hits["distance_max_m"].tolist() == pytest.approx([12_000, 47_000, 302_000], abs=30)


def test_the_smaller_uncertainty_that_is_stated_makes_several_places_possible() -> None:
    one_near = discs_at(0, 10, away_m=50_000)
    incidents = several_places(one_near).assign(uncertainty_m=pd.Series([8_000.0], dtype="Float64"))
    hits = within_distance(incidents, point_table([BASE]), radius_m=RADIUS_M)
    assert hits["match"].tolist() == ["possible"]


def test_several_places_are_counted_as_they_are_graded() -> None:
    incidents = several_places(discs_at(0, 90, away_m=10_000))
    assert counts(incidents, point_table([BASE]), radius_m=RADIUS_M)["inside"].tolist() == [1]


def test_several_places_without_a_point_have_no_nearest_base() -> None:
    incidents = several_places(discs_at(0, 90, away_m=10_000))
    bases = point_table([BASE])
    assert nearest(incidents, bases)["base"].isna().all()
    assert nearest_incidents(bases, incidents).empty


def test_no_question_counts_a_rejected_incident() -> None:
    near = [geodesy.destination(*BASE, 0.0, metres) for metres in (1_000.0, 2_000.0, 3_000.0)]
    incidents = point_table(near).assign(
        status=pd.Series(["confirmed", "rejected", None], dtype="string")
    )
    bases = point_table([BASE])
    assert within_distance(incidents, bases, radius_m=RADIUS_M)["incident"].tolist() == [0, 2]
    assert counts(incidents, bases, radius_m=RADIUS_M)["centre_only"].tolist() == [2]
    assert nearest_incidents(bases, incidents)["incident"].tolist() == [0, 2]
    answer = nearest(incidents, bases)
    assert answer["incident"].tolist() == [0, 1, 2]
    assert answer["base"].isna().tolist() == [False, True, False]
    assert clusters(incidents, distance_m=RADIUS_M)["size"].fillna(0).tolist() == [2, 0, 2]


def test_a_rejected_incident_of_several_places_is_no_hit() -> None:
    incidents = several_places(discs_at(0, 90, away_m=10_000)).assign(status="rejected")
    assert within_distance(incidents, point_table([BASE]), radius_m=RADIUS_M).empty
