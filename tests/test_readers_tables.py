"""Tables of anybody: separators, columns, bad cells, swapped axes, ids."""

import csv
import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box
from sources import UCDP_HEADER, UCDP_ROWS, at, row, rows, said, write

from geo import table
from geo.errors import InputError
from geo.readers import TableRead, distinct_ids, read_source


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    content = "lat,lon,place\n33.5,44.25,A\n34,45,B\n".replace(",", separator)
    found = rows(tmp_path, content).incidents
    assert [at(found, 0), at(found, 1)] == [(44.25, 33.5), (45.0, 34.0)]


def test_a_decimal_comma_is_read_and_said(tmp_path: Path) -> None:
    read = rows(tmp_path, "lat;lon;deaths\n33,5;44,25;3\n")
    assert at(read.incidents) == (44.25, 33.5)
    assert "a comma stands for the decimal point" in said(read.assumed)


def test_cells_may_hold_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    found = row(tmp_path, 'title,lat,lon\n"a ""b"", c\nd",33,44\n')
    assert found["title"] == 'a "b", c d'


def test_a_row_with_too_many_cells_is_left_out_by_name(tmp_path: Path) -> None:
    read = rows(tmp_path, "place,lat,lon\nA,33,44\nC,33,44,9\nD,34,45\n")
    assert read.incidents["place"].tolist() == ["A", "D"]
    assert [note.row for note in read.skipped] == [2]
    assert "4 cells instead of 3" in said(read.skipped)


def test_a_row_with_too_few_cells_is_kept_in_its_place_with_nulls(tmp_path: Path) -> None:
    read = rows(tmp_path, "place,lat,lon,killed\nA,33,44,1\nB,33,45\nD,34,45,3\n")
    assert read.incidents["place"].tolist() == ["A", "B", "D"]
    assert read.incidents["killed_best"].isna().tolist() == [False, True, False]
    assert at(read.incidents.iloc[[1]]) == (45, 33)
    assert "3 cells instead of 4" in said(read.skipped)


def test_numbers_of_records_survive_rows_left_out(tmp_path: Path) -> None:
    read = rows(tmp_path, "place,lat,lon\nA,33,44\nB,33,44,9\nC,95,44\nD,34,45\n")
    assert [(note.row, note.field) for note in read.skipped] == [
        (2, None),
        (3, "longitude, latitude"),
    ]


def test_an_open_quote_is_named(tmp_path: Path) -> None:
    read = rows(tmp_path, 'place,lat,lon\nA,33,44\n"B,33,44\nC,34,45\n')
    assert "an open quote swallows 1 lines" in said(read.skipped)


def test_a_repeated_column_name_is_said_and_the_first_is_used(tmp_path: Path) -> None:
    read = rows(tmp_path, "lat,lon,place,place\n33,44,A,B\n")
    assert read.incidents["place"].tolist() == ["A"]
    assert "column 4 repeats the name 'place'" in said(read.assumed)


def test_hxl_tags_are_no_row(tmp_path: Path) -> None:
    read = rows(tmp_path, "place,lat,lon\n#loc+name,#geo+lat,\nA,33,44\nB,99,44\n")
    assert read.incidents["place"].tolist() == ["A", "B"]
    assert read.skipped[0].row == 2
    assert "HXL tags" in said(read.assumed)


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv.gz", gzip.compress(b"lat,lon\n" + b"\n" * 150_000_000, 1))
    with pytest.raises(InputError, match="unpacks to more than"):
        read_source(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("\n\n\n", "holds only blank lines"),
        ("hello\nworld\n", "one column only, 'hello'"),
        ("who,when\nA,2024-01-28\n", "neither coordinates nor names of places.*'who', 'when'"),
        ("lat,lon\n95,44\n0,0\n", "no row is usable.*row 1"),
        ("lat,lon\n,\nNaN,x\n", "has neither coordinates nor names of places"),
    ],
)
def test_a_table_that_cannot_be_used_has_one_clear_error(
    tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        rows(tmp_path, content)
    assert "attacks.csv" in str(caught.value)


def test_binary_junk_named_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is binary"):
        read_source(write(tmp_path, "a.csv", bytes(range(256)) * 9))


def test_columns_are_found_by_their_names(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        "Event Date,Latitude,Lng,City,Country,Type,Killed,Wounded,Group,Link,Headline\n"
        "2024-01-28,33.31,38.7,Rukban,Jordan,Drone strike,3,40,Unknown group,http://x.org/1,A\n",
    )
    assert (found["geometry"].x, found["geometry"].y) == (38.7, 33.31)
    assert (found["start"], found["end"]) == (
        pd.Timestamp("2024-01-28"),
        pd.Timestamp("2024-01-29"),
    )
    assert (found["place"], found["country_stated"], found["countries_stated"]) == (
        "Rukban",
        "JO",
        ["JO"],
    )
    assert (found["event_type"], found["source_event_type"]) == ("drone attack", "Drone strike")
    assert (found["killed_best"], found["killed_low"], found["injured_best"]) == (3, None, 40)
    assert (found["title"], found["actor"], found["status"]) == ("A", "Unknown group", "confirmed")
    assert json.loads(found["sources"])[0]["url"] == "http://x.org/1"
    assert (found["precision"], found["uncertainty_m"]) == ("unknown", None)


def test_the_choice_of_columns_is_said_with_those_not_used(tmp_path: Path) -> None:
    read = rows(tmp_path, "x,y,colour\n44,33,red\n")
    assert "'x' as lon" in said(read.assumed)
    assert "columns not used: 'colour'" in said(read.assumed)


def test_bad_cells_are_named_and_null_and_the_row_is_kept(tmp_path: Path) -> None:
    read = rows(
        tmp_path,
        "date,lat,lon,deaths,place\n"
        "2024-01-28,33,44,3,A\n"
        "soon,33,44,three,B\n"
        "2024-01-30,91,44,-2,C\n"
        "2024-01-31,NaN,44,2.5,D\n"
        "2024-02-01,0,0,,E\n"
        "2024-02-02,33,181.5,1,F\n"
        "2024-02-03,33,,1,G\n",
    )
    found = read.incidents
    assert found["place"].tolist() == list("ABCDEFG")
    assert found.geometry.isna().tolist() == [False, False, True, True, True, False, True]
    assert found["start"].isna().tolist() == [False, True] + [False] * 5
    assert found["killed_best"].isna().tolist() == [False, True, True, True, True, False, False]
    named = {(note.row, note.field) for note in read.skipped}
    assert {(2, "date"), (2, "deaths"), (3, "deaths"), (4, "deaths"), (4, "lat")} <= named
    assert {(3, "longitude, latitude"), (5, "longitude, latitude"), (7, "lon, lat")} <= named
    assert all(note.source == "attacks.csv" for note in read.skipped)


def test_longitudes_that_count_to_360_are_brought_back(tmp_path: Path) -> None:
    found = row(tmp_path, "lat,lon\n-17.7,181.5\n")
    assert found["geometry"].x == pytest.approx(181.5 - 360)


def test_many_bad_cells_are_counted_and_listed(tmp_path: Path) -> None:
    bad = "soon,33,44\n" * 30
    read = rows(tmp_path, f"date,lat,lon\n2024-01-28,33,44\n{bad}")
    assert len(read.skipped) == 21
    assert "unreadable date in 10 more rows, kept as unknown: 22, 23" in said(read.skipped)


def test_rows_without_coordinates_wait_for_their_place(tmp_path: Path) -> None:
    read = rows(tmp_path, "city,province,country\nRutba,Anbar,Iraq\n,Anbar,Iraq\n,,\n")
    found = read.incidents
    assert found.geometry.isna().all()
    assert found["place"].astype(object).where(found["place"].notna(), None).tolist() == [
        "Rutba",
        "Anbar, Iraq",
        None,
    ]
    assert found["precision"].tolist() == ["unknown"] * 3
    assert "1 rows have no location" in said(read.skipped)


def test_a_row_with_wrong_coordinates_is_not_moved_to_its_country(tmp_path: Path) -> None:
    found = rows(tmp_path, "lat,lon,country\n33,44,Iraq\n91,44,Iraq\nNaN,44,Iraq\n").incidents
    assert found.geometry.isna().tolist() == [False, True, True]
    assert found["place"].isna().all()
    assert found["country_stated"].tolist() == ["IQ"] * 3


def test_wkt_columns_give_points_and_areas(tmp_path: Path) -> None:
    read = rows(
        tmp_path,
        'title,wkt\nA,POINT (44 33)\nB,"POLYGON ((44 33, 45 33, 45 34, 44 34, 44 33))"\nC,CIRCLE\n',
    )
    found = read.incidents
    assert found.geometry.iloc[0].equals(Point(44, 33))
    assert found["footprint"].iloc[1].equals(box(44, 33, 45, 34))
    assert found["footprint"].iloc[1].contains(found.geometry.iloc[1])
    assert (read.skipped[0].row, read.skipped[0].field) == (3, "wkt")


def test_hostile_cells_stay_as_typed(tmp_path: Path) -> None:
    hostile = "=cmd|' /C calc'!A0 {{7*7}} {% raw %} <img src=x onerror=alert(1)> </script> ${1}"
    quoted = hostile.replace('"', '""')
    found = row(tmp_path, f'title,lat,lon,notes\n"{quoted}",33,44,"{quoted}"\n')
    assert found["title"] == hostile
    assert json.loads(found["evidence"])[0]["quote"] == hostile


def test_latitudes_beyond_90_throughout_are_swapped_axes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"swapped throughout.*swap the names of the columns"):
        rows(tmp_path, "lat,lon\n121.5,25.0\n120.9,24.1\n")


def test_points_that_fit_their_country_only_swapped_are_swapped_axes(tmp_path: Path) -> None:
    content = "lat,lon,country\n44.4,33.3,Iraq\n43.1,36.3,Iraq\n38.7,33.3,Jordan\n"
    with pytest.raises(InputError, match=r"swapped throughout.*of 3 points.*100%.*0% as written"):
        rows(tmp_path, content)


def test_one_swapped_row_is_no_swapped_table(tmp_path: Path) -> None:
    content = "lat,lon,country\n33.3,44.4,Iraq\n36.3,43.1,Iraq\n121.5,25.0,Taiwan\n"
    read = rows(tmp_path, content)
    assert read.skipped[0].row == 3


def test_swapped_ucdp_columns_are_swapped_axes(tmp_path: Path) -> None:
    header = UCDP_HEADER.replace("latitude,longitude", "longitude,latitude")
    with pytest.raises(InputError, match="swapped throughout"):
        rows(tmp_path, f"{header}\n{UCDP_ROWS}")


def test_ids_of_rows_survive_a_change_of_order(tmp_path: Path) -> None:
    first = rows(tmp_path, "place,lat,lon\nA,33,44\nB,34,45\n").incidents["incident_id"].tolist()
    second = rows(tmp_path, "place,lat,lon\nB,34,45\nA,33,44\n").incidents["incident_id"].tolist()
    assert second == first[::-1]
    assert len(set(first)) == 2


def test_equal_rows_are_told_apart_by_their_ordinal(tmp_path: Path) -> None:
    ids = rows(tmp_path, "place,lat,lon\nA,33,44\nA,33,44\n").incidents["incident_id"].tolist()
    assert ids[1] == f"{ids[0]}#2"


def test_ids_of_the_table_are_kept_and_repeated_ones_are_no_ids(tmp_path: Path) -> None:
    kept = rows(tmp_path, "id,lat,lon\n7,33,44\n9,33,44\n").incidents["incident_id"].tolist()
    assert kept == ["id:7", "id:9"]
    read = rows(tmp_path, "id,lat,lon\n7,33,44\n7,34,44\n")
    assert read.incidents["incident_id"].str.startswith("row:").all()
    assert "values repeat" in said(read.assumed)


def test_ids_of_several_tables_can_be_made_distinct() -> None:
    ids = pd.Series(["a", "b", "a", "a"], dtype="string")
    assert distinct_ids(ids).tolist() == ["a", "b", "a#2", "a#3"]


CELLS = st.one_of(
    st.text(max_size=12),
    st.floats().map(repr),
    st.sampled_from(
        ["33.3", "44", "0", "nan", "1e999", "2024-01-28", "13/13/2024", "9999-12-31", "POINT EMPTY"]
    ),
)
NAMES = st.sampled_from(
    ["date", "end", "time", "deaths", "country", "wkt", "id", "notes", "precision", "time_zone"]
)


@given(
    header=st.lists(NAMES, unique=True, max_size=6),
    lines=st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=3),
)
def test_any_cells_give_a_table_or_one_input_error(
    header: list[str], lines: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = ["place", "lat", "lon", *header]
    path = tmp_path_factory.mktemp("any") / "any.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([names, *(line[: len(names)] for line in lines)])
    try:
        read = read_source(path)
    except InputError:
        return
    assert isinstance(read, TableRead)
    for record in table.incidents_to_records(read.incidents):
        assert record.geometry != (0.0, 0.0)
        if record.start is not None and record.end is not None:
            assert record.start < record.end


def test_a_row_with_wrong_coordinates_is_not_placed_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("date,lat,lon,place\n2024-01-01,33.3,38.7,Tower 22\n2024-01-02,0,0,Goma\n")

    read = read_source(path)

    assert isinstance(read, TableRead)
    assert read.incidents["geometry"].isna().tolist() == [False, True]
    assert read.incidents["location_rule"].tolist()[1] == "coordinates given, but not usable"
    assert not any("placed by name" in note.message for note in read.assumed)
