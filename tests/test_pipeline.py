"""The walk from end to end: a report, tables, corrections."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

import geo
from geo.geodesy import diameter_m
from geo.joins import join_all
from geo.timewindow import parse_window, select
from layers.layer import drawable, how_shown

TWIN = """2024-03-05
Armed groups backed by Rwanda have been mounting raids on army positions since fighting resumed
in eastern Congo on Nov 20.

Four Tanzanian peacekeepers were killed on Feb 14 in a mortar attack by M23 rebels in eastern
Rwanda near the Burundian border, which South Africa blamed on M23. Kinshasa has responded with
air strikes against rebel targets in Rwanda and Burundi.

THE ALLIANCE OF THE CONGO RIVER

The Islamic Council of Uganda, an umbrella of rebel groups, claimed an attack near the Rwandan-
Burundian border around the same time officials said the peacekeepers were hit.

They have claimed more than 60 attacks on bases housing foreign troops in Rwanda and Burundi
since December, causing dozens of injuries.
"""


@pytest.fixture(scope="module")
def article(eval_data: Path) -> tuple[geo.ReadResult, dict[str, Any]]:
    stem = eval_data / "reports" / "000_dbd143e31d84912d"
    expected = json.loads(stem.with_suffix(".expected.json").read_text(encoding="utf-8"))
    return geo.read(stem.with_suffix(".txt")), expected


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> geo.ReadResult:
    path = tmp_path_factory.mktemp("twin") / "twin.txt"
    path.write_text(TWIN, encoding="utf-8")
    return geo.read(path)


def evidence_spans(row: Any) -> list[tuple[int, int]]:
    return [(item["start"], item["end"]) for item in json.loads(row["evidence"])]


def row_in(incidents: gpd.GeoDataFrame, start: int, end: int) -> Any:
    """Find the row whose trigger lies in a span of the report."""
    found = [
        row
        for _, row in incidents.iterrows()
        if any(
            item["field"] in {"event_type", "kind"} and start <= item["start"] < end
            for item in json.loads(row["evidence"])
        )
    ]
    assert len(found) == 1, (start, end, len(found))
    return found[0]


def test_article_has_exactly_one_incident_with_deaths(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    rows = article[0].incidents
    deadly = rows[rows["killed_best"].fillna(0) > 0]

    assert len(deadly) == 1
    assert deadly["kind"].item() == "incident"
    assert deadly["killed_best"].item() == 3
    assert deadly["start"].item() == datetime(2024, 1, 28)
    assert deadly["end"].item() == datetime(2024, 1, 29)
    assert deadly["countries_stated"].item() == ["JO"]


@pytest.mark.parametrize("number", [0, 1])
def test_article_places_lie_where_an_analyst_put_them(
    article: tuple[geo.ReadResult, dict[str, Any]], number: int
) -> None:
    result, expected = article
    wanted = expected["incidents"][number]
    row = row_in(result.incidents, wanted["evidence"]["start"], wanted["evidence"]["end"])
    place = wanted["place"]
    footprint = row["footprint"]

    assert all(footprint.covers(Point(point)) for point in place["must_contain"])
    assert not any(footprint.intersects(Point(point)) for point in place["must_not_contain"])
    assert diameter_m(footprint) < place["max_diameter_km"] * 1000
    assert footprint.covers(row["geometry"])
    assert row["start"].date() == date.fromisoformat(wanted["date"])


def test_article_claim_is_a_second_incident_proposed_to_be_the_same(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    result, expected = article
    first, claim = (
        row_in(result.incidents, item["evidence"]["start"], item["evidence"]["end"])
        for item in expected["incidents"][:2]
    )

    assert claim["claimed_by"] == expected["incidents"][1]["actor"]
    assert pd.isna(claim["killed_best"])
    assert claim["same_as"] == [first["incident_id"]]


def test_article_count_is_one_aggregate_over_two_countries_and_no_point(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    rows = article[0].incidents
    counts = rows[rows["kind"] == "aggregate"]

    assert counts["count_low"].tolist() == [150]
    assert counts["count_best"].isna().all()
    row = counts.iloc[0]
    assert row.geometry is None
    assert sorted(row["countries_stated"]) == ["IQ", "SY"]
    assert row["precision"] == "country"
    assert (row["start"], row["end"]) == (datetime(2023, 10, 1), datetime(2024, 2, 6))
    # Baghdad and Damascus lie in the union, Amman does not
    assert row["footprint"].covers(Point(44.37, 33.31))
    assert row["footprint"].covers(Point(36.29, 33.51))
    assert not row["footprint"].covers(Point(35.93, 31.95))


def test_article_uncounted_strikes_are_series_without_points(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    result, expected = article
    for wanted in expected["incidents"][3:]:
        row = row_in(result.incidents, wanted["evidence"]["start"], wanted["evidence"]["end"])
        assert row["kind"] == "series"
        assert row.geometry is None
        assert pd.isna(row["killed_best"])


def test_article_background_is_listed_apart(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    result, expected = article
    starts = {item.start.date() for item in result.background if item.start is not None}

    assert starts == {date(2023, 10, 7), date(2003, 1, 1)}
    quoted = expected["background"][2]["evidence"]
    for _, row in result.incidents.iterrows():
        assert not any(quoted["start"] <= start < quoted["end"] for start, _ in evidence_spans(row))


def test_article_words_that_are_no_places_carry_no_incident(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    result, expected = article
    words = [(item["start"], item["end"]) for item in expected["not_places"]]

    for _, row in result.incidents.iterrows():
        assert not {"US", "IR", "IL", "PS"} & set(row["countries_stated"])
        places = [item for item in json.loads(row["evidence"]) if item["field"] == "place"]
        for item in places:
            assert not any(start <= item["start"] < end for start, end in words)


def test_every_row_of_the_article_has_an_area_or_says_that_it_has_no_place(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    text = article[0].reports[0].text
    for _, row in article[0].incidents.iterrows():
        assert (row["footprint"] is not None) == (row["precision"] != "unknown")
        for item in json.loads(row["evidence"]):
            assert item["quote"] == text[item["start"] : item["end"]]


def test_article_publishes_what_it_assumed_of_dates(
    article: tuple[geo.ReadResult, dict[str, Any]],
) -> None:
    notes = " ".join(note.message for note in article[0].assumed)

    assert "2023-10-07" in notes
    assert "2024-01-28" in notes


def test_twin_report_is_read_the_same_way(twin: geo.ReadResult) -> None:
    rows = twin.incidents
    deadly = rows[rows["killed_best"].fillna(0) > 0]

    assert deadly["killed_best"].tolist() == [4]
    assert deadly["start"].item() == datetime(2024, 2, 14)
    assert deadly["countries_stated"].item() == ["RW"]
    footprint = deadly["footprint"].item()
    # the eastern end of the border of Rwanda and Burundi, not Kigali, not Bujumbura
    assert footprint.covers(Point(30.45, -2.38)) or footprint.distance(Point(30.45, -2.38)) < 0.15
    assert not footprint.covers(Point(30.06, -1.95))
    assert not footprint.covers(Point(29.36, -3.38))
    counts = rows[rows["kind"] == "aggregate"]
    assert counts["count_low"].tolist() == [60]
    assert counts.iloc[0].geometry is None
    assert sorted(counts.iloc[0]["countries_stated"]) == ["BI", "RW"]


def test_twin_claim_is_proposed_to_be_the_same_incident(twin: geo.ReadResult) -> None:
    rows = twin.incidents
    claimed = rows[(rows["kind"] == "incident") & rows["claimed_by"].notna()]
    deadly = rows[rows["killed_best"].fillna(0) > 0]

    assert claimed["claimed_by"].tolist() == ["Islamic Council of Uganda"]
    assert claimed["same_as"].item() == [deadly["incident_id"].item()]


def test_dates_fall_on_the_civil_day_of_the_place(tmp_path: Path) -> None:
    path = tmp_path / "jordan.csv"
    path.write_text(
        "id,date,lat,lon\n"
        "a,2024-01-28,31.95,35.93\n"
        "b,2024-01-28T00:30+03:00,31.95,35.93\n"
        "c,2024-02-01T01:00+03:00,31.95,35.93\n",
        encoding="utf-8",
    )

    incidents = geo.read(path).incidents

    assert [value.date().isoformat() for value in incidents["start"]] == [
        "2024-01-28",
        "2024-01-28",
        "2024-02-01",
    ]
    assert len(select(incidents, parse_window("2024-01-28", "2024-01-28"))) == 2
    assert len(select(incidents, parse_window("2024-01", "2024-01"))) == 2
    assert len(select(incidents, parse_window("2024-02", "2024-02"))) == 1
    assert incidents["time_zone"].isna().tolist() == [True, False, False]


def test_an_instant_in_another_offset_becomes_the_time_of_the_place(tmp_path: Path) -> None:
    path = tmp_path / "utc.csv"
    path.write_text("date,lat,lon\n2024-01-31T22:00Z,31.95,35.93\n", encoding="utf-8")

    incidents = geo.read(path).incidents

    # Amman is at +03:00 all year since 2022
    assert incidents["start"].item() == datetime(2024, 2, 1, 1, 0)
    assert incidents["time_zone"].item() == "Asia/Amman"
    assert incidents["start_utc"].item() == pd.Timestamp("2024-01-31T22:00Z")


def test_arabic_report_gives_its_places_and_says_that_it_was_not_read(examples: Path) -> None:
    result = geo.read(examples / "arabic.txt")

    assert len(result.incidents) == 0
    notes = " ".join(note.message for note in (*result.assumed, *result.skipped))
    assert "not read in this language" in notes
    assert "places found" in notes


def test_rows_that_only_name_a_place_are_located_by_name(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "date,place,country,killed\n2024-01-28,Goma,CD,2\n2024-01-29,Qwertzuiopolis,CD,1\n",
        encoding="utf-8",
    )

    result = geo.read(path)

    point = result.incidents.geometry.iloc[0]
    # GeoNames 216281
    assert (point.x, point.y) == (pytest.approx(29.22, abs=0.1), pytest.approx(-1.68, abs=0.1))
    assert result.incidents.geometry.iloc[1] is None
    assert any("Qwertzuiopolis" in note.message for note in result.skipped)


def test_corrections_are_applied_after_reading_and_named(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,date,lat,lon,killed\nx1,2024-01-28,33.0,38.0,3\n", encoding="utf-8")
    name = geo.read(table).incidents["incident_id"].item()
    edits = tmp_path / "edits.csv"
    edits.write_text(
        "incident_id,field,value,by,why\n"
        f'{name},location,"38.70,33.31 r=2km",Ann,confirmed by imagery\n'
        f"{name},killed_best,4,Ann,one died later\n"
        "gone:1,title,Lost,Ann,source changed\n",
        encoding="utf-8",
    )

    result = geo.read(table, edits=edits)

    row = result.incidents.iloc[0]
    assert (row.geometry.x, row.geometry.y) == (38.70, 33.31)
    assert row["uncertainty_m"] == pytest.approx(2000, rel=0.01)
    assert row["killed_best"] == 4
    assert "Ann" in row["evidence"]
    assert any("gone:1" in note.message for note in result.skipped)


def test_ucdp_syria_is_accounted_for_row_by_row(eval_data: Path) -> None:
    incidents = geo.read(eval_data / "incidents" / "ucdp_ged_syria_2016_2019.csv.gz").incidents
    shown = how_shown(drawable(incidents))

    # totals of the published file, from the data note of the evaluation set
    assert len(incidents) == 16_566
    assert incidents["killed_best"].sum() == 112_337
    assert (shown == "country").sum() == 254
    assert incidents.loc[shown == "country", "killed_best"].sum() == 23_637


def test_country_rows_of_our_own_table_are_counted_beside_the_map(tmp_path: Path) -> None:
    path = tmp_path / "ucdp.csv"
    path.write_text(
        "id,type_of_violence,where_prec,latitude,longitude,country,date_prec,date_start,date_end,"
        "best,high,low,side_a,side_b\n"
        "1,1,1,33.5,36.3,Syria,1,2016-01-02,2016-01-02,2,2,2,Government,Rebels\n"
        "2,1,6,35.0,38.0,Syria,4,2016-01-01,2016-01-31,90,90,90,Government,Rebels\n",
        encoding="utf-8",
    )

    incidents = geo.read(path).incidents

    assert how_shown(drawable(incidents)).tolist() == ["point", "country"]


def test_joins_add_country_border_and_base(tmp_path: Path) -> None:
    path = tmp_path / "tower.csv"
    path.write_text("date,lat,lon\n2024-01-28,33.305,38.704\n", encoding="utf-8")

    joined = join_all(geo.read(path).incidents, geo.bases())

    assert joined["country_located"].item() == "JO"
    # research on Natural Earth 10m: 2.8 km to Syria
    assert joined["border_distance_m"].item() == pytest.approx(2_800, abs=400)
    assert joined["nearest_border"].item() == "JO-SY"
    assert joined["nearest_base"].item() == "Tower 22"


def test_reading_twice_gives_the_same_table(examples: Path) -> None:
    first, second = (geo.read(examples / "jordan.txt").incidents for _ in range(2))

    pd.testing.assert_frame_equal(
        pd.DataFrame(first.drop(columns=["geometry", "footprint"])),
        pd.DataFrame(second.drop(columns=["geometry", "footprint"])),
    )


def test_the_same_source_given_twice_counts_once(examples: Path) -> None:
    once = geo.read(examples / "jordan.txt")
    twice = geo.read(examples / "jordan.txt", examples / "jordan.txt")

    assert len(twice.incidents) == len(once.incidents)
    assert any("twice" in note.message for note in twice.skipped)


def test_one_report_can_be_extracted_alone() -> None:
    text = "Rebels shelled Goma on March 3, killing five civilians."
    report = geo.Report("r", text, published=date(2024, 3, 5))

    drafts = geo.extract(report)

    assert [draft.casualties.killed_best for draft in drafts] == [5]
    assert drafts[0].start == datetime(2024, 3, 3)
    assert drafts[0].countries_stated == ("CD",)


def test_two_towns_far_apart_are_a_region_without_a_point(tmp_path: Path) -> None:
    path = tmp_path / "towns.txt"
    path.write_text("2024-03-05\nGunmen attacked Mosul and Basra on March 3.\n", encoding="utf-8")

    row = geo.read(path).incidents.iloc[0]

    # the two lie some 780 km apart
    assert row["precision"] == "region"
    assert row.geometry is None
    assert row["footprint"].covers(Point(43.13, 36.34))
