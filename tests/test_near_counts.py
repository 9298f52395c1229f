"""What ``sitmap near`` counts: happenings, each once, however often they are reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
import shapely

from geo.table import as_incident_table
from layers.cli.near_counts import Happenings, Question

RINGS = (10_000.0, 50_000.0)
INSIDE = {"inside": 1, "possible": 0, "too_vague": 0, "centre_only": 0}


def happenings(*rows: dict[str, Any]) -> Happenings:
    """Count rows of an incident table; each a day of January 2024 unless told otherwise."""
    import geopandas as gpd

    known = {"kind": "incident", "status": "confirmed", "same_as": []}
    records = [
        {
            **known,
            "incident_id": f"id:{number}",
            "start": datetime(2024, 1, 1 + number),
            "end": datetime(2024, 1, 2 + number),
            **row,
        }
        for number, row in enumerate(rows)
    ]
    points = gpd.GeoSeries([shapely.Point(1, 1)] * len(rows), crs=4326)
    return Happenings(as_incident_table(gpd.GeoDataFrame(records, geometry=points)))


def hits(*pairs: tuple[int, str, str | None, str]) -> pd.DataFrame:
    """Give pairs of incident and base with the grades of both rings."""
    return pd.DataFrame(pairs, columns=["incident", "base", "match_10000m", "match"])


def counts(found: dict[str, Any]) -> dict[str, int]:
    return {name: found[name] for name in INSIDE}


def test_an_incident_reported_twice_is_counted_once_by_the_surest_report() -> None:
    twice = happenings({}, {"same_as": ["id:0"]})
    pairs = hits((0, "a", None, "possible"), (1, "a", "possible", "inside"))
    found = twice.counted(pairs, RINGS[1], Question(RINGS, "km"))
    assert counts(found) == INSIDE
    assert found["reported_again"] == 1


def test_reports_that_hit_different_sites_are_one_happening_and_one_at_each_site() -> None:
    twice = happenings({}, {"same_as": ["id:0"]})
    pairs = hits((0, "a", None, "inside"), (1, "b", None, "inside"))
    assert twice.counted(pairs, RINGS[1], Question(RINGS, "km"))["inside"] == 1
    sites = twice.per_site(pairs, Question(RINGS, "km"))
    assert dict(zip(sites["target"], sites["inside"], strict=True)) == {"a": 1, "b": 1}


def test_reports_are_linked_through_one_that_lies_elsewhere() -> None:
    chain = happenings({}, {"same_as": ["id:0"]}, {"same_as": ["id:1"]})
    pairs = hits((0, "a", None, "inside"), (2, "a", None, "possible"))
    assert counts(chain.counted(pairs, RINGS[1], Question(RINGS, "km"))) == INSIDE


def test_series_stand_apart_and_rejected_rows_are_nothing() -> None:
    rows = happenings({"kind": "series"}, {"status": "rejected"}, {"kind": "aggregate"}, {})
    pairs = hits(*((row, "a", None, "inside") for row in range(4)))
    found = rows.counted(pairs, RINGS[1], Question(RINGS, "km"))
    assert counts(found) == INSIDE
    assert (found["series_and_aggregates"], found["reported_again"]) == (2, 0)


def test_a_happening_has_the_closest_of_its_dates() -> None:
    # the second report only knows the quarter, which would touch three months
    loose = {"start": datetime(2024, 1, 1), "end": datetime(2024, 4, 1)}
    pairs = hits((0, "a", None, "inside"), (1, "a", None, "inside"))
    by_month = Question(RINGS[1:], "km", by="month")
    for same in ([], ["id:0"]):
        table = happenings({}, {**loose, "same_as": same}).per_period(pairs, by_month)
        whole = table[table["target"].isna()]
        assert whole["inside"].tolist() == [1, 0, 0]
        assert whole["loosely_dated"].tolist() == ([0, 0, 0] if same else [1, 1, 1])


@pytest.mark.parametrize(
    ("by", "start", "end", "sure", "loose"),
    [
        # 2024-01-31 to 2024-02-02 lies in one ISO week, and in two months
        ("week", "2024-01-31", "2024-02-02", [1], [0]),
        ("month", "2024-01-31", "2024-02-02", [0, 0], [1, 1]),
        # an end at midnight is no part of the next day
        ("day", "2024-01-31", "2024-02-01", [1], [0]),
        ("year", "2023-12-31", "2024-01-02", [0, 0], [1, 1]),
    ],
)
def test_a_period_holds_what_lies_wholly_in_it(
    by: str, start: str, end: str, sure: list[int], loose: list[int]
) -> None:
    rows = happenings({"start": datetime.fromisoformat(start), "end": datetime.fromisoformat(end)})
    table = rows.per_period(hits((0, "a", None, "inside")), Question(RINGS[1:], "km", by=by))
    for target in (table["target"].isna(), table["target"] == "a"):
        assert table.loc[target, "inside"].tolist() == sure
        assert table.loc[target, "loosely_dated"].tolist() == loose


def test_sites_are_counted_most_first_and_nothing_is_no_site() -> None:
    rows = happenings({}, {}, {})
    pairs = hits((0, "a", None, "inside"), (1, "b", None, "inside"), (2, "b", None, "inside"))
    found = rows.per_site(pairs, Question(RINGS, "km"))
    assert found["target"].tolist() == ["b", "a"]
    assert rows.per_site(pairs[:0], Question(RINGS, "km")).empty
