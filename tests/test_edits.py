"""A person's corrections: what a file may say, what it changes, what it leaves behind."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from geo import table
from geo.edits import EDITABLE_FIELDS, Edit, apply_edits, read_edits
from geo.errors import InputError
from geo.geodesy import distance_m
from geo.models import (
    Casualties,
    Evidence,
    Incident,
    Note,
    Precision,
    Source,
    Stance,
    TimePrecision,
)

HEADER = "incident_id,field,value,by,why\n"

INCIDENTS = [
    Incident(
        "ucdp:1",
        title="Attack",
        start=datetime(2024, 1, 28),
        end=datetime(2024, 1, 29),
        time_precision=TimePrecision.DAY,
        place="a base in Jordan",
        geometry=(44.4, 33.3),
        uncertainty_m=2000.0,
        precision=Precision.PLACE,
        country_stated="JO",
        country_located="IQ",
        countries_located=("IQ",),
        admin1="Baghdad",
        casualties=Casualties(2, 2, 5),
        sources=(Source("attacks.csv"),),
    ),
    Incident(
        "row:b",
        start=datetime(2024, 1, 28, 5, 30),
        end=datetime(2024, 1, 28, 5, 31),
        time_zone="Asia/Amman",
        start_utc=datetime(2024, 1, 28, 2, 30, tzinfo=UTC),
        time_precision=TimePrecision.MINUTE,
        evidence=(Evidence("actor", "IRI", Stance.CLAIMED, "r-1", 4, 9, "the IRI"),),
        actor="IRI",
    ),
]


def edits_of(folder: Path, lines: str, header: str = HEADER) -> list[Edit]:
    path = folder / "edits.csv"
    path.write_text(header + lines, encoding="utf-8")
    return read_edits(path)


def edited(folder: Path, lines: str) -> tuple[gpd.GeoDataFrame, list[Note]]:
    return apply_edits(table.incidents_from_records(INCIDENTS), edits_of(folder, lines))


def first(folder: Path, lines: str) -> Any:
    return edited(folder, lines)[0].iloc[0]


def test_a_point_with_a_radius_brings_its_whole_location(tmp_path: Path) -> None:
    found = first(tmp_path, 'ucdp:1,location,"38.70,33.31 r=2km",Ana,photo of the gate\n')
    assert (found["geometry"].x, found["geometry"].y) == (38.70, 33.31)
    assert (found["uncertainty_m"], found["precision"]) == (2000.0, "exact")
    assert found["location_rule"] == "edited: 38.70,33.31 r=2km"
    # every corner of the disc lies on the circle; 1 mm for rounding
    corners = list(found["footprint"].exterior.coords)
    assert all(
        float(distance_m(38.70, 33.31, lon, lat)) == pytest.approx(2000, abs=0.001)
        for lon, lat in corners
    )


def test_a_new_location_clears_what_was_derived_from_the_old_one(tmp_path: Path) -> None:
    rows = table.incidents_from_records(INCIDENTS)
    rows["border_distance_m"] = pd.array([5.0, 6.0], dtype="Float64")
    changes = edits_of(tmp_path, 'ucdp:1,location,"38.70,33.31 r=500m",Ana,map\n')
    found = apply_edits(rows, changes)[0].iloc[0]
    assert found["countries_located"] == []
    assert pd.isna(found[["country_located", "admin1", "border_distance_m"]]).all()
    # what the source said stays
    assert (found["place"], found["country_stated"]) == ("a base in Jordan", "JO")


@pytest.mark.parametrize(
    ("radius", "precision"),
    [("100m", "exact"), ("2km", "exact"), ("5km", "place"), ("25km", "near"), ("80km", "region")],
)
def test_the_radius_decides_the_precision(tmp_path: Path, radius: str, precision: str) -> None:
    found = first(tmp_path, f'ucdp:1,location,"38.70,33.31 r={radius}",Ana,map\n')
    assert found["precision"] == precision


def test_a_phrase_is_located_in_the_stated_country_first(tmp_path: Path) -> None:
    found = first(tmp_path, "ucdp:1,location,Mafraq,Ana,the report says so\n")
    assert found["location_rule"].startswith("edited: Mafraq: ")
    assert found["footprint"].covers(found["geometry"])
    # Mafraq, Jordan: 32.34 N, 36.21 E (GeoNames 250582)
    assert float(distance_m(found["geometry"].x, found["geometry"].y, 36.21, 32.34)) < 10_000
    assert found["uncertainty_m"] > 0


def test_a_phrase_may_name_another_country(tmp_path: Path) -> None:
    found = first(tmp_path, 'ucdp:1,location,"Goma, DR Congo",Ana,wrong country in the table\n')
    # Goma: 1.68 S, 29.22 E (GeoNames 216281)
    assert float(distance_m(found["geometry"].x, found["geometry"].y, 29.22, -1.68)) < 20_000


def test_a_phrase_that_names_no_place_is_an_error_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"edits\.csv: row 1: no place is known for 'Xyzzyburg'"):
        edited(tmp_path, "ucdp:1,location,Xyzzyburg,Ana,map\n")


def test_an_unknown_location_is_null_with_all_its_parts(tmp_path: Path) -> None:
    found = first(tmp_path, "ucdp:1,location,unknown,Ana,the photo is from elsewhere\n")
    assert found["geometry"] is None
    assert found["footprint"] is None
    assert pd.isna(found["uncertainty_m"])
    assert found["precision"] == "unknown"


def test_each_edit_is_evidence_beside_what_was_read(tmp_path: Path) -> None:
    rows, notes = edited(
        tmp_path,
        "ucdp:1,killed_best,3,Ana,morgue list\nrow:b,actor,unknown,Ben,the claim was withdrawn\n",
    )
    assert notes == []
    before, after = json.loads(rows["evidence"].iloc[0])
    assert (before["value"], before["report"], before["quote"]) == ("2", "attacks.csv", "")
    assert after == {
        "field": "killed_best",
        "value": "3",
        "stance": "stated",
        "report": "edit",
        "start": 0,
        "end": 0,
        "quote": "Ana: morgue list",
    }
    claim, edit = json.loads(rows["evidence"].iloc[1])
    assert (claim["quote"], edit["quote"]) == ("the IRI", "Ben: the claim was withdrawn")
    assert pd.isna(rows["actor"].iloc[1])
    # what is left can become records, and the table has its types
    assert table.incidents_to_records(rows)[0].casualties.killed_best == 3
    assert rows.dtypes.equals(table.incidents_from_records(INCIDENTS).dtypes)


def test_nothing_that_was_passed_in_changes(tmp_path: Path) -> None:
    rows = table.incidents_from_records(INCIDENTS).set_axis([7, 9], axis=0)
    before = rows.copy(deep=True)
    result, _ = apply_edits(rows, edits_of(tmp_path, "ucdp:1,title,New,Ana,x\n"))
    pd.testing.assert_frame_equal(pd.DataFrame(rows), pd.DataFrame(before))
    assert list(result.index) == [7, 9]
    assert result["title"].astype(object).iloc[0] == "New"


def test_an_edit_whose_incident_is_gone_is_reported_and_the_others_apply(tmp_path: Path) -> None:
    rows, notes = edited(tmp_path, "ucdp:99,status,rejected,Ana,x\nucdp:1,status,rejected,Ana,x\n")
    assert rows["status"].tolist() == ["rejected", "draft"]
    assert [(note.source, note.row, note.field) for note in notes] == [("edits.csv", 1, "status")]
    assert "no incident 'ucdp:99' was read" in notes[0].message


@pytest.mark.parametrize(
    ("lines", "start", "end", "precision"),
    [
        ("ucdp:1,start,2024-01-27,A,x\n", "2024-01-27", "2024-01-28", "day"),
        ("ucdp:1,start,2024-01,A,x\n", "2024-01-01", "2024-02-01", "month"),
        ("ucdp:1,end,2024-01-30,A,x\n", "2024-01-28", "2024-01-31", "week"),
        ("ucdp:1,end,2024-01-28T12:00,A,x\n", "2024-01-28", "2024-01-28T12:00", "day"),
        (
            "ucdp:1,end,2024-02-02,A,x\nucdp:1,start,2024-02-01,A,x\n",
            "2024-02-01",
            "2024-02-03",
            "week",
        ),
    ],
)
def test_times_are_edited_as_half_open_intervals(
    tmp_path: Path, lines: str, start: str, end: str, precision: str
) -> None:
    found = first(tmp_path, lines)
    assert (found["start"], found["end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    assert found["time_precision"] == precision


def test_a_clock_time_is_civil_time_of_the_zone_of_the_row(tmp_path: Path) -> None:
    rows, _ = edited(tmp_path, "row:b,start,2024-01-28T03:30Z,Ana,log of the base\n")
    # Jordan is at UTC+3 all year since October 2022 (tzdata, Asia/Amman)
    assert rows["start"].iloc[1] == pd.Timestamp("2024-01-28T06:30")
    assert rows["start_utc"].iloc[1] == pd.Timestamp("2024-01-28T03:30Z")
    assert rows["time_zone"].iloc[1] == "Asia/Amman"


def test_a_day_has_neither_zone_nor_instant(tmp_path: Path) -> None:
    rows, _ = edited(tmp_path, "row:b,start,2024-01-28,Ana,the hour is not known\n")
    assert rows[["time_zone", "start_utc"]].iloc[1].isna().all()
    assert rows["time_precision"].iloc[1] == "day"


def test_an_unknown_start_makes_the_whole_time_unknown(tmp_path: Path) -> None:
    found = first(tmp_path, "ucdp:1,start,unknown,Ana,x\n")
    assert pd.isna(found[["start", "end"]]).all()
    assert found["time_precision"] == "unknown"


def test_an_end_not_after_the_start_is_an_error_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="row 2: the end '2024-01-20' is not after the start"):
        edited(tmp_path, "ucdp:1,title,T,A,x\nucdp:1,end,2024-01-20,A,x\n")


def test_counts_in_an_impossible_order_are_said(tmp_path: Path) -> None:
    rows, notes = edited(tmp_path, "ucdp:1,killed_best,9,Ana,x\n")
    assert rows["killed_best"].iloc[0] == 9
    assert "killed low, best and high of 'ucdp:1' are not in this order" in notes[0].message


@pytest.mark.parametrize(
    "value", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "{{7*7}}", "<img src=x onerror=alert(1)>"]
)
def test_a_cell_is_plain_text_whatever_it_starts_with(tmp_path: Path, value: str) -> None:
    assert first(tmp_path, f'ucdp:1,title,"{value}",Ana,x\n')["title"] == value


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("ucdp:1,colour,red,A,x\n", "row 1: 'colour' is no field that can be edited"),
        ("ucdp:1,incident_id,x,A,x\n", "row 1: 'incident_id' is no field"),
        ("ucdp:1,status,maybe,A,x\n", "row 1: 'status' takes draft, confirmed, rejected"),
        ("ucdp:1,kind,war,A,x\n", "'kind' takes incident, series, aggregate, not 'war'"),
        ("ucdp:1,status,unknown,A,x\n", "'status' cannot be unknown"),
        ("ucdp:1,event_type,party,A,x\n", "'event_type' takes"),
        ("ucdp:1,killed_best,-1,A,x\n", "'killed_best' takes a whole number"),
        ("ucdp:1,killed_best,three,A,x\n", "'killed_best' takes a whole number"),
        ("ucdp:1,killed_best,1e3,A,x\n", "'killed_best' takes a whole number"),
        ("ucdp:1,start,soon,A,x\n", "'soon' is no date"),
        ("ucdp:1,start,2024-02-30,A,x\n", "row 1: "),
        ('ucdp:1,location,"38.70,33.31",A,x\n', "has no radius; write .* r=2km"),
        ('ucdp:1,location,"33.31,98.70 r=1km",A,x\n', "longitude comes first"),
        ('ucdp:1,location,"0,0 r=1km",A,x\n', "stands for a missing location"),
        ('ucdp:1,location,"38,33 r=0km",A,x\n', "must be more than 0"),
        ('ucdp:1,location,"38,33 r=5000km",A,x\n', "at most 1,000 km"),
        ('ucdp:1,location,"38;33",A,x\n', "is no location"),
        ("ucdp:1,title,,A,x\n", "row 1: value is blank; write 'unknown'"),
        ("ucdp:1,title,T,,x\n", "row 1: by is blank"),
        ("ucdp:1,title,T,A,\n", "row 1: why is blank"),
        ("ucdp:1,title,T,A,x\nucdp:1,title,S,B,y\n", "row 2: edits 'title' .* again, after row 1"),
        ("ucdp:1,location,38.70,33.31 r=2km,A,x\n", "has 6 cells, the header has 5"),
        ('ucdp:1,title,"T,A,x\n', "is no CSV"),
        ("", "has a header and no edits"),
    ],
)
def test_a_bad_edit_is_one_clear_error(tmp_path: Path, lines: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        edits_of(tmp_path, lines)
    assert "edits.csv" in str(caught.value)


def test_a_missing_header_names_the_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lacks the columns incident_id, field, value, by, why"):
        edits_of(tmp_path, "ucdp:1,title,T,A,x\n", header="")


def test_a_missing_or_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_edits(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is empty"):
        edits_of(tmp_path, "", header="")


def test_columns_may_come_in_any_order_with_semicolons(tmp_path: Path) -> None:
    found = edits_of(tmp_path, "x;Ana;T;title;ucdp:1\n", header="why;by;value;field;incident_id\n")
    assert found == [Edit("ucdp:1", "title", "T", "Ana", "x", "edits.csv", 1)]


def test_every_editable_field_is_a_column_the_location_or_an_act() -> None:
    acts = {"location", "merge_with", "split_into", "note"}
    assert set(EDITABLE_FIELDS) - acts <= set(table.INCIDENT_COLUMNS)


def test_an_id_of_the_source_is_enough_where_it_is_the_only_one(tmp_path: Path) -> None:
    found, notes = edited(tmp_path, "1,title,Renamed,Ana,clearer\n")
    assert found["title"].tolist()[0] == "Renamed"
    assert notes == []


def test_spaces_after_the_commas_are_no_part_of_the_cells(tmp_path: Path) -> None:
    header = "incident_id, field, value, by, why\n"
    line = 'ucdp:1, location, "38.70,33.31 r=2km", Ana, photo\n'
    assert edits_of(tmp_path, line, header)[0].value == "38.70,33.31 r=2km"
